//! Uploads that come to nothing: given up, interrupted, forgotten, or no workbook that anybody should upload.

use crate::roster_city::{self, Installation, Sheet};
use app::{
    Error,
    rosters::{self, ImportState, ProblemQuery},
};
use domain::roster::SheetKind;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_given_up_leaves_nothing_and_what_was_interrupted_is_taken_up() {
    let installation = Installation::open().await;
    let brand = installation.brand(&[1]).await;
    let import = installation.upload(brand, 1, SheetKind::Training, 2025, &Sheet::training(0..10).passport()).await;
    installation.checked(1, import).await;
    assert!(installation.stored().await > 0);
    rosters::discard_import(&installation.app, &installation.unit(1), import).await.expect("given up");
    assert_eq!(installation.status(1, import).await.state, ImportState::Discarded);
    assert_eq!(installation.stored().await, 0);
    let filed = rosters::commit_import(&installation.app, &installation.unit(1), import).await;
    let filed = filed.expect_err("given up is given up").in_words();
    assert!(filed.contains("这份文件没有导入，请修改后重新上传"), "{filed}");

    // As a kill in the middle leaves it: still being checked, half of it stored.
    let second = installation.upload(brand, 1, SheetKind::Training, 2025, &Sheet::training(0..10)).await;
    installation.checked(1, second).await;
    installation.interrupt(second).await;
    assert_eq!(rosters::resume_checks(&installation.app).await.expect("resumed"), 1);
    let view = installation.checked(1, second).await;
    assert_eq!((view.state, view.people, view.rows), (ImportState::Checked, 10, 10));
    installation.recounts_alike().await;
    installation.interrupt(second).await;
    rosters::resume_checks(&installation.app).await.expect("resumed");
    let view = installation.checked(1, second).await;
    assert_eq!(view.state, ImportState::Failed, "a file that brings the installation down is not tried for ever");
    assert_eq!(installation.stored().await, 0);
    installation.recounts_alike().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_given_up_while_it_is_checked_stops_and_leaves_nothing() {
    let installation = Installation::open().await;
    let brand = installation.brand(&[1]).await;
    for wait in [0, 40, 160] {
        let import = installation.upload(brand, 1, SheetKind::Training, 2025, &Sheet::training(0..6_000)).await;
        tokio::time::sleep(Duration::from_millis(wait)).await;
        rosters::discard_import(&installation.app, &installation.unit(1), import).await.expect("given up");
        // A check that runs on would have stored something by now.
        tokio::time::sleep(Duration::from_millis(400)).await;
        assert_eq!(installation.status(1, import).await.state, ImportState::Discarded);
        assert_eq!(installation.stored().await, 0, "after {wait} ms");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_nobody_commits_is_swept_after_thirty_days() {
    let installation = Installation::open().await;
    let brand = installation.brand(&[1]).await;
    let import = installation.upload(brand, 1, SheetKind::Training, 2025, &Sheet::training(0..10)).await;
    installation.checked(1, import).await;
    assert_eq!(rosters::sweep_imports(&installation.app).await.expect("swept"), 0);
    installation.go_to("2026-04-02 09:00");
    assert_eq!(rosters::sweep_imports(&installation.app).await.expect("swept"), 1);
    assert_eq!((installation.status(1, import).await.state, installation.stored().await), (ImportState::Discarded, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn files_no_one_should_upload_get_a_sentence_and_leave_nothing() {
    let installation = Installation::open().await;
    let brand = installation.brand(&[1]).await;
    for (name, bytes) in roster_city::bad_workbooks() {
        let before = installation.stored_but_problems().await;
        match installation.try_bytes(&installation.unit(1), (brand, 1), SheetKind::Training, 2025, bytes).await {
            Err(Error::Invalid(fields)) => assert!(fields[0].message.ends_with('。'), "{name}: {fields:?}"),
            Err(other) => panic!("{name}: {other:?}"),
            Ok(import) => {
                let view = installation.checked(1, import).await;
                if view.state == ImportState::Failed {
                    assert!(view.failure.is_some_and(|text| text.ends_with('。')), "{name}");
                    assert_eq!(installation.stored_but_problems().await, before, "{name}");
                }
                assert_eq!(view.rows, view.accepted + view.rejected, "{name}");
                let committed = rosters::commit_import(&installation.app, &installation.unit(1), import).await;
                assert!(view.accepted > 0 || committed.is_err(), "{name}");
                if committed.is_err() {
                    rosters::discard_import(&installation.app, &installation.unit(1), import).await.expect("given up");
                }
            }
        }
    }
    // The installation stands.
    let import = installation.upload(brand, 1, SheetKind::Training, 2024, &Sheet::training_in(2024, 0..3)).await;
    assert_eq!(installation.checked(1, import).await.people, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_formula_is_never_run_and_its_column_is_named_once() {
    let installation = Installation::open().await;
    let brand = installation.brand(&[1]).await;
    let files = roster_city::bad_workbooks();
    let (_, bytes) = files.into_iter().find(|(name, _)| name == "hyperlink.xlsx").expect("a workbook with a formula");
    let import = installation
        .try_bytes(&installation.unit(1), (brand, 1), SheetKind::Training, 2025, bytes)
        .await
        .expect("taken");
    installation.checked(1, import).await;
    let page = rosters::problems(&installation.app, &installation.unit(1), import, &ProblemQuery::default())
        .await
        .expect("page");
    let told: Vec<_> = page.problems.iter().filter(|problem| problem.code == "formula").collect();
    assert_eq!((told.len(), told[0].column.as_str(), told[0].row), (1, "姓名", 2), "{:?}", page.problems);
}
