//! What an act's guard refuses, on streams folded of their events: dates before what must have come first, hands that may not
//! touch the money, steps out of their order. The page offers what the guard lets through, so both are asked here.

mod listed;
mod money;
mod notices;
mod rounds;
mod scores;

use chrono::{NaiveDate, TimeZone};
use domain::{
    access::{Actor, Role},
    act::{
        Act, AdmitToPool, ApplicationStanding, CheckUnit, Decline, Form, Given, Known, LeaveUnselected, Now, Permit,
        Ready, RecordService, RecordSiteVisit, RecordTitleService, ReturnForCorrection, Subject, form::Sent,
    },
    application::{Application, ApplicationEvent, Figures, Pinned, PinnedRoster, Reason, Resume, Shortfall},
    builtin,
    calendar::shanghai_offset,
    cultivation::Cultivation,
    event::{Event, Moment, Recorded},
    finding::{Finding, Outcome},
    ids::{AccountId, ApplicationId, BrandId, OfficeId, RosterVersionId, RoundId, UnitId},
    level::Level,
    policy::Policy,
    refusal::Refusal,
    service::{Paper, ServiceMethod},
    stream::{Stream, fold},
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn at(on: &str) -> Moment {
    let noon = day(on).and_hms_opt(12, 0, 0).expect("noon");
    shanghai_offset().from_local_datetime(&noon).single().expect("one noon").to_utc()
}

/// Events in order, each with its day and by whom.
fn told<S: Stream>(id: S::Id, events: Vec<(&str, i64, S::Event)>) -> S {
    let recorded = events.into_iter().zip(1..).map(|((on, by, event), seq)| {
        let (by, role) = (Some(AccountId(by)), None);
        Recorded { seq, at: at(on), by, role, event }
    });
    fold(id, &recorded.collect::<Vec<_>>()).expect("a stream")
}

fn official(account: i64, role: Role) -> Actor {
    let area = (role == Role::County).then(|| "350582".into());
    Actor { account: AccountId(account), role, office: Some(OfficeId(1)), area, unit: None }
}

/// What is asked of an act, where and when.
struct Asked<'a, A: Act> {
    on: &'a A::On,
    part: A::Part,
    by: Actor,
    standing: <A::On as Subject>::Standing,
    today: &'a str,
}

