//! `/notices/{notice}`: one proposed list (5.3.c), looking like the paper it is, by the working-day calendar (5.3.d).

use super::open;
use crate::{
    frame::{Frame, Link, Room},
    pages::shared::NoticeMarkup,
    shell::{Answer, At, Caller, Routes},
};
use app::{
    library::{self, PublicNotice},
    notices::{Corrections, EMPTIED},
    sentences,
};
use askama::Template;
use chrono::{Datelike, NaiveDate};
use domain::{
    calendar::{Calendar, NotAnnounced, chinese_date, chinese_day},
    ids::NoticeId,
    policy::Policy,
};

/// A notice.
pub(super) fn routes() -> Routes {
    Routes::new().public("/notices/{notice}", show)
}

async fn show(caller: Caller, At(id): At<NoticeId>) -> Answer {
    let shown = library::notice(&caller.app, id).await?;
    let policies = caller.app.policies();
    let policy = policies.current().1;
    let (today, calendar) = (caller.app.today(), caller.app.calendar());
    let period = &shown.period;
    let emptied = shown.notice.is_emptied();
    let running = today <= period.last_day && !emptied;
    let days = if running { days(&calendar, period.published_on, period.last_day, today) } else { Ok(vec![]) };
    let corrections = app::notices::corrections(&caller.app, &shown.notice, true).await?;
    open(
        &caller,
        &NoticePage {
            frame: caller.frame(Room::Portal, &shown.notice.title),
            related: related(corrections, "/notices"),
            left: shown.removed().collect::<Vec<_>>().join("、"),
            days_text: if emptied {
                EMPTIED.to_owned()
            } else {
                days_text(&calendar, period.published_on, period.last_day, today)
            },
            days: days.unwrap_or_default(),
            signed_on: chinese_date(period.published_on),
            digest: shown.notice.text.as_ref().map(|approved| approved.digest.clone()).unwrap_or_default(),
            how_to_object: how_to_object(policy, &shown),
            object_href: if running { format!("/notices/{id}/objections/new") } else { String::new() },
            closed: if emptied { EMPTIED } else { "公示期已满" },
            source: format!("{} 发布于", sentences::full_moment(period.evidence.at)),
            source_link: Link::new(format!("{}网站", policy.city.hr_bureau), &period.evidence.url),
            text: NoticeMarkup(shown.text),
        },
    )
}

/// The notice that one corrects and those that correct it, each by its page under `room`.
pub(crate) fn related(corrections: Corrections, room: &str) -> Vec<(&'static str, Link)> {
    let to = |title: String, id: NoticeId| Link::new(title, format!("{room}/{id}"));
    let corrects = corrections.corrects.into_iter().map(|row| ("本公示更正", to(row.title, row.id)));
    corrects
        .chain(corrections.corrected_by.into_iter().map(|row| ("本公示已更正，见", to(row.title, row.id))))
        .collect()
}

/// Until when, how, and what to write (5.3.g).
fn how_to_object(policy: &Policy, shown: &PublicNotice) -> Vec<String> {
    vec![
        format!("期限：{} 24:00 前，署名或匿名均可。", chinese_day(shown.period.last_day)),
        format!("方式：在本页提出，或书面寄送{}；咨询：{}。", policy.city.hr_bureau, policy.identity.contact.value),
        format!("内容：写明品牌、事实和依据。{} 个工作日内答复，凭回执号查询。", shown.answer_days),
    ]
}

/// Where today stands in the period: `公示第 3 个工作日，还剩 2 个工作日（最后一日 10月10日 星期五）`.
pub(super) fn days_text(calendar: &Calendar, published: NaiveDate, last: NaiveDate, today: NaiveDate) -> String {
    if today > last {
        return format!("公示已期满（最后一日 {}）", chinese_date(last));
    }
    let counted = calendar
        .working_days_between(published, today)
        .and_then(|nth| Ok((nth, calendar.working_days_between(today, last)?)));
    match counted {
        Ok((0, left)) => format!("已发布，自下一个工作日起计，共 {left} 个工作日（最后一日 {}）", chinese_day(last)),
        Ok((nth, 0)) => format!("公示第 {nth} 个工作日，今天是最后一日"),
        Ok((nth, left)) => format!("公示第 {nth} 个工作日，还剩 {left} 个工作日（最后一日 {}）", chinese_day(last)),
        Err(NotAnnounced { .. }) => format!("公示中，最后一日 {}", chinese_day(last)),
    }
}

/// The working days of the period.
fn days(
    calendar: &Calendar,
    published: NaiveDate,
    last: NaiveDate,
    today: NaiveDate,
) -> Result<Vec<NoticeDay>, NotAnnounced> {
    let mut days = Vec::new();
    let mut day = published;
    while day < last {
        day = calendar.next_working_day(day)?;
        let date = format!("{}月{}日", day.month(), day.day());
        days.push(NoticeDay { date, past: day < today, now: day == today });
    }
    Ok(days)
}

