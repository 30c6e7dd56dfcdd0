//! A roster's lines, cut down to what the signs look at: some eighty bytes a row, so that a million fit in memory.

use crate::{
    identity::DocumentNumber,
    mobile::Mobile,
    roster::{Ledger, RosterRow},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

/// Where a row is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RowAddress {
    /// The roster's version.
    pub version: i64,
    /// The sealed block.
    pub block: i64,
    /// The place of its sheet in the file, from 0.
    pub sheet: u16,
    /// The sheet's row number.
    pub row: u32,
}

/// What the signs look at in an accepted row. Personal.
#[derive(Clone)]
pub struct Entry<'r> {
    /// The person's document.
    pub document: DocumentNumber,
    /// The person's mobile.
    pub mobile: Mobile,
    /// 班级编号
    pub class_no: Option<&'r str>,
    /// 证书编号
    pub certificate_no: Option<&'r str>,
    /// 用工单位
    pub employer_name: Option<&'r str>,
    /// 用工单位信用代码: valid where there is one, for the check refuses others.
    pub employer_uscc: Option<&'r str>,
    /// Whether somebody is employed, neither flexible nor a start-up.
    pub employed: bool,
    /// The first day of training or work.
    pub from: Option<NaiveDate>,
    /// The last; none for work that goes on.
    pub until: Option<NaiveDate>,
}

impl<'r> Entry<'r> {
    /// The columns of a ledger's first and last day.
    #[must_use]
    pub fn days(ledger: Ledger) -> (&'static str, &'static str) {
        match ledger {
            Ledger::Training => ("started_on", "ended_on"),
            Ledger::Employment => ("hired_on", "left_on"),
        }
    }

    /// A row as one ledger reads it.
    #[must_use]
    pub fn of(row: &'r RosterRow, ledger: Ledger) -> Entry<'r> {
        let (from, until) = Entry::days(ledger);
        Entry {
            document: row.document,
            mobile: row.mobile,
            class_no: row.text("class_no"),
            certificate_no: row.text("certificate_no"),
            employer_name: row.text("employer_name"),
            employer_uscc: row.text("employer_uscc"),
            employed: row.text("employment_form") == Some("employed"),
            from: row.date(from),
            until: row.date(until),
        }
    }
}

/// One row. Words stand as numbers: 0 for none.
pub(super) struct Line {
    pub(super) place: RowAddress,
    /// Seventeen digits of a number that is built like a resident's; of any other a hash beyond them.
    pub(super) person: u64,
    pub(super) born: Option<NaiveDate>,
    pub(super) mobile: Mobile,
    pub(super) class: u32,
    pub(super) employer: u32,
    /// The credit code where there is one, else the name.
    pub(super) firm: u64,
    pub(super) coded: bool,
    pub(super) employed: bool,
    pub(super) certificate: u64,
    pub(super) from: Option<NaiveDate>,
    pub(super) until: Option<NaiveDate>,
}

/// Beyond every number of seventeen digits.
const UNNUMBERED: u64 = 1 << 63;

impl Line {
    /// The digits of a document that has a birth date in it.
    pub(super) fn number(&self) -> Option<u64> {
        self.born.is_some().then_some(self.person)
    }

    /// Full years on the first day.
    pub(super) fn age(&self) -> Option<u32> {
        self.from?.years_since(self.born?)
    }

    /// The days that two rows share, both ends counted. Work without an end goes on.
    pub(super) fn days_shared(&self, other: &Line) -> i64 {
        let (Some(from), Some(also)) = (self.from, other.from) else { return 0 };
        let end = |line: &Line| line.until.unwrap_or(NaiveDate::MAX);
        (end(self).min(end(other)) - from.max(also)).num_days() + 1
    }
}

/// The lines of a brand's rosters of one ledger and year.
pub struct Lines {
    pub(super) ledger: Ledger,
    pub(super) lines: Vec<Line>,
    words: HashMap<String, u32>,
    employers: Vec<String>,
}

impl Lines {
    /// None yet.
    #[must_use]
    pub fn new(ledger: Ledger) -> Lines {
        Lines { ledger, lines: Vec::new(), words: HashMap::new(), employers: Vec::new() }
    }

    /// Takes a row in. Rows come in the order of versions, blocks and rows.
    pub fn push(&mut self, place: RowAddress, entry: &Entry<'_>) {
        let born = entry.document.birth_date();
        let number = || entry.document.number().get(..17)?.parse().ok();
        let person = born.and_then(|_| number()).unwrap_or_else(|| UNNUMBERED | hash(&entry.document));
        let employer = entry.employer_name.map_or(0, |name| self.employer(name));
        let line = Line {
            place,
            person,
            born: born.filter(|_| person < UNNUMBERED),
            mobile: entry.mobile,
            class: entry.class_no.map_or(0, |class| self.word(class)),
            employer,
            firm: entry.employer_uscc.map_or(u64::from(employer), |code| UNNUMBERED | hash(&code)),
            coded: entry.employer_uscc.is_some(),
            employed: entry.employed,
            certificate: entry.certificate_no.map_or(0, |number| UNNUMBERED | hash(&number)),
            from: entry.from,
            until: entry.until,
        };
        self.lines.push(line);
    }

    /// Rows.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.lines.len() as u64
    }

    /// Everybody once, where they stand first: the list that samples are drawn from.
    #[must_use]
    pub fn people(&self) -> Vec<RowAddress> {
        let mut met = HashSet::with_capacity(self.lines.len());
        self.lines.iter().filter(|line| met.insert(line.person)).map(|line| line.place).collect()
    }

    pub(super) fn employer_name(&self, employer: u32) -> &str {
        self.employers.get(employer as usize - 1).map_or("", String::as_str)
    }

    fn employer(&mut self, name: &str) -> u32 {
        let next = self.employers.len() as u32 + 1;
        let known = *self.words.entry(format!("\u{1}{name}")).or_insert(next);
        if known == next {
            self.employers.push(name.to_owned());
        }
        known
    }

    fn word(&mut self, word: &str) -> u32 {
        let next = self.words.len() as u32 + 1;
        *self.words.entry(word.to_owned()).or_insert(next)
    }
}

/// The same for the same in one build of the program: nothing of it is kept.
fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