impl<A: Act> Asked<'_, A> {
    /// Whether it is offered, as the page asks it.
    fn offered(&self) -> Result<(), Refusal> {
        self.ready(|_| Ok(()))
    }

    /// Whether this is taken.
    fn takes(&self, act: A) -> Result<(), Refusal> {
        self.ready(|ready| {
            let mut given = Given::default();
            act.wants(&ready).into_iter().for_each(|want| given.put(want, 1));
            act.decide(ready, &mut given).map(drop)
        })
    }

    /// What its form says to these answers.
    fn reads(&self, sent: &dyn Sent) -> Vec<(String, String)> {
        let mut wrong = Vec::new();
        let asked = self.ready(|ready| {
            let mut form = Form::of(A::SPEC.fields);
            A::fill(&ready, &mut form);
            wrong = form.read(sent).err().unwrap_or_default();
            Ok(())
        });
        asked.expect("it is offered");
        wrong
    }

    fn ready<T>(&self, done: impl FnOnce(Ready<'_, A>) -> Result<T, Refusal>) -> Result<T, Refusal> {
        self.ready_under(&builtin::policy(), done)
    }

    fn ready_under<T>(
        &self,
        policy: &Policy,
        done: impl FnOnce(Ready<'_, A>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let calendar = builtin::calendar();
        let permit = Permit::of(&self.by, A::SPEC.desks, self.on).expect("a desk that has the act");
        let at = at(self.today);
        let now = Now::<A>::looked_at(self.on, self.part, &permit, &self.standing, policy, &calendar, at);
        done(Ready::check(now)?)
    }
}

/// That a date is refused at its field, and why.
#[track_caller]
fn early(refused: Result<(), Refusal>, at: &str, why: &str) {
    let Err(Refusal::Field { field, sentence }) = refused else { panic!("{refused:?}") };
    assert!(field == at && sentence.contains("不能早于") && sentence.contains(why), "{field}: {sentence}");
}

#[test]
fn a_title_is_not_handed_over_before_it_was_announced() {
    let cultivation = money::funded(Vec::new());
    let by = official(3, Role::County);
    let standing = <Cultivation as Subject>::Standing::default();
    let asked = Asked::<RecordTitleService> { on: &cultivation, part: (), by, standing, today: "2025-03-28" };
    let served = |on| {
        let (method, signer) = (ServiceMethod::Post, "林某".into());
        RecordTitleService { method, on: day(on), signer, proof: None }
    };
    early(asked.takes(served("2020-01-01")), "on", "2025年3月11日（认定公布之日）");
    assert_eq!(asked.takes(served("2025-03-11")), Ok(()));
}

/// An application handed in on 10 January 2025 and moved on by these events.
fn filed(then: Vec<(&'static str, i64, ApplicationEvent)>) -> Application {
    let (title, units) = ("晋江鞋服制版师".to_owned(), vec![UnitId(1)]);
    let drafted = ApplicationEvent::Drafted {
        brand: BrandId(1),
        round: RoundId(1),
        area: "350582".into(),
        units: units.clone(),
        policy: String::new(),
        title: title.clone(),
        on_behalf: false,
    };
    let pinned = Pinned { submission: 1, digest: "0".repeat(64), rosters: Vec::new() };
    let submitted = ApplicationEvent::Submitted { title, units, pinned, figures: Figures::default(), due: None };
    let began = vec![("2025-01-02", 1, drafted), ("2025-01-10", 1, submitted)];
    told(ApplicationId(1), began.into_iter().chain(then).collect())
}

fn in_review() -> Application {
    filed(vec![("2025-02-10", 4, ApplicationEvent::AcceptedForReview { due: None })])
}

fn of_application<A: Act<On = Application, Part = ()>>(on: &Application, role: Role) -> Asked<'_, A> {
    Asked { on, part: (), by: official(4, role), standing: ApplicationStanding::default(), today: "2025-03-28" }
}

#[test]
fn a_site_is_not_visited_before_the_citys_review() {
    let application = in_review();
    let asked = of_application::<RecordSiteVisit>(&application, Role::City);
    let visit = |on| {
        let (opinion, record, photo) = ("与申报一致".into(), None, None);
        RecordSiteVisit { on: day(on), officers: 2, passed: true, opinion, record, photo }
    };
    early(asked.takes(visit("2025-02-09")), "on", "2025年2月10日（受理评审之日）");
    assert_eq!(asked.takes(visit("2025-02-10")), Ok(()));
}

#[test]
fn a_look_at_a_unit_is_recorded_while_it_holds() {
    let application = in_review();
    let asked = of_application::<CheckUnit>(&application, Role::City);
    let check = |on| {
        let (no_violation, not_debtor, evidence) = (true, true, None);
        CheckUnit { unit: UnitId(1), no_violation, not_debtor, checked_on: day(on), evidence }
    };
    early(asked.takes(check("2025-02-25")), "checked_on", "2025年2月26日（查询结果 30 天内有效）");
    assert_eq!(asked.takes(check("2025-02-26")), Ok(()));
}

#[test]
fn a_paper_is_not_handed_over_before_its_decision() {
    let by = Level::County;
    let reasons = vec![Reason { clause: "3.3.a".into(), text: "人数不足".into() }];
    let review_channel = "市人社局".to_owned();
    let declined = filed(vec![("2025-02-10", 4, ApplicationEvent::Declined { by, reasons, review_channel })]);
    let returned = ApplicationEvent::Returned {
        by,
        shortfalls: Vec::new(),
        resume: domain::application::Resume::Submitted,
        matter: None,
    };
    let returned = filed(vec![("2025-02-10", 4, returned)]);
    for (application, paper, why) in [
        (&declined, Paper::DeclineNotice, "2025年2月10日（决定不予通过之日）"),
        (&returned, Paper::CorrectionNotice, "2025年2月10日（决定退回补正之日）"),
    ] {
        let asked = of_application::<RecordService>(application, Role::County);
        let served = |on| {
            let (method, signer) = (ServiceMethod::InPerson, "林某".into());
            RecordService { paper, method, on: day(on), signer, proof: None }
        };
        early(asked.takes(served("2023-02-10")), "on", why);
        assert_eq!(asked.takes(served("2025-02-10")), Ok(()));
    }
}

#[test]
fn an_older_look_at_a_unit_does_not_take_the_place_of_a_newer_one() {
    let looked = |on: &str| {
        let (no_violation, not_debtor, checked_on, evidence) = (true, false, day(on), None);
        ApplicationEvent::UnitChecked { unit: UnitId(1), no_violation, not_debtor, checked_on, evidence }
    };
    let application = filed(vec![
        ("2025-02-10", 4, ApplicationEvent::AcceptedForReview { due: None }),
        ("2025-03-20", 4, looked("2025-03-20")),
    ]);
    let asked = of_application::<CheckUnit>(&application, Role::City);
    let clean =
        |on| CheckUnit { unit: UnitId(1), no_violation: true, not_debtor: true, checked_on: day(on), evidence: None };
    let older = asked.takes(clean("2025-03-10"));
    assert!(matches!(older, Err(Refusal::Field { field: "checked_on", .. })), "{older:?}");
    assert_eq!(asked.takes(clean("2025-03-20")), Ok(()), "looked at again on the same day");
    let typed = [("unit", "1"), ("no_violation", "yes"), ("not_debtor", ""), ("checked_on", "2025-03-10")];
    let fields: Vec<_> = asked.reads(&Typed(&typed)).into_iter().map(|(field, _)| field).collect();
    assert_eq!(
        fields,
        ["unit", "not_debtor", "checked_on"],
        "told with everything else; this application names no unit"
    );
}

#[test]
fn a_correction_is_judged_anew() {
    let judged =
        |clause: &str, met| ApplicationEvent::Judged { clause: clause.into(), met, reason: "查阅记录".into() };
    let accepted = ApplicationEvent::NameExceptionDecided { accepted: true, reason: "沿用多年".into() };
    let returned = ApplicationEvent::Returned {
        by: Level::County,
        shortfalls: Vec::new(),
        resume: Resume::Submitted,
        matter: None,
    };
    let again = |title: &str, digest: &str, rosters: &[RosterVersionId]| {
        let pinned_roster = |version: &RosterVersionId| PinnedRoster { version: *version, digest: "2".repeat(64) };
        let rosters = rosters.iter().map(pinned_roster).collect();
        let pinned = Pinned { submission: 2, digest: digest.repeat(64), rosters };
        let (units, figures) = (vec![UnitId(1)], Figures::default());
        ApplicationEvent::Resubmitted { title: title.into(), units, pinned, figures, due: None }
    };
    let corrected = |title: &str, digest: &str, rosters: &[RosterVersionId]| {
        let before = [judged("4.2", false), judged("3.1", true), accepted.clone(), returned.clone()];
        let events = before.into_iter().chain([again(title, digest, rosters)]);
        filed(events.map(|event| ("2025-02-10", 4, event)).collect())
    };
    let judgements = |of: &Application| of.judgements.keys().cloned().collect::<Vec<_>>();
    let same = corrected("晋江鞋服制版师", "0", &[]);
    assert_eq!(judgements(&same), ["3.1", "4.2"], "nothing was changed");
    assert!(same.name_exception.is_some());
    let rosters = corrected("晋江鞋服制版师", "0", &[RosterVersionId(7)]);
    assert!(judgements(&rosters).is_empty(), "{:?}", rosters.judgements);
    let other = corrected("晋江鞋服之城", "1", &[]);
    assert!(judgements(&other).is_empty(), "{:?}", other.judgements);
    assert!(other.name_exception.is_none(), "it was accepted for another name");
}

struct Typed<'a>(&'a [(&'a str, &'a str)]);

