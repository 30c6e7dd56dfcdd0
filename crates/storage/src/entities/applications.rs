//! Rounds, applications and what belongs to them.

table! {
    /// `Summary::from(&Application)`, overwritten whole. `due` is a deadline; `due_order` is what lists sort by: the day
    /// that `Application::when` tells, also where that is nobody's deadline, or a day that never comes.
    application_summary "application_summary" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        seq: i64,
        brand: i64,
        round: i64,
        title: String,
        area: String,
        lead_unit: i64,
        state: String,
        party: String,
        act: String,
        clause: String,
        due: Option<String>,
        due_order: String,
        since: i64,
        submitted_at: Option<i64>,
        rank: Option<i64>,
        employed: i64,
        poverty_alleviated: i64,
        trained: i64,
        points: i64,
        open_objections: i64,
        notice: Option<i64>,
    }
}

table! {
    /// Cultivations as lists show them.
    cultivation_summary "cultivation_summary" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        seq: i64,
        brand: i64,
        application: Option<i64>,
        title: String,
        area: String,
        lead_unit: i64,
        state: String,
        party: String,
        act: String,
        clause: String,
        since: i64,
        document: String,
        announced_on: String,
        cycle_ends: String,
        plaque: Option<String>,
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
    /// Sections of a draft, as typed. `state` is filling or done; `seq` counts the savings.
    draft_section "draft_section" {
        #[sea_orm(primary_key, auto_increment = false)] application_id: i64,
        #[sea_orm(primary_key, auto_increment = false)] section: String,
        seq: i64,
        answers_sealed: Vec<u8>,
        state: String,
        changed_at: i64,
        changed_by: i64,
    }
}

table! {
    /// Frozen answers of a submission.
    submission "submission" {
        #[sea_orm(primary_key, auto_increment = false)] application_id: i64,
        #[sea_orm(primary_key, auto_increment = false)] no: i64,
        answers_sealed: Vec<u8>,
        digest: String,
        at: i64,
    }
}

table! {
    /// Uploaded files; the sealed content lies under its digest. `subject` is e.g. `application/12`, `slot` a form field.
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
    /// Accounts money goes to.
    bank_account "bank_account" {
        #[sea_orm(primary_key, auto_increment = false)] cultivation_id: i64,
        #[sea_orm(primary_key, auto_increment = false)] payment: String,
        account_sealed: Vec<u8>,
        changed_at: i64,
    }
}

table! {
    /// Who signed for a paper.
    service_receipt "service_receipt" {
        #[sea_orm(primary_key, auto_increment = false)] stream: String,
        #[sea_orm(primary_key, auto_increment = false)] stream_id: i64,
        #[sea_orm(primary_key, auto_increment = false)] seq: i64,
        signer_sealed: Vec<u8>,
    }
}
