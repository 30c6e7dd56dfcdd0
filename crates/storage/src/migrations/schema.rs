//! Words in which the migrations are written.

use sea_orm_migration::prelude::*;

/// Creates tables, then their indexes.
pub(super) async fn create(
    manager: &SchemaManager<'_>,
    tables: Vec<TableCreateStatement>,
    indexes: Vec<IndexCreateStatement>,
) -> Result<(), DbErr> {
    for table in tables {
        manager.create_table(table).await?;
    }
    for index in indexes {
        manager.create_index(index).await?;
    }
    Ok(())
}

/// A table known by one column, marked with [`key`].
pub(super) fn table<const N: usize>(name: &'static str, columns: [ColumnDef; N]) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name);
    for mut column in columns {
        table.col(&mut column);
    }
    table
}

/// A table known by two columns together.
pub(super) fn pair<const N: usize>(
    name: &'static str,
    keys: [ColumnDef; 2],
    columns: [ColumnDef; N],
) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name);
    let mut primary = Index::create();
    for mut column in keys {
        primary.col(Alias::new(column.get_column_name()));
        table.col(&mut column);
    }
    for mut column in columns {
        table.col(&mut column);
    }
    table.primary_key(&mut primary);
    table
}

pub(super) fn index(name: &'static str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(table);
    for column in columns {
        index.col(*column);
    }
    index
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
