//! The officials' desk: the work list, an application, acts on it, matters, and the lists around them.

mod acts;
mod application_page;
mod comparisons;
mod decisions;
mod disputed;
mod in_words;
mod intake;
mod matters;
mod money;
mod notices;
mod objections;
mod proposal;

mod panel;
mod recommend;
mod record;
mod rights;
mod rounds;
mod samples;
mod signs;
mod units;
mod unmask;
mod work_list;

use crate::{
    frame::{Frame, Room},
    shell::{Caller, Fail, Routes, Who},
};
use domain::access::{Actor, Role};

/// Every route of the desk.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .merge(work_list::routes())
        .merge(application_page::routes())
        .merge(acts::routes())
        .merge(matters::routes())
        .merge(rounds::routes())
        .merge(notices::routes())
        .merge(objections::routes())
        .merge(money::routes())
        .merge(units::routes())
        .merge(recommend::routes())
        .merge(unmask::routes())
        .merge(disputed::routes())
        .merge(comparisons::routes())
        .merge(signs::routes())
        .merge(samples::routes())
        .merge(intake::routes())
        .merge(rights::routes())
}

/// Everybody with a desk of their own here; experts score elsewhere.
const OFFICIALS: Who = Who::Only(&[Role::County, Role::City, Role::Finance, Role::Auditor]);

/// An official: anybody else's desk answers as if it did not exist.
fn official(caller: &Caller) -> Result<&Actor, Fail> {
    caller.one_of(&[Role::County, Role::City, Role::Finance, Role::Auditor])
}

/// An official of the city's own desk, or its auditor.
fn of_city(caller: &Caller) -> Result<&Actor, Fail> {
    caller.one_of(&[Role::City, Role::Auditor])
}

/// The walls of the desk, with the sentence left by the act before.
async fn frame(caller: &Caller, title: impl Into<String>) -> Frame {
    caller.frame_with_flash(Room::Desk, title).await
}

#[cfg(test)]
mod tests;
