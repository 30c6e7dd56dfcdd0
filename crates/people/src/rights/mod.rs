//! People's rights over the data held on them (PI-9; PIPL 44 to 50): a request is registered at a bureau's desk, what is held
//! is laid before the person, a correction goes to the unit whose roster it is, deletion is judged, and the request is closed
//! with what was done or why not. The record holds references; who asked stands in sealed rows.

mod acts;
mod held;
mod list;

pub use acts::{ask_correction, check_answer, check_correction, close, erase};
pub use held::{Held, HeldRow, Look, Place, places, report};
pub use list::{Listed, list};

use crate::{App, Error, FieldError, Result, Transaction, seals};
use chrono::NaiveDate;
use domain::{
    access::{Actor, Denied, RightsOfficer},
    event::Moment,
    identity::{DocumentKind, DocumentNumber},
    ids::{AccountId, AreaCode, BrandId, RightsRequestId, UnitId},
    person_name::PersonName,
    rights::{IdentityCheck, RefusalGround, RequestKind, RightsEvent, RightsRequest},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use storage::entities::{rights_request, rights_task, roster, roster_version};
use vault::Fingerprint;

/// A request as it is registered.
#[derive(Clone, Default)]
pub struct NewRequest {
    /// What is asked.
    pub asked: Option<RequestKind>,
    /// The person's name.
    pub name: String,
    /// The kind of their document.
    pub document_kind: Option<DocumentKind>,
    /// Its number.
    pub number: String,
    /// How they are told the answer.
    pub contact: String,
    /// How identity was checked.
    pub check: Option<IdentityCheck>,
    /// What they ask in their words.
    pub words: String,
}

/// Who asks what, as it is sealed.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Details {
    name: String,
    document: DocumentNumber,
    contact: String,
    check: IdentityCheck,
    words: String,
}

/// A request as pages show it: masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestView {
    /// Its number.
    pub id: RightsRequestId,
    /// The seq of its last event: what a click is judged against.
    pub seq: u32,
    /// The county it was registered in; none at the city's desk.
    pub area: Option<AreaCode>,
    /// What is asked.
    pub asked: RequestKind,
    /// The name, masked.
    pub name: String,
    /// The document's kind and masked number.
    pub document: String,
    /// How the answer is told, masked.
    pub contact: String,
    /// How identity was checked.
    pub check: IdentityCheck,
    /// What they ask in their words.
    pub words: String,
    /// Who registered it.
    pub by: AccountId,
    /// When.
    pub at: Moment,
    /// By when it is to be answered; none where the calendar of that year is not announced.
    pub due: Option<NaiveDate>,
    /// When everything held was laid before the person.
    pub reported_at: Option<Moment>,
    /// When it was closed.
    pub closed_at: Option<Moment>,
    /// Why it was refused.
    pub ground: Option<RefusalGround>,
    /// The answer given.
    pub answer: Option<String>,
    /// Corrections asked of units.
    pub tasks: Vec<TaskView>,
}

/// A correction asked of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskView {
    /// The brand.
    pub brand: BrandId,
    /// The unit whose roster it is.
    pub unit: UnitId,
    /// The roster's ledger.
    pub ledger: String,
    /// Its year.
    pub year: i64,
    /// Whom it is about, masked.
    pub whom: String,
    /// What is to be mended.
    pub text: String,
    /// When it was asked.
    pub asked_at: Moment,
    /// When the unit filed a newer version.
    pub done_at: Option<Moment>,
}

/// Registers a request; its answer is due in the working days of the policy file, from the day after.
///
/// # Errors
/// A field is missing or malformed, each with its sentence.
pub async fn register(app: &App, officer: &RightsOfficer, new: &NewRequest) -> Result<RightsRequestId> {
    let (asked, details) = read(app, new)?;
    let mut tx = app.begin(Some(officer.actor())).await?;
    let policies = app.policies();
    let due = tx.due_in(policies.current().1.rights.answer_days.value);
    let event = RightsEvent::Registered { asked, area: officer.area().cloned(), due };
    let request = tx.begin::<RightsRequest>(event).await?;
    let id = request.id.0;
    let document = &details.document;
    let person = tx.vault().fingerprints().person(document.kind().code(), document.number());
    let row = rights_request::ActiveModel {
        id: Set(id),
        seq: Set(1),
        area: Set(officer.area().map(|area| area.0.clone())),
        asked: Set(asked.code().to_owned()),
        person: Set(person.as_bytes().to_vec()),
        details_sealed: Set(tx.seal(seals::RIGHTS_DETAILS.row(id), &serde_json::to_string(&details)?)),
        registered_by: Set(officer.actor().account.0),
        registered_at: Set(tx.now().timestamp_millis()),
        due: Set(due.map(|due| due.to_string())),
        reported_at: Set(None),
        closed_at: Set(None),
        ground: Set(None),
        answer_sealed: Set(None),
    };
    rights_request::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    tx.commit().await?;
    Ok(RightsRequestId(id))
}

