//! Passwords: what is taken, and whether one is right.

use super::hashing;
use crate::{App, Error, Result};
use rand::Rng;

const SHORTEST: usize = 10;
/// Longer texts only cost the machine time.
const LONGEST: usize = 128;

/// Of ten characters and more; shorter ones are refused anyway.
const COMMON: &str = include_str!("common_passwords.txt");

/// Whether a new password is taken for an account (S-1).
///
/// # Errors
/// It is short, common, or made of the sign-in name: the sentence says which.
pub(super) fn check(password: &str, login: &str) -> Result<()> {
    let lower = password.to_lowercase();
    let mut letters: Vec<char> = lower.chars().collect();
    let count = letters.len();
    letters.sort_unstable();
    letters.dedup();
    let sentence = if count < SHORTEST {
        "密码至少 10 个字符。可以用几个不相干的词连在一起，好记也难猜。"
    } else if count > LONGEST {
        "密码最多 128 个字符，请缩短。"
    } else if COMMON.lines().any(|common| common == lower) || letters.len() < 4 {
        "这个密码太常见，容易被猜中，请换一个。"
    } else if login.chars().count() >= 4 && lower.contains(&login.to_lowercase()) {
        "密码里不能含有登录账号，请换一个。"
    } else {
        return Ok(());
    };
    Err(Error::field("password", sentence))
}

/// The Argon2id hash of a password, in the form that names its own parameters.
pub(super) async fn hash(app: &App, password: &str) -> Result<String> {
    let mut salt = [0; 16];
    app.chance().get().fill_bytes(&mut salt);
    hashing::hash(password, salt).await
}

/// Whether a password is the one of this hash. Without a hash the work is the same and the answer no.
pub(super) async fn matches(password: &str, hash: Option<String>) -> Result<bool> {
    hashing::matches(password.chars().take(LONGEST + 1).collect(), hash).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused_with_the_reason() {
        for (password, login, reason) in [
            ("短", "linx", "至少 10 个字符"),
            ("123456789", "linx", "至少 10 个字符"),
            ("Password123", "linx", "太常见"),
            ("aabbaabbaabb", "linx", "太常见"),
            ("我是LinXiuying吗", "linxiuying", "登录账号"),
            (&"长".repeat(129), "linx", "最多 128"),
        ] {
            match check(password, login) {
                Err(Error::Invalid(fields)) => assert!(fields[0].message.contains(reason), "{password}: {fields:?}"),
                other => panic!("{password} was taken: {other:?}"),
            }
        }
        for good in ["清源山下看紫帽", "correct horse battery", "洛阳桥 1053 年"] {
            assert_eq!(check(good, "linx").is_ok(), good.chars().count() >= 10, "{good}");
        }
    }

    #[test]
    fn the_list_holds_only_what_length_lets_through() {
        for common in COMMON.lines() {
            assert!(common.chars().count() >= SHORTEST && common == common.to_lowercase(), "{common}");
        }
    }
}
