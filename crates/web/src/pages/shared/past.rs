//! What happened, fifty at a time: each stands at a place in its order, and a page goes on from a place.

use crate::{components::Timeline, shell::Caller};
use app::listing::PAGE;
use domain::event::{Event, Recorded};

/// Where something stands in a record: when, of equals the steps of a matter before what they led to, and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place(i64, i64, i64);

impl Place {
    /// Where an event stands.
    pub(crate) fn of<E: Event>(event: &Recorded<E>) -> Place {
        Place(event.at.timestamp_millis(), i64::MAX, i64::from(event.seq))
    }

    /// Where the n-th step of a matter stands, taken at a moment.
    pub(crate) fn of_step(at: domain::event::Moment, matter: i64, nth: usize) -> Place {
        Place(at.timestamp_millis(), matter, i64::try_from(nth).unwrap_or(i64::MAX))
    }

    fn parse(text: &str) -> Option<Place> {
        let mut numbers = text.split('.').map(|number| number.parse().ok());
        let place = Place(numbers.next()??, numbers.next()??, numbers.next()??);
        numbers.next().is_none().then_some(place)
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// A page of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Past<T> {
    /// The newest first.
    pub(crate) shown: Vec<T>,
    earlier: String,
    latest: String,
}

/// The name of a place in addresses.
const BEFORE: &str = "record";

/// The page of a record that an address asks for.
pub(crate) fn past<T>(caller: &Caller, all: impl IntoIterator<Item = (Place, T)>) -> Past<T> {
    of_address(caller.uri.path(), caller.uri.query().unwrap_or_default(), all)
}

fn of_address<T>(path: &str, query: &str, all: impl IntoIterator<Item = (Place, T)>) -> Past<T> {
    let asked: Vec<(String, String)> = serde_html_form::from_str(query).unwrap_or_default();
    let before = asked.iter().find(|(name, _)| name == BEFORE).and_then(|(_, place)| Place::parse(place));
    let to = |place: Option<Place>| {
        let kept = asked.iter().filter(|(name, _)| name != BEFORE).cloned();
        let place = place.map(|place| (BEFORE.to_owned(), place.to_string()));
        let query = serde_html_form::to_string(kept.chain(place).collect::<Vec<_>>()).unwrap_or_default();
        format!("{path}{}{query}#record", if query.is_empty() { "" } else { "?" })
    };
    let mut all: Vec<(Place, T)> =
        all.into_iter().filter(|(place, _)| before.is_none_or(|before| *place < before)).collect();
    all.sort_by_key(|(place, _)| std::cmp::Reverse(*place));
    let more = all.len() > PAGE;
    all.truncate(PAGE);
    let last = all.last().map(|(place, _)| *place).filter(|_| more);
    Past {
        shown: all.into_iter().map(|(_, one)| one).collect(),
        earlier: last.map_or_else(String::new, |last| to(Some(last))),
        latest: before.map_or_else(String::new, |_| to(None)),
    }
}

impl<T> Past<T> {
    /// As it is drawn, each by a function.
    pub(crate) fn drawn(self, draw: impl FnMut(T) -> crate::components::Moment) -> Timeline {
        Timeline { moments: self.shown.into_iter().map(draw).collect(), earlier: self.earlier, latest: self.latest }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_of_any_length_is_read_to_its_beginning_and_nothing_twice() {
        // Of each moment a step and what it led to.
        let all = || (0..60).flat_map(|n| [(Place(n, 7, 0), (n, "step")), (Place(n, i64::MAX, n), (n, "event"))]);
        let (mut query, mut read, mut pages) = (String::from("reason=a"), Vec::new(), Vec::new());
        loop {
            let page = of_address("/x", &query, all());
            pages.push(page.shown.len());
            read.extend(page.shown);
            assert_eq!(page.latest.is_empty(), pages.len() == 1, "{}", page.latest);
            let Some(next) = page.earlier.strip_prefix("/x?") else { break };
            query = next.strip_suffix("#record").expect("it leads to the record").to_owned();
            assert!(query.starts_with("reason=a&record="), "what else was asked is kept: {query}");
        }
        assert_eq!(pages, [50, 50, 20]);
        let expected: Vec<_> = (0..60).rev().flat_map(|n| [(n, "event"), (n, "step")]).collect();
        assert_eq!(read, expected);
        assert_eq!(of_address("/x", "record=nonsense", all()).shown[0], (59, "event"));
    }
}
