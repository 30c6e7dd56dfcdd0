//! What the county bureau does with an application: preliminary review, evaluation, pool, recommendation (5.2).

use super::{Application, ApplicationEvent, Facts, Leg, Reason, Refusal, Resume, Return, Shortfall, Stage};
use crate::{
    access::{CityReviewer, CountyReviewer},
    finding::{Finding, Outcome},
    ids::{AreaCode, MatterId},
    level::Level,
};
use chrono::NaiveDate;

/// What the quota of annex 4 leaves a county.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The guideline; none where it is not set: a warning only.
    pub guideline: Option<u32>,
    /// Recommended so far in the year, this application not counted.
    pub used: u32,
}

/// What the county says of a brand it recommends.
#[derive(Clone, Debug)]
pub struct Recommendation {
    /// Its place among the county's own (3.3.c goes first among equals).
    pub rank: u32,
    /// The opinion.
    pub opinion: String,
    /// By when the city is to take it up.
    pub due: Option<NaiveDate>,
}

impl Quota {
    /// Whether one more recommendation goes beyond the guideline.
    #[must_use]
    pub fn exceeded(self) -> bool {
        self.guideline.is_some_and(|quota| self.used >= quota)
    }
}

impl Application {
    /// Sends the application back with one list of everything missing (5.2.a).
    ///
    /// # Errors
    /// Nothing named; the number of corrections the policy file allows is used up; not under preliminary review.
    pub fn return_for_correction(
        &self,
        _county: &CountyReviewer,
        shortfalls: Vec<Shortfall>,
        most: u32,
        matter: Option<MatterId>,
    ) -> Result<ApplicationEvent, Refusal> {
        let Stage::Submitted = self.stage else { return Err(self.wrong_state()) };
        self.returned(Level::County, Resume::Submitted, shortfalls, most, matter)
    }

    pub(super) fn returned(
        &self,
        by: Level,
        resume: Resume,
        shortfalls: Vec<Shortfall>,
        most: u32,
        matter: Option<MatterId>,
    ) -> Result<ApplicationEvent, Refusal> {
        if shortfalls.is_empty() || shortfalls.iter().any(|s| s.what.trim().is_empty() || s.clause.is_empty()) {
            return Err(Refusal::NoShortfalls);
        }
        if self.corrections >= most {
            return Err(Refusal::CorrectionsExhausted(most));
        }
        Ok(ApplicationEvent::Returned { by, shortfalls, resume, matter })
    }

    /// Hands the city's correction notice down to the unit, or the unit's correction up to the city.
    ///
    /// # Errors
    /// The application is in nobody's way through the county.
    pub fn pass_on(&self, _county: &CountyReviewer, due: Option<NaiveDate>) -> Result<ApplicationEvent, Refusal> {
        match self.stage {
            Stage::Returned(Return { leg: Leg::DownAtCounty, .. }) => {
                Ok(ApplicationEvent::PassedOn { up: false, due: None })
            }
            Stage::Returned(Return { leg: Leg::UpAtCounty, .. }) => Ok(ApplicationEvent::PassedOn { up: true, due }),
            Stage::Drafting | Stage::Submitted | Stage::Returned(_) | Stage::Declined { .. } | Stage::Reviewed | Stage::Recommended | Stage::NotSelected | Stage::InReview | Stage::OnNotice { .. } | Stage::Recognised { .. } | Stage::Withdrawn => Err(self.wrong_state()),
        }
    }

    /// Hands the application to the county that is in fact responsible (5.1.b).
    ///
    /// # Errors
    /// No reason; the same area; not under preliminary review.
    pub fn transfer(
        &self,
        _county: &CountyReviewer,
        to: AreaCode,
        reason: String,
    ) -> Result<ApplicationEvent, Refusal> {
        let Stage::Submitted = self.stage else { return Err(self.wrong_state()) };
        if reason.trim().is_empty() {
            return Err(Refusal::NoReason);
        }
        if to == self.area {
            return Err(Refusal::Plain("转往的县（市、区）与当前相同，请另选。"));
        }
        Ok(ApplicationEvent::Transferred { from: self.area.clone(), to, reason })
    }

