//! Rounds: when a list can be decided, and where a round's days may be moved.

use super::{Asked, Typed, day, filed, in_review, official, told};
use chrono::NaiveDate;
use domain::{
    access::Role,
    act::{
        Act, ApplicationStanding, DecideProposedList, ExtendRound, Form, Known, Recommend, RoundStanding, SetQuotas,
    },
    application::{Application, ApplicationEvent, Figures, Quota},
    builtin,
    ids::{ApplicationId, BrandId, NoticeId, RoundId, UnitId},
    namesake::{Borne, Namesake},
    notice::{Notice, NoticeEvent},
    refusal::Refusal,
    round::{Round, RoundEvent},
};

/// A round whose window was January 2025.
fn opened(recommend_by: NaiveDate) -> Round {
    let opened = RoundEvent::Opened {
        title: "2025年第一批".into(),
        year: 2025,
        policy: String::new(),
        opens: day("2025-01-01"),
        closes: day("2025-02-01"),
        recommend_by,
    };
    told(RoundId(1), vec![("2025-01-01", 4, opened)])
}

/// An application that both reviews passed.
fn reviewed(id: i64) -> Application {
    let opinion = || "材料齐全".to_owned();
    let visited = ApplicationEvent::SiteVisited {
        on: day("2025-02-12"),
        officers: 2,
        passed: true,
        opinion: opinion(),
        files: Vec::new(),
    };
    let mut reviewed = filed(vec![
        ("2025-02-10", 4, ApplicationEvent::AcceptedForReview { due: None }),
        ("2025-02-11", 4, ApplicationEvent::DocumentReviewed { passed: true, score: None, opinion: opinion() }),
        ("2025-02-12", 4, visited),
    ]);
    reviewed.id = ApplicationId(id);
    reviewed
}

#[test]
fn a_list_is_offered_where_a_brand_can_stand_on_it() {
    let round = opened(day("2025-03-01"));
    let offered = |candidates: Vec<Application>| {
        let candidates = candidates.into_iter().map(|of| (of, ApplicationStanding::default())).collect();
        let standing = RoundStanding { candidates, ..RoundStanding::default() };
        let by = official(4, Role::City);
        Asked::<DecideProposedList> { on: &round, part: (), by, standing, today: "2025-03-28" }.offered()
    };
    assert_eq!(offered(vec![in_review()]), Err(Refusal::ReviewMissing("资料评审")), "the one brand's own hindrance");
    assert!(matches!(offered(vec![in_review(), in_review()]), Err(Refusal::Plain(_))));
    assert_eq!(offered(vec![in_review(), reviewed(1)]), Ok(()));
}

#[test]
fn a_brand_that_has_its_title_under_another_number_is_not_listed() {
    let round = opened(day("2025-03-01"));
    let offered = |area: &str| {
        let namesake = Namesake {
            brand: BrandId(2),
            name: "晋江鞋服 制版师".into(),
            area: area.into(),
            lead: UnitId(2),
            title: Some(Borne { document: "泉人社文〔2024〕96号".into(), plaque: String::new() }),
            filed: None,
        };
        let known = ApplicationStanding { namesakes: vec![namesake], ..ApplicationStanding::default() };
        let standing = RoundStanding { candidates: vec![(reviewed(1), known)], ..RoundStanding::default() };
        let by = official(4, Role::City);
        Asked::<DecideProposedList> { on: &round, part: (), by, standing, today: "2025-03-28" }.offered()
    };
    assert!(matches!(offered("350582"), Err(Refusal::NameTitled { .. })));
    assert_eq!(offered("350583"), Ok(()), "another unit's, of another area");
}

#[test]
fn two_of_one_name_and_area_do_not_stand_on_one_list() {
    let round = opened(day("2025-03-01"));
    let candidates = [1, 2].map(|id| (reviewed(id), ApplicationStanding::default())).into();
    let standing = RoundStanding { candidates, ..RoundStanding::default() };
    let by = official(4, Role::City);
    let asked = Asked::<DecideProposedList> { on: &round, part: (), by, standing, today: "2025-03-28" };
    let list = |ids: &[i64]| {
        let applications = ids.iter().copied().map(ApplicationId).collect();
        DecideProposedList { title: "拟认定名单公示".into(), applications, corrects: None }
    };
    assert_eq!(asked.takes(list(&[1])), Ok(()));
    let both = asked.takes(list(&[1, 2]));
    assert!(matches!(&both, Err(Refusal::Field { field, .. }) if *field == "applications"), "{both:?}");
}

