//! The record cannot be quietly rewritten: whatever is changed behind the program's back is found and named.

mod city;

use city::{City, city};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use storage::{
    audit::{self, Report},
    entities::{application_summary, event},
};

/// A city with a submitted application and a checkpoint over it.
async fn recorded() -> City {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    city.submitted(&unit, round, "晋江鞋服制版师", 0).await;
    let file = audit::checkpoint_file(city.folder.path());
    audit::checkpoint(city.app.db(), city.app.vault(), &file, city.app.now()).await.unwrap();
    city
}

async fn verify(city: &City) -> Report {
    let file = audit::checkpoint_file(city.folder.path());
    audit::verify(city.app.db(), city.app.vault(), &file).await.unwrap()
}

async fn events(city: &City) -> Vec<event::Model> {
    event::Entity::find().order_by_asc(event::Column::Position).all(city.app.db().reader()).await.unwrap()
}

async fn overwrite(city: &City, row: event::Model) {
    let conn = city.app.db().reader();
    event::Entity::delete_by_id(row.position).exec(conn).await.unwrap();
    let mut active: event::ActiveModel = row.into();
    active = sea_orm::ActiveModelTrait::reset_all(active);
    event::Entity::insert(active).exec_without_returning(conn).await.unwrap();
}

#[tokio::test]
async fn a_whole_record_verifies() {
    let city = recorded().await;
    let report = verify(&city).await;
    assert_eq!((report.faults.as_slice(), report.checkpoints), ([].as_slice(), 1));
    assert_eq!(report.events, i64::try_from(events(&city).await.len()).unwrap());
}

#[tokio::test]
async fn any_changed_field_is_found() {
    let city = recorded().await;
    let original = events(&city).await.pop().unwrap();
    let changes: [fn(&mut event::Model); 6] = [
        |row| row.body = row.body.replace("5100", "9100"),
        |row| row.at = row.at.replace("2025", "2024"),
        |row| row.account = row.account.map(|account| account + 1),
        |row| row.role = Some("city".into()),
        |row| row.clause = "6.1.b".into(),
        |row| row.stream_id += 0x1000,
    ];
    for change in changes {
        let mut row = original.clone();
        change(&mut row);
        assert_ne!(row, original, "the change changes something");
        overwrite(&city, row).await;
        let faults = verify(&city).await.faults;
        assert!(faults.iter().any(|fault| fault.contains(&format!("第 {} 号事件", original.position))), "{faults:?}");
    }
    overwrite(&city, original).await;
    assert_eq!(verify(&city).await.faults, [""; 0]);
}

#[tokio::test]
async fn a_removed_event_is_found() {
    let city = recorded().await;
    let all = events(&city).await;
    let middle = &all[all.len() / 2];
    event::Entity::delete_by_id(middle.position).exec(city.app.db().reader()).await.unwrap();
    let faults = verify(&city).await.faults;
    assert!(faults.iter().any(|fault| fault.contains("缺少事件")), "{faults:?}");
}

#[tokio::test]
async fn exchanged_events_are_found() {
    let city = recorded().await;
    let mut all = events(&city).await;
    let (mut last, mut before) = (all.pop().unwrap(), all.pop().unwrap());
    std::mem::swap(&mut last.body, &mut before.body);
    overwrite(&city, last).await;
    overwrite(&city, before).await;
    assert!(verify(&city).await.faults.iter().filter(|fault| fault.contains("内容被改动")).count() >= 2);
}

#[tokio::test]
async fn a_cut_tail_is_found() {
    let city = recorded().await;
    let last = events(&city).await.pop().unwrap();
    let conn = city.app.db().reader();
    event::Entity::delete_by_id(last.position).exec(conn).await.unwrap();
    let faults = verify(&city).await.faults;
    assert!(faults.iter().any(|fault| fault.contains("尾部被截断")), "{faults:?}");
}

#[tokio::test]
async fn a_chain_computed_anew_is_found() {
    let city = recorded().await;
    let mut previous = "0".repeat(64);
    for (index, mut row) in events(&city).await.into_iter().enumerate() {
        row.previous.clone_from(&previous);
        if index == 0 {
            row.at = row.at.replace("2025", "2024");
        }
        row.hash = storage::log::hash_of(&row);
        previous.clone_from(&row.hash);
        overwrite(&city, row).await;
    }
    let faults = verify(&city).await.faults;
    assert!(faults.iter().any(|fault| fault.contains("整体改写")), "{faults:?}");
}

#[tokio::test]
async fn a_forged_checkpoint_is_found() {
    let city = recorded().await;
    let file = audit::checkpoint_file(city.folder.path());
    let text = std::fs::read_to_string(&file).unwrap();
    let mut line: audit::Checkpoint = serde_json::from_str(text.trim()).unwrap();
    line.position -= 1;
    std::fs::write(&file, format!("{}\n", serde_json::to_string(&line).unwrap())).unwrap();
    let faults = verify(&city).await.faults;
    assert!(faults.iter().any(|fault| fault.contains("校验码不符")), "{faults:?}");
}

