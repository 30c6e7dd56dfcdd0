//! Doing acts. What an act is stands in `domain::act`; here is the one pipeline that does them all: load what it is done
//! to, gather what is known beside, check, decide, append, and write what follows, in one transaction.

mod asking;
mod gather;
mod offers;
mod perform;
mod proposing;
mod telling;

pub use asking::{Asked, ChainAhead, ask, ask_each, read};
pub use gather::{Gather, read_whole, standing, standings};
pub use offers::{Offer, at, elsewhere, in_list, in_list_of, on};
use perform::Decided;
pub use perform::hindrance_of;
pub use proposing::agree;
pub use telling::{Told, tell};

use crate::{App, Result};
use domain::{
    access::Actor,
    act::{AnyAct, Procedure},
    ids::MatterId,
    notice::Meeting,
};

/// What comes with an act when it is sent.
#[derive(Clone, Debug, Default)]
pub struct Sending<'a> {
    /// The seq that was seen; none where nobody looked at a page.
    pub seen: Option<u32>,
    /// What the first step says to the next; for acts that run a chain.
    pub opinion: &'a str,
    /// The meeting that decided, where a chain of one step asks for one.
    pub meeting: Option<Meeting>,
}

/// What became of an act that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It waits for the next step of its chain.
    Waiting(MatterId),
    /// A chain's last step performed it.
    Performed(MatterId),
    /// It is on record.
    Recorded,
}

/// Sends an act: a decision is proposed, a record is made.
///
/// # Errors
/// Not the actor's; somebody acted since the page was drawn; a rule says no.
pub async fn send(app: &App, actor: &Actor, act: impl Into<AnyAct>, sending: Sending<'_>) -> Result<Outcome> {
    let act = act.into();
    let mut tx = app.begin(Some(actor)).await?;
    let outcome = match act.kind().how() {
        Procedure::Chain => proposing::propose(&mut tx, &act, sending).await?,
        Procedure::Record => {
            let decided = Decided { actor: actor.clone(), approvers: vec![actor.account], matter: None, meeting: None };
            perform::perform(&mut tx, &act, &decided, sending.seen).await?;
            Outcome::Recorded
        }
    };
    tx.commit().await?;
    Ok(outcome)
}
