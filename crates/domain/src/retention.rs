//! How long which records are kept (PIPL 19, 47), and from which day their time runs.

use crate::{
    application::{Application, Stage, State},
    calendar::shanghai_date,
    coded::coded,
    policy::{Retention, Rule},
};
use chrono::{Days, Months, NaiveDate};

coded! {
    /// A kind of record whose time ends.
    Record {
        Uploads = "uploads" "未提交、未通过核对的花名册上传件",
        CheckResults = "check_results" "花名册逐行核对结果",
        Drafts = "drafts" "从未提交的草稿和花名册",
        Declined = "declined" "未通过、未入选、撤回的申报及其花名册",
        Rosters = "rosters" "培育周期已结束的花名册",
        Applications = "applications" "申报和认定档案",
        Intakes = "intakes" "复核未通过的存量导入",
        Leads = "leads" "已答复、不针对申报的线索",
        AccessLog = "access_log" "访问日志",
        Sessions = "sessions" "会话、一次性链接和表单防重记录",
        Requests = "requests" "已办结的个人信息权利请求",
    }
}

/// How long a record is kept after its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// Natural days.
    Days(u32),
    /// Months.
    Months(u32),
}

impl Period {
    /// The last day whose records are over today: the period after it has run to the end of its last day.
    #[must_use]
    pub fn until(self, today: NaiveDate) -> NaiveDate {
        let kept = match self {
            Period::Days(days) => today.checked_sub_days(Days::new(days.into())),
            Period::Months(months) => today.checked_sub_months(Months::new(months)),
        };
        kept.and_then(|day| day.pred_opt()).unwrap_or(NaiveDate::MIN)
    }
}

impl Record {
    /// The name of the setting it is kept under.
    #[must_use]
    pub fn setting(self) -> &'static str {
        match self {
            Record::Uploads => "retention.upload_days",
            Record::CheckResults => "retention.check_result_months",
            Record::Drafts => "retention.draft_months",
            Record::Declined | Record::Intakes | Record::Leads => "retention.declined_years",
            Record::Rosters => "retention.roster_years",
            Record::Applications => "retention.application_years",
            Record::AccessLog => "retention.access_log_months",
            Record::Sessions => "retention.session_days",
            Record::Requests => "retention.request_years",
        }
    }

    /// The rule it is kept under.
    #[must_use]
    pub fn rule(self, retention: &Retention) -> &Rule<u32> {
        match self {
            Record::Uploads => &retention.upload_days,
            Record::CheckResults => &retention.check_result_months,
            Record::Drafts => &retention.draft_months,
            Record::Declined | Record::Intakes | Record::Leads => &retention.declined_years,
            Record::Rosters => &retention.roster_years,
            Record::Applications => &retention.application_years,
            Record::AccessLog => &retention.access_log_months,
            Record::Sessions => &retention.session_days,
            Record::Requests => &retention.request_years,
        }
    }

    /// How long it is kept.
    #[must_use]
    pub fn period(self, retention: &Retention) -> Period {
        let value = self.rule(retention).value;
        match self {
            Record::Uploads | Record::Sessions => Period::Days(value),
            Record::CheckResults | Record::Drafts | Record::AccessLog => Period::Months(value),
            Record::Declined
            | Record::Rosters
            | Record::Applications
            | Record::Intakes
            | Record::Leads
            | Record::Requests => Period::Months(value.saturating_mul(12)),
        }
    }

    /// The last day whose records of this kind are over today.
    #[must_use]
    pub fn until(self, retention: &Retention, today: NaiveDate) -> NaiveDate {
        self.period(retention).until(today)
    }
}

/// As what the papers of an application in a state are kept; none while it may still go on.
#[must_use]
pub fn kept_as(state: State) -> Option<Record> {
    match state {
        State::Recognised => Some(Record::Applications),
        State::Declined | State::NotSelected | State::Withdrawn => Some(Record::Declined),
        State::Drafting
        | State::Submitted
        | State::Returned
        | State::Reviewed
        | State::Recommended
        | State::InReview
        | State::OnNotice => None,
    }
}

/// From which day the time of an application's papers runs, and as what; none while it may still go on. A title has its cycle's end,
/// an attempt without one the day it ended.
#[must_use]
pub fn papers_end(application: &Application) -> Option<(Record, NaiveDate)> {
    let record = kept_as(application.stage.state())?;
    let Stage::Recognised { cycle_ends, .. } = application.stage else {
        return Some((record, shanghai_date(application.since)));
    };
    Some((record, cycle_ends))
}

/// What a version of a roster is to the applications of its brand.
#[derive(Clone, Debug)]
pub struct RosterUse<'a> {
    /// The day it was filed into the ledger's roster.
    pub committed: NaiveDate,
    /// The applications submitted with it.
    pub pinned_by: Vec<&'a Application>,
    /// Whether it is the newest of its roster and the brand may still submit it: a draft is open, or the brand stands in the
    /// pool.
    pub wanted: bool,
}

/// From which day the time of a version runs, and as what; none while an application needs it. Where several applications were filed with
/// it, the longest counts.
#[must_use]
pub fn roster_end(version: &RosterUse<'_>, retention: &Retention, today: NaiveDate) -> Option<(Record, NaiveDate)> {
    let mut ends = Vec::new();
    for application in &version.pinned_by {
        let (record, day) = papers_end(application)?;
        ends.push((if record == Record::Applications { Record::Rosters } else { record }, day));
    }
    match ends.iter().copied().min_by_key(|(record, day)| record.until(retention, today) - *day) {
        Some(longest) => Some(longest),
        None => (!version.wanted).then_some((Record::Drafts, version.committed)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_runs_to_the_end_of_its_last_day() {
        // Ended on 15 March 2023, kept three years: through 15 March 2026, gone from the 16th on.
        let kept = Period::Months(36);
        assert!(kept.until(day("2026-03-15")) < day("2023-03-15"));
        assert_eq!(kept.until(day("2026-03-16")), day("2023-03-15"));
        assert_eq!(Period::Days(30).until(day("2026-03-31")), day("2026-02-28"));
        assert_eq!(Period::Months(6).until(day("2026-08-31")), day("2026-02-27"));
    }

    #[test]
    fn every_kind_has_its_setting_in_the_file() {
        let policy = crate::builtin::policy();
        for record in Record::ALL {
            let listed = policy.settings().find(|setting| setting.key == record.setting()).expect("a setting");
            let rule = record.rule(&policy.retention);
            assert_eq!(listed.label, rule.label);
            let unit = match record.period(&policy.retention) {
                Period::Days(_) => "天",
                Period::Months(months) if months == rule.value => "个月",
                Period::Months(_) => "年",
            };
            assert_eq!(rule.unit.as_deref(), Some(unit), "{}", record.code());
        }
    }
}
