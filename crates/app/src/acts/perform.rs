//! The pipeline: load, see, permit, gather, check, decide, append, and what follows.

use super::Gather;
use crate::{App, Error, Place, Result, Transaction, comparisons, seals};
use casework::{
    consequences::{append, begin_cultivation, keep_signer},
    matters::{MatterView, no_open_matter},
};
use domain::{
    access::Actor,
    act::{Act, Addressed, Also, AnyAct, Given, Kept, Lent, Now, Outcome, Permit, Ready, Subject, Want},
    ids::{AccountId, MatterId, ObjectionId, StreamId},
    notice::{Meeting, Notice},
    policy::Policy,
    stream::Stream,
    with_act,
};
use sea_orm::{ConnectionTrait, TransactionTrait};
use std::sync::Arc;
use storage::{series, summaries};

/// Who performs an act and how it was decided.
#[derive(Clone, Debug)]
pub(crate) struct Decided {
    /// Who takes the last step, or makes the record.
    pub(crate) actor: Actor,
    /// Everyone whose hands it passed through.
    pub(crate) approvers: Vec<AccountId>,
    /// The matter it was decided in; none for a record or a rehearsal.
    pub(crate) matter: Option<MatterId>,
    /// The meeting that decided.
    pub(crate) meeting: Option<Meeting>,
}

/// Performs an act. `seen` is the seq that the page was drawn from.
///
/// # Errors
/// Not the actor's; somebody acted since; a rule says no.
pub(crate) async fn perform(tx: &mut Transaction, act: &AnyAct, by: &Decided, seen: Option<u32>) -> Result<()> {
    with_act!(act, A, of => Box::pin(perform_one::<A>(tx, of, by, seen)).await)
}

/// Judges whether the act could be performed as things stand, and says what it is about. Nothing is written.
///
/// # Errors
/// What performing it would answer.
pub(crate) async fn rehearse<C: ConnectionTrait>(
    place: &Place<'_, C>,
    act: &AnyAct,
    actor: &Actor,
    approvers: Vec<AccountId>,
) -> Result<String> {
    let by = Decided { actor: actor.clone(), approvers, matter: None, meeting: None };
    with_act!(act, A, of => Box::pin(rehearse_one::<A, C>(place, of, &by)).await)
}

async fn rehearse_one<A: Act<On: Gather>, C: ConnectionTrait>(
    place: &Place<'_, C>,
    act: &Addressed<A>,
    by: &Decided,
) -> Result<String> {
    let (on, permit) = addressed::<A>(place.conn, &by.actor, act.id(), None).await?;
    Ok(judge(place, &on, &permit, act, by).await?.about)
}

/// Why the actor may not take a matter's next step: at the last one what would stop the act, at those before only that
/// the actor's hands may not touch it. None where nothing would.
///
/// # Errors
/// The database is away.
pub async fn hindrance_of(app: &App, actor: &Actor, view: &MatterView) -> Result<Option<String>> {
    let last = view.matter.at_last_step();
    // The colleague one stands in for is a hand as well.
    let colleague = view.may_step.as_ref().ok().and_then(|(_, colleague)| *colleague);
    let mut approvers = view.matter.approvers();
    approvers.extend([Some(actor.account), colleague].into_iter().flatten());
    let reading = app.db().reader().begin().await?;
    let rehearsed = rehearse(&Place::now(app, &reading), &view.act, actor, approvers).await;
    reading.rollback().await?;
    match rehearsed {
        Ok(_) => Ok(None),
        Err(error) if error.is_ours() => Err(error),
        Err(error) if last || is_of_hands(&error) => Ok(Some(error.in_words())),
        Err(_) => Ok(None),
    }
}

/// That somebody else has to do it, whatever else stands in the way.
pub(super) fn is_of_hands(error: &Error) -> bool {
    matches!(error, Error::Refused(refusal) if refusal.is_of_hands())
}

async fn perform_one<A: Act<On: Gather>>(
    tx: &mut Transaction,
    act: &Addressed<A>,
    by: &Decided,
    seen: Option<u32>,
) -> Result<()> {
    let (mut on, permit) = addressed::<A>(tx.conn(), &by.actor, act.id(), seen).await?;
    // A matter performs its act while it is open itself. Whoever may not know the subject learns of no matter on it either.
    if by.matter.is_none() && A::SPEC.kind.waits_for_others() {
        let subject = domain::matter::Subject { stream: A::On::KIND, id: act.on };
        no_open_matter(tx.conn(), subject).await?;
    }
    let Judged { outcome, given, .. } = judge(&Place::of(tx), &on, &permit, act, by).await?;
    for (series, last) in given.series() {
        tx.use_series(series, last).await?;
    }
    for event in outcome.events {
        append(tx, &mut on, event, by.matter).await?;
    }
    if let Some(kept) = outcome.kept {
        keep(tx, &on, kept).await?;
    }
    for also in outcome.also {
        follow(tx, also, by.matter).await?;
    }
    Ok(())
}

