//! Signs of padding in filed rosters, and the people called at random about them.

use super::super::schema::{NewTable, key, table};
use sea_orm_migration::schema::{big_integer as int, big_integer_null as int_null, blob, string, text};

pub(super) fn tables() -> Vec<NewTable> {
    vec![
        table(
            "roster_sign_search",
            [
                int("brand"),
                string("ledger"),
                int("year"),
                text("versions"),
                string("policy"),
                int("found_at"),
                int("rows"),
                int("people"),
                int("signs"),
            ],
        )
        .key(&["brand", "ledger", "year"]),
        table("roster_sign_docket", [key(int("brand")), string("area"), int("signs"), int("open_samples")])
            .index("roster_sign_docket_signs", &["signs desc", "brand"])
            .index("roster_sign_docket_area", &["area", "signs desc", "brand"])
            .index("roster_sign_docket_open", &["open_samples desc", "brand"])
            .index("roster_sign_docket_area_open", &["area", "open_samples desc", "brand"]),
        table("roster_sign", [int("brand"), string("ledger"), int("year"), int("no"), blob("body_sealed")])
            .key(&["brand", "ledger", "year", "no"]),
        table(
            "roster_sample",
            [
                key(int("id")),
                int("brand"),
                string("ledger"),
                int("year"),
                text("versions"),
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
        .index("roster_sample_brand", &["brand", "ledger", "year"]),
        table(
            "roster_sample_person",
            [
                int("sample"),
                int("no"),
                int("number"),
                int("version"),
                int("block"),
                int("sheet"),
                int("row"),
                string("result"),
                blob("note_sealed"),
                int_null("entered_by"),
                int_null("entered_at"),
            ],
        )
        .key(&["sample", "no"])
        .index("roster_sample_person_row", &["version", "sheet", "row"]),
    ]
}
