//! What is kept, with the moment from which its time runs.

use crate::{
    Error,
    entities::{
        intake, rights_request, roster, roster_block, roster_import, roster_person, roster_problem, roster_version,
    },
    lists,
    rosters::{imports::ImportState, versions::VersionState},
    stored,
};
use domain::{
    event::Moment,
    ids::{BrandId, ImportId, IntakeId, RightsRequestId, RosterVersionId, StreamId},
    intake::IntakeState,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Alias, Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr},
};

fn since<Id: StreamId>((id, millis): (i64, i64)) -> Result<(Id, Moment), Error> {
    let moment = stored::moment(millis);
    Ok((Id::of(id), moment.ok_or_else(|| Error::Inconsistent(format!("row {id} is of no time")))?))
}

/// Uploads that came to nothing, each with the moment it was given up or failed.
///
/// # Errors
/// The database is away.
pub async fn unfiled_uploads(conn: &impl ConnectionTrait) -> Result<Vec<(ImportId, Moment)>, Error> {
    let over = [ImportState::Failed, ImportState::Discarded].map(ImportState::code);
    ended(conn, Condition::all().add(lists::one_of(roster_import::Column::State, over))).await
}

/// Filed uploads whose results of checking are kept, each with the moment it was filed.
///
/// # Errors
/// The database is away.
pub async fn listed_results(conn: &impl ConnectionTrait) -> Result<Vec<(ImportId, Moment)>, Error> {
    let listed = Query::select().distinct().column(roster_problem::Column::Import).from(roster_problem::Entity).take();
    let filed = Condition::all()
        .add(roster_import::Column::State.eq(ImportState::Committed.code()))
        .add(roster_import::Column::Id.in_subquery(listed));
    ended(conn, filed).await
}

async fn ended(conn: &impl ConnectionTrait, these: Condition) -> Result<Vec<(ImportId, Moment)>, Error> {
    let end =
        Func::coalesce([roster_import::Column::FinishedAt.into_expr(), roster_import::Column::UploadedAt.into_expr()]);
    let rows: Vec<(i64, i64)> = roster_import::Entity::find()
        .select_only()
        .column(roster_import::Column::Id)
        .expr_as(end, "ended")
        .filter(these)
        .order_by_asc(roster_import::Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    rows.into_iter().map(since).collect()
}

/// Entries from paper that the second person refused, each with the moment it was entered.
///
/// # Errors
/// The database is away.
pub async fn refused_intakes(conn: &impl ConnectionTrait) -> Result<Vec<(IntakeId, Moment)>, Error> {
    let rows: Vec<(i64, i64)> = intake::Entity::find()
        .select_only()
        .columns([intake::Column::Id, intake::Column::ProposedAt])
        .filter(intake::Column::State.eq(IntakeState::Refused.code()))
        .order_by_asc(intake::Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    rows.into_iter().map(since).collect()
}

/// People's requests that are closed, each with the moment it was.
///
/// # Errors
/// The database is away.
pub async fn closed_requests(conn: &impl ConnectionTrait) -> Result<Vec<(RightsRequestId, Moment)>, Error> {
    let rows: Vec<(i64, i64)> = rights_request::Entity::find()
        .select_only()
        .columns([rights_request::Column::Id, rights_request::Column::ClosedAt])
        .filter(rights_request::Column::ClosedAt.is_not_null())
        .order_by_asc(rights_request::Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    rows.into_iter().map(since).collect()
}

/// A filed version of a roster of which something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptVersion {
    /// The version.
    pub id: RosterVersionId,
    /// The brand of its roster.
    pub brand: BrandId,
    /// When it was filed.
    pub filed_at: Moment,
    /// Whether it is the newest of its roster.
    pub newest: bool,
}

#[derive(FromQueryResult)]
struct VersionRow {
    id: i64,
    brand: i64,
    filed_at: i64,
    newest: bool,
}

/// The filed versions of which something is kept: all that are not deleted, and of those that are, what still has rows or
/// people.
///
/// # Errors
/// The database is away.
pub async fn versions(conn: &impl ConnectionTrait) -> Result<Vec<KeptVersion>, Error> {
    let state = roster_version::Column::State;
    let left = Condition::any()
        .add(Expr::exists(of_version(roster_person::Entity, roster_person::Column::Version)))
        .add(Expr::exists(of_version(roster_block::Entity, roster_block::Column::Version)));
    let half_gone = Condition::all().add(state.eq(VersionState::Deleted.code())).add(left);
    let of = roster_version::Entity::belongs_to(roster::Entity)
        .from(roster_version::Column::Roster)
        .to(roster::Column::Id)
        .into();
    let rows = roster_version::Entity::find()
        .select_only()
        .column(roster_version::Column::Id)
        .column(roster::Column::Brand)
        .expr_as(Func::coalesce([roster_version::Column::CommittedAt.into_expr(), Expr::val(0_i64)]), "filed_at")
        .expr_as(newest(), "newest")
        .join(JoinType::InnerJoin, of)
        .filter(Condition::any().add(state.eq(VersionState::Published.code())).add(half_gone))
        .order_by_asc(roster_version::Column::Id)
        .into_model::<VersionRow>()
        .all(conn)
        .await?;
    let version = |row: VersionRow| {
        let (id, filed_at) = since((row.id, row.filed_at))?;
        Ok(KeptVersion { id, brand: BrandId(row.brand), filed_at, newest: row.newest })
    };
    rows.into_iter().map(version).collect()
}

fn of_version<E: EntityTrait>(table: E, version: E::Column) -> SelectStatement {
    let of = version.into_expr().eq(roster_version::Column::Id.into_expr());
    Query::select().expr(Expr::val(1)).from(table).and_where(of).take()
}

/// Whether no later version of the same roster was filed.
fn newest() -> SimpleExpr {
    let newer = Alias::new("newer");
    let filed = [VersionState::Published, VersionState::Deleted]
        .map(|state| Expr::col((newer.clone(), roster_version::Column::State)).eq(state.code()));
    let later = Query::select()
        .expr(Expr::val(1))
        .from_as(roster_version::Entity, newer.clone())
        .and_where(
            Expr::col((newer.clone(), roster_version::Column::Roster)).eq(roster_version::Column::Roster.into_expr()),
        )
        .and_where(Expr::col((newer, roster_version::Column::No)).gt(roster_version::Column::No.into_expr()))
        .cond_where(filed.into_iter().fold(Condition::any(), Condition::add))
        .take();
    Expr::exists(later).not()
}
