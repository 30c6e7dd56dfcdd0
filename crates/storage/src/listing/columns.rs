//! Columns in statements that join several tables.

use sea_orm::{
    ColumnTrait,
    sea_query::{Expr, ExprTrait, Func},
};

/// A column of a table, named with it.
pub(crate) fn col<C: ColumnTrait>(column: C) -> Expr {
    Expr::col(column.as_column_ref())
}

/// What a joined table may not have.
pub(crate) fn or_empty(expr: Expr) -> Expr {
    Func::coalesce([expr, Expr::val("")]).into()
}

/// Among which rows a column tells apart.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Among {
    /// All of its table: an index of the column may be gone along.
    All,
    /// Few that another condition names: they are gone through, never an index of the column.
    Few,
}

impl Among {
    /// The column, named with its table.
    pub(crate) fn col<C: ColumnTrait>(self, column: C) -> Expr {
        match self {
            Among::All => col(column),
            Among::Few => Func::coalesce([col(column), col(column)]).into(),
        }
    }
}

/// Where two tables meet.
pub(crate) fn same<A: ColumnTrait, B: ColumnTrait>(a: A, b: B) -> Expr {
    col(a).equals(b.as_column_ref())
}
