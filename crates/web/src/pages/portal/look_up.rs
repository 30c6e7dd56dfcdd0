//! `/objections`: what became of an objection or lead, by its receipt.

use super::{QUESTION, open};
use crate::{
    components::{Field, Pair, Summary},
    frame::{Frame, Link, Room},
    page,
    pages::shared::{ReceiptPage, refill},
    shell::{Caller, Fail, FormView, Routes, Submitted},
};
use app::{
    Error, FieldError,
    objections::{self, ObjectionView},
    sentences,
};
use askama::Template;
use axum::response::Response;
use chrono::NaiveDate;
use domain::{calendar::chinese_date, event::Moment, objection::ObjectionState};

/// The question and its answer.
pub(super) fn routes() -> Routes {
    Routes::new().question("/objections", QUESTION, blank, show)
}

async fn blank(caller: &Caller, (): ()) -> Result<LookUpPage, Fail> {
    Ok(question(caller.frame(Room::Portal, "查询异议和线索")))
}

async fn show(caller: &Caller, (): (), asked: &Submitted) -> Result<Response, Fail> {
    let receipt = asked.text("receipt");
    if receipt.is_empty() {
        return open(caller, &blank(caller, ()).await?);
    }
    let found = match objections::by_receipt(&caller.app, receipt).await {
        Err(Error::NotFound) => {
            return Err(Error::field("receipt", "没有这个回执号。请核对后重新输入，字母不分大小写。").into());
        }
        found => found?,
    };
    let just_now = asked.yes("new");
    let kind = if found.lodged.late { "线索" } else { "异议" };
    let frame = caller.frame(Room::Portal, format!("{kind}{}", if just_now { "已收到" } else { "办理情况" }));
    let lines = if just_now {
        let policies = caller.app.policies();
        let bureau = &policies.current().1.city.hr_bureau;
        vec![format!("{kind}已登记，{bureau}会核实并答复。"), "请保存回执号，凭它查询进度和答复；遗失不能找回。".into()]
    } else {
        vec![state(found.lodged.state).into()]
    };
    Ok(page::ok(&ReceiptPage {
        frame,
        number: found.lodged.receipt.clone(),
        lines,
        rows: rows(&found),
        links: vec![if found.lodged.late {
            Link::new("回到首页", "/")
        } else {
            Link::new("查看公示", "/notices")
        }],
    }))
}

fn rows(found: &ObjectionView) -> Summary {
    let at = |at: Option<Moment>| at.map_or_else(String::new, sentences::full_moment);
    let before = |due: Option<NaiveDate>| due.map_or_else(String::new, |due| format!("{}前", chinese_date(due)));
    let (due, state) = (found.lodged.due, found.lodged.state);
    let rows = [
        ("品牌", found.brand.clone()),
        ("公示", found.notice.clone()),
        ("收到时间", at(Some(found.lodged.lodged_at))),
        ("受理时间", at(found.lodged.acknowledged_at)),
        ("受理期限", before(due.filter(|_| state == ObjectionState::Lodged))),
        ("答复期限", before(found.lodged.answer_due.filter(|_| state != ObjectionState::Answered))),
        ("答复时间", at(found.lodged.answered_at)),
        ("答复", found.answer.clone().unwrap_or_default()),
    ];
    Summary {
        rows: rows
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| Pair::new(key, value))
            .collect(),
    }
}

fn state(state: ObjectionState) -> &'static str {
    match state {
        ObjectionState::Lodged => "已登记，等待受理。",
        ObjectionState::Acknowledged => "已受理，正在核查。",
        ObjectionState::Investigated => "核查完毕，等待答复。",
        ObjectionState::Answered => "已答复。",
    }
}

/// Looking up an objection or lead by its receipt.
#[derive(Clone, Debug, Template)]
#[template(path = "portal/look_up.html")]
pub(crate) struct LookUpPage {
    pub(crate) frame: Frame,
    /// The receipt, with what was typed.
    pub(crate) receipt: Field,
}

/// The question.
fn question(frame: Frame) -> LookUpPage {
    LookUpPage {
        frame, receipt: Field::text("receipt", "回执号").hint("例如 YY-7F3K-20A9-55C1，提交时给出。")
    }
}

impl FormView for LookUpPage {
    fn refused(mut self, typed: &Submitted, errors: Vec<FieldError>) -> Self {
        let other = refill([&mut self.receipt], typed, errors);
        self.receipt.error.extend(other.into_iter().map(|error| error.message));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for LookUpPage {
        const NAME: &str = "portal-look-up";
        fn samples() -> Vec<(&'static str, Self)> {
            let empty = question(frame(Room::Portal, "查询异议和线索", "/objections"));
            let wrong = empty.receipt.clone().value(long("YY")).error("没有这个回执号。");
            vec![("empty", empty.clone()), ("wrong", LookUpPage { receipt: wrong, ..empty })]
        }
    }
}