#[test]
fn a_guideline_has_three_figures_at_most() {
    let round = opened(day("2025-03-01"));
    let (by, standing) = (official(4, Role::City), RoundStanding::default());
    let asked = Asked::<SetQuotas> { on: &round, part: (), by, standing, today: "2025-01-28" };
    let quotas = |quota| {
        let (document, note) = ("泉人社函〔2025〕1号".into(), String::new());
        SetQuotas { quota: vec![("350582".into(), Some(quota))], document, note }
    };
    for beyond in [1_000, u32::MAX] {
        let taken = asked.takes(quotas(beyond));
        assert!(matches!(&taken, Err(Refusal::Fields(wrong)) if wrong[0].0 == "quota_350582"), "{taken:?}");
    }
    assert_eq!(asked.takes(quotas(999)), Ok(()));
    let wrong = asked.reads(&Typed(&[("quota_350582", "4294967295"), ("document", "")]));
    let fields: Vec<_> = wrong.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["quota_350582", "document"], "{wrong:?}");
}

#[test]
fn whoever_approves_a_list_reads_what_was_found_of_its_brands() {
    let (policy, round) = (builtin::policy(), opened(day("2025-03-01")));
    let candidates = vec![(reviewed(1), ApplicationStanding::default())];
    let standing = RoundStanding { candidates, ..RoundStanding::default() };
    let known = Known::<DecideProposedList> { on: &round, part: (), standing: &standing, policy: &policy };
    let mut form = Form::of(DecideProposedList::SPEC.fields);
    DecideProposedList::show(&known, &mut form);
    let rows: Vec<_> = form.beside.iter().map(|of| (of.label.as_str(), of.value.as_str())).collect();
    let found = "资料评审通过（2025年2月11日）；实地核查通过（2025年2月12日）";
    assert_eq!(rows, [("晋江鞋服制版师", found)]);
}

/// A notice that a brand left to be corrected.
fn left_by(brand: i64, notice: i64) -> Notice {
    let proposed = NoticeEvent::Proposed {
        round: RoundId(1),
        policy: String::new(),
        title: format!("第{notice}期公示"),
        applications: vec![ApplicationId(brand)],
        meeting: None,
        corrects: None,
        matter: None,
    };
    let removed = NoticeEvent::ApplicationRemoved { application: ApplicationId(brand), under: None };
    told(NoticeId(notice), vec![("2025-03-03", 4, proposed), ("2025-03-10", 4, removed)])
}

/// The list of a round with these brands to be listed and these notices to be corrected.
fn listing<'a>(round: &'a Round, brands: &[i64], correctable: Vec<Notice>) -> Asked<'a, DecideProposedList> {
    let candidates = brands.iter().map(|id| (reviewed(*id), ApplicationStanding::default())).collect();
    let standing = RoundStanding { candidates, correctable, ..RoundStanding::default() };
    Asked { on: round, part: (), by: official(4, Role::City), standing, today: "2025-03-28" }
}

#[test]
fn a_brand_that_left_a_notice_is_listed_only_to_correct_it() {
    let round = opened(day("2025-03-01"));
    let told = |asked: &Asked<'_, DecideProposedList>, brands: &[&str], corrects: &str| {
        let mut typed: Vec<_> = brands.iter().map(|id| ("applications", *id)).collect();
        typed.extend([("title", "名单公示"), ("corrects", corrects)]);
        asked.reads(&Typed(&typed))
    };
    let one = listing(&round, &[1, 2], vec![left_by(1, 1)]);
    let unnamed = told(&one, &["1", "2"], "");
    assert!(unnamed.len() == 1 && unnamed[0].0 == "corrects" && unnamed[0].1.contains("第1期公示"), "{unnamed:?}");
    assert!(told(&one, &["1", "2"], "1").is_empty(), "another brand may come with it");
    assert!(told(&one, &["2"], "").is_empty(), "it left none");
    assert_eq!(told(&one, &["2"], "1")[0].0, "corrects");
    let anew =
        DecideProposedList { title: "名单公示".into(), applications: vec![ApplicationId(1)], corrects: None };
    let taken = one.takes(anew);
    assert!(matches!(&taken, Err(Refusal::Field { field: "corrects", .. })), "{taken:?}");

    let two = listing(&round, &[1, 2], vec![left_by(2, 2), left_by(1, 1)]);
    let together = told(&two, &["1", "2"], "1");
    assert!(together[0].0 == "corrects" && together[0].1.contains("请分开列入名单"), "{together:?}");
    assert_eq!(told(&two, &["2"], "1")[0].0, "corrects", "it left the other");
    assert!(told(&two, &["2"], "2").is_empty());
    let twice = listing(&round, &[1], vec![left_by(1, 2), left_by(1, 1)]);
    assert!(told(&twice, &["1"], "2").is_empty() && !told(&twice, &["1"], "1").is_empty(), "the notice it left last");
}

