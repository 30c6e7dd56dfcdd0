//! Lists far beyond what a database takes as values of one statement.

mod support;

use sea_orm::{ActiveValue::Set, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use storage::{Db, entities::office, lists};
use support::database;

async fn offices(db: &Db) {
    let office = |id: i64| office::ActiveModel {
        id: Set(id),
        level: Set("county".into()),
        area: Set(None),
        name: Set(format!("第{id}科")),
    };
    office::Entity::insert_many((1..=3).map(office)).exec_without_returning(db.reader()).await.unwrap();
}

#[tokio::test]
async fn numbers_are_one_value_however_many() {
    let (db, _folder) = database().await;
    offices(&db).await;
    let conn = db.reader();
    let many = || (2..200_000).chain([2]);
    let count = async |condition: Expr| office::Entity::find().filter(condition).count(conn).await.unwrap();
    assert_eq!(count(lists::among(conn, office::Column::Id, many())).await, 2);
    assert_eq!(count(lists::not_among(conn, office::Column::Id, many())).await, 1);
    assert_eq!(count(lists::among(conn, office::Column::Id, [])).await, 0);
    assert_eq!(count(lists::not_among(conn, office::Column::Id, [])).await, 3);
}

#[tokio::test]
async fn other_values_are_taken_in_batches() {
    let (db, _folder) = database().await;
    offices(&db).await;
    let conn = db.reader();
    let names = || (2..100_000).map(|id| format!("第{id}科"));
    let rows = lists::rows_among(conn, office::Entity::find(), office::Column::Name, names()).await.unwrap();
    assert_eq!(rows.into_iter().map(|row| row.id).collect::<Vec<_>>(), [2, 3]);
    lists::delete_among(conn, office::Entity::delete_many(), office::Column::Name, names()).await.unwrap();
    assert_eq!(office::Entity::find().count(conn).await.unwrap(), 1);
}

#[tokio::test]
async fn words_of_the_program_are_a_closed_list() {
    let (db, _folder) = database().await;
    offices(&db).await;
    let count = async |condition: Expr| office::Entity::find().filter(condition).count(db.reader()).await.unwrap();
    assert_eq!(count(lists::one_of(office::Column::Level, ["city", "county"])).await, 3);
    assert_eq!(count(lists::none_of(office::Column::Level, ["city", "county"])).await, 0);
}
