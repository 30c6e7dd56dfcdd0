//! One of everything that an address can name, in one story: so that every line of the table is asked of something that
//! exists.

use crate::{
    city::{self, on},
    testing::Story,
};
use app::{
    App,
    accounts::{self, NewAccount},
    acts::Outcome,
    comparisons, rosters,
};
use domain::{
    access::{Actor, Role},
    act::{AcknowledgeObjection, DecideObjection, InvestigateObjection, ReleaseRoster},
    application::PinnedRoster,
    comparison::{Ground, Release, Source, Unconfirmed},
    ids::{
        AccountId, BrandId, ComparisonId, ImportId, IntakeId, MatterId, ObjectionId, OfficeId, RightsRequestId,
        SampleId,
    },
    objection::ObjectionOutcome,
    policy::Step,
    roster::{Ledger, SheetKind},
};
use std::collections::BTreeMap;

/// What addresses name, by the pattern of a whole address or by one name in it.
pub(crate) struct Things(BTreeMap<&'static str, String>);

/// Five people of one mobile, and one whose document nobody can confirm.
const ROSTER: &str = "\
姓名,证件类型,证件号码,手机号码,人员类别,就业形式,就业地,是否本品牌组织输出,岗位/工种,入职日期,是否签订劳动合同
林晓东,居民身份证,350527199001010015,13911112222,农村转移就业劳动者,灵活就业,350582 晋江市,否,缝纫工,2025-02-01,否
林晓东,居民身份证,350527199001020010,13911112222,农村转移就业劳动者,灵活就业,350582 晋江市,否,缝纫工,2025-02-01,否
林晓东,居民身份证,350527199001030016,13911112222,农村转移就业劳动者,灵活就业,350582 晋江市,否,缝纫工,2025-02-01,否
林晓东,居民身份证,350527199001040011,13911112222,农村转移就业劳动者,灵活就业,350582 晋江市,否,缝纫工,2025-02-01,否
林晓东,居民身份证,350527199001050017,13911112222,农村转移就业劳动者,灵活就业,350582 晋江市,否,缝纫工,2025-02-01,否
阮文示,护照,E12345678,13800000002,农村转移就业劳动者,灵活就业,350582 晋江市,否,缝纫工,2025-02-01,否
";
const SIGN: &str = "employment.2025.1";

impl Things {
    /// The story goes on until there is one of everything: a second brand with its title, an objection and a proposed
    /// decision on it, people to settle, signs, a sample, a list that left and its answer.
    pub(crate) async fn of(story: &Story) -> Things {
        let city = &story.city;
        let matter = matter(story).await;
        let titled = title(story).await;
        // What its county has yet to judge.
        let unjudged = city.submitted(&story.unit, story.round, "晋江鞋服打版师", 20_000).await.id;
        let application = city.application(story.application).await;
        let (brand, unit) = (application.brand, application.lead_unit());
        let files = app::attachments::of_application(city.app.db().reader(), story.application).await;
        let file = files.expect("the application's files")[0].id;
        published(story, &story.unit, brand).await;
        let comparison = comparison(story, brand).await;
        let things = [
            ("/brands/{brand}", format!("/brands/{}", city.application(titled).await.brand)),
            (
                "/admin/accounts/{id}/confirm",
                format!("/admin/accounts/{}/confirm", waiting_account(story, "newcomer").await),
            ),
            ("/desk/comparisons/new", format!("/desk/comparisons/new?brand={brand}")),
            ("/desk/signs/{brand}/sample", format!("/desk/signs/{brand}/sample?of=employment.2025")),
            ("/desk/signs/{brand}/{sign}/unmask", format!("/desk/signs/{brand}/{SIGN}/unmask?from=0")),
            ("/desk/disputed/{brand}/unmask", disputed(story, brand).await),
            ("/desk/applications/{application}/judge_clause", format!("/desk/applications/{unjudged}/judge_clause")),
            (
                "/desk/applications/{application}/unmask",
                format!("/desk/applications/{}/unmask?field=unit/{unit}:contact_mobile", story.application),
            ),
            ("{application}", story.application.to_string()),
            ("{cultivation}", city.cultivation(titled).await.id.to_string()),
            ("{brand}", brand.to_string()),
            ("units", unit.to_string()),
            ("rounds", story.round.to_string()),
            ("notices", story.notice.to_string()),
            ("objections", "1".into()),
            ("{notice}", story.notice.to_string()),
            ("{matter}", matter.to_string()),
            ("{number}", "2025-0001".into()),
            ("{token}", "unknown".into()),
            ("accounts", story.officials.county_head.account.to_string()),
            ("{*key}", "brand".into()),
            ("{payment}", "first".into()),
            ("{part}", "first".into()),
            ("files", file.to_string()),
            ("{comparison}", comparison.to_string()),
            ("{no}", "1".into()),
            ("{answer}", answer(story, comparison).await.to_string()),
            ("intake", existing(story, "德化陶瓷工匠", 77, "").await.to_string()),
            ("rights", rights(story).await.to_string()),
            ("{import}", import(story, brand).await.to_string()),
            ("{kind}", "training".into()),
            ("{sign}", SIGN.into()),
            ("{sample}", sample(story, brand).await.to_string()),
        ];
        Things(things.into_iter().collect())
    }

    /// The address as the story has it: as a whole, or name by name, `{id}` by the word before it.
    pub(crate) fn fill(&self, path: &str) -> String {
        if let Some(whole) = self.0.get(path) {
            return whole.clone();
        }
        let mut before = "";
        let mut segments = Vec::new();
        for segment in path.split('/') {
            let name = if segment == "{id}" { before } else { segment };
            before = segment;
            if !segment.starts_with('{') {
                segments.push(segment);
                continue;
            }
            let Some(id) = self.0.get(name) else { panic!("{path}: tell `Things` what {segment} stands for") };
            segments.push(id);
        }
        segments.join("/")
    }
}

/// A second brand of the unit, with its title: its subsidy waits for the account. Another brand's cultivation goes before,
/// so that no cultivation has the number of its application.
async fn title(story: &Story) -> domain::ids::ApplicationId {
    let (city, officials) = (&story.city, &story.officials);
    let on_paper = existing(story, "永春老醋酿造工", 76, "").await;
    app::intake::confirm(&city.app, &officials.city_head, on_paper).await.expect("taken in");
    let id = city.submitted(&story.unit, story.round, "晋江鞋服缝纫工", 10_000).await.id;
    city.reviewed(officials, id).await;
    city.recommended(officials, id, 2).await;
    city.in_review(officials, id).await;
    let notice = city.on_notice(officials, &[id]).await;
    city.go_to("2025-04-11 10:00");
    city.check_units(&officials.city, id).await;
    let recognise = city.recognise(notice, &[id]);
    city.decide(&officials.city, &officials.city_head, recognise).await.expect("recognised");
    id
}

/// An objection to the first brand, its dismissal on the way through the office.
async fn matter(story: &Story) -> MatterId {
    let (city, by, id) = (&story.city, &story.officials.city, ObjectionId(1));
    let new = app::objections::NewObjection {
        notice: story.notice,
        application: story.application,
        text: "花名册中有人并未在该单位就业。".into(),
        contact: "张某，13800000001".into(),
        files: vec![],
    };
    app::objections::lodge(&city.app, new).await.expect("an objection");
    city.record(by, on(id, AcknowledgeObjection {})).await.expect("acknowledged");
    let found = InvestigateObjection { findings: "逐人核对用工合同。".into() };
    city.record(by, on(id, found)).await.expect("investigated");
    let dismiss = DecideObjection { outcome: ObjectionOutcome::Dismissed, reason: "查无实据".into() };
    let waiting = city.send(by, &on(id, dismiss)).await;
    let Ok(Outcome::Waiting(matter)) = waiting else { panic!("{waiting:?}") };
    matter
}

/// An account that somebody else opened, its password set: it waits for a second person.
pub(crate) async fn waiting_account(story: &Story, login: &str) -> AccountId {
    let app = &story.city.app;
    let admin = story.city.official(Role::Admin, city::CITY, None, "").await;
    let new = NewAccount {
        login: login.into(),
        name: "林新".into(),
        role: Role::City,
        office: Some(OfficeId(city::CITY)),
        section: String::new(),
        post: "科员".into(),
        steps: vec![Step::Draft],
        stands_in_for: None,
    };
    let invitation = accounts::new_account(app, &admin.administrator().expect("an administrator"), new).await;
    let invitation = invitation.expect("an account");
    accounts::set_password_by_link(app, &invitation.token, "citong-huakai-2025").await.expect("a password");
    invitation.account
}

/// A brand from before this system, waiting for its second person; its subsidy paid on a day, or not.
pub(crate) async fn existing(story: &Story, name: &str, nth: i64, paid_on: &str) -> IntakeId {
    let existing = app::intake::Existing {
        name: name.into(),
        area: "350526".into(),
        unit_name: "德化县陶瓷同业公会".into(),
        credit_code: city::credit_code(nth),
        unit_kind: "trade_association".into(),
        document: "泉人社文〔2024〕88号".into(),
        announced_on: "2024-12-20".into(),
        paid_yuan: if paid_on.is_empty() { String::new() } else { "150000".into() },
        paid_on: paid_on.into(),
        ..app::intake::Existing::default()
    };
    app::intake::propose(&story.city.app, &story.officials.city, &existing, &[]).await.expect("an existing brand")
}

/// A file of the unit, checked and not yet filed.
async fn checked(app: &App, unit: &Actor, brand: BrandId, kind: SheetKind, year: i32, sheet: &str) -> ImportId {
    let sheet = futures::stream::iter([Ok::<_, std::io::Error>(sheet.as_bytes().to_vec())]);
    let file = app::attachments::receive(app, 1 << 20, "花名册.csv", sheet).await.expect("a file is stored");
    let own = unit.unit.expect("a unit's account");
    let import = rosters::begin_import(app, unit, brand, own, kind, year, &file).await.expect("a check begins");
    rosters::wait_for_check(app, unit, import).await.expect("a check ends");
    import
}

async fn import(story: &Story, brand: BrandId) -> ImportId {
    checked(&story.city.app, &story.unit, brand, SheetKind::Training, 2024, "姓名,证件号码\n").await
}

/// A roster on which a decision rests: somebody waits for a verdict, and the search found a sign.
pub(crate) async fn published(story: &Story, unit: &Actor, brand: BrandId) {
    let app = &story.city.app;
    let import = checked(app, unit, brand, SheetKind::Employment, 2025, ROSTER).await;
    let versions = rosters::commit_import(app, unit, import).await.expect("published");
    let tx = app.begin(None).await.expect("a transaction");
    let pinned = [PinnedRoster { version: versions[0], digest: String::new() }];
    rosters::freeze(&tx, brand, &pinned, Unconfirmed::Count).await.expect("claimed");
    tx.commit().await.expect("committed");
    rosters::search_pending_signs(app).await.expect("searched");
}

/// Where the county asks for the number of somebody who waits for a verdict.
async fn disputed(story: &Story, brand: BrandId) -> String {
    let page = story.installation.get(Some(&story.officials.county), &format!("/desk/disputed/{brand}")).await;
    let ask = format!("/desk/disputed/{brand}/unmask?who=");
    let who = page.body.split(&ask).nth(1).expect("somebody waits").split('"').next().expect("a value");
    format!("{ask}{who}")
}

async fn sample(story: &Story, brand: BrandId) -> SampleId {
    let new = rosters::NewSample { ledger: Ledger::Employment, year: 2025, confidence: 95, margin: 10, expected: 50 };
    rosters::draw_sample(&story.city.app, &story.officials.county, brand, &new).await.expect("a sample")
}

/// A list of the brand's people that the county agreed to give out, packed once.
pub(crate) async fn comparison(story: &Story, brand: BrandId) -> ComparisonId {
    let (app, officials) = (&story.city.app, &story.officials);
    let filed = comparisons::filed(app, &officials.county, brand).await.expect("filed rosters");
    let release = Release {
        source: Source::RealName,
        recipient: "泉州市公安局".into(),
        purpose: "核对实名信息".into(),
        ground: Ground::StatutoryDuty,
        assessment: "影响评估〔2025〕3号".into(),
        fields: Source::RealName.needs().to_vec(),
        versions: filed.iter().map(|one| one.version).collect(),
        delete_by: app.today() + chrono::Days::new(30),
    };
    let act = on(brand, ReleaseRoster { release });
    story.city.decide(&officials.county, &officials.county_head, act).await.expect("agreed");
    let id = comparisons::of_brand(app, &officials.county, brand).await.expect("a list")[0].id;
    comparisons::pack(app, &officials.county, id).await.expect("packed");
    id
}

/// What came back about the list, looked at and not yet recorded.
async fn answer(story: &Story, comparison: ComparisonId) -> i64 {
    let (app, county) = (&story.city.app, &story.officials.county);
    let table = "姓名,证件号码,比对结果\n林晓东,350527199001010015,不一致\n".as_bytes().to_vec();
    let table = futures::stream::iter([Ok::<_, std::io::Error>(table)]);
    let file = app::attachments::receive(app, 1 << 20, "答复.csv", table).await.expect("a file is stored");
    let answer = comparisons::check_answer(app, county, comparison, &file, app.today()).await.expect("looked at");
    answer.unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// A request of a person about their data, registered by the application's own county.
pub(crate) async fn rights(story: &Story) -> RightsRequestId {
    let (app, county) = (&story.city.app, &story.officials.county);
    let request = app::rights::NewRequest {
        asked: Some(domain::rights::RequestKind::Access),
        name: "林示例".into(),
        document_kind: Some(domain::identity::DocumentKind::ResidentId),
        number: "350527199001010015".into(),
        contact: "13800000000".into(),
        check: Some(domain::rights::IdentityCheck::Original),
        words: "查阅本人的信息".into(),
    };
    let officer = county.rights_officer().expect("a bureau");
    app::rights::register(app, &officer, &request).await.expect("registered")
}
