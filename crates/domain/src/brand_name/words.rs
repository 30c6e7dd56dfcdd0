//! The word lists of the naming rule, read once and looked up by longest match.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::split::Region;
use crate::{
    policy::Policy,
    source::{FileError, rows},
};

/// The lists a policy's `[naming]` section names, each as (file name, text).
#[derive(Debug, Clone, Copy)]
pub struct WordLists<'a> {
    /// Regions of the city: `word,division_code,kind,form,…`.
    pub places: (&'a str, &'a str),
    /// Trade words: `suffix,kind,carries_industry,implied_industry,…`.
    pub trades: (&'a str, &'a str),
    /// Industries by area: `…,industry,product_words,…`.
    pub industries: (&'a str, &'a str),
    /// Divisions of the country: `code,name,short_name`.
    pub national: (&'a str, &'a str),
}

/// Whether a trade word can stand for skilled work by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum TradeKind {
    LexicalTrade,
    TradeWord,
    TradeCharacter,
    /// 嫂, 妹, 人: a person, who needs a product that is plainly one.
    PeopleWord,
}

#[derive(Debug, Clone)]
pub(super) struct TradeEntry {
    pub(super) kind: TradeKind,
    /// The industry the word names by itself.
    pub(super) implied: Option<String>,
}

#[derive(Debug, Clone)]
struct PlaceEntry {
    code: String,
    byname: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Words {
    places: HashMap<String, Vec<PlaceEntry>>,
    national: HashMap<String, Vec<PlaceEntry>>,
    trades: HashMap<String, TradeEntry>,
    products: HashSet<String>,
    praise: HashSet<String>,
    pub(super) organisation: HashSet<String>,
    /// Codes whose places may stand in a name: the city itself and the areas that take part.
    scope: HashSet<String>,
}

#[derive(Deserialize)]
struct PlaceRow {
    word: String,
    division_code: String,
    form: String,
}

#[derive(Deserialize)]
struct TradeRow {
    suffix: String,
    kind: TradeKind,
    carries_industry: String,
    implied_industry: String,
}

#[derive(Deserialize)]
struct IndustryRow {
    industry: String,
    product_words: String,
}

#[derive(Deserialize)]
struct NationalRow {
    code: String,
    name: String,
    short_name: String,
}

impl Words {
    pub(super) fn read(policy: &Policy, lists: &WordLists<'_>) -> Result<Words, FileError> {
        let naming = &policy.naming;
        let set = |words: &[String]| words.iter().cloned().collect();
        Ok(Words {
            places: gather(
                rows(lists.places.0, lists.places.1)?.into_iter().map(|row: PlaceRow| {
                    (row.word, PlaceEntry { code: row.division_code, byname: row.form == "byname" })
                }),
            ),
            national: gather(rows(lists.national.0, lists.national.1)?.into_iter().flat_map(|row: NationalRow| {
                let entry = PlaceEntry { code: row.code, byname: false };
                [(row.name, entry.clone()), (row.short_name, entry)].into_iter().filter(|(word, _)| !word.is_empty())
            })),
            trades: rows(lists.trades.0, lists.trades.1)?
                .into_iter()
                .map(|row: TradeRow| {
                    let implied = (row.carries_industry == "yes").then_some(row.implied_industry);
                    (row.suffix, TradeEntry { kind: row.kind, implied })
                })
                .collect(),
            products: rows(lists.industries.0, lists.industries.1)?
                .into_iter()
                .flat_map(|row: IndustryRow| {
                    row.product_words.split(';').chain([row.industry.as_str()]).map(str::to_owned).collect::<Vec<_>>()
                })
                .collect(),
            praise: set(&naming.not_products.value),
            organisation: set(&naming.organisation_words.value),
            scope: policy.participating_areas().map(|area| &area.code).chain([&policy.city.code]).cloned().collect(),
        })
    }

    /// The longest region at the start of `text`: of the city first, then of the country.
    pub(super) fn region(&self, text: &str) -> Option<Region> {
        [&self.places, &self.national].into_iter().find_map(|list| {
            let word = prefixes(text).find(|word| list.contains_key(*word))?;
            let byname = list[word].iter().all(|place| place.byname);
            Some(Region {
                word: word.to_owned(),
                codes: list[word].iter().map(|place| place.code.clone()).collect(),
                byname,
            })
        })
    }

    /// The longest trade word at the end of `text`.
    pub(super) fn trade<'t>(&self, text: &'t str) -> Option<(&'t str, &TradeEntry)> {
        suffixes(text).find_map(|word| Some((word, self.trades.get(word)?)))
    }

    /// Whether this is wholly an industry or product word of the list.
    pub(super) fn is_product(&self, text: &str) -> bool {
        self.products.contains(text)
    }

    /// Praise or slogan, which no industry is.
    pub(super) fn is_praise(&self, text: &str) -> bool {
        self.praise.contains(text)
    }

    /// Whether any place of this name lies where the programme runs.
    pub(super) fn takes_part(&self, region: &Region) -> bool {
        region.codes.iter().any(|code| self.scope.contains(code))
    }
}

fn gather(entries: impl Iterator<Item = (String, PlaceEntry)>) -> HashMap<String, Vec<PlaceEntry>> {
    let mut map: HashMap<String, Vec<PlaceEntry>> = HashMap::new();
    for (word, entry) in entries {
        map.entry(word).or_default().push(entry);
    }
    map
}

/// Every beginning of `text`, longest first, without the empty one.
pub(super) fn prefixes(text: &str) -> impl Iterator<Item = &str> {
    text.char_indices().rev().map(|(at, c)| &text[..at + c.len_utf8()])
}

/// Every end of `text`, longest first, without the empty one.
fn suffixes(text: &str) -> impl Iterator<Item = &str> {
    text.char_indices().map(|(at, _)| &text[at..])
}
