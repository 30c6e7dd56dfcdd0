//! What is over today.

use super::{DELETED, any};
use crate::{App, Result, Transaction, originals};
use chrono::NaiveDate;
use domain::{
    application::{Application, State},
    calendar::{shanghai_date, shanghai_offset},
    ids::{ApplicationId, CultivationId},
    retention::{Record, RosterUse, papers_end, roster_end},
    stream::{Stream, StreamKind},
};
use rosters::ImportState;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};
use std::collections::{BTreeMap, BTreeSet};
use storage::{
    entities::{
        access_record, application_summary, bank_account, brand_summary, cultivation_summary, draft_section, file,
        intake, objection, once, one_time_link, rights_request, roster, roster_block, roster_import, roster_person,
        roster_problem, roster_version, service_receipt, session, submission,
    },
    lists,
};

/// Rows deleted in one transaction where there are many alike.
pub(super) const BATCH: u64 = 5_000;

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
    Upload(i64),
    CheckResults(i64),
    Papers(ApplicationId),
    TitlePapers(CultivationId),
    Version(i64),
    Intake(i64),
    Request(i64),
}

/// Everything over that is deleted thing by thing.
pub(super) async fn all(app: &App, conn: &impl ConnectionTrait) -> Result<Vec<Over>> {
    let applications = applications(conn).await?;
    let mut found = uploads(conn).await?;
    found.extend(check_results(conn).await?);
    found.extend(papers(conn, &applications).await?);
    found.extend(title_papers(conn).await?);
    found.extend(versions(app, conn, &applications).await?);
    found.extend(intakes(conn).await?);
    found.extend(requests(conn).await?);
    let policies = app.policies();
    let retention = &policies.current().1.retention;
    let today = app.today();
    found.retain(|over| over.since <= over.record.until(retention, today));
    Ok(found)
}

async fn applications(conn: &impl ConnectionTrait) -> Result<Vec<Application>> {
    let mut applications = Vec::new();
    for row in application_summary::Entity::find().all(conn).await? {
        applications
            .extend(storage::summaries::load::<domain::application::Application>(conn, ApplicationId(row.id)).await?);
    }
    Ok(applications)
}

async fn uploads(conn: &impl ConnectionTrait) -> Result<Vec<Over>> {
    let over = [ImportState::Failed.code(), ImportState::Discarded.code()];
    let rows =
        roster_import::Entity::find().filter(lists::one_of(roster_import::Column::State, over)).all(conn).await?;
    let upload = |row: roster_import::Model| Over {
        record: Record::Uploads,
        since: day(row.finished_at.unwrap_or(row.uploaded_at)),
        what: What::Upload(row.id),
    };
    Ok(rows.into_iter().map(upload).collect())
}

async fn check_results(conn: &impl ConnectionTrait) -> Result<Vec<Over>> {
    let listed = Query::select().distinct().column(roster_problem::Column::Import).from(roster_problem::Entity).take();
    let rows = roster_import::Entity::find()
        .filter(roster_import::Column::State.eq(ImportState::Committed.code()))
        .filter(roster_import::Column::Id.in_subquery(listed))
        .all(conn)
        .await?;
    let results = |row: roster_import::Model| Over {
        record: Record::CheckResults,
        since: day(row.finished_at.unwrap_or(row.uploaded_at)),
        what: What::CheckResults(row.id),
    };
    Ok(rows.into_iter().map(results).collect())
}

/// Drafts never submitted, and applications that ended, as far as they still hold papers.
async fn papers(conn: &impl ConnectionTrait, applications: &[Application]) -> Result<Vec<Over>> {
    let mut found = Vec::new();
    for application in applications {
        let end = match papers_end(application) {
            None if application.state() == State::Drafting => {
                Some((Record::Drafts, last_typed(conn, application).await?))
            }
            other => other,
        };
        if let Some((record, since)) = end
            && holds_papers(conn, application.id).await?
        {
            found.push(Over { record, since, what: What::Papers(application.id) });
        }
    }
    Ok(found)
}

async fn last_typed(conn: &impl ConnectionTrait, application: &Application) -> Result<NaiveDate> {
    let last: Option<Option<i64>> = draft_section::Entity::find()
        .select_only()
        .column_as(draft_section::Column::ChangedAt.max(), "last")
        .filter(draft_section::Column::ApplicationId.eq(application.id.0))
        .into_tuple()
        .one(conn)
        .await?;
    Ok(last.flatten().map_or(shanghai_date(application.since), day))
}

async fn holds_papers(conn: &impl ConnectionTrait, application: ApplicationId) -> Result<bool> {
    let files = file::Entity::find().filter(files_of(application)).one(conn).await?;
    Ok(files.is_some()
        || any::<draft_section::Entity>(conn, draft_section::Column::ApplicationId, application).await?
        || any::<submission::Entity>(conn, submission::Column::ApplicationId, application).await?
        || bank_account::Entity::find().filter(accounts_of(titles_of(application))).one(conn).await?.is_some()
        || service_receipt::Entity::find().filter(receipts_of(application)).one(conn).await?.is_some())
}

