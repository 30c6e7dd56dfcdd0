//! `/admin/accounts/{id}/{change}`: an account is confirmed by the second person, reset, closed, opened again, moved.

use super::{account_in, colleagues, deputy_field, handed_over, post_fields, steps, steps_in, view};
use crate::{
    components::{Pair, Summary},
    frame::{Frame, Link},
    pages::shared::FormPage,
    shell::{Caller, Fail, Routes, Submitted, Who},
};
use app::{
    Together,
    accounts::{self, AccountView, Change, Past, Post, SeenAccount},
    people, sentences,
};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{access::Role, ids::AccountId};

/// Who may be a second person.
const SECOND: Who = Who::Only(&[Role::Admin, Role::City]);

/// What is done to an account.
pub(super) fn routes() -> Routes {
    Routes::new().form("/admin/accounts/{id}/{change}", SECOND, change_form, change)
}

fn named(change: &str) -> Result<Change, Fail> {
    Change::parse(change).ok_or(Fail::NotFound)
}

async fn change_form(caller: &Caller, (id, change): (AccountId, String)) -> Result<FormPage, Fail> {
    let (actor, change) = (caller.actor()?, named(&change)?);
    let view = view(caller, id).await?;
    if !view.changes(actor).contains(&change) {
        return Err(Fail::NotFound);
    }
    let action = format!("/admin/accounts/{}/{}", id.0, change.code());
    let frame = caller.frame(caller.home(), format!("{}：{}", change.label(), view.name));
    if change == Change::Post {
        let form = post_of(caller, frame, &action, &view).await?;
        return Ok(FormPage { seen: Some(caller.seen(view.mark)), ..form });
    }
    let mut rows = vec![
        Pair::new("姓名", &view.name),
        Pair::new("账号", &view.login),
        Pair::new("机构", &view.office_name),
        Pair::new("角色", view.role.label()),
        Pair::new("科室", &view.section),
        Pair::new("岗位", &view.post),
        Pair::new("办理环节", view.steps.iter().map(|step| step.label()).collect::<Vec<_>>().join("、")),
    ];
    rows.extend(view.stands_in_for.iter().map(|(_, colleague)| Pair::new("AB角：代谁办理", colleague)));
    rows.push(Pair::new("状态", view.state.label()));
    if change == Change::Confirm {
        rows.extend(past(caller, &view).await?);
    }
    let mut form = act_form(frame, &action, change.label(), Summary { rows }, follows(change));
    // Whoever confirms answers for what the page says.
    form.seen = (change == Change::Confirm).then(|| caller.seen(view.mark));
    if actor.role == Role::City {
        form.back = Some(Link::new("返回账号确认", "/desk/accounts"));
    }
    Ok(form)
}

/// What was done to the account since somebody confirmed it last: who opened or changed it, and how it was before.
async fn past(caller: &Caller, view: &AccountView) -> Result<Vec<Pair>, Fail> {
    let past = accounts::since_confirmed(&caller.app, view).await?;
    let people = people::named(&caller.app, caller.actor()?, past.iter().filter_map(|past| past.by)).await?;
    let row = |past: Past| {
        let by = past.by.and_then(|by| people.get(&by)).map_or("运维人员", |person| person.name.as_str());
        let note = if past.before.is_empty() { String::new() } else { format!("改动前：{}", past.before) };
        Pair { note, ..Pair::new(past.what, format!("{by}，{}", sentences::full_moment(past.at))) }
    };
    Ok(past.into_iter().map(row).collect())
}

fn follows(change: Change) -> &'static str {
    match change {
        Change::Confirm => "请先核实本人、机构和办理环节，有改动的与改动前比对。确认后账号即可登录。",
        Change::Reset => "原密码立即失效，已登录的全部退出。市级、财政和审计账号须再由另一人确认。",
        Change::Disable => "停用后立即退出登录，不能再登录；办理记录保留。",
        Change::Enable => {
            "启用后可用原密码登录。市级、财政和审计账号须再由另一人确认；他人生成而未用的一次性链接、未经确认的密码同时作废。"
        }
        Change::Post => "",
    }
}

