//! What a matter proposes, in the words of the act's own form: for whoever decides after, and for readers of the record.

use super::{Gather, perform::policy_of};
use crate::{App, Error, Place, Result, comparisons};
use domain::{
    access::Actor,
    act::{
        Act, Addressed, Answer, AnyAct, Effect, Field, FiledRoster, Form, Known, Now, Permit, ROSTERS, Ready,
        Subject as _, form::Beside,
    },
    days::Days,
    finding::Finding,
    ids::{FileId, RosterVersionId},
    stream::{Stream, StreamKind},
    thousands::thousands,
    with_act,
};
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::Value;
use storage::{summaries, titles};

/// An act as told to a reader.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// What was typed: label and words.
    pub rows: Vec<(String, String)>,
    /// Figures as they stand now, whoever reads; none in a state that no longer has the act.
    pub beside: Vec<Beside>,
    /// Files that came with it: label and number.
    pub files: Vec<(String, FileId)>,
    /// The conditions it rests on, where it admits or recommends.
    pub findings: Vec<Finding>,
    /// What follows, for acts with legal effect.
    pub effect: Option<Effect>,
    /// The days on which the meeting that decides it can have been held, as its own guard will ask; none where it asks
    /// nothing of them.
    pub met: Option<Days>,
}

/// Tells an act to a reader: as it was typed, and while it is `under_way` with the figures and conditions of today.
///
/// # Errors
/// What it is done to is gone; the database is away.
pub async fn tell(app: &App, actor: &Actor, act: &AnyAct, under_way: bool) -> Result<Told> {
    let mut told = with_act!(act, A, of => Box::pin(tell_one::<A>(app, actor, of, under_way)).await)?;
    if let AnyAct::ReleaseRoster(of) = act {
        name_rosters(app.db().reader(), &of.body.release.versions, under_way, &mut told.rows).await?;
    }
    Ok(told)
}

/// Names the rosters of a list, and while it may still leave how many people would: a summary knows but how many rosters.
async fn name_rosters(
    conn: &impl ConnectionTrait,
    versions: &[RosterVersionId],
    under_way: bool,
    rows: &mut Vec<(String, String)>,
) -> Result<()> {
    let named = comparisons::named(conn, versions).await?;
    let Some(at) = rows.iter().position(|(label, _)| label == ROSTERS) else { return Ok(()) };
    if named.len() == versions.len() {
        let one = |of: &FiledRoster| format!("{}花名册 {}年（第 {} 版）", of.ledger, of.year, of.no);
        rows[at].1 = named.iter().map(one).collect::<Vec<_>>().join("、");
    }
    if under_way {
        let people = comparisons::people_listed(conn, versions).await?;
        rows.insert(at + 1, ("名单人数".to_owned(), format!("{} 人", thousands(&people))));
    }
    Ok(())
}

async fn tell_one<A: Act<On: Gather>>(app: &App, actor: &Actor, act: &Addressed<A>, under_way: bool) -> Result<Told> {
    let reading = app.db().reader().begin().await?;
    let on = summaries::load::<A::On>(&reading, act.id()).await?.ok_or(Error::NotFound)?;
    let standing = match under_way {
        true => on.gather(&Place::now(app, &reading)).await?,
        false => Default::default(),
    };
    let mut form = Form::of(A::SPEC.fields);
    let (policy, calendar) = (policy_of(app, &on)?, app.calendar());
    A::show(&Known { on: &on, part: act.part, standing: &standing, policy: &policy }, &mut form);
    if !under_way || !A::SPEC.is_of(&on.state()) {
        form.beside.clear();
    }
    let mut met = None;
    if let Ok(permit) = Permit::of(actor, A::SPEC.desks, &on) {
        let now = Now::<A>::looked_at(&on, act.part, &permit, &standing, &policy, &calendar, app.now());
        if let Ok(ready) = Ready::check(now) {
            A::fill(&ready, &mut form);
            met = A::met(&ready, Some(&act.body));
        }
    }
    let values = serde_json::to_value(&act.body)?;
    name(&reading, &mut form, &values).await?;
    reading.rollback().await?;
    Ok(Told {
        rows: act.body.summary(&form),
        files: files(&form, &values),
        findings: if A::SPEC.shows_findings { A::On::findings(&standing).to_vec() } else { Vec::new() },
        beside: form.beside,
        effect: A::SPEC.effect,
        met,
    })
}

fn files(form: &Form, values: &Value) -> Vec<(String, FileId)> {
    let questions = form.questions.iter().filter(|question| question.field.answer.slot().is_some());
    let kept = questions.filter_map(|question| {
        let id = values.get(question.field.name)?.as_i64()?;
        Some((question.field.label.to_owned(), FileId(id)))
    });
    kept.collect()
}

/// Names the things that an act refers to, whether or not they could still be chosen.
async fn name(conn: &impl ConnectionTrait, form: &mut Form, values: &Value) -> Result<()> {
    let referred: Vec<_> = form.questions.iter().filter_map(|question| refers(question.field, values)).collect();
    for (field, kind, ids) in referred {
        // What has no title in a summary keeps the words it was filled in with.
        if let Some(titles) = titles::of(conn, kind, ids).await? {
            form.choices(field, titles.into_iter().map(|(id, title)| (id.to_string(), title)));
        }
    }
    Ok(())
}

/// Which things of which kind a field of an act refers to; none where it refers to nothing.
fn refers(field: Field, values: &Value) -> Option<(&'static str, StreamKind, Vec<i64>)> {
    let (Answer::Id(kind) | Answer::TickIds(kind)) = field.answer else { return None };
    let typed = values.get(field.name)?;
    let ids = typed.as_array().map_or(std::slice::from_ref(typed), Vec::as_slice);
    Some((field.name, kind, ids.iter().filter_map(Value::as_i64).collect()))
}
