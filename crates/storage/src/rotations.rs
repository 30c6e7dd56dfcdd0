//! Rotations of the data key: how far everything kept is sealed anew.

use crate::{Error, entities::key_rotation};
use domain::event::Moment;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use vault::Generation;

/// A rotation that is not finished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// The key that everything comes under.
    pub generation: Generation,
    /// The place being gone through, by name; empty before the first.
    pub place: String,
    /// How far it has come there; empty at its beginning.
    pub cursor: String,
    /// Values sealed anew so far.
    pub values: i64,
    /// Files sealed anew so far.
    pub files: i64,
}

/// The rotation under way; none where all are finished.
///
/// # Errors
/// The database is away.
pub async fn under_way(conn: &impl ConnectionTrait) -> Result<Option<Rotation>, Error> {
    let unfinished = key_rotation::Entity::find().filter(key_rotation::Column::FinishedAt.is_null());
    let rotation = |row: key_rotation::Model| Rotation {
        generation: generation(row.generation),
        place: row.place,
        cursor: row.cursor,
        values: row.values,
        files: row.files,
    };
    Ok(unfinished.one(conn).await?.map(rotation))
}

/// The newest key that a rotation was begun for.
///
/// # Errors
/// The database is away.
pub async fn newest(conn: &impl ConnectionTrait) -> Result<Option<Generation>, Error> {
    let newest = key_rotation::Entity::find().order_by_desc(key_rotation::Column::Generation);
    Ok(newest.one(conn).await?.map(|row| generation(row.generation)))
}

/// The keys that what is kept may be sealed under: that of the rotation under way, where there is one, and that of the
/// rotation finished last, or the first key where none was.
///
/// # Errors
/// The database is away.
pub async fn in_use(conn: &impl ConnectionTrait) -> Result<Vec<Generation>, Error> {
    let rows = key_rotation::Entity::find().order_by_desc(key_rotation::Column::Generation).all(conn).await?;
    let mut found = Vec::new();
    for row in rows {
        found.push(generation(row.generation));
        if row.finished_at.is_some() {
            return Ok(found);
        }
    }
    found.push(Generation(1));
    Ok(found)
}

fn generation(kept: i64) -> Generation {
    Generation(u16::try_from(kept).unwrap_or(u16::MAX))
}

/// Begins a rotation to a key.
///
/// # Errors
/// One was begun to it already; the database is away.
pub async fn begin(conn: &impl ConnectionTrait, to: Generation, at: Moment) -> Result<(), Error> {
    let row = key_rotation::ActiveModel {
        generation: Set(to.0.into()),
        begun_at: Set(at.timestamp_millis()),
        finished_at: Set(None),
        place: Set(String::new()),
        cursor: Set(String::new()),
        values: Set(0),
        files: Set(0),
    };
    key_rotation::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// Writes down how far a rotation has come.
///
/// # Errors
/// The database is away.
pub async fn advance(conn: &impl ConnectionTrait, rotation: Rotation) -> Result<(), Error> {
    write(conn, rotation, None).await
}

/// Ends a rotation.
///
/// # Errors
/// The database is away.
pub async fn finish(conn: &impl ConnectionTrait, rotation: Rotation, at: Moment) -> Result<(), Error> {
    write(conn, rotation, Some(at)).await
}

async fn write(conn: &impl ConnectionTrait, rotation: Rotation, finished: Option<Moment>) -> Result<(), Error> {
    let row = key_rotation::ActiveModel {
        generation: Set(rotation.generation.0.into()),
        finished_at: Set(finished.map(|at| at.timestamp_millis())),
        place: Set(rotation.place),
        cursor: Set(rotation.cursor),
        values: Set(rotation.values),
        files: Set(rotation.files),
        ..Default::default()
    };
    key_rotation::Entity::update(row).exec(conn).await?;
    Ok(())
}
