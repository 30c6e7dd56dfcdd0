//! `/admin`: the roll of accounts; `/desk/accounts`: those that wait for a second person of the city.

mod change;
mod create;

use crate::{
    components::{Act, ActTone, Cell, Choice, Field, FieldKind, Summary, Table, Tag, Tone},
    frame::{Frame, Link, Room},
    page,
    pages::shared::{ListAsked, ListAt, ListPage, ReceiptPage, list_at},
    shell::{Caller, Fail, Routes, Submitted, Who},
};
use app::{
    Error,
    accounts::{self, AccountView, Change, Colleague, Invitation, State},
    exports::Format,
    listing::Found,
    sentences,
};
use axum::response::Response;
use domain::{
    access::{Actor, Role},
    ids::AccountId,
    policy::Step,
};
use std::fs::File;

const ROLL: ListAt = list_at!("/admin", "账号");
const WAITING: ListAt = list_at!("/desk/accounts", "待确认账号");

/// The roll, and what is done to it.
pub(super) fn routes() -> Routes {
    Routes::new()
        .list(ROLL, Who::ADMIN, list, take_out)
        .nav(Room::Admin, "/admin", "账号")
        .list(WAITING, Who::CITY, list_waiting, take_out_waiting)
        .nav_of_step(Room::Desk, "/desk/accounts", "账号确认", Step::Approve)
        .merge(create::routes())
        .merge(change::routes())
}

async fn take_out(caller: &Caller, asked: &ListAsked, format: Format) -> Result<File, Fail> {
    Ok(accounts::export(&caller.app, caller.actor()?, &asked.search(), format).await?)
}

async fn list(caller: &Caller, asked: &ListAsked) -> Result<ListPage, Fail> {
    let found = accounts::list(&caller.app, caller.actor()?, &asked.search(), asked.at().as_ref()).await?;
    let rows = rows(caller.actor()?, &found);
    let page = roll(caller.frame_with_flash(Room::Admin, "账号").await, rows);
    let states = State::ALL.iter().map(|state| (state.code(), state.label()));
    let roles = Role::ALL.iter().map(|role| (role.code(), role.label()));
    let filters =
        vec![asked.words("机构、岗位或完整登录账号"), asked.states("状态", states), asked.kinds("角色", roles)];
    Ok(asked.shown(ROLL, &found, "个账号", filters, page))
}

async fn take_out_waiting(caller: &Caller, asked: &ListAsked, format: Format) -> Result<File, Fail> {
    take_out(caller, &asked.of_state(State::Waiting.code()), format).await
}

/// Accounts that wait, for a city approver who may be the second person.
async fn list_waiting(caller: &Caller, asked: &ListAsked) -> Result<ListPage, Fail> {
    let search = asked.of_state(State::Waiting.code()).search();
    let found = accounts::list(&caller.app, caller.actor()?, &search, asked.at().as_ref()).await?;
    let rows = rows(caller.actor()?, &found);
    let mut page = roll(caller.frame_with_flash(Room::Desk, "账号确认").await, rows);
    page.acts.clear();
    page.table.when_empty = "没有等待第二人确认的账号。".into();
    Ok(asked.shown(WAITING, &found, "个账号", vec![asked.words("机构、岗位或完整登录账号")], page))
}

fn rows(actor: &Actor, found: &Found<AccountView>) -> Vec<Vec<Cell>> {
    found.page.rows.iter().map(|view| row(view, &view.changes(actor))).collect()
}

/// Accounts: name, office, section and post, role, state, last seen, acts.
fn roll(frame: Frame, rows: Vec<Vec<Cell>>) -> ListPage {
    let heads = ["姓名", "机构", "科室", "角色", "状态", "最近登录^seen", "办理"];
    let acts = vec![Act { label: "新建账号".into(), href: "/admin/accounts/new".into(), tone: ActTone::Primary }];
    let table = Table::new(&heads, rows, "新建账号后显示在这里。");
    ListPage {
        acts, ..ListPage::new(frame, "市级、财政和审计账号须由另一名管理员确认后生效。", table)
    }
}

fn row(view: &AccountView, changes: &[Change]) -> Vec<Cell> {
    let stands_in = view.stands_in_for.as_ref().map(|(_, name)| format!("AB角代{name}"));
    let steps = view.steps.iter().map(|step| step.label()).collect::<Vec<_>>().join("、");
    let notes = [view.post.clone(), steps, stands_in.unwrap_or_default()];
    let notes: Vec<_> = notes.into_iter().filter(|note| !note.is_empty()).collect();
    let acts = changes.iter().map(|change| Act {
        label: change.label().into(),
        href: format!("/admin/accounts/{}/{}", view.id.0, change.code()),
        tone: ActTone::Plain,
    });
    vec![
        Cell::Noted(view.name.clone(), view.login.clone()),
        view.office_name.as_str().into(),
        Cell::Noted(view.section.clone(), notes.join("，")),
        view.role.label().into(),
        Cell::Tag(state(view)),
        view.last_seen_at.map_or_else(|| "从未登录".to_owned(), sentences::full_moment).into(),
        Cell::Acts(acts.collect()),
    ]
}

