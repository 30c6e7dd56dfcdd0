//! Matters, notices and objections.

table! {
    /// `Summary::from(&Notice)`, overwritten whole. `brands` stand on it; `place` is its last day, or behind every day before it
    /// is published.
    notice_summary "notice_summary" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        seq: i64,
        round: i64,
        title: String,
        published_on: Option<String>,
        last_day: Option<String>,
        url: Option<String>,
        corrects: Option<i64>,
        brands: i64,
        place: String,
    }
}

table! {
    /// `Summary::from(&Matter)`, overwritten whole. `taken_by` are the accounts that took a step, `taken_for` those for whom a
    /// stand-in did, each between commas: `,12,15,`.
    matter_summary "matter_summary" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        seq: i64,
        act: String,
        level: String,
        area: Option<String>,
        subject: String,
        subject_id: i64,
        state: String,
        next_step: Option<String>,
        holder: Option<i64>,
        drafter: i64,
        taken_by: String,
        taken_for: String,
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
    /// Objections (5.3.g); late ones are leads and stop nothing. `due_order` is what the work list goes along: `due`, or a
    /// day that never comes.
    objection "objection" {
        #[sea_orm(primary_key, auto_increment = false)] id: i64,
        seq: i64,
        notice: Option<i64>,
        application_id: Option<i64>,
        #[sea_orm(unique)] receipt: String,
        signed: bool,
        late: bool,
        text_sealed: Vec<u8>,
        contact_sealed: Vec<u8>,
        state: String,
        lodged_at: i64,
        acknowledged_at: Option<i64>,
        answer_due: Option<String>,
        due: Option<String>,
        due_order: String,
        investigation_sealed: Option<Vec<u8>>,
        answered_at: Option<i64>,
        answer_sealed: Option<Vec<u8>>,
    }
}
