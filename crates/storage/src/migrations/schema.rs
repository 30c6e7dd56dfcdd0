//! Words in which the schema is written: one table, one block, its indexes with it.

use sea_orm_migration::{prelude::*, sea_orm::DatabaseBackend};

/// A table and its indexes.
pub(super) struct NewTable {
    name: &'static str,
    columns: Vec<ColumnDef>,
    create: TableCreateStatement,
    indexes: Vec<IndexCreateStatement>,
    in_key_order: bool,
}

/// A table of these columns; its key is the column marked with [`key`], or named by [`NewTable::key`].
pub(super) fn table<const N: usize>(name: &'static str, columns: [ColumnDef; N]) -> NewTable {
    let create = Table::create().table(name).take();
    NewTable { name, columns: columns.into(), create, indexes: Vec::new(), in_key_order: false }
}

impl NewTable {
    /// Several columns together are the key.
    pub(super) fn key(mut self, columns: &[&'static str]) -> Self {
        let mut whole = Index::create();
        for column in columns {
            whole.col(*column);
        }
        self.create.primary_key(&mut whole);
        self
    }

    /// SQLite keeps the table in the order of its key, once: half the size and half the work of filling it.
    pub(super) fn in_key_order(mut self) -> Self {
        self.in_key_order = true;
        self
    }

    /// An index of this name; `points desc` has the largest first.
    pub(super) fn index(mut self, name: &'static str, columns: &[&'static str]) -> Self {
        let index = self.index_over(name, columns);
        self.indexes.push(index);
        self
    }

    /// An index of this name in which no row stands twice.
    pub(super) fn unique(mut self, name: &'static str, columns: &[&'static str]) -> Self {
        let index = self.index_over(name, columns).unique().take();
        self.indexes.push(index);
        self
    }

    fn index_over(&self, name: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
        let mut index = Index::create();
        index.name(name).table(self.name);
        for column in columns {
            match column.strip_suffix(" desc") {
                Some(column) => index.col((column, IndexOrder::Desc)),
                None => index.col(*column),
            };
        }
        index
    }

    /// Creates the table and its indexes.
    pub(super) async fn create(mut self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let postgres = manager.get_database_backend() == DatabaseBackend::Postgres;
        for mut column in self.columns {
            // SQLite compares text by its bytes; a PostgreSQL server's locale may not.
            if postgres && matches!(column.get_column_type(), Some(ColumnType::String(_) | ColumnType::Text)) {
                column.extra("COLLATE \"C\"");
            }
            self.create.col(&mut column);
        }
        if self.in_key_order && !postgres {
            self.create.extra("WITHOUT ROWID");
        }
        manager.create_table(self.create).await?;
        for index in self.indexes {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

pub(super) fn key(mut column: ColumnDef) -> ColumnDef {
    column.primary_key().take()
}

pub(super) fn unique(mut column: ColumnDef) -> ColumnDef {
    column.unique_key().take()
}

pub(super) fn text_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().null().take()
}
