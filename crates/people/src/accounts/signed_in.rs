//! Who is signed in, as every request needs it.

use super::{State, actor_of, name_in};
use crate::{App, Result};
use domain::unit::UnitState;
use domain::{access::Actor, event::Moment, ids::AccountId, policy::Step};
use storage::accounts::{self, Placed};

/// Who is signed in: read anew for every request, so that a closed account is out at once.
#[derive(Clone)]
pub struct SignedIn {
    /// What they act as.
    pub actor: Actor,
    /// Name, in full: for its own holder.
    pub name: String,
    /// Their office; empty for a unit's people and for administrators outside every office.
    pub office_name: String,
    /// Post where there is one, else the role.
    pub role_label: String,
    /// Their unit; empty for officials.
    pub unit_name: String,
    /// Whether its county has confirmed the unit.
    pub unit_confirmed: bool,
    /// The area of a county's account.
    pub area_name: Option<String>,
    /// The steps of chains the account takes.
    pub steps: Vec<Step>,
    /// When they signed in last.
    pub signed_in_at: Option<Moment>,
}

impl std::fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SignedIn({:?})", self.actor)
    }
}

/// The account of a session, while it is in use.
///
/// # Errors
/// The database is away.
pub async fn signed_in(app: &App, account: AccountId) -> Result<Option<SignedIn>> {
    let Some(Placed { account: row, office, unit }) = accounts::placed(app.db().reader(), account).await? else {
        return Ok(None);
    };
    if row.state != State::Active {
        return Ok(None);
    }
    let actor = actor_of(&row, office.as_ref());
    let policies = app.policies();
    let area = actor.area.as_ref().and_then(|area| policies.current().1.area(&area.0));
    Ok(Some(SignedIn {
        name: name_in(app, &row)?,
        office_name: office.map(|office| office.name).unwrap_or_default(),
        role_label: if row.post.is_empty() { actor.role.label().to_owned() } else { row.post.clone() },
        unit_confirmed: unit.as_ref().is_some_and(|unit| unit.state == UnitState::Confirmed),
        unit_name: unit.map(|unit| unit.name).unwrap_or_default(),
        area_name: area.map(|area| area.name.clone()),
        steps: row.steps,
        signed_in_at: row.last_seen_at,
        actor,
    }))
}
