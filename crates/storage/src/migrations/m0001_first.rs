//! The first schema, by subject; `crate::entities` has a file for each of these. Moments are milliseconds since 1970 in
//! UTC, dates are `2025-09-15`, money is fen; `*_sealed` columns hold personal data under the vault's key.

mod applications;
mod brands;
mod comparisons;
mod decisions;
mod installation;
mod people;
mod rosters;
mod signs;

use super::schema::NewTable;
use sea_orm_migration::prelude::*;

/// The first schema.
pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0001_first"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables() {
            table.create(manager).await?;
        }
        Ok(())
    }
}

fn tables() -> Vec<NewTable> {
    let mut tables = installation::tables();
    tables.extend(people::tables());
    tables.extend(brands::tables());
    tables.extend(applications::tables());
    tables.extend(decisions::tables());
    tables.extend(rosters::tables());
    tables.extend(signs::tables());
    tables.extend(comparisons::tables());
    tables
}
