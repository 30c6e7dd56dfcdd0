//! The call list of a sample: who is to be called, and what each call brought, entered row by row.

use super::{
    SampleView, reading,
    samples::view,
    views::{self, SignRow, stated},
};
use crate::{App, Error, FieldError, Result, access_log, disputed::reviewer, rows::StoredRow, seals};
use domain::{
    access::Actor,
    ids::{BrandId, SampleId},
    roster::signs::RowAddress,
    sampling::CallResult,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use storage::entities::{roster_sample, roster_sample_person};

/// People on one page of the list.
const PAGE: u64 = 20;

/// Characters of a note.
const LONGEST_NOTE: usize = 500;

/// A person of the list.
#[derive(Clone, Debug)]
pub struct Called {
    /// Their place in the order of calling, from 1.
    pub no: i64,
    /// The row, masked; none where it cannot be read any more.
    pub row: Option<SignRow>,
    /// What the call brought.
    pub result: Option<CallResult>,
    /// What was noted.
    pub note: String,
}

/// A page of the list.
#[derive(Clone, Debug)]
pub struct SampledPage {
    /// In the order of calling.
    pub people: Vec<Called>,
    /// Where the page before begins; none on the first.
    pub before: Option<i64>,
    /// Where the next page begins; none on the last.
    pub next: Option<i64>,
}

/// A row in full. `Debug` masks.
#[derive(Clone, PartialEq, Eq)]
pub struct UnmaskedRow {
    /// The row number, or the place in the order of calling.
    pub no: i64,
    /// The name.
    pub name: String,
    /// The document's number.
    pub number: String,
    /// The mobile.
    pub mobile: String,
}

impl UnmaskedRow {
    pub(super) fn of(no: i64, row: &StoredRow) -> UnmaskedRow {
        UnmaskedRow {
            no,
            name: row.values.name.as_str().to_owned(),
            number: row.values.document.number().to_owned(),
            mobile: row.values.mobile.digits().to_owned(),
        }
    }
}

impl std::fmt::Debug for UnmaskedRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UnmaskedRow").field("no", &self.no).finish_non_exhaustive()
    }
}

fn place(row: &roster_sample_person::Model) -> RowAddress {
    RowAddress {
        version: row.version,
        block: row.block,
        sheet: u16::try_from(row.sheet).unwrap_or_default(),
        row: u32::try_from(row.row).unwrap_or_default(),
    }
}

fn note_place(sample: i64, no: i64) -> vault::Context {
    seals::SAMPLE_NOTE.key(&format!("{sample}/{no}"))
}

async fn page(app: &App, sample: SampleId, from: i64) -> Result<Vec<roster_sample_person::Model>> {
    Ok(roster_sample_person::Entity::find()
        .filter(roster_sample_person::Column::Sample.eq(sample.0))
        .filter(roster_sample_person::Column::No.gte(from))
        .order_by_asc(roster_sample_person::Column::No)
        .limit(PAGE)
        .all(app.db().reader())
        .await?)
}

/// A page of the call list that begins with the `from`th person.
///
/// # Errors
/// The database is away. Who may look was judged when the sample was read.
pub async fn called_rows(app: &App, of: &SampleView, from: i64) -> Result<SampledPage> {
    let rows = page(app, of.id, from).await?;
    let mut people = Vec::with_capacity(rows.len());
    for row in &rows {
        let note = match row.note_sealed.as_slice() {
            [] => String::new(),
            sealed => app.open_text(note_place(of.id.0, row.no), sealed)?,
        };
        people.push(Called { no: row.no, row: None, result: CallResult::parse(&row.result), note });
    }
    // Rows of one version and block are opened once for the page.
    let places: Vec<RowAddress> = rows.iter().map(place).collect();
    let stored = reading::rows_at(app, &places).await?;
    let known: Vec<RowAddress> = places.iter().copied().filter(|place| stored.contains_key(place)).collect();
    let mut shown = views::shown(app, &known, of.ledger).await?.into_iter();
    for (person, place) in people.iter_mut().zip(&places) {
        person.row = stored.contains_key(place).then(|| shown.next()).flatten();
    }
    let size = PAGE.cast_signed();
    let last = rows.last().map_or(0, |row| row.no);
    Ok(SampledPage {
        people,
        before: (from > 1).then(|| (from - size).max(1)),
        next: (last.unsigned_abs() < of.size && last > 0).then_some(last + 1),
    })
}

