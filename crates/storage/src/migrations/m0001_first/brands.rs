//! Brands and their units.

use super::super::schema::{NewTable, key, table};
use sea_orm_migration::schema::{big_integer as int, big_integer_null as int_null, string, string_null, text};

pub(super) fn tables() -> Vec<NewTable> {
    vec![
        table(
            "brand_summary",
            [
                key(int("id")),
                int("seq"),
                string("name"),
                string("name_form"),
                string("area"),
                int("lead_unit"),
                string_null("in_pool_since"),
                string_null("titled_on"),
                string_null("document"),
                string_null("plaque"),
                int_null("cultivation"),
            ],
        )
        .index("brand_titled", &["titled_on", "id"])
        .index("brand_name_form", &["name_form", "id"])
        .index("brand_plaque", &["plaque", "id"]),
        table("brand_unit", [int("brand"), int("unit"), int("place")])
            .key(&["brand", "unit"])
            .index("brand_unit_unit", &["unit", "brand"]),
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
        )
        .index("brand_profile_industry", &["industry", "brand"]),
        table(
            "intake",
            [
                key(int("id")),
                string("name"),
                string("name_form"),
                string("area"),
                string("unit_name"),
                text("body"),
                string("state"),
                string("reason"),
                int("proposed_by"),
                int("proposed_at"),
                int_null("decided_by"),
                int_null("cultivation_id"),
            ],
        )
        .index("intake_state", &["state", "id"])
        .index("intake_area", &["area", "id"]),
    ]
}
