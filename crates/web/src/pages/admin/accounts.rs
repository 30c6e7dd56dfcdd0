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

/// A new account; offices and roles as value and words.
pub(crate) fn new_account(frame: Frame, offices: &[(String, String)], roles: &[(String, String)]) -> FormPage {
    let fields = vec![
        Field::text("name", "姓名"),
        Field::text("account", "账号").hint("字母、数字或手机号，登录用。"),
        Field::new("office", "机构", FieldKind::Select(options(offices))),
        Field::text("section", "科室").optional(),
        Field::text("post", "岗位").hint("例如 经办、审核、审批。").optional(),
        Field::new("role", "角色", FieldKind::Radios(options(roles))),
    ];
    FormPage {
        back: Some(Link::new("返回账号", "/admin")),
        intro: vec!["建好后得到一次性链接，由本人设置密码。管理员看不到密码。".into()],
        ..FormPage::new(frame, "/admin/accounts", "新建账号", fields)
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
    vec![(
        "admin-new-account",
        new_account(at, &[pair("1", "晋江市人社局")], &[pair("county", "县级人社"), pair("auditor", "审计")]),
    )]
}
