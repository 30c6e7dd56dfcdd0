//! Opening accounts, and the second person who confirms them.

use super::{Invitation, Post, SeenAccount, State, actor_of, by_id, keep, links, login, login::Login, note, office_of};
use crate::{App, Error, FieldError, Result, Together, Transaction, seals};
use domain::{
    access::{Actor, Administrator, Denied, Role},
    ids::{AccountId, OfficeId, UnitId},
    length,
    person_name::PersonName,
    policy::Step,
    refusal::Refusal,
};
use sea_orm::ConnectionTrait;
use storage::{
    accounts::{self, Account},
    offices,
};

/// An account to be opened.
#[derive(Clone)]
pub struct NewAccount {
    /// The sign-in name.
    pub login: String,
    /// Its holder's name.
    pub name: String,
    /// As what.
    pub role: Role,
    /// The office it sits in; none for administrators.
    pub office: Option<OfficeId>,
    /// 科室
    pub section: String,
    /// 岗位
    pub post: String,
    /// The steps of chains it takes.
    pub steps: Vec<Step>,
    /// The colleague it stands in for (AB角).
    pub stands_in_for: Option<AccountId>,
}

impl std::fmt::Debug for NewAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewAccount({}, ***)", self.role.code())
    }
}

/// Opens an account and issues its one-time link. Those of the city bureau, finance and auditors wait for
/// [`confirm_account`].
///
/// # Errors
/// A field that cannot be taken; a unit's or an administrator's account, which are opened elsewhere.
pub async fn new_account(app: &App, admin: &Administrator, new: NewAccount) -> Result<Invitation> {
    let sentence = match new.role {
        Role::Admin => "系统管理员账号只能由运维人员在服务器上用 zihao user add --role admin 开通。",
        Role::Unit => "培育单位在“培育单位注册”自行开通账号。",
        Role::County | Role::City | Role::Expert | Role::Finance | Role::Auditor => {
            return open(app.begin(Some(admin.actor())).await?, new).await;
        }
    };
    Err(Error::field("role", sentence))
}

/// Opens an account for whoever sits at the server itself: the first administrator and every later one.
///
/// # Errors
/// As [`new_account`]; a unit's account.
pub async fn open_from_server(app: &App, new: NewAccount) -> Result<Invitation> {
    if new.role == Role::Unit {
        return Err(Error::field("role", "培育单位在“培育单位注册”自行开通账号。"));
    }
    open(app.begin(None).await?, new).await
}

async fn open(tx: Transaction, new: NewAccount) -> Result<Invitation> {
    let (login, name) = checked(&tx, &new).await?;
    let state = if new.role.needs_second_person() { State::Waiting } else { State::Invited };
    let row = Row { login, name, role: new.role, office: new.office, unit: None, state, password: None };
    let post = Post {
        section: new.section.trim().to_owned(),
        post: new.post.trim().to_owned(),
        steps: new.steps,
        stands_in_for: new.stands_in_for,
    };
    let id = insert(&tx, row, post).await?;
    note(&tx, id, "open_account", new.role.code()).await?;
    let invitation = links::issue(&tx, id).await?;
    tx.commit().await?;
    Ok(invitation)
}

/// Whether an account may be called so: its sign-in name and its holder's name.
///
/// # Errors
/// Everything that is wrong with either.
pub fn check_names(login: &str, name: &str) -> Result<()> {
    names(login, name).map(|_| ())
}

fn names(login: &str, name: &str) -> Result<(Login, PersonName)> {
    let login = Login::fresh(login).map_err(|sentence| Error::field("login", sentence));
    let name = PersonName::parse(name).map_err(|error| Error::field("name", error.to_string()));
    let (login, name) = (login, name).together()?;
    Ok((login, name.value))
}

async fn checked(tx: &Transaction, new: &NewAccount) -> Result<(Login, String)> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, message: &str| errors.push(FieldError::new(field, message));
    let names = names(&new.login, &new.name);
    let office = match new.office {
        Some(id) => offices::get(tx.conn(), id).await?,
        None => None,
    };
    let fits = match &office {
        Some(office) => office.role == new.role,
        None => new.role == Role::Admin && new.office.is_none(),
    };
    if !fits {
        wrong("office", &format!("请选择{}的机构；没有时先在“机构”里添加。", new.role.label()));
    }
    if let Err(Error::Invalid(found)) =
        check_hands(tx.conn(), new.role, new.office, &new.steps, new.stands_in_for).await
    {
        found.iter().for_each(|error| wrong(&error.field, &error.message));
    }
    if let Err(Error::Invalid(found)) = check_seat(&new.section, &new.post) {
        found.iter().for_each(|error| wrong(&error.field, &error.message));
    }
    let known = match &names {
        Ok((login, _)) => login.find(tx.app(), tx.conn()).await?,
        Err(_) => None,
    };
    let free = if known.is_some() { Err(login::taken("login")) } else { Ok(()) };
    let others = if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) };
    let ((login, name), (), ()) = (names, free, others).together()?;
    Ok((login, name.as_str().to_owned()))
}

