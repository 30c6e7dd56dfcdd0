//! Answers as people read them: labels for codes, dates in Chinese, personal data masked.

use crate::{
    components::Pair,
    pages::shared::{date_in, date_words},
};
use app::{
    applications::SectionAnswers,
    attachments::{self, FileView},
    form::options,
};
use domain::{
    calendar::chinese_month,
    policy::{Field, FieldKind, Policy, Section},
};
use serde_json::Value;

/// How much of personal data is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Show {
    /// To those who typed it.
    All,
    /// To partners of a joint brand.
    Masked,
}

/// The answers of a section, field by field.
pub(super) fn pairs(
    policy: &Policy,
    section: &Section,
    key: &str,
    answers: &SectionAnswers,
    files: &[FileView],
    show: Show,
) -> Vec<Pair> {
    let value = |field: &Field| match field.kind {
        FieldKind::File => {
            let slot = attachments::slot_name(key, &field.id);
            let names = files.iter().filter(|file| file.slot == slot).map(|file| file.name.as_str());
            names.collect::<Vec<_>>().join("\n")
        }
        _ => answer(policy, field, answers.get(&field.id), show),
    };
    section.fields.iter().map(|field| Pair::new(field.label.clone(), value(field))).collect()
}

/// One answer in words; empty where there is none.
pub(super) fn answer(policy: &Policy, field: &Field, value: Option<&Value>, show: Show) -> String {
    match value {
        Some(Value::Array(entries)) => {
            let entry = |entry: &Value| -> String {
                let column = |column: &Field| answer(policy, column, entry.get(&column.id), show);
                let words = field.columns.iter().map(column).filter(|word| !word.is_empty());
                words.collect::<Vec<_>>().join("，")
            };
            entries.iter().map(entry).collect::<Vec<_>>().join("\n")
        }
        Some(Value::String(text)) if !text.is_empty() => {
            if field.sensitive && show == Show::Masked {
                masked(text)
            } else {
                words(policy, field, text)
            }
        }
        _ => String::new(),
    }
}

fn words(policy: &Policy, field: &Field, text: &str) -> String {
    match field.kind {
        FieldKind::Bool if text == "yes" => "是".into(),
        FieldKind::Bool if text == "no" => "否".into(),
        FieldKind::Code => {
            let known = options(field, policy).into_iter().find(|(code, _)| code == text);
            known.map_or_else(|| text.to_owned(), |(_, label)| label)
        }
        FieldKind::Date => date_words(text),
        FieldKind::Month => date_in(&format!("{text}-01")).map_or_else(|| text.to_owned(), chinese_month),
        FieldKind::Int => {
            text.parse::<u64>().map_or_else(|_| text.to_owned(), |n| crate::components::count(&n).to_string())
        }
        _ => text.to_owned(),
    }
}

/// The first character, the rest hidden.
fn masked(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| format!("{first}{}", "*".repeat(chars.count().max(1)))).unwrap_or_default()
}
