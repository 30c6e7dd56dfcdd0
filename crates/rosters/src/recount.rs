//! The proof that the counters kept are those that the rows give: everything counted anew and compared.

use super::{
    matches, sets,
    standing::{ask, listed},
    tallies::{self, Tallies},
};
use crate::{App, Result, access_log};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, TransactionTrait, sea_query::Expr};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use storage::entities::{roster, roster_docket, roster_tally, roster_version};

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
    for brand in brands(&reading).await? {
        found.brands += 1;
        compare_tallies(&reading, brand, &mut found).await?;
        let kept = roster_docket::Entity::find_by_id(brand).one(&reading).await?;
        let told = |county: i64, city: i64| format!("县级 {county} 人，市级 {city} 人");
        let (county, city) = tallies::docket(&reading, brand).await?;
        let kept = kept.map(|row| (row.county, row.city)).unwrap_or_default();
        found.compare(|| format!("品牌 {brand} 等待核定"), Some(told(kept.0, kept.1)), Some(told(county, city)));
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
    let figures: Vec<_> = version_figures(tx.conn()).await?.into_iter().collect();
    for (version, (people, waiting)) in figures {
        roster_version::Entity::update_many()
            .col_expr(roster_version::Column::People, Expr::value(people))
            .col_expr(roster_version::Column::Waiting, Expr::value(waiting))
            .filter(roster_version::Column::Id.eq(version))
            .exec(tx.conn())
            .await?;
    }
    let brands = brands(tx.conn()).await?;
    for brand in &brands {
        tallies::clear(tx.conn(), *brand).await?;
    }
    for brand in brands {
        tallies::refresh_one(tx.conn(), brand, &Tallies::new()).await?;
    }
    let detail = format!("{} differences", found.differences.len());
    let record = access_log::Record { kind: "mend_counts", subject: "roster_tally", result: "ok", detail: &detail };
    access_log::record_in(&tx, None, record).await?;
    tx.commit().await?;
    Ok(found)
}

async fn brands(conn: &impl ConnectionTrait) -> Result<BTreeSet<i64>> {
    let brands: Vec<i64> =
        roster::Entity::find().select_only().column(roster::Column::Brand).into_tuple().all(conn).await?;
    Ok(brands.into_iter().collect())
}

/// People who count and people who wait, by published version.
async fn version_figures(conn: &impl ConnectionTrait) -> Result<BTreeMap<i64, (i64, i64)>> {
    let sql = "SELECT version, SUM(CASE WHEN waits = 0 THEN 1 ELSE 0 END) AS people, SUM(waits) AS waiting FROM (\
               SELECT line.version, MAX(CASE WHEN line.waiting THEN 1 ELSE 0 END) AS waits FROM roster_person line \
               JOIN roster_version v ON v.id = line.version WHERE v.state = 'published' \
               GROUP BY line.version, line.person) AS each_person GROUP BY version";
    let row = |row: &sea_orm::QueryResult| -> Result<_> {
        Ok((row.try_get("", "version")?, (row.try_get("", "people")?, row.try_get("", "waiting")?)))
    };
    ask(conn, sql.to_owned()).await?.iter().map(row).collect()
}

async fn compare_versions(conn: &impl ConnectionTrait, found: &mut Recount) -> Result<()> {
    let counted = version_figures(conn).await?;
    let rows = roster_version::Entity::find().filter(roster_version::Column::State.eq("published")).all(conn).await?;
    for row in rows {
        let told = |(people, waiting): (i64, i64)| Some(format!("{people} 人，待核 {waiting}"));
        let figures = counted.get(&row.id).copied().unwrap_or_default();
        found.compare(|| format!("花名册版本 {} 的人数", row.id), told((row.people, row.waiting)), told(figures));
        let told = |pairs: &BTreeSet<_>, other: &BTreeSet<_>| {
            Some(format!("{} 人次，其中 {} 不符", pairs.len(), pairs.difference(other).count()))
        };
        let (kept, counted) = (matches::kept(conn, row.id).await?, matches::counted(conn, row.id).await?);
        let (kept, counted) = (told(&kept, &counted), told(&counted, &kept));
        found.compare(|| format!("花名册版本 {} 中存疑的人", row.id), kept, counted);
    }
    Ok(())
}

async fn compare_tallies(conn: &impl ConnectionTrait, brand: i64, found: &mut Recount) -> Result<()> {
    let rows = roster_tally::Entity::find().filter(roster_tally::Column::Brand.eq(brand)).all(conn).await?;
    let mut kept: BTreeMap<_, _> =
        rows.iter().map(|row| ((row.versions.clone(), row.measure.clone()), tallies::Tally::of(row))).collect();
    for set in sets::kept(conn, brand, &[]).await? {
        for (at, counted) in tallies::recounted(conn, &set).await? {
            let was = kept.remove(&at).map(|tally| tally.to_string());
            found.compare(|| named(brand, &at), was, Some(counted.to_string()));
        }
    }
    let staged = sets::staged(conn, brand).await?.into_iter().map(|id| listed(&[id])).collect::<BTreeSet<_>>();
    for (at, tally) in kept.iter().filter(|((versions, _), _)| !staged.contains(versions)) {
        found.compare(|| named(brand, at), Some(tally.to_string()), None);
    }
    Ok(())
}

fn named(brand: i64, (versions, measure): &(String, String)) -> String {
    format!("品牌 {brand}，版本 {versions}，{measure}")
}
