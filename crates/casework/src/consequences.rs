//! What events bring with them beyond their own stream: tables that are made of them. Acts append through here, and so
//! do an objection, a paper signed for, a withdrawal and a title on paper. The other verbs of this crate, and those of
//! `rosters`, which lies below it, append to the stream alone: their events bring nothing. An event that comes to bring
//! something is appended through here wherever it is made.

use crate::{Error, Result, Transaction, library, matters, seals};
use domain::{
    application::{Application, ApplicationEvent},
    brand::{Brand, BrandEvent},
    cultivation::{Cultivation, CultivationEvent},
    ids::{MatterId, StreamId},
    matter::Subject,
    notice::Notice,
    objection::Objection,
    round::Round,
    stream::{Stream, StreamKind},
    unit::Unit,
};
use storage::{
    rosters::comparisons::{self, Comparison},
    summaries::Summary,
};

/// A stream whose events may bring something with them beyond itself.
pub trait Follow: Summary {
    /// What an event brings with it beyond its own stream.
    fn follow(
        &self,
        _tx: &mut Transaction,
        _event: &Self::Event,
        _by: Option<MatterId>,
    ) -> impl Future<Output = Result<()>> + Send {
        std::future::ready(Ok(()))
    }
}

impl Follow for Application {
    async fn follow(&self, tx: &mut Transaction, event: &ApplicationEvent, by: Option<MatterId>) -> Result<()> {
        of_application(tx, self, event, by).await
    }
}

impl Follow for Brand {
    async fn follow(&self, tx: &mut Transaction, event: &BrandEvent, _: Option<MatterId>) -> Result<()> {
        of_brand(tx, self, event).await
    }
}

impl Follow for Cultivation {}
impl Follow for Notice {}
impl Follow for Objection {}
impl Follow for Round {}
impl Follow for Unit {}

/// Appends to a stream, and does what the event brings with it. `by` is the matter that decided it.
///
/// # Errors
/// The database is away.
pub async fn append<S: Follow>(
    tx: &mut Transaction,
    stream: &mut S,
    event: S::Event,
    by: Option<MatterId>,
) -> Result<()> {
    tx.append(stream, event.clone()).await?;
    stream.follow(tx, &event, by).await
}

/// Begins a cultivation with the events that come at once, and enters its brand in the library (5.3.f).
///
/// # Errors
/// The first event begins no cultivation; the database is away.
pub async fn begin_cultivation(tx: &mut Transaction, events: Vec<CultivationEvent>) -> Result<Cultivation> {
    let mut events = events.into_iter();
    let first = events.next().ok_or_else(|| Error::Internal("a cultivation begins with an event".into()))?;
    let mut cultivation = tx.begin::<Cultivation>(first).await?;
    for event in events {
        tx.append(&mut cultivation, event).await?;
    }
    library::enter(tx, &cultivation).await?;
    Ok(cultivation)
}

/// Seals who signed for a paper (7.2.a), beside the event just written on a stream.
///
/// # Errors
/// The database is away.
pub async fn keep_signer<S: Stream>(tx: &Transaction, on: &S, signer: &str) -> Result<()> {
    let (id, seq) = (on.id().number(), on.seq());
    let sealed = tx.seal(seals::SERVICE_SIGNER.key(&format!("{}/{id}/{seq}", S::KIND.code())), signer);
    Ok(storage::receipts::insert(tx.conn(), (S::KIND, id, seq), sealed).await?)
}

async fn of_application(
    tx: &mut Transaction,
    application: &Application,
    event: &ApplicationEvent,
    by: Option<MatterId>,
) -> Result<()> {
    if let ApplicationEvent::Transferred { .. } = event {
        // Who decides on its disputed people depends on where it is.
        rosters::retally(tx, application.brand).await?;
    }
    // What ends the attempt, and not what is recorded of it later: by then the brand may have filed anew.
    let ends = matches!(
        event,
        ApplicationEvent::Declined { .. } | ApplicationEvent::NotSelected { .. } | ApplicationEvent::Withdrawn { .. }
    );
    if ends {
        rosters::release(tx, application.brand).await?;
    }
    if ends || matches!(event, ApplicationEvent::Recognised { .. }) {
        // An attempt that is over gives up its open matters, but not the one that ended it.
        let subject = Subject { stream: StreamKind::Application, id: application.id.0 };
        matters::drop_stale(tx, subject, |matter| by != Some(matter.id)).await?;
    }
    Ok(())
}

async fn of_brand(tx: &mut Transaction, brand: &Brand, event: &BrandEvent) -> Result<()> {
    let BrandEvent::RosterReleased { comparison, release, people, matter } = event else { return Ok(()) };
    let released = Comparison {
        id: *comparison,
        brand: brand.id,
        area: brand.area.clone(),
        release: release.clone(),
        people: *people,
        matter: *matter,
        released_at: tx.now(),
        deleted_on: None,
    };
    Ok(comparisons::insert(tx.conn(), &released).await?)
}
