//! The people of one file, each once, in some fifty bytes apiece: keyed fingerprints and marks, no personal data.

use domain::roster::{Ledger, RosterRow};
use hashbrown::HashTable;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use storage::rosters::tallies::Listed;
use vault::Fingerprint;

/// Where a row stands: the sheet's place in the file, and its row number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place {
    pub(super) sheet: u16,
    pub(super) row: u32,
}

/// What a row means for the count of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meeting {
    /// The person's first row.
    First,
    /// A further row of the person that says something else: another class or job.
    Again,
    /// A row that says the same as an earlier one.
    Repeat(Place),
    /// The number stands with another name in these rows; each is given once.
    Conflict(Vec<Place>),
}

/// What a person counts for in one ledger and training category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) ledger: Ledger,
    /// Index into [`People::categories`]; 0 is none.
    category: u16,
    pub(super) passed: bool,
    pub(super) poverty_alleviated: bool,
    pub(super) start_up: bool,
    next: u32,
}

/// A further row of a person.
#[derive(Clone, Copy, Debug)]
struct Further {
    place: Place,
    mark: i64,
    next: u32,
}

/// Someone in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Person {
    pub(super) print: Fingerprint,
    /// Keyed mark of the name in the first row.
    pub(super) name: i64,
    mark: i64,
    first: Place,
    lines: u32,
    further: u32,
    rows: u32,
    /// Counts for nobody until a reviewer has decided.
    pub(super) waiting: bool,
    conflict: bool,
}

/// One row as the count of people sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sighting {
    pub(super) print: Fingerprint,
    pub(super) name: i64,
    pub(super) mark: i64,
    pub(super) place: Place,
    pub(super) waiting: bool,
}

const NONE: u32 = u32::MAX;
/// Rows of one person among which a repeated one is looked for: a hostile file has millions of one person.
const LOOK_BACK: usize = 64;

/// Fingerprints are as good as random: their own first bytes place them.
fn hash(print: &Fingerprint) -> u64 {
    let [first @ .., _, _, _, _, _, _, _, _] = *print.as_bytes();
    u64::from_ne_bytes(first)
}

/// Everyone met so far.
#[derive(Default)]
pub(super) struct People {
    /// Places in `everyone` by fingerprint, which stands there alone: five bytes a place.
    index: HashTable<u32>,
    everyone: Vec<Person>,
    lines: Vec<Line>,
    further: Vec<Further>,
    categories: Vec<String>,
    /// The marks of further names a number stands with, by person.
    other_names: HashMap<u32, BTreeSet<i64>>,
}

/// Figures of a file's people; those who wait are in none but `waiting`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) people: u64,
    pub(super) passed: u64,
    pub(super) poverty_alleviated: u64,
    pub(super) waiting: u64,
    pub(super) waiting_rows: u64,
}

impl People {
    /// Takes an accepted row in.
    pub(super) fn meet(&mut self, sighting: Sighting, row: &RosterRow) -> Meeting {
        let next = u32::try_from(self.everyone.len()).unwrap_or(NONE);
        let (known, everyone) = (&mut self.index, &self.everyone);
        let print = |at: u32| &everyone[at as usize].print;
        let found = known.entry(hash(&sighting.print), |at| *print(*at) == sighting.print, |at| hash(print(*at)));
        let at = *found.or_insert(next).get();
        let meeting = if at == next {
            self.everyone.push(Person::first_met(sighting));
            Meeting::First
        } else {
            self.meet_again(at as usize, sighting)
        };
        self.take_lines(at as usize, row);
        meeting
    }

