//! What the city bureau does with an application: review, notice, objections, recognition (5.3).

use super::{
    Application, ApplicationEvent, Facts, ObjectionOutcome, Reason, Refusal, Resume, Shortfall, Stage,
    county::declined, county::passed,
};
use crate::{
    access::CityReviewer,
    document_numbering::OfficialNumber,
    ids::{FileId, MatterId, NoticeId, ObjectionId},
    level::Level,
};
use chrono::NaiveDate;

/// A site visit as reported (5.3.a).
#[derive(Clone, Debug)]
pub struct SiteVisit {
    /// When.
    pub on: NaiveDate,
    /// By how many officers.
    pub officers: u32,
    /// Whether it found things as filed.
    pub passed: bool,
    /// What was found.
    pub opinion: String,
    /// Photographs and the signed record.
    pub files: Vec<FileId>,
}

/// The announcement of a recognition (5.3.e).
#[derive(Clone, Debug)]
pub struct Announcement {
    /// The document's number, given by the bureau's office system.
    pub document: String,
    /// The date of the announcement: the cycle's first day.
    pub announced_on: NaiveDate,
    /// The plaque's number, from our own series.
    pub plaque: String,
    /// The cycle's last day.
    pub cycle_ends: NaiveDate,
    /// The first day on which an assessment is possible.
    pub assessable_from: NaiveDate,
    /// Asked for once the policy has expired (8.2).
    pub legal_basis: Option<String>,
    /// The policy's last day.
    pub policy_ends: Option<NaiveDate>,
}

impl Application {
    /// Takes a recommended application into review (5.3.a).
    ///
    /// # Errors
    /// Not recommended.
    pub fn accept_for_review(&self, _city: &CityReviewer, due: Option<NaiveDate>) -> Result<ApplicationEvent, Refusal> {
        let Stage::Recommended = self.stage else { return Err(self.wrong_state()) };
        Ok(ApplicationEvent::AcceptedForReview { due })
    }

    /// Sends an application back through its county; its place in the quota is kept (5.2.a).
    ///
    /// # Errors
    /// Nothing named; corrections used up; not before the city.
    pub fn return_from_city(
        &self,
        _city: &CityReviewer,
        shortfalls: Vec<Shortfall>,
        most: u32,
        matter: Option<MatterId>,
    ) -> Result<ApplicationEvent, Refusal> {
        let resume = match self.stage {
            Stage::Recommended => Resume::Recommended,
            Stage::InReview if self.proposed.is_none() => Resume::InReview,
            Stage::Drafting | Stage::Submitted | Stage::Returned(_) | Stage::Declined { .. } | Stage::Reviewed | Stage::NotSelected | Stage::InReview | Stage::OnNotice { .. } | Stage::Recognised { .. } | Stage::Withdrawn => return Err(self.wrong_state()),
        };
        self.returned(Level::City, resume, shortfalls, most, matter)
    }

    /// Refuses at the city's desk, with reasons (5.3.b).
    ///
    /// # Errors
    /// No reasons; not between recommendation and notice.
    pub fn decline_at_city(
        &self,
        _city: &CityReviewer,
        reasons: Vec<Reason>,
        review_channel: String,
    ) -> Result<ApplicationEvent, Refusal> {
        match self.stage {
            Stage::Recommended | Stage::InReview | Stage::OnNotice { .. } => {
                declined(Level::City, reasons, review_channel)
            }
            Stage::Drafting | Stage::Submitted | Stage::Returned(_) | Stage::Declined { .. } | Stage::Reviewed | Stage::NotSelected | Stage::Recognised { .. } | Stage::Withdrawn => Err(self.wrong_state()),
        }
    }

    /// Approves one recommendation beyond the quota guideline (annex 4).
    ///
    /// # Errors
    /// No document or reason; not waiting for recommendation.
    pub fn approve_over_quota(
        &self,
        _city: &CityReviewer,
        document: String,
        reason: String,
    ) -> Result<ApplicationEvent, Refusal> {
        let Stage::Reviewed = self.stage else { return Err(self.wrong_state()) };
        if document.trim().is_empty() || reason.trim().is_empty() {
            return Err(Refusal::NoReason);
        }
        Ok(ApplicationEvent::OverQuotaApproved { document, reason })
    }

    /// Records a review of the documents (5.3.a); points in hundredths.
    ///
    /// # Errors
    /// No opinion; not in review.
    pub fn record_document_review(
        &self,
        _city: &CityReviewer,
        passed: bool,
        score: Option<i64>,
        opinion: String,
    ) -> Result<ApplicationEvent, Refusal> {
        let Stage::InReview = self.stage else { return Err(self.wrong_state()) };
        if opinion.trim().is_empty() {
            return Err(Refusal::NoReason);
        }
        Ok(ApplicationEvent::DocumentReviewed { passed, score, opinion })
    }

    /// Records a site visit (5.3.a).
    ///
    /// # Errors
    /// Fewer officers than the policy file asks; no findings; a date to come; not in review.
    pub fn record_site_visit(
        &self,
        _city: &CityReviewer,
        visit: SiteVisit,
        min_officers: u32,
        today: NaiveDate,
    ) -> Result<ApplicationEvent, Refusal> {
        let Stage::InReview = self.stage else { return Err(self.wrong_state()) };
        if visit.officers < min_officers {
            return Err(Refusal::TooFewOfficers(min_officers));
        }
        if visit.opinion.trim().is_empty() {
            return Err(Refusal::NoReason);
        }
        if visit.on > today {
            return Err(Refusal::Plain("实地核查日期不能晚于今天，请核对。"));
        }
        let SiteVisit { on, officers, passed, opinion, files } = visit;
        Ok(ApplicationEvent::SiteVisited { on, officers, passed, opinion, files })
    }

