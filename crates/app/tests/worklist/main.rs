//! The work list: every source whole, in one order, a page at a time.

#[path = "../city/mod.rs"]
mod city;
#[path = "../listed/mod.rs"]
mod listed;
mod matters;
mod objections;

use app::{
    exports::Format,
    intake,
    listing::{At, Count},
    worklist::{self, Filter, Item, Page, Standing, Subject, Tab, When},
};
use calamine::{Reader, Xlsx};
use city::{City, Officials, city, day, existing, on_payment};
use domain::{
    access::{Actor, Role},
    act::{ActKind, SuspendPayment},
    cultivation::{Cultivation, CultivationEvent, Payment},
    ids::{AccountId, CultivationId, MatterId},
    level::Level,
    matter::{Matter, MatterEvent, MatterState, Step, Subject as On},
    money::Fen,
    stream::StreamKind,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use std::{collections::BTreeSet, io::Read};
use storage::{
    entities::{access_record, account, application_summary, cultivation_summary},
    listing::NEVER,
    summaries,
};

async fn page(city: &City, who: &Actor, tab: Tab, filter: &Filter, at: Option<&At>) -> Page {
    worklist::list(&city.app, who, tab, filter, at).await.expect("a page")
}

/// Every page of a tab from the first on, and back again.
async fn pages(city: &City, who: &Actor, tab: Tab) -> Vec<Vec<Item>> {
    let filter = Filter::default();
    let mut there: Vec<Page> = Vec::new();
    loop {
        let at = there.last().and_then(|page| At::of(page.after.as_deref().unwrap_or_default(), ""));
        if !there.is_empty() && at.is_none() {
            break;
        }
        there.push(page(city, who, tab, &filter, at.as_ref()).await);
    }
    for pair in there.windows(2) {
        let at = At::of("", pair[1].before.as_deref().expect("there is a page before"));
        let back = page(city, who, tab, &filter, at.as_ref()).await;
        assert_eq!(subjects(&back.items), subjects(&pair[0].items));
    }
    there.into_iter().map(|page| page.items).collect()
}

fn subjects(items: &[Item]) -> Vec<Subject> {
    items.iter().map(|item| item.subject).collect()
}

fn cultivation(id: i64) -> cultivation_summary::ActiveModel {
    cultivation_summary::ActiveModel {
        id: Set(id),
        seq: Set(1),
        brand: Set(id),
        application: Set(None),
        title: Set(format!("第{id}个品牌")),
        area: Set("350582".into()),
        lead_unit: Set(1),
        state: Set("in_cycle".into()),
        party: Set("finance".into()),
        act: Set("审核拨付".into()),
        clause: Set("6.1.f".into()),
        since: Set(0),
        document: Set(String::new()),
        announced_on: Set("2025-01-01".into()),
        cycle_ends: Set("2027-01-01".into()),
        plaque: Set(None),
        paid_fen: Set(0),
        open_fen: Set(15_000_000),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_source_is_cut() {
    let city = city().await;
    let officials = city.officials().await;
    let conn = city.app.db().reader();
    cultivation_summary::Entity::insert_many((1..=250).map(cultivation)).exec_without_returning(conn).await.unwrap();

    let pages = pages(&city, &officials.finance, Tab::Mine).await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [50; 5]);
    let all: Vec<Subject> = (1..=250).map(|id| Subject::Cultivation(CultivationId(id))).collect();
    assert_eq!(subjects(&pages.concat()), all);
    let first = page(&city, &officials.finance, Tab::Mine, &Filter::default(), None).await;
    assert_eq!(first.counts, [250, 0, 0, 250].map(Count::of));
    let one = Filter { text: "第17个".into(), ..Filter::default() };
    let found = page(&city, &officials.finance, Tab::Mine, &one, None).await;
    assert_eq!((subjects(&found.items), found.total(Tab::Mine)), (vec![all[16]], Count::of(1)));
    assert_eq!(found.counts, [1, 0, 0, 1].map(Count::of), "every tab is narrowed");
    let in_cycle = Filter { state: Some(Standing::InCycle), ..Filter::default() };
    let found = page(&city, &officials.finance, Tab::Mine, &in_cycle, None).await;
    assert_eq!((found.counts[0], found.items[0].standing), (Count::of(250), Standing::InCycle));
    let passing = Filter { state: Some(Standing::Passing), ..Filter::default() };
    assert_eq!(page(&city, &officials.finance, Tab::All, &passing, None).await.counts, [Count::default(); 4]);
    assert_eq!(page(&city, &officials.nanan, Tab::All, &Filter::default(), None).await.items.len(), 0);

    for (format, lines) in [(Format::Xlsx, None), (Format::Csv, Some(251))] {
        let mut file = worklist::export(&city.app, &officials.finance, Tab::Mine, &Filter::default(), format)
            .await
            .expect("a file");
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        match lines {
            Some(lines) => assert_eq!(String::from_utf8(content).unwrap().lines().count(), lines),
            None => {
                let mut book = Xlsx::new(std::io::Cursor::new(content)).expect("it opens");
                let sheet = book.worksheet_range_at(0).unwrap().expect("a sheet");
                assert_eq!(sheet.height(), 251);
            }
        }
    }
    let taken = access_record::Entity::find().filter(access_record::Column::Kind.eq("export")).all(conn).await.unwrap();
    let said: Vec<_> = taken.iter().map(|row| (row.subject.as_str(), row.detail.as_str(), row.account)).collect();
    assert_eq!(said, [("worklist/mine", "250 rows", Some(officials.finance.account.0)); 2]);
}

fn application(id: i64) -> application_summary::ActiveModel {
    // Days repeat, and every tenth has none.
    let due = (id % 10 != 0).then(|| format!("2025-03-{:02}", id % 28 + 1));
    application_summary::ActiveModel {
        id: Set(id),
        seq: Set(1),
        brand: Set(id),
        round: Set(1),
        title: Set(format!("第{id}个品牌")),
        area: Set("350582".into()),
        lead_unit: Set(1),
        state: Set("in_review".into()),
        party: Set("city".into()),
        act: Set("资料评审".into()),
        clause: Set("5.3.a".into()),
        due_order: Set(due.clone().unwrap_or_else(|| NEVER.into())),
        due: Set(due),
        since: Set(0),
        submitted_at: Set(Some(0)),
        rank: Set(None),
        employed: Set(5_100),
        poverty_alleviated: Set(0),
        trained: Set(0),
        points: Set(0),
        open_objections: Set(0),
        notice: Set(None),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_hold_every_row_once_by_day_and_counts_stop_at_a_thousand() {
    let city = city().await;
    let officials = city.officials().await;
    let conn = city.app.db().reader();
    for from in [1, 501, 1_001] {
        let rows = (from..(from + 500).min(1_121)).map(application);
        application_summary::Entity::insert_many(rows).exec_without_returning(conn).await.unwrap();
    }
    for (who, tab) in [(&officials.city, Tab::Mine), (&officials.county, Tab::Others), (&officials.city, Tab::All)] {
        let items = pages(&city, who, tab).await.concat();
        let days: Vec<_> = items
            .iter()
            .map(|item| match item.when {
                When::Due(day) => day.to_string(),
                _ => NEVER.to_owned(),
            })
            .collect();
        assert!(days.is_sorted(), "{tab:?}: the nearest day first, what has none last");
        let seen: BTreeSet<String> = items.iter().map(|item| format!("{:?}", item.subject)).collect();
        assert_eq!((items.len(), seen.len()), (1_120, 1_120));
    }
    let first = page(&city, &officials.city, Tab::Mine, &Filter::default(), None).await;
    // Five working days from Monday, 3 March.
    let soon = (1..=1_120).filter(|id| id % 10 != 0 && id % 28 < 10).count().to_string();
    assert_eq!(first.counts.map(|count| count.to_string()), ["1,000+", "0", soon.as_str(), "1,000+"]);
}

/// A matter at a desk, taken through some steps.
async fn matter(city: &City, drafter: &Actor, (level, area): (Level, Option<&str>), events: &[(&Actor, MatterEvent)]) {
    let mut tx = city.app.begin(Some(drafter)).await.unwrap();
    let proposed = MatterEvent::Proposed {
        act: ActKind::CloseRound,
        subject: On { stream: StreamKind::Round, id: 1 },
        level,
        area: area.map(Into::into),
        seen: None,
        steps: Step::ALL.to_vec(),
        collective: false,
        act_digest: String::new(),
        on_behalf_of: None,
        meeting: None,
    };
    let id = tx.begin::<Matter>(proposed).await.unwrap().id;
    tx.commit().await.unwrap();
    for (by, event) in events {
        let mut tx = city.app.begin(Some(by)).await.unwrap();
        let mut matter = tx.load::<Matter>(id).await.unwrap();
        tx.append(&mut matter, event.clone()).await.unwrap();
        tx.commit().await.unwrap();
    }
}

fn stepped(step: Step, on_behalf_of: Option<AccountId>) -> MatterEvent {
    MatterEvent::Stepped { step, opinion_digest: String::new(), on_behalf_of, meeting: None }
}

/// Which matters wait for somebody by the rule that judges a step.
async fn by_the_rule(city: &City, who: &Actor, steps: &[Step], deputy: Option<(AccountId, &[Step])>) -> BTreeSet<i64> {
    let mut waiting = BTreeSet::new();
    let conn = city.app.db().reader();
    for id in 1.. {
        let Some(matter) = summaries::load::<Matter>(conn, MatterId(id)).await.unwrap() else { break };
        let here = match matter.level {
            Level::County => who.role == Role::County && who.area == matter.area,
            Level::City => who.role == Role::City,
            Level::Finance => who.role == Role::Finance,
        };
        let mine = match matter.state {
            MatterState::SentBack => matter.taken[0].by == who.account,
            MatterState::Open => here && matter.may_step(who.account, steps, deputy).is_ok(),
            MatterState::Performed | MatterState::Dropped => false,
        };
        if mine {
            waiting.insert(id);
        }
    }
    waiting
}

#[tokio::test(flavor = "multi_thread")]
async fn matters_wait_for_whom_the_rule_of_steps_lets_take_them() {
    let city = city().await;
    let Officials { county, county_head, nanan, reviewer, city: drafter, city_head, finance, finance_head, .. } =
        city.officials().await;
    let deputy = city.official(Role::City, city::CITY, None, "draft").await;
    let stands_in = account::ActiveModel {
        id: Set(deputy.account.0),
        stands_in_for: Set(Some(city_head.account.0)),
        ..Default::default()
    };
    account::Entity::update(stands_in).exec(city.app.db().reader()).await.unwrap();
    let at_city = (Level::City, None);
    matter(&city, &county, (Level::County, Some("350582")), &[]).await;
    matter(&city, &nanan, (Level::County, Some("350583")), &[]).await;
    matter(&city, &drafter, at_city, &[]).await;
    matter(&city, &drafter, at_city, &[(&city_head, stepped(Step::Check, None))]).await;
    let for_head = stepped(Step::Check, Some(city_head.account));
    matter(&city, &drafter, at_city, &[(&deputy, for_head)]).await;
    matter(&city, &drafter, at_city, &[(&drafter, MatterEvent::Transferred { account: reviewer.account })]).await;
    matter(&city, &drafter, at_city, &[(&drafter, MatterEvent::Transferred { account: city_head.account })]).await;
    matter(&city, &drafter, at_city, &[(&city_head, MatterEvent::SentBack { opinion_digest: String::new() })]).await;
    matter(&city, &drafter, at_city, &[(&drafter, MatterEvent::Dropped { stale: true })]).await;
    matter(&city, &finance, (Level::Finance, None), &[]).await;
    let transferred = MatterEvent::Transferred { account: reviewer.account };
    matter(&city, &drafter, at_city, &[(&drafter, transferred), (&drafter, MatterEvent::Released)]).await;

    let (draft, head, both) = ([Step::Draft], [Step::Check, Step::Approve], [Step::Draft, Step::Approve]);
    let stands_in = Some((city_head.account, &head[..]));
    let people: [(&Actor, &[Step], _); 9] = [
        (&county, &draft, None),
        (&county_head, &head, None),
        (&nanan, &both, None),
        (&reviewer, &draft, None),
        (&drafter, &draft, None),
        (&city_head, &head, None),
        (&deputy, &draft, stands_in),
        (&finance, &draft, None),
        (&finance_head, &[Step::Approve], None),
    ];
    let mut all = BTreeSet::new();
    for (who, steps, deputy) in people {
        let items = page(&city, who, Tab::Mine, &Filter::default(), None).await.items;
        let listed: BTreeSet<i64> = items
            .iter()
            .filter_map(|item| match item.subject {
                Subject::Matter(id) => Some(id.0),
                _ => None,
            })
            .collect();
        let rule = by_the_rule(&city, who, steps, deputy).await;
        assert_eq!(listed, rule, "{} {}", who.role.code(), who.account);
        all.extend(rule);
    }
    // The fifth passed through the head's hands already, by a stand-in; who holds the sixth may not take its step.
    assert_eq!(all, [1, 3, 7, 8, 11].into(), "each that somebody may step waits for somebody");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_brand_from_paper_waits_for_a_second_person_and_a_suspended_payment_for_the_city() {
    let city = city().await;
    let officials = city.officials().await;
    let paper = existing(1, "安溪制茶师", "");
    let id = intake::propose(&city.app, &officials.city, &paper, &[]).await.expect("entered");
    let filter = Filter::default();
    let entered = |items: &[Item]| subjects(items).contains(&Subject::Intake(id));
    assert!(!entered(&page(&city, &officials.city, Tab::Mine, &filter, None).await.items), "nobody takes two steps");
    assert!(entered(&page(&city, &officials.city, Tab::Others, &filter, None).await.items));
    let seconds = page(&city, &officials.city_head, Tab::Mine, &filter, None).await;
    assert!(entered(&seconds.items) && seconds.counts[0] == Count::of(1));
    assert_eq!((seconds.items[0].standing, seconds.items[0].unit.as_str()), (Standing::Entered, "安溪县茶业行业协会"));
    assert!(!entered(&page(&city, &officials.county, Tab::Others, &filter, None).await.items));

    let cultivation = intake::confirm(&city.app, &officials.city_head, id).await.expect("confirmed");
    assert_eq!(page(&city, &officials.city_head, Tab::Mine, &filter, None).await.items.len(), 0);
    let mut tx = city.app.begin(None).await.unwrap();
    let mut of = tx.load::<Cultivation>(cultivation).await.unwrap();
    let opened = CultivationEvent::DisbursementOpened {
        payment: Payment::First,
        amount: Fen::from_yuan(150_000).expect("an amount"),
        payer: "泉州市财政局".into(),
        fund: "就业补助资金".into(),
    };
    tx.append(&mut of, opened).await.unwrap();
    tx.commit().await.unwrap();
    let suspend = SuspendPayment { reason: "收到举报，核实中".into() };
    city.record(&officials.city, on_payment(&of, Payment::First, suspend)).await.expect("suspended");
    let mine = page(&city, &officials.city, Tab::Mine, &filter, None).await.items;
    assert_eq!(subjects(&mine), [Subject::Cultivation(cultivation)]);
    assert_eq!(mine[0].act, "核实后恢复拨付");
    let day = day("2025-03-03");
    assert_eq!(city.app.today(), day);
}
