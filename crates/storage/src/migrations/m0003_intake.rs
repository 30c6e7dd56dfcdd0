//! Brands handled on paper before this system, entered and waiting for the second person.

use super::schema::{create, index, key, table};
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer as int, big_integer_null as int_null, string},
};

/// Intake of existing brands.
#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            key(int("id")),
            ColumnDef::new("body").text().not_null().take(),
            string("state"),
            string("reason"),
            int("proposed_by"),
            int("proposed_at"),
            int_null("decided_by"),
            int_null("application_id"),
        ];
        let by_state = index("intake_state", "intake", &["state"]);
        create(manager, vec![table("intake", columns)], vec![by_state]).await
    }
}
