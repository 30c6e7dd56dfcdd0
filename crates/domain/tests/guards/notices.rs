//! Notices: the text is approved before it is posted, a late record is explained, and the days run from what came last.

use super::{Asked, Typed, at, day, filed, official, told};
use domain::{
    access::Role,
    act::{ApplicationStanding, ApproveNoticeText, NoticeStanding, PublishNotice, Recognise},
    application::{Application, ApplicationEvent, Figures},
    event::Moment,
    ids::{ApplicationId, FileId, NoticeId, RoundId},
    notice::{Notice, NoticeEvent, WebsiteEvidence},
    notice_text::{ListedBrand, NoticeText},
    refusal::Refusal,
};

const NOTICE: NoticeId = NoticeId(1);

/// An application on the list that was decided on 3 March 2025, a Monday.
fn proposed(id: i64) -> Application {
    let mut proposed = filed(vec![
        ("2025-02-10", 4, ApplicationEvent::AcceptedForReview { due: None }),
        ("2025-03-03", 4, ApplicationEvent::Proposed { notice: NOTICE, figures: Figures::default() }),
    ]);
    proposed.id = ApplicationId(id);
    proposed
}

fn decided() -> (&'static str, i64, NoticeEvent) {
    let decided = NoticeEvent::Proposed {
        round: RoundId(1),
        policy: String::new(),
        title: "拟认定名单公示".into(),
        applications: vec![ApplicationId(1), ApplicationId(2)],
        meeting: None,
        corrects: None,
        matter: None,
    };
    ("2025-03-03", 4, decided)
}

/// Its text with both brands, approved at noon of 4 March.
fn approved() -> (&'static str, i64, NoticeEvent) {
    let brand = |id| ListedBrand {
        application: ApplicationId(id),
        brand: format!("品牌{id}"),
        units: Vec::new(),
        area: "晋江市".into(),
    };
    let text = NoticeText {
        title: "拟认定名单公示".into(),
        opening: "现予公示。".into(),
        listed: vec![brand(1), brand(2)],
        closing: "有异议的，请书面提出。".into(),
        signed_by: "泉州市人力资源和社会保障局".into(),
    };
    ("2025-03-04", 4, NoticeEvent::TextApproved { digest: text.digest(), text, matter: None })
}

fn both() -> NoticeStanding {
    of([1, 2])
}

fn of(ids: impl IntoIterator<Item = i64>) -> NoticeStanding {
    let applications = ids.into_iter().map(|id| (proposed(id), ApplicationStanding::default())).collect();
    NoticeStanding { applications, corrects: None }
}

/// Its publication, put on record at noon of a day.
fn recorded<'a>(notice: &'a Notice, standing: NoticeStanding, today: &'a str) -> Asked<'a, PublishNotice> {
    Asked { on: notice, part: (), by: official(4, Role::City), standing, today }
}

fn publication(published: Moment, late_reason: &str) -> PublishNotice {
    let url = "https://rsj.quanzhou.gov.cn/gs/1.htm".into();
    PublishNotice { url, published, screenshot: FileId(1), late_reason: late_reason.into() }
}

