//! Pages of one shape used in every room: a form, a list, a receipt.

mod asked;
mod deadline;
mod export;
mod form;
mod list;
mod listed;
mod notice_text;
mod past;
mod policy;
mod receipt;
mod words;

pub(crate) use asked::{ListAsked, ListAt, list_at};
pub(crate) use deadline::{near, office_due, office_earliest, unit_due};
pub(crate) use export::export;
pub(crate) use form::{Effect, FormPage, RowPattern, refill};
pub(crate) use list::ListPage;
pub(crate) use notice_text::NoticeMarkup;
pub(crate) use past::{Place, past};
pub(crate) use policy::{PolicyPage, chapters};
pub(crate) use receipt::ReceiptPage;
pub(crate) use words::{area_name, date_in, date_words, day_words, moment_words, size};
