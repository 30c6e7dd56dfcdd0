//! What outside records say of people: of one source the later day speaks, the older is kept as history.

use crate::{
    Error,
    entities::comparison_mark,
    lists,
    rosters::{LedgerYear, fingerprint, ledger},
    stored::date,
    summaries::day,
};
use chrono::NaiveDate;
use domain::{
    comparison::{Mark, Source},
    ids::{BrandId, ComparisonAnswerId},
    roster::Ledger,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Statement};
use vault::Fingerprint;

/// Rows in one statement.
const BATCH: usize = 1_000;

/// What an answer says of a person of a brand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    /// The ledger and the year.
    pub of: (Ledger, i64),
    /// Who.
    pub person: Fingerprint,
    /// Which answer.
    pub answer: ComparisonAnswerId,
    /// Whose records.
    pub source: Source,
    /// What they say.
    pub mark: Mark,
    /// On which day.
    pub on: NaiveDate,
}

fn said(row: &comparison_mark::Model) -> Result<Said, Error> {
    let senseless = |what: &str| Error::Inconsistent(format!("a mark of answer {} has no {what}", row.answer));
    Ok(Said {
        of: (ledger(&row.ledger)?, row.year),
        person: fingerprint(&row.person)?,
        answer: ComparisonAnswerId(row.answer),
        source: Source::parse(&row.source).ok_or_else(|| senseless("source"))?,
        mark: Mark::parse(&row.mark).ok_or_else(|| senseless("word"))?,
        on: date(&row.said_on).ok_or_else(|| senseless("day"))?,
    })
}

/// What a source says now of a brand's people.
///
/// # Errors
/// The database is away.
pub async fn of_source(conn: &impl ConnectionTrait, brand: BrandId, source: Source) -> Result<Vec<Said>, Error> {
    let now = comparison_mark::Entity::find()
        .filter(comparison_mark::Column::Brand.eq(brand.0))
        .filter(comparison_mark::Column::Source.eq(source.code()))
        .filter(comparison_mark::Column::Latest.eq(true));
    now.all(conn).await?.iter().map(said).collect()
}

/// What every source says now of some people of a ledger and year, by the order of answers.
///
/// # Errors
/// The database is away.
pub async fn of_people(
    conn: &impl ConnectionTrait,
    of: LedgerYear,
    people: &[Fingerprint],
) -> Result<Vec<Said>, Error> {
    let marks = comparison_mark::Entity::find()
        .filter(belongs!(comparison_mark, of))
        .filter(comparison_mark::Column::Latest.eq(true))
        .order_by_asc(comparison_mark::Column::Answer);
    let people = people.iter().map(|person| person.as_bytes().to_vec());
    lists::rows_among(conn, marks, comparison_mark::Column::Person, people).await?.iter().map(said).collect()
}

/// Writes what an answer says of a brand's people, each with whether it is the newest word of its source; what the source
/// said before of the same people is history then.
///
/// # Errors
/// The database is away.
pub async fn write(
    conn: &impl ConnectionTrait,
    brand: BrandId,
    (source, answer): (Source, ComparisonAnswerId),
    said: impl Iterator<Item = (Said, bool)>,
) -> Result<(), Error> {
    let row = |(said, latest): (Said, bool)| comparison_mark::ActiveModel {
        brand: Set(brand.0),
        ledger: Set(said.of.0.code().to_owned()),
        year: Set(said.of.1),
        person: Set(said.person.as_bytes().to_vec()),
        answer: Set(said.answer.0),
        source: Set(said.source.code().to_owned()),
        mark: Set(said.mark.code().to_owned()),
        said_on: Set(day(said.on)),
        latest: Set(latest),
    };
    for some in said.map(row).collect::<Vec<_>>().chunks(BATCH) {
        comparison_mark::Entity::insert_many(some.to_vec()).exec_without_returning(conn).await?;
    }
    yield_to(conn, brand, source, answer).await
}

async fn yield_to(
    conn: &impl ConnectionTrait,
    brand: BrandId,
    source: Source,
    answer: ComparisonAnswerId,
) -> Result<(), Error> {
    let sql = format!(
        "UPDATE comparison_mark SET latest = FALSE WHERE brand = {brand} AND source = '{}' \
         AND answer <> {answer} AND latest AND EXISTS (SELECT 1 FROM comparison_mark n WHERE n.answer = {answer} \
         AND n.latest AND n.brand = comparison_mark.brand AND n.ledger = comparison_mark.ledger \
         AND n.year = comparison_mark.year AND n.person = comparison_mark.person)",
        source.code()
    );
    conn.execute_raw(Statement::from_string(conn.get_database_backend(), sql)).await?;
    Ok(())
}

/// Forgets what was said of everybody of a ledger and year, or of one person.
///
/// # Errors
/// The database is away.
pub async fn forget(conn: &impl ConnectionTrait, of: LedgerYear, only: Option<Fingerprint>) -> Result<(), Error> {
    let mut marks = belongs!(comparison_mark, of);
    if let Some(person) = only {
        marks = marks.add(comparison_mark::Column::Person.eq(person.as_bytes().to_vec()));
    }
    comparison_mark::Entity::delete_many().filter(marks).exec(conn).await?;
    Ok(())
}
