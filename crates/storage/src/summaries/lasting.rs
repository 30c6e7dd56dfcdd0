//! What lasts: units, brands, people's requests, the installation itself.

use super::{Summary, day, day_or_never, overwrite, update};
use crate::{
    Error,
    entities::{brand_summary, brand_unit, comparison, installation_summary, rights_request, unit},
};
use chrono::{Datelike, NaiveDate};
use domain::{
    brand::Brand, brand_name::normal_form, ids::RightsRequestId, installation::Installation, rights::RightsRequest,
    unit::Unit,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::OnConflict};

impl Summary for Unit {
    type Entity = unit::Entity;

    fn agrees(&self, row: &unit::Model) -> bool {
        row.seq == i64::from(self.seq)
            && row.credit_code == self.credit_code
            && row.name == self.name
            && row.kind == self.kind
            && row.area == self.area.as_str()
            && row.state == self.state.code()
            && row.reason == self.reason
            && row.created_at == self.registered_at.timestamp_millis()
    }

    async fn write<C: ConnectionTrait>(&self, conn: &C) -> Result<(), Error> {
        let columns = unit::ActiveModel {
            seq: Set(i64::from(self.seq)),
            state: Set(self.state.code().to_owned()),
            reason: Set(self.reason.clone()),
            ..Default::default()
        };
        update(conn, unit::Entity::update_many().filter(unit::Column::Id.eq(self.id.0)), columns).await
    }
}

impl Summary for Brand {
    type Entity = brand_summary::Entity;

    fn agrees(&self, row: &brand_summary::Model) -> bool {
        *row == brand_row(self)
    }

    /// Its row, who may see it, and whose desk sees what left of it.
    async fn write<C: ConnectionTrait>(&self, conn: &C) -> Result<(), Error> {
        brand_unit::Entity::delete_many().filter(brand_unit::Column::Brand.eq(self.id.0)).exec(conn).await?;
        for (place, unit) in self.units.iter().enumerate() {
            let row = brand_unit::ActiveModel {
                brand: Set(self.id.0),
                unit: Set(unit.0),
                place: Set(i64::try_from(place).unwrap_or_default()),
            };
            brand_unit::Entity::insert(row)
                .on_conflict(OnConflict::new().do_nothing().to_owned())
                .exec_without_returning(conn)
                .await?;
        }
        let here = comparison::ActiveModel { area: Set(self.area.0.clone()), ..Default::default() };
        let left = comparison::Entity::update_many().filter(comparison::Column::Brand.eq(self.id.0));
        update(conn, left.filter(comparison::Column::Area.ne(self.area.as_str())), here).await?;
        overwrite(conn, self.id.0, brand_row(self)).await
    }
}

/// The summary of a brand.
fn brand_row(brand: &Brand) -> brand_summary::Model {
    let title = brand.title.as_ref();
    brand_summary::Model {
        id: brand.id.0,
        seq: i64::from(brand.seq),
        name: brand.name.clone(),
        name_form: normal_form(&brand.name),
        area: brand.area.0.clone(),
        lead_unit: brand.units.first().map_or(0, |unit| unit.0),
        in_pool_since: brand.in_pool_since.map(day),
        titled_on: title.map(|title| day(title.on)),
        document: title.map(|title| title.document.clone()),
        plaque: title.and_then(|title| title.plaque.clone()),
        cultivation: title.map(|title| title.cultivation.0),
    }
}

/// The first place of a closed request: behind every open one.
pub(crate) const CLOSED: i64 = 100_000_000;

/// Where a request stands in its list: open ones by their deadline, those without behind them; then the closed, the newest
/// first.
#[must_use]
pub fn place_of_request(id: RightsRequestId, due: Option<NaiveDate>, closed: bool) -> i64 {
    let by_day = |day: NaiveDate| i64::from(day.year()) * 10_000 + i64::from(day.month() * 100 + day.day());
    if closed { i64::MAX - id.0 } else { due.map_or(CLOSED - 1, by_day) }
}

impl Summary for RightsRequest {
    type Entity = rights_request::Entity;

    fn agrees(&self, row: &rights_request::Model) -> bool {
        row.seq == i64::from(self.seq)
            && row.area == self.area.as_ref().map(|area| area.0.clone())
            && row.asked == self.asked.code()
            && row.registered_at == self.registered_at.timestamp_millis()
            && row.due == self.due.map(day)
            && row.due_order == day_or_never(self.due)
            && row.reported_at == self.reported_at.map(|at| at.timestamp_millis())
            && row.closed_at == self.closed_at.map(|at| at.timestamp_millis())
            && row.ground.as_deref() == self.ground.map(domain::rights::RefusalGround::code)
            && row.place == place_of_request(self.id, self.due, self.closed_at.is_some())
    }

    fn may_be_gone(&self) -> bool {
        self.closed_at.is_some()
    }

    async fn write<C: ConnectionTrait>(&self, conn: &C) -> Result<(), Error> {
        let columns = rights_request::ActiveModel {
            seq: Set(i64::from(self.seq)),
            reported_at: Set(self.reported_at.map(|at| at.timestamp_millis())),
            closed_at: Set(self.closed_at.map(|at| at.timestamp_millis())),
            ground: Set(self.ground.map(|ground| ground.code().to_owned())),
            place: Set(place_of_request(self.id, self.due, self.closed_at.is_some())),
            ..Default::default()
        };
        let row = rights_request::Entity::update_many().filter(rights_request::Column::Id.eq(self.id.0));
        update(conn, row, columns).await
    }
}

impl Summary for Installation {
    type Entity = installation_summary::Entity;

    fn agrees(&self, row: &installation_summary::Model) -> bool {
        *row == installation_row(self)
    }

    async fn write<C: ConnectionTrait>(&self, conn: &C) -> Result<(), Error> {
        overwrite(conn, self.id.0, installation_row(self)).await
    }
}

fn installation_row(installation: &Installation) -> installation_summary::Model {
    installation_summary::Model {
        id: installation.id.0,
        seq: i64::from(installation.seq),
        resealed: installation.resealed.map(i64::from),
    }
}
