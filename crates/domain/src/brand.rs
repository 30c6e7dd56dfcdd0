//! A labour brand (劳务品牌): the lasting thing behind its applications.

use crate::{
    coded::coded,
    comparison::{Release, Source},
    event::{Event, Recorded},
    ids::{ApplicationId, AreaCode, BrandId, ComparisonId, CultivationId, MatterId, RosterVersionId, SampleId, UnitId},
    roster::Ledger,
    sampling::Plan,
    stream::{Stream, StreamKind},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Partner units beside the lead unit of a joint brand. The scheme sets no number (3.4.b): this is more than any brand has,
/// and few enough to be asked for together.
pub const MOST_PARTNERS: usize = 10;

/// One act on a brand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
#[expect(missing_docs, reason = "each variant's sentence stands above it")]
pub enum BrandEvent {
    /// Entered for the first time.
    #[serde(rename = "brand.registered.v1")]
    Registered { name: String, area: AreaCode, units: Vec<UnitId>, imported: bool },
    /// The name as filed; a change keeps the old one in history (2.1.b).
    #[serde(rename = "brand.named.v1")]
    Named { name: String },
    /// The cultivating units as filed, the lead unit first (3.4.b).
    #[serde(rename = "brand.units_set.v1")]
    UnitsSet { units: Vec<UnitId> },
    /// Another county is responsible (5.1.b).
    #[serde(rename = "brand.area_set.v1")]
    AreaSet { area: AreaCode },
    /// Entered the county pool (5.2.c).
    #[serde(rename = "brand.entered_pool.v1")]
    EnteredPool { application: ApplicationId, basis: String },
    /// Left the county pool.
    #[serde(rename = "brand.left_pool.v1")]
    LeftPool { reason: String },
    /// Was given the title and entered the city library (5.3.e, 5.3.f).
    #[serde(rename = "brand.title_given.v1")]
    TitleGiven { cultivation: CultivationId, document: String, on: NaiveDate, plaque: Option<String> },
    /// A bureau gave its verdict on disputed people of the filed rosters (待核 → 核定, 4.4): how many count for the brand,
    /// how many do not, which other brands claimed them. `digest` is the keyed digest of the list.
    #[serde(rename = "brand.people_decided.v1")]
    PeopleDecided { counted: u64, excluded: u64, others: Vec<BrandId>, reason: String, digest: String },
    /// A list of the filed people may leave for comparison with outside records: what, to whom, until when. `people` are
    /// those it is about.
    #[serde(rename = "brand.roster_released.v1")]
    RosterReleased { comparison: ComparisonId, release: Release, people: u64, matter: Option<MatterId> },
    /// Outside records answered about filed people; `digest` is the SM3 of the file that said so.
    #[serde(rename = "brand.comparison_answered.v1")]
    ComparisonAnswered {
        comparison: ComparisonId,
        source: Source,
        on: NaiveDate,
        confirmed: u64,
        refuted: u64,
        unknown: u64,
        digest: String,
    },
    /// The recipient of a list stated that it was deleted.
    #[serde(rename = "brand.release_deleted.v1")]
    ReleaseDeleted { comparison: ComparisonId, on: NaiveDate, statement: String },
    /// People of the filed rosters were drawn to be called (抽查, 4.4): `seed` and `method` give the same people again.
    #[serde(rename = "brand.sample_drawn.v1")]
    SampleDrawn {
        sample: SampleId,
        ledger: Ledger,
        year: i32,
        versions: Vec<RosterVersionId>,
        plan: Plan,
        size: u64,
        seed: String,
        method: String,
    },
    /// All of them were called: what they said, and between how many people of the roster that makes untrue; none where
    /// nobody was reached.
    #[serde(rename = "brand.sample_concluded.v1")]
    SampleConcluded { sample: SampleId, confirmed: u64, refuted: u64, unreached: u64, untrue: Option<(u64, u64)> },
}

impl Event for BrandEvent {
    const STREAM: &'static str = "brand";

    fn clause(&self) -> &str {
        match self {
            BrandEvent::Registered { imported: true, .. } => "5.3.f",
            BrandEvent::Registered { .. } => "5.1.a",
            BrandEvent::Named { .. } => "3.2.b",
            BrandEvent::UnitsSet { .. } => "3.4.b",
            BrandEvent::AreaSet { .. } => "5.1.b",
            BrandEvent::EnteredPool { .. } | BrandEvent::LeftPool { .. } => "5.2.c",
            BrandEvent::TitleGiven { .. } => "5.3.f",
            BrandEvent::PeopleDecided { .. }
            | BrandEvent::RosterReleased { .. }
            | BrandEvent::ComparisonAnswered { .. }
            | BrandEvent::ReleaseDeleted { .. }
            | BrandEvent::SampleDrawn { .. }
            | BrandEvent::SampleConcluded { .. } => "4.4",
        }
    }
}

/// The title of a city brand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// The cultivation that began with it.
    pub cultivation: CultivationId,
    /// The announcing document.
    pub document: String,
    /// The date of the announcement.
    pub on: NaiveDate,
    /// The plaque; unknown for some brands taken in from paper.
    pub plaque: Option<String>,
}

