//! The schema and its steps: one set for both databases. A step that has shipped is never edited.
//!
//! A step and the row that says it was taken are one transaction, under the lock of the one writer: a program killed in
//! the middle leaves the schema as it was, and of two that migrate at once the second finds nothing left to do.

use crate::{Db, Error};
use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseTransaction, EntityName, EntityTrait, QueryOrder, Statement};
use sea_orm_migration::{IntoSchemaManagerConnection, MigrationTrait, MigratorTrait, SchemaManager, seaql_migrations};

mod m0001_first;
mod schema;
#[cfg(test)]
mod tests;

/// The list of steps, oldest first.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m0001_first::Migration)]
    }
}

/// Brings the schema up to this program. Where another program is at it, waits and does what is left.
///
/// # Errors
/// [`Error::Newer`] where a newer program was here; [`Error::Foreign`] where the tables of another one stand; the
/// database refuses.
pub async fn migrate(db: &Db) -> Result<(), Error> {
    run::<Migrator>(db).await
}

async fn run<M: MigratorTrait>(db: &Db) -> Result<(), Error> {
    loop {
        let step = db.begin_step().await?;
        if pending::<M>(&step).await? == 0 {
            return Ok(step.rollback().await?);
        }
        if is_foreign(&step).await? {
            step.rollback().await?;
            return Err(Error::Foreign);
        }
        M::up(&step, Some(1)).await?;
        step.commit().await?;
    }
}

/// Whether the schema fits this program.
///
/// # Errors
/// [`Error::Outdated`] where steps are pending; [`Error::Newer`] where a newer program was here; the database is away.
pub async fn check(db: &Db) -> Result<(), Error> {
    match pending::<Migrator>(db.reader()).await? {
        0 => Ok(()),
        _ => Err(Error::Outdated),
    }
}

/// Whether no step was ever taken here.
///
/// # Errors
/// The database is away.
pub async fn is_empty(db: &Db) -> Result<bool, Error> {
    Ok(taken(db.reader()).await?.is_empty())
}

const SQLITE_OTHERS: &str = r"
    SELECT COUNT(*) AS others FROM sqlite_master
    WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name <> 'seaql_migrations'";

const POSTGRES_OTHERS: &str = "
    SELECT COUNT(*) AS others FROM information_schema.tables
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND table_name <> 'seaql_migrations'";

/// Whether tables stand here though no step was ever taken: they are another program's. The list of steps itself may
/// have been left empty by a program that was killed.
async fn is_foreign(step: &DatabaseTransaction) -> Result<bool, Error> {
    if !taken(step).await?.is_empty() {
        return Ok(false);
    }
    let backend = step.get_database_backend();
    let query = if backend == DatabaseBackend::Postgres { POSTGRES_OTHERS } else { SQLITE_OTHERS };
    let found = step.query_one_raw(Statement::from_string(backend, query)).await?;
    Ok(found.map_or(Ok(0), |row| row.try_get::<i64>("", "others"))? > 0)
}

/// How many steps are not taken yet.
async fn pending<'c, M: MigratorTrait>(conn: impl IntoSchemaManagerConnection<'c>) -> Result<usize, Error> {
    let known = M::migrations();
    let taken = taken(conn).await?;
    match taken.iter().find(|step| known.iter().all(|known| known.name() != *step)) {
        Some(step) => Err(Error::Newer { step: step.clone() }),
        None => Ok(known.len() - taken.len()),
    }
}

/// The steps taken, oldest first. Reads only: a program that merely serves needs no right to create tables.
async fn taken<'c>(conn: impl IntoSchemaManagerConnection<'c>) -> Result<Vec<String>, Error> {
    let manager = SchemaManager::new(conn);
    if !manager.has_table(seaql_migrations::Entity.table_name()).await? {
        return Ok(Vec::new());
    }
    let steps = seaql_migrations::Entity::find().order_by_asc(seaql_migrations::Column::Version);
    Ok(steps.all(manager.get_connection()).await?.into_iter().map(|step| step.version).collect())
}
