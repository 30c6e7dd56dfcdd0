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

/// A plaque's number as the city prints it, `泉字号 2025-0003`: with one blank behind the name of the series, figures and
/// dash of one width, four figures at least. What is no number of the series stays as it was written.
pub(crate) fn as_printed(app: &App, number: &str) -> String {
    let half = |c: char| match c {
        '\u{ff10}'..='\u{ff19}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '－' | '—' | '–' | '‐' | '−' => '-',
        c => c,
    };
    let typed: Vec<String> = number.split_whitespace().map(|word| word.chars().map(half).collect()).collect();
    let series = app.policies().current().1.city.series.value.clone();
    let close = typed.concat();
    let rest = close.strip_prefix(&series).unwrap_or(&close);
    let figures = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match rest.split_once('-') {
        Some((year, nth)) if year.len() == 4 && figures(year) && figures(nth) => format!("{series} {year}-{nth:0>4}"),
        _ => typed.join(" "),
    }
}

/// The brand whose plaque carries a number, as printed or without the name of the series.
///
/// # Errors
/// The database is away. None where no plaque carries it.
pub async fn by_plaque(app: &App, number: &str) -> Result<Option<BrandFacts>> {
    match brands::by_plaque(app.db().reader(), &[as_printed(app, number)]).await? {
        Some(id) => brand(app, id).await.map(Some),
        None => Ok(None),
    }
}
