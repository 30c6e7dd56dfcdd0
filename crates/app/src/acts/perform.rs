//! The pipeline: load, see, permit, gather, check, decide, append, and what follows.

use super::{
    Gather,
    consequences::{append, begin_cultivation},
    gather::Place,
};
use crate::{App, Error, Result, Transaction, comparisons, seals};
use domain::{
    access::Actor,
    act::{Act, Addressed, Also, AnyAct, Given, Kept, Now, Outcome, Permit, Ready, Subject, Want},
    ids::{AccountId, MatterId, StreamId},
    notice::{Meeting, Notice},
    policy::Policy,
    stream::Stream,
    with_act,
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use std::sync::Arc;
use storage::entities::{objection, service_receipt};

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
    with_act!(act, A, of => Box::pin(perform_one::<A>(tx, of.clone(), by, seen)).await)
}

/// Judges whether the act could be performed as things stand, and undoes it: nothing remains.
///
/// # Errors
/// What performing it would answer.
pub(crate) async fn rehearse(tx: &Transaction, act: &AnyAct, actor: &Actor) -> Result<()> {
    let by = Decided { actor: actor.clone(), approvers: vec![actor.account], matter: None, meeting: None };
    let mut rehearsal = tx.savepoint().await?;
    let outcome = perform(&mut rehearsal, act, &by, None).await;
    rehearsal.undo().await?;
    outcome
}

/// What would stop an act if its last step were taken now; none where nothing would. Nothing happens.
///
/// # Errors
/// The database is away.
pub(crate) async fn hindrance_of(app: &App, actor: &Actor, act: &AnyAct) -> Result<Option<String>> {
    let tx = app.begin(Some(actor)).await?;
    match rehearse(&tx, act, actor).await {
        Ok(()) => Ok(None),
        Err(error) if error.is_ours() => Err(error),
        Err(error) => Ok(Some(error.in_words())),
    }
}

async fn perform_one<A: Act<On: Gather>>(
    tx: &mut Transaction,
    act: Addressed<A>,
    by: &Decided,
    seen: Option<u32>,
) -> Result<()> {
    let mut on = tx.load::<A::On>(act.id()).await?;
    on.may_see(&by.actor)?;
    let permit = Permit::of(&by.actor, A::SPEC.desks, &on)?;
    if seen.is_some_and(|seen| seen != on.seq()) {
        let since = on.since(tx.conn(), &by.actor, seen.unwrap_or_default()).await?;
        return Err(Error::Stale { since });
    }
    let (policy, calendar) = (policy_of(tx.app(), &on)?, tx.calendar());
    let standing = on.gather(&Place { app: tx.app(), conn: tx.conn(), today: tx.today() }).await?;
    let now = Now::<A> {
        on: &on,
        part: act.part,
        permit: &permit,
        approvers: &by.approvers,
        matter: by.matter,
        meeting: by.meeting.as_ref(),
        standing: &standing,
        policy: &policy,
        calendar: &calendar,
        at: tx.now(),
    };
    let ready = Ready::check(now)?;
    let mut given = given(tx, act.body.wants(&now)).await?;
    let Outcome { events, also, kept } = act.body.decide(ready, &mut given)?;
    for (series, last) in given.series() {
        tx.use_series(series, last).await?;
    }
    for event in events {
        append(tx, &mut on, event, by.matter).await?;
    }
    if let Some(kept) = kept {
        keep(tx, &on, kept).await?;
    }
    for also in also {
        follow(tx, also, by.matter).await?;
    }
    Ok(())
}

/// The policy version a subject runs under, or the one in force.
pub(super) fn policy_of<S: Subject>(app: &App, on: &S) -> Result<Arc<Policy>> {
    match on.policy() {
        Some(digest) => app.policy(digest),
        None => Ok(app.policies().current().1.clone()),
    }
}

async fn given(tx: &Transaction, wants: Vec<Want>) -> Result<Given> {
    let mut given = Given::default();
    for want in wants {
        let value = match &want {
            Want::Series(name) => tx.last_in_series(name).await?,
            Want::Stream(kind) => tx.next_stream(*kind).await?,
            Want::PeopleListed(versions) => comparisons::people_listed(tx.conn(), versions).await?,
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
    let (stream, id, seq) = (S::KIND.code(), on.id().number(), on.seq());
    let objection = |set: objection::ActiveModel| objection::Entity::update(set).exec(tx.conn());
    match kept {
        Kept::Signer(signer) => {
            let key = format!("{stream}/{id}/{seq}");
            let row = service_receipt::ActiveModel {
                stream: Set(stream.to_owned()),
                stream_id: Set(id),
                seq: Set(i64::from(seq)),
                signer_sealed: Set(tx.seal(seals::SERVICE_SIGNER.key(&key), &signer)),
            };
            service_receipt::Entity::insert(row).exec_without_returning(tx.conn()).await?;
        }
        Kept::Investigation(findings) => {
            let sealed = Set(Some(tx.seal(seals::OBJECTION_INVESTIGATION.row(id), &findings)));
            objection(objection::ActiveModel { id: Set(id), investigation_sealed: sealed, ..Default::default() })
                .await?;
        }
        Kept::Answer(answer) => {
            let sealed = Set(Some(tx.seal(seals::OBJECTION_ANSWER.row(id), &answer)));
            objection(objection::ActiveModel { id: Set(id), answer_sealed: sealed, ..Default::default() }).await?;
        }
    }
    Ok(())
}
