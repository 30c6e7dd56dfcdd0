use super::*;
use crate::{entities, testing::TestDatabase};
use sea_orm::{ColumnTrait, ColumnType, DbErr, IdenStatic, Iterable, PrimaryKeyToColumn, prelude::async_trait};
use sea_orm_migration::{
    MigrationName,
    prelude::Table,
    schema::{big_integer, big_integer_null},
};
use std::collections::BTreeMap;

/// The steps of this program and one more, which adds a table and a column and then may fail.
struct OneMore<const FAILS: bool>;

impl<const FAILS: bool> MigratorTrait for OneMore<FAILS> {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let mut steps = Migrator::migrations();
        steps.push(Box::new(Later { fails: FAILS }));
        steps
    }
}

struct Later {
    fails: bool,
}

impl MigrationName for Later {
    fn name(&self) -> &'static str {
        "m9999_later"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Later {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        schema::table("later", [schema::key(big_integer("id"))]).create(manager).await?;
        manager.alter_table(Table::alter().table("event").add_column(big_integer_null("later")).to_owned()).await?;
        if self.fails { Err(DbErr::Custom("cut short".to_owned())) } else { Ok(()) }
    }
}

/// A column as the database or an entity has it.
#[derive(Debug, PartialEq, Eq)]
struct Column {
    kind: &'static str,
    required: bool,
    /// Its place in the key from 1, 0 outside of it.
    key: i64,
    unique: bool,
}

type Tables = BTreeMap<String, BTreeMap<String, Column>>;

const SQLITE_COLUMNS: &str = r#"
    SELECT t.name AS "table", c.name AS "column", c.type AS "type", c."notnull" AS required, c.pk AS key,
        EXISTS (SELECT 1 FROM pragma_index_list(t.name) l, pragma_index_info(l.name) i
                WHERE l.origin = 'u' AND i.name = c.name) AS "unique"
    FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'"#;

const POSTGRES_COLUMNS: &str = r#"
    SELECT c.table_name::text AS "table", c.column_name::text AS "column", c.data_type::text AS "type",
        (c.is_nullable = 'NO')::int::bigint AS required,
        COALESCE(MAX(u.ordinal_position) FILTER (WHERE t.constraint_type = 'PRIMARY KEY'), 0)::bigint AS key,
        COALESCE(MAX(1) FILTER (WHERE t.constraint_type = 'UNIQUE'), 0)::bigint AS "unique"
    FROM information_schema.columns c
    LEFT JOIN information_schema.key_column_usage u USING (table_schema, table_name, column_name)
    LEFT JOIN information_schema.table_constraints t USING (constraint_schema, constraint_name)
    WHERE c.table_schema = 'public' GROUP BY 1, 2, 3, 4"#;

async fn tables(db: &Db) -> Tables {
    let query = if db.is_postgres() { POSTGRES_COLUMNS } else { SQLITE_COLUMNS };
    let backend = db.reader().get_database_backend();
    let rows = db.reader().query_all_raw(Statement::from_string(backend, query)).await.unwrap();
    let mut tables = Tables::new();
    for row in rows {
        let text = |name| row.try_get::<String>("", name).unwrap();
        let number = |name| row.try_get::<i64>("", name).unwrap();
        let kind = match text("type").to_lowercase().as_str() {
            "bigint" | "integer" => "integer",
            "varchar" | "character varying" | "text" => "text",
            "boolean" => "boolean",
            "blob" | "bytea" => "bytes",
            other => panic!("a column of the type {other}"),
        };
        let column =
            Column { kind, required: number("required") == 1, key: number("key"), unique: number("unique") == 1 };
        tables.entry(text("table")).or_default().insert(text("column"), column);
    }
    tables.remove(seaql_migrations::Entity.table_name());
    tables
}

fn declared<E: EntityTrait>() -> (String, BTreeMap<String, Column>) {
    let keys: Vec<_> = E::PrimaryKey::iter().map(|key| key.into_column().as_str().to_owned()).collect();
    let columns = E::Column::iter().map(|column| {
        let (name, def) = (column.as_str().to_owned(), column.def());
        let kind = match def.get_column_type() {
            ColumnType::BigInteger => "integer",
            ColumnType::String(_) | ColumnType::Text => "text",
            ColumnType::Boolean => "boolean",
            ColumnType::Blob | ColumnType::VarBinary(_) => "bytes",
            other => panic!("{name} has the type {other:?}"),
        };
        let key = keys.iter().position(|key| *key == name).map_or(0, |place| place as i64 + 1);
        (name, Column { kind, required: !def.is_null(), key, unique: def.is_unique() })
    });
    (E::default().table_name().to_owned(), columns.collect())
}

macro_rules! declared {
    ($($entity:ident),+ $(,)?) => { Tables::from([$(declared::<entities::$entity::Entity>()),+]) };
}

#[tokio::test]
async fn the_schema_is_what_the_entities_declare() {
    let database = TestDatabase::empty().await;
    let db = database.connect().await;
    migrate(&db).await.unwrap();
    let declared = declared![
        access_record,
        account,
        application_summary,
        bank_account,
        brand_profile,
        brand_summary,
        brand_unit,
        calendar_year,
        comparison,
        comparison_answer,
        comparison_download,
        comparison_mark,
        cultivation_summary,
        draft_section,
        event,
        file,
        installation_summary,
        intake,
        key_rotation,
        matter_act,
        matter_opinion,
        matter_summary,
        notice_summary,
        objection,
        office,
        once,
        one_time_link,
        policy_version,
        retention_run,
        rights_request,
        rights_task,
        roster,
        roster_block,
        roster_claim,
        roster_docket,
        roster_import,
        roster_match,
        roster_person,
        roster_problem,
        roster_sample,
        roster_sample_person,
        roster_sign,
        roster_sign_docket,
        roster_sign_search,
        roster_tally,
        roster_verdict,
        roster_verdict_ground,
        roster_version,
        round_summary,
        series,
        service_receipt,
        session,
        setting,
        submission,
        unit,
    ];
    let tables = tables(&db).await;
    let names = |tables: &Tables| tables.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&tables), names(&declared), "every table has an entity and every entity a table");
    for (name, columns) in &declared {
        assert_eq!(&tables[name], columns, "{name}");
    }
}

