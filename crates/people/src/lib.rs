//! People: accounts and sessions of those who work here, the rights of those whom the rosters list, what is deleted when its
//! time is over, and who looked at whom.

#![deny(clippy::wildcard_enum_match_arm)]

pub mod accounts;
pub mod retention;
pub mod rights;
pub mod sessions;
pub mod unmaskings;

pub(crate) use kernel::{
    App, Error, FieldError, Result, Together, Transaction, access_log, names, originals, record, seals,
};
