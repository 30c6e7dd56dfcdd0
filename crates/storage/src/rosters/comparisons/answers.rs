//! Answers that came in: checked first, then recorded or given up.

use super::{signed, unsigned};
use crate::{
    Error,
    entities::{comparison, comparison_answer},
    lists,
    stored::{date, moment},
    summaries::day,
};
use chrono::NaiveDate;
use domain::{
    comparison::Release,
    event::Moment,
    ids::{AccountId, ComparisonAnswerId, ComparisonId, FileId},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeMap, BTreeSet};
use vault::Digest;

/// How far an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerState {
    /// Read through; counts nowhere yet.
    Checked,
    /// Recorded.
    Recorded,
}

impl AnswerState {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            AnswerState::Checked => "checked",
            AnswerState::Recorded => "recorded",
        }
    }

    fn parse(code: &str) -> Result<AnswerState, Error> {
        let known = [AnswerState::Checked, AnswerState::Recorded].into_iter().find(|state| state.code() == code);
        known.ok_or_else(|| Error::Inconsistent(format!("an answer is {code}")))
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Its number.
    pub id: ComparisonAnswerId,
    /// What it answers.
    pub comparison: ComparisonId,
    /// The file.
    pub file: FileId,
    /// Its SM3.
    pub digest: Digest,
    /// The day it speaks of where its rows do not say.
    pub on: NaiveDate,
    /// How far it is.
    pub state: AnswerState,
    /// People confirmed.
    pub confirmed: u64,
    /// People refuted.
    pub refuted: u64,
    /// People of whom nothing is known.
    pub unknown: u64,
    /// Lines left without an answer.
    pub blank: u64,
    /// What recording it does.
    pub effect: Effect,
    /// Who brought it in; nobody where the program compared by itself.
    pub by: Option<AccountId>,
    /// When.
    pub at: Moment,
}

/// What recording an answer does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// People whom this source had not refuted before.
    pub newly_refuted: u64,
    /// People of whom a later day has spoken already.
    pub outdated: u64,
}

fn answer(row: &comparison_answer::Model) -> Result<Answer, Error> {
    let senseless = |what: &str| Error::Inconsistent(format!("answer {} has no {what}", row.id));
    Ok(Answer {
        id: ComparisonAnswerId(row.id),
        comparison: ComparisonId(row.comparison),
        file: FileId(row.file),
        digest: row.digest.parse().map_err(|_| senseless("digest"))?,
        on: date(&row.answered_on).ok_or_else(|| senseless("day"))?,
        state: AnswerState::parse(&row.state)?,
        confirmed: unsigned(row.confirmed),
        refuted: unsigned(row.refuted),
        unknown: unsigned(row.unknown),
        blank: unsigned(row.blank),
        effect: Effect { newly_refuted: unsigned(row.newly_refuted), outdated: unsigned(row.outdated) },
        by: row.account.map(AccountId),
        at: moment(row.at).ok_or_else(|| senseless("time"))?,
    })
}

/// An answer to a comparison.
///
/// # Errors
/// The database is away.
pub async fn get(
    conn: &impl ConnectionTrait,
    comparison: ComparisonId,
    id: ComparisonAnswerId,
) -> Result<Option<Answer>, Error> {
    let row = comparison_answer::Entity::find_by_id(id.0).one(conn).await?;
    row.filter(|row| row.comparison == comparison.0).as_ref().map(answer).transpose()
}

/// The answers to a comparison, oldest first.
///
/// # Errors
/// The database is away.
pub async fn of(conn: &impl ConnectionTrait, comparison: ComparisonId) -> Result<Vec<Answer>, Error> {
    let rows = comparison_answer::Entity::find()
        .filter(comparison_answer::Column::Comparison.eq(comparison.0))
        .order_by_asc(comparison_answer::Column::Id);
    rows.all(conn).await?.iter().map(answer).collect()
}

/// Whether a file was brought in before: for this comparison and this day, or at all.
///
/// # Errors
/// The database is away.
pub async fn is_known(
    conn: &impl ConnectionTrait,
    digest: Digest,
    only: Option<(ComparisonId, NaiveDate)>,
) -> Result<bool, Error> {
    let mut same = comparison_answer::Entity::find().filter(comparison_answer::Column::Digest.eq(digest.to_string()));
    if let Some((comparison, on)) = only {
        same = same
            .filter(comparison_answer::Column::Comparison.eq(comparison.0))
            .filter(comparison_answer::Column::AnsweredOn.eq(day(on)));
    }
    Ok(same.one(conn).await?.is_some())
}

/// Keeps an answer.
///
/// # Errors
/// The database is away.
pub async fn insert(conn: &impl ConnectionTrait, new: &Answer) -> Result<(), Error> {
    let row = comparison_answer::ActiveModel {
        id: Set(new.id.0),
        comparison: Set(new.comparison.0),
        file: Set(new.file.0),
        digest: Set(new.digest.to_string()),
        answered_on: Set(day(new.on)),
        state: Set(new.state.code().to_owned()),
        confirmed: Set(signed(new.confirmed)),
        refuted: Set(signed(new.refuted)),
        unknown: Set(signed(new.unknown)),
        blank: Set(signed(new.blank)),
        newly_refuted: Set(signed(new.effect.newly_refuted)),
        outdated: Set(signed(new.effect.outdated)),
        account: Set(new.by.map(|by| by.0)),
        at: Set(new.at.timestamp_millis()),
    };
    comparison_answer::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// Keeps that an answer was recorded, and what that did.
///
/// # Errors
/// The database is away.
pub async fn record(conn: &impl ConnectionTrait, id: ComparisonAnswerId, effect: Effect) -> Result<(), Error> {
    let change = comparison_answer::ActiveModel {
        state: Set(AnswerState::Recorded.code().to_owned()),
        newly_refuted: Set(signed(effect.newly_refuted)),
        outdated: Set(signed(effect.outdated)),
        ..Default::default()
    };
    let of = comparison_answer::Column::Id.eq(id.0);
    comparison_answer::Entity::update_many().set(change).filter(of).exec(conn).await?;
    Ok(())
}

/// Deletes an answer that is given up.
///
/// # Errors
/// The database is away.
pub async fn delete(conn: &impl ConnectionTrait, id: ComparisonAnswerId) -> Result<(), Error> {
    comparison_answer::Entity::delete_by_id(id.0).exec(conn).await?;
    Ok(())
}

/// The body behind each of some answers.
///
/// # Errors
/// The database is away.
pub async fn answered_by(
    conn: &impl ConnectionTrait,
    answers: BTreeSet<ComparisonAnswerId>,
) -> Result<BTreeMap<ComparisonAnswerId, String>, Error> {
    let these = lists::among(conn, comparison_answer::Column::Id, answers.into_iter().map(|answer| answer.0));
    let answers = comparison_answer::Entity::find().filter(these).all(conn).await?;
    let these = lists::among(conn, comparison::Column::Id, answers.iter().map(|answer| answer.comparison));
    let asked = comparison::Entity::find().filter(these).all(conn).await?;
    let mut by = BTreeMap::new();
    for answer in answers {
        if let Some(of) = asked.iter().find(|of| of.id == answer.comparison) {
            by.insert(ComparisonAnswerId(answer.id), serde_json::from_str::<Release>(&of.body)?.recipient);
        }
    }
    Ok(by)
}
