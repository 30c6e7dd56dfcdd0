//! Objections at the desk (5.3.g): acknowledged, investigated, decided each way; a corrected notice; a late one, a lead.

use super::client::{Installation, installation, told};
use crate::testing::came_back;
use app::objections::{self, NewObjection};
use axum::http::StatusCode;
use domain::{
    application::{Application, State},
    calendar::chinese_day,
    ids::{ApplicationId, NoticeId},
    objection::ObjectionState,
    stream::Stream,
};

const ACKNOWLEDGE: &str = "/desk/objections/1/acknowledge_objection";
const INVESTIGATE: &str = "/desk/objections/1/investigate_objection";
const MINUTES: [(&str, &str); 2] = [("met_on", "2025-03-03"), ("minutes_number", "〔2025〕3号")];

impl Installation {
    /// One brand on notice since 3 March 2025.
    async fn on_notice(&self) -> (ApplicationId, NoticeId) {
        let id = self.submitted().await;
        self.city.reviewed(&self.officials, id).await;
        self.city.recommended(&self.officials, id, 1).await;
        self.city.in_review(&self.officials, id).await;
        (id, self.city.on_notice(&self.officials, &[id]).await)
    }

    /// Somebody objects; the receipt.
    async fn objected(&self, application: ApplicationId, notice: NoticeId) -> String {
        let new = NewObjection {
            notice,
            application,
            text: "花名册中有多人从未参加过培训，请核查。".into(),
            contact: "张某，13800000001".into(),
            files: Vec::new(),
        };
        objections::lodge(&self.city.app, new).await.expect("lodged")
    }

