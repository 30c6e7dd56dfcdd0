//! A list is approved to leave: what it may hold, to whom, until when. The last hand of the office makes the release; only
//! then can anybody download the list.

use crate::{App, Error, Result};
use domain::{
    access::Actor,
    act::FiledRoster,
    brand::Brand,
    ids::{BrandId, RosterVersionId},
    roster::Ledger,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Statement};
use storage::{
    entities::{roster_claim, roster_version},
    lists, summaries,
};

/// The rosters a brand has filed, for those who may propose a comparison.
///
/// # Errors
/// No such brand, or not the actor's to propose for.
pub async fn filed(app: &App, actor: &Actor, brand: BrandId) -> Result<Vec<FiledRoster>> {
    let conn = app.db().reader();
    let of = summaries::load::<Brand>(conn, brand).await?.ok_or(Error::NotFound)?;
    crate::reviewer(actor, &of)?;
    filed_of(conn, brand).await
}

/// What a brand has filed, of which a list of people could leave: by year and ledger.
///
/// # Errors
/// The database is away.
pub async fn filed_of(conn: &impl ConnectionTrait, brand: BrandId) -> Result<Vec<FiledRoster>> {
    let claims = roster_claim::Entity::find()
        .filter(roster_claim::Column::Brand.eq(brand.0))
        .order_by_asc(roster_claim::Column::Year)
        .order_by_asc(roster_claim::Column::Version)
        .all(conn)
        .await?;
    let these = lists::among(conn, roster_version::Column::Id, claims.iter().map(|claim| claim.version));
    let versions = roster_version::Entity::find().filter(these).all(conn).await?;
    let filed = |claim: &roster_claim::Model| {
        let no = versions.iter().find(|version| version.id == claim.version)?.no;
        let ledger = Ledger::parse(&claim.ledger)?;
        Some(FiledRoster { version: RosterVersionId(claim.version), ledger, year: claim.year, no })
    };
    Ok(claims.iter().filter_map(filed).collect())
}

/// How many people the list is about: of a training roster, those who passed.
///
/// # Errors
/// The database is away.
pub async fn people_listed(conn: &impl ConnectionTrait, versions: &[RosterVersionId]) -> Result<i64> {
    if versions.is_empty() {
        return Ok(0);
    }
    let versions: Vec<_> = versions.iter().map(|version| version.0.to_string()).collect();
    let sql = format!(
        "SELECT COUNT(*) AS people FROM (SELECT DISTINCT own.ledger, own.year, line.person FROM roster_person line \
         JOIN roster_version v ON v.id = line.version JOIN roster own ON own.id = v.roster \
         WHERE line.version IN ({}) AND (own.ledger = 'employment' OR line.passed)) AS each_person",
        versions.join(",")
    );
    let row = conn.query_one_raw(Statement::from_string(conn.get_database_backend(), sql)).await?;
    Ok(row.map_or(Ok(0), |row| row.try_get("", "people"))?)
}
