//! Disputed people (待核) as a bureau's desk lists them: who waits for a verdict, why, and the rows behind it on every side.

use super::{
    doubts::{self, Asked, Question, claimed, questions},
    rows::StoredRow,
    sightings::rows_of,
    standing::Reason,
};
use crate::{
    App, Error, Result, access_log,
    comparisons::{self, Said},
};
use domain::{
    access::{Actor, Denied},
    brand::{Brand, BrandEvent},
    event::Recorded,
    ids::{AreaCode, BrandId},
    level::Level,
    roster::Ledger,
};
use sea_orm::{EntityTrait, QueryFilter, QueryOrder};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};
use storage::{
    entities::{brand_summary, roster, roster_claim, roster_version},
    lists,
};
use vault::Fingerprint;

/// People on one page: each brings rows of every side with it.
const PAGE: usize = 20;

/// A disputed person as forms name them, `training.2025.<fingerprint>.<seen>`: `seen` stands for what was known of the
/// dispute when the page was drawn.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Chosen {
    /// The ledger.
    pub ledger: Ledger,
    /// The year.
    pub year: i64,
    /// Who.
    pub person: Fingerprint,
    /// What was known.
    pub seen: String,
}

impl fmt::Display for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}.{}", self.ledger.code(), self.year, self.person, self.seen)
    }
}

impl FromStr for Chosen {
    type Err = Error;

    fn from_str(text: &str) -> Result<Chosen> {
        let mut parts = text.splitn(4, '.');
        let mut next = || parts.next().unwrap_or_default();
        let (ledger, year) = (Ledger::parse(next()), next().parse());
        let (person, seen) = (next().parse(), next().to_owned());
        match (ledger, year, person) {
            (Some(ledger), Ok(year), Ok(person)) => Ok(Chosen { ledger, year, person, seen }),
            _ => Err(Error::NotFound),
        }
    }
}

/// One row behind a dispute; name and number masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// 林*东
    pub name: String,
    /// The document's number, masked.
    pub number: String,
    /// The sheet's row number.
    pub row: u32,
    /// What the row says of training or work.
    pub says: String,
}

/// What one roster says of a disputed person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SideView {
    /// The brand; none where it is another county's and the reader may not know it.
    pub brand: Option<(BrandId, String)>,
    /// The roster's ledger.
    pub ledger: Ledger,
    /// Its year.
    pub year: i64,
    /// Its version.
    pub no: i64,
    /// The rows, where the reader may see them.
    pub rows: Vec<Sighting>,
}

/// A person who waits for a verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disputed {
    /// Who, in which ledger and year.
    pub chosen: Chosen,
    /// Why.
    pub reasons: BTreeSet<Reason>,
    /// What outside records say of them now.
    pub said: Vec<Said>,
    /// What was decided before: whether they count for the brand.
    pub verdict: Option<bool>,
    /// Who decides.
    pub level: Level,
    /// The brand's own rosters first.
    pub sides: Vec<SideView>,
    /// Other brands that claim the person.
    pub rivals: BTreeSet<BrandId>,
}

/// What the list is narrowed to, and where it goes on.
#[derive(Clone, Debug, Default)]
pub struct DisputedQuery {
    /// One reason only.
    pub reason: Option<Reason>,
    /// People already decided on, to decide anew.
    pub decided: bool,
    /// After this place of an earlier page.
    pub after: Option<(i64, Fingerprint)>,
}

/// One page of disputed people.
#[derive(Clone, Debug, Default)]
pub struct DisputedPage {
    /// In the order of versions and fingerprints.
    pub people: Vec<Disputed>,
    /// Where the next page begins; none on the last.
    pub next: Option<(i64, Fingerprint)>,
}

/// A bureau's own brand, or any for the city: who decides and looks.
pub(crate) fn reviewer(actor: &Actor, brand: &Brand) -> Result<(), Denied> {
    match actor.city_reviewer() {
        Ok(_) => Ok(()),
        Err(_) => actor.county_reviewer(&brand.area).map(drop),
    }
}

