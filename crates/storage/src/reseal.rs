//! Sealed values under a new key: a column is gone through in the order of its table's key, a batch at a time, so that it
//! can stop anywhere and go on from the last row done.

use crate::{Db, Error};
use sea_orm::{
    ConnectionTrait, DbErr, Value,
    sea_query::{Expr, ExprTrait, Func, Order, Query, SelectStatement, UpdateStatement},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vault::{Context, Field, Generation, generation_of};

/// Header and nonce: no two sealed values begin alike.
const BEGINNING: i32 = 16;

/// A column of a table's key.
#[derive(Clone, Copy, Debug)]
pub enum Key {
    /// A whole number.
    Number(&'static str),
    /// A text.
    Text(&'static str),
}

impl Key {
    fn name(self) -> &'static str {
        match self {
            Key::Number(name) | Key::Text(name) => name,
        }
    }
}

/// A sealed column, and the key of its table, by which each value is bound to its row: one number as it is, several parts
/// with strokes between them.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Table and column.
    pub field: Field,
    /// The columns of the table's key.
    pub keys: &'static [Key],
}

/// One part of a row's key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Part {
    /// A whole number.
    Number(i64),
    /// A text.
    Text(String),
}

/// A sealed value and the key of its row.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// The key.
    pub key: Vec<Part>,
    /// The value.
    pub value: Vec<u8>,
}

impl Place {
    /// Its name: `table.column`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}.{}", self.field.table(), self.field.column())
    }

    /// What the value in this row is bound to.
    #[must_use]
    pub fn context(&self, key: &[Part]) -> Context {
        match key {
            [Part::Number(id)] => self.field.row(*id),
            parts => {
                let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
                self.field.key(&parts.join("/"))
            }
        }
    }

    /// The next sealed values after a row, in the order of the key. What is empty holds nothing.
    ///
    /// # Errors
    /// The database is away.
    pub async fn batch(&self, db: &Db, after: Option<&[Part]>, limit: u64) -> Result<Vec<Sealed>, Error> {
        let mut select = self.values();
        select.columns(self.keys.iter().map(|key| key.name())).column(self.field.column()).limit(limit);
        if let Some(after) = after {
            let columns = self.keys.iter().map(|key| Expr::col(key.name()));
            select.and_where(Expr::tuple(columns).gt(Expr::tuple(after.iter().map(Part::expr))));
        }
        for key in self.keys {
            select.order_by(key.name(), Order::Asc);
        }
        let rows = db.reader().query_all(&select).await?;
        let read = |row: &sea_orm::QueryResult| -> Result<Sealed, DbErr> {
            let part = |key: &Key| match key {
                Key::Number(name) => row.try_get("", name).map(Part::Number),
                Key::Text(name) => row.try_get("", name).map(Part::Text),
            };
            let key = self.keys.iter().map(part).collect::<Result<_, _>>()?;
            Ok(Sealed { key, value: row.try_get("", self.field.column())? })
        };
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// Puts a value in place of the one that was read; where another stands there by now, that one stays.
    ///
    /// # Errors
    /// The database refuses or is away.
    pub async fn replace(&self, conn: &impl ConnectionTrait, old: &Sealed, new: Vec<u8>) -> Result<(), Error> {
        let beginning = old.value.get(..BEGINNING as usize).unwrap_or(&old.value).to_vec();
        let mut update = UpdateStatement::new();
        update.table(self.field.table()).value(self.field.column(), new);
        for (key, part) in self.keys.iter().zip(&old.key) {
            update.and_where(Expr::col(key.name()).eq(part.expr()));
        }
        update.and_where(self.part_of_value(1, BEGINNING).eq(beginning));
        conn.execute(&update).await?;
        Ok(())
    }

    /// How many values are sealed under which generation.
    ///
    /// # Errors
    /// The database is away.
    pub async fn count(&self, db: &Db) -> Result<BTreeMap<Generation, u64>, Error> {
        let mut select = self.values();
        // The generation stands behind the version's byte.
        select.expr_as(self.part_of_value(1, 4), "header").expr_as(Func::count(Expr::val(1_i32)), "count");
        select.add_group_by([self.part_of_value(1, 4)]);
        let mut found = BTreeMap::new();
        for row in db.reader().query_all(&select).await? {
            let header: Vec<u8> = row.try_get("", "header")?;
            let count: i64 = row.try_get("", "count")?;
            // What is too short to be sealed is under no key at all.
            let generation = generation_of(&header).unwrap_or(Generation(0));
            *found.entry(generation).or_default() += u64::try_from(count).unwrap_or_default();
        }
        Ok(found)
    }

    fn values(&self) -> SelectStatement {
        let column = Expr::col(self.field.column());
        let mut select = Query::select();
        select.from(self.field.table()).and_where(Expr::expr(Func::cust("length").arg(column)).gt(0_i32));
        select
    }

    fn part_of_value(&self, from: i32, length: i32) -> Expr {
        let column = Expr::col(self.field.column());
        Func::cust("substr").args([column, Expr::cust(from.to_string()), Expr::cust(length.to_string())]).into()
    }
}

impl Part {
    fn expr(&self) -> Expr {
        Expr::val(match self {
            Part::Number(number) => Value::from(*number),
            Part::Text(text) => Value::from(text.as_str()),
        })
    }
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Part::Number(number) => number.fmt(f),
            Part::Text(text) => text.fmt(f),
        }
    }
}
