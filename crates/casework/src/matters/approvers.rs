//! Whose hands an act passes through: desks, posts, deputies (AB角).

use crate::{Error, Result, Transaction};
use domain::{
    access::{Actor, Role},
    account::AccountState,
    ids::{AccountId, AreaCode},
    level::Level,
    matter::{Matter, Step, StepRefused},
    stream::StreamKind,
};
use sea_orm::ConnectionTrait;
use std::collections::BTreeSet;
use storage::accounts;

/// Whether the actor sits where an act of this level is decided.
pub(crate) fn at_desk(actor: &Actor, level: Level, area: Option<&AreaCode>) -> Result<()> {
    match (level, area) {
        (Level::County, Some(area)) => drop_proof(actor.county_reviewer(area)),
        (Level::County, None) => Err(Error::NotFound),
        (Level::City, _) => drop_proof(actor.city_reviewer()),
        (Level::Finance, _) => drop_proof(actor.finance_officer()),
    }
}

/// Whether the actor may read a matter: the city and the auditor all, finance what the city decided about money.
pub(super) fn at_desk_to_read(actor: &Actor, level: Level, area: Option<&AreaCode>, about: StreamKind) -> Result<()> {
    match (actor.role, level) {
        (Role::City | Role::Auditor, _) | (Role::Finance, Level::Finance) => Ok(()),
        (Role::Finance, Level::City) if about == StreamKind::Cultivation => Ok(()),
        _ => at_desk(actor, level, area).map_err(|_| Error::NotFound),
    }
}

fn drop_proof<P>(proof: std::result::Result<P, domain::access::Denied>) -> Result<()> {
    proof.map(|_| ()).map_err(Into::into)
}

/// The colleague somebody stands in for, with that colleague's steps.
pub(super) type Deputy = Option<(AccountId, Vec<Step>)>;

pub(super) fn as_deputy(deputy: &Deputy) -> Option<(AccountId, &[Step])> {
    deputy.as_ref().map(|(account, steps)| (*account, steps.as_slice()))
}

/// What somebody brings to matters: own steps, those of the colleague they stand in for, and which of the drafters that were
/// asked about are there.
#[derive(Debug, Default)]
pub(super) struct Hands {
    pub(super) own: Vec<Step>,
    pub(super) deputy: Deputy,
    there: BTreeSet<AccountId>,
}

impl Hands {
    /// That the actor may take a matter back.
    pub(super) fn may_drop(&self, actor: &Actor, matter: &Matter) -> std::result::Result<(), StepRefused> {
        let here = at_desk(actor, matter.level, matter.area.as_ref()).is_ok();
        let left = matter.drafter().is_some_and(|drafter| !self.there.contains(&drafter));
        matter.may_drop(actor.account, if here { &self.own } else { &[] }, left)
    }
}

/// The hands of an actor, for matters that these drafted: one statement, and one more for whoever stands in.
pub(super) async fn hands_of(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    drafters: impl IntoIterator<Item = AccountId>,
) -> Result<Hands> {
    let mut known = accounts::these(conn, std::iter::once(actor.account).chain(drafters)).await?;
    let there = known.values().filter(|account| account.state == AccountState::Active).map(|account| account.id);
    let there = there.collect();
    let own = known.remove(&actor.account).ok_or(Error::NotFound)?;
    let deputy = match own.stands_in_for {
        None => None,
        Some(colleague) => accounts::get(conn, colleague)
            .await?
            // Nobody lends a step that is not theirs now: not left, and as a second person confirmed it.
            .filter(|colleague| colleague.office == own.office && colleague.state == AccountState::Active)
            .map(|colleague| (colleague.id, colleague.steps)),
    };
    Ok(Hands { own: own.steps, deputy, there })
}

/// The steps an account may take, and those of the colleague it stands in for (AB角).
///
/// # Errors
/// There is no such account.
pub async fn approvers_of(conn: &impl ConnectionTrait, actor: &Actor) -> Result<(Vec<Step>, Deputy)> {
    let Hands { own, deputy, .. } = hands_of(conn, actor, []).await?;
    Ok((own, deputy))
}

/// The steps of chains the actor's post takes, inside a verb.
///
/// # Errors
/// There is no such account.
pub async fn own_steps(tx: &Transaction, actor: &Actor) -> Result<Vec<Step>> {
    Ok(approvers_of(tx.conn(), actor).await?.0)
}
