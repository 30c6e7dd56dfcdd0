//! Deletion in time: nothing a day too early, everything that is over, and the record stays whole.

mod city;
#[expect(dead_code, reason = "stories about rosters use the rest")]
mod roster_city;

use app::{
    Error, Place, access_log, applications, dossier,
    listing::Search,
    objections::{self, NewLead},
    retention::{self, Due},
    rosters::{self, NewSample},
};
use city::{City, Officials, city, day, on};
use domain::{
    access::{Actor, Denied, Role},
    act::{AcknowledgeObjection, AnswerLead, InvestigateObjection},
    application::{Application, State},
    event::Recorded,
    ids::{AccountId, BrandId},
    installation::InstallationEvent,
    retention::Record,
    roster::{Ledger, SheetKind},
    sampling::CallResult,
    stream::Stream,
};
use roster_city::{Installation, Sheet};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use storage::entities::{
    access_record, file, roster_block, roster_import, roster_person, roster_problem, roster_sample,
    roster_sample_person, roster_sign, roster_sign_search, roster_version, session, submission,
};

fn of(plan: &[Due], record: Record) -> u64 {
    plan.iter().find(|due| due.record == record).expect("every kind is listed").count
}

async fn due(city: &City, record: Record) -> u64 {
    of(&retention::plan(&city.app).await.expect("a plan"), record)
}

/// Chain, summaries and head-counts are what they were.
async fn still_whole(city: &City) {
    let file = storage::audit::checkpoint_file(city.app.folder());
    let report = storage::audit::verify(city.app.db(), city.app.vault(), &file).await.expect("verified");
    assert_eq!(report.faults, Vec::<String>::new());
    assert_eq!(rosters::recount(&city.app).await.expect("recounted").differences, []);
}

async fn deletions(city: &City) -> Vec<InstallationEvent> {
    let events =
        storage::log::stream::<InstallationEvent>(city.app.db().reader(), domain::installation::Installation::ID.0)
            .await;
    events.expect("the record").into_iter().map(|Recorded { event, .. }| event).collect()
}

