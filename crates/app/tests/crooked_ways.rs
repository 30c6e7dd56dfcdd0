//! The ways that are not straight: returned, declined, transferred, relaxed, objected to, over the quota, disputed.

mod city;
mod objected;

use app::{Error, applications, comparisons, rosters, rounds};
use city::{City, Officials, city, day, judged, on};
use domain::{
    access::{Actor, Denied},
    act::{
        AcceptNameException, AdmitToPool, AnyAct, ApproveOverQuota, CloseRound, Decline, PassOn, Recommend,
        RecordService, Relax, ReturnForCorrection, SetQuotas, Transfer, VerifyOriginal,
    },
    application::{Application, Shortfall, State},
    brand::Brand,
    ids::{ApplicationId, RoundId},
    refusal::Refusal,
    service::{Paper, ServiceMethod},
    stream::Stream,
};

const UNIT: &str = "晋江市鞋业行业协会";
const NAME: &str = "晋江鞋服制版师";

async fn setting() -> (City, Officials, RoundId, Actor) {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit(UNIT, "350582").await;
    (city, officials, round, unit)
}

fn shortfall(section: &str) -> Shortfall {
    Shortfall { section: section.into(), clause: "4.2".into(), what: "简介缺社会贡献数据".into() }
}

fn returned(application: ApplicationId) -> AnyAct {
    on(application, ReturnForCorrection { shortfalls: vec![shortfall("narrative")] })
}

async fn serve(city: &City, by: &Actor, application: &Application) {
    applications::sign_for_notice(&city.app, by, application.id, application.seq, "林某").await.expect("served");
}

async fn corrected(city: &City, unit: &Actor, id: ApplicationId) {
    let answers = applications::draft(&city.app, city.app.db().reader(), id).await.unwrap();
    let mut narrative = answers.0["narrative"].clone();
    narrative.insert("placement_services".into(), "设维权专员，三日内答复".into());
    applications::save_section(&city.app, unit, id, "narrative", &narrative).await.expect("the named section is open");
    city.sign(unit, id).await;
}

#[tokio::test]
async fn a_return_reopens_only_the_named_sections_and_its_clock_starts_when_served() {
    let (city, officials, round, unit) = setting().await;
    let application = city.submitted(&unit, round, NAME, 0).await;
    let nothing = on(application.id, ReturnForCorrection { shortfalls: vec![] });
    let refused = city.decide(&officials.county, &officials.county_head, nothing).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::NoShortfalls))), "{refused:?}");
    city.decide(&officials.county, &officials.county_head, returned(application.id)).await.expect("returned");
    let application = city.application(application.id).await;
    assert_eq!((application.state(), application.due), (State::Returned, None), "without service nothing runs");
    serve(&city, &unit, &application).await;
    assert_eq!(city.application(application.id).await.due, Some(day("2025-03-17")), "ten working days");

    let brand =
        applications::draft(&city.app, city.app.db().reader(), application.id).await.unwrap().0["brand"].clone();
    let closed = applications::save_section(&city.app, &unit, application.id, "brand", &brand).await;
    assert!(matches!(closed, Err(Error::Refused(Refusal::WrongState { .. }))), "{closed:?}");
    corrected(&city, &unit, application.id).await;
    applications::resubmit(&city.app, &unit, application.id, city.application(application.id).await.seq)
        .await
        .expect("handed in again");
    let application = city.application(application.id).await;
    assert_eq!((application.state(), application.corrections), (State::Submitted, 1));
    let conn = city.app.db().reader();
    let before = applications::submitted_as(&city.app, conn, application.id, 1).await.unwrap();
    let after = applications::submitted(&city.app, conn, application.id).await.unwrap().unwrap();
    assert_ne!(before, after, "the old answers stay to compare with");
    assert_eq!(application.submitted_at, Some(city::at("2025-03-03 09:00")), "the date of filing is kept");
}

#[tokio::test]
async fn corrections_are_capped() {
    let (city, officials, round, unit) = setting().await;
    let application = city.submitted(&unit, round, NAME, 0).await;
    for _ in 0..2 {
        city.decide(&officials.county, &officials.county_head, returned(application.id)).await.expect("returned");
        corrected(&city, &unit, application.id).await;
        applications::resubmit(&city.app, &unit, application.id, city.application(application.id).await.seq)
            .await
            .expect("handed in again");
    }
    let third = city.decide(&officials.county, &officials.county_head, returned(application.id)).await;
    assert!(matches!(third, Err(Error::Refused(Refusal::CorrectionsExhausted(2)))), "{third:?}");
}

