//! What is known beside the record of what an act is done to: one gathering a stream, for the transaction of a click and
//! for the reading of a page alike.

use crate::{
    App, Error, Place, Result,
    applications::{self, Content},
    comparisons, facts, notices, objections, payments,
    rounds::{self, Ranking},
};
use casework::consequences::Follow;
use domain::{
    access::{Actor, Denied, Role},
    act::{
        ApplicationStanding, BrandStanding, CultivationStanding, NoticeStanding, ObjectionStanding, RoundStanding,
        Subject,
    },
    application::{Application, State},
    brand::Brand,
    brand_name::normal_form,
    cultivation::Cultivation,
    ids::{ApplicationId, BrandId, StreamId},
    notice::Notice,
    objection::Objection,
    round::Round,
    stream::Stream,
    unit::Unit,
};
use kernel::names;
use sea_orm::{ConnectionTrait, TransactionTrait};
use std::collections::{BTreeMap, BTreeSet};
use storage::summaries;

/// A stream that the pipeline can do acts to.
pub trait Gather: Subject + Follow {
    /// What is known beside the record.
    fn gather<C: ConnectionTrait>(
        &self,
        place: &Place<'_, C>,
    ) -> impl Future<Output = Result<<Self as Subject>::Standing>> + Send;

    /// As [`Gather::gather`], for some things of a list, by their numbers.
    fn gather_some<C: ConnectionTrait>(
        place: &Place<'_, C>,
        things: &[&Self],
    ) -> impl Future<Output = Result<BTreeMap<i64, <Self as Subject>::Standing>>> + Send {
        one_by_one(place, things)
    }

    /// Whether the actor may know that it exists.
    ///
    /// # Errors
    /// [`Error::NotFound`] or [`Error::Denied`] where not.
    fn may_see(&self, actor: &Actor) -> Result<()>;

    /// What happened since an earlier seq, oldest first, as the actor may be told.
    fn since<C: ConnectionTrait>(
        &self,
        _conn: &C,
        _actor: &Actor,
        _seen: u32,
    ) -> impl Future<Output = Result<Vec<String>>> + Send {
        std::future::ready(Ok(Vec::new()))
    }
}

async fn one_by_one<S: Gather, C: ConnectionTrait>(
    place: &Place<'_, C>,
    things: &[&S],
) -> Result<BTreeMap<i64, <S as Subject>::Standing>> {
    let mut known = BTreeMap::new();
    for on in things {
        known.insert(on.id().number(), on.gather(place).await?);
    }
    Ok(known)
}

/// What an application holds and what is known beside its record, in one reading for a page.
///
/// # Errors
/// The database is away.
pub async fn read_whole(app: &App, application: &Application) -> Result<(Content, ApplicationStanding)> {
    let reading = app.db().reader().begin().await?;
    let place = Place::now(app, &reading);
    let mut contents = applications::contents(&place, &[application]).await?;
    let mut standings = beside(&place, &[application], &contents).await?;
    reading.rollback().await?;
    contents.remove(&application.id).zip(standings.remove(&application.id.0)).ok_or(Error::NotFound)
}

/// What is known beside a stream, in one reading for a page.
///
/// # Errors
/// The database is away.
pub async fn standing<S: Gather>(app: &App, on: &S) -> Result<<S as Subject>::Standing> {
    let reading = app.db().reader().begin().await?;
    let standing = on.gather(&Place::now(app, &reading)).await?;
    reading.rollback().await?;
    Ok(standing)
}

/// As [`standing`], for some things of a list, by their numbers; nothing is read where there are none.
///
/// # Errors
/// The database is away.
pub async fn standings<S: Gather>(app: &App, things: &[&S]) -> Result<BTreeMap<i64, <S as Subject>::Standing>> {
    if things.is_empty() {
        return Ok(BTreeMap::new());
    }
    let reading = app.db().reader().begin().await?;
    let known = S::gather_some(&Place::now(app, &reading), things).await?;
    reading.rollback().await?;
    Ok(known)
}

