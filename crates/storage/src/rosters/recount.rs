//! The counters kept against what the rows give.

use super::{
    sets::{kept, staged_alone},
    standing::ask,
    tallies::{Tallies, Tally, recounted},
    versions,
};
use crate::{
    Error,
    entities::{roster_tally, roster_version},
};
use domain::ids::{BrandId, RosterVersionId};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryResult};
use std::collections::BTreeMap;

/// What is kept of a brand's published versions, and what its people give: tally by tally, none on a side where there is none.
///
/// # Errors
/// The database is away.
pub async fn compared(
    conn: &impl ConnectionTrait,
    brand: BrandId,
) -> Result<Vec<((String, String), Option<Tally>, Option<Tally>)>, Error> {
    let published = Condition::all()
        .add(roster_tally::Column::Brand.eq(brand.0))
        .add(roster_tally::Column::Versions.not_in_subquery(staged_alone(brand)));
    let rows = roster_tally::Entity::find().filter(published).all(conn).await?;
    let mut stored: Tallies =
        rows.iter().map(|row| ((row.versions.clone(), row.measure.clone()), Tally::of(row))).collect();
    let mut compared = Vec::new();
    for set in kept(conn, brand, &[]).await? {
        for (at, counted) in recounted(conn, &set).await? {
            let was = stored.remove(&at);
            compared.push((at, was, Some(counted)));
        }
    }
    compared.extend(stored.into_iter().map(|(at, tally)| (at, Some(tally), None)));
    Ok(compared)
}

/// People who count and people who wait, by published version, as its lines give them.
///
/// # Errors
/// The database is away.
pub async fn by_version(conn: &impl ConnectionTrait) -> Result<BTreeMap<RosterVersionId, (i64, i64)>, Error> {
    let sql = "SELECT version, SUM(CASE WHEN waits = 0 THEN 1 ELSE 0 END) AS people, SUM(waits) AS waiting FROM (\
               SELECT line.version, MAX(CASE WHEN line.waiting THEN 1 ELSE 0 END) AS waits FROM roster_person line \
               JOIN roster_version v ON v.id = line.version WHERE v.state = 'published' \
               GROUP BY line.version, line.person) AS each_person GROUP BY version";
    let row = |row: &QueryResult| {
        let version = RosterVersionId(row.try_get("", "version")?);
        Ok((version, (row.try_get("", "people")?, row.try_get("", "waiting")?)))
    };
    ask(conn, sql.to_owned()).await?.iter().map(row).collect()
}

/// Writes the people of every published version anew from its lines.
///
/// # Errors
/// The database is away.
pub async fn write_by_version(conn: &impl ConnectionTrait) -> Result<(), Error> {
    for (version, (people, waiting)) in by_version(conn).await? {
        let change = roster_version::ActiveModel { people: Set(people), waiting: Set(waiting), ..Default::default() };
        versions::update(conn, version, change).await?;
    }
    Ok(())
}
