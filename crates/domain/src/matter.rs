//! A matter: a proposed act on its way through the hands of an office.
//!
//! The chain is data from the policy file. Nobody takes two steps; only the last step performs the act, whose guards
//! are judged again then. An office of two people can work: the chain says how many hands there are.

pub use crate::policy::Step;
use crate::{
    act::ActKind,
    coded::coded,
    event::{Event, Recorded},
    ids::{AccountId, AreaCode, MatterId},
    level::Level,
    notice::Meeting,
    stream::{Stream, StreamKind},
};
use serde::{Deserialize, Serialize};

/// One act on a matter. Opinions are ordinary sealed rows; the event keeps their keyed digest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
#[expect(missing_docs, reason = "each variant's sentence stands above it")]
pub enum MatterEvent {
    /// Proposed; the proposer takes the first step.
    #[serde(rename = "matter.proposed.v1")]
    Proposed {
        act: ActKind,
        subject: Subject,
        level: Level,
        area: Option<AreaCode>,
        /// The seq of what it is about, as whoever proposed it saw it.
        seen: Option<u32>,
        steps: Vec<Step>,
        collective: bool,
        act_digest: String,
        on_behalf_of: Option<AccountId>,
        /// The meeting that decided it, where the first step is the last.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        meeting: Option<Meeting>,
    },
    /// Agreed to; the next hand has it.
    #[serde(rename = "matter.stepped.v1")]
    Stepped { step: Step, opinion_digest: String, on_behalf_of: Option<AccountId>, meeting: Option<Meeting> },
    /// Sent back to the one who drafted it (退回经办).
    #[serde(rename = "matter.sent_back.v1")]
    SentBack { opinion_digest: String },
    /// Transferred to a colleague (转办).
    #[serde(rename = "matter.transferred.v1")]
    Transferred { account: AccountId },
    /// Back with everybody who may take the step: the colleague it was transferred to is not there any more, or does not
    /// take it any more.
    #[serde(rename = "matter.released.v1")]
    Released,
    /// The last step was taken and the act performed.
    #[serde(rename = "matter.performed.v1")]
    Performed,
    /// Given up: the drafter, or a colleague in the place of one who left, dropped it, or the application went another way.
    #[serde(rename = "matter.dropped.v1")]
    Dropped { stale: bool },
}

impl Event for MatterEvent {
    const STREAM: &'static str = "matter";

    fn clause(&self) -> &'static str {
        "7.2.a"
    }
}

/// What an act is done to: one stream. Of which part of it, such as a payment, the act itself says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Subject {
    /// Which stream.
    pub stream: StreamKind,
    /// Its number.
    pub id: i64,
}

coded! {
    /// Where a matter stands.
    MatterState {
        Open = "open" "审批中",
        SentBack = "sent_back" "已退回经办",
        Performed = "performed" "已办结",
        Dropped = "dropped" "已撤回",
    }
}

/// A step taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Which.
    pub step: Step,
    /// By whom.
    pub by: AccountId,
    /// For whom, where a stand-in acted (AB角代办).
    pub on_behalf_of: Option<AccountId>,
    /// When.
    pub at: crate::event::Moment,
}

/// How a matter left its way through the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnedHow {
    /// Sent back to the one who drafted it (退回经办).
    SentBack,
    /// Given up by the one who drafted it.
    Dropped,
    /// What it was about went another way.
    Overtaken,
}

/// A turn off its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turned {
    /// How.
    pub how: TurnedHow,
    /// By whom; none for the program itself.
    pub by: Option<AccountId>,
    /// When.
    pub at: crate::event::Moment,
}

/// A matter as its events tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    /// Its number.
    pub id: MatterId,
    /// The seq of its last event.
    pub seq: u32,
    /// The act's name.
    pub act: ActKind,
    /// What it is done to.
    pub subject: Subject,
    /// At whose desk.
    pub level: Level,
    /// The county, for county matters.
    pub area: Option<AreaCode>,
    /// The chain.
    pub steps: Vec<Step>,
    /// Whether a meeting must have decided (集体研究).
    pub collective: bool,
    /// The meeting, once entered.
    pub meeting: Option<Meeting>,
    /// Steps taken.
    pub taken: Vec<Taken>,
    /// The one person it was transferred to, if any.
    pub holder: Option<AccountId>,
    /// How it left the way through the office, the first time first.
    pub turned: Vec<Turned>,
    /// Where it stands.
    pub state: MatterState,
}

/// Why a step may not be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StepRefused {
    /// The matter is closed.
    #[error("这件事项已经办结或撤回。")]
    Closed,
    /// It was sent back to its drafter.
    #[error("这件事项已退回经办，等拟办人修改后重新提交。")]
    SentBack,
    /// Only who drafted it takes it back.
    #[error("这件事项只能由拟办人撤回；轮到您办理时，可以写明原因退回经办。")]
    NotDrafter,
    /// The account may not take this kind of step.
    #[error("这一步是“{}”，您的岗位不办理这一环节。", .0.label())]
    NotYourStep(Step),
    /// One person took a step already.
    #[error("您已办理过前面的环节，一人不得办理两个环节，请由他人办理。")]
    TwoSteps,
    /// It was transferred to somebody else.
    #[error("这件事项已转给他人办理。")]
    Held,
    /// A meeting must be entered first.
    #[error("这项决定须集体研究：请填写会议日期、纪要编号，并上传会议纪要。")]
    NoMeeting,
}