/// What is the city's alone: others do not know of it, but for counties where they read it.
fn of_city(actor: &Actor, counties_read: bool) -> Result<()> {
    match actor.role {
        Role::City | Role::Auditor => Ok(()),
        Role::County if counties_read => Err(Denied::NotYours("市级人社部门").into()),
        Role::County | Role::Finance | Role::Unit | Role::Expert | Role::Admin => Err(Error::NotFound),
    }
}

impl Gather for Application {
    async fn gather<C: ConnectionTrait>(&self, place: &Place<'_, C>) -> Result<ApplicationStanding> {
        of_applications(place, &[self]).await?.remove(&self.id.0).ok_or(Error::NotFound)
    }

    async fn gather_some<C: ConnectionTrait>(
        place: &Place<'_, C>,
        things: &[&Self],
    ) -> Result<BTreeMap<i64, ApplicationStanding>> {
        of_applications(place, things).await
    }

    fn may_see(&self, actor: &Actor) -> Result<()> {
        applications::may_see(actor, self)
    }

    async fn since<C: ConnectionTrait>(&self, conn: &C, actor: &Actor, seen: u32) -> Result<Vec<String>> {
        applications::since(conn, actor, self.id, seen).await
    }
}

async fn of_applications<C: ConnectionTrait>(
    place: &Place<'_, C>,
    applications: &[&Application],
) -> Result<BTreeMap<i64, ApplicationStanding>> {
    beside(place, applications, &applications::contents(place, applications).await?).await
}

/// Some applications, each with what is known beside its record.
async fn with_standings<C: ConnectionTrait>(
    place: &Place<'_, C>,
    applications: Vec<Application>,
) -> Result<Vec<(Application, ApplicationStanding)>> {
    let these: Vec<&Application> = applications.iter().collect();
    let mut standings = of_applications(place, &these).await?;
    let known = |application: Application| {
        let standing = standings.remove(&application.id.0).ok_or(Error::NotFound)?;
        Ok((application, standing))
    };
    applications.into_iter().map(known).collect()
}

/// What is known beside the records of applications whose contents were read.
async fn beside<C: ConnectionTrait>(
    place: &Place<'_, C>,
    applications: &[&Application],
    contents: &BTreeMap<ApplicationId, Content>,
) -> Result<BTreeMap<i64, ApplicationStanding>> {
    let Place { app, conn, .. } = place;
    let pool: Vec<&Application> = applications.iter().copied().filter(|one| is_ranked(one.state())).collect();
    let mut rankings = rounds::rankings(app, *conn, &pool).await?;
    let brands: Vec<BrandId> = applications.iter().map(|application| application.brand).collect();
    let brands = summaries::load_some::<Brand>(*conn, brands).await?;
    let titles: Vec<&str> = applications.iter().map(|application| application.title.as_str()).collect();
    let bearers = storage::brands::of_names(*conn, &titles).await?;
    let mut standings = BTreeMap::new();
    for application in applications {
        let content = contents.get(&application.id).ok_or(Error::NotFound)?;
        let bearers = bearers.get(&normal_form(&application.title)).into_iter().flatten();
        let namesakes: Vec<_> = bearers.filter(|bearer| bearer.brand != application.brand).cloned().collect();
        let facts = facts::held_against(app, application, content, &namesakes, application.level(), place.today())?;
        let brand = brands.get(&application.brand).ok_or(Error::NotFound)?;
        let (quota, recommend_by, ranks) = match rankings.remove(&application.id) {
            Some(Ranking { quota, recommend_by, ranks }) => (Some(quota), Some(recommend_by), ranks),
            None => Default::default(),
        };
        let standing = ApplicationStanding {
            findings: facts.findings,
            figures: facts.figures,
            heritage: content.answers.yes("brand", "is_intangible_heritage"),
            quota,
            recommend_by,
            ranks,
            in_pool: brand.in_pool_since.is_some(),
            units: content.units.iter().map(|(id, unit)| (*id, unit.name.clone())).collect(),
            compared: content.compared(),
            namesakes,
        };
        standings.insert(application.id.0, standing);
    }
    Ok(standings)
}

/// Whether its county ranks an application now: quota, ranks and the last day for recommendations speak of it.
fn is_ranked(state: State) -> bool {
    match state {
        State::Reviewed => true,
        State::Drafting
        | State::Submitted
        | State::Returned
        | State::Declined
        | State::Recommended
        | State::NotSelected
        | State::InReview
        | State::OnNotice
        | State::Recognised
        | State::Withdrawn => false,
    }
}

