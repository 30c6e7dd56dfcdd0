//! What is over today.

use crate::{App, Result, Transaction};
use chrono::NaiveDate;
use domain::{
    application::{Application, State},
    calendar::{shanghai_date, shanghai_offset},
    event::Moment,
    ids::{ApplicationId, BrandId, CultivationId, ImportId, IntakeId, RightsRequestId, RosterVersionId},
    retention::{Record, RosterUse, papers_end, roster_end},
    stream::Stream,
};
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, BTreeSet};
use storage::{
    applications, brands,
    retention::{self, Routine},
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
    Request(RightsRequestId),
}

/// Everything over that is deleted thing by thing.
pub(super) async fn all(app: &App, conn: &impl ConnectionTrait) -> Result<Vec<Over>> {
    let applications = applications::all(conn).await?;
    let typed = sections::last_typed(conn).await?;
    let mut found = Vec::new();
    found.extend(since(Record::Uploads, retention::unfiled_uploads(conn).await?, What::Upload));
    found.extend(since(Record::CheckResults, retention::listed_results(conn).await?, What::CheckResults));
    found.extend(papers(conn, &applications, &typed).await?);
    let titles = retention::cultivations_with_papers(conn).await?.into_iter();
    found.extend(titles.map(|(id, since)| Over { record: Record::Applications, since, what: What::TitlePapers(id) }));
    found.extend(versions(app, conn, &applications, &typed).await?);
    found.extend(since(Record::Intakes, retention::refused_intakes(conn).await?, What::Intake));
    found.extend(since(Record::Requests, retention::closed_requests(conn).await?, What::Request));
    let policies = app.policies();
    let rules = &policies.current().1.retention;
    let today = app.today();
    found.retain(|over| over.since <= over.record.until(rules, today));
    Ok(found)
}

fn since<Id>(record: Record, kept: Vec<(Id, Moment)>, what: fn(Id) -> What) -> impl Iterator<Item = Over> {
    kept.into_iter().map(move |(id, at)| Over { record, since: shanghai_date(at), what: what(id) })
}

/// When each draft was last typed into.
type Typed = BTreeMap<ApplicationId, Moment>;

fn last_typed(typed: &Typed, application: &Application) -> NaiveDate {
    shanghai_date(typed.get(&application.id).copied().unwrap_or(application.since))
}

/// Drafts never submitted, and applications that ended, as far as they still hold papers.
async fn papers(conn: &impl ConnectionTrait, applications: &[Application], typed: &Typed) -> Result<Vec<Over>> {
    let holding = retention::applications_with_papers(conn).await?;
    let over = |application: &Application| {
        let (record, since) = match papers_end(application) {
            None if application.state() == State::Drafting => (Record::Drafts, last_typed(typed, application)),
            other => other?,
        };
        Some(Over { record, since, what: What::Papers(application.id) })
    };
    Ok(applications.iter().filter(|application| holding.contains(&application.id)).filter_map(over).collect())
}

async fn versions(
    app: &App,
    conn: &impl ConnectionTrait,
    applications: &[Application],
    typed: &Typed,
) -> Result<Vec<Over>> {
    let policies = app.policies();
    let (rules, today) = (&policies.current().1.retention, app.today());
    let waiting = may_submit(app, conn, applications, typed).await?;
    let over = |version: retention::KeptVersion| {
        let pins = |application: &&Application| {
            application.pinned.iter().flat_map(|p| &p.rosters).any(|pin| pin.version == version.id)
        };
        let used = RosterUse {
            committed: shanghai_date(version.filed_at),
            pinned_by: applications.iter().filter(|of| of.brand == version.brand).filter(pins).collect(),
            wanted: waiting.contains(&version.brand) && version.newest,
        };
        let (record, since) = roster_end(&used, rules, today)?;
        Some(Over { record, since, what: What::Version(version.id) })
    };
    Ok(retention::versions(conn).await?.into_iter().filter_map(over).collect())
}

/// Brands that may still submit what they have: a draft typed in lately, an application under way, a place in the pool.
async fn may_submit(
    app: &App,
    conn: &impl ConnectionTrait,
    applications: &[Application],
    typed: &Typed,
) -> Result<BTreeSet<BrandId>> {
    let policies = app.policies();
    let until = Record::Drafts.until(&policies.current().1.retention, app.today());
    let mut waiting = brands::in_pool(conn).await?;
    for application in applications {
        let live = match application.state() {
            State::Drafting => last_typed(typed, application) > until,
            state => !state.ended() && state != State::Recognised,
        };
        if live {
            waiting.insert(application.brand);
        }
    }
    Ok(waiting)
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
        | Record::Requests => None,
    }
}

/// What is over of a kind of which there are many alike: how many, and the oldest's day; none for the other kinds.
pub(super) async fn bulk(app: &App, record: Record) -> Result<Option<(u64, Option<NaiveDate>)>> {
    let Some(kind) = routine(record) else { return Ok(None) };
    let (count, oldest) = retention::over_before(app.db().reader(), kind, before(app, record)).await?;
    Ok(Some((count, oldest.map(shanghai_date))))
}

/// Deletes a batch of what is over of such a kind; how many went, none for the other kinds.
pub(super) async fn delete_bulk(tx: &Transaction, record: Record) -> Result<Option<u64>> {
    let Some(kind) = routine(record) else { return Ok(None) };
    Ok(Some(retention::delete_before(tx.conn(), kind, before(tx.app(), record)).await?))
}

/// The beginning of the day after the last one that is over.
fn before(app: &App, record: Record) -> Moment {
    let policies = app.policies();
    let until = record.until(&policies.current().1.retention, app.today());
    let midnight = until.succ_opt().and_then(|day| day.and_hms_opt(0, 0, 0));
    let local = midnight.and_then(|midnight| midnight.and_local_timezone(shanghai_offset()).single());
    local.map_or(Moment::UNIX_EPOCH, |moment| moment.to_utc())
}