/// The cultivations that came from an application.
pub(super) fn titles_of(application: ApplicationId) -> SelectStatement {
    Query::select()
        .column(cultivation_summary::Column::Id)
        .from(cultivation_summary::Entity)
        .and_where(cultivation_summary::Column::Application.eq(application.0))
        .take()
}

/// One cultivation, by its number.
pub(super) fn title(cultivation: CultivationId) -> SelectStatement {
    Query::select()
        .column(cultivation_summary::Column::Id)
        .from(cultivation_summary::Entity)
        .and_where(cultivation_summary::Column::Id.eq(cultivation.0))
        .take()
}

/// The accounts that money of some cultivations went to.
pub(super) fn accounts_of(titles: SelectStatement) -> Condition {
    Condition::all().add(bank_account::Column::CultivationId.in_subquery(titles))
}

/// Who signed for papers of some cultivations.
pub(super) fn receipts_of_titles(titles: SelectStatement) -> Condition {
    Condition::all()
        .add(service_receipt::Column::Stream.eq(StreamKind::Cultivation.code()))
        .add(service_receipt::Column::StreamId.in_subquery(titles))
}

/// Who signed for papers of an application, and of the title it led to.
pub(super) fn receipts_of(application: ApplicationId) -> Condition {
    let own = Condition::all()
        .add(service_receipt::Column::Stream.eq(StreamKind::Application.code()))
        .add(service_receipt::Column::StreamId.eq(application.0));
    Condition::any().add(own).add(receipts_of_titles(titles_of(application)))
}

/// Titles given on paper before this system, their cycle over, as far as they still hold papers.
async fn title_papers(conn: &impl ConnectionTrait) -> Result<Vec<Over>> {
    let rows = cultivation_summary::Entity::find()
        .filter(cultivation_summary::Column::Application.is_null())
        .all(conn)
        .await?;
    let mut found = Vec::new();
    for row in rows {
        let id = CultivationId(row.id);
        let holds = bank_account::Entity::find().filter(accounts_of(title(id))).one(conn).await?.is_some()
            || service_receipt::Entity::find().filter(receipts_of_titles(title(id))).one(conn).await?.is_some();
        if let (true, Ok(since)) = (holds, row.cycle_ends.parse()) {
            found.push(Over { record: Record::Applications, since, what: What::TitlePapers(id) });
        }
    }
    Ok(found)
}

/// The files of an application: what the unit filed, what the desk kept, what came with objections.
pub(super) fn files_of(application: ApplicationId) -> Condition {
    let objections = Query::select()
        .expr(Expr::cust("'objection/' || id"))
        .from(objection::Entity)
        .and_where(objection::Column::ApplicationId.eq(application.0))
        .take();
    Condition::any()
        .add(file::Column::Subject.eq(originals::subject(application)))
        .add(file::Column::Subject.eq(format!("review/{application}")))
        .add(file::Column::Subject.in_subquery(objections))
        .add(file::Column::Subject.in_subquery(files_of_titles(titles_of(application))))
}

/// The subjects of files kept with some cultivations.
pub(super) fn files_of_titles(titles: SelectStatement) -> SelectStatement {
    Query::select()
        .expr(Expr::cust("'cultivation/' || id"))
        .from(cultivation_summary::Entity)
        .and_where(cultivation_summary::Column::Id.in_subquery(titles))
        .take()
}

async fn versions(app: &App, conn: &impl ConnectionTrait, applications: &[Application]) -> Result<Vec<Over>> {
    let policies = app.policies();
    let (retention, today) = (&policies.current().1.retention, app.today());
    let rosters: BTreeMap<i64, roster::Model> =
        roster::Entity::find().all(conn).await?.into_iter().map(|row| (row.id, row)).collect();
    let rows = roster_version::Entity::find()
        .filter(lists::one_of(roster_version::Column::State, ["published", DELETED]))
        .all(conn)
        .await?;
    let mut newest: BTreeMap<i64, i64> = BTreeMap::new();
    for row in &rows {
        let last = newest.entry(row.roster).or_default();
        *last = std::cmp::max(row.no, *last);
    }
    let waiting = may_submit(app, conn, applications).await?;
    let mut found = Vec::new();
    for row in rows {
        let Some(of) = rosters.get(&row.roster) else { continue };
        let pins = |application: &&Application| {
            application.pinned.iter().flat_map(|p| &p.rosters).any(|pin| pin.version.0 == row.id)
        };
        let version = RosterUse {
            committed: day(row.committed_at.unwrap_or_default()),
            pinned_by: applications.iter().filter(|application| application.brand.0 == of.brand).filter(pins).collect(),
            wanted: waiting.contains(&of.brand) && newest[&row.roster] == row.no,
        };
        let Some((record, since)) = roster_end(&version, retention, today) else { continue };
        if row.state != DELETED || holds_people(conn, row.id).await? {
            found.push(Over { record, since, what: What::Version(row.id) });
        }
    }
    Ok(found)
}

