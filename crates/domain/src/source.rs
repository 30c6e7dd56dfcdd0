//! Reading a data file strictly: whatever is wrong is said in Chinese with file, line and key, so that an official can fix it.

use std::{fmt, ops::Range};

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned, de::Error as _};
use toml::de::{DeTable, DeValue};

/// A fault in a data file. Displays as one Chinese sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileError {
    /// Name of the file as given by the caller.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// Key path, such as `chain[3].steps`; entries of a list count from 1. Empty where the text is no TOML at all.
    pub key: String,
    /// What is wrong and what was expected.
    pub problem: String,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} 第 {} 行", self.file, self.line)?;
        if !self.key.is_empty() {
            write!(f, "（{}）", self.key)?;
        }
        write!(f, "：{}", self.problem)
    }
}

impl std::error::Error for FileError {}

/// The text of one TOML file and where everything stands in it.
pub(crate) struct Source<'a> {
    file: &'a str,
    text: &'a str,
    places: Vec<(String, Range<usize>)>,
}

impl<'a> Source<'a> {
    /// Reads `T` and keeps the places, so that checks after reading can point at a line too.
    pub(crate) fn read<T: DeserializeOwned>(file: &'a str, text: &'a str) -> Result<(T, Self), FileError> {
        let mut source = Source { file, text, places: Vec::new() };
        let tree = DeTable::parse(text).map_err(|e| source.misread(&e))?;
        source.walk("", tree.get_ref());
        let value = toml::from_str(text).map_err(|e| source.misread(&e))?;
        Ok((value, source))
    }

    /// A fault at a key found by a check after reading. A key that is absent points at the nearest one above it.
    pub(crate) fn fault(&self, key: &str, problem: impl Into<String>) -> FileError {
        let mut at = key;
        let place = loop {
            if let Some((_, span)) = self.places.iter().find(|(path, _)| path == at) {
                break span.start;
            }
            match at.rfind(['.', '[']) {
                Some(cut) => at = &at[..cut],
                None => break 0,
            }
        };
        self.fault_at(place, key.to_owned(), problem.into())
    }

    fn misread(&self, error: &toml::de::Error) -> FileError {
        let offset = error.span().map_or(0, |span| span.start);
        let deepest = self.places.iter().filter(|(_, span)| span.contains(&offset)).min_by_key(|(_, span)| span.len());
        let key = deepest.map_or_else(|| self.key_on_line(offset), |(path, _)| path.clone());
        self.fault_at(offset, key, in_chinese(error.message()))
    }

    fn fault_at(&self, offset: usize, key: String, problem: String) -> FileError {
        let line = 1 + self.text[..offset].matches('\n').count();
        FileError { file: self.file.to_owned(), line, key, problem }
    }

    /// For text that is not TOML: the word before `=` on the line of the fault.
    fn key_on_line(&self, offset: usize) -> String {
        let start = self.text[..offset].rfind('\n').map_or(0, |at| at + 1);
        let line = self.text[start..].lines().next().unwrap_or_default();
        line.split_once('=').map_or("", |(key, _)| key.trim()).to_owned()
    }

    fn walk(&mut self, above: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let path = if above.is_empty() { key.get_ref().to_string() } else { format!("{above}.{}", key.get_ref()) };
            // A table under a [header] spans its header only; an inline value spans from its key to its end.
            let (start, end) = (key.span().start, value.span().end.max(key.span().end));
            self.places.push((path.clone(), start..end));
            self.walk_value(&path, value.get_ref());
        }
    }

    fn walk_value(&mut self, path: &str, value: &DeValue<'_>) {
        match value {
            DeValue::Table(table) => self.walk(path, table),
            DeValue::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let path = format!("{path}[{}]", index + 1);
                    self.places.push((path.clone(), item.span()));
                    self.walk_value(&path, item.get_ref());
                }
            }
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => {}
        }
    }
}

/// Rows of a CSV list: lines that begin with `#` are remarks, the first other line names the columns; columns not asked for
/// are passed over.
pub(crate) fn rows<T: DeserializeOwned>(file: &str, text: &str) -> Result<Vec<T>, FileError> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let misread = |error: &csv::Error| {
        let line = error.position().map_or(1, |place| usize::try_from(place.line()).unwrap_or(usize::MAX));
        let (mut key, kind) = (String::new(), error.kind());
        // The list of the library may grow: what it does not name yet cannot be read either.
        let problem = if let csv::ErrorKind::Deserialize { err, .. } = kind {
            key = err.field().map_or_else(String::new, |column| format!("第 {} 列", column + 1));
            in_chinese(&err.kind().to_string())
        } else if let csv::ErrorKind::UnequalLengths { expected_len, len, .. } = kind {
            format!("有 {len} 列，应为 {expected_len} 列")
        } else {
            format!("读不出这一行（{kind:?}）")
        };
        FileError { file: file.to_owned(), line, key, problem }
    };
    reader.deserialize().collect::<Result<_, _>>().map_err(|error| misread(&error))
}

/// serde and toml speak English; these are all the sentences a data file can provoke.
fn in_chinese(message: &str) -> String {
    let rest = |prefix: &str| message.strip_prefix(prefix);
    let expected = |text: &str| text.split_once(", expected ").map(|(what, want)| (what.to_owned(), plain(want)));
    if let Some((what, want)) = rest("unknown field ").and_then(expected) {
        return format!("没有 {what} 这个键；这里可以写 {want}");
    }
    if let Some(what) = rest("missing field ") {
        return format!("缺少 {what}，请补上");
    }
    if let Some((what, want)) = rest("unknown variant ").and_then(expected) {
        return format!("{what} 不是可用的值；应为 {want}");
    }
    if let Some((what, want)) = rest("invalid type: ").or(rest("invalid value: ")).and_then(expected) {
        let what = [("string ", "文字 "), ("integer ", "整数 "), ("boolean ", "是非 "), ("datetime", "日期")]
            .iter()
            .fold(what, |what, (english, chinese)| what.replacen(english, chinese, 1));
        return format!("写的是{what}，应为{want}");
    }
    if rest("duplicate key").is_some() {
        return "这个键写了两遍，请留一处".to_owned();
    }
    if message.is_ascii() { format!("不合 TOML 写法（{message}）") } else { message.to_owned() }
}

fn plain(expected: &str) -> String {
    match expected.strip_prefix("one of ").unwrap_or(expected) {
        "a string" | "a borrowed string" => "加引号的文字".into(),
        "u8" | "u16" | "u32" | "u64" | "usize" => "不小于 0 的整数".into(),
        "i32" | "i64" => "整数".into(),
        "a boolean" => "true 或 false".into(),
        "a sequence" => "方括号里的列表".into(),
        want if want.starts_with("struct ") => "一组键值".into(),
        want => want.replace(", ", "、"),
    }
}

/// A calendar day written in TOML without quotes, such as `2024-05-06`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub NaiveDate);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const WANT: &str = "应为日期，写法如 2024-05-06，不加引号";
        let written = toml::value::Datetime::deserialize(deserializer).map_err(|_| D::Error::custom(WANT))?;
        let (Some(date), None) = (written.date, written.time) else { return Err(D::Error::custom(WANT)) };
        NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
            .map(Day)
            .ok_or_else(|| D::Error::custom(WANT))
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::calendar::chinese_date(self.0))
    }
}
