//! The statements of a list: mostly one; several where rows of several tables stand in one order.

use super::Key;
use sea_orm::sea_query::{Asterisk, Expr, Query, SelectStatement, UnionType};

/// What a source has for a key of the order: a column to go along, or the same value in every row.
pub(crate) enum Place {
    Column(Expr),
    Always(Expr),
}

impl Place {
    pub(crate) fn expr(&self) -> Expr {
        match self {
            Place::Column(expr) | Place::Always(expr) => expr.clone(),
        }
    }
}

/// One statement of a list, and what it has for each key of the order.
pub(crate) struct Source {
    pub(crate) rows: SelectStatement,
    pub(crate) places: Vec<Place>,
}

/// All rows of some sources, one source behind the other.
pub(crate) fn together(sources: impl IntoIterator<Item = SelectStatement>) -> Option<SelectStatement> {
    let mut sources = sources.into_iter();
    let mut first = sources.next()?;
    for other in sources {
        first.union(UnionType::All, other);
    }
    Some(Query::select().column(Asterisk).from_subquery(first, "together").take())
}

/// The one source of a list: its keys are its columns.
pub(super) fn alone<T>(rows: SelectStatement, keys: &[Key<T>]) -> Source {
    Source { rows, places: keys.iter().map(|key| Place::Column(key.column.clone())).collect() }
}
