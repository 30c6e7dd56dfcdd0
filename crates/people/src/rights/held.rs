//! What is held about a person: their rows in every roster of the desk's area, what was decided with them, who looked at them.

use super::{append, details, mark, open, own, person};
use crate::{
    App, Error, Result,
    access_log::{self, Record, UNMASK},
    names, unmaskings,
};
use domain::{
    access::{Actor, RightsOfficer},
    application::Application,
    event::Moment,
    ids::{ApplicationId, AreaCode, BrandId, RightsRequestId, RosterVersionId, UnitId},
    retention::{Record as Kept, papers_end},
    rights::{RequestKind, RightsEvent},
    roster::{Columns, Value},
    stream::Stream,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::Query,
};
use std::collections::{BTreeMap, BTreeSet};
use storage::{
    access::{self, Written},
    entities::{
        application_summary, brand_summary, comparison_mark, rights_request, roster, roster_person, roster_verdict,
        roster_version,
    },
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
    /// The unit that filed it.
    pub unit: UnitId,
    /// Its name.
    pub unit_name: String,
    /// The roster.
    pub roster: i64,
    /// 培训 or 就业.
    pub ledger: String,
    /// The year.
    pub year: i64,
    /// The version.
    pub version: RosterVersionId,
    /// Its number.
    pub no: i64,
    /// Whether it is the newest of its roster.
    pub newest: bool,
    /// The sheet's row number; none where only the fingerprint is kept.
    pub row: Option<u32>,
    /// Its fields as stored: label and value.
    pub fields: Vec<(String, String)>,
    /// What was decided with it, in sentences.
    pub decisions: Vec<String>,
    /// Why it may not be deleted now; none where it may.
    pub kept: Option<String>,
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
/// own record.
///
/// # Errors
/// Not of this desk, or closed; the database is away, or a row does not open.
pub async fn report(app: &App, officer: &RightsOfficer, id: RightsRequestId, seen: u32) -> Result<Held> {
    let mut tx = app.begin(Some(officer.actor())).await?;
    let row = open(&tx, officer, id, seen).await?;
    let who = person(&row)?;
    let details = details(app, &row)?;
    let subject = format!("rights_request/{id}");
    let asked = RequestKind::parse(&row.asked).map_or("", RequestKind::label);
    let detail = format!("{}：答复第 {id} 号个人信息权利请求（{asked}）", mark(who));
    let record = Record { kind: UNMASK, subject: &subject, result: "ok", detail: &detail };
    access_log::record_in(&tx, Some(officer.actor().account), record).await?;
    let found = found(app, officer, who).await?;
    let brands: BTreeSet<BrandId> = found.iter().map(|row| row.brand).collect();
    let event = RightsEvent::Reported { brands: brands.into_iter().collect(), rows: found.len() as u64 };
    let row = append(&mut tx, row, event).await?;
    let row = rights_request::Model { reported_at: Some(tx.now().timestamp_millis()), ..row };
    rights_request::Entity::update(row.into_active_model().reset_all()).exec(tx.conn()).await?;
    let held = Held {
        name: details.name,
        document: format!("{} {}", details.document.kind(), details.document.number()),
        looks: looks(app, tx.conn(), officer.actor(), who, &found).await?,
        elsewhere: elsewhere(app, officer, who).await?,
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
    let row = own(app.db().reader(), officer, id).await?;
    let mut places = Vec::new();
    for row in found(app, officer, person(&row)?).await? {
        let HeldRow { brand_name, unit_name, ledger, year, no, .. } = &row;
        let told = format!("{brand_name}，{unit_name}，{year} 年{ledger}花名册第 {no} 版");
        places.push(Place { roster: row.roster, told, newest: row.newest, kept: row.kept });
    }
    places.dedup();
    Ok(places)
}

/// The versions that list a person, with their rosters.
async fn listing(conn: &impl ConnectionTrait, who: Fingerprint) -> Result<Vec<(roster_version::Model, roster::Model)>> {
    let versions = Query::select()
        .column(roster_person::Column::Version)
        .from(roster_person::Entity)
        .and_where(roster_person::Column::Person.eq(who.as_bytes().to_vec()))
        .take();
    let rows = roster_version::Entity::find()
        .filter(roster_version::Column::Id.in_subquery(versions))
        .filter(roster_version::Column::State.eq("published"))
        .order_by_asc(roster_version::Column::Id)
        .all(conn)
        .await?;
    let mut found = Vec::new();
    for row in rows {
        let of = roster::Entity::find_by_id(row.roster).one(conn).await?;
        found.extend(of.map(|of| (row, of)));
    }
    Ok(found)
}

async fn area_of(conn: &impl ConnectionTrait, brand: i64) -> Result<AreaCode> {
    let row = brand_summary::Entity::find_by_id(brand).one(conn).await?.ok_or(Error::NotFound)?;
    Ok(AreaCode(row.area))
}

async fn elsewhere(app: &App, officer: &RightsOfficer, who: Fingerprint) -> Result<bool> {
    let conn = app.db().reader();
    for (_, of) in listing(conn, who).await? {
        if !officer.covers(&area_of(conn, of.brand).await?) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The person's rows in the rosters of the desk's area.
pub(super) async fn found(app: &App, officer: &RightsOfficer, who: Fingerprint) -> Result<Vec<HeldRow>> {
    let conn = app.db().reader();
    let listed = listing(conn, who).await?;
    let units = names::unit_names(app, listed.iter().map(|(_, of)| of.unit)).await?;
    let mut found = Vec::new();
    for (version, of) in listed {
        if !officer.covers(&area_of(conn, of.brand).await?) {
            continue;
        }
        let applications = applications_of(conn, of.brand).await?;
        let (decisions, kept) = uses(app, &applications, &version, &of, who).await?;
        let newest = is_newest(conn, &version).await?;
        let brand_name = brand_summary::Entity::find_by_id(of.brand).one(conn).await?.map(|row| row.name);
        let unit = UnitId(of.unit);
        let held = |row: Option<u32>, fields| HeldRow {
            brand: BrandId(of.brand),
            brand_name: brand_name.clone().unwrap_or_default(),
            unit,
            unit_name: units.get(&unit).cloned().unwrap_or_default(),
            roster: of.id,
            ledger: if of.ledger == "training" { "培训".into() } else { "就业".into() },
            year: of.year,
            version: RosterVersionId(version.id),
            no: version.no,
            newest,
            row,
            fields,
            decisions: decisions.clone(),
            kept: kept.clone(),
        };
        let rows = rosters::rows_of(app, version.id, &BTreeSet::from([who])).await?;
        let rows = rows.into_values().flatten().map(|row| held(Some(row.row), fields(&row.values)));
        let before = found.len();
        found.extend(rows);
        if found.len() == before {
            found.push(held(None, Vec::new()));
        }
    }
    Ok(found)
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
            other => {
                let text = other.text();
                column.and_then(|column| column.label_of(&text)).unwrap_or(&text).to_owned()
            }
        };
        fields.push((label, words));
    }
    fields
}

async fn applications_of(conn: &impl ConnectionTrait, brand: i64) -> Result<Vec<Application>> {
    let rows =
        application_summary::Entity::find().filter(application_summary::Column::Brand.eq(brand)).all(conn).await?;
    let mut applications = Vec::new();
    for row in rows {
        applications
            .extend(storage::summaries::load::<domain::application::Application>(conn, ApplicationId(row.id)).await?);
    }
    Ok(applications)
}

async fn is_newest(conn: &impl ConnectionTrait, version: &roster_version::Model) -> Result<bool> {
    let newer = roster_version::Entity::find()
        .filter(roster_version::Column::Roster.eq(version.roster))
        .filter(roster_version::Column::State.eq("published"))
        .filter(roster_version::Column::No.gt(version.no));
    Ok(newer.one(conn).await?.is_none())
}

/// What was decided with a version, and why a row of it is kept: an application filed with it that goes on, or whose retention is
/// not over (PIPL 47: the purpose is not yet achieved, or the term the law sets has not passed).
async fn uses(
    app: &App,
    applications: &[Application],
    version: &roster_version::Model,
    of: &roster::Model,
    who: Fingerprint,
) -> Result<(Vec<String>, Option<String>)> {
    let policies = app.policies();
    let retention = &policies.current().1.retention;
    let (mut told, mut kept) = (Vec::new(), None);
    let pinned = |application: &&Application| {
        application.pinned.iter().flat_map(|p| &p.rosters).any(|pin| pin.version.0 == version.id)
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
    let verdict = (of.brand, of.ledger.clone(), of.year, who.as_bytes().to_vec());
    if let Some(row) = roster_verdict::Entity::find_by_id(verdict).one(app.db().reader()).await? {
        told.push(if row.counts { "经核定，计入本品牌人数。" } else { "经核定，不计入本品牌人数。" }.into());
    }
    let marks = comparison_mark::Entity::find()
        .filter(comparison_mark::Column::Brand.eq(of.brand))
        .filter(comparison_mark::Column::Ledger.eq(of.ledger.as_str()))
        .filter(comparison_mark::Column::Year.eq(of.year))
        .filter(comparison_mark::Column::Person.eq(who.as_bytes().to_vec()))
        .filter(comparison_mark::Column::Latest.eq(true));
    for row in marks.all(app.db().reader()).await? {
        let said = match row.mark.as_str() {
            "confirmed" => "相符",
            "refuted" => "不符",
            _ => "未能核实",
        };
        told.push(format!("{}与外部记录比对，结果为{said}。", row.said_on));
    }
    Ok((told, kept))
}

/// Looks at the person, this one among them: by their mark, and at blocks of rows that hold them.
async fn looks(
    app: &App,
    conn: &impl ConnectionTrait,
    actor: &Actor,
    who: Fingerprint,
    found: &[HeldRow],
) -> Result<Vec<Look>> {
    let mark = mark(who);
    let mut blocks = BTreeMap::new();
    for version in found.iter().map(|row| row.version.0).collect::<BTreeSet<_>>() {
        blocks.insert(format!("roster_version/{version}"), rosters::blocks_with(app, version, who).await?);
    }
    let rows = access::about(conn, UNMASK, &mark, blocks.keys().cloned()).await?;
    let concerns = |row: &Written| match blocks.get(&row.subject) {
        Some(blocks) => blocks.iter().any(|no| {
            row.detail.split_once('：').map_or(&*row.detail, |(what, _)| what) == format!("rows of block {no}")
        }),
        None => true,
    };
    let rows: Vec<_> = rows.into_iter().filter(concerns).collect();
    let names = names::named(app, actor, rows.iter().filter_map(|row| row.account)).await?;
    let mut looks = Vec::new();
    for row in rows {
        let (at, by) = (row.at, row.account.and_then(|account| names.get(&account).cloned()));
        let told = unmaskings::told(app, row, by).await?;
        let who = told.by.map_or_else(|| "账号已不存在".to_owned(), |by| format!("{} {}", by.office, by.name));
        looks.push(Look { at, who, what: told.what, purpose: told.purpose });
    }
    Ok(looks)
}
