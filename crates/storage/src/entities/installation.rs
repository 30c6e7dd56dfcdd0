//! What the installation itself runs on: the log, its settings and rules, who looked at what.

table! {
    /// The installation as its record tells it.
    installation_summary "installation_summary" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        seq: i64,
        resealed: Option<i64>,
    }
}

table! {
    /// The log.
    event "event" {
        #[sea_orm(primary_key, auto_increment = false)] position: i64,
        stream: String,
        stream_id: i64,
        seq: i64,
        at: String,
        account: Option<i64>,
        role: Option<String>,
        clause: String,
        kind: String,
        body: String,
        previous: String,
        hash: String,
    }
}

table! {
    /// Forms that were done, by the keyed fingerprint of their one-time key: a second sending gets the first one's answer.
    once "once" {
        #[sea_orm(primary_key, auto_increment = false)] key: String,
        content: i64,
        answer: Option<String>,
        at: i64,
    }
}

table! {
    /// Policy files that were loaded, by SM3.
    policy_version "policy_version" {
        #[sea_orm(primary_key, auto_increment = false)] digest: String,
        name: String,
        body: String,
        loaded_at: i64,
        loaded_by: Option<i64>,
    }
}

table! {
    /// Calendar years that were loaded after the built-in ones.
    calendar_year "calendar_year" {
        #[sea_orm(primary_key, auto_increment = false)] year: i64,
        body: String,
        loaded_at: i64,
    }
}

table! {
    /// Our own series of numbers: plaques, receipts.
    series "series" {
        #[sea_orm(primary_key, auto_increment = false)] name: String,
        last: i64,
    }
}

table! {
    /// Sign-ins, refusals and looks at personal data (S-9).
    access_record "access_record" {
        #[sea_orm(primary_key)] id: i64,
        at: i64,
        account: Option<i64>,
        kind: String,
        subject: String,
        result: String,
        detail: String,
    }
}

table! {
    /// Facts about this folder: the demo's clock, the schema's birthday.
    setting "setting" {
        #[sea_orm(primary_key, auto_increment = false)] name: String,
        value: String,
    }
}

table! {
    /// Sealing everything anew under a new data key, place after place. `place` is the sealed column being gone through,
    /// or `files`; `cursor` the key of its last row done, or the last folder of files.
    key_rotation "key_rotation" {
        #[sea_orm(primary_key, auto_increment = false)] generation: i64,
        begun_at: i64,
        finished_at: Option<i64>,
        place: String,
        cursor: String,
        values: i64,
        files: i64,
    }
}

table! {
    /// Deletions in time: `body` says what went, kind by kind, while it goes on.
    retention_run "retention_run" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        begun_at: i64,
        finished_at: Option<i64>,
        by: String,
        body: String,
    }
}
