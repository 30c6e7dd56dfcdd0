//! Rosters as others need to know them.

use crate::{
    Error,
    entities::{roster, roster_version},
};
use domain::{ids::BrandId, roster::Ledger};
use sea_orm::{ConnectionTrait, EntityTrait};

/// A ledger of a brand in a year: what verdicts, signs, samples and marks of comparisons belong to, whatever unit's rosters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LedgerYear {
    /// The brand.
    pub brand: BrandId,
    /// The ledger.
    pub ledger: Ledger,
    /// The year.
    pub year: i64,
}

impl TryFrom<&roster::Model> for LedgerYear {
    type Error = Error;

    fn try_from(row: &roster::Model) -> Result<LedgerYear, Error> {
        let ledger = Ledger::parse(&row.ledger);
        let ledger = ledger.ok_or_else(|| Error::Inconsistent(format!("roster {} is of {}", row.id, row.ledger)))?;
        Ok(LedgerYear { brand: BrandId(row.brand), ledger, year: row.year })
    }
}

/// Which roster a version is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VersionOf {
    /// The brand.
    pub brand: BrandId,
    /// The ledger.
    pub ledger: Ledger,
    /// The year.
    pub year: i64,
    /// Its number among the roster's versions.
    pub no: i64,
}

/// Which roster a version is of; none where it is gone.
///
/// # Errors
/// The database is away.
pub async fn version_of(conn: &impl ConnectionTrait, version: i64) -> Result<Option<VersionOf>, Error> {
    let Some(version) = roster_version::Entity::find_by_id(version).one(conn).await? else { return Ok(None) };
    let Some(of) = roster::Entity::find_by_id(version.roster).one(conn).await? else { return Ok(None) };
    let ledger = Ledger::parse(&of.ledger);
    let ledger = ledger.ok_or_else(|| Error::Inconsistent(format!("roster {} is of {}", of.id, of.ledger)))?;
    Ok(Some(VersionOf { brand: BrandId(of.brand), ledger, year: of.year, no: version.no }))
}
