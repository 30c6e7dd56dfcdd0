//! A visit to the site is put on record (5.3.a).

use super::{Act, ActKind, Answer, Desk, Field, Form, Given, Now, Outcome, Ready, Spec, form, written};
use crate::{
    application::{Application, ApplicationEvent, State},
    days::Days,
    ids::FileId,
    refusal::Refusal,
    turn::Party,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A visit as reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordSiteVisit {
    /// When.
    pub on: NaiveDate,
    /// By how many officers.
    pub officers: u32,
    /// Whether it found things as filed.
    pub passed: bool,
    /// What was found.
    pub opinion: String,
    /// The signed record.
    pub record: Option<FileId>,
    /// A photograph.
    pub photo: Option<FileId>,
}

impl Act for RecordSiteVisit {
    const SPEC: Spec<State> = Spec {
        desks: &[Desk { party: Party::City, states: &[State::InReview] }],
        fields: &[
            Field::new("on", "核查日期", Answer::Date, "请填写核查日期。"),
            Field::new("officers", "核查人数", Answer::Number("人"), "请填写核查人数，如 2。"),
            Field::new("passed", "核查结论", Answer::YesNo("通过", "不通过"), "请选择核查结论。"),
            Field::new("opinion", "核查情况", Answer::Long(5), "请填写核查情况。"),
            Field::optional("record", "签字的核查记录", Answer::File("decision_scan")),
            Field::optional("photo", "现场照片", Answer::File("decision_scan")),
        ],
        ..Spec::record(ActKind::RecordSiteVisit, "登记实地核查", "5.3.a", "实地核查已登记。")
    };
    type On = Application;
    type Part = ();
    /// The fewest officers, and the days on which they can have come.
    type Found = (u32, Days);

    fn ready(now: &Now<'_, Self>) -> Result<(u32, Days), Refusal> {
        // A visit is part of the city's review (5.3.a).
        let days = Days::since(now.on.accepted_on.unwrap_or(now.today()), "受理评审之日", now.today());
        Ok((now.policy.review.site_visit_officers.value, days))
    }

    fn fill(ready: &Ready<'_, Self>, form: &mut Form) {
        let (fewest, days) = ready.found().clone();
        form.days("on", days);
        form.hint("officers", format!("不少于 {fewest} 人。"));
        form.judge("officers", "officers", move |sent| match form::whole(sent.text("officers")) {
            Some(officers) if officers < fewest => Err(Refusal::TooFewOfficers(fewest).to_string()),
            _ => Ok(()),
        });
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<ApplicationEvent>, Refusal> {
        let (officers, days) = ready.found();
        if self.officers < *officers {
            return Err(Refusal::TooFewOfficers(*officers));
        }
        days.hold(self.on, "on", "核查日期")?;
        Ok(Outcome::one(ApplicationEvent::SiteVisited {
            on: self.on,
            officers: self.officers,
            passed: self.passed,
            opinion: written(&self.opinion, "opinion", "请填写核查情况。")?,
            files: self.record.into_iter().chain(self.photo).collect(),
        }))
    }
}
