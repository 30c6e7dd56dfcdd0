//! The naming rule of 3.2: 地域 + 产业（行业、产品） + 工种, and none of any unit's own distinctive words.
//!
//! Both halves hold 原则上: a reviewer may accept a departure with a written reason, so nothing here ever blocks a draft.

mod keyword;
mod split;
mod words;

pub use words::WordLists;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    finding::{Finding, Outcome, overall},
    policy::Policy,
    source::FileError,
};
use split::{Parts, Region};
use words::{TradeKind, Words};

/// The naming rule of one city, with its word lists.
#[derive(Debug, Clone)]
pub struct NamingRule {
    words: Words,
}

/// Which regions a name may carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Only areas of the city that take part.
    City,
    /// Anywhere in the country.
    Nationwide,
}

/// What the rule reads in a name. A part that is absent is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameReading {
    /// Both clauses together, before any exception.
    pub outcome: Outcome,
    /// 地域
    pub region: String,
    /// 产业、行业或产品; where the trade word names its industry by itself, that industry.
    pub product: String,
    /// 工种
    pub trade: String,
    /// What is wrong or doubtful, as codes.
    pub reasons: BTreeSet<Reason>,
    /// 3.2.b and 3.2.c.
    pub findings: Vec<Finding>,
}

/// What is wrong or doubtful about a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Reason {
    /// Characters other than Han were found or dropped.
    IllegalCharacter,
    /// No region at the start.
    MissingRegion,
    /// The region is a byname: a person must confirm it.
    RegionByname,
    /// The region is not in the city, or does not take part.
    RegionOutOfScope,
    /// Nothing between region and trade, and the trade names no industry.
    MissingProduct,
    /// What stands between is no industry or product, or nobody can tell.
    ProductNotRecognised,
    /// No trade word at the end.
    MissingTrade,
    /// A unit's distinctive word stands in the name.
    UnitKeyword,
}

/// The form in which names are told apart: widths folded, without blanks, punctuation and what nobody sees; characters in
/// their simplified form, Latin letters small. Empty where nothing else was written.
#[must_use]
pub fn normal_form(name: &str) -> String {
    hanconv::t2s(split::clean(name).0).to_lowercase()
}

impl NamingRule {
    /// Builds the rule from the word lists that the policy names.
    ///
    /// # Errors
    /// A list that cannot be read, with file and line.
    pub fn new(policy: &Policy, lists: &WordLists<'_>) -> Result<NamingRule, FileError> {
        Ok(NamingRule { words: Words::read(policy, lists)? })
    }

    /// Reads a name and holds it against 3.2.b and, for every unit, 3.2.c.
    pub fn check(&self, name: &str, units: &[&str], scope: Scope) -> NameReading {
        let parts = Parts::of(&self.words, name);
        let mut reasons = BTreeSet::new();
        let pattern = self.pattern(&parts, scope, &mut reasons);
        let keywords = self.keywords(&parts, units, &mut reasons);
        NameReading {
            outcome: overall([pattern.outcome, keywords.outcome]),
            region: parts.region_text().to_owned(),
            product: parts.product_or_implied().to_owned(),
            trade: parts.trade_text().to_owned(),
            reasons,
            findings: vec![pattern, keywords],
        }
    }

    /// 3.2.b: every part present and of its kind.
    fn pattern(&self, parts: &Parts, scope: Scope, reasons: &mut BTreeSet<Reason>) -> Finding {
        let doubts: Vec<Doubt> = [parts.tidiness(), self.region(parts, scope), self.product(parts), trade(parts)]
            .into_iter()
            .flatten()
            .collect();
        reasons.extend(doubts.iter().map(|doubt| doubt.reason));
        let outcome = overall([Outcome::Met].into_iter().chain(doubts.iter().map(|doubt| doubt.outcome)));
        let said = |text: fn(&Doubt) -> &str| doubts.iter().map(text).collect::<Vec<_>>().join("；");
        let measured = if doubts.is_empty() { parts.formula() } else { said(|doubt| &doubt.says) };
        let mut finding = Finding::new("3.2.b", "名称为“地域+产业（行业、产品）+工种”", measured, outcome)
            .from_evidence("品牌名称", parts.formula());
        finding.absolute = false;
        finding.settle = (!doubts.is_empty()).then(|| said(|doubt| doubt.settle));
        finding
    }

