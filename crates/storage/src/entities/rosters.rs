//! Rosters, their versions, rows and people.

table! {
    /// A roster (花名册): one brand's extract of a ledger, by unit and year.
    roster "roster" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        brand: i64,
        unit: i64,
        ledger: String,
        year: i64,
    }
}

table! {
    /// An immutable version of a roster. `state` is staged (counts nowhere, its `no` below zero) or published. `people`
    /// are those who count, `waiting` those who do not until a reviewer has decided.
    roster_version "roster_version" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        roster: i64,
        no: i64,
        import: i64,
        digest: String,
        state: String,
        rows: i64,
        accepted: i64,
        rejected: i64,
        people: i64,
        waiting: i64,
        committed_at: Option<i64>,
        committed_by: Option<i64>,
    }
}

table! {
    /// One upload being checked or committed. `state` is checking, checked, failed, committed or discarded.
    roster_import "roster_import" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        brand: i64,
        unit: i64,
        sheet_kind: String,
        year: i64,
        file: i64,
        digest: String,
        state: String,
        rows_done: i64,
        rows: i64,
        accepted: i64,
        rejected: i64,
        blank: i64,
        totals: i64,
        people: i64,
        waiting: i64,
        attempts: i64,
        failure: Option<String>,
        uploaded_by: i64,
        uploaded_at: i64,
        finished_at: Option<i64>,
    }
}

table! {
    /// Rows of a version, sealed in blocks.
    roster_block "roster_block" {
        #[sea_orm(primary_key, auto_increment = false)] version: i64,
        #[sea_orm(primary_key, auto_increment = false)] no: i64,
        first_row: i64,
        count: i64,
        rows_sealed: Vec<u8>,
    }
}

table! {
    /// One line for each distinct person of a version: the keyed fingerprint and what they count for. `category` is the
    /// training category's code, empty in employment rosters. `name_mark` and `row_mark` are keyed marks by which a changed
    /// name or row is seen. `blocks` are the numbers of the blocks with the person's rows, with commas between.
    roster_person "roster_person" {
        #[sea_orm(primary_key, auto_increment = false)] version: i64,
        #[sea_orm(primary_key, auto_increment = false)] person: Vec<u8>,
        #[sea_orm(primary_key, auto_increment = false)] category: String,
        name_mark: i64,
        row_mark: i64,
        passed: bool,
        poverty_alleviated: bool,
        start_up: bool,
        waiting: bool,
        blocks: String,
    }
}

table! {
    /// What is wrong with an upload, cell by cell; the message holds masked values only, and is sealed all the same.
    roster_problem "roster_problem" {
        #[sea_orm(primary_key, auto_increment = false)] import: i64,
        #[sea_orm(primary_key, auto_increment = false)] no: i64,
        sheet: String,
        row: i64,
        column: String,
        code: String,
        severity: String,
        message_sealed: Vec<u8>,
    }
}

table! {
    /// A person of one version found in another roster's version as well: under another name (`alike` is false), or under
    /// the same one for another brand in the same ledger and year. Written in both directions. Where `other` is the version
    /// itself, the file alone throws doubt: a document to confirm, or (`alike` is false) one number under two names.
    /// `name_mark` is the mark of the name in the other, or of all names in the file.
    roster_match "roster_match" {
        #[sea_orm(primary_key, auto_increment = false)] version: i64,
        #[sea_orm(primary_key, auto_increment = false)] person: Vec<u8>,
        #[sea_orm(primary_key, auto_increment = false)] other: i64,
        alike: bool,
        name_mark: i64,
    }
}

table! {
    /// People that a submitted application claims, so that two brands claiming one person in the same ledger and year are found.
    /// `must_confirm` where the application's policy lets nobody count whom no outside record has confirmed.
    roster_claim "roster_claim" {
        #[sea_orm(primary_key, auto_increment = false)] version: i64,
        brand: i64,
        ledger: String,
        year: i64,
        must_confirm: bool,
    }
}

table! {
    /// A head-count kept as it changes. `versions` is a set of one brand's versions of one ledger, as `3,7`; `measure` is
    /// employed, passed, or passed/ and a training category. `people` and `poverty_alleviated` are everyone listed and
    /// never change; `disputed` wait for a verdict (待核), `excluded` were decided not to count. `confirmed`, `refuted` and
    /// `unknown` is what outside records say of them.
    roster_tally "roster_tally" {
        #[sea_orm(primary_key, auto_increment = false)] versions: String,
        #[sea_orm(primary_key, auto_increment = false)] measure: String,
        brand: i64,
        people: i64,
        poverty_alleviated: i64,
        disputed: i64,
        excluded: i64,
        unverified_poverty_alleviated: i64,
        confirmed: i64,
        refuted: i64,
        unknown: i64,
    }
}

table! {
    /// How many people of a brand's filed versions wait for a verdict of its county, and of the city where a brand of
    /// another area is concerned; `people` are both together, `area` is the brand's.
    roster_docket "roster_docket" {
        #[sea_orm(primary_key, auto_increment = false)] brand: i64,
        area: String,
        county: i64,
        city: i64,
        people: i64,
    }
}

table! {
    /// A bureau's decision on a disputed person (核定), for one brand, ledger and year; `seq` is the brand's event that
    /// says who, when and why.
    roster_verdict "roster_verdict" {
        #[sea_orm(primary_key, auto_increment = false)] brand: i64,
        #[sea_orm(primary_key, auto_increment = false)] ledger: String,
        #[sea_orm(primary_key, auto_increment = false)] year: i64,
        #[sea_orm(primary_key, auto_increment = false)] person: Vec<u8>,
        counts: bool,
        seq: i64,
    }
}

table! {
    /// What a verdict was given on: marks of the names known (`kind` name), the brands concerned (`kind` brand), the answers
    /// of outside records against the person (`kind` refuted), and that none had confirmed (`kind` unconfirmed). What is
    /// not here is a new question.
    roster_verdict_ground "roster_verdict_ground" {
        #[sea_orm(primary_key, auto_increment = false)] brand: i64,
        #[sea_orm(primary_key, auto_increment = false)] ledger: String,
        #[sea_orm(primary_key, auto_increment = false)] year: i64,
        #[sea_orm(primary_key, auto_increment = false)] person: Vec<u8>,
        #[sea_orm(primary_key, auto_increment = false)] kind: String,
        #[sea_orm(primary_key, auto_increment = false)] mark: i64,
    }
}
