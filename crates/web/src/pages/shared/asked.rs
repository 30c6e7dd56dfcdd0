//! What the address of a list says, and what its page makes of it: filters, orders, the pages before and behind, files to
//! take out.

use crate::{
    components::{Choice, Column, Field, FieldKind, Pager, Table},
    frame::Link,
    pages::shared::ListPage,
    shell::{Caller, asked},
};
use app::{
    App,
    listing::{At, Count, Found, Search, Sort},
};
use domain::access::{Actor, Scope};
use serde::{Deserialize, Serialize};

/// Where a list stands: its page, and the same list as files.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ListAt {
    /// The page.
    pub(crate) page: &'static str,
    /// The workbook.
    pub(crate) xlsx: &'static str,
    /// CSV.
    pub(crate) csv: &'static str,
    /// What its files are called.
    pub(crate) name: &'static str,
}

/// The addresses of a list from that of its page, and the name of its files.
macro_rules! list_at {
    ($page:literal, $name:literal) => {
        $crate::pages::shared::ListAt {
            page: $page,
            xlsx: concat!($page, "/export.xlsx"),
            csv: concat!($page, "/export.csv"),
            name: $name,
        }
    };
}
pub(crate) use list_at;

/// What a list is narrowed to and sorted by, and from where its page goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct ListAsked {
    #[serde(skip_serializing_if = "String::is_empty")]
    q: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    area: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    state: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    kind: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    by: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    on: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    sort: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    after: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    before: String,
}

impl ListAsked {
    /// What the address of a page says that is more than a list.
    pub(crate) fn of(caller: &Caller) -> ListAsked {
        asked(caller.uri.query()).unwrap_or_default()
    }

    pub(crate) fn search(&self) -> Search {
        Search {
            text: self.q.clone(),
            area: Some(self.area.as_str()).filter(|code| !code.is_empty()).map(Into::into),
            state: self.state.clone(),
            kind: self.kind.clone(),
            by: self.by.parse().ok(),
            on: self.on.parse().ok(),
            sort: Sort::parse(&self.sort),
        }
    }

    /// As asked, of one state only.
    pub(crate) fn of_state(&self, state: &str) -> ListAsked {
        ListAsked { state: state.to_owned(), ..self.clone() }
    }

    pub(crate) fn at(&self) -> Option<At> {
        At::of(&self.after, &self.before)
    }

    fn with(&self, path: &str, change: impl FnOnce(&mut ListAsked)) -> String {
        let mut asked = ListAsked { after: String::new(), before: String::new(), ..self.clone() };
        change(&mut asked);
        match serde_html_form::to_string(&asked) {
            Ok(query) if !query.is_empty() => format!("{path}?{query}"),
            _ => path.to_owned(),
        }
    }

    /// A list's page with what every list has: fields to narrow it, heads to sort by, pages, files.
    pub(crate) fn shown<T>(
        &self,
        at: ListAt,
        found: &Found<T>,
        measure: &str,
        filters: Vec<Field>,
        page: ListPage,
    ) -> ListPage {
        let pager = self.pager(at.page, found, measure);
        let table = Table { whole: pager.whole.clone(), ..self.sorted(at, page.table) };
        let sort = Some(&self.sort).filter(|sort| !sort.is_empty()).map(|sort| Field::hidden("sort", sort));
        ListPage { filters: filters.into_iter().chain(sort).collect(), files: self.files(at), pager, table, ..page }
    }

    /// Where the whole list stands, in the same order, where it is narrowed; else empty.
    fn whole(&self, path: &str) -> String {
        let whole = ListAsked { sort: self.sort.clone(), ..ListAsked::default() };
        let here = ListAsked { after: String::new(), before: String::new(), ..self.clone() };
        if here == whole { String::new() } else { whole.with(path, |_| {}) }
    }

    /// The pages before and behind, and how many rows there are: `共 1,000+ 家`.
    pub(crate) fn pager<T>(&self, path: &str, found: &Found<T>, measure: &str) -> Pager {
        let page = &found.page;
        let to = |place: &Option<String>, put: fn(&mut ListAsked, String)| {
            place.clone().map_or_else(String::new, |place| self.with(path, |asked| put(asked, place)))
        };
        Pager {
            prev: to(&page.before, |asked, place| asked.before = place),
            next: to(&page.after, |asked, place| asked.after = place),
            total: if found.total == Count::default() {
                String::new()
            } else {
                format!("共 {} {measure}", found.total)
            },
            whole: self.whole(path),
        }
    }

