//! What a unit does with its application: submit, correct, withdraw.

use super::{Application, ApplicationEvent, Facts, Leg, Pinned, Return, Stage};
use crate::{access::UnitMember, finding::Outcome, ids::UnitId, refusal::Refusal, stream::Stream};
use chrono::NaiveDate;

/// A filing about to be made: what the unit hands in.
#[derive(Clone, Debug)]
pub struct Filing {
    /// The brand's name as filed.
    pub title: String,
    /// Cultivating units, the lead unit first (3.4.b).
    pub units: Vec<UnitId>,
    /// The frozen answers and rosters.
    pub pinned: Pinned,
    /// By when the county is to act; none where the calendar is not announced.
    pub due: Option<NaiveDate>,
}

/// When applications of a round may be handed in.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// The first day.
    pub opens: NaiveDate,
    /// The last day.
    pub closes: NaiveDate,
}

impl Application {
    /// Hands the application to the county (5.1.a, 5.1.b): materials 4.1–4.5 must be complete.
    ///
    /// # Errors
    /// Outside the round's window; materials incomplete; not a draft.
    pub fn submit(
        &self,
        _unit: &UnitMember,
        facts: &Facts,
        window: Window,
        filing: Filing,
    ) -> Result<ApplicationEvent, Refusal> {
        let Stage::Drafting = self.stage else { return Err(self.wrong_state()) };
        if facts.today < window.opens || facts.today > window.closes {
            return Err(Refusal::OutsideWindow { opens: window.opens, closes: window.closes });
        }
        materials_complete(facts)?;
        let Filing { title, units, pinned, due } = filing;
        Ok(ApplicationEvent::Submitted { title, units, pinned, figures: facts.figures, due })
    }

    /// Hands in the corrected sections (5.2.a).
    ///
    /// # Errors
    /// Not in the unit's hands; materials still incomplete.
    pub fn resubmit(&self, _unit: &UnitMember, facts: &Facts, filing: Filing) -> Result<ApplicationEvent, Refusal> {
        let Stage::Returned(Return { leg: Leg::AtUnit, .. }) = self.stage else { return Err(self.wrong_state()) };
        materials_complete(facts)?;
        let Filing { title, units, pinned, due } = filing;
        Ok(ApplicationEvent::Resubmitted { title, units, pinned, figures: facts.figures, due })
    }

    /// Takes the application back, any time before the notice.
    ///
    /// # Errors
    /// From the notice on, and once the attempt has ended.
    pub fn withdraw(&self, _unit: &UnitMember, reason: String) -> Result<ApplicationEvent, Refusal> {
        match self.stage {
            Stage::Drafting
            | Stage::Submitted
            | Stage::Returned(_)
            | Stage::Reviewed
            | Stage::Recommended
            | Stage::InReview => Ok(ApplicationEvent::Withdrawn { reason }),
            Stage::Declined { .. }
            | Stage::NotSelected { .. }
            | Stage::OnNotice { .. }
            | Stage::Recognised { .. }
            | Stage::Withdrawn => Err(self.wrong_state()),
        }
    }

    /// Whether the unit may type into a section now: all of a draft, only the named sections of a returned application.
    #[must_use]
    pub fn section_open(&self, section: &str) -> bool {
        match &self.stage {
            Stage::Drafting => true,
            Stage::Returned(Return { leg: Leg::AtUnit, shortfalls, .. }) => {
                shortfalls.iter().any(|shortfall| shortfall.section == section)
            }
            Stage::Submitted
            | Stage::Returned(_)
            | Stage::Declined { .. }
            | Stage::Reviewed
            | Stage::Recommended
            | Stage::NotSelected { .. }
            | Stage::InReview
            | Stage::OnNotice { .. }
            | Stage::Recognised { .. }
            | Stage::Withdrawn => false,
        }
    }

    /// Whether anything of the application is in the unit's hands to change.
    #[must_use]
    pub fn open_for_unit(&self) -> bool {
        matches!(self.stage, Stage::Drafting | Stage::Returned(Return { leg: Leg::AtUnit, .. }))
    }

    fn wrong_state(&self) -> Refusal {
        Refusal::WrongState { now: self.state().label() }
    }
}

/// The materials of chapter four must be there; what a person must judge comes later.
fn materials_complete(facts: &Facts) -> Result<(), Refusal> {
    let missing: Vec<_> = facts
        .findings
        .iter()
        .filter(|finding| finding.clause.starts_with("4.") && finding.outcome == Outcome::Unmet)
        .cloned()
        .collect();
    if missing.is_empty() { Ok(()) } else { Err(Refusal::MaterialsIncomplete(missing)) }
}
