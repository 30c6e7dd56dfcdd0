//! Payments (6.1.b, 6.1.f): the unit confirms its account, the city and finance approve through their chains, finance
//! records the voucher. The platform never moves money.

use crate::{App, Error, FieldError, Result, seals};
use domain::{
    access::Actor,
    act::ShownAccount,
    brand_name::normal_form,
    cultivation::{Cultivation, CultivationEvent, Disbursed, DisbursementState, Payment},
    ids::{CultivationId, FileId},
    length,
    refusal::Refusal,
};
use kernel::{
    exports::{Format, Sheet},
    names,
    originals::keep,
    uploads::{Upload, fits},
};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fs::File};
use storage::{
    cultivations,
    listing::{At, Found, Search},
    listings::money,
    originals::Subject,
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
    /// Why its holder is not the lead unit; none where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_holder: Option<OtherHolder>,
}

/// Why another than the lead unit is to be paid.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherHolder {
    /// In words.
    pub reason: String,
    /// The paper that proves it.
    pub proof: FileId,
}

/// An account as the unit types it in.
#[derive(Clone, Default)]
pub struct TypedAccount<'a> {
    /// 开户名
    pub holder: String,
    /// 开户行
    pub bank: String,
    /// 账号
    pub number: String,
    /// Why the holder is not the lead unit.
    pub reason: String,
    /// The paper that proves it.
    pub proof: Option<&'a Upload>,
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

/// The lead unit confirms the account a payment goes to (6.1.b): its own, or another's with a reason and a proof.
///
/// # Errors
/// A field empty or malformed; another's account without reason or proof; no payment waits for an account; not the lead unit.
pub async fn confirm_account(
    app: &App,
    actor: &Actor,
    cultivation: CultivationId,
    seen: u32,
    payment: Payment,
    typed: TypedAccount<'_>,
) -> Result<()> {
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
    let lead = cultivation.lead_unit();
    let lead = names::units_of(tx.conn(), &[lead]).await?.remove(&lead).unwrap_or_default();
    let mut account = cleaned(&typed, &lead)?;
    if let Some(proof) = typed.proof.filter(|_| !is_of(&account.holder, &lead)) {
        fits(app.policies().current().1, PROOF, proof)?;
        let proof = keep(&mut tx, Subject::Cultivation(cultivation.id), PROOF, proof).await?;
        account.other_holder = Some(OtherHolder { reason: typed.reason.trim().to_owned(), proof });
    }
    let holder_proof = account.other_holder.as_ref().map(|other| other.proof);
    let body = serde_json::to_string(&account)?;
    let account_digest = tx.vault().mac("bank_account", body.as_bytes()).to_string();
    let sealed = tx.seal(place(cultivation.id, payment), &body);
    cultivations::keep_account(tx.conn(), cultivation.id, payment, sealed, tx.now()).await?;
    let step = Disbursed::AccountConfirmed { account_digest, holder_proof };
    tx.append(&mut cultivation, CultivationEvent::DisbursementMoved { payment, step }).await?;
    tx.commit().await
}

/// The slot of the proof that another than the lead unit is to be paid.
pub const PROOF: &str = "payee_proof";

/// Whether a name is a unit's, however it was typed: widths, blanks and brackets aside.
fn is_of(holder: &str, unit: &str) -> bool {
    normal_form(holder) == normal_form(unit)
}

fn cleaned(account: &TypedAccount<'_>, lead: &str) -> Result<BankAccount> {
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
    let other = !account.holder.trim().is_empty() && !is_of(&account.holder, lead);
    if other && length::is_short(&account.reason) {
        let message = format!("开户名与牵头单位“{lead}”不一致。请改为牵头单位的账户，或写明理由并上传证明。");
        errors.push(FieldError::new("reason", message));
    }
    if other && account.proof.is_none() {
        errors.push(FieldError::new(PROOF, "请上传证明，如付款委托书、更名文件。"));
    }
    errors.extend(length::beyond(length::NOTE, "理由", &account.reason).map(|long| FieldError::new("reason", long)));
    if errors.is_empty() {
        let (holder, bank) = (account.holder.trim().into(), account.bank.trim().into());
        Ok(BankAccount { holder, bank, number, other_holder: None })
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
        let other_holder = account.other_holder.map(|other| (other.reason, other.proof));
        (payment, ShownAccount { holder: account.holder, bank: account.bank, masked_number, other_holder })
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

#[cfg(test)]
mod tests {
    use super::is_of;

    #[test]
    fn a_units_name_is_its_own_however_it_was_typed() {
        let unit = "晋江市鞋业（行业）协会";
        for typed in [unit, " 晋江市鞋业(行业)协会", "晋江市 鞋业（行业）协会"] {
            assert!(is_of(typed, unit), "{typed}");
        }
        assert!(!is_of("晋江市鞋业商会", unit));
    }
}
