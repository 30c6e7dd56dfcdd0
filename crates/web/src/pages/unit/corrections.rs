//! `/unit/applications/{id}/corrections`: everything asked in one list, the old answers beside the new; signing for the notice
//! starts the period (5.2.a, 7.2.a).

use super::{
    back, filled_application, fills, frame, handed_in, href, leads, led_application, name, own_application,
    reading::{self, Show},
    standing,
};
use crate::{
    components::Field,
    frame::Link,
    page,
    pages::{
        shared::unit_due,
        unit::view::corrections::{Correction, CorrectionsPage, open},
    },
    shell::{Answer, At, Caller, Done, Fail, Routes, Submitted, Who},
};
use app::{
    Error,
    applications::{self, Answers},
    attachments::{self, FileView},
};
use domain::{
    application::{Application, Leg, Return, Shortfall, Stage},
    calendar::{chinese_date, shanghai_date},
    policy::{FieldKind, Policy, code_of},
};

const UNCONFIRMED: &str = "还有指出的地方没有改动。请先修改；按现状提交的，请勾选这一项。";

/// The list, signing for the notice, handing in again.
pub(super) fn routes() -> Routes {
    const LIST: &str = "/unit/applications/{application}/corrections";
    const SIGN: &str = "/unit/applications/{application}/corrections/sign";
    const RESUBMIT: &str = "/unit/applications/{application}/resubmit";
    Routes::new().get(LIST, Who::FILLING, page).form_of_page(SIGN, Who::UNIT, drawn, sign).form_of_page(
        RESUBMIT,
        Who::FILLING,
        drawn,
        resubmit,
    )
}

/// `GET /unit/applications/{id}/corrections`
async fn page(caller: Caller, At(id): At<i64>) -> Answer {
    Ok(page::ok(&drawn(&caller, id).await?))
}

async fn drawn(caller: &Caller, id: i64) -> Result<CorrectionsPage, Fail> {
    let (application, policy) = own_application(caller, id).await?;
    match &application.stage {
        Stage::Returned(ret) => list(caller, &application, &policy, ret).await,
        _ => Err(Fail::Elsewhere(href(&application))),
    }
}

async fn list(
    caller: &Caller,
    application: &Application,
    policy: &Policy,
    ret: &Return,
) -> Result<CorrectionsPage, Fail> {
    let mine = ret.leg == Leg::AtUnit && fills(caller, application);
    let compared = Compared::load(caller, application, policy).await?;
    let corrections = compared.corrections(application, policy, ret);
    let unchanged = Some(open(&corrections)).filter(|open| mine && *open > 0).map(CorrectionsPage::as_they_are);
    let by = match ret.by {
        domain::level::Level::City => policy.city.hr_bureau.clone(),
        _ => standing::bureau(policy, application),
    };
    let service = match (mine && !ret.served, leads(caller, application)) {
        (false, _) => "",
        (true, true) => "还没有签收补正通知，重新提交时一并记为签收。",
        (true, false) => "补正通知的送达还没有登记：请先在办件页登记，再代单位重新提交。",
    };
    let stamp = if mine { app::readiness::stamp(&caller.app, application).await? } else { None };
    let who = caller.who.as_ref().map(|who| who.name.clone()).unwrap_or_default();
    Ok(CorrectionsPage {
        frame: frame(caller, application, format!("补正：{}", name(application))).await?,
        back: back(application),
        returned: format!("{}{by}退回补正。", chinese_date(shanghai_date(ret.at))),
        round: format!(
            "第 {} 次补正，最多 {} 次；每次 {} 个工作日（本市设定）",
            application.corrections, policy.review.correction_rounds.value, policy.review.correction_days.value
        ),
        due: ret.due.map(|day| unit_due(&caller.app, day)).unwrap_or_default(),
        signer: (leads(caller, application) && mine && !ret.served).then(|| Field::text("signer", "签收人").value(who)),
        sign_action: format!("{}/corrections/sign", href(application)),
        corrections,
        stamp: stamp
            .map(|lack| (lack.what, Link::new("打印推荐表、上传盖章件", format!("{}/form", href(application))))),
        service: service.into(),
        unchanged,
        refused: Vec::new(),
        action: if mine { format!("{}/resubmit", href(application)) } else { String::new() },
        seen: caller.seen(application.seq),
    })
}

/// What was filed and what stands there now.
struct Compared {
    old: Answers,
    new: Answers,
    files: Vec<FileView>,
    keys: Vec<(String, String)>,
    rosters_changed: bool,
    show: Show,
}

