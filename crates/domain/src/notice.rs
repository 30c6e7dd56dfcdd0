//! A public notice (公示): one published list of several applications (5.3.c, 5.3.d).

use crate::{
    calendar::shanghai_date,
    coded::coded,
    event::{Event, Moment, Recorded},
    ids::{ApplicationId, FileId, MatterId, NoticeId, RoundId},
    notice_text::NoticeText,
    stream::{Stream, StreamKind},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The meeting that decided (集体研究).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// When it met.
    pub on: NaiveDate,
    /// The number of its minutes.
    pub minutes: String,
    /// The scanned minutes.
    pub scan: Option<FileId>,
}

/// Proof that the list stands on the city bureau's own website (5.3.c).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebsiteEvidence {
    /// The page's address.
    pub url: String,
    /// When it was published there.
    pub at: Moment,
    /// A screenshot of it.
    pub screenshot: FileId,
}

/// One act on a notice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
#[expect(missing_docs, reason = "each variant's sentence stands above it")]
pub enum NoticeEvent {
    /// The list was decided (5.3.b).
    #[serde(rename = "notice.proposed.v1")]
    Proposed {
        round: RoundId,
        policy: String,
        title: String,
        applications: Vec<ApplicationId>,
        meeting: Option<Meeting>,
        corrects: Option<NoticeId>,
        matter: Option<MatterId>,
    },
    /// Its text was approved, before it is posted: from now on it stays as it is (5.3.c).
    #[serde(rename = "notice.text_approved.v1")]
    TextApproved {
        text: NoticeText,
        /// [`NoticeText::digest`].
        digest: String,
        matter: Option<MatterId>,
    },
    /// Published on the bureau's website: the clock runs from the next working day.
    #[serde(rename = "notice.published.v1")]
    Published {
        evidence: WebsiteEvidence,
        published_on: NaiveDate,
        working_days: u32,
        last_day: NaiveDate,
        earliest_decision: NaiveDate,
        /// The applications published: those of the list that had not ended meanwhile.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        listed: Vec<ApplicationId>,
        /// Why it was put on record later than the policy file allows; none where it was in time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        late_reason: Option<String>,
    },
    /// Brands on it were recognised (5.3.e).
    #[serde(rename = "notice.recognised.v1")]
    Recognised { applications: Vec<ApplicationId> },
    /// An application was taken off: by an upheld objection (5.3.g), or because it was refused under another clause.
    #[serde(rename = "notice.application_removed.v1")]
    ApplicationRemoved {
        application: ApplicationId,
        /// The clause of a refusal; none for an objection's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        under: Option<String>,
    },
}

impl Event for NoticeEvent {
    const STREAM: &'static str = "notice";

    fn clause(&self) -> &str {
        match self {
            NoticeEvent::Proposed { .. } => "5.3.b",
            NoticeEvent::TextApproved { .. } => "5.3.c",
            NoticeEvent::Published { .. } => "5.3.d",
            NoticeEvent::Recognised { .. } => "5.3.e",
            NoticeEvent::ApplicationRemoved { under, .. } => under.as_deref().unwrap_or("5.3.g"),
        }
    }
}

/// The notice's running period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// The day of publication; not counted.
    pub published_on: NaiveDate,
    /// How many working days it runs.
    pub working_days: u32,
    /// The last of them.
    pub last_day: NaiveDate,
    /// The first working day after it.
    pub earliest_decision: NaiveDate,
    /// The proof.
    pub evidence: WebsiteEvidence,
    /// The day it was put on record.
    pub recorded_on: NaiveDate,
    /// Why that was later than the policy file allows; none where it was in time.
    pub late_reason: Option<String>,
}

/// A text as it was approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovedText {
    /// The text.
    pub text: NoticeText,
    /// SM3 over it, in hexadecimal digits.
    pub digest: String,
    /// When it was approved: it cannot have been posted before.
    pub at: Moment,
    /// The matter in which it was.
    pub matter: Option<MatterId>,
}

