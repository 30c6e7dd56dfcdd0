//! What recording an answer does to what outside records say of people: of one source the later day speaks, the older is
//! kept as history.

use super::matching::{Marks, Who};
use crate::Result;
use domain::{
    comparison::{Mark, Source},
    ids::{BrandId, ComparisonAnswerId},
};
use sea_orm::ConnectionTrait;
use std::collections::HashSet;
use storage::rosters::comparisons::{
    answers,
    marks::{self as stored, Said},
};

/// What recording an answer does.
pub(super) struct Effect {
    /// People of whom a later day has spoken already.
    outdated: HashSet<Who>,
    newly_refuted: usize,
}

impl Effect {
    pub(super) fn figures(&self) -> answers::Effect {
        answers::Effect { newly_refuted: self.newly_refuted as u64, outdated: self.outdated.len() as u64 }
    }
}

/// What recording an answer would do now.
pub(super) async fn effect(
    conn: &impl ConnectionTrait,
    (brand, source): (BrandId, Source),
    marks: &Marks,
) -> Result<Effect> {
    let (mut outdated, mut refuted_before) = (HashSet::new(), 0);
    for now in stored::of_source(conn, brand, source).await? {
        let who = (now.of, now.person);
        let Some(said) = marks.get(&who) else { continue };
        if said.on < now.on {
            outdated.insert(who);
        } else if said.mark == Mark::Refuted && now.mark == Mark::Refuted {
            refuted_before += 1;
        }
    }
    let refuted = marks.iter().filter(|(who, said)| said.mark == Mark::Refuted && !outdated.contains(*who)).count();
    Ok(Effect { outdated, newly_refuted: refuted - refuted_before })
}

/// Writes what an answer says.
pub(super) async fn write(
    conn: &impl ConnectionTrait,
    (brand, source): (BrandId, Source),
    answer: ComparisonAnswerId,
    marks: &Marks,
    effect: &Effect,
) -> Result<()> {
    let said = marks.iter().map(|(who, said)| {
        let said = Said { of: who.0, person: who.1, answer, source, mark: said.mark, on: said.on };
        (said, !effect.outdated.contains(who))
    });
    Ok(stored::write(conn, brand, (source, answer), said).await?)
}