/// One row in every table, with something in every column.
async fn fill(db: &Db) {
    for (table, columns) in tables(db).await {
        let value = |column: &Column| match (column.kind, db.is_postgres()) {
            ("integer", _) => "1",
            ("text", _) => "'甲'",
            ("bytes", true) => r"'\x01'::bytea",
            ("bytes", false) => "X'01'",
            _ => "true",
        };
        let names: Vec<_> = columns.keys().map(|name| format!("\"{name}\"")).collect();
        let values: Vec<_> = columns.values().map(value).collect();
        let insert = format!("INSERT INTO \"{table}\" ({}) VALUES ({})", names.join(", "), values.join(", "));
        db.reader().execute_unprepared(&insert).await.unwrap_or_else(|error| panic!("{insert}: {error}"));
    }
}

async fn rows(db: &Db, table: &str) -> i64 {
    let count =
        Statement::from_string(db.reader().get_database_backend(), format!("SELECT COUNT(*) AS rows FROM \"{table}\""));
    db.reader().query_one_raw(count).await.unwrap().unwrap().try_get("", "rows").unwrap()
}

/// From every schema that ever shipped, a database with rows in it reaches this program's with the rows it had.
async fn rows_survive_every_step<M: MigratorTrait>() {
    for steps in 1..=M::migrations().len() {
        let database = TestDatabase::empty().await;
        let db = database.connect().await;
        M::up(db.reader(), Some(u32::try_from(steps).unwrap())).await.unwrap();
        fill(&db).await;
        let before = tables(&db).await;
        run::<M>(&db).await.unwrap();
        assert_eq!(pending::<M>(db.reader()).await.unwrap(), 0);
        for table in before.keys() {
            assert_eq!(rows(&db, table).await, 1, "{table} after {steps} steps");
        }
    }
}

#[tokio::test]
async fn rows_survive_the_steps_of_this_program() {
    rows_survive_every_step::<Migrator>().await;
}

#[tokio::test]
async fn rows_survive_a_step_more() {
    rows_survive_every_step::<OneMore<false>>().await;
}

#[tokio::test]
async fn a_step_cut_short_leaves_nothing_and_is_taken_again() {
    let database = TestDatabase::empty().await;
    let db = database.connect().await;
    migrate(&db).await.unwrap();
    fill(&db).await;
    let before = tables(&db).await;
    assert!(matches!(run::<OneMore<true>>(&db).await, Err(Error::Database(DbErr::Custom(why))) if why == "cut short"));
    assert_eq!(tables(&db).await, before);
    check(&db).await.expect("the schema still fits the program it was of");

    run::<OneMore<false>>(&db).await.unwrap();
    assert!(tables(&db).await.contains_key("later"));
    assert_eq!(rows(&db, "event").await, 1);
}

#[tokio::test]
async fn programs_that_migrate_at_once_wait_for_each_other() {
    let database = TestDatabase::empty().await;
    let programs = futures::future::join_all((0..4).map(|_| database.connect())).await;
    for done in futures::future::join_all(programs.iter().map(migrate)).await {
        done.unwrap();
    }
    assert_eq!(taken(programs[0].reader()).await.unwrap().len(), Migrator::migrations().len());
}

#[tokio::test]
async fn a_schema_of_a_newer_program_is_told_and_left_alone() {
    let database = TestDatabase::empty().await;
    let db = database.connect().await;
    run::<OneMore<false>>(&db).await.unwrap();
    for refused in [migrate(&db).await, check(&db).await] {
        let Err(Error::Newer { step }) = refused else { panic!("{refused:?}") };
        assert_eq!(step, "m9999_later");
    }
}

#[tokio::test]
async fn asking_about_the_schema_writes_nothing() {
    let database = TestDatabase::empty().await;
    let db = database.connect().await;
    assert!(is_empty(&db).await.unwrap());
    assert!(matches!(check(&db).await, Err(Error::Outdated)));
    assert_eq!(tables(&db).await, Tables::new());
    let table = seaql_migrations::Entity.table_name();
    assert!(!SchemaManager::new(db.reader()).has_table(table).await.unwrap());
}

#[tokio::test]
async fn the_tables_of_another_program_are_left_alone() {
    let database = TestDatabase::empty().await;
    let db = database.connect().await;
    db.reader().execute_unprepared("CREATE TABLE theirs (id BIGINT PRIMARY KEY)").await.unwrap();
    let before = tables(&db).await;
    assert!(matches!(migrate(&db).await, Err(Error::Foreign)));
    assert_eq!(tables(&db).await, before);
    assert!(is_empty(&db).await.unwrap());

    db.reader().execute_unprepared("DROP TABLE theirs").await.unwrap();
    migrate(&db).await.unwrap();
    db.reader().execute_unprepared("CREATE TABLE theirs (id BIGINT PRIMARY KEY)").await.unwrap();
    run::<OneMore<false>>(&db).await.expect("beside our own tables another's do no harm");
}

#[tokio::test]
async fn a_list_of_steps_left_empty_is_no_other_programs() {
    let database = TestDatabase::empty().await;
    let db = database.connect().await;
    Migrator::install(db.reader()).await.unwrap();
    migrate(&db).await.unwrap();
    check(&db).await.unwrap();
}
