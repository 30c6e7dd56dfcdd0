//! Comparison of filed people with outside records (比对): lists that may leave, their downloads, what came back.

pub mod answers;
pub mod marks;

use super::standing::{signed, unsigned};
use crate::{
    Error,
    entities::{comparison, comparison_download},
    stored::{date, moment},
    summaries::day,
};
use chrono::NaiveDate;
use domain::{
    comparison::Release,
    event::Moment,
    ids::{AccountId, AreaCode, BrandId, ComparisonId, MatterId},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    QueryOrder, QueryResult,
};
use vault::Digest;

/// A list that may leave, or people compared with another city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Its number.
    pub id: ComparisonId,
    /// Whose filed people.
    pub brand: BrandId,
    /// The brand's area.
    pub area: AreaCode,
    /// What was approved.
    pub release: Release,
    /// How many people it is about.
    pub people: u64,
    /// The matter it was approved in.
    pub matter: Option<MatterId>,
    /// When the last of the approvers agreed.
    pub released_at: Moment,
    /// When the recipient deleted the list, as it stated.
    pub deleted_on: Option<NaiveDate>,
}

impl FromQueryResult for Comparison {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let row = comparison::Model::from_query_result(row, prefix)?;
        comparison(&row).map_err(|error| DbErr::Custom(error.to_string()))
    }
}

fn comparison(row: &comparison::Model) -> Result<Comparison, Error> {
    let senseless = |what: &str| Error::Inconsistent(format!("comparison {} has no {what}", row.id));
    Ok(Comparison {
        id: ComparisonId(row.id),
        brand: BrandId(row.brand),
        area: AreaCode(row.area.clone()),
        release: serde_json::from_str(&row.body).map_err(|_| senseless("release"))?,
        people: unsigned(row.people),
        matter: row.matter.map(MatterId),
        released_at: moment(row.released_at).ok_or_else(|| senseless("time"))?,
        deleted_on: row.deleted_on.as_deref().and_then(date),
    })
}

/// A comparison.
///
/// # Errors
/// The database is away.
pub async fn get(conn: &impl ConnectionTrait, id: ComparisonId) -> Result<Option<Comparison>, Error> {
    comparison::Entity::find_by_id(id.0).one(conn).await?.as_ref().map(comparison).transpose()
}

/// The comparisons of a brand, the newest first.
///
/// # Errors
/// The database is away.
pub async fn of_brand(conn: &impl ConnectionTrait, brand: BrandId) -> Result<Vec<Comparison>, Error> {
    let rows = comparison::Entity::find().filter(comparison::Column::Brand.eq(brand.0));
    let rows = rows.order_by_desc(comparison::Column::Id);
    rows.all(conn).await?.iter().map(comparison).collect()
}

/// Keeps a comparison.
///
/// # Errors
/// The database is away.
pub async fn insert(conn: &impl ConnectionTrait, new: &Comparison) -> Result<(), Error> {
    let row = comparison::ActiveModel {
        id: Set(new.id.0),
        brand: Set(new.brand.0),
        area: Set(new.area.0.clone()),
        source: Set(new.release.source.code().to_owned()),
        body: Set(serde_json::to_string(&new.release)?),
        people: Set(signed(new.people)),
        matter: Set(new.matter.map(|matter| matter.0)),
        released_at: Set(new.released_at.timestamp_millis()),
        delete_by: Set(day(new.release.delete_by)),
        deleted_on: Set(new.deleted_on.map(day)),
    };
    comparison::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// Keeps the day on which the recipient deleted the list, as it stated.
///
/// # Errors
/// The database is away.
pub async fn set_deleted(conn: &impl ConnectionTrait, id: ComparisonId, on: NaiveDate) -> Result<(), Error> {
    let change = comparison::ActiveModel { deleted_on: Set(Some(day(on))), ..Default::default() };
    let of = comparison::Column::Id.eq(id.0);
    comparison::Entity::update_many().set(change).filter(of).exec(conn).await?;
    Ok(())
}

/// One packing of a list for download: the archive is gone after a day, its password was never kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    /// Counted from 1.
    pub no: i64,
    /// SM3 of the archive.
    pub digest: String,
    /// Lines in it.
    pub entries: u64,
    /// Who.
    pub by: AccountId,
    /// When.
    pub at: Moment,
}

fn download(row: comparison_download::Model) -> Result<Download, Error> {
    let at = moment(row.at).ok_or_else(|| Error::Inconsistent(format!("download {} of no time", row.no)))?;
    Ok(Download { no: row.no, digest: row.digest, entries: unsigned(row.entries), by: AccountId(row.account), at })
}

/// One packing.
///
/// # Errors
/// The database is away.
pub async fn download_of(conn: &impl ConnectionTrait, id: ComparisonId, no: i64) -> Result<Option<Download>, Error> {
    comparison_download::Entity::find_by_id((id.0, no)).one(conn).await?.map(download).transpose()
}

/// Every packing of a list, oldest first.
///
/// # Errors
/// The database is away.
pub async fn downloads(conn: &impl ConnectionTrait, id: ComparisonId) -> Result<Vec<Download>, Error> {
    let rows = comparison_download::Entity::find()
        .filter(comparison_download::Column::Comparison.eq(id.0))
        .order_by_asc(comparison_download::Column::No);
    rows.all(conn).await?.into_iter().map(download).collect()
}

/// Keeps that a list was packed; the number of the packing.
///
/// # Errors
/// The database is away.
pub async fn packed(
    conn: &impl ConnectionTrait,
    id: ComparisonId,
    digest: Digest,
    entries: u64,
    (by, at): (AccountId, Moment),
) -> Result<i64, Error> {
    let before = comparison_download::Entity::find().filter(comparison_download::Column::Comparison.eq(id.0));
    let no = i64::try_from(before.count(conn).await?).unwrap_or(i64::MAX - 1) + 1;
    let row = comparison_download::ActiveModel {
        comparison: Set(id.0),
        no: Set(no),
        digest: Set(digest.to_string()),
        entries: Set(signed(entries)),
        account: Set(by.0),
        at: Set(at.timestamp_millis()),
    };
    comparison_download::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(no)
}
