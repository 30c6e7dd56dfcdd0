//! People's requests as their rows keep them: what the stream tells, and what is sealed beside it.

mod held;
mod tasks;

pub use held::{ListedIn, listed_in, marks_on, verdicts_on};
pub use tasks::{NewTask, Task, ask, tasks_of, tasks_of_unit};

use crate::{
    Error,
    entities::rights_request,
    lists, stored,
    summaries::{self, place_of_request},
};
use chrono::NaiveDate;
use domain::{
    event::Moment,
    ids::{AccountId, AreaCode, RightsRequestId},
    rights::{RefusalGround, RequestKind, RightsRequest},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::BTreeMap;
use vault::Fingerprint;

/// A request.
#[derive(Clone)]
pub struct Request {
    /// Its number.
    pub id: RightsRequestId,
    /// The seq of its last event.
    pub seq: u32,
    /// The county that answers; none for the city.
    pub area: Option<AreaCode>,
    /// What is asked.
    pub asked: RequestKind,
    /// About whom.
    pub person: Fingerprint,
    /// Who asks, how that was checked and what they say, sealed to it.
    pub details_sealed: Vec<u8>,
    /// Who registered it.
    pub registered_by: AccountId,
    /// When.
    pub registered_at: Moment,
    /// By when it is to be answered; none where the calendar is not announced.
    pub due: Option<NaiveDate>,
    /// When what is held was laid before the person.
    pub reported_at: Option<Moment>,
    /// When it was closed.
    pub closed_at: Option<Moment>,
    /// Why it was refused.
    pub ground: Option<RefusalGround>,
    /// The answer, sealed to it.
    pub answer_sealed: Option<Vec<u8>>,
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Request({})", self.id)
    }
}

impl TryFrom<rights_request::Model> for Request {
    type Error = Error;

    fn try_from(row: rights_request::Model) -> Result<Request, Error> {
        let senseless = |what: &str| Error::Inconsistent(format!("request {} {what}", row.id));
        let moment = |millis| stored::moment(millis).ok_or_else(|| senseless("is of no time"));
        let due = row.due.as_deref().map(|due| stored::date(due).ok_or_else(|| senseless("is due on no day")));
        let ground = row
            .ground
            .as_deref()
            .map(|ground| RefusalGround::parse(ground).ok_or_else(|| senseless("was refused on no ground")));
        let person = row.person.as_slice().try_into().map_err(|_| senseless("is of nobody"))?;
        Ok(Request {
            id: RightsRequestId(row.id),
            seq: u32::try_from(row.seq).map_err(|_| senseless("has no seq"))?,
            asked: RequestKind::parse(&row.asked).ok_or_else(|| senseless("asks nothing"))?,
            person: Fingerprint::from_bytes(person),
            registered_at: moment(row.registered_at)?,
            reported_at: row.reported_at.map(moment).transpose()?,
            closed_at: row.closed_at.map(moment).transpose()?,
            due: due.transpose()?,
            ground: ground.transpose()?,
            area: row.area.map(AreaCode),
            details_sealed: row.details_sealed,
            registered_by: AccountId(row.registered_by),
            answer_sealed: row.answer_sealed,
        })
    }
}

/// A request by its number.
///
/// # Errors
/// The database is away.
pub async fn get(conn: &impl ConnectionTrait, id: RightsRequestId) -> Result<Option<Request>, Error> {
    rights_request::Entity::find_by_id(id.0).one(conn).await?.map(Request::try_from).transpose()
}

/// Some requests, by their numbers.
///
/// # Errors
/// The database is away.
pub async fn these(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = RightsRequestId>,
) -> Result<BTreeMap<RightsRequestId, Request>, Error> {
    let these = lists::among(conn, rights_request::Column::Id, ids.into_iter().map(|id| id.0));
    let rows = rights_request::Entity::find().filter(these).all(conn).await?;
    rows.into_iter().map(|row| Request::try_from(row).map(|request| (request.id, request))).collect()
}

/// Writes the row of a request that begins, with what is sealed.
///
/// # Errors
/// The database is away.
pub async fn insert(
    conn: &impl ConnectionTrait,
    request: &RightsRequest,
    person: Fingerprint,
    details_sealed: Vec<u8>,
    registered_by: AccountId,
) -> Result<(), Error> {
    let row = rights_request::ActiveModel {
        id: Set(request.id.0),
        seq: Set(i64::from(request.seq)),
        area: Set(request.area.as_ref().map(|area| area.0.clone())),
        asked: Set(request.asked.code().to_owned()),
        person: Set(person.as_bytes().to_vec()),
        details_sealed: Set(details_sealed),
        registered_by: Set(registered_by.0),
        registered_at: Set(request.registered_at.timestamp_millis()),
        due: Set(request.due.map(summaries::day)),
        due_order: Set(summaries::day_or_never(request.due)),
        reported_at: Set(None),
        closed_at: Set(None),
        ground: Set(None),
        answer_sealed: Set(None),
        place: Set(place_of_request(request.id, request.due, false)),
    };
    rights_request::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// Keeps the answer that a request was closed with.
///
/// # Errors
/// The database is away.
pub async fn set_answer(conn: &impl ConnectionTrait, id: RightsRequestId, sealed: Vec<u8>) -> Result<(), Error> {
    let answer = rights_request::ActiveModel { answer_sealed: Set(Some(sealed)), ..Default::default() };
    let this = rights_request::Entity::update_many().set(answer).filter(rights_request::Column::Id.eq(id.0));
    this.exec(conn).await?;
    Ok(())
}
