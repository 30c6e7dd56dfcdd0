//! The proof that the counters kept are those that the rows give: everything counted anew and compared.

use crate::{App, Result, access_log};
use domain::ids::BrandId;
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde::Serialize;
use std::collections::BTreeSet;
use storage::rosters::{
    dockets::{self, Docket},
    matches::{self, Match},
    recount, signs,
    tallies::{self, Compared, Tallies, Tally},
    versions,
};

/// A figure that is not what the rows give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Discrepancy {
    /// Which figure of which brand or version.
    pub of: String,
    /// What is kept.
    pub kept: String,
    /// What the rows give.
    pub counted: String,
}

/// What a recount came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Recount {
    /// Brands with rosters.
    pub brands: u64,
    /// Figures compared.
    pub figures: u64,
    /// Those that differ.
    pub differences: Vec<Discrepancy>,
}

impl Recount {
    fn compare(&mut self, of: impl FnOnce() -> String, kept: Option<String>, counted: Option<String>) {
        self.figures += 1;
        if kept != counted {
            let told = |figure: Option<String>| figure.unwrap_or_else(|| "无".to_owned());
            self.differences.push(Discrepancy { of: of(), kept: told(kept), counted: told(counted) });
        }
    }
}

/// Counts everything anew from the rows and compares it with what is kept; changes nothing.
///
/// # Errors
/// The database is away.
pub async fn recount(app: &App) -> Result<Recount> {
    let reading = app.db().reader().begin().await?;
    let mut found = Recount::default();
    compare_versions(&reading, &mut found).await?;
    for brand in storage::rosters::brands(&reading).await? {
        found.brands += 1;
        compare_tallies(&reading, brand, &mut found).await?;
        let told = |Docket { county, city }: Docket| Some(format!("县级 {county} 人，市级 {city} 人"));
        let (kept, counted) = (dockets::get(&reading, brand).await?, dockets::count(&reading, brand).await?);
        found.compare(|| format!("品牌 {brand} 等待核定"), told(kept), told(counted));
        let told = |of: signs::Docket| Some(format!("疑点 {} 项，回访中 {} 次", of.signs, of.open_samples));
        let (kept, counted) = (signs::docket(&reading, brand).await?, signs::count(&reading, brand).await?);
        found.compare(|| format!("品牌 {brand} 的疑点与抽查"), told(kept), told(counted));
    }
    reading.rollback().await?;
    Ok(found)
}

/// Writes every counter anew from the rows; what was different is returned and stands in the access log.
///
/// # Errors
/// The database is away.
pub async fn mend(app: &App) -> Result<Recount> {
    let found = recount(app).await?;
    let tx = app.begin(None).await?;
    matches::write_anew(tx.conn()).await?;
    recount::write_by_version(tx.conn()).await?;
    let brands = storage::rosters::brands(tx.conn()).await?;
    for brand in &brands {
        tallies::clear(tx.conn(), *brand).await?;
    }
    for brand in brands {
        tallies::refresh_one(tx.conn(), brand, &Tallies::new()).await?;
        signs::keep_count(tx.conn(), brand).await?;
    }
    let detail = format!("{} differences", found.differences.len());
    let record = access_log::Record { kind: "mend_counts", subject: "roster_tally", result: "ok", detail: &detail };
    access_log::record_in(&tx, None, record).await?;
    tx.commit().await?;
    Ok(found)
}

async fn compare_versions(conn: &impl ConnectionTrait, found: &mut Recount) -> Result<()> {
    let counted = recount::by_version(conn).await?;
    for version in versions::published(conn).await? {
        let told = |(people, waiting): (i64, i64)| Some(format!("{people} 人，待核 {waiting}"));
        let kept = (version.figures.people, version.figures.waiting);
        let figures = counted.get(&version.id).copied().unwrap_or_default();
        found.compare(|| format!("花名册版本 {} 的人数", version.id), told(kept), told(figures));
        let told = |pairs: &BTreeSet<Match>, other: &BTreeSet<Match>| {
            Some(format!("{} 人次，其中 {} 不符", pairs.len(), pairs.difference(other).count()))
        };
        let (kept, counted) = (matches::kept(conn, &version).await?, matches::counted(conn, &version).await?);
        let (kept, counted) = (told(&kept, &counted), told(&counted, &kept));
        found.compare(|| format!("花名册版本 {} 中存疑的人", version.id), kept, counted);
    }
    Ok(())
}

async fn compare_tallies(conn: &impl ConnectionTrait, brand: BrandId, found: &mut Recount) -> Result<()> {
    for ((versions, measure), kept, counted) in recount::compared(conn, brand).await? {
        let of = || format!("品牌 {brand}，版本 {versions}，{measure}");
        found.compare(of, kept.as_ref().map(told), counted.as_ref().map(told));
    }
    Ok(())
}

fn told(tally: &Tally) -> String {
    let Tally { people, poverty_alleviated, disputed, excluded, unverified_poverty_alleviated, compared } = tally;
    let Compared { confirmed, refuted, unknown } = compared;
    format!(
        "{people} 人（脱贫 {poverty_alleviated}），待核 {disputed}，核定不计 {excluded}（两者中脱贫 \
         {unverified_poverty_alleviated}），比对一致 {confirmed}、不一致 {refuted}、未查到 {unknown}"
    )
}
