//! Keeping the roll: list, close, open again, change a post or one's own password.

use super::{
    SeenAccount, State, by_id, keep,
    login::{self, Login},
    login_in, name_in, opening, passwords, past,
    seen::mark_of,
};
use crate::{App, Error, Result, Together, Transaction, seals, sessions};
use chrono::Duration;
use domain::{
    access::{Actor, Administrator, Role, Scope},
    calendar::chinese_moment,
    event::Moment,
    ids::{AccountId, OfficeId},
    person_name::mask_name,
    policy::Step,
    refusal::Refusal,
};
use kernel::exports::{Format, Sheet};
use std::fs::File;
use storage::{
    accounts::{self, Account},
    holders,
    listing::{At, Found, Listing, Search},
    listings::{self, accounts::Row},
};

/// Nobody was seen here for so long: the account should be closed (S-5).
const IDLE: Duration = Duration::days(90);

/// An account as the roll shows it. People of units are masked: they are not the administrator's to know.
#[derive(Clone)]
pub struct AccountView {
    /// Number.
    pub id: AccountId,
    /// What is typed at sign-in; mobile numbers masked.
    pub login: String,
    /// Name.
    pub name: String,
    /// As what.
    pub role: Role,
    /// Office.
    pub office: Option<OfficeId>,
    /// Office or unit.
    pub office_name: String,
    /// 科室
    pub section: String,
    /// 岗位
    pub post: String,
    /// Steps of chains.
    pub steps: Vec<Step>,
    /// Whom they stand in for (AB角).
    pub stands_in_for: Option<(AccountId, String)>,
    /// Where the account stands.
    pub state: State,
    /// Until when failures keep it locked.
    pub locked_until: Option<Moment>,
    /// Last sign-in.
    pub last_seen_at: Option<Moment>,
    /// In use, and not seen for 90 days.
    pub idle: bool,
    /// Who opened it; none on the server itself.
    pub created_by: Option<AccountId>,
    /// A mark of what it may do and who gave it that: see [`SeenAccount`].
    pub mark: u32,
}

impl std::fmt::Debug for AccountView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AccountView({}, {})", self.id.0, self.state.code())
    }
}

/// What may be done to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// [`super::confirm_account`]
    Confirm,
    /// [`change_post`]
    Post,
    /// [`super::reset_link`]
    Reset,
    /// [`disable`]
    Disable,
    /// [`enable`]
    Enable,
}

impl Change {
    const ALL: [Change; 5] = [Change::Confirm, Change::Post, Change::Reset, Change::Disable, Change::Enable];

    /// The code in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Change::Confirm => "confirm",
            Change::Post => "post",
            Change::Reset => "reset",
            Change::Disable => "disable",
            Change::Enable => "enable",
        }
    }

    /// The verb on the button.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Change::Confirm => "确认",
            Change::Post => "调整岗位",
            Change::Reset => "重新生成链接",
            Change::Disable => "停用",
            Change::Enable => "启用",
        }
    }

    /// The change of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Change> {
        Change::ALL.into_iter().find(|change| change.code() == code)
    }
}

impl AccountView {
    /// What `actor`, who sees the roll, may do to this account.
    #[must_use]
    pub fn changes(&self, actor: &Actor) -> Vec<Change> {
        let (own, admin) = (self.id == actor.account, actor.role == Role::Admin);
        let may = |change: &Change| match change {
            Change::Confirm => self.state == State::Waiting && !own && self.created_by != Some(actor.account),
            Change::Post => admin && self.office.is_some() && self.state != State::Disabled,
            Change::Reset => admin && self.role != Role::Admin && self.state != State::Disabled,
            Change::Disable => admin && !own && self.state != State::Disabled,
            Change::Enable => admin && self.state == State::Disabled,
        };
        Change::ALL.into_iter().filter(may).collect()
    }
}

/// A page of the roll: for administrators, and for city approvers who may be a second person. What waits comes first. The
/// words of the search are part of a section, post, office or unit, or a sign-in name in full.
///
/// # Errors
/// Not the actor's to see.
pub async fn list(app: &App, actor: &Actor, search: &Search, at: Option<&At>) -> Result<Found<AccountView>> {
    let mut found = roll(app, actor, search).await?.find(app.db().reader(), at).await?;
    let rows = std::mem::take(&mut found.page.rows);
    let views = rows.iter().map(|row| view(app, row)).collect::<Result<_>>()?;
    Ok(found.with(views))
}

async fn roll(app: &App, actor: &Actor, search: &Search) -> Result<Listing<Row>> {
    opening::may_confirm(app, actor).await?;
    let login = Login::typed(&search.text).fingerprint(app);
    Ok(listings::accounts::listing(&Scope::City, search, Some(&login)))
}

