//! The requests of a desk: open ones first, by their legal deadline; then the closed, newest first. None is left out.

use super::{RequestView, view};
use crate::{App, Result};
use domain::access::RightsOfficer;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, Func, SimpleExpr},
};
use storage::entities::rights_request;

/// Requests on a page.
const PAGE: usize = 50;
/// Stands for "no deadline" in the order.
const NEVER: &str = "9999-12-31";

/// A page of requests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Open ones first, the nearest deadline first; then the closed, the newest first.
    pub requests: Vec<RequestView>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
    /// How many are open on all pages.
    pub open: u64,
}

/// The last request of the page before: open, with its deadline, or closed.
enum After {
    Open(String, i64),
    Closed(i64),
}

impl After {
    /// Reads `2026-03-20.7` or `closed.7`; nonsense begins at the beginning.
    fn parse(text: &str) -> Option<After> {
        let (due, id) = text.split_once('.')?;
        let id = id.parse().ok()?;
        Some(if due == "closed" { After::Closed(id) } else { After::Open(due.to_owned(), id) })
    }

    fn of(row: &rights_request::Model) -> String {
        match row.closed_at {
            None => format!("{}.{}", row.due.as_deref().unwrap_or(NEVER), row.id),
            Some(_) => format!("closed.{}", row.id),
        }
    }
}

/// A page of the requests of a desk, from `after` on: a county's own, all for the city.
///
/// # Errors
/// The database is away, or a row does not open.
pub async fn list(app: &App, officer: &RightsOfficer, after: &str) -> Result<Listed> {
    let conn = app.db().reader();
    let own = || match officer.area() {
        Some(area) => rights_request::Entity::find().filter(rights_request::Column::Area.eq(area.as_str())),
        None => rights_request::Entity::find(),
    };
    let after = After::parse(after);
    let mut rows = match &after {
        Some(After::Closed(_)) => Vec::new(),
        Some(After::Open(due, id)) => open(own()).filter(beyond(due, *id)).limit(PAGE as u64 + 1).all(conn).await?,
        None => open(own()).limit(PAGE as u64 + 1).all(conn).await?,
    };
    if rows.len() <= PAGE {
        let closed = own().filter(rights_request::Column::ClosedAt.is_not_null());
        let closed = match after {
            Some(After::Closed(id)) => closed.filter(rights_request::Column::Id.lt(id)),
            _ => closed,
        };
        let room = (PAGE + 1 - rows.len()) as u64;
        rows.extend(closed.order_by_desc(rights_request::Column::Id).limit(room).all(conn).await?);
    }
    let next = (rows.len() > PAGE).then(|| After::of(&rows[PAGE - 1]));
    rows.truncate(PAGE);
    let mut listed = Listed { next, open: open(own()).count(conn).await?, requests: Vec::new() };
    for row in rows {
        listed.requests.push(view(app, row).await?);
    }
    Ok(listed)
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

fn beyond(due: &str, id: i64) -> Condition {
    let same = Condition::all().add(due_key().eq(due)).add(rights_request::Column::Id.gt(id));
    Condition::any().add(due_key().gt(due)).add(same)
}
