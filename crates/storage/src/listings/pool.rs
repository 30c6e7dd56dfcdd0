//! A county's pool: applications that passed its review and wait for a recommendation, the best first; among equals the one
//! with more poverty-alleviated workers (3.3.c), then the older.

use super::List;
use crate::{
    entities::{application_summary as application, unit},
    listing::{Key, Listing, Search, col, or_empty, same},
};
use domain::{
    access::Scope,
    application::State,
    ids::{ApplicationId, RoundId},
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, FromQueryResult, QueryResult, QueryTrait, sea_query::JoinType};

/// An application of the pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number.
    pub id: ApplicationId,
    /// Its round.
    pub round: RoundId,
    /// The brand.
    pub title: String,
    /// The lead unit.
    pub unit: String,
    /// Points of the county's evaluation, in hundredths.
    pub points: i64,
    /// People led to jobs and start-ups.
    pub employed: i64,
    /// Of these, poverty-alleviated workers.
    pub poverty_alleviated: i64,
}

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        Ok(Row {
            id: ApplicationId(row.try_get(prefix, "id")?),
            round: RoundId(row.try_get(prefix, "round")?),
            title: row.try_get(prefix, "title")?,
            unit: row.try_get(prefix, "unit")?,
            points: row.try_get(prefix, "points")?,
            employed: row.try_get(prefix, "employed")?,
            poverty_alleviated: row.try_get(prefix, "poverty_alleviated")?,
        })
    }
}

/// Applications of the pool by brand and lead unit.
#[must_use]
pub fn listing(scope: &Scope, search: &Search) -> Listing<Row> {
    let mut rows = application::Entity::find().into_query();
    rows.expr_as(or_empty(col(unit::Column::Name)), "unit")
        .join(JoinType::LeftJoin, unit::Entity, same(unit::Column::Id, application::Column::LeadUnit))
        .and_where(application::Column::State.eq(State::Reviewed.code()))
        .cond_where(search.worded([col(application::Column::Title), or_empty(col(unit::Column::Name))]));
    let keys = vec![
        Key::number(col(application::Column::Points), |row: &Row| row.points).falling(),
        Key::number(col(application::Column::PovertyAlleviated), |row: &Row| row.poverty_alleviated).falling(),
        Key::number(col(application::Column::Id), |row: &Row| row.id.0),
    ];
    Listing::joined::<application::Entity>(List::Pool, scope, rows, keys)
}
