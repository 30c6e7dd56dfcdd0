//! Applications looked up by what they are about.

use crate::{Error, entities::application_summary, lists, summaries};
use domain::{
    application::{Application, State},
    ids::{ApplicationId, BrandId},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Select};

/// Every application.
///
/// # Errors
/// The database is away.
pub async fn all(conn: &impl ConnectionTrait) -> Result<Vec<Application>, Error> {
    load(conn, application_summary::Entity::find()).await
}

/// The applications of a brand, the oldest first.
///
/// # Errors
/// The database is away.
pub async fn of_brand(conn: &impl ConnectionTrait, brand: BrandId) -> Result<Vec<Application>, Error> {
    load(conn, application_summary::Entity::find().filter(application_summary::Column::Brand.eq(brand.0))).await
}

/// Those of a selection, in the order of their numbers.
async fn load(
    conn: &impl ConnectionTrait,
    these: Select<application_summary::Entity>,
) -> Result<Vec<Application>, Error> {
    let ids: Vec<i64> = these.select_only().column(application_summary::Column::Id).into_tuple().all(conn).await?;
    let applications = summaries::load_some::<Application>(conn, ids.into_iter().map(ApplicationId)).await?;
    Ok(applications.into_values().collect())
}

/// The attempt of a brand that has not ended; none where none runs.
///
/// # Errors
/// The database is away.
pub async fn running_of(conn: &impl ConnectionTrait, brand: BrandId) -> Result<Option<Application>, Error> {
    let over = State::ALL.iter().filter(|state| state.ended() || **state == State::Recognised);
    let ended = over.map(|state| state.code());
    let running = application_summary::Entity::find()
        .filter(application_summary::Column::Brand.eq(brand.0))
        .filter(lists::none_of(application_summary::Column::State, ended))
        .one(conn)
        .await?;
    match running {
        Some(row) => summaries::load::<Application>(conn, ApplicationId(row.id)).await,
        None => Ok(None),
    }
}