/// Whether an account may take these steps and stand in for that colleague.
pub(super) async fn check_hands(
    conn: &impl ConnectionTrait,
    role: Role,
    office: Option<OfficeId>,
    steps: &[Step],
    stands_in_for: Option<AccountId>,
) -> Result<()> {
    let takes = if steps.is_empty() || matches!(role, Role::County | Role::City | Role::Finance) {
        Ok(())
    } else {
        Err(Error::field("steps", "只有县级人社、市级人社和财政账号办理审批环节，其他角色请不要勾选。"))
    };
    let near = match stands_in_for {
        Some(colleague) => {
            let colleague = accounts::get(conn, colleague).await?;
            colleague.is_some_and(|colleague| colleague.office.is_some() && colleague.office == office)
        }
        None => true,
    };
    let beside =
        if near { Ok(()) } else { Err(Error::field("stands_in_for", "AB角只能代同一机构的同事。")) };
    (takes, beside).together().map(|_| ())
}

/// Whether section and post are no longer than a list shows.
pub(super) fn check_seat(section: &str, post: &str) -> Result<()> {
    let section = Error::within(length::NAME, "section", "科室", section);
    (section, Error::within(length::NAME, "post", "岗位", post)).together().map(|_| ())
}

pub(super) fn codes(steps: &[Step]) -> String {
    steps.iter().map(|step| step.code()).collect::<Vec<_>>().join(",")
}

/// What every new account has, however it comes about.
pub(super) struct Row {
    pub(super) login: Login,
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) office: Option<OfficeId>,
    pub(super) unit: Option<UnitId>,
    pub(super) state: State,
    pub(super) password: Option<String>,
}

pub(super) async fn insert(tx: &Transaction, new: Row, post: Post) -> Result<AccountId> {
    let id = tx.next_id::<AccountId>().await?;
    let account = Account {
        id,
        login_sealed: new.login.sealed(tx, id.0),
        role: new.role,
        office: new.office,
        unit: new.unit,
        name_sealed: tx.seal(seals::ACCOUNT_NAME.row(id.0), &new.name),
        section: post.section,
        post: post.post,
        steps: post.steps,
        stands_in_for: post.stands_in_for,
        password: new.password,
        state: new.state,
        failures: 0,
        locked_until: None,
        created_at: tx.now(),
        created_by: tx.actor().ok().map(|actor| actor.account),
        confirmed_by: None,
        last_seen_at: None,
    };
    accounts::insert(tx.conn(), &account, new.login.fingerprint(tx.app())).await?;
    Ok(id)
}

/// Confirms a waiting account as the second person: another administrator, or a city account that takes the last step
/// of chains. Never whoever opened it or had its link made anew, never its own holder.
///
/// # Errors
/// Not the actor's to confirm; the account does not wait; it is not what was seen any more.
pub async fn confirm_account(app: &App, actor: &Actor, seen: impl Into<SeenAccount>) -> Result<()> {
    let seen = seen.into();
    let mut tx = app.begin(Some(actor)).await?;
    may_confirm_at_all(tx.conn(), actor).await?;
    let mut account = by_id(tx.conn(), seen.id).await?;
    if account.state != State::Waiting {
        return Err(Refusal::Plain("这个账号不在等待确认，请刷新页面核对。").into());
    }
    if account.created_by == Some(actor.account) || account.id == actor.account {
        return Err(Refusal::Plain("须由另一人确认：开通账号或重新生成链接的人、账号本人都不能确认。").into());
    }
    seen.is_still(app, &account)?;
    account.confirmed_by = Some(actor.account);
    account.state = State::settled(account.password.is_some());
    keep(&mut tx, &account, "confirm_account", "").await?;
    tx.commit().await
}

/// Whether the actor may be a second person for somebody.
///
/// # Errors
/// [`Denied::NotYours`].
pub async fn may_confirm(app: &App, actor: &Actor) -> Result<()> {
    may_confirm_at_all(app.db().reader(), actor).await
}

async fn may_confirm_at_all(conn: &impl ConnectionTrait, actor: &Actor) -> Result<()> {
    let row = by_id(conn, actor.account).await?;
    let office = office_of(conn, &row).await?;
    let stands = row.state == State::Active && actor_of(&row, office.as_ref()) == *actor;
    let may = match row.role {
        Role::Admin => true,
        Role::City => row.steps.contains(&Step::Approve),
        Role::Unit | Role::County | Role::Expert | Role::Finance | Role::Auditor => false,
    };
    if stands && may { Ok(()) } else { Err(Denied::NotYours("另一名系统管理员或市级审批人").into()) }
}
