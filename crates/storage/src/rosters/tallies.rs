//! Head-counts kept as they change, so that a page reads figures and never counts people.
//!
//! Everyone listed by a set of versions is counted once, for versions never change; what doubts and verdicts take away
//! from it is counted anew, among the few people in doubt, by whatever changes them.

use super::{
    dockets,
    sets::{Versions, WHOLE, kept, staged_alone},
    standing::{self, LINES, ask, listed, signed, unsigned},
};
use crate::{Error, entities::roster_tally, lists};
use domain::{
    finding::Count,
    ids::{BrandId, RosterVersionId},
    roster::Ledger,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryResult};
use std::collections::{BTreeMap, BTreeSet};

/// What outside records say of people (比对); whoever is in none of the three was not compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Some source confirms them and none refutes.
    pub confirmed: u64,
    /// Some source refutes them.
    pub refuted: u64,
    /// They were asked about, and no source knows.
    pub unknown: u64,
}

impl Compared {
    /// Everyone of whom outside records were asked.
    #[must_use]
    pub fn all(self) -> u64 {
        self.confirmed + self.refuted + self.unknown
    }
}

/// What a set of versions comes to under one measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Everyone listed.
    pub people: u64,
    /// Of them, poverty-alleviated workers.
    pub poverty_alleviated: u64,
    /// People who wait for a verdict (待核).
    pub disputed: u64,
    /// People who were decided not to count.
    pub excluded: u64,
    /// Poverty-alleviated workers among both.
    pub unverified_poverty_alleviated: u64,
    /// Of everyone listed, what outside records say.
    pub compared: Compared,
}

impl Tally {
    /// The people as findings take them.
    #[must_use]
    pub fn count(&self) -> Count {
        let verified = self.people.saturating_sub(self.disputed + self.excluded);
        Count { verified, disputed: self.disputed, excluded: self.excluded }
    }

    /// Poverty-alleviated workers among the verified.
    #[must_use]
    pub fn verified_poverty_alleviated(&self) -> u64 {
        self.poverty_alleviated.saturating_sub(self.unverified_poverty_alleviated)
    }

    pub(super) fn of(row: &roster_tally::Model) -> Tally {
        Tally {
            people: unsigned(row.people),
            poverty_alleviated: unsigned(row.poverty_alleviated),
            disputed: unsigned(row.disputed),
            excluded: unsigned(row.excluded),
            unverified_poverty_alleviated: unsigned(row.unverified_poverty_alleviated),
            compared: Compared {
                confirmed: unsigned(row.confirmed),
                refuted: unsigned(row.refuted),
                unknown: unsigned(row.unknown),
            },
        }
    }
}

/// Tallies by the name of their set and their measure.
pub type Tallies = BTreeMap<(String, String), Tally>;

/// The tallies of some sets, in one statement; a set that is not kept is counted on the spot.
///
/// # Errors
/// The database is away.
pub async fn of(conn: &impl ConnectionTrait, sets: &[Versions]) -> Result<Tallies, Error> {
    if sets.is_empty() {
        return Ok(Tallies::new());
    }
    let names: BTreeSet<String> = sets.iter().map(Versions::name).collect();
    let rows = lists::rows_among(conn, roster_tally::Entity::find(), roster_tally::Column::Versions, names).await?;
    let mut tallies: Tallies =
        rows.iter().map(|row| ((row.versions.clone(), row.measure.clone()), Tally::of(row))).collect();
    // A set that is kept has a row for every category in it.
    let kept: BTreeSet<String> = rows.into_iter().map(|row| row.versions).collect();
    for set in sets.iter().filter(|set| !kept.contains(&set.name())) {
        tallies.extend(recounted(conn, set).await?);
    }
    Ok(tallies)
}

/// The tally of a set under one training category, or under none, among those that [`of`] found.
#[must_use]
pub fn among(tallies: &Tallies, set: &Versions, category: Option<&str>) -> Tally {
    tallies.get(&(set.name(), set.measure(category.unwrap_or(WHOLE)))).copied().unwrap_or_default()
}

/// Writes what a checked version lists, everyone and by training category: until it is published nobody is in doubt.
///
/// # Errors
/// The database is away.
pub async fn first(
    conn: &impl ConnectionTrait,
    brand: BrandId,
    (ledger, version): (Ledger, RosterVersionId),
    everyone: Listed,
    by_category: &BTreeMap<&str, Listed>,
) -> Result<(), Error> {
    let set = Versions::new(ledger, vec![version]);
    let name = set.name();
    let categories = by_category.iter().map(|(category, listed)| (*category, *listed));
    let tallies = categories.chain([(WHOLE, everyone)]).map(|(category, listed)| {
        let Listed { people, poverty_alleviated } = listed;
        ((name.clone(), set.measure(category)), Tally { people, poverty_alleviated, ..Tally::default() })
    });
    let tallies = tallies.collect();
    forget(conn, &[version]).await?;
    write(conn, brand, &tallies).await
}

