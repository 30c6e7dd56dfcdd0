//! Accounts of those who work with the programme.

use crate::coded::coded;

coded! {
    /// Where an account stands: opened and without a password yet; waiting for the second person; in use; closed, and
    /// can be opened again.
    AccountState {
        Invited = "invited" "待设密码",
        Waiting = "waiting" "待第二人确认",
        Active = "active" "在用",
        Disabled = "disabled" "已停用",
    }
}

impl AccountState {
    /// Where an account stands that nobody need confirm any more.
    #[must_use]
    pub fn settled(has_password: bool) -> AccountState {
        if has_password { AccountState::Active } else { AccountState::Invited }
    }
}
