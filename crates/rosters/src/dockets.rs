//! How many people wait for a verdict, brand by brand: what work lists and units read.

use crate::{App, Result};
use domain::{
    access::{Actor, Role, Scope},
    ids::{AreaCode, BrandId},
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::BTreeMap;
use storage::{
    entities::{brand_summary, roster_docket},
    lists,
};

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
    let rows = roster_docket::Entity::find()
        .filter(Condition::any().add(roster_docket::Column::County.gt(0)).add(roster_docket::Column::City.gt(0)))
        .all(conn)
        .await?;
    let these = lists::among(conn, brand_summary::Column::Id, rows.iter().map(|row| row.brand));
    let brands = brand_summary::Entity::find().filter(these).all(conn).await?;
    let rows: BTreeMap<i64, roster_docket::Model> = rows.into_iter().map(|row| (row.brand, row)).collect();
    let seen = |area: &str| match actor.scope() {
        Scope::City => true,
        Scope::Area(own) => own.0 == area,
        Scope::Unit(_) | Scope::Nothing => false,
    };
    let mut dockets: Vec<Docket> = brands
        .into_iter()
        .filter(|brand| seen(&brand.area))
        .filter_map(|brand| {
            let row = rows.get(&brand.id)?;
            Some(docket(row, brand))
        })
        .collect();
    dockets.sort_by_key(|docket| (std::cmp::Reverse(docket.county + docket.city), docket.brand));
    Ok(dockets)
}

fn docket(row: &roster_docket::Model, brand: brand_summary::Model) -> Docket {
    let (county, city) = (row.county.unsigned_abs(), row.city.unsigned_abs());
    Docket { brand: BrandId(brand.id), name: brand.name, area: AreaCode(brand.area), county, city }
}

/// How many people of a brand wait for a verdict: all that its units learn.
///
/// # Errors
/// The database is away.
pub async fn undecided(conn: &impl ConnectionTrait, brand: BrandId) -> Result<u64> {
    let row = roster_docket::Entity::find_by_id(brand.0).one(conn).await?;
    Ok(row.map_or(0, |row| (row.county + row.city).unsigned_abs()))
}
