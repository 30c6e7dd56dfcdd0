//! Acts: what an office decides or an official puts on record, each described once, in a file of its own.
//!
//! An act is a value: what was typed. Its description ([`Act`]) says what it asks, at whose desk and in which states it
//! may be done, what stands in its way, what it means, and what follows. Buttons, forms, chains of approval, the printed
//! table, the record of a matter and the tests all read this description; nothing about an act stands anywhere else.
//!
//! The offer on a page and the click ask the same question, [`Ready::check`]; only what it returns can be decided.

#[macro_use]
mod list;

mod accept_for_review;
mod accept_name_exception;
mod acknowledge_objection;
mod admit_to_pool;
mod answer_lead;
mod approve_disbursement;
mod approve_notice_text;
mod approve_over_quota;
mod approve_payment;
mod check_unit;
mod close_round;
mod confirm_unit;
mod decide_objection;
mod decide_proposed_list;
mod decline;
mod evaluate;
mod extend_round;
mod investigate_objection;
mod judge_clause;
mod leave_unselected;
mod pass_on;
mod publish_notice;
mod recognise;
mod recommend;
mod record_document_review;
mod record_payment;
mod record_return;
mod record_service;
mod record_site_visit;
mod record_title_service;
mod relax;
mod release_roster;
mod renew_unit_check;
mod resume_payment;
mod return_for_correction;
mod set_quotas;
mod suspend_payment;
mod transfer;
mod verify_original;

pub use decide_proposed_list::listable;
pub use judge_clause::is_judged;
pub use recognise::plaques;
pub use release_roster::ROSTERS;

acts! {
    ($)
    /// A county confirms a unit.
    confirm_unit::ConfirmUnit,
    /// Back to the unit with one list of everything missing.
    return_for_correction::ReturnForCorrection,
    /// A refusal with reasons.
    decline::Decline,
    /// To the county in fact responsible.
    transfer::Transfer,
    /// A lowered head-count for a heritage brand.
    relax::Relax,
    /// A name outside the pattern.
    accept_name_exception::AcceptNameException,
    /// Through the preliminary review, into the county pool.
    admit_to_pool::AdmitToPool,
    /// Up to the city.
    recommend::Recommend,
    /// One recommendation beyond the quota guideline.
    approve_over_quota::ApproveOverQuota,
    /// Into the city's review.
    accept_for_review::AcceptForReview,
    /// The list to be published.
    decide_proposed_list::DecideProposedList,
    /// The text of the notice.
    approve_notice_text::ApproveNoticeText,
    /// The list stands on the bureau's website.
    publish_notice::PublishNotice,
    /// An objection is answered.
    decide_objection::DecideObjection,
    /// Title and plaque.
    recognise::Recognise,
    /// A round ends.
    close_round::CloseRound,
    /// A list leaves for comparison with outside records.
    release_roster::ReleaseRoster,
    /// The city approves a payment.
    approve_disbursement::ApproveDisbursement,
    /// Finance approves a payment.
    approve_payment::ApprovePayment,
    /// The county's evaluation on the five heads.
    evaluate::Evaluate,
    /// A look at outside records about a unit.
    check_unit::CheckUnit,
    /// Another such look, while money may flow.
    renew_unit_check::RenewUnitCheck,
    /// What a rule cannot decide.
    judge_clause::JudgeClause,
    /// The stamped paper carries the content code.
    verify_original::VerifyOriginal,
    /// A correction notice down, or a correction up.
    pass_on::PassOn,
    /// A review of the documents.
    record_document_review::RecordDocumentReview,
    /// A visit to the site.
    record_site_visit::RecordSiteVisit,
    /// A paper of an application was handed over.
    record_service::RecordService,
    /// Not chosen, stays in the pool.
    leave_unselected::LeaveUnselected,
    /// The recognition notice was handed over.
    record_title_service::RecordTitleService,
    /// A payment was made.
    record_payment::RecordPayment,
    /// The bank sent a payment back.
    record_return::RecordReturn,
    /// A payment stops until a doubt is decided.
    suspend_payment::SuspendPayment,
    /// A payment goes on.
    resume_payment::ResumePayment,
    /// An objection or lead is acknowledged.
    acknowledge_objection::AcknowledgeObjection,
    /// What an investigation found.
    investigate_objection::InvestigateObjection,
    /// A lead is answered.
    answer_lead::AnswerLead,
    /// The counties' quota guidelines in a round.
    set_quotas::SetQuotas,
    /// A round's dates are moved.
    extend_round::ExtendRound,
}

