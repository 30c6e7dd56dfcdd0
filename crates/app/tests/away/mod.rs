//! A database that refuses or is away for a while, and two people at once.

use super::{ImportState, Installation, Sheet, message};
use app::rosters::{self, ProblemQuery};
use domain::roster::SheetKind;
use sea_orm::ConnectionTrait;
use std::time::Duration;

impl Installation {
    /// From now on the database refuses such a statement, as a full disk would: `INSERT ON roster_block`.
    async fn refuse(&self, statement: &str) {
        let conn = self.app.db().reader();
        let trigger = if self.app.db().is_postgres() {
            let refuse = "CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'disk full'; END $$ LANGUAGE plpgsql";
            conn.execute_unprepared(refuse).await.expect("a function");
            format!("CREATE TRIGGER refused BEFORE {statement} FOR EACH ROW EXECUTE FUNCTION refuse()")
        } else {
            format!("CREATE TRIGGER refused BEFORE {statement} BEGIN SELECT RAISE(ABORT, 'disk full'); END")
        };
        conn.execute_unprepared(&trigger).await.expect("a trigger");
    }

    /// The database is itself again.
    async fn relent(&self, table: &str) {
        let postgres = self.app.db().is_postgres();
        let drop = if postgres { "DROP FUNCTION refuse() CASCADE".to_owned() } else { "DROP TRIGGER refused".into() };
        self.app.db().reader().execute_unprepared(&drop).await.unwrap_or_else(|error| panic!("{table}: {error}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_refuses_in_the_middle_keeps_nothing_and_the_file_can_be_sent_again() {
    for table in ["roster_block", "roster_person", "roster_problem"] {
        let installation = Installation::open().await;
        let brand = installation.brand(&[1]).await;
        let file = Sheet::training(0..600).wrong_check_digit().workbook();
        installation.refuse(&format!("INSERT ON {table}")).await;
        let clerk = installation.unit(1);
        let send = || installation.try_bytes(&clerk, (brand, 1), SheetKind::Training, 2025, file.clone());
        let import = send().await.expect("an upload begins");
        let view = installation.checked(1, import).await;
        assert_eq!(view.state, ImportState::Failed, "{table}");
        assert!(view.failure.as_deref().is_some_and(|sentence| sentence.contains("重新上传")), "{view:?}");
        assert_eq!(installation.stored().await, 0, "{table}");

        installation.relent(table).await;
        let import = send().await.expect("the same file is taken again");
        let view = installation.checked(1, import).await;
        assert_eq!((view.state, view.accepted, view.rejected), (ImportState::Checked, 600, 1), "{table}");
        rosters::commit_import(&installation.app, &installation.unit(1), import).await.expect("published");
        installation.recounts_alike().await;
    }
}

/// Not even the failure could be written down: the check goes on by itself once the database is back.
#[tokio::test(flavor = "multi_thread")]
async fn a_check_waits_for_a_database_that_is_away_and_needs_no_restart() {
    let installation = Installation::open().await;
    let brand = installation.brand(&[1]).await;
    installation.refuse("UPDATE ON roster_import").await;
    let import = installation.upload(brand, 1, SheetKind::Training, 2025, &Sheet::training(0..20)).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(installation.status(1, import).await.state, ImportState::Checking);
    installation.relent("roster_import").await;
    let view = installation.checked(1, import).await;
    assert_eq!((view.state, view.people), (ImportState::Checked, 20));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_who_send_and_file_one_roster_at_once_end_with_one() {
    let installation = Installation::open().await;
    let brand = installation.brand(&[1]).await;
    let file = Sheet::training(0..300).workbook();
    let clerk = installation.unit(1);
    let send = || installation.try_bytes(&clerk, (brand, 1), SheetKind::Training, 2025, file.clone());
    let (one, other) = tokio::join!(send(), send());
    let (import, refused) = match (one, other) {
        (Ok(import), Err(refused)) | (Err(refused), Ok(import)) => (import, refused),
        both => panic!("one of them: {both:?}"),
    };
    assert!(message(&refused).contains("不必重复上传"), "{refused:?}");
    installation.checked(1, import).await;
    let file_it = || rosters::commit_import(&installation.app, &clerk, import);
    let (versions, refused) = match tokio::join!(file_it(), file_it()) {
        (Ok(versions), Err(refused)) | (Err(refused), Ok(versions)) => (versions, refused),
        both => panic!("one of them: {both:?}"),
    };
    assert!(message(&refused).contains("已经提交"), "{refused:?}");
    assert_eq!((versions.len(), installation.pinned(brand).await), (1, versions));
    let problems =
        rosters::problems(&installation.app, &clerk, import, &ProblemQuery::default()).await.expect("a page");
    assert!(problems.problems.is_empty());
    installation.recounts_alike().await;
}
