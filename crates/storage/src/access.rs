//! Who looked at what: rows of the access log (S-9, S-10). They are written once and never changed.

use crate::{
    Error,
    entities::{access_record, account},
    listing::same,
    lists, stored,
};
use domain::{event::Moment, ids::AccountId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QueryResult,
    QuerySelect, Select,
    sea_query::{Expr, Query},
};

/// What is recorded. Never personal data: subjects are numbers, details are slots and reasons.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// What was done: `sign_in`, `download`, `unmask`, …
    pub kind: &'a str,
    /// To what, e.g. `application/12`.
    pub subject: &'a str,
    /// `ok` or why not.
    pub result: &'a str,
    /// What else an auditor needs.
    pub detail: &'a str,
}

/// Writes one record.
///
/// # Errors
/// The database is away.
pub async fn write(
    conn: &impl ConnectionTrait,
    at: Moment,
    account: Option<AccountId>,
    record: Record<'_>,
) -> Result<(), Error> {
    let row = access_record::ActiveModel {
        at: Set(at.timestamp_millis()),
        account: Set(account.map(|account| account.0)),
        kind: Set(record.kind.to_owned()),
        subject: Set(record.subject.to_owned()),
        result: Set(record.result.to_owned()),
        detail: Set(record.detail.to_owned()),
        ..Default::default()
    };
    access_record::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// A record as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its number.
    pub id: i64,
    /// When.
    pub at: Moment,
    /// Who; none where the program itself or a stranger did.
    pub account: Option<AccountId>,
    /// To what.
    pub subject: String,
    /// What else was said.
    pub detail: String,
}

impl FromQueryResult for Written {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let row = access_record::Model::from_query_result(row, prefix)?;
        written(row).map_err(|error| DbErr::Custom(error.to_string()))
    }
}

fn written(row: access_record::Model) -> Result<Written, Error> {
    let at = stored::moment(row.at);
    Ok(Written {
        id: row.id,
        at: at.ok_or_else(|| Error::Inconsistent(format!("look {} at no time", row.id)))?,
        account: row.account.map(AccountId),
        subject: row.subject,
        detail: row.detail,
    })
}

fn of_kind(kind: &str) -> Select<access_record::Entity> {
    access_record::Entity::find().filter(access_record::Column::Kind.eq(kind))
}

/// The accounts with a record of a kind, those of units left out.
///
/// # Errors
/// The database is away.
pub async fn accounts(conn: &impl ConnectionTrait, kind: &str) -> Result<Vec<AccountId>, Error> {
    let recorded = Query::select()
        .expr(Expr::val(1))
        .from(access_record::Entity)
        .and_where(access_record::Column::Kind.eq(kind))
        .and_where(same(access_record::Column::Account, account::Column::Id))
        .take();
    let ids = account::Entity::find().select_only().column(account::Column::Id);
    let ids = ids.filter(account::Column::Office.is_not_null()).filter(Expr::exists(recorded));
    let ids: Vec<i64> = ids.into_tuple().all(conn).await?;
    Ok(ids.into_iter().map(AccountId).collect())
}

/// The records of some kinds on one subject, the oldest first, each with its kind.
///
/// # Errors
/// The database is away.
pub async fn on(
    conn: &impl ConnectionTrait,
    kinds: impl IntoIterator<Item = &'static str>,
    subject: &str,
) -> Result<Vec<(String, Written)>, Error> {
    let rows = access_record::Entity::find()
        .filter(lists::one_of(access_record::Column::Kind, kinds))
        .filter(access_record::Column::Subject.eq(subject));
    // In the order of the index of kinds, which knows nothing of subjects.
    let mut rows = rows.all(conn).await?;
    rows.sort_unstable_by_key(|row| row.id);
    rows.into_iter().map(|row| Ok((row.kind.clone(), written(row)?))).collect()
}

/// The records of a kind in whose detail a mark stands, wherever; the oldest first.
///
/// # Errors
/// The database is away.
pub async fn about(conn: &impl ConnectionTrait, kind: &str, mark: &str) -> Result<Vec<Written>, Error> {
    let rows = of_kind(kind).filter(access_record::Column::Detail.contains(mark));
    let rows = rows.order_by_asc(access_record::Column::Id).all(conn).await?;
    rows.into_iter().map(written).collect()
}
