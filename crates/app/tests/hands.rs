//! Whose hands may take a step, and on what it rests by then: stand-ins, transfers, what changed since it was read.

#[path = "city/mod.rs"]
mod city;

use app::{
    Error,
    accounts::{self, Post},
    acts::Outcome,
    intake::{self, Existing},
    matters::{self, SeenMatter},
    once::Sending,
    sessions,
    worklist::{self, Filter, Tab},
};
use city::{City, Officials, city, existing, judged, on, on_payment};
use domain::{
    access::{Actor, Role},
    account::AccountState,
    act::{AnyAct, ApproveDisbursement, Decline, JudgeClause, LeaveUnselected},
    application::{Application, State},
    cultivation::{Cultivation, CultivationEvent, Disbursed, Payment},
    ids::{AccountId, ApplicationId, MatterId, OfficeId},
    matter::{Matter, MatterState, Step, StepRefused},
    money::Fen,
    refusal::Refusal,
    stream::Stream,
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use std::sync::Arc;
use storage::entities::account;

async fn submitted() -> (City, Officials, Application) {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let application = city.submitted(&unit, round, "晋江鞋服制版师", 0).await;
    (city, officials, application)
}

async fn change(city: &City, change: account::ActiveModel) {
    account::Entity::update(change).exec(city.app.db().reader()).await.expect("changed");
}

async fn stands(city: &City, who: &Actor, state: AccountState) {
    let state = Set(state.code().to_owned());
    change(city, account::ActiveModel { id: Set(who.account.0), state, ..Default::default() }).await;
}

async fn waiting(city: &City, by: &Actor, act: AnyAct) -> MatterId {
    match city.send(by, &act).await {
        Ok(Outcome::Waiting(matter)) => matter,
        other => panic!("{other:?}"),
    }
}

fn declined(application: &Application, clause: &str) -> AnyAct {
    on(application.id, Decline { clauses: vec![clause.into()], reasons: "材料不实，不符合条件".into() })
}

#[tokio::test]
async fn nobody_lends_a_step_that_is_not_theirs_now() {
    let (city, officials, application) = submitted().await;
    let deputy = city.official(Role::County, city::JINJIANG, Some("350582"), "draft").await;
    let stands_in_for = Set(Some(officials.county_head.account.0));
    change(&city, account::ActiveModel { id: Set(deputy.account.0), stands_in_for, ..Default::default() }).await;
    city.evaluated(&officials.county, application.id).await;
    let matter = waiting(&city, &officials.county, declined(&application, "5.2.b")).await;
    for state in [AccountState::Waiting, AccountState::Disabled] {
        stands(&city, &officials.county_head, state).await;
        let lent = matters::agree(&city.app, &deputy, matter, "同意", None).await;
        assert!(matches!(lent, Err(Error::Step(StepRefused::NotYourStep(_)))), "{state:?}: {lent:?}");
    }
    stands(&city, &officials.county_head, AccountState::Active).await;
    matters::agree(&city.app, &deputy, matter, "同意", None).await.expect("for an absent colleague");
}

#[tokio::test]
async fn whoever_was_found_before_their_account_changed_or_their_session_ended_does_nothing_more() {
    let (city, officials, application) = submitted().await;
    let head = &officials.county_head;
    city.evaluated(&officials.county, application.id).await;
    let matter = waiting(&city, &officials.county, declined(&application, "5.2.b")).await;
    for state in [AccountState::Invited, AccountState::Waiting, AccountState::Disabled] {
        stands(&city, head, state).await;
        let late = matters::agree(&city.app, head, matter, "同意", None).await;
        assert!(matches!(late, Err(Error::SignedOut)), "{state:?}: {late:?}");
    }
    stands(&city, head, AccountState::Active).await;
    let elsewhere = Actor { office: Some(OfficeId(city::NANAN)), ..head.clone() };
    let moved = matters::agree(&city.app, &elsewhere, matter, "同意", None).await;
    assert!(matches!(moved, Err(Error::SignedOut)), "an office that is not theirs now: {moved:?}");
    let nobody = Actor { account: AccountId(9_999), ..head.clone() };
    let unknown = matters::agree(&city.app, &nobody, matter, "同意", None).await;
    assert!(matches!(unknown, Err(Error::SignedOut)), "no account at all: {unknown:?}");

    let sending = Arc::new(Sending::default());
    sending.comes_by(sessions::digest(&city.app, "token"));
    let app = city.app.sent_by(sending);
    let ended = matters::agree(&app, head, matter, "同意", None).await;
    assert!(matches!(ended, Err(Error::SignedOut)), "its session has ended: {ended:?}");
    assert!(sessions::create(&app, "token", Some(head.account), "{}").await.expect("begun"));
    matters::agree(&app, head, matter, "同意", None).await.expect("the session lasts");
}

#[tokio::test]
async fn a_matter_is_transferred_to_another_who_is_there_and_may_take_the_step() {
    let (city, officials, application) = submitted().await;
    let colleague = city.colleague(&officials.county_head).await;
    city.evaluated(&officials.county, application.id).await;
    let matter = waiting(&city, &officials.county, declined(&application, "5.2.b")).await;
    let transfer = async |to: AccountId| matters::transfer(&city.app, &officials.county_head, matter, to).await;
    for nobody in [officials.county_head.account, officials.county.account] {
        assert!(matches!(transfer(nobody).await, Err(Error::Invalid(_))), "{nobody}");
    }
    stands(&city, &colleague, AccountState::Disabled).await;
    assert!(matches!(transfer(colleague.account).await, Err(Error::Invalid(_))), "who has left");
    stands(&city, &colleague, AccountState::Active).await;
    transfer(colleague.account).await.expect("transferred");
    let book = matters::agree(&city.app, &colleague, matter, &"长".repeat(2_001), None).await;
    assert!(matches!(&book, Err(Error::Invalid(wrong)) if wrong[0].field == "opinion"), "{book:?}");
    let steps = Set("draft".to_owned());
    change(&city, account::ActiveModel { id: Set(colleague.account.0), steps, ..Default::default() }).await;
    let held = matters::agree(&city.app, &colleague, matter, "同意", None).await;
    assert!(
        matches!(held, Err(Error::Step(StepRefused::NotYourStep(_)))),
        "to hold it is not to have the step: {held:?}"
    );
}

#[tokio::test]
async fn a_matter_transferred_to_one_who_leaves_is_again_everybodys_who_may_step() {
    let (city, officials, application) = submitted().await;
    let (app, head) = (&city.app, &officials.county_head);
    let admin = city.official(Role::Admin, city::CITY, None, "").await.administrator().expect("an administrator");
    let colleague = city.colleague(head).await;
    city.evaluated(&officials.county, application.id).await;
    let matter = waiting(&city, &officials.county, declined(&application, "5.2.b")).await;
    let listed = async || {
        let page = worklist::list(app, head, Tab::Mine, &Filter::default(), None).await.expect("a page");
        page.items.iter().any(|item| item.subject == worklist::Subject::Matter(matter))
    };
    let moved = async |steps: &[Step]| {
        let post = Post { steps: steps.to_vec(), ..Default::default() };
        accounts::change_post(app, &admin, colleague.account, post).await.expect("changed");
        city.stream::<Matter>(matter).await.holder
    };
    matters::transfer(app, head, matter, colleague.account).await.expect("transferred");
    let held = matters::agree(app, head, matter, "同意", None).await;
    assert!(matches!(held, Err(Error::Step(StepRefused::Held))), "{held:?}");
    assert!(!listed().await);
    assert_eq!(moved(&[Step::Approve]).await, Some(colleague.account), "the step is still theirs");
    assert_eq!(moved(&[Step::Draft]).await, None, "whoever lost the step holds nothing that waits for it");
    assert!(listed().await);

    assert_eq!(moved(&[Step::Approve]).await, None);
    matters::transfer(app, head, matter, colleague.account).await.expect("transferred again");
    accounts::disable(app, &admin, colleague.account).await.expect("closed");
    assert!(listed().await && matters::view(app, head, matter).await.expect("a page").may_step.is_ok());
    matters::agree(app, head, matter, "同意", None).await.expect("agreed");
}

#[tokio::test]
async fn what_one_who_left_has_drafted_is_taken_back_by_whoever_drafts_there() {
    let (city, officials, application) = submitted().await;
    let (app, drafter) = (&city.app, &officials.county);
    let admin = city.official(Role::Admin, city::CITY, None, "").await.administrator().expect("an administrator");
    let colleague = city.colleague(drafter).await;
    city.evaluated(&officials.county, application.id).await;
    let matter = waiting(&city, drafter, declined(&application, "5.2.b")).await;
    let refused = async |by: &Actor| {
        let dropped = matters::drop(app, by, matter).await;
        let offered = matters::view(app, by, matter).await.expect("a page").may_drop;
        matches!(dropped, Err(Error::Step(StepRefused::NotDrafter))) && !offered
    };
    assert!(refused(&colleague).await, "while the drafter is there");
    accounts::disable(app, &admin, drafter.account).await.expect("closed");
    assert!(refused(&officials.county_head).await, "who does not draft sends it back");
    assert!(refused(&officials.city).await, "drafts at another desk");
    assert!(matches!(matters::drop(app, &officials.nanan, matter).await, Err(Error::NotFound)));
    assert!(matters::view(app, &colleague, matter).await.expect("a page").may_drop);
    matters::drop(app, &colleague, matter).await.expect("taken back");
    assert_eq!(city.stream::<Matter>(matter).await.state, MatterState::Dropped);
}

#[tokio::test]
async fn another_county_is_told_of_a_matter_what_it_is_told_of_nothing_at_all() {
    let (city, officials, application) = submitted().await;
    city.evaluated(&officials.county, application.id).await;
    waiting(&city, &officials.county, declined(&application, "5.2.b")).await;
    let sent = async |by: &Actor, id: ApplicationId| {
        let left = LeaveUnselected { reason: "名额所限".into() };
        city.record(by, on(id, left)).await.expect_err("not theirs, or not now").in_words()
    };
    let own = sent(&officials.county, application.id).await;
    assert!(own.contains("已有一件事项正在审批"), "{own}");
    let elsewhere = sent(&officials.nanan, application.id).await;
    assert_eq!(elsewhere, sent(&officials.nanan, ApplicationId(application.id.0 + 1_000)).await);
}

#[tokio::test]
async fn a_refusal_stands_on_what_is_not_met_when_it_is_decided() {
    let (city, officials, application) = submitted().await;
    city.evaluated(&officials.county, application.id).await;
    let unmet = JudgeClause { clause: "3.6.c".into(), met: false, reason: "没有维权台账".into() };
    city.record(&officials.county, on(application.id, unmet)).await.expect("judged");
    for clause in ["6.1.b", "3.3.a", "5.3.a"] {
        let refused = city.send(&officials.county, &declined(&application, clause)).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{clause} is no ground of a county: {refused:?}");
    }
    let matter = waiting(&city, &officials.county, declined(&application, "3.6.c")).await;
    let read = city.application(application.id).await.seq;
    city.record(&officials.county, judged(application.id, "3.6.c")).await.expect("judged anew");
    let seen = SeenMatter { id: matter, seq: None, subject: Some(read) };
    let unread = matters::agree(&city.app, &officials.county_head, seen, "同意", None).await;
    assert!(matches!(unread, Err(Error::Stale { .. })), "it changed since it was read: {unread:?}");
    let decided = matters::agree(&city.app, &officials.county_head, matter, "同意", None).await;
    assert!(matches!(decided, Err(Error::Invalid(_))), "the ground is gone: {decided:?}");
    assert_eq!(city.application(application.id).await.state(), State::Submitted);
}

#[tokio::test]
async fn a_plaque_carries_a_number_of_its_own() {
    let (city, officials, application) = submitted().await;
    let series = domain::builtin::policy().city.series.value.clone();
    let first = existing(1, "安溪铁观音制茶师", &format!("{series}２０２５－0001"));
    let id = intake::propose(&city.app, &officials.city, &first, &[]).await.expect("entered");
    intake::confirm(&city.app, &officials.city_head, id).await.expect("confirmed");
    let second = existing(2, "安溪藤铁工艺师", "2025-0001");
    let again = intake::propose(&city.app, &officials.city, &second, &[]).await;
    let Err(Error::Invalid(wrong)) = again else { panic!("{again:?}") };
    assert_eq!(wrong[0].field, "plaque");
    let known =
        Existing { unit_name: "安溪县藤铁工艺协会".into(), ..existing(1, "安溪藤铁工艺师", "") };
    let known = intake::propose(&city.app, &officials.city, &known, &[]).await;
    let Err(Error::Invalid(wrong)) = known else { panic!("a credit code is one unit's: {known:?}") };
    assert_eq!(wrong[0].field, "unit_name");
    let printed = app::library::by_plaque(&city.app, "2025-0001").await.unwrap();
    assert_eq!(printed.expect("found").brand.title.unwrap().plaque, Some(format!("{series} 2025-0001")));

    city.reviewed(&officials, application.id).await;
    city.recommended(&officials, application.id, 1).await;
    city.in_review(&officials, application.id).await;
    let notice = city.on_notice(&officials, &[application.id]).await;
    city.go_to("2025-03-11 09:00");
    let last = async |nth| storage::series::set_last(city.app.db().reader(), "plaque/2025", nth).await.unwrap();
    last(9_999).await;
    let full = city.decide(&officials.city, &officials.city_head, city.recognise(notice, &[application.id])).await;
    let at_the_end = matches!(&full, Err(Error::Refused(Refusal::Plain(said))) if said.contains("9999"));
    assert!(at_the_end, "four figures are printed: {full:?}");
    last(1).await;
    city.decide(&officials.city, &officials.city_head, city.recognise(notice, &[application.id]))
        .await
        .expect("titled");
    let plaque = city.cultivation(application.id).await.plaque;
    assert_eq!(plaque, Some(format!("{series} 2025-0002")), "the series goes on behind what is in use");
}

#[tokio::test]
async fn a_list_is_decided_once_its_brands_were_reviewed() {
    let (city, officials, application) = submitted().await;
    city.reviewed(&officials, application.id).await;
    city.recommended(&officials, application.id, 1).await;
    city.in_review(&officials, application.id).await;
    let list = domain::act::DecideProposedList {
        title: "拟认定名单".into(),
        applications: vec![application.id],
        corrects: None,
    };
    let matter = waiting(&city, &officials.city, on(application.round, list)).await;
    let before = city.app.today().pred_opt().expect("a day");
    let meeting = |on| domain::notice::Meeting { on, minutes: "〔2025〕3号".into(), scan: None };
    let early = matters::agree(&city.app, &officials.city_head, matter, "同意", Some(meeting(before))).await;
    let at_field = match &early {
        Err(Error::Invalid(wrong)) => wrong[0].field == "met_on",
        Err(Error::Refused(Refusal::Field { field, .. })) => *field == "met_on",
        _ => false,
    };
    assert!(at_field, "{early:?}");
    let today = meeting(city.app.today());
    matters::agree(&city.app, &officials.city_head, matter, "同意", Some(today)).await.expect("decided");
}

#[tokio::test]
async fn a_draft_takes_the_place_of_the_same_payments_alone() {
    let city = city().await;
    let officials = city.officials().await;
    let (drafter, head) = (&officials.city, &officials.city_head);
    let paper = intake::propose(&city.app, drafter, &existing(1, "安溪制茶师", ""), &[]).await.expect("entered");
    let id = intake::confirm(&city.app, head, paper).await.expect("confirmed");
    let mut tx = city.app.begin(None).await.unwrap();
    let mut of = tx.load::<Cultivation>(id).await.unwrap();
    let (unit, checked_on) = (of.lead_unit(), city.app.today());
    let look = CultivationEvent::UnitChecked { unit, no_violation: true, not_debtor: true, checked_on, evidence: None };
    tx.append(&mut of, look).await.unwrap();
    for payment in [Payment::First, Payment::Second] {
        let opened = CultivationEvent::DisbursementOpened {
            payment,
            amount: Fen::from_yuan(150_000).expect("an amount"),
            payer: "泉州市财政局".into(),
            fund: "就业补助资金".into(),
        };
        tx.append(&mut of, opened).await.unwrap();
        let step = Disbursed::AccountConfirmed { account_digest: String::new(), holder_proof: None };
        tx.append(&mut of, CultivationEvent::DisbursementMoved { payment, step }).await.unwrap();
    }
    tx.commit().await.unwrap();
    let sent_back = async |payment: Payment| {
        let matter = waiting(&city, drafter, on_payment(&of, payment, ApproveDisbursement {})).await;
        matters::send_back(&city.app, head, matter, "请附账户证明").await.expect("sent back");
        matter
    };
    let (first, second) = (sent_back(Payment::First).await, sent_back(Payment::Second).await);
    let anew = sent_back(Payment::Second).await;
    let mut states = Vec::new();
    for matter in [first, second, anew] {
        states.push(city.stream::<Matter>(matter).await.state);
    }
    assert_eq!(states, [MatterState::SentBack, MatterState::Dropped, MatterState::SentBack]);
}
