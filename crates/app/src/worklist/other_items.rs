//! What waits for a desk beside applications and matters: verdicts on people, lists to be deleted, people's requests.

use super::{Desk, Filter, Item, Tab, application_items, narrowed};
use crate::{App, Result, comparisons, rights, rosters};
use domain::{
    access::{Actor, Role},
    application::State,
    ids::BrandId,
};
use sea_orm::{EntityTrait, QueryFilter};
use std::collections::BTreeMap;
use storage::{entities::application_summary, lists};

/// Applications in hand whose disputed people wait for the reader's verdict.
pub(super) async fn disputed_items(app: &App, actor: &Actor, filter: &Filter) -> Result<Vec<Item>> {
    if !matches!(actor.role, Role::County | Role::City) {
        return Ok(Vec::new());
    }
    let dockets = rosters::dockets(app, actor).await?;
    let mine: BTreeMap<i64, u64> =
        dockets.iter().map(|docket| (docket.brand.0, docket.mine(actor))).filter(|(_, people)| *people > 0).collect();
    let over = State::ALL.iter().copied().filter(|state| state.ended());
    let idle = over.chain([State::Drafting, State::Recognised]).map(State::code);
    let conn = app.db().reader();
    let query = narrowed(application_summary::Entity::find(), filter)
        .filter(lists::among(conn, application_summary::Column::Brand, mine.keys().copied()))
        .filter(lists::none_of(application_summary::Column::State, idle));
    let rows = query.all(conn).await?;
    let brands: Vec<i64> = rows.iter().map(|row| row.brand).collect();
    let items = application_items(app, rows).await?.into_iter().zip(brands).map(|(item, brand)| Item {
        disputed: Some(BrandId(brand)),
        act: format!("核定待核人员 {} 人", mine[&brand]),
        clause: "4.4".into(),
        due: None,
        ..item
    });
    Ok(items.collect())
}

/// Lists that left and whose deletion the recipient has not stated in time.
pub(super) async fn overdue_items(app: &App, actor: &Actor, filter: &Filter) -> Result<Vec<Item>> {
    if filter.state.is_some() || filter.round.is_some() {
        return Ok(Vec::new());
    }
    let text = filter.text.trim();
    let wanted = |of: &comparisons::Comparison| {
        of.name.contains(text) && filter.area.as_ref().is_none_or(|area| *area == of.area)
    };
    let item = |of: comparisons::Comparison| Item {
        comparison: Some(of.id),
        title: of.name,
        unit: of.release.recipient,
        area: Some(of.area),
        act: "催告删除比对名单".into(),
        clause: "4.4".into(),
        due: Some(of.release.delete_by),
        ..Item::default()
    };
    Ok(comparisons::overdue(app, actor).await?.into_iter().filter(wanted).map(item).collect())
}

/// People's requests about their data that the reader's own desk has to answer, nearest deadline first (PIPL 50).
pub(super) async fn request_items(
    app: &App,
    actor: &Actor,
    desk: &Desk,
    tab: Tab,
    filter: &Filter,
) -> Result<Vec<Item>> {
    let until = match tab {
        Tab::Mine => None,
        Tab::Soon => Some(desk.near),
        Tab::Others | Tab::All => return Ok(Vec::new()),
    };
    if filter.state.is_some() || filter.round.is_some() {
        return Ok(Vec::new());
    }
    let item = |open: rights::OpenRequest| Item {
        request: Some(open.id),
        title: format!("第 {} 号个人信息权利请求（{}）", open.id, open.asked),
        area: open.area,
        act: "答复请求人".into(),
        clause: "4.4".into(),
        due: open.due,
        ..Item::default()
    };
    let wanted =
        |item: &Item| item.title.contains(filter.text.trim()) && (filter.area.is_none() || filter.area == item.area);
    let open = rights::open_at_desk(app, actor, until).await?;
    Ok(open.into_iter().map(item).filter(wanted).collect())
}
