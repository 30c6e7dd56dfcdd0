//! The page of an act: what it asks, filled in; and what was sent, read into the act.

use super::{
    Gather,
    offers::{Offer, of_kind},
    perform::{addressed, policy_of},
};
use crate::{App, Error, FieldError, Place, Result};
use casework::matters;
use domain::{
    access::{Actor, Denied},
    act::{Act, ActKind, AnyAct, Effect, Form, Known, Now, Part, Permit, Procedure, Ready, Subject as _, form::Sent},
    coded::Coded,
    days::Days,
    for_act,
    ids::{FileId, StreamId},
    policy::{Chain, Step},
    stream::{Stream, StreamKind},
};
use sea_orm::TransactionTrait;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What follows after the first step of an act that runs a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainAhead {
    /// Whether others still take a step.
    pub waits: bool,
    /// The days on which the meeting that decided can have been, where it is asked for here because the chain ends at once.
    pub meeting: Option<Days>,
}

/// An act as its page asks it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Which act.
    pub act: ActKind,
    /// The words on its button.
    pub label: String,
    /// What it is done to, in words.
    pub title: String,
    /// Its state, in words.
    pub state: &'static str,
    /// The seq it is judged against.
    pub seen: u32,
    /// What it asks.
    pub form: Form,
    /// A sentence before the fields; empty for none.
    pub intro: &'static str,
    /// Under which clause, at the asker's desk.
    pub clause: &'static str,
    /// What follows, for acts with legal effect.
    pub effect: Option<Effect>,
    /// The chain it runs; none for a record.
    pub chain: Option<ChainAhead>,
    /// What is said once it is on record.
    pub done: &'static str,
    /// Why it may not be done now.
    pub blocked: Option<String>,
}

/// Asks for the page of an act, by its kind, the number of what it is done to and the part; `steps` are those of chains that
/// the actor takes.
///
/// # Errors
/// No such act or thing; not the actor's; it belongs to another state.
pub async fn ask(app: &App, actor: &Actor, steps: &[Step], (kind, id, part): (ActKind, i64, &str)) -> Result<Asked> {
    for_act!(kind, A => Box::pin(ask_one::<A>(app, actor, steps, id, part)).await)
}

async fn ask_one<A: Act<On: Gather>>(app: &App, actor: &Actor, steps: &[Step], id: i64, part: &str) -> Result<Asked> {
    let reading = app.db().reader().begin().await?;
    let (on, _) = addressed::<A>(&reading, actor, StreamId::of(id), None).await?;
    let standing = on.gather(&Place::now(app, &reading)).await?;
    reading.rollback().await?;
    asked::<A>(app, actor, steps, (&on, &standing), part).await
}

/// As [`ask`], on the whole of each of some things that a page has read already with what is known beside them, in as many
/// statements as on one; in their order.
///
/// # Errors
/// The database is away. One that is not the actor's, or belongs to another state, has its error in its place.
pub async fn ask_each<A: Act<On: Gather>>(
    app: &App,
    actor: &Actor,
    steps: &[Step],
    things: Vec<(&A::On, &<A::On as domain::act::Subject>::Standing)>,
) -> Result<Vec<Result<Asked>>> {
    let drafts = things.into_iter().map(|known| draft::<A>(app, actor, steps, known, "")).collect();
    settled(app, A::On::KIND, drafts).await
}

async fn asked<A: Act<On: Gather>>(
    app: &App,
    actor: &Actor,
    steps: &[Step],
    known: (&A::On, &<A::On as domain::act::Subject>::Standing),
    part: &str,
) -> Result<Asked> {
    let drafts = vec![draft::<A>(app, actor, steps, known, part)];
    settled(app, A::On::KIND, drafts).await?.pop().unwrap_or(Err(Error::NotFound))
}

/// An act as its page asks it, before the database is asked about the office: its other matters, the days of its meeting.
struct Draft {
    asked: Asked,
    /// The number of what it is done to.
    on: i64,
    /// Whether another matter would block it.
    waits: bool,
    /// Whether the meeting that decided is asked for.
    meets: bool,
    /// On which days, as the act itself asks.
    met: Option<Days>,
}

