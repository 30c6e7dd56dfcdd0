//! Signs of padding (疑点): when filed rosters were looked through, and what was found, sealed.

use super::{
    LedgerYear, ledger,
    standing::{listed, signed, unsigned, versions_named},
};
use crate::{
    Error, brands,
    entities::{roster_sample, roster_sign, roster_sign_docket, roster_sign_search},
    lists,
    stored::moment,
};
use domain::{
    event::Moment,
    ids::{BrandId, RosterVersionId},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;

/// Signs in one statement.
const BATCH: usize = 500;

/// A search of a brand's filed rosters of a ledger and year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// What was looked through.
    pub of: LedgerYear,
    /// The versions that were filed then.
    pub versions: Vec<RosterVersionId>,
    /// The policy whose thresholds were held against them.
    pub policy: String,
    /// When.
    pub found_at: Moment,
    /// Rows.
    pub rows: u64,
    /// Distinct people.
    pub people: u64,
    /// Signs found, kept or not.
    pub signs: u64,
}

fn search(row: &roster_sign_search::Model) -> Result<Search, Error> {
    Ok(Search {
        of: LedgerYear { brand: BrandId(row.brand), ledger: ledger(&row.ledger)?, year: row.year },
        versions: versions_named(&row.versions),
        policy: row.policy.clone(),
        found_at: moment(row.found_at).ok_or_else(|| Error::Inconsistent("a search of no time".to_owned()))?,
        rows: unsigned(row.rows),
        people: unsigned(row.people),
        signs: unsigned(row.signs),
    })
}

fn key(of: LedgerYear) -> (i64, String, i64) {
    (of.brand.0, of.ledger.code().to_owned(), of.year)
}

/// The last search of a ledger and year.
///
/// # Errors
/// The database is away.
pub async fn last_search(conn: &impl ConnectionTrait, of: LedgerYear) -> Result<Option<Search>, Error> {
    roster_sign_search::Entity::find_by_id(key(of)).one(conn).await?.as_ref().map(search).transpose()
}

/// The last searches of a brand, one for each ledger and year.
///
/// # Errors
/// The database is away.
pub async fn searches_of(conn: &impl ConnectionTrait, brand: BrandId) -> Result<Vec<Search>, Error> {
    let rows = roster_sign_search::Entity::find().filter(roster_sign_search::Column::Brand.eq(brand.0));
    rows.all(conn).await?.iter().map(search).collect()
}

/// How many signs these brands have, as far as they were searched; those without are left out.
///
/// # Errors
/// The database is away.
pub async fn by_brand(
    conn: &impl ConnectionTrait,
    brands: impl IntoIterator<Item = BrandId>,
) -> Result<BTreeMap<BrandId, u64>, Error> {
    let these = lists::among(conn, roster_sign_docket::Column::Brand, brands.into_iter().map(|brand| brand.0));
    let rows = roster_sign_docket::Entity::find().filter(these).filter(roster_sign_docket::Column::Signs.gt(0));
    Ok(rows.all(conn).await?.into_iter().map(|row| (BrandId(row.brand), unsigned(row.signs))).collect())
}

/// What a brand's searches and samples come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Docket {
    /// Signs of all its ledgers and years.
    pub signs: u64,
    /// Samples in which calls are still to be made.
    pub open_samples: u64,
}

/// What is kept of a brand.
///
/// # Errors
/// The database is away.
pub async fn docket(conn: &impl ConnectionTrait, brand: BrandId) -> Result<Docket, Error> {
    let row = roster_sign_docket::Entity::find_by_id(brand.0).one(conn).await?;
    Ok(row.map_or_else(Docket::default, |row| Docket {
        signs: unsigned(row.signs),
        open_samples: unsigned(row.open_samples),
    }))
}

/// Adds up a brand's searches and samples anew.
///
/// # Errors
/// The database is away.
pub async fn count(conn: &impl ConnectionTrait, brand: BrandId) -> Result<Docket, Error> {
    let signs = searches_of(conn, brand).await?.iter().map(|search| search.signs).sum();
    let samples = roster_sample::Entity::find().filter(roster_sample::Column::Brand.eq(brand.0));
    let open_samples = samples.filter(roster_sample::Column::ConcludedAt.is_null()).count(conn).await?;
    Ok(Docket { signs, open_samples })
}

