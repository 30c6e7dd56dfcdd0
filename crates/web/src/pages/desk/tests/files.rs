//! Who opens which file: an auditor nothing personal, the finance bureau what payments need, and no link leads nowhere.

use crate::{city::on, testing::Story};
use app::{
    acts::Outcome,
    attachments::{self, Subject},
};
use axum::http::StatusCode;
use domain::{
    access::{Actor, Role},
    act::{AcknowledgeObjection, CheckUnit, DecideObjection, Decline, InvestigateObjection, ReturnForCorrection},
    application::Shortfall,
    ids::{FileId, ObjectionId},
    notice::Meeting,
    objection::ObjectionOutcome,
};
use sea_orm::{EntityTrait, PaginatorTrait, QueryOrder};
use storage::entities::{access_record, file};

async fn kept(story: &Story, subject: Subject, slot: &str) -> FileId {
    let mut tx = story.city.app.begin(Some(&story.officials.city)).await.unwrap();
    let upload = story.city.upload("pdf").await;
    let id = attachments::keep(&mut tx, subject, slot, &upload).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn opened(story: &Story, who: &Actor, file: FileId) -> StatusCode {
    story.installation.get(Some(who), &format!("/files/{file}")).await.status
}

#[tokio::test]
async fn an_auditor_opens_the_papers_of_a_application_but_none_that_may_hold_personal_data() {
    let story = Story::on_notice().await;
    let auditor = story.city.official(Role::Auditor, crate::city::CITY, None, "").await;
    let page = story.installation.get(Some(&auditor), &format!("/desk/applications/{}", story.application)).await;
    let files = attachments::list(&story.city.app, story.city.app.db().reader(), story.application).await.unwrap();
    let (mut open, mut closed) = (0, 0);
    for file in files {
        let personal = app::attachments::is_signed_form(&file.slot);
        let answer = story.installation.get(Some(&auditor), &format!("/files/{}", file.id)).await;
        let linked = page.body.contains(&format!("/files/{}\"", file.id));
        assert_eq!((answer.status == StatusCode::OK, linked), (!personal, !personal), "{}", file.slot);
        if personal {
            closed += 1;
            assert_eq!(answer.status, StatusCode::FORBIDDEN);
            assert!(answer.words().contains("可能含有个人信息，不向您的账号开放"), "{}", answer.words());
        } else {
            open += 1;
        }
    }
    assert_eq!((open, closed), (4, 1));
    assert!(page.words().contains("盖章推荐表扫描件 PDF") && !page.words().contains("盖章推荐表扫描件：文件.pdf"));

    let review = kept(&story, Subject::Review(story.application), "decision_scan").await;
    let evidence = kept(&story, Subject::Objection(ObjectionId(1)), "objection_evidence").await;
    let screenshot = kept(&story, Subject::Notice(story.notice), "notice_screenshot").await;
    let unheard_of = kept(&story, Subject::Review(story.application), "no_such_slot").await;
    for (file, status) in [
        (review, StatusCode::FORBIDDEN),
        (evidence, StatusCode::FORBIDDEN),
        (unheard_of, StatusCode::FORBIDDEN),
        (screenshot, StatusCode::OK),
    ] {
        assert_eq!(opened(&story, &auditor, file).await, status);
        assert_eq!(opened(&story, &story.officials.city, file).await, StatusCode::OK);
    }
    let rows = access_record::Entity::find().order_by_asc(access_record::Column::Id);
    let rows = rows.all(story.city.app.db().reader()).await.unwrap();
    let refused = rows.iter().filter(|row| row.kind == "download" && row.result == "refused");
    assert_eq!(refused.filter(|row| row.account == Some(auditor.account.0)).count(), 4, "refusals are on record");
}

#[tokio::test]
async fn the_papers_of_a_draft_are_its_lead_unit_s_alone() {
    let story = Story::on_notice().await;
    let (city, officials) = (&story.city, &story.officials);
    let lead = city.unit("晋江市制伞行业协会", "350582").await;
    let partner = city.unit("晋江市服装行业协会", "350582").await;
    let draft = city.draft(&lead, story.round, "晋江制伞工匠").await;
    let code = crate::city::credit_code(partner.unit.unwrap().0);
    app::applications::set_partners(&city.app, &lead, draft.id, draft.seq, &[code]).await.unwrap();
    let plan = kept(&story, Subject::Application(draft.id), "development_plan").await;
    let signed = kept(&story, Subject::Application(draft.id), "signed_form/0").await;
    let auditor = city.official(Role::Auditor, crate::city::CITY, None, "").await;
    for file in [plan, signed] {
        assert_eq!(opened(&story, &lead, file).await, StatusCode::OK);
        for who in [&partner, &officials.county, &officials.city, &auditor] {
            assert_eq!(opened(&story, who, file).await, StatusCode::NOT_FOUND, "{who:?}");
        }
    }
}

#[tokio::test]
async fn desks_know_of_the_papers_that_were_there_when_an_application_was_filed() {
    let story = Story::on_notice().await;
    let (city, officials) = (&story.city, &story.officials);
    let unit = city.unit("晋江市制伞行业协会", "350582").await;
    let id = city.submitted(&unit, story.round, "晋江制伞工匠", 20_000).await.id;
    let files = attachments::list(&city.app, city.app.db().reader(), id).await.unwrap();
    let filed = files.iter().find(|file| file.slot == "development_plan").expect("a plan was filed").id;
    let what = "发展规划未盖章".into();
    let shortfalls = vec![Shortfall { section: "narrative".into(), clause: "4.3".into(), what }];
    let returned = on(id, ReturnForCorrection { shortfalls });
    city.decide(&officials.county, &officials.county_head, returned).await.expect("returned");
    let take_off = async |file| attachments::remove_from_application(&city.app, &unit, id, file).await;
    city.go_to("2025-04-03 09:00");
    let mistaken = kept(&story, Subject::Application(id), "development_plan").await;
    city.go_to("2025-04-03 09:05");
    take_off(mistaken).await.expect("taken off");
    let new = kept(&story, Subject::Application(id), "development_plan").await;
    take_off(filed).await.expect("taken off");

    let auditor = city.official(Role::Auditor, crate::city::CITY, None, "").await;
    let desks = [&officials.county, &officials.city, &auditor];
    let known = async |to_desks: [(FileId, StatusCode); 3]| {
        for (file, status) in to_desks {
            assert_eq!(opened(&story, &unit, file).await, StatusCode::OK, "the unit's own");
            for desk in desks {
                assert_eq!(opened(&story, desk, file).await, status, "{file} by {desk:?}");
            }
        }
    };
    let gone = (mistaken, StatusCode::NOT_FOUND);
    known([gone, (new, StatusCode::NOT_FOUND), (filed, StatusCode::OK)]).await;
    let at = format!("/desk/applications/{id}");
    let page = story.installation.get(Some(&officials.county), &at).await.body;
    let linked = |page: &str, file: FileId| page.contains(&format!("/files/{file}\""));
    assert!(linked(&page, filed) && !linked(&page, new), "what was filed stands on the page");

    city.go_to("2025-04-03 09:10");
    city.sign(&unit, id).await;
    let seen = city.application(id).await.seq;
    app::applications::resubmit(&city.app, &unit, id, seen).await.expect("handed in again");
    known([gone, (new, StatusCode::OK), (filed, StatusCode::OK)]).await;
    let page = story.installation.get(Some(&officials.county), &at).await.body;
    assert!(linked(&page, new) && !linked(&page, filed), "and now what was filed last");
}

#[tokio::test]
async fn proofs_and_minutes_are_linked_where_the_act_stands_for_those_who_may_open_them() {
    let story = Story::on_notice().await;
    let (app, application) = (&story.city.app, story.application);
    let auditor = story.city.official(Role::Auditor, crate::city::CITY, None, "").await;
    let proof = kept(&story, Subject::Review(application), "decision_scan").await;
    let check = CheckUnit {
        unit: story.city.application(application).await.lead_unit(),
        no_violation: true,
        not_debtor: true,
        checked_on: app.today(),
        evidence: Some(proof),
    };
    story.city.record(&story.officials.city, on(application, check)).await.unwrap();
    let decline = Decline { clauses: vec!["5.3.a".into()], reasons: "培训台账与实际不符".into() };
    let waiting = story.city.send(&story.officials.city, &on(application, decline)).await;
    let Ok(Outcome::Waiting(matter)) = waiting else { panic!("{waiting:?}") };
    let minutes = kept(&story, Subject::Matter(matter), "meeting_minutes").await;
    let meeting = Meeting { on: app.today(), minutes: "〔2025〕3号".into(), scan: Some(minutes) };
    app::matters::agree(app, &story.officials.city_head, matter, "同意", Some(meeting)).await.unwrap();

    let (at, step) = (format!("/desk/applications/{application}"), format!("/desk/matters/{matter}"));
    for (who, page, file, linked) in [
        (&story.officials.county, &at, proof, true),
        (&story.officials.city, &at, proof, true),
        (&auditor, &at, proof, false),
        (&story.officials.city, &at, minutes, true),
        (&auditor, &at, minutes, true),
        (&story.officials.city, &step, minutes, true),
    ] {
        let page = story.installation.get(Some(who), page).await;
        assert_eq!(page.body.contains(&format!("/files/{file}\"")), linked, "{who:?}: {}", page.words());
        assert_eq!(opened(&story, who, file).await == StatusCode::OK, linked);
    }
    let page = story.installation.get(Some(&story.officials.county), &at).await.words();
    assert!(!page.contains("批文、查询证明、送达回证等扫描件"), "of one paper its slot says nothing: {page}");
}

#[tokio::test]
async fn the_finance_bureau_knows_of_no_application_before_its_title_and_opens_payment_papers_only() {
    let story = Story::on_notice().await;
    let (city, officials, finance) = (&story.city, &story.officials, &story.officials.finance);
    let voucher = kept(&story, Subject::Review(story.application), "expense_voucher").await;
    let files = attachments::list(&city.app, city.app.db().reader(), story.application).await.unwrap();
    let at = format!("/desk/applications/{}", story.application);
    let draft = city.draft(&story.unit, story.round, "晋江制伞工匠").await.id;
    let unknown = [at.clone(), format!("{at}/decline"), format!("/desk/applications/{draft}")];
    for path in unknown.into_iter().chain([format!("/files/{voucher}"), format!("/files/{}", files[0].id)]) {
        assert_eq!(story.installation.get(Some(finance), &path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    city.go_to("2025-04-11 09:00");
    city.check_units(&officials.city, story.application).await;
    let recognise = city.recognise(story.notice, &[story.application]);
    city.decide(&officials.city, &officials.city_head, recognise).await.expect("recognised");

    assert_eq!(story.installation.get(Some(finance), &at).await.status, StatusCode::OK);
    assert_eq!(opened(&story, finance, voucher).await, StatusCode::OK);
    for file in &files {
        let answer = story.installation.get(Some(finance), &format!("/files/{}", file.id)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", file.slot);
        assert!(answer.words().contains("不是资金材料"), "{}", answer.words());
    }
}

#[tokio::test]
async fn minutes_are_opened_by_auditors_and_by_the_finance_bureau_only_where_money_was_decided() {
    let story = Story::on_notice().await;
    let new = app::objections::NewObjection {
        notice: story.notice,
        application: story.application,
        text: "花名册中有人并未在该单位就业。".into(),
        contact: String::new(),
        files: vec![],
    };
    app::objections::lodge(&story.city.app, new).await.expect("an objection");
    let (city, id) = (&story.city, ObjectionId(1));
    city.record(&story.officials.city, on(id, AcknowledgeObjection {})).await.expect("acknowledged");
    let found = InvestigateObjection { findings: "逐人核对用工合同。".into() };
    city.record(&story.officials.city, on(id, found)).await.expect("investigated");
    let dismiss = DecideObjection { outcome: ObjectionOutcome::Dismissed, reason: "查无实据".into() };
    let waiting = city.send(&story.officials.city, &on(id, dismiss)).await;
    let Ok(Outcome::Waiting(matter)) = waiting else { panic!("{waiting:?}") };
    let minutes = kept(&story, Subject::Matter(matter), "meeting_minutes").await;
    let auditor = story.city.official(Role::Auditor, crate::city::CITY, None, "").await;
    assert_eq!(opened(&story, &auditor, minutes).await, StatusCode::OK);
    assert_eq!(opened(&story, &story.officials.finance, minutes).await, StatusCode::NOT_FOUND);
    assert_eq!(opened(&story, &story.officials.nanan, minutes).await, StatusCode::NOT_FOUND);
    assert_eq!(opened(&story, &story.unit, minutes).await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_paper_of_a_refused_act_is_taken_back_with_its_file() {
    let installation = super::client::installation().await;
    let id = installation.submitted().await;
    let rows = async || file::Entity::find().count(installation.city.app.db().reader()).await.unwrap();
    let before = (rows().await, installation.city.stored_files());
    let path = format!("/desk/applications/{id}/verify_original");
    let county = &installation.officials.county;
    let refused = installation.fill(county, &path, &[("content_code", "2024-0000-0000")], &["scan"]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("内容码不一致"), "{}", refused.body);
    assert_eq!((rows().await, installation.city.stored_files()), before);

    let code = installation.city.application(id).await.content_code().unwrap();
    let done = installation.fill(county, &path, &[("content_code", &code)], &["scan"]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_eq!(
        (rows().await, installation.city.stored_files()),
        (before.0 + 1, before.1 + 1),
        "that of a done act stays"
    );
}