fn read(app: &App, new: &NewRequest) -> Result<(RequestKind, Details)> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, message: String| errors.push(FieldError { field: field.to_owned(), message });
    if new.asked.is_none() {
        wrong("asked", "请选择请求的事项。".into());
    }
    let name = PersonName::parse(&new.name).map(|parsed| parsed.value.as_str().to_owned());
    let name = name.map_err(|error| wrong("name", error.to_string()));
    if new.document_kind.is_none() {
        wrong("document_kind", "请选择证件类型。".into());
    }
    let kind = new.document_kind.unwrap_or(DocumentKind::ResidentId);
    let document = DocumentNumber::parse(kind, &new.number, app.today()).map(|parsed| parsed.value);
    let document = document.map_err(|error| wrong("number", error.to_string()));
    if new.contact.trim().is_empty() {
        wrong("contact", "请填写答复的联系方式，如手机号码或通信地址。".into());
    }
    if new.check.is_none() {
        wrong("check", "请选择核对身份的方式。".into());
    }
    if new.words.trim().chars().count() < 4 {
        wrong("words", "请写明请求的内容，如“查阅本人在各单位花名册中的信息”。".into());
    }
    match (new.asked, name, document, new.check) {
        (Some(asked), Ok(name), Ok(document), Some(check)) if errors.is_empty() => {
            let (contact, words) = (new.contact.trim().to_owned(), new.words.trim().to_owned());
            Ok((asked, Details { name, document, contact, check, words }))
        }
        _ => Err(Error::Invalid(errors)),
    }
}

/// One request.
///
/// # Errors
/// None of this number at this desk.
pub async fn get(app: &App, officer: &RightsOfficer, id: RightsRequestId) -> Result<RequestView> {
    let row = own(app.db().reader(), officer, id).await?;
    view(app, row).await
}

/// What a unit is asked to correct in a brand's rosters, the open ones.
///
/// # Errors
/// Not of the unit; the database is away.
pub async fn tasks_of_unit(app: &App, actor: &Actor, brand: BrandId) -> Result<Vec<TaskView>> {
    let (_, unit) = actor.any_unit_member()?;
    let rows = rights_task::Entity::find()
        .filter(rights_task::Column::Brand.eq(brand.0))
        .filter(rights_task::Column::Unit.eq(unit.0))
        .order_by_asc(rights_task::Column::Id)
        .all(app.db().reader())
        .await?;
    let mut open = Vec::new();
    for row in rows {
        let task = task(app, row).await?;
        if task.done_at.is_none() {
            open.push(task);
        }
    }
    Ok(open)
}

/// A request of this desk. Another county's answers as if it did not exist.
async fn own(
    conn: &impl ConnectionTrait,
    officer: &RightsOfficer,
    id: RightsRequestId,
) -> Result<rights_request::Model> {
    let row = rights_request::Entity::find_by_id(id.0).one(conn).await?.ok_or(Error::NotFound)?;
    let here = officer.area().is_none_or(|area| row.area.as_deref() == Some(area.as_str()));
    if here { Ok(row) } else { Err(Denied::Hidden.into()) }
}

/// As [`own`], where it is still open and nobody acted since the page was drawn.
async fn open(
    tx: &Transaction,
    officer: &RightsOfficer,
    id: RightsRequestId,
    seen: u32,
) -> Result<rights_request::Model> {
    let row = own(tx.conn(), officer, id).await?;
    if row.closed_at.is_some() {
        return Err(Error::field("", "这件请求已经办结，不能再办理。"));
    }
    if row.seq != i64::from(seen) {
        return Err(Error::Stale { since: Vec::new() });
    }
    Ok(row)
}

