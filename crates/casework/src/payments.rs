//! Payments (6.1.b, 6.1.f): the unit confirms its account, the city and finance approve through their chains, finance
//! records the voucher. The platform never moves money.

use crate::{App, Error, FieldError, Result, seals};
use domain::{
    access::Actor,
    act::ShownAccount,
    cultivation::{Cultivation, CultivationEvent, Disbursed, DisbursementState, Payment},
    ids::CultivationId,
    length,
    refusal::Refusal,
};
use kernel::{
    exports::{Format, Sheet},
    names,
};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fs::File};
use storage::{
    cultivations,
    listing::{At, Found, Search},
    listings::money,
    summaries,
};

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
    cultivation: CultivationId,
    seen: u32,
    payment: Payment,
    account: BankAccount,
) -> Result<()> {
    let account = cleaned(&account)?;
    let mut tx = app.begin(Some(actor)).await?;
    let mut cultivation = tx.load::<Cultivation>(cultivation).await?;
    actor.unit_member(cultivation.lead_unit())?;
    if cultivation.seq != seen {
        return Err(Error::Stale { since: vec!["这笔补助已有新的办理，请核对。".into()] });
    }
    let state = cultivation.payment_state(payment)?;
    if !state.waits_for_account() {
        return Err(Refusal::PaymentState(state.label()).into());
    }
    let body = serde_json::to_string(&account)?;
    let account_digest = tx.vault().mac("bank_account", body.as_bytes()).to_string();
    let sealed = tx.seal(place(cultivation.id, payment), &body);
    cultivations::keep_account(tx.conn(), cultivation.id, payment, sealed, tx.now()).await?;
    let step = Disbursed::AccountConfirmed { account_digest };
    tx.append(&mut cultivation, CultivationEvent::DisbursementMoved { payment, step }).await?;
    tx.commit().await
}

fn cleaned(account: &BankAccount) -> Result<BankAccount> {
    let mut errors = Vec::new();
    let mut need = |field: &str, text: &str, label: &str| {
        if text.trim().is_empty() {
            errors.push(FieldError::new(field, format!("请填写{label}。")));
        }
    };
    need("holder", &account.holder, "开户名");
    need("bank", &account.bank, "开户行");
    need("number", &account.number, "账号");
    for (field, text, label) in [("holder", &account.holder, "开户名"), ("bank", &account.bank, "开户行")] {
        let long = length::beyond(length::TITLE, label, text);
        errors.extend(long.map(|message| FieldError::new(field, message)));
    }
    let number: String = account.number.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if !number.is_empty() && (!number.chars().all(|c| c.is_ascii_digit()) || !(8..=32).contains(&number.len())) {
        errors.push(FieldError::new("number", "账号应为 8 至 32 位数字，请按开户许可证核对。"));
    }
    if errors.is_empty() {
        Ok(BankAccount { holder: account.holder.trim().into(), bank: account.bank.trim().into(), number })
    } else {
        Err(Error::Invalid(errors))
    }
}

/// A cultivation with money on it, and its lead unit's name.
#[derive(Clone, Debug, PartialEq)]
pub struct Funded {
    /// The cultivation.
    pub cultivation: Cultivation,
    /// Its lead unit.
    pub unit: String,
}

async fn funded(app: &App, rows: &[money::Row]) -> Result<Vec<Funded>> {
    let conn = app.db().reader();
    let ids: Vec<CultivationId> = rows.iter().map(|row| row.id).collect();
    let leads: Vec<i64> = rows.iter().map(|row| row.lead_unit.0).collect();
    let mut known = summaries::load_some::<Cultivation>(conn, ids).await?;
    let units = names::unit_names(app, leads).await?;
    let one = |row: &money::Row| {
        let cultivation = known.remove(&row.id).ok_or(Error::NotFound)?;
        let unit = units.get(&cultivation.lead_unit()).cloned().unwrap_or_default();
        Ok(Funded { cultivation, unit })
    };
    rows.iter().map(one).collect()
}

/// A page of the cultivations with money on them that the actor may see.
///
/// # Errors
/// The database is away.
pub async fn list(app: &App, actor: &Actor, search: &Search, at: Option<&At>) -> Result<Found<Funded>> {
    let found = money::listing(&actor.scope(), search).find(app.db().reader(), at).await?;
    let rows = funded(app, &found.page.rows).await?;
    Ok(found.with(rows))
}

/// Every payment the actor may see, as a file; recorded.
///
/// # Errors
/// The database is away, or the file cannot be written.
pub async fn export(app: &App, actor: &Actor, search: &Search, format: Format) -> Result<File> {
    let heads = ["品牌", "收款单位", "补助", "金额（元）", "状态", "付款日期", "条款"];
    let mut sheet = Sheet::of(app, money::listing(&actor.scope(), search), "补助资金", heads, format)?;
    while let Some(rows) = sheet.next(app).await? {
        for Funded { cultivation, unit } in funded(app, &rows).await? {
            for (payment, of) in &cultivation.disbursements {
                let paid = if let DisbursementState::Paid { on, .. } = &of.state {
                    summaries::day(*on)
                } else {
                    String::new()
                };
                sheet.row([
                    cultivation.title.clone(),
                    unit.clone(),
                    payment.label().to_owned(),
                    format!("{}.{:02}", of.amount.0 / 100, of.amount.0 % 100),
                    of.state.label().to_owned(),
                    paid,
                    of.state.clause(*payment).to_owned(),
                ])?;
            }
        }
    }
    sheet.end(app, actor).await
}

/// The confirmed accounts of a cultivation, as a desk sees them.
///
/// # Errors
/// The database is away.
pub async fn shown_accounts(
    app: &App,
    conn: &impl ConnectionTrait,
    cultivation: &Cultivation,
) -> Result<BTreeMap<Payment, ShownAccount>> {
    let shown = |((_, payment), account): ((CultivationId, Payment), BankAccount)| {
        let masked_number = account.masked_number();
        (payment, ShownAccount { holder: account.holder, bank: account.bank, masked_number })
    };
    Ok(accounts_of(app, conn, &[cultivation.id]).await?.into_iter().map(shown).collect())
}

/// The confirmed accounts of some cultivations, by cultivation and payment; a payment has none before it was confirmed.
///
/// # Errors
/// The database is away, or an account does not open.
pub async fn accounts_of(
    app: &App,
    conn: &impl ConnectionTrait,
    cultivations: &[CultivationId],
) -> Result<BTreeMap<(CultivationId, Payment), BankAccount>> {
    let opened = |(of, sealed): ((CultivationId, Payment), Vec<u8>)| {
        let account: BankAccount = serde_json::from_str(&app.open_text(place(of.0, of.1), &sealed)?)?;
        Ok((of, account))
    };
    cultivations::accounts(conn, cultivations).await?.into_iter().map(opened).collect()
}

fn place(cultivation: CultivationId, payment: Payment) -> vault::Context {
    seals::BANK_ACCOUNT.key(&format!("{cultivation}/{}", payment.code()))
}
