//! People whom two rosters share, found once when a version is staged and once more for what was published meanwhile, so
//! that counting never compares millions.

use super::{
    fingerprint,
    versions::{self, Version, VersionState},
};
use crate::{
    Error,
    entities::{roster, roster_match, roster_person, roster_version},
    lists,
};
use domain::{event::Moment, ids::RosterVersionId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Alias, Cond, Expr, ExprTrait, JoinType, OnConflict, Query, SelectStatement},
};
use std::collections::BTreeSet;
use vault::Fingerprint;

/// Rows in one statement.
const BATCH: usize = 2_000;

/// Writes the matches of a version with every published version of another roster; with `since`, only with those
/// published at or after that moment. What is known already stays.
///
/// # Errors
/// The database is away.
pub async fn find(conn: &impl ConnectionTrait, version: &Version, since: Option<Moment>) -> Result<(), Error> {
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
            .select_from(shared(version, since, left, right))
            .map_err(|error| sea_orm::DbErr::Custom(error.to_string()))?;
        conn.execute(&insert).await?;
    }
    Ok(())
}

/// Writes the people whom the file alone leaves in doubt: the mark of their name or names, and whether they have several.
///
/// # Errors
/// The database is away.
pub async fn in_file(
    conn: &impl ConnectionTrait,
    version: RosterVersionId,
    waiting: impl Iterator<Item = (Fingerprint, i64, bool)>,
) -> Result<(), Error> {
    let pair =
        |(person, names, several): (Fingerprint, i64, bool)| Match { person, other: version, alike: !several, names };
    insert(conn, version, waiting.map(pair)).await
}

async fn insert(
    conn: &impl ConnectionTrait,
    version: RosterVersionId,
    matches: impl Iterator<Item = Match>,
) -> Result<(), Error> {
    let rows = matches.map(|pair| roster_match::ActiveModel {
        version: Set(version.0),
        person: Set(pair.person.as_bytes().to_vec()),
        other: Set(pair.other.0),
        alike: Set(pair.alike),
        name_mark: Set(pair.names),
    });
    for some in rows.collect::<Vec<_>>().chunks(BATCH) {
        roster_match::Entity::insert_many(some.to_vec()).exec_without_returning(conn).await?;
    }
    Ok(())
}

/// Pairs of lines of one person: under another name in any other roster, or another brand's in the same ledger and year.
fn shared(version: &Version, since: Option<Moment>, left: &str, right: &str) -> SelectStatement {
    let of = &version.roster;
    let col = |table: &str, column: roster_person::Column| Expr::col((Alias::new(table), column));
    let same_name = || col("mine", roster_person::Column::NameMark).equals(("theirs", roster_person::Column::NameMark));
    let rival = Cond::all()
        .add(Expr::col((roster::Entity, roster::Column::Brand)).ne(of.brand.0))
        .add(Expr::col((roster::Entity, roster::Column::Ledger)).eq(of.ledger.code()))
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
        .and_where(col("mine", roster_person::Column::Version).eq(version.id.0))
        .and_where(Expr::col((roster::Entity, roster::Column::Id)).ne(of.id.0))
        .and_where(
            Expr::col((roster_version::Entity, roster_version::Column::State)).eq(VersionState::Published.code()),
        )
        .cond_where(Cond::any().add(same_name().not()).add(rival));
    if let Some(since) = since {
        query.and_where(
            Expr::col((roster_version::Entity, roster_version::Column::CommittedAt)).gte(since.timestamp_millis()),
        );
    }
    query
}

/// People of a version whom a version of another roster, published and not replaced, names otherwise.
///
/// # Errors
/// The database is away.
pub async fn named_otherwise(conn: &impl ConnectionTrait, version: RosterVersionId) -> Result<Vec<Fingerprint>, Error> {
    let people: Vec<Vec<u8>> = roster_match::Entity::find()
        .select_only()
        .distinct()
        .column(roster_match::Column::Person)
        .filter(roster_match::Column::Version.eq(version.0))
        .filter(roster_match::Column::Other.ne(version.0))
        .filter(roster_match::Column::Alike.eq(false))
        .filter(roster_match::Column::Other.in_subquery(versions::newest()))
        .into_tuple()
        .all(conn)
        .await?;
    people.iter().map(|bytes| fingerprint(bytes)).collect()
}

