//! What was entered of a brand on paper, read field by field.

use super::Existing;
use crate::{App, Error, FieldError, Result, library::as_printed};
use chrono::{Datelike, NaiveDate};
use domain::{
    brand::MOST_PARTNERS, credit_code::CreditCode, days::Days, document_numbering::OfficialNumber, length, money::Fen,
    policy::Policy,
};

/// What [`Existing`] comes to once every field was read.
pub(super) struct Read {
    /// When the title was announced.
    pub(super) announced_on: NaiveDate,
    /// The first subsidy as paid, and when; none where none was.
    pub(super) paid: Option<(Fen, NaiveDate)>,
}

/// Reads every field as it stands there, all errors at once. Nothing is asked of the database: what is malformed is told
/// before anybody waits for it.
///
/// # Errors
/// A sentence at each field that cannot stand.
pub(super) fn typed(app: &App, existing: &Existing) -> std::result::Result<Read, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, message: &str| errors.push(FieldError::new(field, message));
    let policies = app.policies();
    let policy = policies.current().1;
    if existing.form().is_empty() {
        wrong("name", "请填写品牌名称。");
    }
    for (field, what, text, most) in [
        ("name", "品牌名称", &existing.name, length::NAME),
        ("unit_name", "单位全称", &existing.unit_name, length::TITLE),
        ("document", "认定文件字号", &existing.document, length::NAME),
        ("paid_yuan", "补助金额", &existing.paid_yuan, length::NAME),
    ] {
        if let Some(sentence) = length::beyond(most, what, text) {
            wrong(field, &sentence);
        }
    }
    if !policy.participating_areas().any(|area| area.code == existing.area) {
        wrong("area", "请选择参加本项工作的县（市、区）。");
    }
    if length::is_short(&existing.unit_name) {
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
    if OfficialNumber::parse(&existing.document).is_err() {
        wrong("document", "发文字号应如：泉人社文〔2025〕4号。");
    }
    let announced_on = storage::stored::date(&existing.announced_on);
    match announced_on.map(|day| announced_days(app).wrong(day, "公布日期")) {
        None => wrong("announced_on", "请填写公布日期，如 2024-12-20，不晚于今天。"),
        Some(sentence) => sentence.iter().for_each(|sentence| wrong("announced_on", sentence)),
    }
    let paid = paid(existing, &paid_days(app, announced_on), first_subsidy(app, announced_on), &mut wrong);
    if let Some(sentence) = wrong_plaque(app, &existing.plaque, announced_on) {
        wrong("plaque", &sentence);
    }
    match announced_on {
        Some(announced_on) if errors.is_empty() => Ok(Read { announced_on, paid }),
        _ => Err(errors),
    }
}

/// What was read, where neither what was typed nor the record says anything against it.
///
/// # Errors
/// Everything that is wrong, by both.
pub(super) fn settled(typed: std::result::Result<Read, Vec<FieldError>>, known: Vec<FieldError>) -> Result<Read> {
    match typed {
        Ok(read) if known.is_empty() => Ok(read),
        typed => Err(Error::Invalid(typed.err().into_iter().flatten().chain(known).collect())),
    }
}

/// A number of our own series is one that it prints, of the year of the announcement: the series goes on behind it (5.3.e).
fn wrong_plaque(app: &App, typed: &str, announced_on: Option<NaiveDate>) -> Option<String> {
    let plaque = as_printed(app, typed);
    let policies = app.policies();
    let series = &policies.current().1.city.series.value;
    match of_series(app, &plaque) {
        Some((_, None)) => Some(format!("牌匾编号的序号最多四位，从 0001 起，如“{series} 2024-0007”，请核对。")),
        Some((year, Some(_))) => {
            let announced = announced_on.map(|on| on.year()).filter(|announced| *announced != year)?;
            Some(format!("牌匾编号是 {year} 年的，公布日期在 {announced} 年，请核对编号和日期。"))
        }
        None if plaque.split_whitespace().collect::<String>().starts_with(series.as_str()) => {
            Some(format!("“{series}”的牌匾编号只写年份和序号，如“{series} 2024-0007”，请核对。"))
        }
        None => length::beyond(length::NAME, "牌匾编号", &plaque),
    }
}

