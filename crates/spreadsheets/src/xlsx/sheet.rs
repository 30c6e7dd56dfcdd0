//! A worksheet part, row by row.

use std::{io::Read, ops::ControlFlow};

use super::{
    Strings, decode,
    quick::{self, Content},
    scanner::{Scanner, Token},
    styles::Styles,
    tag::Tag,
};
use crate::{
    Address, Area, Limits, ReadError, Row, Scan,
    cell::{LAST_COLUMN, LAST_ROW, number},
    rowbuf::{Kind, RowBuffer},
};

/// What the cells of a sheet refer to.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) strings: &'a Strings,
    pub(crate) styles: &'a Styles,
    pub(crate) epoch_1904: bool,
    pub(crate) limits: &'a Limits,
}

/// Reads every row of a worksheet part, until `each` breaks.
pub(crate) fn read<B>(
    part: impl Read,
    context: Context<'_>,
    each: &mut impl FnMut(Row<'_>) -> ControlFlow<B>,
) -> Result<Scan<B>, ReadError> {
    let mut reader = Reader {
        scanner: Scanner::new(part, context.limits)?,
        row: RowBuffer::new(context.limits),
        context,
        numbered: false,
        column: 0,
    };
    let mut merged = Vec::new();
    let mut in_data = false;
    let mut stopped = None;
    while stopped.is_none() {
        match reader.scanner.next()? {
            Token::Start(tag) if in_data && tag.name == b"row" => {
                let (number, empty) = (tag.attr(b"r").map(row_number).transpose()?, tag.empty);
                if empty {
                    reader.begin(number)?;
                } else {
                    reader.row(number)?;
                    stopped = reader.row.emit(context.strings, context.epoch_1904, each)?.break_value();
                }
            }
            Token::Start(tag) if tag.name == b"sheetData" => in_data = !tag.empty,
            Token::Start(tag) if tag.name == b"mergeCell" && merged.len() < context.limits.merged => {
                merged.extend(tag.attr(b"ref").and_then(area));
            }
            Token::End(b"sheetData") => in_data = false,
            // The part was cut off inside its rows.
            Token::Eof if in_data => return Err(ReadError::Truncated),
            Token::Eof => break,
            _ => {}
        }
    }
    Ok(Scan { stopped, rows: reader.row.rows, cells: reader.row.total, merged })
}

fn row_number(text: &[u8]) -> Result<u32, ReadError> {
    number(text).ok_or_else(|| ReadError::damaged("行号有误"))
}

fn area(text: &[u8]) -> Option<Area> {
    let colon = memchr::memchr(b':', text)?;
    let corner = |text| Address::parse(text).and_then(|(row, column)| Some(Address::new(row?, column?)));
    Some(Area { from: corner(&text[..colon])?, to: corner(&text[colon + 1..])? })
}

struct Reader<'c, R> {
    scanner: Scanner<R>,
    row: RowBuffer<'c>,
    context: Context<'c>,
    /// Whether the row's number is known, or still to be learnt from its first cell.
    numbered: bool,
    /// The last column read; a cell without address stands right of it.
    column: u32,
}

/// The attributes of a cell.
struct Head {
    row: Option<u32>,
    column: Option<u32>,
    style: u32,
    kind: Kind,
    empty: bool,
}

impl Head {
    fn parse(tag: Tag<'_>) -> Option<Self> {
        let mut head = Self { row: None, column: None, style: 0, kind: Kind::Number, empty: tag.empty };
        for (name, value) in tag.attrs() {
            match name {
                b"r" => (head.row, head.column) = Address::parse(value)?,
                b"s" => head.style = number(value)?,
                b"t" => {
                    head.kind = match value {
                        b"s" => Kind::Shared,
                        b"n" => Kind::Number,
                        b"b" => Kind::Bool,
                        b"e" => Kind::Error,
                        b"d" => Kind::IsoDate,
                        _ => Kind::Text,
                    };
                }
                _ => {}
            }
        }
        Some(head)
    }
}

