//! One recognised brand, and the plaque that proves it.

use crate::{App, Error, Result};
use domain::{brand::Brand, ids::BrandId};
use storage::{
    brands,
    library::{self, Behind},
    summaries,
};

/// A brand as its page shows it.
#[derive(Clone, Debug)]
pub struct BrandFacts {
    /// The brand, with its title.
    pub brand: Brand,
    /// What stands behind the title.
    pub behind: Behind,
}

/// A recognised brand.
///
/// # Errors
/// There is no such brand, or it has no title: the library does not know it.
pub async fn brand(app: &App, id: BrandId) -> Result<BrandFacts> {
    let conn = app.db().reader();
    let brand = summaries::load::<Brand>(conn, id).await?.filter(|brand| brand.title.is_some());
    let brand = brand.ok_or(Error::NotFound)?;
    Ok(BrandFacts { brand, behind: library::behind(conn, id).await?.ok_or(Error::NotFound)? })
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
