//! People's rights over the data held on them (PI-9; PIPL 44 to 50): a request is registered at a bureau's desk, what is held
//! is laid before the person, a correction goes to the unit whose roster it is, deletion is judged, and the request is closed
//! with what was done or why not. The record holds references; who asked stands in sealed rows.

mod acts;
mod held;
mod list;

pub use acts::{ask_correction, check_answer, check_correction, close, erase};
pub use held::{Held, HeldRow, Look, Place, places, report};
pub use list::{export, list, open_count};

use crate::{App, Error, FieldError, Result, Transaction, seals};
use chrono::NaiveDate;
use domain::{
    access::{Actor, Denied, RightsOfficer},
    event::Moment,
    identity::{DocumentKind, DocumentNumber},
    ids::{AccountId, AreaCode, BrandId, RightsRequestId, UnitId},
    length,
    person_name::PersonName,
    rights::{IdentityCheck, RefusalGround, RequestKind, RightsEvent, RightsRequest},
    roster::Ledger,
};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use storage::rights::{self, Request, Task};

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
#[derive(Clone, PartialEq, Eq)]
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

impl std::fmt::Debug for RequestView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RequestView({}, {})", self.id, self.asked.code())
    }
}

impl RequestView {
    /// How it stands, in words.
    #[must_use]
    pub fn standing(&self) -> &'static str {
        match (self.closed_at, self.ground) {
            (None, _) => "办理中",
            (Some(_), None) => "已办结",
            (Some(_), Some(_)) => "不予办理",
        }
    }
}

/// A correction asked of a unit.
#[derive(Clone, PartialEq, Eq)]
pub struct TaskView {
    /// The brand.
    pub brand: BrandId,
    /// The unit whose roster it is.
    pub unit: UnitId,
    /// The roster's ledger.
    pub ledger: Ledger,
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

impl std::fmt::Debug for TaskView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TaskView({}, {})", self.brand, self.unit)
    }
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
    let id = request.id;
    let document = &details.document;
    let person = tx.vault().fingerprints().person(document.kind().code(), document.number());
    let sealed = tx.seal(seals::RIGHTS_DETAILS.row(id.0), &serde_json::to_string(&details)?);
    rights::insert(tx.conn(), &request, person, sealed, officer.actor().account).await?;
    tx.commit().await?;
    Ok(id)
}

fn read(app: &App, new: &NewRequest) -> Result<(RequestKind, Details)> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, message: String| errors.push(FieldError::new(field, message));
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
    if length::is_short(&new.words) {
        wrong("words", "请写明请求的内容，如“查阅本人在各单位花名册中的信息”。".into());
    }
    for (field, what, text, most) in
        [("contact", "联系方式", &new.contact, length::LINE), ("words", "请求的内容", &new.words, length::PASSAGE)]
    {
        if let Some(sentence) = length::beyond(most, what, text) {
            wrong(field, sentence);
        }
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
    let request = own(app.db().reader(), officer, id).await?;
    views(app, vec![request]).await?.pop().ok_or(Error::NotFound)
}

/// What a unit is asked to correct in a brand's rosters, the open ones.
///
/// # Errors
/// Not of the unit; the database is away.
pub async fn tasks_of_unit(app: &App, actor: &Actor, brand: BrandId) -> Result<Vec<TaskView>> {
    let (_, unit) = actor.any_unit_member()?;
    let conn = app.db().reader();
    let mut open = rights::tasks_of_unit(conn, brand, unit).await?;
    open.retain(|task| task.done_at.is_none());
    if open.is_empty() {
        return Ok(Vec::new());
    }
    let requests = rights::these(conn, open.iter().map(|task| task.request)).await?;
    let one = |task: Task| {
        let request = requests.get(&task.request).ok_or(Error::NotFound)?;
        shown(app, &task, &details(app, request)?)
    };
    open.into_iter().map(one).collect()
}

/// A request of this desk. Another county's answers as if it did not exist.
async fn own(conn: &impl ConnectionTrait, officer: &RightsOfficer, id: RightsRequestId) -> Result<Request> {
    let request = rights::get(conn, id).await?.ok_or(Error::NotFound)?;
    let here = officer.area().is_none_or(|area| request.area.as_ref() == Some(area));
    if here { Ok(request) } else { Err(Denied::Hidden.into()) }
}

/// As [`own`], where it is still open and nobody acted since the page was drawn.
async fn open(tx: &Transaction, officer: &RightsOfficer, id: RightsRequestId, seen: u32) -> Result<Request> {
    let request = own(tx.conn(), officer, id).await?;
    if request.closed_at.is_some() {
        return Err(Error::field("", "这件请求已经办结，不能再办理。"));
    }
    if request.seq != seen {
        return Err(Error::Stale { since: Vec::new() });
    }
    Ok(request)
}

/// Appends to a request's stream.
async fn append(tx: &mut Transaction, id: RightsRequestId, event: RightsEvent) -> Result<()> {
    let mut request = tx.load::<RightsRequest>(id).await?;
    tx.append(&mut request, event).await
}

fn details(app: &App, request: &Request) -> Result<Details> {
    Ok(serde_json::from_str(&app.open_text(seals::RIGHTS_DETAILS.row(request.id.0), &request.details_sealed)?)?)
}

/// Requests as pages show them, each with the corrections it asks.
async fn views(app: &App, requests: Vec<Request>) -> Result<Vec<RequestView>> {
    let ids: Vec<RightsRequestId> = requests.iter().map(|request| request.id).collect();
    let mut tasks: BTreeMap<RightsRequestId, Vec<Task>> = BTreeMap::new();
    for task in rights::tasks_of(app.db().reader(), &ids).await? {
        tasks.entry(task.request).or_default().push(task);
    }
    let one = |request: Request| {
        let tasks = tasks.remove(&request.id).unwrap_or_default();
        view(app, request, &tasks)
    };
    requests.into_iter().map(one).collect()
}

fn view(app: &App, request: Request, tasks: &[Task]) -> Result<RequestView> {
    let details = details(app, &request)?;
    let answer = |sealed| app.open_text(seals::RIGHTS_ANSWER.row(request.id.0), sealed);
    Ok(RequestView {
        id: request.id,
        seq: request.seq,
        area: request.area,
        asked: request.asked,
        name: domain::person_name::mask_name(&details.name),
        document: format!("{} {}", details.document.kind(), details.document.mask()),
        contact: domain::parsing::mask(&details.contact),
        check: details.check,
        words: details.words.clone(),
        by: request.registered_by,
        at: request.registered_at,
        due: request.due,
        reported_at: request.reported_at,
        closed_at: request.closed_at,
        ground: request.ground,
        answer: request.answer_sealed.as_ref().map(|sealed| answer(sealed)).transpose()?,
        tasks: tasks.iter().map(|task| shown(app, task, &details)).collect::<Result<_>>()?,
    })
}

fn shown(app: &App, task: &Task, who: &Details) -> Result<TaskView> {
    Ok(TaskView {
        brand: task.of.brand,
        unit: task.unit,
        ledger: task.of.ledger,
        year: task.of.year,
        whom: format!("{}（{}）", domain::person_name::mask_name(&who.name), who.document.mask()),
        text: app.open_text(seals::RIGHTS_TASK.row(task.id.0), &task.text_sealed)?,
        asked_at: task.asked_at,
        done_at: task.done_at,
    })
}
