//! Samples (抽查): drawn by a recorded seed from everybody filed, called to the end, concluded.

use super::{Scope, filed, ids, listed, reader, reading, views};
use crate::{App, Error, Result, Transaction, disputed::reviewer};
use domain::{
    access::Actor,
    brand::{Brand, BrandEvent},
    event::{Moment, Recorded},
    ids::{BrandId, SampleId},
    roster::{Ledger, signs::RowAddress},
    sampling::{self, CallResult, Plan, PlanRefused, Tally},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use std::collections::BTreeMap;
use storage::entities::{roster_sample, roster_sample_person};

/// People in one statement.
const BATCH: usize = 1_000;

/// A sample as it is asked for.
#[derive(Clone, Copy, Debug)]
pub struct NewSample {
    /// The ledger.
    pub ledger: Ledger,
    /// The year.
    pub year: i64,
    /// Confidence in percent.
    pub confidence: u32,
    /// Margin in percentage points.
    pub margin: u32,
    /// Share expected to be untrue, in percent.
    pub expected: u32,
}

/// A sample and how far it is.
#[derive(Clone, Debug)]
pub struct SampleView {
    /// Which.
    pub id: SampleId,
    /// The brand.
    pub brand: BrandId,
    /// The ledger.
    pub ledger: Ledger,
    /// The year.
    pub year: i64,
    /// The versions drawn from.
    pub versions: Vec<i64>,
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
    /// What the calls brought so far.
    pub tally: Tally,
}

fn refused(error: PlanRefused) -> Error {
    let field = match error {
        PlanRefused::Nobody => "",
        PlanRefused::Confidence => "confidence",
        PlanRefused::Margin => "margin",
        PlanRefused::Expected => "expected",
    };
    Error::field(field, error.to_string())
}

/// How many people a plan calls in a list of this length.
///
/// # Errors
/// A figure is outside its range.
pub fn sample_size(population: u64, confidence: u32, margin: u32, expected: u32) -> Result<u64> {
    Ok(Plan::new(population, confidence, margin, expected).map_err(refused)?.size())
}

/// Draws a sample from everybody in a brand's filed rosters of a ledger and year. While one is under way there is no other:
/// nobody draws until the list pleases.
///
/// # Errors
/// Not a reviewer of the brand; nothing filed; a figure outside its range; an earlier sample is not concluded.
pub async fn draw_sample(app: &App, actor: &Actor, brand: BrandId, new: &NewSample) -> Result<SampleId> {
    let of =
        storage::summaries::load::<domain::brand::Brand>(app.db().reader(), brand).await?.ok_or(Error::NotFound)?;
    reviewer(actor, &of)?;
    let scope = (new.ledger, new.year);
    let versions = filed(app.db().reader(), brand.0).await?.remove(&scope).ok_or(Error::NotFound)?;
    let people = reading::lines(app, &versions, new.ledger).await?.people();
    let plan = Plan::new(people.len() as u64, new.confidence, new.margin, new.expected).map_err(refused)?;
    let (size, seed) = (plan.size(), app.fresh_key());
    let drawing = {
        let seed = seed.clone();
        tokio::task::spawn_blocking(move || sampling::draw(&seed, plan.population, size))
    };
    let drawn = drawing.await.map_err(|error| Error::Internal(error.to_string()))?;

    let mut tx = app.begin(Some(actor)).await?;
    let mut of = tx.load::<domain::brand::Brand>(brand).await?;
    reviewer(actor, &of)?;
    if filed(tx.conn(), brand.0).await?.remove(&scope).is_none_or(|now| now != versions) {
        return Err(Error::field("", "单位刚刚更新了花名册，请重新抽取。"));
    }
    if let Some(open) = open_in(tx.conn(), brand, scope).await? {
        let left = tally(tx.conn(), open.id).await?.pending;
        return Err(Error::field("", format!("上一次抽查还没有办结（{left} 人没有结果），请先办结再抽取。")));
    }
    let id = tx.next_id::<SampleId>().await?.0;
    insert(&tx, id, brand, scope, &versions, plan, &seed).await?;
    insert_people(&tx, id, &people, &drawn).await?;
    let event = BrandEvent::SampleDrawn {
        sample: SampleId(id),
        ledger: new.ledger,
        year: i32::try_from(new.year).unwrap_or_default(),
        versions: views::versions(&listed(&versions)),
        plan,
        size,
        seed,
        method: sampling::METHOD.to_owned(),
    };
    tx.append(&mut of, event).await?;
    tx.commit().await?;
    Ok(SampleId(id))
}

async fn insert(
    tx: &Transaction,
    id: i64,
    brand: BrandId,
    (ledger, year): Scope,
    versions: &[i64],
    plan: Plan,
    seed: &str,
) -> Result<()> {
    let row = roster_sample::ActiveModel {
        id: Set(id),
        brand: Set(brand.0),
        ledger: Set(ledger.code().to_owned()),
        year: Set(year),
        versions: Set(listed(versions)),
        population: Set(plan.population.cast_signed()),
        confidence: Set(plan.confidence.into()),
        margin: Set(plan.margin.into()),
        expected: Set(plan.expected.into()),
        size: Set(plan.size().cast_signed()),
        seed: Set(seed.to_owned()),
        drawn_at: Set(tx.now().timestamp_millis()),
        concluded_at: Set(None),
    };
    roster_sample::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

async fn insert_people(tx: &Transaction, sample: i64, people: &[RowAddress], drawn: &[u64]) -> Result<()> {
    let row = |(number, no): (&u64, i64)| {
        let place = people[usize::try_from(*number).unwrap_or(usize::MAX) - 1];
        roster_sample_person::ActiveModel {
            sample: Set(sample),
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
        }
    };
    let rows: Vec<_> = drawn.iter().zip(1..).map(row).collect();
    for some in rows.chunks(BATCH) {
        roster_sample_person::Entity::insert_many(some.to_vec()).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// Concludes a sample whose people all have a result: what they said goes on record with what it means for the roster.
///
/// # Errors
/// Not a reviewer of the brand; results are missing; it is concluded already.
pub async fn conclude_sample(app: &App, actor: &Actor, id: SampleId) -> Result<BrandId> {
    let mut tx = app.begin(Some(actor)).await?;
    let row = roster_sample::Entity::find_by_id(id.0).one(tx.conn()).await?.ok_or(Error::NotFound)?;
    let mut of = tx.load::<domain::brand::Brand>(BrandId(row.brand)).await?;
    reviewer(actor, &of)?;
    let view = view(tx.conn(), &row).await?;
    if view.concluded_at.is_some() {
        return Err(Error::field("", "这次抽查已经办结，不必重复办理。"));
    }
    if view.tally.pending > 0 {
        let sentence = format!("还有 {} 人没有结果；联系不上的请选“无法联系”。", view.tally.pending);
        return Err(Error::field("", sentence));
    }
    let change = roster_sample::ActiveModel {
        id: Set(id.0),
        concluded_at: Set(Some(tx.now().timestamp_millis())),
        ..Default::default()
    };
    roster_sample::Entity::update(change).exec(tx.conn()).await?;
    let Tally { confirmed, refuted, unreached, .. } = view.tally;
    let untrue = view.tally.by_reached(&view.plan).map(|estimate| estimate.people);
    let event = BrandEvent::SampleConcluded { sample: id, confirmed, refuted, unreached, untrue };
    tx.append(&mut of, event).await?;
    tx.commit().await?;
    Ok(of.id)
}

/// A sample and its brand.
///
/// # Errors
/// No such sample, or not the actor's to see.
pub async fn sample(app: &App, actor: &Actor, id: SampleId) -> Result<(Brand, SampleView)> {
    let conn = app.db().reader();
    let row = roster_sample::Entity::find_by_id(id.0).one(conn).await?.ok_or(Error::NotFound)?;
    let of =
        storage::summaries::load::<domain::brand::Brand>(conn, BrandId(row.brand)).await?.ok_or(Error::NotFound)?;
    reader(actor, &of)?;
    Ok((of, view(conn, &row).await?))
}

/// What was recorded about a brand's samples, oldest first.
///
/// # Errors
/// No such brand, or not the actor's to see.
pub async fn sign_events(app: &App, actor: &Actor, brand: BrandId) -> Result<Vec<Recorded<BrandEvent>>> {
    let of =
        storage::summaries::load::<domain::brand::Brand>(app.db().reader(), brand).await?.ok_or(Error::NotFound)?;
    reader(actor, &of)?;
    let events = storage::log::stream::<BrandEvent>(app.db().reader(), brand.0).await?;
    let about =
        |event: &BrandEvent| matches!(event, BrandEvent::SampleDrawn { .. } | BrandEvent::SampleConcluded { .. });
    Ok(events.into_iter().filter(|event| about(&event.event)).collect())
}

/// Samples of a ledger and year, the newest first.
pub(super) async fn of_scope(app: &App, brand: BrandId, (ledger, year): Scope) -> Result<Vec<SampleView>> {
    let rows = roster_sample::Entity::find()
        .filter(roster_sample::Column::Brand.eq(brand.0))
        .filter(roster_sample::Column::Ledger.eq(ledger.code()))
        .filter(roster_sample::Column::Year.eq(year))
        .order_by_desc(roster_sample::Column::Id)
        .all(app.db().reader())
        .await?;
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        views.push(view(app.db().reader(), &row).await?);
    }
    Ok(views)
}

/// How many samples are under way, brand by brand.
pub(super) async fn open_by_brand(conn: &impl ConnectionTrait) -> Result<BTreeMap<i64, u64>> {
    let mut open = BTreeMap::new();
    for row in roster_sample::Entity::find().filter(roster_sample::Column::ConcludedAt.is_null()).all(conn).await? {
        *open.entry(row.brand).or_default() += 1;
    }
    Ok(open)
}

async fn open_in(
    conn: &impl ConnectionTrait,
    brand: BrandId,
    (ledger, year): Scope,
) -> Result<Option<roster_sample::Model>> {
    Ok(roster_sample::Entity::find()
        .filter(roster_sample::Column::Brand.eq(brand.0))
        .filter(roster_sample::Column::Ledger.eq(ledger.code()))
        .filter(roster_sample::Column::Year.eq(year))
        .filter(roster_sample::Column::ConcludedAt.is_null())
        .one(conn)
        .await?)
}

async fn tally(conn: &impl ConnectionTrait, sample: i64) -> Result<Tally> {
    let counts: Vec<(String, i64)> = roster_sample_person::Entity::find()
        .select_only()
        .column(roster_sample_person::Column::Result)
        .column_as(Expr::col(roster_sample_person::Column::No).count(), "many")
        .filter(roster_sample_person::Column::Sample.eq(sample))
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
        *of += many.unsigned_abs();
    }
    Ok(tally)
}

pub(super) async fn view(conn: &impl ConnectionTrait, row: &roster_sample::Model) -> Result<SampleView> {
    let percent = |value: i64| u32::try_from(value).unwrap_or_default();
    Ok(SampleView {
        id: SampleId(row.id),
        brand: BrandId(row.brand),
        ledger: Ledger::parse(&row.ledger).ok_or_else(|| Error::Internal(format!("sample {}", row.id)))?,
        year: row.year,
        versions: ids(&row.versions),
        plan: Plan {
            population: row.population.unsigned_abs(),
            confidence: percent(row.confidence),
            margin: percent(row.margin),
            expected: percent(row.expected),
        },
        size: row.size.unsigned_abs(),
        seed: row.seed.clone(),
        drawn_at: crate::moment(row.drawn_at),
        concluded_at: row.concluded_at.map(crate::moment),
        tally: tally(conn, row.id).await?,
    })
}
