//! The clauses of the programme by id (`3.2.b`): what code, findings, pages and papers cite.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use crate::{builtin, source};

/// One clause.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Clause {
    /// Stable id.
    pub id: String,
    /// Where it stands in the policy, in Chinese.
    pub heading: String,
    /// `rule`, `workflow`, `document`, `money`, `publicity`, `content` or `governance`.
    pub kind: String,
    /// The duty in one line, in English, in our words.
    pub obligation: String,
}

static CLAUSES: LazyLock<BTreeMap<String, Clause>> = LazyLock::new(|| {
    let rows =
        source::rows::<Clause>(builtin::CLAUSES.0, builtin::CLAUSES.1).expect("the clause list built in is tested");
    rows.into_iter().map(|clause| (clause.id.clone(), clause)).collect()
});

/// Every clause, by id.
pub fn all() -> impl Iterator<Item = &'static Clause> {
    CLAUSES.values()
}

/// The clause of an id.
pub fn get(id: &str) -> Option<&'static Clause> {
    CLAUSES.get(id)
}

/// Whether `id` is a clause, or stands for all under it as `3.2` does for `3.2.a` to `3.2.c`.
pub fn is_known(id: &str) -> bool {
    get(id).is_some() || !id.is_empty() && CLAUSES.keys().any(|known| covers(id, known))
}

/// Whether clause `wide` is `id` or stands above it.
pub fn covers(wide: &str, id: &str) -> bool {
    id.strip_prefix(wide).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Where a clause stands in the policy, in Chinese; the bare id where it is not a leaf.
pub fn heading(id: &str) -> &str {
    get(id).map_or(id, |clause| &clause.heading)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_clause_is_there_once() {
        assert_eq!(all().count(), 98);
        assert_eq!(heading("3.2.b"), "三(二)品牌名称");
    }

    #[test]
    fn a_bare_number_means_all_under_it() {
        assert!(is_known("3.2") && is_known("6.2.a1") && is_known("A.4"));
        assert!(!is_known("3.9") && !is_known("") && !is_known("3.2.") && !is_known("6.2.a"));
        assert!(covers("3.4", "3.4.c") && !covers("3.4", "3.41"));
    }
}
