//! Comparison of filed people with outside records.

table! {
    /// A list that may leave, or people compared with another city. `area` is the brand's; `body` is the release as it was
    /// approved, in JSON.
    comparison "comparison" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        brand: i64,
        area: String,
        source: String,
        body: String,
        people: i64,
        matter: Option<i64>,
        released_at: i64,
        delete_by: String,
        deleted_on: Option<String>,
    }
}

table! {
    /// Each time the list was packed for download: the archive's digest and how many lines it holds. The archive itself is
    /// gone after a day, its password was never kept.
    comparison_download "comparison_download" {
        #[sea_orm(primary_key, auto_increment = false)] comparison: i64,
        #[sea_orm(primary_key, auto_increment = false)] no: i64,
        digest: String,
        entries: i64,
        account: i64,
        at: i64,
    }
}

table! {
    /// An answer that came in. `state` is checked (counts nowhere) or recorded; `newly_refuted` and `outdated` are what
    /// recording it would do.
    comparison_answer "comparison_answer" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        comparison: i64,
        file: i64,
        digest: String,
        answered_on: String,
        state: String,
        confirmed: i64,
        refuted: i64,
        unknown: i64,
        blank: i64,
        newly_refuted: i64,
        outdated: i64,
        account: Option<i64>,
        at: i64,
    }
}

table! {
    /// What one answer says of a person of a brand, ledger and year: `mark` is confirmed, refuted or unknown, `said_on` the
    /// day the source said so. `latest` marks the newest of its source: the others are history.
    comparison_mark "comparison_mark" {
        #[sea_orm(primary_key, auto_increment = false)] brand: i64,
        #[sea_orm(primary_key, auto_increment = false)] ledger: String,
        #[sea_orm(primary_key, auto_increment = false)] year: i64,
        #[sea_orm(primary_key, auto_increment = false)] person: Vec<u8>,
        #[sea_orm(primary_key, auto_increment = false)] answer: i64,
        source: String,
        mark: String,
        said_on: String,
        latest: bool,
    }
}
