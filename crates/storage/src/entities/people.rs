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
    /// steps of chains the account may take; `state` is invited, waiting, active or disabled.
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
        failures: i64,
        locked_until: Option<i64>,
        created_at: i64,
        created_by: Option<i64>,
        confirmed_by: Option<i64>,
        last_seen_at: Option<i64>,
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
