//! `/admin/accounts/new`: an account is opened; its holder gets a one-time link (shown this once) and sets a password.

use super::{Words, choices, handed_over, post_fields, steps, steps_in};
use crate::{
    components::{Field, FieldKind},
    frame::{Frame, Link, Room},
    pages::shared::FormPage,
    shell::{Caller, Fail, Routes, Submitted, Who},
};
use app::{
    Error, Together,
    accounts::{self, NewAccount},
};
use axum::response::Response;
use domain::{access::Role, ids::OfficeId};

const NEW: &str = "/admin/accounts/new";

/// Opening an account.
pub(super) fn routes() -> Routes {
    Routes::new().form(NEW, Who::ADMIN, create_form, create)
}

async fn create_form(caller: &Caller, (): ()) -> Result<FormPage, Fail> {
    let offices = accounts::offices::list(&caller.app).await?;
    let offices: Words = offices.into_iter().map(|office| (office.id.0.to_string(), office.name)).collect();
    let roles: Words =
        accounts::offices::KINDS.iter().map(|role| (role.code().to_owned(), role.label().to_owned())).collect();
    let frame = caller.frame(Room::Admin, "新建账号");
    Ok(form(frame, &offices, &roles, &steps()))
}

async fn create(caller: &Caller, (): (), sent: &Submitted) -> Result<Response, Fail> {
    let admin = caller.actor()?.administrator()?;
    let text = |name: &str| sent.text(name).to_owned();
    let role = Role::parse(sent.text("role")).ok_or_else(|| Error::field("role", "请选择角色。"));
    // With a role everything is judged when the account is opened; without one, what can be.
    let (names, office) = match &role {
        Ok(_) => (Ok(()), Ok(())),
        Err(_) => {
            let office = sent.parse::<i64>("office", "请选择机构；没有时先在“机构”里添加。").map(|_| ());
            (accounts::check_names(sent.text("login"), sent.text("name")), office)
        }
    };
    let (role, (), (), steps) = (role, names, office, steps_in(sent)).together()?;
    let new = NewAccount {
        login: text("login"),
        name: text("name"),
        role,
        office: sent.text("office").parse().ok().map(OfficeId),
        section: text("section"),
        post: text("post"),
        steps,
        stands_in_for: None,
    };
    let invitation = accounts::new_account(&caller.app, &admin, new).await?;
    handed_over(caller, &invitation).await
}

/// A new account; offices, roles and steps as value and words.
fn form(
    frame: Frame,
    offices: &[(String, String)],
    roles: &[(String, String)],
    steps: &[(String, String)],
) -> FormPage {
    let mut fields = vec![
        Field::text("name", "姓名"),
        Field::text("login", "账号").hint("字母、数字或手机号，登录用。"),
        Field::new("role", "角色", FieldKind::Radios(choices(roles))),
        Field::new("office", "机构", FieldKind::Select(choices(offices))),
    ];
    fields.extend(post_fields(steps));
    FormPage {
        back: Some(Link::new("返回账号", "/admin")),
        intro: vec![
            "建好后得到一次性链接，由本人设置密码。管理员看不到密码。AB角在账号建好后到“调整岗位”里选。".into(),
        ],
        ..FormPage::new(frame, NEW, "新建账号", fields)
    }
}

/// The form as it first appears.
#[cfg(test)]
pub(super) fn samples() -> Vec<(&'static str, FormPage)> {
    let at = crate::pages::samples::frame(Room::Admin, "新建账号", "/admin");
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let roles = [pair("county", "县级人社"), pair("auditor", "审计")];
    let steps = [pair("draft", "拟办"), pair("approve", "审批")];
    vec![("admin-new-account", form(at, &[pair("1", "晋江市人社局")], &roles, &steps))]
}
