//! The duties towards personal data: rotation of keys, deletion in time, people's requests.

use super::schema::{create, index, key, table};
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer as int, big_integer_null as int_null, blob, blob_null, string, string_null, text},
};

/// Rotation of keys and deletion in time.
#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let by_kind = index("access_record_kind", "access_record", &["kind", "id"]);
        let by_brand = index("rights_task_brand", "rights_task", &["brand", "unit"]);
        create(manager, vec![rotation(), retention_run(), request(), task()], vec![by_kind, by_brand]).await
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

fn request() -> TableCreateStatement {
    table(
        "rights_request",
        [
            key(int("id")),
            int("seq"),
            string_null("area"),
            string("asked"),
            blob("person"),
            blob("details_sealed"),
            int("registered_by"),
            int("registered_at"),
            string_null("due"),
            int_null("reported_at"),
            int_null("closed_at"),
            string_null("ground"),
            blob_null("answer_sealed"),
        ],
    )
}

fn task() -> TableCreateStatement {
    table(
        "rights_task",
        [
            key(int("id")),
            int("request"),
            int("brand"),
            int("unit"),
            int("roster"),
            int("asked_at"),
            blob("text_sealed"),
        ],
    )
}
