//! Small words: clause numbers, figures with separators, empty pages.

use super::html_safe;
use domain::thousands::thousands;
use std::fmt;

/// A clause number that leads to the clause, e.g. `5.2.a`.
pub(crate) struct Clause<'a>(&'a str);

/// A link to clause `id` on the policy page. Several ids may be given, separated by spaces.
pub(crate) fn clause(id: &str) -> Clause<'_> {
    Clause(id)
}

impl fmt::Display for Clause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for id in self.0.split_whitespace() {
            if id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.') {
                write!(f, r##"<a class="clause" href="/policy#c-{id}" title="政策条款 {id}">{id}</a>"##)?;
            }
        }
        Ok(())
    }
}

/// A whole number with thousands separators.
pub(crate) struct Count(String);

/// `5931` as `5,931`.
pub(crate) fn count(n: &impl fmt::Display) -> Count {
    Count(thousands(n))
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What would appear here and how it gets here; of a list that is narrowed, that nothing meets the conditions.
#[derive(askama::Template)]
#[template(
    source = r#"<p class="empty">{% if whole.is_empty() %}{{ text }}{% else %}没有符合条件的记录。<a href="{{ whole }}">清除筛选</a>{% endif %}</p>"#,
    ext = "html"
)]
pub(crate) struct Empty<'a> {
    text: &'a str,
    whole: &'a str,
}

/// The sentence of an empty list.
pub(crate) fn empty(text: &str) -> Empty<'_> {
    Empty { text, whole: "" }
}

/// The sentence of a list without rows: where it is narrowed, `whole` is the address of all of it, else empty.
pub(crate) fn none_of_list<'a>(text: &'a str, whole: &'a str) -> Empty<'a> {
    Empty { text, whole }
}

html_safe!(Clause<'_>, Count, Empty<'_>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_separators() {
        let shown = [0, 999, 1000, -15_000, 1_234_567].map(|n: i64| count(&n).to_string());
        assert_eq!(shown, ["0", "999", "1,000", "-15,000", "1,234,567"]);
    }

    #[test]
    fn a_clause_number_cannot_carry_markup() {
        assert_eq!(clause("5.2.a <b>").to_string().matches("<a").count(), 1);
    }
}
