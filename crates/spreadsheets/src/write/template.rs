//! The form a unit fills in: labels, notes, drop-downs, and how to fill it.

use std::io::Write;

use rust_xlsxwriter::{Color, DataValidation, Format, Formula, Note, Workbook, Worksheet};

use super::{WriteError, header_format, text_format};

const OPTIONS_SHEET: &str = "选项";
const GUIDE_SHEET: &str = "填表说明";
/// What stands before the label of a column that must be filled.
const REQUIRED: char = '*';
/// UTF-16 units a drop-down written into the cell may take; longer ones refer to a sheet.
const INLINE_OPTIONS: usize = 255;

/// A workbook to be filled in.
#[derive(Clone, Debug, Default)]
pub struct Template {
    /// The heading of the guide.
    pub title: String,
    /// The guide's sentences, one a line, above the table of columns.
    pub guide: Vec<String>,
    /// The sheets, in order.
    pub sheets: Vec<SheetForm>,
}

/// One sheet of a [`Template`]: its first row holds the labels.
#[derive(Clone, Debug, Default)]
pub struct SheetForm {
    /// The name on the tab.
    pub name: String,
    /// The columns from A.
    pub columns: Vec<Column>,
    /// How many rows below the labels get drop-downs.
    pub rows: u32,
}

/// One column to be filled in.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// The label in the first row; a required column shows it after `*`, see [`plain_label`].
    pub label: String,
    /// How to fill it; shown on the label and in the guide. May be empty.
    pub note: String,
    /// Width in characters.
    pub width: f64,
    /// What may be chosen; empty if anything may be typed.
    pub options: Vec<String>,
    /// Whether digits must be kept as typed (identity and telephone numbers).
    pub text_format: bool,
    /// Whether it must be filled.
    pub required: bool,
}

/// A label without the mark of a required column and without white space around it.
pub fn plain_label(label: &str) -> &str {
    label.trim().trim_start_matches([REQUIRED, '\u{ff0a}']).trim()
}

impl Column {
    fn shown_label(&self) -> String {
        if self.required { format!("{REQUIRED}{}", self.label) } else { self.label.clone() }
    }

    fn hint(&self) -> String {
        let required = if self.required { "必填。" } else { "" };
        format!("{required}{}", self.note)
    }

    fn fits_inline(&self) -> bool {
        let units: usize = self.options.iter().map(|option| option.encode_utf16().count() + 1).sum();
        units <= INLINE_OPTIONS && !self.options.iter().any(|option| option.contains([',', '"']))
    }
}

impl Template {
    /// Writes the workbook.
    ///
    /// # Errors
    /// If a sheet's name is not possible in a workbook, or `out` fails.
    pub fn write(&self, out: impl Write + Send) -> Result<(), WriteError> {
        let mut book = Workbook::new();
        let mut options = Options::default();
        for form in &self.sheets {
            options.write_form(form, book.add_worksheet())?;
        }
        self.write_guide(book.add_worksheet())?;
        if options.used > 0 {
            book.push_worksheet(options.sheet);
        }
        Ok(book.save_to_writer(out)?)
    }

    fn write_guide(&self, sheet: &mut Worksheet) -> Result<(), WriteError> {
        let (heading, wrapped) = (Format::new().set_bold().set_font_size(14), Format::new().set_text_wrap());
        sheet.set_name(GUIDE_SHEET)?;
        sheet.write_string_with_format(0, 0, &self.title, &heading)?;
        let mut row = 1;
        for line in &self.guide {
            sheet.write_string(row, 0, line)?;
            row += 1;
        }
        row += 1;
        for (column, (label, width)) in
            [("工作表", 14.0), ("列名", 18.0), ("是否必填", 10.0), ("怎样填", 50.0), ("可选项", 50.0)]
                .into_iter()
                .enumerate()
        {
            sheet.write_string_with_format(row, column as u16, label, &header_format())?;
            sheet.set_column_width(column as u16, width)?;
        }
        for form in &self.sheets {
            for column in &form.columns {
                row += 1;
                let required = if column.required { "必填" } else { "选填" };
                let options = column.options.join("、");
                for (index, text) in
                    [&form.name, &column.label, required, &column.note, &options].into_iter().enumerate()
                {
                    sheet.write_string_with_format(row, index as u16, text, &wrapped)?;
                }
            }
        }
        Ok(())
    }
}

/// The hidden sheet of drop-downs too long to be written into their cells.
#[derive(Default)]
struct Options {
    sheet: Worksheet,
    used: u16,
}

impl Options {
    fn write_form(&mut self, form: &SheetForm, sheet: &mut Worksheet) -> Result<(), WriteError> {
        sheet.set_name(&form.name)?;
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_row_height(0, 30)?;
        for (index, column) in form.columns.iter().enumerate() {
            let at = index as u16;
            let header =
                if column.required { header_format().set_font_color(Color::RGB(0x00C0_0000)) } else { header_format() };
            sheet.write_string_with_format(0, at, column.shown_label(), &header)?;
            sheet.set_column_width(at, column.width.clamp(4.0, 100.0))?;
            if column.text_format {
                sheet.set_column_format(at, &text_format())?;
            }
            if !column.hint().is_empty() {
                sheet.insert_note(0, at, &Note::new(column.hint()).add_author_prefix(false).set_width(240))?;
            }
            if !column.options.is_empty() && form.rows > 0 {
                let list = self.drop_down(column)?;
                sheet.add_data_validation(1, at, form.rows, at, &list)?;
            }
        }
        Ok(())
    }

    fn drop_down(&mut self, column: &Column) -> Result<DataValidation, WriteError> {
        let list = DataValidation::new();
        let list = if column.fits_inline() {
            list.allow_list_strings(&column.options)?
        } else {
            list.allow_list_formula(self.refer_to(&column.options)?)
        };
        Ok(list.set_error_title("不在可选项内")?.set_error_message("请从下拉列表中选择一项。")?)
    }

    /// Writes the options down a column of the hidden sheet and returns its range.
    fn refer_to(&mut self, options: &[String]) -> Result<Formula, WriteError> {
        if self.used == 0 {
            self.sheet.set_name(OPTIONS_SHEET)?.set_hidden(true);
        }
        let at = self.used;
        self.used += 1;
        for (row, option) in options.iter().enumerate() {
            self.sheet.write_string(row as u32, at, option)?;
        }
        let first = crate::Address::new(1, u32::from(at) + 1).to_string();
        let letters = first.trim_end_matches('1');
        Ok(Formula::new(format!("='{OPTIONS_SHEET}'!${letters}$1:${letters}${}", options.len())))
    }
}
