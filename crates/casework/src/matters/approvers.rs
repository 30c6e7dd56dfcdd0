//! Whose hands an act passes through: desks, posts, deputies (AB角).

use crate::{Error, Result, Transaction};
use domain::{
    access::{Actor, Role},
    account::AccountState,
    ids::{AccountId, AreaCode},
    level::Level,
    matter::Step,
    stream::StreamKind,
};
use sea_orm::ConnectionTrait;
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

/// The steps an account may take, and those of the colleague it stands in for (AB角).
///
/// # Errors
/// There is no such account.
pub async fn approvers_of(conn: &impl ConnectionTrait, actor: &Actor) -> Result<(Vec<Step>, Deputy)> {
    let own = accounts::get(conn, actor.account).await?.ok_or(Error::NotFound)?;
    let deputy = match own.stands_in_for {
        None => None,
        Some(colleague) => accounts::get(conn, colleague)
            .await?
            // Nobody lends a step that is not theirs now: not left, and as a second person confirmed it.
            .filter(|colleague| colleague.office == own.office && colleague.state == AccountState::Active)
            .map(|colleague| (colleague.id, colleague.steps)),
    };
    Ok((own.steps, deputy))
}

/// The steps of chains the actor's post takes, inside a verb.
///
/// # Errors
/// There is no such account.
pub async fn own_steps(tx: &Transaction, actor: &Actor) -> Result<Vec<Step>> {
    Ok(approvers_of(tx.conn(), actor).await?.0)
}
