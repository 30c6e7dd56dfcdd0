//! `/admin`, `/admin/accounts/new`, `/admin/offices`: accounts, the one-time link, offices.

use crate::components::{Act, ActTone, Cell, Choice, Field, FieldKind, Summary, Table};
use crate::frame::{Frame, Link};
use crate::pages::shared::{FormPage, ListPage, ReceiptPage};

fn options(list: &[(String, String)]) -> Vec<Choice> {
    list.iter().map(|(value, words)| Choice::new(value, words)).collect()
}

/// Accounts: name, office, section and post, role, state, last seen, acts.
pub(crate) fn accounts(frame: Frame, rows: Vec<Vec<Cell>>) -> ListPage {
    let heads = ["姓名", "机构", "科室和岗位", "角色", "状态", "最近登录", "办理"];
    let acts = vec![Act { label: "新建账号".into(), href: "/admin/accounts/new".into(), tone: ActTone::Primary }];
    let table = Table::new(&heads, rows, "新建账号后显示在这里。");
    ListPage {
        acts, ..ListPage::new(frame, "市级、财政和审计账号须由另一名管理员确认后生效。", table)
    }
}

/// Offices: name, area, kind, number of accounts, chains.
pub(crate) fn offices(frame: Frame, rows: Vec<Vec<Cell>>) -> ListPage {
    let table = Table::new(&["机构", "属地", "性质", "账号#", "审批流程"], rows, "导入机构后显示在这里。");
    ListPage::new(frame, "", table)
}

/// Where somebody sits and what they do there; steps of chains and colleagues as value and words.
fn post_fields(steps: &[(String, String)], colleagues: &[(String, String)]) -> Vec<Field> {
    vec![
        Field::text("section", "科室").optional(),
        Field::text("post", "岗位").hint("例如 经办、科长、分管领导。").optional(),
        Field::new("steps", "办理环节", FieldKind::Checks(options(steps)))
            .hint("审批流程中由这个账号办理的环节；专家、审计账号不选。")
            .optional(),
        Field::new("stands_in_for", "AB角：代谁办理", FieldKind::Select(options(colleagues)))
            .hint("同一机构的同事；那位同事不在时代办其环节。")
            .optional(),
    ]
}

/// A new account; offices, roles, steps and colleagues as value and words.
pub(crate) fn new_account(
    frame: Frame,
    offices: &[(String, String)],
    roles: &[(String, String)],
    steps: &[(String, String)],
    colleagues: &[(String, String)],
) -> FormPage {
    let mut fields = vec![
        Field::text("name", "姓名"),
        Field::text("login", "账号").hint("字母、数字或手机号，登录用。"),
        Field::new("role", "角色", FieldKind::Radios(options(roles))),
        Field::new("office", "机构", FieldKind::Select(options(offices))),
    ];
    fields.extend(post_fields(steps, colleagues));
    FormPage {
        back: Some(Link::new("返回账号", "/admin")),
        intro: vec!["建好后得到一次性链接，由本人设置密码。管理员看不到密码。".into()],
        ..FormPage::new(frame, "/admin/accounts", "新建账号", fields)
    }
}

/// Section, post, steps and AB角 of an account, as they are now.
pub(crate) fn change_post(
    frame: Frame,
    action: &str,
    steps: &[(String, String)],
    colleagues: &[(String, String)],
) -> FormPage {
    FormPage {
        back: Some(Link::new("返回账号", "/admin")),
        ..FormPage::new(frame, action, "保存岗位", post_fields(steps, colleagues))
    }
}

/// One act on an account, asked once; `follows` says what it does.
pub(crate) fn act(frame: Frame, action: &str, button: &str, about: Summary, follows: &str) -> FormPage {
    FormPage {
        back: Some(Link::new("返回账号", "/admin")),
        intro: vec![follows.to_owned()],
        about,
        ..FormPage::new(frame, action, button, vec![])
    }
}

/// A new office; roles and areas as value and words.
pub(crate) fn new_office(frame: Frame, roles: &[(String, String)], areas: &[(String, String)]) -> FormPage {
    let fields = vec![
        Field::text("name", "机构全称"),
        Field::new("role", "机构性质", FieldKind::Radios(options(roles))),
        Field::new("area", "属地", FieldKind::Select(options(areas))).hint("只有县级人社机构选择。").optional(),
    ];
    FormPage {
        back: Some(Link::new("返回机构", "/admin/offices")),
        ..FormPage::new(frame, "/admin/offices", "新增机构", fields)
    }
}

/// The link, shown once.
pub(crate) fn one_time_link(frame: Frame, link: &str, name: &str, until: &str) -> ReceiptPage {
    ReceiptPage {
        frame,
        number: link.to_owned(),
        lines: vec![
            format!("请把链接交给{name}本人，{until}前有效，用一次即失效。"),
            "离开这一页后不再显示；丢失时重新生成。".into(),
        ],
        rows: Summary::default(),
        links: vec![Link::new("返回账号", "/admin")],
    }
}

#[cfg(test)]
pub(crate) fn lists() -> Vec<(&'static str, ListPage)> {
    use crate::components::{Tag, Tone};
    let at = |title, href| crate::pages::samples::frame(crate::frame::Room::Admin, title, href);
    let acts = vec![Act { label: "停用".into(), href: "/x".into(), tone: ActTone::Plain }];
    let row = |name: &str, tone, state: &str| -> Vec<Cell> {
        vec![
            name.into(),
            "晋江市人社局".into(),
            Cell::Noted("就业科".into(), "经办，B 角：吴志明".into()),
            "县级人社".into(),
            Cell::Tag(Tag::new(tone, state)),
            "9月26日 08:31".into(),
            Cell::Acts(acts.clone()),
        ]
    };
    let office = vec![
        "泉州开发区 社会事业局".into(),
        "泉州开发区".into(),
        "县级人社".into(),
        Cell::Figure("3".into()),
        "拟办、审批".into(),
    ];
    vec![
        ("admin-accounts-empty", accounts(at("账号", "/admin"), vec![])),
        (
            "admin-accounts-full",
            accounts(
                at("账号", "/admin"),
                vec![
                    row("林秀英", Tone::Good, "在用"),
                    row("郑海燕", Tone::Unsure, "待确认"),
                    row("许某", Tone::Plain, "已停用"),
                ],
            ),
        ),
        ("admin-offices-full", offices(at("机构", "/admin/offices"), vec![office; 3])),
    ]
}

#[cfg(test)]
pub(crate) fn forms() -> Vec<(&'static str, FormPage)> {
    let at = crate::pages::samples::frame(crate::frame::Room::Admin, "新建账号", "/admin");
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    vec![
        (
            "admin-new-account",
            new_account(
                at.clone(),
                &[pair("1", "晋江市人社局")],
                &[pair("county", "县级人社"), pair("auditor", "审计")],
                &[pair("draft", "拟办"), pair("approve", "审批")],
                &[pair("4", "吴志明（晋江市人社局）")],
            ),
        ),
        ("admin-change-post", change_post(at.clone(), "/admin/accounts/3/post", &[pair("draft", "拟办")], &[])),
        (
            "admin-disable",
            act(at.clone(), "/admin/accounts/3/disable", "停用", Summary::default(), "停用后立即退出登录。"),
        ),
        ("admin-new-office", new_office(at, &[pair("county", "县级人社")], &[pair("350582", "晋江市")])),
    ]
}
