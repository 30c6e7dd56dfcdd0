//! Casework: applications with their papers, cultivations, rounds, notices, objections, money and matters; what units and
//! citizens do themselves, and what is read of it all. Acts, which run a chain or are recorded, are done a floor above.

#![deny(clippy::wildcard_enum_match_arm)]

pub(crate) mod answers;
pub mod applications;
pub mod attachments;
pub mod consequences;
pub(crate) mod content;
pub mod cultivations;
pub mod dossier;
pub mod facts;
pub mod form;
pub mod intake;
pub mod library;
pub mod matters;
pub mod notices;
pub mod objections;
pub mod payments;
pub mod readiness;
pub mod rounds;
pub(crate) mod sections;
pub mod sentences;
pub mod units;
pub(crate) mod visibility;

pub(crate) use kernel::{App, Error, FieldError, Place, Result, Transaction, access_log, names, seals};
