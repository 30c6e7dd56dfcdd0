//! What is held about a person: their rows in every roster of the desk's area, what was decided with them, who looked at them.

use super::{append, details, open, own};
use crate::{
    App, Result,
    access_log::{self, Record, UNMASK},
    names,
    unmaskings::{self, Unmasking},
};
use chrono::NaiveDate;
use domain::{
    access::{Actor, RightsOfficer},
    application::Application,
    comparison::Mark,
    event::Moment,
    ids::{BrandId, RightsRequestId},
    retention::{Record as Kept, papers_end},
    rights::RightsEvent,
    roster::{Columns, Value},
    stream::Stream,
};
use sea_orm::ConnectionTrait;
use std::collections::BTreeSet;
use storage::{
    access, applications,
    rights::{self, ListedIn},
    rosters::LedgerYear,
};
use vault::Fingerprint;

/// Everything held about a person, in full: for them alone.
#[derive(Clone)]
pub struct Held {
    /// Their name as registered.
    pub name: String,
    /// Kind and number of their document.
    pub document: String,
    /// Their rows, by roster.
    pub rows: Vec<HeldRow>,
    /// Who looked at them in full, and why.
    pub looks: Vec<Look>,
    /// Whether other counties hold something too: the city answers for all.
    pub elsewhere: bool,
}

/// A row of a roster.
#[derive(Clone)]
pub struct HeldRow {
    /// The brand.
    pub brand: BrandId,
    /// Its name.
    pub brand_name: String,
    /// The name of the unit that filed it.
    pub unit_name: String,
    /// 培训 or 就业.
    pub ledger: String,
    /// The year.
    pub year: i64,
    /// The number of the version.
    pub no: i64,
    /// The sheet's row number; none where only the fingerprint is kept.
    pub row: Option<u32>,
    /// Its fields as stored: label and value.
    pub fields: Vec<(String, String)>,
    /// What was decided with it, in sentences.
    pub decisions: Vec<String>,
}

/// A look at a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// When.
    pub at: Moment,
    /// Office and name.
    pub who: String,
    /// What was looked at.
    pub what: String,
    /// What for.
    pub purpose: String,
}

/// Opens everything held about the person of a request and puts on record that it was: in the access log, in the request's
/// own record. Rows are opened before the write lock is taken, and leave here once the record stands.
///
/// # Errors
/// Not of this desk, or closed; the database is away, or a row does not open.
pub async fn report(app: &App, officer: &RightsOfficer, id: RightsRequestId, seen: u32) -> Result<Held> {
    let who = own(app.db().reader(), officer, id).await?.person;
    let found = opened(app, who, listed(app, officer, who).await?).await?;
    let elsewhere = elsewhere(app, officer, who).await?;
    let mut tx = app.begin(Some(officer.actor())).await?;
    let request = open(&tx, officer, id, seen).await?;
    let details = details(app, &request)?;
    let subject = format!("rights_request/{id}");
    let detail = format!("{}：答复第 {id} 号个人信息权利请求（{}）", access_log::mark(who), request.asked.label());
    let record = Record { kind: UNMASK, subject: &subject, result: "ok", detail: &detail };
    access_log::record_in(&tx, Some(officer.actor().account), record).await?;
    let brands: BTreeSet<BrandId> = found.iter().map(|row| row.brand).collect();
    let event = RightsEvent::Reported { brands: brands.into_iter().collect(), rows: found.len() as u64 };
    append(&mut tx, id, event).await?;
    let held = Held {
        name: details.name,
        document: format!("{} {}", details.document.kind(), details.document.number()),
        looks: looks(app, tx.conn(), officer.actor(), who).await?,
        elsewhere,
        rows: found,
    };
    tx.commit().await?;
    Ok(held)
}

/// A version that lists the person, without what it says of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The roster.
    pub roster: i64,
    /// Brand, unit, ledger, year and version, in words.
    pub told: String,
    /// Whether it is the newest version of its roster.
    pub newest: bool,
    /// Why the person's rows in it may not be deleted now; none where they may.
    pub kept: Option<String>,
}

/// Where the person of a request stands in the rosters of the desk's area: what may be corrected or deleted.
///
/// # Errors
/// Not of this desk; the database is away.
pub async fn places(app: &App, officer: &RightsOfficer, id: RightsRequestId) -> Result<Vec<Place>> {
    let request = own(app.db().reader(), officer, id).await?;
    let place = |Listed { at, unit_name, kept, .. }: Listed| {
        let (brand, year, ledger, no) = (&at.brand_name, at.of.year, at.of.ledger.label(), at.no);
        let told = format!("{brand}，{unit_name}，{year} 年{ledger}花名册第 {no} 版");
        Place { roster: at.roster.0, told, newest: at.newest, kept }
    };
    Ok(listed(app, officer, request.person).await?.into_iter().map(place).collect())
}

async fn elsewhere(app: &App, officer: &RightsOfficer, who: Fingerprint) -> Result<bool> {
    Ok(rights::listed_in(app.db().reader(), who).await?.iter().any(|listed| !officer.covers(&listed.area)))
}

/// A version that lists the person, and what was decided with it.
pub(super) struct Listed {
    /// The version.
    pub(super) at: ListedIn,
    unit_name: String,
    decisions: Vec<String>,
    /// Why the person's rows in it may not be deleted now; none where they may.
    pub(super) kept: Option<String>,
}