#[test]
fn the_one_notice_that_all_left_is_chosen_at_first() {
    let round = opened(day("2025-03-01"));
    let chosen = |asked: Asked<'_, DecideProposedList>| {
        let form = asked.ready(|ready| {
            let mut form = Form::of(DecideProposedList::SPEC.fields);
            DecideProposedList::fill(&ready, &mut form);
            Ok(form)
        });
        let asked = form.expect("offered").questions.into_iter().find(|question| question.field.name == "corrects");
        asked.map(|question| question.value)
    };
    assert_eq!(chosen(listing(&round, &[1], vec![left_by(1, 1)])).as_deref(), Some("1"));
    assert_eq!(chosen(listing(&round, &[1, 2], vec![left_by(1, 1)])).as_deref(), Some(""), "the other left none");
    assert_eq!(chosen(listing(&round, &[1], vec![left_by(2, 2), left_by(1, 1)])).as_deref(), Some(""));
    assert_eq!(chosen(listing(&round, &[1], Vec::new())), None, "nothing to correct, nothing asked");
}

#[test]
fn all_that_is_wrong_with_a_rounds_days_is_told_at_once() {
    let round = opened(day("2025-04-30"));
    let by = official(4, Role::City);
    let asked =
        Asked::<ExtendRound> { on: &round, part: (), by, standing: RoundStanding::default(), today: "2025-03-28" };
    let told = |closes, recommend_by| {
        let typed = [("closes", closes), ("recommend_by", recommend_by), ("reason", "县区请求调整")];
        let taken =
            asked.takes(ExtendRound { closes: day(closes), recommend_by: day(recommend_by), reason: "调整".into() });
        let Err(Refusal::Fields(wrong)) = taken else { panic!("{taken:?}") };
        let mut read = asked.reads(&Typed(&typed));
        read.sort();
        let mut sorted = wrong;
        sorted.sort();
        assert_eq!(read, sorted, "the page and the click say the same");
        read.into_iter().map(|(field, sentence)| format!("{field}: {sentence}")).collect::<Vec<_>>()
    };
    let order = "recommend_by: 县级推荐截止不能早于申报截止，请核对。";
    assert_eq!(told("2025-03-10", "2025-03-01"), ["closes: 调整后的日期不能早于今天。", order]);
    let (early, past) = ("closes: 申报截止不能早于申报开始，请核对。", "recommend_by: 调整后的日期不能早于今天。");
    assert_eq!(told("2024-01-01", "2024-01-01"), [early, past]);
    assert_eq!(told("2025-02-01", "2025-04-30"), ["closes: 日期没有变化，不必调整。"]);
}

#[test]
fn a_round_is_not_moved_into_the_past() {
    let round = opened(day("2025-04-30"));
    let by = official(4, Role::City);
    let asked =
        Asked::<ExtendRound> { on: &round, part: (), by, standing: RoundStanding::default(), today: "2025-03-28" };
    let moved = |recommend_by| ExtendRound {
        closes: day("2025-02-01"),
        recommend_by: day(recommend_by),
        reason: "县区请求调整".into(),
    };
    let past = asked.takes(moved("2025-03-27"));
    assert!(matches!(&past, Err(Refusal::Fields(wrong)) if wrong[0].0 == "recommend_by"), "{past:?}");
    assert_eq!(asked.takes(moved("2025-03-28")), Ok(()), "what is over already may stay where it is");
    let fields = |closes, recommend_by| {
        let wrong = asked.reads(&Typed(&[("closes", closes), ("recommend_by", recommend_by)]));
        wrong.into_iter().map(|(field, _)| field).collect::<Vec<_>>()
    };
    assert_eq!(fields("2025-02-01", "2025-03-27"), ["recommend_by", "reason"], "told with the missing reason");
    assert_eq!(fields("2025-02-01", "2025-04-30"), ["closes", "reason"], "nothing is moved");
    assert_eq!(fields("2024-12-31", ""), ["closes", "recommend_by", "reason"]);
}

#[test]
fn a_rank_that_its_county_gave_is_not_given_again() {
    let admitted = ApplicationEvent::Admitted { figures: Figures::default(), findings: Vec::new(), pool_entry: true };
    let pooled = filed(vec![("2025-02-10", 4, admitted)]);
    let standing = ApplicationStanding {
        quota: Some(Quota { guideline: None, used: 2 }),
        recommend_by: Some(day("2025-04-30")),
        ranks: [1, 3].into(),
        ..ApplicationStanding::default()
    };
    let by = official(4, Role::County);
    let asked = Asked::<Recommend> { on: &pooled, part: (), by, standing, today: "2025-03-28" };
    for (rank, free) in [(0, false), (1, false), (2, true), (3, false), (4, true)] {
        let taken = asked.takes(Recommend { rank, opinion: "择优推荐".into() });
        let refused = matches!(&taken, Err(Refusal::Field { field: "rank", .. }));
        assert!(if free { taken.is_ok() } else { refused }, "{rank}: {taken:?}");
    }
    let wrong = asked.reads(&Typed(&[("rank", "3"), ("opinion", "")]));
    let fields: Vec<_> = wrong.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["rank", "opinion"], "{wrong:?}");
    assert!(wrong[0].1.contains("请从第 4 位起排"), "{wrong:?}");
}
