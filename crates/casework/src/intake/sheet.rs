//! Existing brands from a workbook: all rows or none, with what is wrong row by row.

use super::{Existing, enter, partners_of};
use crate::{App, Error, FieldError, Result, attachments::Upload};
use domain::{access::Actor, thousands::thousands};
use kernel::Faults;
use spreadsheets::{Export, ExportColumn, Limits, Row, Workbook};
use std::{collections::HashMap, io::Cursor, ops::ControlFlow};

/// The labels of the first row.
pub const HEADS: [&str; 11] = [
    "品牌名称",
    "属地",
    "牵头单位",
    "统一社会信用代码",
    "单位类型",
    "认定文件字号",
    "公布日期",
    "牌匾编号",
    "第一次补助金额（元）",
    "拨付日期",
    "联合培育单位",
];

/// The field that each column fills, in the order of [`HEADS`].
const FIELDS: [&str; HEADS.len()] = [
    "name",
    "area",
    "unit_name",
    "credit_code",
    "unit_kind",
    "document",
    "announced_on",
    "plaque",
    "paid_yuan",
    "paid_on",
    "partners",
];

/// Brands in one workbook: each is judged under the write lock.
pub const MOST: usize = 1_000;

/// Enters every brand of a workbook, each waiting for the second person; returns how many, or what is wrong with which
/// row: then nothing was entered.
///
/// # Errors
/// Not the city's; the file is no workbook; its first row has other labels; it has more than [`MOST`] brands.
pub async fn propose_sheet(app: &App, actor: &Actor, upload: &Upload) -> Result<std::result::Result<usize, Faults>> {
    actor.city_reviewer()?;
    let content = upload.content().await?;
    let limits = app.limits();
    let rows = tokio::task::spawn_blocking(move || rows(content.to_vec(), limits))
        .await
        .map_err(|error| Error::Internal(error.to_string()))??;
    let mut tx = app.begin(Some(actor)).await?;
    // Brands by the row that they stand in first.
    let mut brands: HashMap<(String, String), u32> = HashMap::new();
    let mut wrong = Faults::default();
    for (number, cells) in &rows {
        let existing = existing(app, cells);
        if let Some(first) = brands.get(&existing.brand()) {
            let message = format!("与第 {first} 行是同一个品牌。一个品牌只填一行，请删去一行。");
            wrong.add(*number, HEADS[0], message);
            continue;
        }
        match enter(&mut tx, &existing).await {
            Ok(_) => {}
            Err(Error::Invalid(errors)) => {
                errors.into_iter().for_each(|error| wrong.add(*number, column(&error), error.message));
            }
            Err(other) => return Err(other),
        }
        brands.insert(existing.brand(), *number);
    }
    if !wrong.is_empty() {
        return Ok(Err(wrong));
    }
    if brands.is_empty() {
        return Err(Error::field("sheet", "表中没有品牌。请从第二行起每行填写一个品牌。"));
    }
    tx.commit().await?;
    Ok(Ok(brands.len()))
}

/// The column of a field's error.
fn column(error: &FieldError) -> &'static str {
    HEADS[FIELDS.iter().position(|field| *field == error.field).unwrap_or(0)]
}

type Cells = [String; HEADS.len()];

fn rows(content: Vec<u8>, limits: Limits) -> Result<Vec<(u32, Cells)>> {
    let wrong = |error: spreadsheets::ReadError| Error::field("sheet", error.to_string());
    let mut book = Workbook::from_reader(Cursor::new(content), limits).map_err(wrong)?;
    let (mut heads, mut rows) = (None, Vec::new());
    book.for_each_row(0, |row: Row<'_>| {
        let cells: Cells = std::array::from_fn(|at| {
            let value = row.get(u32::try_from(at).unwrap_or(u32::MAX) + 1);
            value.map_or_else(String::new, |value| value.text().trim().to_owned())
        });
        match &heads {
            None => heads = Some(cells),
            Some(_) if cells.iter().all(String::is_empty) => {}
            Some(_) => rows.push((row.number(), cells)),
        }
        if rows.len() > MOST { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
    .map_err(wrong)?;
    if heads.is_none_or(|heads| heads.iter().zip(HEADS).any(|(found, wanted)| found != wanted)) {
        return Err(Error::field("sheet", "首行表头与模板不一致。请下载模板，按模板的列填写。"));
    }
    if rows.len() > MOST {
        let most = thousands(&MOST);
        let message = format!("一个表最多填 {most} 个品牌，这个表超过了。请按属地或公布年份分成几个表，逐个上传。");
        return Err(Error::field("sheet", message));
    }
    Ok(rows)
}

fn existing(app: &App, cells: &Cells) -> Existing {
    let policies = app.policies();
    let policy = policies.current().1;
    let [name, area, unit_name, credit_code, kind, document, announced_on, plaque, paid_yuan, paid_on, partners] =
        cells.clone();
    let code = policy.city.areas.iter().find(|known| known.name == area || known.code == area);
    let kind_code = policy.units.kinds.iter().find(|known| known.label == kind || known.code == kind);
    let day = |text: String| text.split(' ').next().unwrap_or_default().to_owned();
    Existing {
        name,
        area: code.map_or(area, |known| known.code.clone()),
        unit_name,
        credit_code,
        unit_kind: kind_code.map_or(kind, |known| known.code.clone()),
        partners: partners_of(app, &partners),
        document,
        announced_on: day(announced_on),
        plaque,
        paid_yuan,
        paid_on: day(paid_on),
    }
}

/// An empty workbook with the labels.
///
/// # Errors
/// The workbook cannot be written.
pub fn template(app: &App) -> Result<Vec<u8>> {
    let columns = HEADS.map(|head| ExportColumn { label: head.to_owned(), width: 22.0 });
    let sheet = Export::new("存量品牌", &columns, Some(app.folder()))?;
    let mut out = Cursor::new(Vec::new());
    sheet.finish(&mut out)?;
    Ok(out.into_inner())
}
