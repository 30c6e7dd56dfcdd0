//! Comparisons as pages and work lists show them: for the bureaus of the brand, and the auditor.

use crate::{App, Error, Result};
use chrono::NaiveDate;
use domain::{
    access::{Actor, Denied, Role},
    brand::{Brand, BrandEvent},
    comparison::{Mark, Release, Source},
    event::{Moment, Recorded},
    ids::{AccountId, AreaCode, BrandId, ComparisonId, MatterId},
    roster::Ledger,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};
use storage::{
    entities::{brand_summary, comparison, comparison_answer, comparison_download, comparison_mark},
    lists, summaries,
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
    let row = comparison::Entity::find_by_id(id.0).one(conn).await?.ok_or(Error::NotFound)?;
    let brand = summaries::load::<domain::brand::Brand>(conn, BrandId(row.brand)).await?.ok_or(Error::NotFound)?;
    reader(actor, &brand.area)?;
    view(&row, brand.name, brand.area)
}

/// A comparison with its brand, for those who may act on it: the brand's county, or the city.
pub(super) async fn held(conn: &impl ConnectionTrait, actor: &Actor, id: ComparisonId) -> Result<(Comparison, Brand)> {
    let row = comparison::Entity::find_by_id(id.0).one(conn).await?.ok_or(Error::NotFound)?;
    let brand = summaries::load::<domain::brand::Brand>(conn, BrandId(row.brand)).await?.ok_or(Error::NotFound)?;
    reader(actor, &brand.area)?;
    crate::reviewer(actor, &brand)?;
    Ok((view(&row, brand.name.clone(), brand.area.clone())?, brand))
}

/// Every comparison the actor may know of, the newest first.
///
/// # Errors
/// The database is away.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Comparison>> {
    let conn = app.db().reader();
    let rows = comparison::Entity::find().order_by_desc(comparison::Column::Id).all(conn).await?;
    seen(conn, actor, rows).await
}

/// Those of one brand, the newest first.
///
/// # Errors
/// The database is away.
pub async fn of_brand(app: &App, actor: &Actor, brand: BrandId) -> Result<Vec<Comparison>> {
    let conn = app.db().reader();
    let rows = comparison::Entity::find()
        .filter(comparison::Column::Brand.eq(brand.0))
        .order_by_desc(comparison::Column::Id)
        .all(conn)
        .await?;
    seen(conn, actor, rows).await
}

/// The recipient of a list, from its release as it is stored.
///
/// # Errors
/// It is no release.
pub fn recipient_of(body: &str) -> Result<String> {
    Ok(serde_json::from_str::<Release>(body)?.recipient)
}

async fn seen(conn: &impl ConnectionTrait, actor: &Actor, rows: Vec<comparison::Model>) -> Result<Vec<Comparison>> {
    let these = lists::among(conn, brand_summary::Column::Id, rows.iter().map(|row| row.brand));
    let brands = brand_summary::Entity::find().filter(these).all(conn).await?;
    let brands: BTreeMap<i64, brand_summary::Model> = brands.into_iter().map(|brand| (brand.id, brand)).collect();
    let of = |row: &comparison::Model| {
        let brand = brands.get(&row.brand)?;
        let area = AreaCode(brand.area.clone());
        reader(actor, &area).is_ok().then(|| view(row, brand.name.clone(), area))
    };
    rows.iter().filter_map(of).collect()
}

fn view(row: &comparison::Model, name: String, area: AreaCode) -> Result<Comparison> {
    Ok(Comparison {
        id: ComparisonId(row.id),
        brand: BrandId(row.brand),
        name,
        area,
        release: serde_json::from_str(&row.body)?,
        people: row.people.unsigned_abs(),
        matter: row.matter.map(MatterId),
        released_at: moment(row.released_at),
        deleted_on: row.deleted_on.as_deref().and_then(storage::stored::date),
    })
}

/// When the list was packed for download, and by whom.
///
/// # Errors
/// No such comparison, or not the actor's to know of.
pub async fn downloads(app: &App, actor: &Actor, id: ComparisonId) -> Result<Vec<Download>> {
    get(app, actor, id).await?;
    let rows = comparison_download::Entity::find()
        .filter(comparison_download::Column::Comparison.eq(id.0))
        .order_by_asc(comparison_download::Column::No)
        .all(app.db().reader())
        .await?;
    let view = |row: comparison_download::Model| Download {
        no: row.no,
        entries: row.entries.unsigned_abs(),
        by: AccountId(row.account),
        at: moment(row.at),
    };
    Ok(rows.into_iter().map(view).collect())
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
    brand: BrandId,
    (ledger, year): (Ledger, i64),
    people: &[Fingerprint],
) -> Result<BTreeMap<Fingerprint, Vec<Said>>> {
    let marks = comparison_mark::Entity::find()
        .filter(comparison_mark::Column::Brand.eq(brand.0))
        .filter(comparison_mark::Column::Ledger.eq(ledger.code()))
        .filter(comparison_mark::Column::Year.eq(year))
        .filter(comparison_mark::Column::Latest.eq(true))
        .order_by_asc(comparison_mark::Column::Answer);
    let people = people.iter().map(|person| person.as_bytes().to_vec());
    let marks = lists::rows_among(conn, marks, comparison_mark::Column::Person, people).await?;
    let answered_by = answered_by(conn, marks.iter().map(|mark| mark.answer).collect()).await?;
    let mut said: BTreeMap<Fingerprint, Vec<Said>> = BTreeMap::new();
    for mark in marks {
        let parsed = (mark.person.first_chunk(), Source::parse(&mark.source), Mark::parse(&mark.mark));
        let (Some(person), Some(source), Some(what)) = parsed else { continue };
        let Some(on) = storage::stored::date(&mark.said_on) else { continue };
        let by = answered_by.get(&mark.answer).cloned().unwrap_or_default();
        said.entry(Fingerprint::from_bytes(*person)).or_default().push(Said { source, by, mark: what, on });
    }
    Ok(said)
}

/// The body behind each answer.
async fn answered_by(conn: &impl ConnectionTrait, answers: BTreeSet<i64>) -> Result<BTreeMap<i64, String>> {
    let these = lists::among(conn, comparison_answer::Column::Id, answers);
    let answers = comparison_answer::Entity::find().filter(these).all(conn).await?;
    let these = lists::among(conn, comparison::Column::Id, answers.iter().map(|answer| answer.comparison));
    let asked = comparison::Entity::find().filter(these).all(conn).await?;
    let mut by = BTreeMap::new();
    for answer in answers {
        if let Some(of) = asked.iter().find(|of| of.id == answer.comparison) {
            by.insert(answer.id, serde_json::from_str::<Release>(&of.body)?.recipient);
        }
    }
    Ok(by)
}

pub(super) fn moment(millis: i64) -> Moment {
    Moment::from_timestamp_millis(millis).unwrap_or(Moment::UNIX_EPOCH)
}
