//! The list stands on the city bureau's own website, and its working days begin (5.3.c, 5.3.d).

use super::{
    Act, ActKind, Also, Answer, Desk, Effect, Field, Form, Given, Now, Outcome, Ready, Spec, Weight, form, written,
};
use crate::{
    application::{Application, ApplicationEvent, State},
    calendar::shanghai_date,
    days::Days,
    event::Moment,
    ids::FileId,
    notice::{Notice, NoticeEvent, NoticeState, WebsiteEvidence, on_hosts},
    refusal::Refusal,
    stream::Stream,
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// Proof that the list was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishNotice {
    /// The page's address.
    pub url: String,
    /// When it was published there.
    pub published: Moment,
    /// A screenshot of it.
    pub screenshot: FileId,
}

const TOO_LATE: &str = "发布时间不能晚于现在，请核对。";

impl Act for PublishNotice {
    const SPEC: Spec<NoticeState> = Spec {
        weight: Weight::Legal,
        desks: &[Desk { party: Party::City, states: &[NoticeState::Proposed] }],
        fields: &[
            Field::new("url", "公示页网址", Answer::Line, "请填写官网上公示页的网址。"),
            Field::new("published", "发布时间", Answer::Moment, "请填写发布日期和时刻，如 09:00。")
                .hint("24 小时制，如 09:00。"),
            Field::new("screenshot", "网页截图", Answer::File("notice_screenshot"), "请上传网页截图。")
                .hint("截图要看得清网址、标题和发布时间。"),
        ],
        effect: Some(Effect {
            touches: "{}",
            follows: &[
                "公示期从发布次日起计算，不少于 5 个工作日。",
                "公示期内任何人都可以提出异议，被提出异议的品牌单独暂停。",
            ],
            clauses: "5.3.c 5.3.d 5.3.g",
        }),
        ..Spec::decision(ActKind::PublishNotice, "发布公示", "5.3.c")
    };
    type On = Notice;
    type Part = ();
    /// The days on which it can have been published.
    type Found = Days;

    fn ready(now: &Now<'_, Self>) -> Result<Days, Refusal> {
        if standing(now).next().is_none() {
            return Err(Refusal::Plain("名单上的品牌均已退出，不能发布。"));
        }
        Ok(Days::since(now.on.decided_on, "确定名单之日", now.today()))
    }

    fn fill(ready: &Ready<'_, Self>, form: &mut Form) {
        let hosts = ready.policy.city.notice_hosts.value.join("、");
        form.hint("url", format!("须在本局官方网站（{hosts}）上。"));
        form.days("published", ready.found().clone());
        let (hosts, now) = (ready.policy.city.notice_hosts.value.clone(), ready.at);
        form.judge("url", "url", move |sent| hosted(sent.text("url"), &hosts));
        let [on, at] = form::moment_inputs("published");
        form.judge("published", at.clone(), move |sent| match form::moment(sent, &on, &at) {
            // A day to come is told at the day.
            Some(published) if published > now && shanghai_date(published) == shanghai_date(now) => {
                Err(TOO_LATE.to_owned())
            }
            _ => Ok(()),
        });
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<NoticeEvent>, Refusal> {
        let url = written(&self.url, "url", "请填写官网上公示页的网址。")?;
        hosted(&url, &ready.policy.city.notice_hosts.value).map_err(|sentence| Refusal::field("url", sentence))?;
        if self.published > ready.at {
            return Err(Refusal::field("published_at", TOO_LATE));
        }
        let (published_on, working_days) = (shanghai_date(self.published), ready.policy.notice.working_days.value);
        ready.found().hold(published_on, "published_on", "发布日期")?;
        let last_day = ready.calendar.working_days_end(published_on, working_days)?;
        let earliest_decision = ready.calendar.earliest_decision(published_on, working_days)?;
        let evidence = WebsiteEvidence { url, at: self.published, screenshot: self.screenshot };
        let notice = ready.on.id;
        let placed = |application: &Application| {
            Also::Application(application.id, ApplicationEvent::PlacedOnNotice { notice, last_day })
        };
        let also = standing(&ready).map(placed).collect();
        let listed = standing(&ready).map(|application| application.id).collect();
        let published =
            NoticeEvent::Published { evidence, published_on, working_days, last_day, earliest_decision, listed };
        Ok(Outcome { events: vec![published], also, kept: None })
    }
}

/// That the page stands on the city bureau's own website.
fn hosted(url: &str, hosts: &[String]) -> Result<(), String> {
    if on_hosts(url, hosts) {
        return Ok(());
    }
    Err(format!("公示须发布在本局官方网站（{}）。请填写该网站上的公示页地址。", hosts.join("、")))
}

fn standing<'a>(now: &Now<'a, PublishNotice>) -> impl Iterator<Item = &'a Application> {
    let notice = now.on.id;
    let listed = now.standing.whole().applications.iter().map(|(application, _)| application);
    listed.filter(move |application| application.state() == State::InReview && application.proposed == Some(notice))
}
