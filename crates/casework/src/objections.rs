//! Objections (5.3.g): lodged by anyone while the notice runs, acknowledged, investigated, answered. A late one is filed
//! as a lead (举报线索): acknowledged, and stops nothing.

use crate::{
    App, Error, FieldError, Result, Transaction,
    access_log::{self, Look},
    attachments::{self, Subject, Upload},
    consequences, dossier, seals,
};
use domain::{
    access::{Actor, Scope},
    application::{Application, ApplicationEvent, Stage},
    calendar::shanghai_date,
    ids::{ApplicationId, NoticeId, ObjectionId},
    length,
    notice::Notice,
    objection::{Objection, ObjectionEvent},
    policy::Policy,
};
use kernel::exports::{Format, Sheet};
use sea_orm::ConnectionTrait;
use std::fs::File;
use storage::{
    listing::{At, Found, Search},
    listings,
    objections::{self, Lodged, Words},
    summaries, titles,
};

/// What somebody objects to and why. `Debug` tells neither words nor contact.
#[derive(Clone)]
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

impl std::fmt::Debug for NewObjection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewObjection({}, ***)", self.application)
    }
}

/// The facts and reasons of an objection, as far as they say anything.
///
/// # Errors
/// Fewer than ten characters, or more than anybody reads.
pub fn stated(text: &str) -> Result<()> {
    told(text, "请写明异议的事实和理由，不少于10个字。")
}

fn told(text: &str, otherwise: &str) -> Result<()> {
    if text.trim().chars().count() < 10 {
        return Err(Error::field("text", otherwise));
    }
    let long = length::beyond(length::LETTER, "", text);
    long.map_or(Ok(()), |sentence| Err(Error::field("text", format!("{sentence}其余作为附件上传。"))))
}

/// What a lead is about and what happened, as far as they say anything.
///
/// # Errors
/// Nothing written, fewer than ten characters of what happened, or more than anybody reads.
pub fn stated_lead(about: &str, text: &str) -> Result<()> {
    let mut wrong = Vec::new();
    if about.trim().is_empty() {
        wrong.push(FieldError::new("about", "请写明涉及的品牌或单位。"));
    }
    if let Some(sentence) = length::beyond(length::TITLE, "", about) {
        wrong.push(FieldError::new("about", sentence));
    }
    if let Err(Error::Invalid(errors)) = told(text, "请写明线索的事实，不少于10个字。") {
        wrong.extend(errors);
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// Lodges an objection and returns the receipt with which its answer can be read.
///
/// # Errors
/// Nothing written; the brand is not on that notice.
pub async fn lodge(app: &App, new: NewObjection) -> Result<String> {
    stated(&new.text)?;
    let mut tx = app.begin(None).await?;
    let mut application = tx.load::<Application>(new.application).await?;
    let notice = tx.load::<Notice>(new.notice).await?;
    if notice.period.is_none() || !notice.applications.contains(&application.id) {
        return Err(Error::NotFound);
    }
    let policy = tx.policy(&application.policy)?;
    let acknowledge_due = tx.due_in(policy.notice.acknowledge_days.value);
    let answer_due = tx.due_in(policy.notice.answer_days.value);
    let in_time = matches!(
        application.stage,
        Stage::OnNotice { notice, last_day } if notice == new.notice && tx.today() <= last_day
    );
    let lodged = ObjectionEvent::Lodged {
        notice: Some(new.notice),
        application: Some(application.id),
        signed: !new.contact.trim().is_empty(),
        late: !in_time,
        acknowledge_due,
        answer_due,
    };
    let (objection, receipt) = enter(&mut tx, &policy, lodged, &new.text, &new.contact, &new.files).await?;
    if in_time {
        let event = ApplicationEvent::ObjectionLodged { objection: objection.id, acknowledge_due, answer_due };
        consequences::append(&mut tx, &mut application, event, None).await?;
    }
    tx.commit_made(&receipt).await?;
    Ok(receipt)
}

/// Information on wrongdoing outside any notice (举报线索, 6.2.a). `Debug` tells nothing of it.
#[derive(Clone)]
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

impl std::fmt::Debug for NewLead {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewLead(***)")
    }
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
    let lodged = ObjectionEvent::Lodged {
        notice: None,
        application: None,
        signed: !new.contact.trim().is_empty(),
        late: true,
        acknowledge_due: tx.due_in(policy.notice.acknowledge_days.value),
        answer_due: tx.due_in(policy.notice.answer_days.value),
    };
    let text = format!("{ABOUT}{}\n{}", new.about.trim().replace('\n', " "), new.text.trim());
    let (_, receipt) = enter(&mut tx, policy, lodged, &text, &new.contact, &new.files).await?;
    tx.commit_made(&receipt).await?;
    Ok(receipt)
}

/// How the first line of a lead begins: what it is about, in the informant's words.
const ABOUT: &str = "涉及：";

/// Begins the stream and writes the row with what is sealed, and the files; returns the receipt.
async fn enter(
    tx: &mut Transaction,
    policy: &Policy,
    lodged: ObjectionEvent,
    text: &str,
    contact: &str,
    files: &[Upload],
) -> Result<(Objection, String)> {
    Error::within(length::LINE, "contact", "", contact)?;
    if files.len() > 1 {
        return Err(Error::field(EVIDENCE, "附件只收一个文件。请把多份材料合并成一个文件，再重新上传。"));
    }
    for upload in files {
        attachments::fits(policy, EVIDENCE, upload)?;
    }
    let objection = tx.begin::<Objection>(lodged).await?;
    let id = objection.id.0;
    let receipt = receipt(tx, if objection.late { "XS" } else { "YY" });
    let words = Words {
        text: tx.seal(seals::OBJECTION_TEXT.row(id), text.trim()),
        contact: tx.seal(seals::OBJECTION_CONTACT.row(id), contact.trim()),
        investigation: None,
        answer: None,
    };
    objections::insert(tx.conn(), &objection, &receipt, words).await?;
    for upload in files {
        attachments::keep(tx, Subject::Objection(objection.id), EVIDENCE, upload).await?;
    }
    Ok((objection, receipt))
}

/// The slot of the policy file that rules evidence.
const EVIDENCE: &str = "objection_evidence";

/// Twelve letters and digits that nobody guesses and everybody can copy from a screen.
fn receipt(tx: &Transaction, series: &str) -> String {
    let token = vault::random_token(&mut *tx.app().chance().get());
    let head: String = token.to_uppercase().chars().take(12).collect();
    format!("{series}-{}-{}-{}", &head[..4], &head[4..8], &head[8..])
}

/// An objection as the city's pages show it, opened.
#[derive(Clone)]
pub struct ObjectionView {
    /// What is kept of it.
    pub lodged: Lodged,
    /// The brand.
    pub brand: String,
    /// The notice's title; empty in a list, which says none.
    pub notice: String,
    /// What was written.
    pub text: String,
    /// Name and contact, masked; empty for an anonymous one.
    pub contact: String,
    /// What the investigation found.
    pub investigation: Option<String>,
    /// The answer.
    pub answer: Option<String>,
}

impl std::fmt::Debug for ObjectionView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ObjectionView({}, {})", self.lodged.id, self.lodged.state.code())
    }
}

