//! The steps of a payment: their order, their days, and the hands that may take them.

use super::{Asked, at, day, early, official, told};
use domain::{
    access::{Actor, Role},
    act::{Act, ApproveDisbursement, ApprovePayment, RecordPayment, RecordReturn, RenewUnitCheck, Subject},
    application::UnitCheck,
    cultivation::{Cultivation, CultivationEvent, Disbursed, Origin, Payment},
    event::Recorded,
    ids::{AccountId, ApplicationId, BrandId, CultivationId, UnitId},
    money::Fen,
    refusal::Refusal,
    stream::Stream,
};

const REVIEWER: i64 = 7;

/// Looks at both units that found nothing.
fn looked(on: &str) -> Vec<(UnitId, UnitCheck)> {
    let look = UnitCheck { no_violation: true, not_debtor: true, checked_on: day(on) };
    [1, 2].map(|unit| (UnitId(unit), look)).to_vec()
}

/// A title announced on 2025-03-11 whose first payment went as far as these steps, each on its day.
pub(super) fn funded(steps: Vec<(&'static str, i64, Disbursed)>) -> Cultivation {
    let title = CultivationEvent::TitleGiven {
        origin: Origin::Application {
            application: ApplicationId(1),
            reviewers: vec![AccountId(REVIEWER)],
            checks: looked("2025-03-10"),
        },
        brand: BrandId(1),
        area: "350582".into(),
        units: vec![UnitId(1), UnitId(2)],
        policy: String::new(),
        title: "晋江鞋服制版师".into(),
        document: "泉人社文〔2025〕12号".into(),
        announced_on: day("2025-03-11"),
        plaque: None,
        cycle_ends: day("2027-03-11"),
        assessable_from: day("2026-03-12"),
    };
    let opened = CultivationEvent::DisbursementOpened {
        payment: Payment::First,
        amount: Fen(15_000_000),
        payer: "泉州市财政局".into(),
        fund: "就业补助资金".into(),
    };
    let moved = |(on, by, step)| (on, by, CultivationEvent::DisbursementMoved { payment: Payment::First, step });
    let began = vec![("2025-03-12", 1, title), ("2025-03-12", 1, opened)];
    told(CultivationId(1), began.into_iter().chain(steps.into_iter().map(moved)).collect())
}

/// Approved by the city on 20 March (5 and 6) and by finance on 24 March (8 and 9).
fn approved() -> Vec<(&'static str, i64, Disbursed)> {
    let by = |these: [i64; 2]| these.map(AccountId).to_vec();
    vec![
        ("2025-03-13", 2, Disbursed::AccountConfirmed { account_digest: String::new(), holder_proof: None }),
        ("2025-03-20", 6, Disbursed::CityApproved { approvers: by([5, 6]) }),
        ("2025-03-24", 9, Disbursed::FinanceApproved { approvers: by([8, 9]) }),
    ]
}

fn of_money<A: Act<On = Cultivation, Part = Payment>>(on: &Cultivation, by: Actor) -> Asked<'_, A> {
    Asked { on, part: Payment::First, by, standing: <A::On as Subject>::Standing::default(), today: "2025-03-28" }
}

#[test]
fn a_payment_is_not_older_than_its_approval() {
    let cultivation = funded(approved());
    let asked = of_money::<RecordPayment>(&cultivation, official(10, Role::Finance));
    let paid = |on| RecordPayment { voucher: "付-1".into(), on: day(on) };
    early(asked.takes(paid("2025-03-23")), "on", "2025年3月24日（财政部门审核之日）");
    assert_eq!([paid("2025-03-24"), paid("2025-03-28")].map(|of| asked.takes(of)), [Ok(()), Ok(())]);
    assert!(matches!(asked.takes(paid("2025-03-29")), Err(Refusal::Field { field: "on", .. })));
}

#[test]
fn a_payment_is_offered_to_hands_that_have_not_touched_it() {
    let cultivation = funded(approved());
    let offered = |by| of_money::<RecordPayment>(&cultivation, official(by, Role::Finance)).offered();
    assert_eq!([8, 9, 10].map(offered), [Err(Refusal::SameHands), Err(Refusal::SameHands), Ok(())]);
    let waiting = funded(approved().into_iter().take(2).collect());
    let offered = |by| of_money::<ApprovePayment>(&waiting, official(by, Role::Finance)).offered();
    assert_eq!([REVIEWER, 5, 8].map(offered), [Err(Refusal::ReviewerTouchesMoney), Err(Refusal::SameHands), Ok(())]);
}

#[test]
fn a_bank_sends_back_only_what_was_paid() {
    let mut steps = approved();
    let offered = |steps| of_money::<RecordReturn>(&funded(steps), official(10, Role::Finance)).offered();
    assert_eq!(offered(steps.clone()), Err(Refusal::PaymentState("待登记付款")));
    steps.push(("2025-03-26", 10, Disbursed::Paid { voucher: "付-1".into(), on: day("2025-03-26") }));
    assert_eq!(offered(steps), Ok(()));
}

