//! Corrections that a request asks of units, each with its roster and when it was mended.

use crate::{
    Error,
    entities::{rights_task, roster, roster_version},
    lists,
    rosters::{LedgerYear, versions::VersionState},
    stored,
};
use domain::{
    event::Moment,
    ids::{BrandId, RightsRequestId, RightsTaskId, RosterId, UnitId},
    roster::Ledger,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{ExprTrait, Query, SimpleExpr},
};

/// A correction asked of a unit.
#[derive(Clone, Debug)]
pub struct Task {
    /// Its number.
    pub id: RightsTaskId,
    /// The request that asks it.
    pub request: RightsRequestId,
    /// The unit whose roster it is.
    pub unit: UnitId,
    /// Which roster: its brand, ledger and year.
    pub of: LedgerYear,
    /// What is to be mended, sealed to it.
    pub text_sealed: Vec<u8>,
    /// When it was asked.
    pub asked_at: Moment,
    /// When the unit first filed a newer version; none where it has not.
    pub done_at: Option<Moment>,
}

/// A correction to be asked.
#[derive(Clone, Debug)]
pub struct NewTask {
    /// Its number.
    pub id: RightsTaskId,
    /// The request that asks it.
    pub request: RightsRequestId,
    /// The brand.
    pub brand: BrandId,
    /// The unit whose roster it is.
    pub unit: UnitId,
    /// The roster.
    pub roster: RosterId,
    /// When it is asked.
    pub at: Moment,
    /// What is to be mended, sealed to it.
    pub text_sealed: Vec<u8>,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    request: i64,
    brand: i64,
    unit: i64,
    asked_at: i64,
    text_sealed: Vec<u8>,
    ledger: String,
    year: i64,
    done_at: Option<i64>,
}

impl TryFrom<Row> for Task {
    type Error = Error;

    fn try_from(row: Row) -> Result<Task, Error> {
        let senseless = |what: &str| Error::Inconsistent(format!("correction {} is {what}", row.id));
        let moment = |millis| stored::moment(millis).ok_or_else(|| senseless("of no time"));
        let ledger = Ledger::parse(&row.ledger).ok_or_else(|| senseless("of no ledger"))?;
        Ok(Task {
            id: RightsTaskId(row.id),
            request: RightsRequestId(row.request),
            unit: UnitId(row.unit),
            of: LedgerYear { brand: BrandId(row.brand), ledger, year: row.year },
            asked_at: moment(row.asked_at)?,
            done_at: row.done_at.map(moment).transpose()?,
            text_sealed: row.text_sealed,
        })
    }
}

/// Asks for a correction.
///
/// # Errors
/// The database is away.
pub async fn ask(conn: &impl ConnectionTrait, task: NewTask) -> Result<(), Error> {
    let row = rights_task::ActiveModel {
        id: Set(task.id.0),
        request: Set(task.request.0),
        brand: Set(task.brand.0),
        unit: Set(task.unit.0),
        roster: Set(task.roster.0),
        asked_at: Set(task.at.timestamp_millis()),
        text_sealed: Set(task.text_sealed),
    };
    rights_task::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// The corrections that some requests ask, in the order of asking.
///
/// # Errors
/// The database is away.
pub async fn tasks_of(conn: &impl ConnectionTrait, requests: &[RightsRequestId]) -> Result<Vec<Task>, Error> {
    let these = lists::among(conn, rights_task::Column::Request, requests.iter().map(|request| request.0));
    read(conn, rights_task::Entity::find().filter(these)).await
}

/// The corrections asked of a unit in a brand's rosters, in the order of asking.
///
/// # Errors
/// The database is away.
pub async fn tasks_of_unit(conn: &impl ConnectionTrait, brand: BrandId, unit: UnitId) -> Result<Vec<Task>, Error> {
    let of_unit = rights_task::Entity::find()
        .filter(rights_task::Column::Brand.eq(brand.0))
        .filter(rights_task::Column::Unit.eq(unit.0));
    read(conn, of_unit).await
}

async fn read(conn: &impl ConnectionTrait, tasks: Select<rights_task::Entity>) -> Result<Vec<Task>, Error> {
    let of =
        rights_task::Entity::belongs_to(roster::Entity).from(rights_task::Column::Roster).to(roster::Column::Id).into();
    let rows = tasks
        .join(JoinType::InnerJoin, of)
        .column_as(roster::Column::Ledger, "ledger")
        .column_as(roster::Column::Year, "year")
        .expr_as(done_at(), "done_at")
        .order_by_asc(rights_task::Column::Id)
        .into_model::<Row>()
        .all(conn)
        .await?;
    rows.into_iter().map(Task::try_from).collect()
}

/// When a version newer than the request to correct was first filed.
fn done_at() -> SimpleExpr {
    let newer = Query::select()
        .expr(roster_version::Column::CommittedAt.min())
        .from(roster_version::Entity)
        .and_where(roster_version::Column::Roster.into_expr().eq(rights_task::Column::Roster.into_expr()))
        .and_where(roster_version::Column::State.eq(VersionState::Published.code()))
        .and_where(roster_version::Column::CommittedAt.into_expr().gt(rights_task::Column::AskedAt.into_expr()))
        .take();
    SimpleExpr::SubQuery(None, Box::new(newer.into()))
}
