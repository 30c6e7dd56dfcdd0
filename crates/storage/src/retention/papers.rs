//! Papers: what was typed, filed, uploaded and signed for with applications, titles, entries and requests.

use super::kept::over_since;
use crate::{
    Error,
    entities::{
        application_summary, bank_account, cultivation_summary, draft_section, file, intake, objection, rights_request,
        rights_task, service_receipt, submission,
    },
    lists,
    originals::{self, Subject},
    stored,
};
use chrono::NaiveDate;
use domain::{
    application::State,
    event::Moment,
    ids::{ApplicationId, CultivationId, IntakeId, ObjectionId, RightsRequestId},
    retention::{Record, kept_as},
    stream::StreamKind,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Select,
    sea_query::{BinOper, Expr, ExprTrait, Func, Query, SelectStatement},
};

/// Drafts last typed into before a moment that still hold papers.
pub(super) fn old_drafts(kind: i64, before: Moment) -> SelectStatement {
    use application_summary::Column::{Id, Since, State as StateCode};
    let typed = Query::select()
        .expr(draft_section::Column::ChangedAt.max())
        .from(draft_section::Entity)
        .and_where(draft_section::Column::ApplicationId.into_expr().eq(Id.into_expr()))
        .take();
    let last = Func::coalesce([Expr::SubQuery(None, Box::new(typed.into())), Since.into_expr()]);
    // None is typed into before it was begun, and that moment has the index.
    over_since(kind, application_summary::Entity, Id, Expr::expr(last), before)
        .and_where(StateCode.eq(State::Drafting.code()))
        .and_where(Since.lt(before.timestamp_millis()))
        .cond_where(papers_of_application())
        .take()
}

/// Applications that ended without a title before a moment and still hold papers.
pub(super) fn ended_attempts(kind: i64, before: Moment) -> SelectStatement {
    use application_summary::Column::{Id, Since, State as StateCode};
    let ended = State::ALL.iter().filter(|state| kept_as(**state) == Some(Record::Declined));
    over_since(kind, application_summary::Entity, Id, Since.into_expr(), before)
        .and_where(lists::one_of(StateCode, ended.map(|state| state.code())))
        .cond_where(papers_of_application())
        .take()
}

/// A title whose papers are kept from the end of its cycle on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Title {
    /// The title.
    pub id: CultivationId,
    /// The application it came from; none where it was given on paper before this system.
    pub application: Option<ApplicationId>,
    /// The day its cycle ends.
    pub ends: NaiveDate,
}

/// Titles whose cycle ended by a day and that still hold papers.
///
/// # Errors
/// The database is away.
pub async fn ended_titles(conn: &impl ConnectionTrait, by: NaiveDate) -> Result<Vec<Title>, Error> {
    let one = |(id, application, ends): (i64, Option<i64>, String)| {
        let ends =
            stored::date(&ends).ok_or_else(|| Error::Inconsistent(format!("cultivation {id} ends on no day")))?;
        Ok(Title { id: CultivationId(id), application: application.map(ApplicationId), ends })
    };
    let rows = titles_ended_by(by).into_tuple().all(conn).await?;
    let mut titles = rows.into_iter().map(one).collect::<Result<Vec<_>, Error>>()?;
    titles.sort_by_key(|title| title.id);
    Ok(titles)
}

pub(super) fn titles_ended_by(day: NaiveDate) -> Select<cultivation_summary::Entity> {
    use cultivation_summary::Column::{Application, CycleEnds, Id};
    let own = Titles::One(Id.into_expr());
    let of_title = Condition::any()
        .add(some(file::Entity, files_of_titles(&own)))
        .add(some(bank_account::Entity, accounts_of(&own)))
        .add(some(service_receipt::Entity, receipts_of_titles(&own)));
    let of_application = Query::select()
        .expr(Expr::val(1))
        .from(application_summary::Entity)
        .and_where(application_summary::Column::Id.into_expr().eq(Application.into_expr()))
        .cond_where(papers_of_application())
        .take();
    cultivation_summary::Entity::find()
        .select_only()
        .columns([Id, Application, CycleEnds])
        .filter(CycleEnds.lte(day.to_string()))
        .filter(of_title.add(Expr::exists(of_application)))
}

/// Whether the application of a row of summaries holds papers of any kind.
fn papers_of_application() -> Condition {
    let this = || application_summary::Column::Id.into_expr();
    Condition::any()
        .add(some(file::Entity, files_of(&this())))
        .add(some(draft_section::Entity, draft_section::Column::ApplicationId.into_expr().eq(this()).into()))
        .add(some(submission::Entity, submission::Column::ApplicationId.into_expr().eq(this()).into()))
        .add(some(bank_account::Entity, accounts_of(&Titles::Of(this()))))
        .add(some(service_receipt::Entity, receipts_of(&this())))
}

