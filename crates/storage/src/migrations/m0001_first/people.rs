//! Offices, accounts and how they come in, units, people's requests about data held on them.

use super::super::schema::{NewTable, key, table, unique};
use sea_orm_migration::schema::{
    big_integer as int, big_integer_null as int_null, blob, blob_null, string, string_null, text,
};

pub(super) fn tables() -> Vec<NewTable> {
    let mut tables = accounts();
    tables.extend(requests());
    tables
}

/// Offices, accounts and how they come in, units.
fn accounts() -> Vec<NewTable> {
    vec![
        table("office", [key(int("id")), string("level"), string_null("area"), string("name")]),
        table(
            "account",
            [
                key(int("id")),
                unique(string("login")),
                blob("login_sealed"),
                string("role"),
                int_null("office"),
                int_null("unit"),
                blob("name_sealed"),
                string("section"),
                string("post"),
                string("steps"),
                int_null("stands_in_for"),
                string_null("password"),
                string("state"),
                int("place"),
                int("failures"),
                int_null("locked_until"),
                int("created_at"),
                int_null("created_by"),
                int_null("confirmed_by"),
                int("last_seen_at"),
            ],
        )
        .index("account_place", &["place", "id"])
        .index("account_state", &["state", "place", "id"])
        .index("account_role", &["role", "place", "id"])
        .index("account_seen", &["last_seen_at", "id"])
        .index("account_office", &["office"])
        .index("account_unit", &["unit"]),
        table("one_time_link", [key(string("digest")), int("account"), int("expires_at"), int_null("used_at")])
            .index("one_time_link_account", &["account"])
            .index("one_time_link_expires", &["expires_at"]),
        table(
            "session",
            [key(string("digest")), int_null("account"), text("body"), int("created_at"), int("expires_at")],
        )
        .index("session_account", &["account"])
        .index("session_expires", &["expires_at"]),
        table(
            "unit",
            [
                key(int("id")),
                int("seq"),
                unique(string("credit_code")),
                string("name"),
                string("kind"),
                string("area"),
                blob("details_sealed"),
                string("state"),
                text("reason"),
                int("created_at"),
            ],
        )
        .index("unit_area", &["area", "state", "id"])
        .index("unit_state", &["state", "id"])
        .index("unit_registered", &["created_at", "id"])
        .index("unit_area_registered", &["area", "created_at", "id"]),
    ]
}

/// People's requests, and what units are asked to mend.
fn requests() -> Vec<NewTable> {
    vec![
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
                string("due_order"),
                int_null("reported_at"),
                int_null("closed_at"),
                string_null("ground"),
                blob_null("answer_sealed"),
                int("place"),
            ],
        )
        .index("rights_request_place", &["place", "id"])
        .index("rights_request_area", &["area", "place", "id"])
        .index("rights_request_asked", &["asked", "place", "id"])
        .index("rights_request_open", &["closed_at", "area", "due_order", "id"]),
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
        .index("rights_task_request", &["request", "id"])
        .index("rights_task_brand", &["brand", "unit"]),
    ]
}
