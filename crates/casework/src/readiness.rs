//! How far an application is from being handed in: everything missing, and the clauses held against what is there.

use crate::{
    App, Result, answers,
    applications::{self, Content},
    attachments, facts,
};
use domain::{
    access::Actor,
    application::{Application, content_code},
    finding::{Finding, Outcome},
    ids::ApplicationId,
    level::Level,
};
use sea_orm::TransactionTrait;

/// Where something missing is put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A field of a section.
    Field {
        /// The section's key.
        section: String,
        /// The field's id.
        field: String,
    },
    /// The scan of the stamped form (4.1).
    SignedForm,
    /// The rosters (4.4).
    Rosters,
}

/// One thing that keeps an application from being handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// Where to put it right.
    pub place: Place,
    /// What is missing, as a sentence.
    pub what: String,
    /// The clause that asks for it; empty where the form itself does.
    pub clause: String,
}

/// How a draft stands.
#[derive(Clone, Debug)]
pub struct Readiness {
    /// Everything missing; handing in is possible when empty.
    pub lacks: Vec<Lack>,
    /// Clause by clause.
    pub findings: Vec<Finding>,
    /// The content code of the draft as it is now.
    pub content_code: String,
}

/// How a draft or an application under correction stands, over the newest rosters: judged as a submission would be. A reading:
/// it waits for no writer and makes none wait.
///
/// # Errors
/// Not the actor's to see; the database is away.
pub async fn of_draft(app: &App, actor: &Actor, id: ApplicationId) -> Result<Readiness> {
    let application = applications::visible(app, actor, id).await?;
    let reading = app.db().reader().begin().await?;
    let content = applications::draft_content(&kernel::Place::now(app, &reading), &application).await?;
    reading.rollback().await?;
    judged(app, &application, &content)
}

/// As [`of_draft`], of a draft already read.
///
/// # Errors
/// Its policy is not loaded.
pub fn judged(app: &App, application: &Application, content: &Content) -> Result<Readiness> {
    let findings = facts::held_against(app, application, content, &[], Level::County, app.today())?.findings;
    let mut lacks = missing_fields(&content.sections);
    lacks.extend(name_reason(&findings, content));
    lacks.extend(signed_form(&content.digest, &content.slots));
    lacks.extend(findings.iter().filter(|finding| needs_roster(finding)).map(|finding| Lack {
        place: Place::Rosters,
        what: format!("花名册{}。", finding.measured),
        clause: finding.clause.clone(),
    }));
    Ok(Readiness { lacks, findings, content_code: content_code(&content.digest) })
}

/// What the stamped form lacks over what is typed now: a correction is stamped anew (4.1).
///
/// # Errors
/// The database is away.
pub async fn stamp(app: &App, application: &Application) -> Result<Option<Lack>> {
    let conn = app.db().reader();
    let files = attachments::of_application(conn, application.id).await?;
    let typed = answers::draft(app, conn, application.id).await?;
    let digest = attachments::content_digest(app, application, &typed, &files)?;
    Ok(signed_form(&digest, &files.into_iter().map(|kept| kept.slot).collect()))
}

/// A name outside the rule asks for a reason (3.2.b).
fn name_reason(findings: &[Finding], content: &Content) -> Option<Lack> {
    facts::unexplained(findings, content).map(|finding| Lack {
        place: Place::Field { section: "brand".into(), field: facts::NAME_REASON.into() },
        what: "品牌名称不合命名规则，请写明理由。".into(),
        clause: finding.clause.clone(),
    })
}

fn missing_fields(sections: &[applications::SectionState]) -> Vec<Lack> {
    let lack = |section: &applications::SectionState, error: &crate::FieldError| Lack {
        place: Place::Field { section: section.key.clone(), field: error.field.clone() },
        what: error.message.clone(),
        clause: String::new(),
    };
    sections.iter().flat_map(|section| section.missing.iter().map(move |error| lack(section, error))).collect()
}

/// The scan must carry the code of what is filed: a correction is stamped anew (4.1).
fn signed_form(digest: &str, slots: &std::collections::BTreeSet<String>) -> Option<Lack> {
    if slots.contains(&attachments::signed_over(digest)) {
        return None;
    }
    let old = slots.iter().any(|slot| attachments::is_signed_form(slot));
    let what = if old {
        "内容改动后盖章件作废，请重新打印推荐表、盖章并上传。"
    } else {
        "请打印推荐表，盖章后上传扫描件。"
    };
    Some(Lack { place: Place::SignedForm, what: what.into(), clause: "4.1".into() })
}

fn needs_roster(finding: &Finding) -> bool {
    finding.clause == "4.4" && finding.outcome == Outcome::Unmet
}

/// The roster versions an application would file now differ from those it filed: something was done about them.
///
/// # Errors
/// The database is away.
pub async fn rosters_changed(app: &App, application: &Application) -> Result<bool> {
    let now = rosters::pin(app.db().reader(), application.brand, rosters::years(app.today())).await?;
    Ok(application.pinned.as_ref().is_some_and(|pinned| pinned.rosters != now))
}
