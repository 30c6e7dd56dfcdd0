//! Objections to a notice (5.3.g) and leads outside one: lodged by anybody, looked up by receipt.

use super::open;
use crate::{
    components::{Pair, Summary},
    frame::{Link, Room},
    page,
    pages::{
        portal::view::objection as pages,
        shared::{FormPage, ReceiptPage},
    },
    shell::{Answer, Caller, Done, Fail, Submitted, Together},
};
use app::{
    Error,
    library::{self, PublicNotice},
    objections::{self, NewLead, NewObjection, ObjectionView},
    sentences,
};
use chrono::{DateTime, NaiveDate};
use domain::{calendar::chinese_day, ids::NoticeId, mobile::Phone};

/// The form of an objection to the brands of a notice.
pub(super) async fn lodge_form(caller: &Caller, notice: NoticeId) -> Result<FormPage, Fail> {
    let shown = library::notice(&caller.app, notice).await?;
    let frame = caller.frame(Room::Portal, "提出异议");
    let mut form = pages::form(frame, &format!("/notices/{notice}"), &choices(&shown));
    if caller.app.today() > shown.period.last_day {
        form.intro = vec!["公示期已满。现在提交的作为举报线索登记核实，不影响认定程序。".into()];
    }
    Ok(form)
}

fn choices(shown: &PublicNotice) -> Vec<(String, String)> {
    let standing = shown.listed.iter().filter(|listed| !listed.removed);
    standing.map(|listed| (listed.application.to_string(), listed.brand.clone())).collect()
}

/// Lodges the objection, under a receipt.
pub(super) async fn lodge(caller: &Caller, notice: NoticeId, sent: &Submitted) -> Result<Done, Fail> {
    caller.app.leads_to(receipt_page);
    let application = sent.parse("application", "请选择对哪个品牌有异议。");
    let stated = objections::stated(sent.text("text"));
    let (application, (), contact) = (application, stated, contact(sent)).together()?;
    let new = NewObjection {
        notice,
        application,
        text: sent.text("text").to_owned(),
        contact,
        files: sent.files("objection_evidence"),
    };
    Ok(received(&objections::lodge(&caller.app, new).await?))
}

/// The form of a lead outside any notice.
pub(super) async fn inform_form(caller: &Caller, (): ()) -> Result<FormPage, Fail> {
    Ok(pages::lead_form(caller.frame(Room::Portal, "提交线索")))
}

/// Files the lead, under a receipt.
pub(super) async fn inform(caller: &Caller, (): (), sent: &Submitted) -> Result<Done, Fail> {
    caller.app.leads_to(receipt_page);
    let stated = objections::stated_lead(sent.text("about"), sent.text("text"));
    let ((), contact) = (stated, contact(sent)).together()?;
    let new = NewLead {
        about: sent.text("about").to_owned(),
        text: sent.text("text").to_owned(),
        contact,
        files: sent.files("objection_evidence"),
    };
    Ok(received(&objections::inform(&caller.app, new).await?))
}

fn received(receipt: &str) -> Done {
    Done::to(receipt_page(receipt))
}

fn receipt_page(receipt: &str) -> String {
    format!("/objections?receipt={receipt}&new=1")
}

/// Name and telephone; both empty for an anonymous one. A telephone without a name still signs.
fn contact(sent: &Submitted) -> Result<String, Error> {
    let (name, mobile) = (sent.text("name"), sent.text("mobile"));
    if !mobile.is_empty() {
        Phone::parse(mobile).map_err(|error| Error::field("mobile", error.to_string()))?;
    }
    Ok([name, mobile].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("，"))
}

pub(super) async fn look_up(caller: Caller) -> Answer {
    let asked = Submitted::asked(&caller);
    let receipt = asked.text("receipt");
    let question = pages::look_up(caller.frame(Room::Portal, "查询异议和线索"), receipt);
    if receipt.is_empty() {
        return open(&caller, &question);
    }
    let Ok(found) = objections::by_receipt(&caller.app, receipt).await else {
        return Ok(page::invalid(&question.wrong("没有这个回执号。请核对后重新输入，字母不分大小写。")));
    };
    let just_now = asked.yes("new");
    let kind = if found.row.late { "线索" } else { "异议" };
    let frame = caller.frame(Room::Portal, format!("{kind}{}", if just_now { "已收到" } else { "办理情况" }));
    let lines = if just_now {
        let policies = caller.app.policies();
        let bureau = &policies.current().1.city.hr_bureau;
        vec![format!("{kind}已登记，{bureau}会核实并答复。"), "请保存回执号，凭它查询进度和答复；遗失不能找回。".into()]
    } else {
        vec![state(&found.row.state).into()]
    };
    Ok(page::ok(&ReceiptPage {
        frame,
        number: found.row.receipt.clone(),
        lines,
        rows: rows(&found),
        links: vec![Link::new("查看公示", "/notices")],
    }))
}

fn rows(found: &ObjectionView) -> Summary {
    let at = |millis: i64| DateTime::from_timestamp_millis(millis).map_or_else(String::new, sentences::full_moment);
    let due = found.row.answer_due.as_ref().and_then(|due| due.parse::<NaiveDate>().ok());
    let rows = [
        ("品牌", found.brand.clone()),
        ("公示", found.notice.clone()),
        ("收到时间", at(found.row.lodged_at)),
        ("受理时间", found.row.acknowledged_at.map_or_else(String::new, at)),
        (
            "答复期限",
            due.filter(|_| found.answer.is_none()).map_or_else(String::new, |due| format!("{}前", chinese_day(due))),
        ),
        ("答复时间", found.row.answered_at.map_or_else(String::new, at)),
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

fn state(code: &str) -> &'static str {
    match code {
        "acknowledged" => "已受理，正在核查。",
        "investigated" => "核查完毕，等待答复。",
        "answered" => "已答复。",
        _ => "已登记，等待受理。",
    }
}
