//! Reading one cell as what its column asks. Honest mess passes; what cannot be known is refused with a sentence.

use super::cell::CellText;
use super::columns::Column;
use super::problem::Fault;
use crate::identity::{area, area_named};
use crate::parsing::{is_full_width, trim};
use chrono::{Days, NaiveDate};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// A value read, and what to warn of.
pub(super) type Read<T> = Result<(T, Option<Fault>), Fault>;

/// The largest whole number whose digits a spreadsheet keeps (15 digits).
const EXACT: f64 = 1e15;

/// A number such as an ID card's, from text or from a numeric cell that has lost no digits.
pub(super) fn number_text<'a>(cell: CellText<'a>, lost: &'static str) -> Result<Cow<'a, str>, Fault> {
    match cell {
        CellText::Number(number) if number.fract() == 0.0 && (0.0..EXACT).contains(&number) => Ok(cell.text()),
        CellText::Number(_) => Err(lost_digits(lost)),
        CellText::Text(text) if is_scientific(text) => Err(lost_digits(lost)),
        // CSV files of exported numbers say 13800138000.0.
        CellText::Text(text) => match trim(text).strip_suffix(".0") {
            Some(digits) if digits.len() > 15 => Err(lost_digits(lost)),
            Some(digits) => Ok(Cow::Borrowed(digits)),
            None => Ok(cell.text()),
        },
        CellText::Empty | CellText::Date(_) | CellText::Bool(_) | CellText::Error(_) => {
            Err(Fault::new(lost, "这不是号码，请改为文本格式填写。"))
        }
    }
}

fn lost_digits(code: &'static str) -> Fault {
    Fault::new(code, "号码存成了数值，后几位已丢失。请把整列设为文本格式，对照证件重新填写。")
}

/// `3.50527E+17`: what a spreadsheet shows of a long number.
fn is_scientific(text: &str) -> bool {
    let parts = text.trim().split_once(['E', 'e']);
    parts.is_some_and(|(digits, exponent)| {
        digits.contains('.') && exponent.starts_with('+') && digits.parse::<f64>().is_ok()
    })
}

/// Free text: trimmed, line breaks made spaces, never evaluated.
pub(super) fn text(column: &Column, cell: CellText<'_>) -> Read<String> {
    let text = cell.text();
    // Control characters are below a space in ASCII, DEL, or two bytes of which C2 is the first.
    let perhaps = text.bytes().any(|byte| byte < b' ' || matches!(byte, 0x7f | 0xc2));
    let kept =
        if perhaps { text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect() } else { text.into_owned() };
    let longest = column.max.and_then(|max| usize::try_from(max).ok()).unwrap_or(usize::MAX);
    if kept.len() > longest && kept.chars().count() > longest {
        return Err(Fault::new("too_long", format!("最多 {longest} 个字，请删减。")));
    }
    let formula = kept.starts_with(['=', '+', '-', '@']);
    let warning = formula.then(|| Fault::new("text_formula", "以公式符号开头，已按普通文字保存，请核对。"));
    Ok((kept, warning))
}

/// One of the column's values, by code, label or another way of writing it.
pub(super) fn code(column: &'static Column, cell: CellText<'_>) -> Result<&'static str, Fault> {
    let text = cell.text();
    // Nearly every cell is filled from the drop-down list.
    if let Some(choice) = column.values.iter().find(|choice| choice.label == text) {
        return Ok(&choice.code);
    }
    let find = |text: &str| {
        column.values.iter().find(|choice| {
            choice.label == text
                || choice.code.eq_ignore_ascii_case(text)
                || choice.also.iter().any(|also| also == text)
        })
    };
    let found = find(&text).or_else(|| find(&compact(&text)));
    found.map(|choice| choice.code.as_str()).ok_or_else(|| {
        Fault::new("code_unknown", format!("不在可选项内，请从下列中选填：{}。", column.choices().join("、")))
    })
}

/// Text in NFKC without white space.
pub(super) fn compact(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

/// 是 or 否, in the ways people write them.
pub(super) fn flag(cell: CellText<'_>) -> Result<bool, Fault> {
    let text = cell.text();
    match text.as_ref() {
        "是" => return Ok(true),
        "否" => return Ok(false),
        _ => {}
    }
    match compact(&text).to_lowercase().as_str() {
        "是" | "有" | "已" | "对" | "真" | "√" | "✓" | "✔" | "☑" | "y" | "yes" | "t" | "true" | "1" | "合格"
        | "通过" | "已签" | "已参加" => Ok(true),
        "否" | "无" | "未" | "没有" | "错" | "假" | "×" | "✗" | "✘" | "☐" | "x" | "n" | "no" | "f" | "false" | "0"
        | "不合格" | "未通过" | "不是" | "未签" | "未参加" => Ok(false),
        _ => Err(Fault::new("flag_unknown", "请填“是”或“否”。")),
    }
}

/// A whole number within the column's bounds.
pub(super) fn whole(column: &Column, cell: CellText<'_>) -> Read<i64> {
    let number = match cell {
        CellText::Number(number) => Some(number),
        CellText::Text(text) => {
            let plain = compact(text).replace(',', "");
            let bare = column.units.iter().find_map(|unit| plain.strip_suffix(unit.as_str())).unwrap_or(&plain);
            let plain_digits = bare.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
            plain_digits.then(|| bare.parse().ok()).flatten()
        }
        CellText::Empty | CellText::Date(_) | CellText::Bool(_) | CellText::Error(_) => None,
    };
    let number: f64 =
        number.filter(|number| number.is_finite()).ok_or_else(|| Fault::new("whole_format", "请只填数字。"))?;
    let rounded = number.round();
    let uneven = (rounded - number).abs() > f64::EPSILON;
    if uneven && !column.round {
        return Err(Fault::new("whole_fraction", "请填整数，不要小数。"));
    }
    let (min, max) = (column.min.unwrap_or(0), column.max.unwrap_or(i64::from(i32::MAX)));
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "bounds of columns are small numbers"
    )]
    let within = ((min as f64)..=(max as f64)).contains(&rounded).then_some(rounded as i64);
    let value = within.ok_or_else(|| Fault::new("whole_range", format!("应在 {min} 至 {max} 之间，请核对。")))?;
    Ok((value, uneven.then(|| Fault::new("whole_rounded", format!("已四舍五入为 {value}。")))))
}

