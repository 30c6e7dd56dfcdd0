//! Signs of padding, and samples.

table! {
    /// When a brand's filed rosters of a ledger and year were last looked through: which versions (as `3,7`), under which
    /// policy, and how many signs there were.
    roster_sign_search "roster_sign_search" {
        #[sea_orm(primary_key, auto_increment = false)] brand: i64,
        #[sea_orm(primary_key, auto_increment = false)] ledger: String,
        #[sea_orm(primary_key, auto_increment = false)] year: i64,
        versions: String,
        policy: String,
        found_at: i64,
        rows: i64,
        people: i64,
        signs: i64,
    }
}

table! {
    /// How many signs a brand has in all, and how many samples are under way, `open_samples`; `area` is the brand's. Brands
    /// with neither are left out.
    roster_sign_docket "roster_sign_docket" {
        #[sea_orm(primary_key, auto_increment = false)] brand: i64,
        area: String,
        signs: i64,
        open_samples: i64,
    }
}

table! {
    /// A sign of padding (疑点): its sentence, and where the rows behind it stand.
    roster_sign "roster_sign" {
        #[sea_orm(primary_key, auto_increment = false)] brand: i64,
        #[sea_orm(primary_key, auto_increment = false)] ledger: String,
        #[sea_orm(primary_key, auto_increment = false)] year: i64,
        #[sea_orm(primary_key, auto_increment = false)] no: i64,
        body_sealed: Vec<u8>,
    }
}

table! {
    /// A sample (抽查): the plan and the seed that its people were drawn by. `confidence`, `margin` and `expected` are
    /// percent.
    roster_sample "roster_sample" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        brand: i64,
        ledger: String,
        year: i64,
        versions: String,
        population: i64,
        confidence: i64,
        margin: i64,
        expected: i64,
        size: i64,
        seed: String,
        drawn_at: i64,
        concluded_at: Option<i64>,
    }
}

table! {
    /// A person of a sample: their number on the list drawn from, where their first row stands, and what the call brought:
    /// `result` is confirmed, refuted, unreached, or empty.
    roster_sample_person "roster_sample_person" {
        #[sea_orm(primary_key, auto_increment = false)] sample: i64,
        #[sea_orm(primary_key, auto_increment = false)] no: i64,
        number: i64,
        version: i64,
        block: i64,
        sheet: i64,
        row: i64,
        result: String,
        note_sealed: Vec<u8>,
        entered_by: Option<i64>,
        entered_at: Option<i64>,
    }
}
