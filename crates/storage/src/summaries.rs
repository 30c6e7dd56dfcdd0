//! Summary rows for lists: `Summary::from(&thing)`, overwritten whole after each append, never patched. Replaying the
//! log rebuilds them exactly.

use crate::{
    Error,
    entities::{application_summary, brand_summary, brand_unit, event, matter_summary, notice_summary, round_summary},
    log,
};
use chrono::NaiveDate;
use domain::{
    application::{Application, ApplicationEvent, DisbursementState, Stage},
    brand::{Brand, BrandEvent},
    event::Event,
    ids::{ApplicationId, BrandId, MatterId, NoticeId, RoundId},
    matter::{Matter, MatterEvent, MatterState},
    notice::{Notice, NoticeEvent},
    round::{Round, RoundEvent},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{OnConflict, Query},
};

/// Loads an application: the fold of its events.
///
/// # Errors
/// The database is away or the stream cannot be folded. None where there is no such application.
pub async fn application(conn: &impl ConnectionTrait, id: ApplicationId) -> Result<Option<Application>, Error> {
    let events = log::stream::<ApplicationEvent>(conn, id.0).await?;
    if events.is_empty() {
        return Ok(None);
    }
    Application::fold(id, &events)
        .map(Some)
        .map_err(|_| Error::Unfoldable { stream: ApplicationEvent::STREAM, id: id.0 })
}

