//! What an official may do now, and what blocks the rest: asked of the very check that judges the click.

use super::{Gather, perform::policy_of};
use crate::{App, Result, matters};
use domain::{
    access::Actor,
    act::{
        Act, ActKind, ApplicationStanding, NoticeStanding, Now, Part, Permit, Procedure, Ready, RoundStanding, Weight,
    },
    application::{Application, Stage},
    for_act,
    ids::StreamId,
    matter::{StepRefused, Subject},
    notice::Notice,
    policy::{Policy, Step},
    round::Round,
    stream::Stream,
};
use std::any::Any;
use storage::summaries;

/// An act as somebody's desk has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Which act.
    pub act: ActKind,
    /// The number of what it is done to.
    pub id: i64,
    /// The code of the part of it; empty for the whole.
    pub part: &'static str,
    /// The words on its button.
    pub label: String,
    /// Under which clause.
    pub clause: &'static str,
    /// Its weight.
    pub weight: Weight,
    /// Why it may not be done now.
    pub blocked: Option<String>,
}

/// The actor's desk: which steps it takes, what already passes through the office.
struct Office<'a> {
    steps: &'a [Step],
    busy: Option<String>,
}

/// The acts of the actor's desk on a stream.
///
/// # Errors
/// The database is away.
pub async fn on<S: Gather>(
    app: &App,
    actor: &Actor,
    on: &S,
    standing: &<S as domain::act::Subject>::Standing,
) -> Result<Vec<Offer>> {
    let busy = matters::no_open_matter(app.db().reader(), subject(on)).await;
    offered(app, actor, on, standing, &office(&matters::steps_of(app, actor).await?, busy))
}

/// As [`on`], of an application on which the reader was shown every matter; with what may be done about it elsewhere: on
/// its round (the list), on its notice (recognition), asked with this one application alone.
///
/// # Errors
/// The database is away.
pub async fn on_application(
    app: &App,
    actor: &Actor,
    application: &Application,
    standing: &ApplicationStanding,
    steps: &[Step],
) -> Result<Vec<Offer>> {
    let busy = matters::no_open_matter(app.db().reader(), subject(application)).await;
    let mut offers = offered(app, actor, application, standing, &office(steps, busy))?;
    offers.extend(elsewhere(app, actor, application, standing, steps).await?);
    Ok(offers)
}

fn subject<S: Gather>(on: &S) -> Subject {
    Subject { stream: S::KIND, id: on.id().number() }
}

fn office(steps: &[Step], busy: Result<()>) -> Office<'_> {
    Office { steps, busy: busy.err().map(|error| error.in_words()) }
}

fn offered<S: Gather>(
    app: &App,
    actor: &Actor,
    on: &S,
    standing: &<S as domain::act::Subject>::Standing,
    office: &Office<'_>,
) -> Result<Vec<Offer>> {
    let mut offers = Vec::new();
    for kind in ActKind::ALL.iter().filter(|kind| kind.stream() == S::KIND) {
        offers.extend(for_act!(*kind, A => of_kind::<A>(app, actor, on, standing, office))?);
    }
    Ok(offers)
}

/// The offers of one kind of act. The stream is the act's own: [`offered`] asks only those.
fn of_kind<A: Act<On: Gather>>(
    app: &App,
    actor: &Actor,
    on: &dyn Any,
    standing: &dyn Any,
    office: &Office<'_>,
) -> Result<Vec<Offer>> {
    let (Some(on), Some(standing)) = (on.downcast_ref::<A::On>(), standing.downcast_ref()) else {
        return Ok(Vec::new());
    };
    let Ok(permit) = Permit::of(actor, A::SPEC.desks, on) else { return Ok(Vec::new()) };
    let (policy, calendar) = (policy_of(app, on)?, app.calendar());
    let offer = |part: A::Part| {
        let now = Now::<A>::looked_at(on, part, &permit, standing, &policy, &calendar, app.now());
        let blocked = match Ready::check(now) {
            Ok(_) => hindrance::<A>(&policy, &permit, office),
            Err(refusal) if refusal.is_elsewhere() => return None,
            Err(refusal) => Some(refusal.to_string()),
        };
        let label = A::label(&now);
        Some(Offer {
            act: A::SPEC.kind,
            id: on.id().number(),
            part: part.code(),
            label: if part.label().is_empty() { label.to_owned() } else { format!("{label}（{}）", part.label()) },
            clause: A::SPEC.clause,
            weight: A::SPEC.weight,
            blocked,
        })
    };
    Ok(A::Part::all(on).into_iter().filter_map(offer).collect())
}

/// A decision needs the first step of its chain, and no other matter on the same thing.
fn hindrance<A: Act>(policy: &Policy, permit: &Permit, office: &Office<'_>) -> Option<String> {
    if A::SPEC.how == Procedure::Record {
        return None;
    }
    let chain = policy.chain(A::SPEC.kind, permit.level())?;
    match chain.steps.first() {
        Some(step) if !office.steps.contains(step) => Some(StepRefused::NotYourStep(*step).to_string()),
        _ => office.busy.clone(),
    }
}

/// What may be done about an application on its round or its notice.
async fn elsewhere(
    app: &App,
    actor: &Actor,
    application: &Application,
    standing: &ApplicationStanding,
    steps: &[Step],
) -> Result<Vec<Offer>> {
    let conn = app.db().reader();
    let only = || vec![(application.clone(), standing.clone())];
    match &application.stage {
        Stage::InReview if application.proposed.is_none() => {
            let Some(round) = summaries::load::<Round>(conn, application.round).await? else { return Ok(Vec::new()) };
            let standing = RoundStanding { candidates: only(), ..RoundStanding::default() };
            one_of(app, actor, (&round, &standing), steps, ActKind::DecideProposedList).await
        }
        Stage::OnNotice { notice, .. } => {
            let Some(notice) = summaries::load::<Notice>(conn, *notice).await? else { return Ok(Vec::new()) };
            let standing = NoticeStanding { applications: only() };
            one_of(app, actor, (&notice, &standing), steps, ActKind::Recognise).await
        }
        Stage::Drafting
        | Stage::Submitted
        | Stage::Returned(_)
        | Stage::Declined { .. }
        | Stage::Reviewed
        | Stage::Recommended
        | Stage::NotSelected
        | Stage::InReview
        | Stage::Recognised { .. }
        | Stage::Withdrawn => Ok(Vec::new()),
    }
}

/// The offers of one act alone; whether something passes through the office is asked only where there is one.
async fn one_of<S: Gather>(
    app: &App,
    actor: &Actor,
    (on, standing): (&S, &<S as domain::act::Subject>::Standing),
    steps: &[Step],
    act: ActKind,
) -> Result<Vec<Offer>> {
    let offered = |busy| -> Result<Vec<Offer>> {
        let offers = offered(app, actor, on, standing, &office(steps, busy))?;
        Ok(offers.into_iter().filter(|offer| offer.act == act).collect())
    };
    let offers = offered(Ok(()))?;
    if offers.iter().all(|offer| offer.blocked.is_some()) {
        return Ok(offers);
    }
    offered(matters::no_open_matter(app.db().reader(), subject(on)).await)
}
