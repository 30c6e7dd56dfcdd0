//! Signs of padding (疑点) in a brand's filed rosters, and samples (抽查) of their people: for the bureaus of the area, the city
//! and the auditor. Units see neither.

mod calls;
mod forgetting;
mod reading;
mod samples;
mod search;
mod views;

pub use calls::{Called, SampledPage, UnmaskedRow, called_rows, enter_results, unmask_called};
pub(crate) use forgetting::forget_note;
pub use forgetting::{forget_samples, forget_signs};
pub use samples::{NewSample, SampleView, conclude_sample, draw_sample, sample, sample_size, sign_events};
pub use search::{search_pending_signs, search_signs};
pub use views::{
    SignAt, SignRow, SignSheet, SignsDocket, sign_rows, signed_brands, signs_of, signs_of_brands, unmask_sign_rows,
};

use super::{doubts, standing::listed};
use crate::{Error, Result};
use domain::{
    access::{Actor, Denied, Role},
    brand::Brand,
    roster::Ledger,
};
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;

/// A ledger and a year of one brand.
type Scope = (Ledger, i64);

/// The bureaus that review the brand, and the auditor.
fn reader(actor: &Actor, brand: &Brand) -> Result<(), Denied> {
    if actor.role == Role::Auditor { Ok(()) } else { super::disputed::reviewer(actor, brand) }
}

/// The versions a brand has filed, by ledger and year.
async fn filed(conn: &impl ConnectionTrait, brand: i64) -> Result<BTreeMap<Scope, Vec<i64>>> {
    let mut scopes: BTreeMap<Scope, Vec<i64>> = BTreeMap::new();
    for claim in doubts::claimed(conn, brand, None).await? {
        let ledger = Ledger::parse(&claim.ledger).ok_or(Error::NotFound)?;
        scopes.entry((ledger, claim.year)).or_default().push(claim.version);
    }
    Ok(scopes)
}

/// The versions of a set by its name, `3,7`.
fn ids(versions: &str) -> Vec<i64> {
    versions.split(',').filter_map(|id| id.parse().ok()).collect()
}

/// Where the body of a sign is sealed.
fn place((brand, (ledger, year)): (i64, Scope), no: i64) -> vault::Context {
    crate::seals::ROSTER_SIGN.key(&format!("{brand}/{}/{year}/{no}", ledger.code()))
}