/// The roll as it is narrowed, as a file; recorded.
///
/// # Errors
/// Not the actor's to see; the file cannot be written.
pub async fn export(app: &App, actor: &Actor, search: &Search, format: Format) -> Result<File> {
    let heads = ["姓名", "账号", "机构", "科室", "岗位", "办理环节", "AB角", "角色", "状态", "最近登录"];
    let mut sheet = Sheet::of(app, roll(app, actor, search).await?, "账号", heads, format)?;
    while let Some(rows) = sheet.next(app).await? {
        for row in rows {
            let view = view(app, &row)?;
            let steps: Vec<_> = view.steps.iter().map(|step| step.label()).collect();
            sheet.row([
                view.name,
                view.login,
                view.office_name,
                view.section,
                view.post,
                steps.join("、"),
                view.stands_in_for.map(|(_, name)| name).unwrap_or_default(),
                view.role.label().to_owned(),
                view.state.label().to_owned(),
                view.last_seen_at.map_or_else(String::new, chinese_moment),
            ])?;
        }
    }
    sheet.end(app, actor).await
}

/// One account of the roll.
///
/// # Errors
/// Not the actor's to see; there is none of this number.
pub async fn get(app: &App, actor: &Actor, id: AccountId) -> Result<AccountView> {
    opening::may_confirm(app, actor).await?;
    let one = listings::accounts::one(&Scope::City, id).behind(app.db().reader(), None, 1).await?;
    view(app, one.first().ok_or(Error::NotFound)?)
}

/// An official somebody may stand in for.
#[derive(Clone)]
pub struct Colleague {
    /// The account.
    pub id: AccountId,
    /// Name.
    pub name: String,
    /// Office.
    pub office_name: String,
}

/// Officials whose accounts are not closed: of one office, or of all where none is given.
///
/// # Errors
/// Not the actor's to see.
pub async fn colleagues(app: &App, actor: &Actor, office: Option<OfficeId>) -> Result<Vec<Colleague>> {
    opening::may_confirm(app, actor).await?;
    let conn = app.db().reader();
    let rows = accounts::seated(conn, office).await?;
    let offices: Vec<OfficeId> = rows.iter().filter_map(|row| row.office).collect();
    let offices = holders::office_names(conn, &offices).await?;
    let colleague = |row: &Account| {
        let office = row.office.and_then(|id| offices.get(&id)).cloned();
        Ok(Colleague { id: row.id, name: name_in(app, row)?, office_name: office.unwrap_or_default() })
    };
    rows.iter().map(colleague).collect()
}

fn view(app: &App, row: &Row) -> Result<AccountView> {
    let Row { account, place, colleague_sealed } = row;
    let (role, state) = (account.role, account.state);
    let now = app.now();
    let name = name_in(app, account)?;
    let colleague = account.stands_in_for.zip(colleague_sealed.as_ref());
    let colleague =
        colleague.map(|(id, sealed)| Ok::<_, Error>((id, app.open_text(seals::ACCOUNT_NAME.row(id.0), sealed)?)));
    let seen = account.last_seen_at.unwrap_or(account.created_at);
    Ok(AccountView {
        id: account.id,
        login: login::shown(&login_in(app, account)?),
        name: if role == Role::Unit { mask_name(&name) } else { name },
        role,
        office: account.office,
        office_name: place.clone(),
        section: account.section.clone(),
        post: account.post.clone(),
        steps: account.steps.clone(),
        stands_in_for: colleague.transpose()?,
        state,
        locked_until: account.locked_until.filter(|until| *until > now),
        last_seen_at: account.last_seen_at,
        idle: state == State::Active && now - seen > IDLE,
        created_by: account.created_by,
        mark: mark_of(app, account),
    })
}

/// Closes an account; its sessions end at once.
///
/// # Errors
/// One's own account; already closed.
pub async fn disable(app: &App, admin: &Administrator, id: AccountId) -> Result<()> {
    if admin.actor().account == id {
        return Err(Refusal::Plain("不能停用自己的账号，请由另一名系统管理员办理。").into());
    }
    let mut tx = app.begin(Some(admin.actor())).await?;
    let mut account = by_id(tx.conn(), id).await?;
    if account.state == State::Disabled {
        return Err(Refusal::Plain("账号已经停用。").into());
    }
    account.state = State::Disabled;
    keep(&mut tx, &account, "disable_account", "").await?;
    sessions::end_all(tx.conn(), id).await?;
    tx.commit().await
}