    /// Refuses at the county's desk, with reasons and the way to ask for a review.
    ///
    /// # Errors
    /// No reasons; not under preliminary review.
    pub fn decline_at_county(
        &self,
        _county: &CountyReviewer,
        reasons: Vec<Reason>,
        review_channel: String,
    ) -> Result<ApplicationEvent, Refusal> {
        let Stage::Submitted = self.stage else { return Err(self.wrong_state()) };
        declined(Level::County, reasons, review_channel)
    }

    /// Records the evaluation on the five heads (5.2.b); points in hundredths.
    ///
    /// # Errors
    /// Points outside the heads' range; not under preliminary review.
    pub fn evaluate(
        &self,
        _county: &CountyReviewer,
        scores: Vec<(String, i64)>,
        heads: &[(String, i64)],
        opinion: String,
    ) -> Result<ApplicationEvent, Refusal> {
        let Stage::Submitted = self.stage else { return Err(self.wrong_state()) };
        let whole =
            heads.iter().all(|(head, most)| scores.iter().any(|(h, score)| h == head && (0..=*most).contains(score)));
        if !whole || scores.len() != heads.len() {
            return Err(Refusal::Plain("五项综合评价须逐项打分，且不超过该项满分。"));
        }
        if opinion.trim().is_empty() {
            return Err(Refusal::NoReason);
        }
        Ok(ApplicationEvent::Evaluated { scores, opinion })
    }

    /// Approves a lowered head-count for a heritage brand at the county's scale (3.3.d).
    ///
    /// # Errors
    /// Not a heritage brand; not lower than the threshold; no reason.
    pub fn relax_at_county(
        &self,
        _county: &CountyReviewer,
        heritage: bool,
        threshold: u32,
        lowered_to: u32,
        reason: String,
    ) -> Result<ApplicationEvent, Refusal> {
        let Stage::Submitted = self.stage else { return Err(self.wrong_state()) };
        self.relaxed(Level::County, heritage, threshold, lowered_to, reason)
    }

    /// Approves a lowered head-count for a heritage brand at the city's scale (3.3.d), before the recommendation.
    ///
    /// # Errors
    /// Not a heritage brand; not lower than the threshold; no reason.
    pub fn relax_at_city(
        &self,
        _city: &CityReviewer,
        heritage: bool,
        threshold: u32,
        lowered_to: u32,
        reason: String,
    ) -> Result<ApplicationEvent, Refusal> {
        match self.stage {
            Stage::Reviewed | Stage::Recommended | Stage::InReview => {
                self.relaxed(Level::City, heritage, threshold, lowered_to, reason)
            }
            Stage::Drafting | Stage::Submitted | Stage::Returned(_) | Stage::Declined { .. } | Stage::NotSelected | Stage::OnNotice { .. } | Stage::Recognised { .. } | Stage::Withdrawn => Err(self.wrong_state()),
        }
    }

    fn relaxed(
        &self,
        level: Level,
        heritage: bool,
        threshold: u32,
        lowered_to: u32,
        reason: String,
    ) -> Result<ApplicationEvent, Refusal> {
        if !heritage {
            return Err(Refusal::NotHeritage(self.title.clone()));
        }
        if lowered_to == 0 || lowered_to >= threshold {
            return Err(Refusal::RelaxationTooHigh(threshold));
        }
        if reason.trim().is_empty() {
            return Err(Refusal::NoReason);
        }
        Ok(ApplicationEvent::Relaxed { level, lowered_to, reason })
    }

