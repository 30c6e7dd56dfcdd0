//! The library of recognised brands (5.3.f) and the published notices, as anybody may read them. Never personal data.

mod brand;
mod notice;
mod profile;
mod search;

pub(crate) use brand::as_printed;
pub use brand::{BrandFacts, brand, by_plaque};
pub use notice::{PublicNotice, notice};
pub(crate) use profile::enter;
pub use profile::industry_name;
pub use search::{Card, Figures, Found, Query, figures, newest, search};
