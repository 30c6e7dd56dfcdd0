//! Uploads of rosters and the versions made of them: rows, people, results of checking, what was judged of them.

use crate::{
    Error,
    entities::{
        comparison_mark, roster, roster_block, roster_import, roster_person, roster_problem, roster_verdict,
        roster_verdict_ground, roster_version,
    },
    originals::{self, Subject},
    rosters::LedgerYear,
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

/// A version that counts.
pub(super) const PUBLISHED: &str = "published";
/// A version whose time is over: its figures stay.
pub(super) const DELETED: &str = "deleted";

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
    let Some(row) = roster_version::Entity::find_by_id(id.0).one(conn).await? else { return Ok(None) };
    let Some(of) = roster::Entity::find_by_id(row.roster).one(conn).await? else { return Ok(None) };
    let (of, import) = (LedgerYear::try_from(&of)?, ImportId(row.import));
    Ok(Some(FiledVersion { of, import, deleted: row.state == DELETED }))
}

/// Deletes an upload that came to nothing, with its original. What it staged is taken away before.
///
/// # Errors
/// The database is away.
pub async fn delete_unfiled(conn: &impl ConnectionTrait, id: ImportId) -> Result<(), Error> {
    roster_version::Entity::delete_many()
        .filter(roster_version::Column::Import.eq(id.0))
        .filter(roster_version::Column::State.eq("staged"))
        .exec(conn)
        .await?;
    delete_import(conn, id).await
}

async fn delete_import(conn: &impl ConnectionTrait, id: ImportId) -> Result<(), Error> {
    roster_import::Entity::delete_by_id(id.0).exec(conn).await?;
    originals::delete_of(conn, Subject::Import(id)).await
}

/// Deletes what an upload's check found, cell by cell.
///
/// # Errors
/// The database is away.
pub async fn delete_results(conn: &impl ConnectionTrait, id: ImportId) -> Result<(), Error> {
    roster_problem::Entity::delete_many().filter(roster_problem::Column::Import.eq(id.0)).exec(conn).await?;
    Ok(())
}

/// A version counts nowhere from now on; its figures stay.
///
/// # Errors
/// The database is away.
pub async fn mark_deleted(conn: &impl ConnectionTrait, id: RosterVersionId) -> Result<(), Error> {
    let state = Set(DELETED.to_owned());
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
/// judged and compared where no roster of that ledger and year is. Whether the latter was so.
///
/// # Errors
/// The database is away.
pub async fn delete_with_last_version(conn: &impl ConnectionTrait, version: &FiledVersion) -> Result<bool, Error> {
    let left = || {
        roster_version::Entity::find()
            .select_only()
            .column(roster_version::Column::Id)
            .filter(roster_version::Column::State.ne(DELETED))
    };
    let of_import = left().filter(roster_version::Column::Import.eq(version.import.0));
    if of_import.into_tuple::<i64>().one(conn).await?.is_none() {
        delete_results(conn, version.import).await?;
        delete_import(conn, version.import).await?;
    }
    let LedgerYear { brand, ledger, year } = version.of;
    let beside = Query::select()
        .column(roster::Column::Id)
        .from(roster::Entity)
        .and_where(roster::Column::Brand.eq(brand.0))
        .and_where(roster::Column::Ledger.eq(ledger.code()))
        .and_where(roster::Column::Year.eq(year))
        .take();
    let of_ledger = left().filter(roster_version::Column::Roster.in_subquery(beside));
    if of_ledger.into_tuple::<i64>().one(conn).await?.is_some() {
        return Ok(false);
    }
    macro_rules! forget {
        ($($table:ident),+) => {$(
            $table::Entity::delete_many()
                .filter($table::Column::Brand.eq(brand.0))
                .filter($table::Column::Ledger.eq(ledger.code()))
                .filter($table::Column::Year.eq(year))
                .exec(conn)
                .await?;
        )+};
    }
    forget!(roster_verdict, roster_verdict_ground, comparison_mark);
    Ok(true)
}