    fn region(&self, parts: &Parts, scope: Scope) -> Option<Doubt> {
        match &parts.region {
            Some(Region { byname: true, word, .. }) => Some(Doubt {
                reason: Reason::RegionByname,
                outcome: Outcome::Unknown,
                says: format!("“{word}”是别称或简称"),
                settle: "请审核人员确认地域，或改用规范地名",
            }),
            Some(region) if scope == Scope::City && !self.words.takes_part(region) => Some(Doubt {
                reason: Reason::RegionOutOfScope,
                outcome: Outcome::Unmet,
                says: format!("“{}”不在本市参加范围", region.word),
                settle: "请以本市参加的县（市、区）或乡镇为地域",
            }),
            Some(_) => None,
            // The head may be a place the lists do not know, unless the name plainly leaves no room for one.
            None => {
                let no_room = parts.trade.as_ref().is_none_or(|trade| trade.kind == TradeKind::PeopleWord)
                    || self.words.is_product(&parts.product);
                let outcome = if no_room { Outcome::Unmet } else { Outcome::Unknown };
                Some(Doubt {
                    reason: Reason::MissingRegion,
                    outcome,
                    says: "开头没有认得的地域".into(),
                    settle: "请以地名开头；确是地名的，请审核人员确认",
                })
            }
        }
    }

    /// The product list is a hint, never closed: an unlisted word passes unless it is praise or leans on a people word.
    fn product(&self, parts: &Parts) -> Option<Doubt> {
        if parts.product.is_empty() {
            let named = parts.trade.as_ref().is_some_and(|trade| trade.implied.is_some());
            return (!named).then_some(Doubt {
                reason: Reason::MissingProduct,
                outcome: Outcome::Unmet,
                says: "没有产业、行业或产品".into(),
                settle: "请在地域和工种之间写明产业、行业或产品",
            });
        }
        let praise = self.words.is_praise(&parts.product);
        let people = parts.trade.as_ref().is_some_and(|trade| trade.kind == TradeKind::PeopleWord);
        let doubtful = praise || people && !self.words.is_product(&parts.product);
        doubtful.then(|| Doubt {
            reason: Reason::ProductNotRecognised,
            outcome: if praise { Outcome::Unmet } else { Outcome::Unknown },
            says: format!("“{}”不像产业、行业或产品", parts.product),
            settle: "请写明产业、行业或产品；确是产品的，请审核人员确认",
        })
    }

    /// 3.2.c: no unit's own distinctive word. Every unit is tested, not only the lead.
    fn keywords(&self, parts: &Parts, units: &[&str], reasons: &mut BTreeSet<Reason>) -> Finding {
        let required = "名称中没有培育单位名称的关键词汇";
        let hits: Vec<_> =
            units.iter().filter_map(|unit| Some((unit, keyword::shared(&self.words, parts, unit)?))).collect();
        let worst = hits.iter().min_by_key(|(_, hit)| hit.outcome);
        let mut finding = match worst {
            None if units.is_empty() => {
                Finding::new("3.2.c", required, "尚未登记培育单位", Outcome::Unknown).settled_by("请先登记培育单位")
            }
            None => Finding::new("3.2.c", required, "没有发现", Outcome::Met),
            Some((unit, hit)) => {
                reasons.insert(Reason::UnitKeyword);
                let settle = match hit.outcome {
                    Outcome::Unmet => "请去掉这个词，或者书面说明理由",
                    Outcome::Unknown | Outcome::Met => "请审核人员判断它是产品还是单位字号",
                };
                let measured = format!("“{}”也在“{unit}”中", hit.word);
                Finding::new("3.2.c", required, measured, hit.outcome).settled_by(settle)
            }
        };
        finding.absolute = false;
        hits.iter().fold(finding, |finding, (unit, hit)| finding.from_evidence(**unit, format!("同有“{}”", hit.word)))
    }
}

/// One thing wrong or doubtful with the pattern.
struct Doubt {
    reason: Reason,
    outcome: Outcome,
    says: String,
    settle: &'static str,
}

fn trade(parts: &Parts) -> Option<Doubt> {
    parts.trade.is_none().then_some(Doubt {
        reason: Reason::MissingTrade,
        outcome: Outcome::Unmet,
        says: "结尾没有工种".into(),
        settle: "请以工种结尾，如工、匠、师",
    })
}

impl Parts {
    fn tidiness(&self) -> Option<Doubt> {
        (!self.strange.is_empty()).then(|| Doubt {
            reason: Reason::IllegalCharacter,
            outcome: Outcome::Unmet,
            says: format!("含有汉字以外的字符：{}", self.strange.join("、")),
            settle: "名称只用汉字，不留空格和标点",
        })
    }

    /// `德化（地域）+陶瓷（产业产品）+工匠（工种）`
    fn formula(&self) -> String {
        let part =
            |text: &str, kind: &str| if text.is_empty() { format!("无{kind}") } else { format!("{text}（{kind}）") };
        [part(self.region_text(), "地域"), part(self.product_or_implied(), "产业产品"), part(self.trade_text(), "工种")]
            .join("+")
    }
}

#[cfg(test)]
mod tests;