/// Forgets the matches of versions, on both sides.
///
/// # Errors
/// The database is away.
pub async fn forget(conn: &impl ConnectionTrait, versions: &[RosterVersionId]) -> Result<(), Error> {
    let ids = || versions.iter().map(|version| version.0);
    let theirs = Condition::any().add(lists::among(conn, roster_match::Column::Version, ids())).add(lists::among(
        conn,
        roster_match::Column::Other,
        ids(),
    ));
    roster_match::Entity::delete_many().filter(theirs).exec(conn).await?;
    Ok(())
}

/// Forgets what one version's person shares with others, on both sides.
///
/// # Errors
/// The database is away.
pub async fn forget_person(
    conn: &impl ConnectionTrait,
    version: RosterVersionId,
    person: Fingerprint,
) -> Result<(), Error> {
    for side in [roster_match::Column::Version, roster_match::Column::Other] {
        roster_match::Entity::delete_many()
            .filter(side.eq(version.0))
            .filter(roster_match::Column::Person.eq(person.as_bytes().to_vec()))
            .exec(conn)
            .await?;
    }
    Ok(())
}

/// A doubt about a person of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Match {
    /// Who.
    pub person: Fingerprint,
    /// The version on the other side; the same where the file alone throws doubt.
    pub other: RosterVersionId,
    /// Whether both sides give the same name.
    pub alike: bool,
    /// Mark of the name on the other side, or of all names in the file.
    pub names: i64,
}

/// What is kept of a published version.
///
/// # Errors
/// The database is away.
pub async fn kept(conn: &impl ConnectionTrait, version: &Version) -> Result<BTreeSet<Match>, Error> {
    let published = Query::select()
        .column(roster_version::Column::Id)
        .from(roster_version::Entity)
        .and_where(Expr::col(roster_version::Column::State).eq(VersionState::Published.code()))
        .take();
    let rows = roster_match::Entity::find()
        .filter(roster_match::Column::Version.eq(version.id.0))
        .filter(roster_match::Column::Other.in_subquery(published))
        .all(conn)
        .await?;
    let pair = |row: roster_match::Model| {
        let (other, alike, names) = (RosterVersionId(row.other), row.alike, row.name_mark);
        Ok(Match { person: fingerprint(&row.person)?, other, alike, names })
    };
    rows.into_iter().map(pair).collect()
}

/// The same from the people listed. Only the file itself knew whether a number of its own stood under several names: there
/// what is kept speaks, as long as the person waits.
///
/// # Errors
/// The database is away.
pub async fn counted(conn: &impl ConnectionTrait, version: &Version) -> Result<BTreeSet<Match>, Error> {
    let mut pairs = BTreeSet::new();
    for row in conn.query_all(&shared(version, None, "mine", "theirs")).await? {
        let person: Vec<u8> = row.try_get_by_index(1)?;
        pairs.insert(Match {
            person: fingerprint(&person)?,
            other: RosterVersionId(row.try_get_by_index(2)?),
            alike: row.try_get_by_index(3)?,
            names: row.try_get_by_index(4)?,
        });
    }
    let in_file = roster_match::Entity::find()
        .filter(roster_match::Column::Version.eq(version.id.0))
        .filter(roster_match::Column::Other.eq(version.id.0))
        .all(conn)
        .await?;
    let waiting = roster_person::Entity::find()
        .filter(roster_person::Column::Version.eq(version.id.0))
        .filter(roster_person::Column::Waiting.eq(true))
        .all(conn)
        .await?;
    for line in waiting {
        let kept = in_file.iter().find(|row| row.person == line.person);
        let (alike, names) = kept.map_or((true, line.name_mark), |row| (row.alike, row.name_mark));
        pairs.insert(Match { person: fingerprint(&line.person)?, other: version.id, alike, names });
    }
    Ok(pairs)
}

/// Finds every match of the published versions anew.
///
/// # Errors
/// The database is away.
pub async fn write_anew(conn: &impl ConnectionTrait) -> Result<(), Error> {
    for version in versions::published(conn).await? {
        let pairs = counted(conn, &version).await?;
        let kept = roster_match::Column::Version.eq(version.id.0);
        roster_match::Entity::delete_many().filter(kept).exec(conn).await?;
        insert(conn, version.id, pairs.into_iter()).await?;
    }
    Ok(())
}
