//! Events as a person would tell them. Every sentence names its audience: nothing is told to a unit because somebody
//! forgot to say that it is the office's own.

mod applications;
mod brands;
mod cultivations;

pub use applications::{of_application, reasons};
pub use brands::{comparison_event, sample_event};
pub use cultivations::of_cultivation;
pub use domain::{act::form::said_points as hundredths, calendar::chinese_moment as full_moment};

use chrono::NaiveDate;
use domain::{
    access::Role,
    calendar::{chinese_date, shanghai_offset},
    event::Moment,
    service::ServiceMethod,
};

/// For whom a sentence is, from the narrowest to the widest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// The bureaus, finance, auditors: everything.
    Office,
    /// The cultivating units: their own acts and whatever was decided about them, without the records an office makes on
    /// the way.
    Unit,
    /// Anybody: what the law publishes.
    Public,
}

impl Audience {
    /// The audience somebody belongs to.
    #[must_use]
    pub fn of(role: Role) -> Audience {
        match role {
            Role::Unit => Audience::Unit,
            Role::County | Role::City | Role::Expert | Role::Finance | Role::Auditor | Role::Admin => Audience::Office,
        }
    }
}

/// 10月9日 15:20
#[must_use]
pub fn moment(at: Moment) -> String {
    at.with_timezone(&shanghai_offset()).format("%-m月%-d日 %H:%M").to_string()
}

/// People's own words without the stop they end in: the sentence around them brings its own.
#[must_use]
pub fn bare(words: &str) -> &str {
    words.trim_end().trim_end_matches(['。', '；', ';', '.'])
}

/// What a look at a unit's standing found (3.4.d, 3.4.e).
fn unit_checked(on: NaiveDate, no_violation: bool, not_debtor: bool) -> String {
    format!(
        "{}核查培育单位：{}，{}",
        chinese_date(on),
        if no_violation { "未发现违法违纪" } else { "发现违法违纪" },
        if not_debtor { "不属于失信被执行人" } else { "属于失信被执行人" }
    )
}

/// How a paper was handed over, and what proves it.
fn method_words(method: ServiceMethod) -> (&'static str, &'static str) {
    match method {
        ServiceMethod::InPerson | ServiceMethod::Post | ServiceMethod::Announcement => (method.label(), ""),
        ServiceMethod::Platform => (method.label(), "，单位已签收"),
    }
}
