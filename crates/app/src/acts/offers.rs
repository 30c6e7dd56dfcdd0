//! What an official may do now, and what blocks the rest: asked of the very check that judges the click.

use super::{
    Gather,
    gather::{standing as gathered, standings},
    perform::policy_of,
};
use crate::{App, Error, Result};
use casework::matters;
use domain::{
    access::Actor,
    act::{
        Act, ActKind, ApplicationStanding, DecideProposedList, NoticeStanding, Now, Part, Permit, Procedure, Ready,
        Recognise, RoundStanding, Weight,
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
use std::{any::Any, collections::BTreeMap, sync::atomic::AtomicBool};
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

/// The acts of the actor's desk on a stream; `steps` are those of chains that the actor takes.
///
/// # Errors
/// The database is away.
pub async fn on<S: Gather>(
    app: &App,
    actor: &Actor,
    on: &S,
    standing: &<S as domain::act::Subject>::Standing,
    steps: &[Step],
) -> Result<Vec<Offer>> {
    of_kinds(app, actor, on, standing, &kinds_on::<S>(|_| false), steps).await
}

/// As [`on`], on what the page has not read, but for acts that stand `apart`: read where any is left.
///
/// # Errors
/// As [`on`]; there is no such thing.
pub async fn at<S: Gather>(
    app: &App,
    actor: &Actor,
    id: S::Id,
    apart: fn(ActKind) -> bool,
    steps: &[Step],
) -> Result<Vec<Offer>> {
    let kinds = kinds_on::<S>(apart);
    if kinds.is_empty() {
        return Ok(Vec::new());
    }
    let on = summaries::load::<S>(app.db().reader(), id).await?.ok_or(Error::NotFound)?;
    let standing = gathered(app, &on).await?;
    of_kinds(app, actor, &on, &standing, &kinds, steps).await
}

/// The acts on a stream, but for those that stand `apart`. There is no other list of them to forget one in.
fn kinds_on<S: Gather>(apart: fn(ActKind) -> bool) -> Vec<ActKind> {
    ActKind::ALL.iter().copied().filter(|kind| kind.stream() == S::KIND && !apart(*kind)).collect()
}

async fn of_kinds<S: Gather>(
    app: &App,
    actor: &Actor,
    on: &S,
    standing: &<S as domain::act::Subject>::Standing,
    kinds: &[ActKind],
    steps: &[Step],
) -> Result<Vec<Offer>> {
    let mut offers = Vec::new();
    for kind in kinds {
        offers.extend(for_act!(*kind, A => of_kind::<A>(app, actor, on, standing, None, steps))?);
    }
    one_at_a_time(app, on, offers).await
}

/// As [`on`], of one kind of act alone.
async fn of_one<A: Act<On: Gather>>(
    app: &App,
    actor: &Actor,
    on: &A::On,
    standing: &<A::On as domain::act::Subject>::Standing,
    steps: &[Step],
) -> Result<Vec<Offer>> {
    one_at_a_time(app, on, of_kind::<A>(app, actor, on, standing, None, steps)?).await
}

/// One matter at a time passes through the office: asked only where something waits for that.
async fn one_at_a_time<S: Gather>(app: &App, on: &S, mut offers: Vec<Offer>) -> Result<Vec<Offer>> {
    let mut decisions: Vec<_> = offers.iter_mut().filter(|offer| offer.waits_for_others()).collect();
    if !decisions.is_empty() {
        let subject = Subject { stream: S::KIND, id: on.id().number() };
        let busy = matters::no_open_matter(app.db().reader(), subject).await.err().map(|error| error.in_words());
        decisions.iter_mut().for_each(|offer| offer.blocked.clone_from(&busy));
    }
    Ok(offers)
}

impl Offer {
    /// Whether nothing blocks it but perhaps a matter under way.
    pub(super) fn waits_for_others(&self) -> bool {
        self.blocked.is_none() && self.act.waits_for_others()
    }
}

/// The offers of one kind of act. The stream is the act's own: [`kinds_on`] names only those. Where nothing was
/// gathered beside the record `standing` is empty, and once `looked` is set what was answered is no answer.
pub(super) fn of_kind<A: Act<On: Gather>>(
    app: &App,
    actor: &Actor,
    on: &dyn Any,
    standing: &dyn Any,
    looked: Option<&AtomicBool>,
    steps: &[Step],
) -> Result<Vec<Offer>> {
    let (Some(on), Some(standing)) = (on.downcast_ref::<A::On>(), standing.downcast_ref()) else {
        return Ok(Vec::new());
    };
    let Ok(permit) = Permit::of(actor, A::SPEC.desks, on) else { return Ok(Vec::new()) };
    let (policy, calendar) = (policy_of(app, on)?, app.calendar());
    if A::SPEC.how != Procedure::Record && policy.chain(A::SPEC.kind, permit.level()).is_none() {
        // A policy of before the act knows no way through the office for it.
        return Ok(Vec::new());
    }
    let offer = |part: A::Part| {
        let now = Now::<A>::looked_at(on, part, &permit, standing, &policy, &calendar, app.now());
        let now = looked.map_or(now, |looked| now.by_record_alone(looked));
        let blocked = match Ready::check(now) {
            Ok(_) => not_a_first_step::<A>(&policy, &permit, steps),
            Err(refusal) if refusal.is_elsewhere() => return None,
            Err(refusal) => Some(refusal.to_string()),
        };
        let label = A::label(&now);
        Some(Offer {
            act: A::SPEC.kind,
            id: on.id().number(),
            part: part.code(),
            label: if part.label().is_empty() { label.to_owned() } else { format!("{label}（{}）", part.label()) },
            clause: A::clause(permit.party()),
            weight: A::SPEC.weight,
            blocked,
        })
    };
    Ok(A::Part::all(on).into_iter().filter_map(offer).collect())
}

/// A decision begins with the first step of its chain: why the actor may not take it.
fn not_a_first_step<A: Act>(policy: &Policy, permit: &Permit, steps: &[Step]) -> Option<String> {
    if A::SPEC.how == Procedure::Record {
        return None;
    }
    let first = policy.chain(A::SPEC.kind, permit.level())?.steps.first()?;
    (!steps.contains(first)).then(|| StepRefused::NotYourStep(*first).to_string())
}

/// What the actor may do now about the things of a list, by their numbers, but for acts that stand `apart`; what has
/// legal effect comes last. Each is asked of the record alone, and what is known beside is gathered, for all at once,
/// only for acts whose guard looked there.
///
/// # Errors
/// The database is away.
pub async fn in_list<S: Gather>(
    app: &App,
    actor: &Actor,
    things: impl IntoIterator<Item = &S>,
    apart: fn(ActKind) -> bool,
    steps: &[Step],
) -> Result<BTreeMap<i64, Vec<Offer>>> {
    let (kinds, nothing) = (kinds_on::<S>(apart), <S as domain::act::Subject>::Standing::default());
    let (mut offered, mut unknown) = (BTreeMap::<i64, Vec<Offer>>::new(), Vec::new());
    for on in things {
        let offers = offered.entry(on.id().number()).or_default();
        for kind in &kinds {
            let looked = AtomicBool::new(false);
            let asked = for_act!(*kind, A => of_kind::<A>(app, actor, on, &nothing, Some(&looked), steps))?;
            match looked.into_inner() {
                true => unknown.push((on, *kind)),
                false => offers.extend(asked),
            }
        }
        offers.retain(|offer| offer.blocked.is_none());
    }
    let waiting = offered.iter().filter(|(_, offers)| offers.iter().any(Offer::waits_for_others)).map(|(id, _)| *id);
    let perhaps = unknown.iter().filter(|(_, kind)| kind.waits_for_others()).map(|(on, _)| on.id().number());
    let waiting: Vec<i64> = waiting.chain(perhaps).collect();
    let busy = matters::open_matters(app.db().reader(), S::KIND, &waiting).await?;
    for (_, offers) in offered.iter_mut().filter(|(id, _)| busy.contains_key(id)) {
        offers.retain(|offer| !offer.waits_for_others());
    }
    unknown.retain(|(on, kind)| !(kind.waits_for_others() && busy.contains_key(&on.id().number())));
    let known = standings(app, &each_once(&unknown)).await?;
    for (on, kind) in unknown {
        let id = on.id().number();
        let (Some(offers), Some(standing)) = (offered.get_mut(&id), known.get(&id)) else { continue };
        let asked = for_act!(kind, A => of_kind::<A>(app, actor, on, standing, None, steps))?;
        offers.extend(asked.into_iter().filter(|offer| offer.blocked.is_none()));
    }
    for offers in offered.values_mut() {
        offers.sort_by_key(|offer| (offer.weight == Weight::Legal, offer.act));
    }
    Ok(offered)
}

/// The things themselves, of which several acts are still to be asked.
fn each_once<'a, S: Gather>(unknown: &[(&'a S, ActKind)]) -> Vec<&'a S> {
    let once: BTreeMap<i64, &S> = unknown.iter().map(|(on, _)| (on.id().number(), *on)).collect();
    once.into_values().collect()
}

