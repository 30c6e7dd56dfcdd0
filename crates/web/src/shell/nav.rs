//! The links in the header: an entry stands beside the route it leads to, and is shown to those whom the route lets in.

use super::Who;
use crate::{
    frame::{Link, Room},
    pages,
};
use domain::{access::Role, policy::Step};
use std::sync::LazyLock;

/// Who reads the header: the role, and the steps of chains the account takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    pub(crate) role: Role,
    pub(crate) steps: &'a [Step],
}

/// A link of the header.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    /// In which room's header it stands.
    pub(crate) room: Room,
    /// The address, one of the register's.
    pub(crate) path: &'static str,
    /// Words of the link.
    pub(crate) label: &'static str,
    /// Whom the address lets in.
    pub(crate) who: Who,
    /// The step of chains without which the page has nothing to show.
    pub(crate) step: Option<Step>,
}

impl Entry {
    fn is_for(&self, reader: Option<Reader<'_>>) -> bool {
        let takes = |step| reader.is_some_and(|reader| reader.steps.contains(&step));
        self.who.lets_in(reader.map(|reader| reader.role)) && self.step.is_none_or(takes)
    }
}

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| pages::routes().nav_entries().to_vec());

/// The links of a room's header for this reader, in the order of the register; the one that leads to `at` is marked.
pub(crate) fn links(room: Room, reader: Option<Reader<'_>>, at: &str) -> Vec<Link> {
    let shown = ENTRIES.iter().filter(|entry| entry.room == room && entry.is_for(reader));
    shown.map(|entry| Link { current: entry.path == at, ..Link::new(entry.label, entry.path) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Story;
    use axum::http::StatusCode;
    use domain::access::Actor;

    /// The addresses of a page's header.
    fn header_of(page: &str) -> Vec<String> {
        let header = page.split(r#"<nav class="top-nav""#).nth(1).and_then(|rest| rest.split("</nav>").next());
        let links = header.expect("a header").split(r#"href=""#).skip(1);
        links.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
    }

    async fn reader(story: &Story, role: Role, home: &str) -> Vec<String> {
        let actor = match role {
            Role::Unit => story.unit.clone(),
            Role::County => story.officials.county.clone(),
            _ => story.city.official(role, crate::city::CITY, None, "draft,check,approve").await,
        };
        walk(story, Some(&actor), home).await
    }

    /// Every link of a home page's header, followed.
    async fn walk(story: &Story, who: Option<&Actor>, home: &str) -> Vec<String> {
        let page = story.installation.get(who, home).await;
        let links = header_of(&page.body);
        for link in &links {
            let answered = story.installation.get(who, link).await;
            let led_on = answered.status == StatusCode::SEE_OTHER && !answered.to().starts_with("/sign-in");
            assert!(answered.status == StatusCode::OK || led_on, "{home} leads to {link}: {}", answered.status);
        }
        links
    }

    #[tokio::test]
    async fn every_link_of_a_header_leads_its_reader_to_a_page() {
        let story = Story::on_notice().await;
        let all = |links: &[&str]| links.iter().map(|link| (*link).to_owned()).collect::<Vec<_>>();
        assert_eq!(walk(&story, None, "/").await, all(&["/", "/brands", "/notices", "/self-check"]));
        let unit = reader(&story, Role::Unit, "/unit").await;
        assert_eq!(unit, all(&["/unit", "/unit/rosters", "/unit/money"]));
        let county = reader(&story, Role::County, "/desk").await;
        assert!(county.contains(&"/desk/recommend".into()) && !county.contains(&"/desk/intake".into()), "{county:?}");
        let city = reader(&story, Role::City, "/desk").await;
        assert_eq!(city.last().map(String::as_str), Some("/desk/accounts"));
        let auditor = reader(&story, Role::Auditor, "/desk").await;
        assert!(auditor.ends_with(&all(&["/admin/audit", "/admin/unmaskings", "/admin/retention"])), "{auditor:?}");
        let finance = reader(&story, Role::Finance, "/desk").await;
        assert_eq!(finance, all(&["/desk", "/desk/money"]));
        let admin = reader(&story, Role::Admin, "/admin").await;
        assert_eq!(admin.len(), 6, "{admin:?}");
    }

    #[test]
    fn a_page_for_one_step_is_told_to_those_who_take_it() {
        let desk = |steps: &[Step]| links(Room::Desk, Some(Reader { role: Role::City, steps }), "/desk/accounts");
        let confirming = |links: Vec<Link>| links.iter().any(|link| link.current && link.label == "账号确认");
        assert!(confirming(desk(&[Step::Approve])) && !confirming(desk(&[Step::Draft])));
    }
}
