//! A form being sent, as the handle of its request carries it. What is done with it stands in [`crate::once`].

use std::sync::{
    OnceLock,
    atomic::{AtomicBool, Ordering},
};

/// A form being sent: nothing but a place until it is read, then its key and what was typed.
#[derive(Debug, Default)]
pub struct Sending {
    form: OnceLock<Form>,
    /// The fingerprint of the session it came by; none where nobody is signed in.
    session: OnceLock<String>,
    claimed: AtomicBool,
    /// Where what was made is to be found; see [`crate::App::leads_to`].
    address: OnceLock<fn(&str) -> String>,
}

#[derive(Debug)]
pub(crate) struct Form {
    /// Keyed fingerprint of sender, address and key: a stolen database shows no key that could be sent again.
    pub(crate) key: String,
    /// Keyed mark of everything typed.
    pub(crate) content: i64,
}

impl Sending {
    /// What was read. A form is read once; a second reading would be of the same bytes.
    pub(crate) fn holds(&self, form: Form) {
        let _ = self.form.set(form);
    }

    /// By which session it comes, as the database knows it: what it does ends with the session.
    pub fn comes_by(&self, session: String) {
        let _ = self.session.set(session);
    }

    pub(crate) fn session(&self) -> Option<&str> {
        self.session.get().map(String::as_str)
    }

    pub(crate) fn form(&self) -> Option<&Form> {
        self.form.get()
    }

    /// What tells this form from all others; none before it is read.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        self.form.get().map(|form| form.key.as_str())
    }

    /// Whether something was done on behalf of the form, and with it its key was claimed.
    #[must_use]
    pub fn is_claimed(&self) -> bool {
        self.claimed.load(Ordering::SeqCst)
    }

    pub(crate) fn leads_to(&self, address: fn(&str) -> String) {
        let _ = self.address.set(address);
    }

    pub(crate) fn address(&self) -> Option<fn(&str) -> String> {
        self.address.get().copied()
    }

    pub(crate) fn now_claimed(&self) {
        self.claimed.store(true, Ordering::SeqCst);
    }
}
