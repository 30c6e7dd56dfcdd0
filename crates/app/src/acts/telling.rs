//! What a matter proposes, in the words of the act's own form: for whoever decides after, and for readers of the record.

use super::{Gather, gather::Place, perform::policy_of};
use crate::{App, Error, Result};
use domain::{
    access::Actor,
    act::{
        Act, ActKind, Addressed, Answer, AnyAct, ApplicationStanding, Effect, Form, Now, Permit, Ready, form::Beside,
    },
    finding::Finding,
    ids::{ApplicationId, FileId, NoticeId},
    with_act,
};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, TransactionTrait};
use serde_json::Value;
use std::any::Any;
use storage::{
    entities::{application_summary, notice_summary},
    lists, summaries,
};

/// An act as told to a reader.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// What was typed: label and words.
    pub rows: Vec<(String, String)>,
    /// Figures as they stand now; none once it may no longer be done.
    pub beside: Vec<Beside>,
    /// Files that came with it: label and number.
    pub files: Vec<(String, FileId)>,
    /// The conditions it rests on, where it admits or recommends.
    pub findings: Vec<Finding>,
    /// What follows, for acts with legal effect.
    pub effect: Option<Effect>,
}

/// Tells an act to a reader.
///
/// # Errors
/// What it is done to is gone; the database is away.
pub async fn tell(app: &App, actor: &Actor, act: &AnyAct) -> Result<Told> {
    with_act!(act, A, of => Box::pin(tell_one::<A>(app, actor, of)).await)
}

async fn tell_one<A: Act<On: Gather>>(app: &App, actor: &Actor, act: &Addressed<A>) -> Result<Told> {
    let reading = app.db().reader().begin().await?;
    let on = summaries::load::<A::On>(&reading, act.id()).await?.ok_or(Error::NotFound)?;
    let standing = on.gather(&Place { app, conn: &reading, today: app.today() }).await?;
    let mut form = Form::of(A::SPEC.fields);
    let (policy, calendar) = (policy_of(app, &on)?, app.calendar());
    if let Ok(permit) = Permit::of(actor, A::SPEC.desks, &on) {
        let now = Now::<A> {
            on: &on,
            part: act.part,
            permit: &permit,
            approvers: &[],
            matter: None,
            meeting: None,
            standing: &standing,
            policy: &policy,
            calendar: &calendar,
            at: app.now(),
        };
        if let Ok(ready) = Ready::check(now) {
            A::fill(&ready, &mut form);
        }
    }
    let values = serde_json::to_value(&act.body)?;
    name(&reading, &mut form, &values).await?;
    reading.rollback().await?;
    Ok(Told {
        rows: act.body.summary(&form),
        files: files(&form, &values),
        findings: findings(A::SPEC.kind, &standing as &dyn Any),
        beside: form.beside,
        effect: A::SPEC.effect,
    })
}

fn files(form: &Form, values: &Value) -> Vec<(String, FileId)> {
    let questions = form.questions.iter().filter(|question| matches!(question.field.answer, Answer::File(_)));
    let kept = questions.filter_map(|question| {
        let id = values.get(question.field.name)?.as_i64()?;
        Some((question.field.label.to_owned(), FileId(id)))
    });
    kept.collect()
}

/// Whoever decides on a county's word sees what it rests on.
fn findings(kind: ActKind, standing: &dyn Any) -> Vec<Finding> {
    let shown = matches!(kind, ActKind::AdmitToPool | ActKind::Recommend);
    let standing = standing.downcast_ref::<ApplicationStanding>().filter(|_| shown);
    standing.map(|standing| standing.findings.clone()).unwrap_or_default()
}

/// Names the applications and notices that an act refers to, whether or not they could still be chosen.
async fn name(conn: &impl ConnectionTrait, form: &mut Form, values: &Value) -> Result<()> {
    let ids = |field: &str| -> Vec<i64> {
        match values.get(field) {
            Some(Value::Array(ids)) => ids.iter().filter_map(Value::as_i64).collect(),
            Some(Value::Number(id)) => id.as_i64().into_iter().collect(),
            _ => Vec::new(),
        }
    };
    let asked = |form: &Form, name: &str| form.questions.iter().any(|question| question.field.name == name);
    if asked(form, "applications") {
        let these = lists::among(conn, application_summary::Column::Id, ids("applications"));
        let rows = application_summary::Entity::find().filter(these).all(conn).await?;
        form.choices("applications", rows.into_iter().map(|row| (ApplicationId(row.id).to_string(), row.title)));
    }
    if asked(form, "corrects") {
        let these = lists::among(conn, notice_summary::Column::Id, ids("corrects"));
        let rows = notice_summary::Entity::find().filter(these).all(conn).await?;
        form.choices("corrects", rows.into_iter().map(|row| (NoticeId(row.id).to_string(), row.title)));
    }
    Ok(())
}
