//! How many people of a brand's filed versions wait for a verdict.

use super::standing::{self, LINES, ask, signed, unsigned};
use crate::{Error, brands, entities::roster_docket};
use domain::ids::{AreaCode, BrandId};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

/// People who wait for a verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Docket {
    /// Of the brand's county.
    pub county: u64,
    /// Of the city, for a brand of another area is concerned.
    pub city: u64,
}

/// How many people of a brand wait.
///
/// # Errors
/// The database is away.
pub async fn get(conn: &impl ConnectionTrait, brand: BrandId) -> Result<Docket, Error> {
    let row = roster_docket::Entity::find_by_id(brand.0).one(conn).await?;
    Ok(row.map_or_else(Docket::default, |row| docket(&row)))
}

fn docket(row: &roster_docket::Model) -> Docket {
    Docket { county: unsigned(row.county), city: unsigned(row.city) }
}

/// Counts the people of what a brand claims who wait for a verdict.
///
/// # Errors
/// The database is away.
pub async fn count(conn: &impl ConnectionTrait, brand: BrandId) -> Result<Docket, Error> {
    let area = brands::area(conn, brand).await?;
    let claimed = format!("SELECT k.version FROM roster_claim k WHERE k.brand = {brand}");
    let sql = format!(
        "SELECT COUNT(*) AS people, SUM(across) AS across FROM (SELECT MAX(CASE WHEN {} THEN 1 ELSE 0 END) AS across \
         {LINES} WHERE line.version IN ({claimed}) AND line.person IN ({}) AND {} \
         GROUP BY own.ledger, own.year, line.person) AS each_person",
        standing::across(&AreaCode(area)),
        standing::suspects(&claimed),
        standing::open(None)
    );
    let rows = ask(conn, sql).await?;
    let Some(row) = rows.first() else { return Ok(Docket::default()) };
    let (people, city): (i64, Option<i64>) = (row.try_get("", "people")?, row.try_get("", "across")?);
    let city = city.unwrap_or(0);
    Ok(Docket { county: unsigned(people - city), city: unsigned(city) })
}

/// Keeps how many people of a brand wait.
///
/// # Errors
/// The database is away.
pub(super) async fn write(conn: &impl ConnectionTrait, brand: BrandId, docket: Docket) -> Result<(), Error> {
    roster_docket::Entity::delete_by_id(brand.0).exec(conn).await?;
    let area = brands::area(conn, brand).await?;
    let row = roster_docket::ActiveModel {
        brand: Set(brand.0),
        area: Set(area),
        county: Set(signed(docket.county)),
        city: Set(signed(docket.city)),
        people: Set(signed(docket.county + docket.city)),
    };
    roster_docket::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}
