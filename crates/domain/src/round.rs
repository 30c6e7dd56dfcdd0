//! A round (申报批次): one call for applications under one policy version, with its window, deadline and quotas.

use crate::{
    application::Window,
    coded::coded,
    event::{Event, Recorded},
    ids::{AreaCode, NoticeId, RoundId},
    length,
    refusal::Refusal,
    stream::{Stream, StreamKind},
};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One act on a round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
#[expect(missing_docs, reason = "each variant's sentence stands above it")]
pub enum RoundEvent {
    /// Opened under a policy in force.
    #[serde(rename = "round.opened.v1")]
    Opened { title: String, year: i32, policy: String, opens: NaiveDate, closes: NaiveDate, recommend_by: NaiveDate },
    /// A county's quota guideline of annex 4 was set, changed or cleared.
    #[serde(rename = "round.quota_set.v1")]
    QuotaSet { area: AreaCode, quota: Option<u32>, document: String, note: String },
    /// Dates were moved.
    #[serde(rename = "round.extended.v1")]
    Extended { closes: NaiveDate, recommend_by: NaiveDate, reason: String },
    /// A list of its applications was decided, to be published (5.3.b).
    #[serde(rename = "round.list_proposed.v1")]
    ListProposed { notice: NoticeId },
    /// Closed: what was in the pool and not recommended was not selected.
    #[serde(rename = "round.closed.v1")]
    Closed { not_selected: u32 },
}

impl Event for RoundEvent {
    const STREAM: &'static str = "round";

    fn clause(&self) -> &str {
        match self {
            RoundEvent::Opened { .. } | RoundEvent::Extended { .. } => "5.1.a",
            RoundEvent::QuotaSet { .. } => "A.4",
            RoundEvent::ListProposed { .. } => "5.3.b",
            RoundEvent::Closed { .. } => "5.2.d",
        }
    }
}

/// A round as its events tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// Its number.
    pub id: RoundId,
    /// The seq of its last event.
    pub seq: u32,
    /// Its name.
    pub title: String,
    /// The year whose quotas it uses.
    pub year: i32,
    /// SM3 of the policy version it was opened under.
    pub policy: String,
    /// The first day of the window.
    pub opens: NaiveDate,
    /// The last day of the window.
    pub closes: NaiveDate,
    /// The last day for recommendations.
    pub recommend_by: NaiveDate,
    /// Quota guidelines that are set; absent means not set.
    pub quotas: BTreeMap<AreaCode, u32>,
    /// Whether it is closed.
    pub closed: bool,
}

/// At the name of a round that has none.
pub const UNNAMED: &str = "请填写批次名称。";
/// At a year of quotas in which no application is handed in (annex 4).
const YEAR_OF_WINDOW: &str = "名额年度应与申报时间同年，请核对。";
/// At the last day of applications before the first.
pub const CLOSES_EARLY: &str = "申报截止不能早于申报开始，请核对。";
/// At the last day of recommendations before that of applications.
pub const RECOMMENDS_EARLY: &str = "县级推荐截止不能早于申报截止，请核对。";

/// At a day of a round that is surely mistyped.
const FAR: &str = "比申报开始晚了两年以上，请核对年份。";

/// What is wrong with a round's days (opens, closes, recommendations end), at the fields of the latter two: their order, and
/// years that no round lasts.
pub(crate) fn out_of_order(days: [NaiveDate; 3], fields: [&str; 2]) -> Vec<(String, String)> {
    let [opens, closes, recommend_by] = days;
    let far = |day: NaiveDate| day.year() > opens.year() + 2;
    let wrong = |early: bool, sentence, day| if early { Some(sentence) } else { far(day).then_some(FAR) };
    let wrong =
        [wrong(closes < opens, CLOSES_EARLY, closes), wrong(recommend_by < closes, RECOMMENDS_EARLY, recommend_by)];
    let told = fields.into_iter().zip(wrong);
    told.filter_map(|(field, sentence)| Some((field.to_owned(), sentence?.to_owned()))).collect()
}

