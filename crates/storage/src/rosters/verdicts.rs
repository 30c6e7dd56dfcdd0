//! What bureaus decided on disputed people (核定), and on what: a name or a brand that a verdict did not know asks again.

use super::{LedgerYear, doubts::Side};
use crate::{
    Error,
    entities::{roster_verdict, roster_verdict_ground},
    lists,
};
use domain::{
    ids::BrandId,
    roster::{Ledger, doubt::Reason},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::BTreeMap;
use vault::Fingerprint;

/// People in one statement.
const BATCH: usize = 1_000;

/// What is decided on a person for one brand.
#[derive(Clone, Copy, Debug)]
pub struct Verdict<'a> {
    /// The ledger and the year.
    pub of: (Ledger, i64),
    /// Who.
    pub person: Fingerprint,
    /// Whether they count for the brand.
    pub counts: bool,
    /// What was known.
    pub known: &'a Side,
}

/// Remembers verdicts for a brand in place of earlier ones about the same people; `seq` is the brand's event that says who,
/// when and why.
///
/// # Errors
/// The database is away.
pub async fn remember(
    conn: &impl ConnectionTrait,
    brand: BrandId,
    seq: u32,
    verdicts: &[Verdict<'_>],
) -> Result<(), Error> {
    for some in verdicts.chunks(BATCH) {
        forget_some(conn, brand, some).await?;
        let row = |verdict: &Verdict<'_>| roster_verdict::ActiveModel {
            brand: Set(brand.0),
            ledger: Set(verdict.of.0.code().to_owned()),
            year: Set(verdict.of.1),
            person: Set(verdict.person.as_bytes().to_vec()),
            counts: Set(verdict.counts),
            seq: Set(seq.into()),
        };
        roster_verdict::Entity::insert_many(some.iter().map(row)).exec_without_returning(conn).await?;
        let grounds: Vec<_> = some.iter().flat_map(|verdict| grounds(brand, verdict)).collect();
        for some in grounds.chunks(BATCH) {
            roster_verdict_ground::Entity::insert_many(some.to_vec()).exec_without_returning(conn).await?;
        }
    }
    Ok(())
}

fn grounds(brand: BrandId, verdict: &Verdict<'_>) -> impl Iterator<Item = roster_verdict_ground::ActiveModel> {
    let Verdict { of: (ledger, year), person, known, .. } = *verdict;
    let names = known.names.iter().map(|mark| ("name", *mark));
    let rivals = known.rivals.iter().map(|rival| ("brand", rival.0));
    let refuted = known.refuted.iter().map(|answer| ("refuted", answer.0));
    let unconfirmed = known.reasons.contains(&Reason::Unconfirmed).then_some(("unconfirmed", 0));
    names.chain(rivals).chain(refuted).chain(unconfirmed).map(move |(kind, mark)| roster_verdict_ground::ActiveModel {
        brand: Set(brand.0),
        ledger: Set(ledger.code().to_owned()),
        year: Set(year),
        person: Set(person.as_bytes().to_vec()),
        kind: Set(kind.to_owned()),
        mark: Set(mark),
    })
}

/// Takes back what was decided earlier about the same people.
async fn forget_some(conn: &impl ConnectionTrait, brand: BrandId, verdicts: &[Verdict<'_>]) -> Result<(), Error> {
    let mut people: BTreeMap<(Ledger, i64), Vec<Vec<u8>>> = BTreeMap::new();
    for verdict in verdicts {
        people.entry(verdict.of).or_default().push(verdict.person.as_bytes().to_vec());
    }
    for ((ledger, year), people) in people {
        let of = LedgerYear { brand, ledger, year };
        let (verdicts, grounds) = (roster_verdict::Entity::delete_many(), roster_verdict_ground::Entity::delete_many());
        let verdicts = verdicts.filter(belongs!(roster_verdict, of));
        lists::delete_among(conn, verdicts, roster_verdict::Column::Person, people.clone()).await?;
        let grounds = grounds.filter(belongs!(roster_verdict_ground, of));
        lists::delete_among(conn, grounds, roster_verdict_ground::Column::Person, people).await?;
    }
    Ok(())
}

/// Forgets every verdict of a ledger and year, or those on one person.
///
/// # Errors
/// The database is away.
pub async fn forget(conn: &impl ConnectionTrait, of: LedgerYear, only: Option<Fingerprint>) -> Result<(), Error> {
    let only = only.map(|person| person.as_bytes().to_vec());
    let mut verdicts = belongs!(roster_verdict, of);
    let mut grounds = belongs!(roster_verdict_ground, of);
    if let Some(person) = only {
        verdicts = verdicts.add(roster_verdict::Column::Person.eq(person.clone()));
        grounds = grounds.add(roster_verdict_ground::Column::Person.eq(person));
    }
    roster_verdict::Entity::delete_many().filter(verdicts).exec(conn).await?;
    roster_verdict_ground::Entity::delete_many().filter(grounds).exec(conn).await?;
    Ok(())
}
