//! Pages of one shape used in every room: a form, a list, a receipt.

mod form;
mod list;
mod receipt;

pub(crate) use form::{Effect, FormPage};
pub(crate) use list::ListPage;
pub(crate) use receipt::ReceiptPage;
