//! `/desk/rights/new`: a request is registered, once the person is known.

use super::{LIST, here, officer};
use crate::{
    components::{Choice, Field, FieldKind, FieldSet},
    frame::Link,
    pages::{desk::frame, shared::FormPage},
    shell::{Caller, Done, Fail, Routes, Submitted, Who},
};
use app::rights::{self, NewRequest};
use domain::{
    identity::DocumentKind,
    rights::{IdentityCheck, RequestKind},
};

const NEW: &str = "/desk/rights/new";

/// Registering a request.
pub(super) fn routes() -> Routes {
    Routes::new().form(NEW, Who::BUREAUS, register_form, register)
}

async fn register_form(caller: &Caller, (): ()) -> Result<FormPage, Fail> {
    officer(caller)?;
    let choices = |all: Vec<(&str, &str)>| all.into_iter().map(|(code, label)| Choice::new(code, label)).collect();
    let asked = RequestKind::ALL.iter().map(|asked| (asked.code(), asked.label())).collect();
    let kinds = DocumentKind::ALL.iter().map(|kind| (kind.code(), kind.label())).collect();
    let checks = IdentityCheck::ALL.iter().map(|check| (check.code(), check.label())).collect();
    let set = |legend: &str, fields| FieldSet { legend: legend.into(), hint: String::new(), fields };
    let frame = frame(caller, "登记个人信息权利请求").await;
    Ok(FormPage {
        back: Some(Link::new("返回请求", LIST)),
        intro: vec!["先核对身份再登记。姓名和证件号码加密保存，登记后页面上遮盖显示。".into()],
        sets: vec![
            set(
                "请求",
                vec![
                    Field::new("asked", "事项", FieldKind::Radios(choices(asked))),
                    Field::long("words", "请求的内容", 3)
                        .hint("用请求人自己的话，如“查阅本人在各单位花名册中的信息”。"),
                ],
            ),
            set(
                "请求人",
                vec![
                    Field::text("name", "姓名"),
                    Field::new("document_kind", "证件类型", FieldKind::Select(choices(kinds)))
                        .value(DocumentKind::ResidentId.code()),
                    Field::text("number", "证件号码"),
                    Field::text("contact", "答复的联系方式").hint("手机号码或通信地址。"),
                    Field::new("check", "核对身份的方式", FieldKind::Radios(choices(checks))),
                ],
            ),
        ],
        ..FormPage::new(frame, NEW, "登记", Vec::new())
    })
}

async fn register(caller: &Caller, (): (), sent: &Submitted) -> Result<Done, Fail> {
    let request = NewRequest {
        asked: RequestKind::parse(sent.text("asked")),
        name: sent.text("name").to_owned(),
        document_kind: DocumentKind::parse(sent.text("document_kind")),
        number: sent.text("number").to_owned(),
        contact: sent.text("contact").to_owned(),
        check: IdentityCheck::parse(sent.text("check")),
        words: sent.text("words").to_owned(),
    };
    let id = rights::register(&caller.app, &officer(caller)?, &request).await?;
    Ok(Done::to(here(id)).saying(format!("已登记为第 {id} 号请求。")))
}