/// Asks about the office once for all of them.
async fn settled(app: &App, of: StreamKind, drafts: Vec<Result<Draft>>) -> Result<Vec<Result<Asked>>> {
    let (mut waiting, mut meeting) = (Vec::new(), Vec::new());
    for draft in drafts.iter().filter_map(|draft| draft.as_ref().ok()) {
        waiting.extend(draft.waits.then_some(draft.on));
        meeting.extend(draft.meets.then_some(draft.on));
    }
    let conn = app.db().reader();
    let busy = matters::open_matters(conn, of, &waiting).await?;
    let days = matters::meeting_days_of(conn, of, &meeting, app.today()).await?;
    let asked = |Draft { asked, on, met, .. }: Draft| {
        let meeting = days.get(&on).cloned().map(|days| days.narrowed_by(met));
        Asked {
            blocked: busy.get(&on).map(ToString::to_string).or(asked.blocked),
            chain: asked.chain.map(|chain| ChainAhead { meeting, ..chain }),
            ..asked
        }
    };
    Ok(drafts.into_iter().map(|draft| draft.map(asked)).collect())
}

fn draft<A: Act<On: Gather>>(
    app: &App,
    actor: &Actor,
    steps: &[Step],
    (on, standing): (&A::On, &<A::On as domain::act::Subject>::Standing),
    part: &str,
) -> Result<Draft> {
    let (part, permit) = (part_of::<A>(on, part)?, Permit::of(actor, A::SPEC.desks, on)?);
    let (policy, calendar) = (policy_of(app, on)?, app.calendar());
    let chain = policy.chain(A::SPEC.kind, permit.level()).filter(|_| A::SPEC.how == Procedure::Chain);
    let now = Now::<A>::looked_at(on, part, &permit, standing, &policy, &calendar, app.now());
    let mut form = Form::of(A::SPEC.fields);
    A::show(&Known { on, part, standing, policy: &policy }, &mut form);
    let offers = of_kind::<A>(app, actor, on, standing, None, steps)?;
    let offer = offers.into_iter().find(|offer| offer.part == part.code());
    let waits = offer.as_ref().is_some_and(Offer::waits_for_others);
    let mut met = None;
    let blocked = match (Ready::check(now), &offer) {
        (Ok(ready), Some(offer)) => {
            A::fill(&ready, &mut form);
            met = A::met(&ready, None);
            offer.blocked.clone()
        }
        (Ok(_), None) => Some(Denied::Hidden.to_string()),
        (Err(refusal), _) if refusal.is_elsewhere() => return Err(refusal.into()),
        (Err(refusal), _) => Some(refusal.to_string()),
    };
    let asked = Asked {
        act: A::SPEC.kind,
        label: offer.map_or_else(|| A::label(&now).to_owned(), |Offer { label, .. }| label),
        title: on.about(standing),
        state: on.state().label(),
        seen: on.seq(),
        form,
        intro: A::SPEC.intro,
        clause: A::clause(permit.party()),
        effect: A::SPEC.effect,
        chain: chain.map(|chain| ChainAhead { waits: goes_on(chain), meeting: None }),
        done: A::SPEC.done,
        blocked,
    };
    let meets = chain.is_some_and(|chain| chain.collective && !goes_on(chain));
    Ok(Draft { asked, on: on.id().number(), waits, meets, met })
}

/// Whether others still take a step after the first.
fn goes_on(chain: &Chain) -> bool {
    chain.steps.len() > 1
}

fn part_of<A: Act>(on: &A::On, code: &str) -> Result<A::Part> {
    A::Part::all(on).into_iter().find(|part| part.code() == code).ok_or(Error::NotFound)
}

/// Reads what was sent into JSON of the act, all errors at once. The files it takes are still to be put in.
///
/// # Errors
/// [`Error::Invalid`] with a sentence at every field that cannot be taken.
pub fn read(asked: &Asked, sent: &dyn Sent) -> Result<Map<String, Value>> {
    asked.form.read(sent).map_err(|wrong| {
        Error::Invalid(wrong.into_iter().map(|(field, message)| FieldError::new(field, message)).collect())
    })
}

impl Asked {
    /// The days on which the meeting that decides can have been held, where it is asked for here.
    #[must_use]
    pub fn meets(&self) -> Option<&Days> {
        self.chain.as_ref().and_then(|chain| chain.meeting.as_ref())
    }

    /// The act that was sent: what was read, with the files that came with it.
    ///
    /// # Errors
    /// The act does not read like its form: a bug.
    pub fn act(
        &self,
        id: i64,
        part: &str,
        mut read: Map<String, Value>,
        files: BTreeMap<&'static str, FileId>,
    ) -> Result<AnyAct> {
        for (field, file) in files {
            read.insert(field.to_owned(), json!(file));
        }
        let part = if part.is_empty() { Value::Null } else { json!(part) };
        let act = json!({ "act": self.act.code(), "on": id, "part": part, "body": read });
        serde_json::from_value(act).map_err(|error| Error::Internal(format!("{}: {error}", self.act.code())))
    }
}
