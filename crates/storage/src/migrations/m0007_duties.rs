//! The duties towards personal data: rotation of keys, deletion in time.

use super::schema::{create, index, key, table};
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer as int, big_integer_null as int_null, string, text},
};

/// Rotation of keys and deletion in time.
#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let by_kind = index("access_record_kind", "access_record", &["kind", "id"]);
        create(manager, vec![rotation(), retention_run()], vec![by_kind]).await
    }
}

fn rotation() -> TableCreateStatement {
    table(
        "key_rotation",
        [
            key(int("generation")),
            int("begun_at"),
            int_null("finished_at"),
            string("place"),
            text("cursor"),
            int("values"),
            int("files"),
        ],
    )
}

fn retention_run() -> TableCreateStatement {
    table("retention_run", [key(int("id")), int("begun_at"), int_null("finished_at"), string("by"), text("body")])
}
