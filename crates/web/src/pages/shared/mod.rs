//! Pages of one shape used in every room: a form, a list, a receipt.

mod form;
mod list;
mod policy;
mod receipt;
mod words;

pub(crate) use form::{Effect, FormPage};
pub(crate) use list::ListPage;
pub(crate) use policy::{PolicyPage, chapters};
pub(crate) use receipt::ReceiptPage;
pub(crate) use words::area_name;
