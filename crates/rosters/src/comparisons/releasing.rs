//! A list is approved to leave: what it may hold, to whom, until when. The last hand of the office makes the release; only
//! then can anybody download the list.

use crate::{App, Error, Result, visibility::reviewer};
use domain::{
    access::Actor,
    act::FiledRoster,
    brand::Brand,
    ids::{BrandId, RosterVersionId},
};
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;
use storage::{
    rosters::{claims, people, versions},
    summaries,
};

/// The rosters a brand has filed, for those who may propose a comparison.
///
/// # Errors
/// No such brand, or not the actor's to propose for.
pub async fn filed(app: &App, actor: &Actor, brand: BrandId) -> Result<Vec<FiledRoster>> {
    let conn = app.db().reader();
    let of = summaries::load::<Brand>(conn, brand).await?.ok_or(Error::NotFound)?;
    reviewer(actor, &of)?;
    filed_of(conn, brand).await
}

/// What a brand has filed, of which a list of people could leave: by year and ledger.
///
/// # Errors
/// The database is away.
pub async fn filed_of(conn: &impl ConnectionTrait, brand: BrandId) -> Result<Vec<FiledRoster>> {
    let mut claims = claims::of_brand(conn, brand).await?;
    claims.sort_by_key(|claim| (claim.of.year, claim.version));
    let versions = versions::these(conn, claims.iter().map(|claim| claim.version)).await?;
    let numbers: BTreeMap<_, _> = versions.iter().map(|version| (version.id, version.no)).collect();
    let filed = |claim: claims::Claim| {
        let (version, no) = (claim.version, *numbers.get(&claim.version)?);
        Some(FiledRoster { version, ledger: claim.of.ledger, year: claim.of.year, no })
    };
    Ok(claims.into_iter().filter_map(filed).collect())
}

/// The rosters of a list by ledger, year and version; one that is kept no more is left out.
///
/// # Errors
/// The database is away.
pub async fn named(conn: &impl ConnectionTrait, ids: &[RosterVersionId]) -> Result<Vec<FiledRoster>> {
    let versions = versions::these(conn, ids.iter().copied()).await?;
    let one = |of: versions::Version| FiledRoster {
        version: of.id,
        ledger: of.roster.ledger,
        year: of.roster.year,
        no: of.no,
    };
    Ok(versions.into_iter().map(one).collect())
}

/// How many people the list is about: of a training roster, those who passed.
///
/// # Errors
/// The database is away.
pub async fn people_listed(conn: &impl ConnectionTrait, versions: &[RosterVersionId]) -> Result<i64> {
    Ok(i64::try_from(people::counted(conn, versions).await?).unwrap_or(i64::MAX))
}
