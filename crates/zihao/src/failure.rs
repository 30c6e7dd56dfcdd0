//! How a command ends.

use std::{
    error::Error,
    fmt,
    io::{self, ErrorKind},
    process::ExitCode,
};

/// What a command returns: its exit code, or one sentence on what stopped it.
pub(crate) type Done<T = ExitCode> = Result<T, Failure>;

/// What stopped a command: a sentence, and the exit code it ends with.
#[derive(Debug)]
pub(crate) struct Failure {
    says: String,
    code: u8,
}

impl Failure {
    /// Ends with 1, as most do.
    pub(crate) fn new(says: impl Into<String>) -> Failure {
        Failure { says: says.into(), code: 1 }
    }

    /// Ends with another code.
    pub(crate) fn with_code(self, code: u8) -> Failure {
        Failure { code, ..self }
    }

    /// Tells the person at the terminal.
    pub(crate) fn report(&self) -> ExitCode {
        crate::output::complain(&self.says);
        ExitCode::from(self.code)
    }
}

/// Every error becomes its sentence, followed by what caused it; what cannot be taken as typed, its sentences.
impl<E: Error + 'static> From<E> for Failure {
    fn from(error: E) -> Failure {
        let error: &(dyn Error + 'static) = &error;
        if let Some(app::Error::Invalid(fields)) = error.downcast_ref() {
            return Failure::new(fields.iter().map(|field| field.message.as_str()).collect::<Vec<_>>().join("\n"));
        }
        Failure::new(told(error))
    }
}

/// The sentence of an error and of each of its causes, none said twice.
fn told(error: &(dyn Error + 'static)) -> String {
    let (mut says, mut next) = (String::new(), Some(error));
    while let Some(error) = next {
        next = if tells_its_cause(error) { None } else { error.source() };
        if is_wrapper(error) {
            continue;
        }
        let (own, words) = (error.to_string(), in_words(error));
        says = match says.as_str() {
            "" => alone(error, words),
            before if before.contains(&own) => before.replace(&own, &words),
            before => format!("{before}：{words}"),
        };
    }
    says
}

/// Whether an error only says where the one inside it came up.
fn is_wrapper(error: &(dyn Error + 'static)) -> bool {
    error.source().is_some() && error.downcast_ref::<app::Error>().is_some_and(app::Error::is_ours)
}

fn tells_its_cause(error: &(dyn Error + 'static)) -> bool {
    error.downcast_ref::<storage::Error>().is_some_and(storage::Error::tells_its_cause)
}

fn in_words(error: &(dyn Error + 'static)) -> String {
    error.downcast_ref::<io::Error>().map_or_else(|| error.to_string(), io_words)
}

/// As a sentence of its own: what the system says of a file is a part of one.
fn alone(error: &(dyn Error + 'static), words: String) -> String {
    if error.is::<io::Error>() { format!("读写文件时出错：{words}。") } else { words }
}

/// What the system says of a file or a connection, in words that an operator reads; its own where there are none here.
pub(crate) fn io_words(error: &io::Error) -> String {
    let words = match error.kind() {
        ErrorKind::NotFound => "没有这个文件或目录",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::AlreadyExists => "已经存在",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "磁盘空间不足",
        ErrorKind::ReadOnlyFilesystem => "文件系统只读",
        ErrorKind::IsADirectory => "是目录，不是文件",
        ErrorKind::NotADirectory => "路径中有一段不是目录",
        ErrorKind::InvalidData => "内容不是 UTF-8 文字，或已损坏",
        ErrorKind::AddrInUse => "地址和端口已被占用",
        ErrorKind::AddrNotAvailable => "本机没有这个地址",
        ErrorKind::ConnectionRefused => "连接被拒绝",
        _ => return error.to_string(),
    };
    words.to_owned()
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.says)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn a_cause_of_the_system_is_told_in_chinese() {
        let missing = || io::Error::from_raw_os_error(2);
        assert_eq!(Failure::from(missing()).to_string(), "读写文件时出错：没有这个文件或目录。");
        let wrapped = Failure::from(app::Error::Io(missing()));
        assert_eq!(wrapped.to_string(), "读写文件时出错：没有这个文件或目录。");
        let keys = Failure::from(vault::KeyFileError::Io(PathBuf::from("k"), missing())).to_string();
        assert_eq!(keys, "无法读写密钥文件 k：没有这个文件或目录。请检查 ZIHAO_KEYS 的路径和权限");
        let point = storage::Error::Checkpoint { file: PathBuf::from("c"), source: missing() };
        let point = Failure::from(app::Error::Storage(point)).to_string();
        assert_eq!(point, "检查点文件 c 无法读写。请检查它的权限和磁盘空间：没有这个文件或目录");
    }

    #[test]
    fn what_has_no_words_here_keeps_its_own() {
        assert_eq!(io_words(&io::Error::other("strange")), "strange");
    }
}
