//! An account as a page showed it: what others changed since is told before anybody answers for it.

use super::opening::codes;
use crate::{App, Error, Result};
use domain::ids::AccountId;
use storage::accounts::Account;

/// An account as somebody saw it.
#[derive(Clone, Copy, Debug)]
pub struct SeenAccount {
    /// Which.
    pub id: AccountId,
    /// Its mark when it was seen ([`super::AccountView::mark`]); none where nobody looked.
    pub mark: Option<u32>,
}

impl From<AccountId> for SeenAccount {
    fn from(id: AccountId) -> SeenAccount {
        SeenAccount { id, mark: None }
    }
}

impl SeenAccount {
    /// That it is still what was seen.
    pub(super) fn is_still(&self, app: &App, account: &Account) -> Result<()> {
        if self.mark.is_none_or(|mark| mark == mark_of(app, account)) {
            return Ok(());
        }
        let steps: Vec<_> = account.steps.iter().map(|step| step.label()).collect();
        let steps = if steps.is_empty() { "无".to_owned() } else { steps.join("、") };
        let changed = "账号已被他人改动（岗位、办理环节、AB角或者一次性链接）";
        let since = format!("{changed}，现在的办理环节：{steps}；请查看现状，核对后重新提交。");
        Err(Error::Stale { since: vec![since] })
    }
}

/// A mark of what an account may do and who gave it that or its link: another one where any of it is another.
pub(super) fn mark_of(app: &App, account: &Account) -> u32 {
    let Account { role, office, section, post, steps, stands_in_for, created_by, .. } = account;
    let (role, steps) = (role.code(), codes(steps));
    let shown = format!("{role} {office:?} {section:?} {post:?} {steps} {stands_in_for:?} {created_by:?}");
    let [a, b, c, d, ..] = app.vault().fingerprints().mark("account", shown.as_bytes()).to_be_bytes();
    u32::from_be_bytes([a, b, c, d])
}
