//! The requests of a desk: open ones first, by their legal deadline; then the closed, newest first. None is left out.

use super::{RequestView, views};
use crate::{App, Result};
use domain::{access::RightsOfficer, ids::RightsRequestId};
use storage::{
    listing::{NEVER, PAGE},
    rights::{self, After, Request},
    stored,
};

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

/// Reads `2026-03-20.7` or `closed.7`; nonsense begins at the beginning.
fn parse(after: &str) -> Option<After> {
    let (due, id) = after.split_once('.')?;
    let id = RightsRequestId(id.parse().ok()?);
    match due {
        "closed" => Some(After::Closed(id)),
        NEVER => Some(After::Open(None, id)),
        due => stored::date(due).map(|due| After::Open(Some(due), id)),
    }
}

fn place(request: &Request) -> String {
    match (request.closed_at, request.due) {
        (None, Some(due)) => format!("{due}.{}", request.id),
        (None, None) => format!("{NEVER}.{}", request.id),
        (Some(_), _) => format!("closed.{}", request.id),
    }
}

/// A page of the requests of a desk, from `after` on: a county's own, all for the city.
///
/// # Errors
/// The database is away, or a row does not open.
pub async fn list(app: &App, officer: &RightsOfficer, after: &str) -> Result<Listed> {
    let conn = app.db().reader();
    let mut requests = rights::page(conn, officer.area(), parse(after), PAGE + 1).await?;
    let next = (requests.len() > PAGE).then(|| place(&requests[PAGE - 1]));
    requests.truncate(PAGE);
    Ok(Listed { next, open: rights::open_count(conn, officer.area()).await?, requests: views(app, requests).await? })
}
