//! Tags of state and deadlines: colour, icon and word together, never colour alone.

use askama::Template;

use super::html_safe;
use crate::icon::Icon;

/// Role of a colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Nothing to say.
    #[default]
    Plain,
    /// Under way.
    Active,
    /// Met, done.
    Good,
    /// Unknown, to be judged, waiting.
    Unsure,
    /// Unmet, overdue, ended against the unit.
    Bad,
}

impl Tone {
    /// Class suffix.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Active => "active",
            Self::Good => "good",
            Self::Unsure => "unsure",
            Self::Bad => "bad",
        }
    }
}

/// A word with its icon.
#[derive(Clone, Debug, Template)]
#[template(source = r#"<span class="tag {{ tone.class() }}">{{ icon }}{{ text }}</span>"#, ext = "html")]
pub(crate) struct Tag {
    /// Role of its colour.
    pub(crate) tone: Tone,
    /// Icon before the word.
    pub(crate) icon: Icon,
    /// The word.
    pub(crate) text: String,
}

impl Tag {
    /// A tag of this tone with the tone's usual icon.
    pub(crate) fn new(tone: Tone, text: impl Into<String>) -> Self {
        let icon = match tone {
            Tone::Plain => Icon::Circle,
            Tone::Active => Icon::Clock,
            Tone::Good => Icon::Check,
            Tone::Unsure => Icon::Question,
            Tone::Bad => Icon::Cross,
        };
        Self { tone, icon, text: text.into() }
    }

    /// A finding: 符合.
    pub(crate) fn met() -> Self {
        Self::new(Tone::Good, "符合")
    }

    /// A finding: 不符合.
    pub(crate) fn unmet() -> Self {
        Self::new(Tone::Bad, "不符合")
    }

    /// A finding: 待判断. Never passes for met.
    pub(crate) fn unknown() -> Self {
        Self::new(Tone::Unsure, "待判断")
    }

    /// The state of an application, by its code and the words for it; a returned application also shows that its clock stands.
    pub(crate) fn state(code: &str, words: impl Into<String>) -> Self {
        let tone = match code {
            "recognised" | "in_cycle" | "completed" => Tone::Good,
            "submitted" | "reviewed" | "recommended" | "in_review" | "on_notice" => Tone::Active,
            "returned" | "rectifying" => Tone::Unsure,
            "declined" | "revoked" => Tone::Bad,
            _ => Tone::Plain,
        };
        let icon = if code == "returned" { Icon::Pause } else { Self::new(tone, "").icon };
        Self { icon, ..Self::new(tone, words) }
    }
}

/// How near a deadline is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum DueTone {
    /// Time enough.
    #[default]
    Calm,
    /// Near.
    Soon,
    /// Past.
    Overdue,
    /// The clock stands still.
    Paused,
}

/// A deadline: `还剩 3 个工作日` and `10月14日 星期二`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/due.html")]
pub(crate) struct Due {
    /// How near.
    pub(crate) tone: DueTone,
    /// Time left in words; empty for no deadline.
    pub(crate) left: String,
    /// The last day with its weekday; empty for none.
    pub(crate) day: String,
}

html_safe!(Tag, Due);
