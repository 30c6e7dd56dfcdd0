//! A list is approved to leave: what it may hold, to whom, until when. The last hand of the office makes the release; only
//! then can anybody download the list.

use crate::{App, Error, FieldError, Result, Transaction, acts::Decided, rosters};
use chrono::{Days, NaiveDate};
use domain::{
    access::Actor,
    brand::BrandEvent,
    comparison::{Release, Source},
    ids::{BrandId, ComparisonId, RosterVersionId},
    level::Level,
    policy::Policy,
    roster::Ledger,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Statement};
use std::collections::BTreeSet;
use storage::{
    entities::{comparison, roster_claim, roster_version},
    lists, summaries,
};

/// People on one list: a sheet has little more than a million rows.
const MOST: u64 = 1_000_000;

/// A filed roster whose people can be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    /// Its version.
    pub version: RosterVersionId,
    /// Which ledger.
    pub ledger: Ledger,
    /// Which year.
    pub year: i64,
    /// The version's number.
    pub no: i64,
}

/// The rosters a brand has filed, for those who may propose a comparison.
///
/// # Errors
/// No such brand, or not the actor's to propose for.
pub async fn filed(app: &App, actor: &Actor, brand: BrandId) -> Result<Vec<Filed>> {
    let conn = app.db().reader();
    let of = summaries::brand(conn, brand).await?.ok_or(Error::NotFound)?;
    rosters::reviewer(actor, &of)?;
    filed_of(conn, brand).await
}

async fn filed_of(conn: &impl ConnectionTrait, brand: BrandId) -> Result<Vec<Filed>> {
    let claims = roster_claim::Entity::find()
        .filter(roster_claim::Column::Brand.eq(brand.0))
        .order_by_asc(roster_claim::Column::Year)
        .order_by_asc(roster_claim::Column::Version)
        .all(conn)
        .await?;
    let these = lists::among(conn, roster_version::Column::Id, claims.iter().map(|claim| claim.version));
    let versions = roster_version::Entity::find().filter(these).all(conn).await?;
    let filed = |claim: &roster_claim::Model| {
        let no = versions.iter().find(|version| version.id == claim.version)?.no;
        let ledger = Ledger::parse(&claim.ledger)?;
        Some(Filed { version: RosterVersionId(claim.version), ledger, year: claim.year, no })
    };
    Ok(claims.iter().filter_map(filed).collect())
}

/// The release itself, once the office agreed.
///
/// # Errors
/// Not the actor's; something missing or malformed, each with its sentence; a roster is no longer the one filed.
pub(crate) async fn release(
    tx: &mut Transaction,
    by: &Decided<'_>,
    id: BrandId,
    level: Level,
    release: &Release,
) -> Result<()> {
    let mut brand = tx.brand(id).await?;
    match level {
        Level::County => drop(by.actor.county_reviewer(&brand.area)?),
        _ => drop(by.actor.city_reviewer()?),
    }
    fits(tx.app().policies().current().1, release, tx.today())?;
    let filed: BTreeSet<_> = filed_of(tx.conn(), id).await?.into_iter().map(|filed| filed.version).collect();
    if release.versions.iter().any(|version| !filed.contains(version)) {
        return Err(Error::field("versions", "所选花名册已不是申报的版本，请按现在的版本重新拟办。"));
    }
    let people = people(tx, release).await?;
    if people > MOST {
        return Err(Error::field("versions", "名单超过 1,000,000 人，一张表放不下，请按台账和年度分几次提供。"));
    }
    let comparison = ComparisonId(tx.next_id::<comparison::Entity>(comparison::Column::Id).await?);
    let matter = by.matter.map(|matter| matter.id);
    let row = comparison::ActiveModel {
        id: Set(comparison.0),
        brand: Set(id.0),
        source: Set(release.source.code().to_owned()),
        body: Set(serde_json::to_string(release)?),
        people: Set(i64::try_from(people).unwrap_or(i64::MAX)),
        matter: Set(matter.map(|matter| matter.0)),
        released_at: Set(tx.now().timestamp_millis()),
        delete_by: Set(summaries::day(release.delete_by)),
        deleted_on: Set(None),
    };
    comparison::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    let event = BrandEvent::RosterReleased { comparison, release: release.clone(), people, matter };
    tx.append_brand(&mut brand, event).await
}

/// The fewest columns that serve the purpose, and everything the record must say (PI-8, PI-11).
fn fits(policy: &Policy, release: &Release, today: NaiveDate) -> Result<()> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, message: String| errors.push(FieldError { field: field.into(), message });
    let source = release.source;
    if !Source::BY_LIST.contains(&source) {
        wrong("source", "请选择与哪里的记录比对。".into());
    }
    if release.recipient.trim().chars().count() < 4 {
        wrong("recipient", "请填写接收单位的全称。".into());
    }
    if release.purpose.trim().chars().count() < 4 {
        wrong("purpose", "请写明用途，如“核对2025年度参保缴费情况”。".into());
    }
    if release.assessment.trim().is_empty() {
        wrong("assessment", "请填写个人信息保护影响评估的编号或名称。".into());
    }
    let known = |field| source.needs().contains(field) || source.may_have().contains(field);
    if !release.fields.iter().all(known) || !source.needs().iter().all(|field| release.fields.contains(field)) {
        let may: Vec<_> = source.may_have().iter().map(|field| field.label()).collect();
        wrong("fields", format!("与{source}比对，可以另外提供的只有：{}。请取消其他勾选。", may.join("、")));
    }
    if release.versions.is_empty() {
        wrong("versions", "请选择比对哪些花名册。".into());
    }
    let days = policy.comparing.keep_days.value;
    let last = today.checked_add_days(Days::new(days.into())).unwrap_or(today);
    if release.delete_by <= today || release.delete_by > last {
        let last = domain::calendar::chinese_date(last);
        wrong("delete_by", format!("删除日期应在明天至{last}之间（本市设定，最长 {days} 天）。"));
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

/// How many people the list is about: of a training roster, those who passed.
async fn people(tx: &Transaction, release: &Release) -> Result<u64> {
    let versions: Vec<_> = release.versions.iter().map(|version| version.0.to_string()).collect();
    let sql = format!(
        "SELECT COUNT(*) AS people FROM (SELECT DISTINCT own.ledger, own.year, line.person FROM roster_person line \
         JOIN roster_version v ON v.id = line.version JOIN roster own ON own.id = v.roster \
         WHERE line.version IN ({}) AND (own.ledger = 'employment' OR line.passed)) AS each_person",
        versions.join(",")
    );
    let conn = tx.conn();
    let row = conn.query_one_raw(Statement::from_string(conn.get_database_backend(), sql)).await?;
    let people: i64 = row.map_or(Ok(0), |row| row.try_get("", "people"))?;
    Ok(people.unsigned_abs())
}
