//! What enters the library with the title: what was filed, frozen, without anything personal.

use crate::{
    Result, Transaction,
    answers::{self, Answers},
    names,
};
use domain::{
    application::{Application, Figures},
    cultivation::Cultivation,
    ids::UnitId,
};
use sea_orm::ConnectionTrait;
use std::sync::LazyLock;
use storage::library::{self, Profile};

/// Characters of the introduction that the library shows, at most.
const EXCERPT: usize = 400;
/// As many digits in a row make a telephone or document number: such a sentence stays inside.
const NUMBER: usize = 7;

/// Writes a brand's profile with its title (5.3.f), in place of one from an earlier title: from what was filed, where the
/// title came from an application.
pub(crate) async fn enter(tx: &Transaction, cultivation: &Cultivation) -> Result<()> {
    let (filed, figures) = match cultivation.application {
        Some(id) => (
            answers::submitted(tx.app(), tx.conn(), id).await?.unwrap_or_default(),
            tx.load::<Application>(id).await?.figures,
        ),
        None => (Answers::default(), Figures::default()),
    };
    let brand = |field: &str| filed.text("brand", field).trim().to_owned();
    let profile = Profile {
        industry: brand("industry_code"),
        category: brand("training_category"),
        products: brand("products"),
        trade: brand("trade"),
        heritage: if filed.yes("brand", "is_intangible_heritage") { brand("heritage_listing") } else { String::new() },
        units: names(tx.conn(), &cultivation.units).await?.join("、"),
        excerpt: excerpt(filed.text("narrative", "brand_introduction")),
        employed: figures.employed,
        trained: figures.trained,
    };
    Ok(library::enter(tx.conn(), cultivation.brand, profile).await?)
}

/// The names of units, in their order.
pub(super) async fn names(conn: &impl ConnectionTrait, units: &[UnitId]) -> Result<Vec<String>> {
    let known = names::units_of(conn, units).await?;
    Ok(units.iter().filter_map(|unit| known.get(unit).cloned()).collect())
}

static INDUSTRIES: LazyLock<Vec<(String, String)>> = LazyLock::new(domain::builtin::industries);

/// Codes of industries whose name carries these words.
pub(super) fn industries_like(words: &str) -> impl Iterator<Item = &'static str> {
    INDUSTRIES.iter().filter(move |(_, name)| name.contains(words)).map(|(code, _)| code.as_str())
}

/// The codes of industries that brands can be of.
pub(super) fn known_industries() -> impl Iterator<Item = String> {
    INDUSTRIES.iter().map(|(code, _)| code.clone())
}

/// The name of an industry's code (2.1.a); the code itself where the list no longer has it.
#[must_use]
pub fn industry_name(code: &str) -> String {
    let listed = INDUSTRIES.iter().find(|(known, _)| known == code);
    listed.map_or_else(|| code.to_owned(), |(_, name)| name.clone())
}

/// The first whole sentences of the introduction, a paragraph a line, without those that carry a number of a person.
fn excerpt(introduction: &str) -> String {
    let mut paragraphs = Vec::new();
    let mut left = EXCERPT;
    for paragraph in introduction.lines().map(str::trim) {
        let mut kept = String::new();
        for sentence in paragraph.split_inclusive(['。', '！', '？']).filter(|sentence| !names_a_number(sentence)) {
            let length = sentence.chars().count();
            if length > left {
                left = 0;
                break;
            }
            left -= length;
            kept.push_str(sentence);
        }
        if !kept.is_empty() {
            paragraphs.push(kept);
        }
        if left == 0 {
            break;
        }
    }
    paragraphs.join("\n")
}

fn names_a_number(sentence: &str) -> bool {
    let mut run = 0;
    sentence.chars().filter(|c| !matches!(c, ' ' | '\u{3000}' | '-' | '－' | '–' | '—')).any(|c| {
        run = if c.is_numeric() { run + 1 } else { 0 };
        run >= NUMBER
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_ends_with_a_sentence_and_keeps_numbers_of_people_inside() {
        let text = "永春制香三百年。联系人电话 138-0000-0000。\n\n带动就业 5600 人。";
        assert_eq!(excerpt(text), "永春制香三百年。\n带动就业 5600 人。");
        assert_eq!(excerpt("联系电话１３８００００００００。永春制香。"), "永春制香。", "digits of a wide keyboard");
        let long = "香。".repeat(300);
        assert_eq!(excerpt(&long).chars().count(), EXCERPT);
        assert_eq!(excerpt(&"无".repeat(500)), "");
    }

    #[test]
    fn an_industry_is_named_and_an_unknown_code_stays() {
        assert_ne!(industry_name("C19"), "C19");
        assert_eq!(industry_name("旧码"), "旧码");
    }
}
