//! Every page renders with sample data: empty, full and very long. One test draws them all and checks what
//! holds on any page. With `ZIHAO_LOOKS=folder` it also writes them as files, to be looked at.

use std::collections::BTreeSet;

use askama::Template;

use super::shared::{FormPage, ListPage, PolicyPage, ReceiptPage};
use super::{admin, desk, portal, sign_in, unit};
use crate::frame::{DemoBarView, Frame, Room, UserView};
use crate::page::{MessagePage, StalePage};
use crate::shell::nav::{self, Reader};
use domain::{access::Role, days::Days};

/// A page with its samples, each with a name such as `empty`, `full`, `long`.
pub(crate) trait Samples: Template + Sized {
    /// `room-page`.
    const NAME: &str;
    /// The samples.
    fn samples() -> Vec<(&'static str, Self)>;
}

/// A frame as a city would have it.
pub(crate) fn frame(room: Room, title: &str, at: &str) -> Frame {
    let user = |name: &str, office: &str, role: &str| {
        Some(UserView { name: name.into(), office: office.into(), role_label: role.into() })
    };
    let role = match room {
        Room::Portal => None,
        Room::Unit => Some(Role::Unit),
        Room::Desk => Some(Role::County),
        Room::Admin => Some(Role::Admin),
    };
    let reader = role.map(|role| Reader { role, steps: &[] });
    Frame {
        site: "泉州市劳务品牌".into(),
        policy_line: "由泉州市人力资源和社会保障局解释 · 依据 泉人社规〔2024〕4号".into(),
        demo: Some(DemoBarView { today_text: "2025年9月26日 星期五".into() }),
        user: match room {
            Room::Portal => None,
            Room::Unit => user("苏文", "晋江市鞋服行业协会", "填报人"),
            Room::Desk => user("林秀英", "晋江市人社局 就业科", "经办"),
            Room::Admin => user("黄志强", "泉州市人社局 信息中心", "管理员"),
        },
        ..Frame::new(room, title, nav::links(room, reader, at))
    }
}

/// The days that a date may be.
pub(crate) fn days() -> Days {
    let day = |text: &str| text.parse().expect("a day");
    Days::since(day("2025-09-20"), "本事项拟办之日", day("2025-09-26"))
}

/// Text long enough to break a careless layout: no spaces, and no end in sight.
pub(crate) fn long(text: &str) -> String {
    text.repeat(24)
}

macro_rules! all {
    ($($page:ty),+ $(,)?) => {
        fn rendered() -> Vec<(String, String)> {
            let mut pages = Vec::new();
            $(for (sample, page) in <$page>::samples() {
                let html = page.render().expect("a page with sample data renders");
                pages.push((format!("{}-{sample}", <$page>::NAME), html));
            })+
            for (name, page) in sign_in::samples().chain(portal::objection::samples()).chain(portal::self_check::samples())
                .chain(desk::rounds::samples()).chain(admin::account_samples()).chain(admin::office_samples()) {
                pages.push((name.to_owned(), page.render().expect("a form renders")));
            }
            for (name, page) in desk::lists::samples().into_iter().chain(admin::account_lists()).chain(admin::office_lists()) {
                pages.push((name.to_owned(), page.render().expect("a list renders")));
            }
            pages
        }
    };
}
all!(
    MessagePage,
    StalePage,
    FormPage,
    ListPage,
    ReceiptPage,
    portal::HomePage,
    portal::LibraryPage,
    portal::BrandPage,
    portal::NoticesPage,
    portal::notice::NoticePage,
    portal::self_check::SelfCheckResult,
    portal::VerifyPage,
    portal::LookUpPage,
    portal::PrivacyPage,
    portal::WorkerNotice,
    unit::view::home::UnitHome,
    unit::view::application::UnitCase,
    unit::view::answers::AnswersPage,
    unit::view::section::SectionPage,
    unit::view::submit::SubmitPage,
    unit::view::roster::RosterPage,
    unit::view::roster_check::RosterCheckPage,
    unit::view::roster_report::RosterReportPage,
    unit::view::corrections::CorrectionsPage,
    unit::view::money::MoneyPage,
    unit::view::recommendation_form::RecommendationFormPage,
    desk::work_list::WorkListPage,
    desk::application::ApplicationPage,
    desk::comparisons::ComparisonPage,
    desk::signs::SignsPage,
    desk::samples::SamplePage,
    desk::matter::MatterPage,
    desk::recommend::RecommendPage,
    desk::notices::NoticeDraftPage,
    desk::notices::NoticeTextPage,
    desk::rights::RequestPage,
    desk::rights::ReportPage,
    PolicyPage,
    admin::AuditPage,
    admin::RetentionPage,
);

#[test]
fn every_page_renders_with_sample_data() {
    let looks = std::env::var_os("ZIHAO_LOOKS").map(std::path::PathBuf::from);
    let pages = rendered();
    for (name, html) in &pages {
        check(name, html);
        if let Some(dir) = &looks {
            std::fs::create_dir_all(dir).unwrap();
            let local = crate::assets::url("");
            std::fs::write(dir.join(format!("{name}.html")), html.replace(&local, "./")).unwrap();
            crate::assets::write_to(dir);
        }
    }
    let names: BTreeSet<_> = pages.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), pages.len(), "two samples have one name");
}

/// What must hold on every page.
fn check(name: &str, html: &str) {
    assert_eq!(html.matches("<h1").count(), 1, "{name}: one h1");
    assert!(!html.contains("<title> - "), "{name}: a title");
    for forbidden in [" style=\"", " onclick=", "<style", "javascript:"] {
        assert!(!html.contains(forbidden), "{name}: {forbidden} is against our CSP");
    }
    assert_eq!(html.matches("<script").count(), 1, "{name}: only the module of the frame");
    let ids = attribute(html, "id");
    let unique: BTreeSet<_> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "{name}: an id occurs twice in {ids:?}");
    for referring in ["for", "aria-describedby", "aria-labelledby"] {
        for id in attribute(html, referring).iter().flat_map(|v| v.split_whitespace()) {
            assert!(unique.iter().any(|u| *u == id), "{name}: {referring}={id} leads nowhere");
        }
    }
    for href in attribute(html, "href").iter().filter_map(|h| h.strip_prefix('#')) {
        assert!(unique.iter().any(|u| *u == href), "{name}: #{href} leads nowhere");
    }
    assert!(
        html.matches("button primary").count() + html.matches("class=\"primary\"").count() <= 1,
        "{name}: one primary act a view"
    );
    for tag in [
        "div", "section", "ul", "ol", "li", "table", "tr", "td", "th", "form", "fieldset", "dl", "dd", "p", "span",
        "a", "h2", "h3",
    ] {
        let open = html.matches(&format!("<{tag} ")).count() + html.matches(&format!("<{tag}>")).count();
        assert_eq!(open, html.matches(&format!("</{tag}>")).count(), "{name}: <{tag}> opened and closed");
    }
}

/// The values of an attribute in order.
fn attribute(html: &str, name: &str) -> Vec<String> {
    let start = format!(" {name}=\"");
    html.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}
