//! What throws doubt on people of a brand's filed rosters, on every side of it.

use super::standing::{self, LINES, Reason, ask};
use crate::{App, Result};
use domain::{ids::AreaCode, level::Level, roster::Ledger};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QueryResult};
use std::collections::{BTreeMap, BTreeSet};
use storage::entities::roster_claim;
use vault::Fingerprint;

/// One brand's side of a question: where it lists the person, and what speaks against it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Side {
    /// Its filed versions that list the person.
    pub(super) versions: BTreeSet<i64>,
    /// Marks of every name the person's number stands with, here and in what throws doubt.
    pub(super) names: BTreeSet<i64>,
    /// Other brands that claim the person.
    pub(super) rivals: BTreeSet<i64>,
    /// Versions elsewhere that throw doubt, with their brands.
    pub(super) elsewhere: BTreeSet<(i64, i64)>,
    pub(super) reasons: BTreeSet<Reason>,
    pub(super) areas: BTreeSet<String>,
    /// Answers of outside records against the person.
    pub(super) refuted: BTreeSet<i64>,
    /// What was decided before.
    pub(super) verdict: Option<bool>,
}

/// A person of one ledger and year about whom a bureau has to decide: the brand asked about, and every brand that claims
/// them too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) sides: BTreeMap<i64, Side>,
    pub(super) brand: i64,
}

impl Question {
    pub(super) fn own(&self) -> &Side {
        &self.sides[&self.brand]
    }

    /// The county decides where every brand concerned lies in its area, the city across areas.
    pub(super) fn level(&self, area: &AreaCode) -> Level {
        let across = self.sides.values().flat_map(|side| &side.areas).any(|other| *other != area.0);
        if across { Level::City } else { Level::County }
    }

    /// What was to be known of it: a form carries this, so that nobody decides on what they did not see.
    pub(super) fn seen(&self, app: &App) -> String {
        let mut known = String::new();
        for (brand, side) in &self.sides {
            let Side { names, rivals, refuted, verdict, .. } = side;
            let unconfirmed = side.reasons.contains(&Reason::Unconfirmed);
            known += &format!("{brand}:{names:?}:{rivals:?}:{refuted:?}:{unconfirmed}:{verdict:?};");
        }
        app.vault().mac("disputed", known.as_bytes()).to_string()[..12].to_owned()
    }
}

/// The versions a brand claims, in order.
pub(super) async fn claimed(
    conn: &impl ConnectionTrait,
    brand: i64,
    of: Option<(Ledger, i64)>,
) -> Result<Vec<roster_claim::Model>> {
    let mut query = roster_claim::Entity::find().filter(roster_claim::Column::Brand.eq(brand));
    if let Some((ledger, year)) = of {
        query =
            query.filter(roster_claim::Column::Ledger.eq(ledger.code())).filter(roster_claim::Column::Year.eq(year));
    }
    Ok(query.order_by_asc(roster_claim::Column::Version).all(conn).await?)
}

/// The questions about some people of a brand in one ledger and year; those nothing speaks against are left out.
pub(super) async fn questions(
    conn: &impl ConnectionTrait,
    brand: i64,
    of: (Ledger, i64),
    people: &[Fingerprint],
) -> Result<BTreeMap<Fingerprint, Question>> {
    let mut questions = BTreeMap::new();
    for (person, side) in sides(conn, brand, of, people).await? {
        questions.insert(person, Question { sides: BTreeMap::from([(brand, side)]), brand });
    }
    let rivals: BTreeSet<i64> =
        questions.values().flat_map(|question: &Question| question.own().rivals.clone()).collect();
    for rival in rivals {
        let theirs: Vec<_> =
            questions.iter().filter(|(_, q)| q.own().rivals.contains(&rival)).map(|(p, _)| *p).collect();
        for (person, side) in sides(conn, rival, of, &theirs).await? {
            questions.entry(person).and_modify(|question| drop(question.sides.insert(rival, side)));
        }
    }
    Ok(questions)
}

