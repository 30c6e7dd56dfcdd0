//! What becomes of applications that do not go straight.

use crate::{
    city::{
        self, day, on,
        trial::{Trial, Tried},
    },
    story::{Story, finished, story},
};
use app::{
    App, applications, attachments, matters,
    units::{NewUnit, UnitDetails},
};
use domain::{
    access::Actor,
    act::{
        AcceptNameException, AdmitToPool, ApproveOverQuota, CloseRound, ConfirmUnit, Decline, ExtendRound,
        LeaveUnselected, PassOn, Recommend, RecordService, Relax, ReturnForCorrection, SetQuotas, Transfer,
    },
    application::Shortfall,
    service::{Paper, ServiceMethod},
};

pub(crate) async fn around(how: Trial) -> Vec<Tried> {
    let story = story(how).await;
    let Story { city, officials, round, unit } = &story;
    let returned = |id| {
        let shortfall =
            Shortfall { section: "narrative".into(), clause: "4.2".into(), what: "缺社会贡献数据".into() };
        on(id, ReturnForCorrection { shortfalls: vec![shortfall] })
    };
    let quotas = SetQuotas {
        quota: vec![("350582".into(), Some(0))],
        document: "泉人社函〔2025〕1号".into(),
        note: String::new(),
    };
    story.recorded(&officials.city, on(*round, quotas)).await;
    let extend = ExtendRound { closes: day("2025-05-10"), recommend_by: day("2025-06-10"), reason: "假期".into() };
    story.recorded(&officials.city, on(*round, extend)).await;

    let id = city.submitted(unit, *round, "晋江鞋服之都", 0).await.id;
    story.county(returned(id)).await;
    let paper = RecordService {
        paper: Paper::CorrectionNotice,
        method: ServiceMethod::InPerson,
        on: city.app.today(),
        signer: "林某".into(),
        proof: None,
    };
    story.recorded(&officials.county, on(id, paper)).await;
    story.corrected(id).await;
    city.county_records(officials, id).await;
    let exception = AcceptNameException { accepted: true, reason: "沿用多年的集体名称".into() };
    story.county(on(id, exception)).await;
    story.county(on(id, AdmitToPool {})).await;
    let over = ApproveOverQuota { document: "泉人社函〔2025〕9号".into(), reason: "产业集中".into() };
    story.bureau(on(id, over)).await;
    story.county(on(id, Recommend { rank: 1, opinion: "择优".into() })).await;
    story.bureau(returned(id)).await;
    story.recorded(&officials.county, on(id, PassOn {})).await;
    let seen = city.application(id).await.seq;
    let sign = async |app: App, by: Actor| applications::sign_for_notice(&app, &by, id, seen, "林某").await;
    city.verb("sign_for_notice", unit, sign).await.expect("served");
    story.corrected(id).await;
    story.recorded(&officials.county, on(id, PassOn {})).await;
    story.recorded(&officials.city, on(id, LeaveUnselected { reason: "名额所限".into() })).await;

    heritage(&story).await;
    declined(&story).await;
    units(&story).await;
    matter(&story).await;
    city.go_to("2025-06-12 09:00");
    story.bureau(on(*round, CloseRound { reason: "名额所限".into() })).await;
    finished(&story.city).await
}

/// A heritage brand with a lower number of people.
async fn heritage(story: &Story) {
    let Story { city, officials, round, .. } = story;
    let unit = city.unit("晋江市木偶行业协会", "350582").await;
    let id = city.start(&unit, *round, "晋江木偶雕刻师").await;
    city.fill_heritage(&unit, id, "晋江木偶雕刻师").await;
    city.rosters(city.application(id).await.brand, &unit, 30_000, 900, 1_100).await;
    city.sign(&unit, id).await;
    city.submit(&unit, id).await;
    city.county_records(officials, id).await;
    story.county(on(id, Relax { lowered_to: 800, reason: "国家级非遗".into() })).await;
}

