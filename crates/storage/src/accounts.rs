//! Accounts: found by number or sign-in name, written whole.

use crate::{
    Error,
    entities::{account, office, session, unit},
    lists,
    offices::Office,
    stored::moment,
};
use domain::{
    access::{Actor, Role},
    account::AccountState,
    event::Moment,
    ids::{AccountId, OfficeId, UnitId},
    policy::Step,
    unit::Unit,
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::NotSet,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter, QueryOrder,
    QueryResult, QuerySelect, Related, RelationDef,
    sea_query::{Expr, Query},
};
use std::collections::BTreeMap;

/// Stands for a last sign-in where there was none.
const NEVER_SEEN: i64 = 0;

/// An account. Whoever reads it in a transaction may change it and write it back there.
#[derive(Clone)]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// What is typed at sign-in, sealed to it.
    pub login_sealed: Vec<u8>,
    /// As what it acts.
    pub role: Role,
    /// The office it sits in.
    pub office: Option<OfficeId>,
    /// The unit it belongs to.
    pub unit: Option<UnitId>,
    /// Its holder's name, sealed to it.
    pub name_sealed: Vec<u8>,
    /// 科室
    pub section: String,
    /// 岗位
    pub post: String,
    /// Steps of chains it takes.
    pub steps: Vec<Step>,
    /// The colleague it stands in for (AB角).
    pub stands_in_for: Option<AccountId>,
    /// Its password, hashed; none before its holder sets one.
    pub password: Option<String>,
    /// Where it stands.
    pub state: AccountState,
    /// Wrong passwords in a row.
    pub failures: i64,
    /// Until when it is locked.
    pub locked_until: Option<Moment>,
    /// When it was opened.
    pub created_at: Moment,
    /// Who opened it, or had its link made anew; none on the server itself.
    pub created_by: Option<AccountId>,
    /// The second person.
    pub confirmed_by: Option<AccountId>,
    /// The last sign-in.
    pub last_seen_at: Option<Moment>,
}

impl Account {
    /// Its place in the roll: 0 while it waits for a second person, else 1.
    pub(crate) fn place(&self) -> i64 {
        i64::from(self.state != AccountState::Waiting)
    }

    /// The last sign-in as it is stored.
    pub(crate) fn seen(&self) -> i64 {
        self.last_seen_at.map_or(NEVER_SEEN, |at| at.timestamp_millis())
    }
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Account({}, {})", self.id, self.state.code())
    }
}

impl FromQueryResult for Account {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let row = account::Model::from_query_result(row, prefix)?;
        account(row).map_err(|error| DbErr::Custom(error.to_string()))
    }
}

fn account(row: account::Model) -> Result<Account, Error> {
    let senseless = |what: &str| Error::Inconsistent(format!("account {} is {what}", row.id));
    Ok(Account {
        id: AccountId(row.id),
        role: Role::parse(&row.role).ok_or_else(|| senseless(&row.role))?,
        state: AccountState::parse(&row.state).ok_or_else(|| senseless(&row.state))?,
        created_at: moment(row.created_at).ok_or_else(|| senseless("of no time"))?,
        login_sealed: row.login_sealed,
        office: row.office.map(OfficeId),
        unit: row.unit.map(UnitId),
        name_sealed: row.name_sealed,
        section: row.section,
        post: row.post,
        steps: Step::parse_list(&row.steps),
        stands_in_for: row.stands_in_for.map(AccountId),
        password: row.password,
        failures: row.failures,
        locked_until: row.locked_until.and_then(moment),
        created_by: row.created_by.map(AccountId),
        confirmed_by: row.confirmed_by.map(AccountId),
        last_seen_at: Some(row.last_seen_at).filter(|at| *at != NEVER_SEEN).and_then(moment),
    })
}

/// An account by its number.
///
/// # Errors
/// The database is away.
pub async fn get(conn: &impl ConnectionTrait, id: AccountId) -> Result<Option<Account>, Error> {
    account::Entity::find_by_id(id.0).one(conn).await?.map(account).transpose()
}

/// Some accounts by their numbers; numbers without one are left out.
///
/// # Errors
/// The database is away.
pub async fn these(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = AccountId>,
) -> Result<BTreeMap<AccountId, Account>, Error> {
    let among = lists::among(conn, account::Column::Id, ids.into_iter().map(|id| id.0));
    let rows = account::Entity::find().filter(among).all(conn).await?;
    rows.into_iter().map(|row| account(row).map(|account| (account.id, account))).collect()
}

/// Whether somebody still acts as this: their account is in use, with the same role, office and unit, and the session that
/// they came by has not ended, by its fingerprint; none where they came by none.
///
/// # Errors
/// The database is away.
pub async fn stands(conn: &impl ConnectionTrait, actor: &Actor, session: Option<&str>) -> Result<bool, Error> {
    let id = actor.account.0;
    let mut own = account::Entity::find_by_id(id).select_only().columns([
        account::Column::State,
        account::Column::Role,
        account::Column::Office,
        account::Column::Unit,
    ]);
    if let Some(digest) = session {
        let lasts = Query::select()
            .expr(Expr::val(1))
            .from(session::Entity)
            .and_where(session::Column::Digest.eq(digest))
            .and_where(session::Column::Account.eq(id))
            .take();
        own = own.filter(Expr::exists(lasts));
    }
    let now: Option<(String, String, Option<i64>, Option<i64>)> = own.into_tuple().one(conn).await?;
    Ok(now.is_some_and(|(state, role, office, unit)| {
        state == AccountState::Active.code()
            && role == actor.role.code()
            && (office.map(OfficeId), unit.map(UnitId)) == (actor.office, actor.unit)
    }))
}

