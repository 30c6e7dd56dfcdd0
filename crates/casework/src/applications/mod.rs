//! Applications as the unit works on them: begin, type, hand in, correct, take back (5.1, 7.2.b).

mod filing;
mod serving;
mod starting;

pub use crate::{
    answers::{Answers, SectionAnswers, draft, section_keys, section_of, submitted, submitted_as},
    content::{Content, content, contents, draft_content},
    sections::{Progress, Saved, SectionState, save_section, save_section_seen},
    visibility::{Opened, check_seen, history, may_see, open, since, some, visible},
};
pub use filing::{resubmit, submit, withdraw};
pub use rosters::keyed_in;
pub use serving::sign_for_notice;
pub use starting::{set_partners, start_application, start_on_behalf};

use crate::Result;
use domain::{
    application::Application,
    brand::Brand,
    ids::{BrandId, UnitId},
};
use sea_orm::ConnectionTrait;
use storage::brands::{self, Named};

/// Brands of a unit, for "apply again" and rosters.
///
/// # Errors
/// The database is away.
pub async fn brands_of_unit(conn: &impl ConnectionTrait, unit: UnitId) -> Result<Vec<Named>> {
    Ok(brands::of_unit(conn, unit).await?)
}

/// The brands that a unit leads, the oldest first: for those it may begin an application (3.4.b).
///
/// # Errors
/// The database is away.
pub async fn brands_led_by(conn: &impl ConnectionTrait, unit: UnitId) -> Result<Vec<Named>> {
    Ok(brands::led_by(conn, unit).await?)
}

/// A brand of a unit; none where it is no brand of it.
///
/// # Errors
/// The database is away.
pub async fn brand_of_unit(conn: &impl ConnectionTrait, unit: UnitId, brand: BrandId) -> Result<Option<Brand>> {
    let found = storage::summaries::load::<Brand>(conn, brand).await?;
    Ok(found.filter(|brand| brand.units.contains(&unit)))
}

/// The applications of a unit's brands, the oldest first.
///
/// # Errors
/// The database is away.
pub async fn applications_of_unit(conn: &impl ConnectionTrait, unit: UnitId) -> Result<Vec<Application>> {
    Ok(storage::applications::of_unit(conn, unit).await?)
}
