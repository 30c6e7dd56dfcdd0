//! The statements of a list: mostly one; several where rows of several tables stand in one order.

use super::{COUNTED, Key};
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Query, SelectStatement, UnionType};

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
    /// Joins what its columns name and neither takes a row away nor is asked for by a condition: counting goes without.
    pub(crate) naming: Option<fn(&mut SelectStatement)>,
    pub(crate) places: Vec<Place>,
}

impl Source {
    /// The statement with everything its columns name.
    pub(super) fn named(&self) -> SelectStatement {
        let mut rows = self.rows.clone();
        if let Some(join) = self.naming {
            join(&mut rows);
        }
        rows
    }
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

/// How many rows some sources have on all, [`super::Count::of`] reads it: counted one by one to one more than [`COUNTED`],
/// then no source behind is asked. What the rows say is not asked, so that an index answers.
pub(crate) fn counted(sources: impl IntoIterator<Item = SelectStatement>) -> Expr {
    let bare = sources.into_iter().map(|mut rows| rows.clear_selects().expr(Expr::val(1)).clear_order_by().take());
    let all = bare.reduce(|mut all, rows| all.union(UnionType::All, rows).take());
    let Some(mut all) = all else { return Expr::val(0_i64) };
    let all = all.limit(COUNTED + 1).take();
    let count = Query::select().expr(Expr::col(Asterisk).count()).from_subquery(all, "counted").take();
    Expr::SubQuery(None, Box::new(count.into()))
}

/// The one source of a list: its keys are its columns.
pub(super) fn alone<T>(rows: SelectStatement, keys: &[Key<T>]) -> Source {
    Source { rows, naming: None, places: keys.iter().map(|key| Place::Column(key.column.clone())).collect() }
}
