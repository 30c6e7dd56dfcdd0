//! Claims: the versions that a brand's submitted application counts with, so that two brands that claim one person in the
//! same ledger and year are found.

use super::{LedgerYear, ledger, versions};
use crate::{Error, entities::roster_claim};
use domain::{
    ids::{BrandId, RosterVersionId},
    roster::Ledger,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use std::collections::BTreeSet;

/// A version that a brand claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The version.
    pub version: RosterVersionId,
    /// The brand, ledger and year.
    pub of: LedgerYear,
}

fn claim(row: &roster_claim::Model) -> Result<Claim, Error> {
    let of = LedgerYear { brand: BrandId(row.brand), ledger: ledger(&row.ledger)?, year: row.year };
    Ok(Claim { version: RosterVersionId(row.version), of })
}

async fn all(conn: &impl ConnectionTrait, claims: Select<roster_claim::Entity>) -> Result<Vec<Claim>, Error> {
    let rows = claims.order_by_asc(roster_claim::Column::Version).all(conn).await?;
    rows.iter().map(claim).collect()
}

/// What a brand claims, in the order of versions.
///
/// # Errors
/// The database is away.
pub async fn of_brand(conn: &impl ConnectionTrait, brand: BrandId) -> Result<Vec<Claim>, Error> {
    all(conn, roster_claim::Entity::find().filter(roster_claim::Column::Brand.eq(brand.0))).await
}

/// The versions that a brand claims in a ledger and year, in their order.
///
/// # Errors
/// The database is away.
pub async fn versions_of(conn: &impl ConnectionTrait, of: LedgerYear) -> Result<Vec<RosterVersionId>, Error> {
    let versions = roster_claim::Entity::find()
        .select_only()
        .column(roster_claim::Column::Version)
        .filter(roster_claim::Column::Brand.eq(of.brand.0))
        .filter(roster_claim::Column::Ledger.eq(of.ledger.code()))
        .filter(roster_claim::Column::Year.eq(of.year))
        .order_by_asc(roster_claim::Column::Version);
    let versions: Vec<i64> = versions.into_tuple().all(conn).await?;
    Ok(versions.into_iter().map(RosterVersionId).collect())
}

/// What every brand claims in a ledger and year, in the order of versions.
///
/// # Errors
/// The database is away.
pub async fn of_all_brands(conn: &impl ConnectionTrait, ledger: Ledger, year: i64) -> Result<Vec<Claim>, Error> {
    let claims = roster_claim::Entity::find()
        .filter(roster_claim::Column::Ledger.eq(ledger.code()))
        .filter(roster_claim::Column::Year.eq(year));
    all(conn, claims).await
}

/// The brands that claim anything.
///
/// # Errors
/// The database is away.
pub async fn brands(conn: &impl ConnectionTrait) -> Result<BTreeSet<BrandId>, Error> {
    let brands = roster_claim::Entity::find().select_only().distinct().column(roster_claim::Column::Brand);
    let brands: Vec<i64> = brands.into_tuple().all(conn).await?;
    Ok(brands.into_iter().map(BrandId).collect())
}

/// Claims these versions for a brand, in place of what it claimed before. With `must_confirm` nobody of them counts whom no
/// outside record has confirmed.
///
/// # Errors
/// The database is away.
pub async fn replace(
    conn: &impl ConnectionTrait,
    brand: BrandId,
    versions: impl IntoIterator<Item = RosterVersionId>,
    must_confirm: bool,
) -> Result<(), Error> {
    release(conn, brand).await?;
    for version in versions::these(conn, versions).await? {
        let row = roster_claim::ActiveModel {
            version: Set(version.id.0),
            brand: Set(brand.0),
            ledger: Set(version.roster.ledger.code().to_owned()),
            year: Set(version.roster.year),
            must_confirm: Set(must_confirm),
        };
        roster_claim::Entity::insert(row).exec_without_returning(conn).await?;
    }
    Ok(())
}

/// Gives up what a brand claims.
///
/// # Errors
/// The database is away.
pub async fn release(conn: &impl ConnectionTrait, brand: BrandId) -> Result<(), Error> {
    roster_claim::Entity::delete_many().filter(roster_claim::Column::Brand.eq(brand.0)).exec(conn).await?;
    Ok(())
}

/// Gives up a version that is deleted, whoever claims it.
///
/// # Errors
/// The database is away.
pub async fn forget(conn: &impl ConnectionTrait, version: RosterVersionId) -> Result<(), Error> {
    roster_claim::Entity::delete_by_id(version.0).exec(conn).await?;
    Ok(())
}
