//! Brands entered from their papers (存量导入), waiting for the second person or decided.

use crate::{Error, entities::intake, lists};
use domain::{
    brand_name::normal_form,
    event::Moment,
    ids::{AccountId, AreaCode, CultivationId, IntakeId},
    intake::IntakeState,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::BTreeSet;

/// An entry.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its number.
    pub id: IntakeId,
    /// What was entered, in JSON.
    pub body: String,
    /// Where it stands.
    pub state: IntakeState,
    /// Why it was refused.
    pub reason: String,
    /// Who entered it.
    pub by: AccountId,
    /// The cultivation it became.
    pub cultivation: Option<CultivationId>,
}

impl TryFrom<intake::Model> for Entry {
    type Error = Error;

    fn try_from(row: intake::Model) -> Result<Entry, Error> {
        let state = IntakeState::parse(&row.state);
        Ok(Entry {
            id: IntakeId(row.id),
            state: state.ok_or_else(|| Error::Inconsistent(format!("entry {} is {}", row.id, row.state)))?,
            body: row.body,
            reason: row.reason,
            by: AccountId(row.proposed_by),
            cultivation: row.cultivation_id.map(CultivationId),
        })
    }
}

/// What is entered: besides the body, what lists show of it.
#[derive(Clone, Debug)]
pub struct NewEntry<'a> {
    /// Its number.
    pub id: IntakeId,
    /// The brand's name.
    pub name: &'a str,
    /// Its area.
    pub area: &'a AreaCode,
    /// The lead unit's name.
    pub unit: &'a str,
    /// All that was entered, in JSON.
    pub body: String,
    /// By whom.
    pub by: AccountId,
    /// When.
    pub at: Moment,
}

/// Enters a brand, waiting for the second person.
///
/// # Errors
/// The database is away.
pub async fn insert(conn: &impl ConnectionTrait, new: NewEntry<'_>) -> Result<(), Error> {
    let row = intake::ActiveModel {
        id: Set(new.id.0),
        name: Set(new.name.to_owned()),
        name_form: Set(normal_form(new.name)),
        area: Set(new.area.0.clone()),
        unit_name: Set(new.unit.to_owned()),
        body: Set(new.body),
        state: Set(IntakeState::Waiting.code().to_owned()),
        reason: Set(String::new()),
        proposed_by: Set(new.by.0),
        proposed_at: Set(new.at.timestamp_millis()),
        decided_by: Set(None),
        cultivation_id: Set(None),
    };
    intake::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// How the second person decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision<'a> {
    /// The brand has its cultivation now.
    Confirmed(CultivationId),
    /// It is not taken in, for this reason.
    Refused(&'a str),
}

/// Decides on an entry.
///
/// # Errors
/// The database is away.
pub async fn decide(
    conn: &impl ConnectionTrait,
    id: IntakeId,
    by: AccountId,
    decision: Decision<'_>,
) -> Result<(), Error> {
    let (state, reason, cultivation) = match decision {
        Decision::Confirmed(cultivation) => (IntakeState::Confirmed, "", Some(cultivation.0)),
        Decision::Refused(reason) => (IntakeState::Refused, reason, None),
    };
    let change = intake::ActiveModel {
        state: Set(state.code().to_owned()),
        reason: Set(reason.to_owned()),
        decided_by: Set(Some(by.0)),
        cultivation_id: Set(cultivation),
        ..Default::default()
    };
    intake::Entity::update_many().set(change).filter(intake::Column::Id.eq(id.0)).exec(conn).await?;
    Ok(())
}

/// One entry.
///
/// # Errors
/// The database is away.
pub async fn get(conn: &impl ConnectionTrait, id: IntakeId) -> Result<Option<Entry>, Error> {
    intake::Entity::find_by_id(id.0).one(conn).await?.map(Entry::try_from).transpose()
}

/// The brands of some names that wait, each as the form of its name and its area.
///
/// # Errors
/// The database is away.
pub async fn waiting(conn: &impl ConnectionTrait, forms: Vec<String>) -> Result<BTreeSet<(String, AreaCode)>, Error> {
    let waiting = intake::Entity::find().filter(intake::Column::State.eq(IntakeState::Waiting.code()));
    let rows = lists::rows_among(conn, waiting, intake::Column::NameForm, forms).await?;
    Ok(rows.into_iter().map(|row| (row.name_form, AreaCode(row.area))).collect())
}
