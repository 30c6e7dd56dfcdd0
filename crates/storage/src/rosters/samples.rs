//! Samples (抽查): the plan and the seed that people were drawn by, who they are, and what the calls brought.

use super::{
    LedgerYear, ledger, signs,
    standing::{listed, unsigned, versions_named},
};
use crate::{
    Error,
    entities::{roster_sample, roster_sample_person},
    stored::moment,
};
use domain::{
    event::Moment,
    ids::{AccountId, BrandId, RosterVersionId, SampleId},
    roster::signs::RowAddress,
    sampling::{CallResult, Plan, Tally},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, Query},
};

/// People in one statement.
const BATCH: usize = 1_000;

/// A sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Which.
    pub id: SampleId,
    /// The ledger and year whose filed people it was drawn from.
    pub of: LedgerYear,
    /// The versions that were filed then.
    pub versions: Vec<RosterVersionId>,
    /// The plan.
    pub plan: Plan,
    /// How many are called.
    pub size: u64,
    /// What draws the same people again.
    pub seed: String,
    /// When it was drawn.
    pub drawn_at: Moment,
    /// When it was concluded.
    pub concluded_at: Option<Moment>,
}

fn sample(row: roster_sample::Model) -> Result<Sample, Error> {
    let senseless = || Error::Inconsistent(format!("sample {} makes no sense", row.id));
    let percent = |value: i64| u32::try_from(value).map_err(|_| senseless());
    Ok(Sample {
        id: SampleId(row.id),
        of: LedgerYear { brand: BrandId(row.brand), ledger: ledger(&row.ledger)?, year: row.year },
        versions: versions_named(&row.versions),
        plan: Plan {
            population: unsigned(row.population),
            confidence: percent(row.confidence)?,
            margin: percent(row.margin)?,
            expected: percent(row.expected)?,
        },
        size: unsigned(row.size),
        drawn_at: moment(row.drawn_at).ok_or_else(senseless)?,
        concluded_at: row.concluded_at.and_then(moment),
        seed: row.seed,
    })
}

async fn all(conn: &impl ConnectionTrait, rows: Select<roster_sample::Entity>) -> Result<Vec<Sample>, Error> {
    rows.all(conn).await?.into_iter().map(sample).collect()
}

/// A sample.
///
/// # Errors
/// The database is away.
pub async fn get(conn: &impl ConnectionTrait, id: SampleId) -> Result<Option<Sample>, Error> {
    roster_sample::Entity::find_by_id(id.0).one(conn).await?.map(sample).transpose()
}

/// Samples of a ledger and year, the newest first.
///
/// # Errors
/// The database is away.
pub async fn of(conn: &impl ConnectionTrait, of: LedgerYear) -> Result<Vec<Sample>, Error> {
    let samples = roster_sample::Entity::find().filter(belongs!(roster_sample, of));
    all(conn, samples.order_by_desc(roster_sample::Column::Id)).await
}

/// The sample of a ledger and year that is under way.
///
/// # Errors
/// The database is away.
pub async fn open_in(conn: &impl ConnectionTrait, of: LedgerYear) -> Result<Option<Sample>, Error> {
    let open = belongs!(roster_sample, of).add(roster_sample::Column::ConcludedAt.is_null());
    roster_sample::Entity::find().filter(open).one(conn).await?.map(sample).transpose()
}

/// What the calls of a sample brought so far.
///
/// # Errors
/// The database is away.
pub async fn tally(conn: &impl ConnectionTrait, id: SampleId) -> Result<Tally, Error> {
    let counts: Vec<(String, i64)> = roster_sample_person::Entity::find()
        .select_only()
        .column(roster_sample_person::Column::Result)
        .column_as(Expr::col(roster_sample_person::Column::No).count(), "many")
        .filter(roster_sample_person::Column::Sample.eq(id.0))
        .group_by(roster_sample_person::Column::Result)
        .into_tuple()
        .all(conn)
        .await?;
    let mut tally = Tally::default();
    for (result, many) in counts {
        let of = match CallResult::parse(&result) {
            Some(CallResult::Confirmed) => &mut tally.confirmed,
            Some(CallResult::Refuted) => &mut tally.refuted,
            Some(CallResult::Unreached) => &mut tally.unreached,
            None => &mut tally.pending,
        };
        *of += unsigned(many);
    }
    Ok(tally)
}

/// Keeps a sample, and where the first rows of its people stand: each with their number on the list drawn from, in the order
/// of calling.
///
/// # Errors
/// The database is away.
pub async fn insert(
    conn: &impl ConnectionTrait,
    sample: &Sample,
    people: impl Iterator<Item = (u64, RowAddress)>,
) -> Result<(), Error> {
    let row = roster_sample::ActiveModel {
        id: Set(sample.id.0),
        brand: Set(sample.of.brand.0),
        ledger: Set(sample.of.ledger.code().to_owned()),
        year: Set(sample.of.year),
        versions: Set(listed(&sample.versions)),
        population: Set(sample.plan.population.cast_signed()),
        confidence: Set(sample.plan.confidence.into()),
        margin: Set(sample.plan.margin.into()),
        expected: Set(sample.plan.expected.into()),
        size: Set(sample.size.cast_signed()),
        seed: Set(sample.seed.clone()),
        drawn_at: Set(sample.drawn_at.timestamp_millis()),
        concluded_at: Set(sample.concluded_at.map(|at| at.timestamp_millis())),
    };
    roster_sample::Entity::insert(row).exec_without_returning(conn).await?;
    let row = |((number, place), no): ((u64, RowAddress), i64)| roster_sample_person::ActiveModel {
        sample: Set(sample.id.0),
        no: Set(no),
        number: Set(number.cast_signed()),
        version: Set(place.version),
        block: Set(place.block),
        sheet: Set(place.sheet.into()),
        row: Set(place.row.into()),
        result: Set(String::new()),
        note_sealed: Set(Vec::new()),
        entered_by: Set(None),
        entered_at: Set(None),
    };
    for some in people.zip(1..).map(row).collect::<Vec<_>>().chunks(BATCH) {
        roster_sample_person::Entity::insert_many(some.to_vec()).exec_without_returning(conn).await?;
    }
    signs::keep_count(conn, sample.of.brand).await
}

