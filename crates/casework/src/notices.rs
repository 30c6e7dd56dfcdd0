//! Public notices (5.3.b–f) as pages read them.

use crate::{App, Error, Result};
use chrono::NaiveDate;
use domain::{
    access::{Actor, Scope},
    ids::{NoticeId, RoundId},
    notice::Notice,
};
use kernel::exports::{Format, Sheet};
use sea_orm::ConnectionTrait;
use std::{collections::BTreeMap, fs::File};
use storage::{
    applications,
    listing::{At, Found, Search},
    listings, notices, summaries,
};

pub use storage::{applications::Known as OnNotice, notices::Known};

pub use storage::listings::notices::Row as NoticeRow;

/// What is said of a notice on which no brand is left (5.3.g).
pub const EMPTIED: &str = "名单上的品牌均已退出本期公示";

/// Where a notice stands on a day, as its list says.
#[must_use]
pub fn standing(notice: &NoticeRow, today: NaiveDate) -> &'static str {
    match notice.period {
        None => "待发布",
        Some(_) if notice.is_emptied() => "均已退出",
        Some((_, last)) if today <= last => "公示中",
        Some(_) => "公示期满",
    }
}

/// A page of the notices the actor's desk may see, those not published yet first, then the latest.
///
/// # Errors
/// The database is away.
pub async fn page(app: &App, actor: &Actor, search: &Search, at: Option<&At>) -> Result<Found<NoticeRow>> {
    Ok(listings::notices::listing(&actor.scope(), search, app.today()).find(app.db().reader(), at).await?)
}

/// A page of the published notices, the latest first: for everybody.
///
/// # Errors
/// The database is away.
pub async fn published(app: &App, search: &Search, at: Option<&At>) -> Result<Found<NoticeRow>> {
    Ok(listings::notices::listing(&Scope::Nothing, search, app.today()).find(app.db().reader(), at).await?)
}

/// The notices whose period runs today and that a brand still stands on, the latest first: for everybody.
///
/// # Errors
/// The database is away.
pub async fn running(app: &App) -> Result<Vec<NoticeRow>> {
    let running = Search { state: "running".into(), ..Search::default() };
    let listing = listings::notices::listing(&Scope::Nothing, &running, app.today());
    Ok(listing.page(app.db().reader(), None).await?.rows)
}

/// The notices as they are narrowed, as a file; recorded.
///
/// # Errors
/// The database is away, or the file cannot be written.
pub async fn export(app: &App, actor: &Actor, search: &Search, format: Format) -> Result<File> {
    let heads = ["公示", "品牌数", "发布", "最后一日", "未答复异议", "状态"];
    let mut sheet =
        Sheet::of(app, listings::notices::listing(&actor.scope(), search, app.today()), "公示", heads, format)?;
    while let Some(rows) = sheet.next(app).await? {
        for row in rows {
            let day = |of: fn((NaiveDate, NaiveDate)) -> NaiveDate| row.period.map(of).map(summaries::day);
            sheet.row([
                row.title.clone(),
                row.brands.to_string(),
                day(|period| period.0).unwrap_or_default(),
                day(|period| period.1).unwrap_or_default(),
                row.open_objections.to_string(),
                standing(&row, app.today()).to_owned(),
            ])?;
        }
    }
    sheet.end(app, actor).await
}

/// A notice.
///
/// # Errors
/// There is no such notice.
pub async fn of(app: &App, id: NoticeId) -> Result<Notice> {
    summaries::load::<Notice>(app.db().reader(), id).await?.ok_or(Error::NotFound)
}

/// Some notices, by their numbers.
///
/// # Errors
/// The database is away.
pub async fn these(app: &App, ids: impl IntoIterator<Item = NoticeId>) -> Result<BTreeMap<NoticeId, Notice>> {
    Ok(summaries::load_some(app.db().reader(), ids).await?)
}

/// A notice with the applications on it.
///
/// # Errors
/// There is no such notice.
pub async fn get(app: &App, id: NoticeId) -> Result<(Notice, Vec<OnNotice>)> {
    let notice = of(app, id).await?;
    let listed = applications::these(app.db().reader(), &notice.applications).await?;
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
pub async fn correctable(conn: &impl ConnectionTrait, round: RoundId) -> Result<Vec<Notice>> {
    Ok(notices::left_by_brands(conn, round).await?)
}
