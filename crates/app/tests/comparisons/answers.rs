//! What answers say of people, and who waits for a verdict because of it.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_refuted_wait_for_a_verdict_and_a_new_refutation_asks_again() {
    let installation = Installation::open().await;
    let (officials, brand, versions) = filed(&installation).await;
    let county = &officials.county;
    let id = released(&installation, &officials, brand, &release_to(Source::SocialInsurance, &versions)).await;
    installation.go_to("2026-03-10 09:00");
    answered(&installation, county, id, &[(0, "不一致"), (1, "不符"), (2, "一致"), (3, "未查到")], "2026-03-05").await;
    assert_eq!(employed(&installation, brand).await, count(28, 2, 0));
    let compared = installation.counts(&versions).await.employed_compared;
    assert_eq!(compared, Compared { confirmed: 1, refuted: 2, unknown: 1 });
    let people = waiting(&installation, county, brand).await;
    assert_eq!(people.len(), 2);
    for person in &people {
        assert_eq!(person.reasons.iter().copied().collect::<Vec<_>>(), [Reason::Refuted]);
        let said = &person.said[0];
        assert_eq!((said.mark, said.on, said.by.as_str()), (Mark::Refuted, day("2026-03-05"), "泉州市社会保险中心"));
        assert!(!person.sides[0].rows.is_empty(), "the rows behind it are shown");
    }
    decide(&installation, county, brand, &people[..1], Keeps::Here).await;
    decide(&installation, county, brand, &people[1..], Keeps::Nobody).await;
    assert_eq!(employed(&installation, brand).await, count(29, 0, 1));

    // An older day that comes in later is history; a newer refutation is a new question.
    answered(&installation, county, id, &[(2, "不一致")], "2026-03-02").await;
    assert_eq!(employed(&installation, brand).await, count(29, 0, 1), "the newer day said confirmed");
    answered(&installation, county, id, &[(0, "不一致"), (1, "不一致"), (2, "一致")], "2026-03-09").await;
    assert_eq!(employed(&installation, brand).await, count(28, 2, 0));
    decide(&installation, county, brand, &waiting(&installation, county, brand).await, Keeps::Nobody).await;
    answered(&installation, county, id, &[(0, "一致")], "2026-03-10").await;
    assert_eq!(employed(&installation, brand).await, count(28, 0, 2), "a verdict stands until somebody asks anew");

    // A roster that replaces the old one keeps what was said and decided.
    let replaced = installation.published(brand, 1, SheetKind::Employment, 2025, &Sheet::employment(0..32)).await;
    installation.claim(brand, &replaced).await;
    assert_eq!(employed(&installation, brand).await, count(30, 0, 2));
    assert_eq!(
        installation.counts(&replaced).await.employed_compared,
        Compared { confirmed: 2, refuted: 1, unknown: 1 }
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_drawn_before_a_refutation_decides_on_nobody() {
    let installation = Installation::open().await;
    let (officials, brand, versions) = filed(&installation).await;
    let id = released(&installation, &officials, brand, &release_to(Source::SocialInsurance, &versions)).await;
    installation.go_to("2026-03-10 09:00");
    answered(&installation, &officials.county, id, &[(0, "不一致")], "2026-03-05").await;
    let people = waiting(&installation, &officials.county, brand).await;
    answered(&installation, &officials.county, id, &[(0, "不一致")], "2026-03-08").await;
    let whom = Whom::Chosen(vec![people[0].chosen.clone()]);
    let verdict = Verdict { whom, keeps: Keeps::Here, reason: "核对缴费凭证。".into() };
    let error =
        rosters::decide_people(&installation.app, &officials.county, brand, &verdict).await.expect_err("changed");
    field(error, "people", "已有变化");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_policy_says_so_the_unconfirmed_wait_and_unknown_never_confirms() {
    let installation = Installation::open().await;
    let (officials, brand, versions) = filed(&installation).await;
    let county = &officials.county;
    installation.claim_with(brand, &versions, Unconfirmed::Wait).await;
    assert_eq!(employed(&installation, brand).await, count(0, 30, 0));
    let id = released(&installation, &officials, brand, &release_to(Source::SocialInsurance, &versions)).await;
    let said: Vec<_> = (0..20).map(|at| (at, "一致")).chain([(20, "未查到"), (21, "不一致")]).collect();
    answered(&installation, county, id, &said, TODAY).await;
    assert_eq!(employed(&installation, brand).await, count(20, 10, 0));
    let people = waiting(&installation, county, brand).await;
    let reasons = |reason| people.iter().filter(|person| person.reasons.contains(&reason)).count();
    assert_eq!((people.len(), reasons(Reason::Unconfirmed), reasons(Reason::Refuted)), (10, 10, 1));
    assert_eq!(rosters::decidable(&installation.app, county, brand, Some(Reason::Refuted)).await.expect("a figure"), 1);
    decide(&installation, county, brand, &people, Keeps::Here).await;
    assert_eq!(employed(&installation, brand).await, count(30, 0, 0));
    installation.release(brand).await;
    assert_eq!(employed(&installation, brand).await, count(30, 0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_cannot_be_read_is_told_cell_by_cell_and_counts_nowhere() {
    let installation = Installation::open().await;
    let (officials, brand, versions) = filed(&installation).await;
    let county = &officials.county;
    let id = released(&installation, &officials, brand, &release_to(Source::SocialInsurance, &versions)).await;
    let list = rows(&installation, county, id).await;
    let try_one = async |text: String| brought(&installation, county, id, ("答复.csv", text.into_bytes()), TODAY).await;
    let line = |at: usize| list[at][0].clone();
    let text = format!(
        "社会保险中心答复\n编号,比对结果,比对日期\n{0},好像是,\n{1},一致,2026-02-01\n{2},一致,\n{2},不一致,\nZ123,一致,\n,一致,\n",
        line(1),
        line(2),
        line(3)
    );
    let wrong = try_one(text).await.expect("read").expect_err("faults").told;
    let told: Vec<_> = wrong.iter().map(|wrong| (wrong.row, wrong.column.as_str())).collect();
    assert_eq!(told, [(3, "比对结果"), (4, "比对日期"), (6, "编号"), (8, "证件号码"), (7, "编号")]);
    assert!(wrong[0].message.contains("好像是") && wrong[2].message.contains("第 5 行"), "{wrong:?}");
    field(try_one("甲,乙\n1,2\n".into()).await.expect_err("no heads"), "comparison_answer", "没有找到表头");
    field(try_one("编号,比对结果\n".into()).await.expect_err("empty"), "comparison_answer", "没有填写任何结果");
    let good = format!("编号,比对结果\n{},一致\n{},\n", line(1), line(2));
    let late = brought(&installation, county, id, ("答复.csv", good.clone().into_bytes()), "2026-03-02").await;
    field(late.expect_err("tomorrow"), "on", "不晚于今天");
    let answer = try_one(good.clone()).await.expect("read").expect("nothing is wrong");
    field(try_one(good).await.expect_err("twice"), "comparison_answer", "已经上传过");
    let view = comparisons::answers(&installation.app, county, id).await.expect("answers").remove(0);
    assert_eq!((view.confirmed, view.blank, view.state), (1, 1, comparisons::AnswerState::Checked));
    assert_eq!(
        installation.counts(&versions).await.employed_compared,
        Compared::default(),
        "what is checked counts nowhere"
    );
    let elsewhere = comparisons::record_answer(&installation.app, &officials.nanan, id, answer).await;
    assert!(matches!(elsewhere, Err(Error::Denied(Denied::Hidden))), "{elsewhere:?}");
    comparisons::record_answer(&installation.app, county, id, answer).await.expect("recorded");
    let twice = comparisons::record_answer(&installation.app, county, id, answer).await.expect_err("once only");
    assert!(twice.to_string().contains("这份答复已经登记，不必重复登记"), "{twice}");
    let given_up = comparisons::discard_answer(&installation.app, county, id, answer).await;
    let given_up = given_up.expect_err("recorded is recorded");
    assert!(given_up.to_string().contains("这份答复已经登记，不能放弃"), "{given_up}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_without_our_numbers_is_matched_by_document_and_name() {
    let installation = Installation::open().await;
    let (officials, brand, versions) = filed(&installation).await;
    let id = released(&installation, &officials, brand, &release_to(Source::RealName, &versions)).await;
    let list = rows(&installation, &officials.county, id).await;
    let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
    let heads = row(["姓名", "身份证号", "核对结果"]);
    let wrong = workbook([heads.clone(), row(["别的人", &list[1][4], "一致"])].into_iter());
    let wrong = brought(&installation, &officials.county, id, ("答复.xlsx", wrong), TODAY).await.expect("read");
    assert!(wrong.expect_err("another name").told[0].message.contains("姓名与花名册上的不同"));
    let good = workbook([heads, row([&list[1][3], &list[1][4], "不符"])].into_iter());
    let answer =
        brought(&installation, &officials.county, id, ("答复.xlsx", good), TODAY).await.expect("read").expect("good");
    comparisons::record_answer(&installation.app, &officials.county, id, answer).await.expect("recorded");
    installation.recounts_alike().await;
    assert_eq!(employed(&installation, brand).await, count(29, 1, 0));
}
