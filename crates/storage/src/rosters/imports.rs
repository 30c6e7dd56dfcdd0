//! Uploads: checked, then committed or given up.

use crate::{
    Error,
    entities::{file, roster_import},
    lists,
    stored::moment,
};
use domain::{
    event::Moment,
    ids::{AccountId, BrandId, FileId, ImportId, UnitId},
    roster::SheetKind,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    UpdateMany,
};
use vault::Digest;

/// How far an upload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportState {
    /// 正在核对
    Checking,
    /// 已核对，待提交
    Checked,
    /// 未能导入
    Failed,
    /// 已提交
    Committed,
    /// 已放弃
    Discarded,
}

impl ImportState {
    const ALL: [ImportState; 5] = [
        ImportState::Checking,
        ImportState::Checked,
        ImportState::Failed,
        ImportState::Committed,
        ImportState::Discarded,
    ];

    /// The code kept in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            ImportState::Checking => "checking",
            ImportState::Checked => "checked",
            ImportState::Failed => "failed",
            ImportState::Committed => "committed",
            ImportState::Discarded => "discarded",
        }
    }

    fn parse(code: &str) -> Result<ImportState, Error> {
        let known = ImportState::ALL.into_iter().find(|state| state.code() == code);
        known.ok_or_else(|| Error::Inconsistent(format!("an import in state {code}")))
    }
}

/// What a file came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Non-empty rows below the labels less totals: accepted plus rejected.
    pub rows: i64,
    /// Rows taken.
    pub accepted: i64,
    /// Rows to be mended.
    pub rejected: i64,
    /// Empty rows.
    pub blank: i64,
    /// Lines of totals and footers.
    pub totals: i64,
    /// Distinct people who count.
    pub people: i64,
    /// People who wait for a reviewer.
    pub waiting: i64,
}

/// What a file is a roster of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RosterOf {
    /// The brand.
    pub brand: BrandId,
    /// The unit.
    pub unit: UnitId,
    /// What the file lists.
    pub kind: SheetKind,
    /// The year.
    pub year: i32,
}

/// An upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Its number.
    pub id: ImportId,
    /// What it is a roster of.
    pub of: RosterOf,
    /// The original.
    pub file: FileId,
    /// Its SM3.
    pub digest: Digest,
    /// How far it is.
    pub state: ImportState,
    /// Rows read so far.
    pub rows_done: i64,
    /// What it came to.
    pub figures: Figures,
    /// Checks begun.
    pub attempts: i64,
    /// Why it failed, and what to do.
    pub failure: Option<String>,
    /// By whom.
    pub uploaded_by: AccountId,
    /// When.
    pub uploaded_at: Moment,
    /// When its check ended.
    pub finished_at: Option<Moment>,
}

fn import(row: roster_import::Model) -> Result<Import, Error> {
    let senseless = |what: &str| Error::Inconsistent(format!("import {} has no {what}", row.id));
    Ok(Import {
        id: ImportId(row.id),
        of: RosterOf {
            brand: BrandId(row.brand),
            unit: UnitId(row.unit),
            kind: SheetKind::parse(&row.sheet_kind).ok_or_else(|| senseless("kind"))?,
            year: i32::try_from(row.year).map_err(|_| senseless("year"))?,
        },
        file: FileId(row.file),
        digest: row.digest.parse().map_err(|_| senseless("digest"))?,
        state: ImportState::parse(&row.state)?,
        rows_done: row.rows_done,
        figures: Figures {
            rows: row.rows,
            accepted: row.accepted,
            rejected: row.rejected,
            blank: row.blank,
            totals: row.totals,
            people: row.people,
            waiting: row.waiting,
        },
        attempts: row.attempts,
        uploaded_by: AccountId(row.uploaded_by),
        uploaded_at: moment(row.uploaded_at).ok_or_else(|| senseless("time"))?,
        finished_at: row.finished_at.and_then(moment),
        failure: row.failure,
    })
}

/// An upload.
///
/// # Errors
/// The database is away.
pub async fn get(conn: &impl ConnectionTrait, id: ImportId) -> Result<Option<Import>, Error> {
    roster_import::Entity::find_by_id(id.0).one(conn).await?.map(import).transpose()
}

/// An upload with the sealed name of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The upload.
    pub import: Import,
    /// The original's name, sealed to its number.
    pub name_sealed: Vec<u8>,
}

/// The uploads of a brand, the newest first.
///
/// # Errors
/// The database is away.
pub async fn of_brand(conn: &impl ConnectionTrait, brand: BrandId) -> Result<Vec<Upload>, Error> {
    let original =
        roster_import::Entity::belongs_to(file::Entity).from(roster_import::Column::File).to(file::Column::Id);
    let rows = roster_import::Entity::find()
        .join(JoinType::InnerJoin, original.into())
        .select_also(file::Entity)
        .filter(roster_import::Column::Brand.eq(brand.0))
        .order_by_desc(roster_import::Column::Id)
        .all(conn)
        .await?;
    let upload = |(row, file): (roster_import::Model, Option<file::Model>)| {
        let file = file.ok_or_else(|| Error::Inconsistent(format!("import {} has no file", row.id)))?;
        Ok(Upload { import: import(row)?, name_sealed: file.name_sealed })
    };
    rows.into_iter().map(upload).collect()
}