#[tokio::test]
async fn the_citys_return_passes_through_the_county_both_ways_and_keeps_the_place() {
    let (city, officials, round, unit) = setting().await;
    let application = city.submitted(&unit, round, NAME, 0).await;
    city.reviewed(&officials, application.id).await;
    city.recommended(&officials, application.id, 1).await;
    city.decide(&officials.city, &officials.city_head, returned(application.id)).await.expect("returned by the city");
    let application = city.application(application.id).await;
    let early = applications::resubmit(&city.app, &unit, application.id, application.seq).await;
    assert!(matches!(early, Err(Error::Refused(Refusal::WrongState { .. }))), "first through the county: {early:?}");
    city.record(&officials.county, on(application.id, PassOn {})).await.expect("handed down");
    let verified = async || {
        let scan = app::attachments::of_application(city.app.db().reader(), application.id).await.unwrap()[0].id;
        let content_code = city.application(application.id).await.content_code().expect("handed in");
        city.record(&officials.county, on(application.id, VerifyOriginal { content_code, scan })).await
    };
    let away = verified().await;
    assert!(matches!(away, Err(Error::Refused(Refusal::WrongState { .. }))), "the unit corrects: {away:?}");
    corrected(&city, &unit, application.id).await;
    applications::resubmit(&city.app, &unit, application.id, city.application(application.id).await.seq)
        .await
        .expect("corrected");
    assert_eq!(city.application(application.id).await.state(), State::Returned, "the county looks first");
    verified().await.expect("stamped anew, it is compared anew (4.1)");
    city.record(&officials.county, on(application.id, PassOn {})).await.expect("handed up");
    let application = city.application(application.id).await;
    assert_eq!((application.state(), application.recommendation.map(|(rank, _)| rank)), (State::Recommended, Some(1)));
}

#[tokio::test]
async fn a_wrong_county_transfers_and_the_date_of_filing_stays() {
    let (city, officials, round, unit) = setting().await;
    let application = city.submitted(&unit, round, NAME, 0).await;
    city.go_to("2025-03-10 09:00");
    let act = on(application.id, Transfer { to: "350583".into(), reason: "注册地址在南安".into() });
    city.decide(&officials.county, &officials.county_head, act).await.expect("transferred");
    let application = city.application(application.id).await;
    assert_eq!((application.area.as_str(), application.submitted_at), ("350583", Some(city::at("2025-03-03 09:00"))));
    let old = city.record(&officials.county, judged(application.id, "3.1")).await;
    assert!(matches!(old, Err(Error::Denied(Denied::Hidden))), "the old county no longer sees it: {old:?}");
    city.record(&officials.nanan, judged(application.id, "3.1")).await.expect("the new one does");
    let old = rosters::imports(&city.app, &officials.county, application.brand).await;
    assert!(matches!(old, Err(Error::Denied(Denied::Hidden))), "nor its rosters: {old:?}");
    rosters::imports(&city.app, &officials.nanan, application.brand)
        .await
        .expect("the rosters went with the application");
}

#[tokio::test]
async fn a_refusal_needs_reasons_and_ends_the_attempts_of_its_round() {
    let (city, officials, round, unit) = setting().await;
    let application = city.submitted(&unit, round, NAME, 0).await;
    city.evaluated(&officials.county, application.id).await;
    let without = on(application.id, Decline { clauses: vec![], reasons: "培训台账与实际不符".into() });
    let refused = city.decide(&officials.county, &officials.county_head, without).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::NoReason))), "{refused:?}");
    let act = Decline { clauses: vec!["5.2.b".into()], reasons: "培训台账与实际不符".into() };
    let act = on(application.id, act);
    city.decide(&officials.county, &officials.county_head, act).await.expect("declined");
    let application = city.application(application.id).await;
    assert_eq!(application.state(), State::Declined);
    for (brand, name) in [(Some(application.brand), ""), (None, NAME)] {
        let again = applications::start_application(&city.app, &unit, round, brand, name).await;
        assert!(matches!(&again, Err(Error::Invalid(wrong)) if wrong[0].field == "round"), "{again:?}");
    }
    let next = city.round(&officials.city).await;
    let again = applications::start_application(&city.app, &unit, next, Some(application.brand), "").await.unwrap();
    assert_ne!(again, application.id);
    let copied = applications::draft(&city.app, city.app.db().reader(), again).await.unwrap();
    assert_eq!(copied.text("brand", "brand_name"), NAME, "a new attempt begins with the last answers");
}