impl Related<office::Entity> for account::Entity {
    fn to() -> RelationDef {
        account::Entity::belongs_to(office::Entity).from(account::Column::Office).to(office::Column::Id).into()
    }
}

impl Related<unit::Entity> for account::Entity {
    fn to() -> RelationDef {
        account::Entity::belongs_to(unit::Entity).from(account::Column::Unit).to(unit::Column::Id).into()
    }
}

/// An account with the office it sits in, or the unit it belongs to.
#[derive(Debug)]
pub struct Placed {
    /// The account.
    pub account: Account,
    /// Its office; none for a unit's people and for administrators outside every office.
    pub office: Option<Office>,
    /// Its unit; none for officials.
    pub unit: Option<Unit>,
}

/// An account by its number, with its office or unit.
///
/// # Errors
/// The database is away.
pub async fn placed(conn: &impl ConnectionTrait, id: AccountId) -> Result<Option<Placed>, Error> {
    let placed = account::Entity::find_by_id(id.0).find_also_related(office::Entity).find_also_related(unit::Entity);
    let found = placed.one(conn).await?;
    let placed = |(row, office, unit): (account::Model, Option<office::Model>, Option<unit::Model>)| {
        Ok(Placed {
            account: account(row)?,
            office: office.map(crate::offices::office).transpose()?,
            unit: unit.map(Unit::try_from).transpose()?,
        })
    };
    found.map(placed).transpose()
}

/// An account by the keyed fingerprint of its sign-in name.
///
/// # Errors
/// The database is away.
pub async fn by_login(conn: &impl ConnectionTrait, login: &str) -> Result<Option<Account>, Error> {
    let of = account::Entity::find().filter(account::Column::Login.eq(login));
    of.one(conn).await?.map(account).transpose()
}

/// The accounts of officials that are not closed, in the order of opening: of one office, or of all where none is given.
///
/// # Errors
/// The database is away.
pub async fn seated(conn: &impl ConnectionTrait, office: Option<OfficeId>) -> Result<Vec<Account>, Error> {
    let seated = match office {
        Some(office) => account::Column::Office.eq(office.0),
        None => account::Column::Office.is_not_null(),
    };
    let rows = account::Entity::find().filter(seated).filter(account::Column::State.ne(AccountState::Disabled.code()));
    rows.order_by_asc(account::Column::Id).all(conn).await?.into_iter().map(account).collect()
}

/// Offices and steps of the accounts in use.
///
/// # Errors
/// The database is away.
pub async fn posts_in_use(conn: &impl ConnectionTrait) -> Result<Vec<(Option<OfficeId>, Vec<Step>)>, Error> {
    let rows: Vec<(Option<i64>, String)> = account::Entity::find()
        .select_only()
        .columns([account::Column::Office, account::Column::Steps])
        .filter(account::Column::State.eq(AccountState::Active.code()))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|(office, steps)| (office.map(OfficeId), Step::parse_list(&steps))).collect())
}

fn row(account: &Account, login: String) -> account::Model {
    let millis = |at: Moment| at.timestamp_millis();
    account::Model {
        id: account.id.0,
        login,
        login_sealed: account.login_sealed.clone(),
        role: account.role.code().to_owned(),
        office: account.office.map(|office| office.0),
        unit: account.unit.map(|unit| unit.0),
        name_sealed: account.name_sealed.clone(),
        section: account.section.clone(),
        post: account.post.clone(),
        steps: account.steps.iter().map(|step| step.code()).collect::<Vec<_>>().join(","),
        stands_in_for: account.stands_in_for.map(|colleague| colleague.0),
        password: account.password.clone(),
        state: account.state.code().to_owned(),
        place: account.place(),
        failures: account.failures,
        locked_until: account.locked_until.map(millis),
        created_at: millis(account.created_at),
        created_by: account.created_by.map(|by| by.0),
        confirmed_by: account.confirmed_by.map(|by| by.0),
        last_seen_at: account.seen(),
    }
}

/// Writes a new account, found from now on by the fingerprint of its sign-in name.
///
/// # Errors
/// The name is taken; the database is away.
pub async fn insert(conn: &impl ConnectionTrait, account: &Account, login: String) -> Result<(), Error> {
    let row = row(account, login).into_active_model().reset_all();
    account::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// Writes an account back that was read in the same transaction. Its sign-in name stays.
///
/// # Errors
/// The database is away.
pub async fn update(conn: &impl ConnectionTrait, account: &Account) -> Result<(), Error> {
    let mut row = row(account, String::new()).into_active_model().reset_all();
    row.id = NotSet;
    row.login = NotSet;
    account::Entity::update_many().set(row).filter(account::Column::Id.eq(account.id.0)).exec(conn).await?;
    Ok(())
}
