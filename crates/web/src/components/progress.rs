//! A long task under way; alive after reload, and by itself where script runs.

use askama::Template;

use super::html_safe;

/// Progress of a check or import.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/progress.html")]
pub(crate) struct Progress {
    /// What is being done, e.g. 正在核对花名册.
    pub(crate) label: String,
    /// Rows done.
    pub(crate) done: u64,
    /// Rows in all; 0 while unknown.
    pub(crate) total: u64,
    /// `约 40 秒`; empty while unknown.
    pub(crate) left: String,
}

html_safe!(Progress);