    fn meet_again(&mut self, at: usize, sighting: Sighting) -> Meeting {
        if self.everyone[at].name != sighting.name {
            let at = u32::try_from(at).unwrap_or(NONE);
            self.other_names.entry(at).or_default().insert(sighting.name);
        }
        let like = |(_, mark): &(Place, i64)| *mark == sighting.mark;
        let same = self.rows_of(at).take(LOOK_BACK).find(like).map(|(place, _)| place);
        let new_name = !self.everyone[at].conflict && self.everyone[at].name != sighting.name;
        let earlier: Vec<Place> =
            if new_name { self.rows_of(at).map(|(place, _)| place).collect() } else { Vec::new() };
        let person = &mut self.everyone[at];
        person.rows += 1;
        person.waiting |= sighting.waiting;
        self.further.push(Further { place: sighting.place, mark: sighting.mark, next: person.further });
        person.further = u32::try_from(self.further.len() - 1).unwrap_or(NONE);
        if person.conflict {
            return Meeting::Conflict(vec![sighting.place]);
        }
        if new_name {
            (person.conflict, person.waiting) = (true, true);
            return Meeting::Conflict(earlier.into_iter().chain([sighting.place]).collect());
        }
        same.map_or(Meeting::Again, Meeting::Repeat)
    }

    /// A person's rows with their marks: the first, then the others from the last back.
    fn rows_of(&self, at: usize) -> impl Iterator<Item = (Place, i64)> {
        let person = &self.everyone[at];
        let mut next = person.further;
        let further = std::iter::from_fn(move || {
            let row = self.further.get(next as usize)?;
            next = row.next;
            Some((row.place, row.mark))
        });
        std::iter::once((person.first, person.mark)).chain(further)
    }

    fn take_lines(&mut self, at: usize, row: &RosterRow) {
        for ledger in row.ledgers.iter().copied() {
            let training = ledger == Ledger::Training;
            let category = if training { self.category(row.training_category().unwrap_or_default()) } else { 0 };
            let new = Line {
                ledger,
                category,
                passed: training && row.passed(),
                poverty_alleviated: row.poverty_alleviated(),
                start_up: !training && row.start_up(),
                next: self.everyone[at].lines,
            };
            match self.line_like(at, &new) {
                Some(line) => {
                    line.passed |= new.passed;
                    line.poverty_alleviated |= new.poverty_alleviated;
                    line.start_up |= new.start_up;
                }
                None => {
                    self.lines.push(new);
                    self.everyone[at].lines = u32::try_from(self.lines.len() - 1).unwrap_or(NONE);
                }
            }
        }
    }

    fn line_like(&mut self, at: usize, like: &Line) -> Option<&mut Line> {
        let mut next = self.everyone[at].lines as usize;
        while let Some(line) = self.lines.get(next) {
            if (line.ledger, line.category) == (like.ledger, like.category) {
                return self.lines.get_mut(next);
            }
            next = line.next as usize;
        }
        None
    }

    fn category(&mut self, code: &str) -> u16 {
        if self.categories.is_empty() {
            self.categories.push(String::new());
        }
        let known = self.categories.iter().position(|known| known == code);
        let at = known.unwrap_or_else(|| {
            self.categories.push(code.to_owned());
            self.categories.len() - 1
        });
        u16::try_from(at).expect("a code column has a handful of values")
    }

    fn lines_of(&self, person: &Person) -> impl Iterator<Item = &Line> {
        let mut next = person.lines as usize;
        std::iter::from_fn(move || {
            let line = self.lines.get(next)?;
            next = line.next as usize;
            Some(line)
        })
    }

    /// The code of a line's category; empty for none.
    pub(super) fn category_of(&self, line: &Line) -> &str {
        self.categories.get(usize::from(line.category)).map_or("", String::as_str)
    }

    /// Everyone with their lines.
    pub(super) fn each(&self) -> impl Iterator<Item = (&Person, impl Iterator<Item = &Line>)> {
        self.everyone.iter().map(|person| (person, self.lines_of(person)))
    }

    /// People of a ledger who count only once a bureau has decided: the mark of their name or names, and whether they
    /// have several.
    pub(super) fn waiting(&self, ledger: Ledger) -> impl Iterator<Item = (Fingerprint, i64, bool)> {
        let waiting = (0..).zip(&self.everyone).filter(|(_, person)| person.waiting);
        let here = waiting.filter(move |(_, person)| self.lines_of(person).any(|line| line.ledger == ledger));
        here.map(|(at, person)| {
            let others = self.other_names.get(&at).into_iter().flatten();
            let names = others.fold(person.name, |sum, name| sum.wrapping_add(*name));
            (person.print, names, person.conflict)
        })
    }