/// A page of the objections the actor's desk handles, the newest first: the city's.
///
/// # Errors
/// Not the city's or the auditor's.
pub async fn list(app: &App, actor: &Actor, search: &Search, at: Option<&At>) -> Result<Found<ObjectionView>> {
    may_read(actor)?;
    let listing = listings::objections::listing(&actor.scope(), search);
    let mut found = listing.find(app.db().reader(), at).await?;
    let rows = std::mem::take(&mut found.page.rows);
    let views = views(app, rows).await?;
    Ok(found.with(views))
}

/// The objections as they are narrowed, as a file, without what people wrote; recorded.
///
/// # Errors
/// Not the city's or the auditor's; the file cannot be written.
pub async fn export(app: &App, actor: &Actor, search: &Search, format: Format) -> Result<File> {
    may_read(actor)?;
    let heads = ["回执号", "类别", "品牌", "署名", "收到", "状态", "期限"];
    let mut sheet = Sheet::of(app, listings::objections::listing(&actor.scope(), search), "异议和线索", heads, format)?;
    while let Some(rows) = sheet.next(app).await? {
        for ObjectionView { lodged, brand, .. } in views(app, rows).await? {
            sheet.row([
                lodged.receipt,
                if lodged.late { "举报线索" } else { "异议" }.to_owned(),
                brand,
                if lodged.signed { "署名" } else { "匿名" }.to_owned(),
                summaries::day(shanghai_date(lodged.lodged_at)),
                lodged.state.label().to_owned(),
                lodged.due.map_or_else(String::new, summaries::day),
            ])?;
        }
    }
    sheet.end(app, actor).await
}

/// Objections opened, each with its brand.
async fn views(app: &App, rows: Vec<Lodged>) -> Result<Vec<ObjectionView>> {
    let applications = rows.iter().filter_map(|row| row.application).collect();
    let brands = titles::of_applications(app.db().reader(), applications).await?;
    let one = |row: Lodged| {
        let brand = row.application.and_then(|id| brands.get(&id).cloned());
        opened(app, row, brand)
    };
    rows.into_iter().map(one).collect()
}

