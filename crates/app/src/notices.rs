//! Public notices and recognition (5.3.b–f): the list, its five working days, the title and what it opens.

use crate::{
    App, Error, Result, Verb,
    acts::{Decided, load_all},
    facts, library,
};
use chrono::{Datelike, NaiveDate};
use domain::{
    access::Actor,
    brand::BrandEvent,
    calendar::years_after,
    case::{Announcement, Case, CaseEvent, Payment, Refusal, State},
    ids::{CaseId, NoticeId},
    level::Level,
    notice::{Notice, NoticeEvent, WebsiteEvidence},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use storage::{
    entities::{case_summary, notice_summary},
    summaries,
};

/// Decides the list of brands to be published (5.3.b).
pub(crate) async fn propose(
    verb: &mut Verb,
    by: &Decided<'_>,
    title: &str,
    cases: &[CaseId],
    corrects: Option<NoticeId>,
) -> Result<()> {
    let city = by.actor.city_reviewer()?;
    let meeting = by.matter.and_then(|matter| matter.meeting.clone());
    if let Some(corrected) = corrects {
        verb.notice(corrected).await?.corrected_by(cases)?;
    }
    let id = verb.next_notice().await?;
    let mut listed = load_all(verb, cases).await?;
    for case in &mut listed {
        let facts = facts::of_case(verb, case, Level::City).await?;
        let event = case.propose(&city, &facts, id).map_err(|refusal| named(case, refusal))?;
        verb.append_case(case, event).await?;
    }
    let event = Notice::propose(title.trim().to_owned(), cases.to_vec(), meeting, corrects)?;
    verb.begin_notice(event).await?;
    Ok(())
}

/// Publishes the list with the website's evidence (5.3.c): the clock starts.
pub(crate) async fn publish(verb: &mut Verb, by: &Decided<'_>, id: NoticeId, evidence: &WebsiteEvidence) -> Result<()> {
    let city = by.actor.city_reviewer()?;
    let mut notice = verb.notice(id).await?;
    let mut cases = load_all(verb, &notice.standing().collect::<Vec<_>>()).await?;
    let policy = match cases.first() {
        Some(case) => verb.policy(&case.policy)?,
        None => return Err(Refusal::Plain("名单上的品牌均已退出，不能发布。").into()),
    };
    let days = policy.notice.working_days.value;
    let hosts = &policy.city.notice_hosts.value;
    let event = notice.publish(evidence.clone(), hosts, days, &verb.calendar(), verb.now())?;
    verb.append_notice(&mut notice, event).await?;
    let last_day = notice.period.as_ref().ok_or(Error::NotFound)?.last_day;
    for case in &mut cases {
        let event = case.place_on_notice(&city, id, last_day)?;
        verb.append_case(case, event).await?;
    }
    Ok(())
}

/// Recognises brands of a notice that is over (5.3.e): title, plaque, library, cycle, and the first subsidy opens.
pub(crate) async fn recognise(
    verb: &mut Verb,
    by: &Decided<'_>,
    id: NoticeId,
    cases: &[CaseId],
    document: &str,
    announced_on: NaiveDate,
    legal_basis: Option<&str>,
) -> Result<()> {
    let notice = verb.notice(id).await?;
    let period = notice.period.as_ref().ok_or(Refusal::Plain("这份名单还没有发布公示。"))?;
    let earliest = period.earliest_decision;
    if cases.is_empty() {
        return Err(Refusal::Plain("请至少选择一个品牌。").into());
    }
    for mut case in load_all(verb, cases).await? {
        if !notice.standing().any(|standing| standing == case.id) {
            return Err(Refusal::Plain("所选品牌不在这份公示名单上，请核对。").into());
        }
        recognise_one(verb, by, &mut case, earliest, document, announced_on, legal_basis).await?;
    }
    Ok(())
}

async fn recognise_one(
    verb: &mut Verb,
    by: &Decided<'_>,
    case: &mut Case,
    earliest: NaiveDate,
    document: &str,
    announced_on: NaiveDate,
    legal_basis: Option<&str>,
) -> Result<()> {
    let city = by.actor.city_reviewer()?;
    let policy = verb.policy(&case.policy)?;
    let facts = facts::of_case(verb, case, Level::City).await?;
    let announcement = Announcement {
        document: document.trim().to_owned(),
        announced_on,
        plaque: plaque_number(verb, announced_on).await?,
        cycle_ends: years_after(announced_on, policy.cycle.years.value),
        assessable_from: years_after(announced_on, policy.cycle.assessment_after_years.value)
            .succ_opt()
            .ok_or_else(|| Error::Internal("the end of time".into()))?,
        legal_basis: legal_basis.map(str::to_owned),
        policy_ends: Some(policy.trial_ends_on()),
    };
    let event = case.recognise(&city, &facts, earliest, announcement).map_err(|refusal| named(case, refusal))?;
    verb.append_case(case, event).await?;
    open_first_subsidy(verb, case).await?;
    give_title(verb, case).await
}

async fn open_first_subsidy(verb: &mut Verb, case: &mut Case) -> Result<()> {
    let policy = verb.policy(&case.policy)?;
    let opened = CaseEvent::DisbursementOpened {
        payment: Payment::First,
        amount: policy.subsidies.first_subsidy.value,
        payer: policy.subsidies.payer.value.clone(),
        fund: policy.subsidies.fund.value.clone(),
    };
    verb.append_case(case, opened).await
}

pub(crate) async fn give_title(verb: &mut Verb, case: &Case) -> Result<()> {
    let Some(title) = &case.recognition else { return Err(Error::Internal("no recognition to record".into())) };
    let mut brand = verb.brand(case.brand).await?;
    let given = BrandEvent::TitleGiven {
        case: case.id,
        document: title.document.clone(),
        on: title.announced_on,
        plaque: title.plaque.clone(),
    };
    verb.append_brand(&mut brand, given).await?;
    library::enter(verb, case).await
}

/// 泉字号 2025-0001: the series of a year, without gap.
async fn plaque_number(verb: &Verb, on: NaiveDate) -> Result<String> {
    let year = on.year();
    let series = verb.app().policies().current().1.city.series.value.clone();
    let number = verb.next_number(&format!("plaque/{year}")).await?;
    Ok(format!("{series} {year}-{number:04}"))
}

/// A refusal about one case of several says which.
fn named(case: &Case, refusal: Refusal) -> Error {
    match refusal {
        Refusal::Plain(_) => refusal.into(),
        other => Error::OnCase { case: case.id, title: case.title.clone(), refusal: other },
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

/// A notice with the cases on it.
///
/// # Errors
/// There is no such notice.
pub async fn get(app: &App, id: NoticeId) -> Result<(Notice, Vec<case_summary::Model>)> {
    let conn = app.db().reader();
    let notice = summaries::notice(conn, id).await?.ok_or(Error::NotFound)?;
    let listed = cases(app, &notice.cases).await?;
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

/// Cases by their numbers, as lists show them.
///
/// # Errors
/// The database is away.
pub async fn cases(app: &App, ids: &[CaseId]) -> Result<Vec<case_summary::Model>> {
    Ok(case_summary::Entity::find()
        .filter(case_summary::Column::Id.is_in(ids.iter().map(|case| case.0)))
        .order_by_asc(case_summary::Column::Id)
        .all(app.db().reader())
        .await?)
}

/// Cases in review on no list yet, each with what keeps it off: asked of the rule that will judge the list.
///
/// # Errors
/// Not the city's; the database is away.
pub async fn candidates(app: &App, actor: &Actor) -> Result<Vec<(Case, Option<String>)>> {
    let city = actor.city_reviewer()?;
    let rows = case_summary::Entity::find()
        .filter(case_summary::Column::State.eq(State::InReview.code()))
        .filter(case_summary::Column::Notice.is_null())
        .order_by_asc(case_summary::Column::Id)
        .all(app.db().reader())
        .await?;
    let mut candidates = Vec::new();
    for row in rows {
        let case = summaries::case(app.db().reader(), CaseId(row.id)).await?.ok_or(Error::NotFound)?;
        let facts = facts::findings(app, &case, Level::City).await?;
        let missing = case.propose(&city, &facts, NoticeId(0)).err().map(|refusal| refusal.to_string());
        candidates.push((case, missing));
    }
    Ok(candidates)
}

/// Takes a case off its notice after an objection was upheld.
pub(crate) async fn remove_case(verb: &mut Verb, notice: NoticeId, case: CaseId) -> Result<()> {
    let mut notice = verb.notice(notice).await?;
    verb.append_notice(&mut notice, NoticeEvent::CaseRemoved { case }).await
}
