//! The officials' desk: the work list, an application, acts on it, matters, and the lists around them.

pub(crate) mod act;
mod application_page;
mod comparisons;
mod cultivation_page;
mod intake;
mod matters;
mod money;
mod notices;
mod objections;

mod panel;
mod recommend;
mod record;
mod rounds;
mod units;
mod work_list;

use crate::{
    frame::Room,
    pages::desk::{OFFICIALS, disputed, frame, in_words, of_city, official, rights, samples, signs, unmask},
    shell::Routes,
};

/// Every route of the desk.
pub(crate) fn routes() -> Routes {
    let desk = |routes: Routes, path, label| routes.nav(Room::Desk, path, label);
    desk(Routes::new().merge(work_list::routes()), "/desk", "办件")
        .merge(application_page::routes())
        .merge(act::routes())
        .merge(cultivation_page::routes())
        .merge(matters::routes())
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

#[cfg(test)]
mod tests;
