//! Notices as their summaries tell them, and how they stand to each other.

use crate::{Error, applications, entities::notice_summary, stored, summaries};
use chrono::NaiveDate;
use domain::{
    application::State,
    ids::{ApplicationId, NoticeId, RoundId},
    notice::Notice,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use std::collections::BTreeSet;

/// A notice by its title and days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its number.
    pub id: NoticeId,
    /// Its title.
    pub title: String,
    /// Its first day and its last; none before it is published.
    pub period: Option<(NaiveDate, NaiveDate)>,
    /// The notice it corrects.
    pub corrects: Option<NoticeId>,
}

impl TryFrom<notice_summary::Model> for Known {
    type Error = Error;

    fn try_from(row: notice_summary::Model) -> Result<Known, Error> {
        let id = NoticeId(row.id);
        let date = |text: String| {
            stored::date(&text).ok_or_else(|| Error::Inconsistent(format!("notice {id} has a day {text}")))
        };
        let period = row.published_on.map(date).transpose()?.zip(row.last_day.map(date).transpose()?);
        Ok(Known { id, title: row.title, period, corrects: row.corrects.map(NoticeId) })
    }
}

/// The notice that one corrects and those that correct it, or as far as they are published, the oldest first.
///
/// # Errors
/// The database is away.
pub async fn beside(conn: &impl ConnectionTrait, notice: &Notice, published_only: bool) -> Result<Vec<Known>, Error> {
    let corrected = notice.corrects.map(|id| notice_summary::Column::Id.eq(id.0));
    let any = Condition::any().add(notice_summary::Column::Corrects.eq(notice.id.0)).add_option(corrected);
    let these = notice_summary::Entity::find().filter(any).order_by_asc(notice_summary::Column::Id);
    read(conn, published_only, these).await
}

async fn read(
    conn: &impl ConnectionTrait,
    published_only: bool,
    notices: Select<notice_summary::Entity>,
) -> Result<Vec<Known>, Error> {
    let published =
        Condition::all().add_option(published_only.then(|| notice_summary::Column::PublishedOn.is_not_null()));
    notices.filter(published).all(conn).await?.into_iter().map(Known::try_from).collect()
}

/// Published notices of a round that a brand left which is under review again, the newest first.
///
/// # Errors
/// The database is away.
pub async fn left_by_brands(conn: &impl ConnectionTrait, round: RoundId) -> Result<Vec<Notice>, Error> {
    let ids: Vec<i64> = notice_summary::Entity::find()
        .select_only()
        .column(notice_summary::Column::Id)
        .filter(notice_summary::Column::Round.eq(round.0))
        .filter(notice_summary::Column::PublishedOn.is_not_null())
        .into_tuple()
        .all(conn)
        .await?;
    let notices = summaries::load_some::<Notice>(conn, ids.into_iter().map(NoticeId)).await?;
    let left: Vec<Notice> = notices.into_values().rev().filter(|notice| !notice.removed.is_empty()).collect();
    if left.is_empty() {
        return Ok(left);
    }
    // One that was refused left its notice for good.
    let removed: Vec<ApplicationId> = left.iter().flat_map(|notice| notice.removed.iter().copied()).collect();
    let known = applications::these(conn, &removed).await?;
    let back: BTreeSet<_> = known.into_iter().filter(|of| of.state == State::InReview).map(|of| of.id).collect();
    Ok(left.into_iter().filter(|notice| notice.removed.iter().any(|id| back.contains(id))).collect())
}
