//! Disputed people (待核) as a bureau's desk lists them: who waits for a verdict, why, and the rows behind it on every side.

use super::{rows::StoredRow, sightings::rows_of};
use crate::{
    App, Error, Reason, Result,
    access_log::{self, Look},
    comparisons::{self, Said},
    visibility::reviewer,
};
use domain::{
    access::Actor,
    brand::{Brand, BrandEvent},
    event::Recorded,
    ids::{BrandId, RosterVersionId},
    level::Level,
    roster::Ledger,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};
use storage::{
    brands,
    rosters::{
        LedgerYear,
        claims::{self, Claim},
        doubts::{self, Asked, Question, Side, questions},
        versions::{self, Version},
    },
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

/// The people of a brand who wait for a verdict, or those who have one, with what is behind it.
///
/// # Errors
/// No such brand, or not the actor's to see.
pub async fn disputed(app: &App, actor: &Actor, brand: BrandId, query: &DisputedQuery) -> Result<DisputedPage> {
    let conn = app.db().reader();
    let of = storage::summaries::load::<domain::brand::Brand>(conn, brand).await?.ok_or(Error::NotFound)?;
    reviewer(actor, &of)?;
    let mut page = DisputedPage::default();
    for claim in claims::of_brand(conn, brand).await? {
        let after = match query.after {
            Some((version, _)) if claim.version.0 < version => continue,
            Some((version, person)) if claim.version.0 == version => Some(person),
            _ => None,
        };
        let left = PAGE - page.people.len();
        let asked = Asked { area: &of.area, reason: query.reason, level: None, after, decided: query.decided };
        let mut people = doubts::open_in(conn, claim.version, &asked, Some(left + 1)).await?;
        let more = people.len() > left;
        people.truncate(left);
        page.people.extend(shown(app, actor, &of, &claim, &people).await?);
        if more {
            page.next = people.last().map(|person| (claim.version.0, *person)).or(query.after);
            break;
        }
    }
    Ok(page)
}

/// What was to be known of a question: a form carries this, so that nobody decides on what they did not see.
pub(crate) fn seen(app: &App, question: &Question) -> String {
    let mut known = String::new();
    for (brand, side) in &question.sides {
        let Side { names, rivals, refuted, verdict, .. } = side;
        let unconfirmed = side.reasons.contains(&Reason::Unconfirmed);
        known += &format!("{brand}:{names:?}:{rivals:?}:{refuted:?}:{unconfirmed}:{verdict:?};");
    }
    app.vault().mac("disputed", known.as_bytes()).to_string()[..12].to_owned()
}

/// People of one claimed version as the page shows them.
async fn shown(app: &App, actor: &Actor, of: &Brand, claim: &Claim, people: &[Fingerprint]) -> Result<Vec<Disputed>> {
    let LedgerYear { ledger, year, .. } = claim.of;
    let questions = questions(app.db().reader(), claim.of, people).await?;
    let rosters = Rosters::behind(app, actor, &questions).await?;
    let said = comparisons::said(app.db().reader(), claim.of, people).await?;
    let entry = |person: &Fingerprint| {
        let question = questions.get(person)?;
        let own = question.own();
        let elsewhere = question.sides.values().flat_map(|side| &side.elsewhere).copied();
        let elsewhere: BTreeSet<RosterVersionId> =
            elsewhere.filter(|version| !own.versions.contains(version)).collect();
        let versions = own.versions.iter().copied().chain(elsewhere);
        Some(Disputed {
            chosen: Chosen { ledger, year, person: *person, seen: seen(app, question) },
            reasons: own.reasons.clone(),
            said: said.get(person).cloned().unwrap_or_default(),
            verdict: own.verdict,
            level: question.level(&of.area),
            sides: versions.filter_map(|version| rosters.side(version, *person)).collect(),
            rivals: own.rivals.clone(),
        })
    };
    Ok(people.iter().filter_map(entry).collect())
}

/// The rosters behind some questions, with the rows of their people that the reader may see.
struct Rosters {
    versions: BTreeMap<RosterVersionId, Version>,
    brands: BTreeMap<BrandId, String>,
    rows: BTreeMap<RosterVersionId, BTreeMap<Fingerprint, Vec<StoredRow>>>,
}

impl Rosters {
    async fn behind(app: &App, actor: &Actor, questions: &BTreeMap<Fingerprint, Question>) -> Result<Rosters> {
        let conn = app.db().reader();
        let mut wanted: BTreeMap<RosterVersionId, BTreeSet<Fingerprint>> = BTreeMap::new();
        for (person, question) in questions {
            for side in question.sides.values() {
                for version in side.versions.iter().chain(&side.elsewhere) {
                    wanted.entry(*version).or_default().insert(*person);
                }
            }
        }
        let versions = versions::these(conn, wanted.keys().copied()).await?;
        let brands = brands::named(conn, versions.iter().map(|version| version.roster.brand)).await?;
        let known = brands.into_iter().filter(|brand| actor.may_see(&brand.area, &[]).is_ok());
        let brands: BTreeMap<_, _> = known.map(|brand| (brand.id, brand.name)).collect();
        let mut rows = BTreeMap::new();
        for version in &versions {
            if brands.contains_key(&version.roster.brand) {
                rows.insert(version.id, rows_of(app, version.id, &wanted[&version.id]).await?);
            }
        }
        Ok(Rosters { versions: versions.into_iter().map(|version| (version.id, version)).collect(), brands, rows })
    }

    fn side(&self, id: RosterVersionId, person: Fingerprint) -> Option<SideView> {
        let version = self.versions.get(&id)?;
        let of = version.roster;
        let rows = self.rows.get(&id).and_then(|people| people.get(&person)).into_iter().flatten();
        Some(SideView {
            brand: self.brands.get(&of.brand).map(|name| (of.brand, name.clone())),
            ledger: of.ledger,
            year: of.year,
            no: version.no,
            rows: rows.map(|row| sighting(of.ledger, row)).collect(),
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
    let asked = LedgerYear { brand, ledger: who.ledger, year: who.year };
    let questions = questions(conn, asked, &[who.person]).await?;
    if questions.is_empty() {
        return Err(Error::NotFound);
    }
    let look = Look { at: &format!("brand/{brand}"), part: "disputed person", people: &[who.person] };
    access_log::look(app, actor, look, purpose).await?;
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
    let ids = people.iter().flat_map(|person| &person.rivals).copied();
    let known = brands::named(conn, ids).await?.into_iter().filter(|brand| actor.may_see(&brand.area, &[]).is_ok());
    Ok(known.map(|brand| (brand.id, brand.name)).collect())
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