    /// Puts the application on the proposed list (5.3.b): both reviews passed, conditions at city scale met.
    ///
    /// # Errors
    /// A review missing or failed; a condition unmet or unknown.
    pub fn propose(&self, _city: &CityReviewer, facts: &Facts, notice: NoticeId) -> Result<ApplicationEvent, Refusal> {
        let (Stage::InReview, None) = (&self.stage, self.proposed) else { return Err(self.wrong_state()) };
        for (record, name) in [(&self.document_review, "资料评审"), (&self.site_visit, "实地核查")] {
            match record {
                None => return Err(Refusal::ReviewMissing(name)),
                Some(record) if !record.passed => return Err(Refusal::ReviewFailed(name)),
                Some(_) => {}
            }
        }
        passed(&facts.findings)?;
        Ok(ApplicationEvent::Proposed { notice, figures: facts.figures })
    }

    /// Stands on a published notice until `last_day` (5.3.c, 5.3.d).
    ///
    /// # Errors
    /// Not on that notice's list.
    pub fn place_on_notice(
        &self,
        _city: &CityReviewer,
        notice: NoticeId,
        last_day: NaiveDate,
    ) -> Result<ApplicationEvent, Refusal> {
        match self.stage {
            Stage::InReview if self.proposed == Some(notice) => {
                Ok(ApplicationEvent::PlacedOnNotice { notice, last_day })
            }
            Stage::Drafting | Stage::Submitted | Stage::Returned(_) | Stage::Declined { .. } | Stage::Reviewed | Stage::Recommended | Stage::NotSelected | Stage::InReview | Stage::OnNotice { .. } | Stage::Recognised { .. } | Stage::Withdrawn => Err(self.wrong_state()),
        }
    }

    /// An objection came in while the notice runs (5.3.g).
    ///
    /// # Errors
    /// Not on notice, or the period is over: then it is filed as a lead and stops nothing.
    pub fn lodge_objection(
        &self,
        objection: ObjectionId,
        today: NaiveDate,
        answer_due: Option<NaiveDate>,
    ) -> Result<ApplicationEvent, Refusal> {
        match self.stage {
            Stage::OnNotice { last_day, .. } if today <= last_day => {
                Ok(ApplicationEvent::ObjectionLodged { objection, answer_due })
            }
            Stage::Drafting | Stage::Submitted | Stage::Returned(_) | Stage::Declined { .. } | Stage::Reviewed | Stage::Recommended | Stage::NotSelected | Stage::InReview | Stage::OnNotice { .. } | Stage::Recognised { .. } | Stage::Withdrawn => Err(self.wrong_state()),
        }
    }

    /// Answers an objection (5.3.g).
    ///
    /// # Errors
    /// No reason; no such open objection; not on notice.
    pub fn decide_objection(
        &self,
        _city: &CityReviewer,
        objection: ObjectionId,
        outcome: ObjectionOutcome,
        reason: String,
    ) -> Result<Vec<ApplicationEvent>, Refusal> {
        let Stage::OnNotice { notice, .. } = self.stage else { return Err(self.wrong_state()) };
        if self.objections.get(&objection) != Some(&None) {
            return Err(Refusal::NoSuchObjection);
        }
        if reason.trim().is_empty() {
            return Err(Refusal::NoReason);
        }
        let mut events = vec![ApplicationEvent::ObjectionDecided { objection, outcome, reason: reason.clone() }];
        match outcome {
            ObjectionOutcome::Dismissed => {}
            ObjectionOutcome::UpheldCorrect => events.push(ApplicationEvent::TakenOffNotice { notice }),
            ObjectionOutcome::UpheldRefuse => {
                let reasons = vec![Reason { clause: "5.3.g".into(), text: reason }];
                events.push(declined(Level::City, reasons, String::new())?);
            }
        }
        Ok(events)
    }

    /// Recognises the brand (5.3.e), from the first working day after the notice's last day.
    ///
    /// # Errors
    /// The notice is not over; an objection open or upheld; the policy expired without a legal basis; a malformed
    /// document number; a condition no longer met.
    pub fn recognise(
        &self,
        _city: &CityReviewer,
        facts: &Facts,
        earliest: NaiveDate,
        announcement: Announcement,
    ) -> Result<ApplicationEvent, Refusal> {
        let Stage::OnNotice { last_day, .. } = self.stage else { return Err(self.wrong_state()) };
        if facts.today < earliest {
            return Err(Refusal::NoticeNotOver { last_day });
        }
        match self.open_objections() {
            0 => {}
            open => return Err(Refusal::ObjectionOpen(open)),
        }
        passed(&facts.findings)?;
        let Announcement { document, announced_on, plaque, cycle_ends, assessable_from, legal_basis, policy_ends } =
            announcement;
        if OfficialNumber::parse(&document).is_err() {
            return Err(Refusal::DocumentNumber(document));
        }
        if announced_on < earliest || announced_on > facts.today {
            return Err(Refusal::Plain("公布日期须在公示期满之后，且不晚于今天。"));
        }
        let legal_basis = legal_basis.filter(|basis| !basis.trim().is_empty());
        if let (Some(ends), None) = (policy_ends.filter(|ends| announced_on > *ends), &legal_basis) {
            return Err(Refusal::PolicyExpired(ends));
        }
        let figures = facts.figures;
        Ok(ApplicationEvent::Recognised {
            document,
            announced_on,
            plaque,
            cycle_ends,
            assessable_from,
            figures,
            legal_basis,
        })
    }
}
