//! Who looked at personal data in full, when, at what, and for which purpose (S-9): for auditors and administrators.

use crate::{App, Result, access_log::UNMASK, names, names::Person, record};
use domain::{
    access::{Actor, Scope},
    application::Application,
    brand::Brand,
    calendar::chinese_moment,
    event::Moment,
    ids::{AccountId, ApplicationId, BrandId, ObjectionId, UnitId},
    objection::Objection,
};
use kernel::exports::{Format, Sheet};
use std::{collections::BTreeMap, fs::File};
use storage::{
    access::{self, Written},
    listing::{At, Found, Search},
    listings, summaries,
};

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

/// A page of looks, newest first: by one account, on one day, as the search says.
///
/// # Errors
/// Not the actor's to see; the database is away.
pub async fn list(app: &App, actor: &Actor, search: &Search, at: Option<&At>) -> Result<Found<Unmasking>> {
    record::allowed(actor)?;
    let mut found = listings::looks::listing(&Scope::City, UNMASK, search).find(app.db().reader(), at).await?;
    let rows = std::mem::take(&mut found.page.rows);
    let looks = told(app, actor, rows).await?;
    Ok(found.with(looks))
}

/// The looks as they are narrowed, as a file; recorded.
///
/// # Errors
/// Not the actor's to see; the file cannot be written.
pub async fn export(app: &App, actor: &Actor, search: &Search, format: Format) -> Result<File> {
    record::allowed(actor)?;
    let heads = ["时间", "机构", "查看人", "内容", "对象", "用途"];
    let mut sheet =
        Sheet::of(app, listings::looks::listing(&Scope::City, UNMASK, search), "个人信息查看记录", heads, format)?;
    while let Some(rows) = sheet.next(app).await? {
        for look in told(app, actor, rows).await? {
            let by = look.by.unwrap_or_else(|| Person { office: String::new(), name: GONE.into() });
            sheet.row([chinese_moment(look.at), by.office, by.name, look.what, look.whom, look.purpose])?;
        }
    }
    sheet.end(app, actor).await
}

/// Stands for who looked, where the account is gone.
pub const GONE: &str = "账号已不存在";

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

/// What some looks were at, and who looked, as `reader` may see them.
pub(crate) async fn told(app: &App, reader: &Actor, rows: Vec<Written>) -> Result<Vec<Unmasking>> {
    let names = names::named(app, reader, rows.iter().filter_map(|row| row.account)).await?;
    let known = Known::of(app, &rows).await?;
    let one = |row: Written| {
        let (detail, purpose) = row.detail.split_once('：').unwrap_or((&row.detail, ""));
        let (what, whom) = known.whom(app, &row.subject, detail);
        let by = row.account.and_then(|account| names.get(&account).cloned());
        Unmasking { id: row.id, at: row.at, by, what, whom, purpose: purpose.to_owned() }
    };
    Ok(rows.into_iter().map(one).collect())
}

/// `application/12` in its two parts.
fn parts(subject: &str) -> (&str, i64) {
    let (kind, number) = subject.split_once('/').unwrap_or((subject, ""));
    (kind, number.parse().unwrap_or_default())
}

/// What the subjects of some looks are called.
struct Known {
    applications: BTreeMap<ApplicationId, Application>,
    objections: BTreeMap<ObjectionId, Objection>,
    units: BTreeMap<UnitId, String>,
    brands: BTreeMap<BrandId, Brand>,
}

impl Known {
    async fn of(app: &App, rows: &[Written]) -> Result<Known> {
        let conn = app.db().reader();
        let of_kind = |kind: &str| -> Vec<i64> {
            rows.iter().map(|row| parts(&row.subject)).filter(|of| of.0 == kind).map(|of| of.1).collect()
        };
        let brands: Vec<BrandId> = of_kind("brand").into_iter().map(BrandId).collect();
        let objections: Vec<ObjectionId> = of_kind("objection").into_iter().map(ObjectionId).collect();
        let objections: BTreeMap<ObjectionId, Objection> = summaries::load_some(conn, objections).await?;
        let applications = of_kind("application").into_iter().map(ApplicationId);
        let applications: Vec<ApplicationId> =
            applications.chain(objections.values().filter_map(|of| of.application)).collect();
        let units: Vec<UnitId> = of_kind("unit").into_iter().map(UnitId).collect();
        Ok(Known {
            units: names::units_of(conn, &units).await?,
            objections,
            applications: summaries::load_some(conn, applications).await?,
            brands: summaries::load_some(conn, brands).await?,
        })
    }

    /// What was looked at, and of whom.
    fn whom(&self, app: &App, subject: &str, detail: &str) -> (String, String) {
        let (kind, number) = parts(subject);
        match kind {
            "application" => {
                let application = self.applications.get(&ApplicationId(number));
                let policy = application.and_then(|application| app.policy(&application.policy).ok());
                // A field stands behind its section, `unit/12:contact_mobile`.
                let id = detail.rsplit_once(':').map_or(detail, |(_, id)| id);
                let label = policy.and_then(|policy| policy.field(id).map(|(_, field)| field.label.clone()));
                let title = application.map(|application| application.title.clone()).unwrap_or_default();
                (format!("申报表的{}", label.as_deref().unwrap_or(detail)), title)
            }
            "objection" => {
                let of = self.objections.get(&ObjectionId(number)).and_then(|of| of.application);
                let title = of.and_then(|id| self.applications.get(&id)).map(|of| of.title.clone());
                ("异议人、举报人的姓名和联系方式".to_owned(), title.unwrap_or_default())
            }
            "unit" => {
                ("培育单位的联系人和联系电话".to_owned(), self.units.get(&UnitId(number)).cloned().unwrap_or_default())
            }
            "brand" => {
                let brand = self.brand(BrandId(number));
                match detail.split_once(' ') {
                    Some(("rows", _)) => ("疑点所涉人员的姓名、手机和证件号码".to_owned(), brand),
                    Some(("calls", _)) => ("抽查名单的姓名、手机和证件号码".to_owned(), brand),
                    _ => {
                        let person = detail.rsplit(' ').next().unwrap_or_default();
                        ("待核人员的姓名和证件号码".to_owned(), of_person(&brand, person))
                    }
                }
            }
            "rights_request" => ("本人查阅：花名册中的全部记录".to_owned(), of_person("", detail)),
            _ => (subject.to_owned(), String::new()),
        }
    }

    fn brand(&self, id: BrandId) -> String {
        self.brands.get(&id).map(|brand| brand.name.clone()).unwrap_or_default()
    }
}

fn of_person(brand: &str, mark: &str) -> String {
    let comma = if brand.is_empty() { "" } else { "，" };
    format!("{brand}{comma}人员 {mark}")
}