/// Deletes the papers of an application and of the title it led to; its objections keep their rows.
///
/// # Errors
/// The database is away.
pub async fn delete_papers_of_application(conn: &impl ConnectionTrait, id: ApplicationId) -> Result<(), Error> {
    let this = Expr::val(id.0);
    file::Entity::delete_many().filter(files_of(&this)).exec(conn).await?;
    draft_section::Entity::delete_many().filter(draft_section::Column::ApplicationId.eq(id.0)).exec(conn).await?;
    submission::Entity::delete_many().filter(submission::Column::ApplicationId.eq(id.0)).exec(conn).await?;
    bank_account::Entity::delete_many().filter(accounts_of(&Titles::Of(this.clone()))).exec(conn).await?;
    service_receipt::Entity::delete_many().filter(receipts_of(&this)).exec(conn).await?;
    Ok(())
}

/// Deletes the papers of a title that came from no application.
///
/// # Errors
/// The database is away.
pub async fn delete_papers_of_cultivation(conn: &impl ConnectionTrait, id: CultivationId) -> Result<(), Error> {
    let this = Titles::One(Expr::val(id.0));
    file::Entity::delete_many().filter(files_of_titles(&this)).exec(conn).await?;
    bank_account::Entity::delete_many().filter(accounts_of(&this)).exec(conn).await?;
    service_receipt::Entity::delete_many().filter(receipts_of_titles(&this)).exec(conn).await?;
    Ok(())
}

/// Deletes what was entered from paper, with its scans.
///
/// # Errors
/// The database is away.
pub async fn delete_intake(conn: &impl ConnectionTrait, id: IntakeId) -> Result<(), Error> {
    intake::Entity::delete_by_id(id.0).exec(conn).await?;
    originals::delete_of(conn, Subject::Intake(id)).await
}

/// Deletes what somebody wrote that is about no application, with what came with it.
///
/// # Errors
/// The database is away.
pub async fn delete_lead(conn: &impl ConnectionTrait, id: ObjectionId) -> Result<(), Error> {
    objection::Entity::delete_by_id(id.0).exec(conn).await?;
    originals::delete_of(conn, Subject::Objection(id)).await
}

/// Deletes a person's request, with the corrections it asked.
///
/// # Errors
/// The database is away.
pub async fn delete_request(conn: &impl ConnectionTrait, id: RightsRequestId) -> Result<(), Error> {
    rights_task::Entity::delete_many().filter(rights_task::Column::Request.eq(id.0)).exec(conn).await?;
    rights_request::Entity::delete_by_id(id.0).exec(conn).await?;
    Ok(())
}

fn some<E: EntityTrait>(table: E, these: Condition) -> Expr {
    Expr::exists(Query::select().expr(Expr::val(1)).from(table).cond_where(these).take())
}

/// Cultivations: one by its number, or those that came from an application.
enum Titles {
    One(Expr),
    Of(Expr),
}

impl Titles {
    /// Whether a value is one of what these have in a column made of their number.
    fn hold(&self, value: impl ColumnTrait, of_number: impl Fn(Expr) -> Expr) -> Expr {
        match self {
            Titles::One(id) => value.into_expr().eq(of_number(id.clone())),
            Titles::Of(application) => value.in_subquery(
                Query::select()
                    .expr(of_number(cultivation_summary::Column::Id.into_expr()))
                    .from(cultivation_summary::Entity)
                    .and_where(cultivation_summary::Column::Application.into_expr().eq(application.clone()))
                    .take(),
            ),
        }
    }
}

/// The accounts that money of some cultivations went to.
fn accounts_of(titles: &Titles) -> Condition {
    Condition::all().add(titles.hold(bank_account::Column::CultivationId, |id| id))
}

/// Who signed for papers of some cultivations.
fn receipts_of_titles(titles: &Titles) -> Condition {
    Condition::all()
        .add(service_receipt::Column::Stream.eq(StreamKind::Cultivation.code()))
        .add(titles.hold(service_receipt::Column::StreamId, |id| id))
}

/// Who signed for papers of an application, and of the title it led to.
fn receipts_of(application: &Expr) -> Condition {
    let own = Condition::all()
        .add(service_receipt::Column::Stream.eq(StreamKind::Application.code()))
        .add(service_receipt::Column::StreamId.into_expr().eq(application.clone()));
    Condition::any().add(own).add(receipts_of_titles(&Titles::Of(application.clone())))
}

/// The files kept with some cultivations.
fn files_of_titles(titles: &Titles) -> Condition {
    Condition::all().add(titles.hold(file::Column::Subject, |id| subject("'cultivation/'", id)))
}

/// The files of an application: what the unit filed, what the desk kept, what came with objections, what its title kept.
fn files_of(application: &Expr) -> Condition {
    let objections: SelectStatement = Query::select()
        .expr(subject("'objection/'", objection::Column::Id.into_expr()))
        .from(objection::Entity)
        .and_where(objection::Column::ApplicationId.into_expr().eq(application.clone()))
        .take();
    let of = |kind| file::Column::Subject.into_expr().eq(subject(kind, application.clone()));
    Condition::any()
        .add(of("'application/'"))
        .add(of("'review/'"))
        .add(file::Column::Subject.in_subquery(objections))
        .add(files_of_titles(&Titles::Of(application.clone())))
}

/// The subject of files of what has this number.
fn subject(kind: &'static str, id: Expr) -> Expr {
    Expr::cust(kind).binary(BinOper::Custom("||"), id)
}
