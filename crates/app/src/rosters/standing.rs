//! How a person's line in a version stands: beyond doubt, in doubt until a bureau decides (待核), or decided not to count
//! (核定). Written in SQL once, because millions of lines are asked; `line` is the line and `own` its roster.

use crate::Result;
use sea_orm::{ConnectionTrait, DatabaseBackend, QueryResult, Statement};
use vault::Fingerprint;

/// Why a person waits for a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Another submitted brand claims the person in the same ledger and year.
    Brands,
    /// The number stands under another name, in the file or in another roster that stands.
    Names,
    /// The document is a passport or other paper that a reviewer confirms.
    Document,
}

impl Reason {
    /// In the order shown.
    pub const ALL: [Reason; 3] = [Reason::Brands, Reason::Names, Reason::Document];

    /// The code in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Reason::Brands => "brands",
            Reason::Names => "names",
            Reason::Document => "document",
        }
    }

    /// The words on it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Reason::Brands => "两个品牌同报",
            Reason::Names => "同号不同名",
            Reason::Document => "证件待确认",
        }
    }

    /// The reason of a code, if it is one.
    #[must_use]
    pub fn parse(code: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// What a match `m` with a rival's claim `c`, if any, says.
    fn holds(self) -> &'static str {
        match self {
            Reason::Brands => "c.brand IS NOT NULL",
            Reason::Names => "NOT m.alike",
            Reason::Document => "m.alike AND m.other = m.version",
        }
    }
}

/// The versions whose word counts: the newest published of each roster, and every filed one.
const STANDS: &str = "\
    SELECT v.id FROM roster_version v WHERE v.state = 'published' AND NOT EXISTS (SELECT 1 FROM roster_version n \
    WHERE n.roster = v.roster AND n.state = 'published' AND n.no > v.no) UNION SELECT k.version FROM roster_claim k";

/// Whether a verdict on the person knew this.
fn known(kind: &str, mark: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM roster_verdict_ground g WHERE g.brand = own.brand AND g.ledger = own.ledger \
         AND g.year = own.year AND g.person = line.person AND g.kind = '{kind}' AND g.mark = {mark})"
    )
}

/// A rival's claim `c` on the other side of a match `m`, where there is one.
const RIVALS: &str = "LEFT JOIN roster_claim c ON c.version = m.other AND c.brand <> own.brand \
                      AND c.ledger = own.ledger AND c.year = own.year";

/// The brand `b` on the other side of a match `m`; of what the file alone says, the brand itself.
const OTHERS: &str = "JOIN roster_version w ON w.id = m.other JOIN roster o ON o.id = w.roster \
                      JOIN brand_summary b ON b.id = o.brand";

/// Whether a match throws doubt on a line now.
fn holds() -> String {
    format!("(c.brand IS NOT NULL OR m.other = m.version OR (NOT m.alike AND m.other IN ({STANDS})))")
}

/// Whether a match of the line is such that `and`.
fn matched(joined: &str, and: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM roster_match m {RIVALS} {joined} WHERE m.version = line.version \
         AND m.person = line.person AND {} AND {and})",
        holds()
    )
}

/// Whether something throws doubt on a line that no verdict knew of; with a reason, only that one.
pub(super) fn open(reason: Option<Reason>) -> String {
    let only = reason.map_or("", Reason::holds);
    let and = if only.is_empty() { "" } else { " AND " };
    let unknown = format!(
        "NOT ({} AND {} AND (c.brand IS NULL OR {})){and}{only}",
        known("name", "line.name_mark"),
        known("name", "m.name_mark"),
        known("brand", "c.brand"),
    );
    matched("", &unknown)
}

/// Whether a brand of another area than `area` is concerned by what throws doubt on a line: then the city decides.
pub(super) fn across(area: &str) -> String {
    matched(OTHERS, &format!("b.area <> '{}'", area.replace('\'', "''")))
}

/// Everything that throws doubt on people of some versions: one row for each line and match.
pub(super) fn doubts(versions: &[i64], people: &str) -> String {
    format!(
        "SELECT DISTINCT line.person, line.version, line.name_mark, m.other, m.alike, m.name_mark AS other_name, \
         c.brand AS rival, b.id AS brand, b.area {LINES} JOIN roster_match m ON m.version = line.version \
         AND m.person = line.person {RIVALS} {OTHERS} WHERE line.version IN ({}) AND line.person IN ({people}) AND {}",
        listed(versions),
        holds()
    )
}

/// What was decided on people of some versions, whether anything throws doubt on them now or not.
pub(super) fn decided(versions: &[i64], and: &str) -> String {
    format!(
        "SELECT DISTINCT line.person, line.version, line.name_mark, d.counts {LINES} JOIN roster_verdict d \
         ON d.brand = own.brand AND d.ledger = own.ledger AND d.year = own.year AND d.person = line.person \
         WHERE line.version IN ({}) AND {and}",
        listed(versions)
    )
}

/// A fingerprint as a literal of the database asked.
pub(super) fn literal(conn: &impl ConnectionTrait, person: Fingerprint) -> String {
    match conn.get_database_backend() {
        DatabaseBackend::Postgres => format!("'\\x{person}'::bytea"),
        _ => format!("x'{person}'"),
    }
}

/// Whether a bureau decided that the line does not count.
pub(super) fn decided_out() -> String {
    format!(
        "{} AND EXISTS (SELECT 1 FROM roster_verdict d WHERE d.brand = own.brand AND d.ledger = own.ledger \
         AND d.year = own.year AND d.person = line.person AND NOT d.counts)",
        known("name", "line.name_mark")
    )
}

/// Lines with their rosters.
pub(super) const LINES: &str =
    "FROM roster_person line JOIN roster_version v ON v.id = line.version JOIN roster own ON own.id = v.roster";

/// `3,7`: what stands in an `IN` list, and the name of a set of versions.
pub(super) fn listed(versions: &[i64]) -> String {
    versions.iter().map(i64::to_string).collect::<Vec<_>>().join(",")
}

/// Asks in SQL that both databases read alike.
pub(super) async fn ask(conn: &impl ConnectionTrait, sql: String) -> Result<Vec<QueryResult>> {
    Ok(conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await?)
}

pub(super) fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}
