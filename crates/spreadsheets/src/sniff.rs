//! What a file is, by its bytes. Names are not trusted: half the `.xls` in an office are not.

use std::io::{Read, Seek};

use crate::{
    Limits, ReadError, ole,
    xlsx::{self, Bytes, Package},
};

/// The endings of the names of files that can be read, as a browser asks for them.
pub const ENDINGS: &str = ".xlsx,.xls,.et,.ods,.csv";

/// The kinds of file that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Office Open XML workbook (`.xlsx`, `.xlsm`, `.et` of the new kind).
    Xlsx,
    /// The workbook of Excel 97–2003 and WPS (`.xls`, `.et`).
    Xls,
    /// OpenDocument spreadsheet (`.ods`).
    Ods,
    /// Delimited text.
    Csv,
}

impl Format {
    /// Whether its reader may allocate without bound on a hostile file, so that the reading
    /// belongs in a child process with memory and time limits. XLSX and CSV do not need it.
    pub fn needs_isolation(self) -> bool {
        matches!(self, Self::Xls | Self::Ods)
    }

    /// The usual ending of its file name.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Xlsx => ".xlsx",
            Self::Xls => ".xls",
            Self::Ods => ".ods",
            Self::Csv => ".csv",
        }
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Xlsx => "Excel 工作簿（.xlsx）",
            Self::Xls => "旧版 Excel 或 WPS 工作簿（.xls、.et）",
            Self::Ods => "OpenDocument 表格（.ods）",
            Self::Csv => "文本表格（.csv）",
        }
    }
}

/// Recognises a file by its contents.
///
/// # Errors
/// Says what it is instead, if it is no table; whether it is empty, cut off or locked.
pub fn detect<R: Read + Seek + Send + 'static>(source: R, limits: &Limits) -> Result<Format, ReadError> {
    recognise(Box::new(source), limits).map(|(format, _)| format)
}

/// Recognises a file and hands it back.
pub(crate) fn recognise(mut source: Bytes, limits: &Limits) -> Result<(Format, Bytes), ReadError> {
    let mut head = Vec::new();
    source.rewind()?;
    source.by_ref().take(1024).read_to_end(&mut head)?;
    source.rewind()?;
    if head.is_empty() {
        return Err(ReadError::Empty);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        let mut package = Package::open(source, limits)?;
        let format = in_zip(&mut package, limits)?;
        return Ok((format, package.into_source()));
    }
    if head.starts_with(ole::MAGIC) {
        let format = in_compound(&mut source)?;
        source.rewind()?;
        return Ok((format, source));
    }
    match other_kind(&head) {
        Some(found) => Err(ReadError::WrongType { found }),
        None => Ok((Format::Csv, source)),
    }
}

fn in_zip(package: &mut Package, limits: &Limits) -> Result<Format, ReadError> {
    if package.contains("xl/workbook.bin") {
        return Err(ReadError::WrongType { found: "Excel 二进制工作簿（.xlsb）" });
    }
    if package.has_folder("word/") {
        return Err(ReadError::WrongType { found: "Word 文档" });
    }
    if package.has_folder("ppt/") {
        return Err(ReadError::WrongType { found: "演示文稿" });
    }
    if xlsx::is_workbook(package, limits)? {
        return Ok(Format::Xlsx);
    }
    let mut mime = Vec::new();
    if let Some(part) = package.part("mimetype")? {
        part.take(128).read_to_end(&mut mime)?;
    }
    match mime.trim_ascii() {
        b"application/vnd.oasis.opendocument.spreadsheet" => Ok(Format::Ods),
        mime if mime.starts_with(b"application/vnd.oasis.opendocument") => {
            Err(ReadError::WrongType { found: "OpenDocument 文档（不是表格）" })
        }
        _ => Err(ReadError::WrongType { found: "压缩包（.zip）" }),
    }
}

fn in_compound(source: &mut Bytes) -> Result<Format, ReadError> {
    let names = ole::names(source)?;
    let has = |name: &str| names.contains(name);
    if has("EncryptedPackage") || has("EncryptionInfo") {
        return Err(ReadError::PasswordProtected);
    }
    if has("Workbook") || has("Book") {
        return Ok(Format::Xls);
    }
    let found = if has("WordDocument") {
        "Word 文档（.doc）"
    } else if has("PowerPoint Document") {
        "演示文稿（.ppt）"
    } else {
        "旧版 Office 文档（不是表格）"
    };
    Err(ReadError::WrongType { found })
}

/// What else people upload under the name of a table.
fn other_kind(head: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"%PDF", "PDF 文件"),
        (b"\x89PNG", "图片"),
        (b"\xff\xd8\xff", "图片"),
        (b"GIF8", "图片"),
        (b"BM", "图片"),
        (b"Rar!", "压缩包（.rar）"),
        (b"7z\xbc\xaf\x27\x1c", "压缩包（.7z）"),
        (b"\x1f\x8b", "压缩包（.gz）"),
        (b"{\\rtf", "RTF 文档"),
        (b"%!PS", "PostScript 文件"),
        (b"MZ", "可执行程序"),
        (b"\x7fELF", "可执行程序"),
        (b"SQLite format 3", "数据库文件"),
    ];
    // Two letters alone may begin an honest CSV: such files are told by their control bytes.
    let binary = head.iter().any(|b| matches!(b, 0..=8 | 14..=26));
    if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic) && (magic.len() > 2 || binary)) {
        return Some(name);
    }
    let text = String::from_utf8_lossy(head).trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    if text.starts_with("<?xml") {
        let excel = text.contains("urn:schemas-microsoft-com:office:spreadsheet");
        return Some(if excel { "Excel 2003 XML 表格" } else { "XML 文件" });
    }
    if text.starts_with("mime-version:") {
        return Some("网页（.mht）");
    }
    let html = ["<html", "<!doctype html", "<table", "<head", "<meta"].iter().any(|tag| text.starts_with(tag));
    html.then_some("网页（常被误存为 .xls）")
}
