//! Rosters (花名册, annex 2): filed extracts of the training and employment ledgers, counted by distinct person.

mod count;

pub use count::{Counts, counts};

use crate::{Result, Verb};
use chrono::{Datelike, NaiveDate};
use domain::{
    case::PinnedRoster,
    ids::{BrandId, RosterVersionId},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::ops::RangeInclusive;
use storage::entities::{roster, roster_claim, roster_version};

/// The years an application is filed with (4.4): the year before and the current one.
#[must_use]
pub fn years(today: NaiveDate) -> RangeInclusive<i32> {
    today.year() - 1..=today.year()
}

/// The newest published version of every roster of a brand in these years: what a submission pins.
///
/// # Errors
/// The database is away.
pub async fn pin(conn: &impl ConnectionTrait, brand: BrandId, years: RangeInclusive<i32>) -> Result<Vec<PinnedRoster>> {
    let rosters = roster::Entity::find()
        .filter(roster::Column::Brand.eq(brand.0))
        .filter(roster::Column::Year.between(*years.start(), *years.end()))
        .order_by_asc(roster::Column::Id)
        .all(conn)
        .await?;
    let mut pinned = Vec::new();
    for roster in rosters {
        let newest = roster_version::Entity::find()
            .filter(roster_version::Column::Roster.eq(roster.id))
            .filter(roster_version::Column::State.eq("published"))
            .order_by_desc(roster_version::Column::No)
            .one(conn)
            .await?;
        if let Some(version) = newest {
            pinned.push(PinnedRoster { version: RosterVersionId(version.id), digest: version.digest });
        }
    }
    Ok(pinned)
}

/// Claims the people of the pinned versions for a brand, in place of what it claimed before: from now on another
/// submitted brand with one of them makes that person disputed (待核).
pub(crate) async fn freeze(verb: &mut Verb, brand: BrandId, pinned: &[PinnedRoster]) -> Result<()> {
    roster_claim::Entity::delete_many().filter(roster_claim::Column::Brand.eq(brand.0)).exec(verb.conn()).await?;
    for roster_version in pinned {
        let id = roster_version.version.0;
        let Some(version) = roster_version::Entity::find_by_id(id).one(verb.conn()).await? else { continue };
        let Some(of) = roster::Entity::find_by_id(version.roster).one(verb.conn()).await? else { continue };
        let claim = roster_claim::ActiveModel {
            version: Set(id),
            brand: Set(brand.0),
            ledger: Set(of.ledger),
            year: Set(of.year),
        };
        roster_claim::Entity::insert(claim).exec_without_returning(verb.conn()).await?;
    }
    Ok(())
}

/// Gives up a brand's claims when its attempt ends.
pub(crate) async fn release(verb: &Verb, brand: BrandId) -> Result<()> {
    roster_claim::Entity::delete_many().filter(roster_claim::Column::Brand.eq(brand.0)).exec(verb.conn()).await?;
    Ok(())
}
