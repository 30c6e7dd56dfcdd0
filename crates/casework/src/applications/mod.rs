//! Applications as the unit works on them: begin, type, hand in, correct, take back (5.1, 7.2.b).

mod filing;
mod reading;
mod sections;
mod serving;
mod starting;

pub use filing::{content_digest, resubmit, submit, submitted, submitted_as, withdraw};
pub use reading::{check_seen, history, may_see, since, visible};
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
    ids::{ApplicationId, BrandId, UnitId},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Query};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use storage::entities::{application_summary, brand_summary};

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
pub async fn brands_of_unit(conn: &impl ConnectionTrait, unit: UnitId) -> Result<Vec<brand_summary::Model>> {
    use storage::entities::brand_unit;
    let brands = Query::select()
        .column(brand_unit::Column::Brand)
        .from(brand_unit::Entity)
        .and_where(brand_unit::Column::Unit.eq(unit.0))
        .take();
    Ok(brand_summary::Entity::find()
        .filter(brand_summary::Column::Id.in_subquery(brands))
        .order_by_asc(brand_summary::Column::Id)
        .all(conn)
        .await?)
}

/// The applications of a brand, the oldest first.
///
/// # Errors
/// The database is away.
pub async fn applications_of_brand(conn: &impl ConnectionTrait, brand: BrandId) -> Result<Vec<Application>> {
    let rows = application_summary::Entity::find()
        .filter(application_summary::Column::Brand.eq(brand.0))
        .order_by_asc(application_summary::Column::Id)
        .all(conn)
        .await?;
    let mut applications = Vec::with_capacity(rows.len());
    for row in rows {
        applications.extend(storage::summaries::load::<Application>(conn, ApplicationId(row.id)).await?);
    }
    Ok(applications)
}
