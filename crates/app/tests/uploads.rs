//! What becomes of files whose verb is refused.

mod city;

use app::attachments::{self, Subject, Upload};
use city::{City, city};
use domain::ids::{ApplicationId, OfficeId};
use sea_orm::{EntityTrait, PaginatorTrait};
use storage::{entities::file, files::FileError};

async fn rows(city: &City) -> u64 {
    file::Entity::find().count(city.app.db().reader()).await.unwrap()
}

async fn upload(city: &City, content: &'static str) -> Upload {
    let pieces = futures::stream::iter([Ok::<_, std::io::Error>(content)]);
    attachments::receive(&city.app, 1 << 20, "笔录.pdf", pieces).await.unwrap()
}

#[tokio::test]
async fn a_file_has_its_place_once_its_row_commits() {
    let city = city().await;
    let upload = upload(&city, "%PDF-1.7 笔录").await;
    let mut tx = city.app.begin(None).await.unwrap();
    attachments::keep(&mut tx, Subject::Office(OfficeId(3)), "decision_scan", &upload).await.unwrap();
    let early = city.app.files().read(upload.digest).await.expect_err("not before");
    assert!(matches!(early, FileError::Missing(_)), "{early:?}");
    tx.commit().await.unwrap();
    let digest = upload.digest;
    drop(upload);
    assert_eq!((rows(&city).await, city.stored_files()), (1, 1));
    city.app.files().verify(digest).await.unwrap();
}

#[tokio::test]
async fn a_refused_verb_leaves_no_file() {
    let city = city().await;
    let upload = upload(&city, "%PDF-1.7 笔录").await;
    let mut tx = city.app.begin(None).await.unwrap();
    attachments::keep(&mut tx, Subject::Office(OfficeId(3)), "decision_scan", &upload).await.unwrap();
    drop((tx, upload));
    assert_eq!((rows(&city).await, city.stored_files()), (0, 0));
}

#[tokio::test]
async fn papers_taken_back_go_but_not_what_another_row_names() {
    let city = city().await;
    let (one, other) = (upload(&city, "%PDF-1.7 甲").await, upload(&city, "%PDF-1.7 乙").await);
    let mut tx = city.app.begin(None).await.unwrap();
    let kept = attachments::keep(&mut tx, Subject::Review(ApplicationId(1)), "decision_scan", &one).await.unwrap();
    let refused = attachments::keep(&mut tx, Subject::Office(OfficeId(3)), "decision_scan", &one).await.unwrap();
    let alone = attachments::keep(&mut tx, Subject::Office(OfficeId(3)), "decision_scan", &other).await.unwrap();
    tx.commit().await.unwrap();
    let digests = [one.digest, other.digest];
    drop((one, other));
    assert_eq!(city.stored_files(), 2);

    attachments::take_back(&city.app, &[refused, alone]).await.unwrap();
    let left = file::Entity::find().all(city.app.db().reader()).await.unwrap();
    assert_eq!(left.iter().map(|row| row.id).collect::<Vec<_>>(), [kept.0]);
    assert_eq!(city.stored_files(), 1);
    city.app.files().verify(digests[0]).await.unwrap();
    let gone = city.app.files().verify(digests[1]).await.expect_err("gone");
    assert!(matches!(gone, FileError::Missing(_)), "{gone:?}");
}

#[tokio::test]
async fn an_objection_brings_one_file() {
    let city = city().await;
    let lead = |files| app::objections::NewLead {
        about: "某品牌".into(),
        text: "花名册不实，有人没有参加培训。".into(),
        contact: String::new(),
        files,
    };
    let (one, two) = (upload(&city, "%PDF-1.7 甲").await, upload(&city, "%PDF-1.7 乙").await);
    let refused = app::objections::inform(&city.app, lead(vec![one.clone(), two])).await;
    let Err(app::Error::Invalid(errors)) = refused else { panic!("{refused:?}") };
    assert_eq!(errors[0].field, "objection_evidence");
    app::objections::inform(&city.app, lead(vec![one])).await.unwrap();
    assert_eq!((rows(&city).await, city.stored_files()), (1, 1));
}
