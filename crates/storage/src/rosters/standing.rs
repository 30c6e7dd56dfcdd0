//! How a person's line in a version stands: beyond doubt, in doubt until a bureau decides (待核), or decided not to count
//! (核定). Written in SQL once, because millions of lines are asked; `line` is the line and `own` its roster.

use crate::Error;
use domain::{
    ids::{AreaCode, RosterVersionId},
    roster::doubt::Reason,
};
use sea_orm::{ConnectionTrait, DatabaseBackend, QueryResult, Statement};
use vault::Fingerprint;

/// What a match `m` with a rival's claim `c`, if any, says of a reason; none where no match speaks.
fn of_match(reason: Reason) -> Option<&'static str> {
    match reason {
        Reason::Brands => Some("c.brand IS NOT NULL"),
        Reason::Names => Some("NOT m.alike"),
        Reason::Document => Some("m.alike AND m.other = m.version"),
        Reason::Refuted | Reason::Unconfirmed => None,
    }
}

/// Whether the word of the version on the other side of a match `m` counts: the newest published of its roster, or a filed
/// one. Asked of that version alone, for a city has thousands.
const STANDS: &str = "\
    (EXISTS (SELECT 1 FROM roster_claim f WHERE f.version = m.other) OR EXISTS (SELECT 1 FROM roster_version v \
    WHERE v.id = m.other AND v.state = 'published' AND NOT EXISTS (SELECT 1 FROM roster_version n \
    WHERE n.roster = v.roster AND n.state = 'published' AND n.no > v.no)))";

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
    format!("(c.brand IS NOT NULL OR m.other = m.version OR (NOT m.alike AND {STANDS}))")
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
    let refuted = marked("refuted", &format!(" AND NOT {}", known("refuted", "k.answer")));
    let unconfirmed = format!("({UNCONFIRMED} AND NOT {})", known("unconfirmed", "0"));
    match reason {
        None => format!("({} OR {refuted} OR {unconfirmed})", unknown_match("")),
        Some(Reason::Refuted) => refuted,
        Some(Reason::Unconfirmed) => unconfirmed,
        Some(other) => unknown_match(&of_match(other).map_or_else(String::new, |only| format!(" AND {only}"))),
    }
}

/// Whether a match `and` throws doubt on a line that no verdict knew of.
fn unknown_match(and: &str) -> String {
    let unknown = format!(
        "NOT ({} AND {} AND (c.brand IS NULL OR {})){and}",
        known("name", "line.name_mark"),
        known("name", "m.name_mark"),
        known("brand", "c.brand"),
    );
    matched("", &unknown)
}

/// What outside records `k` say now of a line.
const MARKS: &str = "k.brand = own.brand AND k.ledger = own.ledger AND k.year = own.year \
                     AND k.person = line.person AND k.latest";

/// Whether some source's newest word on a line is `mark`, such that `and`.
fn marked(mark: &str, and: &str) -> String {
    format!("EXISTS (SELECT 1 FROM comparison_mark k WHERE {MARKS} AND k.mark = '{mark}'{and})")
}

/// Whether a line counts only once an outside record confirms it, and none has.
const UNCONFIRMED: &str = "EXISTS (SELECT 1 FROM roster_claim q WHERE q.version = line.version AND q.must_confirm) \
    AND NOT EXISTS (SELECT 1 FROM comparison_mark k WHERE k.brand = own.brand AND k.ledger = own.ledger \
    AND k.year = own.year AND k.person = line.person AND k.latest AND k.mark = 'confirmed')";

/// What outside records come to on a line: 3 confirmed, 2 refuted by any source, 1 unknown to all, 0 not compared. A
/// person's best line speaks.
pub(super) fn compared() -> String {
    format!(
        "CASE WHEN {} THEN 2 WHEN {} THEN 3 WHEN {} THEN 1 ELSE 0 END",
        marked("refuted", ""),
        marked("confirmed", ""),
        marked("unknown", "")
    )
}

/// People of versions (a list, or a query of them) on whom anything could throw doubt: few, so that nobody else is asked.
pub(super) fn suspects(versions: &str) -> String {
    format!(
        "SELECT q.person FROM roster_match q WHERE q.version IN ({versions}) UNION {} AND k.mark = 'refuted' \
         UNION SELECT p.person FROM roster_claim q JOIN roster_person p ON p.version = q.version \
         WHERE q.must_confirm AND q.version IN ({versions})",
        compared_people(versions)
    )
}

/// People of versions of whom outside records say something.
pub(super) fn compared_people(versions: &str) -> String {
    format!(
        "SELECT k.person FROM comparison_mark k JOIN roster o ON o.brand = k.brand AND o.ledger = k.ledger \
         AND o.year = k.year JOIN roster_version w ON w.roster = o.id WHERE w.id IN ({versions}) AND k.latest"
    )
}

/// Who of some people of versions is refuted, by which answers; and who waits to be confirmed (`answer` is null).
pub(super) fn outside_doubts(versions: &[RosterVersionId], people: &str) -> String {
    let among = format!("line.version IN ({}) AND line.person IN ({people})", listed(versions));
    let line = "line.person, line.version, line.name_mark";
    format!(
        "SELECT {line}, k.answer {LINES} JOIN comparison_mark k ON {MARKS} WHERE {among} AND k.mark = 'refuted' \
         UNION SELECT {line}, NULL {LINES} WHERE {among} AND {UNCONFIRMED}"
    )
}

/// Whether a brand of another area than `area` is concerned by what throws doubt on a line: then the city decides.
pub(super) fn across(area: &AreaCode) -> String {
    matched(OTHERS, &format!("b.area <> '{}'", area.0.replace('\'', "''")))
}

/// Everything that throws doubt on people of some versions: one row for each line and match.
pub(super) fn doubts(versions: &[RosterVersionId], people: &str) -> String {
    format!(
        "SELECT DISTINCT line.person, line.version, line.name_mark, m.other, m.alike, m.name_mark AS other_name, \
         c.brand AS rival, b.id AS brand, b.area {LINES} JOIN roster_match m ON m.version = line.version \
         AND m.person = line.person {RIVALS} {OTHERS} WHERE line.version IN ({}) AND line.person IN ({people}) AND {}",
        listed(versions),
        holds()
    )
}

/// What was decided on people of some versions, whether anything throws doubt on them now or not.
pub(super) fn decided(versions: &[RosterVersionId], and: &str) -> String {
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
pub(super) fn listed(versions: &[RosterVersionId]) -> String {
    versions.iter().map(RosterVersionId::to_string).collect::<Vec<_>>().join(",")
}

/// Asks in SQL that both databases read alike.
pub(super) async fn ask(conn: &impl ConnectionTrait, sql: String) -> Result<Vec<QueryResult>, Error> {
    Ok(conn.query_all_raw(Statement::from_string(conn.get_database_backend(), sql)).await?)
}

pub(super) fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

pub(super) fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The versions of a set by its name.
pub(super) fn versions_named(name: &str) -> Vec<RosterVersionId> {
    name.split(',').filter_map(|id| id.parse().ok()).collect()
}
