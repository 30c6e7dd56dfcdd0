//! What was entered of a brand on paper, read field by field.

use super::{Existing, Partner};
use crate::{App, Error, FieldError, Result, Transaction, library::as_printed};
use chrono::NaiveDate;
use domain::{credit_code::CreditCode, days::Days, document_numbering::OfficialNumber, money::Fen, policy::Policy};
use storage::{brands, units};

/// What [`Existing`] comes to once every field was read.
pub(super) struct Read {
    /// When the title was announced.
    pub(super) announced_on: NaiveDate,
    /// The first subsidy as paid, and when; none where none was.
    pub(super) paid: Option<(Fen, NaiveDate)>,
}

/// Reads every field, all errors at once.
///
/// # Errors
/// A sentence at each field that cannot stand; the brand has its title already.
pub(super) async fn read(tx: &Transaction, existing: &Existing) -> Result<Read> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, message: &str| {
        errors.push(FieldError { field: field.to_owned(), message: message.to_owned() });
    };
    let policies = tx.app().policies();
    let policy = policies.current().1;
    if existing.name.trim().is_empty() {
        wrong("name", "请填写品牌名称。");
    }
    if !policy.participating_areas().any(|area| area.code == existing.area) {
        wrong("area", "请选择参加本项工作的县（市、区）。");
    }
    if existing.unit_name.trim().chars().count() < 4 {
        wrong("unit_name", "请填写牵头单位全称。");
    }
    if let Err(error) = CreditCode::parse(&existing.credit_code) {
        wrong("credit_code", &error.to_string());
    }
    if !policy.units.kinds.iter().any(|kind| kind.code == existing.unit_kind) {
        wrong("unit_kind", "请选择单位类型。");
    }
    for message in wrong_partners(policy, existing) {
        wrong("partners", &message);
    }
    let lead = existing.lead();
    for (of, field) in std::iter::once((&lead, "unit_name")).chain(existing.partners.iter().map(|of| (of, "partners")))
    {
        if let Some(sentence) = of_another_name(tx, of).await? {
            wrong(field, &sentence);
        }
    }
    if OfficialNumber::parse(&existing.document).is_err() {
        wrong("document", "发文字号应如：泉人社文〔2025〕4号。");
    }
    let announced_on = storage::stored::date(&existing.announced_on);
    match announced_on.map(|day| announced_days(tx.app()).wrong(day, "公布日期")) {
        None => wrong("announced_on", "请填写公布日期，如 2024-12-20，不晚于今天。"),
        Some(sentence) => sentence.iter().for_each(|sentence| wrong("announced_on", sentence)),
    }
    let paid = paid(existing, &paid_days(tx.app(), announced_on), &mut wrong);
    let plaque = as_printed(tx.app(), &existing.plaque);
    if !plaque.is_empty() && brands::by_plaque(tx.conn(), &[plaque]).await?.is_some() {
        wrong("plaque", "这个牌匾编号已经是系统中另一品牌的，请核对。");
    }
    if brands::is_titled(tx.conn(), existing.name.trim(), &existing.area()).await? {
        wrong("name", "系统中已有这个属地的同名品牌，且已有称号。请核对是否重复导入。");
    }
    match announced_on {
        Some(announced_on) if errors.is_empty() => Ok(Read { announced_on, paid }),
        _ => Err(Error::Invalid(errors)),
    }
}

/// The days on which a brand can have been announced: no title is older than the first scheme (0.1).
#[must_use]
pub fn announced_days(app: &App) -> Days {
    let policies = app.policies();
    let first = policies.all().map(|(_, policy)| policy.identity.issued_on.value.0).min();
    Days::since(first.unwrap_or_else(|| app.today()), "实施方案印发之日", app.today())
}

/// The days on which the first subsidy can have been paid: it follows the title (6.1.b). Where that day is not known, the
/// scheme bounds it.
#[must_use]
fn paid_days(app: &App, announced_on: Option<NaiveDate>) -> Days {
    match announced_on {
        Some(on) => Days::since(on, "认定公布之日", app.today()),
        None => announced_days(app),
    }
}

/// A credit code is one unit's: whoever types another name with it means another unit, or mistyped the code.
async fn of_another_name(tx: &Transaction, of: &Partner) -> Result<Option<String>> {
    let known = units::by_credit_code(tx.conn(), &of.credit_code).await?;
    let other = known.filter(|known| known.name != of.name.trim());
    Ok(other.map(|known| {
        let (code, typed) = (&of.credit_code, of.name.trim());
        format!("信用代码 {code} 登记的单位是“{}”，与“{typed}”不符。请核对名称和信用代码。", known.name)
    }))
}

/// What is wrong with the partner units, each by its place.
fn wrong_partners(policy: &Policy, existing: &Existing) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut codes = vec![existing.credit_code.as_str()];
    for (place, partner) in existing.partners.iter().enumerate() {
        let nth = format!("联合培育单位第 {} 家", place + 1);
        if partner.name.chars().count() < 4 {
            wrong.push(format!("{nth}：请写单位全称，后面依次写信用代码和单位类型，用逗号隔开。"));
        }
        if let Err(error) = CreditCode::parse(&partner.credit_code) {
            wrong.push(format!("{nth}：{error}"));
        } else if codes.contains(&partner.credit_code.as_str()) {
            wrong.push(format!("{nth}：与前面的单位信用代码相同，请核对。"));
        }
        if !policy.units.kinds.iter().any(|kind| kind.code == partner.kind) {
            let kinds: Vec<_> = policy.units.kinds.iter().map(|kind| kind.label.as_str()).collect();
            wrong.push(format!("{nth}：单位类型请写下列之一：{}。", kinds.join("、")));
        }
        codes.push(&partner.credit_code);
    }
    wrong
}

/// Amount and date stand together or not at all.
fn paid(existing: &Existing, days: &Days, wrong: &mut impl FnMut(&str, &str)) -> Option<(Fen, NaiveDate)> {
    let (amount, on) = (existing.paid_yuan.trim().replace([',', '，'], ""), existing.paid_on.trim());
    if amount.is_empty() && on.is_empty() {
        return None;
    }
    let fen = amount.parse().ok().filter(|yuan| *yuan > 0).and_then(Fen::from_yuan);
    let day = storage::stored::date(on);
    if fen.is_none() {
        wrong("paid_yuan", "请填写已拨金额，单位元，如 150000；未拨付的，金额和日期都留空。");
    }
    match day.map(|day| days.wrong(day, "拨付日期")) {
        None => wrong("paid_on", "请填写拨付日期，如 2025-03-10，不晚于今天。"),
        Some(sentence) => sentence.iter().for_each(|sentence| wrong("paid_on", sentence)),
    }
    fen.zip(day)
}