/// Appends to a request's stream, and writes what is sealed in its row.
async fn append(tx: &mut Transaction, row: rights_request::Model, event: RightsEvent) -> Result<rights_request::Model> {
    let mut request = tx.load::<RightsRequest>(RightsRequestId(row.id)).await?;
    let answer =
        rights_request::ActiveModel { id: Set(row.id), answer_sealed: Set(row.answer_sealed), ..Default::default() };
    rights_request::Entity::update(answer).exec(tx.conn()).await?;
    tx.append(&mut request, event).await?;
    rights_request::Entity::find_by_id(row.id).one(tx.conn()).await?.ok_or(Error::NotFound)
}

fn details(app: &App, row: &rights_request::Model) -> Result<Details> {
    Ok(serde_json::from_str(&app.open_text(seals::RIGHTS_DETAILS.row(row.id), &row.details_sealed)?)?)
}

fn person(row: &rights_request::Model) -> Result<Fingerprint> {
    let bytes = row.person.as_slice().try_into().map_err(|_| Error::Internal(format!("request {}", row.id)))?;
    Ok(Fingerprint::from_bytes(bytes))
}

/// The mark by which the access log tells a person: too short to be one, long enough to be found again.
pub(crate) fn mark(person: Fingerprint) -> String {
    person.to_string()[..8].to_owned()
}

async fn view(app: &App, row: rights_request::Model) -> Result<RequestView> {
    let details = details(app, &row)?;
    let tasks = rights_task::Entity::find().filter(rights_task::Column::Request.eq(row.id));
    let mut views = Vec::new();
    for row in tasks.order_by_asc(rights_task::Column::Id).all(app.db().reader()).await? {
        views.push(task(app, row).await?);
    }
    let answer = row.answer_sealed.as_ref().map(|sealed| app.open_text(seals::RIGHTS_ANSWER.row(row.id), sealed));
    Ok(RequestView {
        id: RightsRequestId(row.id),
        seq: u32::try_from(row.seq).unwrap_or_default(),
        asked: asked(&row)?,
        due: due(&row)?,
        area: row.area.map(AreaCode),
        name: domain::person_name::mask_name(&details.name),
        document: format!("{} {}", details.document.kind(), details.document.mask()),
        contact: domain::parsing::mask(&details.contact),
        check: details.check,
        words: details.words,
        by: AccountId(row.registered_by),
        at: moment(row.registered_at),
        reported_at: row.reported_at.map(moment),
        closed_at: row.closed_at.map(moment),
        ground: row.ground.as_deref().and_then(RefusalGround::parse),
        answer: answer.transpose()?,
        tasks: views,
    })
}

/// A task is done once the unit has filed a newer version of the roster.
async fn task(app: &App, row: rights_task::Model) -> Result<TaskView> {
    let conn = app.db().reader();
    let of = roster::Entity::find_by_id(row.roster).one(conn).await?.ok_or(Error::NotFound)?;
    let newer = roster_version::Entity::find()
        .filter(roster_version::Column::Roster.eq(row.roster))
        .filter(roster_version::Column::State.eq("published"))
        .filter(roster_version::Column::CommittedAt.gt(row.asked_at))
        .order_by_asc(roster_version::Column::No)
        .one(conn)
        .await?;
    let request = rights_request::Entity::find_by_id(row.request).one(conn).await?.ok_or(Error::NotFound)?;
    let who = details(app, &request)?;
    Ok(TaskView {
        brand: BrandId(row.brand),
        unit: UnitId(row.unit),
        ledger: of.ledger,
        year: of.year,
        whom: format!("{}（{}）", domain::person_name::mask_name(&who.name), who.document.mask()),
        text: app.open_text(seals::RIGHTS_TASK.row(row.id), &row.text_sealed)?,
        asked_at: moment(row.asked_at),
        done_at: newer.and_then(|version| version.committed_at).map(moment),
    })
}

fn asked(row: &rights_request::Model) -> Result<RequestKind> {
    RequestKind::parse(&row.asked).ok_or_else(|| Error::Internal(format!("request {} asks", row.id)))
}

fn due(row: &rights_request::Model) -> Result<Option<NaiveDate>> {
    let wrong = |_| Error::Internal(format!("request {} is due", row.id));
    row.due.as_deref().map(|due| due.parse().map_err(wrong)).transpose()
}

fn moment(millis: i64) -> Moment {
    storage::stored::moment(millis).unwrap_or_default()
}