/// Enters what calls brought: result and note by place in the order of calling. Until the sample is concluded a result may
/// be changed.
///
/// # Errors
/// Not a reviewer of the brand; the sample is concluded; a note without a result, or a refuted entry without a note, told
/// at its row.
pub async fn enter_results(
    app: &App,
    actor: &Actor,
    id: SampleId,
    results: &[(i64, Option<CallResult>, String)],
) -> Result<BrandId> {
    let tx = app.begin(Some(actor)).await?;
    let row = roster_sample::Entity::find_by_id(id.0).one(tx.conn()).await?.ok_or(Error::NotFound)?;
    let of = tx.load::<domain::brand::Brand>(BrandId(row.brand)).await?;
    reviewer(actor, &of)?;
    if view(tx.conn(), &row).await?.concluded_at.is_some() {
        return Err(Error::field("", "这次抽查已经办结，结果不能再改。"));
    }
    let wrong = results.iter().filter_map(|(no, result, note)| {
        let message = match result {
            None => format!("第 {no} 位：写了备注，还没有选结果，请补选。"),
            Some(CallResult::Refuted) if note.trim().is_empty() => {
                format!("第 {no} 位：不属实的请写明情况，如“本人称未参加过培训”。")
            }
            _ if note.chars().count() > LONGEST_NOTE => {
                format!("第 {no} 位：备注不超过 {LONGEST_NOTE} 字，请缩短。")
            }
            Some(_) => return None,
        };
        Some(FieldError { field: format!("note-{no}"), message })
    });
    let wrong: Vec<_> = wrong.collect();
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    for (no, result, note) in results {
        let note = note.trim();
        let sealed = if note.is_empty() { Vec::new() } else { tx.seal(note_place(id.0, *no), note) };
        let change = roster_sample_person::ActiveModel {
            sample: Set(id.0),
            no: Set(*no),
            result: Set(result.map_or("", CallResult::code).to_owned()),
            note_sealed: Set(sealed),
            entered_by: Set(Some(actor.account.0)),
            entered_at: Set(Some(tx.now().timestamp_millis())),
            ..Default::default()
        };
        let changed = roster_sample_person::Entity::update_many()
            .set(change)
            .filter(roster_sample_person::Column::Sample.eq(id.0))
            .filter(roster_sample_person::Column::No.eq(*no))
            .exec(tx.conn())
            .await?;
        if changed.rows_affected != 1 {
            return Err(Error::NotFound);
        }
    }
    tx.commit().await?;
    Ok(of.id)
}

/// A page of the call list in full, to call the people; for a stated purpose, and each look is on record.
///
/// # Errors
/// Not a reviewer of the brand; no purpose; no such sample.
pub async fn unmask_called(
    app: &App,
    actor: &Actor,
    id: SampleId,
    from: i64,
    purpose: &str,
) -> Result<Vec<UnmaskedRow>> {
    let conn = app.db().reader();
    let sample = roster_sample::Entity::find_by_id(id.0).one(conn).await?.ok_or(Error::NotFound)?;
    let of =
        storage::summaries::load::<domain::brand::Brand>(conn, BrandId(sample.brand)).await?.ok_or(Error::NotFound)?;
    reviewer(actor, &of)?;
    let purpose = stated(purpose)?;
    let rows = page(app, id, from).await?;
    let last = rows.last().map_or(from, |row| row.no);
    let subject = format!("brand/{}", of.id);
    let detail = format!("calls {from} to {last} of sample {id}：{purpose}");
    let record = access_log::Record { kind: "unmask", subject: &subject, result: "ok", detail: &detail };
    access_log::record(app, Some(actor), record).await?;
    let stored = reading::rows_at(app, &rows.iter().map(place).collect::<Vec<_>>()).await?;
    Ok(rows.iter().filter_map(|row| stored.get(&place(row)).map(|kept| UnmaskedRow::of(row.no, kept))).collect())
}
