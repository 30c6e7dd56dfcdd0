//! What an act comes to: its own events, and as data what follows elsewhere, all written in one transaction.

use crate::{
    application::ApplicationEvent,
    brand::BrandEvent,
    cultivation::CultivationEvent,
    ids::{ApplicationId, BrandId, NoticeId, RosterVersionId, StreamId},
    notice::NoticeEvent,
    refusal::Refusal,
    stream::{Stream, StreamKind},
};
use std::collections::BTreeMap;

/// What an act comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome<E> {
    /// The events of what it is done to, in order.
    pub events: Vec<E>,
    /// What follows on other streams, in order.
    pub also: Vec<Also>,
    /// What is kept sealed beside the events.
    pub kept: Option<Kept>,
}

impl<E> Outcome<E> {
    /// One event and nothing else.
    #[must_use]
    pub fn one(event: E) -> Outcome<E> {
        Outcome { events: vec![event], also: Vec::new(), kept: None }
    }

    /// With one more event of another stream.
    #[must_use]
    pub fn also(mut self, also: Also) -> Outcome<E> {
        self.also.push(also);
        self
    }

    /// With something kept sealed.
    #[must_use]
    pub fn keep(mut self, kept: Kept) -> Outcome<E> {
        self.kept = Some(kept);
        self
    }
}

/// An event of another stream that an act brings with it.
#[derive(Clone, Debug, PartialEq)]
pub enum Also {
    /// On an application.
    Application(ApplicationId, ApplicationEvent),
    /// On a brand.
    Brand(BrandId, BrandEvent),
    /// On a notice.
    Notice(NoticeId, NoticeEvent),
    /// A notice begins; its number was given.
    BeginNotice(NoticeEvent),
    /// A cultivation begins, with the events that come at once; its number was given.
    BeginCultivation(Vec<CultivationEvent>),
}

/// Personal or confidential words that belong to an act: sealed, never in an event.
#[derive(Clone, PartialEq, Eq)]
pub enum Kept {
    /// Who signed for a paper.
    Signer(String),
    /// What an investigation found.
    Investigation(String),
    /// The answer to an objection or lead.
    Answer(String),
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = match self {
            Kept::Signer(_) => "Signer",
            Kept::Investigation(_) => "Investigation",
            Kept::Answer(_) => "Answer",
        };
        write!(f, "{name}(***)")
    }
}

/// What an act needs from the database once its input is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Want {
    /// The next number of one of our own series, without gap: plaques.
    Series(String),
    /// The number that the next stream of a kind will have.
    Stream(StreamKind),
    /// How many people stand on a list made of these versions.
    PeopleListed(Vec<RosterVersionId>),
}

/// What an act was given: taken under the write lock, so that numbers have no gap and no twin.
#[derive(Clone, Debug, Default)]
pub struct Given {
    values: BTreeMap<Want, i64>,
}

impl Given {
    /// Puts down what the database says: of a series the last number used, of a stream the next.
    pub fn put(&mut self, want: Want, value: i64) {
        self.values.insert(want, value);
    }

    /// The next number of a series; from 1.
    ///
    /// # Errors
    /// No number is left behind the last one.
    ///
    /// # Panics
    /// The act did not want it: a number nobody looked up would be somebody else's.
    pub fn next_in(&mut self, series: &str) -> Result<i64, Refusal> {
        let last = self.taken(&Want::Series(series.to_owned()));
        *last = last.checked_add(1).ok_or(Refusal::Plain("编号已经用尽，不能再往下编。请联系运维人员核对编号。"))?;
        Ok(*last)
    }

    /// The number of the next stream; each call gives the following one.
    ///
    /// # Panics
    /// As [`Given::next_in`].
    pub fn next_stream<S: Stream>(&mut self) -> S::Id {
        let next = self.taken(&Want::Stream(S::KIND));
        let id = S::Id::of(*next);
        *next += 1;
        id
    }

    /// How many people stand on a list.
    ///
    /// # Panics
    /// As [`Given::next_in`].
    pub fn people_listed(&mut self, versions: &[RosterVersionId]) -> u64 {
        u64::try_from(*self.taken(&Want::PeopleListed(versions.to_vec()))).unwrap_or_default()
    }

    fn taken(&mut self, want: &Want) -> &mut i64 {
        self.values.get_mut(want).expect("an act wants what it takes")
    }

    /// The last numbers used, by series: written back with the act.
    pub fn series(&self) -> impl Iterator<Item = (&str, i64)> {
        self.values.iter().filter_map(|(want, value)| match want {
            Want::Series(name) => Some((name.as_str(), *value)),
            Want::Stream(_) | Want::PeopleListed(_) => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_goes_on_behind_its_last_number_and_never_around() {
        let mut given = Given::default();
        given.put(Want::Series("plaque/2025".into()), 7);
        given.put(Want::Series("plaque/2026".into()), i64::MAX);
        assert_eq!((given.next_in("plaque/2025"), given.next_in("plaque/2025")), (Ok(8), Ok(9)));
        assert!(matches!(given.next_in("plaque/2026"), Err(Refusal::Plain(_))));
        assert_eq!(given.series().collect::<Vec<_>>(), [("plaque/2025", 9), ("plaque/2026", i64::MAX)]);
    }
}