/// Everyone whom a version lists, whoever is in doubt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// People.
    pub people: u64,
    /// Poverty-alleviated workers among them.
    pub poverty_alleviated: u64,
}

/// Forgets the tallies of versions that were never published.
///
/// # Errors
/// The database is away.
pub async fn forget(conn: &impl ConnectionTrait, versions: &[RosterVersionId]) -> Result<(), Error> {
    for version in versions {
        let alone = roster_tally::Column::Versions.eq(listed(&[*version]));
        roster_tally::Entity::delete_many().filter(alone).exec(conn).await?;
    }
    Ok(())
}

/// Counts everyone listed by the sets that publishing these versions will make: long work, done before the writer's turn.
///
/// # Errors
/// The database is away.
pub async fn foreseen(
    conn: &impl ConnectionTrait,
    brand: BrandId,
    staged: &[RosterVersionId],
) -> Result<Tallies, Error> {
    let mut bases = Tallies::new();
    for set in kept(conn, brand, staged).await? {
        if set.ids.len() > 1 && stored(conn, &set).await?.is_empty() {
            bases.extend(everyone(conn, &set).await?);
        }
    }
    Ok(bases)
}

/// Brings the tallies of a brand and of every brand that shares people with it up to now. Whoever publishes, claims,
/// releases or decides calls this in the same transaction; `bases` may hold what was counted before.
///
/// # Errors
/// The database is away.
pub async fn refresh(conn: &impl ConnectionTrait, brand: BrandId, bases: &Tallies) -> Result<(), Error> {
    for brand in sharing(conn, brand).await?.into_iter().chain([brand]) {
        refresh_one(conn, brand, bases).await?;
    }
    Ok(())
}

/// Brings the tallies of one brand up to now.
///
/// # Errors
/// The database is away.
pub async fn refresh_one(conn: &impl ConnectionTrait, brand: BrandId, bases: &Tallies) -> Result<(), Error> {
    let mut tallies = Tallies::new();
    for set in kept(conn, brand, &[]).await? {
        let mut known = stored(conn, &set).await?;
        if known.is_empty() {
            let name = set.name();
            known = bases.iter().filter(|((of, _), _)| *of == name).map(|(at, tally)| (at.clone(), *tally)).collect();
        }
        if known.is_empty() {
            known = everyone(conn, &set).await?;
        }
        taken_away(conn, &set, &mut known).await?;
        tallies.extend(known);
    }
    clear(conn, brand).await?;
    write(conn, brand, &tallies).await?;
    dockets::write(conn, brand, dockets::count(conn, brand).await?).await
}

/// Forgets what is kept for a brand's published versions.
///
/// # Errors
/// The database is away.
pub async fn clear(conn: &impl ConnectionTrait, brand: BrandId) -> Result<(), Error> {
    let published = Condition::all()
        .add(roster_tally::Column::Brand.eq(brand.0))
        .add(roster_tally::Column::Versions.not_in_subquery(staged_alone(brand)));
    roster_tally::Entity::delete_many().filter(published).exec(conn).await?;
    Ok(())
}

async fn write(conn: &impl ConnectionTrait, brand: BrandId, tallies: &Tallies) -> Result<(), Error> {
    let rows = tallies.iter().map(|((versions, measure), tally)| roster_tally::ActiveModel {
        versions: Set(versions.clone()),
        measure: Set(measure.clone()),
        brand: Set(brand.0),
        people: Set(signed(tally.people)),
        poverty_alleviated: Set(signed(tally.poverty_alleviated)),
        disputed: Set(signed(tally.disputed)),
        excluded: Set(signed(tally.excluded)),
        unverified_poverty_alleviated: Set(signed(tally.unverified_poverty_alleviated)),
        confirmed: Set(signed(tally.compared.confirmed)),
        refuted: Set(signed(tally.compared.refuted)),
        unknown: Set(signed(tally.compared.unknown)),
    });
    for some in rows.collect::<Vec<_>>().chunks(1_000) {
        roster_tally::Entity::insert_many(some.to_vec()).exec_without_returning(conn).await?;
    }
    Ok(())
}

async fn stored(conn: &impl ConnectionTrait, set: &Versions) -> Result<Tallies, Error> {
    let rows = roster_tally::Entity::find().filter(roster_tally::Column::Versions.eq(set.name()));
    let rows = rows.all(conn).await?;
    Ok(rows.iter().map(|row| ((row.versions.clone(), row.measure.clone()), Tally::of(row))).collect())
}

/// Counts everyone listed, whoever is in doubt.
async fn everyone(conn: &impl ConnectionTrait, set: &Versions) -> Result<Tallies, Error> {
    counted(conn, set, EVERYONE, "").await
}

