//! Which sets of roster versions head-counts are kept of.

use super::{ledger, of_brand, standing::listed, versions::VersionState};
use crate::{
    Error,
    entities::{application_summary, roster, roster_claim, roster_version},
    lists, summaries,
};
use domain::{
    application::Application,
    ids::{ApplicationId, BrandId, RosterVersionId},
    roster::Ledger,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, Query, SelectStatement},
};
use std::collections::{BTreeMap, BTreeSet};

/// Stands for every category together: no category's code is a star.
pub(super) const WHOLE: &str = "*";

/// Versions of one ledger of one brand that are counted together, in ascending order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Versions {
    pub(super) ledger: Ledger,
    pub(super) ids: Vec<RosterVersionId>,
}

impl Versions {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// A set of versions.
    #[must_use]
    pub fn new(ledger: Ledger, mut ids: Vec<RosterVersionId>) -> Versions {
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
pub(super) async fn kept(
    conn: &impl ConnectionTrait,
    brand: BrandId,
    staged: &[RosterVersionId],
) -> Result<BTreeSet<Versions>, Error> {
    let lines = versions(conn, brand, staged).await?;
    let mut newest: BTreeMap<i64, (i64, RosterVersionId)> = BTreeMap::new();
    for (id, line) in &lines {
        let last = newest.entry(line.roster).or_insert((line.no, *id));
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
fn parted(lines: &BTreeMap<RosterVersionId, Place>, ids: Vec<RosterVersionId>) -> Vec<Versions> {
    let mut parts: BTreeMap<(Ledger, i64), Vec<RosterVersionId>> = BTreeMap::new();
    for (id, line) in ids.into_iter().filter_map(|id| Some((id, lines.get(&id)?))) {
        let year = if line.ledger == Ledger::Training { line.year } else { 0 };
        parts.entry((line.ledger, year)).or_default().push(id);
    }
    parts.into_iter().map(|((ledger, _), ids)| Versions::new(ledger, ids)).collect()
}

/// A brand's published versions, and those named.
async fn versions(
    conn: &impl ConnectionTrait,
    brand: BrandId,
    staged: &[RosterVersionId],
) -> Result<BTreeMap<RosterVersionId, Place>, Error> {
    let rosters = roster::Entity::find().filter(roster::Column::Brand.eq(brand.0)).all(conn).await?;
    let named = lists::among(conn, roster_version::Column::Id, staged.iter().map(|version| version.0));
    let published = roster_version::Column::State.eq(VersionState::Published.code());
    let rows = roster_version::Entity::find()
        .filter(roster_version::Column::Roster.in_subquery(of_brand(brand)))
        .filter(Condition::any().add(published).add(named))
        .all(conn)
        .await?;
    let mut lines = BTreeMap::new();
    for row in rows {
        let Some(of) = rosters.iter().find(|roster| roster.id == row.roster) else { continue };
        let no = if row.state == VersionState::Published.code() { row.no } else { i64::MAX };
        let place = Place { roster: of.id, ledger: ledger(&of.ledger)?, year: of.year, no };
        lines.insert(RosterVersionId(row.id), place);
    }
    Ok(lines)
}

/// The names of the sets that a brand's staged versions are alone.
pub(super) fn staged_alone(brand: BrandId) -> SelectStatement {
    Query::select()
        .expr(Expr::cust("CAST(id AS text)"))
        .from(roster_version::Entity)
        .and_where(roster_version::Column::Roster.in_subquery(of_brand(brand)))
        .and_where(roster_version::Column::State.eq(VersionState::Staged.code()))
        .take()
}

/// What the brand claims now, and what its applications were filed with.
async fn filed(conn: &impl ConnectionTrait, brand: BrandId) -> Result<Vec<Vec<RosterVersionId>>, Error> {
    let claims: Vec<i64> = roster_claim::Entity::find()
        .select_only()
        .column(roster_claim::Column::Version)
        .filter(roster_claim::Column::Brand.eq(brand.0))
        .into_tuple()
        .all(conn)
        .await?;
    let mut filed = vec![claims.into_iter().map(RosterVersionId).collect()];
    let submitted: Vec<i64> = application_summary::Entity::find()
        .select_only()
        .column(application_summary::Column::Id)
        .filter(application_summary::Column::Brand.eq(brand.0))
        .filter(application_summary::Column::SubmittedAt.is_not_null())
        .into_tuple()
        .all(conn)
        .await?;
    for id in submitted {
        let application = summaries::load::<Application>(conn, ApplicationId(id)).await?;
        let pinned =
            application.and_then(|application| application.pinned).into_iter().flat_map(|pinned| pinned.rosters);
        filed.push(pinned.map(|roster| roster.version).collect());
    }
    Ok(filed)
}