/// To the wrong county, and refused by the right one; another withdrawn.
async fn declined(story: &Story) {
    let Story { city, officials, round, .. } = story;
    let unit = city.unit("晋江市制伞行业协会", "350582").await;
    let id = city.submitted(&unit, *round, "晋江伞业技工", 10_000).await.id;
    story.county(on(id, Transfer { to: "350583".into(), reason: "注册地址在南安".into() })).await;
    city.evaluated(&officials.nanan, id).await;
    let decline = on(id, Decline { clauses: vec!["5.2.b".into()], reasons: "培训台账与实际不符".into() });
    let approver = city.colleague(&officials.nanan).await;
    city.decide(&officials.nanan, &approver, decline).await.expect("declined");
    let again = city.start(&unit, *round, "晋江伞业技师").await;
    let partner = city.unit("晋江市水暖行业协会", "350582").await;
    let partner = city.stream::<domain::unit::Unit>(partner.unit.unwrap()).await.credit_code;
    let codes = [partner.to_string()];
    let seen = city.application(again).await.seq;
    let partners = async |app: App, by: Actor| applications::set_partners(&app, &by, again, seen, &codes).await;
    city.verb("set_partners", &unit, partners).await.expect("a joint brand");
    city.fill(&unit, again, "晋江伞业技师").await;
    let file = attachments::of_application(city.app.db().reader(), again).await.unwrap()[0].id;
    let remove = async |app: App, by: Actor| attachments::remove_from_application(&app, &by, again, file).await;
    city.verb("remove_from_application", &unit, remove).await.expect("removed");
    let seen = city.application(again).await.seq;
    let withdraw = async |app: App, by: Actor| applications::withdraw(&app, &by, again, seen, "改期").await;
    city.verb("withdraw", &unit, withdraw).await.expect("withdrawn");
}

/// A unit of which the county says what it is.
async fn units(story: &Story) {
    let Story { city, .. } = story;
    let new = |name: &str, code: &str| NewUnit {
        credit_code: code.into(),
        name: name.into(),
        kind: "trade_association".into(),
        area: "350582".into(),
        details: UnitDetails {
            address: String::new(),
            contact_name: "林某某".into(),
            contact_phone: "13800138000".into(),
        },
    };
    let mut tx = city.app.begin(None).await.unwrap();
    let id = app::units::enter(&mut tx, new("晋江市石雕行业协会", &city::credit_code(800))).await.expect("a unit");
    tx.commit().await.unwrap();
    let confirm = on(id, ConfirmUnit { accepted: true, reason: String::new() });
    city.send(&story.officials.county_head, &confirm).await.expect("confirmed by one");
}

/// A matter that is transferred to a colleague, sent back and taken back.
async fn matter(story: &Story) {
    let Story { city, officials, round, .. } = story;
    let unit = city.unit("晋江市陶瓷行业协会", "350582").await;
    let id = city.submitted(&unit, *round, "晋江陶瓷技工", 40_000).await.id;
    city.evaluated(&officials.county, id).await;
    let decline = on(id, Decline { clauses: vec!["5.2.b".into()], reasons: "培训台账与实际不符".into() });
    let waiting = |outcome| match outcome {
        app::acts::Outcome::Waiting(id) => id,
        other => panic!("{other:?}"),
    };
    let open = waiting(city.send(&officials.county, &decline).await.expect("proposed"));
    let colleague = city.colleague(&officials.county_head).await;
    let transfer = async |app: App, by: Actor| matters::transfer(&app, &by, open, colleague.account).await;
    city.verb("stepping::transfer", &officials.county_head, transfer).await.expect("transferred");
    let back = async |app: App, by: Actor| matters::send_back(&app, &by, open, "理由不足").await;
    city.verb("send_back", &colleague, back).await.expect("sent back");
    let open = waiting(city.send(&officials.county, &decline).await.expect("proposed again"));
    let drafter = city.stream::<domain::matter::Matter>(open).await.taken[0].by;
    let drafter = Actor { account: drafter, ..officials.county.clone() };
    let take = async |app: App, by: Actor| matters::drop(&app, &by, open).await;
    city.verb("drop", &drafter, take).await.expect("taken back");
    let unit = city.unit("晋江市竹编行业协会", "350582").await.unit.unwrap();
    let start =
        async |app: App, by: Actor| applications::start_on_behalf(&app, &by, unit, *round, None, "晋江竹编技工").await;
    city.verb("start_on_behalf", &officials.county, start).await.expect("keyed in");
}
