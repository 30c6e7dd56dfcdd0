//! Identity documents: GB 11643 numbers, residence permits, foreigners' permanent residence cards, passports.

mod area;
mod check;
mod error;
mod kind;
mod number;

pub use area::{Area, AreaStatus, area, area_named, has_area_in};
pub use error::IdentityError;
pub use kind::{DocumentKind, Sex};
pub use number::DocumentNumber;
