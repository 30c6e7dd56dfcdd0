//! A data table whose cells are plain values; on a phone each row becomes a card.

use askama::Template;

use super::{Act, Due, Tag, html_safe};
use crate::frame::Link;

/// One cell.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    /// Words.
    Text(String),
    /// Words with a remark under them.
    Noted(String, String),
    /// A link in plain type.
    Link(Link),
    /// The name of a brand or paper, in Song, leading to its page.
    Name(Link),
    /// A figure or an amount, right-aligned.
    Figure(String),
    /// A state.
    Tag(Tag),
    /// A deadline.
    Due(Due),
    /// Clause numbers, separated by spaces.
    Clause(String),
    /// Acts on the row.
    Acts(Vec<Act>),
    /// The head of its row.
    Head(String),
    /// What no other cell draws: a box to tick, a list of records.
    Part(Markup),
}

impl Cell {
    fn is_head(&self) -> bool {
        matches!(self, Self::Head(_))
    }
}

/// The markup of a small template.
#[derive(Clone, Debug)]
pub(crate) struct Markup(String);

impl Markup {
    /// Of a template, which escapes what it shows. It only fails on an error of `Display`, which ours have none.
    pub(crate) fn of(part: &impl Template) -> Self {
        Self(part.render().unwrap_or_default())
    }
}

impl std::fmt::Display for Markup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// A column head.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// Words.
    pub(crate) label: String,
    /// Figures stand right.
    pub(crate) figures: bool,
    /// The code that the list sorts by; empty where it does not.
    pub(crate) sort: String,
    /// The list sorted by it, or the other way round; empty where it cannot be.
    pub(crate) href: String,
    /// `ascending` or `descending`, where it is sorted by it now.
    pub(crate) order: &'static str,
}

impl Column {
    fn of(head: &str) -> Self {
        let (label, figures) = head.strip_suffix('#').map_or((head, false), |label| (label, true));
        let (label, sort) = label.split_once('^').unwrap_or((label, ""));
        Self { label: label.to_owned(), figures, sort: sort.to_owned(), href: String::new(), order: "" }
    }
}

/// Rows under heads.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/table.html")]
pub(crate) struct Table {
    /// Title above; empty for none.
    pub(crate) caption: String,
    /// Class of its own in the style sheet; empty for none.
    pub(crate) class: &'static str,
    /// The heads.
    pub(crate) columns: Vec<Column>,
    /// The rows; each has as many cells as there are heads.
    pub(crate) rows: Vec<Vec<Cell>>,
    /// What would appear here and how it gets here.
    pub(crate) when_empty: String,
    /// Where the whole list stands, where it is narrowed; else empty.
    pub(crate) whole: String,
}

impl Table {
    /// A table with these heads; a head that ends in `#` is one of figures, `人数^people#` one that a list sorts by.
    pub(crate) fn new(heads: &[&str], rows: Vec<Vec<Cell>>, when_empty: &str) -> Self {
        let columns = heads.iter().map(|head| Column::of(head)).collect();
        Self {
            caption: String::new(),
            class: "",
            columns,
            rows,
            when_empty: when_empty.to_owned(),
            whole: String::new(),
        }
    }

    /// With a class of its own in the style sheet.
    #[must_use]
    pub(crate) fn class(self, class: &'static str) -> Self {
        Self { class, ..self }
    }
}

html_safe!(Table, Markup);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cell_says_its_head_for_the_phone() {
        let table = Table::new(&["县市区", "名额#"], vec![vec!["晋江市".into(), Cell::Figure("3".into())]], "");
        let html = table.to_string();
        assert!(html.contains(r#"data-label="县市区""#) && html.contains(r#"data-label="名额" class="num""#));
    }

    #[test]
    fn an_empty_table_says_what_would_stand_here() {
        assert!(Table::new(&["批次"], vec![], "开启批次后显示在这里。").to_string().contains("开启批次后"));
    }
}