/// Whoever paid it, and from which fund, stands on paper alone: opened anew it would be paid twice.
#[test]
fn a_payment_from_paper_is_not_sent_back_here() {
    let paid = Some((Fen(15_000_000), day("2025-03-26")));
    let title = CultivationEvent::TitleGiven {
        origin: Origin::Paper { entered_by: AccountId(1), first_subsidy_paid: paid },
        brand: BrandId(1),
        area: "350582".into(),
        units: vec![UnitId(1)],
        policy: String::new(),
        title: "晋江鞋服制版师".into(),
        document: "泉人社文〔2025〕12号".into(),
        announced_on: day("2025-03-11"),
        plaque: None,
        cycle_ends: day("2027-03-11"),
        assessable_from: day("2026-03-12"),
    };
    let on_paper = told::<Cultivation>(CultivationId(1), vec![("2025-03-27", 2, title)]);
    let refused = of_money::<RecordReturn>(&on_paper, official(10, Role::Finance)).offered();
    assert!(matches!(refused, Err(Refusal::NothingWaits(_))), "{refused:?}");
}

/// The cultivation with another look at its second unit.
fn looked_again(mut cultivation: Cultivation, on: &str, not_debtor: bool) -> Cultivation {
    let (unit, checked_on, evidence) = (UnitId(2), day(on), None);
    let event = CultivationEvent::UnitChecked { unit, no_violation: true, not_debtor, checked_on, evidence };
    let seq = cultivation.seq + 1;
    cultivation.apply(&Recorded { seq, at: at(on), by: Some(AccountId(4)), role: None, event });
    cultivation
}

/// A step of the first payment, asked on a day by hands that have not touched it.
fn step<'a, A: Act<On = Cultivation, Part = Payment>>(on: &'a Cultivation, role: Role, today: &'a str) -> Asked<'a, A> {
    Asked { today, ..of_money(on, official(20, role)) }
}

/// A look of 10 March holds for thirty days, to 9 April: each step after that waits for another (3.4.e).
#[test]
fn no_step_of_a_payment_is_taken_on_a_look_that_has_run_out() {
    let run_out = || Err(Refusal::UnitCheckRunOut { checked_on: day("2025-03-10"), valid: 30 });
    let confirmed = || funded(approved().into_iter().take(1).collect());
    let by_city = |of: &Cultivation, today| step::<ApproveDisbursement>(of, Role::City, today).offered();
    assert_eq!([by_city(&confirmed(), "2025-04-09"), by_city(&confirmed(), "2025-04-10")], [Ok(()), run_out()]);
    let one_of_two = looked_again(confirmed(), "2025-04-10", true);
    assert_eq!(by_city(&one_of_two, "2025-04-10"), run_out(), "the lead unit was not looked up");
    let found = looked_again(confirmed(), "2025-04-01", false);
    assert_eq!(by_city(&found, "2025-04-02"), Err(Refusal::UnitOnRecord { checked_on: day("2025-04-01") }));
    assert_eq!(by_city(&looked_again(found, "2025-04-03", true), "2025-04-03"), Ok(()), "the newest look counts");

    let waiting = funded(approved().into_iter().take(2).collect());
    let by_finance = |today| step::<ApprovePayment>(&waiting, Role::Finance, today).offered();
    assert_eq!([by_finance("2025-04-09"), by_finance("2025-04-10")], [Ok(()), run_out()]);

    let approved = funded(approved());
    let paid = |on| {
        let payment = RecordPayment { voucher: "付-1".into(), on: day(on) };
        step::<RecordPayment>(&approved, Role::Finance, "2025-04-20").takes(payment)
    };
    assert_eq!(paid("2025-04-09"), Ok(()), "it held when it was paid");
    assert!(matches!(paid("2025-04-10"), Err(Refusal::Field { field: "on", .. })));
}

#[test]
fn a_unit_is_looked_up_again_while_the_look_is_worth_it() {
    let cultivation = funded(Vec::new());
    let look = |on: &str, unit| {
        let (unit, checked_on) = (UnitId(unit), day(on));
        let look = RenewUnitCheck { unit, no_violation: true, not_debtor: true, checked_on, evidence: None };
        let (by, standing) = (official(4, Role::County), <Cultivation as Subject>::Standing::default());
        Asked { on: &cultivation, part: (), by, standing, today: "2025-04-20" }.takes(look)
    };
    assert_eq!(look("2025-03-21", 1), Ok(()));
    assert!(matches!(look("2025-03-20", 1), Err(Refusal::Field { field: "checked_on", .. })), "it would not count");
    assert!(matches!(look("2025-04-20", 3), Err(Refusal::Field { field: "unit", .. })), "not a unit of the brand");
}
