//! The requests of a desk: open ones first, by their legal deadline; then the closed, newest first.

use super::Request;
use crate::{Error, entities::rights_request, listing::NEVER};
use chrono::NaiveDate;
use domain::ids::{AreaCode, RightsRequestId};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
    sea_query::{Expr, ExprTrait, Func, SimpleExpr},
};

/// The last request of the page before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// An open one, by its deadline.
    Open(Option<NaiveDate>, RightsRequestId),
    /// A closed one.
    Closed(RightsRequestId),
}

/// At most so many requests from `after` on: a county's own, all for the city.
///
/// # Errors
/// The database is away.
pub async fn page(
    conn: &impl ConnectionTrait,
    area: Option<&AreaCode>,
    after: Option<After>,
    most: usize,
) -> Result<Vec<Request>, Error> {
    let mut rows = match after {
        Some(After::Closed(_)) => Vec::new(),
        Some(After::Open(due, id)) => open(of(area)).filter(beyond(due, id)).limit(most as u64).all(conn).await?,
        None => open(of(area)).limit(most as u64).all(conn).await?,
    };
    if rows.len() < most {
        let mut closed = of(area).filter(rights_request::Column::ClosedAt.is_not_null());
        if let Some(After::Closed(id)) = after {
            closed = closed.filter(rights_request::Column::Id.lt(id.0));
        }
        let room = (most - rows.len()) as u64;
        rows.extend(closed.order_by_desc(rights_request::Column::Id).limit(room).all(conn).await?);
    }
    rows.into_iter().map(Request::try_from).collect()
}

/// How many requests are open: a county's own, all for the city.
///
/// # Errors
/// The database is away.
pub async fn open_count(conn: &impl ConnectionTrait, area: Option<&AreaCode>) -> Result<u64, Error> {
    Ok(open(of(area)).count(conn).await?)
}

fn of(area: Option<&AreaCode>) -> Select<rights_request::Entity> {
    match area {
        Some(area) => rights_request::Entity::find().filter(rights_request::Column::Area.eq(area.as_str())),
        None => rights_request::Entity::find(),
    }
}

fn open(requests: Select<rights_request::Entity>) -> Select<rights_request::Entity> {
    requests
        .filter(rights_request::Column::ClosedAt.is_null())
        .order_by(due_key(), Order::Asc)
        .order_by_asc(rights_request::Column::Id)
}

fn due_key() -> SimpleExpr {
    Func::coalesce([Expr::col(rights_request::Column::Due), Expr::val(NEVER)]).into()
}

fn beyond(due: Option<NaiveDate>, id: RightsRequestId) -> Condition {
    let due = due.map_or_else(|| NEVER.to_owned(), |due| due.to_string());
    let same = Condition::all().add(due_key().eq(due.as_str())).add(rights_request::Column::Id.gt(id.0));
    Condition::any().add(due_key().gt(due)).add(same)
}
