//! Comparisons as pages and work lists show them: for the bureaus of the brand, and the auditor.

use crate::{App, Error, Result};
use chrono::NaiveDate;
use domain::{
    access::{Actor, Denied, Role},
    brand::{Brand, BrandEvent},
    comparison::{Mark, Release, Source},
    event::{Moment, Recorded},
    ids::{AccountId, AreaCode, BrandId, ComparisonId, MatterId},
};
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;
use storage::{
    brands,
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
        _ => Err(Denied::Hidden),
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
    crate::reviewer(actor, &brand)?;
    Ok((view(of, brand.name.clone(), brand.area.clone()), brand))
}

/// Every comparison the actor may know of, the newest first.
///
/// # Errors
/// The database is away.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Comparison>> {
    seen(app, actor, None).await
}

/// Those of one brand, the newest first.
///
/// # Errors
/// The database is away.
pub async fn of_brand(app: &App, actor: &Actor, brand: BrandId) -> Result<Vec<Comparison>> {
    seen(app, actor, Some(brand)).await
}

/// The recipient of a list, from its release as it is stored.
///
/// # Errors
/// It is no release.
pub fn recipient_of(body: &str) -> Result<String> {
    Ok(serde_json::from_str::<Release>(body)?.recipient)
}

async fn seen(app: &App, actor: &Actor, only: Option<BrandId>) -> Result<Vec<Comparison>> {
    let conn = app.db().reader();
    let all = stored::all(conn, only).await?;
    let brands = brands::named(conn, all.iter().map(|of| of.brand)).await?;
    let known = brands.into_iter().filter(|brand| reader(actor, &brand.area).is_ok());
    let known: BTreeMap<_, _> = known.map(|brand| (brand.id, brand)).collect();
    let of = |of: stored::Comparison| {
        let brand = known.get(&of.brand)?;
        Some(view(of, brand.name.clone(), brand.area.clone()))
    };
    Ok(all.into_iter().filter_map(of).collect())
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
        _ => false,
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
