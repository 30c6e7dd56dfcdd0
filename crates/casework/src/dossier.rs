//! One brand, one file (一牌一档): what an application's page lays out beside its record.

use crate::{
    App, Error, Result,
    access_log::{self, Look},
    answers::{self, Answers},
    content::Content,
    form, visibility,
};
use chrono::NaiveDate;
use domain::{
    access::Actor,
    application::{Application, State},
    brand::Brand,
    finding::Count,
    ids::BrandId,
    matter::Subject,
    mobile::Phone,
    person_name::mask_name,
    policy::{Field, FieldKind, Policy},
    roster::Ledger,
    stream::{Stream, StreamKind},
};
use serde_json::Value;
use storage::{
    applications, cultivations,
    rosters::{problems, versions::Version},
    summaries,
};

/// Reasons that a line of the table names.
const REASONS: usize = 4;

/// Whose page lays out a brand's file, for an actor: its newest application's, drafts last; its newest cultivation's
/// where it has none, as brands from paper.
///
/// # Errors
/// No such brand; another area's or unit's; nothing of it that the actor may see.
pub async fn opened_at(app: &App, actor: &Actor, brand: BrandId) -> Result<Subject> {
    let conn = app.db().reader();
    let of = summaries::load::<Brand>(conn, brand).await?.ok_or(Error::NotFound)?;
    actor.may_see(&of.area, &of.units)?;
    let applications = applications::of_brands(conn, [brand]).await?.remove(&brand).unwrap_or_default();
    let seen = applications.iter().filter(|of| visibility::may_see(actor, of).is_ok());
    if let Some(newest) = seen.max_by_key(|of| (of.state() != State::Drafting, of.id)) {
        return Ok(Subject { stream: StreamKind::Application, id: newest.id.0 });
    }
    let cultivations = cultivations::of_brand(conn, brand).await?;
    let newest = cultivations.iter().rfind(|of| actor.may_see(&of.area, &of.units).is_ok()).ok_or(Error::NotFound)?;
    Ok(Subject { stream: StreamKind::Cultivation, id: newest.id.0 })
}

/// A roster version as filed.
#[derive(Clone, Debug)]
pub struct RosterLine {
    /// The ledger.
    pub ledger: Ledger,
    /// Its year.
    pub year: i64,
    /// The version, from 1.
    pub no: i64,
    /// Rows in the sheet.
    pub rows: u64,
    /// Rows that do not count.
    pub rejected: u64,
    /// Distinct people; verified, disputed and decided not to count apart.
    pub people: Count,
    /// Why rows were left out: column and how many, the most frequent first.
    pub left_out: Vec<(String, u64)>,
}

/// The rosters an application holds, line by line.
///
/// # Errors
/// The database is away.
pub async fn rosters(app: &App, content: &Content) -> Result<Vec<RosterLine>> {
    let versions = &content.rosters.versions;
    let imports: Vec<_> = versions.iter().map(|version| version.import).collect();
    let mut left_out = problems::left_out(app.db().reader(), &imports).await?;
    let line = |version: &Version| {
        let mut left_out = left_out.remove(&version.import).unwrap_or_default();
        left_out.truncate(REASONS);
        RosterLine {
            ledger: version.roster.ledger,
            year: version.roster.year,
            no: version.no,
            rows: version.figures.rows.unsigned_abs(),
            rejected: version.figures.rejected.unsigned_abs(),
            people: content.rosters.alone(version),
            left_out,
        }
    };
    Ok(versions.iter().map(line).collect())
}

/// Answers of one section as a page shows them: label and text, personal fields masked.
#[derive(Clone, Debug)]
pub struct ShownSection {
    /// Its key, e.g. `unit/12`.
    pub key: String,
    /// Its heading.
    pub label: String,
    /// Field id, label, text, and whether the text is masked.
    pub rows: Vec<(String, String, String, bool)>,
}

/// Everything answered, section by section; fields left empty and files are passed over.
#[must_use]
pub fn shown(policy: &Policy, application: &Application, answers: &Answers, today: NaiveDate) -> Vec<ShownSection> {
    let keys = answers::section_keys(policy, application, today);
    let sections = keys.into_iter().filter_map(|(key, label)| {
        let section = answers::section_of(policy, &key)?;
        let typed = answers.0.get(&key)?;
        let rows = section.fields.iter().filter_map(|field| {
            let text = in_words(policy, field, typed.get(&field.id)?)?;
            let text = if field.sensitive { mask(&text) } else { text };
            Some((field.id.clone(), field.label.clone(), text, field.sensitive))
        });
        Some(ShownSection { key, label, rows: rows.collect() })
    });
    sections.collect()
}

fn in_words(policy: &Policy, field: &Field, value: &Value) -> Option<String> {
    let Value::Array(entries) = value else { return line(policy, field, value.as_str()?.trim()) };
    let entry = |entry: &Value| {
        let of = |column: &Field| {
            let text = line(policy, column, entry.get(&column.id)?.as_str()?.trim())?;
            Some(if column.sensitive { mask(&text) } else { text })
        };
        field.columns.iter().filter_map(of).collect::<Vec<_>>().join("，")
    };
    let lines: Vec<_> = entries.iter().map(entry).filter(|line| !line.is_empty()).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn line(policy: &Policy, field: &Field, text: &str) -> Option<String> {
    let words = match field.kind {
        FieldKind::File => return None,
        FieldKind::Bool => if text == "yes" { "是" } else { "否" }.to_owned(),
        FieldKind::Code => {
            let options = form::options(field, policy);
            options.into_iter().find(|(code, _)| code == text).map_or_else(|| text.to_owned(), |(_, label)| label)
        }
        FieldKind::Text | FieldKind::Long | FieldKind::Int | FieldKind::Date | FieldKind::Month | FieldKind::List => {
            text.to_owned()
        }
    };
    (!text.is_empty()).then_some(words)
}

/// A personal value as pages show it: a mobile, a number, a name.
pub(crate) fn mask(text: &str) -> String {
    match Phone::parse(text) {
        Ok(Phone::Mobile(mobile)) => mobile.mask(),
        _ if text.chars().any(|c| c.is_ascii_digit()) => domain::parsing::mask(text),
        _ => mask_name(text),
    }
}

/// One personal field in full, for a stated purpose; the look is on record.
///
/// # Errors
/// Not a reviewer of the application; no purpose; no such field.
pub async fn unmask(app: &App, actor: &Actor, application: &Application, field: &str, purpose: &str) -> Result<String> {
    if actor.city_reviewer().is_err() {
        actor.county_reviewer(&application.area)?;
    }
    let (section, id) = field.rsplit_once(':').ok_or(crate::Error::NotFound)?;
    let filed = answers::submitted(app, app.db().reader(), application.id).await?.unwrap_or_default();
    let policy = app.policy(&application.policy)?;
    policy.field(id).filter(|(_, field)| field.sensitive).ok_or(crate::Error::NotFound)?;
    if !filed.0.contains_key(section) {
        return Err(crate::Error::NotFound);
    }
    let look = Look { at: &format!("application/{}", application.id), part: field, people: &[] };
    access_log::look(app, actor, look, purpose).await?;
    Ok(filed.text(section, id).to_owned())
}
