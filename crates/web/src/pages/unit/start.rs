//! `/unit/start`: begins an application for a new brand or again for one of the unit's own; `?brand=12` for that one. A draft
//! at hand is offered instead of a second one (5.1.a).

use super::{home, member};
use crate::{
    components::{Act, ActTone, Choice, Field, FieldKind},
    frame::{Link, Room},
    pages::shared::FormPage,
    shell::{Caller, Done, Fail, Routes, Submitted, Who},
};
use app::{Error, Together};
use domain::{
    application::{Application, State},
    calendar::chinese_date,
    cultivation::{Cultivation, CultivationState},
    ids::{BrandId, RoundId, UnitId},
    stream::Stream,
};
use std::collections::BTreeSet;

const NEW: &str = "new";

/// Beginning.
pub(super) fn routes() -> Routes {
    Routes::new().form("/unit/start", Who::UNIT, start_form, start)
}

/// What a unit has begun: its applications and cultivations, the oldest first.
pub(crate) struct Own {
    unit: UnitId,
    pub(super) applications: Vec<Application>,
    pub(super) cultivations: Vec<Cultivation>,
}

impl Own {
    pub(crate) async fn of(caller: &Caller, unit: UnitId) -> Result<Own, Fail> {
        let applications = app::applications::applications_of_unit(caller.app.db().reader(), unit).await?;
        Ok(Own { unit, applications, cultivations: app::cultivations::of_unit(&caller.app, unit).await? })
    }

    /// The rounds that refused a brand.
    fn declined(&self, brand: BrandId) -> BTreeSet<RoundId> {
        let own = self.applications.iter().filter(|of| of.brand == brand);
        own.filter(|of| of.state() == State::Declined).map(|of| of.round).collect()
    }

    /// Whether a brand may be applied for again: its attempts have all ended, it is not in its cycle, and one of the rounds
    /// that accept applications has not refused it.
    fn is_free(&self, brand: BrandId, accepting: &BTreeSet<RoundId>) -> bool {
        let in_cycle = |of: &Cultivation| of.brand == brand && of.state() == CultivationState::InCycle;
        let mut attempts = self.applications.iter().filter(|of| of.brand == brand);
        attempts.all(|of| of.state().ended())
            && !self.cultivations.iter().any(in_cycle)
            && !accepting.is_subset(&self.declined(brand))
    }

    /// The way to apply again for the brand whose last attempt this is; none where the unit may not.
    pub(super) fn anew(&self, last: &Application, accepting: &BTreeSet<RoundId>) -> Option<Act> {
        let is_last = self.applications.iter().rfind(|of| of.brand == last.brand).is_some_and(|of| of.id == last.id);
        let may = is_last && last.lead_unit() == self.unit && self.is_free(last.brand, accepting);
        let href = format!("/unit/start?brand={}", last.brand);
        may.then(|| Act { label: "重新申报".into(), href, tone: ActTone::Plain })
    }

    /// A new brand, or one of the unit's own that may be applied for again in one of these rounds.
    pub(crate) async fn brands(&self, caller: &Caller, accepting: &BTreeSet<RoundId>) -> Result<Vec<Choice>, Fail> {
        let mut brands = vec![Choice { chosen: true, ..Choice::new(NEW, "新品牌") }];
        for brand in app::applications::brands_led_by(caller.app.db().reader(), self.unit).await? {
            if self.is_free(brand.id, accepting) {
                // Files stay with the attempt that they were put into, and what was never filed stays there as well.
                let filed = self.applications.iter().any(|of| of.brand == brand.id && of.submitted_at.is_some());
                let hint = if filed { "上次提交的内容会带过来，附件须重新上传" } else { "" };
                brands.push(Choice { hint: hint.to_owned(), ..Choice::new(brand.id.to_string(), brand.name) });
            }
        }
        Ok(brands)
    }

    /// A draft that the unit leads.
    pub(crate) fn draft(&self) -> Option<&Application> {
        self.applications.iter().find(|of| of.state() == State::Drafting && of.lead_unit() == self.unit)
    }
}

