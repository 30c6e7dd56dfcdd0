//! What a list is ordered by: columns that are never null, the last of which no two rows share.

use sea_orm::sea_query::{Expr, ExprTrait};

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

    pub(super) fn part(&self, row: &T) -> Part {
        match self.of {
            Of::Text(of) => Part::Text(of(row).to_owned()),
            Of::Number(of) => Part::Number(of(row)),
        }
    }

    pub(super) fn read(&self, word: &str) -> Option<Part> {
        match self.of {
            Of::Text(_) => Some(Part::Text(word.to_owned())),
            Of::Number(_) => word.parse().ok().map(Part::Number),
        }
    }

    /// A place in the order, whether a row stands there or not.
    pub(super) fn anywhere(&self) -> Part {
        match self.of {
            Of::Text(_) => Part::Text("2025-06-30".to_owned()),
            Of::Number(_) => Part::Number(1),
        }
    }

    /// Rows further on than `part` by this column alone.
    pub(super) fn further(&self, part: &Part, back: bool) -> Expr {
        let column = self.column.clone();
        if self.falling == back { column.gt(part.expr()) } else { column.lt(part.expr()) }
    }

    /// Rows further on than `part`, and those with it.
    pub(super) fn from(&self, part: &Part, back: bool) -> Expr {
        let column = self.column.clone();
        if self.falling == back { column.gte(part.expr()) } else { column.lte(part.expr()) }
    }
}
