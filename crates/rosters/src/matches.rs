//! People whom two rosters share, found once when a version is staged and once more for what was published meanwhile, so
//! that counting never compares millions.

use crate::Result;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Alias, Cond, Expr, ExprTrait, JoinType, OnConflict, Query, SelectStatement},
};
use std::collections::BTreeSet;
use storage::{
    entities::{roster, roster_match, roster_person, roster_version},
    lists,
};
use vault::Fingerprint;

/// Rows in one statement.
const BATCH: usize = 2_000;

/// Writes the matches of a version with every published version of another roster; with `since`, only with those
/// published at or after that moment (milliseconds). What is known already stays.
pub(super) async fn find(conn: &impl ConnectionTrait, version: i64, since: Option<i64>) -> Result<()> {
    let Some(own) = roster_version::Entity::find_by_id(version).one(conn).await? else { return Ok(()) };
    let Some(of) = roster::Entity::find_by_id(own.roster).one(conn).await? else { return Ok(()) };
    for forth in [true, false] {
        let (left, right) = if forth { ("mine", "theirs") } else { ("theirs", "mine") };
        let mut insert = Query::insert();
        insert
            .into_table(roster_match::Entity)
            .columns([
                roster_match::Column::Version,
                roster_match::Column::Person,
                roster_match::Column::Other,
                roster_match::Column::Alike,
                roster_match::Column::NameMark,
            ])
            .on_conflict(
                OnConflict::columns([
                    roster_match::Column::Version,
                    roster_match::Column::Person,
                    roster_match::Column::Other,
                ])
                .do_nothing()
                .to_owned(),
            )
            .select_from(shared(&of, version, since, left, right))
            .map_err(|error| sea_orm::DbErr::Custom(error.to_string()))?;
        conn.execute(&insert).await?;
    }
    Ok(())
}

/// Writes the people whom the file alone leaves in doubt.
pub(super) async fn in_file(
    conn: &impl ConnectionTrait,
    version: i64,
    waiting: impl Iterator<Item = (Fingerprint, i64, bool)>,
) -> Result<()> {
    let rows = waiting.map(|(person, names, several)| roster_match::ActiveModel {
        version: Set(version),
        person: Set(person.as_bytes().to_vec()),
        other: Set(version),
        alike: Set(!several),
        name_mark: Set(names),
    });
    for some in rows.collect::<Vec<_>>().chunks(BATCH) {
        roster_match::Entity::insert_many(some.to_vec()).exec_without_returning(conn).await?;
    }
    Ok(())
}

/// Pairs of lines of one person: under another name in any other roster, or another brand's in the same ledger and year.
fn shared(of: &roster::Model, version: i64, since: Option<i64>, left: &str, right: &str) -> SelectStatement {
    let col = |table: &str, column: roster_person::Column| Expr::col((Alias::new(table), column));
    let same_name = || col("mine", roster_person::Column::NameMark).equals(("theirs", roster_person::Column::NameMark));
    let rival = Cond::all()
        .add(Expr::col((roster::Entity, roster::Column::Brand)).ne(of.brand))
        .add(Expr::col((roster::Entity, roster::Column::Ledger)).eq(of.ledger.as_str()))
        .add(Expr::col((roster::Entity, roster::Column::Year)).eq(of.year));
    let mut query = Query::select();
    query
        .distinct()
        .expr(col(left, roster_person::Column::Version))
        .expr(col("mine", roster_person::Column::Person))
        .expr(col(right, roster_person::Column::Version))
        .expr(same_name())
        .expr(col(right, roster_person::Column::NameMark))
        .from_as(roster_person::Entity, "mine")
        .join_as(
            JoinType::InnerJoin,
            roster_person::Entity,
            "theirs",
            col("theirs", roster_person::Column::Person).equals(("mine", roster_person::Column::Person)),
        )
        .join(
            JoinType::InnerJoin,
            roster_version::Entity,
            Expr::col((roster_version::Entity, roster_version::Column::Id))
                .equals(("theirs", roster_person::Column::Version)),
        )
        .join(
            JoinType::InnerJoin,
            roster::Entity,
            Expr::col((roster::Entity, roster::Column::Id))
                .equals((roster_version::Entity, roster_version::Column::Roster)),
        )
        .and_where(col("mine", roster_person::Column::Version).eq(version))
        .and_where(Expr::col((roster::Entity, roster::Column::Id)).ne(of.id))
        .and_where(Expr::col((roster_version::Entity, roster_version::Column::State)).eq("published"))
        .cond_where(Cond::any().add(same_name().not()).add(rival));
    if let Some(since) = since {
        query.and_where(Expr::col((roster_version::Entity, roster_version::Column::CommittedAt)).gte(since));
    }
    query
}

