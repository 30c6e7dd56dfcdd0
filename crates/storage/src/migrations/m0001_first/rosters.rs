//! Rosters, their versions, rows and people; head-counts kept as they change; verdicts on disputed people.

use super::super::schema::{NewTable, key, table, text_null};
use sea_orm_migration::schema::{big_integer as int, big_integer_null as int_null, blob, boolean, string, text};

pub(super) fn tables() -> Vec<NewTable> {
    let mut tables = versions();
    tables.extend(people());
    tables.extend(counts());
    tables
}

fn versions() -> Vec<NewTable> {
    vec![
        table("roster", [key(int("id")), int("brand"), int("unit"), string("ledger"), int("year")])
            .unique("roster_brand", &["brand", "unit", "ledger", "year"]),
        table(
            "roster_version",
            [
                key(int("id")),
                int("roster"),
                int("no"),
                int("import"),
                string("digest"),
                string("state"),
                int("rows"),
                int("accepted"),
                int("rejected"),
                int("people"),
                int("waiting"),
                int_null("committed_at"),
                int_null("committed_by"),
            ],
        )
        .unique("roster_version_roster", &["roster", "no"])
        .index("roster_version_import", &["import"])
        .index("roster_version_committed", &["committed_at", "id"]),
        table(
            "roster_import",
            [
                key(int("id")),
                int("brand"),
                int("unit"),
                string("sheet_kind"),
                int("year"),
                int("file"),
                string("digest"),
                string("state"),
                int("rows_done"),
                int("rows"),
                int("accepted"),
                int("rejected"),
                int("blank"),
                int("totals"),
                int("people"),
                int("waiting"),
                int("attempts"),
                text_null("failure"),
                int("uploaded_by"),
                int("uploaded_at"),
                int_null("finished_at"),
            ],
        )
        .index("roster_import_brand", &["brand", "id"])
        .index("roster_import_digest", &["digest"])
        .index("roster_import_uploaded", &["state", "uploaded_at"]),
        table("roster_block", [int("version"), int("no"), int("first_row"), int("count"), blob("rows_sealed")])
            .key(&["version", "no"]),
        table(
            "roster_problem",
            [
                int("import"),
                int("no"),
                string("sheet"),
                int("row"),
                string("column"),
                string("code"),
                string("severity"),
                blob("message_sealed"),
            ],
        )
        .key(&["import", "no"]),
    ]
}

fn people() -> Vec<NewTable> {
    vec![
        table(
            "roster_person",
            [
                int("version"),
                blob("person"),
                string("category"),
                int("name_mark"),
                int("row_mark"),
                boolean("passed"),
                boolean("poverty_alleviated"),
                boolean("start_up"),
                boolean("waiting"),
                string("blocks"),
            ],
        )
        .key(&["version", "person", "category"])
        .in_key_order()
        // The name's mark rides along, so that a comparison across versions reads nothing but this index.
        .index("roster_person_person", &["person", "version", "name_mark"]),
        table("roster_match", [int("version"), blob("person"), int("other"), boolean("alike"), int("name_mark")])
            .key(&["version", "person", "other"])
            .in_key_order()
            .index("roster_match_other", &["other"]),
        table(
            "roster_claim",
            [key(int("version")), int("brand"), string("ledger"), int("year"), boolean("must_confirm")],
        )
        .index("roster_claim_brand", &["brand", "version"])
        .index("roster_claim_ledger", &["ledger", "year", "brand"]),
    ]
}

fn counts() -> Vec<NewTable> {
    vec![
        table(
            "roster_tally",
            [
                text("versions"),
                string("measure"),
                int("brand"),
                int("people"),
                int("poverty_alleviated"),
                int("disputed"),
                int("excluded"),
                int("unverified_poverty_alleviated"),
                int("confirmed"),
                int("refuted"),
                int("unknown"),
            ],
        )
        .key(&["versions", "measure"])
        .index("roster_tally_brand", &["brand"]),
        table("roster_docket", [key(int("brand")), string("area"), int("county"), int("city"), int("people")])
            .index("roster_docket_people", &["people desc", "brand"])
            .index("roster_docket_area", &["area", "people desc", "brand"])
            .index("roster_docket_city", &["city", "brand"])
            .index("roster_docket_county", &["area", "county", "brand"]),
        table(
            "roster_verdict",
            [int("brand"), string("ledger"), int("year"), blob("person"), boolean("counts"), int("seq")],
        )
        .key(&["brand", "ledger", "year", "person"]),
        table(
            "roster_verdict_ground",
            [int("brand"), string("ledger"), int("year"), blob("person"), string("kind"), int("mark")],
        )
        .key(&["brand", "ledger", "year", "person", "kind", "mark"]),
    ]
}
