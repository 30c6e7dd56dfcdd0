//! Public notices (5.3.b–f) as pages read them.

use crate::{App, Error, Result};
use domain::{ids::NoticeId, notice::Notice};
use sea_orm::ConnectionTrait;
use storage::{applications, notices, summaries};

pub use storage::{applications::Known as OnNotice, notices::Known};

/// Every notice, the newest first; the public sees only those published.
///
/// # Errors
/// The database is away.
pub async fn list(app: &App, published_only: bool) -> Result<Vec<Known>> {
    Ok(notices::all(app.db().reader(), published_only).await?)
}

/// A notice with the applications on it.
///
/// # Errors
/// There is no such notice.
pub async fn get(app: &App, id: NoticeId) -> Result<(Notice, Vec<OnNotice>)> {
    let conn = app.db().reader();
    let notice = summaries::load::<Notice>(conn, id).await?.ok_or(Error::NotFound)?;
    let listed = applications::these(conn, &notice.applications).await?;
    Ok((notice, listed))
}

/// How a notice stands to others (5.3.g).
#[derive(Clone, Debug, Default)]
pub struct Corrections {
    /// The notice it corrects.
    pub corrects: Option<Known>,
    /// Those that correct it, the oldest first.
    pub corrected_by: Vec<Known>,
}

/// The notice that one corrects, and those that correct it; the public sees only those published.
///
/// # Errors
/// The database is away.
pub async fn corrections(app: &App, notice: &Notice, published_only: bool) -> Result<Corrections> {
    let beside = notices::beside(app.db().reader(), notice, published_only).await?;
    let (corrected_by, others): (Vec<Known>, Vec<Known>) =
        beside.into_iter().partition(|other| other.corrects == Some(notice.id));
    Ok(Corrections { corrects: others.into_iter().next(), corrected_by })
}

/// Published notices that a brand left to be corrected, the newest first: what a new list may correct.
///
/// # Errors
/// The database is away.
pub async fn correctable(conn: &impl ConnectionTrait) -> Result<Vec<Notice>> {
    Ok(notices::left_by_brands(conn).await?)
}