    /// A field for words.
    pub(crate) fn words(&self, label: &str) -> Field {
        Field::text("q", label).value(&self.q)
    }

    /// A field for words; one for the area where the reader sees several.
    pub(crate) fn filters(&self, app: &App, actor: &Actor, words: &str) -> Vec<Field> {
        let mut fields = vec![self.words(words)];
        if actor.scope() == Scope::City {
            let policies = app.policies();
            let areas = policies.current().1.participating_areas();
            let areas = areas.map(|area| (area.code.clone(), area.name.clone()));
            fields.push(chosen("area", "属地", areas, &self.area));
        }
        fields
    }

    /// A field for the state: code and words of each.
    pub(crate) fn states<'a>(&self, label: &str, of: impl IntoIterator<Item = (&'a str, &'a str)>) -> Field {
        chosen("state", label, of, &self.state)
    }

    /// A field for the kind: code and words of each.
    pub(crate) fn kinds<'a>(&self, label: &str, of: impl IntoIterator<Item = (&'a str, &'a str)>) -> Field {
        chosen("kind", label, of, &self.kind)
    }

    /// A field for who did it: number and name of each.
    pub(crate) fn people(&self, label: &str, of: impl IntoIterator<Item = (String, String)>) -> Field {
        chosen("by", label, of, &self.by)
    }

    /// A field for the day.
    pub(crate) fn day(&self, label: &str) -> Field {
        Field::new("on", label, FieldKind::Date).value(&self.on)
    }

    /// The list as it is narrowed, as a workbook and as CSV.
    pub(crate) fn files(&self, at: ListAt) -> Vec<Link> {
        let file = |label: &str, path: &str| Link::new(label, self.with(path, |_| {}));
        vec![file("导出本表", at.xlsx), file("CSV", at.csv)]
    }

    /// A table whose heads sort it: by the largest first, the smallest first, and again in its own order.
    fn sorted(&self, at: ListAt, table: Table) -> Table {
        let column = |column: Column| {
            if column.sort.is_empty() {
                return column;
            }
            let falling = format!("-{}", column.sort);
            let (order, next) = match self.sort.as_str() {
                sort if sort == falling => ("descending", column.sort.clone()),
                sort if sort == column.sort => ("ascending", String::new()),
                _ => ("", falling),
            };
            Column { href: self.with(at.page, |asked| asked.sort = next), order, ..column }
        };
        Table { columns: table.columns.into_iter().map(column).collect(), ..table }
    }
}

fn chosen(
    name: &str,
    label: &str,
    of: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>,
    now: &str,
) -> Field {
    let all = [Choice::new("", "全部")].into_iter();
    let choices = all.chain(of.into_iter().map(|(code, words)| Choice::new(code, words))).collect();
    Field::new(name, label, FieldKind::Select(choices)).value(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_sorts_by_the_largest_the_smallest_and_not_at_all() {
        let at = list_at!("/things", "物品");
        let mut asked = ListAsked { q: "鞋".into(), after: "7".into(), ..ListAsked::default() };
        let mut seen = Vec::new();
        for _ in 0..3 {
            let table = asked.sorted(at, Table::new(&["名称", "人数^people#"], vec![], ""));
            assert_eq!(table.columns[0].href, "");
            let [_, column] = &table.columns[..] else { panic!("two columns") };
            assert!((column.label.as_str(), column.figures) == ("人数", true));
            seen.push((column.order, column.href.clone()));
            let (_, query) = column.href.split_once('?').expect("words are kept");
            asked = serde_html_form::from_str(query).expect("an address");
        }
        assert_eq!(seen.iter().map(|(order, _)| *order).collect::<Vec<_>>(), ["", "descending", "ascending"]);
        assert!(seen[0].1.ends_with("&sort=-people") && seen[1].1.ends_with("&sort=people"), "{seen:?}");
        assert_eq!(asked, ListAsked { q: "鞋".into(), ..ListAsked::default() }, "the page goes back to the first");
    }
}
