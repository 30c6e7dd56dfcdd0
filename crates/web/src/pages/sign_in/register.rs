//! `/register`: a unit registers with its credit code, and may draft once its county has confirmed it.

use super::{ENTER, enter, field, secret, secret_in, twice};
use crate::{
    components::{Choice, Field, FieldKind, FieldSet},
    frame::{Frame, Link, Room},
    pages::shared::FormPage,
    shell::{Caller, Done, Fail, Routes, Submitted, Who},
};
use app::{
    Error, Together, accounts,
    units::{NewUnit, UnitDetails},
};
use domain::{
    ids::{AccountId, AreaCode},
    mobile::Mobile,
};

/// Registration.
pub(super) fn routes() -> Routes {
    Routes::new().form("/register", (Who::Everyone, ENTER), register_form, register)
}

async fn register_form(caller: &Caller, (): ()) -> Result<FormPage, Fail> {
    let policies = caller.app.policies();
    let policy = policies.current().1;
    let kinds: Vec<_> = policy.units.kinds.iter().map(|kind| (kind.code.clone(), kind.label.clone())).collect();
    let areas: Vec<_> = policy.participating_areas().map(|area| (area.code.clone(), area.name.clone())).collect();
    Ok(form(caller.frame(Room::Portal, "培育单位注册"), &kinds, &areas))
}

async fn register(caller: &Caller, (): (), sent: &Submitted) -> Result<Done, Fail> {
    let account = registered(caller, sent).await.map_err(mobile_is_the_name)?;
    enter(caller, account).await?;
    Ok(Done::to("/unit").saying("注册成功。属地人社部门确认单位后即可申报。"))
}

async fn registered(caller: &Caller, sent: &Submitted) -> Result<AccountId, Error> {
    let text = |name: &str| sent.text(name).to_owned();
    let mobile = Mobile::parse(sent.text("contact_phone")).map(|mobile| mobile.value.digits().to_owned());
    let login = mobile.clone().unwrap_or_else(|_| text("contact_phone"));
    let unit = NewUnit {
        credit_code: text("credit_code"),
        name: text("name"),
        kind: text("kind"),
        area: AreaCode(text("area")),
        details: UnitDetails {
            address: text("address"),
            contact_name: text("contact_name"),
            contact_phone: login.clone(),
        },
    };
    let mobile = mobile.map_err(|error| Error::field("contact_phone", error.to_string()));
    let fits = accounts::check_registration(&caller.app, &unit, &login, secret_in(sent, "password"));
    let (mobile, (), password) = (mobile, fits.map_err(mobile_is_the_name), twice(sent)).together()?;
    accounts::register_unit(&caller.app, unit, &mobile, password).await
}

/// The mobile number is the sign-in name: what is wrong with one is told at the other.
fn mobile_is_the_name(error: Error) -> Error {
    match error {
        Error::Invalid(mut errors) => {
            errors.iter_mut().filter(|e| e.field == "login").for_each(|e| e.field = "contact_phone".into());
            Error::Invalid(errors)
        }
        other => other,
    }
}

/// The form. Value and words of the kinds of unit (3.4.a) and of the areas.
fn form(frame: Frame, kinds: &[(String, String)], areas: &[(String, String)]) -> FormPage {
    let options = |list: &[(String, String)]| list.iter().map(|(v, w)| Choice::new(v, w)).collect();
    let unit = vec![
        field("name", "单位名称", "text", "organization").hint("与登记证书一致。"),
        Field::text("credit_code", "统一社会信用代码").hint("18 位。"),
        Field::new("kind", "单位类型", FieldKind::Radios(options(kinds))),
        Field::text("address", "注册地址"),
        Field::new("area", "所属县（市、区）", FieldKind::Select(options(areas)))
            .hint("按注册地址选择，申报由该地人社部门受理。"),
    ];
    let person = vec![
        field("contact_name", "联系人", "text", "name"),
        field("contact_phone", "手机号码", "tel", "tel").hint("也是登录账号；加密保存。"),
        secret("password", "密码", "new-password").hint("至少 10 个字符。"),
        secret("password_again", "再输一次密码", "new-password"),
    ];
    let set = |legend: &str, fields| FieldSet { legend: legend.to_owned(), hint: String::new(), fields };
    FormPage {
        intro: vec!["注册后由属地人社部门确认单位，确认后即可申报。".into()],
        sets: vec![set("单位", unit), set("联系人", person)],
        links: vec![Link::new("已有账号，登录", "/sign-in")],
        ..FormPage::new(frame, "/register", "提交注册", vec![])
    }
}

/// The form as it first appears.
#[cfg(test)]
pub(super) fn samples() -> Vec<(&'static str, FormPage)> {
    let at = crate::pages::samples::frame(Room::Portal, "培育单位注册", "");
    let kinds = [("association".to_owned(), "行业协会或商会".to_owned()), ("enterprise".to_owned(), "企业".to_owned())];
    let areas = [("350582".to_owned(), "晋江市".to_owned())];
    vec![("sign-in-register", form(at, &kinds, &areas))]
}
