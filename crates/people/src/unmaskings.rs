//! Who looked at personal data in full, when, at what, and for which purpose (S-9): for auditors and administrators.

use crate::{App, Result, access_log::UNMASK, names, names::Person, record};
use chrono::{Duration, NaiveDate};
use domain::{
    access::Actor,
    calendar::shanghai_offset,
    event::Moment,
    ids::{AccountId, ApplicationId, BrandId},
    roster::Ledger,
};
use sea_orm::ConnectionTrait;
use storage::access::{self, Asked, Written};

/// Looks on a page.
const PAGE: usize = 50;

/// Which looks are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Query {
    /// By one official.
    pub by: Option<AccountId>,
    /// On one day.
    pub on: Option<NaiveDate>,
    /// Before this record, for the next page.
    pub before: Option<i64>,
}

/// One look at personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmasking {
    /// Its record's number.
    pub id: i64,
    /// When.
    pub at: Moment,
    /// Who; none where the account is gone.
    pub by: Option<Person>,
    /// What was shown: the kind of thing, never the thing.
    pub what: String,
    /// Of whom, as far as it can be told without saying who they are: the brand, a mark of the person.
    pub whom: String,
    /// What for, as typed.
    pub purpose: String,
}

/// A page of looks, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The looks.
    pub unmaskings: Vec<Unmasking>,
    /// From where the next page goes on; none on the last.
    pub next: Option<i64>,
}

/// The looks asked for.
///
/// # Errors
/// Not the actor's to see; the database is away.
pub async fn list(app: &App, actor: &Actor, query: &Query) -> Result<Page> {
    record::allowed(actor)?;
    let within = query.on.map(|day| midnight(day)..midnight(day) + Duration::days(1));
    let asked = Asked { by: query.by, within, before: query.before };
    let mut rows = access::newest(app.db().reader(), UNMASK, &asked, PAGE as u64 + 1).await?;
    let next = (rows.len() > PAGE).then(|| rows[PAGE - 1].id);
    rows.truncate(PAGE);
    let names = names::named(app, actor, rows.iter().filter_map(|row| row.account)).await?;
    let mut page = Page { unmaskings: Vec::new(), next };
    for row in rows {
        let by = row.account.and_then(|account| names.get(&account).cloned());
        page.unmaskings.push(told(app, row, by).await?);
    }
    Ok(page)
}

/// The officials who ever looked, by name.
///
/// # Errors
/// Not the actor's to see; the database is away.
pub async fn lookers(app: &App, actor: &Actor) -> Result<Vec<(AccountId, Person)>> {
    record::allowed(actor)?;
    let accounts = access::accounts(app.db().reader(), UNMASK).await?;
    let named = names::named(app, actor, accounts).await?;
    Ok(named.into_iter().collect())
}

pub(crate) async fn told(app: &App, row: Written, by: Option<Person>) -> Result<Unmasking> {
    let conn = app.db().reader();
    let (detail, purpose) = row.detail.split_once('：').unwrap_or((&row.detail, ""));
    let (kind, number) = row.subject.split_once('/').unwrap_or((&row.subject, ""));
    let number: i64 = number.parse().unwrap_or_default();
    let (what, whom) = match kind {
        "application" => {
            let application =
                storage::summaries::load::<domain::application::Application>(conn, ApplicationId(number)).await?;
            let policy = application.as_ref().and_then(|application| app.policy(&application.policy).ok());
            let label = policy.and_then(|policy| policy.field(detail).map(|(_, field)| field.label.clone()));
            let title = application.map(|application| application.title).unwrap_or_default();
            (format!("申报表的{}", label.as_deref().unwrap_or(detail)), title)
        }
        "brand" => {
            let person = detail.rsplit(' ').next().unwrap_or_default();
            ("待核人员的姓名和证件号码".to_owned(), of_person(&brand(conn, number).await?, person))
        }
        "roster_version" => ("花名册整段".to_owned(), roster_title(conn, number).await?),
        "rights_request" => ("本人查阅：花名册中的全部记录".to_owned(), of_person("", detail)),
        _ => (row.subject.clone(), String::new()),
    };
    Ok(Unmasking { id: row.id, at: row.at, by, what, whom, purpose: purpose.to_owned() })
}

fn of_person(brand: &str, mark: &str) -> String {
    let comma = if brand.is_empty() { "" } else { "，" };
    format!("{brand}{comma}人员 {mark}")
}

async fn brand(conn: &impl ConnectionTrait, id: i64) -> Result<String> {
    Ok(storage::summaries::load::<domain::brand::Brand>(conn, BrandId(id))
        .await?
        .map(|brand| brand.name)
        .unwrap_or_default())
}

async fn roster_title(conn: &impl ConnectionTrait, version: i64) -> Result<String> {
    let Some(of) = storage::rosters::version_of(conn, version).await? else { return Ok(String::new()) };
    let ledger = match of.ledger {
        Ledger::Training => "培训",
        Ledger::Employment => "就业",
    };
    Ok(format!("{}，{} 年{ledger}花名册第 {} 版", brand(conn, of.brand.0).await?, of.year, of.no))
}

fn midnight(day: NaiveDate) -> Moment {
    let local = day.and_hms_opt(0, 0, 0).and_then(|at| at.and_local_timezone(shanghai_offset()).single());
    local.map(|at| at.to_utc()).unwrap_or_default()
}
