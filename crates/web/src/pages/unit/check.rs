//! `/unit/applications/{id}/check`: the answers held against the clauses, everything missing, and the button that hands it in.

use super::{
    back, fields, filled_application, frame, handed_in, href, keys_in, name,
    reading::{self, Show},
    standing,
};
use crate::{
    components::{FindingRow, Findings, Outcome, Summary},
    frame::Link,
    page,
    pages::unit::view::submit::{Answers, SubmitPage},
    shell::{Answer, At, Caller, Done, Fail, Routes, Submitted, Who},
};
use app::{
    Error,
    applications::{self, Content},
    readiness::{Lack, Place},
};
use domain::{
    application::{Application, State},
    calendar::{chinese_date, chinese_weekday},
    finding::Finding,
    policy::{Policy, Repeat},
    stream::Stream,
};

const UNDECLARED: &str = "请先核对并勾选这一项，再提交。";

/// The check, and handing in.
pub(super) fn routes() -> Routes {
    const SUBMIT: &str = "/unit/applications/{application}/submit";
    Routes::new().get("/unit/applications/{application}/check", Who::FILLING, page).form_of_page(
        SUBMIT,
        Who::FILLING,
        drawn,
        submit,
    )
}

/// `GET /unit/applications/{id}/check`
async fn page(caller: Caller, At(id): At<i64>) -> Answer {
    Ok(page::ok(&drawn(&caller, id).await?))
}

async fn drawn(caller: &Caller, id: i64) -> Result<SubmitPage, Fail> {
    let (application, policy) = filled_application(caller, id).await?;
    if application.state() != State::Drafting {
        return Err(Fail::Elsewhere(href(&application)));
    }
    check_page(caller, &application, &policy).await
}

async fn check_page(caller: &Caller, application: &Application, policy: &Policy) -> Result<SubmitPage, Fail> {
    let app = &caller.app;
    let content = applications::draft_content(&app::Place::now(app, app.db().reader()), application).await?;
    let ready = app::readiness::judged(app, application, &content)?;
    let closes = Some(app::rounds::get(app, application.round).await?.closes);
    let until =
        closes.map(|day| format!("申报{} {}截止。", chinese_date(day), chinese_weekday(day))).unwrap_or_default();
    Ok(SubmitPage {
        frame: frame(caller, application, format!("检查并提交：{}", name(application))).await?,
        back: back(application),
        refused: Vec::new(),
        missing: ready.lacks.iter().map(|lack| to_lack(application, policy, lack)).collect(),
        findings: Findings { rows: ready.findings.iter().map(row).collect() },
        answers: answers(caller, application, policy, &content)?,
        receiver: format!(
            "提交给{}初审（5.1.b）。{until}内容编码 {}。",
            standing::bureau(policy, application),
            ready.content_code
        ),
        declared: if keys_in(caller, application) { SubmitPage::transcript() } else { SubmitPage::promise() },
        seen: caller.seen(application.seq),
        action: format!("{}/submit", href(application)),
    })
}

/// Where something missing is put right.
fn to_lack(application: &Application, policy: &Policy, lack: &Lack) -> Link {
    let clause = if lack.clause.is_empty() { String::new() } else { format!("（{}）", lack.clause) };
    let at = match &lack.place {
        Place::Field { section, field } => {
            let target = applications::section_of(policy, section).map(|known| fields::target(known, field));
            format!("{}?check#{}", standing::section_href(application, section), target.unwrap_or_default())
        }
        Place::SignedForm => format!("{}/form", href(application)),
        Place::Rosters => format!("/unit/rosters/{}", application.brand),
    };
    // The same questions are asked of every year.
    let yearly = |key: &str| applications::section_of(policy, key).is_some_and(|of| of.repeat == Repeat::PerRosterYear);
    let year = match &lack.place {
        Place::Field { section, .. } if yearly(section) => {
            section.split_once('/').map(|(_, year)| format!("{year}年："))
        }
        _ => None,
    };
    let year = year.unwrap_or_default();
    Link::new(format!("{year}{}{clause}", lack.what), at)
}

/// A finding as the table shows it.
fn row(finding: &Finding) -> FindingRow {
    FindingRow {
        clause: finding.clause.clone(),
        required: finding.required.clone(),
        measured: finding.measured.clone(),
        evidence: Vec::new(),
        outcome: match finding.outcome {
            domain::finding::Outcome::Met => Outcome::Met,
            domain::finding::Outcome::Unmet => Outcome::Unmet,
            domain::finding::Outcome::Unknown => Outcome::Unknown,
        },
        settle: finding.settle.clone().unwrap_or_default(),
        exception: finding.exception.as_ref().map(|exception| exception.reason.clone()).unwrap_or_default(),
    }
}

fn answers(
    caller: &Caller,
    application: &Application,
    policy: &Policy,
    content: &Content,
) -> Result<Vec<Answers>, Fail> {
    let files = app::attachments::views(&caller.app, &content.files)?;
    let blank = applications::SectionAnswers::new();
    let keys = applications::section_keys(policy, application, caller.app.today());
    let parts = keys.into_iter().filter_map(|(key, heading)| {
        let section = applications::section_of(policy, &key)?;
        let typed = content.answers.0.get(&key).unwrap_or(&blank);
        let rows = reading::pairs(policy, section, &key, typed, &files, Show::All);
        Some(Answers { heading, href: standing::section_href(application, &key), rows: Summary { rows } })
    });
    Ok(parts.collect())
}

/// `POST /unit/applications/{id}/submit`
async fn submit(caller: &Caller, id: i64, sent: &Submitted) -> Result<Done, Fail> {
    let (application, _) = filled_application(caller, id).await?;
    if !sent.yes("truth_declared") {
        return Err(Error::field("truth_declared", UNDECLARED).into());
    }
    applications::submit(&caller.app, caller.actor()?, application.id, sent.seen()?).await?;
    Ok(Done::to(handed_in(caller, &application)).saying("已提交。"))
}
