//! A public notice (公示): one published list of several applications (5.3.c, 5.3.d).

use crate::{
    application::Refusal,
    calendar::{Calendar, NotAnnounced},
    event::{Event, Moment, Recorded},
    ids::{ApplicationId, FileId, NoticeId},
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
    Proposed { title: String, applications: Vec<ApplicationId>, meeting: Option<Meeting>, corrects: Option<NoticeId> },
    /// Published on the bureau's website: the clock runs from the next working day.
    #[serde(rename = "notice.published.v1")]
    Published {
        evidence: WebsiteEvidence,
        published_on: NaiveDate,
        working_days: u32,
        last_day: NaiveDate,
        earliest_decision: NaiveDate,
    },
    /// An application was taken off by an upheld objection (5.3.g).
    #[serde(rename = "notice.application_removed.v1")]
    ApplicationRemoved { application: ApplicationId },
}

impl Event for NoticeEvent {
    const STREAM: &'static str = "notice";

    fn clause(&self) -> &str {
        match self {
            NoticeEvent::Proposed { .. } => "5.3.b",
            NoticeEvent::Published { .. } => "5.3.d",
            NoticeEvent::ApplicationRemoved { .. } => "5.3.g",
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
}

/// A notice as its events tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its number.
    pub id: NoticeId,
    /// The seq of its last event.
    pub seq: u32,
    /// Its title.
    pub title: String,
    /// The applications on it.
    pub applications: Vec<ApplicationId>,
    /// Applications taken off again.
    pub removed: Vec<ApplicationId>,
    /// The meeting that decided the list.
    pub meeting: Option<Meeting>,
    /// The notice it corrects.
    pub corrects: Option<NoticeId>,
    /// Its period, once published.
    pub period: Option<Period>,
}

impl Notice {
    /// Decides a list of applications (5.3.b).
    ///
    /// # Errors
    /// No applications; no title; no minutes where the chain asks for a meeting (that is the chain's to see).
    pub fn propose(
        title: String,
        applications: Vec<ApplicationId>,
        meeting: Option<Meeting>,
        corrects: Option<NoticeId>,
    ) -> Result<NoticeEvent, Refusal> {
        if applications.is_empty() {
            return Err(Refusal::Plain("请至少选择一个拟认定品牌。"));
        }
        if title.trim().is_empty() {
            return Err(Refusal::Plain("请填写公示标题。"));
        }
        Ok(NoticeEvent::Proposed { title, applications, meeting, corrects })
    }

    /// Publishes the list: the clock starts with the website's evidence (5.3.c, 5.3.d).
    ///
    /// # Errors
    /// Published before; not the bureau's website; a time to come; a calendar year not announced.
    pub fn publish(
        &self,
        evidence: WebsiteEvidence,
        hosts: &[String],
        working_days: u32,
        calendar: &Calendar,
        now: Moment,
    ) -> Result<NoticeEvent, PublishRefused> {
        if self.period.is_some() {
            return Err(Refusal::Plain("这份公示已经发布。").into());
        }
        if !on_hosts(&evidence.url, hosts) {
            return Err(PublishRefused::ForeignSite(hosts.join("、")));
        }
        if evidence.at > now {
            return Err(Refusal::Plain("发布时间不能晚于现在，请核对。").into());
        }
        let published_on = crate::calendar::shanghai_date(evidence.at);
        let last_day = calendar.working_days_end(published_on, working_days)?;
        let earliest_decision = calendar.earliest_decision(published_on, working_days)?;
        Ok(NoticeEvent::Published { evidence, published_on, working_days, last_day, earliest_decision })
    }

    /// Whether a list of `applications` corrects this notice: it is out, and one of them left it to be corrected (5.3.g).
    ///
    /// # Errors
    /// Not out yet, or none of them left it.
    pub fn corrected_by(&self, applications: &[ApplicationId]) -> Result<(), Refusal> {
        if self.period.is_some() && applications.iter().any(|application| self.removed.contains(application)) {
            return Ok(());
        }
        Err(Refusal::Plain("所选品牌都没有从这期公示退出。请核对更正哪一期公示，或选“不是更正公示”。"))
    }

    /// Applications still on the list.
    pub fn standing(&self) -> impl Iterator<Item = ApplicationId> + '_ {
        self.applications.iter().copied().filter(|application| !self.removed.contains(application))
    }

    /// Folds a whole stream; none where it does not begin with a proposal.
    #[must_use]
    pub fn fold<'a>(id: NoticeId, events: impl IntoIterator<Item = &'a Recorded<NoticeEvent>>) -> Option<Notice> {
        let mut events = events.into_iter();
        let first = events.next()?;
        let NoticeEvent::Proposed { title, applications, meeting, corrects } = first.event.clone() else { return None };
        let mut notice =
            Notice { id, seq: first.seq, title, applications, removed: Vec::new(), meeting, corrects, period: None };
        for event in events {
            notice.seq = event.seq;
            match event.event.clone() {
                NoticeEvent::Proposed { .. } => {}
                NoticeEvent::Published { evidence, published_on, working_days, last_day, earliest_decision } => {
                    notice.period = Some(Period { published_on, working_days, last_day, earliest_decision, evidence });
                }
                NoticeEvent::ApplicationRemoved { application } => notice.removed.push(application),
            }
        }
        Some(notice)
    }
}

/// Why a notice could not be published.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PublishRefused {
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The page is not on the city bureau's own website.
    #[error("公示须发布在本局官方网站（{0}）。请填写该网站上的公示页地址。")]
    ForeignSite(String),
    /// The working days cannot be counted yet.
    #[error(transparent)]
    NotAnnounced(#[from] NotAnnounced),
}

/// Whether an address lies on one of the hosts, by name and not by look-alike.
fn on_hosts(url: &str, hosts: &[String]) -> bool {
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
