//! Every sealed column by name: the table and column a value is bound to.

#![expect(missing_docs, reason = "each is the column it names")]

use storage::reseal::{Key, Place};
use vault::Field;

pub const ACCOUNT_LOGIN: Field = Field::new("account", "login_sealed");
pub const ACCOUNT_NAME: Field = Field::new("account", "name_sealed");
pub const UNIT_DETAILS: Field = Field::new("unit", "details_sealed");
pub const MATTER_ACT: Field = Field::new("matter_act", "act_sealed");
pub const MATTER_OPINION: Field = Field::new("matter_opinion", "opinion_sealed");
pub const DRAFT_ANSWERS: Field = Field::new("draft_section", "answers_sealed");
pub const SUBMISSION_ANSWERS: Field = Field::new("submission", "answers_sealed");
pub const FILE_NAME: Field = Field::new("file", "name_sealed");
pub const OBJECTION_TEXT: Field = Field::new("objection", "text_sealed");
pub const OBJECTION_CONTACT: Field = Field::new("objection", "contact_sealed");
pub const OBJECTION_INVESTIGATION: Field = Field::new("objection", "investigation_sealed");
pub const OBJECTION_ANSWER: Field = Field::new("objection", "answer_sealed");
pub const BANK_ACCOUNT: Field = Field::new("bank_account", "account_sealed");
pub const SERVICE_SIGNER: Field = Field::new("service_receipt", "signer_sealed");
pub const ROSTER_ROWS: Field = Field::new("roster_block", "rows_sealed");
pub const ROSTER_PROBLEM: Field = Field::new("roster_problem", "message_sealed");
pub const ROSTER_SIGN: Field = Field::new("roster_sign", "body_sealed");
pub const SAMPLE_NOTE: Field = Field::new("roster_sample_person", "note_sealed");
pub const RIGHTS_DETAILS: Field = Field::new("rights_request", "details_sealed");
pub const RIGHTS_ANSWER: Field = Field::new("rights_request", "answer_sealed");
pub const RIGHTS_TASK: Field = Field::new("rights_task", "text_sealed");

/// All of them, with how each is bound to its row: what a new key seals anew. A test holds the list against the schema.
pub const PLACES: [Place; 21] = [
    Place { field: ACCOUNT_LOGIN, keys: &[Key::Number("id")] },
    Place { field: ACCOUNT_NAME, keys: &[Key::Number("id")] },
    Place { field: UNIT_DETAILS, keys: &[Key::Number("id")] },
    Place { field: MATTER_ACT, keys: &[Key::Number("matter")] },
    Place { field: MATTER_OPINION, keys: &[Key::Number("matter"), Key::Number("seq")] },
    Place { field: DRAFT_ANSWERS, keys: &[Key::Number("application_id"), Key::Text("section")] },
    Place { field: SUBMISSION_ANSWERS, keys: &[Key::Number("application_id"), Key::Number("no")] },
    Place { field: FILE_NAME, keys: &[Key::Number("id")] },
    Place { field: OBJECTION_TEXT, keys: &[Key::Number("id")] },
    Place { field: OBJECTION_CONTACT, keys: &[Key::Number("id")] },
    Place { field: OBJECTION_INVESTIGATION, keys: &[Key::Number("id")] },
    Place { field: OBJECTION_ANSWER, keys: &[Key::Number("id")] },
    Place { field: BANK_ACCOUNT, keys: &[Key::Number("cultivation_id"), Key::Text("payment")] },
    Place { field: SERVICE_SIGNER, keys: &[Key::Text("stream"), Key::Number("stream_id"), Key::Number("seq")] },
    Place { field: ROSTER_ROWS, keys: &[Key::Number("version"), Key::Number("no")] },
    Place { field: ROSTER_PROBLEM, keys: &[Key::Number("import"), Key::Number("no")] },
    Place { field: RIGHTS_DETAILS, keys: &[Key::Number("id")] },
    Place { field: RIGHTS_ANSWER, keys: &[Key::Number("id")] },
    Place { field: RIGHTS_TASK, keys: &[Key::Number("id")] },
    Place {
        field: ROSTER_SIGN,
        keys: &[Key::Number("brand"), Key::Text("ledger"), Key::Number("year"), Key::Number("no")],
    },
    Place { field: SAMPLE_NOTE, keys: &[Key::Number("sample"), Key::Number("no")] },
];
