//! What waits for a desk, as items of its list: applications, matters, money, verdicts on people, lists to be deleted,
//! people's requests.

use super::{Desk, Filter, Item, Tab, date, narrowed, open_on};
use crate::{App, Result, comparisons, matters::WaitingMatter, people, rights, rosters};
use domain::{
    access::{Actor, Role, Scope},
    application::State,
    ids::{ApplicationId, AreaCode, BrandId, CultivationId, MatterId, UnitId},
    stream::StreamKind,
    turn::Party,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use std::collections::BTreeMap;
use storage::{
    entities::{application_summary, cultivation_summary, matter_summary},
    lists,
};

/// Cultivations shown after the last page of applications.
const MOST_MONEY: u64 = 200;

pub(super) async fn application_items(app: &App, rows: Vec<application_summary::Model>) -> Result<Vec<Item>> {
    let units = people::unit_names(app, rows.iter().map(|row| row.lead_unit)).await?;
    Ok(rows
        .into_iter()
        .map(|row| Item {
            application: Some(ApplicationId(row.id)),
            title: row.title,
            unit: units.get(&UnitId(row.lead_unit)).cloned().unwrap_or_default(),
            area: Some(AreaCode(row.area)),
            state: State::parse(&row.state),
            act: row.act,
            party: row.party,
            clause: row.clause,
            due: row.due.as_deref().and_then(date),
            brand: Some(BrandId(row.brand)),
            ..Item::default()
        })
        .collect())
}

/// Cultivations whose money waits for somebody, as far as the tab asks for them.
pub(super) async fn money_items(app: &App, actor: &Actor, desk: &Desk, tab: Tab, filter: &Filter) -> Result<Vec<Item>> {
    if filter.state.is_some() || filter.round.is_some() || tab == Tab::Soon {
        return Ok(Vec::new());
    }
    let waits = cultivation_summary::Column::Party.ne(Party::Nobody.code());
    let mine = match desk.party.filter(|_| desk.drafts || actor.role == Role::Finance) {
        Some(party) => Condition::all()
            .add(cultivation_summary::Column::Party.eq(party.code()))
            .add(cultivation_summary::Column::Id.not_in_subquery(open_on(StreamKind::Cultivation))),
        None => Condition::all().add(Expr::val(1).eq(0)),
    };
    let mut query = cultivation_summary::Entity::find().order_by_asc(cultivation_summary::Column::Id).limit(MOST_MONEY);
    query = match tab {
        Tab::Mine => query.filter(mine),
        Tab::Others => query.filter(waits).filter(mine.not()),
        Tab::Soon | Tab::All => query,
    };
    query = match actor.scope() {
        Scope::City => query,
        Scope::Area(area) => query.filter(cultivation_summary::Column::Area.eq(area.0)),
        Scope::Unit(_) | Scope::Nothing => return Ok(Vec::new()),
    };
    if let Some(area) = &filter.area {
        query = query.filter(cultivation_summary::Column::Area.eq(area.as_str()));
    }
    let text = filter.text.trim();
    if !text.is_empty() {
        query = query.filter(cultivation_summary::Column::Title.contains(text));
    }
    let rows = query.all(app.db().reader()).await?;
    let units = people::unit_names(app, rows.iter().map(|row| row.lead_unit)).await?;
    let item = |row: cultivation_summary::Model| Item {
        cultivation: Some(CultivationId(row.id)),
        title: row.title,
        unit: units.get(&UnitId(row.lead_unit)).cloned().unwrap_or_default(),
        area: Some(AreaCode(row.area)),
        act: row.act,
        party: row.party,
        clause: row.clause,
        brand: Some(BrandId(row.brand)),
        ..Item::default()
    };
    Ok(rows.into_iter().map(item).collect())
}

pub(super) async fn matter_items(app: &App, desk: &Desk, filter: &Filter) -> Result<Vec<Item>> {
    let conn = app.db().reader();
    let query = narrowed(application_summary::Entity::find(), filter).filter(lists::among(
        conn,
        application_summary::Column::Id,
        desk.taken(StreamKind::Application),
    ));
    let applications = application_items(app, query.all(conn).await?).await?;
    let applications: BTreeMap<_, _> = applications.into_iter().map(|item| (item.application, item)).collect();
    let narrow = filter.state.is_some() || filter.round.is_some() || !filter.text.trim().is_empty();
    let items = desk.matters.iter().filter_map(|WaitingMatter { row, title, asked: act }| {
        let on_application = row.subject == StreamKind::Application.code();
        let application = on_application.then_some(ApplicationId(row.subject_id));
        let of = applications.get(&application);
        if of.is_none() && (application.is_some() || narrow) {
            return None;
        }
        Some(Item {
            matter: Some(MatterId(row.id)),
            title: of.map_or_else(|| title.clone(), |item| item.title.clone()),
            act: act.clone(),
            area: row.area.clone().map(AreaCode),
            ..of.cloned().unwrap_or_else(|| Item::about_many(row))
        })
    });
    Ok(items.collect())
}

impl Item {
    fn about_many(row: &matter_summary::Model) -> Item {
        Item { party: row.level.clone(), clause: "7.2.a".into(), ..Item::default() }
    }
}

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