impl Round {
    /// Opens a round (5.1.a): under a policy in force on the first day of its window (8.2).
    ///
    /// # Errors
    /// Dates out of order; the policy not in force.
    pub fn open(
        title: &str,
        year: i32,
        policy: (String, Option<NaiveDate>),
        window: Window,
        recommend_by: NaiveDate,
    ) -> Result<RoundEvent, Refusal> {
        let (digest, policy_ends) = policy;
        let mut wrong = Vec::new();
        if title.trim().is_empty() {
            wrong.push(("name".to_owned(), UNNAMED.to_owned()));
        }
        if let Some(sentence) = length::beyond(length::NAME, "批次名称", title) {
            wrong.push(("name".to_owned(), sentence));
        }
        if !(2000..=2100).contains(&year) || ![window.opens.year(), window.closes.year()].contains(&year) {
            wrong.push(("year".to_owned(), YEAR_OF_WINDOW.to_owned()));
        }
        wrong.extend(out_of_order([window.opens, window.closes, recommend_by], ["closes_on", "recommend_by"]));
        if !wrong.is_empty() {
            return Err(Refusal::Fields(wrong));
        }
        if let Some(ends) = policy_ends.filter(|ends| window.opens > *ends) {
            return Err(Refusal::RoundUnderExpiredPolicy(ends));
        }
        Ok(RoundEvent::Opened {
            title: title.trim().to_owned(),
            year,
            policy: digest,
            opens: window.opens,
            closes: window.closes,
            recommend_by,
        })
    }

    /// When applications may be handed in.
    #[must_use]
    pub fn window(&self) -> Window {
        Window { opens: self.opens, closes: self.closes }
    }

    /// Whether an application may be begun or handed in today.
    #[must_use]
    pub fn accepts_on(&self, today: NaiveDate) -> bool {
        !self.closed && self.opens <= today && today <= self.closes
    }
}

coded! {
    /// Where a round stands.
    RoundState {
        Open = "open" "进行中",
        Closed = "closed" "已关闭",
    }
}

impl Stream for Round {
    const KIND: StreamKind = StreamKind::Round;
    type Id = RoundId;
    type Event = RoundEvent;
    type State = RoundState;

    fn begin(id: RoundId, first: &Recorded<RoundEvent>) -> Option<Round> {
        let RoundEvent::Opened { title, year, policy, opens, closes, recommend_by } = first.event.clone() else {
            return None;
        };
        Some(Round {
            id,
            seq: first.seq,
            title,
            year,
            policy,
            opens,
            closes,
            recommend_by,
            quotas: BTreeMap::new(),
            closed: false,
        })
    }

    fn apply(&mut self, recorded: &Recorded<RoundEvent>) {
        self.seq = recorded.seq;
        match recorded.event.clone() {
            RoundEvent::Opened { .. } | RoundEvent::ListProposed { .. } => {}
            RoundEvent::QuotaSet { area, quota: Some(quota), .. } => {
                self.quotas.insert(area, quota);
            }
            RoundEvent::QuotaSet { area, quota: None, .. } => {
                self.quotas.remove(&area);
            }
            RoundEvent::Extended { closes, recommend_by, .. } => {
                self.closes = closes;
                self.recommend_by = recommend_by;
            }
            RoundEvent::Closed { .. } => self.closed = true,
        }
    }

    fn id(&self) -> RoundId {
        self.id
    }

    fn seq(&self) -> u32 {
        self.seq
    }

    fn state(&self) -> RoundState {
        if self.closed { RoundState::Closed } else { RoundState::Open }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_has_a_name_that_lists_can_show() {
        let day = |text: &str| text.parse().expect("a day");
        let window = || Window { opens: day("2025-03-01"), closes: day("2025-04-30") };
        let open = |title: &str| Round::open(title, 2025, ("digest".into(), None), window(), day("2025-05-30"));
        assert!(open(&"长".repeat(50)).is_ok());
        let refused = open(&"长".repeat(51));
        assert!(matches!(&refused, Err(Refusal::Fields(wrong)) if wrong[0].0 == "name"), "{refused:?}");
    }
}
