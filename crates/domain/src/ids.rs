//! Names of things: one distinct type for each, so that an application can never be passed where a brand is meant.

use serde::{Deserialize, Serialize};

/// The number of a stream.
pub trait StreamId:
    Copy + Eq + Ord + std::hash::Hash + std::fmt::Debug + std::fmt::Display + std::str::FromStr + Send + Sync + 'static
{
    /// The stream with this number.
    fn of(number: i64) -> Self;

    /// The number.
    fn number(self) -> i64;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl StreamId for $name {
            fn of(number: i64) -> Self {
                $name(number)
            }

            fn number(self) -> i64 {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map($name)
            }
        }
    )+};
}

ids! {
    /// A person who signs in.
    AccountId,
    /// A bureau or unit's desk: where accounts sit and chains of approval run.
    OfficeId,
    /// A cultivating unit (培育单位).
    UnitId,
    /// A labour brand (劳务品牌), the lasting thing.
    BrandId,
    /// One brand's attempt in one round (办件) and, once recognised, its cycle.
    ApplicationId,
    /// The two years after the title (培育).
    CultivationId,
    /// One call for applications (申报批次).
    RoundId,
    /// One published list of several applications (公示).
    NoticeId,
    /// An objection (异议) to one brand on a notice.
    ObjectionId,
    /// A proposed act on its way through the hands of an office.
    MatterId,
    /// A roster (花名册) of one brand, unit, ledger and year.
    RosterId,
    /// One immutable version of a roster.
    RosterVersionId,
    /// One upload of a roster file, being checked or committed.
    ImportId,
    /// One release of a brand's filed people for comparison with outside records (比对).
    ComparisonId,
    /// An answer to such a release.
    ComparisonAnswerId,
    /// People of a roster drawn at random to be called (抽查).
    SampleId,
    /// An uploaded file's record; the content lives under its digest.
    FileId,
    /// A person's request about the data held on them (个人信息权利请求).
    RightsRequestId,
    /// A correction that such a request asks of a unit.
    RightsTaskId,
    /// A brand entered from its papers (存量导入).
    IntakeId,
    /// One deletion of what is over.
    RetentionRunId,
    /// One running program over one database; there is one.
    InstallationId,
}

/// A division (GB/T 2260 code) or functional area (our code, `QZ-KFQ`) whose bureau is responsible: 属地, 5.1.b.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AreaCode(pub String);

impl AreaCode {
    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for AreaCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for AreaCode {
    fn from(code: &str) -> Self {
        AreaCode(code.to_owned())
    }
}
