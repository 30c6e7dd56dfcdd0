//! `/unit/start`: begins an application for a new brand or again for one of the unit's own. A draft at hand is offered
//! instead of a second one (5.1.a).

use super::member;
use crate::{
    components::{Choice, Field, FieldKind},
    frame::{Link, Room},
    page,
    pages::shared::{FormPage, date_words},
    shell::{Answer, Caller, Fail, Submitted},
};
use app::Error;
use domain::{
    application::{Application, State},
    ids::{BrandId, RoundId, UnitId},
    stream::Stream,
};

pub(crate) const NEW: &str = "new";

/// `GET /unit/start`
pub(super) async fn page(caller: Caller) -> Answer {
    let (_, unit) = member(&caller)?;
    Ok(page::ok(&form(&caller, unit).await?))
}

/// A new brand, or one of the unit's own whose attempts have all ended.
pub(crate) async fn brands(caller: &Caller, unit: UnitId) -> Result<Vec<Choice>, Fail> {
    let conn = caller.app.db().reader();
    let mut brands = vec![Choice { chosen: true, ..Choice::new(NEW, "新品牌") }];
    for brand in app::applications::brands_of_unit(conn, unit).await? {
        let running = app::applications::applications_of_brand(conn, BrandId(brand.id)).await?;
        if running.iter().all(|application| application.state().ended()) {
            let hint = "上次填报的内容会带过来".to_owned();
            brands.push(Choice { hint, ..Choice::new(brand.id.to_string(), brand.name) });
        }
    }
    Ok(brands)
}

async fn form(caller: &Caller, unit: UnitId) -> Result<FormPage, Fail> {
    let frame = caller.frame(Room::Unit, "开始申报");
    let mut rounds = Vec::new();
    for round in app::rounds::accepting(&caller.app).await? {
        let hint = format!("{}至{}受理", date_words(&round.opens), date_words(&round.closes));
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
    form.seen = Some(caller.seen(0));
    if let Some(draft) = draft_of(caller, unit, None).await? {
        form.intro.push("已有一份还没提交的草稿，接着填即可，不用再建一份。".into());
        form.links.push(Link::new("继续已有草稿", format!("/unit/applications/{}", draft.id)));
    }
    if rounds.is_empty() {
        form.intro.push("现在没有受理申报的批次，暂时不能开始。".into());
    }
    Ok(form)
}

/// A draft led by the unit; with a name, only one of that name.
pub(crate) async fn draft_of(caller: &Caller, unit: UnitId, named: Option<&str>) -> Result<Option<Application>, Fail> {
    let conn = caller.app.db().reader();
    for brand in app::applications::brands_of_unit(conn, unit).await? {
        for application in app::applications::applications_of_brand(conn, BrandId(brand.id)).await? {
            let wanted = named.is_none_or(|name| application.title == name);
            if application.state() == State::Drafting && application.lead_unit() == unit && wanted {
                return Ok(Some(application));
            }
        }
    }
    Ok(None)
}

/// `POST /unit/start`
pub(super) async fn send(caller: Caller, typed: Submitted) -> Answer {
    let (actor, unit) = member(&caller)?;
    let begun = typed
        .once(&caller, async {
            let round: i64 = typed.parse("round", "请选择申报批次。")?;
            let name = typed.text("name");
            let brand = match typed.text("brand") {
                "" | NEW => None,
                _ => Some(BrandId(typed.parse("brand", "请选择品牌。")?)),
            };
            if brand.is_none() && name.is_empty() {
                return Err(Error::field("name", "请填写品牌名称，先写暂定名也可以。").into());
            }
            let known = if brand.is_none() { draft_of(&caller, unit, Some(name)).await? } else { None };
            let application = match known {
                Some(application) => application.id,
                None => app::applications::start_application(&caller.app, actor, RoundId(round), brand, name).await?,
            };
            caller.flash("草稿已建立，随时可以保存。").await;
            Ok(format!("/unit/applications/{application}/sections/brand"))
        })
        .await;
    match begun {
        Err(fail) => fail.on_form(form(&caller, unit).await?, &typed),
        done => done,
    }
}
