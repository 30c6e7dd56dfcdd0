//! `/unit/cases/{id}/check`: the answers held against the clauses, everything missing, and the button that hands it in.

use super::{
    back, fields, filled_case, frame, handed_in, href, keys_in, name,
    reading::{self, Show},
    standing,
};
use crate::{
    components::{FindingRow, Findings, Outcome, Summary},
    frame::Link,
    page,
    pages::unit::submit::{Answers, SubmitPage},
    shell::{Answer, Caller, Fail, Submitted},
};
use app::{
    Error, applications,
    readiness::{Lack, Place},
};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::{
    calendar::{chinese_date, chinese_weekday},
    case::{Case, State},
    finding::Finding,
    policy::{Policy, Repeat},
};

const UNDECLARED: &str = "请先核对并勾选这一项，再提交。";

/// `GET /unit/cases/{id}/check`
pub(super) async fn page(caller: Caller, Path(id): Path<i64>) -> Answer {
    let (case, policy) = filled_case(&caller, id).await?;
    if case.state() != State::Drafting {
        return Ok(Redirect::to(&href(&case)).into_response());
    }
    Ok(page::ok(&check_page(&caller, &case, &policy).await?))
}

async fn check_page(caller: &Caller, case: &Case, policy: &Policy) -> Result<SubmitPage, Fail> {
    let app = &caller.app;
    let ready = app::readiness::of_draft(app, caller.actor()?, case.id).await?;
    let closes = match case.round {
        Some(round) => Some(app::rounds::get(app, round).await?.closes),
        None => None,
    };
    let until =
        closes.map(|day| format!("申报{} {}截止。", chinese_date(day), chinese_weekday(day))).unwrap_or_default();
    Ok(SubmitPage {
        frame: frame(caller, case, format!("检查并提交：{}", name(case))).await?,
        back: back(case),
        refused: String::new(),
        missing: ready.lacks.iter().map(|lack| to_lack(case, policy, lack)).collect(),
        findings: Findings { rows: ready.findings.iter().map(row).collect() },
        answers: answers(caller, case, policy).await?,
        receiver: format!(
            "提交给{}初审（5.1.b）。{until}内容编码 {}。",
            standing::bureau(policy, case),
            ready.content_code
        ),
        declared: if keys_in(caller, case) { SubmitPage::transcript() } else { SubmitPage::promise() },
        seen: caller.seen(case.seq),
        action: format!("{}/submit", href(case)),
    })
}

/// Where something missing is put right.
fn to_lack(case: &Case, policy: &Policy, lack: &Lack) -> Link {
    let clause = if lack.clause.is_empty() { String::new() } else { format!("（{}）", lack.clause) };
    let at = match &lack.place {
        Place::Field { section, field } => {
            let target = applications::section_of(policy, section).map(|known| fields::target(known, field));
            format!("{}?check#{}", standing::section_href(case, section), target.unwrap_or_default())
        }
        Place::SignedForm => format!("{}/form", href(case)),
        Place::Rosters => format!("/unit/rosters/{}", case.brand),
    };
    // The same questions are asked of every year.
    let yearly = |key: &str| applications::section_of(policy, key).is_some_and(|of| of.repeat == Repeat::PerRosterYear);
    let year = match &lack.place {
        Place::Field { section, .. } if yearly(section) => {
            section.split_once('/').map(|(_, year)| format!("{year}年："))
        }
        _ => None,
    };
    let year = year.unwrap_or_default();
    Link::new(format!("{year}{}{clause}", lack.what), at)
}

/// A finding as the table shows it.
fn row(finding: &Finding) -> FindingRow {
    FindingRow {
        clause: finding.clause.clone(),
        required: finding.required.clone(),
        measured: finding.measured.clone(),
        evidence: Vec::new(),
        outcome: match finding.outcome {
            domain::finding::Outcome::Met => Outcome::Met,
            domain::finding::Outcome::Unmet => Outcome::Unmet,
            domain::finding::Outcome::Unknown => Outcome::Unknown,
        },
        settle: finding.settle.clone().unwrap_or_default(),
        exception: finding.exception.as_ref().map(|exception| exception.reason.clone()).unwrap_or_default(),
    }
}

async fn answers(caller: &Caller, case: &Case, policy: &Policy) -> Result<Vec<Answers>, Fail> {
    let conn = caller.app.db().reader();
    let draft = applications::draft(&caller.app, conn, case.id).await?;
    let files = app::attachments::list(&caller.app, conn, case.id).await?;
    let blank = applications::SectionAnswers::new();
    let keys = applications::section_keys(policy, case, caller.app.today());
    let parts = keys.into_iter().filter_map(|(key, heading)| {
        let section = applications::section_of(policy, &key)?;
        let typed = draft.0.get(&key).unwrap_or(&blank);
        let rows = reading::pairs(policy, section, &key, typed, &files, Show::All);
        Some(Answers { heading, href: standing::section_href(case, &key), rows: Summary { rows } })
    });
    Ok(parts.collect())
}

/// `POST /unit/cases/{id}/submit`
pub(super) async fn submit(caller: Caller, Path(id): Path<i64>, sent: Submitted) -> Answer {
    let (case, policy) = filled_case(&caller, id).await?;
    let sent_in = sent
        .once(&caller, async {
            if !sent.yes("truth_declared") {
                return Err(Error::field("truth_declared", UNDECLARED).into());
            }
            applications::submit(&caller.app, caller.actor()?, case.id, sent.seen()?).await?;
            caller.flash("已提交。").await;
            Ok(handed_in(&caller, &case))
        })
        .await;
    let mut page = match &sent_in {
        Err(Fail::App(Error::Invalid(_) | Error::Refused(_))) if case.state() == State::Drafting => {
            check_page(&caller, &case, &policy).await?
        }
        _ => return sent_in,
    };
    match sent_in {
        Err(Fail::App(Error::Refused(refusal))) => page.refused = refusal.to_string(),
        _ => page.declared.error = UNDECLARED.into(),
    }
    Ok(page::invalid(&page))
}
