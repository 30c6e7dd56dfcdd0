//! Public notices (5.3.c, 5.3.d): those not published yet first, then by their last day, the latest first.

use super::{List, read_any};
use crate::{
    entities::{notice_summary as notice, objection},
    listing::{Count, Key, Listing, NEVER, Search, col, counted, same},
    stored::date,
    summaries::day,
};
use chrono::NaiveDate;
use domain::{access::Scope, ids::NoticeId};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult, QueryResult, QueryTrait,
    sea_query::{Expr, ExprTrait, Query},
};

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number.
    pub id: NoticeId,
    /// Its title.
    pub title: String,
    /// Its days, the first and the last; none before it is published.
    pub period: Option<(NaiveDate, NaiveDate)>,
    /// Brands that stand on it.
    pub brands: i64,
    /// Objections on it that nobody has answered.
    pub open_objections: Count,
    place: String,
}

impl Row {
    /// Whether all its brands have left it since it was published (5.3.g).
    #[must_use]
    pub fn is_emptied(&self) -> bool {
        self.period.is_some() && self.brands == 0
    }
}

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let day = |column: &str| read_any(row, column, |day: String| date(&day));
        Ok(Row {
            id: NoticeId(row.try_get(prefix, "id")?),
            title: row.try_get(prefix, "title")?,
            period: day("published_on")?.zip(day("last_day")?),
            brands: row.try_get(prefix, "brands")?,
            open_objections: Count::of(row.try_get(prefix, "open_objections")?),
            place: row.try_get(prefix, "place")?,
        })
    }
}

/// Notices by title, and whether on a day they are `unpublished`, `running` with a brand on them, or `over`, for all
/// its days or because all its brands have left.
#[must_use]
pub fn listing(scope: &Scope, search: &Search, today: NaiveDate) -> Listing<Row> {
    let place = || col(notice::Column::Place);
    let state = match search.state.as_str() {
        "unpublished" => Some(place().eq(NEVER)),
        "running" => {
            let left = col(notice::Column::Brands).gt(0);
            Some(place().gte(day(today)).and(place().lt(NEVER)).and(left))
        }
        "over" => {
            let over = place().lt(day(today)).or(col(notice::Column::Brands).eq(0));
            Some(place().lt(NEVER).and(over))
        }
        _ => None,
    };
    let open = Query::select()
        .expr(Expr::val(1))
        .from(objection::Entity)
        .and_where(same(objection::Column::Notice, notice::Column::Id))
        .and_where(objection::Column::Late.eq(false))
        .and_where(objection::Column::AnsweredAt.is_null())
        .take();
    let mut rows = notice::Entity::find().into_query();
    rows.expr_as(counted([open]), "open_objections")
        .cond_where(search.worded([col(notice::Column::Title)]))
        .cond_where(Condition::all().add_option(state));
    let keys = vec![
        Key::text(place(), |row: &Row| row.place.as_str()).falling(),
        Key::number(col(notice::Column::Id), |row: &Row| row.id.0).falling(),
    ];
    Listing::joined::<notice::Entity>(List::Notices, scope, rows, keys)
}