/// Said where a way in that another administrator gave was taken back.
const TAKEN_BACK: &str = "此前由他人生成的一次性链接或者未经确认的密码已作废，请重新生成链接交给本人。";

/// Said where other steps put somebody out until a second person confirms them.
const CONFIRMED_AGAIN: &str =
    "改动办理环节或AB角后，账号立即退出登录，须由另一名系统管理员或市级审批人确认后才能再登录。";

async fn post_of(caller: &Caller, frame: Frame, action: &str, view: &AccountView) -> Result<FormPage, Fail> {
    let seated = accounts::colleagues(&caller.app, caller.actor()?, view.office).await?;
    let colleagues = colleagues(&seated, Some(view.id));
    let mut form = post_form(frame, action, &steps(), &colleagues);
    form.intro.extend(view.role.needs_second_person().then(|| CONFIRMED_AGAIN.to_owned()));
    let stands_in_for = view.stands_in_for.as_ref().map(|(id, _)| id.0.to_string()).unwrap_or_default();
    let now = [("section", view.section.as_str()), ("post", &view.post), ("stands_in_for", &stands_in_for)];
    Ok(form.fill(now.into_iter().chain(view.steps.iter().map(|step| ("steps", step.code())))))
}

async fn change(caller: &Caller, (id, change): (AccountId, String), sent: &Submitted) -> Result<Response, Fail> {
    let (app, actor, change) = (&caller.app, caller.actor()?, named(&change)?);
    let taken_back = match change {
        Change::Confirm => {
            accounts::confirm_account(app, actor, seen(id, sent)?).await?;
            false
        }
        Change::Post => {
            let (steps, stands_in_for) = (steps_in(sent), account_in(sent, "stands_in_for")).together()?;
            let (section, post) = (sent.text("section").to_owned(), sent.text("post").to_owned());
            let post = Post { section, post, steps, stands_in_for };
            accounts::change_post(app, &actor.administrator()?, seen(id, sent)?, post).await?
        }
        Change::Reset => {
            let invitation = accounts::reset_link(app, &actor.administrator()?, id).await?;
            return handed_over(caller, &invitation).await;
        }
        Change::Disable => {
            accounts::disable(app, &actor.administrator()?, id).await?;
            false
        }
        Change::Enable => accounts::enable(app, &actor.administrator()?, id).await?,
    };
    let also = if taken_back { TAKEN_BACK } else { "" };
    caller.flash(format!("已{}。{also}", change.label())).await;
    let home = if actor.role == Role::City { "/desk/accounts" } else { "/admin" };
    Ok(Redirect::to(home).into_response())
}

fn seen(id: AccountId, sent: &Submitted) -> Result<SeenAccount, Fail> {
    Ok(SeenAccount { id, mark: Some(sent.seen()?) })
}

/// Section, post, steps and AB角 of an account, as they are now.
fn post_form(frame: Frame, action: &str, steps: &[(String, String)], colleagues: &[(String, String)]) -> FormPage {
    let fields = post_fields(steps).into_iter().chain([deputy_field(colleagues)]).collect();
    FormPage { back: Some(Link::new("返回账号", "/admin")), ..FormPage::new(frame, action, "保存岗位", fields) }
}

/// One act on an account, asked once; `follows` says what it does.
fn act_form(frame: Frame, action: &str, button: &str, about: Summary, follows: &str) -> FormPage {
    FormPage {
        back: Some(Link::new("返回账号", "/admin")),
        intro: vec![follows.to_owned()],
        about,
        ..FormPage::new(frame, action, button, vec![])
    }
}

/// The forms as they first appear.
#[cfg(test)]
pub(super) fn samples() -> Vec<(&'static str, FormPage)> {
    use crate::frame::Room;
    let at = |title| crate::pages::samples::frame(Room::Admin, title, "/admin");
    let steps = [("draft".to_owned(), "拟办".to_owned())];
    let (post, disable) = ("/admin/accounts/3/post", "/admin/accounts/3/disable");
    vec![
        ("admin-change-post", post_form(at("岗位：林秀英"), post, &steps, &[])),
        ("admin-disable", act_form(at("停用：许某"), disable, "停用", Summary::default(), follows(Change::Disable))),
    ]
}