/// Puts what doubts and verdicts take away, and what outside records say, into the tallies of a set, asking only about the
/// people concerned.
async fn taken_away(conn: &impl ConnectionTrait, set: &Versions, tallies: &mut Tallies) -> Result<(), Error> {
    let ids = set.name();
    let concerned = format!(
        " AND line.person IN ({} UNION {} UNION \
         SELECT d.person FROM roster_verdict d JOIN roster o ON o.brand = d.brand JOIN roster_version w \
         ON w.roster = o.id WHERE w.id IN ({ids}) AND NOT d.counts)",
        standing::suspects(&ids),
        standing::compared_people(&ids)
    );
    let taken = counted(conn, set, &State::asked(), &concerned).await?;
    for (at, tally) in tallies {
        let Tally { people, poverty_alleviated, .. } = *tally;
        *tally = Tally { people, poverty_alleviated, ..taken.get(at).copied().unwrap_or_default() };
    }
    Ok(())
}

/// The tallies of a set from its people alone, without anything that is kept.
pub(super) async fn recounted(conn: &impl ConnectionTrait, set: &Versions) -> Result<Tallies, Error> {
    counted(conn, set, &State::asked(), "").await
}

/// How a line stands, in SQL.
struct State {
    /// 2 for a line that counts, 1 for one in doubt, 0 for one that was decided not to count: a person's best line speaks.
    stands: String,
    /// What outside records come to.
    compared: String,
}

impl State {
    fn asked() -> State {
        let (open, out) = (standing::open(None), standing::decided_out());
        State {
            stands: format!("CASE WHEN {open} THEN 1 WHEN {out} THEN 0 ELSE 2 END"),
            compared: standing::compared(),
        }
    }
}

/// Of a line that nobody asks about.
const EVERYONE: &State = &State { stands: String::new(), compared: String::new() };

async fn counted(conn: &impl ConnectionTrait, set: &Versions, state: &State, among: &str) -> Result<Tallies, Error> {
    let (stands, compared, lines) = match state.stands.as_str() {
        "" => ("2", "0", "FROM roster_person line"),
        stands => (stands, state.compared.as_str(), LINES),
    };
    let mut tallies = Tallies::from([((set.name(), set.whole().to_owned()), Tally::default())]);
    let by_category = if set.ledger == Ledger::Training { &[WHOLE, ""][..] } else { &[WHOLE] };
    for category in by_category {
        let (named, grouped) = match *category {
            WHOLE => (format!("'{WHOLE}'"), ""),
            _ => ("line.category".to_owned(), "line.category, "),
        };
        let sql = format!(
            "SELECT category, COUNT(*) AS people, SUM(poor) AS poor, \
             SUM(CASE WHEN state = 1 THEN 1 ELSE 0 END) AS disputed, \
             SUM(CASE WHEN state = 0 THEN 1 ELSE 0 END) AS excluded, \
             SUM(CASE WHEN state < 2 THEN poor ELSE 0 END) AS unverified, \
             SUM(CASE WHEN compared = 3 THEN 1 ELSE 0 END) AS confirmed, \
             SUM(CASE WHEN compared = 2 THEN 1 ELSE 0 END) AS refuted, \
             SUM(CASE WHEN compared = 1 THEN 1 ELSE 0 END) AS unknown FROM (\
             SELECT {named} AS category, MAX({stands}) AS state, MAX({compared}) AS compared, \
             MAX(CASE WHEN line.poverty_alleviated THEN 1 ELSE 0 END) AS poor {lines} \
             WHERE {}{among} GROUP BY {grouped}line.person) AS each_person GROUP BY category",
            set.among()
        );
        for row in ask(conn, sql).await? {
            let category: String = row.try_get("", "category")?;
            tallies.insert((set.name(), set.measure(&category)), tally(&row)?);
        }
    }
    Ok(tallies)
}

fn tally(row: &QueryResult) -> Result<Tally, Error> {
    let figure = |name: &str| -> Result<u64, Error> { Ok(unsigned(row.try_get("", name)?)) };
    Ok(Tally {
        people: figure("people")?,
        poverty_alleviated: figure("poor")?,
        disputed: figure("disputed")?,
        excluded: figure("excluded")?,
        unverified_poverty_alleviated: figure("unverified")?,
        compared: Compared {
            confirmed: figure("confirmed")?,
            refuted: figure("refuted")?,
            unknown: figure("unknown")?,
        },
    })
}

/// Brands that share people with a brand.
///
/// # Errors
/// The database is away.
pub async fn sharing(conn: &impl ConnectionTrait, brand: BrandId) -> Result<Vec<BrandId>, Error> {
    let sql = format!(
        "SELECT DISTINCT o.brand FROM roster own JOIN roster_version v ON v.roster = own.id \
         JOIN roster_match m ON m.version = v.id JOIN roster_version w ON w.id = m.other \
         JOIN roster o ON o.id = w.roster WHERE own.brand = {brand} AND o.brand <> {brand}"
    );
    ask(conn, sql).await?.iter().map(|row| Ok(BrandId(row.try_get("", "brand")?))).collect()
}
