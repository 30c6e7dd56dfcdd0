//! What a checked upload changes against the version it would replace, shown before it is committed.

use super::visibility;
use crate::{App, Result};
use domain::{access::Actor, ids::ImportId, roster::Ledger};
use storage::rosters::{people, versions};

/// People who came, left and changed, in one ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The ledger.
    pub ledger: Ledger,
    /// The number of the version to be replaced; none for a first one.
    pub replaces: Option<i64>,
    /// People that the version before did not list.
    pub came: u64,
    /// People that it listed and this one does not.
    pub left: u64,
    /// People of both whose rows say something else.
    pub changed: u64,
}

/// The difference of each of an upload's versions to the newest published one.
///
/// # Errors
/// No such upload, or not the actor's to see.
pub async fn differences(app: &App, actor: &Actor, import: ImportId) -> Result<Vec<Difference>> {
    visibility::visible(app, actor, import).await?;
    let conn = app.db().reader();
    let mut differences = Vec::new();
    for version in versions::of_import(conn, import).await? {
        let before = versions::before(conn, &version).await?;
        let people::Difference { came, left, changed } =
            people::difference(conn, version.id, before.as_ref().map(|before| before.id)).await?;
        let replaces = before.map(|before| before.no);
        differences.push(Difference { ledger: version.roster.ledger, replaces, came, left, changed });
    }
    Ok(differences)
}
