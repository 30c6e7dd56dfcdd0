//! The tables. Moments are milliseconds since 1970 in UTC, dates are `2025-09-15`, money is fen; `*_sealed` columns hold
//! personal data under the vault's key, bound to their table, column and row.

#![expect(missing_docs, reason = "columns carry the names of the glossary")]

macro_rules! table {
    ($(#[doc = $doc:literal])* $module:ident $table:tt { $($(#[$attr:meta])* $column:ident: $type:ty),+ $(,)? }) => {
        $(#[doc = $doc])*
        pub mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model {
                $($(#[$attr])* pub $column: $type,)+
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
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

table! {
    /// `Summary::from(&Brand)`, overwritten whole.
    brand_summary "brand_summary" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        seq: i64,
        name: String,
        area: String,
        lead_unit: i64,
        in_pool_since: Option<String>,
        titled_on: Option<String>,
        document: Option<String>,
        plaque: Option<String>,
        titled_case: Option<i64>,
    }
}

table! {
    /// Which units may see a brand.
    brand_unit "brand_unit" {
        #[sea_orm(primary_key, auto_increment = false)] brand: i64,
        #[sea_orm(primary_key, auto_increment = false)] unit: i64,
        place: i64,
    }
}

table! {
    /// What the library shows of a recognised brand (5.3.f), frozen at recognition from what was filed: never personal
    /// data. `products`, `trade` and `excerpt` are the unit's own words, one paragraph of the excerpt a line.
    brand_profile "brand_profile" {
        #[sea_orm(primary_key, auto_increment = false)] brand: i64,
        industry: String,
        category: String,
        products: String,
        trade: String,
        heritage: String,
        units: String,
        excerpt: String,
        employed: i64,
        trained: i64,
    }
}

table! {
    /// `Summary::from(&Case)`, overwritten whole.
    case_summary "case_summary" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        seq: i64,
        brand: i64,
        round: Option<i64>,
        title: String,
        area: String,
        lead_unit: i64,
        state: String,
        hand: String,
        act: String,
        clause: String,
        due: Option<String>,
        since: i64,
        submitted_at: Option<i64>,
        rank: Option<i64>,
        employed: i64,
        poverty_alleviated: i64,
        trained: i64,
        open_objections: i64,
        notice: Option<i64>,
        document: Option<String>,
        announced_on: Option<String>,
        cycle_ends: Option<String>,
        paid_fen: i64,
        open_fen: i64,
    }
}

table! {
    /// `Summary::from(&Round)`, overwritten whole.
    round_summary "round_summary" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        seq: i64,
        title: String,
        year: i64,
        policy: String,
        opens: String,
        closes: String,
        recommend_by: String,
        closed: bool,
    }
}

table! {
    /// `Summary::from(&Notice)`, overwritten whole.
    notice_summary "notice_summary" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        seq: i64,
        title: String,
        published_on: Option<String>,
        last_day: Option<String>,
        url: Option<String>,
        corrects: Option<i64>,
    }
}

table! {
    /// `Summary::from(&Matter)`, overwritten whole.
    matter_summary "matter_summary" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        seq: i64,
        act: String,
        level: String,
        area: Option<String>,
        case_id: Option<i64>,
        state: String,
        next_step: Option<String>,
        holder: Option<i64>,
        drafter: i64,
        since: i64,
    }
}

table! {
    /// What a matter proposes, in full: an ordinary sealed row, its digest in the event.
    matter_act "matter_act" {
        #[sea_orm(primary_key, auto_increment = false)] matter: i64,
        title: String,
        act_sealed: Vec<u8>,
    }
}

table! {
    /// What was said at each step of a matter.
    matter_opinion "matter_opinion" {
        #[sea_orm(primary_key, auto_increment = false)] matter: i64,
        #[sea_orm(primary_key, auto_increment = false)] seq: i64,
        opinion_sealed: Vec<u8>,
    }
}

table! {
    /// Sections of a draft, as typed. `state` is filling or done.
    draft_section "draft_section" {
        #[sea_orm(primary_key, auto_increment = false)] case_id: i64,
        #[sea_orm(primary_key, auto_increment = false)] section: String,
        answers_sealed: Vec<u8>,
        state: String,
        changed_at: i64,
        changed_by: i64,
    }
}

table! {
    /// Frozen answers of a submission.
    submission "submission" {
        #[sea_orm(primary_key, auto_increment = false)] case_id: i64,
        #[sea_orm(primary_key, auto_increment = false)] no: i64,
        answers_sealed: Vec<u8>,
        digest: String,
        at: i64,
    }
}

table! {
    /// Uploaded files; the sealed content lies under its digest. `subject` is e.g. `case/12`, `slot` a form field.
    file "file" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        digest: String,
        size: i64,
        media_type: String,
        name_sealed: Vec<u8>,
        subject: String,
        slot: String,
        uploaded_by: Option<i64>,
        uploaded_at: i64,
        removed_at: Option<i64>,
    }
}

table! {
    /// Objections (5.3.g); late ones are leads and stop nothing.
    objection "objection" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        notice: i64,
        case_id: i64,
        receipt: String,
        signed: bool,
        late: bool,
        text_sealed: Vec<u8>,
        contact_sealed: Vec<u8>,
        state: String,
        lodged_at: i64,
        acknowledged_at: Option<i64>,
        answer_due: Option<String>,
        investigation_sealed: Option<Vec<u8>>,
        answered_at: Option<i64>,
        answer_sealed: Option<Vec<u8>>,
    }
}

