//! The panel beside an application or cultivation: whose turn, until when, the steps a matter passes through, what I may do
//! and what blocks the rest.

use super::{
    act,
    in_words::{self, People},
};
use crate::{
    components::{Act, ActPanel, ActTone, Blocked, Chain, ChainStep, Due, StepState},
    shell::Caller,
};
use app::{acts::Offer, matters::MatterView, sentences};
use domain::{
    act::Weight,
    ids::AccountId,
    matter::MatterState,
    policy::Step,
    turn::{Party, Turn},
};

/// Everyone through whose hands matters passed or who holds one.
pub(super) fn approvers(matters: &[MatterView]) -> impl Iterator<Item = AccountId> {
    matters.iter().map(|view| &view.matter).flat_map(|matter| {
        let turned = matter.turned.iter().filter_map(|turned| turned.by);
        matter.approvers().into_iter().chain(matter.holder).chain(turned)
    })
}

/// The matter under way among those on something.
pub(super) fn under_way(matters: &[MatterView]) -> Option<&MatterView> {
    matters.iter().rev().find(|view| matches!(view.matter.state, MatterState::Open | MatterState::SentBack))
}

/// What a panel is drawn from.
pub(super) struct Standing<'a> {
    /// Whose turn it is.
    pub(super) turn: Turn,
    /// The county responsible.
    pub(super) area: &'a str,
    /// Until when.
    pub(super) due: Due,
    /// The matter under way.
    pub(super) matter: Option<&'a MatterView>,
    /// Those through whose hands it passed.
    pub(super) people: &'a People,
    /// What the reader's desk has.
    pub(super) offers: &'a [Offer],
    /// Pages beside the acts: going on with what was keyed in, objections to answer.
    pub(super) links: Vec<Act>,
}

/// The panel for the reader.
pub(super) fn panel(caller: &Caller, standing: Standing<'_>) -> ActPanel {
    let Standing { turn, area, due, matter, people, offers, links } = standing;
    let chain = matter.map_or_else(Chain::default, |view| chain(view, people));
    let free = offers.iter().filter(|offer| offer.blocked.is_none());
    let mut expected = links.iter().all(|link| link.tone != ActTone::Primary)
        && free.clone().any(|offer| offer.weight == Weight::Expected);
    let acts = links.into_iter().chain(free.map(|offer| button(offer, &mut expected))).collect();
    let blocked = offers.iter().filter_map(|offer| {
        let reason = offer.blocked.clone()?;
        Some(Blocked { label: offer.label.clone(), reason, clause: offer.clause.into() })
    });
    ActPanel { turn: sentence(caller, turn, area, matter), due, chain, acts, blocked: blocked.collect() }
}

/// Whom it waits for, and what for.
fn sentence(caller: &Caller, turn: Turn, area: &str, matter: Option<&MatterView>) -> String {
    let who = match turn.party {
        Party::Unit => "培育单位".to_owned(),
        Party::County => format!("{}人社部门", in_words::area(&caller.app, area)),
        Party::City => "市级人社部门".to_owned(),
        Party::Finance => "财政部门".to_owned(),
        Party::Nobody => return format!("{}。", turn.act),
    };
    match matter {
        Some(view) if view.matter.state == MatterState::Open => {
            let step = view.matter.next_step().map_or("", Step::label);
            format!("等{who}{step}：{}。", view.act.label())
        }
        _ => format!("等{who}{}。", turn.act),
    }
}

/// At most one act is the expected one.
fn button(offer: &Offer, expected: &mut bool) -> Act {
    let tone = match offer.weight {
        Weight::Expected if std::mem::take(expected) => ActTone::Primary,
        Weight::Legal => ActTone::Legal,
        Weight::Expected | Weight::Plain => ActTone::Plain,
    };
    Act { label: offer.label.clone(), href: act::href(offer.act, offer.id, offer.part), tone }
}

/// The chain of a matter: each step with who took it, when, and what they said.
pub(super) fn chain(view: &MatterView, people: &People) -> Chain {
    let matter = &view.matter;
    let opinion = |index: usize| view.opinions.get(index).map_or_else(String::new, |(_, text)| text.clone());
    let mut steps: Vec<ChainStep> = Vec::new();
    for (index, step) in matter.steps.iter().enumerate() {
        let label = step.label().to_owned();
        steps.push(match matter.taken.get(index) {
            Some(taken) => ChainStep {
                label,
                who: match taken.on_behalf_of {
                    Some(colleague) => format!("{} 代 {}", people.name(taken.by), people.name(colleague)),
                    None => people.name(taken.by),
                },
                when: sentences::moment(taken.at),
                opinion: opinion(index),
                state: StepState::Done,
            },
            None if index == matter.taken.len() && matter.state == MatterState::Open => ChainStep {
                label,
                who: matter.holder.map_or_else(String::new, |holder| people.name(holder)),
                state: StepState::Now,
                ..ChainStep::default()
            },
            None if index == matter.taken.len() && matter.state == MatterState::SentBack => {
                ChainStep { label, opinion: opinion(index), state: StepState::Back, ..ChainStep::default() }
            }
            None => ChainStep { label, ..ChainStep::default() },
        });
    }
    let act = view.act.label().to_owned();
    Chain { act, href: format!("/desk/matters/{}", matter.id), steps }
}
