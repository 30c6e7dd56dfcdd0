//! What a reader narrows a list to, and sorts it by.

use super::{Key, col};
use crate::lists::contains;
use chrono::NaiveDate;
use domain::ids::{AccountId, AreaCode};
use sea_orm::{ColumnTrait, Condition, sea_query::Expr};

/// A column that a list is sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// Its code in addresses.
    pub column: String,
    /// Largest first.
    pub falling: bool,
}

impl Sort {
    /// Reads `seen`, or `-seen` for the largest first; nothing keeps the list's own order.
    #[must_use]
    pub fn parse(text: &str) -> Option<Sort> {
        let column = text.strip_prefix('-').unwrap_or(text);
        (!column.is_empty()).then(|| Sort { column: column.to_owned(), falling: text.starts_with('-') })
    }
}

/// The code of a column that a list sorts by, and its keys.
pub(crate) type Column<T> = (&'static str, fn() -> Vec<Key<T>>);

/// What a list is narrowed to. A list heeds what it has a column for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// Part of a name.
    pub text: String,
    /// One area.
    pub area: Option<AreaCode>,
    /// The code of one state; empty for all.
    pub state: String,
    /// The code of one kind; empty for all.
    pub kind: String,
    /// Done by one account.
    pub by: Option<AccountId>,
    /// On one day.
    pub on: Option<NaiveDate>,
    /// Sorted by a column; else in the list's own order.
    pub sort: Option<Sort>,
}

impl Search {
    /// The condition over the columns of names and of the area.
    #[must_use]
    pub fn over<C: ColumnTrait>(&self, names: &[C], area: C) -> Condition {
        self.worded(names.iter().map(|name| col(*name))).add_option(self.in_area(area))
    }

    /// That any of these columns holds the words; anything where there are none.
    pub(crate) fn worded(&self, names: impl IntoIterator<Item = Expr>) -> Condition {
        if self.text.trim().is_empty() {
            return Condition::all();
        }
        let any = names.into_iter().map(|name| contains(name, &self.text)).fold(Condition::any(), Condition::add);
        Condition::all().add(any)
    }

    pub(crate) fn in_area<C: ColumnTrait>(&self, column: C) -> Option<Expr> {
        self.area.as_ref().map(|area| column.eq(area.as_str()))
    }

    pub(crate) fn in_state<C: ColumnTrait>(&self, column: C) -> Option<Expr> {
        (!self.state.is_empty()).then(|| column.eq(self.state.as_str()))
    }

    pub(crate) fn of_kind<C: ColumnTrait>(&self, column: C) -> Option<Expr> {
        (!self.kind.is_empty()).then(|| column.eq(self.kind.as_str()))
    }

    /// The order asked for: one of a column that the list sorts by, or its own.
    pub(crate) fn ordered<T>(&self, own: Vec<Key<T>>, sorts: &[Column<T>]) -> Vec<Key<T>> {
        let asked = self.sort.as_ref().and_then(|sort| {
            let (_, keys) = sorts.iter().find(|(code, _)| *code == sort.column)?;
            Some(keys().into_iter().map(|key| key.turned(sort.falling)).collect())
        });
        asked.unwrap_or(own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_sorted_by_either_way() {
        assert_eq!(Sort::parse(""), None);
        assert_eq!(Sort::parse("seen"), Some(Sort { column: "seen".into(), falling: false }));
        assert_eq!(Sort::parse("-seen"), Some(Sort { column: "seen".into(), falling: true }));
    }
}
