//! What the record knows of brands entered from paper, asked of a whole sheet at once: a handful of questions, however many
//! rows.

use super::{Existing, of_series};
use crate::{App, FieldError, Result, library::as_printed};
use domain::{
    act::plaques, credit_code::CreditCode, ids::AreaCode, namesake::Namesake, thousands::thousands, unit::Unit,
};
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, BTreeSet};
use storage::{brands, intakes, series, units};

/// How far a plaque from paper may be ahead of the last number of its year: beyond it the number is mistyped, and the series
/// that goes on behind it would soon have none left (5.3.e).
const AHEAD: i64 = 1_000;

/// What stands in the record already.
#[derive(Default)]
pub(super) struct Known {
    /// Units by their credit code.
    units: BTreeMap<String, Unit>,
    /// Numbers that plaques carry.
    plaques: BTreeSet<String>,
    /// The last number of every series that a plaque is of.
    last: BTreeMap<String, i64>,
    /// Brands by the form of their name.
    named: BTreeMap<String, Vec<Namesake>>,
    /// The form of the name and the area of brands that wait for the second person.
    waiting: BTreeSet<(String, AreaCode)>,
}

impl Known {
    /// Asks for everything that these speak of. Credit codes that are none are asked of nobody.
    ///
    /// # Errors
    /// The database is away.
    pub(super) async fn of(app: &App, conn: &impl ConnectionTrait, entries: &[&Existing]) -> Result<Known> {
        let codes: BTreeSet<CreditCode> =
            entries.iter().flat_map(|of| of.named()).filter_map(|(_, of)| of.code()).collect();
        let codes = codes.iter().map(|code| code.as_str().to_owned()).collect();
        let names: Vec<&str> = entries.iter().map(|of| of.name.as_str()).collect();
        let forms: BTreeSet<String> = entries.iter().map(|of| of.form()).collect();
        let plaques = entries.iter().map(|of| as_printed(app, &of.plaque)).filter(|plaque| !plaque.is_empty());
        let plaques: Vec<String> = plaques.collect();
        let series = plaques.iter().filter_map(|plaque| numbered(app, plaque)).map(|(series, _)| series).collect();
        Ok(Known {
            units: units::by_credit_codes(conn, codes).await?,
            last: series::lasts(conn, series).await?,
            plaques: brands::plaques_among(conn, plaques).await?,
            named: brands::of_names(conn, &names).await?,
            waiting: intakes::waiting(conn, forms.into_iter().collect()).await?,
        })
    }

    /// What the record says against an entry, each at its field.
    pub(super) fn wrong(&self, app: &App, existing: &Existing) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let mut wrong = |field: &str, message: String| errors.push(FieldError::new(field, message));
        for (field, of) in existing.named() {
            // A credit code is one unit's: whoever types another name with it means another unit, or mistyped the code.
            let known = of.code().and_then(|code| self.units.get(code.as_str()));
            if let Some(known) = known.filter(|known| known.name != of.name.trim()) {
                let (code, typed) = (&known.credit_code, of.name.trim());
                let known = &known.name;
                wrong(field, format!("信用代码 {code} 登记的单位是“{known}”，与“{typed}”不符。请核对名称和信用代码。"));
            }
        }
        if let Some(message) = self.wrong_plaque(app, existing) {
            wrong("plaque", message);
        }
        if let Some(message) = self.wrong_name(app, existing) {
            wrong("name", message);
        }
        errors
    }

    fn wrong_plaque(&self, app: &App, existing: &Existing) -> Option<String> {
        let plaque = as_printed(app, &existing.plaque);
        if self.plaques.contains(&plaque) {
            return Some("这个牌匾编号已经是系统中另一品牌的，请核对。".into());
        }
        let (series, nth) = numbered(app, &plaque)?;
        let last = *self.last.get(&series)?;
        let ahead = thousands(&AHEAD);
        (nth - last > AHEAD).then(|| match last {
            0 => format!("系统中还没有这一年的牌匾编号，序号不应超过 {ahead}，请核对编号。"),
            last => format!("牌匾编号的序号比系统中同年最后一个（{last:04}）多出不止 {ahead}，请核对编号。"),
        })
    }

    /// A brand stands once: of its area and of its lead unit there is one of a name, with its title or on the way to it.
    fn wrong_name(&self, app: &App, existing: &Existing) -> Option<String> {
        let area = existing.area();
        let mut titled = self.titled(existing);
        if titled.clone().any(|brand| brand.area == area) {
            return Some("系统中已有这个属地的同名品牌，且已有称号。请核对是否重复导入。".into());
        }
        if let Some(same) = titled.find(|brand| self.leads(existing, brand)) {
            let policies = app.policies();
            let area = policies.current().1.area_name(same.area.as_str());
            return Some(format!("这家牵头单位的同名品牌已有称号，属地是{area}。请核对属地，以及是否重复导入。"));
        }
        let mut under_way = self.named(existing).filter(|brand| brand.filed.is_some());
        let same = under_way.any(|brand| brand.area == area || self.leads(existing, brand));
        same.then(|| {
            "系统中这个属地或这家牵头单位的同名品牌正在申报，不能同时作为存量录入。请先核对是否同一品牌，再办结申报。"
                .into()
        })
    }

    /// The sentence at a brand that was entered already.
    pub(super) fn waits(&self, existing: &Existing) -> Option<FieldError> {
        let waits = self.waiting.contains(&(existing.form(), existing.area()));
        waits.then(|| FieldError::new("name", "这个属地的同名品牌已经录入，正等复核，不必重复录入。"))
    }

    /// The brands of the same name that have their title in other areas. The scheme sets one name for a place, a trade and a
    /// craft (3.2.b) and does not say that no other may have it: whoever decides is told of them.
    pub(super) fn namesakes(&self, existing: &Existing) -> impl Iterator<Item = &Namesake> + Clone {
        let area = existing.area();
        self.titled(existing).filter(move |brand| brand.area != area)
    }

    fn titled(&self, existing: &Existing) -> impl Iterator<Item = &Namesake> + Clone {
        self.named(existing).filter(|brand| brand.title.is_some())
    }

    fn named(&self, existing: &Existing) -> impl Iterator<Item = &Namesake> + Clone {
        self.named.get(&existing.form()).into_iter().flatten()
    }

    /// Whether a brand is led by the unit that leads the one entered.
    fn leads(&self, existing: &Existing, brand: &Namesake) -> bool {
        let lead = existing.lead().code();
        lead.and_then(|code| self.units.get(code.as_str())).is_some_and(|unit| unit.id == brand.lead)
    }
}

/// The series and the number of a plaque that is of our own series, as it is printed.
fn numbered(app: &App, plaque: &str) -> Option<(String, i64)> {
    let (year, nth) = of_series(app, plaque)?;
    Some((plaques(year), nth?))
}
