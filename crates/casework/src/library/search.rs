//! Looking through the library: by words, area and industry, newest title first, by keyset.

use super::{
    industry_name,
    profile::{industries_like, known_industries},
};
use crate::{App, Result};
use chrono::NaiveDate;
use domain::ids::{AreaCode, BrandId};
use std::collections::BTreeMap;
use storage::{
    library::{self, Entry, Wanted},
    listing::Count,
    stored,
};

pub use storage::library::Figures;

/// What is looked for; empty fields ask for nothing.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Words in the name, the units' names, products, trade, industry or area.
    pub words: String,
    /// An area's code.
    pub area: String,
    /// An industry's code (2.1.a).
    pub industry: String,
    /// Where the page before ended: the `next` of [`Found`].
    pub after: String,
    /// Brands a page.
    pub limit: u64,
}

/// A brand on a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Its number.
    pub id: BrandId,
    /// Its name.
    pub name: String,
    /// Its area.
    pub area: AreaCode,
    /// Its industry's name; empty where it was never filed.
    pub industry: String,
    /// Its units, the lead unit first.
    pub units: String,
    /// People led to jobs and start-ups at recognition; none where the figure is not on record.
    pub employed: Option<u64>,
    /// The date of the announcement.
    pub titled_on: NaiveDate,
}

/// A page of the library.
#[derive(Clone, Debug)]
pub struct Found {
    /// The cards.
    pub cards: Vec<Card>,
    /// The `after` of the next page; none on the last.
    pub next: Option<String>,
    /// How many there are in all.
    pub total: Count,
    /// The industries of brands in the library, code and name, whatever is looked for.
    pub industries: Vec<(String, String)>,
}

/// Looks through the library.
///
/// # Errors
/// The database is away.
pub async fn search(app: &App, query: &Query) -> Result<Found> {
    let conn = app.db().reader();
    let words: String = query.words.trim().chars().take(40).collect();
    let wanted = Wanted {
        words: &words,
        areas_of_words: if words.is_empty() { Vec::new() } else { areas_like(app, &words) },
        industries_of_words: if words.is_empty() { Vec::new() } else { industries_like(&words).collect() },
        area: &query.area,
        industry: &query.industry,
    };
    let Shelves { total, industries } = shelves(app).await?;
    let total = if wanted.everything() { total } else { library::count(conn, &wanted).await? };
    let mut entries = library::search(conn, &wanted, place(&query.after), query.limit + 1).await?;
    let more = entries.len() as u64 > query.limit;
    entries.truncate(usize::try_from(query.limit).unwrap_or(usize::MAX));
    let next = entries.last().filter(|_| more).map(|last| format!("{}.{}", last.titled_on, last.id));
    Ok(Found { cards: entries.into_iter().map(card).collect(), next, total, industries })
}

/// The brands titled last.
///
/// # Errors
/// The database is away.
pub async fn newest(app: &App, most: u64) -> Result<Vec<Card>> {
    let entries = library::search(app.db().reader(), &Wanted::default(), None, most).await?;
    Ok(entries.into_iter().map(card).collect())
}

fn areas_like(app: &App, words: &str) -> Vec<String> {
    let policies = app.policies();
    let like = policies.current().1.participating_areas().filter(|area| area.name.contains(words));
    like.map(|area| area.code.clone()).collect()
}

/// Reads a cursor `2025-10-11.12`; one that is none asks for the first page.
fn place(after: &str) -> Option<(NaiveDate, BrandId)> {
    let (on, id) = after.split_once('.')?;
    stored::date(on).zip(id.parse().ok())
}

fn card(entry: Entry) -> Card {
    Card {
        id: entry.id,
        titled_on: entry.titled_on,
        name: entry.name,
        area: entry.area,
        industry: industry_name(&entry.industry),
        employed: entry.employed,
        units: entry.units,
    }
}

/// What stands on the library's page whoever looks, asked once until something changes.
#[derive(Clone)]
struct Shelves {
    total: Count,
    industries: Vec<(String, String)>,
}

async fn shelves(app: &App) -> Result<Shelves> {
    let read = async {
        let conn = app.db().reader();
        let codes = library::industries(conn, known_industries()).await?;
        let named: BTreeMap<_, _> = codes.into_iter().map(|code| (code.clone(), industry_name(&code))).collect();
        let total = library::count(conn, &Wanted::default()).await?;
        Ok(Shelves { total, industries: named.into_iter().collect() })
    };
    kernel::while_unchanged(app, read).await
}

/// The library's figures, added up once until something changes.
///
/// # Errors
/// The database is away.
pub async fn figures(app: &App) -> Result<Figures> {
    kernel::while_unchanged(app, async { Ok(library::figures(app.db().reader()).await?) }).await
}
