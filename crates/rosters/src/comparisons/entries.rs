//! The lines of a list: one for each person, or each unit, of a ledger and year. A line is named by a request number that
//! means nothing outside: the answer needs no document number to come back.

use crate::{App, Error, Result};
use domain::{
    comparison::{Release, ReleasedField},
    ids::ComparisonId,
    roster::{Ledger, RosterRow},
};
use storage::rosters::versions;

/// A ledger and a year.
pub(super) type Scope = (Ledger, i64);

/// Hands over every row of the filed versions that counts, with the request number of the line it stands in. Several rows
/// of one person share a line.
pub(super) async fn each(
    app: &App,
    comparison: ComparisonId,
    release: &Release,
    mut each: impl FnMut(Scope, String, &RosterRow),
) -> Result<()> {
    for version in &release.versions {
        let of = versions::get(app.db().reader(), *version).await?.ok_or(Error::NotFound)?.roster;
        let scope = (of.ledger, of.year);
        crate::each_row(app, *version, |row| {
            let counts = row.feeds(scope.0) && (scope.0 == Ledger::Employment || row.passed());
            if let Some(key) = key(release, row).filter(|_| counts) {
                each(scope, request(app, comparison, scope, &key), row);
            }
        })
        .await?;
    }
    Ok(())
}

/// What makes a line: the person's document, or the unit's credit code; none where the row names no unit.
fn key(release: &Release, row: &RosterRow) -> Option<String> {
    if release.source.is_about_units() { unit_code(row).map(str::to_owned) } else { Some(row.document.identity()) }
}

/// The credit code of the employer, or of the person's own business.
pub(super) fn unit_code(row: &RosterRow) -> Option<&str> {
    row.text("employer_uscc").or_else(|| row.text("business_uscc"))
}

/// The number of a line: 76 bits of a keyed digest, behind a letter so that no spreadsheet takes it for a figure.
fn request(app: &App, comparison: ComparisonId, (ledger, year): Scope, key: &str) -> String {
    let line = format!("{comparison}/{}/{year}/{key}", ledger.code());
    let mut digest = app.vault().mac("comparison request", line.as_bytes()).to_string();
    digest.truncate(19);
    digest.make_ascii_uppercase();
    format!("Z{digest}")
}

/// What a row says in a column of the list.
pub(super) fn cell(field: ReleasedField, row: &RosterRow) -> &str {
    let text = |column: &str| row.text(column);
    match field {
        ReleasedField::Name => Some(row.name.as_str()),
        ReleasedField::DocumentKind => Some(row.document.kind().label()),
        ReleasedField::DocumentNumber => Some(row.document.number()),
        ReleasedField::CreditCode => unit_code(row),
        ReleasedField::UnitName => text("employer_name").or_else(|| text("business_name")),
        ReleasedField::HiredOn => text("hired_on"),
        ReleasedField::LeftOn => text("left_on"),
    }
    .unwrap_or_default()
}
