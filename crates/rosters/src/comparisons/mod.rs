//! Comparison of filed people with outside records (比对): a list leaves under a password once the office approved it, an
//! answer comes in as a file and marks people confirmed, refuted or unknown, and the recipient's deletion is followed up.
//! What the marks mean for counting is said in `storage::rosters`, in `standing.rs`.

mod answering;
mod archive;
mod entries;
mod exchange;
mod keeping;
mod marks;
mod matching;
mod reading;
mod releasing;
mod sheet;

pub use answering::{AnswerState, AnswerView, answers, check_answer, discard_answer, record_answer};
pub use archive::{Packed, archive, pack};
pub use exchange::{Exchanged, export_tokens, import_tokens};
pub use keeping::state_deleted;
pub(crate) use reading::said;
pub use reading::{Comparison, Download, Listed, Said, downloads, export, get, history, list, of_brand, recipient_of};
pub use releasing::{filed, filed_of, named, people_listed};