/// Keeps what a brand's searches and samples come to, after one of them changed.
///
/// # Errors
/// The database is away.
pub async fn keep_count(conn: &impl ConnectionTrait, brand: BrandId) -> Result<(), Error> {
    roster_sign_docket::Entity::delete_by_id(brand.0).exec(conn).await?;
    let docket = count(conn, brand).await?;
    if docket == Docket::default() {
        return Ok(());
    }
    let area = brands::area(conn, brand).await?;
    let row = roster_sign_docket::ActiveModel {
        brand: Set(brand.0),
        area: Set(area),
        signs: Set(signed(docket.signs)),
        open_samples: Set(signed(docket.open_samples)),
    };
    roster_sign_docket::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// A sign that is kept: its number in the search, from 1, and its body, sealed to its place.
#[derive(Clone, Debug)]
pub struct Sign {
    /// Its number.
    pub no: i64,
    /// Sentence and places of rows.
    pub body_sealed: Vec<u8>,
}

fn sign(row: roster_sign::Model) -> Sign {
    Sign { no: row.no, body_sealed: row.body_sealed }
}

/// The signs kept of a ledger and year, in their order.
///
/// # Errors
/// The database is away.
pub async fn of(conn: &impl ConnectionTrait, of: LedgerYear) -> Result<Vec<Sign>, Error> {
    let rows = roster_sign::Entity::find().filter(belongs!(roster_sign, of)).order_by_asc(roster_sign::Column::No);
    Ok(rows.all(conn).await?.into_iter().map(sign).collect())
}

/// One sign by its number.
///
/// # Errors
/// The database is away.
pub async fn get(conn: &impl ConnectionTrait, of: LedgerYear, no: i64) -> Result<Option<Sign>, Error> {
    let (brand, ledger, year) = key(of);
    Ok(roster_sign::Entity::find_by_id((brand, ledger, year, no)).one(conn).await?.map(sign))
}

/// Keeps a search and the signs it found, in place of those before.
///
/// # Errors
/// The database is away.
pub async fn replace(conn: &impl ConnectionTrait, found: &Search, signs: Vec<Sign>) -> Result<(), Error> {
    clear(conn, found.of).await?;
    let (brand, ledger, year) = key(found.of);
    let row = roster_sign_search::ActiveModel {
        brand: Set(brand),
        ledger: Set(ledger.clone()),
        year: Set(year),
        versions: Set(listed(&found.versions)),
        policy: Set(found.policy.clone()),
        found_at: Set(found.found_at.timestamp_millis()),
        rows: Set(signed(found.rows)),
        people: Set(signed(found.people)),
        signs: Set(signed(found.signs)),
    };
    roster_sign_search::Entity::insert(row).exec_without_returning(conn).await?;
    let row = |sign: Sign| roster_sign::ActiveModel {
        brand: Set(brand),
        ledger: Set(ledger.clone()),
        year: Set(year),
        no: Set(sign.no),
        body_sealed: Set(sign.body_sealed),
    };
    for some in signs.into_iter().map(row).collect::<Vec<_>>().chunks(BATCH) {
        roster_sign::Entity::insert_many(some.to_vec()).exec_without_returning(conn).await?;
    }
    keep_count(conn, found.of.brand).await
}

/// Forgets the search of a ledger and year, and its signs.
///
/// # Errors
/// The database is away.
pub async fn forget(conn: &impl ConnectionTrait, of: LedgerYear) -> Result<(), Error> {
    clear(conn, of).await?;
    keep_count(conn, of.brand).await
}

/// Takes the search of a ledger and year and its signs away; who calls it keeps the brand's count.
pub(super) async fn clear(conn: &impl ConnectionTrait, of: LedgerYear) -> Result<(), Error> {
    roster_sign::Entity::delete_many().filter(belongs!(roster_sign, of)).exec(conn).await?;
    roster_sign_search::Entity::delete_by_id(key(of)).exec(conn).await?;
    Ok(())
}
