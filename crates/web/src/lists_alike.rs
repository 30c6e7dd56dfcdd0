//! What holds for every list and every button, as the register has them: a list that is narrowed to nothing says so, and its
//! filters keep its order; its file has the words of its page; a button says what the page it opens says.

use crate::{
    access_matrix::{Askers, Things, each},
    testing::{Installation, Story},
};
use axum::http::{Method, StatusCode};
use domain::{access::Actor, act::ActKind};
use std::collections::BTreeSet;

/// The lists: a page with the same as a file.
pub(crate) fn lists() -> Vec<&'static str> {
    let routes = Installation::routes();
    let lines = || routes.lines().iter().filter(|line| line.method == Method::GET);
    let files: BTreeSet<&str> = lines().map(|line| line.path).collect();
    let is_list = |path: &&str| files.contains(format!("{path}/export.csv").as_str());
    let lists: Vec<&str> = lines().map(|line| line.path).filter(is_list).collect();
    assert!(lists.len() > 14, "{lists:?}");
    lists
}

struct Everything {
    story: Story,
    askers: Vec<(&'static str, Actor)>,
    things: Things,
}

impl Everything {
    async fn new() -> Everything {
        let story = Story::on_notice().await;
        let askers = Askers::of(&story).await.0.into_iter();
        let askers = askers.filter_map(|(name, actor)| Some((name, actor?))).collect();
        let things = Things::of(&story).await;
        Everything { story, askers, things }
    }

    /// A page as everybody sees it whom it lets in.
    async fn seen(&self, path: &str) -> Vec<(&'static str, String)> {
        let mut seen = Vec::new();
        for (name, actor) in &self.askers {
            let page = self.story.installation.get(Some(actor), path).await;
            if page.status == StatusCode::OK {
                seen.push((*name, page.body));
            }
        }
        seen
    }
}

/// The text between two others, each time they come.
fn between<'a>(text: &'a str, before: &'a str, after: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(before).skip(1).filter_map(move |rest| Some(rest.split_once(after)?.0))
}

fn without_tags(html: &str) -> String {
    let text = html.split('<').enumerate();
    let text =
        text.map(|(nth, piece)| if nth == 0 { piece } else { piece.split_once('>').map_or("", |(_, text)| text) });
    text.collect::<String>().trim().to_owned()
}

const NOTHING: &str = "没有符合条件的记录。";

#[tokio::test]
async fn a_list_narrowed_to_nothing_says_so_and_leads_back_to_all_of_it() {
    let everything = Everything::new().await;
    for list in lists() {
        for (who, whole) in everything.seen(list).await {
            assert!(!whole.contains(NOTHING), "{list} by {who} is not narrowed");
            // What has no field for words is narrowed to a day.
            let query = if whole.contains("name=\"q\"") { "q=查无此条" } else { "on=1999-01-01" };
            let query = query.replace("查无此条", "%E6%9F%A5%E6%97%A0%E6%AD%A4%E6%9D%A1");
            let sort = between(&whole, "sort=-", "\"").next().map(|column| format!("-{column}"));
            let asked = sort.as_ref().map_or_else(|| query.clone(), |sort| format!("{query}&sort={sort}"));
            let actor = &everything.askers.iter().find(|(name, _)| *name == who).expect("an asker").1;
            let page = everything.story.installation.get(Some(actor), &format!("{list}?{asked}")).await;
            assert!(page.body.contains(NOTHING), "{list} by {who}: {}", page.words());
            let back = between(&page.body, NOTHING, "</p>").next().expect("a sentence");
            let href = between(back, "href=\"", "\"").next().expect("a link back");
            assert!(back.contains("清除筛选") && !href.contains("q=") && !href.contains("on="), "{list}: {back}");
            if let Some(sort) = sort {
                let kept = format!("<input type=\"hidden\" name=\"sort\" value=\"{sort}\">");
                assert!(page.body.contains(&kept), "{list} by {who}: the form keeps its order");
                assert!(href.ends_with(&format!("?sort={sort}")), "{list}: {href}");
            }
            let all =
                everything.story.installation.get(Some(actor), &href.replace("&amp;", "&").replace("&#38;", "&")).await;
            assert!(all.status == StatusCode::OK && !all.body.contains(NOTHING), "{list} by {who}: {href}");
        }
    }
}