async fn sides(
    conn: &impl ConnectionTrait,
    brand: i64,
    of: (Ledger, i64),
    people: &[Fingerprint],
) -> Result<BTreeMap<Fingerprint, Side>> {
    let versions: Vec<i64> = claimed(conn, brand, Some(of)).await?.into_iter().map(|claim| claim.version).collect();
    let mut sides: BTreeMap<Fingerprint, Side> = BTreeMap::new();
    if versions.is_empty() {
        return Ok(sides);
    }
    for some in people.chunks(500) {
        let some: Vec<_> = some.iter().map(|person| standing::literal(conn, *person)).collect();
        for row in ask(conn, standing::doubts(&versions, &some.join(","))).await? {
            let Some(person) = person_of(&row)? else { continue };
            let side = sides.entry(person).or_default();
            let (version, other): (i64, i64) = (row.try_get("", "version")?, row.try_get("", "other")?);
            let (alike, rival): (bool, Option<i64>) = (row.try_get("", "alike")?, row.try_get("", "rival")?);
            side.versions.insert(version);
            side.names.extend([row.try_get::<i64>("", "name_mark")?, row.try_get("", "other_name")?]);
            side.rivals.extend(rival);
            side.areas.insert(row.try_get("", "area")?);
            if other != version {
                side.elsewhere.insert((row.try_get("", "brand")?, other));
            }
            side.reasons.extend(rival.map(|_| Reason::Brands));
            side.reasons.extend((!alike).then_some(Reason::Names));
            side.reasons.extend((alike && other == version).then_some(Reason::Document));
        }
        for row in ask(conn, standing::outside_doubts(&versions, &some.join(","))).await? {
            let Some(person) = person_of(&row)? else { continue };
            let side = sides.entry(person).or_default();
            side.versions.insert(row.try_get("", "version")?);
            side.names.insert(row.try_get("", "name_mark")?);
            let answer: Option<i64> = row.try_get("", "answer")?;
            side.reasons.insert(answer.map_or(Reason::Unconfirmed, |_| Reason::Refuted));
            side.refuted.extend(answer);
        }
        let of_them = format!("line.person IN ({})", some.join(","));
        for row in ask(conn, standing::decided(&versions, &of_them)).await? {
            let Some(person) = person_of(&row)? else { continue };
            let side = sides.entry(person).or_default();
            side.versions.insert(row.try_get("", "version")?);
            side.names.insert(row.try_get("", "name_mark")?);
            side.verdict = Some(row.try_get("", "counts")?);
        }
    }
    Ok(sides)
}

/// One page of the people of a version about whom a bureau has to decide (or has decided), after one of them; with a level,
/// only those that it decides.
pub(super) async fn open_in(
    conn: &impl ConnectionTrait,
    version: i64,
    asked: &Asked<'_>,
    limit: Option<usize>,
) -> Result<Vec<Fingerprint>> {
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
        return people_of(ask(conn, sql).await?);
    }
    let sql = format!(
        "SELECT DISTINCT line.person {LINES} WHERE line.version = {version}{after} AND line.person IN ({}) \
         AND {}{level} ORDER BY line.person{limit}",
        standing::suspects(&version.to_string()),
        standing::open(asked.reason)
    );
    people_of(ask(conn, sql).await?)
}

fn people_of(rows: Vec<QueryResult>) -> Result<Vec<Fingerprint>> {
    let mut people: Vec<Fingerprint> = Vec::with_capacity(rows.len());
    for row in rows {
        people.extend(person_of(&row)?);
    }
    people.dedup();
    Ok(people)
}

fn person_of(row: &QueryResult) -> Result<Option<Fingerprint>> {
    let person: Vec<u8> = row.try_get("", "person")?;
    Ok(person.first_chunk().map(|bytes| Fingerprint::from_bytes(*bytes)))
}

/// What a list of people in doubt is narrowed to.
pub(super) struct Asked<'a> {
    /// The brand's area.
    pub(super) area: &'a str,
    pub(super) reason: Option<Reason>,
    pub(super) level: Option<Level>,
    pub(super) after: Option<Fingerprint>,
    /// Those already decided on, instead.
    pub(super) decided: bool,
}
