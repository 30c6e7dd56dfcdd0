//! What a list is ordered by: columns that are never null, the last of which no two rows share.

use crate::summaries::day;
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, Order};

/// A value that rows are ordered by.
pub(super) enum Part {
    Text(String),
    Number(i64),
}

impl Part {
    pub(super) fn expr(&self) -> Expr {
        match self {
            Part::Text(text) => Expr::val(text.as_str()),
            Part::Number(number) => Expr::val(*number),
        }
    }
}

/// One column of an order, and what a row has in it.
pub struct Key<T> {
    pub(super) column: Expr,
    pub(super) falling: bool,
    of: Of<T>,
}

enum Of<T> {
    Text(fn(&T) -> &str),
    Number(fn(&T) -> i64),
    Day(fn(&T) -> NaiveDate),
}

impl<T> Key<T> {
    /// Text, smallest first.
    #[must_use]
    pub fn text(column: impl Into<Expr>, of: fn(&T) -> &str) -> Key<T> {
        Key { column: column.into(), falling: false, of: Of::Text(of) }
    }

    /// Numbers, smallest first.
    #[must_use]
    pub fn number(column: impl Into<Expr>, of: fn(&T) -> i64) -> Key<T> {
        Key { column: column.into(), falling: false, of: Of::Number(of) }
    }

    /// Days as they are stored, the first first.
    #[must_use]
    pub fn day(column: impl Into<Expr>, of: fn(&T) -> NaiveDate) -> Key<T> {
        Key { column: column.into(), falling: false, of: Of::Day(of) }
    }

    /// Largest first.
    #[must_use]
    pub fn falling(self) -> Key<T> {
        self.turned(true)
    }

    /// The other way round where `turn` says so.
    #[must_use]
    pub(super) fn turned(self, turn: bool) -> Key<T> {
        Key { falling: self.falling != turn, ..self }
    }

    pub(super) fn order(&self, back: bool) -> Order {
        if self.falling == back { Order::Asc } else { Order::Desc }
    }

    pub(super) fn part(&self, row: &T) -> Part {
        match self.of {
            Of::Text(of) => Part::Text(of(row).to_owned()),
            Of::Number(of) => Part::Number(of(row)),
            Of::Day(of) => Part::Text(day(of(row))),
        }
    }

    pub(super) fn read(&self, word: &str) -> Option<Part> {
        match self.of {
            Of::Text(_) | Of::Day(_) => Some(Part::Text(word.to_owned())),
            Of::Number(_) => word.parse().ok().map(Part::Number),
        }
    }

    /// A place in the order, whether a row stands there or not.
    pub(super) fn anywhere(&self) -> Part {
        match self.of {
            Of::Text(_) | Of::Day(_) => Part::Text("2025-06-30".to_owned()),
            Of::Number(_) => Part::Number(1),
        }
    }

    /// Rows further on than `part` by this column alone.
    pub(super) fn further(&self, column: Expr, part: &Part, back: bool) -> Expr {
        if self.falling == back { column.gt(part.expr()) } else { column.lt(part.expr()) }
    }

    /// Rows further on than `part`, and those with it.
    pub(super) fn from(&self, column: Expr, part: &Part, back: bool) -> Expr {
        if self.falling == back { column.gte(part.expr()) } else { column.lte(part.expr()) }
    }
}
