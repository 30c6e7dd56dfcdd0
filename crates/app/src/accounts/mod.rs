//! Accounts: who may sign in, as what, in which office.

mod signed_in;

pub use signed_in::{SignedIn, signed_in};