    /// Everyone in the order of their fingerprints, which is the order of the table they go into.
    pub(super) fn sorted(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..).take(self.everyone.len()).collect();
        order.sort_unstable_by_key(|at| self.everyone[*at as usize].print);
        order
    }

    /// Someone with the mark of all their rows, and their lines.
    pub(super) fn person(&self, at: u32) -> (&Person, i64, impl Iterator<Item = &Line>) {
        let person = &self.everyone[at as usize];
        let mark = self.rows_of(at as usize).fold(0i64, |sum, (_, mark)| sum.wrapping_add(mark));
        (person, mark, self.lines_of(person))
    }

    /// Where someone's rows stand, in no order.
    pub(super) fn places_of(&self, at: u32) -> impl Iterator<Item = Place> {
        self.rows_of(at as usize).map(|(place, _)| place)
    }

    /// The rows of someone, in file order.
    pub(super) fn places(&self, print: Fingerprint) -> Vec<Place> {
        let at = self.index.find(hash(&print), |at| self.everyone[*at as usize].print == print);
        let mut places: Vec<Place> =
            at.into_iter().flat_map(|at| self.rows_of(*at as usize)).map(|(place, _)| place).collect();
        places.sort_unstable();
        places
    }

    /// Everyone whom a ledger lists; of a training ledger those who passed, and them by training category as well.
    pub(super) fn listed(&self, ledger: Ledger) -> (Listed, BTreeMap<&str, Listed>) {
        let add = |listed: &mut Listed, poor: bool| {
            listed.people += 1;
            listed.poverty_alleviated += u64::from(poor);
        };
        let (mut everyone, mut by_category) = (Listed::default(), BTreeMap::new());
        let mut own: Vec<(&str, bool)> = Vec::new();
        for (_, lines) in self.each() {
            own.clear();
            for line in lines.filter(|line| line.ledger == ledger && (ledger == Ledger::Employment || line.passed)) {
                let category = self.category_of(line);
                match own.iter_mut().find(|(known, _)| *known == category) {
                    Some((_, poor)) => *poor |= line.poverty_alleviated,
                    None => own.push((category, line.poverty_alleviated)),
                }
            }
            if own.is_empty() {
                continue;
            }
            add(&mut everyone, own.iter().any(|(_, poor)| *poor));
            for (category, poor) in own.iter().filter(|_| ledger == Ledger::Training) {
                add(by_category.entry(*category).or_default(), *poor);
            }
        }
        (everyone, by_category)
    }

    /// Figures over the whole file, or over one ledger of it.
    pub(super) fn figures(&self, ledger: Option<Ledger>) -> Figures {
        let mut figures = Figures::default();
        for person in &self.everyone {
            let (mut stands, mut passed, mut poor) = (false, false, false);
            for line in self.lines_of(person).filter(|line| ledger.is_none_or(|ledger| line.ledger == ledger)) {
                stands = true;
                passed |= line.passed;
                poor |= line.poverty_alleviated;
            }
            if stands && person.waiting {
                figures.waiting += 1;
                figures.waiting_rows += u64::from(person.rows);
            } else if stands {
                figures.people += 1;
                figures.passed += u64::from(passed);
                figures.poverty_alleviated += u64::from(poor);
            }
        }
        figures
    }
}

impl Person {
    fn first_met(sighting: Sighting) -> Person {
        Person {
            print: sighting.print,
            name: sighting.name,
            mark: sighting.mark,
            first: sighting.place,
            lines: NONE,
            further: NONE,
            rows: 1,
            waiting: sighting.waiting,
            conflict: false,
        }
    }
}

impl std::fmt::Debug for People {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("People").field("people", &self.everyone.len()).finish_non_exhaustive()
    }
}
