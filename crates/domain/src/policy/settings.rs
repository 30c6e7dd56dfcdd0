//! The file laid open: every ruled value with its clause, and whether the city chose it.

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use crate::{act::ActKind, money::Fen, source::Day};

/// One ruled value as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// Where it stands, such as `scale.city_more_than` or `training.categories[1]`.
    pub key: String,
    /// What officials call it.
    pub label: String,
    /// The value in words.
    pub value: String,
    /// Clause id.
    pub clause: String,
    /// The policy does not say: the city chose (本市设定).
    pub local_setting: bool,
    /// Why.
    pub note: Option<String>,
}

/// Every table with a clause, in the order of the file.
pub(super) fn list(text: &str) -> Vec<Setting> {
    let table: Table = text.parse().expect("the text was read before");
    let mut settings = Vec::new();
    walk("", &table, &mut settings);
    settings
}

fn walk(path: &str, table: &Table, settings: &mut Vec<Setting>) {
    settings.extend(setting(path, table));
    for (key, value) in table {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match value {
            Value::Table(inner) => walk(&path, inner, settings),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    if let Value::Table(inner) = item {
                        walk(&format!("{path}[{}]", index + 1), inner, settings);
                    }
                }
            }
            Value::String(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => {}
        }
    }
}

fn setting(path: &str, table: &Table) -> Option<Setting> {
    let text = |key: &str| table.get(key).and_then(Value::as_str).map(str::to_owned);
    Some(Setting {
        key: path.to_owned(),
        label: text("label").or_else(|| text("title")).or_else(|| label_of_act(&text("act")?)).unwrap_or_default(),
        value: value_of(table),
        clause: text("clause")?,
        local_setting: table.get("local_setting") == Some(&Value::Boolean(true)),
        note: text("note"),
    })
}

/// A chain is called as its act.
fn label_of_act(code: &str) -> Option<String> {
    ActKind::parse(code).map(|act| act.label().to_owned())
}

/// The `value` with its unit, or what else the entry says.
fn value_of(table: &Table) -> String {
    if let Some(value) = table.get("value") {
        return match table.get("unit").and_then(Value::as_str) {
            Some("分") => value.as_integer().map_or_else(|| words(value), |fen| Fen(fen).to_string()),
            Some(unit) => format!("{} {unit}", words(value)),
            None => words(value),
        };
    }
    let said = table.iter().filter_map(|(key, value)| {
        let name = match key.as_str() {
            "at_least" => "不少于",
            "points" => "分值",
            "second_fen" => return value.as_integer().map(|fen| format!("第二次补助 {}", Fen(fen))),
            "max_bytes" => return value.as_integer().map(|bytes| format!("不超过 {} MB", bytes / 1_048_576)),
            "types" => "类型",
            "files" => "附",
            "level" => "层级",
            "steps" => "步骤",
            "collective" => "集体研究",
            "any_time" => "不限查实时间",
            "needs_explanation" => "须说明",
            "year" => "年度",
            "area" => "属地",
            "count" => "名额",
            "type" => "类型",
            "max" => "上限",
            "required" => "必填",
            "required_when" => "必填条件",
            "sensitive" => "敏感信息",
            _ => return None,
        };
        Some(format!("{name} {}", words(value)))
    });
    said.collect::<Vec<_>>().join("，")
}

fn words(value: &Value) -> String {
    match value {
        Value::String(text) => term(text).to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Boolean(yes) => if *yes { "是" } else { "否" }.to_owned(),
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join("、"),
        Value::Datetime(_) => Day::deserialize(value.clone()).map_or_else(|_| value.to_string(), |day| day.to_string()),
        other => other.to_string(),
    }
}

/// The codes of the file that people would not know.
fn term(code: &str) -> &str {
    match code {
        "county" => "县级",
        "city" => "市级",
        "finance" => "财政",
        "draft" => "拟办",
        "check" => "审核",
        "approve" => "审批",
        "union_of_filed_years" => "所报两个年度花名册去重人数",
        "count" => "计入人数",
        "wait" => "待核",
        "on_filing_day" => "申报当日在岗人数",
        other => other,
    }
}