/// A brand as its events tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brand {
    /// Its number.
    pub id: BrandId,
    /// The seq of its last event.
    pub seq: u32,
    /// Its name today.
    pub name: String,
    /// Names it had before, oldest first.
    pub former_names: Vec<String>,
    /// The county responsible.
    pub area: AreaCode,
    /// Cultivating units, the lead unit first.
    pub units: Vec<UnitId>,
    /// Since when it stands in the county pool.
    pub in_pool_since: Option<NaiveDate>,
    /// The title, once given.
    pub title: Option<Title>,
}

coded! {
    /// Where a brand stands.
    BrandState {
        Known = "known" "未认定",
        InPool = "in_pool" "县级培育库",
        Titled = "titled" "已认定",
    }
}

impl Stream for Brand {
    const KIND: StreamKind = StreamKind::Brand;
    type Id = BrandId;
    type Event = BrandEvent;
    type State = BrandState;

    fn begin(id: BrandId, first: &Recorded<BrandEvent>) -> Option<Brand> {
        let BrandEvent::Registered { name, area, units, .. } = first.event.clone() else { return None };
        Some(Brand {
            id,
            seq: first.seq,
            name,
            former_names: Vec::new(),
            area,
            units,
            in_pool_since: None,
            title: None,
        })
    }

    fn apply(&mut self, recorded: &Recorded<BrandEvent>) {
        self.seq = recorded.seq;
        match recorded.event.clone() {
            // Verdicts, samples and what outside records say stand in tables of their own, person by person.
            BrandEvent::Registered { .. }
            | BrandEvent::PeopleDecided { .. }
            | BrandEvent::RosterReleased { .. }
            | BrandEvent::ComparisonAnswered { .. }
            | BrandEvent::ReleaseDeleted { .. }
            | BrandEvent::SampleDrawn { .. }
            | BrandEvent::SampleConcluded { .. } => {}
            BrandEvent::Named { name } => {
                let former = std::mem::replace(&mut self.name, name);
                if !former.is_empty() {
                    self.former_names.push(former);
                }
            }
            BrandEvent::UnitsSet { units } => self.units = units,
            BrandEvent::AreaSet { area } => self.area = area,
            BrandEvent::EnteredPool { .. } => self.in_pool_since = Some(crate::calendar::shanghai_date(recorded.at)),
            BrandEvent::LeftPool { .. } => self.in_pool_since = None,
            BrandEvent::TitleGiven { cultivation, document, on, plaque } => {
                self.title = Some(Title { cultivation, document, on, plaque });
            }
        }
    }

    fn id(&self) -> BrandId {
        self.id
    }

    fn seq(&self) -> u32 {
        self.seq
    }

    fn state(&self) -> BrandState {
        match (&self.title, self.in_pool_since) {
            (Some(_), _) => BrandState::Titled,
            (None, Some(_)) => BrandState::InPool,
            (None, None) => BrandState::Known,
        }
    }
}
