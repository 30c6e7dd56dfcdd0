//! Comparisons as pages and work lists show them: for the bureaus of the brand, and the auditor.

use crate::{App, Error, Result, visibility::reviewer};
use chrono::NaiveDate;
use domain::{
    access::{Actor, Denied, Role, Scope},
    brand::{Brand, BrandEvent},
    calendar::chinese_moment,
    comparison::{Mark, Release, Source},
    event::{Moment, Recorded},
    ids::{AccountId, AreaCode, BrandId, ComparisonId, MatterId},
};
use kernel::exports::{Format, Sheet};
use sea_orm::ConnectionTrait;
use std::{collections::BTreeMap, fs::File};
use storage::{
    brands,
    listing::{At, Count, Found, Search},
    listings,
    rosters::{
        LedgerYear,
        comparisons::{self as stored, answers, marks},
    },
    summaries,
};
use vault::Fingerprint;

/// A list that may leave, with what was approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Its number.
    pub id: ComparisonId,
    /// Whose filed people.
    pub brand: BrandId,
    /// The brand's name.
    pub name: String,
    /// The brand's area.
    pub area: AreaCode,
    /// What was approved.
    pub release: Release,
    /// The people it is about.
    pub people: u64,
    /// The matter it was approved in.
    pub matter: Option<MatterId>,
    /// When the last hand agreed.
    pub released_at: Moment,
    /// When the recipient deleted the list, as it stated.
    pub deleted_on: Option<NaiveDate>,
}

impl Comparison {
    /// Whether the recipient should have stated the deletion by now.
    #[must_use]
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.deleted_on.is_none() && today > self.release.delete_by
    }
}

/// One packing of a list for download.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    /// Counted from 1.
    pub no: i64,
    /// Lines in it.
    pub entries: u64,
    /// Who.
    pub by: AccountId,
    /// When.
    pub at: Moment,
}

/// What a source says of a person now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Whose records.
    pub source: Source,
    /// The body that answered.
    pub by: String,
    /// What they say.
    pub mark: Mark,
    /// On which day.
    pub on: NaiveDate,
}

/// The bureaus and the auditor read what left and to whom; nobody else learns of it.
pub(crate) fn reader(actor: &Actor, area: &AreaCode) -> Result<(), Denied> {
    match actor.role {
        Role::County | Role::City | Role::Auditor => actor.may_see(area, &[]),
        Role::Unit | Role::Expert | Role::Finance | Role::Admin => Err(Denied::Hidden),
    }
}

/// One comparison.
///
/// # Errors
/// No such comparison, or not the actor's to know of.
pub async fn get(app: &App, actor: &Actor, id: ComparisonId) -> Result<Comparison> {
    let conn = app.db().reader();
    let of = stored::get(conn, id).await?.ok_or(Error::NotFound)?;
    let brand = summaries::load::<Brand>(conn, of.brand).await?.ok_or(Error::NotFound)?;
    reader(actor, &brand.area)?;
    Ok(view(of, brand.name, brand.area))
}

/// A comparison with its brand, for those who may act on it: the brand's county, or the city.
pub(super) async fn held(conn: &impl ConnectionTrait, actor: &Actor, id: ComparisonId) -> Result<(Comparison, Brand)> {
    let of = stored::get(conn, id).await?.ok_or(Error::NotFound)?;
    let brand = summaries::load::<Brand>(conn, of.brand).await?.ok_or(Error::NotFound)?;
    reader(actor, &brand.area)?;
    reviewer(actor, &brand)?;
    Ok((view(of, brand.name.clone(), brand.area.clone()), brand))
}

/// A comparison as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The comparison.
    pub comparison: Comparison,
    /// Answers that count.
    pub answers: Count,
}

/// A page of the comparisons the actor may know of, the newest first; of those overdue, the longest overdue.
///
/// # Errors
/// The database is away.
pub async fn list(app: &App, actor: &Actor, search: &Search, at: Option<&At>) -> Result<Found<Listed>> {
    let listing = listings::comparisons::listing(&sees(actor), search, app.today());
    let mut found = listing.find(app.db().reader(), at).await?;
    let rows = std::mem::take(&mut found.page.rows).into_iter().map(listed).collect();
    Ok(found.with(rows))
}

/// The bureaus and the auditor read what left and to whom; nobody else learns of it.
fn sees(actor: &Actor) -> Scope {
    match actor.role {
        Role::County | Role::City | Role::Auditor => actor.scope(),
        Role::Unit | Role::Expert | Role::Finance | Role::Admin => Scope::Nothing,
    }
}

fn listed(row: listings::comparisons::Row) -> Listed {
    let area = row.comparison.area.clone();
    Listed { comparison: view(row.comparison, row.name, area), answers: row.answers }
}