/// A date: a real one, or text such as 2024/3/5, 2024-3-5, 2024.3.5, 2024年3月5日, 20240305.
pub(super) fn date(cell: CellText<'_>) -> Read<NaiveDate> {
    let format = || Fault::new("date_format", "日期认不出，请按 2024-03-05 的样子填写，年月日要齐全。");
    match cell {
        CellText::Date(date) => Ok((date, None)),
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded by the pattern's range")]
        CellText::Number(number) if number.fract() == 0.0 && (20_000.0..=99_991_231.0).contains(&number) => {
            let number = number as u32;
            if number < 80_000 {
                let day = serial(number).ok_or_else(format)?;
                return Ok((
                    day,
                    Some(Fault::new("date_serial", format!("单元格存的是日期序号，已按 {day} 读取，请核对。"))),
                ));
            }
            ymd(number / 10_000, number / 100 % 100, number % 100).map(|day| (day, None))
        }
        CellText::Text(text) => {
            let [year, month, day] = date_parts(text).ok_or_else(format)?;
            ymd(year, month, day).map(|day| (day, None))
        }
        CellText::Empty | CellText::Number(_) | CellText::Bool(_) | CellText::Error(_) => Err(format()),
    }
}

/// The day of a spreadsheet's serial number in the 1900 system.
fn serial(number: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(u64::from(number)))
}

fn ymd(year: u32, month: u32, day: u32) -> Result<NaiveDate, Fault> {
    let date = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
    date.filter(|_| (1900..=2199).contains(&year))
        .ok_or_else(|| Fault::new("date_not_exist", "没有这一天，请核对年、月、日。"))
}

/// Year, month and day of a text date; a time of day after it is passed over.
fn date_parts(text: &str) -> Option<[u32; 3]> {
    const AFTER: [&[char]; 3] = [&['年', '-', '/', '.', '\\'], &['月', '-', '/', '.', '\\'], &['日', '号', '.', 'T']];
    let wide = text.chars().any(is_full_width);
    let plain = if wide { Cow::Owned(text.nfkc().collect()) } else { Cow::Borrowed(text) };
    let mut rest = trim(&plain);
    if rest.len() == 8 && rest.bytes().all(|byte| byte.is_ascii_digit()) {
        let number: u32 = rest.parse().ok()?;
        return Some([number / 10_000, number / 100 % 100, number % 100]);
    }
    let mut parts = [0; 3];
    for (part, marks) in parts.iter_mut().zip(AFTER) {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        *part = rest[..digits].parse().ok().filter(|_| digits <= 4)?;
        let after = rest[digits..].trim_start();
        rest = after.strip_prefix(marks).unwrap_or(after).trim_start();
    }
    let time = rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | 'Z'));
    (time && parts[0] >= 1000).then_some(parts)
}

/// A place, as `350582 晋江市` where its code is stated or its name is that of one place only; otherwise the text as written.
pub(super) fn place(column: &Column, cell: CellText<'_>) -> Read<String> {
    let (text, warning) = text(column, cell)?;
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (code, name) = text.split_at(digits);
    let name = name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '/' | '—'));
    if digits == 0 {
        let found = place_named(&text).map(|area| format!("{:06} {text}", area.code));
        return Ok((found.unwrap_or(text), warning));
    }
    let unknown = || Fault::new("place_code", "前面的数字不是行政区划代码，请按“350582 晋江市”填写，或只填名称。");
    let number = code.parse().ok().filter(|_| digits == 6).ok_or_else(unknown)?;
    let Some(known) = area(number) else {
        // Provinces and prefectures stand above the county level of the list.
        let above = [10_000, 100]
            .into_iter()
            .any(|size| number % size == 0 && crate::identity::has_area_in(number..number + size));
        return if above { Ok((text, warning)) } else { Err(unknown()) };
    };
    if name.is_empty() {
        return Ok((format!("{number:06} {}", known.name), warning));
    }
    let disagrees = !name.contains(known.name) && !known.name.contains(name);
    let doubt = disagrees
        .then(|| Fault::new("place_name", format!("代码 {number:06} 是{}，与所填名称不一致，请核对。", known.name)));
    Ok((format!("{number:06} {name}"), doubt.or(warning)))
}

/// The one place that a name such as 晋江市 or 福建省泉州市晋江市 ends in.
fn place_named(text: &str) -> Option<&'static crate::identity::Area> {
    area_named(text).or_else(|| {
        let after = text
            .char_indices()
            .filter(|(_, c)| matches!(c, '省' | '市' | '区' | '州' | '盟'))
            .map(|(at, c)| &text[at + c.len_utf8()..]);
        after.filter(|rest| !rest.is_empty()).find_map(area_named)
    })
}

#[cfg(test)]
#[path = "fields_tests.rs"]
mod tests;
