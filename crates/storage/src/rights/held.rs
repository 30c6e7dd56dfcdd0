//! Where a person stands in filed rosters, and what was said and decided of them: found by their fingerprint.

use crate::{
    Error,
    entities::{brand_summary, comparison_mark, roster, roster_person, roster_verdict, roster_version},
    lists,
    rosters::{LedgerYear, versions::VersionState},
    stored,
};
use chrono::NaiveDate;
use domain::{
    comparison::Mark,
    ids::{AreaCode, BrandId, RosterId, RosterVersionId, UnitId},
    roster::Ledger,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Alias, Expr, ExprTrait, Query, SimpleExpr},
};
use std::collections::BTreeSet;
use vault::Fingerprint;

/// A version that counts and lists a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedIn {
    /// The version.
    pub version: RosterVersionId,
    /// Its number among its roster's.
    pub no: i64,
    /// Whether it is the newest of its roster.
    pub newest: bool,
    /// The roster.
    pub roster: RosterId,
    /// The ledger and year of its brand.
    pub of: LedgerYear,
    /// The unit that files it.
    pub unit: UnitId,
    /// The brand's name.
    pub brand_name: String,
    /// The brand's area.
    pub area: AreaCode,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    no: i64,
    newer: i64,
    roster: i64,
    brand: i64,
    ledger: String,
    year: i64,
    unit: i64,
    name: String,
    area: String,
}

impl TryFrom<Row> for ListedIn {
    type Error = Error;

    fn try_from(row: Row) -> Result<ListedIn, Error> {
        Ok(ListedIn {
            version: RosterVersionId(row.id),
            no: row.no,
            newest: row.newer == 0,
            roster: RosterId(row.roster),
            of: ledger_year(row.brand, &row.ledger, row.year)?,
            unit: UnitId(row.unit),
            brand_name: row.name,
            area: AreaCode(row.area),
        })
    }
}

fn ledger_year(brand: i64, ledger: &str, year: i64) -> Result<LedgerYear, Error> {
    let known =
        Ledger::parse(ledger).ok_or_else(|| Error::Inconsistent(format!("brand {brand} has a ledger {ledger}")));
    Ok(LedgerYear { brand: BrandId(brand), ledger: known?, year })
}

/// The versions that count and list a person, in the order of filing.
///
/// # Errors
/// The database is away.
pub async fn listed_in(conn: &impl ConnectionTrait, person: Fingerprint) -> Result<Vec<ListedIn>, Error> {
    let versions = Query::select()
        .column(roster_person::Column::Version)
        .from(roster_person::Entity)
        .and_where(roster_person::Column::Person.eq(person.as_bytes().to_vec()))
        .take();
    let of = roster_version::Entity::belongs_to(roster::Entity)
        .from(roster_version::Column::Roster)
        .to(roster::Column::Id)
        .into();
    let brand = roster::Entity::belongs_to(brand_summary::Entity)
        .from(roster::Column::Brand)
        .to(brand_summary::Column::Id)
        .into();
    let rows = roster_version::Entity::find()
        .select_only()
        .columns([roster_version::Column::Id, roster_version::Column::No, roster_version::Column::Roster])
        .expr_as(newer(), "newer")
        .columns([roster::Column::Brand, roster::Column::Ledger, roster::Column::Year, roster::Column::Unit])
        .columns([brand_summary::Column::Name, brand_summary::Column::Area])
        .join(JoinType::InnerJoin, of)
        .join(JoinType::InnerJoin, brand)
        .filter(roster_version::Column::Id.in_subquery(versions))
        .filter(roster_version::Column::State.eq(VersionState::Published.code()))
        .order_by_asc(roster_version::Column::Id)
        .into_model::<Row>()
        .all(conn)
        .await?;
    rows.into_iter().map(ListedIn::try_from).collect()
}

/// How many later versions of the same roster count.
fn newer() -> SimpleExpr {
    let newer = |column| Expr::col((Alias::new("newer"), column));
    let later = Query::select()
        .expr(newer(roster_version::Column::Id).count())
        .from_as(roster_version::Entity, Alias::new("newer"))
        .and_where(newer(roster_version::Column::Roster).eq(roster_version::Column::Roster.into_expr()))
        .and_where(newer(roster_version::Column::State).eq(VersionState::Published.code()))
        .and_where(newer(roster_version::Column::No).gt(roster_version::Column::No.into_expr()))
        .take();
    SimpleExpr::SubQuery(None, Box::new(later.into()))
}

/// Where bureaus decided on a person (核定) of some brands, and whether they count there.
///
/// # Errors
/// The database is away.
pub async fn verdicts_on(
    conn: &impl ConnectionTrait,
    person: Fingerprint,
    brands: &BTreeSet<BrandId>,
) -> Result<Vec<(LedgerYear, bool)>, Error> {
    let of = roster_verdict::Entity::find()
        .filter(lists::among(conn, roster_verdict::Column::Brand, brands.iter().map(|brand| brand.0)))
        .filter(roster_verdict::Column::Person.eq(person.as_bytes().to_vec()));
    let rows = of.all(conn).await?;
    rows.into_iter().map(|row| Ok((ledger_year(row.brand, &row.ledger, row.year)?, row.counts))).collect()
}

/// What outside records said of a person of some brands last, source by source, each with its day.
///
/// # Errors
/// The database is away.
pub async fn marks_on(
    conn: &impl ConnectionTrait,
    person: Fingerprint,
    brands: &BTreeSet<BrandId>,
) -> Result<Vec<(LedgerYear, Mark, NaiveDate)>, Error> {
    let latest = comparison_mark::Entity::find()
        .filter(lists::among(conn, comparison_mark::Column::Brand, brands.iter().map(|brand| brand.0)))
        .filter(comparison_mark::Column::Person.eq(person.as_bytes().to_vec()))
        .filter(comparison_mark::Column::Latest.eq(true))
        .order_by_asc(comparison_mark::Column::Answer);
    let one = |row: comparison_mark::Model| {
        let senseless = || Error::Inconsistent(format!("a mark of brand {} is {}", row.brand, row.mark));
        let mark = Mark::parse(&row.mark).ok_or_else(senseless)?;
        let said_on = stored::date(&row.said_on).ok_or_else(senseless)?;
        Ok((ledger_year(row.brand, &row.ledger, row.year)?, mark, said_on))
    };
    latest.all(conn).await?.into_iter().map(one).collect()
}
