//! The search: a brand's filed rosters of a ledger and year read through, and what is found kept under seal in place of what
//! was found before. A background job searches whatever was filed since; an official may ask for it at once.

use super::{Scope, filed, listed, place, reading};
use crate::{App, Error, Result, Transaction, disputed::reviewer};
use domain::{
    access::Actor,
    ids::BrandId,
    roster::signs::{self, Found},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use std::collections::BTreeSet;
use storage::{
    entities::{roster_claim, roster_sign, roster_sign_search, roster_version},
    lists,
};

/// Signs in one statement.
const BATCH: usize = 500;

/// Searches a brand's filed rosters anew; how many signs there are.
///
/// # Errors
/// Not a reviewer of the brand; the database is away.
pub async fn search_signs(app: &App, actor: &Actor, brand: BrandId) -> Result<u64> {
    let of =
        storage::summaries::load::<domain::brand::Brand>(app.db().reader(), brand).await?.ok_or(Error::NotFound)?;
    reviewer(actor, &of)?;
    let mut signs = 0;
    for (scope, versions) in filed(app.db().reader(), brand.0).await? {
        signs += search(app, Some(actor), brand.0, scope, &versions).await?;
    }
    Ok(signs)
}

/// Searches what was filed since the last search, or under another policy; how many ledgers and years that were.
///
/// # Errors
/// The database is away.
pub async fn search_pending_signs(app: &App) -> Result<usize> {
    let conn = app.db().reader();
    let brands: BTreeSet<i64> =
        roster_claim::Entity::find().all(conn).await?.into_iter().map(|claim| claim.brand).collect();
    let policy = app.policies().current().0.to_owned();
    let mut searched = 0;
    for brand in brands {
        for (scope, versions) in filed(conn, brand).await? {
            let last = last(app, brand, scope).await?;
            if last.is_some_and(|last| last.versions == listed(&versions) && last.policy == policy) {
                continue;
            }
            match search(app, None, brand, scope, &versions).await {
                Ok(_) => searched += 1,
                // The others do not wait for it.
                Err(error) => tracing::error!(brand, ?error, "rosters could not be searched for signs"),
            }
        }
    }
    Ok(searched)
}

/// The last search of a ledger and year.
pub(super) async fn last(app: &App, brand: i64, (ledger, year): Scope) -> Result<Option<roster_sign_search::Model>> {
    let key = (brand, ledger.code().to_owned(), year);
    Ok(roster_sign_search::Entity::find_by_id(key).one(app.db().reader()).await?)
}

async fn search(app: &App, actor: Option<&Actor>, brand: i64, scope: Scope, versions: &[i64]) -> Result<u64> {
    let conn = app.db().reader();
    let filed_on = roster_version::Entity::find()
        .filter(lists::among(conn, roster_version::Column::Id, versions.iter().copied()))
        .all(conn)
        .await?
        .into_iter()
        .filter_map(|version| version.committed_at)
        .max()
        .map_or_else(|| app.today(), |at| domain::calendar::shanghai_date(crate::moment(at)));
    let lines = reading::lines(app, versions, scope.0).await?;
    let policies = app.policies();
    let (policy, rules) = (policies.current().0.to_owned(), policies.current().1.signs.clone());
    let looking = tokio::task::spawn_blocking(move || {
        let found = signs::find(&lines, &rules, filed_on);
        (found, lines.rows(), lines.people().len())
    });
    let (found, rows, people) = looking.await.map_err(|error| Error::Internal(error.to_string()))?;
    let tx = app.begin(actor).await?;
    // What was filed meanwhile is searched by whoever filed it, or next.
    if filed(tx.conn(), brand).await?.get(&scope).is_none_or(|now| now != versions) {
        return Ok(0);
    }
    forget(&tx, brand, scope).await?;
    let row = roster_sign_search::ActiveModel {
        brand: Set(brand),
        ledger: Set(scope.0.code().to_owned()),
        year: Set(scope.1),
        versions: Set(listed(versions)),
        policy: Set(policy),
        found_at: Set(tx.now().timestamp_millis()),
        rows: Set(rows.cast_signed()),
        people: Set(i64::try_from(people).unwrap_or(i64::MAX)),
        signs: Set(found.total.cast_signed()),
    };
    roster_sign_search::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    keep(&tx, brand, scope, &found).await?;
    tx.commit().await?;
    Ok(found.total)
}

async fn forget(tx: &Transaction, brand: i64, (ledger, year): Scope) -> Result<()> {
    roster_sign_search::Entity::delete_by_id((brand, ledger.code().to_owned(), year)).exec(tx.conn()).await?;
    roster_sign::Entity::delete_many()
        .filter(roster_sign::Column::Brand.eq(brand))
        .filter(roster_sign::Column::Ledger.eq(ledger.code()))
        .filter(roster_sign::Column::Year.eq(year))
        .exec(tx.conn())
        .await?;
    Ok(())
}

async fn keep(tx: &Transaction, brand: i64, scope: Scope, found: &Found) -> Result<()> {
    let mut rows = Vec::with_capacity(found.signs.len());
    for (sign, no) in found.signs.iter().zip(1..) {
        rows.push(roster_sign::ActiveModel {
            brand: Set(brand),
            ledger: Set(scope.0.code().to_owned()),
            year: Set(scope.1),
            no: Set(no),
            body_sealed: Set(tx.seal(place((brand, scope), no), &serde_json::to_string(sign)?)),
        });
    }
    for some in rows.chunks(BATCH) {
        roster_sign::Entity::insert_many(some.to_vec()).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}
