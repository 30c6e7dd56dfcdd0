//! Payments (6.1.b, 6.1.f): the unit confirms its account, the city and finance approve through their chains, finance
//! records the voucher. The platform never moves money.

use crate::{App, Error, Result, applications, seals};
use chrono::NaiveDate;
use domain::{
    access::{Actor, Scope},
    application::{Application, ApplicationEvent, Payment},
    ids::ApplicationId,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::OnConflict,
};
use serde::{Deserialize, Serialize};
use storage::entities::{application_summary, bank_account};

/// The account money goes to. Sealed at rest; `Debug` masks the number.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankAccount {
    /// 开户名
    pub holder: String,
    /// 开户行
    pub bank: String,
    /// 账号
    pub number: String,
}

impl BankAccount {
    /// The number with its middle hidden.
    #[must_use]
    pub fn masked_number(&self) -> String {
        let digits: Vec<char> = self.number.chars().collect();
        match digits.len() {
            0..=8 => "*".repeat(digits.len()),
            n => {
                let (head, tail): (String, String) = (digits[..4].iter().collect(), digits[n - 4..].iter().collect());
                format!("{head}{}{tail}", "*".repeat(n - 8))
            }
        }
    }
}

impl std::fmt::Debug for BankAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BankAccount({})", self.masked_number())
    }
}

/// The lead unit confirms the account a payment goes to (6.1.b).
///
/// # Errors
/// A field empty or malformed; no payment waits for an account; not the lead unit.
pub async fn confirm_account(
    app: &App,
    actor: &Actor,
    application: ApplicationId,
    seen: u32,
    payment: Payment,
    account: BankAccount,
) -> Result<()> {
    let account = cleaned(&account)?;
    let mut tx = app.begin(Some(actor)).await?;
    let mut application = tx.application(application).await?;
    let unit = actor.unit_member(application.lead_unit())?;
    applications::check_seen(&tx, &application, seen).await?;
    let body = serde_json::to_string(&account)?;
    let digest = tx.vault().mac("bank_account", body.as_bytes()).to_string();
    let event = application.confirm_account(&unit, payment, digest)?;
    let row = bank_account::ActiveModel {
        application_id: Set(application.id.0),
        payment: Set(payment_code(payment).to_owned()),
        account_sealed: Set(tx.seal(place(application.id, payment), &body)),
        changed_at: Set(tx.now().timestamp_millis()),
    };
    bank_account::Entity::insert(row)
        .on_conflict(
            OnConflict::columns([bank_account::Column::ApplicationId, bank_account::Column::Payment])
                .update_columns([bank_account::Column::AccountSealed, bank_account::Column::ChangedAt])
                .to_owned(),
        )
        .exec_without_returning(tx.conn())
        .await?;
    tx.append_application(&mut application, event).await?;
    tx.commit().await
}

fn cleaned(account: &BankAccount) -> Result<BankAccount> {
    let mut errors = Vec::new();
    let mut need = |field: &str, text: &str, label: &str| {
        if text.trim().is_empty() {
            errors.push(crate::FieldError { field: field.to_owned(), message: format!("请填写{label}。") });
        }
    };
    need("holder", &account.holder, "开户名");
    need("bank", &account.bank, "开户行");
    need("number", &account.number, "账号");
    let number: String = account.number.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if !number.is_empty() && (!number.chars().all(|c| c.is_ascii_digit()) || !(8..=32).contains(&number.len())) {
        errors.push(crate::FieldError {
            field: "number".into(),
            message: "账号应为 8 至 32 位数字，请按开户许可证核对。".into(),
        });
    }
    if errors.is_empty() {
        Ok(BankAccount { holder: account.holder.trim().into(), bank: account.bank.trim().into(), number })
    } else {
        Err(Error::Invalid(errors))
    }
}

