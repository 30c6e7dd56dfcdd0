//! One file a command.

pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod calendar;
pub(crate) mod compare;
pub(crate) mod migrate;
pub(crate) mod policy;
pub(crate) mod read_workbook;
pub(crate) mod restore;
pub(crate) mod retention;
pub(crate) mod roster;
pub(crate) mod serve;
pub(crate) mod user;
pub(crate) mod vault;
pub(crate) mod work;
