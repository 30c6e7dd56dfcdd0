//! Doors into the installation: `/sign-in`, `/register`, `/password/{token}`.

use crate::components::{Choice, Field, FieldKind, FieldSet};
use crate::frame::{Frame, Link};
use crate::pages::shared::FormPage;

fn secret(name: &str, label: &str, autocomplete: &'static str) -> Field {
    Field::new(name, label, FieldKind::Line { input: "password", autocomplete, width: 0, suffix: "" })
}

fn line(name: &str, label: &str, input: &'static str, autocomplete: &'static str) -> Field {
    Field::new(name, label, FieldKind::Line { input, autocomplete, width: 0, suffix: "" })
}

/// Account and password. `next` is the address to return to after signing in.
pub(crate) fn sign_in(frame: Frame, next: &str) -> FormPage {
    let fields = vec![line("account", "账号", "text", "username"), secret("password", "密码", "current-password")];
    let query: String = url_part(next);
    let action = if next.is_empty() { "/sign-in".to_owned() } else { format!("/sign-in?next={query}") };
    FormPage {
        links: vec![Link::new("培育单位注册", "/register")],
        intro: vec!["忘记密码请联系本单位管理员或属地人社部门，重新领取一次性链接。".into()],
        ..FormPage::new(frame, &action, "登录", fields)
    }
}

/// Percent-encodes all but unreserved characters.
fn url_part(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(byte.into()),
            _ => out.extend(['%', hex(byte >> 4), hex(byte & 15)]),
        }
        out
    })
}

fn hex(nibble: u8) -> char {
    char::from_digit(nibble.into(), 16).unwrap_or('0').to_ascii_uppercase()
}

/// A unit registers with its credit code and may draft at once; the county confirms it later. Value and words of the
/// kinds of unit (3.4.a) and of the areas.
pub(crate) fn register(frame: Frame, kinds: &[(String, String)], areas: &[(String, String)]) -> FormPage {
    let options = |list: &[(String, String)]| list.iter().map(|(v, w)| Choice::new(v, w)).collect();
    let unit = vec![
        line("name", "单位名称", "text", "organization").hint("与登记证书一致。"),
        Field::text("credit_code", "统一社会信用代码").hint("18 位。"),
        Field::new("kind", "单位类型", FieldKind::Radios(options(kinds))),
        Field::text("address", "注册地址"),
        Field::new("area", "所属县（市、区）", FieldKind::Select(options(areas)))
            .hint("按注册地址选择，申报由该地人社部门受理。"),
    ];
    let person = vec![
        line("contact_name", "联系人", "text", "name"),
        line("contact_phone", "手机号码", "tel", "tel").hint("也是登录账号；加密保存。"),
        secret("password", "密码", "new-password").hint("至少 10 个字符。"),
        secret("password_again", "再输一次密码", "new-password"),
    ];
    let set = |legend: &str, fields| FieldSet { legend: legend.to_owned(), hint: String::new(), fields };
    FormPage {
        intro: vec!["注册后马上可以填写。属地人社部门确认单位后才能提交。".into()],
        sets: vec![set("单位", unit), set("联系人", person)],
        links: vec![Link::new("已有账号，登录", "/sign-in")],
        ..FormPage::new(frame, "/register", "注册并开始填写", vec![])
    }
}

/// Sets a password by a one-time link.
pub(crate) fn set_password(frame: Frame, token: &str, account: &str) -> FormPage {
    let fields = vec![
        secret("password", "新密码", "new-password").hint("至少 10 个字符。"),
        secret("password_again", "再输一次新密码", "new-password"),
    ];
    FormPage {
        intro: vec![format!("账号 {account}。链接用一次即失效。")],
        ..FormPage::new(frame, &format!("/password/{token}"), "设置密码并登录", fields)
    }
}

/// Changes one's own password.
pub(crate) fn change_password(frame: Frame) -> FormPage {
    let fields = vec![
        secret("old_password", "原密码", "current-password"),
        secret("password", "新密码", "new-password").hint("至少 10 个字符。"),
        secret("password_again", "再输一次新密码", "new-password"),
    ];
    FormPage {
        intro: vec!["改好后，这个账号在其他地方的登录全部退出。".into()],
        ..FormPage::new(frame, "/password", "修改密码", fields)
    }
}

/// The forms of the portal as they first appear.
#[cfg(test)]
pub(crate) fn samples() -> Vec<(&'static str, FormPage)> {
    use crate::pages::portal::view::{objection, self_check};
    let at = |title| crate::pages::samples::frame(crate::frame::Room::Portal, title, "");
    let kinds = [("association".to_owned(), "行业协会或商会".to_owned()), ("enterprise".to_owned(), "企业".to_owned())];
    let areas = [("350582".to_owned(), "晋江市".to_owned())];
    vec![
        ("portal-sign-in", sign_in(at("登录"), "/unit")),
        ("portal-register", register(at("培育单位注册"), &kinds, &areas)),
        ("portal-set-password", set_password(at("设置密码"), "3f9a", "13800000000")),
        ("portal-change-password", change_password(at("修改密码"))),
        ("portal-objection", objection::form(at("提出异议"), "/notices/3", &areas)),
        ("portal-lead", objection::lead_form(at("提交线索"))),
        ("portal-self-check", self_check::form(at("申报自测"), &kinds, &kinds)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Room;
    use crate::pages::samples::frame;

    #[test]
    fn the_address_to_return_to_cannot_break_out() {
        let page = sign_in(frame(Room::Portal, "登录", ""), "/unit?a=1&b=\"品");
        assert_eq!(page.action, "/sign-in?next=%2Funit%3Fa%3D1%26b%3D%22%E5%93%81");
    }
}