/// Finance records the voucher of a payment made (6.1.f).
///
/// # Errors
/// Somebody who had a hand in it already; no voucher; a date to come.
pub async fn record_payment(
    app: &App,
    actor: &Actor,
    application: ApplicationId,
    seen: u32,
    payment: Payment,
    voucher: String,
    on: NaiveDate,
) -> Result<()> {
    let finance = actor.finance_officer()?;
    with_application(app, actor, application, seen, |application, today| {
        Ok(application.record_payment(&finance, payment, voucher, on, today)?)
    })
    .await
}

/// Finance records that the bank sent a payment back (退票).
///
/// # Errors
/// No reason; nothing was approved or paid.
pub async fn record_return(
    app: &App,
    actor: &Actor,
    application: ApplicationId,
    seen: u32,
    payment: Payment,
    reason: String,
) -> Result<()> {
    let finance = actor.finance_officer()?;
    with_application(app, actor, application, seen, |application, _| {
        Ok(application.record_return(&finance, payment, reason)?)
    })
    .await
}

/// The city stops a payment until a doubt is decided (暂缓拨付), or lets it go on.
///
/// # Errors
/// No reason; paid already; not suspended.
pub async fn suspend(
    app: &App,
    actor: &Actor,
    application: ApplicationId,
    seen: u32,
    payment: Payment,
    stop: bool,
    reason: String,
) -> Result<()> {
    let city = actor.city_reviewer()?;
    with_application(app, actor, application, seen, |application, _| {
        Ok(application.suspend(&city, payment, stop, reason)?)
    })
    .await
}

async fn with_application(
    app: &App,
    actor: &Actor,
    id: ApplicationId,
    seen: u32,
    judge: impl FnOnce(&domain::application::Application, NaiveDate) -> Result<ApplicationEvent>,
) -> Result<()> {
    let mut tx = app.begin(Some(actor)).await?;
    let mut application = tx.application(id).await?;
    applications::may_see(actor, &application)?;
    applications::check_seen(&tx, &application, seen).await?;
    let event = judge(&application, tx.today())?;
    tx.append_application(&mut application, event).await?;
    tx.commit().await
}

/// Applications with money on them that the actor may see, those with open payments first.
///
/// # Errors
/// The database is away.
pub async fn applications(app: &App, actor: &Actor) -> Result<Vec<Application>> {
    let some = Condition::any()
        .add(application_summary::Column::OpenFen.gt(0))
        .add(application_summary::Column::PaidFen.gt(0));
    let query = application_summary::Entity::find()
        .filter(some)
        .order_by_desc(application_summary::Column::OpenFen)
        .order_by_asc(application_summary::Column::Id);
    let query = match actor.scope() {
        Scope::City => query,
        Scope::Area(area) => query.filter(application_summary::Column::Area.eq(area.0)),
        Scope::Unit(_) | Scope::Nothing => return Ok(Vec::new()),
    };
    let conn = app.db().reader();
    let mut applications = Vec::new();
    for row in query.all(conn).await? {
        applications.push(storage::summaries::application(conn, ApplicationId(row.id)).await?.ok_or(Error::NotFound)?);
    }
    Ok(applications)
}

/// The confirmed account of a payment; none before it was confirmed.
///
/// # Errors
/// The database is away, or the account does not open.
pub async fn account_of(
    app: &App,
    conn: &impl ConnectionTrait,
    application: ApplicationId,
    payment: Payment,
) -> Result<Option<BankAccount>> {
    let key = (application.0, payment_code(payment).to_owned());
    let row = bank_account::Entity::find_by_id(key).one(conn).await?;
    row.map(|row| Ok(serde_json::from_str(&app.open_text(place(application, payment), &row.account_sealed)?)?))
        .transpose()
}

fn place(application: ApplicationId, payment: Payment) -> vault::Context {
    seals::BANK_ACCOUNT.key(&format!("{application}/{}", payment_code(payment)))
}

/// The code of a payment in addresses and the database.
#[must_use]
pub fn payment_code(payment: Payment) -> &'static str {
    match payment {
        Payment::First => "first",
        Payment::Second => "second",
    }
}