#[tokio::test]
async fn a_refusal_handed_over_late_leaves_alone_what_was_filed_since() {
    let (city, officials, round, unit) = setting().await;
    let first = city.submitted(&unit, round, NAME, 0).await;
    city.evaluated(&officials.county, first.id).await;
    let act = Decline { clauses: vec!["5.2.b".into()], reasons: "培训台账与实际不符".into() };
    city.decide(&officials.county, &officials.county_head, on(first.id, act)).await.expect("declined");
    let next = city.round(&officials.city).await;
    let again = applications::start_application(&city.app, &unit, next, Some(first.brand), "").await.expect("anew");
    city.fill(&unit, again, NAME).await;
    city.sign(&unit, again).await;
    city.submit(&unit, again).await;
    let filed = comparisons::filed_of(city.app.db().reader(), first.brand).await.expect("what is filed");
    let paper = RecordService {
        paper: Paper::DeclineNotice,
        method: ServiceMethod::InPerson,
        on: city.app.today(),
        signer: "林某".into(),
        proof: None,
    };
    city.record(&officials.county, on(first.id, paper)).await.expect("handed over");
    let kept = comparisons::filed_of(city.app.db().reader(), first.brand).await.expect("what is filed");
    assert!(!filed.is_empty() && kept == filed, "{kept:?}");
}

#[tokio::test]
async fn a_unit_withdraws_before_the_notice_but_not_after() {
    let (city, officials, round, unit) = setting().await;
    let application = city.submitted(&unit, round, NAME, 0).await;
    city.reviewed(&officials, application.id).await;
    city.recommended(&officials, application.id, 1).await;
    city.in_review(&officials, application.id).await;
    city.on_notice(&officials, &[application.id]).await;
    let late =
        applications::withdraw(&city.app, &unit, application.id, city.application(application.id).await.seq, "改期")
            .await;
    assert!(matches!(late, Err(Error::Refused(Refusal::WrongState { .. }))), "{late:?}");
    let other = city.unit("晋江市制伞行业协会", "350582").await;
    let draft = city.draft(&other, round, "晋江伞业技工").await;
    applications::withdraw(&city.app, &other, draft.id, draft.seq, "改期").await.expect("withdrawn");
    assert_eq!(city.application(draft.id).await.state(), State::Withdrawn);
}

#[tokio::test]
async fn the_quota_is_a_guideline_that_takes_the_citys_approval_to_exceed() {
    let (city, officials, round, unit) = setting().await;
    let first = city.submitted(&unit, round, NAME, 0).await;
    let other = city.unit("晋江市制伞行业协会", "350582").await;
    let second = city.submitted(&other, round, "晋江伞业技工", 10_000).await;
    for application in [first.id, second.id] {
        city.reviewed(&officials, application).await;
    }
    let quota = |figure| {
        let (document, note) = ("泉人社函〔2025〕1号".into(), String::new());
        on(round, SetQuotas { quota: vec![("350582".into(), Some(figure))], document, note })
    };
    city.record(&officials.city, quota(1)).await.unwrap();
    city.recommended(&officials, first.id, 1).await;
    let over = on(second.id, Recommend { rank: 2, opinion: "择优".into() });
    let refused = city.decide(&officials.county, &officials.county_head, over.clone()).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::QuotaExceeded { quota: 1, used: 1 }))), "{refused:?}");
    let below = city.record(&officials.city, quota(0)).await;
    let too_low = matches!(below, Err(Error::Refused(Refusal::QuotaBelowUsed { used: 1, .. })));
    assert!(too_low, "not below what is recommended already: {below:?}");
    let approve = ApproveOverQuota { document: "泉人社函〔2025〕9号".into(), reason: "产业集中".into() };
    city.decide(&officials.city, &officials.city_head, on(second.id, approve)).await.expect("the city approves");
    city.decide(&officials.county, &officials.county_head, over).await.expect("recommended beyond the quota");
}

