//! An application goes back with one list of everything missing; the city's return passes through the county (5.2.a).

use super::{Act, ActKind, Answer, Desk, Field, Form, Given, Known, Now, Outcome, Ready, Spec};
use crate::{
    application::{Application, ApplicationEvent, Resume, Shortfall, State},
    clauses,
    finding::Outcome as Stands,
    refusal::Refusal,
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// What is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnForCorrection {
    /// Each item with its clause and the section that reopens.
    pub shortfalls: Vec<Shortfall>,
}

const COLUMNS: &[Field] = &[
    Field::new("section", "部分", Answer::Code, "请选择要重新打开的部分。"),
    Field::new("clause", "条款", Answer::Clause, "请填写方案的条款号，如 4.1。"),
    Field::new("what", "缺什么，怎么补", Answer::Long(2), "请写明缺什么、怎么补。"),
];

impl Act for ReturnForCorrection {
    const SPEC: Spec<State> = Spec {
        desks: &[
            Desk { party: Party::County, states: &[State::Submitted] },
            Desk { party: Party::City, states: &[State::Recommended, State::InReview] },
        ],
        fields: &[Field::new("shortfalls", "缺项", Answer::Rows(COLUMNS, 2, 40), "请至少列出一项需补正的内容。")],
        intro: "一次列全需补正的内容，单位会看到写明的每一项。只有列出的部分重新打开，单位原来的填写保留。",
        ..Spec::decision(ActKind::ReturnForCorrection, "退回补正", "5.2.a")
    };
    type On = Application;
    type Part = ();
    type Found = Resume;

    fn ready(now: &Now<'_, Self>) -> Result<Resume, Refusal> {
        let resume = match now.on.stage.state() {
            State::Submitted => Resume::Submitted,
            State::Recommended => Resume::Recommended,
            State::InReview if now.on.proposed.is_none() => Resume::InReview,
            State::Drafting
            | State::Returned
            | State::Declined
            | State::Reviewed
            | State::NotSelected
            | State::InReview
            | State::OnNotice
            | State::Recognised
            | State::Withdrawn => return Err(now.wrong_state()),
        };
        let most = now.policy.review.correction_rounds.value;
        if now.on.corrections >= most {
            return Err(Refusal::CorrectionsExhausted(most));
        }
        Ok(resume)
    }

    fn show(known: &Known<'_, Self>, form: &mut Form) {
        let sections = known.policy.form.sections.iter().map(|section| (section.code.clone(), section.label.clone()));
        form.choices("shortfalls", sections.chain([("roster".to_owned(), "花名册".to_owned())]));
    }

    fn fill(ready: &Ready<'_, Self>, form: &mut Form) {
        // What the materials visibly lack is proposed; the reviewer keeps, changes or clears it.
        let unmet = ready.standing.findings.iter();
        let unmet = unmet.filter(|finding| finding.clause.starts_with("4.") && finding.outcome == Stands::Unmet);
        for (finding, n) in unmet.zip(1..) {
            let section = if finding.clause == "4.4" { "roster" } else { "" };
            form.first(format!("section_{n}"), section);
            form.first(format!("clause_{n}"), finding.clause.clone());
            form.first(format!("what_{n}"), finding.settle.clone().unwrap_or_else(|| finding.required.clone()));
        }
    }

    fn clause(desk: Party) -> &'static str {
        match desk {
            Party::City => "5.3.a",
            Party::Unit | Party::County | Party::Finance | Party::Nobody => Self::SPEC.clause,
        }
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<ApplicationEvent>, Refusal> {
        let shortfalls = self.shortfalls;
        let lacking = |s: &Shortfall| s.what.trim().is_empty() || s.section.is_empty() || !clauses::is_known(&s.clause);
        if shortfalls.is_empty() || shortfalls.iter().any(lacking) {
            return Err(Refusal::NoShortfalls);
        }
        let (by, resume) = (ready.permit.level(), *ready.found());
        Ok(Outcome::one(ApplicationEvent::Returned { by, shortfalls, resume, matter: ready.matter }))
    }

    fn summary(&self, form: &Form) -> Vec<(String, String)> {
        let told = |(of, n): (&Shortfall, usize)| {
            let part = form.words_of("shortfalls", &of.section);
            (format!("缺项 {n}"), format!("{}（{}），重新打开“{part}”", of.what, of.clause))
        };
        self.shortfalls.iter().zip(1..).map(told).collect()
    }
}
