//! Rounds, applications and what belongs to them.

use super::super::schema::{NewTable, key, table};
use sea_orm_migration::schema::{big_integer as int, big_integer_null as int_null, blob, boolean, string, string_null};

pub(super) fn tables() -> Vec<NewTable> {
    let mut tables = vec![applications(), rounds()];
    tables.extend(filed());
    tables.push(cultivations());
    tables.extend(paid_and_served());
    tables
}

/// Where an application stands.
fn applications() -> NewTable {
    table(
        "application_summary",
        [
            key(int("id")),
            int("seq"),
            int("brand"),
            int("round"),
            string("title"),
            string("area"),
            int("lead_unit"),
            string("state"),
            string("party"),
            string("act"),
            string("clause"),
            string_null("due"),
            string("due_order"),
            int("since"),
            int_null("submitted_at"),
            int_null("rank"),
            int("employed"),
            int("poverty_alleviated"),
            int("trained"),
            int("points"),
            int("open_objections"),
            int_null("notice"),
        ],
    )
    .index("application_area", &["area", "due_order", "id", "state", "due"])
    .index("application_area_party", &["area", "party", "due_order", "id", "state"])
    .index("application_due", &["due_order", "id", "state", "due"])
    .index("application_party", &["party", "due_order", "id", "state"])
    .index("application_state", &["state", "due_order", "id"])
    .index("application_round_due", &["round", "due_order", "id", "state"])
    .index("application_brand", &["brand", "id"])
    .index("application_round", &["round", "area", "state"])
    .index("application_filed", &["round", "area", "submitted_at"])
    .index("application_pool", &["area", "state", "points desc", "poverty_alleviated desc", "id"])
    .index("application_notice", &["notice"])
    .index("application_rank", &["round", "rank", "area", "state"])
    .index("application_since", &["state", "since", "id"])
}

/// Where a round stands.
fn rounds() -> NewTable {
    table(
        "round_summary",
        [
            key(int("id")),
            int("seq"),
            string("title"),
            int("year"),
            string("policy"),
            string("opens"),
            string("closes"),
            string("recommend_by"),
            boolean("closed"),
        ],
    )
    .index("round_closed", &["closed", "id"])
    .index("round_deadline", &["recommend_by", "id"])
}

/// What is filled in and filed, and its files.
fn filed() -> Vec<NewTable> {
    vec![
        table(
            "draft_section",
            [
                int("application_id"),
                string("section"),
                int("seq"),
                blob("answers_sealed"),
                string("state"),
                int("changed_at"),
                int("changed_by"),
            ],
        )
        .key(&["application_id", "section"]),
        table("submission", [int("application_id"), int("no"), blob("answers_sealed"), string("digest"), int("at")])
            .key(&["application_id", "no"]),
        table(
            "file",
            [
                key(int("id")),
                string("digest"),
                int("size"),
                string("media_type"),
                blob("name_sealed"),
                string("subject"),
                string("slot"),
                int_null("uploaded_by"),
                int("uploaded_at"),
                int_null("removed_at"),
            ],
        )
        .index("file_subject", &["subject", "slot"])
        .index("file_digest", &["digest"]),
    ]
}

/// Where a cultivation stands.
fn cultivations() -> NewTable {
    table(
        "cultivation_summary",
        [
            key(int("id")),
            int("seq"),
            int("brand"),
            int_null("application"),
            string("title"),
            string("area"),
            int("lead_unit"),
            string("state"),
            string("party"),
            string("act"),
            string("clause"),
            int("since"),
            string("document"),
            string("announced_on"),
            string("cycle_ends"),
            string_null("plaque"),
            int("paid_fen"),
            int("open_fen"),
        ],
    )
    .index("cultivation_area", &["area", "id"])
    .index("cultivation_area_party", &["area", "party", "id"])
    .index("cultivation_money", &["open_fen", "id", "paid_fen"])
    .index("cultivation_area_money", &["area", "open_fen", "id", "paid_fen"])
    .index("cultivation_party", &["party", "id"])
    .index("cultivation_brand", &["brand", "id"])
    .index("cultivation_application", &["application"])
    .index("cultivation_ends", &["cycle_ends", "id"])
}

/// Where the money goes, and who signed for papers.
fn paid_and_served() -> Vec<NewTable> {
    vec![
        table("bank_account", [int("cultivation_id"), string("payment"), blob("account_sealed"), int("changed_at")])
            .key(&["cultivation_id", "payment"]),
        table("service_receipt", [string("stream"), int("stream_id"), int("seq"), blob("signer_sealed")]).key(&[
            "stream",
            "stream_id",
            "seq",
        ]),
    ]
}