impl Compared {
    async fn load(caller: &Caller, application: &Application, policy: &Policy) -> Result<Compared, Fail> {
        let (app, conn) = (&caller.app, caller.app.db().reader());
        let no = application.pinned.as_ref().ok_or(Fail::NotFound)?.submission;
        Ok(Compared {
            old: applications::submitted_as(app, conn, application.id, no).await?,
            new: applications::draft(app, conn, application.id).await?,
            files: app::attachments::list(app, conn, application.id).await?,
            keys: applications::section_keys(policy, application, app.today()),
            rosters_changed: app::readiness::rosters_changed(app, application).await?,
            show: super::show(caller, application),
        })
    }

    fn corrections(&self, application: &Application, policy: &Policy, ret: &Return) -> Vec<Correction> {
        ret.shortfalls.iter().map(|asked| self.of(application, policy, ret, asked)).collect()
    }

    fn of(&self, application: &Application, policy: &Policy, ret: &Return, asked: &Shortfall) -> Correction {
        let correction = |section: Link, old: String, new: String| Correction {
            asked: asked.what.clone(),
            clause: asked.clause.clone(),
            section,
            old,
            new,
        };
        if asked.section == "roster" {
            let new = if self.rosters_changed { "提交了新版本" } else { "" };
            let at = format!("/unit/rosters/{}", application.brand);
            return correction(Link::new("花名册", at), "提交时的版本".into(), new.into());
        }
        let (mut old, mut new) = (Vec::new(), Vec::new());
        let mut at = Link::new("推荐表", format!("{}/form", href(application)));
        for (key, label) in self.keys.iter().rev().filter(|(key, _)| code_of(key) == asked.section) {
            at = Link::new(label.clone(), standing::section_href(application, key));
            self.changes(policy, ret, key, &mut old, &mut new);
        }
        if asked.clause == "4.1" {
            let stamped = |file: &&FileView| attachments::is_signed_form(&file.slot) && file.uploaded_at >= ret.at;
            new.extend(self.files.iter().filter(stamped).map(|file| format!("盖章件：新上传 {}", file.name)));
        }
        correction(at, old.join("\n"), new.join("\n"))
    }

    /// The fields of a section that differ from what was filed, and the files that came since.
    fn changes(&self, policy: &Policy, ret: &Return, key: &str, old: &mut Vec<String>, new: &mut Vec<String>) {
        let Some(section) = applications::section_of(policy, key) else { return };
        let told = |value: String| if value.is_empty() { "（空）".to_owned() } else { value };
        for field in &section.fields {
            let label = &field.label;
            if field.kind == FieldKind::File {
                let slot = app::attachments::slot_name(key, &field.id);
                let since = |file: &&FileView| file.uploaded_at >= ret.at;
                for file in self.files.iter().filter(|file| file.slot == slot).filter(since) {
                    new.push(format!("{label}：新上传 {}", file.name));
                }
                continue;
            }
            let of = |answers: &Answers| {
                let value = answers.0.get(key).and_then(|answers| answers.get(&field.id));
                reading::answer(policy, field, value, self.show)
            };
            let (before, now) = (of(&self.old), of(&self.new));
            if before != now {
                old.push(format!("{label}：{}", told(before)));
                new.push(format!("{label}：{}", told(now)));
            }
        }
    }
}

/// `POST /unit/applications/{id}/corrections/sign`: the unit signs for the notice on the platform.
async fn sign(caller: &Caller, id: i64, sent: &Submitted) -> Result<Done, Fail> {
    let (application, _) = led_application(caller, id).await?;
    let (app, actor) = (&caller.app, caller.actor()?);
    applications::sign_for_notice(app, actor, application.id, sent.seen()?, sent.text("signer")).await?;
    Ok(Done::to(format!("{}/corrections", href(&application))).saying("已签收，补正期限从明天起算。"))
}

/// `POST /unit/applications/{id}/resubmit`
async fn resubmit(caller: &Caller, id: i64, sent: &Submitted) -> Result<Done, Fail> {
    let (application, policy) = filled_application(caller, id).await?;
    if let Stage::Returned(ret @ Return { leg: Leg::AtUnit, .. }) = &application.stage
        && !sent.yes("unchanged")
    {
        let compared = Compared::load(caller, &application, &policy).await?;
        if open(&compared.corrections(&application, &policy, ret)) > 0 {
            return Err(Error::field("unchanged", UNCONFIRMED).into());
        }
    }
    applications::resubmit(&caller.app, caller.actor()?, application.id, sent.seen()?).await?;
    Ok(Done::to(handed_in(caller, &application)).saying("补正已提交。"))
}
