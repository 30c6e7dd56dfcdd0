//! `/unit/start`: begins an application for a new brand or again for one of the unit's own. A draft at hand is offered
//! instead of a second one (5.1.a).

use super::member;
use crate::{
    components::{Choice, Field, FieldKind},
    frame::{Link, Room},
    pages::shared::FormPage,
    shell::{Caller, Done, Fail, Routes, Submitted, Who},
};
use app::{Error, Together};
use domain::{
    application::{Application, State},
    calendar::chinese_date,
    ids::{BrandId, RoundId, UnitId},
    stream::Stream,
};

const NEW: &str = "new";

/// Beginning.
pub(super) fn routes() -> Routes {
    Routes::new().form("/unit/start", Who::UNIT, start_form, start)
}

/// A new brand, or one of the unit's own whose attempts have all ended.
pub(crate) async fn brands(caller: &Caller, unit: UnitId) -> Result<Vec<Choice>, Fail> {
    let conn = caller.app.db().reader();
    let mut brands = vec![Choice { chosen: true, ..Choice::new(NEW, "新品牌") }];
    let applications = app::applications::applications_of_unit(conn, unit).await?;
    for brand in app::applications::brands_led_by(conn, unit).await? {
        let mut of_brand = applications.iter().filter(|application| application.brand == brand.id);
        if of_brand.all(|application| application.state().ended()) {
            let hint = "上次填报的内容会带过来".to_owned();
            brands.push(Choice { hint, ..Choice::new(brand.id.to_string(), brand.name) });
        }
    }
    Ok(brands)
}

async fn start_form(caller: &Caller, (): ()) -> Result<FormPage, Fail> {
    let (_, unit) = member(caller)?;
    let frame = caller.frame(Room::Unit, "开始申报");
    let mut rounds = Vec::new();
    for round in app::rounds::accepting(&caller.app).await? {
        let hint = format!("{}至{}受理", chinese_date(round.opens), chinese_date(round.closes));
        rounds.push(Choice { hint, chosen: rounds.is_empty(), ..Choice::new(round.id.to_string(), round.title) });
    }
    let brands = brands(caller, unit).await?;
    let mut fields = vec![Field::new("round", "申报批次", FieldKind::Radios(rounds.clone()))];
    if brands.len() > 1 {
        fields.push(Field::new("brand", "为哪个品牌申报", FieldKind::Radios(brands)));
    }
    fields.push(
        Field::text("name", "品牌名称")
            .hint("地域、产业或产品、工种，例如“德化陶瓷工匠”（3.2.b）。先写暂定名，提交前都可以改。"),
    );
    let mut form = FormPage::new(frame, "/unit/start", "开始填写", fields);
    form.back = Some(Link::new("我的品牌", "/unit"));
    let draft = draft_of(caller, unit).await?;
    // One of a round that is over cannot be filed any more.
    let open = |draft: &Application| rounds.iter().any(|round| round.value == draft.round.to_string());
    if let Some(draft) = draft.filter(open) {
        form.intro.push("已有一份还没提交的草稿，接着填即可，不用再建一份。".into());
        form.links.push(Link::new("继续已有草稿", format!("/unit/applications/{}", draft.id)));
    }
    if rounds.is_empty() {
        form.intro.push("现在没有受理申报的批次，暂时不能开始。".into());
    }
    Ok(form)
}

/// A draft led by the unit.
pub(crate) async fn draft_of(caller: &Caller, unit: UnitId) -> Result<Option<Application>, Fail> {
    let conn = caller.app.db().reader();
    let draft = |application: &Application| application.state() == State::Drafting && application.lead_unit() == unit;
    Ok(app::applications::applications_of_unit(conn, unit).await?.into_iter().find(draft))
}

/// The brand chosen on a form that begins an application; none for a new one.
pub(crate) fn brand_of(sent: &Submitted) -> Result<Option<BrandId>, Error> {
    match sent.text("brand") {
        "" | NEW => Ok(None),
        _ => Ok(Some(BrandId(sent.parse("brand", "请选择品牌。")?))),
    }
}

async fn start(caller: &Caller, (): (), sent: &Submitted) -> Result<Done, Fail> {
    let (actor, _) = member(caller)?;
    let name = sent.text("name");
    let round = sent.parse("round", "请选择申报批次。").map(RoundId);
    let brand = brand_of(sent);
    let named = match &brand {
        Ok(None) if name.is_empty() => Err(Error::field("name", "请填写品牌名称，先写暂定名也可以。")),
        _ => Ok(()),
    };
    let (round, brand, ()) = (round, brand, named).together()?;
    let application = app::applications::start_application(&caller.app, actor, round, brand, name).await?;
    let to = format!("/unit/applications/{application}/sections/brand");
    Ok(Done::to(to).saying("草稿已建立，随时可以保存。"))
}
