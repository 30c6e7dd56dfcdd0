//! The sections of a draft: what is typed is kept, what is missing is said.

use crate::{
    App, Error, FieldError, Result, Transaction,
    answers::{Answers, SectionAnswers, section_keys, section_of},
    attachments, form, seals,
    visibility::may_change,
};
use domain::{
    access::Actor,
    application::{Application, State},
    event::Moment,
    ids::{AccountId, ApplicationId},
    policy::{Field, FieldKind, Policy, code_of},
    stream::Stream,
};
use std::collections::BTreeSet;
use storage::sections::{self, Section};

/// How far a section is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// 未开始
    Untouched,
    /// 填写中
    Filling,
    /// 已完成
    Done,
    /// 需修改
    ToCorrect,
}

/// A section as the task list shows it.
#[derive(Clone, Debug)]
pub struct SectionState {
    /// `brand`, `unit/12`, `figures/2024`, `narrative`.
    pub key: String,
    /// Its heading.
    pub label: String,
    /// How far it is.
    pub progress: Progress,
    /// Whether it may be typed into now.
    pub open: bool,
    /// How often it was saved.
    pub seq: u32,
    /// When it was last touched, and by which account.
    pub touched: Option<(Moment, AccountId)>,
    /// What is still missing or wrong.
    pub missing: Vec<FieldError>,
}

/// What came of saving a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is kept; what is still missing or wrong, field by field.
    Kept(Vec<FieldError>),
    /// Somebody saved it since the page was drawn: nothing was kept.
    Overtaken,
}

/// Keeps what was typed into a section, complete or not: a draft is never blocked (7.2.b). Returns what is still missing
/// or wrong, field by field.
///
/// # Errors
/// The section is closed now, or belongs to another unit of a joint brand.
pub async fn save_section(
    app: &App,
    actor: &Actor,
    application: ApplicationId,
    key: &str,
    answers: &SectionAnswers,
) -> Result<Vec<FieldError>> {
    match keep_section(app, actor, application, key, answers, None).await? {
        Saved::Kept(missing) => Ok(missing),
        Saved::Overtaken => Err(Error::Internal("a section overtaken by nobody".into())),
    }
}

/// As [`save_section`], for a page that was drawn when the section had been saved `seen` times.
///
/// # Errors
/// As [`save_section`].
pub async fn save_section_seen(
    app: &App,
    actor: &Actor,
    application: ApplicationId,
    key: &str,
    answers: &SectionAnswers,
    seen: u32,
) -> Result<Saved> {
    keep_section(app, actor, application, key, answers, Some(seen)).await
}

async fn keep_section(
    app: &App,
    actor: &Actor,
    application: ApplicationId,
    key: &str,
    answers: &SectionAnswers,
    seen: Option<u32>,
) -> Result<Saved> {
    let tx = app.begin(Some(actor)).await?;
    let application = tx.load::<Application>(application).await?;
    may_change(actor, &application, Some(code_of(key)))?;
    let policy = tx.policy(&application.policy)?;
    let section = section_of(&policy, key).ok_or(Error::NotFound)?;
    if code_of(key) == "unit" && !application.units.iter().any(|unit| key == format!("unit/{unit}")) {
        return Err(Error::NotFound);
    }
    let seq = sections::savings(tx.conn(), application.id, key).await?;
    if seen.is_some_and(|seen| seen != seq) {
        return Ok(Saved::Overtaken);
    }
    let kept = keep_known(&section.fields, answers);
    let present = attachments::slots(tx.conn(), application.id).await?;
    let missing = missing_in(&section.fields, key, &kept, &present, &policy);
    write_section(&tx, application.id, (key, seq + 1), &kept, missing.is_empty()).await?;
    tx.commit().await?;
    Ok(Saved::Kept(missing))
}

/// Every section of an application, how far it is, what is missing.
pub(crate) fn states(
    policy: &Policy,
    application: &Application,
    (answers, saved): (&Answers, &[Section]),
    present: &BTreeSet<String>,
    today: chrono::NaiveDate,
) -> Vec<SectionState> {
    let empty = SectionAnswers::new();
    let mut states = Vec::new();
    for (key, label) in section_keys(policy, application, today) {
        let Some(section) = section_of(policy, &key) else { continue };
        let typed = answers.0.get(&key);
        let missing = missing_in(&section.fields, &key, typed.unwrap_or(&empty), present, policy);
        let saved = saved.iter().find(|section| section.key == key);
        let open = application.section_open(code_of(&key));
        let progress = match (typed, missing.is_empty(), application.state()) {
            (_, _, State::Returned) if open => Progress::ToCorrect,
            (None, ..) => Progress::Untouched,
            (Some(_), true, _) => Progress::Done,
            (Some(_), false, _) => Progress::Filling,
        };
        let touched = saved.map(|section| (section.changed_at, section.changed_by));
        let seq = saved.map_or(0, |section| section.seq);
        states.push(SectionState { key, label, progress, open, seq, touched, missing });
    }
    states
}

/// Keeps a section under its key, saved for the `seq`th time.
pub(crate) async fn write_section(
    tx: &Transaction,
    application: ApplicationId,
    (key, seq): (&str, u32),
    answers: &SectionAnswers,
    done: bool,
) -> Result<()> {
    let context = seals::DRAFT_ANSWERS.key(&format!("{application}/{key}"));
    let section = Section {
        key: key.to_owned(),
        seq,
        answers_sealed: tx.seal(context, &serde_json::to_string(answers)?),
        done,
        changed_at: tx.now(),
        changed_by: tx.actor()?.account,
    };
    Ok(sections::keep(tx.conn(), application, section).await?)
}

/// Only fields of the form are kept: a forged field is dropped at the door.
fn keep_known(fields: &[Field], answers: &SectionAnswers) -> SectionAnswers {
    let known = fields.iter().filter(|field| field.kind != FieldKind::File);
    known.filter_map(|field| answers.get(&field.id).map(|value| (field.id.clone(), value.clone()))).collect()
}

/// What of a section is still missing or wrong. Nothing here blocks saving.
fn missing_in(
    fields: &[Field],
    key: &str,
    answers: &SectionAnswers,
    present: &BTreeSet<String>,
    policy: &Policy,
) -> Vec<FieldError> {
    fields.iter().flat_map(|field| form::check(field, key, answers, present, policy)).collect()
}