impl Matter {
    /// The step waiting for a hand; none once all are taken or the matter is closed.
    #[must_use]
    pub fn next_step(&self) -> Option<Step> {
        match self.state {
            MatterState::Open => self.steps.get(self.taken.len()).copied(),
            MatterState::SentBack | MatterState::Performed | MatterState::Dropped => None,
        }
    }

    /// Why no step is waiting.
    #[must_use]
    pub fn without_step(&self) -> StepRefused {
        match self.state {
            MatterState::SentBack => StepRefused::SentBack,
            MatterState::Open | MatterState::Performed | MatterState::Dropped => StepRefused::Closed,
        }
    }

    /// Whether the next step is the last.
    #[must_use]
    pub fn at_last_step(&self) -> bool {
        self.taken.len() + 1 == self.steps.len()
    }

    /// Whether `account`, who may take `own` steps, may take the next one. `stands_in_for` is the colleague whose
    /// stand-in (B角) the account is, with that colleague's steps.
    ///
    /// # Errors
    /// [`StepRefused`], saying why.
    pub fn may_step(
        &self,
        account: AccountId,
        own: &[Step],
        stands_in_for: Option<(AccountId, &[Step])>,
    ) -> Result<(Step, Option<AccountId>), StepRefused> {
        let next = self.next_step().ok_or_else(|| self.without_step())?;
        if self.touched_by(account) {
            return Err(StepRefused::TwoSteps);
        }
        let for_colleague =
            stands_in_for.filter(|(colleague, steps)| steps.contains(&next) && !self.touched_by(*colleague));
        match self.holder {
            Some(holder) if holder == account && own.contains(&next) => Ok((next, None)),
            Some(holder) if holder == account => Err(StepRefused::NotYourStep(next)),
            Some(holder) => match for_colleague {
                Some((colleague, _)) if colleague == holder => Ok((next, Some(colleague))),
                _ => Err(StepRefused::Held),
            },
            None if own.contains(&next) => Ok((next, None)),
            None => for_colleague.map(|(colleague, _)| (next, Some(colleague))).ok_or(StepRefused::NotYourStep(next)),
        }
    }

    /// Whether it is neither performed nor given up.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        match self.state {
            MatterState::Open | MatterState::SentBack => true,
            MatterState::Performed | MatterState::Dropped => false,
        }
    }

    /// Who drafted it.
    #[must_use]
    pub fn drafter(&self) -> Option<AccountId> {
        self.taken.first().map(|taken| taken.by)
    }

    /// Whether `account`, who takes `own` steps where it is decided, may take it back (撤回): whoever drafted it, and where
    /// that one has left, everybody who drafts there.
    ///
    /// # Errors
    /// [`StepRefused`], saying why.
    pub fn may_drop(&self, account: AccountId, own: &[Step], drafter_has_left: bool) -> Result<(), StepRefused> {
        if !self.is_under_way() {
            return Err(StepRefused::Closed);
        }
        let instead = drafter_has_left && self.steps.first().is_some_and(|first| own.contains(first));
        if instead || self.drafter() == Some(account) { Ok(()) } else { Err(StepRefused::NotDrafter) }
    }

    /// Whether a step was taken by an account, or on its behalf.
    #[must_use]
    pub fn touched_by(&self, account: AccountId) -> bool {
        self.taken.iter().any(|taken| taken.by == account || taken.on_behalf_of == Some(account))
    }

    /// Everyone whose hands it passed through.
    #[must_use]
    pub fn approvers(&self) -> Vec<AccountId> {
        let mut approvers: Vec<AccountId> =
            self.taken.iter().flat_map(|taken| std::iter::once(taken.by).chain(taken.on_behalf_of)).collect();
        approvers.sort_unstable();
        approvers.dedup();
        approvers
    }
}

impl Matter {
    fn turn(&mut self, how: TurnedHow, recorded: &Recorded<MatterEvent>) {
        self.turned.push(Turned { how, by: recorded.by, at: recorded.at });
    }
}

impl Stream for Matter {
    const KIND: StreamKind = StreamKind::Matter;
    type Id = MatterId;
    type Event = MatterEvent;
    type State = MatterState;

    fn begin(id: MatterId, first: &Recorded<MatterEvent>) -> Option<Matter> {
        let MatterEvent::Proposed {
            act,
            subject,
            level,
            area,
            seen: _,
            steps,
            collective,
            act_digest: _,
            on_behalf_of,
            meeting,
        } = first.event.clone()
        else {
            return None;
        };
        Some(Matter {
            id,
            seq: first.seq,
            act,
            subject,
            level,
            area,
            taken: vec![Taken { step: *steps.first()?, by: first.by?, on_behalf_of, at: first.at }],
            steps,
            collective,
            meeting,
            holder: None,
            turned: Vec::new(),
            state: MatterState::Open,
        })
    }

