//! The settings of the program, read from the environment once.

use crate::failure::{Done, Failure};
use std::{env, net::SocketAddr, path::PathBuf};
use web::Limits;

/// What `zihao --help` says about them.
pub(crate) const HELP: &str = "\
设置（环境变量）：
  ZIHAO_DATA           数据目录，默认 ./data
  ZIHAO_LISTEN         监听地址，默认 127.0.0.1:8080
  ZIHAO_DATABASE_URL   PostgreSQL 地址；不设则用数据目录中的 SQLite
  ZIHAO_KEYS           密钥文件，默认在数据目录中；从不进入备份，请另行保存
  ZIHAO_PUBLIC_URL     对外网址；https 开头时 Cookie 只经加密连接发送
  ZIHAO_TRUSTED_PROXY  前面有可信的反向代理时设为 yes：来访地址以它写在 X-Forwarded-For 末尾的为准；默认 no
  ZIHAO_FORMS_PER_HOUR        同一地址每小时可提交的公开表单（注册、自测、异议、线索），默认 60；0 为不限
  ZIHAO_QUESTIONS_PER_MINUTE  同一地址每分钟可查询牌匾和回执、尝试登录的次数，默认 120；0 为不限";

/// How and where the program runs.
#[derive(Clone)]
pub(crate) struct Settings {
    /// The data folder.
    pub(crate) data: PathBuf,
    /// Where the server listens.
    pub(crate) listen: SocketAddr,
    /// PostgreSQL's address; none: SQLite in the data folder.
    pub(crate) database_url: Option<String>,
    /// The key file.
    pub(crate) keys: PathBuf,
    /// The address people type.
    pub(crate) public_url: Option<String>,
    /// Whether a proxy's word on a caller's address is taken.
    pub(crate) trusted_proxy: bool,
    /// What one address may do where everybody may come.
    pub(crate) limits: Limits,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The address of a database holds its password.
        f.debug_struct("Settings").field("data", &self.data).field("listen", &self.listen).finish_non_exhaustive()
    }
}

impl Settings {
    /// Reads the environment.
    pub(crate) fn read() -> Done<Settings> {
        let data = Settings::named_folder().unwrap_or_else(|| PathBuf::from("data"));
        let listen = text("ZIHAO_LISTEN").unwrap_or_else(|| "127.0.0.1:8080".to_owned());
        let listen = listen.parse().map_err(|_| wrong("ZIHAO_LISTEN", &listen, "“地址:端口”，如 127.0.0.1:8080"))?;
        let database_url = text("ZIHAO_DATABASE_URL");
        if let Some(url) = &database_url
            && !(url.starts_with("postgres://") || url.starts_with("postgresql://"))
        {
            // The address may hold a password: it is not repeated.
            return Err(Failure::new("ZIHAO_DATABASE_URL 应以 postgres:// 开头；使用 SQLite 时不要设置它。"));
        }
        let public_url = text("ZIHAO_PUBLIC_URL");
        if let Some(url) = public_url.as_deref().filter(|url| !is_public(url)) {
            return Err(wrong("ZIHAO_PUBLIC_URL", url, "完整网址，如 https://zihao.example.gov.cn"));
        }
        let trusted_proxy = match text("ZIHAO_TRUSTED_PROXY").as_deref() {
            None | Some("no") => false,
            Some("yes") => true,
            Some(other) => return Err(wrong("ZIHAO_TRUSTED_PROXY", other, " yes 或 no")),
        };
        let usual = Limits::default();
        let limits = Limits {
            forms_an_hour: number("ZIHAO_FORMS_PER_HOUR", usual.forms_an_hour)?,
            questions_a_minute: number("ZIHAO_QUESTIONS_PER_MINUTE", usual.questions_a_minute)?,
        };
        let keys = text("ZIHAO_KEYS").map_or_else(|| data.join("keys.toml"), PathBuf::from);
        Ok(Settings { data, listen, database_url, keys, public_url, trusted_proxy, limits })
    }

    /// The data folder where the environment names one.
    pub(crate) fn named_folder() -> Option<PathBuf> {
        text("ZIHAO_DATA").map(PathBuf::from)
    }

    /// The same settings for another data folder. Its keys lie in it, so that it can be copied as a whole, unless the
    /// environment says where else.
    pub(crate) fn in_folder(&self, data: PathBuf) -> Settings {
        let own = self.keys == self.data.join("keys.toml");
        let keys = if own { data.join("keys.toml") } else { self.keys.clone() };
        Settings { data, keys, ..self.clone() }
    }

    /// The SQLite file.
    pub(crate) fn sqlite(&self) -> PathBuf {
        self.data.join("zihao.sqlite")
    }
}

/// Who runs a command, as the machine knows them: the person behind `sudo` rather than root.
pub(crate) fn operator() -> String {
    ["SUDO_USER", "USER", "LOGNAME"].into_iter().find_map(text).unwrap_or_else(|| "未知账号".to_owned())
}

/// Whether people could type it: its scheme, then a host, and no blank in it.
fn is_public(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.starts_with(['/', '?', '#', ':']) && !rest.is_empty() && !rest.contains(blank))
}

fn blank(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

fn text(name: &str) -> Option<String> {
    env::var(name).ok().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
}

fn number(name: &str, usual: u32) -> Done<u32> {
    text(name).map_or(Ok(usual), |value| value.parse().map_err(|_| wrong(name, &value, "整数，0 为不限")))
}

fn wrong(name: &str, value: &str, expected: &str) -> Failure {
    Failure::new(format!("{name} 的值“{value}”不正确，应为{expected}。"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_address_has_a_host_and_no_blank() {
        for url in ["https://zihao.example.gov.cn", "http://10.0.0.1:8080/", "https://字号.例子/zihao"] {
            assert!(is_public(url), "{url}");
        }
        for url in ["https://", "http:///zihao", "http://:8080", "http://a b", "http://a\u{3000}b", "ftp://a", "a"] {
            assert!(!is_public(url), "{url}");
        }
    }
}
