//! Signs of padding in filed rosters, and the people called at random about them.

use super::schema::{create, index, key, pair, table};
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer as int, big_integer_null as int_null, blob, string},
};

/// Signs and samples.
#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let by_brand = index("roster_sample_brand", "roster_sample", &["brand", "ledger", "year"]);
        create(manager, vec![search(), sign(), sample(), person()], vec![by_brand]).await
    }
}

/// A set of versions has no end to its length.
fn versions() -> ColumnDef {
    ColumnDef::new("versions").text().not_null().take()
}

fn search() -> TableCreateStatement {
    let mut search = table(
        "roster_sign_search",
        [
            int("brand"),
            string("ledger"),
            int("year"),
            versions(),
            string("policy"),
            int("found_at"),
            int("rows"),
            int("people"),
            int("signs"),
        ],
    );
    search.primary_key(Index::create().col("brand").col("ledger").col("year")).take()
}

fn sign() -> TableCreateStatement {
    let mut sign = table("roster_sign", [int("brand"), string("ledger"), int("year"), int("no"), blob("body_sealed")]);
    sign.primary_key(Index::create().col("brand").col("ledger").col("year").col("no")).take()
}

fn sample() -> TableCreateStatement {
    table(
        "roster_sample",
        [
            key(int("id")),
            int("brand"),
            string("ledger"),
            int("year"),
            versions(),
            int("population"),
            int("confidence"),
            int("margin"),
            int("expected"),
            int("size"),
            string("seed"),
            int("drawn_at"),
            int_null("concluded_at"),
        ],
    )
}

fn person() -> TableCreateStatement {
    let columns = [
        int("number"),
        int("version"),
        int("block"),
        int("sheet"),
        int("row"),
        string("result"),
        blob("note_sealed"),
        int_null("entered_by"),
        int_null("entered_at"),
    ];
    pair("roster_sample_person", [int("sample"), int("no")], columns)
}
