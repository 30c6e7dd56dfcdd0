//! An application handed in on paper: the county keys it in for the unit (代录, 7.2.b), and nobody else does.

use super::{
    browser::Browser,
    filing::{PDF, fill},
    rosters::{SHEET, checked},
};
use crate::city::{self, City, city};
use axum::http::{Method, StatusCode};
use domain::{
    access::{Actor, Role},
    act::{RecordService, ReturnForCorrection},
    application::{Application, ApplicationEvent, Shortfall, State},
    ids::{ApplicationId, RoundId},
    service::{Paper, ServiceMethod},
    stream::Stream,
};

const NAME: &str = "晋江制伞工匠";

struct Setting {
    city: City,
    officials: city::Officials,
    round: RoundId,
    unit: Actor,
}

async fn setting() -> Setting {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市制伞行业协会", "350582").await;
    Setting { city, officials, round, unit }
}

/// The paper comes back stamped, and its scan is uploaded.
async fn stamped(county: &Browser, at: &str) {
    let at = format!("{at}/form");
    let paper = county.page(&at).await;
    let typed = [("key", paper.hidden("key")), ("code", paper.hidden("code"))];
    let typed: Vec<_> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    county.upload(&at, &typed, &[("signed_form", "盖章.pdf", PDF)]).await.location();
}

impl Setting {
    /// Begins at the desk, as the county does, and follows where it leads.
    async fn begun(&self, county: &Browser) -> Application {
        let from = format!("/desk/units/{}/key-in", self.unit.unit.unwrap());
        let page = county.page(&from).await;
        let (round, key) = (self.round.to_string(), page.hidden("key"));
        let begun = county.post(&from, &[("round", &round), ("name", NAME), ("key", &key)]).await;
        let (application, rest) = begun.location()["/unit/applications/".len()..].split_once('/').unwrap();
        assert_eq!(rest, "sections/brand");
        self.city.application(ApplicationId(application.parse().unwrap())).await
    }

    /// Everything typed from the paper, the rosters among it.
    async fn filled(&self, county: &Browser, application: &Application) {
        let at = format!("/unit/applications/{}", application.id);
        let own = self.unit.unit.unwrap();
        fill(county, &format!("{at}/sections/brand"), &city::brand_answers(NAME), &[]).await.location();
        let rules = [("internal_rules", "内部管理制度.pdf", PDF), ("financial_rules", "财务制度.pdf", PDF)];
        fill(county, &format!("{at}/sections/unit/{own}"), &city::unit_answers(), &rules).await.location();
        for year in [2024, 2025] {
            fill(county, &format!("{at}/sections/figures/{year}"), &city::figures(), &[]).await.location();
        }
        let plans = [("development_plan", "发展规划.pdf", PDF), ("construction_scheme", "建设方案.pdf", PDF)];
        fill(county, &format!("{at}/sections/narrative"), &city::narrative(), &plans).await.location();
        self.city.rosters(application.brand, &self.unit, 0, 5_100, 1_100).await;
        stamped(county, &at).await;
    }

