//! Streams: what has a life of its own and is nothing but the fold of its events.
//!
//! There is one list of them, [`for_each_stream`]: replay, audit, golden files and property tests walk it. A
//! stream that is left out compiles; a test finds its [`StreamKind`] without a stream.

use crate::{
    coded::{Coded, coded},
    event::{Event, Recorded},
    ids::StreamId,
};

/// Something whose events are its data.
pub trait Stream: Clone + std::fmt::Debug + PartialEq + Send + Sync + Sized + 'static {
    /// Which of the streams it is.
    const KIND: StreamKind;
    /// Its number.
    type Id: StreamId;
    /// What can happen to it.
    type Event: Event;
    /// Its states, without their facts.
    type State: Coded;

    /// Begins it with its first event; none where that event begins nothing.
    fn begin(id: Self::Id, first: &Recorded<Self::Event>) -> Option<Self>;

    /// What an event means for it; sets the seq.
    fn apply(&mut self, recorded: &Recorded<Self::Event>);

    /// Its number.
    fn id(&self) -> Self::Id;

    /// The place of its last event: what a click is judged against.
    fn seq(&self) -> u32;

    /// Its state.
    fn state(&self) -> Self::State;

    /// Applies the next event, which must be the very next.
    ///
    /// # Errors
    /// [`FoldError::Gap`].
    fn advance(&mut self, recorded: &Recorded<Self::Event>) -> Result<(), FoldError> {
        if recorded.seq != self.seq() + 1 {
            return Err(FoldError::Gap { kind: Self::KIND, id: self.id().number(), after: self.seq() });
        }
        self.apply(recorded);
        Ok(())
    }
}

/// Folds a whole stream.
///
/// # Errors
/// [`FoldError`] where the stream is empty, does not begin with a beginning, or skips a number.
pub fn fold<'a, S: Stream>(id: S::Id, events: impl IntoIterator<Item = &'a Recorded<S::Event>>) -> Result<S, FoldError>
where
    S::Event: 'a,
{
    let no_beginning = || FoldError::NoBeginning { kind: S::KIND, id: id.number() };
    let mut events = events.into_iter();
    let first = events.next().filter(|first| first.seq == 1).ok_or_else(no_beginning)?;
    let mut stream = S::begin(id, first).ok_or_else(no_beginning)?;
    for event in events {
        stream.advance(event)?;
    }
    Ok(stream)
}

/// The log does not tell a stream.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// The stream is empty or its first event begins nothing.
    #[error("{kind} {id} has no beginning")]
    NoBeginning {
        /// Which stream.
        kind: StreamKind,
        /// Its number.
        id: i64,
    },
    /// An event is missing.
    #[error("{kind} {id} has a gap after event {after}")]
    Gap {
        /// Which stream.
        kind: StreamKind,
        /// Its number.
        id: i64,
        /// The last event before the gap.
        after: u32,
    },
}

coded! {
    /// Which stream: the code stands in the log.
    StreamKind {
        Unit = "unit" "培育单位",
        Brand = "brand" "品牌",
        Round = "round" "申报批次",
        Application = "application" "申报",
        Notice = "notice" "公示",
        Objection = "objection" "异议",
        Cultivation = "cultivation" "培育",
        Matter = "matter" "审批事项",
        RightsRequest = "rights" "个人信息权利请求",
        Installation = "installation" "系统",
    }
}

/// Calls a macro with every stream: `for_each_stream!(my_macro)` expands to `my_macro! { Unit, Brand, … }`.
#[macro_export]
macro_rules! for_each_stream {
    ($macro:ident) => {
        $macro! {
            $crate::unit::Unit,
            $crate::brand::Brand,
            $crate::round::Round,
            $crate::application::Application,
            $crate::notice::Notice,
            $crate::objection::Objection,
            $crate::cultivation::Cultivation,
            $crate::matter::Matter,
            $crate::rights::RightsRequest,
            $crate::installation::Installation
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_stream_stands_in_the_list_once() {
        let mut kinds = Vec::new();
        macro_rules! each {
            ($($stream:ty),+) => {
                $(
                    assert_eq!(<$stream as Stream>::Event::STREAM, <$stream as Stream>::KIND.code());
                    kinds.push(<$stream as Stream>::KIND);
                )+
            };
        }
        for_each_stream!(each);
        assert_eq!(kinds, StreamKind::ALL);
    }
}
