//! `/admin`: the roll of accounts, one-time links, the second person.

use super::number;
use crate::{
    components::{Act, ActTone, Cell, Pair, Summary, Tag, Tone},
    frame::Room,
    page,
    pages::{admin::view::accounts as pages, shared::FormPage},
    shell::{Answer, Caller, Fail, Routes, Submitted, Web, Who},
};
use app::{
    Error,
    accounts::{self, AccountView, Change, Invitation, NewAccount, Post, State},
    sentences,
};
use axum::{
    extract::{Path, State as Shared},
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    access::Role,
    ids::{AccountId, OfficeId},
    policy::Step,
};

/// Who may be a second person.
const SECOND: Who = Who::Only(&[Role::Admin, Role::City]);

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/admin", Who::ADMIN, roll)
        .nav(Room::Admin, "/admin", "账号")
        .get("/desk/accounts", Who::CITY, waiting)
        .nav_of_step(Room::Desk, "/desk/accounts", "账号确认", Step::Approve)
        .get("/admin/accounts/new", Who::ADMIN, new_page)
        .post("/admin/accounts", Who::ADMIN, create)
        .get("/admin/accounts/{id}/{change}", SECOND, change_page)
        .post("/admin/accounts/{id}/{change}", SECOND, change)
}

async fn roll(caller: Caller) -> Answer {
    let actor = caller.actor()?;
    let rows = accounts::list(&caller.app, actor).await?;
    let rows = rows.iter().map(|view| row(view, &view.changes(actor))).collect();
    Ok(page::ok(&pages::accounts(caller.frame_with_flash(Room::Admin, "账号").await, rows)))
}

/// Accounts that wait, for a city approver who may be the second person.
async fn waiting(caller: Caller) -> Answer {
    let actor = caller.actor()?;
    let rows = accounts::list(&caller.app, actor).await?;
    let rows = rows.iter().filter(|view| view.state == State::Waiting).map(|v| row(v, &v.changes(actor))).collect();
    let mut list = pages::accounts(caller.frame_with_flash(Room::Desk, "账号确认").await, rows);
    list.acts.clear();
    list.table.when_empty = "没有等待第二人确认的账号。".into();
    Ok(page::ok(&list))
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

fn steps() -> Words {
    [Step::Draft, Step::Check, Step::Approve].map(|step| (step.code().to_owned(), step.label().to_owned())).into()
}

fn steps_in(typed: &Submitted) -> Vec<Step> {
    let ticked = typed.all("steps");
    [Step::Draft, Step::Check, Step::Approve].into_iter().filter(|step| ticked.contains(&step.code())).collect()
}

/// Colleagues somebody may stand in for; of one office, or of all where none is given.
fn colleagues(roll: &[AccountView], office: Option<OfficeId>, but: Option<AccountId>) -> Words {
    let sits = |view: &&AccountView| view.office.is_some() && (office.is_none() || view.office == office);
    let others = roll.iter().filter(sits).filter(|view| Some(view.id) != but && view.state != State::Disabled);
    let nobody = (String::new(), "不代办".to_owned());
    std::iter::once(nobody)
        .chain(others.map(|v| (v.id.0.to_string(), format!("{}（{}）", v.name, v.office_name))))
        .collect()
}

async fn new_form(caller: &Caller) -> Result<FormPage, Fail> {
    let offices = accounts::offices::list(&caller.app).await?;
    let offices: Words = offices.into_iter().map(|office| (office.id.0.to_string(), office.name)).collect();
    let roles: Words =
        accounts::offices::KINDS.iter().map(|role| (role.code().to_owned(), role.label().to_owned())).collect();
    let roll = accounts::list(&caller.app, caller.actor()?).await?;
    let frame = caller.frame(Room::Admin, "新建账号");
    Ok(pages::new_account(frame, &offices, &roles, &steps(), &colleagues(&roll, None, None)))
}

async fn new_page(caller: Caller) -> Answer {
    Ok(page::ok(&new_form(&caller).await?))
}

fn account_in(typed: &Submitted, name: &str) -> Option<AccountId> {
    typed.text(name).parse().ok().map(AccountId)
}

fn account_of(typed: &Submitted) -> Result<NewAccount, Error> {
    let text = |name: &str| typed.text(name).to_owned();
    Ok(NewAccount {
        login: text("login"),
        name: text("name"),
        role: Role::parse(typed.text("role")).ok_or_else(|| Error::field("role", "请选择角色。"))?,
        office: typed.text("office").parse().ok().map(OfficeId),
        section: text("section"),
        post: text("post"),
        steps: steps_in(typed),
        stands_in_for: account_in(typed, "stands_in_for"),
    })
}

async fn create(caller: Caller, Shared(web): Shared<Web>, headers: HeaderMap, typed: Submitted) -> Answer {
    let admin = caller.actor()?.administrator()?;
    let opened = match account_of(&typed) {
        Ok(new) => accounts::new_account(&caller.app, &admin, new).await,
        Err(error) => Err(error),
    };
    match opened {
        Ok(invitation) => Ok(handed_over(&caller, &web, &headers, &invitation).await?),
        Err(error) => Fail::from(error).on_form(new_form(&caller).await?, &typed),
    }
}

/// The one-time link, shown this once.
async fn handed_over(
    caller: &Caller,
    web: &Web,
    headers: &HeaderMap,
    invitation: &Invitation,
) -> Result<Response, Fail> {
    let view = view(caller, invitation.account).await?;
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let base = web.config.public_url.clone().unwrap_or_else(|| format!("http://{host}"));
    let link = format!("{}/password/{}", base.trim_end_matches('/'), invitation.token);
    let until = sentences::full_moment(invitation.expires_at);
    let mut receipt = pages::one_time_link(caller.frame(Room::Admin, "一次性链接"), &link, &view.name, &until);
    if view.state == State::Waiting {
        receipt.lines.push("账号须由另一名系统管理员，或市级审批人在“工作台 › 账号确认”确认后才能登录。".into());
    }
    Ok(page::ok(&receipt))
}

async fn view(caller: &Caller, id: AccountId) -> Result<AccountView, Fail> {
    let roll = accounts::list(&caller.app, caller.actor()?).await?;
    roll.into_iter().find(|view| view.id == id).ok_or(Fail::NotFound)
}

async fn change_page(caller: Caller, Path((id, change)): Path<(String, String)>) -> Answer {
    let (id, change) = (number(&id, AccountId)?, Change::parse(&change).ok_or(Fail::NotFound)?);
    Ok(page::ok(&change_form(&caller, id, change).await?))
}

async fn change_form(caller: &Caller, id: AccountId, change: Change) -> Result<FormPage, Fail> {
    let actor = caller.actor()?;
    let view = view(caller, id).await?;
    if !view.changes(actor).contains(&change) {
        return Err(Fail::NotFound);
    }
    let action = format!("/admin/accounts/{}/{}", id.0, change.code());
    let frame = caller.frame(caller.home(), format!("{}：{}", change.label(), view.name));
    if change == Change::Post {
        return post_form(caller, frame, &action, &view).await;
    }
    let about = Summary {
        rows: vec![
            Pair::new("姓名", &view.name),
            Pair::new("账号", &view.login),
            Pair::new("机构", &view.office_name),
            Pair::new("角色", view.role.label()),
            Pair::new("办理环节", view.steps.iter().map(|step| step.label()).collect::<Vec<_>>().join("、")),
            Pair::new("状态", view.state.label()),
        ],
    };
    let mut form = pages::act(frame, &action, change.label(), about, follows(change));
    if actor.role == Role::City {
        form.back = Some(crate::frame::Link::new("返回账号确认", "/desk/accounts"));
    }
    Ok(form)
}

fn follows(change: Change) -> &'static str {
    match change {
        Change::Confirm => "请先核实本人、机构和办理环节。确认后账号即可登录。",
        Change::Reset => "原密码立即失效，已登录的全部退出。市级、财政和审计账号须再由另一人确认。",
        Change::Disable => "停用后立即退出登录，不能再登录；办理记录保留。",
        Change::Enable => "启用后可用原密码登录。市级、财政和审计账号须再由另一人确认。",
        Change::Post => "",
    }
}

