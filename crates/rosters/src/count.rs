//! Head-counts: distinct people over versions; verified, disputed and excluded apart.

use crate::Result;
use domain::{
    application::PinnedRoster,
    finding::{Count, Ledger, LedgerFiled},
    ids::{BrandId, RosterVersionId},
    roster,
};
use sea_orm::ConnectionTrait;
use std::{collections::BTreeSet, ops::RangeInclusive, sync::Arc};
use storage::rosters::{
    Versions,
    tallies::{self, Compared, Tallies, Tally},
    versions::{self, Version},
};

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

/// Roster versions of one brand, with everything that is counted of them.
#[derive(Clone, Debug, Default)]
pub struct Filed {
    /// The versions.
    pub versions: Vec<Version>,
    /// Of its own sets, and of those of others that were read with it.
    tallies: Arc<Tallies>,
}

impl Filed {
    /// The versions as a submission pins them.
    #[must_use]
    pub fn pinned(&self) -> Vec<PinnedRoster> {
        self.versions.iter().map(pinned).collect()
    }

    /// The people of one of the versions alone.
    #[must_use]
    pub fn alone(&self, version: &Version) -> Count {
        self.tally(&Versions::new(version.roster.ledger, vec![version.id]), None).count()
    }

    fn tally(&self, set: &Versions, category: Option<&str>) -> Tally {
        tallies::among(&self.tallies, set, category)
    }

    fn set(&self, ledger: roster::Ledger, of: impl Fn(i32) -> bool) -> Versions {
        let these = self.versions.iter().filter(|version| version.roster.ledger == ledger && of(year_of(version)));
        Versions::new(ledger, these.map(|version| version.id).collect())
    }

    /// Employment is counted over all its years together, training of a year and of the others apart, each version alone.
    fn sets(&self, training_year: i32) -> Vec<Versions> {
        let alone = self.versions.iter().map(|version| Versions::new(version.roster.ledger, vec![version.id]));
        let together = [
            self.set(roster::Ledger::Employment, |_| true),
            self.set(roster::Ledger::Training, |year| year == training_year),
            self.set(roster::Ledger::Training, |year| year != training_year),
        ];
        together.into_iter().chain(alone).filter(|set| !set.is_empty()).collect()
    }

    fn ledger(&self, ledger: roster::Ledger) -> Option<Ledger> {
        let mut these = self.versions.iter().filter(|version| version.roster.ledger == ledger).peekable();
        these.peek()?;
        let sum = |sum: Ledger, version: &Version| Ledger {
            rows: sum.rows + version.figures.rows.unsigned_abs(),
            faulty: sum.faulty + version.figures.rejected.unsigned_abs(),
        };
        Some(these.fold(Ledger { rows: 0, faulty: 0 }, sum))
    }

    /// The figures of all of them. A person who waits for confirmation, or whom another submitted brand claims in the same
    /// ledger and year, is disputed and not verified; one line that nobody doubts verifies a person, whatever is said of
    /// another year's. Training counts in `category`, or in all where none is named.
    #[must_use]
    pub fn counts(&self, category: Option<&str>, training_year: i32) -> Counts {
        let employed = self.tally(&self.set(roster::Ledger::Employment, |_| true), None);
        let passed = self.set(roster::Ledger::Training, |year| year == training_year);
        let trained = self.tally(&passed, category);
        let this_year = self.tally(&self.set(roster::Ledger::Training, |year| year != training_year), category);
        let filed = self.versions.iter().map(|version| match version.roster.ledger {
            roster::Ledger::Employment => LedgerFiled::Employment(year_of(version)),
            roster::Ledger::Training => LedgerFiled::Training(year_of(version)),
        });
        Counts {
            employed: employed.count(),
            employed_compared: employed.compared,
            poverty_alleviated: employed.verified_poverty_alleviated(),
            trained: trained.count(),
            trained_compared: trained.compared,
            trained_this_year: this_year.count().verified,
            employment_ledger: self.ledger(roster::Ledger::Employment),
            training_ledger: self.ledger(roster::Ledger::Training),
            filed: filed.collect(),
        }
    }
}

/// Some versions, all of one brand, with the counters kept of them: training of `training_year` apart from other years'.
///
/// # Errors
/// The database is away.
pub async fn filed(conn: &impl ConnectionTrait, versions: &[RosterVersionId], training_year: i32) -> Result<Filed> {
    Ok(filed_each(conn, vec![(versions.to_vec(), training_year)]).await?.pop().unwrap_or_default())
}

/// As [`filed`], for each of some brands the versions named and its year of training, in as many statements as for one.
///
/// # Errors
/// The database is away.
pub async fn filed_each(conn: &impl ConnectionTrait, named: Vec<(Vec<RosterVersionId>, i32)>) -> Result<Vec<Filed>> {
    let ids: Vec<RosterVersionId> = named.iter().flat_map(|(versions, _)| versions).copied().collect();
    let known = versions::these(conn, ids).await?;
    let own = |(ids, training_year): (Vec<RosterVersionId>, i32)| {
        let versions = known.iter().filter(|version| ids.contains(&version.id));
        (versions.cloned().collect::<Vec<Version>>(), training_year)
    };
    let versions: Vec<_> = named.into_iter().map(own).collect();
    counted(conn, versions).await
}

/// As [`filed`], the newest published version of every roster of a brand in these years: what a submission would pin.
///
/// # Errors
/// The database is away.
pub async fn newest(
    conn: &impl ConnectionTrait,
    brand: BrandId,
    years: RangeInclusive<i32>,
    training_year: i32,
) -> Result<Filed> {
    let versions = versions::newest_of(conn, brand, years).await?;
    Ok(counted(conn, vec![(versions, training_year)]).await?.pop().unwrap_or_default())
}

/// The counters of some brands' versions, each with its year of training.
async fn counted(conn: &impl ConnectionTrait, versions: Vec<(Vec<Version>, i32)>) -> Result<Vec<Filed>> {
    let (mut filed, mut sets) = (Vec::new(), Vec::new());
    for (versions, training_year) in versions {
        let of = Filed { versions, tallies: Arc::default() };
        sets.extend(of.sets(training_year));
        filed.push(of);
    }
    let tallies = Arc::new(tallies::of(conn, &sets).await?);
    Ok(filed.into_iter().map(|of| Filed { tallies: tallies.clone(), ..of }).collect())
}

/// The year that a version is of.
pub(super) fn year_of(version: &Version) -> i32 {
    i32::try_from(version.roster.year).unwrap_or_default()
}

/// A version as a submission pins it.
pub(super) fn pinned(version: &Version) -> PinnedRoster {
    PinnedRoster { version: version.id, digest: version.digest.clone() }
}
