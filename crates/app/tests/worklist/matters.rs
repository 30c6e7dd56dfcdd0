//! Matters in the work list: each reads as what it is about, and is found by that.

use crate::{
    city::{City, city, on, on_payment},
    page,
};
use app::{
    Error,
    acts::Outcome,
    listing::Count,
    matters, objections,
    payments::{self, TypedAccount},
    worklist::{Filter, Item, Standing, Subject, Tab},
};
use domain::{
    access::Actor,
    act::{
        AcknowledgeObjection, AnyAct, ApproveDisbursement, DecideObjection, DecideProposedList, Decline,
        InvestigateObjection,
    },
    application::State,
    cultivation::Payment,
    ids::{ApplicationId, MatterId, RoundId},
    notice::Meeting,
    objection::ObjectionOutcome,
    refusal::Refusal,
};

const UNIT: &str = "晋江市鞋业行业协会";
const BRAND: &str = "晋江鞋服制版师";

impl City {
    /// Proposes an act; how its matter reads in the list of whoever takes the next step, there by its area and round, and not
    /// by another area.
    async fn waits(&self, by: &Actor, head: &Actor, act: AnyAct) -> (MatterId, Item) {
        let Outcome::Waiting(id) = self.send(by, &act).await.expect("proposed") else { panic!("a matter") };
        let of = async |filter: &Filter| {
            let found = page(self, head, Tab::Mine, filter, None).await;
            let counted = found.counts[0];
            let item = found.items.into_iter().find(|item| item.subject == Subject::Matter(id));
            assert_eq!(counted == Count::default(), item.is_none(), "{filter:?}: what is counted is shown");
            item
        };
        let area = |code: &str| Filter { area: Some(code.into()), ..Filter::default() };
        let item = of(&Filter::default()).await.expect("it waits");
        assert!(of(&area("350582")).await.is_some(), "{}: by its area", item.act);
        assert!(of(&area("350583")).await.is_none(), "{}: not by another", item.act);
        assert!(
            of(&Filter { round: Some(RoundId(1)), ..Filter::default() }).await.is_some(),
            "{}: its round",
            item.act
        );
        for standing in Standing::all() {
            let found = of(&Filter { state: Some(standing), ..Filter::default() }).await;
            assert_eq!(found.is_some(), standing == item.standing, "{}: {standing:?}", item.act);
        }
        (id, item)
    }

    /// Under which tabs of the drafter's list an application stands.
    async fn tabs_of(&self, by: &Actor, id: ApplicationId) -> Vec<Tab> {
        let mut tabs = Vec::new();
        for tab in [Tab::Mine, Tab::Others] {
            let found = page(self, by, tab, &Filter::default(), None).await;
            tabs.extend(found.items.iter().any(|item| item.subject == Subject::Application(id)).then_some(tab));
        }
        tabs
    }

    async fn agreed(&self, head: &Actor, id: MatterId) {
        let meeting = Meeting { on: self.app.today(), minutes: "〔2025〕3号".into(), scan: None };
        matters::agree(&self.app, head, id, "同意", Some(meeting)).await.expect("agreed");
    }
}

/// Matters on applications, objections, lists, payments: each reads as what it is about, under the clause of its act (7.2.a).
#[tokio::test(flavor = "multi_thread")]
async fn a_matter_tells_unit_area_and_clause_of_whatever_it_is_about() {
    let city = city().await;
    let officials = city.officials().await;
    let (drafter, head) = (&officials.city, &officials.city_head);
    let round = city.round(drafter).await;
    let unit = city.unit(UNIT, "350582").await;
    let id = city.submitted(&unit, round, BRAND, 0).await.id;
    city.reviewed(&officials, id).await;
    city.recommended(&officials, id, 1).await;
    city.in_review(&officials, id).await;
    city.go_to("2025-04-02 10:00");
    let list = DecideProposedList { title: "公示".into(), applications: vec![id], corrects: None };
    let (matter, item) = city.waits(drafter, head, on(round, list)).await;
    assert_eq!((item.clause.as_str(), item.standing), ("5.3.b", Standing::Passing));
    city.agreed(head, matter).await;
    let notice = city.application(id).await.proposed.expect("on the list");
    city.published(&officials, notice).await;

    let new = objections::NewObjection {
        notice,
        application: id,
        text: "从业人数与事实不符。".into(),
        contact: String::new(),
        files: Vec::new(),
    };
    objections::lodge(&city.app, new).await.expect("lodged");
    let objection = domain::ids::ObjectionId(1);
    city.record(drafter, on(objection, AcknowledgeObjection {})).await.expect("acknowledged");
    let findings = "经核对花名册，属实。".to_owned();
    city.record(drafter, on(objection, InvestigateObjection { findings })).await.expect("investigated");
    let decide = DecideObjection { outcome: ObjectionOutcome::Dismissed, reason: "与花名册一致".into() };
    let (matter, item) = city.waits(drafter, head, on(objection, decide)).await;
    assert_eq!((item.unit.as_str(), item.clause.as_str()), (UNIT, "5.3.g"));
    assert_eq!(city.tabs_of(drafter, id).await, [Tab::Others], "its one objection passes through the office");
    assert_eq!((item.standing, item.brand), (Standing::State(State::OnNotice), Some(city.application(id).await.brand)));
    city.agreed(head, matter).await;

    city.go_to("2025-04-11 09:00");
    city.check_units(drafter, id).await;
    assert_eq!(city.tabs_of(drafter, id).await, [Tab::Mine]);
    let (matter, item) = city.waits(drafter, head, city.recognise(notice, &[id])).await;
    assert_eq!((item.clause.as_str(), item.standing), ("5.3.e", Standing::Passing));
    assert_eq!(city.tabs_of(drafter, id).await, [Tab::Others], "its notice passes through the office");
    let decline = on(id, Decline { clauses: vec!["5.3.a".into()], reasons: "培训台账与实际不符".into() });
    let refused = city.send(drafter, &decline).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Plain(_)))), "not over a recognition: {refused:?}");
    city.agreed(head, matter).await;

    let of = city.cultivation(id).await;
    let account = TypedAccount {
        holder: UNIT.into(),
        bank: "某银行".into(),
        number: "6222 0212 3456 7890".into(),
        ..TypedAccount::default()
    };
    payments::confirm_account(&city.app, &unit, of.id, of.seq, Payment::First, account).await.expect("confirmed");
    let (_, item) = city.waits(drafter, head, on_payment(&of, Payment::First, ApproveDisbursement {})).await;
    assert!(item.title.contains(BRAND), "{}", item.title);
    assert_eq!((item.unit.as_str(), item.area, item.clause.as_str()), (UNIT, Some("350582".into()), "6.1.b"));
    assert_eq!((item.standing, item.brand), (Standing::Passing, Some(of.brand)));
}
