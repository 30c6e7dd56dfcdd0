//! A receipt: what was done, under which number, and what comes next.

use askama::Template;

use crate::components::Summary;
use crate::frame::{Frame, Link};

/// Shown after a submission, an objection, a new account. Its number may be a one-time link: `Debug` keeps it to itself.
#[derive(Clone, Template)]
#[template(path = "shared/receipt.html")]
pub(crate) struct ReceiptPage {
    pub(crate) frame: Frame,
    /// The number or link to keep, in large type; empty for none.
    pub(crate) number: String,
    /// What comes next, a sentence each.
    pub(crate) lines: Vec<String>,
    /// Particulars.
    pub(crate) rows: Summary,
    /// Where to go from here.
    pub(crate) links: Vec<Link>,
}

impl std::fmt::Debug for ReceiptPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ReceiptPage({}, ***)", self.frame.title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::Pair;
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for ReceiptPage {
        const NAME: &str = "shared-receipt";
        fn samples() -> Vec<(&'static str, Self)> {
            let full = Self {
                frame: frame(Room::Portal, "异议已收到", "/notices"),
                number: "YY-2025-0007".into(),
                lines: vec!["我们会在 10 个工作日内答复。".into(), "凭回执号可以查询进度，请保存。".into()],
                rows: Summary {
                    rows: vec![
                        Pair::new("公示", "2025年第二批拟认定名单"),
                        Pair::new("收到时间", "2025年9月27日 09:12"),
                    ],
                },
                links: vec![Link::new("返回公示", "/notices/3")],
            };
            let huge = Self { number: long("https://example.cn/set-password/3f9a"), ..full.clone() };
            vec![("full", full), ("long", huge)]
        }
    }
}