    async fn handed_in(&self, county: &Browser, application: &Application) {
        let at = format!("/unit/applications/{}", application.id);
        let check = county.page(&format!("{at}/check")).await;
        assert!(check.shows("录入内容与单位盖章的纸质申报一致"), "{}", check.text());
        let (seen, key) = (check.hidden("seen"), check.hidden("key"));
        let sent = [("seen", seen.as_str()), ("key", &key), ("truth_declared", "1")];
        let done = county.post(&format!("{at}/submit"), &sent).await;
        assert_eq!(done.location(), format!("/desk/applications/{}", application.id));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_county_keys_a_paper_application_in_and_hands_it_in() {
    let setting = setting().await;
    let county = Browser::of(&setting.city.app, &setting.officials.county).await;
    let application = setting.begun(&county).await;
    let at = format!("/unit/applications/{}", application.id);
    assert!(county.page("/desk").await.shows("代录并提交申报"), "it waits on the county's desk");
    let desk = county.page(&format!("/desk/applications/{}", application.id)).await;
    assert!(desk.shows("继续代录") && desk.shows(&format!("href=\"{at}\"")), "{}", desk.text());

    let page = county.page(&at).await;
    let behalf = "代“晋江市制伞行业协会”录入纸质申报";
    assert!(page.shows(behalf) && page.shows(&format!("/desk/applications/{}", application.id)) && page.shows("4.1"));
    assert!(page.shows("工作台") && !page.shows("href=\"/unit/money\""), "the walls are the desk's");
    for part in ["sections/brand", "partners", "check", "form", "withdraw"] {
        assert!(county.page(&format!("{at}/{part}")).await.shows(behalf), "{part}");
    }

    setting.filled(&county, &application).await;
    let rosters = format!("/unit/rosters/{}", application.brand);
    assert!(county.page(&rosters).await.shows(behalf));
    let chosen = [("kind", "training"), ("year", "2025")];
    let sent = county.upload(&rosters, &chosen, &[("file", "培训.csv", SHEET.as_bytes())]).await;
    let report = sent.location().to_owned();
    assert!(checked(&county, &report).await.shows("1 行可计入"));
    assert_eq!(county.post(&format!("{report}/discard"), &[]).await.location(), rosters);
    let sent = county.upload(&rosters, &chosen, &[("file", "培训.csv", SHEET.as_bytes())]).await;
    let report = sent.location().to_owned();
    checked(&county, &report).await;
    assert_eq!(county.post(&format!("{report}/file"), &[]).await.location(), rosters);
    assert!(county.page(&rosters).await.shows("第 2 版"));

    setting.handed_in(&county, &application).await;
    let filed = setting.city.application(application.id).await;
    assert_eq!((filed.state(), filed.on_behalf), (State::Submitted, true));
    let record = app::applications::history(&setting.city.app, application.id).await.unwrap();
    let by = record.iter().find(|event| matches!(event.event, ApplicationEvent::Submitted { .. })).unwrap();
    assert_eq!(
        (by.role, by.by),
        (Some(Role::County), Some(setting.officials.county.account)),
        "who keyed it in is on record"
    );
    let section = county.page(&format!("{at}/sections/unit/{}", setting.unit.unit.unwrap())).await;
    assert!(section.shows("陈**") && !section.shows("13800138000"), "once filed, masked as at any desk");
    let seen = filed.seq.to_string();
    let back = county.post(&format!("{at}/withdraw"), &[("seen", &seen), ("reason", "录错")]).await;
    assert_eq!(back.status, StatusCode::FORBIDDEN, "once filed, only the unit takes it back");
    let own = Browser::of(&setting.city.app, &setting.unit).await;
    assert!(own.page(&at).await.shows("等待晋江市人社局初审"), "the unit sees its own application");
}

#[tokio::test]
async fn a_return_is_corrected_on_behalf_of_the_unit() {
    let setting = setting().await;
    let county = Browser::of(&setting.city.app, &setting.officials.county).await;
    let application = setting.begun(&county).await;
    setting.filled(&county, &application).await;
    setting.handed_in(&county, &application).await;
    let shortfalls =
        vec![Shortfall {
            section: "figures".into(), clause: "3.5.b2".into(), what: "培训人数与台账不符".into()
        }];
    let act = city::on(application.id, ReturnForCorrection { shortfalls });
    setting.city.decide(&setting.officials.county, &setting.officials.county_head, act).await.expect("returned");

    let at = format!("/unit/applications/{}", application.id);
    let desk = county.page(&format!("/desk/applications/{}", application.id)).await;
    assert!(desk.shows("代录补正") && county.page("/desk").await.shows("代录补正并重新提交"));
    let list = county.page(&format!("{at}/corrections")).await;
    assert!(list.shows("代“晋江市制伞行业协会”补正") && list.shows("培训人数与台账不符"));
    assert!(!list.shows("name=\"signer\""), "the unit signs for its notice, not its county");
    let seen = list.hidden("seen");
    let signed = county.post(&format!("{at}/corrections/sign"), &[("seen", &seen), ("signer", "苏文")]).await;
    assert_eq!(signed.status, StatusCode::NOT_FOUND);
    let mut figures = city::figures();
    figures["trained_count"] = "1364".into();
    let saved = fill(&county, &format!("{at}/sections/figures/2024"), &figures, &[]).await;
    assert_eq!(saved.location(), format!("{at}/corrections"));
    stamped(&county, &at).await;
    let early = county.post(&format!("{at}/resubmit"), &[("seen", &seen)]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.shows("请先在办件页登记送达"), "nobody knows that the unit has it: {}", early.text());
    let service = RecordService {
        paper: Paper::CorrectionNotice,
        method: ServiceMethod::InPerson,
        on: setting.city.app.today(),
        signer: "苏文".into(),
        proof: None,
    };
    setting.city.record(&setting.officials.county, city::on(application.id, service)).await.expect("served");
    let list = county.page(&format!("{at}/corrections")).await;
    let (seen, key) = (list.hidden("seen"), list.hidden("key"));
    let done = county.post(&format!("{at}/resubmit"), &[("seen", &seen), ("key", &key)]).await;
    assert_eq!(done.location(), format!("/desk/applications/{}", application.id));
    assert_eq!(setting.city.application(application.id).await.state(), State::Submitted);
}

#[tokio::test]
async fn nobody_else_keys_it_in_and_the_county_nothing_else() {
    let setting = setting().await;
    let (city, officials) = (&setting.city, &setting.officials);
    let county = Browser::of(&city.app, &officials.county).await;
    let keyed = setting.begun(&county).await;
    let own_unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let units_own = city.draft(&own_unit, setting.round, "晋江鞋服制版师").await;
    let nanan = Browser::of(&city.app, &officials.nanan).await;
    let bureau = Browser::of(&city.app, &officials.city).await;
    let other = Browser::of(&city.app, &own_unit).await;
    let lines = crate::pages::unit::routes();
    let mut tried = 0;
    for line in
        lines.lines().iter().filter(|line| ["{application}", "{brand}"].iter().any(|name| line.path.contains(name)))
    {
        if line.path.contains("{import}") || line.path.contains("{payment}") {
            continue;
        }
        let of = |application: &Application| {
            let at = line
                .path
                .replace("{application}", &application.id.to_string())
                .replace("{brand}", &application.brand.to_string());
            at.replace("{*key}", "brand")
        };
        let ask = async |who: &Browser, at: String| match line.method {
            Method::GET => who.get(&at).await.status,
            _ => who.post(&at, &[("seen", "1"), ("key", "k"), ("brand_name", "别名")]).await.status,
        };
        for stranger in [&nanan, &bureau, &other] {
            assert_eq!(ask(stranger, of(&keyed)).await, StatusCode::NOT_FOUND, "{} {}", line.method, line.path);
        }
        let units_own = ask(&county, of(&units_own)).await;
        let hidden = line.path.ends_with("/sign");
        let expected = if hidden { StatusCode::NOT_FOUND } else { StatusCode::FORBIDDEN };
        assert_eq!(units_own, expected, "{} {}: the unit's own to fill in", line.method, line.path);
        tried += 1;
    }
    assert!(tried >= 16, "the register lists the room: {tried}");
    assert_eq!(city.application(keyed.id).await.seq, 1, "nothing was changed");
}

#[tokio::test]
async fn a_draft_keyed_in_wrongly_is_given_up_with_a_reason_and_begun_again() {
    let setting = setting().await;
    let county = Browser::of(&setting.city.app, &setting.officials.county).await;
    let application = setting.begun(&county).await;
    assert_eq!(setting.begun(&county).await.id, application.id, "a draft at hand is taken up, not begun twice");
    let at = format!("/unit/applications/{}/withdraw", application.id);
    let page = county.page(&at).await;
    let (seen, key) = (page.hidden("seen"), page.hidden("key"));
    let bare = county.post(&at, &[("seen", &seen), ("key", &key), ("reason", " ")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.shows("请写明原因"));
    let done = county.post(&at, &[("seen", &seen), ("key", &key), ("reason", "录错了单位")]).await;
    assert_eq!(done.location(), format!("/desk/applications/{}", application.id));
    assert_eq!(setting.city.application(application.id).await.state(), State::Withdrawn);
    let from = county.page(&format!("/desk/units/{}/key-in", setting.unit.unit.unwrap())).await;
    assert!(from.shows(NAME) && !from.shows("会带过来"), "the brand is offered again, and nothing of it was filed");
}