/// A notice as its events tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its number.
    pub id: NoticeId,
    /// The seq of its last event.
    pub seq: u32,
    /// The round whose applications stand on it.
    pub round: RoundId,
    /// SM3 of the policy version it runs under: its round's.
    pub policy: String,
    /// Its title.
    pub title: String,
    /// The day its list was decided: it cannot have been published before.
    pub decided_on: NaiveDate,
    /// The applications on it; once published, those that were.
    pub applications: Vec<ApplicationId>,
    /// Applications taken off again: to be corrected, or refused.
    pub removed: Vec<ApplicationId>,
    /// The meeting that decided the list.
    pub meeting: Option<Meeting>,
    /// The notice it corrects.
    pub corrects: Option<NoticeId>,
    /// The matter in which its list was decided.
    pub matter: Option<MatterId>,
    /// Its text, once approved; one published before texts were approved has none.
    pub text: Option<ApprovedText>,
    /// Its period, once published.
    pub period: Option<Period>,
}

impl Notice {
    /// Applications still on the list.
    pub fn standing(&self) -> impl Iterator<Item = ApplicationId> + '_ {
        self.applications.iter().copied().filter(|application| !self.removed.contains(application))
    }

    /// Whether all that was listed has left it: nothing is there to object to or to recognise.
    #[must_use]
    pub fn is_emptied(&self) -> bool {
        self.standing().next().is_none()
    }
}

coded! {
    /// Where a notice stands.
    NoticeState {
        Proposed = "proposed" "待核定文本",
        TextApproved = "text_approved" "待发布",
        Published = "published" "已发布",
    }
}

impl Stream for Notice {
    const KIND: StreamKind = StreamKind::Notice;
    type Id = NoticeId;
    type Event = NoticeEvent;
    type State = NoticeState;

    fn begin(id: NoticeId, first: &Recorded<NoticeEvent>) -> Option<Notice> {
        let NoticeEvent::Proposed { round, policy, title, applications, meeting, corrects, matter } =
            first.event.clone()
        else {
            return None;
        };
        Some(Notice {
            id,
            seq: first.seq,
            round,
            policy,
            title,
            decided_on: shanghai_date(first.at),
            applications,
            removed: Vec::new(),
            meeting,
            corrects,
            matter,
            text: None,
            period: None,
        })
    }

    fn apply(&mut self, recorded: &Recorded<NoticeEvent>) {
        self.seq = recorded.seq;
        match recorded.event.clone() {
            NoticeEvent::Proposed { .. } | NoticeEvent::Recognised { .. } => {}
            NoticeEvent::TextApproved { text, digest, matter } => {
                self.text = Some(ApprovedText { text, digest, at: recorded.at, matter });
            }
            NoticeEvent::Published {
                evidence,
                published_on,
                working_days,
                last_day,
                earliest_decision,
                listed,
                late_reason,
            } => {
                // What says nothing published the whole list.
                self.applications.retain(|application| listed.is_empty() || listed.contains(application));
                let recorded_on = shanghai_date(recorded.at);
                self.period = Some(Period {
                    published_on,
                    working_days,
                    last_day,
                    earliest_decision,
                    evidence,
                    recorded_on,
                    late_reason,
                });
            }
            NoticeEvent::ApplicationRemoved { application, .. } => self.removed.push(application),
        }
    }

    fn id(&self) -> NoticeId {
        self.id
    }

    fn seq(&self) -> u32 {
        self.seq
    }

    fn state(&self) -> NoticeState {
        match (&self.period, &self.text) {
            (Some(_), _) => NoticeState::Published,
            (None, Some(_)) => NoticeState::TextApproved,
            (None, None) => NoticeState::Proposed,
        }
    }
}

/// Whether a page stands on one of the bureau's own hosts.
#[must_use]
pub fn on_hosts(url: &str, hosts: &[String]) -> bool {
    let Some(rest) = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")) else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(name, _)| name);
    !rest.contains('@') && hosts.iter().any(|own| own.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::on_hosts;

    #[test]
    fn only_the_bureaus_own_website_counts() {
        let hosts = vec!["rsj.quanzhou.gov.cn".to_owned()];
        assert!(on_hosts("https://rsj.quanzhou.gov.cn/zwgk/t1.htm", &hosts));
        assert!(on_hosts("http://RSJ.quanzhou.gov.cn", &hosts));
        for foreign in [
            "https://rsj.quanzhou.gov.cn.example.com/",
            "https://example.com/rsj.quanzhou.gov.cn",
            "https://rsj.quanzhou.gov.cn@example.com/",
            "rsj.quanzhou.gov.cn",
            "javascript:alert(1)",
        ] {
            assert!(!on_hosts(foreign, &hosts), "{foreign}");
        }
    }
}
