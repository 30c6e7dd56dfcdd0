//! What a paper is filed as.

use domain::policy::code_of;

/// The stamped application form (盖章件), each scan over the contents it was signed for (4.1).
pub const SIGNED_FORM: &str = "signed_form";

/// Any paper of an office: what one is, its act says and not its slot.
pub const OFFICE_PAPER: &str = "decision_scan";

/// The slot of the form signed over contents of this digest.
#[must_use]
pub fn signed_over(digest: &str) -> String {
    format!("{SIGNED_FORM}/{digest}")
}

/// Whether it is a scan of the form, over whichever contents.
#[must_use]
pub fn is_signed_form(slot: &str) -> bool {
    code_of(slot) == SIGNED_FORM
}

/// The slot of a form field: per unit and per year sections keep their own.
#[must_use]
pub fn slot_name(section_key: &str, field: &str) -> String {
    match section_key.split_once('/') {
        Some((_, instance)) => format!("{field}/{instance}"),
        None => field.to_owned(),
    }
}
