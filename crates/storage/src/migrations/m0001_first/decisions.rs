//! Matters, notices and objections.

use super::super::schema::{NewTable, key, table, text_null, unique};
use sea_orm_migration::schema::{
    big_integer as int, big_integer_null as int_null, blob, blob_null, boolean, string, string_null, text,
};

pub(super) fn tables() -> Vec<NewTable> {
    vec![
        table(
            "notice_summary",
            [
                key(int("id")),
                int("seq"),
                int("round"),
                string("title"),
                string_null("published_on"),
                string_null("last_day"),
                text_null("url"),
                int_null("corrects"),
                int("brands"),
                string("place"),
            ],
        )
        .index("notice_place", &["place", "id"])
        .index("notice_round", &["round", "id"])
        .index("notice_corrects", &["corrects", "id"]),
        table(
            "matter_summary",
            [
                key(int("id")),
                int("seq"),
                string("act"),
                string("level"),
                string_null("area"),
                string("subject"),
                int("subject_id"),
                string("state"),
                string_null("next_step"),
                int_null("holder"),
                int("drafter"),
                text("taken_by"),
                text("taken_for"),
                int("since"),
            ],
        )
        .index("matter_open", &["state", "level", "area", "id"])
        .index("matter_subject", &["subject", "subject_id", "state"]),
        table("matter_act", [key(int("matter")), text("title"), blob("act_sealed")]),
        table("matter_opinion", [int("matter"), int("seq"), blob("opinion_sealed")]).key(&["matter", "seq"]),
        table(
            "objection",
            [
                key(int("id")),
                int("seq"),
                int_null("notice"),
                int_null("application_id"),
                unique(string("receipt")),
                boolean("signed"),
                boolean("late"),
                blob("text_sealed"),
                blob("contact_sealed"),
                string("state"),
                int("lodged_at"),
                int_null("acknowledged_at"),
                string_null("answer_due"),
                string_null("due"),
                string("due_order"),
                blob_null("investigation_sealed"),
                int_null("answered_at"),
                blob_null("answer_sealed"),
            ],
        )
        .index("objection_state", &["state", "id"])
        .index("objection_late", &["late", "id"])
        .index("objection_notice", &["notice"])
        .index("objection_application", &["application_id", "answered_at", "late"])
        .index("objection_open", &["answered_at", "due_order", "id"]),
    ]
}
