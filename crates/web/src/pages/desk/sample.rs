//! `/desk/samples/{sample}`: the people to be called, what each call brought, and what that says about the roster.

use askama::Template;

use crate::components::{Choice, ErrorSummary, Pager, Seen, Summary, Tag};
use crate::frame::{Frame, Link};

/// A person of the list; name and numbers masked.
#[derive(Clone, Debug)]
pub(crate) struct CallRow {
    /// Place in the order of calling.
    pub(crate) no: i64,
    /// `林*东 138****0001`; says so where the row cannot be read any more.
    pub(crate) person: String,
    /// The document's number, masked, and where the row stands.
    pub(crate) small: String,
    /// What the row says.
    pub(crate) says: String,
    /// 属实, 不属实, 无法联系.
    pub(crate) results: Vec<Choice>,
    /// The result in words, for those who only read; none before the call.
    pub(crate) result: Option<Tag>,
    /// What was noted.
    pub(crate) note: String,
    /// What is wrong with what was typed; empty for nothing.
    pub(crate) error: String,
}

/// The call list.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/sample.html")]
pub(crate) struct SamplePage {
    pub(crate) frame: Frame,
    /// The brand's signs.
    pub(crate) back: Link,
    /// What was wrong with what was sent.
    pub(crate) errors: ErrorSummary,
    /// How far it is.
    pub(crate) state: Tag,
    /// Plan, seed, figures.
    pub(crate) plan: Summary,
    /// What the calls say so far, a sentence each.
    pub(crate) estimate: Vec<String>,
    /// What to say on the telephone, a sentence each.
    pub(crate) script: Vec<String>,
    /// People of this page.
    pub(crate) rows: Vec<CallRow>,
    /// Pages.
    pub(crate) pager: Pager,
    /// Whether results may be entered.
    pub(crate) open: bool,
    /// Where they are sent.
    pub(crate) action: String,
    /// The page that shows the numbers of this page for a purpose; empty for those who may not.
    pub(crate) unmask_href: String,
    /// The page that concludes; empty while results are missing.
    pub(crate) conclude_href: String,
    /// One-time key.
    pub(crate) seen: Seen,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{Pair, Tone};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for SamplePage {
        const NAME: &str = "desk-sample";
        fn samples() -> Vec<(&'static str, Self)> {
            let results = || ["属实", "不属实", "无法联系"].map(|label| Choice::new(label, label)).to_vec();
            let row = |no: i64, note: &str, error: &str| CallRow {
                no,
                person: "林*东 138****0001".into(),
                small: "350527********001X · 第 1 版 第 27 行".into(),
                says: "2025-003，缝纫工，2025-03-03，2025-03-17".into(),
                results: results(),
                result: None,
                note: note.into(),
                error: error.into(),
            };
            let full = Self {
                frame: frame(Room::Desk, "抽查：晋江鞋服工匠 培训 2025年", "/desk/samples/1"),
                back: Link::new("返回疑点与抽查", "/desk/signs/1"),
                errors: ErrorSummary { lines: vec![("#note-2".into(), "第 2 位：请写明情况。".into())] },
                state: Tag::new(Tone::Active, "回访中"),
                plan: Summary { rows: vec![Pair::new("抽取", "540 人中抽 82 人")] },
                estimate: vec!["已联系到 60 人，12 人不属实。".into()],
                script: vec!["您好，这里是晋江市人社局。".into()],
                rows: vec![row(1, "", ""), row(2, "", "请写明情况。")],
                pager: Pager { next: "?from=21".into(), ..Pager::default() },
                open: true,
                action: "/desk/samples/1".into(),
                unmask_href: "/desk/samples/1/unmask?from=1".into(),
                conclude_href: "/desk/samples/1/conclude".into(),
                seen: Seen::default(),
            };
            let mut read = row(1, "本人称未参加。", "");
            read.result = Some(Tag::new(Tone::Bad, "不属实"));
            let over = Self {
                errors: ErrorSummary::default(),
                state: Tag::new(Tone::Good, "已办结"),
                rows: vec![read],
                open: false,
                unmask_href: String::new(),
                conclude_href: String::new(),
                ..full.clone()
            };
            let huge = Self { rows: vec![row(2, &long("情况"), &long("错"))], ..full.clone() };
            vec![("full", full), ("over", over), ("long", huge)]
        }
    }
}