    async fn step(&self, at: &str, fields: &[(&str, &str)]) {
        let done = self.fill(&self.officials.city, at, fields, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", told(&done.body));
    }

    /// Acknowledged, investigated, and the decision through both hands.
    async fn answered(&self, outcome: &str, reason: &str) {
        let (city, head) = (&self.officials.city, &self.officials.city_head);
        self.step(ACKNOWLEDGE, &[]).await;
        let empty = self.fill(city, INVESTIGATE, &[("findings", " ")], &[]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", told(&empty.body));
        self.step(INVESTIGATE, &[("findings", "调阅签到和考核记录，走访两个班次。")]).await;
        let at = "/desk/objections/1/decide_objection";
        let undecided = self.fill(city, at, &[("reason", reason)], &[]).await;
        assert_eq!(undecided.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(undecided.body.contains("请选择处理结论") && undecided.body.contains(reason), "what was typed stays");
        self.step(at, &[("outcome", outcome), ("reason", reason)]).await;
        let list = told(&self.get(head, "/desk").await.body);
        assert!(list.contains("处理异议：晋江鞋服制版师"), "what it is about: {list}");
        self.agree(head, &MINUTES, &["minutes"]).await;
    }

    async fn told_at_desk(&self, at: &str) -> String {
        told(&self.get(&self.officials.city, at).await.body)
    }

    async fn application_of(&self, id: ApplicationId) -> Application {
        self.city.application(id).await
    }
}

#[tokio::test]
async fn an_objection_upheld_to_correct_leads_to_a_notice_that_says_which_it_corrects() {
    let installation = installation().await;
    let (id, first) = installation.on_notice().await;
    let receipt = installation.objected(id, first).await;
    let list = installation.told_at_desk("/desk/objections").await;
    assert!(list.contains(&receipt) && list.contains("待受理") && list.contains("署名"), "{list}");
    installation.answered("upheld_correct", "培训人数有误，更正后重新公示。").await;
    assert_eq!(installation.application_of(id).await.state(), State::InReview);
    let record = installation.told_at_desk(&format!("/desk/applications/{id}")).await;
    assert!(record.contains("更正后重新公示。") && !record.contains("。。"), "{record}");
    let answer = objections::by_receipt(&installation.city.app, &receipt).await.unwrap();
    assert!(answer.answer.is_some_and(|answer| answer.contains("培训人数有误")), "the objector reads the answer");

    let city = &installation.officials.city;
    let draft = installation.get(city, "/desk/notices/new").await;
    assert!(told(&draft.body).contains("更正哪一期公示") && draft.body.contains("不是更正公示"));
    assert!(draft.body.contains(&format!("<option value=\"{first}\" selected")), "{}", told(&draft.body));
    let (application, corrected) = (id.to_string(), first.to_string());
    let anew = [("applications", application.as_str()), ("title", "拟认定名单公示"), ("corrects", "")];
    let anew = installation.refused(city, "/desk/notices/new", &anew).await;
    came_back(&anew.body, &["corrects"], &["拟认定名单公示"]);
    let fields = [("applications", application.as_str()), ("title", "更正后拟认定名单公示"), ("corrects", &corrected)];
    let sent = installation.fill(city, "/desk/notices/new", &fields, &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", told(&sent.body));
    let matter = installation.get(&installation.officials.city_head, "/desk").await;
    let matter = matter.body.split("/desk/matters/").nth(1).expect("a matter waits").split('"').next().unwrap();
    assert!(
        installation.told_at_desk(&format!("/desk/matters/{matter}")).await.contains("更正哪一期公示 拟认定名单公示")
    );
    installation.agree(&installation.officials.city_head, &MINUTES, &["minutes"]).await;
    let second = installation.told_at_desk("/desk/notices/2").await;
    assert!(second.contains("本公示更正 拟认定名单公示"), "{second}");
    let paper = installation.get(city, &format!("/notices/{first}")).await;
    assert!(!told(&paper.body).contains("本公示已更正"), "the public hears of it once it is out");

    let form = installation.get(city, "/desk/notices/2/approve_notice_text").await;
    assert!(
        told(&form.body).contains("“拟认定名单公示”中退出公示的品牌，经核查更正，重新公示如下"),
        "{}",
        told(&form.body)
    );
    let text = [("opening", "重新公示如下。"), ("closing", "有异议的，请书面提出。")];
    let sent = installation.fill(city, "/desk/notices/2/approve_notice_text", &text, &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", told(&sent.body));
    installation.agree(&installation.officials.city_head, &[], &[]).await;
    installation.city.go_to("2025-03-03 09:30");
    let evidence =
        [("url", "https://rsj.quanzhou.gov.cn/gs/2.htm"), ("published_on", "2025-03-03"), ("published_at", "09:20")];
    let sent = installation.fill(city, "/desk/notices/2/publish_notice", &evidence, &["screenshot"]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", told(&sent.body));
    let old = installation.get(city, &format!("/notices/{first}")).await;
    assert!(told(&old.body).contains("本公示已更正，见 更正后拟认定名单公示"), "{}", told(&old.body));
    let fresh = installation.get(city, "/notices/2").await;
    assert!(told(&fresh.body).contains("本公示更正 拟认定名单公示") && fresh.body.contains("重新公示如下"));
    let at_desk = installation.told_at_desk(&format!("/desk/notices/{first}")).await;
    assert!(at_desk.contains("本公示已更正，见 更正后拟认定名单公示"), "{at_desk}");
    let page = installation.get(city, &format!("/desk/applications/{id}")).await.body;
    assert!(page.contains(&format!("/desk/notices/{first}\"")) && page.contains("/desk/notices/2\""), "a row a notice");
    assert!(told(&page).contains("1 件，已答复 1 件") && told(&page).contains("0 件"), "{}", told(&page));
}

#[tokio::test]
async fn a_notice_that_all_brands_left_runs_no_more() {
    let installation = installation().await;
    let (id, notice) = installation.on_notice().await;
    let (public, form) = (format!("/notices/{notice}"), format!("/notices/{notice}/objections/new"));
    let runs = async || {
        let home = installation.get(&installation.officials.city, "/").await.body;
        home.contains(&format!("href=\"{public}\""))
    };
    assert!(installation.told_at_desk(&public).await.contains("提出异议") && runs().await);
    installation.objected(id, notice).await;
    installation.answered("upheld_correct", "培训人数有误，更正后重新公示。").await;
    let emptied = "名单上的品牌均已退出本期公示";
    let paper = installation.told_at_desk(&public).await;
    assert!(paper.contains(emptied) && !paper.contains("提出异议"), "{paper}");
    assert!(installation.told_at_desk(&form).await.contains(emptied), "and takes no objection");
    assert!(installation.told_at_desk("/notices").await.contains(emptied));
    assert!(!runs().await);
    let desk = installation.told_at_desk(&format!("/desk/notices/{notice}")).await;
    assert!(desk.contains(emptied) && !desk.contains("可以认定"), "{desk}");
    let list = installation.told_at_desk("/desk/notices").await;
    assert!(list.contains("均已退出"), "{list}");
}

#[tokio::test]
async fn a_list_of_other_brands_corrects_nothing_and_keeps_what_was_typed() {
    let installation = installation().await;
    let (id, notice) = installation.on_notice().await;
    let plain = installation.get(&installation.officials.city, "/desk/notices/new").await;
    assert!(!plain.body.contains("name=\"corrects\""), "nothing to correct, nothing asked");
    let (application, corrected) = (id.to_string(), notice.to_string());
    let fields = [("applications", application.as_str()), ("title", "无故更正的名单"), ("corrects", &corrected)];
    let sent = installation.post(&installation.officials.city, "/desk/notices/new", &fields).await;
    assert_eq!(sent.status, StatusCode::CONFLICT, "{}", told(&sent.body));
    assert!(sent.body.contains("无故更正的名单"), "{}", told(&sent.body));
}

#[tokio::test]
async fn an_objection_upheld_to_refuse_ends_the_attempt_and_one_dismissed_does_not() {
    let installation = installation().await;
    let (id, notice) = installation.on_notice().await;
    installation.objected(id, notice).await;
    installation.answered("upheld_refuse", "部分人员从未参加培训，人数不足。").await;
    assert_eq!(installation.application_of(id).await.state(), State::Declined);
    let done = installation.told_at_desk("/desk/objections").await;
    assert!(done.contains("已答复") && done.contains("查看"), "{done}");
    assert!(!installation.told_at_desk("/desk/notices/1").await.contains("认定授牌"), "the list is empty");
    let public = installation.told_at_desk(&format!("/notices/{notice}")).await;
    assert!(public.contains("公示后退出名单：晋江鞋服制版师。"), "{public}");
    let object = installation.get(&installation.officials.city, &format!("/notices/{notice}/objections/new")).await;
    assert!(!object.body.contains("晋江鞋服制版师"), "{}", told(&object.body));

    let installation = super::client::installation().await;
    let (id, notice) = installation.on_notice().await;
    let receipt = installation.objected(id, notice).await;
    installation.answered("dismissed", "签到和考核记录齐全，异议不成立。").await;
    assert_eq!(installation.application_of(id).await.state(), State::OnNotice, "the brand goes on");
    let view = objections::by_receipt(&installation.city.app, &receipt).await.unwrap();
    assert_eq!(view.lodged.state, ObjectionState::Answered);
}

#[tokio::test]
async fn an_open_objection_is_due_by_its_own_day_wherever_the_application_is_shown() {
    let installation = installation().await;
    let (id, notice) = installation.on_notice().await;
    let receipt = installation.objected(id, notice).await;
    for step in [ACKNOWLEDGE, INVESTIGATE] {
        let lodged = objections::by_receipt(&installation.city.app, &receipt).await.unwrap().lodged;
        let due = chinese_day(lodged.due.expect("the calendar is announced"));
        for at in [format!("/desk/applications/{id}"), format!("/desk/applications/{id}/decline"), "/desk".into()] {
            let page = installation.told_at_desk(&at).await;
            assert!(page.contains(&due), "{step} {at}: {due} {page}");
        }
        let fields: &[_] = if step == INVESTIGATE { &[("findings", "已核对名单。")] } else { &[] };
        installation.step(step, fields).await;
    }
}

#[tokio::test]
async fn a_late_objection_is_a_lead_answered_without_the_hands_of_the_office() {
    let installation = installation().await;
    let (id, notice) = installation.on_notice().await;
    installation.city.go_to("2025-03-12 09:00");
    let form = installation.get(&installation.officials.city, &format!("/notices/{notice}/objections/new")).await;
    assert!(told(&form.body).contains("作为举报线索登记核实"), "{}", told(&form.body));
    installation.objected(id, notice).await;
    let list = installation.told_at_desk("/desk/objections").await;
    assert!(list.contains("举报线索"), "{list}");
    let at = "/desk/objections/1";
    installation.step(ACKNOWLEDGE, &[]).await;
    installation.step(INVESTIGATE, &[("findings", "已核对名单。")]).await;
    let next = installation.get(&installation.officials.city, at).await;
    let page = installation.get(&installation.officials.city, &next.to).await;
    assert!(!page.body.contains("name=\"outcome\"") && told(&page.body).contains("答复线索"), "{}", told(&page.body));
    installation.step("/desk/objections/1/answer_lead", &[("answer", "经核实，名单无误。")]).await;
    assert_eq!(installation.application_of(id).await.state(), State::OnNotice, "it stops nothing");
    let county = installation.get(&installation.officials.county, at).await;
    assert_eq!(county.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_objected_is_masked_at_every_act_and_shown_for_a_purpose_on_record() {
    let installation = installation().await;
    let (id, notice) = installation.on_notice().await;
    installation.objected(id, notice).await;
    let city = &installation.officials.city;
    let masked = async |at: &str| {
        let page = installation.get(city, at).await;
        assert!(!page.body.contains("张某") && !page.body.contains("13800000001"), "{at}: {}", told(&page.body));
        assert!(told(&page.body).contains("张*，138****0001"), "{at}: {}", told(&page.body));
    };
    masked(ACKNOWLEDGE).await;
    installation.step(ACKNOWLEDGE, &[]).await;
    masked(INVESTIGATE).await;
    installation.step(INVESTIGATE, &[("findings", "调阅签到和考核记录。")]).await;
    masked("/desk/objections/1/decide_objection").await;

    let ask = "/desk/objections/1/unmask";
    let silent = installation.fill(city, ask, &[("purpose", "看")], &[]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!silent.body.contains("13800000001"));
    let shown = installation.fill(city, ask, &[("purpose", "电话核实异议事实")], &[]).await;
    assert!(told(&shown.body).contains("张某，13800000001"), "{}", told(&shown.body));
    let looks = told(&installation.get(&installation.auditor().await, "/admin/unmaskings").await.body);
    assert!(looks.contains("异议人、举报人的姓名和联系方式") && looks.contains("电话核实异议事实"), "{looks}");
    let county = installation.get(&installation.officials.county, ask).await;
    assert_eq!(county.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_may_not_propose_the_decision_is_not_led_to_it_and_reads_the_objection() {
    let installation = installation().await;
    let (id, notice) = installation.on_notice().await;
    installation.objected(id, notice).await;
    installation.step(ACKNOWLEDGE, &[]).await;
    installation.step(INVESTIGATE, &[("findings", "已核对名单。")]).await;
    let (city, head) = (&installation.officials.city, &installation.officials.city_head);
    let (at, decide) = ("/desk/objections/1", "/desk/objections/1/decide_objection");
    assert!(installation.get(city, "/desk/objections").await.body.contains(decide));
    assert_eq!(installation.get(city, at).await.to, decide);

    let list = installation.get(head, "/desk/objections").await.body;
    assert!(!list.contains(decide) && list.contains(&format!("href=\"{at}\"")), "{}", told(&list));
    let read = installation.get(head, at).await;
    assert_eq!(read.status, StatusCode::OK, "to {}", read.to);
    let text = told(&read.body);
    assert!(text.contains("花名册中有多人从未参加过培训") && text.contains("已核对名单。"), "{text}");
    assert!(text.contains("处理异议：") && text.contains("拟办"), "and what is in the way: {text}");
    assert_eq!(installation.get(head, decide).await.status, StatusCode::CONFLICT, "as the click says");

    installation.step(decide, &[("outcome", "dismissed"), ("reason", "签到和考核记录齐全。")]).await;
    let list = installation.get(city, "/desk/objections").await.body;
    assert!(!list.contains(decide) && list.contains("查看"), "it is under way: {}", told(&list));
    let read = told(&installation.get(city, at).await.body);
    assert!(read.contains("已有一件事项正在审批"), "{read}");
}
