//! Lists of any length: what may be seen, in one order, a page at a time.
//!
//! A listing begins with a scope, so that none can be made without one. Pages go on from a row (keyset), never from a
//! number of rows, so that the thousandth costs what the first does and nothing is shown twice while others work. An order
//! is made of columns that are never null and ends with a number that no two rows share; text sorts by its bytes on both
//! databases, for the schema says so.

mod columns;
mod keys;
mod scope;
mod search;
mod sources;

pub(crate) use columns::{Among, col, or_empty, same};
pub use keys::Key;
use keys::Part;
pub(crate) use scope::by_area;
pub use scope::{Listed, nothing};
pub use search::{Search, Sort};
pub(crate) use sources::{Place, Source, counted};
use sources::{alone, together};

use crate::{Error, listings::List};
use domain::access::Scope;
use sea_orm::{
    Condition, ConnectionTrait, FromQueryResult, QueryResult, QueryTrait,
    sea_query::{Asterisk, Expr, ExprTrait, Query, SelectStatement},
};

/// Rows of a page.
pub const PAGE: usize = 50;
/// Up to here rows are counted one by one.
pub const COUNTED: u64 = 1_000;
/// Stands for "no day" in an order by day: behind every day.
pub const NEVER: &str = "9999-12-31";

/// How many rows there are: exact to [`COUNTED`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Rows counted.
    pub rows: u64,
    /// Whether there are more.
    pub more: bool,
}

impl Count {
    /// What [`counted`] has counted.
    #[must_use]
    pub fn of(rows: i64) -> Count {
        let rows = rows.unsigned_abs();
        Count { rows: Ord::min(rows, COUNTED), more: rows > COUNTED }
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.more {
            true => f.write_str("1,000+"),
            false if self.rows == COUNTED => f.write_str("1,000"),
            false => self.rows.fmt(f),
        }
    }
}

/// From where a page goes on: behind a row, or before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At {
    /// The row, as [`Page`] told it.
    pub place: String,
    /// Whether the page ends before the row.
    pub back: bool,
}

impl At {
    /// Reads what an address says; nothing asks for the first page.
    #[must_use]
    pub fn of(after: &str, before: &str) -> Option<At> {
        match (after.is_empty(), before.is_empty()) {
            (false, _) => Some(At { place: after.to_owned(), back: false }),
            (true, false) => Some(At { place: before.to_owned(), back: true }),
            (true, true) => None,
        }
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows in their order.
    pub rows: Vec<T>,
    /// The place before which the page before ends; none on the first.
    pub before: Option<String>,
    /// The place behind which the next page begins; none on the last.
    pub after: Option<String>,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Page { rows: Vec::new(), before: None, after: None }
    }
}

/// A page, and how many rows there are on all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<T> {
    /// The page.
    pub page: Page<T>,
    /// Rows on all pages.
    pub total: Count,
}

impl<T> Found<T> {
    /// The same page with other rows in the same places.
    #[must_use]
    pub fn with<U>(self, rows: Vec<U>) -> Found<U> {
        let Page { before, after, .. } = self.page;
        Found { page: Page { rows, before, after }, total: self.total }
    }
}

/// What may be seen, in one order.
pub struct Listing<T> {
    list: List,
    sources: Vec<Source>,
    keys: Vec<Key<T>>,
    read: fn(&QueryResult) -> Result<T, Error>,
}

fn as_stored<T: FromQueryResult>(row: &QueryResult) -> Result<T, Error> {
    Ok(T::from_query_result(row, "")?)
}

fn as_meant<M: FromQueryResult, T: TryFrom<M, Error = Error>>(row: &QueryResult) -> Result<T, Error> {
    T::try_from(M::from_query_result(row, "")?)
}

