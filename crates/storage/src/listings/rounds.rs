//! Rounds, the newest first, each with how many applications the reader may see were filed in it.

use super::List;
use crate::{
    entities::{application_summary as application, round_summary as round},
    listing::{Count, Key, Listed, Listing, Search, col, counted, same},
};
use domain::{access::Scope, ids::RoundId};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult, QueryResult, QueryTrait,
    sea_query::{Expr, Query},
};

/// What rounds are sorted by: the last day for recommendations.
pub const SORTS: [&str; 1] = ["deadline"];

/// A round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number.
    pub id: RoundId,
    /// The last day for recommendations, as it is stored.
    recommend_by: String,
    /// Applications filed.
    pub filed: Count,
}

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        Ok(Row {
            id: RoundId(row.try_get(prefix, "id")?),
            recommend_by: row.try_get(prefix, "recommend_by")?,
            filed: Count::of(row.try_get(prefix, "filed")?),
        })
    }
}

/// Rounds by name, and whether they are `open` or `closed`.
#[must_use]
pub fn listing(scope: &Scope, search: &Search) -> Listing<Row> {
    let state = match search.state.as_str() {
        "open" => Some(round::Column::Closed.eq(false)),
        "closed" => Some(round::Column::Closed.eq(true)),
        _ => None,
    };
    let filed = Query::select()
        .expr(Expr::val(1))
        .from(application::Entity)
        .and_where(same(application::Column::Round, round::Column::Id))
        .and_where(application::Column::SubmittedAt.is_not_null())
        .cond_where(application::Entity::within(scope))
        .take();
    let mut rows = round::Entity::find().into_query();
    rows.expr_as(counted([filed]), "filed")
        .cond_where(search.worded([col(round::Column::Title)]))
        .cond_where(Condition::all().add_option(state));
    let own = vec![id().falling()];
    Listing::joined::<round::Entity>(List::Rounds, scope, rows, search.ordered(own, &[(SORTS[0], by_deadline)]))
}

fn id() -> Key<Row> {
    Key::number(col(round::Column::Id), |row: &Row| row.id.0)
}

fn by_deadline() -> Vec<Key<Row>> {
    vec![Key::text(col(round::Column::RecommendBy), |row: &Row| row.recommend_by.as_str()), id()]
}
