//! What the address of a list says, and what its page makes of it: filters, the pages before and behind, files to take out.

use crate::{
    components::{Choice, Field, FieldKind, Pager},
    frame::Link,
};
use app::{
    App,
    listing::{At, Count, Found, Search},
};
use domain::access::{Actor, Scope};
use serde::{Deserialize, Serialize};

/// Words, an area, and from where the page goes on.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct ListAsked {
    q: String,
    area: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    after: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    before: String,
}

impl ListAsked {
    pub(crate) fn search(&self) -> Search {
        let area = Some(self.area.as_str()).filter(|code| !code.is_empty()).map(Into::into);
        Search { text: self.q.clone(), area, ..Search::default() }
    }

    pub(crate) fn at(&self) -> Option<At> {
        At::of(&self.after, &self.before)
    }

    fn with(&self, path: &str, change: impl FnOnce(&mut ListAsked)) -> String {
        let mut asked = ListAsked { after: String::new(), before: String::new(), ..self.clone() };
        change(&mut asked);
        format!("{path}?{}", serde_html_form::to_string(&asked).unwrap_or_default())
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
        }
    }

    /// A field for words; one for the area where the reader sees several.
    pub(crate) fn filters(&self, app: &App, actor: &Actor, words: &str) -> Vec<Field> {
        let mut fields = vec![Field::text("q", words).value(&self.q)];
        if actor.scope() == Scope::City {
            let policies = app.policies();
            let areas = policies.current().1.participating_areas();
            let areas = areas.map(|area| Choice::new(&area.code, &area.name));
            let all = std::iter::once(Choice::new("", "全部")).chain(areas).collect();
            fields.push(Field::new("area", "属地", FieldKind::Select(all)).value(&self.area));
        }
        fields
    }

    /// The list as it is narrowed, as a workbook and as CSV.
    pub(crate) fn files(&self, path: &str) -> Vec<Link> {
        let file = |label: &str, end: &str| Link::new(label, self.with(&format!("{path}/export.{end}"), |_| {}));
        vec![file("导出本表", "xlsx"), file("CSV", "csv")]
    }
}
