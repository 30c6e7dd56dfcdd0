//! Head-counts: distinct people over versions; verified, disputed and excluded apart.

use crate::Result;
use domain::{
    finding::{Count, Ledger, LedgerFiled},
    ids::RosterVersionId,
    roster,
};
use sea_orm::ConnectionTrait;
use std::collections::BTreeSet;
use storage::rosters::{
    Versions,
    tallies::{self, Compared},
    versions,
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
    for version in versions::these(conn, versions.iter().copied()).await? {
        let year = i32::try_from(version.roster.year).unwrap_or_default();
        let (ledger, filed, counted) = match version.roster.ledger {
            roster::Ledger::Employment => {
                (&mut counts.employment_ledger, LedgerFiled::Employment(year), &mut employment)
            }
            roster::Ledger::Training => {
                let counted = if year == training_year { &mut training } else { &mut this_year };
                (&mut counts.training_ledger, LedgerFiled::Training(year), counted)
            }
        };
        let sum = ledger.get_or_insert(Ledger { rows: 0, faulty: 0 });
        sum.rows += version.figures.rows.unsigned_abs();
        sum.faulty += version.figures.rejected.unsigned_abs();
        counts.filed.insert(filed);
        counted.push(version.id);
    }
    let employed = tallies::of(conn, &Versions::new(roster::Ledger::Employment, employment), None).await?;
    (counts.employed, counts.poverty_alleviated) = (employed.count(), employed.verified_poverty_alleviated());
    counts.employed_compared = employed.compared;
    let passed = async |ids| tallies::of(conn, &Versions::new(roster::Ledger::Training, ids), category).await;
    let trained = passed(training).await?;
    (counts.trained, counts.trained_compared) = (trained.count(), trained.compared);
    counts.trained_this_year = passed(this_year).await?.count().verified;
    Ok(counts)
}
