//! Rosters and their immutable versions, staged under an upload and published in the order of their numbers.

use super::{LedgerYear, Roster, ledger, rosters_of};
use crate::{
    Error,
    entities::{roster, roster_version},
    lists,
    numbers::Numbered,
    stored::moment,
};
use domain::{
    event::Moment,
    ids::{AccountId, BrandId, ImportId, RosterId, RosterVersionId, UnitId},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, SelectTwo,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};
use std::ops::RangeInclusive;
use vault::Digest;

/// How far a version is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersionState {
    /// Counts nowhere yet.
    Staged,
    /// Counts.
    Published,
    /// Its time is over: it counts nowhere any more, its figures stay.
    Deleted,
}

impl VersionState {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            VersionState::Staged => "staged",
            VersionState::Published => "published",
            VersionState::Deleted => "deleted",
        }
    }

    fn parse(code: &str) -> Result<VersionState, Error> {
        let all = [VersionState::Staged, VersionState::Published, VersionState::Deleted];
        let known = all.into_iter().find(|state| state.code() == code);
        known.ok_or_else(|| Error::Inconsistent(format!("a roster version is {code}")))
    }
}

/// What a version lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Rows of the ledger: accepted plus rejected.
    pub rows: i64,
    /// Rows taken.
    pub accepted: i64,
    /// Rows to be mended.
    pub rejected: i64,
    /// People who count.
    pub people: i64,
    /// People who do not until a reviewer has decided (待核).
    pub waiting: i64,
}

/// A version with its roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its number in the database.
    pub id: RosterVersionId,
    /// The roster.
    pub roster: Roster,
    /// Its number among the roster's published versions; below zero while it is staged.
    pub no: i64,
    /// The upload that made it.
    pub import: ImportId,
    /// SM3 of the file.
    pub digest: String,
    /// How far it is.
    pub state: VersionState,
    /// What it lists.
    pub figures: Figures,
    /// When it was published.
    pub committed_at: Option<Moment>,
}

type Rows = SelectTwo<roster_version::Entity, roster::Entity>;

/// Versions, each with its roster.
fn versions() -> Rows {
    let of =
        roster_version::Entity::belongs_to(roster::Entity).from(roster_version::Column::Roster).to(roster::Column::Id);
    roster_version::Entity::find().join(JoinType::InnerJoin, of.into()).select_also(roster::Entity)
}

fn version((row, of): (roster_version::Model, Option<roster::Model>)) -> Result<Version, Error> {
    let of = of.ok_or_else(|| Error::Inconsistent(format!("version {} has no roster", row.id)))?;
    Ok(Version {
        id: RosterVersionId(row.id),
        roster: Roster {
            id: RosterId(of.id),
            brand: BrandId(of.brand),
            unit: UnitId(of.unit),
            ledger: ledger(&of.ledger)?,
            year: of.year,
        },
        no: row.no,
        import: ImportId(row.import),
        digest: row.digest,
        state: VersionState::parse(&row.state)?,
        figures: Figures {
            rows: row.rows,
            accepted: row.accepted,
            rejected: row.rejected,
            people: row.people,
            waiting: row.waiting,
        },
        committed_at: row.committed_at.and_then(moment),
    })
}

async fn all(conn: &impl ConnectionTrait, rows: Rows) -> Result<Vec<Version>, Error> {
    rows.all(conn).await?.into_iter().map(version).collect()
}

async fn one(conn: &impl ConnectionTrait, rows: Rows) -> Result<Option<Version>, Error> {
    rows.one(conn).await?.map(version).transpose()
}

/// A version.
///
/// # Errors
/// The database is away.
pub async fn get(conn: &impl ConnectionTrait, id: RosterVersionId) -> Result<Option<Version>, Error> {
    one(conn, versions().filter(roster_version::Column::Id.eq(id.0))).await
}

/// Some versions, in the order of their numbers; those that are gone are left out.
///
/// # Errors
/// The database is away.
pub async fn these(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = RosterVersionId>,
) -> Result<Vec<Version>, Error> {
    let these = lists::among(conn, roster_version::Column::Id, ids.into_iter().map(|id| id.0));
    all(conn, versions().filter(these).order_by_asc(roster_version::Column::Id)).await
}

/// What an upload made, training first.
///
/// # Errors
/// The database is away.
pub async fn of_import(conn: &impl ConnectionTrait, import: ImportId) -> Result<Vec<Version>, Error> {
    of_imports(conn, [import]).await
}

/// As [`of_import`], of some uploads.
///
/// # Errors
/// The database is away.
pub async fn of_imports(
    conn: &impl ConnectionTrait,
    imports: impl IntoIterator<Item = ImportId>,
) -> Result<Vec<Version>, Error> {
    let these = lists::among(conn, roster_version::Column::Import, imports.into_iter().map(|import| import.0));
    all(conn, versions().filter(these).order_by_asc(roster_version::Column::Id)).await
}

/// Every published version.
///
/// # Errors
/// The database is away.
pub async fn published(conn: &impl ConnectionTrait) -> Result<Vec<Version>, Error> {
    let published = roster_version::Column::State.eq(VersionState::Published.code());
    all(conn, versions().filter(published).order_by_asc(roster_version::Column::Id)).await
}

/// The published version before this one; before one that is staged the newest.
///
/// # Errors
/// The database is away.
pub async fn before(conn: &impl ConnectionTrait, version: &Version) -> Result<Option<Version>, Error> {
    let mut earlier = versions()
        .filter(roster_version::Column::Roster.eq(version.roster.id.0))
        .filter(roster_version::Column::State.eq(VersionState::Published.code()));
    if version.state == VersionState::Published {
        earlier = earlier.filter(roster_version::Column::No.lt(version.no));
    }
    one(conn, earlier.order_by_desc(roster_version::Column::No)).await
}

