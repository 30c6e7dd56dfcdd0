//! Keeping the roll: list, close, open again, change a post or one's own password.

use super::{State, by_id, changed, login, login_in, move_to, name_in, note, opening, passwords, role_of};
use crate::{App, Error, Result, sessions};
use chrono::Duration;
use domain::{
    access::{Actor, Administrator, Role},
    event::Moment,
    ids::{AccountId, OfficeId},
    person_name::mask_name,
    policy::Step,
    refusal::Refusal,
};
use sea_orm::{ActiveValue::Set, EntityTrait, QueryOrder};
use std::collections::HashMap;
use storage::entities::{account, office, unit};

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

/// Every account: for administrators, and for city approvers who may be a second person. What waits comes first.
///
/// # Errors
/// Not the actor's to see.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<AccountView>> {
    opening::may_confirm(app, actor).await?;
    let conn = app.db().reader();
    let rows = account::Entity::find().order_by_asc(account::Column::Id).all(conn).await?;
    let offices: HashMap<i64, String> =
        office::Entity::find().all(conn).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let units: HashMap<i64, String> =
        unit::Entity::find().all(conn).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let names = rows.iter().map(|row| Ok((row.id, name_in(app, row)?))).collect::<Result<HashMap<_, _>>>()?;
    let mut views = rows.iter().map(|row| view(app, row, &offices, &units, &names)).collect::<Result<Vec<_>>>()?;
    views.sort_by_key(|view| view.state != State::Waiting);
    Ok(views)
}

type Names = HashMap<i64, String>;

fn view(app: &App, row: &account::Model, offices: &Names, units: &Names, names: &Names) -> Result<AccountView> {
    let role = role_of(row)?;
    let state = State::of(row)?;
    let now = app.now();
    let name = &names[&row.id];
    let place = row.office.and_then(|id| offices.get(&id)).or_else(|| row.unit.and_then(|id| units.get(&id)));
    let last_seen_at = row.last_seen_at.and_then(storage::stored::moment);
    let seen = last_seen_at.or_else(|| storage::stored::moment(row.created_at));
    Ok(AccountView {
        id: AccountId(row.id),
        login: login::shown(&login_in(app, row)?),
        name: if role == Role::Unit { mask_name(name) } else { name.clone() },
        role,
        office: row.office.map(OfficeId),
        office_name: place.cloned().unwrap_or_default(),
        section: row.section.clone(),
        post: row.post.clone(),
        steps: Step::parse_list(&row.steps),
        stands_in_for: row.stands_in_for.and_then(|id| Some((AccountId(id), names.get(&id)?.clone()))),
        state,
        locked_until: row.locked_until.and_then(storage::stored::moment).filter(|until| *until > now),
        last_seen_at,
        idle: state == State::Active && seen.is_some_and(|seen| now - seen > IDLE),
        created_by: row.created_by.map(AccountId),
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
    let tx = app.begin(Some(admin.actor())).await?;
    if State::of(&by_id(tx.conn(), id).await?)? == State::Disabled {
        return Err(Refusal::Plain("账号已经停用。").into());
    }
    move_to(&tx, changed(id, State::Disabled), "disable_account", "").await?;
    sessions::end_all(tx.conn(), id).await?;
    tx.commit().await
}

/// Opens a closed account again; one that needed a second person needs one again.
///
/// # Errors
/// The account is not closed.
pub async fn enable(app: &App, admin: &Administrator, id: AccountId) -> Result<()> {
    let tx = app.begin(Some(admin.actor())).await?;
    let row = by_id(tx.conn(), id).await?;
    if State::of(&row)? != State::Disabled {
        return Err(Refusal::Plain("账号没有停用，不需要启用。").into());
    }
    let change = match role_of(&row)?.needs_second_person() {
        true => waits_again(admin, id),
        false => changed(id, State::settled(row.password.is_some())),
    };
    move_to(&tx, change, "enable_account", "").await?;
    tx.commit().await
}

/// The administrator is the first person now, and somebody else must be the second.
fn waits_again(admin: &Administrator, id: AccountId) -> account::ActiveModel {
    account::ActiveModel {
        created_by: Set(Some(admin.actor().account.0)),
        confirmed_by: Set(None),
        ..changed(id, State::Waiting)
    }
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
/// needed a second person needs one again.
///
/// # Errors
/// Steps the role has none of; a colleague of another office.
pub async fn change_post(app: &App, admin: &Administrator, id: AccountId, post: Post) -> Result<()> {
    let tx = app.begin(Some(admin.actor())).await?;
    let row = by_id(tx.conn(), id).await?;
    let role = role_of(&row)?;
    if post.stands_in_for == Some(id) {
        return Err(Error::field("stands_in_for", "AB角不能代自己，请另选同事。"));
    }
    opening::check_hands(tx.conn(), role, row.office.map(OfficeId), &post.steps, post.stands_in_for).await?;
    let steps = opening::codes(&post.steps);
    let stands_in_for = post.stands_in_for.map(|account| account.0);
    let same_powers = steps == row.steps && stands_in_for == row.stands_in_for;
    let again = !same_powers && role.needs_second_person() && State::of(&row)? == State::Active;
    let base = if again { waits_again(admin, id) } else { changed(id, State::of(&row)?) };
    let detail = format!("steps={steps}");
    let change = account::ActiveModel {
        section: Set(post.section.trim().to_owned()),
        post: Set(post.post.trim().to_owned()),
        steps: Set(steps),
        stands_in_for: Set(stands_in_for),
        ..base
    };
    move_to(&tx, change, "change_post", &detail).await?;
    if again {
        sessions::end_all(tx.conn(), id).await?;
    }
    tx.commit().await
}

/// Changes one's own password. Every session of the account ends, this one too: sign in with the new one.
///
/// # Errors
/// The old password is wrong; the new one is weak or the same.
pub async fn change_password(app: &App, actor: &Actor, old: &str, new: &str) -> Result<()> {
    let row = by_id(app.db().reader(), actor.account).await?;
    let hash = row.password.clone();
    if !passwords::matches(old, hash).await? {
        return Err(Error::field("old_password", "原密码不对，请核对后再试。"));
    }
    if old == new {
        return Err(Error::field("password", "新密码与原密码相同，请换一个。"));
    }
    passwords::check(new, &login_in(app, &row)?)?;
    let hash = passwords::hash(app, new).await?;
    let tx = app.begin(Some(actor)).await?;
    let change = account::ActiveModel { id: Set(row.id), password: Set(Some(hash)), ..Default::default() };
    account::Entity::update(change).exec(tx.conn()).await?;
    note(&tx, actor.account, "change_password", "").await?;
    sessions::end_all(tx.conn(), actor.account).await?;
    tx.commit().await
}
