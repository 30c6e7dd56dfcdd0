//! Lists that left to be compared with outside records (比对), the newest first.

use super::{List, with_brands};
use crate::{
    entities::{comparison, comparison_answer as answer},
    listing::{Count, Key, Listing, Search, col, counted, same},
    rosters::comparisons::{Comparison, answers::AnswerState},
    summaries::day,
};
use chrono::NaiveDate;
use domain::access::Scope;
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult, QueryResult, QueryTrait,
    sea_query::{Expr, Query},
};

/// What they are sorted by: how many people, and the day by which the recipient deletes the list.
pub const SORTS: [&str; 2] = ["people", "deadline"];

/// A list that left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The list, with what was approved.
    pub comparison: Comparison,
    /// The brand's name.
    pub name: String,
    /// Answers that count.
    pub answers: Count,
}

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        Ok(Row {
            comparison: Comparison::from_query_result(row, prefix)?,
            name: row.try_get(prefix, "name")?,
            answers: Count::of(row.try_get(prefix, "answers")?),
        })
    }
}

/// Lists by brand, area, source (`kind`), and whether on a day they are `kept` by their recipient or `overdue`.
#[must_use]
pub fn listing(scope: &Scope, search: &Search, today: NaiveDate) -> Listing<Row> {
    let kept = || Condition::all().add(comparison::Column::DeletedOn.is_null());
    let state = match search.state.as_str() {
        "kept" => kept(),
        "overdue" => kept().add(comparison::Column::DeleteBy.lt(day(today))),
        _ => Condition::all(),
    };
    let answers = Query::select()
        .expr(Expr::val(1))
        .from(answer::Entity)
        .and_where(same(answer::Column::Comparison, comparison::Column::Id))
        .and_where(answer::Column::State.eq(AnswerState::Recorded.code()))
        .take();
    let mut rows = comparison::Entity::find().into_query();
    with_brands(&mut rows, comparison::Column::Brand, search);
    rows.expr_as(counted([answers]), "answers").cond_where(state).cond_where(
        Condition::all()
            .add_option(search.in_area(comparison::Column::Area))
            .add_option(search.of_kind(comparison::Column::Source)),
    );
    // What is overdue, the longest first.
    let own = if search.state == "overdue" { by_deadline() } else { vec![id().falling()] };
    let keys = search.ordered(own, &[(SORTS[0], by_people), (SORTS[1], by_deadline)]);
    Listing::joined::<comparison::Entity>(List::Comparisons, scope, rows, keys)
}

fn id() -> Key<Row> {
    Key::number(col(comparison::Column::Id), |row: &Row| row.comparison.id.0)
}

fn by_people() -> Vec<Key<Row>> {
    vec![
        Key::number(col(comparison::Column::People), |row: &Row| {
            i64::try_from(row.comparison.people).unwrap_or(i64::MAX)
        }),
        id(),
    ]
}

fn by_deadline() -> Vec<Key<Row>> {
    vec![Key::day(col(comparison::Column::DeleteBy), |row: &Row| row.comparison.release.delete_by), id()]
}
