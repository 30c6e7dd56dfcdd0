//! Comparison with outside records: lists that left, what came back, and what it says of each person.

use super::schema::{create, index, key, pair, table};
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer as int, big_integer_null as int_null, blob, boolean, string, string_null, text},
};

/// Comparisons.
#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = vec![comparison(), download(), answer(), mark()];
        let indexes = vec![
            index("comparison_brand", "comparison", &["brand"]),
            index("comparison_answer_comparison", "comparison_answer", &["comparison"]),
            index("comparison_mark_answer", "comparison_mark", &["answer"]),
        ];
        create(manager, tables, indexes).await
    }
}

fn comparison() -> TableCreateStatement {
    table(
        "comparison",
        [
            key(int("id")),
            int("brand"),
            string("source"),
            text("body"),
            int("people"),
            int_null("matter"),
            int("released_at"),
            string("delete_by"),
            string_null("deleted_on"),
        ],
    )
}

fn download() -> TableCreateStatement {
    pair(
        "comparison_download",
        [int("comparison"), int("no")],
        [string("digest"), int("entries"), int("account"), int("at")],
    )
}

fn answer() -> TableCreateStatement {
    table(
        "comparison_answer",
        [
            key(int("id")),
            int("comparison"),
            int("file"),
            string("digest"),
            string("answered_on"),
            string("state"),
            int("confirmed"),
            int("refuted"),
            int("unknown"),
            int("blank"),
            int("newly_refuted"),
            int("outdated"),
            int_null("account"),
            int("at"),
        ],
    )
}

fn mark() -> TableCreateStatement {
    let mut mark = table(
        "comparison_mark",
        [
            int("brand"),
            string("ledger"),
            int("year"),
            blob("person"),
            int("answer"),
            string("source"),
            string("mark"),
            string("said_on"),
            boolean("latest"),
        ],
    );
    let mut whole = Index::create();
    for column in ["brand", "ledger", "year", "person", "answer"] {
        whole.col(column);
    }
    mark.primary_key(&mut whole).take()
}
