//! A roster from its upload to the counts of an application: two steps, versions, people counted once, disputes both ways.

mod away;
mod city;
mod comparisons;
mod given_up;
mod roster_city;
mod signs;
mod verdicts;

use app::{
    Error,
    rosters::{self, Difference, ImportState, ProblemQuery},
};
use domain::{
    access::{Actor, Denied},
    finding::Count,
    identity::DocumentKind,
    roster::{Ledger, Severity, SheetKind},
};
use roster_city::{Installation, Sheet};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use storage::entities::{access_record, roster_match, roster_person, roster_tally, roster_version};

fn message(error: &Error) -> String {
    match error {
        Error::Invalid(fields) => fields[0].message.clone(),
        other => other.to_string(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roster_is_checked_then_committed_and_only_then_counts() {
    let installation = Installation::open().await;
    let brand = installation.brand(&[1]).await;
    let sheet = Sheet::training(0..20).repeat_last().wrong_check_digit().passport();
    let import = installation.upload(brand, 1, SheetKind::Training, 2025, &sheet).await;
    let view = installation.checked(1, import).await;
    assert_eq!(view.state, ImportState::Checked);
    assert_eq!((view.rows, view.accepted, view.rejected), (23, 22, 1));
    assert_eq!((view.people, view.waiting, view.versions[0].no), (20, 1, None));
    assert!(installation.pinned(brand).await.is_empty(), "what is staged counts nowhere");

    let listed = rosters::problems(&installation.app, &installation.unit(1), import, &ProblemQuery::default())
        .await
        .expect("a page");
    let short: Vec<_> = listed.problems.iter().map(|p| (p.row, p.code.as_str(), p.severity)).collect();
    assert_eq!(
        short,
        [
            (22, "repeat_row", Severity::Warning),
            (23, "id_checksum", Severity::Error),
            (24, "document_to_confirm", Severity::Waiting)
        ]
    );
    for problem in &listed.problems {
        let digits = problem.message.chars().filter(char::is_ascii_digit).count();
        assert!(digits < 12, "numbers are masked: {}", problem.message);
    }
    let kinds = rosters::problem_kinds(&installation.app, &installation.unit(1), import).await.expect("kinds");
    assert_eq!((kinds[0].code.as_str(), kinds[0].count), ("id_checksum", 1));

    let versions = rosters::commit_import(&installation.app, &installation.unit(1), import).await.expect("published");
    let view = installation.status(1, import).await;
    assert_eq!((view.state, view.versions[0].no), (ImportState::Committed, Some(1)));
    assert_eq!(installation.pinned(brand).await, versions);
    let counts = installation.counts(&versions).await;
    assert_eq!(counts.trained, Count { verified: 20, disputed: 1, excluded: 0 });
    let again = rosters::commit_import(&installation.app, &installation.unit(1), import).await.expect_err("once only");
    assert!(message(&again).contains("已经提交"));
}

/// A marked copy, too, comes from a second reading of the same file.
#[tokio::test(flavor = "multi_thread")]
async fn old_and_open_workbooks_are_taken_like_any_other() {
    let installation = Installation::open().await;
    for name in ["libreoffice.xls", "sheetjs.xls", "libreoffice.ods", "sheetjs.ods"] {
        let brand = installation.brand(&[1]).await;
        let file = std::fs::read(format!("../spreadsheets/tests/data/made-by/{name}")).expect("the file stands");
        let actor = installation.unit(1);
        let taken = installation.try_bytes(&actor, (brand, 1), SheetKind::Training, 2025, file).await;
        let import = taken.unwrap_or_else(|error| panic!("{name}: {}", message(&error)));
        let view = installation.checked(1, import).await;
        assert_eq!((view.state, view.rows, view.people), (ImportState::Checked, 3, 3), "{name}");
        rosters::marked_workbook(&installation.app, &actor, import).await.expect("a copy");
        rosters::commit_import(&installation.app, &actor, import).await.expect("published");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_is_recognised_and_a_mended_one_becomes_the_next_version() {
    let installation = Installation::open().await;
    let brand = installation.brand(&[1]).await;
    // A workbook carries the second it was made in: the same file is the same bytes.
    let file = Sheet::training(0..10).workbook();
    let first = installation
        .try_bytes(&installation.unit(1), (brand, 1), SheetKind::Training, 2025, file.clone())
        .await
        .expect("taken in");
    let twice =
        installation.try_bytes(&installation.unit(1), (brand, 1), SheetKind::Training, 2025, file.clone()).await;
    assert!(message(&twice.expect_err("known")).contains("不必重复上传"));
    installation.checked(1, first).await;
    rosters::commit_import(&installation.app, &installation.unit(1), first).await.expect("published");
    let twice = installation.try_bytes(&installation.unit(1), (brand, 1), SheetKind::Training, 2025, file).await;
    assert!(message(&twice.expect_err("known")).contains("第 1 版"));
    // Another year is another roster.
    installation.upload(brand, 1, SheetKind::Training, 2024, &Sheet::training(0..10)).await;

    let mended = Sheet::training(2..14).mobile_of_first("13900000000");
    let second = installation.upload(brand, 1, SheetKind::Training, 2025, &mended).await;
    installation.checked(1, second).await;
    let differences =
        rosters::differences(&installation.app, &installation.unit(1), second).await.expect("differences");
    let expected = Difference { ledger: Ledger::Training, replaces: Some(1), came: 4, left: 2, changed: 1 };
    assert_eq!(differences, [expected]);
    let versions = rosters::commit_import(&installation.app, &installation.unit(1), second).await.expect("published");
    assert_eq!(installation.status(1, second).await.versions[0].no, Some(2));
    assert_eq!(installation.pinned(brand).await, versions);
    assert_eq!(installation.counts(&versions).await.trained.verified, 12);
    // Going back to the first file is a third version.
    let back = installation.upload(brand, 1, SheetKind::Training, 2025, &Sheet::training(0..10)).await;
    installation.checked(1, back).await;
    rosters::commit_import(&installation.app, &installation.unit(1), back).await.expect("published");
    assert_eq!(installation.status(1, back).await.versions[0].no, Some(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_sealed_and_read_back_as_filed() {
    let installation = Installation::open().await;
    let brand = installation.brand(&[1]).await;
    let import = installation.upload(brand, 1, SheetKind::Training, 2025, &Sheet::training(0..300)).await;
    installation.checked(1, import).await;
    let version = rosters::commit_import(&installation.app, &installation.unit(1), import).await.expect("published")[0];
    let prints = installation.app.vault().fingerprints();
    let print = |n| prints.person(DocumentKind::ResidentId.code(), &roster_city::number(n));
    let everybody = (0..300).map(print).collect();
    let found = rosters::rows_of(&installation.app, version, &everybody).await.expect("rows");
    let mut rows: Vec<_> = found.into_values().flatten().collect();
    rows.sort_by_key(|row| row.row);
    assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), (2..302).collect::<Vec<u32>>());
    assert_eq!(rows[7].values.document.number(), roster_city::number(7));
    assert_eq!(rows[7].values.text("training_category"), Some("manufacturing"));
    installation.assert_nowhere_in_plain(&roster_city::number(7));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_brands_claiming_one_person_in_one_ledger_and_year_are_disputed_both_ways() {
    let installation = Installation::open().await;
    let (ours, theirs) = (installation.brand(&[1]).await, installation.brand(&[2]).await);
    let mine = installation.published(ours, 1, SheetKind::Employment, 2025, &Sheet::employment(0..30)).await;
    let other = installation.published(theirs, 2, SheetKind::Employment, 2025, &Sheet::employment(20..60)).await;
    assert_eq!(
        installation.counts(&mine).await.employed,
        Count { verified: 30, disputed: 0, excluded: 0 },
        "nobody has submitted"
    );
    installation.claim(ours, &mine).await;
    assert_eq!(installation.counts(&mine).await.employed, Count { verified: 30, disputed: 0, excluded: 0 });
    assert_eq!(installation.counts(&other).await.employed, Count { verified: 30, disputed: 10, excluded: 0 });
    installation.claim(theirs, &other).await;
    assert_eq!(installation.counts(&mine).await.employed, Count { verified: 20, disputed: 10, excluded: 0 });
    assert_eq!(installation.counts(&other).await.employed, Count { verified: 30, disputed: 10, excluded: 0 });
    installation.release(theirs).await;
    assert_eq!(installation.counts(&mine).await.employed, Count { verified: 30, disputed: 0, excluded: 0 });
}

#[tokio::test(flavor = "multi_thread")]
async fn across_years_and_ledgers_an_overlap_is_no_dispute_and_people_count_once() {
    let installation = Installation::open().await;
    let (ours, theirs) = (installation.brand(&[1]).await, installation.brand(&[2]).await);
    let mut mine = installation.published(ours, 1, SheetKind::Employment, 2025, &Sheet::employment(0..30)).await;
    mine.extend(
        installation.published(ours, 1, SheetKind::Employment, 2024, &Sheet::employment_in(2024, 10..40)).await,
    );
    let training = installation.published(theirs, 2, SheetKind::Training, 2025, &Sheet::training(0..30)).await;
    let year = installation.published(theirs, 2, SheetKind::Employment, 2023, &Sheet::employment_in(2023, 0..30)).await;
    installation.claim(theirs, &training.into_iter().chain(year).collect::<Vec<_>>()).await;
    installation.claim(ours, &mine).await;
    let counts = installation.counts(&mine).await;
    assert_eq!(counts.employed, Count { verified: 40, disputed: 0, excluded: 0 });
    assert_eq!(counts.employment_ledger.map(|ledger| ledger.rows), Some(60));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_under_another_name_elsewhere_waits_on_both_sides_until_it_is_mended() {
    let installation = Installation::open().await;
    let (ours, theirs) = (installation.brand(&[1]).await, installation.brand(&[2]).await);
    let mine = installation.published(ours, 1, SheetKind::Training, 2024, &Sheet::training_in(2024, 0..5)).await;
    let wrong = Sheet::employment(4..8).name_of_first("欧阳示例");
    let import = installation.upload(theirs, 2, SheetKind::Employment, 2025, &wrong).await;
    installation.checked(2, import).await;
    let page = rosters::problems(&installation.app, &installation.unit(2), import, &ProblemQuery::default())
        .await
        .expect("a page");
    assert_eq!(
        page.problems.iter().map(|p| (p.row, p.code.as_str())).collect::<Vec<_>>(),
        [(2, "name_conflict_elsewhere")]
    );
    let other = rosters::commit_import(&installation.app, &installation.unit(2), import).await.expect("published");
    assert_eq!(installation.counts(&other).await.employed, Count { verified: 3, disputed: 1, excluded: 0 });
    assert_eq!(installation.counts_for(&mine, 2024).await.trained, Count { verified: 4, disputed: 1, excluded: 0 });
    let mended = installation.published(theirs, 2, SheetKind::Employment, 2025, &Sheet::employment(4..8)).await;
    assert_eq!(installation.counts(&mended).await.employed, Count { verified: 4, disputed: 0, excluded: 0 });
    assert_eq!(installation.counts_for(&mine, 2024).await.trained, Count { verified: 5, disputed: 0, excluded: 0 });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_combined_sheet_feeds_both_ledgers_with_two_versions() {
    let installation = Installation::open().await;
    let brand = installation.brand(&[1]).await;
    let sheet = Sheet::combined(0..12);
    let import = installation.upload(brand, 1, SheetKind::Combined, 2025, &sheet).await;
    installation.checked(1, import).await;
    let versions = rosters::commit_import(&installation.app, &installation.unit(1), import).await.expect("published");
    assert_eq!(versions.len(), 2);
    let counts = installation.counts(&versions).await;
    assert_eq!((counts.trained.verified, counts.employed.verified), (12, 12));
    // A training file alone, filed as combined, leaves the employment roster as it is.
    let more = installation.published(brand, 1, SheetKind::Combined, 2025, &Sheet::training(0..15)).await;
    assert_eq!(more.len(), 1);
    let pinned = installation.pinned(brand).await;
    let counts = installation.counts(&pinned).await;
    assert_eq!((counts.trained.verified, counts.employed.verified), (15, 12));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_unit_itself_and_its_county_file_for_it() {
    let installation = Installation::open().await;
    let brand = installation.brand(&[1, 3]).await;
    let file = async |who: Actor, unit| {
        installation.try_bytes(&who, (brand, unit), SheetKind::Training, 2025, Sheet::training(0..3).workbook()).await
    };
    for (who, unit) in [
        (installation.unit(2), 2),
        (installation.unit(2), 1),
        (installation.unit(3), 1),
        (installation.county("350583"), 1),
    ] {
        let error = file(who.clone(), unit).await.expect_err("not theirs");
        assert!(matches!(error, Error::Denied(_) | Error::NotFound), "{who:?}: {error}");
    }
    assert!(matches!(file(installation.city_officer(), 1).await.expect_err("a city does not file"), Error::Denied(_)));
    let own_county = file(installation.county("350582"), 1).await.expect_err("nothing is keyed in");
    assert!(matches!(own_county, Error::Denied(Denied::NotYours(_))), "{own_county}");
    installation.keyed_in(brand, &[1, 3]).await;
    let import = file(installation.county("350582"), 1).await.expect("keyed in");
    installation.checked(1, import).await;
    let partner = rosters::import_status(&installation.app, &installation.unit(3), import).await;
    let hidden = matches!(partner, Err(Error::Denied(Denied::Hidden)));
    assert!(hidden, "partners see their own rosters only: {partner:?}");
    assert!(rosters::import_status(&installation.app, &installation.city_officer(), import).await.is_ok());
    let marked = rosters::marked_workbook(&installation.app, &installation.city_officer(), import).await;
    assert!(matches!(marked, Err(Error::Denied(Denied::NotYours("培育单位")))), "{marked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_marked_workbook_is_mended_and_uploaded_again() {
    let installation = Installation::open().await;
    let brand = installation.brand(&[1]).await;
    let sheet = Sheet::training(0..4).wrong_check_digit();
    let import = installation.upload(brand, 1, SheetKind::Training, 2025, &sheet).await;
    installation.checked(1, import).await;
    let marked = rosters::marked_workbook(&installation.app, &installation.unit(1), import).await.expect("a copy");
    let rows = roster_city::sheet::texts(marked);
    assert_eq!(rows.len(), 6);
    assert_eq!(rows[0].last().map(String::as_str), Some("问题说明"));
    assert!(rows[5].last().is_some_and(|text| text.starts_with("证件号码：“350527")), "{:?}", rows[5]);
    let at = rows[0].iter().position(|label| label == "证件号码").expect("a column");
    let mut mended = rows;
    mended[5][at] = roster_city::number(900);
    let mended = roster_city::sheet::workbook(mended.into_iter());
    let again = installation
        .try_bytes(&installation.unit(1), (brand, 1), SheetKind::Training, 2025, mended)
        .await
        .expect("taken");
    let view = installation.checked(1, again).await;
    assert_eq!((view.rows, view.accepted, view.rejected), (5, 5, 0));
    let page = rosters::problems(&installation.app, &installation.unit(1), again, &ProblemQuery::default())
        .await
        .expect("a page");
    assert!(page.problems.is_empty(), "{:?}", page.problems);
}

#[tokio::test(flavor = "multi_thread")]
async fn templates_come_back_readable_and_empty() {
    let installation = Installation::open().await;
    let brand = installation.brand(&[1]).await;
    for kind in [SheetKind::Training, SheetKind::Employment, SheetKind::Combined] {
        let bytes = rosters::template(kind, 2025).expect("a template");
        let import = installation.try_bytes(&installation.unit(1), (brand, 1), kind, 2025, bytes).await.expect("taken");
        let view = installation.checked(1, import).await;
        assert_eq!((view.state, view.rows), (ImportState::Checked, 0), "{:?}", view.failure);
        let page = rosters::problems(&installation.app, &installation.unit(1), import, &ProblemQuery::default())
            .await
            .expect("page");
        assert!(page.problems.is_empty(), "{:?}", page.problems);
        let empty = rosters::commit_import(&installation.app, &installation.unit(1), import)
            .await
            .expect_err("nothing to count");
        assert!(message(&empty).contains("没有一行"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_counter_changed_behind_the_programs_back_is_found_and_mended() {
    let installation = Installation::open().await;
    let (ours, theirs) = (installation.brand(&[1, 3]).await, installation.brand(&[2]).await);
    let mut mine = installation.published(ours, 1, SheetKind::Combined, 2025, &Sheet::combined(0..20).passport()).await;
    mine.extend(
        installation.published(ours, 3, SheetKind::Employment, 2024, &Sheet::employment_in(2024, 15..30)).await,
    );
    let other = installation.published(theirs, 2, SheetKind::Employment, 2025, &Sheet::employment(10..40)).await;
    installation.claim(ours, &mine).await;
    installation.claim(theirs, &other).await;
    let counts = installation.counts(&mine).await;
    // Ten are claimed by both; five of them stand beyond doubt in the year before.
    assert_eq!(counts.employed, Count { verified: 25, disputed: 6, excluded: 0 });
    assert_eq!(counts.trained, Count { verified: 20, disputed: 1, excluded: 0 });
    installation.recounts_alike().await;

    let conn = installation.app.db().reader();
    roster_tally::Entity::update_many()
        .col_expr(roster_tally::Column::Disputed, Expr::value(0))
        .filter(roster_tally::Column::Brand.eq(ours.0))
        .filter(roster_tally::Column::Measure.eq("employed"))
        .filter(roster_tally::Column::Disputed.gt(0))
        .exec(conn)
        .await
        .expect("altered");
    roster_version::Entity::update_many()
        .col_expr(roster_version::Column::People, Expr::value(5_000))
        .filter(roster_version::Column::Id.eq(other[0].0))
        .exec(conn)
        .await
        .expect("altered");
    roster_match::Entity::delete_many()
        .filter(roster_match::Column::Version.eq(other[0].0))
        .exec(conn)
        .await
        .expect("altered");
    let found = rosters::recount(&installation.app).await.expect("a recount");
    let of: Vec<&str> = found.differences.iter().map(|found| found.of.as_str()).collect();
    assert!(of.iter().any(|of| of.ends_with("的人数")) && of.iter().any(|of| of.ends_with("employed")), "{of:?}");
    assert!(of.iter().any(|of| of.ends_with("存疑的人")), "{of:?}");
    let mended = rosters::mend(&installation.app).await.expect("mended");
    assert_eq!(mended.differences, found.differences);
    installation.recounts_alike().await;
    assert_eq!(installation.counts(&mine).await, counts);
    let log = access_record::Entity::find().filter(access_record::Column::Kind.eq("mend_counts"));
    assert_eq!(log.count(conn).await.expect("a count"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_reads_its_figures_and_counts_nobody() {
    let installation = Installation::open().await;
    let brand = installation.brand(&[1]).await;
    let mut versions = installation.published(brand, 1, SheetKind::Training, 2025, &Sheet::training(0..10)).await;
    versions.extend(installation.published(brand, 1, SheetKind::Employment, 2025, &Sheet::employment(0..9)).await);
    versions.extend(
        installation.published(brand, 1, SheetKind::Employment, 2024, &Sheet::employment_in(2024, 5..12)).await,
    );
    let counts = installation.counts(&versions).await;
    assert_eq!((counts.trained.verified, counts.employed.verified), (10, 12));
    roster_person::Entity::delete_many().exec(installation.app.db().reader()).await.expect("emptied");
    assert_eq!(installation.counts(&versions).await, counts);
    // A set that nobody asks for is counted on the spot.
    assert_eq!(installation.counts(&versions[..2]).await.employed.verified, 9, "a version alone is kept");
    assert!(!rosters::recount(&installation.app).await.expect("a recount").differences.is_empty());
}