fn state(view: &AccountView) -> Tag {
    match view.state {
        State::Active if view.locked_until.is_some() => Tag::new(Tone::Unsure, "暂时锁定"),
        State::Active if view.idle => Tag::new(Tone::Unsure, "90 天未登录"),
        State::Active => Tag::new(Tone::Good, view.state.label()),
        State::Waiting | State::Invited => Tag::new(Tone::Unsure, view.state.label()),
        State::Disabled => Tag::new(Tone::Plain, view.state.label()),
    }
}

type Words = Vec<(String, String)>;

fn choices(list: &[(String, String)]) -> Vec<Choice> {
    list.iter().map(|(value, words)| Choice::new(value, words)).collect()
}

fn steps() -> Words {
    [Step::Draft, Step::Check, Step::Approve].map(|step| (step.code().to_owned(), step.label().to_owned())).into()
}

fn steps_in(typed: &Submitted) -> Result<Vec<Step>, Error> {
    let unknown = || Error::field("steps", "有一个办理环节不是页面上的选项，请重新勾选。");
    let mut steps = typed
        .all("steps")
        .into_iter()
        .map(|code| Step::parse(code).ok_or_else(unknown))
        .collect::<Result<Vec<_>, _>>()?;
    steps.sort_unstable();
    steps.dedup();
    Ok(steps)
}

/// Colleagues somebody may stand in for.
fn colleagues(seated: &[Colleague], but: Option<AccountId>) -> Words {
    let others = seated.iter().filter(|one| Some(one.id) != but);
    let nobody = (String::new(), "不代办".to_owned());
    std::iter::once(nobody)
        .chain(others.map(|one| (one.id.0.to_string(), format!("{}（{}）", one.name, one.office_name))))
        .collect()
}

/// Where somebody sits and what they do there; steps of chains as value and words.
fn post_fields(steps: &[(String, String)]) -> Vec<Field> {
    vec![
        Field::text("section", "科室").optional(),
        Field::text("post", "岗位").hint("例如 经办、科长、分管领导。").optional(),
        Field::new("steps", "办理环节", FieldKind::Checks(choices(steps)))
            .hint("审批流程中由这个账号办理的环节；专家、审计账号不选。")
            .optional(),
    ]
}

/// Whom somebody stands in for: one of the same office, which a new account does not have yet.
fn deputy_field(colleagues: &[(String, String)]) -> Field {
    Field::new("stands_in_for", "AB角：代谁办理", FieldKind::Select(choices(colleagues)))
        .hint("同一机构的同事；那位同事不在时代办其环节。")
        .optional()
}

fn account_in(sent: &Submitted, name: &str) -> Result<Option<AccountId>, Error> {
    match sent.text(name) {
        "" => Ok(None),
        _ => Ok(Some(AccountId(sent.parse(name, "所选同事不是页面上的选项，请重新选择。")?))),
    }
}

async fn view(caller: &Caller, id: AccountId) -> Result<AccountView, Fail> {
    Ok(accounts::get(&caller.app, caller.actor()?, id).await?)
}

/// The page with the one-time link, shown this once.
async fn handed_over(caller: &Caller, invitation: &Invitation) -> Result<Response, Fail> {
    let view = view(caller, invitation.account).await?;
    let link = format!("{}/password/{}", caller.origin.trim_end_matches('/'), invitation.token);
    let until = sentences::full_moment(invitation.expires_at);
    let mut receipt = one_time_link(caller.frame(Room::Admin, "一次性链接"), &link, &view.name, &until);
    if view.state == State::Waiting {
        receipt.lines.push("账号须由另一名系统管理员，或市级审批人在“工作台 › 账号确认”确认后才能登录。".into());
    }
    Ok(page::ok(&receipt))
}

/// The link, shown once.
fn one_time_link(frame: Frame, link: &str, name: &str, until: &str) -> ReceiptPage {
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

/// The roll, empty and full.
#[cfg(test)]
pub(crate) fn lists() -> Vec<(&'static str, ListPage)> {
    let at = || crate::pages::samples::frame(Room::Admin, "账号", "/admin");
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
    let rows = vec![
        row("林秀英", Tone::Good, "在用"),
        row("郑海燕", Tone::Unsure, "待确认"),
        row("许某", Tone::Plain, "已停用"),
    ];
    vec![("admin-accounts-empty", roll(at(), vec![])), ("admin-accounts-full", roll(at(), rows))]
}

/// The forms as they first appear.
#[cfg(test)]
pub(crate) fn samples() -> impl Iterator<Item = (&'static str, crate::pages::shared::FormPage)> {
    create::samples().into_iter().chain(change::samples())
}
