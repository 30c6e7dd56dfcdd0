//! Sign-ins, downloads, refusals and looks at personal data (S-9, S-10): who, when, what, with which result.

use crate::{App, Error, Result, Transaction};
use domain::{access::Actor, ids::AccountId, length};
use std::collections::BTreeSet;
use storage::access;
use vault::Fingerprint;

pub use storage::access::Record;

/// The kind of a look at personal data in full.
pub const UNMASK: &str = "unmask";

/// Writes one record.
///
/// # Errors
/// The database is away: then the act it stands for is not done either.
pub async fn record(app: &App, actor: Option<&Actor>, record: Record<'_>) -> Result<()> {
    Ok(access::write(app.db().reader(), app.now(), actor.map(|actor| actor.account), record).await?)
}

/// A look at personal data in full: at what (`unit/7`), at which part of it, at whom.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// What is looked at, as the record names it.
    pub at: &'a str,
    /// Which part of it.
    pub part: &'a str,
    /// Whose rows of rosters it shows: by their marks a look is found again for each of them.
    pub people: &'a [Fingerprint],
}

/// The mark by which the access log tells a person: too short to be one, long enough to be found again.
#[must_use]
pub fn mark(person: Fingerprint) -> String {
    person.to_string()[..8].to_owned()
}

/// Whether a look was at the person of a mark: its part names them, whatever its purpose says.
#[must_use]
pub fn is_at(detail: &str, mark: &str) -> bool {
    let part = detail.split_once('：').map_or(detail, |(part, _)| part);
    part.split(' ').any(|word| word == mark)
}

/// Puts a look on record before anything is shown; it says what for, in four characters or more that say something.
///
/// # Errors
/// A sentence at the field where no purpose is given; [`Error::SignedOut`]; the database is away: then nothing is shown
/// either.
pub async fn look(app: &App, actor: &Actor, look: Look<'_>, purpose: &str) -> Result<()> {
    let purpose = purpose.trim();
    if purpose.chars().filter(|c| c.is_alphanumeric()).count() < length::LEAST {
        return Err(Error::field("purpose", "请写明查看的用途，如“电话核实补正事项”。"));
    }
    Error::within(length::LINE, "purpose", "用途", purpose)?;
    app.still_acts(app.db().reader(), actor).await?;
    let marks: BTreeSet<String> = look.people.iter().map(|person| mark(*person)).collect();
    let part = std::iter::once(look.part).chain(marks.iter().map(String::as_str)).collect::<Vec<_>>().join(" ");
    let detail = format!("{part}：{purpose}");
    record(app, Some(actor), Record { kind: UNMASK, subject: look.at, result: "ok", detail: &detail }).await
}

/// Writes one record inside a verb: it lasts if the act does.
///
/// # Errors
/// The database is away.
pub async fn record_in(tx: &Transaction, account: Option<AccountId>, record: Record<'_>) -> Result<()> {
    Ok(access::write(tx.conn(), tx.now(), account, record).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_is_at_whom_its_part_marks_and_not_at_whom_its_purpose_mentions() {
        let mark = mark(Fingerprint::from_bytes([0x2a; 16]));
        assert_eq!(mark, "2a2a2a2a");
        for at in [
            "disputed person 2a2a2a2a：电话核实",
            "calls 1 to 2 of sample 1 11111111 2a2a2a2a：电话回访",
            "2a2a2a2a：答复",
        ] {
            assert!(is_at(at, &mark), "{at}");
        }
        for other in
            ["contact：核对 2a2a2a2a", "rows 1 to 2 of sign training.2025.1 12a2a2a2a：核对", "unit/7:2a2a2a2a：核对"]
        {
            assert!(!is_at(other, &mark), "{other}");
        }
    }
}
