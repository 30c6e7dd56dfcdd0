//! Offices, accounts and how they come in, units.

table! {
    /// Offices. `level` is the code of the role its people have; `area` stands for county bureaus only.
    office "office" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        level: String,
        area: Option<String>,
        name: String,
    }
}

table! {
    /// Accounts. `login` is the keyed fingerprint of the sign-in name, which may be a mobile number; `steps` lists the
    /// steps of chains the account may take; `state` is invited, waiting, active or disabled, `place` its place in the roll:
    /// 0 while it waits for a second person, else 1. `last_seen_at` is 0 before the first sign-in.
    account "account" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        #[sea_orm(unique)] login: String,
        login_sealed: Vec<u8>,
        role: String,
        office: Option<i64>,
        unit: Option<i64>,
        name_sealed: Vec<u8>,
        section: String,
        post: String,
        steps: String,
        stands_in_for: Option<i64>,
        password: Option<String>,
        state: String,
        place: i64,
        failures: i64,
        locked_until: Option<i64>,
        created_at: i64,
        created_by: Option<i64>,
        confirmed_by: Option<i64>,
        last_seen_at: i64,
    }
}

table! {
    /// One-time links; only the link's digest is kept.
    one_time_link "one_time_link" {
        #[sea_orm(primary_key, auto_increment = false)] digest: String,
        account: i64,
        expires_at: i64,
        used_at: Option<i64>,
    }
}

table! {
    /// Sessions; only the token's digest is kept.
    session "session" {
        #[sea_orm(primary_key, auto_increment = false)] digest: String,
        account: Option<i64>,
        body: String,
        created_at: i64,
        expires_at: i64,
    }
}

table! {
    /// Cultivating units. `state` is waiting, confirmed or refused.
    unit "unit" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        seq: i64,
        #[sea_orm(unique)] credit_code: String,
        name: String,
        kind: String,
        area: String,
        details_sealed: Vec<u8>,
        state: String,
        reason: String,
        created_at: i64,
    }
}

table! {
    /// People's requests about the data held on them. `person` is the keyed fingerprint, `details` who they are, how that
    /// was checked and what they ask; `ground` why it was refused. `place` is its place in the list: an open one's deadline
    /// as a number, behind them the closed, the newest first. `due_order` is what the work list goes along: `due`, or a day that
    /// never comes.
    rights_request "rights_request" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        seq: i64,
        area: Option<String>,
        asked: String,
        person: Vec<u8>,
        details_sealed: Vec<u8>,
        registered_by: i64,
        registered_at: i64,
        due: Option<String>,
        due_order: String,
        reported_at: Option<i64>,
        closed_at: Option<i64>,
        ground: Option<String>,
        answer_sealed: Option<Vec<u8>>,
        place: i64,
    }
}

table! {
    /// Corrections that units are asked to make in a roster: done once a newer version is filed.
    rights_task "rights_task" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        request: i64,
        brand: i64,
        unit: i64,
        roster: i64,
        asked_at: i64,
        text_sealed: Vec<u8>,
    }
}
