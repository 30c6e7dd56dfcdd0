//! What is over, with the moment from which its time ran.

use super::papers;
use crate::{
    Error,
    entities::{
        brand_summary, intake, objection, rights_request, roster, roster_block, roster_import, roster_person,
        roster_problem, roster_version,
    },
    lists,
    rosters::{imports::ImportState, versions::VersionState},
    stored,
};
use domain::{
    event::Moment,
    ids::{ApplicationId, BrandId, ImportId, IntakeId, ObjectionId, RightsRequestId, RosterVersionId},
    intake::IntakeState,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, Order, QueryFilter, QuerySelect,
    Select,
    sea_query::{Alias, Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr, UnionType},
};

/// What is kept for a time from a moment on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// An upload that came to nothing, from when it was given up or failed.
    Upload(ImportId),
    /// The results of checking a filed upload, from when it was filed.
    CheckResults(ImportId),
    /// The papers of a draft never submitted, from when it was last typed into.
    Draft(ApplicationId),
    /// The papers of an application that ended without a title, from when it did.
    Declined(ApplicationId),
    /// An entry from paper that the second person refused, from when it was entered.
    Intake(IntakeId),
    /// What somebody wrote that is about no application, from when it was answered.
    Lead(ObjectionId),
    /// A person's request, from when it was closed.
    Request(RightsRequestId),
}

/// The moments before which what began is over.
#[derive(Clone, Copy, Debug)]
pub struct Ends {
    /// Uploads that came to nothing.
    pub uploads: Moment,
    /// Results of checking.
    pub check_results: Moment,
    /// Drafts.
    pub drafts: Moment,
    /// Applications that ended without a title.
    pub declined: Moment,
    /// Refused entries from paper.
    pub intakes: Moment,
    /// What somebody wrote that is about no application.
    pub leads: Moment,
    /// People's requests.
    pub requests: Moment,
}

/// What is over, each with the moment its time ran from, kind by kind, each kind in the order of its numbers.
///
/// # Errors
/// The database is away.
pub async fn over(conn: &impl ConnectionTrait, ends: Ends) -> Result<Vec<(Kept, Moment)>, Error> {
    let rows = conn.query_all(&what_is_over(ends)).await?;
    rows.iter().map(|row| kept(row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?)).collect()
}

pub(super) fn what_is_over(ends: Ends) -> SelectStatement {
    let refused = intake::Column::State.eq(IntakeState::Refused.code());
    let proposed = intake::Column::ProposedAt.into_expr();
    let closed = rights_request::Column::ClosedAt.into_expr();
    let answered = objection::Column::AnsweredAt.into_expr();
    let of_none = objection::Column::ApplicationId.is_null();
    let kinds = [
        uploads(0, ends.uploads, &[ImportState::Failed, ImportState::Discarded]),
        uploads(1, ends.check_results, &[ImportState::Committed]).and_where(Expr::exists(results())).take(),
        papers::old_drafts(2, ends.drafts),
        papers::ended_attempts(3, ends.declined),
        over_since(4, intake::Entity, intake::Column::Id, proposed, ends.intakes).and_where(refused).take(),
        over_since(5, rights_request::Entity, rights_request::Column::Id, closed, ends.requests),
        over_since(6, objection::Entity, objection::Column::Id, answered, ends.leads).and_where(of_none).take(),
    ];
    let all = kinds.into_iter().reduce(|mut all, kind| all.union(UnionType::All, kind).take());
    let mut all = all.unwrap_or_default();
    all.order_by(Alias::new("kind"), Order::Asc).order_by(Alias::new("id"), Order::Asc).take()
}

fn kept(kind: i64, id: i64, millis: i64) -> Result<(Kept, Moment), Error> {
    let what = match kind {
        0 => Kept::Upload(ImportId(id)),
        1 => Kept::CheckResults(ImportId(id)),
        2 => Kept::Draft(ApplicationId(id)),
        3 => Kept::Declined(ApplicationId(id)),
        4 => Kept::Intake(IntakeId(id)),
        5 => Kept::Request(RightsRequestId(id)),
        6 => Kept::Lead(ObjectionId(id)),
        _ => return Err(Error::Inconsistent(format!("row {id} is of no kind that is kept"))),
    };
    Ok((what, moment(id, millis)?))
}

