//! People of versions: one line for each distinct person and training category.

use super::{
    LedgerYear, rosters_of,
    standing::{ask, listed, literal, unsigned},
};
use crate::{
    Error,
    entities::{roster_block, roster_person, roster_version},
};
use domain::ids::RosterVersionId;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, Func, Query, SelectStatement},
};
use std::collections::BTreeSet;
use vault::Fingerprint;

/// People in one statement.
const BATCH: usize = 500;

/// How many people are otherwise in a version than in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Those that the other does not list.
    pub came: u64,
    /// Those that only the other lists.
    pub left: u64,
    /// Those of both whose rows say something else.
    pub changed: u64,
}

/// How a version differs from one before it, or from none.
///
/// # Errors
/// The database is away.
pub async fn difference(
    conn: &impl ConnectionTrait,
    version: RosterVersionId,
    before: Option<RosterVersionId>,
) -> Result<Difference, Error> {
    let before = before.unwrap_or(RosterVersionId(0));
    Ok(Difference {
        came: number(conn, &without(version, before)).await?,
        left: number(conn, &without(before, version)).await?,
        changed: number(conn, &changed(version, before)).await?,
    })
}

/// People of one version.
fn people(version: RosterVersionId) -> SelectStatement {
    Query::select()
        .expr_as(Func::count_distinct(Expr::col((roster_person::Entity, roster_person::Column::Person))), "people")
        .from(roster_person::Entity)
        .and_where(Expr::col((roster_person::Entity, roster_person::Column::Version)).eq(version.0))
        .to_owned()
}

/// The same person's lines in another version.
fn same_in(other: RosterVersionId) -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from_as(roster_person::Entity, "other")
        .and_where(Expr::col(("other", roster_person::Column::Version)).eq(other.0))
        .and_where(
            Expr::col(("other", roster_person::Column::Person))
                .equals((roster_person::Entity, roster_person::Column::Person)),
        )
        .to_owned()
}

fn without(version: RosterVersionId, other: RosterVersionId) -> SelectStatement {
    people(version).and_where(Expr::exists(same_in(other)).not()).to_owned()
}

fn changed(version: RosterVersionId, other: RosterVersionId) -> SelectStatement {
    let otherwise = same_in(other)
        .and_where(
            Expr::col(("other", roster_person::Column::RowMark))
                .ne(Expr::col((roster_person::Entity, roster_person::Column::RowMark))),
        )
        .to_owned();
    people(version).and_where(Expr::exists(otherwise)).to_owned()
}

async fn number(conn: &impl ConnectionTrait, query: &SelectStatement) -> Result<u64, Error> {
    let row = conn.query_one(query).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get("", "people"))?;
    Ok(unsigned(count))
}

/// How many people some versions list, ledger by ledger and year by year: of a training roster, those who passed.
///
/// # Errors
/// The database is away.
pub async fn counted(conn: &impl ConnectionTrait, versions: &[RosterVersionId]) -> Result<u64, Error> {
    if versions.is_empty() {
        return Ok(0);
    }
    let sql = format!(
        "SELECT COUNT(*) AS people FROM (SELECT DISTINCT own.ledger, own.year, line.person FROM roster_person line \
         JOIN roster_version v ON v.id = line.version JOIN roster own ON own.id = v.roster \
         WHERE line.version IN ({}) AND (own.ledger = 'employment' OR line.passed)) AS each_person",
        listed(versions)
    );
    let rows = ask(conn, sql).await?;
    Ok(unsigned(rows.first().map_or(Ok(0), |row| row.try_get("", "people"))?))
}

/// Whether a version of any unit's roster of a ledger and year lists a person.
///
/// # Errors
/// The database is away.
pub async fn lists(conn: &impl ConnectionTrait, of: LedgerYear, person: Fingerprint) -> Result<bool, Error> {
    let versions = Query::select()
        .column(roster_version::Column::Id)
        .from(roster_version::Entity)
        .and_where(roster_version::Column::Roster.in_subquery(rosters_of(of)))
        .take();
    let listed = roster_person::Entity::find()
        .filter(roster_person::Column::Version.in_subquery(versions))
        .filter(roster_person::Column::Person.eq(person.as_bytes().to_vec()));
    Ok(listed.one(conn).await?.is_some())
}

/// The numbers of blocks as a person's line keeps them.
pub(super) fn written(blocks: &[usize]) -> String {
    match blocks {
        [one] => one.to_string(),
        more => more.iter().map(usize::to_string).collect::<Vec<_>>().join(","),
    }
}

/// The numbers of the blocks of a version with the rows of some people, in their order.
///
/// # Errors
/// The database is away.
pub async fn blocks_of(
    conn: &impl ConnectionTrait,
    version: RosterVersionId,
    people: &BTreeSet<Fingerprint>,
) -> Result<Vec<i64>, Error> {
    let mut blocks = BTreeSet::new();
    for some in people.iter().copied().collect::<Vec<_>>().chunks(BATCH) {
        let some: Vec<_> = some.iter().map(|person| literal(conn, *person)).collect();
        let sql = format!(
            "SELECT line.blocks FROM roster_person line WHERE line.version = {version} AND line.person IN ({})",
            some.join(",")
        );
        for row in ask(conn, sql).await? {
            let theirs: String = row.try_get("", "blocks")?;
            blocks.extend(theirs.split(',').filter_map(|no| no.parse::<i64>().ok()));
        }
    }
    Ok(blocks.into_iter().collect())
}

/// Deletes a person's lines of a version; whether they waited there, and nothing where it did not list them.
///
/// # Errors
/// The database is away.
pub async fn delete(
    conn: &impl ConnectionTrait,
    version: RosterVersionId,
    person: Fingerprint,
) -> Result<Option<bool>, Error> {
    let theirs =
        roster_person::Column::Version.eq(version.0).and(roster_person::Column::Person.eq(person.as_bytes().to_vec()));
    let lines = roster_person::Entity::find().filter(theirs.clone()).all(conn).await?;
    roster_person::Entity::delete_many().filter(theirs).exec(conn).await?;
    Ok((!lines.is_empty()).then(|| lines.iter().any(|line| line.waiting)))
}

/// Deletes everyone whom a version lists, and its rows.
///
/// # Errors
/// The database is away.
pub(super) async fn clear(conn: &impl ConnectionTrait, version: RosterVersionId) -> Result<(), Error> {
    roster_person::Entity::delete_many().filter(roster_person::Column::Version.eq(version.0)).exec(conn).await?;
    roster_block::Entity::delete_many().filter(roster_block::Column::Version.eq(version.0)).exec(conn).await?;
    Ok(())
}
