//! The record compared with its summaries where there are more streams of a kind than a statement takes values.

mod support;

use chrono::DateTime;
use domain::{
    brand::{Brand, BrandEvent},
    event::Recorded,
    ids::{ApplicationId, AreaCode, BrandId, UnitId},
    stream::Stream,
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use std::sync::atomic::{AtomicBool, Ordering};
use storage::{
    Db, Stamp,
    entities::brand_summary,
    summaries::{self, Summary},
};
use support::database;
use tokio::runtime::Handle;

const MANY: i64 = 33_000;
/// More than a page.
const FEW: i64 = 600;

/// Brands that were registered, and their summaries.
async fn brands(db: &Db, many: i64) {
    let stamp = Stamp { at: DateTime::UNIX_EPOCH, actor: None };
    let mut tx = db.begin_write().await.unwrap();
    let mut rows = Vec::new();
    for id in 1..=many {
        let (name, area) = (format!("第{id}个品牌"), AreaCode("350582".into()));
        let event = BrandEvent::Registered { name, area, units: vec![UnitId(id)], imported: false };
        let recorded: Recorded<BrandEvent> = tx.append(id, 1, &stamp, event).await.unwrap();
        rows.push(row(&Brand::begin(BrandId(id), &recorded).unwrap()));
    }
    for some in rows.chunks(1_000) {
        let rows = some.iter().map(|row| brand_summary::ActiveModel::from(row.clone()));
        brand_summary::Entity::insert_many(rows).exec_without_returning(tx.conn()).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// The summary of a brand without a title, written by hand: as many at once as the test wants.
fn row(brand: &Brand) -> brand_summary::Model {
    brand_summary::Model {
        id: brand.id.0,
        seq: i64::from(brand.seq),
        name: brand.name.clone(),
        name_form: domain::brand_name::normal_form(&brand.name),
        area: brand.area.0.clone(),
        lead_unit: brand.units[0].0,
        in_pool_since: None,
        titled_on: None,
        document: None,
        plaque: None,
        cultivation: None,
    }
}

#[tokio::test]
async fn every_one_is_compared() {
    let (db, _folder) = database().await;
    brands(&db, MANY).await;
    let conn = db.reader();
    assert_eq!(summaries::compare_with_replay(&db).await.unwrap(), [""; 0]);

    let change = brand_summary::ActiveModel { id: Set(MANY), name: Set("别的名字".into()), ..Default::default() };
    brand_summary::Entity::update(change).exec(conn).await.unwrap();
    let stray = brand_summary::Entity::find_by_id(1).one(conn).await.unwrap().unwrap();
    let stray = brand_summary::Model { id: MANY + 1, ..stray };
    brand_summary::Entity::insert(brand_summary::ActiveModel::from(stray)).exec_without_returning(conn).await.unwrap();
    let differing = summaries::compare_with_replay(&db).await.unwrap();
    assert_eq!(differing, [format!("brand {MANY}"), format!("brand {} 无事件", MANY + 1)]);
}

/// A brand entered the pool: its second event, and its summary written anew.
async fn enters_the_pool(db: &Db, id: i64) {
    let stamp = Stamp { at: DateTime::UNIX_EPOCH, actor: None };
    let event = BrandEvent::EnteredPool { application: ApplicationId(1), basis: "5.2.c".into() };
    let mut tx = db.begin_write().await.unwrap();
    let recorded = tx.append(id, 2, &stamp, event).await.unwrap();
    let brand = summaries::load::<Brand>(tx.conn(), BrandId(id)).await.unwrap().unwrap();
    assert_eq!(brand.seq, recorded.seq);
    brand.write(tx.conn()).await.unwrap();
    tx.commit().await.unwrap();
}

/// Events and summaries are read a page at a time: what was done between the two is no difference.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_meanwhile_is_no_difference() {
    let (db, _folder) = database().await;
    brands(&db, FEW).await;
    let (told, known, done) = (db.clone(), AtomicBool::new(false), AtomicBool::new(false));
    let watched = db.clone().watched(move |sql| {
        // A page is told of once it was read: the first one of summaries, then the first one of events. By then the second
        // one of summaries is on its way.
        let summaries = sql.contains(r#"FROM "brand_summary""#) && !known.swap(true, Ordering::SeqCst);
        let events = !summaries && sql.contains(r#"FROM "event""#) && known.load(Ordering::SeqCst);
        if events && !done.swap(true, Ordering::SeqCst) {
            tokio::task::block_in_place(|| Handle::current().block_on(enters_the_pool(&told, FEW)));
        }
    });
    assert_eq!(summaries::compare_with_replay(&watched).await.unwrap(), [""; 0]);
    let brand = summaries::load::<Brand>(db.reader(), BrandId(FEW)).await.unwrap().unwrap();
    assert_eq!(brand.seq, 2, "something was done meanwhile");
}
