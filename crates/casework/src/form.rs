//! One field of a form against what was typed: the sentence stands at the field and says what to do.

use crate::{
    FieldError,
    answers::{SectionAnswers, is_required},
    attachments,
};
use chrono::NaiveDate;
use domain::{
    credit_code::CreditCode,
    mobile::Phone,
    policy::{Field, FieldKind, Policy},
};
use serde_json::Value;
use std::collections::BTreeSet;

/// What is missing or wrong with a field, or with the entries of a list; empty where it is in order.
pub(crate) fn check(
    field: &Field,
    key: &str,
    answers: &SectionAnswers,
    present: &BTreeSet<String>,
    policy: &Policy,
) -> Vec<FieldError> {
    let wrong = |message: String| FieldError::new(&field.id, message);
    let required = is_required(field, answers);
    let value = answers.get(&field.id);
    match field.kind {
        FieldKind::File => {
            let missing = required && !present.contains(&attachments::slot_name(key, &field.id));
            missing.then(|| wrong(format!("请上传{}。", field.label))).into_iter().collect()
        }
        FieldKind::List => {
            let entries = value.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            if required && entries.is_empty() {
                return vec![wrong(format!("请至少填写一条{}。", field.label))];
            }
            entries.iter().enumerate().flat_map(|(place, entry)| in_entry(field, place, entry, policy)).collect()
        }
        FieldKind::Text
        | FieldKind::Long
        | FieldKind::Int
        | FieldKind::Date
        | FieldKind::Month
        | FieldKind::Bool
        | FieldKind::Code => of_text(field, required, value, policy).map(wrong).into_iter().collect(),
    }
}

/// The field of a column of a list's entry in forms: `honours.0.issuer`, entries from 0.
#[must_use]
pub fn entry_field(list: &str, place: usize, column: &str) -> String {
    format!("{list}.{place}.{column}")
}

fn in_entry(list: &Field, place: usize, entry: &Value, policy: &Policy) -> Vec<FieldError> {
    let wrong = |column: &Field| {
        let message = of_text(column, column.required, entry.get(&column.id), policy)?;
        let message = format!("{}第 {} 条：{message}", list.label, place + 1);
        Some(FieldError::new(entry_field(&list.id, place, &column.id), message))
    };
    list.columns.iter().filter_map(wrong).collect()
}

fn of_text(field: &Field, required: bool, value: Option<&Value>, policy: &Policy) -> Option<String> {
    let text = value.and_then(Value::as_str).unwrap_or_default().trim();
    if text.is_empty() {
        return required.then(|| format!("请{}{}。", tx(field), field.label));
    }
    malformed(field, text, policy)
}

fn tx(field: &Field) -> &'static str {
    if matches!(field.kind, FieldKind::Bool | FieldKind::Code) { "选择" } else { "填写" }
}

fn malformed(field: &Field, text: &str, policy: &Policy) -> Option<String> {
    let too_long = |max: u64| {
        let length = text.chars().count() as u64;
        (length > max).then(|| format!("{}不超过 {max} 字，现为 {length} 字，请删减。", field.label))
    };
    match field.kind {
        FieldKind::Text | FieldKind::Long => match field.id.as_str() {
            "uscc" => CreditCode::parse(text).err().map(|error| error.to_string()),
            "contact_mobile" => Phone::parse(text).err().map(|error| error.to_string()),
            "brand_introduction" => too_short(text, policy).or_else(|| field.max.and_then(too_long)),
            _ => field.max.and_then(too_long),
        },
        FieldKind::Int => match (text.replace([',', '，'], "").parse::<u64>(), field.max) {
            (Err(_), _) => Some(format!("{}请填整数，如 1200。", field.label)),
            (Ok(n), Some(max)) if n > max => Some(format!("{}不能超过 {max}，请核对。", field.label)),
            _ => None,
        },
        FieldKind::Date if NaiveDate::parse_from_str(text, "%Y-%m-%d").is_err() => {
            Some(format!("{}请填日期，如 2024-05-06。", field.label))
        }
        FieldKind::Month if NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").is_err() => {
            Some(format!("{}请填年月，如 2018-06。", field.label))
        }
        FieldKind::Bool if !matches!(text, "yes" | "no") => Some(format!("请选择{}。", field.label)),
        FieldKind::Code => {
            let known = options(field, policy).iter().any(|(code, _)| code == text);
            (!known).then(|| format!("请从列表中选择{}。", field.label))
        }
        FieldKind::Date | FieldKind::Month | FieldKind::Bool | FieldKind::File | FieldKind::List => None,
    }
}

fn too_short(text: &str, policy: &Policy) -> Option<String> {
    let least = policy.materials.introduction_at_least.value as usize;
    let words = domain::word_count::word_count(text);
    (words < least).then(|| format!("简介须不少于 {least} 字，现为 {words} 字，请补充。"))
}

/// The choices of a code field: code and label.
#[must_use]
pub fn options(field: &Field, policy: &Policy) -> Vec<(String, String)> {
    use domain::policy::OptionsFrom;
    match field.options_from {
        None => field.options.iter().map(|option| (option.code.clone(), option.label.clone())).collect(),
        Some(OptionsFrom::Areas) => {
            policy.participating_areas().map(|area| (area.code.clone(), area.name.clone())).collect()
        }
        Some(OptionsFrom::TrainingCategories) => {
            policy.training.categories.iter().map(|category| (category.code.clone(), category.label.clone())).collect()
        }
        Some(OptionsFrom::UnitKinds) => {
            policy.units.kinds.iter().map(|kind| (kind.code.clone(), kind.label.clone())).collect()
        }
        Some(OptionsFrom::Industries) => domain::builtin::industries(),
    }
}