fn moment(id: i64, millis: i64) -> Result<Moment, Error> {
    stored::moment(millis).ok_or_else(|| Error::Inconsistent(format!("row {id} is of no time")))
}

/// A kind as rows of its mark, its number and the moment its time ran from, those from before a moment.
pub(super) fn over_since<E: EntityTrait>(
    kind: i64,
    table: E,
    id: E::Column,
    at: Expr,
    before: Moment,
) -> SelectStatement {
    Query::select()
        .expr_as(Expr::val(kind), Alias::new("kind"))
        .expr_as(id.into_expr(), Alias::new("id"))
        .expr_as(at.clone(), Alias::new("at"))
        .from(table)
        .and_where(at.lt(before.timestamp_millis()))
        .take()
}

/// Uploads in some states.
fn uploads(kind: i64, before: Moment, states: &[ImportState]) -> SelectStatement {
    use roster_import::Column::{FinishedAt, Id, State, UploadedAt};
    let end = Func::coalesce([FinishedAt.into_expr(), UploadedAt.into_expr()]);
    // None ends before it was uploaded, and that moment has the index.
    over_since(kind, roster_import::Entity, Id, Expr::expr(end), before)
        .and_where(lists::one_of(State, states.iter().map(|state| state.code())))
        .and_where(UploadedAt.lt(before.timestamp_millis()))
        .take()
}

fn results() -> SelectStatement {
    let of = roster_problem::Column::Import.into_expr().eq(roster_import::Column::Id.into_expr());
    Query::select().expr(Expr::val(1)).from(roster_problem::Entity).and_where(of).take()
}

/// A filed version of a roster of which something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptVersion {
    /// The version.
    pub id: RosterVersionId,
    /// The brand of its roster.
    pub brand: BrandId,
    /// Whether the brand stands in its county's pool.
    pub in_pool: bool,
    /// When it was filed.
    pub filed_at: Moment,
    /// Whether it is the newest of its roster.
    pub newest: bool,
}

#[derive(FromQueryResult)]
struct VersionRow {
    id: i64,
    brand: i64,
    in_pool: bool,
    filed_at: i64,
    newest: bool,
}

/// The versions filed before a moment of which something is kept: all that are not deleted, and of those that are, what
/// still has rows or people.
///
/// # Errors
/// The database is away.
pub async fn versions(conn: &impl ConnectionTrait, before: Moment) -> Result<Vec<KeptVersion>, Error> {
    let version = |VersionRow { id, brand, in_pool, filed_at, newest }| {
        let filed_at = moment(id, filed_at)?;
        Ok(KeptVersion { id: RosterVersionId(id), brand: BrandId(brand), in_pool, filed_at, newest })
    };
    let rows = kept_versions(before).into_model::<VersionRow>().all(conn).await?;
    let mut versions = rows.into_iter().map(version).collect::<Result<Vec<_>, Error>>()?;
    versions.sort_by_key(|version| version.id);
    Ok(versions)
}

pub(super) fn kept_versions(before: Moment) -> Select<roster_version::Entity> {
    use roster_version::Column::{CommittedAt, Id, State};
    let left = Condition::any()
        .add(Expr::exists(of_version(roster_person::Entity, roster_person::Column::Version)))
        .add(Expr::exists(of_version(roster_block::Entity, roster_block::Column::Version)));
    let half_gone = Condition::all().add(State.eq(VersionState::Deleted.code())).add(left);
    let of = roster_version::Entity::belongs_to(roster::Entity)
        .from(roster_version::Column::Roster)
        .to(roster::Column::Id)
        .into();
    roster_version::Entity::find()
        .select_only()
        .column(Id)
        .column(roster::Column::Brand)
        .column_as(CommittedAt, "filed_at")
        .expr_as(in_pool(), "in_pool")
        .expr_as(newest(), "newest")
        .join(JoinType::InnerJoin, of)
        .filter(CommittedAt.lt(before.timestamp_millis()))
        .filter(Condition::any().add(State.eq(VersionState::Published.code())).add(half_gone))
}

/// Whether the brand of the roster stands in its county's pool.
fn in_pool() -> SimpleExpr {
    let stands = Query::select()
        .expr(Expr::val(1))
        .from(brand_summary::Entity)
        .and_where(brand_summary::Column::Id.into_expr().eq(roster::Column::Brand.into_expr()))
        .and_where(brand_summary::Column::InPoolSince.is_not_null())
        .take();
    Expr::exists(stands)
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
