//! Signs as the desk shows them: how many a brand has, each in its sentence, and the rows behind one.

use super::{SampleView, filed, place, reader, reading, samples};
use crate::{
    App, Error, Result,
    rows::StoredRow,
    signs::calls::{self, UnmaskedRow},
    visibility::reviewer,
};
use domain::{
    access::{Actor, Role},
    brand::Brand,
    event::Moment,
    ids::{BrandId, RosterVersionId},
    roster::{
        Ledger,
        signs::{RowAddress, Sign},
    },
};
use kernel::exports::{Format, Sheet};
use sea_orm::ConnectionTrait;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    fs::File,
    str::FromStr,
};
use storage::{
    listing::{At, Found, Listing, Search as Asked},
    listings,
    rosters::{
        LedgerYear,
        signs::{self as stored, Search},
        versions,
    },
};

pub use storage::listings::signs::Row as SignsDocket;

/// Rows on one page.
const PAGE: usize = 50;

/// A sign as addresses name it: `training.2025.3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignAt {
    /// The ledger.
    pub ledger: Ledger,
    /// The year.
    pub year: i64,
    /// Its number in the last search, from 1.
    pub no: i64,
}

impl fmt::Display for SignAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.ledger.code(), self.year, self.no)
    }
}

impl FromStr for SignAt {
    type Err = Error;

    fn from_str(text: &str) -> Result<SignAt> {
        let mut parts = text.splitn(3, '.');
        let mut next = || parts.next().unwrap_or_default();
        match (Ledger::parse(next()), next().parse(), next().parse()) {
            (Some(ledger), Ok(year), Ok(no)) => Ok(SignAt { ledger, year, no }),
            _ => Err(Error::NotFound),
        }
    }
}

/// A brand's filed rosters of one ledger and year, with what was found in them.
#[derive(Clone, Debug)]
pub struct SignSheet {
    /// The ledger.
    pub ledger: Ledger,
    /// The year.
    pub year: i64,
    /// When it was searched; none where the search has still to come.
    pub found_at: Option<Moment>,
    /// Whether something was filed since.
    pub outdated: bool,
    /// Whether it is filed now, and people can be drawn from it.
    pub filed: bool,
    /// Rows.
    pub rows: u64,
    /// Distinct people.
    pub people: u64,
    /// Signs in all; of one kind only those about most people are listed.
    pub total: u64,
    /// The signs with their numbers.
    pub signs: Vec<(SignAt, Sign)>,
    /// Samples drawn from it, the newest first.
    pub samples: Vec<SampleView>,
}

/// One row behind a sign; name and numbers masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignRow {
    /// `第 1 版 第 27 行`.
    pub place: String,
    /// 林*东
    pub name: String,
    /// The document's number, masked.
    pub number: String,
    /// The mobile, masked.
    pub mobile: String,
    /// What the row says of training or work.
    pub says: String,
}

/// The brand, and what was found in each of its ledgers and years, the newest first.
///
/// # Errors
/// No such brand, or not the actor's to see.
pub async fn signs_of(app: &App, actor: &Actor, brand: BrandId) -> Result<(Brand, Vec<SignSheet>)> {
    let conn = app.db().reader();
    let of = storage::summaries::load::<domain::brand::Brand>(conn, brand).await?.ok_or(Error::NotFound)?;
    reader(actor, &of)?;
    let filed = filed(conn, brand).await?;
    let searched = stored::searches_of(conn, brand).await?;
    let mut searched: BTreeMap<_, _> = searched.into_iter().map(|search| (search.of, search)).collect();
    let its: BTreeSet<LedgerYear> = filed.keys().chain(searched.keys()).copied().collect();
    let mut sheets = Vec::new();
    for its in its {
        sheets.push(sheet(app, its, filed.get(&its), searched.remove(&its)).await?);
    }
    sheets.sort_by_key(|sheet| (std::cmp::Reverse(sheet.year), sheet.ledger));
    Ok((of, sheets))
}

async fn sheet(
    app: &App,
    its: LedgerYear,
    filed: Option<&Vec<RosterVersionId>>,
    last: Option<Search>,
) -> Result<SignSheet> {
    let LedgerYear { ledger, year, .. } = its;
    let mut signs = Vec::new();
    for sign in stored::of(app.db().reader(), its).await? {
        signs.push((SignAt { ledger, year, no: sign.no }, open(app, its, &sign)?));
    }
    let figure = |value: fn(&Search) -> u64| last.as_ref().map_or(0, value);
    Ok(SignSheet {
        ledger,
        year,
        found_at: last.as_ref().map(|last| last.found_at),
        outdated: last.as_ref().zip(filed).is_some_and(|(last, filed)| last.versions != *filed),
        filed: filed.is_some(),
        rows: figure(|last| last.rows),
        people: figure(|last| last.people),
        total: figure(|last| last.signs),
        signs,
        samples: samples::of(app, its).await?,
    })
}

fn open(app: &App, its: LedgerYear, sign: &stored::Sign) -> Result<Sign> {
    Ok(serde_json::from_str(&app.open_text(place(its, sign.no), &sign.body_sealed)?)?)
}

/// How many signs these brands have, as far as they were searched.
///
/// # Errors
/// The database is away.
pub async fn signs_of_brands(
    conn: &impl ConnectionTrait,
    brands: impl IntoIterator<Item = BrandId>,
) -> Result<BTreeMap<BrandId, u64>> {
    Ok(stored::by_brand(conn, brands).await?)
}

