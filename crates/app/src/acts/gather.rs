//! What is known beside the record of what an act is done to: one gathering a stream, for the transaction of a click and
//! for the reading of a page alike.

use crate::{
    App, Error, Place, Result,
    applications::{self, Content},
    comparisons, facts, notices, objections, payments, rounds,
};
use casework::consequences::Follow;
use domain::{
    access::{Actor, Denied, Role},
    act::{
        ApplicationStanding, BrandStanding, NoticeStanding, ObjectionStanding, RoundStanding, ShownAccount, Subject,
    },
    application::{Application, State},
    brand::Brand,
    cultivation::{Cultivation, Payment},
    ids::StreamId,
    notice::Notice,
    objection::Objection,
    round::Round,
    stream::Stream,
    unit::Unit,
};
use sea_orm::{ConnectionTrait, TransactionTrait};
use std::collections::BTreeMap;
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
    let content = applications::content(&place, application).await?;
    let standing = of_application(&place, application, &content).await?;
    reading.rollback().await?;
    Ok((content, standing))
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
pub(super) async fn standings<S: Gather>(app: &App, things: &[&S]) -> Result<BTreeMap<i64, <S as Subject>::Standing>> {
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
        of_application(place, self, &applications::content(place, self).await?).await
    }

    fn may_see(&self, actor: &Actor) -> Result<()> {
        applications::may_see(actor, self)
    }

    async fn since<C: ConnectionTrait>(&self, conn: &C, actor: &Actor, seen: u32) -> Result<Vec<String>> {
        applications::since(conn, actor, self.id, seen).await
    }
}

/// What is known beside the record of an application whose content was read.
async fn of_application<C: ConnectionTrait>(
    place: &Place<'_, C>,
    application: &Application,
    content: &Content,
) -> Result<ApplicationStanding> {
    let Place { app, conn, .. } = place;
    let facts = facts::held_against(app, application, content, application.level(), place.today())?;
    let (quota, recommend_by, ranks) = match application.state() {
        State::Reviewed => {
            let round = summaries::load::<Round>(*conn, application.round).await?.ok_or(Error::NotFound)?;
            let quota = rounds::quota_of(app, *conn, &round, application).await?;
            (Some(quota), Some(round.recommend_by), rounds::ranks_given(*conn, application).await?)
        }
        State::Drafting
        | State::Submitted
        | State::Returned
        | State::Declined
        | State::Recommended
        | State::NotSelected
        | State::InReview
        | State::OnNotice
        | State::Recognised
        | State::Withdrawn => Default::default(),
    };
    let brand = summaries::load::<Brand>(*conn, application.brand).await?.ok_or(Error::NotFound)?;
    Ok(ApplicationStanding {
        findings: facts.findings,
        figures: facts.figures,
        heritage: content.answers.yes("brand", "is_intangible_heritage"),
        quota,
        recommend_by,
        ranks,
        in_pool: brand.in_pool_since.is_some(),
        units: content.units.iter().map(|(id, unit)| (*id, unit.name.clone())).collect(),
        compared: content.compared(),
    })
}

impl Gather for Cultivation {
    async fn gather<C: ConnectionTrait>(&self, place: &Place<'_, C>) -> Result<BTreeMap<Payment, ShownAccount>> {
        payments::shown_accounts(place.app, place.conn, self).await
    }

    fn may_see(&self, actor: &Actor) -> Result<()> {
        Ok(actor.may_see(&self.area, &self.units)?)
    }
}

impl Gather for Notice {
    async fn gather<C: ConnectionTrait>(&self, place: &Place<'_, C>) -> Result<NoticeStanding> {
        let mut applications = Vec::new();
        for id in self.standing() {
            let application = summaries::load::<Application>(place.conn, id).await?.ok_or(Error::NotFound)?;
            let standing = application.gather(place).await?;
            applications.push((application, standing));
        }
        Ok(NoticeStanding { applications })
    }

    fn may_see(&self, actor: &Actor) -> Result<()> {
        of_city(actor, self.period.is_some())
    }
}

impl Gather for Round {
    async fn gather<C: ConnectionTrait>(&self, place: &Place<'_, C>) -> Result<RoundStanding> {
        let mut candidates = Vec::new();
        for application in storage::applications::awaiting_list(place.conn, self.id).await? {
            let standing = application.gather(place).await?;
            candidates.push((application, standing));
        }
        Ok(RoundStanding {
            candidates,
            reviewed: storage::applications::awaiting_recommendation(place.conn, self.id).await?,
            used: storage::applications::places_taken(place.conn, self.year, None).await?,
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
