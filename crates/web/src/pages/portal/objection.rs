//! Objections to a notice (5.3.g) and leads outside one: lodged by anybody, signed or anonymous, under a receipt.

use super::FORM;
use crate::{
    components::{Choice, Field, FieldKind},
    frame::{Frame, Link, Room},
    pages::shared::FormPage,
    shell::{Caller, Done, Fail, Routes, Submitted, Who},
};
use app::{
    Error, Together,
    library::{self, PublicNotice},
    notices::EMPTIED,
    objections::{self, NewLead, NewObjection},
};
use domain::{ids::NoticeId, mobile::Phone, notice_text::ListedBrand};

const LODGE: &str = "/notices/{notice}/objections/new";
const INFORM: &str = "/leads/new";

/// Objections and leads.
pub(super) fn routes() -> Routes {
    Routes::new().form(LODGE, (Who::Everyone, FORM.with_files()), lodge_form, lodge).form(
        INFORM,
        (Who::Everyone, FORM.with_files()),
        inform_form,
        inform,
    )
}

/// The form of an objection to the brands of a notice.
async fn lodge_form(caller: &Caller, notice: NoticeId) -> Result<FormPage, Fail> {
    let shown = library::notice(&caller.app, notice).await?;
    if shown.notice.is_emptied() {
        return Err(Fail::Blocked(format!("{EMPTIED}，不再受理异议。发现问题仍可作为举报线索提交。")));
    }
    let frame = caller.frame(Room::Portal, "提出异议");
    let mut form = form(frame, &format!("/notices/{notice}"), &choices(&shown));
    if caller.app.today() > shown.period.last_day {
        form.intro = vec!["公示期已满。现在提交的作为举报线索登记核实，不影响认定程序。".into()];
    }
    Ok(form)
}

fn choices(shown: &PublicNotice) -> Vec<(String, String)> {
    let left = |listed: &&ListedBrand| shown.notice.removed.contains(&listed.application);
    let standing = shown.text.listed.iter().filter(|listed| !left(listed));
    standing.map(|listed| (listed.application.to_string(), listed.brand.clone())).collect()
}

/// Lodges the objection, under a receipt.
async fn lodge(caller: &Caller, notice: NoticeId, sent: &Submitted) -> Result<Done, Fail> {
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
    caller.app.leads_to(receipt_page);
    Ok(received(&objections::lodge(&caller.app, new).await?))
}

/// The form of a lead outside any notice.
async fn inform_form(caller: &Caller, (): ()) -> Result<FormPage, Fail> {
    Ok(lead_form(caller.frame(Room::Portal, "提交线索")))
}

/// Files the lead, under a receipt.
async fn inform(caller: &Caller, (): (), sent: &Submitted) -> Result<Done, Fail> {
    let stated = objections::stated_lead(sent.text("about"), sent.text("text"));
    let ((), contact) = (stated, contact(sent)).together()?;
    let new = NewLead {
        about: sent.text("about").to_owned(),
        text: sent.text("text").to_owned(),
        contact,
        files: sent.files("objection_evidence"),
    };
    caller.app.leads_to(receipt_page);
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

/// The form. `brands` are value and name of the brands on the notice.
pub(crate) fn form(frame: Frame, notice_href: &str, brands: &[(String, String)]) -> FormPage {
    let chosen = brands.len() == 1;
    let options = brands.iter().map(|(value, name)| Choice { chosen, ..Choice::new(value, name) }).collect();
    let file = FieldKind::File { accept: ".pdf,.docx,.jpg,.png".into(), kept: vec![] };
    let line = |input, autocomplete| FieldKind::Line { input, autocomplete, width: 0, suffix: "" };
    let fields = vec![
        Field::new("application", "对哪个品牌有异议", FieldKind::Radios(options)),
        Field::long("text", "事实和依据", 8).hint("写清时间、地点、人物和经过，便于核查。"),
        Field::new("objection_evidence", "附件", file)
            .hint("PDF、DOCX、JPG 或 PNG，不超过 20 MB。多份材料请合并成一个文件。")
            .optional(),
        Field::new("name", "姓名或单位", line("text", "name"))
            .hint("不填即为匿名。匿名的同样核查，凭回执号查询答复。")
            .optional(),
        Field::new("mobile", "手机号码", line("tel", "tel")).hint("加密保存，只用于核查和答复。").optional(),
    ];
    FormPage {
        back: Some(Link::new("返回公示", notice_href)),
        ..FormPage::new(frame, &format!("{notice_href}/objections/new"), "提交异议", fields)
    }
}

/// Information on wrongdoing outside a notice (举报线索, 6.2.a3): filed and acknowledged, stops nothing.
pub(crate) fn lead_form(frame: Frame) -> FormPage {
    let page = form(frame, "/notices", &[]);
    let mut fields: Vec<_> = page.sets.into_iter().flat_map(|set| set.fields).collect();
    if let Some(first) = fields.first_mut() {
        *first = Field::text("about", "涉及的品牌或单位");
    }
    FormPage {
        back: Some(Link::new("回到首页", "/")),
        intro: vec!["线索会登记并核实，不影响正在办理的程序。".into()],
        ..FormPage::new(page.frame, "/leads/new", "提交线索", fields)
    }
}

/// Both forms as they first appear.
#[cfg(test)]
pub(crate) fn samples() -> Vec<(&'static str, FormPage)> {
    let at = |title| crate::pages::samples::frame(Room::Portal, title, "");
    let brands = [("3".to_owned(), "晋江鞋服工匠".to_owned())];
    vec![("portal-objection", form(at("提出异议"), "/notices/3", &brands)), ("portal-lead", lead_form(at("提交线索")))]
}