/// What a page has and its file has not: what is done there, what is made of the page alone, what people wrote.
const PAGE_ONLY: [(&str, &str); 3] =
    [("/desk/recommend", "推荐序号"), ("/desk/recommend", "市级规模"), ("/desk/objections", "事由")];

#[tokio::test]
async fn a_file_has_the_words_of_its_page() {
    let everything = Everything::new().await;
    let mut compared = BTreeSet::new();
    for list in lists() {
        for (who, page) in everything.seen(list).await {
            let table = page.split_once("class=\"filters\"").map_or("", |(_, after)| after);
            let table = table.split("</table>").next().unwrap_or_default();
            let heads: Vec<String> = between(table, "<th scope=\"col\"", "</th>")
                .map(|head| without_tags(&format!("<th{head}")))
                .filter(|head| *head != "办理" && !PAGE_ONLY.contains(&(list, head.as_str())))
                .collect();
            if heads.is_empty() {
                continue;
            }
            let actor = &everything.askers.iter().find(|(name, _)| *name == who).expect("an asker").1;
            let file = everything.story.installation.get(Some(actor), &format!("{list}/export.csv")).await.body;
            let words: Vec<String> = file
                .trim_start_matches('\u{feff}')
                .lines()
                .next()
                .unwrap_or_default()
                .split(',')
                .map(|word| word.trim_matches('"').replace("（元）", ""))
                .collect();
            let missing: Vec<_> = heads.iter().filter(|head| !words.contains(head)).collect();
            assert!(missing.is_empty(), "{list} by {who}: {missing:?} not in {words:?}");
            compared.insert(list);
        }
    }
    assert!(compared.len() > 11, "{compared:?}");
}

/// The act whose page an address is.
fn act_at(href: &str) -> Option<ActKind> {
    let path = href.split(['?', '#']).next()?;
    match path {
        "/desk/notices/new" => Some(ActKind::DecideProposedList),
        "/desk/comparisons/new" => Some(ActKind::ReleaseRoster),
        path => path.strip_prefix("/desk/")?.split('/').skip(2).find_map(ActKind::parse),
    }
}

#[tokio::test]
async fn a_button_says_what_the_page_it_opens_says() {
    let everything = Everything::new().await;
    let routes = Installation::routes();
    let pages = routes.lines().iter().filter(|line| line.method == Method::GET && line.path.starts_with("/desk"));
    let mut paths: BTreeSet<String> = pages
        .flat_map(each)
        .map(|(_, path, _)| everything.things.fill(&path))
        .filter(|path| !path.contains("/export."))
        .collect();
    // The application where something is judged, beside the one of every other line.
    let judging = everything.things.fill("/desk/applications/{application}/judge_clause");
    paths.extend(judging.strip_suffix("/judge_clause").map(str::to_owned));
    let (mut opened, mut refused) = (BTreeSet::new(), BTreeSet::new());
    for path in paths {
        for (who, page) in everything.seen(&path).await {
            for link in between(&page, "<a ", "</a>") {
                let Some(href) = between(link, "href=\"", "\"").next() else { continue };
                let Some(kind) = act_at(href) else { continue };
                let said = without_tags(&format!("<a {link}"));
                let actor = &everything.askers.iter().find(|(name, _)| *name == who).expect("an asker").1;
                let to = everything.story.installation.get(Some(actor), href).await;
                if to.status != StatusCode::OK {
                    refused.insert(format!("{path} by {who}: {said} at {href} answers {}", to.status));
                    continue;
                }
                let title = between(&to.body, "<h1", "</h1>").next().map(|title| without_tags(&format!("<h1{title}")));
                let title = title.unwrap_or_default();
                let name = said.split('（').next().unwrap_or_default();
                assert!(title.starts_with(name), "{path} by {who}: {said} opens {title}");
                opened.insert(kind);
            }
        }
    }
    assert!(opened.len() > 8, "{opened:?}");
    assert!(refused.is_empty(), "a button leads nowhere:\n{}", refused.into_iter().collect::<Vec<_>>().join("\n"));
}
