//! What was done to an account, as the record tells whoever confirms it.

use super::{AccountView, opening};
use crate::{App, Result};
use domain::{event::Moment, ids::AccountId, policy::Step};
use storage::{access, accounts::Account};

/// What stands in the record before how a post was.
const BEFORE: &str = "改动前：";
/// The kind of a record after which nobody waits for a second person.
const CONFIRMED: &str = "confirm_account";
/// What is told, by the kind of its record.
const TOLD: [(&str, &str); 4] = [
    ("open_account", "开通账号"),
    ("change_post", "调整岗位"),
    ("reset_password", "重新生成链接"),
    ("enable_account", "启用"),
];

/// What was done to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// What, in a word.
    pub what: &'static str,
    /// By whom; none on the server itself.
    pub by: Option<AccountId>,
    /// When.
    pub at: Moment,
    /// How its post was before; empty where it was not changed.
    pub before: String,
}

/// The record of a changed post: the steps it takes from now on, and how everything was.
pub(super) fn changed(was: &Account, steps: &[Step]) -> String {
    let told = |text: &str| if text.is_empty() { "无".to_owned() } else { text.to_owned() };
    let took: Vec<_> = was.steps.iter().map(|step| step.label()).collect();
    let (section, post, took) = (told(&was.section), told(&was.post), told(&took.join("、")));
    let colleague = was.stands_in_for.map_or_else(|| "无".to_owned(), |colleague| format!("代账号 {colleague}"));
    let steps = opening::codes(steps);
    format!("steps={steps}；{BEFORE}科室{section}，岗位{post}，办理环节{took}，AB角{colleague}")
}

/// What was done to an account that somebody sees, since a second person confirmed it last, the oldest first; all of it,
/// where none did.
///
/// # Errors
/// The database is away.
pub async fn since_confirmed(app: &App, of: &AccountView) -> Result<Vec<Past>> {
    let kinds = TOLD.iter().map(|(kind, _)| *kind).chain([CONFIRMED]);
    let records = access::on(app.db().reader(), kinds, &format!("account/{}", of.id.0)).await?;
    let after = records.iter().rposition(|(kind, _)| kind == CONFIRMED).map_or(0, |last| last + 1);
    let past = records.into_iter().skip(after).filter_map(|(kind, record)| {
        let (_, what) = *TOLD.iter().find(|(known, _)| *known == kind)?;
        let before = record.detail.split_once(BEFORE).map_or("", |(_, before)| before).to_owned();
        Some(Past { what, by: record.account, at: record.at, before })
    });
    Ok(past.collect())
}