impl Sent for Typed<'_> {
    fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(typed, _)| *typed == name).map_or("", |(_, text)| *text)
    }

    fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(typed, _)| *typed == name).map(|(_, text)| *text).collect()
    }

    fn has_file(&self, _: &str) -> bool {
        false
    }
}

#[test]
fn a_date_out_of_time_is_told_at_its_field_with_everything_else() {
    let application = in_review();
    let asked = of_application::<RecordSiteVisit>(&application, Role::City);
    let wrong = asked.reads(&Typed(&[("on", "2019-01-01"), ("officers", ""), ("passed", "yes"), ("opinion", "属实")]));
    let fields: Vec<_> = wrong.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["on", "officers"], "{wrong:?}");
    assert_eq!(wrong[0].1, "核查日期不能早于2025年2月10日（受理评审之日），请核对。");
}

#[test]
fn a_brand_not_chosen_is_told_under_the_clause_of_the_desk_that_left_it() {
    let admitted = ApplicationEvent::Admitted { figures: Figures::default(), findings: Vec::new(), pool_entry: true };
    let pooled = filed(vec![("2025-02-10", 4, admitted)]);
    for (application, role, clause) in [(&pooled, Role::County, "5.2.d"), (&in_review(), Role::City, "5.3.b")] {
        let asked = of_application::<LeaveUnselected>(application, role);
        let events = asked.ready(|ready| {
            let party = ready.permit.party();
            let left = LeaveUnselected { reason: "择优".into() }.decide(ready, &mut Given::default())?;
            Ok((LeaveUnselected::clause(party), left.events))
        });
        let (offered, events) = events.expect("left");
        assert_eq!((offered, events[0].clause()), (clause, clause), "{role:?}");
        let over = filed(vec![("2025-03-28", 4, events[0].clone())]);
        assert_eq!(over.turn().clause, clause, "and so it ends, {role:?}");
    }
}