/// One working day of the period.
#[derive(Clone, Debug, Default)]
pub(crate) struct NoticeDay {
    /// `9月29日`.
    pub(crate) date: String,
    /// Already over.
    pub(crate) past: bool,
    /// Today.
    pub(crate) now: bool,
}

/// One notice.
#[derive(Clone, Debug, Template)]
#[template(path = "portal/notice.html")]
pub(crate) struct NoticePage {
    pub(crate) frame: Frame,
    /// The notice it corrects and those that correct it: words, then where it stands.
    pub(crate) related: Vec<(&'static str, Link)>,
    /// The brands that left it since; empty for none.
    pub(crate) left: String,
    /// The paper: its text as it was approved.
    pub(crate) text: NoticeMarkup,
    /// SM3 over that; empty where it was published before texts were approved.
    pub(crate) digest: String,
    /// `公示第 3 个工作日，还剩 2 个工作日（最后一日 10月10日 星期五）`.
    pub(crate) days_text: String,
    /// The days of the period.
    pub(crate) days: Vec<NoticeDay>,
    /// Date of the paper.
    pub(crate) signed_on: String,
    /// How to object, three lines: until when, how, where.
    pub(crate) how_to_object: Vec<String>,
    /// The objection form; empty once the period is over, or all that was listed has left.
    pub(crate) object_href: String,
    /// Why it is not there.
    pub(crate) closed: &'static str,
    /// When the city published it.
    pub(crate) source: String,
    /// Where (5.3.c).
    pub(crate) source_link: Link,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_counted_by_the_calendar_and_the_first_is_not() {
        let calendar = domain::builtin::calendar();
        // Published before the National Day holiday of 2025, with a made-up Sunday and Saturday around it.
        let (published, last) = (on("2025-09-26"), on("2025-10-10"));
        let say = |today: &str| days_text(&calendar, published, last, on(today));
        assert_eq!(say("2025-09-26"), "已发布，自下一个工作日起计，共 5 个工作日（最后一日 10月10日 星期五）");
        assert_eq!(say("2025-09-28"), "公示第 1 个工作日，还剩 4 个工作日（最后一日 10月10日 星期五）");
        assert_eq!(say("2025-10-04"), "公示第 3 个工作日，还剩 2 个工作日（最后一日 10月10日 星期五）");
        assert_eq!(say("2025-10-10"), "公示第 5 个工作日，今天是最后一日");
        assert_eq!(say("2025-10-11"), "公示已期满（最后一日 2025年10月10日）");
        let days = days(&calendar, published, last, on("2025-09-29")).unwrap();
        let dates: Vec<_> = days.iter().map(|day| day.date.as_str()).collect();
        assert_eq!(dates, ["9月28日", "9月29日", "9月30日", "10月9日", "10月10日"]);
        assert!(days[0].past && days[1].now && !days[2].past);
    }
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for NoticePage {
        const NAME: &str = "portal-notice";
        fn samples() -> Vec<(&'static str, Self)> {
            let day = |(i, date): (usize, &str)| NoticeDay { date: date.into(), past: i < 2, now: i == 2 };
            let full = Self {
                frame: frame(Room::Portal, "2025年第二批拟认定名单公示", "/notices"),
                related: vec![("本公示更正", Link::new("2025年第一批泉州市特色劳务品牌拟认定名单公示", "/notices/2"))],
                left: "南安水暖工".into(),
                digest: NoticeMarkup::sample().0.digest(),
                text: NoticeMarkup::sample(),
                days_text: "公示第 3 个工作日，还剩 2 个工作日（最后一日 10月10日 星期五）".into(),
                days: ["9月28日", "9月29日", "9月30日", "10月9日", "10月10日"]
                    .into_iter()
                    .enumerate()
                    .map(day)
                    .collect(),
                signed_on: "2025年9月26日".into(),
                how_to_object: vec![
                    "期限：10月10日 24:00 前，署名或匿名均可。".into(),
                    "方式：在线提出，或电话 0595-00000000，或书面寄送。".into(),
                    "写明品牌、事实和依据；署名的会书面答复。".into(),
                ],
                object_href: "/notices/3/objections/new".into(),
                closed: "公示期已满",
                source: "2025年9月26日 09:00 发布于".into(),
                source_link: Link::new("市人社局网站", "https://rsj.quanzhou.gov.cn/"),
            };
            let over =
                Self { object_href: String::new(), days_text: "公示已期满".into(), days: vec![], ..full.clone() };
            let mut huge = full.clone();
            huge.text.0.title = long("关于公示");
            huge.text.0.listed = huge.text.0.listed.iter().cycle().take(60).cloned().collect();
            vec![("over", over), ("full", full), ("long", huge)]
        }
    }
}