impl Gather for Cultivation {
    async fn gather<C: ConnectionTrait>(&self, place: &Place<'_, C>) -> Result<CultivationStanding> {
        Ok(CultivationStanding {
            accounts: payments::shown_accounts(place.app, place.conn, self).await?,
            units: names::units_of(place.conn, &self.units).await?,
        })
    }

    fn may_see(&self, actor: &Actor) -> Result<()> {
        Ok(actor.may_see(&self.area, &self.units)?)
    }
}

impl Gather for Notice {
    async fn gather<C: ConnectionTrait>(&self, place: &Place<'_, C>) -> Result<NoticeStanding> {
        let ids: Vec<ApplicationId> = self.standing().collect();
        let mut known = summaries::load_some::<Application>(place.conn, ids.iter().copied()).await?;
        let listed = ids.iter().map(|id| known.remove(id).ok_or(Error::NotFound)).collect::<Result<Vec<_>>>()?;
        let corrects = match self.corrects {
            None => None,
            Some(corrected) => summaries::load::<Notice>(place.conn, corrected).await?.map(|notice| notice.title),
        };
        Ok(NoticeStanding { applications: with_standings(place, listed).await?, corrects })
    }

    fn may_see(&self, actor: &Actor) -> Result<()> {
        of_city(actor, self.period.is_some())
    }
}

impl Gather for Round {
    async fn gather<C: ConnectionTrait>(&self, place: &Place<'_, C>) -> Result<RoundStanding> {
        let awaiting = storage::applications::awaiting_list(place.conn, self.id).await?;
        let used = storage::applications::places_taken(place.conn, &BTreeSet::from([self.year])).await?;
        Ok(RoundStanding {
            candidates: with_standings(place, awaiting).await?,
            reviewed: storage::applications::awaiting_recommendation(place.conn, self.id).await?,
            used: used.into_iter().map(|((_, area), taken)| (area, taken)).collect(),
            correctable: notices::correctable(place.conn, self.id).await?,
        })
    }

    fn may_see(&self, actor: &Actor) -> Result<()> {
        of_city(actor, true)
    }
}

impl Gather for Objection {
    async fn gather<C: ConnectionTrait>(&self, place: &Place<'_, C>) -> Result<ObjectionStanding> {
        let application = match self.application {
            Some(id) => summaries::load::<Application>(place.conn, id).await?,
            None => None,
        };
        let about = objections::about(place.app, place.conn, self.id, application.as_ref()).await?;
        Ok(ObjectionStanding { application, about })
    }

    async fn gather_some<C: ConnectionTrait>(
        place: &Place<'_, C>,
        things: &[&Objection],
    ) -> Result<BTreeMap<i64, ObjectionStanding>> {
        let ids: Vec<_> = things.iter().filter_map(|on| on.application).collect();
        let applications = summaries::load_some::<Application>(place.conn, ids).await?;
        let mut known = BTreeMap::new();
        for on in things {
            let application = on.application.and_then(|id| applications.get(&id)).cloned();
            let about = objections::about(place.app, place.conn, on.id, application.as_ref()).await?;
            known.insert(on.id.0, ObjectionStanding { application, about });
        }
        Ok(known)
    }

    fn may_see(&self, actor: &Actor) -> Result<()> {
        of_city(actor, false)
    }
}

impl Gather for Brand {
    async fn gather<C: ConnectionTrait>(&self, place: &Place<'_, C>) -> Result<BrandStanding> {
        Ok(BrandStanding { filed: comparisons::filed_of(place.conn, self.id).await? })
    }

    fn may_see(&self, actor: &Actor) -> Result<()> {
        Ok(actor.may_see(&self.area, &self.units)?)
    }
}

impl Gather for Unit {
    async fn gather<C: ConnectionTrait>(&self, _: &Place<'_, C>) -> Result<()> {
        Ok(())
    }

    fn may_see(&self, actor: &Actor) -> Result<()> {
        Ok(actor.may_see(&self.area, &[self.id])?)
    }
}
