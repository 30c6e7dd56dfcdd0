//! The call list of a sample: who is to be called, and what each call brought, entered row by row.

use super::{
    SampleView, reading,
    views::{self, SignRow},
};
use crate::{
    App, Error, FieldError, Result,
    access_log::{self, Look},
    rows::StoredRow,
    seals,
    visibility::reviewer,
};
use domain::{
    access::Actor,
    brand::Brand,
    ids::{BrandId, SampleId},
    length,
    roster::signs::RowAddress,
    sampling::CallResult,
};
use storage::rosters::samples::{self as stored, Entry};

/// People on one page of the list.
const PAGE: u64 = 20;

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
    fn of(no: i64, row: &StoredRow) -> UnmaskedRow {
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

fn note_place(sample: SampleId, no: i64) -> vault::Context {
    seals::SAMPLE_NOTE.key(&format!("{sample}/{no}"))
}

/// A page of the call list that begins with the `from`th person.
///
/// # Errors
/// The database is away. Who may look was judged when the sample was read.
pub async fn called_rows(app: &App, of: &SampleView, from: i64) -> Result<SampledPage> {
    let rows = stored::people(app.db().reader(), of.id, from, PAGE).await?;
    let mut people = Vec::with_capacity(rows.len());
    for row in &rows {
        let note = match row.note_sealed.as_slice() {
            [] => String::new(),
            sealed => app.open_text(note_place(of.id, row.no), sealed)?,
        };
        people.push(Called { no: row.no, row: None, result: row.result, note });
    }
    // Rows of one version and block are opened once for the page.
    let places: Vec<RowAddress> = rows.iter().map(|row| row.place).collect();
    let kept = reading::rows_at(app, &places).await?;
    let known: Vec<RowAddress> = places.iter().copied().filter(|place| kept.contains_key(place)).collect();
    let mut shown = views::shown(app, &known, of.ledger).await?.into_iter();
    for (person, place) in people.iter_mut().zip(&places) {
        person.row = kept.contains_key(place).then(|| shown.next()).flatten();
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
    let sample = stored::get(tx.conn(), id).await?.ok_or(Error::NotFound)?;
    let of = tx.load::<Brand>(sample.of.brand).await?;
    reviewer(actor, &of)?;
    if sample.concluded_at.is_some() {
        return Err(Error::field("", "这次抽查已经办结，结果不能再改。"));
    }
    let wrong = results.iter().filter_map(|(no, result, note)| {
        let message = match result {
            None => format!("第 {no} 位：写了备注，还没有选结果，请补选。"),
            Some(CallResult::Refuted) if note.trim().is_empty() => {
                format!("第 {no} 位：不属实的请写明情况，如“本人称未参加过培训”。")
            }
            Some(_) => format!("第 {no} 位：{}", length::beyond(length::NOTE, "备注", note)?),
        };
        Some(FieldError::new(format!("note-{no}"), message))
    });
    let wrong: Vec<_> = wrong.collect();
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    for (no, result, note) in results {
        let note = note.trim();
        let note_sealed = if note.is_empty() { Vec::new() } else { tx.seal(note_place(id, *no), note) };
        let entry = Entry { no: *no, result: *result, note_sealed, by: actor.account, at: tx.now() };
        if !stored::enter(tx.conn(), id, entry).await? {
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
    let sample = stored::get(conn, id).await?.ok_or(Error::NotFound)?;
    let of = storage::summaries::load::<Brand>(conn, sample.of.brand).await?.ok_or(Error::NotFound)?;
    reviewer(actor, &of)?;
    let rows = stored::people(conn, id, from, PAGE).await?;
    let last = rows.last().ok_or(Error::NotFound)?.no;
    let part = format!("calls {from} to {last} of sample {id}");
    let places: Vec<_> = rows.iter().map(|row| (row.no, row.place)).collect();
    in_full(app, actor, (of.id, &part), &places, purpose).await
}

/// Rows of a brand at some places in full, each under a number, once the look at their people is on record: whose they are is
/// known when they are opened.
pub(super) async fn in_full(
    app: &App,
    actor: &Actor,
    (brand, part): (BrandId, &str),
    places: &[(i64, RowAddress)],
    purpose: &str,
) -> Result<Vec<UnmaskedRow>> {
    let rows = reading::rows_at(app, &places.iter().map(|(_, place)| *place).collect::<Vec<_>>()).await?;
    let people: Vec<_> = rows.values().map(|row| row.person(app)).collect();
    let look = Look { at: &format!("brand/{brand}"), part, people: &people };
    access_log::look(app, actor, look, purpose).await?;
    Ok(places.iter().filter_map(|(no, place)| Some(UnmaskedRow::of(*no, rows.get(place)?))).collect())
}
