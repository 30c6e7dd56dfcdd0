//! Samples (抽查): drawn by a recorded seed from everybody filed, called to the end, concluded.

use super::{filed, reader, reading};
use crate::{App, Error, Result, visibility::reviewer};
use domain::{
    access::Actor,
    brand::{Brand, BrandEvent},
    event::{Moment, Recorded},
    ids::{BrandId, RosterVersionId, SampleId},
    roster::Ledger,
    sampling::{self, Plan, PlanRefused, Tally},
};
use sea_orm::ConnectionTrait;
use storage::rosters::{
    LedgerYear,
    samples::{self as stored, Sample},
};

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
    let its = LedgerYear { brand, ledger: new.ledger, year: new.year };
    let versions = filed(app.db().reader(), brand).await?.remove(&its).ok_or(Error::NotFound)?;
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
    if filed(tx.conn(), brand).await?.remove(&its).is_none_or(|now| now != versions) {
        return Err(Error::field("", "单位刚刚更新了花名册，请重新抽取。"));
    }
    if let Some(open) = stored::open_in(tx.conn(), its).await? {
        let left = stored::tally(tx.conn(), open.id).await?.pending;
        return Err(Error::field("", format!("上一次抽查还没有办结（{left} 人没有结果），请先办结再抽取。")));
    }
    let id = tx.next_id::<SampleId>().await?;
    let sample = Sample { id, of: its, versions, plan, size, seed, drawn_at: tx.now(), concluded_at: None };
    let place = |number: &u64| (*number, people[usize::try_from(*number).unwrap_or(usize::MAX) - 1]);
    stored::insert(tx.conn(), &sample, drawn.iter().map(place)).await?;
    let event = BrandEvent::SampleDrawn {
        sample: id,
        ledger: new.ledger,
        year: i32::try_from(new.year).unwrap_or_default(),
        versions: sample.versions,
        plan,
        size,
        seed: sample.seed,
        method: sampling::METHOD.to_owned(),
    };
    tx.append(&mut of, event).await?;
    tx.commit().await?;
    Ok(id)
}

/// Concludes a sample whose people all have a result: what they said goes on record with what it means for the roster.
///
/// # Errors
/// Not a reviewer of the brand; results are missing; it is concluded already.
pub async fn conclude_sample(app: &App, actor: &Actor, id: SampleId) -> Result<BrandId> {
    let mut tx = app.begin(Some(actor)).await?;
    let sample = stored::get(tx.conn(), id).await?.ok_or(Error::NotFound)?;
    let mut of = tx.load::<Brand>(sample.of.brand).await?;
    reviewer(actor, &of)?;
    let view = view(tx.conn(), sample).await?;
    if view.concluded_at.is_some() {
        return Err(Error::field("", "这次抽查已经办结，不必重复办理。"));
    }
    if view.tally.pending > 0 {
        let sentence = format!("还有 {} 人没有结果；联系不上的请选“无法联系”。", view.tally.pending);
        return Err(Error::field("", sentence));
    }
    stored::conclude(tx.conn(), id, of.id, tx.now()).await?;
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
    let sample = stored::get(conn, id).await?.ok_or(Error::NotFound)?;
    let of = storage::summaries::load::<Brand>(conn, sample.of.brand).await?.ok_or(Error::NotFound)?;
    reader(actor, &of)?;
    Ok((of, view(conn, sample).await?))
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
pub(super) async fn of(app: &App, its: LedgerYear) -> Result<Vec<SampleView>> {
    let mut views = Vec::new();
    for sample in stored::of(app.db().reader(), its).await? {
        views.push(view(app.db().reader(), sample).await?);
    }
    Ok(views)
}

pub(super) async fn view(conn: &impl ConnectionTrait, sample: Sample) -> Result<SampleView> {
    let tally = stored::tally(conn, sample.id).await?;
    let Sample { id, of, versions, plan, size, seed, drawn_at, concluded_at } = sample;
    let LedgerYear { brand, ledger, year } = of;
    Ok(SampleView { id, brand, ledger, year, versions, plan, size, seed, drawn_at, concluded_at, tally })
}