/// Opens a closed account again; one that needed a second person needs one again. Says whether a way in that somebody else
/// gave was taken back: a one-time link not used, a password not confirmed.
///
/// # Errors
/// The account is not closed.
pub async fn enable(app: &App, admin: &Administrator, id: AccountId) -> Result<bool> {
    let mut tx = app.begin(Some(admin.actor())).await?;
    let mut account = by_id(tx.conn(), id).await?;
    if account.state != State::Disabled {
        return Err(Refusal::Plain("账号没有停用，不需要启用。").into());
    }
    let taken_back = match account.role.needs_second_person() {
        true => waits_again(&tx, admin, &mut account).await?,
        false => {
            account.state = State::settled(account.password.is_some());
            false
        }
    };
    keep(&mut tx, &account, "enable_account", "").await?;
    tx.commit().await?;
    Ok(taken_back)
}

/// The administrator is the first person now, and somebody else must be the second: perhaps whoever was the first before.
/// So what that one may have in hand is taken back: a one-time link that was not used, and a password set by a link that
/// nobody has confirmed. Says whether there was any.
async fn waits_again(tx: &Transaction, admin: &Administrator, account: &mut Account) -> Result<bool> {
    let first = Some(admin.actor().account);
    let mut taken_back = false;
    if account.created_by != first {
        taken_back = storage::links::withdraw(tx.conn(), account.id).await?;
        if account.confirmed_by.is_none() {
            taken_back |= account.password.take().is_some();
        }
    }
    account.created_by = first;
    account.confirmed_by = None;
    account.state = State::Waiting;
    Ok(taken_back)
}

/// Where somebody sits in the office and what they do there.
#[derive(Clone, Debug, Default)]
pub struct Post {
    /// 科室
    pub section: String,
    /// 岗位
    pub post: String,
    /// Steps of chains.
    pub steps: Vec<Step>,
    /// The colleague stood in for (AB角).
    pub stands_in_for: Option<AccountId>,
}

/// Changes section, post, steps and whom the account stands in for. Other steps are other powers: an account that
/// needed a second person needs one again, and one that waits for it another than whoever gave them. Says whether a way in
/// that somebody else gave was taken back, as [`enable`] does.
///
/// # Errors
/// A closed account, or one that is not what was seen any more; steps the role has none of; a colleague of another office.
pub async fn change_post(app: &App, admin: &Administrator, seen: impl Into<SeenAccount>, post: Post) -> Result<bool> {
    let seen = seen.into();
    let id = seen.id;
    let seat = opening::check_seat(&post.section, &post.post);
    let mut tx = app.begin(Some(admin.actor())).await?;
    let mut account = by_id(tx.conn(), id).await?;
    if account.state == State::Disabled {
        return Err(Refusal::Plain("账号已停用，请先启用再调整岗位。").into());
    }
    seen.is_still(app, &account)?;
    if post.stands_in_for == Some(id) {
        return Err(Error::field("stands_in_for", "AB角不能代自己，请另选同事。"));
    }
    let hands = opening::check_hands(tx.conn(), account.role, account.office, &post.steps, post.stands_in_for).await;
    (seat, hands).together()?;
    let same_powers = post.steps == account.steps && post.stands_in_for == account.stands_in_for;
    let again = !same_powers && account.role.needs_second_person();
    let taken_back = again && waits_again(&tx, admin, &mut account).await?;
    let detail = past::changed(&account, &post.steps);
    account.section = post.section.trim().to_owned();
    account.post = post.post.trim().to_owned();
    account.steps = post.steps;
    account.stands_in_for = post.stands_in_for;
    keep(&mut tx, &account, "change_post", &detail).await?;
    if again {
        sessions::end_all(tx.conn(), id).await?;
    }
    tx.commit().await?;
    Ok(taken_back)
}

/// Changes one's own password. Every session of the account ends, this one too: sign in with the new one.
///
/// # Errors
/// The old password is wrong, or was changed or taken away meanwhile; the new one is weak or the same.
pub async fn change_password(app: &App, actor: &Actor, old: &str, new: &str) -> Result<()> {
    let row = by_id(app.db().reader(), actor.account).await?;
    if !passwords::matches(old, row.password.clone()).await? {
        return Err(Error::field("old_password", "原密码不对，请核对后再试。"));
    }
    if old == new {
        return Err(Error::field("password", "新密码与原密码相同，请换一个。"));
    }
    passwords::check(new, &login_in(app, &row)?)?;
    let hash = passwords::hash(app, new).await?;
    let mut tx = app.begin(Some(actor)).await?;
    let mut account = by_id(tx.conn(), actor.account).await?;
    // While both were worked out it may have been changed by others who know it, or reset: the old one counts no more.
    if account.password != row.password {
        return Err(Refusal::Plain("密码刚在别处修改过或已重置，这次没有修改。请重新登录后再试。").into());
    }
    account.password = Some(hash);
    keep(&mut tx, &account, "change_password", "").await?;
    sessions::end_all(tx.conn(), actor.account).await?;
    tx.commit().await
}