/// Brands that may still submit what they have: a draft typed in lately, an application under way, a place in the pool.
async fn may_submit(app: &App, conn: &impl ConnectionTrait, applications: &[Application]) -> Result<BTreeSet<i64>> {
    let policies = app.policies();
    let until = Record::Drafts.until(&policies.current().1.retention, app.today());
    let pool = brand_summary::Entity::find().filter(brand_summary::Column::InPoolSince.is_not_null()).all(conn).await?;
    let mut brands: BTreeSet<i64> = pool.into_iter().map(|brand| brand.id).collect();
    for application in applications {
        let live = match application.state() {
            State::Drafting => last_typed(conn, application).await? > until,
            state => !state.ended() && state != State::Recognised,
        };
        if live {
            brands.insert(application.brand.0);
        }
    }
    Ok(brands)
}

async fn holds_people(conn: &impl ConnectionTrait, version: i64) -> Result<bool> {
    let people = roster_person::Entity::find().filter(roster_person::Column::Version.eq(version)).one(conn).await?;
    let block = || roster_block::Entity::find().select_only().column(roster_block::Column::No);
    let blocks: Option<i64> = block().filter(roster_block::Column::Version.eq(version)).into_tuple().one(conn).await?;
    Ok(people.is_some() || blocks.is_some())
}

async fn intakes(conn: &impl ConnectionTrait) -> Result<Vec<Over>> {
    let rows = intake::Entity::find().filter(intake::Column::State.eq("refused")).all(conn).await?;
    let intake =
        |row: intake::Model| Over { record: Record::Intakes, since: day(row.proposed_at), what: What::Intake(row.id) };
    Ok(rows.into_iter().map(intake).collect())
}

async fn requests(conn: &impl ConnectionTrait) -> Result<Vec<Over>> {
    let rows = rights_request::Entity::find().filter(rights_request::Column::ClosedAt.is_not_null()).all(conn).await?;
    let request = |row: rights_request::Model| Over {
        record: Record::Requests,
        since: day(row.closed_at.unwrap_or_default()),
        what: What::Request(row.id),
    };
    Ok(rows.into_iter().map(request).collect())
}

/// What is over of a kind of which there are many alike: how many, and the oldest's day; none for the other kinds.
pub(super) async fn bulk(app: &App, record: Record) -> Result<Option<(u64, Option<NaiveDate>)>> {
    let (conn, before) = (app.db().reader(), before(app, record));
    macro_rules! counted {
        ($($table:ident.$at:ident),+) => {{
            let (mut count, mut oldest) = (0, None::<i64>);
            $(
                let (many, first): (i64, Option<i64>) = $table::Entity::find()
                    .select_only()
                    .column_as($table::Column::$at.count(), "many")
                    .column_as($table::Column::$at.min(), "first")
                    .filter($table::Column::$at.lt(before))
                    .into_tuple()
                    .one(conn)
                    .await?
                    .unwrap_or_default();
                count += u64::try_from(many).unwrap_or_default();
                oldest = [oldest, first].into_iter().flatten().min();
            )+
            Some((count, oldest.map(day)))
        }};
    }
    Ok(match record {
        Record::AccessLog => counted!(access_record.At),
        Record::Sessions => counted!(session.ExpiresAt, one_time_link.ExpiresAt, once.At),
        _ => None,
    })
}

/// Deletes a batch of what is over of such a kind; how many went, none for the other kinds.
pub(super) async fn delete_bulk(tx: &Transaction, record: Record) -> Result<Option<u64>> {
    let before = before(tx.app(), record);
    macro_rules! deleted {
        ($($table:ident.$key:ident by $at:ident),+) => {{
            let mut count = 0;
            $(
                let some = Query::select()
                    .column($table::Column::$key)
                    .from($table::Entity)
                    .and_where(Expr::col($table::Column::$at).lt(before))
                    .limit(BATCH)
                    .take();
                let gone = $table::Entity::delete_many().filter($table::Column::$key.in_subquery(some));
                count += gone.exec(tx.conn()).await?.rows_affected;
            )+
            Some(count)
        }};
    }
    Ok(match record {
        Record::AccessLog => deleted!(access_record.Id by At),
        Record::Sessions => {
            deleted!(session.Digest by ExpiresAt, one_time_link.Digest by ExpiresAt, once.Key by At)
        }
        _ => None,
    })
}

/// The beginning of the day after the last one that is over, in milliseconds.
fn before(app: &App, record: Record) -> i64 {
    let policies = app.policies();
    let until = record.until(&policies.current().1.retention, app.today());
    let midnight = until.succ_opt().and_then(|day| day.and_hms_opt(0, 0, 0));
    let local = midnight.and_then(|midnight| midnight.and_local_timezone(shanghai_offset()).single());
    local.map_or(0, |moment| moment.timestamp_millis())
}

fn day(millis: i64) -> NaiveDate {
    shanghai_date(storage::stored::moment(millis).unwrap_or_default())
}