impl<R: Read> Reader<'_, R> {
    /// Begins the row of this number, or the next.
    fn begin(&mut self, number: Option<u32>) -> Result<(), ReadError> {
        let number = number.unwrap_or(self.row.number() + 1);
        if !(1..=LAST_ROW).contains(&number) {
            return Err(ReadError::damaged(format!("行号 {number} 有误")));
        }
        self.row.begin(number);
        Ok(())
    }

    /// Reads the cells of a row up to its end tag.
    fn row(&mut self, number: Option<u32>) -> Result<(), ReadError> {
        self.begin(number)?;
        self.numbered = number.is_some();
        self.column = 0;
        loop {
            if self.numbered {
                self.quick_cells()?;
            }
            match self.scanner.next()? {
                Token::Start(tag) if tag.name == b"c" => match Head::parse(tag) {
                    Some(head) => self.cell(&head)?,
                    None => return Err(self.wrong("有单元格的地址或样式有误")),
                },
                Token::End(b"row") => return Ok(()),
                Token::Eof => return Err(ReadError::Truncated),
                _ => {}
            }
        }
    }

    /// Takes cells of the usual shape for as long as they come.
    fn quick_cells(&mut self) -> Result<(), ReadError> {
        while let Some(cell) = quick::cell(self.scanner.window()) {
            let mark = self.row.mark();
            self.column = cell.column;
            match cell.content {
                Content::Empty => {}
                Content::Shared(index) => {
                    if index as usize >= self.context.strings.len() {
                        return Err(self.wrong("引用了不存在的文字"));
                    }
                    self.row.push_shared(cell.column, index, false)?;
                }
                Content::Number(raw) => {
                    self.row.text_mut().extend_from_slice(raw);
                    self.row.check_text(mark, cell.column)?;
                    let kind = if self.context.styles.is_date(cell.style) { Kind::Date } else { Kind::Number };
                    self.row.push(cell.column, kind, mark, false)?;
                }
                Content::Text(raw) => {
                    self.row.text_mut().extend_from_slice(raw);
                    self.row.check_text(mark, cell.column)?;
                    self.row.push(cell.column, Kind::Text, mark, false)?;
                }
            }
            let len = cell.len;
            self.scanner.consume(len);
        }
        Ok(())
    }

    /// Reads any cell up to its end tag.
    fn cell(&mut self, head: &Head) -> Result<(), ReadError> {
        if let (false, Some(number)) = (self.numbered, head.row) {
            self.begin(Some(number))?;
        }
        self.numbered = true;
        self.column = head.column.unwrap_or(self.column + 1);
        if self.column > LAST_COLUMN {
            return Err(self.wrong("单元格超出最后一列"));
        }
        if head.empty {
            return Ok(());
        }
        let mark = self.row.mark();
        let (mut kind, mut formula, mut valued) = (head.kind, false, false);
        loop {
            match self.scanner.next()? {
                Token::Start(tag) => match (tag.name, tag.empty) {
                    (b"v", false) => {
                        self.collect(b"v", mark)?;
                        valued = true;
                    }
                    (b"is", false) => {
                        self.inline(mark)?;
                        (kind, valued) = (Kind::Text, true);
                    }
                    (name, empty) => {
                        formula |= name == b"f";
                        self.scanner.skip_element(empty)?;
                    }
                },
                Token::End(b"c") => break,
                Token::Eof => return Err(ReadError::Truncated),
                _ => {}
            }
        }
        match (valued, formula) {
            (true, _) => self.push(kind, head.style, mark, formula),
            // A formula nobody computed: the caller should know it is there.
            (false, true) => self.row.push(self.column, Kind::Text, mark, true),
            (false, false) => Ok(()),
        }
    }

    /// Adds the cell whose text was collected since `mark`.
    fn push(&mut self, kind: Kind, style: u32, mark: usize, formula: bool) -> Result<(), ReadError> {
        let column = self.column;
        if kind == Kind::Text {
            return self.row.push(column, kind, mark, formula);
        }
        let text = self.row.text_mut();
        let value = text[mark..].trim_ascii().to_vec();
        text.truncate(mark);
        if value.is_empty() {
            return Ok(());
        }
        if kind == Kind::Shared {
            let index = number(&value).filter(|index| (*index as usize) < self.context.strings.len());
            let index = index.ok_or_else(|| self.wrong("引用了不存在的文字"))?;
            return self.row.push_shared(column, index, formula);
        }
        text.extend_from_slice(&value);
        let dated = kind == Kind::Number && self.context.styles.is_date(style);
        self.row.push(column, if dated { Kind::Date } else { kind }, mark, formula)
    }

    /// Collects the text of an element just opened, up to its end tag.
    fn collect(&mut self, end: &[u8], mark: usize) -> Result<(), ReadError> {
        loop {
            match self.scanner.next()? {
                Token::Text(raw) => decode::append(self.row.text_mut(), raw),
                Token::CData(raw) => decode::append_cdata(self.row.text_mut(), raw),
                Token::End(name) if name == end => return Ok(()),
                Token::Start(_) | Token::End(_) => {}
                Token::Eof => return Err(ReadError::Truncated),
            }
            self.row.check_text(mark, self.column)?;
        }
    }

    /// Collects inline text: its runs joined, its phonetic guides left out.
    fn inline(&mut self, mark: usize) -> Result<(), ReadError> {
        loop {
            match self.scanner.next()? {
                Token::Start(tag) => match (tag.name, tag.empty) {
                    (b"t", false) => self.collect(b"t", mark)?,
                    (b"rPh", empty) => self.scanner.skip_element(empty)?,
                    _ => {}
                },
                Token::End(b"is") => return Ok(()),
                Token::Eof => return Err(ReadError::Truncated),
                _ => {}
            }
        }
    }

    fn wrong(&self, what: &str) -> ReadError {
        ReadError::damaged(format!("第 {} 行{what}", self.row.number()))
    }
}
