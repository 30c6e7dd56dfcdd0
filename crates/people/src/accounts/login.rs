//! Sign-in names: plain names or mobile numbers, kept as a keyed fingerprint and sealed.

use crate::{App, Error, Result, Transaction, seals};
use domain::mobile::Mobile;
use sea_orm::ConnectionTrait;
use storage::accounts::{self, Account};

/// A sign-in name in its normal form: lower case, or the 11 digits of a mobile number.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Login(String);

impl Login {
    /// Reads a name as typed; whatever its shape, so that one that cannot exist is merely unknown.
    pub(super) fn typed(text: &str) -> Login {
        match Mobile::parse(text) {
            Ok(mobile) => Login(mobile.value.digits().to_owned()),
            Err(_) => Login(text.trim().to_lowercase()),
        }
    }

    /// Reads a name for a new account.
    pub(super) fn fresh(text: &str) -> Result<Login, &'static str> {
        let login = Login::typed(text);
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '@');
        match login.0.chars().count() {
            2..=40 if login.0.chars().all(plain) => Ok(login),
            _ => Err("登录账号用 2 至 40 个字母、数字或 . _ - @，也可以用手机号码。"),
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// What the database knows it by.
    pub(super) fn fingerprint(&self, app: &App) -> String {
        app.vault().fingerprints().of("login", &[&self.0]).to_string()
    }

    /// The account of this name.
    pub(super) async fn find(&self, app: &App, conn: &impl ConnectionTrait) -> Result<Option<Account>> {
        Ok(accounts::by_login(conn, &self.fingerprint(app)).await?)
    }

    /// Seals the name for its account's row.
    pub(super) fn sealed(&self, tx: &Transaction, account: i64) -> Vec<u8> {
        tx.seal(seals::ACCOUNT_LOGIN.row(account), self.as_str())
    }
}

/// A sign-in name for a screen: mobile numbers are masked.
pub(super) fn shown(login: &str) -> String {
    Mobile::parse(login).map_or_else(|_| login.to_owned(), |mobile| mobile.value.mask())
}

/// The sentence for a name that is in use.
pub(super) fn taken(field: &str) -> Error {
    Error::field(field, "这个登录账号已被使用，请换一个；如果是您本人的，请直接登录或重新领取一次性链接。")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_may_type_the_name_in_several_ways() {
        for typed in ["13800138000", "+86 138 0013 8000", "138-0013-8000", "１３８００１３８０００"] {
            assert_eq!(Login::typed(typed).as_str(), "13800138000", "{typed}");
        }
        assert_eq!(Login::typed(" LinXY ").as_str(), "linxy");
        for typed in ["林秀英", "a"] {
            let refused = Login::fresh(typed).err().unwrap_or_default();
            assert!(refused.contains("2 至 40 个字母"), "{typed}: {refused}");
        }
        assert_eq!((shown("13800138000").as_str(), shown("linxy").as_str()), ("138****8000", "linxy"));
    }
}
