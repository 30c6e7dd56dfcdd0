//! Comparison with outside records: lists that left, what came back, and what it says of each person.

use super::super::schema::{NewTable, key, table};
use sea_orm_migration::schema::{
    big_integer as int, big_integer_null as int_null, blob, boolean, string, string_null, text,
};

pub(super) fn tables() -> Vec<NewTable> {
    vec![
        table(
            "comparison",
            [
                key(int("id")),
                int("brand"),
                string("area"),
                string("source"),
                text("body"),
                int("people"),
                int_null("matter"),
                int("released_at"),
                string("delete_by"),
                string_null("deleted_on"),
            ],
        )
        .index("comparison_brand", &["brand"])
        .index("comparison_area", &["area", "id"])
        .index("comparison_source", &["source", "id"])
        .index("comparison_kept", &["deleted_on", "id"])
        .index("comparison_overdue", &["deleted_on", "delete_by", "id"])
        .index("comparison_people", &["people", "id"])
        .index("comparison_area_people", &["area", "people", "id"])
        .index("comparison_delete_by", &["delete_by", "id"])
        .index("comparison_area_delete_by", &["area", "delete_by", "id"]),
        table(
            "comparison_download",
            [int("comparison"), int("no"), string("digest"), int("entries"), int("account"), int("at")],
        )
        .key(&["comparison", "no"]),
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
        .index("comparison_answer_digest", &["digest"])
        .index("comparison_answer_comparison", &["comparison"]),
        table(
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
        )
        .key(&["brand", "ledger", "year", "person", "answer"])
        .index("comparison_mark_answer", &["answer"]),
    ]
}