/// A power cut or a full disk leaves half a line at the end; people leave others.
#[tokio::test]
async fn a_torn_last_line_is_told_and_cut_away_by_the_next_checkpoint() {
    let city = recorded().await;
    let file = audit::checkpoint_file(city.folder.path());
    let whole = std::fs::read_to_string(&file).unwrap();
    let (half, garbage) = (format!("{whole}{{\"at\":17578980"), format!("{whole}not json\n\n"));
    let torn = [&whole[..whole.len() - 1], &whole[..whole.len() / 2], &half, &garbage, &format!("{whole}\n"), "", "\n"];
    for text in torn {
        std::fs::write(&file, text).unwrap();
        let report = verify(&city).await;
        let cut_short = !matches!(text, "") && text != &whole[..whole.len() - 1];
        assert_eq!((report.faults.as_slice(), report.notices.len()), ([].as_slice(), usize::from(cut_short)), "{text}");
        assert!(report.notices.iter().all(|notice| notice.contains(file.to_str().unwrap())), "{report:?}");

        audit::checkpoint(city.app.db(), city.app.vault(), &file, city.app.now()).await.unwrap();
        let report = verify(&city).await;
        assert_eq!((report.checkpoints, report.faults, report.notices), (1, vec![], vec![]), "{text}");
    }
}

#[tokio::test]
async fn a_line_behind_one_without_its_newline_is_a_line_of_its_own() {
    let city = recorded().await;
    let file = audit::checkpoint_file(city.folder.path());
    let whole = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, whole.trim_end()).unwrap();
    let unit = city.unit("晋江市陶瓷行业协会", "350582").await;
    city.draft(&unit, domain::ids::RoundId(1), "晋江陶瓷工匠").await;
    audit::checkpoint(city.app.db(), city.app.vault(), &file, city.app.now()).await.unwrap();
    let report = verify(&city).await;
    assert_eq!((report.checkpoints, report.faults, report.notices), (2, vec![], vec![]));
}

#[tokio::test]
async fn a_line_in_the_middle_that_cannot_be_read_is_a_fault_and_names_the_file() {
    let city = recorded().await;
    let file = audit::checkpoint_file(city.folder.path());
    let whole = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("not json\n{whole}")).unwrap();
    audit::checkpoint(city.app.db(), city.app.vault(), &file, city.app.now()).await.unwrap();
    let [fault] = &verify(&city).await.faults[..] else { panic!("one fault") };
    assert!(fault.contains(file.to_str().unwrap()) && fault.contains("第 1 行"), "{fault}");
}

#[tokio::test]
async fn a_checkpoint_file_that_cannot_be_written_is_named() {
    let city = recorded().await;
    let file = city.folder.path().join("no such folder/checkpoints.jsonl");
    let refused = audit::checkpoint(city.app.db(), city.app.vault(), &file, city.app.now()).await;
    let Err(storage::Error::Checkpoint { file: named, .. }) = refused else { panic!("{refused:?}") };
    assert_eq!(named, file);
}

/// Each line is signed with the one before it: programs that take one at once do not sign with the same.
#[tokio::test]
async fn checkpoints_at_once_wait_for_each_other() {
    let city = recorded().await;
    let file = audit::checkpoint_file(city.folder.path());
    std::fs::remove_file(&file).unwrap();
    let all = (0..8).map(|_| audit::checkpoint(city.app.db(), city.app.vault(), &file, city.app.now()));
    for taken in futures::future::join_all(all).await {
        taken.unwrap();
    }
    let report = verify(&city).await;
    assert_eq!((report.checkpoints, report.faults), (1, vec![]));
}

#[tokio::test]
async fn a_summary_changed_behind_the_log_is_found() {
    let city = recorded().await;
    let row = application_summary::Entity::find().one(city.app.db().reader()).await.unwrap().unwrap();
    let change =
        application_summary::ActiveModel { id: Set(row.id), state: Set("recognised".into()), ..Default::default() };
    application_summary::Entity::update(change).exec(city.app.db().reader()).await.unwrap();
    let faults = verify(&city).await.faults;
    assert!(faults.iter().any(|fault| fault.contains("汇总与重放不一致：application 1")), "{faults:?}");
}

#[tokio::test]
async fn a_removed_application_is_found() {
    let city = recorded().await;
    let conn = city.app.db().reader();
    event::Entity::delete_many().filter(event::Column::Stream.eq("application")).exec(conn).await.unwrap();
    assert!(!verify(&city).await.faults.is_empty());
}

#[tokio::test]
async fn nothing_personal_stands_plain_in_the_database() {
    let city = recorded().await;
    if city.app.db().is_postgres() {
        return;
    }
    let conn = city.app.db().reader();
    conn.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await.unwrap();
    let bytes = std::fs::read(city.folder.path().join("zihao.sqlite")).unwrap();
    for secret in ["13800138000", "陈某某", "林某某"] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret} stands plain");
    }
}
