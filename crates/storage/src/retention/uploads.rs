//! Uploads of rosters and the versions made of them: rows, people, results of checking, what was judged of them.

use crate::{
    Error,
    entities::{roster_block, roster_import, roster_person, roster_version},
    originals::{self, Subject},
    rosters::{
        self, LedgerYear, problems,
        versions::{self, VersionState},
    },
};
use domain::ids::{ImportId, RosterVersionId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};

/// Rows deleted in one transaction where there are many alike.
pub(super) const BATCH: u64 = 5_000;
/// Blocks of sealed rows deleted in one transaction.
const BLOCKS: u64 = 200;

/// What a filed version goes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FiledVersion {
    /// The ledger and year of its brand.
    pub of: LedgerYear,
    /// The upload that made it.
    pub import: ImportId,
    /// Whether its time is over, and it counts nowhere any more.
    pub deleted: bool,
}

/// What a version goes with; none where there is none.
///
/// # Errors
/// The database is away.
pub async fn filed_version(conn: &impl ConnectionTrait, id: RosterVersionId) -> Result<Option<FiledVersion>, Error> {
    let filed = |version: versions::Version| FiledVersion {
        of: version.roster.ledger_year(),
        import: version.import,
        deleted: version.state == VersionState::Deleted,
    };
    Ok(versions::get(conn, id).await?.map(filed))
}

/// Deletes an upload that came to nothing, with its original. What it staged is taken away before.
///
/// # Errors
/// The database is away.
pub async fn delete_unfiled(conn: &impl ConnectionTrait, id: ImportId) -> Result<(), Error> {
    versions::delete_staged(conn, id).await?;
    delete_import(conn, id).await
}

async fn delete_import(conn: &impl ConnectionTrait, id: ImportId) -> Result<(), Error> {
    roster_import::Entity::delete_by_id(id.0).exec(conn).await?;
    originals::delete_of(conn, Subject::Import(id)).await
}

/// A version counts nowhere from now on; its figures stay.
///
/// # Errors
/// The database is away.
pub async fn mark_deleted(conn: &impl ConnectionTrait, id: RosterVersionId) -> Result<(), Error> {
    let state = Set(VersionState::Deleted.code().to_owned());
    let row = roster_version::ActiveModel { id: Set(id.0), state, ..Default::default() };
    roster_version::Entity::update(row).exec(conn).await?;
    Ok(())
}

/// Deletes a batch of a version's sealed rows, then of its people; true once none are left.
///
/// # Errors
/// The database is away.
pub async fn delete_some_of_version(conn: &impl ConnectionTrait, id: RosterVersionId) -> Result<bool, Error> {
    let blocks = Query::select()
        .column(roster_block::Column::No)
        .from(roster_block::Entity)
        .and_where(Expr::col(roster_block::Column::Version).eq(id.0))
        .limit(BLOCKS)
        .take();
    let gone = roster_block::Entity::delete_many()
        .filter(roster_block::Column::Version.eq(id.0))
        .filter(roster_block::Column::No.in_subquery(blocks))
        .exec(conn)
        .await?;
    if gone.rows_affected == BLOCKS {
        return Ok(false);
    }
    let people = Query::select()
        .column(roster_person::Column::Person)
        .from(roster_person::Entity)
        .and_where(Expr::col(roster_person::Column::Version).eq(id.0))
        .limit(BATCH)
        .take();
    let gone = roster_person::Entity::delete_many()
        .filter(roster_person::Column::Version.eq(id.0))
        .filter(roster_person::Column::Person.in_subquery(people))
        .exec(conn)
        .await?;
    Ok(gone.rows_affected < BATCH)
}

/// Deletes what goes with the last of a deleted version's kind: the upload where none of its versions is left, and what was
/// judged, found, drawn and compared where no roster of that ledger and year is.
///
/// # Errors
/// The database is away.
pub async fn delete_with_last_version(conn: &impl ConnectionTrait, version: &FiledVersion) -> Result<(), Error> {
    let of_import = roster_version::Entity::find()
        .select_only()
        .column(roster_version::Column::Id)
        .filter(roster_version::Column::State.ne(VersionState::Deleted.code()))
        .filter(roster_version::Column::Import.eq(version.import.0));
    if of_import.into_tuple::<i64>().one(conn).await?.is_none() {
        problems::delete(conn, version.import).await?;
        delete_import(conn, version.import).await?;
    }
    if !versions::any_left(conn, version.of).await? {
        rosters::forget(conn, version.of).await?;
    }
    Ok(())
}