/// As [`in_list`], of things that the list itself does not read whole.
///
/// # Errors
/// The database is away.
pub async fn in_list_of<S: Gather>(
    app: &App,
    actor: &Actor,
    ids: Vec<S::Id>,
    apart: fn(ActKind) -> bool,
    steps: &[Step],
) -> Result<BTreeMap<i64, Vec<Offer>>> {
    let things = summaries::load_some::<S>(app.db().reader(), ids).await?;
    in_list(app, actor, things.values(), apart, steps).await
}

/// What may be done about an application elsewhere: on its round (the list), on its notice (recognition). Asked with this
/// one application alone.
///
/// # Errors
/// The database is away.
pub async fn elsewhere(
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
            of_one::<DecideProposedList>(app, actor, &round, &standing, steps).await
        }
        Stage::OnNotice { notice, .. } => {
            let Some(notice) = summaries::load::<Notice>(conn, *notice).await? else { return Ok(Vec::new()) };
            let standing = NoticeStanding { applications: only(), corrects: None };
            of_one::<Recognise>(app, actor, &notice, &standing, steps).await
        }
        Stage::Drafting
        | Stage::Submitted
        | Stage::Returned(_)
        | Stage::Declined { .. }
        | Stage::Reviewed
        | Stage::Recommended
        | Stage::NotSelected { .. }
        | Stage::InReview
        | Stage::Recognised { .. }
        | Stage::Withdrawn => Ok(Vec::new()),
    }
}
