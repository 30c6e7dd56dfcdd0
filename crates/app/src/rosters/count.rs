//! Head-counts: distinct people over versions, verified and disputed apart.

use super::matches;
use crate::Result;
use domain::{
    finding::{Count, Ledger, LedgerFiled},
    ids::{BrandId, RosterVersionId},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Cond, Expr, ExprTrait, Func, JoinType, Query, SelectStatement},
};
use std::collections::BTreeSet;
use storage::entities::{roster, roster_claim, roster_match, roster_person, roster_version};

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
    let (employed, poor) = distinct(conn, brand, &employment, Cond::all()).await?;
    (counts.employed, counts.poverty_alleviated) = (employed, poor);
    let passed = Cond::all().add(roster_person::Column::Passed.eq(true));
    let passed = match category {
        Some(category) => passed.add(roster_person::Column::Category.eq(category)),
        None => passed,
    };
    counts.trained = distinct(conn, brand, &training, passed.clone()).await?.0;
    counts.trained_this_year = distinct(conn, brand, &this_year, passed).await?.0.verified;
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

/// People of these versions, and how many of the verified are poverty-alleviated workers. One line that nobody doubts
/// verifies a person, whatever is said of another year's.
async fn distinct(conn: &impl ConnectionTrait, brand: BrandId, versions: &[i64], among: Cond) -> Result<(Count, u64)> {
    if versions.is_empty() {
        return Ok((Count::default(), 0));
    }
    let known = roster_match::Entity::find().filter(roster_match::Column::Version.is_in(versions.iter().copied()));
    let shared = known.one(conn).await?.is_some();
    let waiting = Cond::any().add(line(roster_person::Column::Waiting).eq(true));
    let doubtful = if shared { waiting.add(Expr::exists(doubted(brand))) } else { waiting };
    let each = Query::select()
        .expr_as(Func::max(Expr::case(doubtful, 0).finally(1)), "clear")
        .expr_as(Func::max(Expr::case(line(roster_person::Column::PovertyAlleviated).eq(true), 1).finally(0)), "poor")
        .from(roster_person::Entity)
        .and_where(line(roster_person::Column::Version).is_in(versions.iter().copied()))
        .and_where(line(roster_person::Column::Counts).eq(true))
        .cond_where(among)
        .group_by_col((roster_person::Entity, roster_person::Column::Person))
        .to_owned();
    let clear = || Expr::col("clear");
    let totals = Query::select()
        .expr_as(Expr::cust("COUNT(*)"), "people")
        .expr_as(Func::sum(clear()), "verified")
        .expr_as(Func::sum(clear().mul(Expr::col("poor"))), "poor")
        .from_subquery(each, "each_person")
        .to_owned();
    let Some(row) = conn.query_one(&totals).await? else { return Ok((Count::default(), 0)) };
    // Sums over nobody are nothing.
    let figure = |name: &str| -> Result<u64> { Ok(unsigned(row.try_get::<Option<i64>>("", name)?.unwrap_or(0))) };
    let (people, verified) = (figure("people")?, figure("verified")?);
    Ok((Count { verified, disputed: people.saturating_sub(verified) }, figure("poor")?))
}

fn line(column: roster_person::Column) -> Expr {
    Expr::col((roster_person::Entity, column))
}

/// What throws doubt on a line: another brand's claim on the person in the same ledger and year, or the same number under
/// another name in a roster that stands.
fn doubted(brand: BrandId) -> SelectStatement {
    let own = |column: roster_match::Column| Expr::col((roster_match::Entity, column));
    Query::select()
        .expr(Expr::val(1))
        .from(roster_match::Entity)
        .join(
            JoinType::LeftJoin,
            roster_claim::Entity,
            Expr::col((roster_claim::Entity, roster_claim::Column::Version))
                .equals((roster_match::Entity, roster_match::Column::Other)),
        )
        .and_where(own(roster_match::Column::Version).equals((roster_person::Entity, roster_person::Column::Version)))
        .and_where(own(roster_match::Column::Person).equals((roster_person::Entity, roster_person::Column::Person)))
        .cond_where(
            Cond::any().add(Expr::col((roster_claim::Entity, roster_claim::Column::Brand)).ne(brand.0)).add(
                own(roster_match::Column::Alike)
                    .eq(false)
                    .and(own(roster_match::Column::Other).in_subquery(matches::current())),
            ),
        )
        .to_owned()
}

fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}
