//! What the installation itself runs on: the log, its settings and rules, who looked at what.

use super::super::schema::{NewTable, key, table, text_null};
use sea_orm_migration::schema::{
    big_integer as int, big_integer_null as int_null, big_pk_auto, string, string_null, text,
};

pub(super) fn tables() -> Vec<NewTable> {
    vec![
        table("installation_summary", [key(int("id")), int("seq"), int_null("resealed")]),
        table(
            "event",
            [
                key(int("position")),
                string("stream"),
                int("stream_id"),
                int("seq"),
                string("at"),
                int_null("account"),
                string_null("role"),
                string("clause"),
                string("kind"),
                text("body"),
                string("previous"),
                string("hash"),
            ],
        )
        .unique("event_stream", &["stream", "stream_id", "seq"]),
        table("once", [key(string("key")), int("content"), text_null("answer"), int("at")]).index("once_at", &["at"]),
        table(
            "policy_version",
            [key(string("digest")), string("name"), text("body"), int("loaded_at"), int_null("loaded_by")],
        ),
        table("calendar_year", [key(int("year")), text("body"), int("loaded_at")]),
        table("series", [key(string("name")), int("last")]),
        table(
            "access_record",
            [
                big_pk_auto("id"),
                int("at"),
                int_null("account"),
                string("kind"),
                string("subject"),
                string("result"),
                text("detail"),
            ],
        )
        .index("access_record_account", &["account", "at"])
        .index("access_record_at", &["at"])
        .index("access_record_kind", &["kind", "at", "id"])
        .index("access_record_kind_account", &["kind", "account", "at", "id"]),
        table("setting", [key(string("name")), text("value")]),
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
        ),
        table("retention_run", [key(int("id")), int("begun_at"), int_null("finished_at"), string("by"), text("body")]),
    ]
}
