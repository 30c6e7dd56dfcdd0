//! What throws doubt on people of a brand's filed rosters, on every side of it.

use super::{
    LedgerYear, claims, fingerprint,
    standing::{self, LINES, ask},
};
use crate::Error;
use domain::{
    ids::{AreaCode, BrandId, ComparisonAnswerId, RosterVersionId},
    level::Level,
    roster::doubt::Reason,
};
use sea_orm::{ConnectionTrait, QueryResult};
use std::collections::{BTreeMap, BTreeSet};
use vault::Fingerprint;

/// People in one statement.
const BATCH: usize = 500;

/// One brand's side of a question: where it lists the person, and what speaks against it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// Its filed versions that list the person.
    pub versions: BTreeSet<RosterVersionId>,
    /// Marks of every name the person's number stands with, here and in what throws doubt.
    pub names: BTreeSet<i64>,
    /// Other brands that claim the person.
    pub rivals: BTreeSet<BrandId>,
    /// Versions that throw doubt, of other rosters.
    pub elsewhere: BTreeSet<RosterVersionId>,
    /// Why the person waits.
    pub reasons: BTreeSet<Reason>,
    /// The areas of all brands concerned.
    pub areas: BTreeSet<AreaCode>,
    /// Answers of outside records against the person.
    pub refuted: BTreeSet<ComparisonAnswerId>,
    /// What was decided before.
    pub verdict: Option<bool>,
}

/// A person of one ledger and year about whom a bureau has to decide: the brand asked about, and every brand that claims
/// them too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Side by side.
    pub sides: BTreeMap<BrandId, Side>,
    /// The brand asked about; one of the sides.
    pub brand: BrandId,
}

impl Question {
    /// The side of the brand asked about.
    #[must_use]
    pub fn own(&self) -> &Side {
        &self.sides[&self.brand]
    }

    /// The county decides where every brand concerned lies in its area, the city across areas.
    #[must_use]
    pub fn level(&self, area: &AreaCode) -> Level {
        let across = self.sides.values().flat_map(|side| &side.areas).any(|other| other != area);
        if across { Level::City } else { Level::County }
    }
}

/// The questions about some people of a brand in one ledger and year; those nothing speaks against are left out.
///
/// # Errors
/// The database is away.
pub async fn questions(
    conn: &impl ConnectionTrait,
    of: LedgerYear,
    people: &[Fingerprint],
) -> Result<BTreeMap<Fingerprint, Question>, Error> {
    let (brand, mut questions) = (of.brand, BTreeMap::new());
    for (person, side) in sides(conn, of, people).await? {
        questions.insert(person, Question { sides: BTreeMap::from([(brand, side)]), brand });
    }
    let rivals: BTreeSet<BrandId> =
        questions.values().flat_map(|question: &Question| question.own().rivals.clone()).collect();
    for rival in rivals {
        let theirs: Vec<_> =
            questions.iter().filter(|(_, q)| q.own().rivals.contains(&rival)).map(|(p, _)| *p).collect();
        for (person, side) in sides(conn, LedgerYear { brand: rival, ..of }, &theirs).await? {
            questions.entry(person).and_modify(|question| drop(question.sides.insert(rival, side)));
        }
    }
    Ok(questions)
}

async fn sides(
    conn: &impl ConnectionTrait,
    of: LedgerYear,
    people: &[Fingerprint],
) -> Result<BTreeMap<Fingerprint, Side>, Error> {
    let versions = claims::versions_of(conn, of).await?;
    let mut sides: BTreeMap<Fingerprint, Side> = BTreeMap::new();
    if versions.is_empty() {
        return Ok(sides);
    }
    for some in people.chunks(BATCH) {
        let some: Vec<_> = some.iter().map(|person| standing::literal(conn, *person)).collect();
        let some = some.join(",");
        for row in ask(conn, standing::doubts(&versions, &some)).await? {
            sides.entry(person_of(&row)?).or_default().doubt(&row)?;
        }
        for row in ask(conn, standing::outside_doubts(&versions, &some)).await? {
            let side = sides.entry(person_of(&row)?).or_default();
            let answer: Option<i64> = side.line(&row)?.try_get("", "answer")?;
            side.reasons.insert(answer.map_or(Reason::Unconfirmed, |_| Reason::Refuted));
            side.refuted.extend(answer.map(ComparisonAnswerId));
        }
        for row in ask(conn, standing::decided(&versions, &format!("line.person IN ({some})"))).await? {
            let side = sides.entry(person_of(&row)?).or_default();
            side.verdict = Some(side.line(&row)?.try_get("", "counts")?);
        }
    }
    Ok(sides)
}