/// The people of a brand who wait for a verdict, or those who have one, with what is behind it.
///
/// # Errors
/// No such brand, or not the actor's to see.
pub async fn disputed(app: &App, actor: &Actor, brand: BrandId, query: &DisputedQuery) -> Result<DisputedPage> {
    let conn = app.db().reader();
    let of = storage::summaries::load::<domain::brand::Brand>(conn, brand).await?.ok_or(Error::NotFound)?;
    reviewer(actor, &of)?;
    let mut page = DisputedPage::default();
    for claim in claimed(conn, brand.0, None).await? {
        let after = match query.after {
            Some((version, _)) if claim.version < version => continue,
            Some((version, person)) if claim.version == version => Some(person),
            _ => None,
        };
        let left = PAGE - page.people.len();
        let asked = Asked { area: of.area.as_str(), reason: query.reason, level: None, after, decided: query.decided };
        let mut people = doubts::open_in(conn, claim.version, &asked, Some(left + 1)).await?;
        let more = people.len() > left;
        people.truncate(left);
        page.people.extend(shown(app, actor, &of, &claim, &people).await?);
        if more {
            page.next = people.last().map(|person| (claim.version, *person)).or(query.after);
            break;
        }
    }
    Ok(page)
}

/// People of one claimed version as the page shows them.
async fn shown(
    app: &App,
    actor: &Actor,
    of: &Brand,
    claim: &roster_claim::Model,
    people: &[Fingerprint],
) -> Result<Vec<Disputed>> {
    let ledger = Ledger::parse(&claim.ledger).ok_or(Error::NotFound)?;
    let questions = questions(app.db().reader(), of.id.0, (ledger, claim.year), people).await?;
    let rosters = Rosters::behind(app, actor, &questions).await?;
    let said = comparisons::said(app.db().reader(), of.id, (ledger, claim.year), people).await?;
    let entry = |person: &Fingerprint| {
        let question = questions.get(person)?;
        let own = question.own();
        let elsewhere = question.sides.values().flat_map(|side| &side.elsewhere).map(|(_, version)| *version);
        let elsewhere: BTreeSet<i64> = elsewhere.filter(|version| !own.versions.contains(version)).collect();
        let versions = own.versions.iter().copied().chain(elsewhere);
        Some(Disputed {
            chosen: Chosen { ledger, year: claim.year, person: *person, seen: question.seen(app) },
            reasons: own.reasons.clone(),
            said: said.get(person).cloned().unwrap_or_default(),
            verdict: own.verdict,
            level: question.level(&of.area),
            sides: versions.filter_map(|version| rosters.side(version, *person)).collect(),
            rivals: own.rivals.iter().map(|brand| BrandId(*brand)).collect(),
        })
    };
    Ok(people.iter().filter_map(entry).collect())
}

/// The rosters behind some questions, with the rows of their people that the reader may see.
struct Rosters {
    versions: BTreeMap<i64, (roster_version::Model, roster::Model)>,
    brands: BTreeMap<i64, brand_summary::Model>,
    rows: BTreeMap<i64, BTreeMap<Fingerprint, Vec<StoredRow>>>,
}

impl Rosters {
    async fn behind(app: &App, actor: &Actor, questions: &BTreeMap<Fingerprint, Question>) -> Result<Rosters> {
        let conn = app.db().reader();
        let mut wanted: BTreeMap<i64, BTreeSet<Fingerprint>> = BTreeMap::new();
        for (person, question) in questions {
            for side in question.sides.values() {
                let elsewhere = side.elsewhere.iter().map(|(_, version)| *version);
                for version in side.versions.iter().copied().chain(elsewhere) {
                    wanted.entry(version).or_default().insert(*person);
                }
            }
        }
        let mut rosters = Rosters { versions: BTreeMap::new(), brands: BTreeMap::new(), rows: BTreeMap::new() };
        for (version, people) in wanted {
            let Some(row) = roster_version::Entity::find_by_id(version).one(conn).await? else { continue };
            let Some(of) = roster::Entity::find_by_id(row.roster).one(conn).await? else { continue };
            let brand = brand_summary::Entity::find_by_id(of.brand).one(conn).await?;
            if let Some(brand) = brand
                && actor.may_see(&AreaCode(brand.area.clone()), &[]).is_ok()
            {
                rosters.rows.insert(version, rows_of(app, version, &people).await?);
                rosters.brands.insert(brand.id, brand);
            }
            rosters.versions.insert(version, (row, of));
        }
        Ok(rosters)
    }

