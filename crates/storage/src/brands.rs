//! Brands looked up by what stands in their summaries.

use crate::{
    Error,
    entities::{application_summary, brand_summary, brand_unit},
    lists, stored,
};
use domain::{
    application::State,
    brand_name::normal_form,
    event::Moment,
    ids::{ApplicationId, AreaCode, BrandId, UnitId},
    namesake::{Borne, Namesake},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Query, SelectStatement},
};
use std::collections::{BTreeMap, BTreeSet};

/// A brand by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its number.
    pub id: BrandId,
    /// Its name; empty while none was typed.
    pub name: String,
    /// Its area.
    pub area: AreaCode,
}

async fn all(conn: &impl ConnectionTrait, brands: Select<brand_summary::Entity>) -> Result<Vec<Named>, Error> {
    use brand_summary::Column::{Area, Id, Name};
    let rows = brands.select_only().columns([Id, Name, Area]).order_by_asc(Id);
    let rows: Vec<(i64, String, String)> = rows.into_tuple().all(conn).await?;
    Ok(rows.into_iter().map(|(id, name, area)| Named { id: BrandId(id), name, area: AreaCode(area) }).collect())
}

/// Some brands, the oldest first; those that are not there are left out.
///
/// # Errors
/// The database is away.
pub async fn named(conn: &impl ConnectionTrait, ids: impl IntoIterator<Item = BrandId>) -> Result<Vec<Named>, Error> {
    let these = lists::among(conn, brand_summary::Column::Id, ids.into_iter().map(|id| id.0));
    all(conn, brand_summary::Entity::find().filter(these)).await
}

/// The code of a brand's area; empty where it is not there.
///
/// # Errors
/// The database is away.
pub(crate) async fn area(conn: &impl ConnectionTrait, id: BrandId) -> Result<String, Error> {
    let brand = brand_summary::Entity::find_by_id(id.0).one(conn).await?;
    Ok(brand.map_or_else(String::new, |brand| brand.area))
}

/// The brands of a unit, also those it leads with others, the oldest first.
///
/// # Errors
/// The database is away.
pub async fn of_unit(conn: &impl ConnectionTrait, unit: UnitId) -> Result<Vec<Named>, Error> {
    let these = brand_summary::Column::Id.in_subquery(numbers_of_unit(unit));
    all(conn, brand_summary::Entity::find().filter(these)).await
}

/// The brands that a unit leads, the oldest first.
///
/// # Errors
/// The database is away.
pub async fn led_by(conn: &impl ConnectionTrait, unit: UnitId) -> Result<Vec<Named>, Error> {
    let led = numbers_of_unit(unit).and_where(brand_unit::Column::Place.eq(0)).take();
    all(conn, brand_summary::Entity::find().filter(brand_summary::Column::Id.in_subquery(led))).await
}

/// The numbers of a unit's brands.
pub(crate) fn numbers_of_unit(unit: UnitId) -> SelectStatement {
    Query::select()
        .column(brand_unit::Column::Brand)
        .from(brand_unit::Entity)
        .and_where(brand_unit::Column::Unit.eq(unit.0))
        .take()
}

/// States of an attempt that was handed in and has not ended.
const UNDER_WAY: [State; 6] =
    [State::Submitted, State::Returned, State::Reviewed, State::Recommended, State::InReview, State::OnNotice];

/// The brands that bear some names, by the form of the name ([`normal_form`]), the oldest first: how far each has come. A name
/// that says nothing is nobody's.
///
/// # Errors
/// The database is away.
pub async fn of_names(conn: &impl ConnectionTrait, names: &[&str]) -> Result<BTreeMap<String, Vec<Namesake>>, Error> {
    let forms = names.iter().map(|name| normal_form(name)).filter(|form| !form.is_empty());
    let forms: BTreeSet<String> = forms.collect();
    let brands = brand_summary::Entity::find().order_by_asc(brand_summary::Column::Id);
    let rows = lists::rows_among(conn, brands, brand_summary::Column::NameForm, forms).await?;
    let mut filed = under_way(conn, &rows).await?;
    let mut of_names = BTreeMap::<String, Vec<Namesake>>::new();
    for row in rows {
        let plaque = row.plaque.unwrap_or_default();
        let namesake = Namesake {
            brand: BrandId(row.id),
            name: row.name,
            area: AreaCode(row.area),
            lead: UnitId(row.lead_unit),
            title: row.document.map(|document| Borne { document, plaque }),
            filed: filed.remove(&row.id),
        };
        of_names.entry(row.name_form).or_default().push(namesake);
    }
    Ok(of_names)
}

/// The attempts of some brands that were handed in and have not ended, by brand; nothing is asked of no brands. Each has few
/// attempts: asked for their states as well, a database may go through everybody's of a state instead.
async fn under_way(
    conn: &impl ConnectionTrait,
    brands: &[brand_summary::Model],
) -> Result<BTreeMap<i64, (Moment, ApplicationId)>, Error> {
    use application_summary::Column;
    let under_way = UNDER_WAY.map(State::code);
    if brands.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(i64, i64, String, Option<i64>)> = application_summary::Entity::find()
        .select_only()
        .columns([Column::Brand, Column::Id, Column::State, Column::SubmittedAt])
        .filter(lists::among(conn, Column::Brand, brands.iter().map(|brand| brand.id)))
        .into_tuple()
        .all(conn)
        .await?;
    let filed = |(brand, id, _, at): (i64, i64, String, Option<i64>)| {
        let at = at.and_then(stored::moment);
        let at = at.ok_or_else(|| Error::Inconsistent(format!("application {id} was never handed in")))?;
        Ok((brand, (at, ApplicationId(id))))
    };
    rows.into_iter().filter(|(_, _, state, _)| under_way.contains(&state.as_str())).map(filed).collect()
}

/// The brands that bear a name, the oldest first.
///
/// # Errors
/// The database is away.
pub async fn of_name(conn: &impl ConnectionTrait, name: &str) -> Result<Vec<Namesake>, Error> {
    Ok(of_names(conn, &[name]).await?.into_values().flatten().collect())
}

/// Those of some numbers that plaques carry.
///
/// # Errors
/// The database is away.
pub async fn plaques_among(conn: &impl ConnectionTrait, numbers: Vec<String>) -> Result<BTreeSet<String>, Error> {
    let rows = lists::rows_among(conn, brand_summary::Entity::find(), brand_summary::Column::Plaque, numbers).await?;
    Ok(rows.into_iter().filter_map(|row| row.plaque).collect())
}

/// The brand whose plaque carries one of some numbers.
///
/// # Errors
/// The database is away.
pub async fn by_plaque(conn: &impl ConnectionTrait, numbers: &[String]) -> Result<Option<BrandId>, Error> {
    let any = numbers.iter().fold(Condition::any(), |any, number| any.add(brand_summary::Column::Plaque.eq(number)));
    let id: Option<i64> = brand_summary::Entity::find()
        .select_only()
        .column(brand_summary::Column::Id)
        .filter(any)
        .into_tuple()
        .one(conn)
        .await?;
    Ok(id.map(BrandId))
}