/// The last upload of the same file for the same roster that neither failed nor was given up.
///
/// # Errors
/// The database is away.
pub async fn earlier(conn: &impl ConnectionTrait, of: RosterOf, digest: Digest) -> Result<Option<Import>, Error> {
    let stands = [ImportState::Checking, ImportState::Checked, ImportState::Committed].map(ImportState::code);
    let row = roster_import::Entity::find()
        .filter(roster_import::Column::Digest.eq(digest.to_string()))
        .filter(roster_import::Column::Brand.eq(of.brand.0))
        .filter(roster_import::Column::Unit.eq(of.unit.0))
        .filter(roster_import::Column::SheetKind.eq(of.kind.code()))
        .filter(roster_import::Column::Year.eq(of.year))
        .filter(lists::one_of(roster_import::Column::State, stands))
        .order_by_desc(roster_import::Column::Id)
        .one(conn)
        .await?;
    row.map(import).transpose()
}

/// Uploads that are being checked, in the order they came.
///
/// # Errors
/// The database is away.
pub async fn being_checked(conn: &impl ConnectionTrait) -> Result<Vec<ImportId>, Error> {
    let checking = roster_import::Column::State.eq(ImportState::Checking.code());
    let ids = roster_import::Entity::find().select_only().column(roster_import::Column::Id).filter(checking);
    let ids: Vec<i64> = ids.order_by_asc(roster_import::Column::Id).into_tuple().all(conn).await?;
    Ok(ids.into_iter().map(ImportId).collect())
}

/// Uploads whose check ended before a moment and that nobody committed or gave up.
///
/// # Errors
/// The database is away.
pub async fn checked_before(conn: &impl ConnectionTrait, moment: Moment) -> Result<Vec<ImportId>, Error> {
    let ids = roster_import::Entity::find()
        .select_only()
        .column(roster_import::Column::Id)
        .filter(roster_import::Column::State.eq(ImportState::Checked.code()))
        .filter(roster_import::Column::FinishedAt.lt(moment.timestamp_millis()));
    let ids: Vec<i64> = ids.into_tuple().all(conn).await?;
    Ok(ids.into_iter().map(ImportId).collect())
}

/// An upload that came in.
#[derive(Clone, Copy, Debug)]
pub struct NewImport {
    /// Its number.
    pub id: ImportId,
    /// What it is a roster of.
    pub of: RosterOf,
    /// The original.
    pub file: FileId,
    /// Its SM3.
    pub digest: Digest,
    /// By whom.
    pub by: AccountId,
    /// When.
    pub at: Moment,
}

/// Enters an upload that is to be checked.
///
/// # Errors
/// The database is away.
pub async fn insert(conn: &impl ConnectionTrait, new: NewImport) -> Result<(), Error> {
    let row = roster_import::ActiveModel {
        id: Set(new.id.0),
        brand: Set(new.of.brand.0),
        unit: Set(new.of.unit.0),
        sheet_kind: Set(new.of.kind.code().to_owned()),
        year: Set(new.of.year.into()),
        file: Set(new.file.0),
        digest: Set(new.digest.to_string()),
        state: Set(ImportState::Checking.code().to_owned()),
        rows_done: Set(0),
        rows: Set(0),
        accepted: Set(0),
        rejected: Set(0),
        blank: Set(0),
        totals: Set(0),
        people: Set(0),
        waiting: Set(0),
        attempts: Set(0),
        failure: Set(None),
        uploaded_by: Set(new.by.0),
        uploaded_at: Set(new.at.timestamp_millis()),
        finished_at: Set(None),
    };
    roster_import::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

fn update(id: ImportId, change: roster_import::ActiveModel) -> UpdateMany<roster_import::Entity> {
    roster_import::Entity::update_many().set(change).filter(roster_import::Column::Id.eq(id.0))
}

/// Begins a check, the `attempts`th of the upload.
///
/// # Errors
/// The database is away.
pub async fn begin_check(conn: &impl ConnectionTrait, id: ImportId, attempts: i64) -> Result<(), Error> {
    let change = roster_import::ActiveModel { attempts: Set(attempts), rows_done: Set(0), ..Default::default() };
    update(id, change).exec(conn).await?;
    Ok(())
}

/// Ends a check with what the file came to; with a sentence where nothing of it can be filed.
///
/// # Errors
/// The database is away.
pub async fn finish_check(
    conn: &impl ConnectionTrait,
    id: ImportId,
    figures: Figures,
    failure: Option<String>,
    at: Moment,
) -> Result<(), Error> {
    let state = if failure.is_some() { ImportState::Failed } else { ImportState::Checked };
    let change = roster_import::ActiveModel {
        state: Set(state.code().to_owned()),
        rows_done: Set(figures.rows),
        rows: Set(figures.rows),
        accepted: Set(figures.accepted),
        rejected: Set(figures.rejected),
        blank: Set(figures.blank),
        totals: Set(figures.totals),
        people: Set(figures.people),
        waiting: Set(figures.waiting),
        failure: Set(failure),
        finished_at: Set(Some(at.timestamp_millis())),
        ..Default::default()
    };
    update(id, change).exec(conn).await?;
    Ok(())
}

/// Ends a check that could not be done, unless the upload was given up meanwhile.
///
/// # Errors
/// The database is away.
pub async fn fail(conn: &impl ConnectionTrait, id: ImportId, sentence: &str, at: Moment) -> Result<(), Error> {
    let change = roster_import::ActiveModel {
        state: Set(ImportState::Failed.code().to_owned()),
        failure: Set(Some(sentence.to_owned())),
        finished_at: Set(Some(at.timestamp_millis())),
        ..Default::default()
    };
    let checking = roster_import::Column::State.eq(ImportState::Checking.code());
    update(id, change).filter(checking).exec(conn).await?;
    Ok(())
}

/// Moves an upload on.
///
/// # Errors
/// The database is away.
pub async fn set_state(conn: &impl ConnectionTrait, id: ImportId, state: ImportState) -> Result<(), Error> {
    let change = roster_import::ActiveModel { state: Set(state.code().to_owned()), ..Default::default() };
    update(id, change).exec(conn).await?;
    Ok(())
}
