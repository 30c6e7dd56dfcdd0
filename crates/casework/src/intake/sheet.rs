//! Existing brands from a workbook: all rows or none, with what is wrong row by row.

use super::{Existing, Known, enter, partners_of, typed};
use crate::{App, Error, FieldError, Result, attachments::Upload, library::as_printed};
use domain::{access::Actor, credit_code::CreditCode, length, thousands::thousands};
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

/// Brands in one workbook: they are entered together under the write lock.
pub const MOST: usize = 1_000;

/// Characters of a cell: partner units take the most, of ten some eighty each.
const LONGEST_CELL: usize = 2_000;

/// What a workbook brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entered {
    /// Brands entered.
    pub brands: usize,
    /// Those of them that have the name of a brand recognised in another area.
    pub namesakes: usize,
}

/// Enters every brand of a workbook, each waiting for the second person; returns how many, or what is wrong with which
/// row: then nothing was entered. What the sheet itself tells is told before the write lock is taken.
///
/// # Errors
/// Not the city's; the file is no workbook; its first row has other labels; it has more than [`MOST`] brands.
pub async fn propose_sheet(app: &App, actor: &Actor, upload: &Upload) -> Result<std::result::Result<Entered, Faults>> {
    actor.city_reviewer()?;
    let content = upload.content().await?;
    let limits = app.limits();
    let rows = tokio::task::spawn_blocking(move || rows(content.to_vec(), limits))
        .await
        .map_err(|error| Error::Internal(error.to_string()))??;
    if rows.is_empty() {
        return Err(Error::field("sheet", "表中没有品牌。请从第二行起每行填写一个品牌。"));
    }
    let lines = lines(app, &rows);
    let brands: Vec<&Existing> = lines.iter().filter_map(|line| line.existing.as_ref()).collect();
    let told = faults(app, &lines, &Known::default());
    if told.is_full() {
        return Ok(Err(told));
    }
    if !told.is_empty() {
        let known = Known::of(app, app.db().reader(), &brands).await?;
        return Ok(Err(faults(app, &lines, &known)));
    }
    let mut tx = app.begin(Some(actor)).await?;
    let known = Known::of(app, tx.conn(), &brands).await?;
    let wrong = faults(app, &lines, &known);
    if !wrong.is_empty() {
        return Ok(Err(wrong));
    }
    for existing in &brands {
        enter(&mut tx, existing).await?;
    }
    tx.commit().await?;
    let namesakes = brands.iter().filter(|existing| known.namesakes(existing).next().is_some()).count();
    Ok(Ok(Entered { brands: brands.len(), namesakes }))
}

/// A row as it was read.
struct Line {
    row: u32,
    /// The brand; none where what the sheet says of it cannot be gone into.
    existing: Option<Existing>,
    /// What is wrong with it by itself and beside the rows above.
    wrong: Vec<FieldError>,
}

/// Every row judged by itself and beside the rows above; nothing is asked of the database.
fn lines(app: &App, rows: &[(u32, Cells)]) -> Vec<Line> {
    let mut above = Above::default();
    let line = |(row, cells): &(u32, Cells)| {
        let row = *row;
        let cell = |(at, text): (usize, &String)| {
            let message = length::beyond(LONGEST_CELL, "", text)?;
            Some(FieldError::new(FIELDS[at], message))
        };
        let long: Vec<FieldError> = cells.iter().enumerate().filter_map(cell).collect();
        if !long.is_empty() {
            return Line { row, existing: None, wrong: long };
        }
        let existing = existing(app, cells);
        if let Some(doubled) = above.doubled(row, &existing) {
            return Line { row, existing: None, wrong: vec![doubled] };
        }
        let mut wrong = typed(app, &existing).err().unwrap_or_default();
        wrong.extend(above.contradicted(app, row, &existing));
        Line { row, existing: Some(existing), wrong }
    };
    rows.iter().map(line).collect()
}

/// What the rows above said, each with its row: a sheet does not contradict itself.
#[derive(Default)]
struct Above {
    /// By the area and the form of the name.
    brands: HashMap<(String, String), u32>,
    /// By the lead unit and the form of the name.
    led: HashMap<(CreditCode, String), u32>,
    plaques: HashMap<String, u32>,
    units: HashMap<CreditCode, (u32, String)>,
}

impl Above {
    /// The sentence at a brand that has its row already.
    fn doubled(&mut self, row: u32, existing: &Existing) -> Option<FieldError> {
        let first = *self.brands.entry(existing.brand()).or_insert(row);
        let message = format!("与第 {first} 行是同一个品牌。一个品牌只填一行，请删去一行。");
        (first != row).then(|| FieldError::new("name", message))
    }

    /// What the row says otherwise than the rows above: a plaque is one brand's, a credit code one unit's, and of
    /// one unit there is one brand of a name.
    fn contradicted(&mut self, app: &App, row: u32, existing: &Existing) -> Vec<FieldError> {
        let mut wrong = Vec::new();
        let mut say = |field: &str, message: String| wrong.push(FieldError::new(field, message));
        let plaque = as_printed(app, &existing.plaque);
        if !plaque.is_empty() {
            let first = *self.plaques.entry(plaque).or_insert(row);
            if first != row {
                say("plaque", format!("与第 {first} 行的牌匾编号相同。一个编号只属一个品牌，请核对。"));
            }
        }
        if let Some(code) = existing.lead().code() {
            let first = *self.led.entry((code, existing.form())).or_insert(row);
            if first != row {
                say("name", format!("与第 {first} 行是同一家牵头单位的同名品牌，属地不同。请核对属地，或删去一行。"));
            }
        }
        for (field, of) in existing.named() {
            let (Some(code), name) = (of.code(), of.name.trim()) else { continue };
            let (first, known) = self.units.entry(code).or_insert_with(|| (row, name.to_owned()));
            if *known != name && *first != row {
                let code = code.as_str();
                say(
                    field,
                    format!("信用代码 {code} 在第 {first} 行是“{known}”，这里是“{name}”。请核对名称和信用代码。"),
                );
            }
        }
        wrong
    }
}

/// What is wrong with a sheet, row by row, with what the record says of it.
fn faults(app: &App, lines: &[Line], known: &Known) -> Faults {
    let mut faults = Faults::default();
    for Line { row, existing, wrong } in lines {
        let recorded = existing.as_ref().map(|existing| {
            let waits = known.waits(existing);
            known.wrong(app, existing).into_iter().chain(waits)
        });
        for error in wrong.iter().cloned().chain(recorded.into_iter().flatten()) {
            faults.add(*row, column(&error), error.message);
        }
    }
    faults
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
            // One text of a workbook may stand in every row: no more of it is kept than is judged.
            value.map_or_else(String::new, |value| value.text().trim().chars().take(LONGEST_CELL + 1).collect())
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
