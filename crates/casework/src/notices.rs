//! Public notices (5.3.b–f) as pages read them.

use crate::{App, Error, Result};
use domain::{
    ids::{ApplicationId, NoticeId},
    notice::Notice,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};
use storage::{
    entities::{application_summary, event, notice_summary},
    summaries,
};

/// Every notice, the newest first; the public sees only those published.
///
/// # Errors
/// The database is away.
pub async fn list(app: &App, published_only: bool) -> Result<Vec<notice_summary::Model>> {
    let mut query = notice_summary::Entity::find().order_by_desc(notice_summary::Column::Id);
    if published_only {
        query = query.filter(notice_summary::Column::PublishedOn.is_not_null());
    }
    Ok(query.all(app.db().reader()).await?)
}

/// A notice with the applications on it.
///
/// # Errors
/// There is no such notice.
pub async fn get(app: &App, id: NoticeId) -> Result<(Notice, Vec<application_summary::Model>)> {
    let conn = app.db().reader();
    let notice = summaries::load::<Notice>(conn, id).await?.ok_or(Error::NotFound)?;
    let listed = applications(app, &notice.applications).await?;
    Ok((notice, listed))
}

/// How a notice stands to others (5.3.g).
#[derive(Clone, Debug, Default)]
pub struct Corrections {
    /// The notice it corrects.
    pub corrects: Option<notice_summary::Model>,
    /// Those that correct it, the oldest first.
    pub corrected_by: Vec<notice_summary::Model>,
}

/// The notice that one corrects, and those that correct it; the public sees only those published.
///
/// # Errors
/// The database is away.
pub async fn corrections(app: &App, notice: &Notice, published_only: bool) -> Result<Corrections> {
    let mut known = list(app, published_only).await?;
    known.reverse();
    let corrects = notice.corrects.and_then(|id| known.iter().find(|row| row.id == id.0).cloned());
    Ok(Corrections {
        corrects,
        corrected_by: known.into_iter().filter(|row| row.corrects == Some(notice.id.0)).collect(),
    })
}

/// Published notices that a brand left to be corrected, the newest first: what a new list may correct.
///
/// # Errors
/// The database is away.
pub async fn correctable(conn: &impl ConnectionTrait) -> Result<Vec<Notice>> {
    let left = Query::select()
        .column(event::Column::StreamId)
        .from(event::Entity)
        .and_where(Expr::col(event::Column::Kind).eq("notice.application_removed.v1"))
        .to_owned();
    let ids: Vec<i64> = notice_summary::Entity::find()
        .select_only()
        .column(notice_summary::Column::Id)
        .filter(notice_summary::Column::PublishedOn.is_not_null())
        .filter(notice_summary::Column::Id.in_subquery(left))
        .order_by_desc(notice_summary::Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    let mut notices = Vec::new();
    for id in ids {
        notices.extend(summaries::load::<Notice>(conn, NoticeId(id)).await?);
    }
    Ok(notices)
}

/// Applications by their numbers, as lists show them.
///
/// # Errors
/// The database is away.
pub async fn applications(app: &App, ids: &[ApplicationId]) -> Result<Vec<application_summary::Model>> {
    let conn = app.db().reader();
    let ids = ids.iter().map(|application| application.0);
    Ok(application_summary::Entity::find()
        .filter(storage::lists::among(conn, application_summary::Column::Id, ids))
        .order_by_asc(application_summary::Column::Id)
        .all(conn)
        .await?)
}
