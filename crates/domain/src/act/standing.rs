//! What is known beside the record of what an act is done to, gathered in the act's transaction or in one reading.

use crate::{
    application::{Application, Figures, Quota, Stage},
    brand::Brand,
    cultivation::{Cultivation, Payment},
    finding::{Finding, Outcome},
    ids::{ApplicationId, AreaCode, FileId, RosterVersionId, UnitId},
    level::Level,
    namesake::Namesake,
    notice::Notice,
    objection::Objection,
    refusal::Refusal,
    roster::Ledger,
    round::Round,
    stream::Stream,
    unit::Unit,
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// A stream that acts are done to.
pub trait Subject: Stream {
    /// What is known beside its record; by default nothing.
    type Standing: std::fmt::Debug + Default + Send + Sync;

    /// The county responsible; none for what is the city's alone.
    fn area(&self) -> Option<&AreaCode>;

    /// What people call it.
    fn title(&self) -> &str;

    /// What it is about, where that says more than what people call it.
    fn about(&self, _: &Self::Standing) -> String {
        self.title().to_owned()
    }

    /// The conditions that a decision on it rests on.
    fn findings(_: &Self::Standing) -> &[Finding] {
        &[]
    }

    /// SM3 of the policy version it runs under; none for the one in force.
    fn policy(&self) -> Option<&str>;
}

/// What a desk knows of an application.
#[derive(Clone, Debug, Default)]
pub struct ApplicationStanding {
    /// The clauses held against the evidence, at the scale of [`Application::level`].
    pub findings: Vec<Finding>,
    /// Head-counts, recounted now.
    pub figures: Figures,
    /// Whether it is a heritage brand (3.3.d).
    pub heritage: bool,
    /// The county's quota, while a recommendation is due.
    pub quota: Option<Quota>,
    /// The last day for recommendations of its round.
    pub recommend_by: Option<NaiveDate>,
    /// The ranks that its county has given in its round, while a recommendation is due.
    pub ranks: BTreeSet<u32>,
    /// Whether the brand stands in the county pool.
    pub in_pool: bool,
    /// The units by name.
    pub units: BTreeMap<UnitId, String>,
    /// What outside records say of the people counted, a sentence a ledger.
    pub compared: Vec<String>,
    /// Other brands of its name.
    pub namesakes: Vec<Namesake>,
}

impl ApplicationStanding {
    /// Every finding must pass; what was found is kept by clause in the event.
    ///
    /// # Errors
    /// A condition unmet or unknown: unknown never passes.
    pub fn passed(&self) -> Result<Vec<(String, Outcome)>, Refusal> {
        self.passed_where(|_| true)
    }

    /// As [`ApplicationStanding::passed`], where only some clauses are held against the application yet.
    ///
    /// # Errors
    /// One of those conditions is unmet or unknown.
    pub fn passed_where(&self, asked: impl Fn(&str) -> bool) -> Result<Vec<(String, Outcome)>, Refusal> {
        let held = self.findings.iter().filter(|finding| asked(&finding.clause));
        let open: Vec<Finding> = held.filter(|finding| !finding.passes()).cloned().collect();
        if open.is_empty() {
            Ok(self.findings.iter().map(|finding| (finding.clause.clone(), finding.outcome)).collect())
        } else {
            Err(Refusal::FindingsOpen(open))
        }
    }
}

impl Subject for Application {
    type Standing = ApplicationStanding;

    fn area(&self) -> Option<&AreaCode> {
        Some(&self.area)
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn policy(&self) -> Option<&str> {
        Some(&self.policy)
    }

    fn findings(standing: &ApplicationStanding) -> &[Finding] {
        &standing.findings
    }
}

impl Application {
    /// At whose scale it is judged where it stands: the county's until it passed there, then the city's.
    #[must_use]
    pub fn level(&self) -> Level {
        match &self.stage {
            Stage::Returned(returned) => returned.by,
            Stage::Declined { by, .. } => *by,
            Stage::Drafting | Stage::Submitted => Level::County,
            Stage::Reviewed
            | Stage::Recommended
            | Stage::NotSelected { .. }
            | Stage::InReview
            | Stage::OnNotice { .. }
            | Stage::Recognised { .. }
            | Stage::Withdrawn => Level::City,
        }
    }
}

/// What is known of a notice: the applications that stand on it.
#[derive(Clone, Debug, Default)]
pub struct NoticeStanding {
    /// Each with what is known of it.
    pub applications: Vec<(Application, ApplicationStanding)>,
    /// The title of the notice that it corrects.
    pub corrects: Option<String>,
}

impl Subject for Notice {
    type Standing = NoticeStanding;

    fn area(&self) -> Option<&AreaCode> {
        None
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn policy(&self) -> Option<&str> {
        Some(&self.policy)
    }
}

/// What is known of a round.
#[derive(Clone, Debug, Default)]
pub struct RoundStanding {
    /// Applications under city review that stand on no list yet.
    pub candidates: Vec<(Application, ApplicationStanding)>,
    /// Applications that passed their county and are not recommended.
    pub reviewed: Vec<ApplicationId>,
    /// How much of each county's quota is used.
    pub used: BTreeMap<AreaCode, u32>,
    /// Published notices that a brand left to be corrected.
    pub correctable: Vec<Notice>,
}

impl Subject for Round {
    type Standing = RoundStanding;

    fn area(&self) -> Option<&AreaCode> {
        None
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn policy(&self) -> Option<&str> {
        Some(&self.policy)
    }
}

/// What is known of an objection: what it is about.
#[derive(Clone, Debug, Default)]
pub struct ObjectionStanding {
    /// The application.
    pub application: Option<Application>,
    /// The brand as shown, or what a lead is about.
    pub about: String,
}

impl Subject for Objection {
    type Standing = ObjectionStanding;

    fn area(&self) -> Option<&AreaCode> {
        None
    }

    fn title(&self) -> &'static str {
        if self.late { "举报线索" } else { "异议" }
    }

    fn about(&self, standing: &ObjectionStanding) -> String {
        if standing.about.is_empty() { self.title().to_owned() } else { standing.about.clone() }
    }

    fn policy(&self) -> Option<&str> {
        None
    }
}

/// A filed roster whose people can be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiledRoster {
    /// Its version.
    pub version: RosterVersionId,
    /// Which ledger.
    pub ledger: Ledger,
    /// Which year.
    pub year: i64,
    /// The version's number.
    pub no: i64,
}

/// What is known of a brand: the rosters it has filed.
#[derive(Clone, Debug, Default)]
pub struct BrandStanding {
    /// Filed versions.
    pub filed: Vec<FiledRoster>,
}

impl Subject for Brand {
    type Standing = BrandStanding;

    fn area(&self) -> Option<&AreaCode> {
        Some(&self.area)
    }

    fn title(&self) -> &str {
        &self.name
    }

    fn policy(&self) -> Option<&str> {
        None
    }
}

/// What is known of a cultivation.
#[derive(Clone, Debug, Default)]
pub struct CultivationStanding {
    /// The accounts that its money goes to, their numbers masked.
    pub accounts: BTreeMap<Payment, ShownAccount>,
    /// The units by name.
    pub units: BTreeMap<UnitId, String>,
}

impl Subject for Cultivation {
    type Standing = CultivationStanding;

    fn area(&self) -> Option<&AreaCode> {
        Some(&self.area)
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn policy(&self) -> Option<&str> {
        Some(&self.policy)
    }
}

/// An account as a desk sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownAccount {
    /// 开户名
    pub holder: String,
    /// 开户行
    pub bank: String,
    /// The number, its middle hidden.
    pub masked_number: String,
    /// Why its holder is not the lead unit, and the proof; none where it is.
    pub other_holder: Option<(String, FileId)>,
}

impl Subject for Unit {
    type Standing = ();

    fn area(&self) -> Option<&AreaCode> {
        Some(&self.area)
    }

    fn title(&self) -> &str {
        &self.name
    }

    fn policy(&self) -> Option<&str> {
        None
    }
}
