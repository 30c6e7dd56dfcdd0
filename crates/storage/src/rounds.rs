//! Rounds as their summaries tell them.

use crate::{Error, entities::round_summary, stored, summaries::day};
use chrono::NaiveDate;
use domain::ids::RoundId;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Select};

/// A round by its name and window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its number.
    pub id: RoundId,
    /// Its name.
    pub title: String,
    /// The first day on which applications are handed in.
    pub opens: NaiveDate,
    /// The last.
    pub closes: NaiveDate,
}

impl TryFrom<round_summary::Model> for Known {
    type Error = Error;

    fn try_from(row: round_summary::Model) -> Result<Known, Error> {
        let id = RoundId(row.id);
        let date =
            |text: &str| stored::date(text).ok_or_else(|| Error::Inconsistent(format!("round {id} has a day {text}")));
        Ok(Known { id, opens: date(&row.opens)?, closes: date(&row.closes)?, title: row.title })
    }
}

/// Every round, the newest first.
///
/// # Errors
/// The database is away.
pub async fn all(conn: &impl ConnectionTrait) -> Result<Vec<Known>, Error> {
    read(conn, round_summary::Entity::find().order_by_desc(round_summary::Column::Id)).await
}

/// The rounds that accept applications on a day, the oldest first.
///
/// # Errors
/// The database is away.
pub async fn accepting(conn: &impl ConnectionTrait, on: NaiveDate) -> Result<Vec<Known>, Error> {
    let open = not_over(on).filter(round_summary::Column::Opens.lte(day(on)));
    read(conn, open.order_by_asc(round_summary::Column::Id)).await
}

/// The rounds that accept applications on a day or will, the first to open first.
///
/// # Errors
/// The database is away.
pub async fn accepting_or_coming(conn: &impl ConnectionTrait, on: NaiveDate) -> Result<Vec<Known>, Error> {
    let first_to_open = not_over(on).order_by_asc(round_summary::Column::Opens);
    read(conn, first_to_open.order_by_asc(round_summary::Column::Id)).await
}

/// The rounds whose window has not closed by a day.
fn not_over(on: NaiveDate) -> Select<round_summary::Entity> {
    let open = round_summary::Entity::find().filter(round_summary::Column::Closed.eq(false));
    open.filter(round_summary::Column::Closes.gte(day(on)))
}

async fn read(conn: &impl ConnectionTrait, rounds: Select<round_summary::Entity>) -> Result<Vec<Known>, Error> {
    rounds.all(conn).await?.into_iter().map(Known::try_from).collect()
}
