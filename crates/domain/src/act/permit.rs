//! Permission as a value: proof that somebody sits at a desk that has the act.

use super::{Desk, Subject};
use crate::{
    access::{Actor, Denied},
    ids::AreaCode,
    level::Level,
    turn::Party,
};

/// Proof that an actor sits at one of an act's desks. Nothing else makes one.
#[derive(Clone, Debug)]
pub struct Permit {
    actor: Actor,
    party: Party,
}

impl Permit {
    /// The actor's own desk among those that have the act.
    ///
    /// # Errors
    /// [`Denied::Hidden`] where it may not be known to exist, [`Denied::NotYours`] where another desk has the act.
    pub fn of<S: Subject>(actor: &Actor, desks: &[Desk<S::State>], on: &S) -> Result<Permit, Denied> {
        let mut refused = None;
        for desk in desks {
            match (sits(actor, desk.party, on.area()), refused) {
                (Ok(()), _) => return Ok(Permit { actor: actor.clone(), party: desk.party }),
                // What one desk hides, another does not give away.
                (Err(_), Some(Denied::Hidden)) => {}
                (Err(denied), _) => refused = Some(denied),
            }
        }
        Err(refused.unwrap_or(Denied::Hidden))
    }

    /// Who.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// At whose desk.
    #[must_use]
    pub fn party(&self) -> Party {
        self.party
    }

    /// The level of government that decides here.
    #[must_use]
    pub fn level(&self) -> Level {
        match self.party {
            Party::County => Level::County,
            Party::Finance => Level::Finance,
            Party::City | Party::Unit | Party::Nobody => Level::City,
        }
    }
}

fn sits(actor: &Actor, party: Party, area: Option<&AreaCode>) -> Result<(), Denied> {
    match (party, area) {
        (Party::County, Some(area)) => actor.county_reviewer(area).map(drop),
        (Party::City, _) => actor.city_reviewer().map(drop),
        (Party::Finance, _) => actor.finance_officer().map(drop),
        (Party::County, None) | (Party::Unit | Party::Nobody, _) => Err(Denied::Hidden),
    }
}
