//! `/notices`: proposed lists on public notice (5.3.c, 5.3.d), each with where today stands in its period.

use super::{notice::days_text, open};
use crate::{
    components::Pager,
    frame::{Frame, Room},
    pages::shared::ListAsked,
    shell::{Answer, Asked, Caller, Fail, Routes},
};
use app::{App, listing::Search, notices};
use askama::Template;

/// The list of notices.
pub(super) fn routes() -> Routes {
    Routes::new().public("/notices", list).nav(Room::Portal, "/notices", "公示")
}

async fn list(caller: Caller, Asked(asked): Asked<ListAsked>) -> Answer {
    let frame = caller.frame(Room::Portal, "公示");
    let found = notices::published(&caller.app, &Search::default(), asked.at().as_ref()).await?;
    let days = caller.app.policies().current().1.notice.working_days.value;
    let pager = asked.pager("/notices", &found, "次公示");
    open(&caller, &NoticesPage { frame, days, notices: rows(&caller.app, &found.page.rows), pager })
}

/// Notices whose period runs today.
pub(super) async fn running(app: &App) -> Result<Vec<NoticeRow>, Fail> {
    Ok(rows(app, &notices::running(app).await?))
}

fn rows(app: &App, notices: &[notices::NoticeRow]) -> Vec<NoticeRow> {
    let (today, calendar) = (app.today(), app.calendar());
    let row = |row: &notices::NoticeRow| {
        let (published, last) = row.period?;
        Some(NoticeRow {
            title: row.title.clone(),
            href: format!("/notices/{}", row.id),
            days: if row.is_emptied() {
                notices::EMPTIED.to_owned()
            } else {
                days_text(&calendar, published, last, today)
            },
        })
    };
    notices.iter().filter_map(row).collect()
}

/// A notice in a list.
#[derive(Clone, Debug, Default)]
pub(crate) struct NoticeRow {
    /// Title of the paper.
    pub(crate) title: String,
    /// Its page.
    pub(crate) href: String,
    /// `公示第 3 个工作日，还剩 2 个工作日` or `已期满`.
    pub(crate) days: String,
}

/// All notices.
#[derive(Clone, Debug, Template)]
#[template(path = "portal/notices.html")]
pub(crate) struct NoticesPage {
    pub(crate) frame: Frame,
    /// Working days a notice runs at least (5.3.d).
    pub(crate) days: u32,
    /// Running first, then newest.
    pub(crate) notices: Vec<NoticeRow>,
    /// Pages.
    pub(crate) pager: Pager,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame};

    impl NoticeRow {
        /// One running, one over.
        pub(crate) fn samples() -> Vec<Self> {
            let row =
                |title: &str, days: &str| Self { title: title.into(), href: "/notices/3".into(), days: days.into() };
            vec![
                row("2025年第二批泉州市特色劳务品牌拟认定名单公示", "公示第 3 个工作日，还剩 2 个工作日"),
                row("2025年第一批泉州市特色劳务品牌拟认定名单公示", "已期满"),
            ]
        }
    }

    impl Samples for NoticesPage {
        const NAME: &str = "portal-notices";
        fn samples() -> Vec<(&'static str, Self)> {
            let empty = Self {
                frame: frame(Room::Portal, "公示", "/notices"),
                days: 5,
                notices: vec![],
                pager: Pager::default(),
            };
            let full = Self { notices: NoticeRow::samples(), ..empty.clone() };
            vec![("empty", empty), ("full", full)]
        }
    }
}
