//! Objections (5.3.g): lodged by anyone while the notice runs, acknowledged, investigated, answered. A late one is filed
//! as a lead (举报线索): acknowledged, and stops nothing.

use crate::{
    App, Error, FieldError, Result, Transaction,
    acts::{Decided, ended},
    attachments::{self, Upload},
    notices, seals,
};
use chrono::NaiveDate;
use domain::{
    access::{Actor, Scope},
    application::{ApplicationEvent, ObjectionOutcome, Stage},
    ids::{ApplicationId, NoticeId, ObjectionId},
    policy::Policy,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use storage::{
    entities::{application_summary, notice_summary, objection},
    summaries,
};

/// What somebody objects to and why.
#[derive(Clone, Debug)]
pub struct NewObjection {
    /// The notice it is about.
    pub notice: NoticeId,
    /// The brand on it.
    pub application: ApplicationId,
    /// Facts and reasons.
    pub text: String,
    /// Name and how to reach the objector; empty for an anonymous one.
    pub contact: String,
    /// Evidence.
    pub files: Vec<Upload>,
}

/// The facts and reasons of an objection, as far as they say anything.
///
/// # Errors
/// Fewer than ten characters.
pub fn stated(text: &str) -> Result<()> {
    told(text, "请写明异议的事实和理由，不少于10个字。")
}

fn told(text: &str, otherwise: &str) -> Result<()> {
    if text.trim().chars().count() < 10 { Err(Error::field("text", otherwise)) } else { Ok(()) }
}

/// Lodges an objection and returns the receipt with which its answer can be read.
///
/// # Errors
/// Nothing written; the brand is not on that notice.
pub async fn lodge(app: &App, new: NewObjection) -> Result<String> {
    stated(&new.text)?;
    let mut tx = app.begin(None).await?;
    let mut application = tx.application(new.application).await?;
    let notice = tx.notice(new.notice).await?;
    if notice.period.is_none() || !notice.applications.contains(&application.id) {
        return Err(Error::NotFound);
    }
    let id = tx.next_id::<objection::Entity>(objection::Column::Id).await?;
    let policy = tx.policy(&application.policy)?;
    let due = tx.due_in(policy.notice.answer_days.value);
    let in_time = matches!(application.stage, Stage::OnNotice { notice, last_day } if notice == new.notice && tx.today() <= last_day);
    if in_time {
        let event = application.lodge_objection(ObjectionId(id), tx.today(), due)?;
        tx.append_application(&mut application, event).await?;
    }
    let entry = Entry { id, notice: new.notice.0, application: application.id.0, late: !in_time, due };
    let receipt = enter(&mut tx, &policy, entry, &new.text, &new.contact, &new.files).await?;
    tx.commit_made(&receipt).await?;
    Ok(receipt)
}

/// Information on wrongdoing outside any notice (举报线索, 6.2.a).
#[derive(Clone, Debug)]
pub struct NewLead {
    /// The brand or unit it is about, as the informant names it.
    pub about: String,
    /// What happened.
    pub text: String,
    /// Name and how to reach the informant; empty for an anonymous one.
    pub contact: String,
    /// Evidence.
    pub files: Vec<Upload>,
}

/// What a lead is about and what happened, as far as they say anything.
///
/// # Errors
/// Nothing written, or fewer than ten characters of what happened.
pub fn stated_lead(about: &str, text: &str) -> Result<()> {
    let mut wrong = Vec::new();
    if about.trim().is_empty() {
        wrong.push(FieldError { field: "about".into(), message: "请写明涉及的品牌或单位。".into() });
    }
    if let Err(Error::Invalid(errors)) = told(text, "请写明线索的事实，不少于10个字。") {
        wrong.extend(errors);
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// Files a lead and returns the receipt with which its answer can be read. It stops nothing.
///
/// # Errors
/// Nothing written; files that the policy does not take.
pub async fn inform(app: &App, new: NewLead) -> Result<String> {
    stated_lead(&new.about, &new.text)?;
    let mut tx = app.begin(None).await?;
    let policies = app.policies();
    let policy = policies.current().1;
    let id = tx.next_id::<objection::Entity>(objection::Column::Id).await?;
    let entry = Entry { id, notice: 0, application: 0, late: true, due: tx.due_in(policy.notice.answer_days.value) };
    let text = format!("{ABOUT}{}\n{}", new.about.trim().replace('\n', " "), new.text.trim());
    let receipt = enter(&mut tx, policy, entry, &text, &new.contact, &new.files).await?;
    tx.commit_made(&receipt).await?;
    Ok(receipt)
}

/// How the first line of a lead begins: what it is about, in the informant's words.
const ABOUT: &str = "涉及：";

struct Entry {
    id: i64,
    notice: i64,
    application: i64,
    late: bool,
    due: Option<NaiveDate>,
}

/// Writes the row and its files; returns the receipt.
async fn enter(
    tx: &mut Transaction,
    policy: &Policy,
    entry: Entry,
    text: &str,
    contact: &str,
    files: &[Upload],
) -> Result<String> {
    if files.len() > 1 {
        return Err(Error::field(EVIDENCE, "附件只收一个文件。请把多份材料合并成一个文件，再重新上传。"));
    }
    for upload in files {
        attachments::fits(policy, EVIDENCE, upload)?;
    }
    let id = entry.id;
    let receipt = receipt(tx, if entry.late { "XS" } else { "YY" });
    let row = objection::ActiveModel {
        id: Set(id),
        notice: Set(entry.notice),
        application_id: Set(entry.application),
        receipt: Set(receipt.clone()),
        signed: Set(!contact.trim().is_empty()),
        late: Set(entry.late),
        text_sealed: Set(tx.seal(seals::OBJECTION_TEXT.row(id), text.trim())),
        contact_sealed: Set(tx.seal(seals::OBJECTION_CONTACT.row(id), contact.trim())),
        state: Set("lodged".to_owned()),
        lodged_at: Set(tx.now().timestamp_millis()),
        acknowledged_at: Set(None),
        answer_due: Set(entry.due.map(summaries::day)),
        investigation_sealed: Set(None),
        answered_at: Set(None),
        answer_sealed: Set(None),
    };
    objection::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    for upload in files {
        attachments::keep(tx, &format!("objection/{id}"), EVIDENCE, upload).await?;
    }
    Ok(receipt)
}

/// The slot of the policy file that rules evidence.
const EVIDENCE: &str = "objection_evidence";

/// Twelve letters and digits that nobody guesses and everybody can copy from a screen.
fn receipt(tx: &Transaction, series: &str) -> String {
    let token = vault::random_token(&mut *tx.app().chance().get());
    let head: String = token.to_uppercase().chars().take(12).collect();
    format!("{series}-{}-{}-{}", &head[..4], &head[4..8], &head[8..])
}

/// Acknowledges an objection or lead.
///
/// # Errors
/// Not the city's; answered already.
pub async fn acknowledge(app: &App, actor: &Actor, id: ObjectionId) -> Result<()> {
    actor.city_reviewer()?;
    change(app, actor, id, |row, now| {
        row.state = Set("acknowledged".to_owned());
        row.acknowledged_at = Set(Some(now));
    })
    .await
}

/// Records what the investigation found (异议核查).
///
/// # Errors
/// Not the city's; nothing written; answered already.
pub async fn investigate(app: &App, actor: &Actor, id: ObjectionId, findings: &str) -> Result<()> {
    actor.city_reviewer()?;
    if findings.trim().is_empty() {
        return Err(Error::field("findings", "请写明核查情况。"));
    }
    let sealed =
        app.vault().seal_text(seals::OBJECTION_INVESTIGATION.row(id.0), findings.trim(), &mut *app.chance().get());
    change(app, actor, id, |row, _| {
        row.state = Set("investigated".to_owned());
        row.investigation_sealed = Set(Some(sealed));
    })
    .await
}

/// Answers a lead: it stops nothing, so the answer is all there is.
///
/// # Errors
/// Not the city's; not a lead; nothing written.
pub async fn answer_lead(app: &App, actor: &Actor, id: ObjectionId, answer: &str) -> Result<()> {
    actor.city_reviewer()?;
    if answer.trim().is_empty() {
        return Err(Error::field("answer", "请写明处理情况。"));
    }
    let row = objection::Entity::find_by_id(id.0).one(app.db().reader()).await?.ok_or(Error::NotFound)?;
    if !row.late {
        return Err(domain::application::Refusal::Plain("期内异议须经审批答复。").into());
    }
    let sealed = app.vault().seal_text(seals::OBJECTION_ANSWER.row(id.0), answer.trim(), &mut *app.chance().get());
    change(app, actor, id, |row, now| {
        row.state = Set("answered".to_owned());
        row.answered_at = Set(Some(now));
        row.answer_sealed = Set(Some(sealed));
    })
    .await
}

async fn change(
    app: &App,
    actor: &Actor,
    id: ObjectionId,
    set: impl FnOnce(&mut objection::ActiveModel, i64),
) -> Result<()> {
    let tx = app.begin(Some(actor)).await?;
    let row = objection::Entity::find_by_id(id.0).one(tx.conn()).await?.ok_or(Error::NotFound)?;
    if row.state == "answered" {
        return Err(domain::application::Refusal::NoSuchObjection.into());
    }
    let mut active = objection::ActiveModel { id: Set(id.0), ..Default::default() };
    set(&mut active, tx.now().timestamp_millis());
    objection::Entity::update(active).exec(tx.conn()).await?;
    tx.commit().await
}

/// Decides an objection (5.3.g): dismissed, upheld with a corrected notice, or upheld with refusal.
pub(crate) async fn decide(
    tx: &mut Transaction,
    by: &Decided<'_>,
    id: ApplicationId,
    objection: ObjectionId,
    outcome: ObjectionOutcome,
    reason: &str,
) -> Result<()> {
    let city = by.actor.city_reviewer()?;
    let mut application = tx.application(id).await?;
    for event in application.decide_objection(&city, objection, outcome, reason.to_owned())? {
        if let ApplicationEvent::TakenOffNotice { notice } = event {
            notices::remove_application(tx, notice, application.id).await?;
        }
        tx.append_application(&mut application, event).await?;
    }
    if outcome == ObjectionOutcome::UpheldRefuse {
        ended(tx, &application, by.matter.map(|matter| matter.id)).await?;
    }
    let answer = format!("异议{}：{reason}", crate::sentences::outcome_words(outcome));
    let active = objection::ActiveModel {
        id: Set(objection.0),
        state: Set("answered".to_owned()),
        answered_at: Set(Some(tx.now().timestamp_millis())),
        answer_sealed: Set(Some(tx.seal(seals::OBJECTION_ANSWER.row(objection.0), &answer))),
        ..Default::default()
    };
    objection::Entity::update(active).exec(tx.conn()).await?;
    Ok(())
}

/// An objection as the city's pages show it, opened.
#[derive(Clone, Debug)]
pub struct ObjectionView {
    /// The row.
    pub row: objection::Model,
    /// The brand.
    pub brand: String,
    /// The notice's title.
    pub notice: String,
    /// What was written.
    pub text: String,
    /// Name and contact; empty for an anonymous one.
    pub contact: String,
    /// What the investigation found.
    pub investigation: Option<String>,
    /// The answer.
    pub answer: Option<String>,
}

/// Objections the actor's desk handles: the city's.
///
/// # Errors
/// Not the city's or the auditor's.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<ObjectionView>> {
    if actor.scope() != Scope::City || actor.role == domain::access::Role::Finance {
        return Err(Error::NotFound);
    }
    let rows = objection::Entity::find().order_by_desc(objection::Column::Id).all(app.db().reader()).await?;
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        views.push(view(app, row).await?);
    }
    Ok(views)
}

/// What an objector reads with the receipt: how it stands and the answer, never more than they wrote.
///
/// # Errors
/// No objection has this receipt.
pub async fn by_receipt(app: &App, receipt: &str) -> Result<ObjectionView> {
    let row = objection::Entity::find()
        .filter(objection::Column::Receipt.eq(receipt.trim().to_uppercase()))
        .one(app.db().reader())
        .await?
        .ok_or(Error::NotFound)?;
    view(app, row).await
}

async fn view(app: &App, row: objection::Model) -> Result<ObjectionView> {
    let conn = app.db().reader();
    let application = application_summary::Entity::find_by_id(row.application_id).one(conn).await?;
    let notice = notice_summary::Entity::find_by_id(row.notice).one(conn).await?;
    let open = |field: vault::Field, sealed: &Option<Vec<u8>>| {
        sealed.as_ref().map(|sealed| app.open_text(field.row(row.id), sealed)).transpose()
    };
    let text = app.open_text(seals::OBJECTION_TEXT.row(row.id), &row.text_sealed)?;
    let about = || text.lines().next().and_then(|line| line.strip_prefix(ABOUT)).unwrap_or_default().to_owned();
    Ok(ObjectionView {
        brand: application.map_or_else(about, |application| application.title),
        notice: notice.map_or_else(String::new, |notice| notice.title),
        text,
        contact: app.open_text(seals::OBJECTION_CONTACT.row(row.id), &row.contact_sealed)?,
        investigation: open(seals::OBJECTION_INVESTIGATION, &row.investigation_sealed)?,
        answer: open(seals::OBJECTION_ANSWER, &row.answer_sealed)?,
        row,
    })
}
