//! What is over today.

use crate::{App, Result, Transaction};
use chrono::NaiveDate;
use domain::{
    application::{Application, State},
    calendar::{shanghai_date, shanghai_offset},
    event::Moment,
    ids::{ApplicationId, BrandId, CultivationId, ImportId, IntakeId, ObjectionId, RightsRequestId, RosterVersionId},
    retention::{Record, RosterUse, kept_as, roster_end},
    stream::Stream,
};
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, BTreeSet};
use storage::{
    applications,
    retention::{self, Ends, Kept, Routine},
    sections,
};

/// A thing whose time is over.
#[derive(Clone, Debug)]
pub(super) struct Over {
    pub(super) record: Record,
    /// The day from which its time ran.
    pub(super) since: NaiveDate,
    pub(super) what: What,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    Upload(ImportId),
    CheckResults(ImportId),
    Papers(ApplicationId),
    TitlePapers(CultivationId),
    Version(RosterVersionId),
    Intake(IntakeId),
    Lead(ObjectionId),
    Request(RightsRequestId),
}

/// Everything over that is deleted thing by thing. Each kind is asked for what is over by its own index: what is still kept
/// is not read.
pub(super) async fn all(app: &App, conn: &impl ConnectionTrait) -> Result<Vec<Over>> {
    let before = |record| before(app, record);
    let ends = Ends {
        uploads: before(Record::Uploads),
        check_results: before(Record::CheckResults),
        drafts: before(Record::Drafts),
        declined: before(Record::Declined),
        intakes: before(Record::Intakes),
        leads: before(Record::Leads),
        requests: before(Record::Requests),
    };
    let mut found: Vec<Over> = retention::over(conn, ends).await?.into_iter().map(Over::from).collect();
    let titles = retention::ended_titles(conn, until(app, Record::Applications)).await?;
    found.extend(titles.into_iter().map(|title| {
        let what = title.application.map_or(What::TitlePapers(title.id), What::Papers);
        Over { record: Record::Applications, since: title.ends, what }
    }));
    found.extend(versions(app, conn).await?);
    Ok(found)
}

impl From<(Kept, Moment)> for Over {
    fn from((kept, at): (Kept, Moment)) -> Over {
        let (record, what) = match kept {
            Kept::Upload(id) => (Record::Uploads, What::Upload(id)),
            Kept::CheckResults(id) => (Record::CheckResults, What::CheckResults(id)),
            Kept::Draft(id) => (Record::Drafts, What::Papers(id)),
            Kept::Declined(id) => (Record::Declined, What::Papers(id)),
            Kept::Intake(id) => (Record::Intakes, What::Intake(id)),
            Kept::Lead(id) => (Record::Leads, What::Lead(id)),
            Kept::Request(id) => (Record::Requests, What::Request(id)),
        };
        Over { record, since: shanghai_date(at), what }
    }
}

/// Versions of rosters: those that no application needs any more. Only versions filed so long ago that one of their periods
/// may be over are held against the applications of their brands.
async fn versions(app: &App, conn: &impl ConnectionTrait) -> Result<Vec<Over>> {
    let ends = [Record::Drafts, Record::Declined, Record::Rosters].map(|record| before(app, record));
    let filed_before = ends.into_iter().max().unwrap_or(Moment::MIN_UTC);
    let kept = retention::versions(conn, filed_before).await?;
    if kept.is_empty() {
        return Ok(Vec::new());
    }
    let applications = applications::of_brands(conn, kept.iter().map(|version| version.brand)).await?;
    let waiting = may_submit(app, conn, &applications).await?;
    let policies = app.policies();
    let (rules, today) = (&policies.current().1.retention, app.today());
    let over = |version: retention::KeptVersion| {
        let pins = |application: &&Application| {
            application.pinned.iter().flat_map(|p| &p.rosters).any(|pin| pin.version == version.id)
        };
        let of_brand = applications.get(&version.brand).map(Vec::as_slice).unwrap_or_default();
        let used = RosterUse {
            committed: shanghai_date(version.filed_at),
            pinned_by: of_brand.iter().filter(pins).collect(),
            wanted: version.newest && (version.in_pool || waiting.contains(&version.brand)),
        };
        let (record, since) = roster_end(&used, rules, today)?;
        let over = since <= record.until(rules, today);
        over.then_some(Over { record, since, what: What::Version(version.id) })
    };
    Ok(kept.into_iter().filter_map(over).collect())
}

/// Brands with an application that may still be submitted or decided: a draft typed in lately, or one under way.
async fn may_submit(
    app: &App,
    conn: &impl ConnectionTrait,
    applications: &BTreeMap<BrandId, Vec<Application>>,
) -> Result<BTreeSet<BrandId>> {
    let lately = before(app, Record::Drafts);
    let drafts = || applications.values().flatten().filter(|of| of.state() == State::Drafting);
    let typed = match drafts().next() {
        Some(_) => sections::last_typed(conn, drafts().map(|draft| draft.id)).await?,
        None => BTreeMap::new(),
    };
    let live = |application: &&Application| {
        if application.state() == State::Drafting {
            typed.get(&application.id).copied().unwrap_or(application.since) >= lately
        } else {
            kept_as(application.state()).is_none()
        }
    };
    Ok(applications.values().flatten().filter(live).map(|application| application.brand).collect())
}

/// The kinds of which there are many alike.
fn routine(record: Record) -> Option<Routine> {
    match record {
        Record::AccessLog => Some(Routine::AccessLog),
        Record::Sessions => Some(Routine::Sessions),
        Record::Uploads
        | Record::CheckResults
        | Record::Drafts
        | Record::Declined
        | Record::Rosters
        | Record::Applications
        | Record::Intakes
        | Record::Leads
        | Record::Requests => None,
    }
}

/// How many are over of the kinds of which there are many alike, and the oldest's day, kind by kind.
pub(super) async fn bulk(app: &App) -> Result<BTreeMap<Record, (u64, Option<NaiveDate>)>> {
    let kinds = Record::ALL.iter().filter_map(|record| Some((*record, routine(*record)?)));
    let kinds: Vec<_> = kinds.collect();
    let asked: Vec<_> = kinds.iter().map(|(record, kind)| (*kind, before(app, *record))).collect();
    let counted = retention::over_before(app.db().reader(), &asked).await?;
    let counted = kinds.into_iter().zip(counted);
    Ok(counted.map(|((record, _), (count, oldest))| (record, (count, oldest.map(shanghai_date)))).collect())
}

/// Deletes a batch of what is over of such a kind; how many went, none for the other kinds.
pub(super) async fn delete_bulk(tx: &Transaction, record: Record) -> Result<Option<u64>> {
    let Some(kind) = routine(record) else { return Ok(None) };
    Ok(Some(retention::delete_before(tx.conn(), kind, before(tx.app(), record)).await?))
}

/// The last day whose records are over.
fn until(app: &App, record: Record) -> NaiveDate {
    record.until(&app.policies().current().1.retention, app.today())
}

/// The beginning of the day after it.
fn before(app: &App, record: Record) -> Moment {
    let midnight = until(app, record).succ_opt().and_then(|day| day.and_hms_opt(0, 0, 0));
    let local = midnight.and_then(|midnight| midnight.and_local_timezone(shanghai_offset()).single());
    local.map_or(Moment::UNIX_EPOCH, |moment| moment.to_utc())
}