/// What an objector reads with the receipt: how it stands and the answer, never more than they wrote.
///
/// # Errors
/// No objection has this receipt.
pub async fn by_receipt(app: &App, receipt: &str) -> Result<ObjectionView> {
    let lodged = objections::by_receipt(app.db().reader(), &receipt.trim().to_uppercase()).await?;
    view(app, lodged.ok_or(Error::NotFound)?).await
}

/// One objection opened, with its brand and its notice.
async fn view(app: &App, lodged: Lodged) -> Result<ObjectionView> {
    let notices = titles::of_notices(app.db().reader(), lodged.notice.into_iter().collect()).await?;
    let view = views(app, vec![lodged]).await?.pop().ok_or(Error::NotFound)?;
    Ok(ObjectionView { notice: notices.into_values().next().unwrap_or_default(), ..view })
}

fn opened(app: &App, lodged: Lodged, brand: Option<String>) -> Result<ObjectionView> {
    let (id, words) = (lodged.id.0, &lodged.words);
    let open = |field: vault::Field, sealed: &Option<Vec<u8>>| {
        sealed.as_ref().map(|sealed| app.open_text(field.row(id), sealed)).transpose()
    };
    let text = app.open_text(seals::OBJECTION_TEXT.row(id), &words.text)?;
    Ok(ObjectionView {
        brand: brand.unwrap_or_else(|| named_in(&text)),
        notice: String::new(),
        text,
        contact: masked(&app.open_text(seals::OBJECTION_CONTACT.row(id), &words.contact)?),
        investigation: open(seals::OBJECTION_INVESTIGATION, &words.investigation)?,
        answer: open(seals::OBJECTION_ANSWER, &words.answer)?,
        lodged,
    })
}

/// One objection for the city's page.
///
/// # Errors
/// Not the city's or the auditor's; there is none.
pub async fn get(app: &App, actor: &Actor, id: ObjectionId) -> Result<ObjectionView> {
    may_read(actor)?;
    view(app, objections::get(app.db().reader(), id).await?.ok_or(Error::NotFound)?).await
}

/// Name and telephone as they were joined, each masked.
fn masked(contact: &str) -> String {
    contact.split('，').map(dossier::mask).collect::<Vec<_>>().join("，")
}

/// Name and contact of whoever signed an objection or lead, in full, for a stated purpose; the look is on record.
///
/// # Errors
/// Not the city's; no purpose; nobody signed it.
pub async fn unmask_contact(app: &App, actor: &Actor, id: ObjectionId, purpose: &str) -> Result<String> {
    actor.city_reviewer()?;
    let lodged = objections::get(app.db().reader(), id).await?.filter(|lodged| lodged.signed).ok_or(Error::NotFound)?;
    let look = Look { at: &format!("objection/{id}"), part: "contact", people: &[] };
    access_log::look(app, actor, look, purpose).await?;
    app.open_text(seals::OBJECTION_CONTACT.row(id.0), &lodged.words.contact)
}

fn may_read(actor: &Actor) -> Result<()> {
    if actor.scope() != Scope::City || actor.role == domain::access::Role::Finance {
        return Err(Error::NotFound);
    }
    Ok(())
}

/// What an objection or lead is about, in a few words.
///
/// # Errors
/// The database is away.
pub async fn about(
    app: &App,
    conn: &impl ConnectionTrait,
    id: ObjectionId,
    application: Option<&Application>,
) -> Result<String> {
    if let Some(application) = application {
        return Ok(application.title.clone());
    }
    let lodged = objections::get(conn, id).await?.ok_or(Error::NotFound)?;
    let text = app.open_text(seals::OBJECTION_TEXT.row(id.0), &lodged.words.text)?;
    Ok(named_in(&text))
}

/// What a lead is about, from its first line.
fn named_in(text: &str) -> String {
    text.lines().next().and_then(|line| line.strip_prefix(ABOUT)).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_learns_nothing_of_an_informant() {
        let (text, contact) = ("花名册中有人没有参加培训。".to_owned(), "林某某 13800138000".to_owned());
        let (notice, application) = (NoticeId(1), ApplicationId(2));
        let objection =
            NewObjection { notice, application, text: text.clone(), contact: contact.clone(), files: Vec::new() };
        let lead = NewLead { about: "晋江鞋服".into(), text, contact, files: Vec::new() };
        assert_eq!(format!("{objection:?} {lead:?}"), "NewObjection(2, ***) NewLead(***)");
    }
}