impl Side {
    /// Takes in where a line stands, and under which name.
    fn line<'r>(&mut self, row: &'r QueryResult) -> Result<&'r QueryResult, Error> {
        self.versions.insert(RosterVersionId(row.try_get("", "version")?));
        self.names.insert(row.try_get("", "name_mark")?);
        Ok(row)
    }

    /// Takes in what a match with another line, or with the line itself, throws doubt on.
    fn doubt(&mut self, row: &QueryResult) -> Result<(), Error> {
        self.line(row)?;
        let (version, other): (i64, i64) = (row.try_get("", "version")?, row.try_get("", "other")?);
        let (alike, rival): (bool, Option<i64>) = (row.try_get("", "alike")?, row.try_get("", "rival")?);
        self.names.insert(row.try_get("", "other_name")?);
        self.rivals.extend(rival.map(BrandId));
        self.areas.insert(AreaCode(row.try_get("", "area")?));
        if other != version {
            self.elsewhere.insert(RosterVersionId(other));
        }
        self.reasons.extend(rival.map(|_| Reason::Brands));
        self.reasons.extend((!alike).then_some(Reason::Names));
        self.reasons.extend((alike && other == version).then_some(Reason::Document));
        Ok(())
    }
}

/// One page of the people of a version about whom a bureau has to decide (or has decided), after one of them; with a level,
/// only those that it decides.
///
/// # Errors
/// The database is away.
pub async fn open_in(
    conn: &impl ConnectionTrait,
    version: RosterVersionId,
    asked: &Asked<'_>,
    limit: Option<usize>,
) -> Result<Vec<Fingerprint>, Error> {
    let after =
        asked.after.map_or(String::new(), |person| format!(" AND line.person > {}", standing::literal(conn, person)));
    let across = standing::across(asked.area);
    let level = match asked.level {
        Some(Level::City) => format!(" AND {across}"),
        Some(_) => format!(" AND NOT {across}"),
        None => String::new(),
    };
    let limit = limit.map_or(String::new(), |limit| format!(" LIMIT {limit}"));
    if asked.decided {
        let and = format!("NOT {}{after}", standing::open(None));
        let sql = format!("{} ORDER BY line.person{limit}", standing::decided(&[version], &and));
        return people_of(&ask(conn, sql).await?);
    }
    let sql = format!(
        "SELECT DISTINCT line.person {LINES} WHERE line.version = {version}{after} AND line.person IN ({}) \
         AND {}{level} ORDER BY line.person{limit}",
        standing::suspects(&version.to_string()),
        standing::open(asked.reason)
    );
    people_of(&ask(conn, sql).await?)
}

fn people_of(rows: &[QueryResult]) -> Result<Vec<Fingerprint>, Error> {
    let mut people = rows.iter().map(person_of).collect::<Result<Vec<_>, _>>()?;
    people.dedup();
    Ok(people)
}

fn person_of(row: &QueryResult) -> Result<Fingerprint, Error> {
    fingerprint(&row.try_get::<Vec<u8>>("", "person")?)
}

/// What a list of people in doubt is narrowed to.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The brand's area.
    pub area: &'a AreaCode,
    /// One reason only.
    pub reason: Option<Reason>,
    /// Only those that this level decides on.
    pub level: Option<Level>,
    /// After this one.
    pub after: Option<Fingerprint>,
    /// Those already decided on, instead.
    pub decided: bool,
}
