//! The list stands on the city bureau's own website, and its working days begin (5.3.c, 5.3.d).

use super::{
    Act, ActKind, Also, Answer, Desk, Effect, Field, Form, Given, Now, Outcome, Ready, Spec, Weight,
    approve_notice_text::waiting, form, written,
};
use crate::{
    application::{Application, ApplicationEvent},
    calendar::{Calendar, chinese_moment, shanghai_date},
    days::Days,
    event::Moment,
    ids::FileId,
    notice::{ApprovedText, Notice, NoticeEvent, NoticeState, WebsiteEvidence, on_hosts},
    refusal::Refusal,
    turn::Party,
};
use chrono::{DurationRound, NaiveDate, TimeDelta};
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
    /// Why it is put on record so late; empty where it is in time.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub late_reason: String,
}

const TOO_LATE: &str = "发布时间不能晚于现在，请核对。";

/// When it can have been published, and until when a record of it is in time.
#[derive(Clone, Debug)]
pub struct Posting {
    approved: Moment,
    days: Days,
    /// What was published before this day is put on record late.
    in_time_since: NaiveDate,
    within: u32,
}

impl Act for PublishNotice {
    const SPEC: Spec<NoticeState> = Spec {
        weight: Weight::Legal,
        desks: &[Desk { party: Party::City, states: &[NoticeState::TextApproved] }],
        fields: &[
            Field::new("url", "公示页网址", Answer::Line, "请填写官网上公示页的网址。"),
            Field::new("published", "发布时间", Answer::Moment, "请填写发布日期和时刻，如 09:00。")
                .hint("24 小时制，如 09:00。"),
            Field::new("screenshot", "网页截图", Answer::File("notice_screenshot"), "请上传网页截图。")
                .hint("截图要看得清网址、标题和发布时间。"),
            Field::optional("late_reason", "迟登理由", Answer::Long(2)),
        ],
        intro: "在官网发布的须是核定的文本，一字不改。",
        effect: Some(Effect {
            touches: "{}",
            follows: &[
                "公示期从发布次日起计算，不少于 5 个工作日。",
                "公示期内任何人都可以提出异议，被提出异议的品牌单独暂停。",
            ],
            clauses: "5.3.c 5.3.d 5.3.g",
        }),
        // A new text that passes through the office would come too late.
        alone: true,
        ..Spec::record(ActKind::PublishNotice, "登记发布", "5.3.c", "公示已登记发布，公示期从发布次日起算。")
    };
    type On = Notice;
    type Part = ();
    type Found = Posting;

    fn ready(now: &Now<'_, Self>) -> Result<Posting, Refusal> {
        let Some(ApprovedText { text, at, .. }) = &now.on.text else { return Err(now.wrong_state()) };
        let mut listed = standing(now).map(|application| application.id).peekable();
        if listed.peek().is_none() {
            return Err(Refusal::Plain("名单上的品牌均已退出，不能发布。"));
        }
        if !text.lists(listed) {
            return Err(Refusal::Plain("公示文本核定后有品牌退出名单，请重新核定公示文本。"));
        }
        let within = now.policy.notice.record_days.value;
        Ok(Posting {
            approved: *at,
            days: Days::since(shanghai_date(*at), "公示文本核定之日", now.today()),
            in_time_since: in_time_since(now.calendar, now.today(), within),
            within,
        })
    }