/// What an act is done to, and the permission, for somebody who may see it and has seen its last event.
///
/// # Errors
/// No such thing; not the actor's; somebody acted since `seen`.
pub(crate) async fn addressed<A: Act<On: Gather>>(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    id: <A::On as Stream>::Id,
    seen: Option<u32>,
) -> Result<(A::On, Permit)> {
    let on = summaries::load::<A::On>(conn, id).await?.ok_or(Error::NotFound)?;
    on.may_see(actor)?;
    let permit = Permit::of(actor, A::SPEC.desks, &on)?;
    match seen.filter(|seen| *seen != on.seq()) {
        Some(seen) => Err(Error::Stale { since: on.since(conn, actor, seen).await? }),
        None => Ok((on, permit)),
    }
}

/// What an act comes to, before anything of it is written.
struct Judged<A: Act> {
    outcome: Outcome<<A::On as Stream>::Event>,
    given: Given,
    /// What it is about, in words.
    about: String,
}

async fn judge<A: Act<On: Gather>, C: ConnectionTrait>(
    place: &Place<'_, C>,
    on: &A::On,
    permit: &Permit,
    act: &Addressed<A>,
    by: &Decided,
) -> Result<Judged<A>> {
    let (policy, calendar) = (policy_of(place.app, on)?, place.app.calendar());
    let standing = on.gather(place).await?;
    let now = Now::<A> {
        on,
        part: act.part,
        permit,
        approvers: &by.approvers,
        matter: by.matter,
        meeting: by.meeting.as_ref(),
        standing: Lent::of(&standing),
        policy: &policy,
        calendar: &calendar,
        at: place.at,
    };
    let ready = Ready::check(now)?;
    let mut given = given(place.conn, act.body.wants(&now)).await?;
    let outcome = act.body.clone().decide(ready, &mut given)?;
    Ok(Judged { outcome, given, about: on.about(&standing) })
}

/// The policy version a subject runs under, or the one in force.
pub(crate) fn policy_of<S: Subject>(app: &App, on: &S) -> Result<Arc<Policy>> {
    match on.policy() {
        Some(digest) => app.policy(digest),
        None => Ok(app.policies().current().1.clone()),
    }
}

async fn given(conn: &impl ConnectionTrait, wants: Vec<Want>) -> Result<Given> {
    let mut given = Given::default();
    for want in wants {
        let value = match &want {
            Want::Series(name) => series::last(conn, name).await?,
            Want::Stream(kind) => storage::log::next_number(conn, kind.code()).await?,
            Want::PeopleListed(versions) => comparisons::people_listed(conn, versions).await?,
        };
        given.put(want, value);
    }
    Ok(given)
}

async fn follow(tx: &mut Transaction, also: Also, by: Option<MatterId>) -> Result<()> {
    match also {
        Also::Application(id, event) => on_stream::<domain::application::Application>(tx, id, event, by).await,
        Also::Brand(id, event) => on_stream::<domain::brand::Brand>(tx, id, event, by).await,
        Also::Notice(id, event) => on_stream::<Notice>(tx, id, event, by).await,
        Also::BeginNotice(event) => tx.begin::<Notice>(event).await.map(drop),
        Also::BeginCultivation(events) => begin_cultivation(tx, events).await.map(drop),
    }
}

async fn on_stream<S: Gather>(tx: &mut Transaction, id: S::Id, event: S::Event, by: Option<MatterId>) -> Result<()> {
    let mut stream = tx.load::<S>(id).await?;
    append(tx, &mut stream, event, by).await
}

/// Seals what no event may hold, beside the event just written.
async fn keep<S: Stream>(tx: &Transaction, on: &S, kept: Kept) -> Result<()> {
    let (conn, id) = (tx.conn(), on.id().number());
    match kept {
        Kept::Signer(signer) => keep_signer(tx, on, &signer).await?,
        Kept::Investigation(findings) => {
            let sealed = tx.seal(seals::OBJECTION_INVESTIGATION.row(id), &findings);
            storage::objections::set_investigation(conn, ObjectionId(id), sealed).await?;
        }
        Kept::Answer(answer) => {
            let sealed = tx.seal(seals::OBJECTION_ANSWER.row(id), &answer);
            storage::objections::set_answer(conn, ObjectionId(id), sealed).await?;
        }
    }
    Ok(())
}
