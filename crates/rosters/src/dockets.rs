//! How many people wait for a verdict, brand by brand: what work lists and units read.

use crate::{App, Result};
use domain::{access::Actor, ids::BrandId};
use kernel::exports::{Format, Sheet};
use sea_orm::ConnectionTrait;
use std::fs::File;
use storage::{
    listing::{At, Found, Search},
    listings,
    rosters::dockets,
};

pub use storage::listings::dockets::Row as Docket;

/// A page of the brands of the actor's scope with people who wait for a verdict, those with most first.
///
/// # Errors
/// The database is away.
pub async fn dockets(app: &App, actor: &Actor, search: &Search, at: Option<&At>) -> Result<Found<Docket>> {
    Ok(listings::dockets::listing(&actor.scope(), search).find(app.db().reader(), at).await?)
}

/// The brands as they are narrowed, as a file; recorded.
///
/// # Errors
/// The database is away, or the file cannot be written.
pub async fn export_dockets(app: &App, actor: &Actor, search: &Search, format: Format) -> Result<File> {
    let mut sheet = Sheet::of(
        app,
        listings::dockets::listing(&actor.scope(), search),
        "待核人员",
        ["品牌", "属地", "待县级核定", "待市级核定"],
        format,
    )?;
    let policies = app.policies();
    let policy = policies.current().1;
    while let Some(rows) = sheet.next(app).await? {
        for row in rows {
            let area = policy.area_name(row.area.as_str()).to_owned();
            sheet.row([row.name, area, row.county.to_string(), row.city.to_string()])?;
        }
    }
    sheet.end(app, actor).await
}

/// How many people of one brand wait for whom.
///
/// # Errors
/// The database is away.
pub async fn docket(app: &App, brand: BrandId) -> Result<dockets::Docket> {
    Ok(dockets::get(app.db().reader(), brand).await?)
}

/// How many people of a brand wait for a verdict: all that its units learn.
///
/// # Errors
/// The database is away.
pub async fn undecided(conn: &impl ConnectionTrait, brand: BrandId) -> Result<u64> {
    let dockets::Docket { county, city } = dockets::get(conn, brand).await?;
    Ok(county + city)
}