table! {
    /// Accounts money goes to.
    bank_account "bank_account" {
        #[sea_orm(primary_key, auto_increment = false)] case_id: i64,
        #[sea_orm(primary_key, auto_increment = false)] payment: String,
        account_sealed: Vec<u8>,
        changed_at: i64,
    }
}

table! {
    /// Who signed for a paper.
    service_receipt "service_receipt" {
        #[sea_orm(primary_key, auto_increment = false)] case_id: i64,
        #[sea_orm(primary_key, auto_increment = false)] seq: i64,
        signer_sealed: Vec<u8>,
    }
}

table! {
    /// First answers to one-time form keys: a second click gets the same.
    once "once" {
        #[sea_orm(primary_key, auto_increment = false)] key: String,
        account: i64,
        answer: String,
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
    /// Work to be done later, enqueued in the verb's own transaction.
    job "job" {
        #[sea_orm(primary_key)] id: i64,
        kind: String,
        payload: String,
        run_at: i64,
        claimed_at: Option<i64>,
        attempts: i64,
        failed: Option<String>,
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
    /// name or row is seen.
    roster_person "roster_person" {
        #[sea_orm(primary_key, auto_increment = false)] version: i64,
        #[sea_orm(primary_key, auto_increment = false)] person: Vec<u8>,
        #[sea_orm(primary_key, auto_increment = false)] category: String,
        name_mark: i64,
        row_mark: i64,
        counts: bool,
        passed: bool,
        poverty_alleviated: bool,
        start_up: bool,
        waiting: bool,
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
    /// the same one for another brand in the same ledger and year. Written in both directions.
    roster_match "roster_match" {
        #[sea_orm(primary_key, auto_increment = false)] version: i64,
        #[sea_orm(primary_key, auto_increment = false)] person: Vec<u8>,
        #[sea_orm(primary_key, auto_increment = false)] other: i64,
        alike: bool,
    }
}

table! {
    /// People that a submitted case claims, so that two brands claiming one person in the same ledger and year are found.
    roster_claim "roster_claim" {
        #[sea_orm(primary_key, auto_increment = false)] version: i64,
        brand: i64,
        ledger: String,
        year: i64,
    }
}

table! {
    /// Brands handled on paper before this system (存量导入). `body` is what was entered; `state` is waiting, confirmed or
    /// refused.
    intake "intake" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        body: String,
        state: String,
        reason: String,
        proposed_by: i64,
        proposed_at: i64,
        decided_by: Option<i64>,
        case_id: Option<i64>,
    }
}