/// People of a version whom a version of another roster, published and not replaced, names otherwise.
pub(super) async fn named_otherwise(conn: &impl ConnectionTrait, version: i64) -> Result<Vec<Fingerprint>> {
    let people: Vec<Vec<u8>> = roster_match::Entity::find()
        .select_only()
        .distinct()
        .column(roster_match::Column::Person)
        .filter(roster_match::Column::Version.eq(version))
        .filter(roster_match::Column::Other.ne(version))
        .filter(roster_match::Column::Alike.eq(false))
        .filter(roster_match::Column::Other.in_subquery(current()))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(people.iter().filter_map(|bytes| bytes.first_chunk()).map(|bytes| Fingerprint::from_bytes(*bytes)).collect())
}

/// The published versions that no newer one of the same roster has replaced.
pub(super) fn current() -> SelectStatement {
    let newer = Query::select()
        .expr(Expr::val(1))
        .from_as(roster_version::Entity, "newer")
        .and_where(
            Expr::col(("newer", roster_version::Column::Roster))
                .equals((roster_version::Entity, roster_version::Column::Roster)),
        )
        .and_where(Expr::col(("newer", roster_version::Column::State)).eq("published"))
        .and_where(
            Expr::col(("newer", roster_version::Column::No))
                .gt(Expr::col((roster_version::Entity, roster_version::Column::No))),
        )
        .to_owned();
    Query::select()
        .column((roster_version::Entity, roster_version::Column::Id))
        .from(roster_version::Entity)
        .and_where(Expr::col((roster_version::Entity, roster_version::Column::State)).eq("published"))
        .and_where(Expr::exists(newer).not())
        .to_owned()
}

/// Forgets the matches of versions that were never published.
pub(super) async fn forget(conn: &impl ConnectionTrait, versions: &[i64]) -> Result<()> {
    let theirs = Condition::any()
        .add(lists::among(conn, roster_match::Column::Version, versions.iter().copied()))
        .add(lists::among(conn, roster_match::Column::Other, versions.iter().copied()));
    roster_match::Entity::delete_many().filter(theirs).exec(conn).await?;
    Ok(())
}

/// A doubt as it is kept: the person, the other version, whether the names are alike, and the other's name.
type Pair = (Vec<u8>, i64, bool, i64);

/// What is kept of a published version.
pub(super) async fn kept(conn: &impl ConnectionTrait, version: i64) -> Result<BTreeSet<Pair>> {
    let published = Query::select()
        .column(roster_version::Column::Id)
        .from(roster_version::Entity)
        .and_where(Expr::col(roster_version::Column::State).eq("published"))
        .to_owned();
    let rows = roster_match::Entity::find()
        .filter(roster_match::Column::Version.eq(version))
        .filter(roster_match::Column::Other.in_subquery(published))
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.person, row.other, row.alike, row.name_mark)).collect())
}

/// The same from the people listed. Only the file itself knew whether a number of its own stood under several names: there
/// what is kept speaks, as long as the person waits.
pub(super) async fn counted(conn: &impl ConnectionTrait, version: i64) -> Result<BTreeSet<Pair>> {
    let Some(own) = roster_version::Entity::find_by_id(version).one(conn).await? else { return Ok(BTreeSet::new()) };
    let Some(of) = roster::Entity::find_by_id(own.roster).one(conn).await? else { return Ok(BTreeSet::new()) };
    let mut pairs = BTreeSet::new();
    for row in conn.query_all(&shared(&of, version, None, "mine", "theirs")).await? {
        pairs.insert((
            row.try_get_by_index(1)?,
            row.try_get_by_index(2)?,
            row.try_get_by_index(3)?,
            row.try_get_by_index(4)?,
        ));
    }
    let in_file = roster_match::Entity::find()
        .filter(roster_match::Column::Version.eq(version))
        .filter(roster_match::Column::Other.eq(version))
        .all(conn)
        .await?;
    for line in waiting(conn, version).await? {
        let kept = in_file.iter().find(|row| row.person == line.person);
        let (alike, names) = kept.map_or((true, line.name_mark), |row| (row.alike, row.name_mark));
        pairs.insert((line.person, version, alike, names));
    }
    Ok(pairs)
}

async fn waiting(conn: &impl ConnectionTrait, version: i64) -> Result<Vec<roster_person::Model>> {
    Ok(roster_person::Entity::find()
        .filter(roster_person::Column::Version.eq(version))
        .filter(roster_person::Column::Waiting.eq(true))
        .all(conn)
        .await?)
}

/// Finds every match of the published versions anew.
pub(super) async fn write_anew(conn: &impl ConnectionTrait) -> Result<()> {
    let published =
        roster_version::Entity::find().filter(roster_version::Column::State.eq("published")).all(conn).await?;
    for version in published {
        let pairs = counted(conn, version.id).await?;
        roster_match::Entity::delete_many().filter(roster_match::Column::Version.eq(version.id)).exec(conn).await?;
        let rows = pairs.into_iter().map(|(person, other, alike, name_mark)| roster_match::ActiveModel {
            version: Set(version.id),
            person: Set(person),
            other: Set(other),
            alike: Set(alike),
            name_mark: Set(name_mark),
        });
        for some in rows.collect::<Vec<_>>().chunks(BATCH) {
            roster_match::Entity::insert_many(some.to_vec()).exec_without_returning(conn).await?;
        }
    }
    Ok(())
}
