//! Signs of padding (疑点) in a brand's filed rosters, and samples (抽查) of their people: for the bureaus of the area, the city
//! and the auditor. Units see neither.

mod calls;
mod reading;
mod samples;
mod search;
mod views;

pub use calls::{Called, SampledPage, UnmaskedRow, called_rows, enter_results, unmask_called};
pub use samples::{NewSample, SampleView, conclude_sample, draw_sample, sample, sample_size, sign_events};
pub use search::{search_pending_signs, search_signs};
pub use views::{
    SignAt, SignRow, SignSheet, SignsDocket, export_signed, sign_rows, signed_brands, signs_of, signs_of_brands,
    unmask_sign_rows,
};

use crate::{Result, visibility::reviewer};
use domain::{
    access::{Actor, Denied, Role},
    brand::Brand,
    ids::{BrandId, RosterVersionId},
};
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;
use storage::rosters::{LedgerYear, claims};

/// The bureaus that review the brand, and the auditor.
fn reader(actor: &Actor, brand: &Brand) -> Result<(), Denied> {
    if actor.role == Role::Auditor { Ok(()) } else { reviewer(actor, brand) }
}

/// The versions a brand has filed, by ledger and year.
async fn filed(conn: &impl ConnectionTrait, brand: BrandId) -> Result<BTreeMap<LedgerYear, Vec<RosterVersionId>>> {
    let mut filed: BTreeMap<LedgerYear, Vec<RosterVersionId>> = BTreeMap::new();
    for claim in claims::of_brand(conn, brand).await? {
        filed.entry(claim.of).or_default().push(claim.version);
    }
    Ok(filed)
}

/// Where the body of a sign is sealed.
fn place(LedgerYear { brand, ledger, year }: LedgerYear, no: i64) -> vault::Context {
    crate::seals::ROSTER_SIGN.key(&format!("{brand}/{}/{year}/{no}", ledger.code()))
}