#[test]
fn a_refusal_stands_under_the_clause_of_who_refused_and_why() {
    let refused = |by, clause: &str| {
        let reasons = vec![Reason { clause: clause.into(), text: "材料不实".into() }];
        let declined = ApplicationEvent::Declined { by, reasons, review_channel: String::new() };
        let application = filed(vec![("2025-03-28", 4, declined.clone())]);
        (declined.clause().to_owned(), application.turn().clause)
    };
    let cases = [
        (Level::County, "3.6.a", "5.2.a"),
        (Level::City, "3.6.a", "5.3.b"),
        // What an upheld objection says.
        (Level::City, "5.3.g", "5.3.g"),
    ];
    for (by, reason, clause) in cases {
        assert_eq!(refused(by, reason), (clause.to_owned(), clause), "{by:?} for {reason}");
    }
}

#[test]
fn a_county_refuses_on_its_own_review_once_it_has_evaluated() {
    let refused = |then, unmet: &[&str], clause: &str| {
        let application = filed(then);
        let findings = unmet.iter().map(|clause| Finding::new(*clause, "", "", Outcome::Unmet)).collect();
        let standing = ApplicationStanding { findings, ..ApplicationStanding::default() };
        let by = official(4, Role::County);
        let asked = Asked::<Decline> { on: &application, part: (), by, standing, today: "2025-03-28" };
        let decline = Decline { clauses: vec![clause.to_owned()], reasons: "特色不足".into() };
        (asked.offered().is_ok(), asked.takes(decline).is_ok())
    };
    let evaluated = || {
        let evaluated = ApplicationEvent::Evaluated { scores: Vec::new(), opinion: "特色不足".into() };
        vec![("2025-01-20", 4, evaluated)]
    };
    assert_eq!(refused(Vec::new(), &[], "5.2.b"), (false, false), "nothing is unmet, nobody evaluated");
    assert_eq!(refused(Vec::new(), &["3.3.a"], "5.2.b"), (true, false), "what is unmet is a ground alone");
    assert_eq!(refused(Vec::new(), &["3.3.a"], "3.3.a"), (true, true));
    assert_eq!(refused(evaluated(), &[], "5.2.b"), (true, true));
}

#[test]
fn whoever_approves_a_return_reads_which_part_reopens() {
    let (policy, application, standing) = (builtin::policy(), filed(Vec::new()), ApplicationStanding::default());
    let known = Known::<ReturnForCorrection> { on: &application, part: (), standing: &standing, policy: &policy };
    let mut form = Form::of(ReturnForCorrection::SPEC.fields);
    ReturnForCorrection::show(&known, &mut form);
    let lacks = Shortfall { section: "roster".into(), clause: "4.4".into(), what: "缺上一年度台账".into() };
    let told = ReturnForCorrection { shortfalls: vec![lacks] }.summary(&form);
    assert_eq!(told, [("缺项 1".to_owned(), "缺上一年度台账（4.4），重新打开“花名册”".to_owned())]);
}

#[test]
fn the_pool_asks_on_entry_the_conditions_that_the_city_chose_and_what_an_application_holds() {
    let evaluated = ApplicationEvent::Evaluated { scores: Vec::new(), opinion: "材料齐全".into() };
    let application = filed(vec![("2025-01-20", 4, evaluated)]);
    let chosen = |entry: &[&str]| {
        let mut policy = builtin::policy();
        policy.pool.entry.value = entry.iter().map(|clause| (*clause).to_owned()).collect();
        policy
    };
    let admitted = |policy: &Policy, unmet: &str| {
        let findings = vec![Finding::new(unmet, "", "", Outcome::Unmet)];
        let standing = ApplicationStanding { findings, ..ApplicationStanding::default() };
        let by = official(4, Role::County);
        let asked = Asked::<AdmitToPool> { on: &application, part: (), by, standing, today: "2025-01-28" };
        asked.ready_under(policy, |_| Ok(())).is_ok()
    };
    assert!(!admitted(&builtin::policy(), "3.3.a"));
    assert!(admitted(&chosen(&["3.4"]), "3.3.a"), "asked at recommendation, for the city did not choose it");
    assert!(!admitted(&chosen(&["3.4"]), "3.4.b"), "all under a chosen clause");
    assert!(!admitted(&chosen(&[]), "4.2"), "the materials are no condition to choose");
}
