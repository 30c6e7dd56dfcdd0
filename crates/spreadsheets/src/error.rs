//! What can be wrong with an uploaded file, said to the person who uploaded it.

use std::io;

use thiserror::Error;

use crate::Address;

/// Why a file could not be read. `Display` is a sentence for the person who uploaded it:
/// what is wrong and what to do next.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The disk or the connection failed, not the file.
    #[error("读取文件时出错（{0}）。请稍后重新上传；若仍不成功，请联系管理员。")]
    Io(#[source] io::Error),
    /// The file has no bytes.
    #[error("文件是空的。请确认文件已保存完整，再重新上传。")]
    Empty,
    /// The file ends before its own end mark.
    #[error("文件不完整，后半部分缺失。请重新下载或从原处复制一份完整的文件，再上传。")]
    Truncated,
    /// The contents contradict the format; `0` names the place.
    #[error("文件已损坏（{0}）。请用 Excel 或 WPS 打开后另存为 .xlsx，再上传。")]
    Damaged(String),
    /// The workbook asks for a password to open.
    #[error("文件设有打开密码，无法读取。请在 Excel 或 WPS 中取消密码后另存，再上传。")]
    PasswordProtected,
    /// The file is something else; `found` names it.
    #[error(
        "这是{}{found}，不是能读取的表格。请上传 Excel 或 WPS 的表格（.xlsx、.xls、.et、.ods）或 .csv 文件；若内容是表格，请用 Excel 或 WPS 打开后另存为 .xlsx。",
        blank_before(found)
    )]
    WrongType {
        /// What the file was recognised as.
        found: &'static str,
    },
    /// The parts declare more bytes than allowed, or expand far too much.
    #[error(
        "文件解压后过大（超过 {} MB 或压缩比超过 {ratio} 倍），已停止读取。请删除多余的工作表、图片和空行，或分成几个文件上传。",
        limit >> 20
    )]
    TooLarge {
        /// Bytes allowed in all.
        limit: u64,
        /// Times the size of the file allowed.
        ratio: u64,
    },
    /// A file that must be read whole is too big for that.
    #[error("{kind} 文件过大（超过 {} MB）。请另存为 .xlsx 后再上传。", limit >> 20)]
    WholeTooLarge {
        /// The kind of file.
        kind: &'static str,
        /// Bytes allowed.
        limit: u64,
    },
    /// The process that read it was ended by its limits of memory or time.
    #[error("读取这个文件占用的内存或时间过多，已停止。请用 Excel 或 WPS 打开后另存为 .xlsx，再上传。")]
    TooHeavy,
    /// What the process that read it found wrong, in its own sentence.
    #[error("{0}")]
    Reported(String),
    /// No worksheet in the workbook.
    #[error("工作簿里没有工作表。请确认上传的是填好的表格。")]
    NoSheet,
    /// Asked for a sheet that is not there.
    #[error("工作簿里没有第 {0} 张工作表。请重新选择工作表。")]
    NoSuchSheet(usize),
    /// More rows with content than allowed.
    #[error("数据超过 {limit} 行。请分成几个文件上传。")]
    TooManyRows {
        /// Rows allowed.
        limit: u32,
    },
    /// Content to the right of the last allowed column.
    #[error("{at} 单元格超出允许的 {limit} 列。请删除右侧多余的列后再上传。")]
    TooManyColumns {
        /// The cell met.
        at: Address,
        /// Columns allowed.
        limit: u32,
    },
    /// More cells with content than allowed.
    #[error("数据超过 {limit} 个单元格。请分成几个文件上传。")]
    TooManyCells {
        /// Cells allowed.
        limit: u64,
    },
    /// One cell holds more text than a cell may.
    #[error("{}文字超过 {limit} 字。请缩短后再上传。", place(*at))]
    TextTooLong {
        /// The cell, where known.
        at: Option<Address>,
        /// Characters allowed.
        limit: usize,
    },
    /// The table of shared strings does not fit.
    #[error("文件中的文字总量超过 {} MB。请分成几个文件上传。", limit >> 20)]
    TooManyStrings {
        /// Bytes allowed.
        limit: usize,
    },
    /// Text that is neither UTF-8 nor GB18030.
    #[error("第 {line} 行附近的文字编码无法识别。请用 Excel 或 WPS 另存为“CSV UTF-8”或 .xlsx，再上传。")]
    Encoding {
        /// The row being read, from 1.
        line: u32,
    },
    /// A part of the workbook is not in UTF-8.
    #[error("工作簿内部使用了不支持的编码（{0}）。请用 Excel 或 WPS 打开后另存为 .xlsx，再上传。")]
    XmlEncoding(String),
    /// A quotation mark opened in CSV and never closed.
    #[error("第 {line} 行的英文双引号没有成对。请改正后再上传，或另存为 .xlsx。")]
    OpenQuote {
        /// The row with the opening mark, from 1.
        line: u32,
    },
    /// Told to stop by [`crate::Cancel`].
    #[error("读取用时过长或已被取消。请稍后再试，或分成几个文件上传。")]
    Cancelled,
}

fn place(at: Option<Address>) -> String {
    at.map_or_else(|| "有单元格的".into(), |at| format!("{at} 单元格的"))
}

/// A Latin word is set apart from the Chinese one before it.
fn blank_before(word: &str) -> &'static str {
    if word.starts_with(|first: char| first.is_ascii_alphanumeric()) { " " } else { "" }
}

impl ReadError {
    pub(crate) fn damaged(place: impl Into<String>) -> Self {
        Self::Damaged(place.into())
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Truncated,
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => Self::damaged("压缩数据有误"),
            io::ErrorKind::Other if error.raw_os_error().is_none() => Self::damaged("压缩数据有误"),
            _ => Self::Io(error),
        }
    }
}

impl From<zip::result::ZipError> for ReadError {
    fn from(error: zip::result::ZipError) -> Self {
        use zip::result::ZipError as Z;
        match error {
            Z::Io(error) => error.into(),
            Z::UnsupportedArchive(Z::PASSWORD_REQUIRED) | Z::InvalidPassword => Self::PasswordProtected,
            // The directory stands at the end: without it the end is missing.
            Z::InvalidArchive(why) if why.contains("EOCD") => Self::Truncated,
            Z::CompressionMethodNotSupported(method) => Self::damaged(format!("不支持的压缩方式 {method}")),
            _ => Self::damaged("压缩包结构有误"),
        }
    }
}
