//! Lists that left to be compared with outside records (比对), the newest first.

use super::{List, read, read_any};
use crate::{
    entities::{brand_summary as brand, comparison, comparison_answer as answer},
    listing::{Count, Key, Listing, Search, col, counted, same},
    stored::{date, moment},
    summaries::day,
};
use chrono::NaiveDate;
use domain::{
    access::Scope,
    event::Moment,
    ids::{AreaCode, BrandId, ComparisonId, MatterId},
};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult, QueryResult, QueryTrait,
    sea_query::{Expr, JoinType, Query},
};

/// What they are sorted by: how many people, and the day by which the recipient deletes the list.
pub const SORTS: [&str; 2] = ["people", "deadline"];

/// A list that left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number.
    pub id: ComparisonId,
    /// Whose filed people.
    pub brand: BrandId,
    /// The brand's name.
    pub name: String,
    /// The brand's area.
    pub area: AreaCode,
    /// What was approved, in JSON.
    pub body: String,
    /// People on it.
    pub people: i64,
    /// The matter it was approved in.
    pub matter: Option<MatterId>,
    /// When it was approved.
    pub released_at: Moment,
    /// When the recipient deleted it, as it stated.
    pub deleted_on: Option<NaiveDate>,
    /// Answers that count.
    pub answers: Count,
    delete_by: String,
}

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        let matter: Option<i64> = row.try_get(prefix, "matter")?;
        Ok(Row {
            id: ComparisonId(row.try_get(prefix, "id")?),
            brand: BrandId(row.try_get(prefix, "brand")?),
            name: row.try_get(prefix, "name")?,
            area: AreaCode(row.try_get(prefix, "area")?),
            body: row.try_get(prefix, "body")?,
            people: row.try_get(prefix, "people")?,
            matter: matter.map(MatterId),
            released_at: read(row, "released_at", moment)?,
            deleted_on: read_any(row, "deleted_on", |day: String| date(&day))?,
            answers: Count::of(row.try_get(prefix, "answers")?),
            delete_by: row.try_get(prefix, "delete_by")?,
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
        .and_where(answer::Column::State.eq("recorded"))
        .take();
    let mut rows = comparison::Entity::find().into_query();
    rows.expr_as(col(brand::Column::Name), "name")
        .expr_as(Expr::SubQuery(None, Box::new(counted(answers).into())), "answers")
        .join(JoinType::InnerJoin, brand::Entity, same(brand::Column::Id, comparison::Column::Brand))
        .cond_where(search.worded([col(brand::Column::Name)]))
        .cond_where(state)
        .cond_where(
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
    Key::number(col(comparison::Column::Id), |row: &Row| row.id.0)
}

fn by_people() -> Vec<Key<Row>> {
    vec![Key::number(col(comparison::Column::People), |row: &Row| row.people), id()]
}

fn by_deadline() -> Vec<Key<Row>> {
    vec![Key::text(col(comparison::Column::DeleteBy), |row: &Row| row.delete_by.as_str()), id()]
}