impl<T: FromQueryResult> Listing<T> {
    /// The rows of a table that a scope lets through and that meet a condition, ordered by `keys`, the last of which no two
    /// rows share.
    #[must_use]
    pub fn of<E: Listed>(list: List, scope: &Scope, wanted: Condition, keys: Vec<Key<T>>) -> Listing<T> {
        Listing::joined::<E>(list, scope, E::find().into_query().cond_where(wanted).take(), keys)
    }

    /// As [`Listing::of`], of a statement that joins others to the table.
    pub(crate) fn joined<E: Listed>(
        list: List,
        scope: &Scope,
        mut rows: SelectStatement,
        keys: Vec<Key<T>>,
    ) -> Listing<T> {
        rows.cond_where(E::within(scope));
        Listing { list, sources: vec![alone(rows, &keys)], keys, read: as_stored }
    }

    /// Several statements of the same columns that keep to their reader's scope, merged.
    pub(crate) fn merged(list: List, sources: Vec<Source>, keys: Vec<Key<T>>) -> Listing<T> {
        Listing { list, sources, keys, read: as_stored }
    }
}

impl<T: Send + Sync> Listing<T> {
    /// As [`Listing::of`], each row read as what it means.
    #[must_use]
    pub(crate) fn read<E>(list: List, scope: &Scope, wanted: Condition, keys: Vec<Key<T>>) -> Listing<T>
    where
        E: Listed,
        T: TryFrom<E::Model, Error = Error>,
    {
        let mut rows = E::find().into_query();
        rows.cond_where(E::within(scope)).cond_where(wanted);
        Listing { list, sources: vec![alone(rows, &keys)], keys, read: as_meant::<E::Model, T> }
    }

    /// Which list it is.
    #[must_use]
    pub fn list(&self) -> List {
        self.list
    }

    /// What it asks the database: the first page, a page further on, one before, and the count.
    #[must_use]
    pub fn statements(&self) -> [SelectStatement; 4] {
        let place: Vec<Part> = self.keys.iter().map(Key::anywhere).collect();
        let page = |place, back| self.select(place, back, PAGE + 1);
        [self.first(), page(Some(&place[..]), false), page(Some(&place[..]), true), self.counting()]
    }

    /// What it asks for its first page.
    pub(crate) fn first(&self) -> SelectStatement {
        self.select(None, false, PAGE + 1)
    }

    /// The first page, of what [`Listing::first`] brought.
    ///
    /// # Errors
    /// A row that makes no sense.
    pub(crate) fn first_page(&self, rows: &[QueryResult]) -> Result<Page<T>, Error> {
        Ok(self.page_of(rows.iter().map(self.read).collect::<Result<_, _>>()?, None))
    }

    /// A page of it.
    ///
    /// # Errors
    /// The database is away.
    pub async fn page(&self, conn: &impl ConnectionTrait, at: Option<&At>) -> Result<Page<T>, Error> {
        let place = at.and_then(|at| self.parse(&at.place));
        let back = place.is_some() && at.is_some_and(|at| at.back);
        let rows = self.some(conn, place.as_deref(), back, PAGE + 1).await?;
        Ok(self.page_of(rows, place.map(|_| back)))
    }

    /// A page of rows that were asked for, one more than it shows: behind some row or before it (`back`), or from the
    /// beginning.
    fn page_of(&self, mut rows: Vec<T>, from: Option<bool>) -> Page<T> {
        let (more, back) = (rows.len() > PAGE, from == Some(true));
        rows.truncate(PAGE);
        if back {
            rows.reverse();
        }
        let before = rows.first().filter(|_| if back { more } else { from.is_some() }).map(|row| self.place(row));
        let after = rows.last().filter(|_| back || more).map(|row| self.place(row));
        Page { rows, before, after }
    }

    /// A page of it, and how many rows there are.
    ///
    /// # Errors
    /// The database is away.
    pub async fn find(&self, conn: &impl ConnectionTrait, at: Option<&At>) -> Result<Found<T>, Error> {
        Ok(Found { page: self.page(conn, at).await?, total: self.count(conn).await? })
    }

