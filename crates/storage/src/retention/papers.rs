//! Papers: what was typed, filed, uploaded and signed for with applications, titles, entries and requests.

use crate::{
    Error,
    entities::{
        application_summary, bank_account, cultivation_summary, draft_section, file, intake, objection, rights_request,
        rights_task, service_receipt, submission,
    },
    originals::{self, Subject},
    stored,
};
use chrono::NaiveDate;
use domain::{
    ids::{ApplicationId, CultivationId, IntakeId, RightsRequestId},
    stream::StreamKind,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{BinOper, Expr, ExprTrait, Query, SelectStatement},
};
use std::collections::BTreeSet;

/// The applications that still hold papers of any kind.
///
/// # Errors
/// The database is away.
pub async fn applications_with_papers(conn: &impl ConnectionTrait) -> Result<BTreeSet<ApplicationId>, Error> {
    let this = || application_summary::Column::Id.into_expr();
    let any = Condition::any()
        .add(some(file::Entity, files_of(&this())))
        .add(some(draft_section::Entity, draft_section::Column::ApplicationId.into_expr().eq(this()).into()))
        .add(some(submission::Entity, submission::Column::ApplicationId.into_expr().eq(this()).into()))
        .add(some(bank_account::Entity, accounts_of(&Titles::Of(this()))))
        .add(some(service_receipt::Entity, receipts_of(&this())));
    let ids: Vec<i64> = application_summary::Entity::find()
        .select_only()
        .column(application_summary::Column::Id)
        .filter(any)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(ids.into_iter().map(ApplicationId).collect())
}

/// Titles given on paper before this system that still hold papers, each with the day its cycle ends.
///
/// # Errors
/// The database is away.
pub async fn cultivations_with_papers(conn: &impl ConnectionTrait) -> Result<Vec<(CultivationId, NaiveDate)>, Error> {
    let this = Titles::One(cultivation_summary::Column::Id.into_expr());
    let any = Condition::any()
        .add(some(bank_account::Entity, accounts_of(&this)))
        .add(some(service_receipt::Entity, receipts_of_titles(&this)));
    let rows: Vec<(i64, String)> = cultivation_summary::Entity::find()
        .select_only()
        .columns([cultivation_summary::Column::Id, cultivation_summary::Column::CycleEnds])
        .filter(cultivation_summary::Column::Application.is_null())
        .filter(any)
        .order_by_asc(cultivation_summary::Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    let one = |(id, ends): (i64, String)| {
        let ends = stored::date(&ends);
        Ok((CultivationId(id), ends.ok_or_else(|| Error::Inconsistent(format!("cultivation {id} ends on no day")))?))
    };
    rows.into_iter().map(one).collect()
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
