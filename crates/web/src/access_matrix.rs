//! Every route × every role × own and other area or unit, asked for in earnest and held against the committed table
//! `tests/access-matrix.txt`. A new route without a line there fails; `ZIHAO_WRITE_MATRIX=1` writes the table anew, to be
//! read before it is committed.

use crate::{
    shell::Line,
    testing::{Answered, Installation, Story},
};
use axum::http::{Method, StatusCode};
use domain::{
    access::{Actor, Role},
    act::Act,
    ids::ImportId,
    roster::SheetKind,
};
use std::{collections::BTreeMap, fmt::Write, path::Path};

const TABLE: &str = "tests/access-matrix.txt";

const HEAD: &str = "# Who is let in where. Own: the application's own unit and county; other: another unit, another county.\n\
                    # in: let in; hidden: answers as if it did not exist; refused: known, but somebody else's act;\n\
                    # sign-in: sent to the sign-in page. Written by the test access_matrix with ZIHAO_WRITE_MATRIX=1.\n";

/// Everybody who can come to a door.
pub(crate) struct Askers(pub(crate) Vec<(&'static str, Option<Actor>)>);

impl Askers {
    pub(crate) async fn of(story: &Story) -> Askers {
        let city = &story.city;
        let official = |role| city.official(role, crate::city::CITY, None, "draft,check,approve");
        Askers(vec![
            ("nobody", None),
            ("unit-own", Some(story.unit.clone())),
            ("unit-other", Some(city.unit("南安市水暖行业商会", "350583").await)),
            ("county-own", Some(story.officials.county.clone())),
            ("county-other", Some(story.officials.nanan.clone())),
            ("city", Some(story.officials.city.clone())),
            ("expert", Some(official(Role::Expert).await)),
            ("finance", Some(story.officials.finance.clone())),
            ("auditor", Some(official(Role::Auditor).await)),
            ("admin", Some(official(Role::Admin).await)),
        ])
    }
}

/// What each name in an address stands for in the story.
pub(crate) async fn things(story: &Story) -> BTreeMap<&'static str, String> {
    let city = &story.city;
    let application = city.application(story.application).await;
    let decline = Act::DecideObjection {
        application: story.application,
        objection: domain::ids::ObjectionId(1),
        outcome: domain::application::ObjectionOutcome::Dismissed,
        reason: "查无实据".into(),
    };
    let new = app::objections::NewObjection {
        notice: story.notice,
        application: story.application,
        text: "花名册中有人并未在该单位就业。".into(),
        contact: String::new(),
        files: vec![],
    };
    app::objections::lodge(&city.app, new).await.expect("an objection");
    let seen = city.application(story.application).await.seq;
    let waiting = app::matters::propose(&city.app, &story.officials.city, &decline, Some(seen), "拟不予支持").await;
    let Ok(app::matters::Outcome::Waiting(matter)) = waiting else { panic!("{waiting:?}") };
    let file = app::attachments::of_application(city.app.db().reader(), story.application)
        .await
        .expect("the application's files")[0]
        .id;
    BTreeMap::from([
        ("{application}", story.application.to_string()),
        ("{brand}", application.brand.to_string()),
        ("units", application.lead_unit().to_string()),
        ("{round}", story.round.to_string()),
        ("rounds", story.round.to_string()),
        ("notices", story.notice.to_string()),
        ("objections", "1".into()),
        ("{notice}", story.notice.to_string()),
        ("{objection}", "1".into()),
        ("{matter}", matter.to_string()),
        ("{number}", "2025-0001".into()),
        ("{token}", "unknown".into()),
        ("accounts", story.officials.county_head.account.to_string()),
        ("{*key}", "brand".into()),
        ("{payment}", "first".into()),
        ("files", file.to_string()),
        ("{comparison}", comparison(story).await.to_string()),
        ("{no}", "1".into()),
        ("{answer}", "1".into()),
        ("intake", existing(story).await.to_string()),
        ("rights", rights(story).await.to_string()),
        ("{import}", import(story).await.to_string()),
        ("{kind}", "training".into()),
        ("{sign}", "training.2024.1".into()),
        ("{sample}", "1".into()),
    ])
}

/// A brand from before this system, waiting for its second person.
async fn existing(story: &Story) -> i64 {
    let existing = app::intake::Existing {
        name: "德化陶瓷工匠".into(),
        area: "350526".into(),
        unit_name: "德化县陶瓷同业公会".into(),
        credit_code: crate::city::credit_code(77),
        unit_kind: "trade_association".into(),
        document: "泉人社文〔2024〕88号".into(),
        announced_on: "2024-12-20".into(),
        ..app::intake::Existing::default()
    };
    app::intake::propose(&story.city.app, &story.officials.city, &existing, &[]).await.expect("an existing brand")
}

/// A list of the brand's people that the county agreed to give out, packed once.
async fn comparison(story: &Story) -> domain::ids::ComparisonId {
    let (app, officials) = (&story.city.app, &story.officials);
    let brand = story.city.application(story.application).await.brand;
    let filed = app::comparisons::filed(app, &officials.county, brand).await.expect("filed rosters");
    let release = domain::comparison::Release {
        source: domain::comparison::Source::RealName,
        recipient: "泉州市公安局".into(),
        purpose: "核对实名信息".into(),
        ground: domain::comparison::Ground::StatutoryDuty,
        assessment: "影响评估〔2025〕3号".into(),
        fields: domain::comparison::Source::RealName.needs().to_vec(),
        versions: filed.iter().map(|one| one.version).collect(),
        delete_by: app.today() + chrono::Days::new(30),
    };
    let act = Act::ReleaseRoster { brand, level: domain::level::Level::County, release };
    let waiting = app::matters::propose(app, &officials.county, &act, None, "拟同意").await;
    let Ok(app::matters::Outcome::Waiting(matter)) = waiting else { panic!("{waiting:?}") };
    app::matters::agree(app, &officials.county_head, matter, "同意", None).await.expect("agreed");
    let id = app::comparisons::of_brand(app, &officials.county, brand).await.expect("a list")[0].id;
    app::comparisons::pack(app, &officials.county, id).await.expect("packed");
    id
}

/// A request of a person about their data, registered by the application's own county.
async fn rights(story: &Story) -> domain::ids::RightsRequestId {
    let (app, county) = (&story.city.app, &story.officials.county);
    let request = app::rights::NewRequest {
        asked: Some(domain::rights::Asked::Access),
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

/// A roster of the brand, checked and not yet filed.
async fn import(story: &Story) -> ImportId {
    let (app, unit) = (&story.city.app, &story.unit);
    let sheet = futures::stream::iter([Ok::<_, std::io::Error>("姓名,证件号码\n".as_bytes().to_vec())]);
    let file = app::attachments::receive(app, 1 << 20, "培训花名册.csv", sheet).await.expect("a file is stored");
    let brand = story.city.application(story.application).await.brand;
    let own = unit.unit.expect("a unit's account");
    let import = app::rosters::begin_import(app, unit, brand, own, SheetKind::Training, 2024, &file).await;
    let import = import.expect("a check begins");
    app::rosters::wait_for_check(app, unit, import).await.expect("a check ends");
    import
}

/// The address as the story has it: `{application}` by its name, `{id}` by the word before it.
pub(crate) fn filled(path: &str, things: &BTreeMap<&'static str, String>) -> String {
    let mut before = "";
    let mut segments = Vec::new();
    for segment in path.split('/') {
        let name = if segment == "{id}" { before } else { segment };
        before = segment;
        if !segment.starts_with('{') {
            segments.push(segment);
            continue;
        }
        let Some(id) = things.get(name) else { panic!("{path}: tell `things` what {segment} stands for") };
        segments.push(id);
    }
    segments.join("/")
}

/// An address with `{act}` stands for one act of each desk, one with `{change}` for two changes of an account.
pub(crate) fn each_act(line: &Line) -> Vec<(Method, String)> {
    const ACTS: [&str; 5] = ["return", "admit", "accept", "approve-disbursement", "approve-payment"];
    const CHANGES: [&str; 2] = ["confirm", "post"];
    let acts: &[&str] = match line.path {
        path if path.contains("{act}") => &ACTS,
        path if path.contains("{change}") => &CHANGES,
        _ => &[""],
    };
    let path = |act: &str| line.path.replace("{act}", act).replace("{change}", act);
    acts.iter().map(|act| (line.method.clone(), path(act))).collect()
}

fn verdict(answered: &Answered, at: &str) -> &'static str {
    assert!(!answered.status.is_server_error(), "{at}: {}", answered.words());
    match answered.status {
        StatusCode::NOT_FOUND => "hidden",
        StatusCode::FORBIDDEN => "refused",
        StatusCode::UNAUTHORIZED => "sign-in",
        _ if answered.to().starts_with("/sign-in?") => "sign-in",
        _ => "in",
    }
}

/// Where the forms of a page that hold files are sent.
fn sent_with_files(page: &str) -> Vec<String> {
    let forms = page.split("<form ").skip(1).filter_map(|form| form.split('>').next());
    let forms = forms.filter(|form| form.contains("multipart/form-data"));
    forms
        .map(|form| form.split("action=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().into())
        .collect()
}

/// The line of the register that takes a form sent to `address`.
fn taken_by<'a>(lines: &'a [Line], address: &str) -> &'a Line {
    let fits = |line: &&Line| {
        let (mut names, mut segments) = (line.path.split('/'), address.split('/'));
        loop {
            match (names.next(), segments.next()) {
                (None, None) => return true,
                (Some(name), Some(_)) if name.starts_with("{*") => return true,
                (Some(name), Some(segment)) if name == segment || name.starts_with('{') => {}
                _ => return false,
            }
        }
    };
    let mut taken: Vec<_> = lines.iter().filter(|line| line.method == Method::POST).filter(fits).collect();
    // A word goes before a name, as in the router.
    taken.sort_by_key(|line| line.path.matches('{').count());
    taken.first().unwrap_or_else(|| panic!("no address takes {address}"))
}

#[tokio::test]
async fn files_are_taken_where_a_form_holds_some_and_nowhere_else() {
    let story = Story::on_notice().await;
    let (askers, things) = (Askers::of(&story).await, things(&story).await);
    let (lines, mut held) = (Installation::routes(), std::collections::BTreeSet::new());
    let lines = lines.lines();
    for (method, path) in lines.iter().flat_map(each_act).filter(|(method, _)| *method == Method::GET) {
        for (_, asker) in &askers.0 {
            let page = story.installation.ask(asker.as_ref(), &method, &filled(&path, &things)).await;
            for action in sent_with_files(&page.body) {
                let line = taken_by(lines, &action);
                assert!(line.files, "{path} sends files to {action}");
                held.insert(line.path);
            }
        }
    }
    assert!(held.len() > 6, "{held:?}");

    let before = story.city.stored_files();
    let bare = [("seen", "1"), ("answer", "back"), ("opinion", "请补充")];
    for line in lines.iter().filter(|line| line.method == Method::POST && !line.files) {
        for (_, path) in each_act(line) {
            for (name, asker) in &askers.0 {
                let file = ("paper", "纸.pdf", b"%PDF-1.7".as_slice());
                let sent = story.installation.upload(asker.as_ref(), &filled(&path, &things), &bare, file).await;
                let refused = [415, 404, 403, 401, 303].contains(&sent.status.as_u16());
                assert!(refused, "{path} by {name}: {} {}", sent.status, sent.words());
            }
        }
    }
    assert_eq!(story.city.stored_files(), before, "and no file is left of any");
}

/// The table as it is today: pages first, for a form may change what a page shows.
async fn measured() -> String {
    let story = Story::on_notice().await;
    let askers = Askers::of(&story).await;
    let things = things(&story).await;
    let mut lines: Vec<_> = Installation::routes().lines().iter().flat_map(each_act).collect();
    lines.sort_by_key(|(method, path)| (*method == Method::POST, path.clone()));
    let width = lines.iter().map(|(_, path)| path.len()).max().unwrap_or_default();
    let mut table = String::from(HEAD);
    let heads: String = askers.0.iter().map(|(name, _)| format!(" {name:<12}")).collect();
    writeln!(table, "{:<4} {:<width$}{}", "", "", heads.trim_end()).expect("writing to a string");
    for (method, path) in &lines {
        let mut cells = String::new();
        for (name, asker) in &askers.0 {
            let answered = story.installation.ask(asker.as_ref(), method, &filled(path, &things)).await;
            let cell = verdict(&answered, &format!("{method} {path} by {name}"));
            write!(cells, " {cell:<12}").expect("writing to a string");
        }
        writeln!(table, "{:<4} {path:<width$}{}", method.as_str(), cells.trim_end()).expect("writing to a string");
    }
    table
}

#[tokio::test]
async fn everybody_is_let_in_where_the_table_says() {
    let measured = measured().await;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(TABLE);
    if std::env::var_os("ZIHAO_WRITE_MATRIX").is_some() {
        std::fs::write(&file, &measured).expect("the table is written");
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    for (ours, theirs) in measured.lines().zip(committed.lines()) {
        assert_eq!(ours, theirs, "{TABLE} says otherwise");
    }
    assert_eq!(
        measured.lines().count(),
        committed.lines().count(),
        "a route without a line in {TABLE}, or a line without a route"
    );
}

#[tokio::test]
async fn another_countys_application_answers_as_if_it_did_not_exist_by_any_address() {
    let story = Story::on_notice().await;
    let askers = Askers::of(&story).await;
    let things = things(&story).await;
    let strangers = ["unit-other", "county-other", "expert", "admin"];
    let mut asked = 0;
    for (method, path) in Installation::routes().lines().iter().flat_map(each_act) {
        assert!(
            !path.contains("/applications/{") || path.contains("{application}"),
            "{path}: the gate knows an application as {{application}}"
        );
        if !path.contains("{application}") {
            continue;
        }
        let path = filled(&path, &things);
        let nowhere = path.replace(&format!("/{}", things["{application}"]), "/999999");
        for (name, asker) in askers.0.iter().filter(|(name, _)| strangers.contains(name)) {
            let answered = story.installation.ask(asker.as_ref(), &method, &path).await;
            let missing = story.installation.ask(asker.as_ref(), &method, &nowhere).await;
            assert_eq!(answered.status, StatusCode::NOT_FOUND, "{method} {path} by {name}");
            assert_eq!(answered.words(), missing.words(), "{method} {path} by {name}: the same words");
            asked += 1;
        }
    }
    assert!(asked > 0, "addresses that name an application were asked");
}
