//! Which sets of roster versions head-counts are kept of.

use super::standing::listed;
use crate::Result;
use domain::{ids::ApplicationId, roster::Ledger};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, Query, SelectStatement},
};
use std::collections::{BTreeMap, BTreeSet};
use storage::{
    entities::{application_summary, roster, roster_claim, roster_version},
    lists,
};

/// Stands for every category together: no category's code is a star.
pub(super) const WHOLE: &str = "*";

/// Versions of one ledger of one brand that are counted together, in ascending order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Versions {
    pub(super) ledger: Ledger,
    pub(super) ids: Vec<i64>,
}

impl Versions {
    pub(super) fn new(ledger: Ledger, mut ids: Vec<i64>) -> Versions {
        ids.sort_unstable();
        Versions { ledger, ids }
    }

    /// How the set is named: what stands in an `IN` list.
    pub(super) fn name(&self) -> String {
        listed(&self.ids)
    }

    /// The measure of the whole set; training counts those who passed.
    pub(super) fn whole(&self) -> &'static str {
        match self.ledger {
            Ledger::Employment => "employed",
            Ledger::Training => "passed",
        }
    }

    pub(super) fn measure(&self, category: &str) -> String {
        if category == WHOLE { self.whole().to_owned() } else { format!("passed/{category}") }
    }

    pub(super) fn among(&self) -> String {
        let passed = if self.ledger == Ledger::Training { " AND line.passed" } else { "" };
        format!("line.version IN ({}){passed}", self.name())
    }
}

/// The sets that pages and decisions count over: the newest versions by windows of two years, what is or was filed, and
/// each such version alone. `staged` are taken as if they were published.
pub(super) async fn kept(conn: &impl ConnectionTrait, brand: i64, staged: &[i64]) -> Result<BTreeSet<Versions>> {
    let lines = versions(conn, brand, staged).await?;
    let mut newest: BTreeMap<i64, (i64, i64)> = BTreeMap::new();
    for (id, line) in &lines {
        let last = newest.entry(line.roster).or_default();
        *last = (line.no, *id).max(*last);
    }
    let mut sets = BTreeSet::new();
    let years: BTreeSet<i64> = lines.values().flat_map(|line| [line.year, line.year + 1]).collect();
    for end in years {
        let window = newest.values().map(|(_, id)| *id).filter(|id| (end - 1..=end).contains(&lines[id].year));
        sets.extend(parted(&lines, window.collect()));
    }
    for pinned in filed(conn, brand).await? {
        sets.extend(parted(&lines, pinned));
    }
    let alone: Vec<_> =
        sets.iter().flat_map(|set| set.ids.iter().map(|id| Versions::new(set.ledger, vec![*id]))).collect();
    sets.extend(alone);
    Ok(sets)
}

/// Where a version stands; a staged one has the highest number.
struct Place {
    roster: i64,
    ledger: Ledger,
    year: i64,
    no: i64,
}

/// Employment is counted over all its years together, training year by year.
fn parted(lines: &BTreeMap<i64, Place>, ids: Vec<i64>) -> Vec<Versions> {
    let mut parts: BTreeMap<(Ledger, i64), Vec<i64>> = BTreeMap::new();
    for (id, line) in ids.into_iter().filter_map(|id| Some((id, lines.get(&id)?))) {
        let year = if line.ledger == Ledger::Training { line.year } else { 0 };
        parts.entry((line.ledger, year)).or_default().push(id);
    }
    parts.into_iter().map(|((ledger, _), ids)| Versions::new(ledger, ids)).collect()
}

/// A brand's published versions, and those named.
async fn versions(conn: &impl ConnectionTrait, brand: i64, staged: &[i64]) -> Result<BTreeMap<i64, Place>> {
    let rosters = roster::Entity::find().filter(roster::Column::Brand.eq(brand)).all(conn).await?;
    let counted = Condition::any().add(roster_version::Column::State.eq("published")).add(lists::among(
        conn,
        roster_version::Column::Id,
        staged.iter().copied(),
    ));
    let rows = roster_version::Entity::find()
        .filter(roster_version::Column::Roster.in_subquery(of_brand(brand)))
        .filter(counted)
        .all(conn)
        .await?;
    let line = |row: &roster_version::Model| {
        let of = rosters.iter().find(|roster| roster.id == row.roster)?;
        let no = if row.state == "published" { row.no } else { i64::MAX };
        Some((row.id, Place { roster: of.id, ledger: Ledger::parse(&of.ledger)?, year: of.year, no }))
    };
    Ok(rows.iter().filter_map(line).collect())
}

pub(super) async fn staged(conn: &impl ConnectionTrait, brand: i64) -> Result<Vec<i64>> {
    let rows = roster_version::Entity::find()
        .select_only()
        .column(roster_version::Column::Id)
        .filter(roster_version::Column::Roster.in_subquery(of_brand(brand)))
        .filter(roster_version::Column::State.eq("staged"));
    Ok(rows.into_tuple().all(conn).await?)
}

/// The names of the sets that a brand's staged versions are alone.
pub(super) fn staged_alone(brand: i64) -> SelectStatement {
    Query::select()
        .expr(Expr::cust("CAST(id AS text)"))
        .from(roster_version::Entity)
        .and_where(roster_version::Column::Roster.in_subquery(of_brand(brand)))
        .and_where(roster_version::Column::State.eq("staged"))
        .take()
}

/// The numbers of a brand's rosters.
fn of_brand(brand: i64) -> SelectStatement {
    Query::select().column(roster::Column::Id).from(roster::Entity).and_where(roster::Column::Brand.eq(brand)).take()
}

/// The numbers of the rosters of the same brand, ledger and year: one a unit.
#[must_use]
pub fn beside(of: &roster::Model) -> SelectStatement {
    of_brand(of.brand)
        .and_where(roster::Column::Ledger.eq(of.ledger.as_str()))
        .and_where(roster::Column::Year.eq(of.year))
        .take()
}

/// What the brand claims now, and what its applications were filed with.
async fn filed(conn: &impl ConnectionTrait, brand: i64) -> Result<Vec<Vec<i64>>> {
    let claims: Vec<i64> = roster_claim::Entity::find()
        .select_only()
        .column(roster_claim::Column::Version)
        .filter(roster_claim::Column::Brand.eq(brand))
        .into_tuple()
        .all(conn)
        .await?;
    let mut filed = vec![claims];
    let applications =
        application_summary::Entity::find().filter(application_summary::Column::Brand.eq(brand)).all(conn).await?;
    for application in applications.iter().filter(|application| application.submitted_at.is_some()) {
        let application =
            storage::summaries::load::<domain::application::Application>(conn, ApplicationId(application.id)).await?;
        let pinned =
            application.and_then(|application| application.pinned).into_iter().flat_map(|pinned| pinned.rosters);
        filed.push(pinned.map(|roster| roster.version.0).collect());
    }
    Ok(filed)
}