/// Where the rosters of the desk's area list the person; no row is opened.
pub(super) async fn listed(app: &App, officer: &RightsOfficer, who: Fingerprint) -> Result<Vec<Listed>> {
    let conn = app.db().reader();
    let mut listed = rights::listed_in(conn, who).await?;
    listed.retain(|listed| officer.covers(&listed.area));
    let units = names::unit_names(app, listed.iter().map(|listed| listed.unit.0)).await?;
    let brands: BTreeSet<BrandId> = listed.iter().map(|listed| listed.of.brand).collect();
    let applications = applications::of_brands(conn, brands.iter().copied()).await?;
    let verdicts = rights::verdicts_on(conn, who, &brands).await?;
    let said = Said { verdicts, marks: rights::marks_on(conn, who, &brands).await? };
    let one = |at: ListedIn| {
        let filed = applications.get(&at.of.brand).map_or(&[][..], Vec::as_slice);
        let (decisions, kept) = uses(app, filed, &at, &said);
        Listed { unit_name: units.get(&at.unit).cloned().unwrap_or_default(), decisions, kept, at }
    };
    Ok(listed.into_iter().map(one).collect())
}

/// The person's rows in these versions.
async fn opened(app: &App, who: Fingerprint, listed: Vec<Listed>) -> Result<Vec<HeldRow>> {
    let mut opened = Vec::new();
    for Listed { at, unit_name, decisions, .. } in listed {
        let rows = rosters::rows_of(app, at.version, &BTreeSet::from([who])).await?;
        let held = |row: Option<u32>, fields| HeldRow {
            brand: at.of.brand,
            brand_name: at.brand_name.clone(),
            unit_name: unit_name.clone(),
            ledger: at.of.ledger.label().to_owned(),
            year: at.of.year,
            no: at.no,
            row,
            fields,
            decisions: decisions.clone(),
        };
        let before = opened.len();
        opened.extend(rows.into_values().flatten().map(|row| held(Some(row.row), fields(&row.values))));
        if opened.len() == before {
            opened.push(held(None, Vec::new()));
        }
    }
    Ok(opened)
}

fn fields(row: &domain::roster::RosterRow) -> Vec<(String, String)> {
    let columns = Columns::builtin();
    let mut fields = vec![
        ("姓名".to_owned(), row.name.as_str().to_owned()),
        ("证件类型".to_owned(), row.document.kind().label().to_owned()),
        ("证件号码".to_owned(), row.document.number().to_owned()),
        ("手机号码".to_owned(), row.mobile.digits().to_owned()),
    ];
    for (id, value) in row.values() {
        let column = columns.column(id);
        let label = column.map_or_else(|| id.to_owned(), |column| column.label.clone());
        let words = match value {
            Value::Flag(flag) => if *flag { "是" } else { "否" }.to_owned(),
            Value::Whole(_) | Value::Text(_) => {
                let text = value.text();
                column.and_then(|column| column.label_of(&text)).unwrap_or(&text).to_owned()
            }
        };
        fields.push((label, words));
    }
    fields
}

/// What was decided and said of a person, wherever they are listed.
struct Said {
    verdicts: Vec<(LedgerYear, bool)>,
    marks: Vec<(LedgerYear, Mark, NaiveDate)>,
}

/// What was decided with a version, and why a row of it is kept: an application filed with it that goes on, or whose retention is
/// not over (PIPL 47: the purpose is not yet achieved, or the term the law sets has not passed).
fn uses(app: &App, applications: &[Application], listed: &ListedIn, said: &Said) -> (Vec<String>, Option<String>) {
    let policies = app.policies();
    let retention = &policies.current().1.retention;
    let (mut told, mut kept) = (Vec::new(), None);
    let pinned = |application: &&Application| {
        application.pinned.iter().flat_map(|p| &p.rosters).any(|pin| pin.version == listed.version)
    };
    for application in applications.iter().filter(pinned) {
        told.push(format!("随“{}”的申报提交，办件现为“{}”。", application.title, application.state().label()));
        let over = papers_end(application).is_some_and(|(record, day)| {
            let record = if record == Kept::Applications { Kept::Rosters } else { record };
            day <= record.until(retention, app.today())
        });
        if !over {
            kept = Some(format!("所在花名册是“{}”办件的依据（4.4），保存期限未满。", application.title));
        }
    }
    for (_, counts) in said.verdicts.iter().filter(|(of, _)| *of == listed.of) {
        told.push(if *counts { "经核定，计入本品牌人数。" } else { "经核定，不计入本品牌人数。" }.into());
    }
    for (_, mark, said_on) in said.marks.iter().filter(|(of, ..)| *of == listed.of) {
        let said = match mark {
            Mark::Confirmed => "相符",
            Mark::Refuted => "不符",
            Mark::Unknown => "未能核实",
        };
        told.push(format!("{said_on}与外部记录比对，结果为{said}。"));
    }
    (told, kept)
}

/// Looks at the person by their mark, this one among them.
async fn looks(app: &App, conn: &impl ConnectionTrait, actor: &Actor, who: Fingerprint) -> Result<Vec<Look>> {
    let mark = access_log::mark(who);
    let mut rows = access::about(conn, UNMASK, &mark).await?;
    rows.retain(|row| access_log::is_at(&row.detail, &mark));
    let told = unmaskings::told(app, actor, rows).await?;
    let look = |of: Unmasking| {
        let who = of.by.map_or_else(|| unmaskings::GONE.to_owned(), |by| format!("{} {}", by.office, by.name));
        Look { at: of.at, who, what: of.what, purpose: of.purpose }
    };
    Ok(told.into_iter().map(look).collect())
}