/// Nothing begins before the county has confirmed the unit.
async fn confirmed(caller: &Caller, unit: UnitId) -> Result<(), Fail> {
    let waits = home::unconfirmed(caller, unit).await?;
    if waits.is_empty() { Ok(()) } else { Err(Fail::Blocked(waits)) }
}

async fn start_form(caller: &Caller, (): ()) -> Result<FormPage, Fail> {
    let (_, unit) = member(caller)?;
    confirmed(caller, unit).await?;
    let own = Own::of(caller, unit).await?;
    let mut open = app::rounds::accepting(&caller.app).await?;
    let brands = own.brands(caller, &open.iter().map(|round| round.id).collect()).await?;
    let asked = Submitted::asked(caller);
    let anew = brands.iter().find(|brand| brand.value != NEW && brand.value == asked.text("brand")).cloned();
    if anew.is_some() {
        // A round that refused it does not take it again.
        let declined = own.declined(BrandId(asked.parse("brand", "请选择品牌。")?));
        open.retain(|round| !declined.contains(&round.id));
    }
    let round = |(nth, round): (usize, &app::rounds::Known)| {
        let hint = format!("{}至{}受理", chinese_date(round.opens), chinese_date(round.closes));
        Choice { hint, chosen: nth == 0, ..Choice::new(round.id.to_string(), &round.title) }
    };
    let rounds: Vec<Choice> = open.iter().enumerate().map(round).collect();
    let mut fields = vec![Field::new("round", "申报批次", FieldKind::Radios(rounds))];
    let of_brands = |brands| Field::new("brand", "为哪个品牌申报", FieldKind::Radios(brands));
    let (title, action) = match &anew {
        // It has its name.
        Some(brand) => {
            fields.push(of_brands(vec![Choice { chosen: true, ..brand.clone() }]));
            (format!("重新申报：{}", brand.label), format!("/unit/start?brand={}", brand.value))
        }
        None => {
            if brands.len() > 1 {
                fields.push(of_brands(brands));
            }
            fields.push(
                Field::text("name", "品牌名称")
                    .hint("地域、产业或产品、工种，例如“德化陶瓷工匠”（3.2.b）。先写暂定名，提交前都可以改。"),
            );
            ("开始申报".to_owned(), "/unit/start".to_owned())
        }
    };
    let mut form = FormPage::new(caller.frame(Room::Unit, title), &action, "开始填写", fields);
    form.back = Some(Link::new("我的品牌", "/unit"));
    // One of a round that is over cannot be filed any more.
    let in_time = |draft: &&Application| anew.is_none() && open.iter().any(|round| round.id == draft.round);
    if let Some(draft) = own.draft().filter(in_time) {
        form.intro.push("已有一份还没提交的草稿，接着填即可，不用再建一份。".into());
        form.links.push(Link::new("继续已有草稿", format!("/unit/applications/{}", draft.id)));
    }
    if open.is_empty() {
        form.intro.push("现在没有受理申报的批次，暂时不能开始。".into());
    }
    Ok(form)
}

/// What a form begins an application for: one of the unit's brands, or a new one by its name.
///
/// # Errors
/// No brand of a number; a new one without a name.
pub(crate) fn brand_or_name(sent: &Submitted) -> Result<(Option<BrandId>, &str), Error> {
    match (sent.text("brand"), sent.text("name")) {
        ("" | NEW, "") => Err(Error::field("name", "请填写品牌名称，先写暂定名也可以。")),
        ("" | NEW, name) => Ok((None, name)),
        // A brand that is there has its name, whatever stands in the box.
        _ => Ok((Some(BrandId(sent.parse("brand", "请选择品牌。")?)), "")),
    }
}

async fn start(caller: &Caller, (): (), sent: &Submitted) -> Result<Done, Fail> {
    let (actor, unit) = member(caller)?;
    confirmed(caller, unit).await?;
    let round = sent.parse("round", "请选择申报批次。").map(RoundId);
    let (round, (brand, name)) = (round, brand_or_name(sent)).together()?;
    let application = app::applications::start_application(&caller.app, actor, round, brand, name).await?;
    let to = format!("/unit/applications/{application}/sections/brand");
    Ok(Done::to(to).saying("草稿已建立，随时可以保存。"))
}
