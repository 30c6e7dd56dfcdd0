//! The search: a brand's filed rosters of a ledger and year read through, and what is found kept under seal in place of what
//! was found before. A background job searches whatever was filed since; an official may ask for it at once.

use super::{filed, place, reading};
use crate::{App, Error, Result, visibility::reviewer};
use domain::{
    access::Actor,
    brand::Brand,
    calendar::shanghai_date,
    ids::{BrandId, RosterVersionId},
    roster::signs,
};
use storage::rosters::{
    LedgerYear, claims,
    signs::{self as stored, Search, Sign},
    versions,
};

/// Searches a brand's filed rosters anew; how many signs there are.
///
/// # Errors
/// Not a reviewer of the brand; the database is away.
pub async fn search_signs(app: &App, actor: &Actor, brand: BrandId) -> Result<u64> {
    let of = storage::summaries::load::<Brand>(app.db().reader(), brand).await?.ok_or(Error::NotFound)?;
    reviewer(actor, &of)?;
    let mut signs = 0;
    for (its, versions) in filed(app.db().reader(), brand).await? {
        signs += search(app, Some(actor), its, versions).await?;
    }
    Ok(signs)
}

/// Searches what was filed since the last search, or under another policy; how many ledgers and years that were.
///
/// # Errors
/// The database is away.
pub async fn search_pending_signs(app: &App) -> Result<usize> {
    let conn = app.db().reader();
    let policy = app.policies().current().0.to_owned();
    let mut searched = 0;
    for brand in claims::brands(conn).await? {
        for (its, versions) in filed(conn, brand).await? {
            let last = stored::last_search(conn, its).await?;
            if last.is_some_and(|last| last.versions == versions && last.policy == policy) {
                continue;
            }
            match search(app, None, its, versions).await {
                Ok(_) => searched += 1,
                // The others do not wait for it.
                Err(error) => tracing::error!(%brand, ?error, "rosters could not be searched for signs"),
            }
        }
    }
    Ok(searched)
}

async fn search(app: &App, actor: Option<&Actor>, its: LedgerYear, versions: Vec<RosterVersionId>) -> Result<u64> {
    let last = versions::these(app.db().reader(), versions.iter().copied()).await?;
    let last = last.iter().filter_map(|version| version.committed_at).max();
    let filed_on = last.map_or_else(|| app.today(), shanghai_date);
    let lines = reading::lines(app, &versions, its.ledger).await?;
    let policies = app.policies();
    let (policy, rules) = (policies.current().0.to_owned(), policies.current().1.signs.clone());
    let looking = tokio::task::spawn_blocking(move || {
        let found = signs::find(&lines, &rules, filed_on);
        (found, lines.rows(), lines.people().len())
    });
    let (found, rows, people) = looking.await.map_err(|error| Error::Internal(error.to_string()))?;
    let tx = app.begin(actor).await?;
    // What was filed meanwhile is searched by whoever filed it, or next.
    if filed(tx.conn(), its.brand).await?.get(&its).is_none_or(|now| *now != versions) {
        return Ok(0);
    }
    let mut kept = Vec::with_capacity(found.signs.len());
    for (sign, no) in found.signs.iter().zip(1..) {
        kept.push(Sign { no, body_sealed: tx.seal(place(its, no), &serde_json::to_string(sign)?) });
    }
    let signs = found.total;
    let search = Search { of: its, versions, policy, found_at: tx.now(), rows, people: people as u64, signs };
    stored::replace(tx.conn(), &search, kept).await?;
    tx.commit().await?;
    Ok(signs)
}