/// A page of the brands of the actor's scope with signs or samples under way, those with most signs first.
///
/// # Errors
/// The actor is no bureau's and no auditor; the database is away.
pub async fn signed_brands(app: &App, actor: &Actor, search: &Asked, at: Option<&At>) -> Result<Found<SignsDocket>> {
    Ok(listing(actor, search)?.find(app.db().reader(), at).await?)
}

fn listing(actor: &Actor, search: &Asked) -> Result<Listing<SignsDocket>> {
    match actor.role {
        Role::County | Role::City | Role::Auditor => Ok(listings::signs::listing(&actor.scope(), search)),
        Role::Unit | Role::Expert | Role::Finance | Role::Admin => Err(Error::NotFound),
    }
}

/// The brands as they are narrowed, as a file; recorded.
///
/// # Errors
/// The actor is no bureau's and no auditor; the database is away, or the file cannot be written.
pub async fn export_signed(app: &App, actor: &Actor, search: &Asked, format: Format) -> Result<File> {
    let heads = ["品牌", "属地", "疑点", "回访中的抽查"];
    let mut sheet = Sheet::of(app, listing(actor, search)?, "疑点与抽查", heads, format)?;
    let policies = app.policies();
    let policy = policies.current().1;
    while let Some(rows) = sheet.next(app).await? {
        for row in rows {
            let area = policy.area_name(row.area.as_str()).to_owned();
            sheet.row([row.name, area, row.signs.to_string(), row.open_samples.to_string()])?;
        }
    }
    sheet.end(app, actor).await
}

async fn one(app: &App, of: &Brand, at: SignAt) -> Result<Sign> {
    let its = LedgerYear { brand: of.id, ledger: at.ledger, year: at.year };
    let sign = stored::get(app.db().reader(), its, at.no).await?.ok_or(Error::NotFound)?;
    open(app, its, &sign)
}

/// The rows behind a sign from the nth on (from 0), masked, a page of them, and where the next page begins.
///
/// # Errors
/// No such sign, or not the actor's to see.
pub async fn sign_rows(
    app: &App,
    actor: &Actor,
    brand: BrandId,
    at: SignAt,
    from: usize,
) -> Result<(Sign, Vec<SignRow>, Option<usize>)> {
    let of =
        storage::summaries::load::<domain::brand::Brand>(app.db().reader(), brand).await?.ok_or(Error::NotFound)?;
    reader(actor, &of)?;
    let sign = one(app, &of, at).await?;
    let page: Vec<RowAddress> = sign.places.iter().skip(from).take(PAGE).copied().collect();
    let rows = shown(app, &page, at.ledger).await?;
    let next = from + page.len();
    let more = next < sign.places.len();
    Ok((sign, rows, more.then_some(next)))
}

/// Rows at some places, masked.
pub(super) async fn shown(app: &App, places: &[RowAddress], ledger: Ledger) -> Result<Vec<SignRow>> {
    let rows = reading::rows_at(app, places).await?;
    let ids = places.iter().map(|place| RosterVersionId(place.version));
    let versions = versions::these(app.db().reader(), ids).await?;
    let numbers: BTreeMap<i64, i64> = versions.iter().map(|version| (version.id.0, version.no)).collect();
    let row = |place: &RowAddress| {
        let row = rows.get(place)?;
        Some(SignRow {
            place: format!("第 {} 版 第 {} 行", numbers.get(&place.version)?, place.row),
            name: row.values.name.mask(),
            number: row.values.document.mask(),
            mobile: row.values.mobile.mask(),
            says: says(ledger, row),
        })
    };
    Ok(places.iter().filter_map(row).collect())
}

/// What a row says of training or work.
pub(super) fn says(ledger: Ledger, row: &StoredRow) -> String {
    let text = |label: &str, column| row.values.text(column).map(|text| format!("{label}{text}"));
    let day = |column, word: &str| row.values.date(column).map(|day| format!("{}{word}", day.format("%Y年%-m月%-d日")));
    let told = match ledger {
        Ledger::Training => [
            text("班级 ", "class_no"),
            text("", "training_trade"),
            day("started_on", "开始"),
            day("ended_on", "结束"),
            text("证书 ", "certificate_no"),
        ],
        Ledger::Employment => [
            text("", "post"),
            text("", "employer_name"),
            text("信用代码 ", "employer_uscc"),
            day("hired_on", "入职"),
            day("left_on", "离职"),
        ],
    };
    told.into_iter().flatten().collect::<Vec<_>>().join("，")
}

/// A page of the rows behind a sign in full, for a stated purpose; the look is on record.
///
/// # Errors
/// Not a reviewer of the brand; no purpose; no such sign.
pub async fn unmask_sign_rows(
    app: &App,
    actor: &Actor,
    brand: BrandId,
    at: SignAt,
    from: usize,
    purpose: &str,
) -> Result<Vec<UnmaskedRow>> {
    let of =
        storage::summaries::load::<domain::brand::Brand>(app.db().reader(), brand).await?.ok_or(Error::NotFound)?;
    reviewer(actor, &of)?;
    let sign = one(app, &of, at).await?;
    let page = sign.places.iter().skip(from).take(PAGE);
    let page: Vec<_> = page.map(|place| (i64::from(place.row), *place)).collect();
    if page.is_empty() {
        return Err(Error::NotFound);
    }
    let part = format!("rows {} to {} of sign {at}", from + 1, from + page.len());
    calls::in_full(app, actor, (brand, &part), &page, purpose).await
}