async fn recognised(city: &City, officials: &Officials, unit: &Actor, from: u64) -> Application {
    let round = city.round(&officials.city).await;
    let application = city.submitted(unit, round, "晋江鞋服制版师", from).await;
    city.reviewed(officials, application.id).await;
    city.recommended(officials, application.id, 1).await;
    city.in_review(officials, application.id).await;
    city.go_to("2025-04-02 10:00");
    let notice = city.on_notice(officials, &[application.id]).await;
    city.go_to("2025-04-11 09:00");
    city.check_units(&officials.city, application.id).await;
    city.decide(&officials.city, &officials.city_head, city.recognise(notice, &[application.id]))
        .await
        .expect("recognised");
    city.application(application.id).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_wrote_about_no_application_goes_two_years_after_its_answer() {
    let city = city().await;
    let officials = city.officials().await;
    let (about, text) = ("晋江某培训机构".into(), "组织学员代签到，请核查有关情况。".into());
    let new = NewLead { about, text, contact: "陈某某，13800000000".into(), files: vec![city.upload("png").await] };
    let receipt = objections::inform(&city.app, new).await.expect("informed");
    let lead = objections::by_receipt(&city.app, &receipt).await.expect("known").lodged.id;
    city.record(&officials.city, on(lead, AcknowledgeObjection {})).await.expect("acknowledged");
    let findings = "查阅了签到表。".into();
    city.record(&officials.city, on(lead, InvestigateObjection { findings })).await.expect("looked into");
    city.record(&officials.city, on(lead, AnswerLead { answer: "已责成整改。".into() })).await.expect("answered");

    city.go_to("2027-03-03 23:00");
    assert_eq!(due(&city, Record::Leads).await, 0, "through the second anniversary");
    city.go_to("2027-03-04 00:30");
    assert_eq!(due(&city, Record::Leads).await, 1);
    retention::delete(&city.app, "operator").await.expect("deleted");
    assert_eq!(due(&city, Record::Leads).await, 0);
    let gone = objections::by_receipt(&city.app, &receipt).await.map(drop);
    assert!(matches!(gone, Err(Error::NotFound)), "{gone:?}");
    assert_eq!(file::Entity::find().count(city.app.db().reader()).await.unwrap(), 0);
    still_whole(&city).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_application_goes_two_years_later_and_not_a_day_before() {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let application = city.submitted(&unit, round, "晋江鞋服制版师", 0).await;
    applications::withdraw(&city.app, &unit, application.id, application.seq, "").await.expect("withdrawn");

    city.go_to("2027-03-03 23:00");
    assert_eq!(due(&city, Record::Declined).await, 0, "through the second anniversary");
    city.go_to("2027-03-04 00:30");
    assert_eq!(due(&city, Record::Declined).await, 5, "the papers and four rosters");
    let plan = retention::plan(&city.app).await.expect("a plan");
    let line = plan.iter().find(|due| due.record == Record::Declined).unwrap();
    assert_eq!((line.until, line.oldest), (day("2025-03-03"), Some(day("2025-03-03"))));
    assert!(submission::Entity::find().one(city.app.db().reader()).await.unwrap().is_some(), "a plan changes nothing");

    let run = retention::delete(&city.app, "operator").await.expect("deleted");
    let gone = run.lines.iter().find(|line| line.record == Record::Declined).expect("a line");
    assert_eq!((gone.count, run.finished_at.is_some()), (5, true));
    let conn = city.app.db().reader();
    assert_eq!(submission::Entity::find().count(conn).await.unwrap(), 0);
    assert_eq!(roster_person::Entity::find().count(conn).await.unwrap(), 0);
    assert_eq!(file::Entity::find().count(conn).await.unwrap(), 0);
    still_whole(&city).await;

    let now = city.application(application.id).await;
    assert_eq!((now.state(), now.figures.employed), (State::Withdrawn, 5_100), "figures frozen at the decision remain");
    let content = app::applications::content(&Place::now(&city.app, conn), &now).await.expect("what is left is read");
    assert!(content.lost);
    dossier::rosters(&city.app, &content).await.expect("the figures of its rosters stay");
    let told = InstallationEvent::Deleted {
        record: "declined".into(),
        setting: "retention.declined_years".into(),
        until: day("2025-03-03"),
        count: 5,
    };
    assert!(deletions(&city).await.contains(&told));
    assert_eq!(retention::delete(&city.app, "operator").await.expect("again").lines, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_title_keeps_its_papers_when_its_rosters_go() {
    let city = city().await;
    let officials = city.officials().await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let application = recognised(&city, &officials, &unit, 0).await;
    assert_eq!(city.cultivation(application.id).await.cycle_ends, day("2027-04-11"));

    city.go_to("2030-04-11 12:00");
    assert_eq!(due(&city, Record::Rosters).await, 0);
    city.go_to("2030-04-12 09:00");
    assert_eq!((due(&city, Record::Rosters).await, due(&city, Record::Applications).await), (4, 0));
    retention::delete(&city.app, "operator").await.expect("deleted");
    let conn = city.app.db().reader();
    assert_eq!(roster_person::Entity::find().count(conn).await.unwrap(), 0);
    assert_eq!(submission::Entity::find().count(conn).await.unwrap(), 1, "thirty years");
    still_whole(&city).await;

    city.go_to("2057-04-12 09:00");
    assert_eq!(due(&city, Record::Applications).await, 1);
    retention::delete(&city.app, "operator").await.expect("deleted");
    assert_eq!(submission::Entity::find().count(conn).await.unwrap(), 0);
    still_whole(&city).await;
}

/// Signs are looked for in what a brand filed, people are drawn, and one is called.
async fn called(installation: &Installation, brand: BrandId) {
    let (app, county) = (&installation.app, installation.county("350582"));
    assert_eq!(rosters::search_pending_signs(app).await.expect("searched"), 1);
    let sample = NewSample { ledger: Ledger::Training, year: 2025, confidence: 95, margin: 10, expected: 10 };
    let sample = rosters::draw_sample(app, &county, brand, &sample).await.expect("drawn");
    let note = vec![(1, Some(CallResult::Refuted), "本人称没有参加过。".to_owned())];
    rosters::enter_results(app, &county, sample, &note).await.expect("entered");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_fingerprints_doubts_and_originals_of_an_unfiled_roster_go_and_the_neighbour_is_counted_anew() {
    let installation = Installation::open().await;
    let (first, second) = (installation.brand(&[1]).await, installation.brand(&[2]).await);
    let upload = async |brand, unit, sheet: &Sheet| {
        let import = installation.upload(brand, unit, SheetKind::Training, 2025, sheet).await;
        installation.checked(unit, import).await;
        rosters::commit_import(&installation.app, &installation.unit(unit), import).await.expect("published");
        import
    };
    let import = upload(first, 1, &Sheet::training(0..300).wrong_check_digit()).await;
    let versions = installation.pinned(first).await;
    installation.claim(first, &versions).await;
    called(&installation, first).await;
    installation.release(first).await;
    let given_up = installation.upload(first, 1, SheetKind::Training, 2025, &Sheet::training(300..310)).await;
    installation.checked(1, given_up).await;
    rosters::discard_import(&installation.app, &installation.unit(1), given_up).await.expect("given up");
    assert_eq!(due(&installation, Record::Uploads).await, 0);

    installation.go_to("2026-05-01 09:00");
    assert_eq!((due(&installation, Record::Uploads).await, due(&installation, Record::Drafts).await), (1, 0));
    installation.go_to("2026-12-01 09:00");
    upload(second, 2, &Sheet::training(290..320)).await;
    installation.go_to("2027-03-02 09:00");
    assert_eq!((due(&installation, Record::Drafts).await, due(&installation, Record::CheckResults).await), (1, 1));

    // Cut short after a step, it goes on under the same report.
    let run = retention::begin(&installation.app, "operator").await.expect("begun");
    assert!(retention::step(&installation.app, run).await.expect("a step"));
    let done = retention::delete(&installation.app, "operator").await.expect("goes on");
    assert_eq!(done.id, run);
    let conn = installation.app.db().reader();
    let versions = roster_version::Entity::find().filter(roster_version::Column::State.eq("published"));
    let left = versions.one(conn).await.unwrap().expect("the neighbour's").id;
    let strangers = roster_person::Entity::find().filter(roster_person::Column::Version.ne(left));
    assert_eq!(strangers.count(conn).await.unwrap(), 0);
    let blocks = roster_block::Entity::find().filter(roster_block::Column::Version.ne(left));
    assert_eq!(blocks.count(conn).await.unwrap(), 0);
    assert_eq!(roster_problem::Entity::find().count(conn).await.unwrap(), 0);
    let about_them = [
        roster_sign::Entity::find().count(conn).await.unwrap(),
        roster_sign_search::Entity::find().count(conn).await.unwrap(),
        roster_sample::Entity::find().count(conn).await.unwrap(),
        roster_sample_person::Entity::find().count(conn).await.unwrap(),
    ];
    assert_eq!(about_them, [0; 4], "signs and samples go with their rosters");
    assert!(roster_import::Entity::find_by_id(import.0).one(conn).await.unwrap().is_none());
    assert!(rosters::imports(&installation.app, &installation.unit(1), first).await.expect("the page").is_empty());
    still_whole(&installation).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_goes_on_as_long_as_somebody_types() {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit("晋江市鞋业行业协会", "350582").await;
    let application = city.draft(&unit, round, "晋江鞋服制版师").await;
    city.rosters(application.brand, &unit, 0, 20, 10).await;
    city.go_to("2026-03-04 09:00");
    assert_eq!(due(&city, Record::Drafts).await, 5, "the sections and four rosters");
    city.fill(&unit, application.id, "晋江鞋服制版师").await;
    assert_eq!(due(&city, Record::Drafts).await, 0, "somebody went on with it");
    city.go_to("2027-03-05 09:00");
    retention::delete(&city.app, "operator").await.expect("deleted");
    let empty = applications::draft(&city.app, city.app.db().reader(), application.id).await.expect("the draft opens");
    assert_eq!(empty.text("brand", "brand_name"), "");
    still_whole(&city).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn logs_are_kept_as_long_as_set_and_sessions_go_when_over() {
    let city = city().await;
    let record = access_log::Record { kind: "sign_in", subject: "account/1", result: "ok", detail: "" };
    access_log::record(&city.app, None, record).await.expect("recorded");
    let row = session::ActiveModel {
        digest: Set("d".into()),
        account: Set(None),
        body: Set("{}".into()),
        created_at: Set(0),
        expires_at: Set(city.app.now().timestamp_millis()),
    };
    session::Entity::insert(row).exec_without_returning(city.app.db().reader()).await.unwrap();
    city.go_to("2025-03-11 09:00");
    assert_eq!((due(&city, Record::Sessions).await, due(&city, Record::AccessLog).await), (1, 0));
    city.go_to("2028-03-03 09:00");
    assert_eq!(due(&city, Record::AccessLog).await, 0, "three years");
    city.go_to("2028-03-04 00:00");
    assert_eq!(due(&city, Record::AccessLog).await, 1);
    retention::delete(&city.app, "operator").await.expect("deleted");
    let conn = city.app.db().reader();
    assert_eq!(session::Entity::find().count(conn).await.unwrap(), 0);
    let left = access_record::Entity::find().all(conn).await.unwrap();
    assert_eq!(left.iter().map(|row| row.kind.as_str()).collect::<Vec<_>>(), ["delete_expired"]);
}

#[tokio::test]
async fn only_auditors_and_administrators_see_the_reports() {
    let city = city().await;
    let officials = city.officials().await;
    let auditor = Actor { account: AccountId(9), role: Role::Auditor, office: None, area: None, unit: None };
    assert_eq!(retention::dry_run(&city.app, &auditor).await.expect("the plan").len(), Record::ALL.len());
    assert!(
        retention::runs(&city.app, &auditor, &Search::default(), None).await.expect("none yet").page.rows.is_empty()
    );
    let refused = retention::dry_run(&city.app, &officials.city).await;
    assert!(matches!(refused, Err(app::Error::Denied(Denied::NotYours(_)))), "{refused:?}");
}
