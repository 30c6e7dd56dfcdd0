//! Conditions against evidence: 条款 | 要求 | 实测 | 证据 | 结论.

use askama::Template;

use super::{Tag, html_safe};
use crate::frame::Link;

/// What a finding comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// 符合
    Met,
    /// 不符合
    Unmet,
    /// 待判断: evidence is missing or a person must judge. Never passes for met.
    #[default]
    Unknown,
}

impl Outcome {
    fn tag(self) -> Tag {
        match self {
            Self::Met => Tag::met(),
            Self::Unmet => Tag::unmet(),
            Self::Unknown => Tag::unknown(),
        }
    }
}

/// One clause held against the evidence.
#[derive(Clone, Debug, Default)]
pub(crate) struct FindingRow {
    /// Clause number.
    pub(crate) clause: String,
    /// What is required.
    pub(crate) required: String,
    /// What was measured.
    pub(crate) measured: String,
    /// The evidence, each leading to its file or list.
    pub(crate) evidence: Vec<Link>,
    /// Outcome.
    pub(crate) outcome: Outcome,
    /// What would settle an unknown, or mend an unmet one; empty for nothing.
    pub(crate) settle: String,
    /// A reasoned exception with its author; empty for none.
    pub(crate) exception: String,
}

/// The table of findings. Unknown rows come first, then unmet, then met.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/findings.html")]
pub(crate) struct Findings {
    /// The rows in the order of the policy.
    pub(crate) rows: Vec<FindingRow>,
}

impl Findings {
    /// The rows as shown.
    fn ordered(&self) -> impl Iterator<Item = &FindingRow> {
        [Outcome::Unknown, Outcome::Unmet, Outcome::Met]
            .into_iter()
            .flat_map(|wanted| self.rows.iter().filter(move |row| row.outcome == wanted))
    }

    /// A self-check rests on what was typed alone.
    fn has_evidence(&self) -> bool {
        self.rows.iter().any(|row| !row.evidence.is_empty())
    }

    /// How many are met.
    pub(crate) fn met(&self) -> usize {
        self.having(Outcome::Met)
    }

    /// Those that are met, alone.
    pub(crate) fn standing(&self) -> Findings {
        self.only(|outcome| outcome == Outcome::Met)
    }

    /// Those that are not met or not yet known, alone.
    pub(crate) fn open(&self) -> Findings {
        self.only(|outcome| outcome != Outcome::Met)
    }

    fn only(&self, wanted: impl Fn(Outcome) -> bool) -> Findings {
        Findings { rows: self.rows.iter().filter(|row| wanted(row.outcome)).cloned().collect() }
    }

    fn having(&self, outcome: Outcome) -> usize {
        self.rows.iter().filter(|row| row.outcome == outcome).count()
    }

    /// `8 项符合，2 项待判断，1 项不符合`.
    pub(crate) fn sentence(&self) -> String {
        let (met, unknown, unmet) =
            (self.having(Outcome::Met), self.having(Outcome::Unknown), self.having(Outcome::Unmet));
        format!("{met} 项符合，{unknown} 项待判断，{unmet} 项不符合")
    }
}

html_safe!(Findings);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unknown_stands_first() {
        let row = |clause: &str, outcome| FindingRow { clause: clause.into(), outcome, ..FindingRow::default() };
        let findings = Findings {
            rows: vec![row("3.2.b", Outcome::Met), row("3.3.b", Outcome::Unmet), row("3.1", Outcome::Unknown)],
        };
        let order: Vec<_> = findings.ordered().map(|r| r.clause.as_str()).collect();
        assert_eq!(order, ["3.1", "3.3.b", "3.2.b"]);
        assert_eq!(findings.sentence(), "1 项符合，1 项待判断，1 项不符合");
    }

    #[test]
    fn what_was_measured_what_would_settle_it_and_its_exception_stand_apart() {
        let row = FindingRow {
            measured: "4 项".into(),
            settle: "请补齐".into(),
            exception: "已同意例外：沿用".into(),
            ..FindingRow::default()
        };
        let html = Findings { rows: vec![row] }.to_string();
        let words: String = html.split('<').filter_map(|piece| Some(piece.split_once('>')?.1)).collect();
        assert!(words.contains("4 项 请补齐 已同意例外：沿用"), "{words}");
    }
}