/// Concludes a sample of a brand.
///
/// # Errors
/// The database is away.
pub async fn conclude(conn: &impl ConnectionTrait, id: SampleId, of: BrandId, at: Moment) -> Result<(), Error> {
    let change = roster_sample::ActiveModel { concluded_at: Set(Some(at.timestamp_millis())), ..Default::default() };
    let this = roster_sample::Column::Id.eq(id.0);
    roster_sample::Entity::update_many().set(change).filter(this).exec(conn).await?;
    signs::keep_count(conn, of).await
}

/// A person of a sample.
#[derive(Clone, Debug)]
pub struct Person {
    /// Their place in the order of calling, from 1.
    pub no: i64,
    /// Where their first row stands.
    pub place: RowAddress,
    /// What the call brought.
    pub result: Option<CallResult>,
    /// What was noted, sealed to their place; empty for nothing.
    pub note_sealed: Vec<u8>,
}

/// People of a sample from the `from`th on, at most `many`.
///
/// # Errors
/// The database is away.
pub async fn people(conn: &impl ConnectionTrait, id: SampleId, from: i64, many: u64) -> Result<Vec<Person>, Error> {
    let rows = roster_sample_person::Entity::find()
        .filter(roster_sample_person::Column::Sample.eq(id.0))
        .filter(roster_sample_person::Column::No.gte(from))
        .order_by_asc(roster_sample_person::Column::No)
        .limit(many)
        .all(conn)
        .await?;
    let person = |row: roster_sample_person::Model| {
        let senseless = |_| Error::Inconsistent(format!("person {} of sample {} stands nowhere", row.no, row.sample));
        let (sheet, at) = (u16::try_from(row.sheet).map_err(senseless)?, u32::try_from(row.row).map_err(senseless)?);
        Ok(Person {
            no: row.no,
            place: RowAddress { version: row.version, block: row.block, sheet, row: at },
            result: CallResult::parse(&row.result),
            note_sealed: row.note_sealed,
        })
    };
    rows.into_iter().map(person).collect()
}

/// What a call brought, as it is entered.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The place in the order of calling.
    pub no: i64,
    /// The result.
    pub result: Option<CallResult>,
    /// The note, sealed; empty for none.
    pub note_sealed: Vec<u8>,
    /// By whom.
    pub by: AccountId,
    /// When.
    pub at: Moment,
}

/// Enters what a call brought; false where nobody has that place.
///
/// # Errors
/// The database is away.
pub async fn enter(conn: &impl ConnectionTrait, id: SampleId, entry: Entry) -> Result<bool, Error> {
    let change = roster_sample_person::ActiveModel {
        result: Set(entry.result.map_or("", CallResult::code).to_owned()),
        note_sealed: Set(entry.note_sealed),
        entered_by: Set(Some(entry.by.0)),
        entered_at: Set(Some(entry.at.timestamp_millis())),
        ..Default::default()
    };
    let changed = roster_sample_person::Entity::update_many()
        .set(change)
        .filter(roster_sample_person::Column::Sample.eq(id.0))
        .filter(roster_sample_person::Column::No.eq(entry.no))
        .exec(conn)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Forgets what was noted when the person of a row was called; that they were drawn, and the result, stays.
///
/// # Errors
/// The database is away.
pub async fn forget_note(
    conn: &impl ConnectionTrait,
    version: RosterVersionId,
    (sheet, row): (u16, u32),
) -> Result<(), Error> {
    roster_sample_person::Entity::update_many()
        .col_expr(roster_sample_person::Column::NoteSealed, Expr::value(Vec::<u8>::new()))
        .filter(roster_sample_person::Column::Version.eq(version.0))
        .filter(roster_sample_person::Column::Sheet.eq(i64::from(sheet)))
        .filter(roster_sample_person::Column::Row.eq(i64::from(row)))
        .exec(conn)
        .await?;
    Ok(())
}

/// Takes the samples of a ledger and year and their people away; who calls it keeps the brand's count. What they came to
/// stands in the brand's record.
///
/// # Errors
/// The database is away.
pub(super) async fn clear(conn: &impl ConnectionTrait, of: LedgerYear) -> Result<(), Error> {
    let samples = Query::select()
        .column(roster_sample::Column::Id)
        .from(roster_sample::Entity)
        .cond_where(belongs!(roster_sample, of))
        .take();
    let people = roster_sample_person::Entity::delete_many();
    people.filter(roster_sample_person::Column::Sample.in_subquery(samples)).exec(conn).await?;
    roster_sample::Entity::delete_many().filter(belongs!(roster_sample, of)).exec(conn).await?;
    Ok(())
}
