//! How many people wait for a verdict, brand by brand: what work lists and units read.

use crate::{App, Result};
use domain::{
    access::{Actor, Role, Scope},
    ids::{AreaCode, BrandId},
};
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;
use storage::{brands, rosters::dockets};

/// A brand with people who wait for a verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Docket {
    /// The brand.
    pub brand: BrandId,
    /// Its name.
    pub name: String,
    /// Its area.
    pub area: AreaCode,
    /// People its county decides on.
    pub county: u64,
    /// People the city decides on, for a brand of another area is concerned.
    pub city: u64,
}

impl Docket {
    /// How many wait for this actor.
    #[must_use]
    pub fn mine(&self, actor: &Actor) -> u64 {
        match actor.role {
            Role::County => self.county,
            Role::City => self.city,
            _ => 0,
        }
    }
}

/// Brands of the actor's scope with people who wait for a verdict, those with most first.
///
/// # Errors
/// The database is away.
pub async fn dockets(app: &App, actor: &Actor) -> Result<Vec<Docket>> {
    let conn = app.db().reader();
    let waiting: BTreeMap<_, _> = dockets::all(conn).await?.into_iter().collect();
    let seen = |area: &AreaCode| match actor.scope() {
        Scope::City => true,
        Scope::Area(own) => own == *area,
        Scope::Unit(_) | Scope::Nothing => false,
    };
    let brands = brands::named(conn, waiting.keys().copied()).await?;
    let docket = |brand: brands::Named| {
        let dockets::Docket { county, city } = *waiting.get(&brand.id)?;
        Some(Docket { brand: brand.id, name: brand.name, area: brand.area, county, city })
    };
    let mut dockets: Vec<Docket> = brands.into_iter().filter(|brand| seen(&brand.area)).filter_map(docket).collect();
    dockets.sort_by_key(|docket| (std::cmp::Reverse(docket.county + docket.city), docket.brand));
    Ok(dockets)
}

/// How many people of a brand wait for a verdict: all that its units learn.
///
/// # Errors
/// The database is away.
pub async fn undecided(conn: &impl ConnectionTrait, brand: BrandId) -> Result<u64> {
    let dockets::Docket { county, city } = dockets::get(conn, brand).await?;
    Ok(county + city)
}
