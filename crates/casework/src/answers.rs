//! What was typed into an application's form, as a draft holds it and as it was filed; and the keys of its sections.

use crate::{App, Error, Result, seals};
use domain::{
    application::Application,
    ids::ApplicationId,
    policy::{Field, Policy, Repeat, RequiredWhen, code_of},
};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use storage::{
    sections::{self, Section},
    submissions::{self, Submission},
};

/// Answers of one section, by field id. Lists are arrays of objects; everything else is text.
pub type SectionAnswers = BTreeMap<String, Value>;

/// All answers of a draft or submission, by section key: `brand`, `unit/12`, `figures/2024`, `narrative`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answers(pub BTreeMap<String, SectionAnswers>);

impl Answers {
    /// The text of a field; empty where nothing was typed.
    #[must_use]
    pub fn text(&self, section: &str, field: &str) -> &str {
        self.0.get(section).and_then(|answers| answers.get(field)).and_then(Value::as_str).unwrap_or_default()
    }

    /// The entries of a list field.
    #[must_use]
    pub fn list(&self, section: &str, field: &str) -> &[Value] {
        self.0.get(section).and_then(|answers| answers.get(field)).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// Whether a yes-no field says yes.
    #[must_use]
    pub fn yes(&self, section: &str, field: &str) -> bool {
        matches!(self.text(section, field), "yes" | "true" | "是")
    }
}

/// What a draft holds now.
///
/// # Errors
/// The database is away, or a section does not open.
pub async fn draft(app: &App, conn: &impl ConnectionTrait, application: ApplicationId) -> Result<Answers> {
    typed(app, application, &sections::of(conn, application).await?)
}

/// The answers of some sections of a draft.
pub(crate) fn typed(app: &App, application: ApplicationId, sections: &[Section]) -> Result<Answers> {
    let mut answers = Answers::default();
    for section in sections {
        let context = seals::DRAFT_ANSWERS.key(&format!("{application}/{}", section.key));
        let typed = serde_json::from_str(&app.open_text(context, &section.answers_sealed)?)?;
        answers.0.insert(section.key.clone(), typed);
    }
    Ok(answers)
}

/// The answers filed last; none before the first filing.
///
/// # Errors
/// The database is away, or the submission does not open.
pub async fn submitted(app: &App, conn: &impl ConnectionTrait, application: ApplicationId) -> Result<Option<Answers>> {
    Ok(submitted_by(app, conn, &[application]).await?.remove(&application))
}

/// The answers that each of some applications filed last; those before their first filing are left out.
///
/// # Errors
/// The database is away, or a submission does not open.
pub(crate) async fn submitted_by(
    app: &App,
    conn: &impl ConnectionTrait,
    applications: &[ApplicationId],
) -> Result<BTreeMap<ApplicationId, Answers>> {
    let newest = submissions::newest(conn, applications).await?;
    newest.iter().map(|submission| Ok((submission.application, filed(app, submission)?))).collect()
}

/// The answers of one earlier filing, to stand beside the new ones.
///
/// # Errors
/// There is no such filing.
pub async fn submitted_as(
    app: &App,
    conn: &impl ConnectionTrait,
    application: ApplicationId,
    no: u32,
) -> Result<Answers> {
    filed(app, &submissions::get(conn, application, no).await?.ok_or(Error::NotFound)?)
}

/// The answers of a filing.
pub(crate) fn filed(app: &App, filed: &Submission) -> Result<Answers> {
    let context = seals::SUBMISSION_ANSWERS.key(&format!("{}/{}", filed.application, filed.no));
    Ok(serde_json::from_str(&app.open_text(context, &filed.answers_sealed)?)?)
}

/// Every section key of an application with its heading, in the order of the form.
#[must_use]
pub fn section_keys(policy: &Policy, application: &Application, today: chrono::NaiveDate) -> Vec<(String, String)> {
    let mut keys = Vec::new();
    for section in &policy.form.sections {
        match section.repeat {
            Repeat::Once => keys.push((section.code.clone(), section.label.clone())),
            Repeat::PerUnit => keys.extend(application.units.iter().enumerate().map(|(index, unit)| {
                let label = match (application.units.len(), index) {
                    (1, _) => section.label.clone(),
                    (_, 0) => format!("{}（牵头）", section.label),
                    (_, n) => format!("{}（共同培育 {n}）", section.label),
                };
                (format!("{}/{unit}", section.code), label)
            })),
            Repeat::PerRosterYear => {
                let years = rosters::years(application.submitted_at.map_or(today, domain::calendar::shanghai_date));
                keys.extend(
                    years.map(|year| (format!("{}/{year}", section.code), format!("{}（{year}年）", section.label))),
                );
            }
        }
    }
    keys
}

/// The section of the form behind a key.
#[must_use]
pub fn section_of<'a>(policy: &'a Policy, key: &str) -> Option<&'a domain::policy::Section> {
    policy.form.sections.iter().find(|section| section.code == code_of(key))
}

/// Whether a field has to be filled, given the other answers of its section.
pub(crate) fn is_required(field: &Field, answers: &SectionAnswers) -> bool {
    let text = |id: &str| answers.get(id).and_then(Value::as_str).unwrap_or_default();
    field.required
        || match field.required_when {
            Some(RequiredWhen::Heritage) => matches!(text("is_intangible_heritage"), "yes" | "true"),
            Some(RequiredWhen::Entrusted) => matches!(text("training_mode"), "entrusted" | "both"),
            // The name is judged with every unit's name at hand, and money is asked about when there is some.
            Some(RequiredWhen::NameUnmet | RequiredWhen::Subsidy) | None => false,
        }
}
