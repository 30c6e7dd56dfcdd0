//! The first tables.

use super::schema::{create, index, key, pair, table, text_null, unique};
use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer as int, big_integer_null as int_null, big_pk_auto, blob, blob_null, boolean, string, string_null,
        text,
    },
};

/// The first tables.
#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, tables(), indexes()).await
    }
}

fn tables() -> Vec<TableCreateStatement> {
    [log(), people(), summaries(), matters(), papers(), rest()].concat()
}

fn log() -> Vec<TableCreateStatement> {
    vec![table(
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
    )]
}

fn people() -> Vec<TableCreateStatement> {
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
                int("failures"),
                int_null("locked_until"),
                int("created_at"),
                int_null("created_by"),
                int_null("confirmed_by"),
                int_null("last_seen_at"),
            ],
        ),
        table("one_time_link", [key(string("digest")), int("account"), int("expires_at"), int_null("used_at")]),
        table(
            "session",
            [key(string("digest")), int_null("account"), text("body"), int("created_at"), int("expires_at")],
        ),
        table(
            "unit",
            [
                key(int("id")),
                unique(string("credit_code")),
                string("name"),
                string("kind"),
                string("area"),
                blob("details_sealed"),
                string("state"),
                text("reason"),
                int("created_at"),
            ],
        ),
    ]
}

fn summaries() -> Vec<TableCreateStatement> {
    vec![
        table(
            "brand_summary",
            [
                key(int("id")),
                int("seq"),
                string("name"),
                string("area"),
                int("lead_unit"),
                string_null("in_pool_since"),
                string_null("titled_on"),
                string_null("document"),
                string_null("plaque"),
                int_null("titled_case"),
            ],
        ),
        pair("brand_unit", [int("brand"), int("unit")], [int("place")]),
        table(
            "brand_profile",
            [
                key(int("brand")),
                string("industry"),
                string("category"),
                text("products"),
                string("trade"),
                string("heritage"),
                text("units"),
                text("excerpt"),
                int("employed"),
                int("trained"),
            ],
        ),
        table(
            "application_summary",
            [
                key(int("id")),
                int("seq"),
                int("brand"),
                int_null("round"),
                string("title"),
                string("area"),
                int("lead_unit"),
                string("state"),
                string("party"),
                string("act"),
                string("clause"),
                string_null("due"),
                int("since"),
                int_null("submitted_at"),
                int_null("rank"),
                int("employed"),
                int("poverty_alleviated"),
                int("trained"),
                int("open_objections"),
                int_null("notice"),
                string_null("document"),
                string_null("announced_on"),
                string_null("cycle_ends"),
                int("paid_fen"),
                int("open_fen"),
            ],
        ),
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
        ),
        table(
            "notice_summary",
            [
                key(int("id")),
                int("seq"),
                string("title"),
                string_null("published_on"),
                string_null("last_day"),
                text_null("url"),
                int_null("corrects"),
            ],
        ),
    ]
}

fn matters() -> Vec<TableCreateStatement> {
    vec![
        table(
            "matter_summary",
            [
                key(int("id")),
                int("seq"),
                string("act"),
                string("level"),
                string_null("area"),
                int_null("application_id"),
                string("state"),
                string_null("next_step"),
                int_null("holder"),
                int("drafter"),
                int("since"),
            ],
        ),
        table("matter_act", [key(int("matter")), text("title"), blob("act_sealed")]),
        pair("matter_opinion", [int("matter"), int("seq")], [blob("opinion_sealed")]),
    ]
}

fn papers() -> Vec<TableCreateStatement> {
    vec![
        pair(
            "draft_section",
            [int("application_id"), string("section")],
            [blob("answers_sealed"), string("state"), int("changed_at"), int("changed_by")],
        ),
        pair("submission", [int("application_id"), int("no")], [blob("answers_sealed"), string("digest"), int("at")]),
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
        ),
        table(
            "objection",
            [
                key(int("id")),
                int("notice"),
                int("application_id"),
                unique(string("receipt")),
                boolean("signed"),
                boolean("late"),
                blob("text_sealed"),
                blob("contact_sealed"),
                string("state"),
                int("lodged_at"),
                int_null("acknowledged_at"),
                string_null("answer_due"),
                blob_null("investigation_sealed"),
                int_null("answered_at"),
                blob_null("answer_sealed"),
            ],
        ),
        pair("bank_account", [int("application_id"), string("payment")], [blob("account_sealed"), int("changed_at")]),
        pair("service_receipt", [int("application_id"), int("seq")], [blob("signer_sealed")]),
    ]
}

fn rest() -> Vec<TableCreateStatement> {
    vec![
        table("once", [key(string("key")), int("account"), text("answer"), int("at")]),
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
        ),
        table(
            "job",
            [
                big_pk_auto("id"),
                string("kind"),
                text("payload"),
                int("run_at"),
                int_null("claimed_at"),
                int("attempts"),
                text_null("failed"),
            ],
        ),
        table("setting", [key(string("name")), text("value")]),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("event_stream", "event", &["stream", "stream_id", "seq"]).unique().to_owned(),
        index("account_office", "account", &["office"]),
        index("account_unit", "account", &["unit"]),
        index("session_account", "session", &["account"]),
        index("unit_area", "unit", &["area", "state"]),
        index("brand_unit_unit", "brand_unit", &["unit", "brand"]),
        index("brand_titled", "brand_summary", &["titled_on", "id"]),
        index("application_area", "application_summary", &["area", "party", "due", "id"]),
        index("application_hand", "application_summary", &["party", "due", "id"]),
        index("application_state", "application_summary", &["state", "id"]),
        index("application_brand", "application_summary", &["brand", "id"]),
        index("application_round", "application_summary", &["round", "area", "state"]),
        index("application_notice", "application_summary", &["notice"]),
        index("matter_open", "matter_summary", &["state", "level", "area", "id"]),
        index("matter_application", "matter_summary", &["application_id", "state"]),
        index("file_subject", "file", &["subject", "slot"]),
        index("file_digest", "file", &["digest"]),
        index("objection_notice", "objection", &["notice"]),
        index("objection_application", "objection", &["application_id"]),
        index("access_record_account", "access_record", &["account", "at"]),
        index("job_due", "job", &["run_at", "id"]),
    ]
}
