//! Rosters: versions, sealed rows, people by fingerprint.

use super::schema::{create, index, key, pair, table, text_null};
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer as int, big_integer_null as int_null, blob, boolean, string},
    sea_orm::DatabaseBackend,
};

/// Rosters.
#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, tables(manager), indexes()).await
    }
}

fn tables(manager: &SchemaManager<'_>) -> Vec<TableCreateStatement> {
    vec![
        table("roster", [key(int("id")), int("brand"), int("unit"), string("ledger"), int("year")]),
        table(
            "roster_version",
            [
                key(int("id")),
                int("roster"),
                int("no"),
                int("import"),
                string("digest"),
                string("state"),
                int("rows"),
                int("accepted"),
                int("rejected"),
                int("people"),
                int("waiting"),
                int_null("committed_at"),
                int_null("committed_by"),
            ],
        ),
        table(
            "roster_import",
            [
                key(int("id")),
                int("brand"),
                int("unit"),
                string("sheet_kind"),
                int("year"),
                int("file"),
                string("digest"),
                string("state"),
                int("rows_done"),
                int("rows"),
                int("accepted"),
                int("rejected"),
                int("blank"),
                int("totals"),
                int("people"),
                int("waiting"),
                int("attempts"),
                text_null("failure"),
                int("uploaded_by"),
                int("uploaded_at"),
                int_null("finished_at"),
            ],
        ),
        pair("roster_block", [int("version"), int("no")], [int("first_row"), int("count"), blob("rows_sealed")]),
        people(manager),
        matches(manager),
        pair(
            "roster_problem",
            [int("import"), int("no")],
            [string("sheet"), int("row"), string("column"), string("code"), string("severity"), blob("message_sealed")],
        ),
        table(
            "roster_claim",
            [key(int("version")), int("brand"), string("ledger"), int("year"), boolean("must_confirm")],
        ),
    ]
}

/// SQLite keeps such a table in the order of its key, once: half the size and half the work of filling it.
fn by_its_key(manager: &SchemaManager<'_>, mut table: TableCreateStatement) -> TableCreateStatement {
    if manager.get_database_backend() == DatabaseBackend::Sqlite {
        table.extra("WITHOUT ROWID");
    }
    table
}

fn matches(manager: &SchemaManager<'_>) -> TableCreateStatement {
    let mut table =
        table("roster_match", [int("version"), blob("person"), int("other"), boolean("alike"), int("name_mark")]);
    table.primary_key(Index::create().col("version").col("person").col("other"));
    by_its_key(manager, table)
}

fn people(manager: &SchemaManager<'_>) -> TableCreateStatement {
    let mut table = table(
        "roster_person",
        [
            int("version"),
            blob("person"),
            string("category"),
            int("name_mark"),
            int("row_mark"),
            boolean("passed"),
            boolean("poverty_alleviated"),
            boolean("start_up"),
            boolean("waiting"),
        ],
    );
    table.primary_key(Index::create().col("version").col("person").col("category"));
    by_its_key(manager, table)
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("roster_brand", "roster", &["brand", "unit", "ledger", "year"]).unique().to_owned(),
        index("roster_version_roster", "roster_version", &["roster", "no"]).unique().to_owned(),
        index("roster_version_import", "roster_version", &["import"]),
        index("roster_import_brand", "roster_import", &["brand", "id"]),
        index("roster_import_digest", "roster_import", &["digest"]),
        // The name's mark rides along, so that a comparison across versions reads nothing but this index.
        index("roster_person_person", "roster_person", &["person", "version", "name_mark"]),
        index("roster_match_other", "roster_match", &["other"]),
        index("roster_claim_ledger", "roster_claim", &["ledger", "year", "brand"]),
    ]
}
