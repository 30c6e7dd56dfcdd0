//! Whom an answer means: its rows held against the people of the list that left.

use super::{
    entries::{self, Scope},
    reading::Comparison,
    sheet::{self, CELLS, Days, Sheet},
};
use crate::{App, Result};
use chrono::NaiveDate;
use domain::{calendar::shanghai_date, comparison::Mark, roster::RosterRow};
use std::collections::{BTreeMap, HashMap, HashSet};
use vault::Fingerprint;

/// A person of a ledger and year.
pub(super) type Who = (Scope, Fingerprint);

/// What an answer says of whom.
pub(super) type Marks = HashMap<Who, Said>;

/// What an answer says of a person.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said {
    pub(super) mark: Mark,
    pub(super) on: NaiveDate,
}

/// An answer with those whom it means.
pub(super) struct Read {
    pub(super) sheet: Sheet,
    pub(super) marks: Marks,
}

/// Reads an answer and finds whom it means.
pub(super) async fn read(
    app: &App,
    of: &Comparison,
    file: storage::files::Original,
    otherwise: NaiveDate,
) -> Result<Read> {
    let days = Days { first: shanghai_date(of.released_at), last: app.today(), otherwise };
    let mut sheet = sheet::read(app, file, of.release.source, days).await?;
    let mut marks = Marks::new();
    let (mut requests, mut numbers) = (HashSet::new(), HashSet::new());
    let mut strangers: BTreeMap<u32, String> = BTreeMap::new();
    entries::each(app, of.id, &of.release, |scope, request, row| {
        let line = match sheet.by_request.get(&request) {
            Some(line) => {
                requests.insert(request);
                *line
            }
            None => {
                let number = number_of(of, row);
                let Some((name, line)) = number.and_then(|number| sheet.by_number.get(number)) else { return };
                if !of.release.source.is_about_units() && name != row.name.as_str() {
                    strangers.insert(line.row, number.unwrap_or_default().to_owned());
                    return;
                }
                numbers.extend(number.map(str::to_owned));
                *line
            }
        };
        let document = &row.document;
        let person = app.vault().fingerprints().person(document.kind().code(), document.number());
        let said = Said { mark: line.mark, on: line.on };
        marks.entry((scope, person)).and_modify(|before| *before = better(*before, said)).or_insert(said);
    })
    .await?;
    misses(&mut sheet, &requests, &numbers, &strangers, of);
    Ok(Read { sheet, marks })
}

fn number_of<'a>(of: &Comparison, row: &'a RosterRow) -> Option<&'a str> {
    if of.release.source.is_about_units() { entries::unit_code(row) } else { Some(row.document.number()) }
}

/// Of a person with several units the best answer speaks: one job that stands is enough.
fn better(one: Said, other: Said) -> Said {
    let rank = |said: &Said| match said.mark {
        Mark::Confirmed => 2,
        Mark::Refuted => 1,
        Mark::Unknown => 0,
    };
    if rank(&other) > rank(&one) { other } else { one }
}

/// Rows that name nobody of the list.
fn misses(
    sheet: &mut Sheet,
    requests: &HashSet<String>,
    numbers: &HashSet<String>,
    strangers: &BTreeMap<u32, String>,
    of: &Comparison,
) {
    let unknown = sheet.by_request.iter().filter(|(request, _)| !requests.contains(*request));
    let mut lost: Vec<(u32, &str, &str)> =
        unknown.map(|(_, line)| (line.row, CELLS.request, "这个编号不在发出的名单里，请核对是否串了表。")).collect();
    let column = if of.release.source.is_about_units() { "统一社会信用代码" } else { "证件号码" };
    for (number, (_, line)) in sheet.by_number.iter().filter(|(number, _)| !numbers.contains(*number)) {
        lost.push(match strangers.get(&line.row) {
            Some(of) if of == number => (line.row, "姓名", "姓名与花名册上的不同，请核对。"),
            _ => (line.row, column, "发出的名单里没有这个号码，请核对。"),
        });
    }
    lost.sort_unstable();
    for (row, column, message) in lost {
        sheet.faults.add(row, column, message);
    }
}