/// The year and the number of a plaque of our own series, as it is printed: no number where it has more figures than the
/// series prints; none at all where it is of another series.
pub(super) fn of_series(app: &App, plaque: &str) -> Option<(i32, Option<i64>)> {
    let policies = app.policies();
    let rest = plaque.strip_prefix(policies.current().1.city.series.value.as_str())?;
    let (year, nth) = rest.trim().split_once('-')?;
    let figures = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if year.len() != 4 || !figures(year) || !figures(nth) {
        return None;
    }
    let number: Option<i64> = if nth.len() <= 4 { nth.parse().ok() } else { None };
    Some((year.parse().ok()?, number.filter(|nth| *nth > 0)))
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

/// What is wrong with the partner units, each by its place; of too many, that they are.
fn wrong_partners(policy: &Policy, existing: &Existing) -> Vec<String> {
    if existing.partners.len() > MOST_PARTNERS {
        return vec![format!("联合培育单位最多填 {MOST_PARTNERS} 家，请核对。")];
    }
    let mut wrong = Vec::new();
    let mut codes: Vec<CreditCode> = existing.lead().code().into_iter().collect();
    for (place, partner) in existing.partners.iter().enumerate() {
        let nth = format!("联合培育单位第 {} 家", place + 1);
        if length::is_short(&partner.name) {
            wrong.push(format!("{nth}：请写单位全称，后面依次写信用代码和单位类型，用逗号隔开。"));
        }
        wrong.extend(length::beyond(length::TITLE, "单位全称", &partner.name).map(|long| format!("{nth}：{long}")));
        match CreditCode::parse(&partner.credit_code).map(|read| read.value) {
            Err(error) => wrong.push(format!("{nth}：{error}")),
            Ok(code) if codes.contains(&code) => {
                wrong.push(format!("{nth}：与前面的单位信用代码相同，请核对。"));
            }
            Ok(code) => codes.push(code),
        }
        if !policy.units.kinds.iter().any(|kind| kind.code == partner.kind) {
            let kinds: Vec<_> = policy.units.kinds.iter().map(|kind| kind.label.as_str()).collect();
            wrong.push(format!("{nth}：单位类型请写下列之一：{}。", kinds.join("、")));
        }
    }
    wrong
}

/// The first subsidy of the scheme that was in force when the title was announced, else of the present one (6.1.b).
fn first_subsidy(app: &App, announced_on: Option<NaiveDate>) -> Fen {
    let policies = app.policies();
    let (_, rules) = announced_on.and_then(|on| policies.in_force_on(on)).unwrap_or_else(|| policies.current());
    rules.subsidies.first_subsidy.value
}

/// Amount and date stand together or not at all; no more was paid than the scheme gives.
fn paid(existing: &Existing, days: &Days, most: Fen, wrong: &mut impl FnMut(&str, &str)) -> Option<(Fen, NaiveDate)> {
    let (amount, on) = (existing.paid_yuan.trim().replace([',', '，'], ""), existing.paid_on.trim());
    if amount.is_empty() && on.is_empty() {
        return None;
    }
    let fen = amount.parse().ok().filter(|yuan| *yuan > 0).and_then(Fen::from_yuan);
    let day = storage::stored::date(on);
    match fen {
        None => wrong("paid_yuan", "请填写已拨金额，单位元，如 150000；未拨付的，金额和日期都留空。"),
        Some(fen) if fen > most => wrong("paid_yuan", &format!("第一次培育补助最多 {most}（6.1.b），请核对金额。")),
        Some(_) => {}
    }
    match day.map(|day| days.wrong(day, "拨付日期")) {
        None => wrong("paid_on", "请填写拨付日期，如 2025-03-10，不晚于今天。"),
        Some(sentence) => sentence.iter().for_each(|sentence| wrong("paid_on", sentence)),
    }
    fen.zip(day)
}