    /// Decides on a name outside the pattern (3.2.b, 原则上), before the list is made.
    ///
    /// # Errors
    /// No reason; before filing or after the list.
    pub fn decide_name_exception(&self, accepted: bool, reason: String) -> Result<ApplicationEvent, Refusal> {
        match self.stage {
            Stage::Submitted | Stage::Reviewed | Stage::Recommended | Stage::InReview if reason.trim().is_empty() => {
                Err(Refusal::NoReason)
            }
            Stage::Submitted | Stage::Reviewed | Stage::Recommended | Stage::InReview => {
                Ok(ApplicationEvent::NameExceptionDecided { accepted, reason })
            }
            Stage::Drafting | Stage::Returned(_) | Stage::Declined { .. } | Stage::NotSelected | Stage::OnNotice { .. } | Stage::Recognised { .. } | Stage::Withdrawn => Err(self.wrong_state()),
        }
    }

    /// Passes the preliminary review and enters the county pool (5.2.a, 5.2.c).
    ///
    /// # Errors
    /// Not evaluated; a condition at county scale unmet or unknown: unknown never passes.
    pub fn admit_to_pool(
        &self,
        _county: &CountyReviewer,
        facts: &Facts,
        pool_entry: bool,
    ) -> Result<ApplicationEvent, Refusal> {
        let Stage::Submitted = self.stage else { return Err(self.wrong_state()) };
        if self.evaluation.is_none() {
            return Err(Refusal::NotEvaluated);
        }
        let findings = passed(&facts.findings)?;
        Ok(ApplicationEvent::Admitted { figures: facts.figures, findings, pool_entry })
    }

    /// Recommends the brand to the city (5.2.d): conditions at city scale, within the quota or with the city's approval.
    ///
    /// # Errors
    /// A condition at city scale unmet or unknown; the quota used up without approval; after the round's deadline.
    pub fn recommend(
        &self,
        _county: &CountyReviewer,
        facts: &Facts,
        quota: Quota,
        deadline: NaiveDate,
        recommendation: Recommendation,
    ) -> Result<ApplicationEvent, Refusal> {
        let Stage::Reviewed = self.stage else { return Err(self.wrong_state()) };
        if facts.today > deadline {
            return Err(Refusal::RecommendationClosed(deadline));
        }
        passed(&facts.findings)?;
        if let (true, None, Some(guideline)) = (quota.exceeded(), &self.over_quota, quota.guideline) {
            return Err(Refusal::QuotaExceeded { quota: guideline, used: quota.used });
        }
        let Recommendation { rank, opinion, due } = recommendation;
        Ok(ApplicationEvent::Recommended {
            rank,
            opinion,
            figures: facts.figures,
            quota: quota.guideline,
            used: quota.used,
            due,
        })
    }

    /// Closes a round for an application that was not chosen: it stays in the pool, it is not refused (5.2.d).
    ///
    /// # Errors
    /// Once the notice is out, or before the preliminary review is passed.
    pub fn not_selected(&self, by: Level, reason: String) -> Result<ApplicationEvent, Refusal> {
        match self.stage {
            Stage::Reviewed | Stage::Recommended | Stage::InReview => Ok(ApplicationEvent::NotSelected { by, reason }),
            Stage::Drafting | Stage::Submitted | Stage::Returned(_) | Stage::Declined { .. } | Stage::NotSelected | Stage::OnNotice { .. } | Stage::Recognised { .. } | Stage::Withdrawn => Err(self.wrong_state()),
        }
    }
}

pub(super) fn declined(by: Level, reasons: Vec<Reason>, review_channel: String) -> Result<ApplicationEvent, Refusal> {
    if reasons.is_empty() || reasons.iter().any(|reason| reason.text.trim().is_empty() || reason.clause.is_empty()) {
        return Err(Refusal::NoReason);
    }
    Ok(ApplicationEvent::Declined { by, reasons, review_channel })
}

/// Every finding must pass; what was found is kept by clause in the event.
pub(super) fn passed(findings: &[Finding]) -> Result<Vec<(String, Outcome)>, Refusal> {
    let open: Vec<Finding> = findings.iter().filter(|finding| !finding.passes()).cloned().collect();
    if open.is_empty() {
        Ok(findings.iter().map(|finding| (finding.clause.clone(), finding.outcome)).collect())
    } else {
        Err(Refusal::FindingsOpen(open))
    }
}