async fn post_form(
    caller: &Caller,
    frame: crate::frame::Frame,
    action: &str,
    view: &AccountView,
) -> Result<FormPage, Fail> {
    let roll = accounts::list(&caller.app, caller.actor()?).await?;
    let colleagues = colleagues(&roll, view.office, Some(view.id));
    let form = pages::change_post(frame, action, &steps(), &colleagues);
    let stands_in_for = view.stands_in_for.as_ref().map(|(id, _)| id.0.to_string()).unwrap_or_default();
    let now = [("section", view.section.as_str()), ("post", &view.post), ("stands_in_for", &stands_in_for)];
    Ok(form.fill(now.into_iter().chain(view.steps.iter().map(|step| ("steps", step.code())))))
}

async fn change(
    caller: Caller,
    Shared(web): Shared<Web>,
    headers: HeaderMap,
    Path((id, change)): Path<(String, String)>,
    typed: Submitted,
) -> Answer {
    let (id, change) = (number(&id, AccountId)?, Change::parse(&change).ok_or(Fail::NotFound)?);
    let (app, actor) = (&caller.app, caller.actor()?);
    let done = match change {
        Change::Confirm => accounts::confirm_account(app, actor, id).await,
        Change::Post => {
            let post = Post {
                section: typed.text("section").to_owned(),
                post: typed.text("post").to_owned(),
                steps: steps_in(&typed),
                stands_in_for: account_in(&typed, "stands_in_for"),
            };
            accounts::change_post(app, &actor.administrator()?, id, post).await
        }
        Change::Reset => match accounts::reset_link(app, &actor.administrator()?, id).await {
            Ok(invitation) => return handed_over(&caller, &web, &headers, &invitation).await,
            Err(error) => Err(error),
        },
        Change::Disable => accounts::disable(app, &actor.administrator()?, id).await,
        Change::Enable => accounts::enable(app, &actor.administrator()?, id).await,
    };
    match done {
        Ok(()) => {
            caller.flash(format!("已{}。", change.label())).await;
            let home = if actor.role == Role::City { "/desk/accounts" } else { "/admin" };
            Ok(Redirect::to(home).into_response())
        }
        Err(error @ Error::Invalid(_)) => Fail::from(error).on_form(change_form(&caller, id, change).await?, &typed),
        Err(other) => Err(other.into()),
    }
}