/// The newest published version of every roster of a brand in these years, in the order of the rosters.
///
/// # Errors
/// The database is away.
pub async fn newest_of(
    conn: &impl ConnectionTrait,
    brand: BrandId,
    years: RangeInclusive<i32>,
) -> Result<Vec<Version>, Error> {
    let newest = versions()
        .filter(roster::Column::Brand.eq(brand.0))
        .filter(roster::Column::Year.between(*years.start(), *years.end()))
        .filter(is_newest());
    all(conn, newest.order_by_asc(roster::Column::Id)).await
}

/// The version of an upload that no newer one has replaced; none where each is replaced.
///
/// # Errors
/// The database is away.
pub async fn newest_by_import(conn: &impl ConnectionTrait, import: ImportId) -> Result<Option<Version>, Error> {
    one(conn, versions().filter(roster_version::Column::Import.eq(import.0)).filter(is_newest())).await
}

/// Whether a version of `roster_version` is published and no newer one of the same roster has replaced it.
fn is_newest() -> Expr {
    let newer = |column| Expr::col(("newer", column));
    let own = |column| Expr::col((roster_version::Entity, column));
    let replaced = Query::select()
        .expr(Expr::val(1))
        .from_as(roster_version::Entity, "newer")
        .and_where(newer(roster_version::Column::Roster).eq(own(roster_version::Column::Roster)))
        .and_where(newer(roster_version::Column::State).eq(VersionState::Published.code()))
        .and_where(newer(roster_version::Column::No).gt(own(roster_version::Column::No)))
        .take();
    own(roster_version::Column::State).eq(VersionState::Published.code()).and(Expr::exists(replaced).not())
}

/// The numbers of the published versions that no newer one has replaced.
pub(super) fn newest() -> SelectStatement {
    Query::select()
        .column((roster_version::Entity, roster_version::Column::Id))
        .from(roster_version::Entity)
        .and_where(is_newest())
        .take()
}

/// Whether a version of any unit's roster of a ledger and year is left.
///
/// # Errors
/// The database is away.
pub async fn any_left(conn: &impl ConnectionTrait, of: LedgerYear) -> Result<bool, Error> {
    let left = roster_version::Entity::find()
        .filter(roster_version::Column::Roster.in_subquery(rosters_of(of)))
        .filter(roster_version::Column::State.ne(VersionState::Deleted.code()));
    Ok(left.one(conn).await?.is_some())
}

/// Stages a version of a roster under an upload: nothing is known of it yet.
///
/// # Errors
/// The database is away.
pub async fn stage(
    conn: &impl ConnectionTrait,
    roster: RosterId,
    import: ImportId,
    digest: Digest,
) -> Result<(), Error> {
    let id = RosterVersionId::next(conn).await?;
    let row = roster_version::ActiveModel {
        id: Set(id.0),
        roster: Set(roster.0),
        // Numbers are given at publication, without gaps; until then one that no other staged version has.
        no: Set(-id.0),
        import: Set(import.0),
        digest: Set(digest.to_string()),
        state: Set(VersionState::Staged.code().to_owned()),
        rows: Set(0),
        accepted: Set(0),
        rejected: Set(0),
        people: Set(0),
        waiting: Set(0),
        committed_at: Set(None),
        committed_by: Set(None),
    };
    roster_version::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// Writes what a version lists.
///
/// # Errors
/// The database is away.
pub async fn set_figures(conn: &impl ConnectionTrait, id: RosterVersionId, figures: Figures) -> Result<(), Error> {
    let change = roster_version::ActiveModel {
        rows: Set(figures.rows),
        accepted: Set(figures.accepted),
        rejected: Set(figures.rejected),
        people: Set(figures.people),
        waiting: Set(figures.waiting),
        ..Default::default()
    };
    update(conn, id, change).await
}

/// Publishes a staged version under the next number of its roster.
///
/// # Errors
/// The database is away.
pub async fn publish(
    conn: &impl ConnectionTrait,
    id: RosterVersionId,
    no: i64,
    by: AccountId,
    at: Moment,
) -> Result<(), Error> {
    let change = roster_version::ActiveModel {
        no: Set(no),
        state: Set(VersionState::Published.code().to_owned()),
        committed_at: Set(Some(at.timestamp_millis())),
        committed_by: Set(Some(by.0)),
        ..Default::default()
    };
    update(conn, id, change).await
}

pub(super) async fn update(
    conn: &impl ConnectionTrait,
    id: RosterVersionId,
    change: roster_version::ActiveModel,
) -> Result<(), Error> {
    let of = roster_version::Column::Id.eq(id.0);
    roster_version::Entity::update_many().set(change).filter(of).exec(conn).await?;
    Ok(())
}

/// Deletes one staged version.
///
/// # Errors
/// The database is away.
pub async fn delete(conn: &impl ConnectionTrait, id: RosterVersionId) -> Result<(), Error> {
    roster_version::Entity::delete_by_id(id.0).exec(conn).await?;
    Ok(())
}

/// Deletes what an upload staged and did not publish.
///
/// # Errors
/// The database is away.
pub async fn delete_staged(conn: &impl ConnectionTrait, import: ImportId) -> Result<(), Error> {
    roster_version::Entity::delete_many()
        .filter(roster_version::Column::Import.eq(import.0))
        .filter(roster_version::Column::State.eq(VersionState::Staged.code()))
        .exec(conn)
        .await?;
    Ok(())
}
