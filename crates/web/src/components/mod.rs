//! What pages share: plain structs that render themselves. In a template `{{ field }}` is enough.
//!
//! Each has a template in `templates/components` and, where it needs one, a sheet in `static/css`.

mod acts;
mod bars;
mod emblem;
mod field;
mod findings;
mod lists;
mod progress;
mod qr;
mod table;
mod tag;
mod words;

pub(crate) use acts::{Act, ActPanel, ActTone, Blocked, Chain, ChainStep, StepState};
pub(crate) use bars::{Bar, Bars};
pub(crate) use emblem::Emblem;
pub(crate) use field::{Choice, ErrorLine, ErrorSummary, Field, FieldKind, FieldSet, Kept, Key, Seen};
pub(crate) use findings::{FindingRow, Findings, Outcome};
pub(crate) use lists::{FileItem, Files, Moment, Pager, Pair, Summary, Tab, Tabs, Task, TaskState, Tasks, Timeline};
pub(crate) use progress::Progress;
pub(crate) use qr::Qr;
pub(crate) use table::{Cell, Column, Markup, Table};
pub(crate) use tag::{Due, DueTone, Tag, Tone};
pub(crate) use words::{clause, count, empty, none_of_list};

/// The components' own markup is escaped where it is made, so pages print them as they are.
macro_rules! html_safe {
    ($($component:ty),+ $(,)?) => { $(impl askama::filters::HtmlSafe for $component {})+ };
}
use html_safe;
