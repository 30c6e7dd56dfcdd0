//! Cultivations looked up by their brand, those with money on them, and the accounts it goes to.

use crate::{
    Error, brands,
    entities::{bank_account, cultivation_summary},
    lists, summaries,
};
use domain::{
    cultivation::{Cultivation, CultivationState, Payment},
    event::Moment,
    ids::{BrandId, CultivationId, UnitId},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, OnConflict},
};
use std::collections::BTreeMap;

/// The cultivations of a brand, the oldest first.
///
/// # Errors
/// The database is away.
pub async fn of_brand(conn: &impl ConnectionTrait, brand: BrandId) -> Result<Vec<Cultivation>, Error> {
    load(conn, cultivation_summary::Column::Brand.eq(brand.0)).await
}

/// The cultivations of a unit's brands, the oldest first.
///
/// # Errors
/// The database is away.
pub async fn of_unit(conn: &impl ConnectionTrait, unit: UnitId) -> Result<Vec<Cultivation>, Error> {
    load(conn, cultivation_summary::Column::Brand.in_subquery(brands::numbers_of_unit(unit))).await
}

async fn load(conn: &impl ConnectionTrait, these: Expr) -> Result<Vec<Cultivation>, Error> {
    let cultivations = cultivation_summary::Entity::find().select_only().column(cultivation_summary::Column::Id);
    let ids = cultivations.filter(these).into_query();
    Ok(summaries::load_selected::<Cultivation>(conn, ids).await?.into_values().collect())
}

/// Whether a cultivation of a brand runs.
///
/// # Errors
/// The database is away.
pub async fn is_in_cycle(conn: &impl ConnectionTrait, brand: BrandId) -> Result<bool, Error> {
    let running = cultivation_summary::Entity::find()
        .filter(cultivation_summary::Column::Brand.eq(brand.0))
        .filter(cultivation_summary::Column::State.eq(CultivationState::InCycle.code()));
    Ok(running.one(conn).await?.is_some())
}

/// Keeps the account that a payment goes to, sealed to the cultivation and the payment, in place of one before.
///
/// # Errors
/// The database is away.
pub async fn keep_account(
    conn: &impl ConnectionTrait,
    cultivation: CultivationId,
    payment: Payment,
    account_sealed: Vec<u8>,
    at: Moment,
) -> Result<(), Error> {
    let row = bank_account::ActiveModel {
        cultivation_id: Set(cultivation.0),
        payment: Set(payment.code().to_owned()),
        account_sealed: Set(account_sealed),
        changed_at: Set(at.timestamp_millis()),
    };
    let mut key = OnConflict::columns([bank_account::Column::CultivationId, bank_account::Column::Payment]);
    let key = key.update_columns([bank_account::Column::AccountSealed, bank_account::Column::ChangedAt]);
    bank_account::Entity::insert(row).on_conflict(key.to_owned()).exec_without_returning(conn).await?;
    Ok(())
}

/// The confirmed accounts of some cultivations, by cultivation and payment, each sealed to both.
///
/// # Errors
/// The database is away.
pub async fn accounts(
    conn: &impl ConnectionTrait,
    cultivations: &[CultivationId],
) -> Result<BTreeMap<(CultivationId, Payment), Vec<u8>>, Error> {
    let these = lists::among(conn, bank_account::Column::CultivationId, cultivations.iter().map(|one| one.0));
    let account = |row: bank_account::Model| {
        let payment = Payment::parse(&row.payment);
        let senseless = || Error::Inconsistent(format!("{} has a payment {}", row.cultivation_id, row.payment));
        Ok(((CultivationId(row.cultivation_id), payment.ok_or_else(senseless)?), row.account_sealed))
    };
    bank_account::Entity::find().filter(these).all(conn).await?.into_iter().map(account).collect()
}
