//! Head-counts: distinct people over versions; verified, disputed and excluded apart.

use super::{sets::Versions, tallies};
use crate::Result;
use domain::{
    finding::{Count, Ledger, LedgerFiled},
    ids::RosterVersionId,
    roster,
};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::BTreeSet;
use storage::{
    entities::{roster as rosters, roster_version},
    lists,
};

/// What outside records say of people (比对); whoever is in none of the three was not compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Some source confirms them and none refutes.
    pub confirmed: u64,
    /// Some source refutes them.
    pub refuted: u64,
    /// They were asked about, and no source knows.
    pub unknown: u64,
}

impl Compared {
    /// Everyone of whom outside records were asked.
    #[must_use]
    pub fn all(self) -> u64 {
        self.confirmed + self.refuted + self.unknown
    }
}

/// Figures of one brand over a set of roster versions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counts {
    /// People led to jobs or start-ups over the filed years (3.3).
    pub employed: Count,
    /// What outside records say of them, whether they count or not.
    pub employed_compared: Compared,
    /// Of the verified, poverty-alleviated workers (3.3.c).
    pub poverty_alleviated: u64,
    /// People who passed training in the category in the last full year (3.5.b).
    pub trained: Count,
    /// What outside records say of them, whether they count or not.
    pub trained_compared: Compared,
    /// People who passed in the year under way.
    pub trained_this_year: u64,
    /// The employment ledger's rows (3.5.c).
    pub employment_ledger: Option<Ledger>,
    /// The training ledger's rows (3.5.d).
    pub training_ledger: Option<Ledger>,
    /// Rosters filed, by ledger and year (4.4).
    pub filed: BTreeSet<LedgerFiled>,
}

/// The people of `versions`, all of one brand, from the counters kept. A person who waits for confirmation, or whom another
/// submitted brand claims in the same ledger and year, is disputed and not verified; one line that nobody doubts verifies a
/// person, whatever is said of another year's.
///
/// # Errors
/// The database is away.
pub async fn counts(
    conn: &impl ConnectionTrait,
    versions: &[RosterVersionId],
    category: Option<&str>,
    training_year: i32,
) -> Result<Counts> {
    let mut counts = Counts::default();
    let (mut employment, mut training, mut this_year) = (Vec::new(), Vec::new(), Vec::new());
    for (version, of) in with_rosters(conn, versions).await? {
        let year = i32::try_from(of.year).unwrap_or_default();
        let ledger =
            if of.ledger == "employment" { &mut counts.employment_ledger } else { &mut counts.training_ledger };
        let sum = ledger.get_or_insert(Ledger { rows: 0, faulty: 0 });
        sum.rows += version.rows.unsigned_abs();
        sum.faulty += version.rejected.unsigned_abs();
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
    let employed = tallies::of(conn, &Versions::new(roster::Ledger::Employment, employment), None).await?;
    (counts.employed, counts.poverty_alleviated) = (employed.count(), employed.poverty_alleviated());
    counts.employed_compared = employed.compared();
    let passed = async |ids| tallies::of(conn, &Versions::new(roster::Ledger::Training, ids), category).await;
    let trained = passed(training).await?;
    (counts.trained, counts.trained_compared) = (trained.count(), trained.compared());
    counts.trained_this_year = passed(this_year).await?.count().verified;
    Ok(counts)
}

async fn with_rosters(
    conn: &impl ConnectionTrait,
    versions: &[RosterVersionId],
) -> Result<Vec<(roster_version::Model, rosters::Model)>> {
    let these = lists::among(conn, roster_version::Column::Id, versions.iter().map(|version| version.0));
    let versions = roster_version::Entity::find().filter(these).all(conn).await?;
    let these = lists::among(conn, rosters::Column::Id, versions.iter().map(|version| version.roster));
    let rosters = rosters::Entity::find().filter(these).all(conn).await?;
    let of = |id| rosters.iter().find(|roster| roster.id == id).cloned();
    Ok(versions.into_iter().filter_map(|version| of(version.roster).map(|roster| (version, roster))).collect())
}