    fn fill(ready: &Ready<'_, Self>, form: &mut Form) {
        let hosts = ready.policy.city.notice_hosts.value.join("、");
        form.hint("url", format!("须在本局官方网站（{hosts}）上。"));
        let posting = ready.found().clone();
        form.days("published", posting.days.clone());
        let (hosts, now) = (ready.policy.city.notice_hosts.value.clone(), ready.at);
        form.judge("url", "url", move |sent| hosted(sent.text("url"), &hosts));
        let [on, at] = form::moment_inputs("published");
        let late = (on.clone(), at.clone());
        let held = posting.clone();
        form.judge("published", at.clone(), move |sent| match form::moment(sent, &on, &at) {
            // A day that cannot be is told at the day.
            Some(published) if held.days.wrong(shanghai_date(published), "").is_some() => Ok(()),
            Some(published) => held.hold(published, now),
            None => Ok(()),
        });
        form.hint("late_reason", format!("发布后超过 {} 个工作日才登记的，须写明理由。", posting.within));
        form.depends("late_reason");
        form.judge("late_reason", "late_reason", move |sent| match form::moment(sent, &late.0, &late.1) {
            Some(published) => posting.explained(published, sent.text("late_reason")).map(drop),
            None => Ok(()),
        });
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<NoticeEvent>, Refusal> {
        let posting = ready.found();
        let url = written(&self.url, "url", "请填写官网上公示页的网址。")?;
        hosted(&url, &ready.policy.city.notice_hosts.value).map_err(|sentence| Refusal::field("url", sentence))?;
        let (published_on, working_days) = (shanghai_date(self.published), ready.policy.notice.working_days.value);
        posting.days.hold(published_on, "published_on", "发布日期")?;
        posting.hold(self.published, ready.at).map_err(|sentence| Refusal::field("published_at", sentence))?;
        let explained = posting.explained(self.published, &self.late_reason);
        let late_reason = explained.map_err(|sentence| Refusal::field("late_reason", sentence))?;
        let last_day = ready.calendar.working_days_end(published_on, working_days)?;
        let earliest_decision = ready.calendar.earliest_decision(published_on, working_days)?;
        let evidence = WebsiteEvidence { url, at: self.published, screenshot: self.screenshot };
        let notice = ready.on.id;
        let placed = |application: &Application| {
            Also::Application(application.id, ApplicationEvent::PlacedOnNotice { notice, last_day })
        };
        let also = standing(&ready).map(placed).collect();
        let published = NoticeEvent::Published {
            evidence,
            published_on,
            working_days,
            last_day,
            earliest_decision,
            listed: standing(&ready).map(|application| application.id).collect(),
            late_reason,
        };
        Ok(Outcome { events: vec![published], also, kept: None })
    }
}

impl Posting {
    /// That it was published after its text was approved, and not later than now.
    fn hold(&self, published: Moment, now: Moment) -> Result<(), String> {
        if published > now {
            return Err(TOO_LATE.to_owned());
        }
        // A time is typed to the minute.
        let minute = self.approved.duration_trunc(TimeDelta::minutes(1)).unwrap_or(self.approved);
        if published < minute {
            let approved = chinese_moment(self.approved);
            return Err(format!("发布时间不能早于公示文本核定之时（{approved}），请核对。"));
        }
        Ok(())
    }

    /// The reason for a late record; none where it is in time.
    fn explained(&self, published: Moment, reason: &str) -> Result<Option<String>, String> {
        match (shanghai_date(published) < self.in_time_since, reason.trim()) {
            (false, _) => Ok(None),
            (true, "") => Err(format!("发布后超过 {} 个工作日才登记，请写明理由。", self.within)),
            (true, reason) => Ok(Some(reason.to_owned())),
        }
    }
}

/// The first day of publication that is still put on record in time today. Of days whose calendar is not known nobody can
/// say that they are.
fn in_time_since(calendar: &Calendar, today: NaiveDate, within: u32) -> NaiveDate {
    let in_time = |day: &NaiveDate| calendar.working_days_end(*day, within).is_ok_and(|last| today <= last);
    let before = std::iter::successors(today.pred_opt(), NaiveDate::pred_opt);
    before.take_while(in_time).last().unwrap_or(today)
}

/// That the page stands on the city bureau's own website.
fn hosted(url: &str, hosts: &[String]) -> Result<(), String> {
    if on_hosts(url, hosts) {
        return Ok(());
    }
    Err(format!("公示须发布在本局官方网站（{}）。请填写该网站上的公示页地址。", hosts.join("、")))
}

fn standing<'a>(now: &Now<'a, PublishNotice>) -> impl Iterator<Item = &'a Application> {
    waiting(now.on, now.standing.whole()).map(|(application, _)| application)
}