fn wrong(refused: Result<(), Refusal>) -> String {
    match refused {
        Err(Refusal::Field { field, .. }) => field.to_owned(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_list_is_published_by_its_approved_text_alone() {
    let listed = told::<Notice>(NOTICE, vec![decided()]);
    assert!(matches!(recorded(&listed, both(), "2025-03-04").offered(), Err(Refusal::WrongState { .. })));
    let text =
        ApproveNoticeText { opening: "现予公示。".into(), closing: "有异议的，请书面提出。".into() };
    let by = official(4, Role::City);
    let asked = Asked::<ApproveNoticeText> { on: &listed, part: (), by, standing: both(), today: "2025-03-04" };
    assert_eq!(asked.takes(text.clone()), Ok(()));
    assert_eq!(wrong(asked.takes(ApproveNoticeText { opening: " ".into(), ..text.clone() })), "opening");
    assert_eq!(wrong(asked.takes(ApproveNoticeText { closing: String::new(), ..text })), "closing");

    let approved = told::<Notice>(NOTICE, vec![decided(), approved()]);
    assert_eq!(recorded(&approved, both(), "2025-03-04").offered(), Ok(()));
    let one_left = recorded(&approved, of([1]), "2025-03-04").offered();
    assert_eq!(one_left, Err(Refusal::Plain("公示文本核定后有品牌退出名单，请重新核定公示文本。")));
    let all_left = recorded(&approved, of([]), "2025-03-04").offered();
    assert_eq!(all_left, Err(Refusal::Plain("名单上的品牌均已退出，不能发布。")));
}

#[test]
fn it_was_posted_after_its_text_was_approved_and_a_late_record_says_why() {
    let notice = told::<Notice>(NOTICE, vec![decided(), approved()]);
    let posted =
        |on: &str, why: &str, today: &'static str| recorded(&notice, both(), today).takes(publication(at(on), why));
    assert_eq!(posted("2025-03-04", "", "2025-03-04"), Ok(()));
    assert_eq!(wrong(posted("2025-03-03", "补登", "2025-03-10")), "published_on", "before the text was approved");
    let morning = at("2025-03-04") - chrono::TimeDelta::minutes(1);
    let early = recorded(&notice, both(), "2025-03-04").takes(publication(morning, ""));
    assert_eq!(wrong(early), "published_at", "on the day, but before the text was approved");
    // A Friday's posting is put on record on the Monday after it, not on the Tuesday.
    assert_eq!(posted("2025-03-07", "", "2025-03-10"), Ok(()));
    assert_eq!(wrong(posted("2025-03-07", " ", "2025-03-11")), "late_reason");
    assert_eq!(posted("2025-03-07", "经办人出差", "2025-03-11"), Ok(()));

    let asked = recorded(&notice, both(), "2025-03-11");
    let wrong_at = |on, at, why| {
        let url = ("url", "https://rsj.quanzhou.gov.cn/gs/1.htm");
        let typed = [url, ("published_on", on), ("published_at", at), ("late_reason", why)];
        let wrong = asked.reads(&Typed(&typed)).into_iter().map(|(field, _)| field);
        wrong.filter(|field| field != "screenshot").collect::<Vec<_>>()
    };
    assert_eq!(wrong_at("2025-03-04", "11:59", ""), ["published_at", "late_reason"], "both told at once");
    assert_eq!(wrong_at("2025-03-03", "09:00", "出差"), ["published_on"]);
    assert!(wrong_at("2025-03-10", "09:00", "").is_empty());
}

/// What was put on record by a program that did not ask recognises nobody sooner (5.3.d).
#[test]
fn no_period_runs_from_before_the_list_was_decided() {
    let evidence = WebsiteEvidence { url: String::new(), at: at("2025-02-17"), screenshot: FileId(1) };
    let published = NoticeEvent::Published {
        evidence,
        published_on: day("2025-02-17"),
        working_days: 5,
        last_day: day("2025-02-24"),
        earliest_decision: day("2025-02-25"),
        listed: Vec::new(),
        late_reason: None,
    };
    let notice = told::<Notice>(NOTICE, vec![decided(), ("2025-03-03", 4, published)]);
    let mut application = proposed(1);
    let placed = ApplicationEvent::PlacedOnNotice { notice: NOTICE, last_day: day("2025-02-24") };
    domain::stream::Stream::apply(
        &mut application,
        &domain::event::Recorded { seq: 9, at: at("2025-03-03"), by: None, role: None, event: placed },
    );
    let offered = |today| {
        let applications = vec![(application.clone(), ApplicationStanding::default())];
        let standing = NoticeStanding { applications, corrects: None };
        Asked::<Recognise> { on: &notice, part: (), by: official(4, Role::City), standing, today }.offered()
    };
    let early = Err(Refusal::NoticeNotOver { last_day: day("2025-03-10") });
    assert_eq!([offered("2025-03-03"), offered("2025-03-10")], [early.clone(), early]);
    assert!(!matches!(offered("2025-03-11"), Err(Refusal::NoticeNotOver { .. })));
}
