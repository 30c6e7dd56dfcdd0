//! Accounts and settings. Never business decisions, never personal data.

pub(crate) mod accounts;
pub(crate) mod audit;
pub(crate) mod policy;
pub(crate) mod retention;
