//! The officials' desk: the work list, an application, acts on it, matters, and the lists around them.

pub(crate) mod act;
pub(crate) mod application;
mod brand;
pub(crate) mod comparisons;
pub(crate) mod cultivation;
pub(crate) mod disputed;
pub(crate) mod in_words;
mod intake;
pub(crate) mod lists;
pub(crate) mod matter;
mod money;
pub(crate) mod notices;
mod objections;
mod panel;
pub(crate) mod recommend;
mod record;
pub(crate) mod rights;
pub(crate) mod rounds;
pub(crate) mod samples;
pub(crate) mod signs;
#[cfg(test)]
mod tests;
mod units;
pub(crate) mod unmask;
pub(crate) mod work_list;

use crate::{
    frame::{Frame, Room},
    shell::{Caller, Fail, Routes, Who},
};
use domain::access::{Actor, Role};

/// Every route of the desk.
pub(crate) fn routes() -> Routes {
    let desk = |routes: Routes, path, label| routes.nav(Room::Desk, path, label);
    desk(Routes::new().merge(work_list::routes()), "/desk", "办件")
        .merge(application::routes())
        .merge(brand::routes())
        .merge(act::routes())
        .merge(cultivation::routes())
        .merge(matter::routes())
        .merge(unmask::routes())
        .merge(samples::routes())
        .merge(desk(recommend::routes(), "/desk/recommend", "排序推荐"))
        .merge(desk(rounds::routes(), "/desk/rounds", "申报批次"))
        .merge(desk(notices::routes(), "/desk/notices", "公示"))
        .merge(desk(objections::routes(), "/desk/objections", "异议"))
        .merge(desk(money::routes(), "/desk/money", "资金"))
        .merge(desk(units::routes(), "/desk/units", "单位"))
        .merge(desk(disputed::routes(), "/desk/disputed", "待核人员"))
        .merge(desk(comparisons::routes(), "/desk/comparisons", "数据比对"))
        .merge(desk(signs::routes(), "/desk/signs", "疑点与抽查"))
        .merge(desk(intake::routes(), "/desk/intake", "存量导入"))
        .merge(desk(rights::routes(), "/desk/rights", "权利请求"))
}

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