    /// The rows behind one, at most `most` of them: what exports go through, so that their memory is bounded.
    ///
    /// # Errors
    /// The database is away.
    pub async fn behind(&self, conn: &impl ConnectionTrait, row: Option<&T>, most: usize) -> Result<Vec<T>, Error> {
        let place: Option<Vec<Part>> = row.map(|row| self.keys.iter().map(|key| key.part(row)).collect());
        self.some(conn, place.as_deref(), false, most).await
    }

    /// How many rows there are.
    ///
    /// # Errors
    /// The database is away.
    pub async fn count(&self, conn: &impl ConnectionTrait) -> Result<Count, Error> {
        let row = conn.query_one(&self.counting()).await?;
        Ok(Count::of(row.map_or(Ok(0), |row| row.try_get_by_index(0))?))
    }

    async fn some(
        &self,
        conn: &impl ConnectionTrait,
        place: Option<&[Part]>,
        back: bool,
        most: usize,
    ) -> Result<Vec<T>, Error> {
        let rows = conn.query_all(&self.select(place, back, most)).await?;
        rows.iter().map(self.read).collect()
    }

    fn counting(&self) -> SelectStatement {
        Query::select().expr(counted(self.sources.iter().map(|source| source.rows.clone()))).take()
    }

    fn select(&self, place: Option<&[Part]>, back: bool, most: usize) -> SelectStatement {
        let of_each = |source| self.of_source(source, place, back, most);
        if let [one] = &self.sources[..] {
            return of_each(one);
        }
        // Each source goes along its own index to the end of the page; what they bring is few.
        let bounded = |source| Query::select().column(Asterisk).from_subquery(of_each(source), "source").take();
        let mut merged = together(self.sources.iter().map(bounded)).unwrap_or_default();
        for key in &self.keys {
            merged.order_by_expr(key.column.clone(), key.order(back));
        }
        merged.limit(most as u64).take()
    }

    fn of_source(&self, source: &Source, place: Option<&[Part]>, back: bool, most: usize) -> SelectStatement {
        let mut select = source.named();
        if let Some(place) = place {
            select.cond_where(self.beyond(source, place, back));
        }
        for (key, place) in self.keys.iter().zip(&source.places) {
            if let Place::Column(column) = place {
                select.order_by_expr(column.clone(), key.order(back));
            }
        }
        select.limit(most as u64).take()
    }

    fn beyond(&self, source: &Source, place: &[Part], back: bool) -> Condition {
        let parts: Vec<(&Key<T>, Expr, &Part)> =
            self.keys.iter().zip(&source.places).zip(place).map(|((key, at), part)| (key, at.expr(), part)).collect();
        let mut beyond = Condition::any();
        for (nth, (key, column, part)) in parts.iter().enumerate() {
            let same = parts.iter().take(nth);
            let same = same.fold(Condition::all(), |all, (_, column, part)| all.add(column.clone().eq(part.expr())));
            beyond = beyond.add(same.add(key.further(column.clone(), part, back)));
        }
        // Follows from the rest; without it neither database begins in the middle of an index.
        let first = parts.iter().take(1).map(|(key, column, part)| key.from(column.clone(), part, back));
        first.fold(Condition::all().add(beyond), Condition::add)
    }

    fn place(&self, row: &T) -> String {
        let words = self.keys.iter().map(|key| match key.part(row) {
            Part::Text(text) => text,
            Part::Number(number) => number.to_string(),
        });
        words.collect::<Vec<_>>().join(".")
    }

    /// Reads `2025-10-14.2.12`; only the first word may have dots in it. Nonsense asks for the first page.
    fn parse(&self, place: &str) -> Option<Vec<Part>> {
        let words: Vec<&str> = place.rsplitn(self.keys.len(), '.').collect();
        let parts: Vec<Part> =
            self.keys.iter().zip(words.iter().rev()).filter_map(|(key, word)| key.read(word)).collect();
        (parts.len() == self.keys.len()).then_some(parts)
    }
}
