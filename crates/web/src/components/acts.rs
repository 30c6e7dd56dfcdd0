//! Whose turn it is, the chain of approval, the acts one may take and what blocks the others.

use askama::Template;

use super::{Due, html_safe};
use crate::icon::Icon;

/// Weight of an act.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ActTone {
    /// One of several.
    #[default]
    Plain,
    /// The one expected next; at most one a view.
    Primary,
    /// With legal effect: 认定, 取消称号. In seal red.
    Legal,
}

/// An act the reader may take: a button that leads to the act's own page.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/act.html")]
pub(crate) struct Act {
    /// The verb, e.g. 退回补正.
    pub(crate) label: String,
    /// Page of the act.
    pub(crate) href: String,
    /// Weight.
    pub(crate) tone: ActTone,
}

/// An act the reader would have, but for something.
#[derive(Clone, Debug, Default)]
pub(crate) struct Blocked {
    /// The verb.
    pub(crate) label: String,
    /// `公示期未满：最后一日 10月14日`.
    pub(crate) reason: String,
    /// Clause numbers, separated by spaces; empty for none.
    pub(crate) clause: String,
}

/// How far a step of the chain is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum StepState {
    /// Taken.
    Done,
    /// Waiting for its person now.
    Now,
    /// Not yet reached.
    #[default]
    Later,
    /// Sent back to the first hand.
    Back,
}

/// One step: 拟办, 审核, 会签, 集体研究 or 审批.
#[derive(Clone, Debug, Default)]
pub(crate) struct ChainStep {
    /// Name of the step.
    pub(crate) label: String,
    /// Who took it or who must; empty while open to the office.
    pub(crate) who: String,
    /// When it was taken; empty for not yet.
    pub(crate) when: String,
    /// Opinion written; empty for none.
    pub(crate) opinion: String,
    /// How far.
    pub(crate) state: StepState,
}

impl ChainStep {
    fn class(&self) -> &'static str {
        match self.state {
            StepState::Done => "done",
            StepState::Now => "now",
            StepState::Later => "later",
            StepState::Back => "back",
        }
    }

    fn icon(&self) -> Icon {
        match self.state {
            StepState::Done => Icon::Check,
            StepState::Now => Icon::Clock,
            StepState::Later => Icon::Circle,
            StepState::Back => Icon::Left,
        }
    }

    fn word(&self) -> &'static str {
        match self.state {
            StepState::Done => "已办",
            StepState::Now => "待办",
            StepState::Later => "未到",
            StepState::Back => "已退回",
        }
    }
}

/// The hands a decision passes through.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/chain.html")]
pub(crate) struct Chain {
    /// Which act, e.g. 审核入库; empty when no matter is under way.
    pub(crate) act: String,
    /// Page of the matter; empty for none.
    pub(crate) href: String,
    /// The steps in order.
    pub(crate) steps: Vec<ChainStep>,
}

/// The panel that stays in view beside an application.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/acts.html")]
pub(crate) struct ActPanel {
    /// Whose turn it is, as a sentence.
    pub(crate) turn: String,
    /// Until when.
    pub(crate) due: Due,
    /// The chain under way, if any.
    pub(crate) chain: Chain,
    /// What the reader may do.
    pub(crate) acts: Vec<Act>,
    /// What the reader may not do yet, and why.
    pub(crate) blocked: Vec<Blocked>,
}

html_safe!(Act, Chain, ActPanel);
