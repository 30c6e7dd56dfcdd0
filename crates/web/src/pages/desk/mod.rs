//! The officials' desk: the work list, an application, acts, matters, and the lists around them.

pub(crate) mod application;
pub(crate) mod comparison;
pub(crate) mod cultivation;
pub(crate) mod disputed;
pub(crate) mod in_words;
pub(crate) mod lists;
pub(crate) mod matter;
pub(crate) mod notice_draft;
pub(crate) mod recommend;
pub(crate) mod rights;
pub(crate) mod round;
pub(crate) mod samples;
pub(crate) mod signs;
#[cfg(test)]
mod tests;
pub(crate) mod unmask;
pub(crate) mod work_list;

use crate::{
    frame::{Frame, Room},
    shell::{Caller, Fail, Who},
};
use domain::access::{Actor, Role};

/// Everybody with a desk of their own here; experts score elsewhere.
pub(crate) const OFFICIALS: Who = Who::Only(&[Role::County, Role::City, Role::Finance, Role::Auditor]);

/// An official: anybody else's desk answers as if it did not exist.
pub(crate) fn official(caller: &Caller) -> Result<&Actor, Fail> {
    caller.one_of(&[Role::County, Role::City, Role::Finance, Role::Auditor])
}

/// An official of the city's own desk, or its auditor.
pub(crate) fn of_city(caller: &Caller) -> Result<&Actor, Fail> {
    caller.one_of(&[Role::City, Role::Auditor])
}

/// The frame of the desk, with the sentence left by the act before.
pub(crate) async fn frame(caller: &Caller, title: impl Into<String>) -> Frame {
    caller.frame_with_flash(Room::Desk, title).await
}