    fn apply(&mut self, recorded: &Recorded<MatterEvent>) {
        self.seq = recorded.seq;
        match &recorded.event {
            MatterEvent::Proposed { .. } => {}
            MatterEvent::Stepped { step, on_behalf_of, meeting, .. } => {
                if let Some(by) = recorded.by {
                    self.taken.push(Taken { step: *step, by, on_behalf_of: *on_behalf_of, at: recorded.at });
                }
                if meeting.is_some() {
                    self.meeting.clone_from(meeting);
                }
                self.holder = None;
            }
            MatterEvent::SentBack { .. } => {
                self.turn(TurnedHow::SentBack, recorded);
                self.state = MatterState::SentBack;
            }
            MatterEvent::Transferred { account } => self.holder = Some(*account),
            MatterEvent::Released => self.holder = None,
            MatterEvent::Performed => self.state = MatterState::Performed,
            MatterEvent::Dropped { stale } => {
                self.turn(if *stale { TurnedHow::Overtaken } else { TurnedHow::Dropped }, recorded);
                self.state = MatterState::Dropped;
            }
        }
    }

    fn id(&self) -> MatterId {
        self.id
    }

    fn seq(&self) -> u32 {
        self.seq
    }

    fn state(&self) -> MatterState {
        self.state
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::fold;
    use chrono::DateTime;

    fn matter(steps: &[Step]) -> Matter {
        let proposed = Recorded {
            seq: 1,
            at: DateTime::UNIX_EPOCH,
            by: Some(AccountId(1)),
            role: None,
            event: MatterEvent::Proposed {
                act: ActKind::Decline,
                subject: Subject { stream: StreamKind::Application, id: 1 },
                level: Level::County,
                area: Some("350582".into()),
                seen: Some(2),
                steps: steps.to_vec(),
                collective: false,
                act_digest: String::new(),
                on_behalf_of: None,
                meeting: None,
            },
        };
        fold(MatterId(1), [&proposed]).expect("begins with a proposal")
    }

    #[test]
    fn nobody_takes_two_steps() {
        let matter = matter(&[Step::Draft, Step::Approve]);
        let all = [Step::Draft, Step::Check, Step::Approve];
        assert_eq!(matter.may_step(AccountId(1), &all, None), Err(StepRefused::TwoSteps));
        assert_eq!(matter.may_step(AccountId(2), &all, None), Ok((Step::Approve, None)));
        assert_eq!(matter.may_step(AccountId(3), &[Step::Draft], None), Err(StepRefused::NotYourStep(Step::Approve)));
    }

    #[test]
    fn whoever_was_stood_in_for_takes_no_other_step() {
        let stepped = MatterEvent::Stepped {
            step: Step::Check,
            opinion_digest: String::new(),
            on_behalf_of: Some(AccountId(3)),
            meeting: None,
        };
        let mut matter = matter(&[Step::Draft, Step::Check, Step::Approve]);
        matter.apply(&Recorded {
            seq: 2,
            at: DateTime::UNIX_EPOCH,
            by: Some(AccountId(2)),
            role: None,
            event: stepped,
        });
        let approve = [Step::Approve];
        assert_eq!(matter.may_step(AccountId(3), &approve, None), Err(StepRefused::TwoSteps));
        assert_eq!(matter.may_step(AccountId(4), &approve, None), Ok((Step::Approve, None)));
    }

    #[test]
    fn what_its_holder_lets_go_is_everybodys_and_what_its_drafter_left_is_dropped_by_who_drafts() {
        let mut matter = matter(&[Step::Draft, Step::Approve]);
        let approve = [Step::Approve];
        for (seq, event) in [(2, MatterEvent::Transferred { account: AccountId(2) }), (3, MatterEvent::Released)] {
            matter.apply(&Recorded { seq, at: DateTime::UNIX_EPOCH, by: Some(AccountId(9)), role: None, event });
            let held = matter.holder.is_some();
            assert_eq!(matter.may_step(AccountId(3), &approve, None).is_ok(), !held);
        }
        let (drafter, colleague) = (AccountId(1), AccountId(3));
        assert_eq!(matter.may_drop(drafter, &[], false), Ok(()));
        assert_eq!(matter.may_drop(colleague, &[Step::Draft], false), Err(StepRefused::NotDrafter));
        assert_eq!(matter.may_drop(colleague, &[Step::Draft], true), Ok(()));
        assert_eq!(matter.may_drop(colleague, &approve, true), Err(StepRefused::NotDrafter));
    }

    #[test]
    fn a_stand_in_acts_for_the_colleague_but_never_for_the_drafter() {
        let matter = matter(&[Step::Draft, Step::Approve]);
        let approve = [Step::Approve];
        assert_eq!(
            matter.may_step(AccountId(3), &[], Some((AccountId(2), &approve))),
            Ok((Step::Approve, Some(AccountId(2))))
        );
        let for_drafter = matter.may_step(AccountId(3), &[], Some((AccountId(1), &approve)));
        assert_eq!(for_drafter, Err(StepRefused::NotYourStep(Step::Approve)));
    }
}
