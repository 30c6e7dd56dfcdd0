//! Migrations: one set for both databases. A migration that has shipped is never edited.

use crate::{Db, Error};
use sea_orm_migration::{MigrationTrait, MigratorTrait};

mod m0001_house;
mod m0002_rosters;
mod m0003_intake;
mod m0004_counting;
mod m0005_signs;
mod m0006_comparison;
mod m0007_duties;
mod schema;

/// The list of migrations, oldest first.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_house::Migration),
            Box::new(m0002_rosters::Migration),
            Box::new(m0003_intake::Migration),
            Box::new(m0004_counting::Migration),
            Box::new(m0005_signs::Migration),
            Box::new(m0006_comparison::Migration),
            Box::new(m0007_duties::Migration),
        ]
    }
}

/// Brings the schema up to this program.
///
/// # Errors
/// The database refuses.
pub async fn migrate(db: &Db) -> Result<(), Error> {
    Ok(Migrator::up(db.reader(), None).await?)
}

/// Whether the schema fits this program.
///
/// # Errors
/// [`Error::Outdated`] where migrations are pending; the database is away.
pub async fn check(db: &Db) -> Result<(), Error> {
    match Migrator::get_pending_migrations(db.reader()).await?.len() {
        0 => Ok(()),
        _ => Err(Error::Outdated),
    }
}

/// Whether nothing was ever migrated here.
///
/// # Errors
/// The database is away.
pub async fn is_empty(db: &Db) -> Result<bool, Error> {
    Ok(Migrator::get_applied_migrations(db.reader()).await?.is_empty())
}
