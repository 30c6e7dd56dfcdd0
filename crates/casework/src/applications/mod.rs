//! Applications as the unit works on them: begin, type, hand in, correct, take back (5.1, 7.2.b).

mod filing;
mod reading;
mod sections;
mod serving;
mod starting;

pub use filing::{content_digest, resubmit, submit, submitted, submitted_as, withdraw};
pub use reading::{check_seen, history, may_see, since, some, visible};
pub use rosters::keyed_in;
pub use sections::{
    Progress, Saved, SectionState, draft, key_of_section, save_section, save_section_seen, section_keys, section_of,
    sections,
};
pub(crate) use sections::{is_required, may_change};
pub use serving::sign_for_notice;
pub use starting::{set_partners, start_application, start_on_behalf};

use crate::Result;
use domain::{
    application::Application,
    ids::{BrandId, UnitId},
};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use storage::brands::{self, Named};

/// Answers of one section, by field id. Lists are arrays of objects; everything else is text.
pub type SectionAnswers = BTreeMap<String, Value>;

/// All answers of a draft or submission, by section key: `brand`, `unit/12`, `figures/2024`, `narrative`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answers(pub BTreeMap<String, SectionAnswers>);

impl Answers {
    /// The text of a field; empty where nothing was typed.
    #[must_use]
    pub fn text(&self, section: &str, field: &str) -> &str {
        self.0.get(section).and_then(|answers| answers.get(field)).and_then(Value::as_str).unwrap_or_default()
    }

    /// The entries of a list field.
    #[must_use]
    pub fn list(&self, section: &str, field: &str) -> &[Value] {
        self.0.get(section).and_then(|answers| answers.get(field)).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// Whether a yes-no field says yes.
    #[must_use]
    pub fn yes(&self, section: &str, field: &str) -> bool {
        matches!(self.text(section, field), "yes" | "true" | "是")
    }
}

/// Brands of a unit, for "apply again" and rosters.
///
/// # Errors
/// The database is away.
pub async fn brands_of_unit(conn: &impl ConnectionTrait, unit: UnitId) -> Result<Vec<Named>> {
    Ok(brands::of_unit(conn, unit).await?)
}

/// The applications of a brand, the oldest first.
///
/// # Errors
/// The database is away.
pub async fn applications_of_brand(conn: &impl ConnectionTrait, brand: BrandId) -> Result<Vec<Application>> {
    Ok(storage::applications::of_brand(conn, brand).await?)
}
