//! What a checked upload changes against the version it would replace, shown before it is committed.

use super::visibility;
use crate::{App, Result};
use domain::{access::Actor, ids::ImportId, roster::Ledger};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait, Func, Query, SelectStatement},
};
use storage::entities::{roster_person, roster_version};

/// People who came, left and changed, in one ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The ledger.
    pub ledger: Ledger,
    /// The number of the version to be replaced; none for a first one.
    pub replaces: Option<i64>,
    /// People that the version before did not list.
    pub came: u64,
    /// People that it listed and this one does not.
    pub left: u64,
    /// People of both whose rows say something else.
    pub changed: u64,
}

/// The difference of each of an upload's versions to the newest published one.
///
/// # Errors
/// No such upload, or not the actor's to see.
pub async fn differences(app: &App, actor: &Actor, import: ImportId) -> Result<Vec<Difference>> {
    visibility::visible(app, actor, import).await?;
    let conn = app.db().reader();
    let versions = roster_version::Entity::find()
        .filter(roster_version::Column::Import.eq(import.0))
        .order_by_asc(roster_version::Column::Id)
        .all(conn)
        .await?;
    let mut differences = Vec::new();
    for version in versions {
        let before = before(conn, &version).await?;
        let other = before.as_ref().map_or(0, |before| before.id);
        differences.push(Difference {
            ledger: super::ledger_of(conn, version.roster).await?,
            replaces: before.map(|before| before.no),
            came: number(conn, &without(version.id, other)).await?,
            left: number(conn, &without(other, version.id)).await?,
            changed: number(conn, &changed(version.id, other)).await?,
        });
    }
    Ok(differences)
}

/// The newest published version of a roster.
pub(super) async fn newest(conn: &impl ConnectionTrait, roster: i64) -> Result<Option<roster_version::Model>> {
    Ok(published(roster).one(conn).await?)
}

/// The published version before this one.
async fn before(conn: &impl ConnectionTrait, version: &roster_version::Model) -> Result<Option<roster_version::Model>> {
    let query = published(version.roster);
    let query =
        if version.state == "published" { query.filter(roster_version::Column::No.lt(version.no)) } else { query };
    Ok(query.one(conn).await?)
}

fn published(roster: i64) -> sea_orm::Select<roster_version::Entity> {
    roster_version::Entity::find()
        .filter(roster_version::Column::Roster.eq(roster))
        .filter(roster_version::Column::State.eq("published"))
        .order_by_desc(roster_version::Column::No)
}

/// People of one version.
fn people(version: i64) -> SelectStatement {
    Query::select()
        .expr_as(Func::count_distinct(Expr::col((roster_person::Entity, roster_person::Column::Person))), "people")
        .from(roster_person::Entity)
        .and_where(Expr::col((roster_person::Entity, roster_person::Column::Version)).eq(version))
        .to_owned()
}

/// The same person's lines in another version.
fn same_in(other: i64) -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from_as(roster_person::Entity, "other")
        .and_where(Expr::col(("other", roster_person::Column::Version)).eq(other))
        .and_where(
            Expr::col(("other", roster_person::Column::Person))
                .equals((roster_person::Entity, roster_person::Column::Person)),
        )
        .to_owned()
}

fn without(version: i64, other: i64) -> SelectStatement {
    people(version).and_where(Expr::exists(same_in(other)).not()).to_owned()
}

fn changed(version: i64, other: i64) -> SelectStatement {
    let otherwise = same_in(other)
        .and_where(
            Expr::col(("other", roster_person::Column::RowMark))
                .ne(Expr::col((roster_person::Entity, roster_person::Column::RowMark))),
        )
        .to_owned();
    people(version).and_where(Expr::exists(otherwise)).to_owned()
}

async fn number(conn: &impl ConnectionTrait, query: &SelectStatement) -> Result<u64> {
    let row = conn.query_one(query).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get("", "people"))?;
    Ok(u64::try_from(count).unwrap_or(0))
}