#[tokio::test]
async fn heritage_brands_pass_by_relaxation_of_county_and_city() {
    let (city, officials, round, unit) = setting().await;
    let id = applications::start_application(&city.app, &unit, round, None, "鲤城木偶雕刻师").await.unwrap();
    city.fill_heritage(&unit, id, "晋江木偶雕刻师").await;
    let brand = city.application(id).await.brand;
    city.rosters(brand, &unit, 0, 900, 1_100).await;
    city.sign(&unit, id).await;
    applications::submit(&city.app, &unit, id, city.application(id).await.seq).await.expect("submitted");
    city.county_records(&officials, id).await;
    let admit = on(id, AdmitToPool {});
    let small = city.decide(&officials.county, &officials.county_head, admit.clone()).await;
    assert!(matches!(small, Err(Error::Refused(Refusal::FindingsOpen(_)))), "{small:?}");
    let relax = |lowered_to| on(id, Relax { lowered_to, reason: "国家级非遗".into() });
    let too_high = city.decide(&officials.county, &officials.county_head, relax(2_000)).await;
    assert!(matches!(too_high, Err(Error::Refused(Refusal::RelaxationTooHigh(2_000)))), "{too_high:?}");
    city.decide(&officials.county, &officials.county_head, relax(800)).await.expect("relaxed by the county");
    city.decide(&officials.county, &officials.county_head, admit).await.expect("admitted");
    let recommend = on(id, Recommend { rank: 1, opinion: "非遗".into() });
    let at_city_scale = city.decide(&officials.county, &officials.county_head, recommend.clone()).await;
    let unmet = matches!(at_city_scale, Err(Error::Refused(Refusal::FindingsOpen(_))));
    assert!(unmet, "the county's relaxation does not hold at the city's scale: {at_city_scale:?}");
    city.decide(&officials.city, &officials.city_head, relax(800)).await.expect("relaxed by the city");
    city.decide(&officials.county, &officials.county_head, recommend).await.expect("recommended");
}

#[tokio::test]
async fn a_name_outside_the_pattern_passes_with_an_accepted_reason() {
    let (city, officials, round, unit) = setting().await;
    let application = city.submitted(&unit, round, "晋江鞋服之都", 0).await;
    city.county_records(&officials, application.id).await;
    let admit = on(application.id, AdmitToPool {});
    let refused = city.decide(&officials.county, &officials.county_head, admit.clone()).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::FindingsOpen(_)))), "{refused:?}");
    let accept = AcceptNameException { accepted: true, reason: "沿用多年的集体名称".into() };
    let accept = on(application.id, accept);
    let elsewhere = city.decide(&officials.city, &officials.city_head, accept.clone()).await;
    let not_yet = matches!(elsewhere, Err(Error::Refused(Refusal::WrongState { .. })));
    assert!(not_yet, "the city's only once the county has passed it: {elsewhere:?}");
    city.decide(&officials.county, &officials.county_head, accept).await.expect("accepted");
    city.decide(&officials.county, &officials.county_head, admit).await.expect("admitted");
}

#[tokio::test]
async fn a_name_outside_the_pattern_asks_for_its_reason() {
    let (city, _, round, unit) = setting().await;
    let id = city.draft(&unit, round, "晋江鞋服之都").await.id;
    let mut brand = applications::draft(&city.app, city.app.db().reader(), id).await.unwrap().0["brand"].clone();
    brand.remove("name_exception_reason");
    applications::save_section(&city.app, &unit, id, "brand", &brand).await.expect("saved");
    city.rosters(city.application(id).await.brand, &unit, 0, 5_100, 1_100).await;
    city.sign(&unit, id).await;
    let lacks = app::readiness::of_draft(&city.app, &unit, id).await.unwrap().lacks;
    let [lack] = &lacks[..] else { panic!("{lacks:?}") };
    assert_eq!(lack.what, "品牌名称不合命名规则，请写明理由。");
    let refused = applications::submit(&city.app, &unit, id, city.application(id).await.seq).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::MaterialsIncomplete(_)))), "{refused:?}");
}

#[tokio::test]
async fn looking_at_what_is_missing_waits_for_no_writer() {
    let (city, _, round, unit) = setting().await;
    let application = city.draft(&unit, round, NAME).await;
    let writing = city.app.begin(Some(&unit)).await.expect("a tx under way");
    let looked = app::readiness::of_draft(&city.app, &unit, application.id);
    let ready = tokio::time::timeout(std::time::Duration::from_secs(3), looked).await;
    assert!(!ready.expect("answered at once").unwrap().lacks.is_empty());
    writing.commit().await.unwrap();
}

