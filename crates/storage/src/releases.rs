//! Lists of people that may leave for comparison with outside records (比对).

use crate::{Error, entities::comparison, summaries};
use domain::{
    brand::Brand,
    comparison::Release,
    event::Moment,
    ids::{ComparisonId, MatterId},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

/// Writes a list that may leave from now on, as it was approved.
///
/// # Errors
/// The database is away.
pub async fn insert(
    conn: &impl ConnectionTrait,
    (id, brand): (ComparisonId, &Brand),
    release: &Release,
    people: u64,
    matter: Option<MatterId>,
    at: Moment,
) -> Result<(), Error> {
    let row = comparison::ActiveModel {
        id: Set(id.0),
        brand: Set(brand.id.0),
        area: Set(brand.area.0.clone()),
        source: Set(release.source.code().to_owned()),
        body: Set(serde_json::to_string(release)?),
        people: Set(i64::try_from(people).unwrap_or(i64::MAX)),
        matter: Set(matter.map(|matter| matter.0)),
        released_at: Set(at.timestamp_millis()),
        delete_by: Set(summaries::day(release.delete_by)),
        deleted_on: Set(None),
    };
    comparison::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}