macro_rules! loaders {
    ($($(#[$doc:meta])* $name:ident($id:ident) -> $thing:ident from $events:ident;)+) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// The database is away or the stream cannot be folded. None where there is no such stream.
        pub async fn $name(conn: &impl ConnectionTrait, id: $id) -> Result<Option<$thing>, Error> {
            let events = log::stream::<$events>(conn, id.0).await?;
            if events.is_empty() {
                return Ok(None);
            }
            $thing::fold(id, &events).map(Some).ok_or(Error::Unfoldable { stream: $events::STREAM, id: id.0 })
        }
    )+};
}

loaders! {
    /// Loads a brand.
    brand(BrandId) -> Brand from BrandEvent;
    /// Loads a round.
    round(RoundId) -> Round from RoundEvent;
    /// Loads a notice.
    notice(NoticeId) -> Notice from NoticeEvent;
    /// Loads a matter.
    matter(MatterId) -> Matter from MatterEvent;
}

/// Writes a row whole, whether it stands there already or not.
macro_rules! overwrite {
    ($entity:ident, $conn:expr, $row:expr) => {{
        let row: $entity::Model = $row;
        let id = row.id;
        $entity::Entity::delete_by_id(id).exec($conn).await?;
        let mut active = row.into_active_model();
        active = active.reset_all();
        $entity::Entity::insert(active).exec_without_returning($conn).await?;
        Ok(())
    }};
}

/// Writes an application's summary.
///
/// # Errors
/// The database is away.
pub async fn write_application(conn: &impl ConnectionTrait, application: &Application) -> Result<(), Error> {
    overwrite!(application_summary, conn, application_row(application))
}

/// Writes a brand's summary and who may see it.
///
/// # Errors
/// The database is away.
pub async fn write_brand(conn: &impl ConnectionTrait, brand: &Brand) -> Result<(), Error> {
    brand_unit::Entity::delete_many().filter(brand_unit::Column::Brand.eq(brand.id.0)).exec(conn).await?;
    for (place, unit) in brand.units.iter().enumerate() {
        let row = brand_unit::ActiveModel {
            brand: Set(brand.id.0),
            unit: Set(unit.0),
            place: Set(i64::try_from(place).unwrap_or_default()),
        };
        brand_unit::Entity::insert(row)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(conn)
            .await?;
    }
    overwrite!(brand_summary, conn, brand_row(brand))
}

/// Writes a round's summary.
///
/// # Errors
/// The database is away.
pub async fn write_round(conn: &impl ConnectionTrait, round: &Round) -> Result<(), Error> {
    overwrite!(round_summary, conn, round_row(round))
}

/// Writes a notice's summary.
///
/// # Errors
/// The database is away.
pub async fn write_notice(conn: &impl ConnectionTrait, notice: &Notice) -> Result<(), Error> {
    overwrite!(notice_summary, conn, notice_row(notice))
}

/// Writes a matter's summary.
///
/// # Errors
/// The database is away.
pub async fn write_matter(conn: &impl ConnectionTrait, matter: &Matter) -> Result<(), Error> {
    overwrite!(matter_summary, conn, matter_row(matter))
}

/// The summary of an application.
#[must_use]
pub fn application_row(application: &Application) -> application_summary::Model {
    let turn = application.turn();
    let fen = |paid: bool| {
        application
            .disbursements
            .values()
            .filter(|d| matches!(d.state, DisbursementState::Paid { .. }) == paid)
            .map(|d| d.amount.0)
            .sum()
    };
    application_summary::Model {
        id: application.id.0,
        seq: i64::from(application.seq),
        brand: application.brand.0,
        round: application.round.map(|round| round.0),
        title: application.title.clone(),
        area: application.area.0.clone(),
        lead_unit: application.lead_unit().0,
        state: application.state().code().to_owned(),
        party: turn.party.code().to_owned(),
        act: turn.act.to_owned(),
        clause: turn.clause.to_owned(),
        due: application.due.map(day),
        since: application.since.timestamp_millis(),
        submitted_at: application.submitted_at.map(|at| at.timestamp_millis()),
        rank: application.recommendation.as_ref().map(|(rank, _)| i64::from(*rank)),
        employed: count(application.figures.employed),
        poverty_alleviated: count(application.figures.poverty_alleviated),
        trained: count(application.figures.trained),
        open_objections: count(application.open_objections() as u64),
        notice: match application.stage {
            Stage::OnNotice { notice, .. } => Some(notice.0),
            _ => application.proposed.map(|notice| notice.0),
        },
        document: application.recognition.as_ref().map(|title| title.document.clone()),
        announced_on: application.recognition.as_ref().map(|title| day(title.announced_on)),
        cycle_ends: application.recognition.as_ref().map(|title| day(title.cycle_ends)),
        paid_fen: fen(true),
        open_fen: fen(false),
    }
}

/// The summary of a brand.
#[must_use]
pub fn brand_row(brand: &Brand) -> brand_summary::Model {
    let title = brand.title.as_ref();
    brand_summary::Model {
        id: brand.id.0,
        seq: i64::from(brand.seq),
        name: brand.name.clone(),
        area: brand.area.0.clone(),
        lead_unit: brand.units.first().map_or(0, |unit| unit.0),
        in_pool_since: brand.in_pool_since.map(day),
        titled_on: title.map(|title| day(title.on)),
        document: title.map(|title| title.document.clone()),
        plaque: title.and_then(|title| title.plaque.clone()),
        titled_case: title.map(|title| title.application.0),
    }
}

/// The summary of a round.
#[must_use]
pub fn round_row(round: &Round) -> round_summary::Model {
    round_summary::Model {
        id: round.id.0,
        seq: i64::from(round.seq),
        title: round.title.clone(),
        year: i64::from(round.year),
        policy: round.policy.clone(),
        opens: day(round.opens),
        closes: day(round.closes),
        recommend_by: day(round.recommend_by),
        closed: round.closed,
    }
}

/// The summary of a notice.
#[must_use]
pub fn notice_row(notice: &Notice) -> notice_summary::Model {
    let period = notice.period.as_ref();
    notice_summary::Model {
        id: notice.id.0,
        seq: i64::from(notice.seq),
        title: notice.title.clone(),
        published_on: period.map(|period| day(period.published_on)),
        last_day: period.map(|period| day(period.last_day)),
        url: period.map(|period| period.evidence.url.clone()),
        corrects: notice.corrects.map(|corrected| corrected.0),
    }
}

/// The summary of a matter.
#[must_use]
pub fn matter_row(matter: &Matter) -> matter_summary::Model {
    let last = matter.taken.last();
    matter_summary::Model {
        id: matter.id.0,
        seq: i64::from(matter.seq),
        act: matter.act.clone(),
        level: matter.level.code().to_owned(),
        area: matter.area.as_ref().map(|area| area.0.clone()),
        application_id: matter.application.map(|application| application.0),
        state: match matter.state {
            MatterState::Open => "open",
            MatterState::SentBack => "sent_back",
            MatterState::Performed => "performed",
            MatterState::Dropped => "dropped",
        }
        .to_owned(),
        next_step: matter.next_step().map(|step| step.code().to_owned()),
        holder: matter.holder.map(|account| account.0),
        drafter: matter.taken.first().map_or(0, |taken| taken.by.0),
        since: last.map_or(0, |taken| taken.at.timestamp_millis()),
    }
}

/// Rebuilds every summary from the log alone and names those that differ from what stands in the database.
///
/// # Errors
/// The database is away or a stream cannot be folded.
pub async fn compare_with_replay(conn: &impl ConnectionTrait) -> Result<Vec<String>, Error> {
    let mut differing = Vec::new();
    macro_rules! compare {
        ($events:ident, $id:ident, $load:ident, $row:ident, $entity:ident) => {{
            let replayed = ids::<$events>(conn).await?;
            for id in &replayed {
                let Some(thing) = $load(conn, $id(*id)).await? else { continue };
                let stored = $entity::Entity::find_by_id(*id).one(conn).await?;
                if stored.as_ref() != Some(&$row(&thing)) {
                    differing.push(format!("{} {id}", $events::STREAM));
                }
            }
            let told = Query::select()
                .column(event::Column::StreamId)
                .from(event::Entity)
                .and_where(event::Column::Stream.eq($events::STREAM))
                .take();
            let strays = $entity::Entity::find().filter($entity::Column::Id.not_in_subquery(told)).all(conn).await?;
            differing.extend(strays.iter().map(|row| format!("{} {} 无事件", $events::STREAM, row.id)));
        }};
    }
    compare!(BrandEvent, BrandId, brand, brand_row, brand_summary);
    compare!(ApplicationEvent, ApplicationId, application, application_row, application_summary);
    compare!(RoundEvent, RoundId, round, round_row, round_summary);
    compare!(NoticeEvent, NoticeId, notice, notice_row, notice_summary);
    compare!(MatterEvent, MatterId, matter, matter_row, matter_summary);
    Ok(differing)
}

async fn ids<E: Event>(conn: &impl ConnectionTrait) -> Result<Vec<i64>, Error> {
    Ok(event::Entity::find()
        .select_only()
        .column(event::Column::StreamId)
        .distinct()
        .filter(event::Column::Stream.eq(E::STREAM))
        .order_by_asc(event::Column::StreamId)
        .into_tuple()
        .all(conn)
        .await?)
}

/// A date as it is stored.
#[must_use]
pub fn day(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}

fn count(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