pub mod form;
mod kind;
mod outcome;
mod permit;
mod ready;
mod spec;
mod standing;
mod table;

pub use form::{Answer, Field, Form};
pub use kind::{Addressed, fields_of};
pub use outcome::{Also, Given, Kept, Outcome, Want};
pub use permit::Permit;
pub use ready::{Known, Lent, Now, Ready};
pub use spec::{Desk, Effect, Procedure, Spec, Weight};
pub use standing::{
    ApplicationStanding, BrandStanding, CultivationStanding, FiledRoster, NoticeStanding, ObjectionStanding,
    RoundStanding, ShownAccount, Subject,
};
pub use table::{Line, table};

use crate::{days::Days, refusal::Refusal, stream::Stream, turn::Party};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::BTreeSet;

/// Part of an act's address below what it is done to: which payment, for one. Most acts have none.
pub trait Part<S>: Copy + PartialEq + Serialize + DeserializeOwned + std::fmt::Debug + Send + Sync + 'static {
    /// The parts there are.
    fn all(on: &S) -> Vec<Self>;

    /// Its code in addresses; empty for none.
    fn code(self) -> &'static str;

    /// What it adds to a title; empty for nothing.
    fn label(self) -> &'static str;
}

impl<S> Part<S> for () {
    fn all(_: &S) -> Vec<()> {
        vec![()]
    }

    fn code(self) -> &'static str {
        ""
    }

    fn label(self) -> &'static str {
        ""
    }
}

/// One act, whole. The value is what was typed.
pub trait Act:
    Clone + std::fmt::Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync + Sized + 'static
{
    /// Its description in data.
    const SPEC: Spec<<Self::On as Stream>::State>;
    /// What it is done to.
    type On: Subject;
    /// Which part of it.
    type Part: Part<Self::On>;
    /// What the guard found and the decision needs.
    type Found: std::fmt::Debug + Send + Sync;

    /// What stands in its way, whatever will be typed.
    ///
    /// # Errors
    /// A rule says no.
    fn ready(now: &Now<'_, Self>) -> Result<Self::Found, Refusal>;

    /// What its form shows whoever reads it, at whatever desk: figures beside it, and the words for codes that it names.
    fn show(_known: &Known<'_, Self>, _form: &mut Form) {}

    /// The choices, first values, hints and judges of its form; never a new field.
    fn fill(_ready: &Ready<'_, Self>, _form: &mut Form) {}

    /// The days on which the meeting that decides it can have been held (集体研究), where it knows more of them than since
    /// when what it is done to is on record. The page of the meeting's step shows these days, and `decide` holds the
    /// meeting to them. `act` is what was typed; none where nothing was typed yet.
    fn met(_ready: &Ready<'_, Self>, _act: Option<&Self>) -> Option<Days> {
        None
    }

    /// What it needs from the database once its input is known: numbers of a series, a head-count.
    fn wants(&self, _now: &Now<'_, Self>) -> Vec<Want> {
        Vec::new()
    }

    /// What it means: its events, and what follows on other streams.
    ///
    /// # Errors
    /// What was typed breaks a rule.
    fn decide(self, ready: Ready<'_, Self>, given: &mut Given)
    -> Result<Outcome<<Self::On as Stream>::Event>, Refusal>;

    /// The words on its button, where they hang on the desk or state.
    fn label(_now: &Now<'_, Self>) -> &'static str {
        Self::SPEC.label
    }

    /// The clause it carries out, where that hangs on the desk.
    fn clause(_desk: Party) -> &'static str {
        Self::SPEC.clause
    }

    /// What of its input tells it from another of its kind in a list; empty for nothing.
    fn detail(&self) -> &'static str {
        ""
    }

    /// What was typed, for whoever decides after: label and value.
    fn summary(&self, form: &Form) -> Vec<(String, String)> {
        form.told(self)
    }
}

/// That nothing stands twice on a list.
///
/// # Errors
/// A sentence at the field.
fn each_once<T: Ord>(list: &[T], field: &'static str, sentence: &str) -> Result<(), Refusal> {
    let once: BTreeSet<&T> = list.iter().collect();
    if once.len() == list.len() { Ok(()) } else { Err(Refusal::field(field, sentence)) }
}

/// That something was written.
///
/// # Errors
/// A sentence at the field.
fn written(text: &str, field: &'static str, sentence: &str) -> Result<String, Refusal> {
    match text.trim() {
        "" => Err(Refusal::field(field, sentence)),
        text => Ok(text.to_owned()),
    }
}
