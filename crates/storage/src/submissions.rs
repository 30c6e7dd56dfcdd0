//! Answers frozen at each handing in.

use crate::{
    Error,
    entities::{application_summary, submission},
    lists, stored,
};
use domain::{
    event::Moment,
    ids::{ApplicationId, BrandId},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};

/// What was filed.
#[derive(Clone, Debug)]
pub struct Submission {
    /// The application.
    pub application: ApplicationId,
    /// Its number, from 1.
    pub no: u32,
    /// The answers, sealed to both.
    pub answers_sealed: Vec<u8>,
    /// When.
    pub at: Moment,
}

impl TryFrom<submission::Model> for Submission {
    type Error = Error;

    fn try_from(row: submission::Model) -> Result<Submission, Error> {
        let senseless = || Error::Inconsistent(format!("submission {} of {}", row.no, row.application_id));
        Ok(Submission {
            application: ApplicationId(row.application_id),
            no: u32::try_from(row.no).map_err(|_| senseless())?,
            at: stored::moment(row.at).ok_or_else(senseless)?,
            answers_sealed: row.answers_sealed,
        })
    }
}

/// How often an application was filed.
///
/// # Errors
/// The database is away.
pub async fn count(conn: &impl ConnectionTrait, application: ApplicationId) -> Result<u32, Error> {
    let filed = submission::Entity::find().filter(submission::Column::ApplicationId.eq(application.0));
    Ok(u32::try_from(filed.count(conn).await?).unwrap_or(u32::MAX))
}

/// Whether an application was filed from a moment on, and before another where there is one.
///
/// # Errors
/// The database is away.
pub async fn any_between(
    conn: &impl ConnectionTrait,
    application: ApplicationId,
    from: Moment,
    until: Option<Moment>,
) -> Result<bool, Error> {
    let before = until.map(|until| submission::Column::At.lt(until.timestamp_millis()));
    let filed = submission::Entity::find()
        .filter(submission::Column::ApplicationId.eq(application.0))
        .filter(submission::Column::At.gte(from.timestamp_millis()))
        .filter(Condition::all().add_option(before));
    Ok(filed.count(conn).await? > 0)
}

/// Keeps what was filed, with the digest of its content.
///
/// # Errors
/// The database is away.
pub async fn insert(conn: &impl ConnectionTrait, filed: Submission, digest: &str) -> Result<(), Error> {
    let row = submission::ActiveModel {
        application_id: Set(filed.application.0),
        no: Set(i64::from(filed.no)),
        answers_sealed: Set(filed.answers_sealed),
        digest: Set(digest.to_owned()),
        at: Set(filed.at.timestamp_millis()),
    };
    submission::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// What each of some applications filed last; those that never filed, or whose papers are gone, are left out.
///
/// # Errors
/// The database is away.
pub async fn newest(conn: &impl ConnectionTrait, applications: &[ApplicationId]) -> Result<Vec<Submission>, Error> {
    let newer = |column| Expr::col(("newer", column));
    let own = |column| Expr::col((submission::Entity, column));
    let filed_anew = Query::select()
        .expr(Expr::val(1))
        .from_as(submission::Entity, "newer")
        .and_where(newer(submission::Column::ApplicationId).eq(own(submission::Column::ApplicationId)))
        .and_where(newer(submission::Column::No).gt(own(submission::Column::No)))
        .take();
    let these = lists::among(conn, submission::Column::ApplicationId, applications.iter().map(|one| one.0));
    let newest = submission::Entity::find().filter(these).filter(Expr::exists(filed_anew).not());
    newest.all(conn).await?.into_iter().map(Submission::try_from).collect()
}

/// What a brand filed last, with whichever of its applications; none where it never filed, or its papers are gone.
///
/// # Errors
/// The database is away.
pub async fn newest_of_brand(conn: &impl ConnectionTrait, brand: BrandId) -> Result<Option<Submission>, Error> {
    let applications = Query::select()
        .column(application_summary::Column::Id)
        .from(application_summary::Entity)
        .and_where(application_summary::Column::Brand.eq(brand.0))
        .take();
    let filed = submission::Entity::find()
        .filter(submission::Column::ApplicationId.in_subquery(applications))
        .order_by_desc(submission::Column::ApplicationId)
        .order_by_desc(submission::Column::No)
        .limit(1);
    filed.one(conn).await?.map(Submission::try_from).transpose()
}

/// One filing.
///
/// # Errors
/// The database is away.
pub async fn get(
    conn: &impl ConnectionTrait,
    application: ApplicationId,
    no: u32,
) -> Result<Option<Submission>, Error> {
    let row = submission::Entity::find_by_id((application.0, i64::from(no))).one(conn).await?;
    row.map(Submission::try_from).transpose()
}
