//! Which applications the list holds, and in which order.

use super::{Cursor, Filter, PAGE};
use domain::{
    access::{Actor, Role, Scope},
    matter::MatterState,
    stream::StreamKind,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, Func, LikeExpr, Query, SelectStatement, SimpleExpr},
};
use storage::entities::{application_summary, matter_summary, unit};

/// Stands for "no deadline" in the order.
pub(super) const NEVER: &str = "9999-12-31";

/// Applications the actor may see; none for those who see nothing. Finance sees applications with money on them.
pub(super) fn scoped(actor: &Actor) -> Option<Select<application_summary::Entity>> {
    let query = application_summary::Entity::find();
    match actor.scope() {
        Scope::City if actor.role == Role::Finance => Some(query.filter(application_summary::Column::Id.is_null())),
        Scope::City => Some(query),
        Scope::Area(area) => Some(query.filter(application_summary::Column::Area.eq(area.0))),
        Scope::Unit(_) | Scope::Nothing => None,
    }
}

pub(super) fn narrowed(
    mut query: Select<application_summary::Entity>,
    filter: &Filter,
) -> Select<application_summary::Entity> {
    if let Some(area) = &filter.area {
        query = query.filter(application_summary::Column::Area.eq(area.as_str()));
    }
    if let Some(state) = filter.state {
        query = query.filter(application_summary::Column::State.eq(state.code()));
    }
    if let Some(round) = filter.round {
        query = query.filter(application_summary::Column::Round.eq(round.0));
    }
    let text = filter.text.trim();
    if !text.is_empty() {
        let like = || LikeExpr::new(format!("%{}%", text.replace(['\\', '%', '_'], "")));
        let units = Query::select()
            .column(unit::Column::Id)
            .from(unit::Entity)
            .and_where(Expr::col(unit::Column::Name).like(like()))
            .to_owned();
        query = query.filter(
            Condition::any()
                .add(Expr::col(application_summary::Column::Title).like(like()))
                .add(application_summary::Column::LeadUnit.in_subquery(units)),
        );
    }
    query
}

/// The order of the list: nearest deadline first, those without one last.
fn due_key() -> SimpleExpr {
    Func::coalesce([Expr::col(application_summary::Column::Due), Expr::val(NEVER)]).into()
}

pub(super) fn ordered(query: Select<application_summary::Entity>, order: Order) -> Select<application_summary::Entity> {
    query.order_by(due_key(), order.clone()).order_by(application_summary::Column::Id, order)
}

pub(super) fn keyset(
    query: Select<application_summary::Entity>,
    cursor: Option<&Cursor>,
) -> Select<application_summary::Entity> {
    let Some(Cursor { due, id, back }) = cursor else { return ordered(query, Order::Asc).limit(PAGE + 1) };
    let id_column = application_summary::Column::Id;
    let (beyond, same, order) = if *back {
        (due_key().lt(due.as_str()), id_column.lt(*id), Order::Desc)
    } else {
        (due_key().gt(due.as_str()), id_column.gt(*id), Order::Asc)
    };
    let past = Condition::any().add(beyond).add(Condition::all().add(due_key().eq(due.as_str())).add(same));
    ordered(query.filter(past), order).limit(PAGE + 1)
}

/// Things that a matter passes through the office for.
pub(super) fn open_on(stream: StreamKind) -> SelectStatement {
    Query::select()
        .column(matter_summary::Column::SubjectId)
        .from(matter_summary::Entity)
        .and_where(matter_summary::Column::Subject.eq(stream.code()))
        .and_where(matter_summary::Column::State.eq(MatterState::Open.code()))
        .take()
}