#[tokio::test]
async fn people_claimed_by_two_brands_are_disputed_for_both_and_unknown_never_passes() {
    let (city, officials, round, unit) = setting().await;
    let other = city.unit("晋江市制伞行业协会", "350582").await;
    let first = city.submitted(&unit, round, NAME, 0).await;
    let second = city.submitted(&other, round, "晋江伞业技工", 5_000).await;
    assert_eq!(
        (second.figures.employed, second.figures.employed_disputed),
        (5_000, 100),
        "100 people are claimed twice"
    );
    city.reviewed(&officials, first.id).await;
    let recommend = on(first.id, Recommend { rank: 1, opinion: "择优".into() });
    let refused = city.decide(&officials.county, &officials.county_head, recommend).await;
    let Err(Error::Refused(Refusal::FindingsOpen(findings))) = refused else { panic!("{refused:?}") };
    let outcomes: Vec<_> = findings.iter().map(|f| (f.clause.as_str(), f.outcome)).collect();
    assert_eq!(outcomes, [("3.3.b", domain::finding::Outcome::Unknown)]);
    applications::withdraw(&city.app, &other, second.id, second.seq, "改期").await.expect("withdrawn");
    city.recommended(&officials, first.id, 1).await;
    assert_eq!(city.application(first.id).await.figures.employed, 5_100, "an ended attempt gives up its claims");
}

#[tokio::test]
async fn a_closed_round_leaves_the_unselected_in_the_pool() {
    let (city, officials, round, unit) = setting().await;
    let application = city.submitted(&unit, round, NAME, 0).await;
    city.reviewed(&officials, application.id).await;
    let close = on(round, CloseRound { reason: "名额所限".into() });
    let early = city.decide(&officials.city, &officials.city_head, close.clone()).await;
    assert!(matches!(early, Err(Error::Refused(Refusal::Plain(_)))), "before the last day to recommend: {early:?}");
    city.go_to("2025-06-03 09:00");
    city.decide(&officials.city, &officials.city_head, close).await.expect("closed");
    assert_eq!(city.application(application.id).await.state(), State::NotSelected);
    let brand = city.stream::<Brand>(application.brand).await;
    assert!(brand.in_pool_since.is_some(), "it stays in the county pool");
}

#[tokio::test]
async fn no_round_opens_under_an_expired_policy_until_a_renewal_is_loaded() {
    let (city, officials, ..) = setting().await;
    city.go_to("2026-05-06 09:00");
    let new = || rounds::NewRound {
        title: "2026年第一批".into(),
        year: 2026,
        window: domain::application::Window { opens: day("2026-05-10"), closes: day("2026-06-10") },
        recommend_by: day("2026-07-10"),
    };
    let expired = rounds::open_round(&city.app, &officials.city, new()).await;
    assert!(matches!(expired, Err(Error::Refused(Refusal::RoundUnderExpiredPolicy(_)))), "{expired:?}");
    let admin = city.official(domain::access::Role::Admin, city::CITY, None, "").await;
    let renewal = domain::builtin::POLICY.1.replace("2026-04-28", "2028-04-28");
    app::load_policy(&city.app, &admin.administrator().unwrap(), "renewal.toml", &renewal).await.expect("loaded");
    rounds::open_round(&city.app, &officials.city, new()).await.expect("opens under the renewal");
}

#[tokio::test]
async fn due_dates_are_not_guessed_beyond_the_announced_calendar() {
    let (city, officials, ..) = setting().await;
    city.go_to("2026-12-20 09:00");
    let tx = city.app.begin(Some(&officials.city)).await.unwrap();
    assert_eq!(tx.due_in(40), None);
}

#[tokio::test]
async fn a_county_files_what_it_keyed_in_and_nothing_else() {
    let (city, officials, round, unit) = setting().await;
    let own = city.draft(&unit, round, NAME).await;
    let typed = applications::draft(&city.app, city.app.db().reader(), own.id).await.unwrap();
    let meddling = applications::save_section(&city.app, &officials.county, own.id, "brand", &typed.0["brand"]).await;
    assert!(matches!(meddling, Err(Error::Denied(Denied::NotYours(_)))), "{meddling:?}");
    let meddling = applications::submit(&city.app, &officials.county, own.id, own.seq).await;
    assert!(matches!(meddling, Err(Error::Denied(_))), "{meddling:?}");

    let other = city.unit("晋江市制伞行业协会", "350582").await;
    let other_unit = other.unit.unwrap();
    let elsewhere =
        applications::start_on_behalf(&city.app, &officials.nanan, other_unit, round, None, "晋江伞业技工").await;
    assert!(matches!(elsewhere, Err(Error::Denied(Denied::Hidden))), "not another county's unit: {elsewhere:?}");
    let id = applications::start_on_behalf(&city.app, &officials.county, other_unit, round, None, "晋江伞业技工")
        .await
        .unwrap();
    applications::save_section(&city.app, &officials.county, id, "brand", &typed.0["brand"]).await.expect("keyed in");
}
