//! Rosters (花名册): uploads, versions and their rows, people, doubts and verdicts, head-counts, signs, samples and
//! comparisons; a module a subject.

/// The rows of a table that belong to a ledger and year of a brand.
macro_rules! belongs {
    ($table:ident, $of:expr) => {
        sea_orm::Condition::all()
            .add($table::Column::Brand.eq($of.brand.0))
            .add($table::Column::Ledger.eq($of.ledger.code()))
            .add($table::Column::Year.eq($of.year))
    };
}

pub mod blocks;
pub mod claims;
pub mod comparisons;
pub mod dockets;
pub mod doubts;
pub mod imports;
pub mod matches;
pub mod people;
pub mod problems;
pub mod recount;
pub mod samples;
mod sets;
pub mod signs;
pub mod staging;
mod standing;
pub mod tallies;
pub mod verdicts;
pub mod versions;

pub use sets::Versions;

use crate::{Error, entities::roster, numbers::Numbered};
use domain::{
    ids::{BrandId, RosterId, UnitId},
    roster::Ledger,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Query, SelectStatement},
};
use std::collections::BTreeSet;
use vault::Fingerprint;

/// A ledger of a brand in a year: what verdicts, signs, samples and marks of comparisons belong to, whatever unit's rosters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LedgerYear {
    /// The brand.
    pub brand: BrandId,
    /// The ledger.
    pub ledger: Ledger,
    /// The year.
    pub year: i64,
}

/// A roster: one brand's extract of a ledger, by unit and year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roster {
    /// Its number.
    pub id: RosterId,
    /// The brand.
    pub brand: BrandId,
    /// The unit that files it.
    pub unit: UnitId,
    /// The ledger.
    pub ledger: Ledger,
    /// The year.
    pub year: i64,
}

impl Roster {
    /// The ledger and year of its brand.
    #[must_use]
    pub fn ledger_year(&self) -> LedgerYear {
        LedgerYear { brand: self.brand, ledger: self.ledger, year: self.year }
    }
}

/// The brands that have rosters.
///
/// # Errors
/// The database is away.
pub async fn brands(conn: &impl ConnectionTrait) -> Result<BTreeSet<BrandId>, Error> {
    let brands = roster::Entity::find().select_only().distinct().column(roster::Column::Brand);
    let brands: Vec<i64> = brands.into_tuple().all(conn).await?;
    Ok(brands.into_iter().map(BrandId).collect())
}

/// The roster of a unit for a ledger and year of a brand; one is begun where none is.
///
/// # Errors
/// The database is away.
pub async fn roster_of(conn: &impl ConnectionTrait, of: LedgerYear, unit: UnitId) -> Result<RosterId, Error> {
    let known = roster::Entity::find()
        .filter(roster::Column::Brand.eq(of.brand.0))
        .filter(roster::Column::Unit.eq(unit.0))
        .filter(roster::Column::Ledger.eq(of.ledger.code()))
        .filter(roster::Column::Year.eq(of.year))
        .one(conn)
        .await?;
    if let Some(known) = known {
        return Ok(RosterId(known.id));
    }
    let id = RosterId::next(conn).await?;
    let row = roster::ActiveModel {
        id: Set(id.0),
        brand: Set(of.brand.0),
        unit: Set(unit.0),
        ledger: Set(of.ledger.code().to_owned()),
        year: Set(of.year),
    };
    roster::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(id)
}

/// Forgets what was decided, found and said of the people of a ledger and year: verdicts, signs, samples and marks of
/// comparisons. What that came to stands in the brand's record, without people.
///
/// # Errors
/// The database is away.
pub async fn forget(conn: &impl ConnectionTrait, of: LedgerYear) -> Result<(), Error> {
    verdicts::forget(conn, of, None).await?;
    comparisons::marks::forget(conn, of, None).await?;
    signs::clear(conn, of).await?;
    samples::clear(conn, of).await?;
    signs::keep_count(conn, of.brand).await
}

fn ledger(code: &str) -> Result<Ledger, Error> {
    Ledger::parse(code).ok_or_else(|| Error::Inconsistent(format!("a ledger {code}")))
}

fn fingerprint(bytes: &[u8]) -> Result<Fingerprint, Error> {
    let first = bytes.first_chunk().ok_or_else(|| Error::Inconsistent("a person without a fingerprint".to_owned()))?;
    Ok(Fingerprint::from_bytes(*first))
}

/// The numbers of a brand's rosters.
fn of_brand(brand: BrandId) -> SelectStatement {
    Query::select().column(roster::Column::Id).from(roster::Entity).and_where(roster::Column::Brand.eq(brand.0)).take()
}

/// The numbers of the rosters of a ledger and year: one a unit.
fn rosters_of(of: LedgerYear) -> SelectStatement {
    of_brand(of.brand)
        .and_where(roster::Column::Ledger.eq(of.ledger.code()))
        .and_where(roster::Column::Year.eq(of.year))
        .take()
}
