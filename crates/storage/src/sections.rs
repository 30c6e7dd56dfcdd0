//! Sections of drafts, as typed and sealed, each with a counter of its savings.

use crate::{Error, entities::draft_section, lists, stored};
use domain::{
    event::Moment,
    ids::{AccountId, ApplicationId},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::OnConflict,
};
use std::collections::BTreeMap;

/// A section of a draft.
#[derive(Clone, Debug)]
pub struct Section {
    /// `brand`, `unit/12`, `figures/2024`, `narrative`.
    pub key: String,
    /// How often it was saved.
    pub seq: u32,
    /// What was typed, sealed to the application and the key.
    pub answers_sealed: Vec<u8>,
    /// Whether nothing is missing in it.
    pub done: bool,
    /// When it was last saved.
    pub changed_at: Moment,
    /// By whom.
    pub changed_by: AccountId,
}

impl TryFrom<draft_section::Model> for Section {
    type Error = Error;

    fn try_from(row: draft_section::Model) -> Result<Section, Error> {
        let senseless = || Error::Inconsistent(format!("section {} of {}", row.section, row.application_id));
        Ok(Section {
            seq: u32::try_from(row.seq).map_err(|_| senseless())?,
            changed_at: stored::moment(row.changed_at).ok_or_else(senseless)?,
            done: row.state == DONE,
            key: row.section,
            answers_sealed: row.answers_sealed,
            changed_by: AccountId(row.changed_by),
        })
    }
}

/// Nothing is missing.
const DONE: &str = "done";
/// Something is.
const FILLING: &str = "filling";

/// What was typed into a draft, in the order of keys.
///
/// # Errors
/// The database is away.
pub async fn of(conn: &impl ConnectionTrait, application: ApplicationId) -> Result<Vec<Section>, Error> {
    let rows = draft_section::Entity::find().filter(draft_section::Column::ApplicationId.eq(application.0));
    let mut sections: Vec<Section> =
        rows.all(conn).await?.into_iter().map(Section::try_from).collect::<Result<_, _>>()?;
    sections.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(sections)
}

/// How often a section was saved.
///
/// # Errors
/// The database is away.
pub async fn savings(conn: &impl ConnectionTrait, application: ApplicationId, key: &str) -> Result<u32, Error> {
    let row = draft_section::Entity::find_by_id((application.0, key.to_owned())).one(conn).await?;
    row.map_or(Ok(0), |row| Ok(Section::try_from(row)?.seq))
}

/// Keeps a section in place of what it held.
///
/// # Errors
/// The database is away.
pub async fn keep(conn: &impl ConnectionTrait, application: ApplicationId, section: Section) -> Result<(), Error> {
    let row = draft_section::ActiveModel {
        application_id: Set(application.0),
        section: Set(section.key),
        seq: Set(i64::from(section.seq)),
        answers_sealed: Set(section.answers_sealed),
        state: Set(if section.done { DONE } else { FILLING }.to_owned()),
        changed_at: Set(section.changed_at.timestamp_millis()),
        changed_by: Set(section.changed_by.0),
    };
    let columns = [
        draft_section::Column::Seq,
        draft_section::Column::AnswersSealed,
        draft_section::Column::State,
        draft_section::Column::ChangedAt,
        draft_section::Column::ChangedBy,
    ];
    let mut key = OnConflict::columns([draft_section::Column::ApplicationId, draft_section::Column::Section]);
    draft_section::Entity::insert(row)
        .on_conflict(key.update_columns(columns).to_owned())
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// When each of some drafts was last typed into.
///
/// # Errors
/// The database is away.
pub async fn last_typed(
    conn: &impl ConnectionTrait,
    drafts: impl IntoIterator<Item = ApplicationId>,
) -> Result<BTreeMap<ApplicationId, Moment>, Error> {
    let these = lists::among(conn, draft_section::Column::ApplicationId, drafts.into_iter().map(|draft| draft.0));
    let rows: Vec<(i64, i64)> = draft_section::Entity::find()
        .filter(these)
        .select_only()
        .column(draft_section::Column::ApplicationId)
        .column_as(draft_section::Column::ChangedAt.max(), "last")
        .group_by(draft_section::Column::ApplicationId)
        .into_tuple()
        .all(conn)
        .await?;
    let one = |(id, at): (i64, i64)| {
        let at = stored::moment(at).ok_or_else(|| Error::Inconsistent(format!("a section of {id} is of no time")))?;
        Ok((ApplicationId(id), at))
    };
    rows.into_iter().map(one).collect()
}
