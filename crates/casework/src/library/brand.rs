//! One recognised brand, and the plaque that proves it.

use super::{industry_name, profile::names};
use crate::{App, Error, Result};
use chrono::NaiveDate;
use domain::{
    brand::Brand,
    cultivation::Cultivation,
    ids::{BrandId, NoticeId},
};
use storage::{
    brands,
    library::{self, Profile},
    notices, summaries,
};

/// A brand as its page shows it.
#[derive(Clone, Debug)]
pub struct BrandFacts {
    /// The brand, with its title.
    pub brand: Brand,
    /// Its units' names, the lead unit first.
    pub units: Vec<String>,
    /// What entered the library with the title; none for brands taken in from paper.
    pub profile: Option<Profile>,
    /// Its industry's name; empty where none was filed.
    pub industry: String,
    /// Last day of the cultivation cycle (6.1.a).
    pub cycle_ends: NaiveDate,
    /// The published notice it stood on, with its title.
    pub notice: Option<(NoticeId, String)>,
}

/// A recognised brand.
///
/// # Errors
/// There is no such brand, or it has no title: the library does not know it.
pub async fn brand(app: &App, id: BrandId) -> Result<BrandFacts> {
    let conn = app.db().reader();
    let brand = summaries::load::<Brand>(conn, id).await?.ok_or(Error::NotFound)?;
    let title = brand.title.as_ref().ok_or(Error::NotFound)?;
    let cultivation = summaries::load::<Cultivation>(conn, title.cultivation).await?.ok_or(Error::NotFound)?;
    let notice = match cultivation.application {
        Some(application) => notices::published_with(conn, application).await?,
        None => None,
    };
    let profile = library::profile(conn, id).await?;
    Ok(BrandFacts {
        units: names(conn, &cultivation.units).await?,
        industry: profile.as_ref().map_or_else(String::new, |profile| industry_name(&profile.industry)),
        profile,
        cycle_ends: cultivation.cycle_ends,
        notice,
        brand,
    })
}

/// The brand whose plaque carries a number, as printed or without the name of the series.
///
/// # Errors
/// The database is away. None where no plaque carries it.
pub async fn by_plaque(app: &App, number: &str) -> Result<Option<BrandFacts>> {
    let typed = number.split_whitespace().collect::<Vec<_>>().join(" ");
    let series = app.policies().current().1.city.series.value.clone();
    let spaced = typed.strip_prefix(&series).map(|rest| format!("{series} {}", rest.trim_start()));
    let candidates = [Some(format!("{series} {typed}")), spaced, Some(typed)];
    let candidates: Vec<String> = candidates.into_iter().flatten().collect();
    match brands::by_plaque(app.db().reader(), &candidates).await? {
        Some(id) => brand(app, id).await.map(Some),
        None => Ok(None),
    }
}