/// The comparisons as they are narrowed, as a file; recorded.
///
/// # Errors
/// The database is away, or the file cannot be written.
pub async fn export(app: &App, actor: &Actor, search: &Search, format: Format) -> Result<File> {
    let heads = ["品牌", "属地", "与谁比对", "接收单位", "人数", "提供", "已登记答复", "对方删除期限", "对方删除"];
    let mut sheet =
        Sheet::of(app, listings::comparisons::listing(&sees(actor), search, app.today()), "数据比对", heads, format)?;
    let policies = app.policies();
    let policy = policies.current().1;
    while let Some(rows) = sheet.next(app).await? {
        for Listed { comparison: of, answers } in rows.into_iter().map(listed) {
            let area = policy.area_name(of.area.as_str()).to_owned();
            sheet.row([
                of.name,
                area,
                of.release.source.label().to_owned(),
                of.release.recipient,
                of.people.to_string(),
                chinese_moment(of.released_at),
                answers.to_string(),
                summaries::day(of.release.delete_by),
                of.deleted_on.map_or_else(String::new, summaries::day),
            ])?;
        }
    }
    sheet.end(app, actor).await
}

/// Those of one brand, the newest first.
///
/// # Errors
/// The database is away.
pub async fn of_brand(app: &App, actor: &Actor, brand: BrandId) -> Result<Vec<Comparison>> {
    let conn = app.db().reader();
    let Some(of) = brands::named(conn, [brand]).await?.into_iter().find(|of| reader(actor, &of.area).is_ok()) else {
        return Ok(Vec::new());
    };
    let all = stored::of_brand(conn, brand).await?;
    Ok(all.into_iter().map(|one| view(one, of.name.clone(), of.area.clone())).collect())
}

/// The recipient of a list, from its release as it is stored.
///
/// # Errors
/// It is no release.
pub fn recipient_of(body: &str) -> Result<String> {
    Ok(serde_json::from_str::<Release>(body)?.recipient)
}

fn view(of: stored::Comparison, name: String, area: AreaCode) -> Comparison {
    let stored::Comparison { id, brand, release, people, matter, released_at, deleted_on, .. } = of;
    Comparison { id, brand, name, area, release, people, matter, released_at, deleted_on }
}

/// When the list was packed for download, and by whom.
///
/// # Errors
/// No such comparison, or not the actor's to know of.
pub async fn downloads(app: &App, actor: &Actor, id: ComparisonId) -> Result<Vec<Download>> {
    get(app, actor, id).await?;
    let downloads = stored::downloads(app.db().reader(), id).await?.into_iter();
    Ok(downloads.map(|stored::Download { no, entries, by, at, .. }| Download { no, entries, by, at }).collect())
}

/// The events of a comparison on its brand's record, oldest first.
///
/// # Errors
/// No such comparison, or not the actor's to know of.
pub async fn history(app: &App, actor: &Actor, id: ComparisonId) -> Result<Vec<Recorded<BrandEvent>>> {
    let of = get(app, actor, id).await?;
    let events = storage::log::stream::<BrandEvent>(app.db().reader(), of.brand.0).await?;
    let about = |event: &BrandEvent| match event {
        BrandEvent::RosterReleased { comparison, .. }
        | BrandEvent::ComparisonAnswered { comparison, .. }
        | BrandEvent::ReleaseDeleted { comparison, .. } => *comparison == id,
        BrandEvent::Registered { .. }
        | BrandEvent::Named { .. }
        | BrandEvent::UnitsSet { .. }
        | BrandEvent::AreaSet { .. }
        | BrandEvent::EnteredPool { .. }
        | BrandEvent::LeftPool { .. }
        | BrandEvent::TitleGiven { .. }
        | BrandEvent::PeopleDecided { .. }
        | BrandEvent::SampleDrawn { .. }
        | BrandEvent::SampleConcluded { .. } => false,
    };
    Ok(events.into_iter().filter(|event| about(&event.event)).collect())
}

/// What outside records say now of some people of a brand, ledger and year.
///
/// # Errors
/// The database is away.
pub(crate) async fn said(
    conn: &impl ConnectionTrait,
    of: LedgerYear,
    people: &[Fingerprint],
) -> Result<BTreeMap<Fingerprint, Vec<Said>>> {
    let now = marks::of_people(conn, of, people).await?;
    let answered_by = answers::answered_by(conn, now.iter().map(|said| said.answer).collect()).await?;
    let mut all: BTreeMap<Fingerprint, Vec<Said>> = BTreeMap::new();
    for said in now {
        let by = answered_by.get(&said.answer).cloned().unwrap_or_default();
        let told = Said { source: said.source, by, mark: said.mark, on: said.on };
        all.entry(said.person).or_default().push(told);
    }
    Ok(all)
}