    fn side(&self, version: i64, person: Fingerprint) -> Option<SideView> {
        let (row, of) = self.versions.get(&version)?;
        let ledger = Ledger::parse(&of.ledger)?;
        let rows = self.rows.get(&version).and_then(|people| people.get(&person)).into_iter().flatten();
        Some(SideView {
            brand: self.brands.get(&of.brand).map(|brand| (BrandId(brand.id), brand.name.clone())),
            ledger,
            year: of.year,
            no: row.no,
            rows: rows.map(|row| sighting(ledger, row)).collect(),
        })
    }
}

fn sighting(ledger: Ledger, row: &StoredRow) -> Sighting {
    let told = match ledger {
        Ledger::Training => ["training_trade", "training_body", "started_on", "ended_on"],
        Ledger::Employment => ["post", "employer_name", "work_place", "hired_on"],
    };
    let says = told.iter().filter_map(|column| row.values.text(column)).collect::<Vec<_>>().join("，");
    Sighting { name: row.values.name.mask(), number: row.values.document.mask(), row: row.row, says }
}

/// A disputed person in full, as the rosters of the actor's area name them: name and number of each. For a stated purpose;
/// the look is on record.
///
/// # Errors
/// Not a reviewer of the brand; no purpose; nobody whom the brand lists.
pub async fn unmask_person(
    app: &App,
    actor: &Actor,
    brand: BrandId,
    who: &Chosen,
    purpose: &str,
) -> Result<Vec<(String, String)>> {
    let conn = app.db().reader();
    let of = storage::summaries::load::<domain::brand::Brand>(conn, brand).await?.ok_or(Error::NotFound)?;
    reviewer(actor, &of)?;
    let asked = (who.ledger, who.year);
    let questions = questions(conn, brand.0, asked, &[who.person]).await?;
    if questions.is_empty() {
        return Err(Error::NotFound);
    }
    if purpose.trim().chars().count() < 4 {
        return Err(Error::field("purpose", "请写明查看的用途，如“电话核实补正事项”。"));
    }
    let subject = format!("brand/{brand}");
    let detail = format!("disputed person {}：{}", &who.person.to_string()[..8], purpose.trim());
    let record = access_log::Record { kind: "unmask", subject: &subject, result: "ok", detail: &detail };
    access_log::record(app, Some(actor), record).await?;
    let rosters = Rosters::behind(app, actor, &questions).await?;
    let rows = rosters.rows.values().flat_map(|people| people.values().flatten());
    let named: BTreeSet<(String, String)> =
        rows.map(|row| (row.values.name.as_str().to_owned(), row.values.document.number().to_owned())).collect();
    Ok(named.into_iter().collect())
}

/// The brands that claim people disputed with a brand, by name: whom a verdict may name. Those of other areas are known to
/// the city alone.
///
/// # Errors
/// The database is away.
pub async fn rivals(app: &App, actor: &Actor, people: &[Disputed]) -> Result<Vec<(BrandId, String)>> {
    let conn = app.db().reader();
    let ids = people.iter().flat_map(|person| &person.rivals).map(|brand| brand.0);
    let brands = brand_summary::Entity::find()
        .filter(lists::among(conn, brand_summary::Column::Id, ids))
        .order_by_asc(brand_summary::Column::Id)
        .all(conn)
        .await?;
    let known = |brand: &brand_summary::Model| actor.may_see(&AreaCode(brand.area.clone()), &[]).is_ok();
    Ok(brands.into_iter().filter(known).map(|brand| (BrandId(brand.id), brand.name)).collect())
}

/// The name of a brand, for those who decide on its people.
///
/// # Errors
/// No such brand, or not the actor's to see.
pub async fn brand_name(app: &App, actor: &Actor, brand: BrandId) -> Result<String> {
    let of =
        storage::summaries::load::<domain::brand::Brand>(app.db().reader(), brand).await?.ok_or(Error::NotFound)?;
    reviewer(actor, &of)?;
    Ok(of.name)
}

/// The verdicts given on a brand's people, oldest first.
///
/// # Errors
/// No such brand, or not the actor's to see.
pub async fn verdicts(app: &App, actor: &Actor, brand: BrandId) -> Result<Vec<Recorded<BrandEvent>>> {
    brand_name(app, actor, brand).await?;
    let events = storage::log::stream::<BrandEvent>(app.db().reader(), brand.0).await?;
    Ok(events.into_iter().filter(|event| matches!(event.event, BrandEvent::PeopleDecided { .. })).collect())
}
