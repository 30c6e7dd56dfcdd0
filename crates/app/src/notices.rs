//! Public notices and recognition (5.3.b–f): the list, its five working days, the title and what it opens.

use crate::{
    App, Error, Result, Transaction,
    acts::{Decided, load_all},
    facts, library,
};
use chrono::{Datelike, NaiveDate};
use domain::{
    access::Actor,
    application::{Announcement, Application, ApplicationEvent, Payment, Refusal, State},
    brand::BrandEvent,
    calendar::years_after,
    ids::{ApplicationId, NoticeId},
    level::Level,
    notice::{Notice, NoticeEvent, WebsiteEvidence},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use storage::{
    entities::{application_summary, notice_summary},
    summaries,
};

/// Decides the list of brands to be published (5.3.b).
pub(crate) async fn propose(
    tx: &mut Transaction,
    by: &Decided<'_>,
    title: &str,
    applications: &[ApplicationId],
    corrects: Option<NoticeId>,
) -> Result<()> {
    let city = by.actor.city_reviewer()?;
    let meeting = by.matter.and_then(|matter| matter.meeting.clone());
    if let Some(corrected) = corrects {
        tx.notice(corrected).await?.corrected_by(applications)?;
    }
    let id = tx.next_notice().await?;
    let mut listed = load_all(tx, applications).await?;
    for application in &mut listed {
        let facts = facts::of_application(tx, application, Level::City).await?;
        let event = application.propose(&city, &facts, id).map_err(|refusal| named(application, refusal))?;
        tx.append_application(application, event).await?;
    }
    let event = Notice::propose(title.trim().to_owned(), applications.to_vec(), meeting, corrects)?;
    tx.begin_notice(event).await?;
    Ok(())
}

/// Publishes the list with the website's evidence (5.3.c): the clock starts.
pub(crate) async fn publish(
    tx: &mut Transaction,
    by: &Decided<'_>,
    id: NoticeId,
    evidence: &WebsiteEvidence,
) -> Result<()> {
    let city = by.actor.city_reviewer()?;
    let mut notice = tx.notice(id).await?;
    let mut applications = load_all(tx, &notice.standing().collect::<Vec<_>>()).await?;
    let policy = match applications.first() {
        Some(application) => tx.policy(&application.policy)?,
        None => return Err(Refusal::Plain("名单上的品牌均已退出，不能发布。").into()),
    };
    let days = policy.notice.working_days.value;
    let hosts = &policy.city.notice_hosts.value;
    let event = notice.publish(evidence.clone(), hosts, days, &tx.calendar(), tx.now())?;
    tx.append_notice(&mut notice, event).await?;
    let last_day = notice.period.as_ref().ok_or(Error::NotFound)?.last_day;
    for application in &mut applications {
        let event = application.place_on_notice(&city, id, last_day)?;
        tx.append_application(application, event).await?;
    }
    Ok(())
}

/// Recognises brands of a notice that is over (5.3.e): title, plaque, library, cycle, and the first subsidy opens.
pub(crate) async fn recognise(
    tx: &mut Transaction,
    by: &Decided<'_>,
    id: NoticeId,
    applications: &[ApplicationId],
    document: &str,
    announced_on: NaiveDate,
    legal_basis: Option<&str>,
) -> Result<()> {
    let notice = tx.notice(id).await?;
    let period = notice.period.as_ref().ok_or(Refusal::Plain("这份名单还没有发布公示。"))?;
    let earliest = period.earliest_decision;
    if applications.is_empty() {
        return Err(Refusal::Plain("请至少选择一个品牌。").into());
    }
    for mut application in load_all(tx, applications).await? {
        if !notice.standing().any(|standing| standing == application.id) {
            return Err(Refusal::Plain("所选品牌不在这份公示名单上，请核对。").into());
        }
        recognise_one(tx, by, &mut application, earliest, document, announced_on, legal_basis).await?;
    }
    Ok(())
}

async fn recognise_one(
    tx: &mut Transaction,
    by: &Decided<'_>,
    application: &mut Application,
    earliest: NaiveDate,
    document: &str,
    announced_on: NaiveDate,
    legal_basis: Option<&str>,
) -> Result<()> {
    let city = by.actor.city_reviewer()?;
    let policy = tx.policy(&application.policy)?;
    let facts = facts::of_application(tx, application, Level::City).await?;
    let announcement = Announcement {
        document: document.trim().to_owned(),
        announced_on,
        plaque: plaque_number(tx, announced_on).await?,
        cycle_ends: years_after(announced_on, policy.cycle.years.value),
        assessable_from: years_after(announced_on, policy.cycle.assessment_after_years.value)
            .succ_opt()
            .ok_or_else(|| Error::Internal("the end of time".into()))?,
        legal_basis: legal_basis.map(str::to_owned),
        policy_ends: Some(policy.trial_ends_on()),
    };
    let event =
        application.recognise(&city, &facts, earliest, announcement).map_err(|refusal| named(application, refusal))?;
    tx.append_application(application, event).await?;
    open_first_subsidy(tx, application).await?;
    give_title(tx, application).await
}

async fn open_first_subsidy(tx: &mut Transaction, application: &mut Application) -> Result<()> {
    let policy = tx.policy(&application.policy)?;
    let opened = ApplicationEvent::DisbursementOpened {
        payment: Payment::First,
        amount: policy.subsidies.first_subsidy.value,
        payer: policy.subsidies.payer.value.clone(),
        fund: policy.subsidies.fund.value.clone(),
    };
    tx.append_application(application, opened).await
}

pub(crate) async fn give_title(tx: &mut Transaction, application: &Application) -> Result<()> {
    let Some(title) = &application.recognition else { return Err(Error::Internal("no recognition to record".into())) };
    let mut brand = tx.brand(application.brand).await?;
    let given = BrandEvent::TitleGiven {
        application: application.id,
        document: title.document.clone(),
        on: title.announced_on,
        plaque: title.plaque.clone(),
    };
    tx.append_brand(&mut brand, given).await?;
    library::enter(tx, application).await
}

/// 泉字号 2025-0001: the series of a year, without gap.
async fn plaque_number(tx: &Transaction, on: NaiveDate) -> Result<String> {
    let year = on.year();
    let series = tx.app().policies().current().1.city.series.value.clone();
    let number = tx.next_number(&format!("plaque/{year}")).await?;
    Ok(format!("{series} {year}-{number:04}"))
}

/// A refusal about one application of several says which.
fn named(application: &Application, refusal: Refusal) -> Error {
    match refusal {
        Refusal::Plain(_) => refusal.into(),
        other => Error::OnCase { application: application.id, title: application.title.clone(), refusal: other },
    }
}

/// Every notice, the newest first; the public sees only those published.
///
/// # Errors
/// The database is away.
pub async fn list(app: &App, published_only: bool) -> Result<Vec<notice_summary::Model>> {
    let mut query = notice_summary::Entity::find().order_by_desc(notice_summary::Column::Id);
    if published_only {
        query = query.filter(notice_summary::Column::PublishedOn.is_not_null());
    }
    Ok(query.all(app.db().reader()).await?)
}

/// A notice with the applications on it.
///
/// # Errors
/// There is no such notice.
pub async fn get(app: &App, id: NoticeId) -> Result<(Notice, Vec<application_summary::Model>)> {
    let conn = app.db().reader();
    let notice = summaries::notice(conn, id).await?.ok_or(Error::NotFound)?;
    let listed = applications(app, &notice.applications).await?;
    Ok((notice, listed))
}

/// How a notice stands to others (5.3.g).
#[derive(Clone, Debug, Default)]
pub struct Corrections {
    /// The notice it corrects.
    pub corrects: Option<notice_summary::Model>,
    /// Those that correct it, the oldest first.
    pub corrected_by: Vec<notice_summary::Model>,
}

/// The notice that one corrects, and those that correct it; the public sees only those published.
///
/// # Errors
/// The database is away.
pub async fn corrections(app: &App, notice: &Notice, published_only: bool) -> Result<Corrections> {
    let mut known = list(app, published_only).await?;
    known.reverse();
    let corrects = notice.corrects.and_then(|id| known.iter().find(|row| row.id == id.0).cloned());
    Ok(Corrections {
        corrects,
        corrected_by: known.into_iter().filter(|row| row.corrects == Some(notice.id.0)).collect(),
    })
}

/// Published notices that a brand left to be corrected, the newest first: what a new list may correct.
///
/// # Errors
/// The database is away.
pub async fn correctable(app: &App) -> Result<Vec<Notice>> {
    let mut notices = Vec::new();
    for row in list(app, true).await? {
        notices.extend(summaries::notice(app.db().reader(), NoticeId(row.id)).await?);
    }
    notices.retain(|notice| !notice.removed.is_empty());
    Ok(notices)
}

/// Applications by their numbers, as lists show them.
///
/// # Errors
/// The database is away.
pub async fn applications(app: &App, ids: &[ApplicationId]) -> Result<Vec<application_summary::Model>> {
    let conn = app.db().reader();
    let ids = ids.iter().map(|application| application.0);
    Ok(application_summary::Entity::find()
        .filter(storage::lists::among(conn, application_summary::Column::Id, ids))
        .order_by_asc(application_summary::Column::Id)
        .all(conn)
        .await?)
}

/// Applications in review on no list yet, each with what keeps it off: asked of the rule that will judge the list.
///
/// # Errors
/// Not the city's; the database is away.
pub async fn candidates(app: &App, actor: &Actor) -> Result<Vec<(Application, Option<String>)>> {
    let city = actor.city_reviewer()?;
    let rows = application_summary::Entity::find()
        .filter(application_summary::Column::State.eq(State::InReview.code()))
        .filter(application_summary::Column::Notice.is_null())
        .order_by_asc(application_summary::Column::Id)
        .all(app.db().reader())
        .await?;
    let mut candidates = Vec::new();
    for row in rows {
        let application =
            summaries::application(app.db().reader(), ApplicationId(row.id)).await?.ok_or(Error::NotFound)?;
        let facts = facts::findings(app, &application, Level::City).await?;
        let missing = application.propose(&city, &facts, NoticeId(0)).err().map(|refusal| refusal.to_string());
        candidates.push((application, missing));
    }
    Ok(candidates)
}

/// Takes an application off its notice after an objection was upheld.
pub(crate) async fn remove_application(
    tx: &mut Transaction,
    notice: NoticeId,
    application: ApplicationId,
) -> Result<()> {
    let mut notice = tx.notice(notice).await?;
    tx.append_notice(&mut notice, NoticeEvent::ApplicationRemoved { application }).await
}
