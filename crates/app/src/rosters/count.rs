//! Head-counts: distinct people over versions, verified and disputed apart.

use crate::Result;
use domain::{
    finding::{Count, Ledger, LedgerFiled},
    ids::{BrandId, RosterVersionId},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Cond, Expr, ExprTrait, Func, Query, SelectStatement},
};
use std::collections::BTreeSet;
use storage::entities::{roster, roster_claim, roster_person, roster_version};

/// Figures of one brand over a set of roster versions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counts {
    /// People led to jobs or start-ups over the filed years (3.3).
    pub employed: Count,
    /// Of the verified, poverty-alleviated workers (3.3.c).
    pub poverty_alleviated: u64,
    /// People who passed training in the category in the last full year (3.5.b).
    pub trained: Count,
    /// The same for the year under way.
    pub trained_this_year: u64,
    /// The employment ledger's rows (3.5.c).
    pub employment_ledger: Option<Ledger>,
    /// The training ledger's rows (3.5.d).
    pub training_ledger: Option<Ledger>,
    /// Rosters filed, by ledger and year (4.4).
    pub filed: BTreeSet<LedgerFiled>,
}

/// Counts people over `versions`. A person who waits for confirmation, or whom another submitted brand claims in the same
/// ledger and year, is disputed and not verified.
///
/// # Errors
/// The database is away.
pub async fn counts(
    conn: &impl ConnectionTrait,
    brand: BrandId,
    versions: &[RosterVersionId],
    category: Option<&str>,
    training_year: i32,
) -> Result<Counts> {
    let ids: Vec<i64> = versions.iter().map(|version| version.0).collect();
    let rows = roster_version::Entity::find()
        .filter(roster_version::Column::Id.is_in(ids))
        .find_also_related_roster(conn)
        .await?;
    let mut counts = Counts::default();
    let (mut employment, mut training, mut this_year) = (Vec::new(), Vec::new(), Vec::new());
    for (version, of) in rows {
        let year = i32::try_from(of.year).unwrap_or_default();
        let ledger =
            if of.ledger == "employment" { &mut counts.employment_ledger } else { &mut counts.training_ledger };
        let sum = ledger.get_or_insert(Ledger { rows: 0, faulty: 0 });
        sum.rows += unsigned(version.rows);
        sum.faulty += unsigned(version.rejected);
        match (of.ledger.as_str(), year) {
            ("employment", _) => {
                counts.filed.insert(LedgerFiled::Employment(year));
                employment.push(version.id);
            }
            (_, year) => {
                counts.filed.insert(LedgerFiled::Training(year));
                if year == training_year { &mut training } else { &mut this_year }.push(version.id);
            }
        }
    }
    let all = Cond::all();
    counts.employed = distinct(conn, brand, &employment, all.clone()).await?;
    let poor = all.clone().add(roster_person::Column::PovertyAlleviated.eq(true));
    counts.poverty_alleviated = distinct(conn, brand, &employment, poor).await?.verified;
    let passed = all.add(roster_person::Column::Passed.eq(true));
    let passed = match category {
        Some(category) => passed.add(roster_person::Column::Category.eq(category)),
        None => passed,
    };
    counts.trained = distinct(conn, brand, &training, passed.clone()).await?;
    counts.trained_this_year = distinct(conn, brand, &this_year, passed).await?.verified;
    Ok(counts)
}

/// A version with its roster.
trait WithRoster {
    async fn find_also_related_roster(
        self,
        conn: &impl ConnectionTrait,
    ) -> Result<Vec<(roster_version::Model, roster::Model)>>;
}

impl WithRoster for sea_orm::Select<roster_version::Entity> {
    async fn find_also_related_roster(
        self,
        conn: &impl ConnectionTrait,
    ) -> Result<Vec<(roster_version::Model, roster::Model)>> {
        let versions = self.all(conn).await?;
        let ids: BTreeSet<i64> = versions.iter().map(|version| version.roster).collect();
        let rosters = roster::Entity::find().filter(roster::Column::Id.is_in(ids)).all(conn).await?;
        let of = |id| rosters.iter().find(|roster| roster.id == id).cloned();
        Ok(versions.into_iter().filter_map(|version| of(version.roster).map(|roster| (version, roster))).collect())
    }
}

async fn distinct(conn: &impl ConnectionTrait, brand: BrandId, versions: &[i64], among: Cond) -> Result<Count> {
    if versions.is_empty() {
        return Ok(Count::default());
    }
    let everybody = number(conn, &people(versions, among.clone())).await?;
    let disputed = number(conn, people(versions, among).cond_where(doubtful(brand))).await?;
    Ok(Count { verified: everybody.saturating_sub(disputed), disputed })
}

fn people(versions: &[i64], among: Cond) -> SelectStatement {
    Query::select()
        .expr_as(Func::count_distinct(Expr::col((roster_person::Entity, roster_person::Column::Person))), "people")
        .from(roster_person::Entity)
        .cond_where(Expr::col((roster_person::Entity, roster_person::Column::Version)).is_in(versions.iter().copied()))
        .cond_where(among)
        .cond_where(roster_person::Column::Counts.eq(true))
        .to_owned()
}

/// People who wait for confirmation, or whom another brand's claim names in the same ledger and year.
fn doubtful(brand: BrandId) -> Cond {
    let own = Query::select()
        .expr(Expr::val(1))
        .from_as(roster_person::Entity, "other")
        .join_as(
            sea_orm::sea_query::JoinType::InnerJoin,
            roster_claim::Entity,
            "theirs",
            Expr::col(("theirs", roster_claim::Column::Version)).equals(("other", roster_person::Column::Version)),
        )
        .join_as(
            sea_orm::sea_query::JoinType::InnerJoin,
            roster_version::Entity,
            "ours_version",
            Expr::col(("ours_version", roster_version::Column::Id))
                .equals((roster_person::Entity, roster_person::Column::Version)),
        )
        .join_as(
            sea_orm::sea_query::JoinType::InnerJoin,
            roster::Entity,
            "ours",
            Expr::col(("ours", roster::Column::Id)).equals(("ours_version", roster_version::Column::Roster)),
        )
        .and_where(
            Expr::col(("other", roster_person::Column::Person))
                .equals((roster_person::Entity, roster_person::Column::Person)),
        )
        .and_where(Expr::col(("other", roster_person::Column::Counts)).eq(true))
        .and_where(Expr::col(("theirs", roster_claim::Column::Brand)).ne(brand.0))
        .and_where(Expr::col(("theirs", roster_claim::Column::Ledger)).equals(("ours", roster::Column::Ledger)))
        .and_where(Expr::col(("theirs", roster_claim::Column::Year)).equals(("ours", roster::Column::Year)))
        .to_owned();
    Cond::any().add(roster_person::Column::Waiting.eq(true)).add(Expr::exists(own))
}

async fn number(conn: &impl ConnectionTrait, query: &SelectStatement) -> Result<u64> {
    let row = conn.query_one(query).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get("", "people"))?;
    Ok(unsigned(count))
}

fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}
