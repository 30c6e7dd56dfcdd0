//! People's requests about their data: the open ones by their deadline, then the closed, the newest first.

use super::List;
use crate::{
    entities::rights_request as request,
    listing::{Key, Listing, Search, col},
    rights::Request,
    summaries::{CLOSED, place_of_request},
};
use domain::access::Scope;
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait},
};

/// Requests by number (`text`), area, what is asked (`kind`) and whether they are `open` or `closed`.
#[must_use]
pub fn listing(scope: &Scope, search: &Search) -> Listing<Request> {
    let place = || col(request::Column::Place);
    let state: Option<Expr> = match search.state.as_str() {
        "open" => Some(place().lt(CLOSED)),
        "closed" => Some(place().gte(CLOSED)),
        _ => None,
    };
    let text = search.text.trim();
    let number = (!text.is_empty()).then(|| request::Column::Id.eq(text.parse::<i64>().unwrap_or_default()));
    let wanted = Condition::all()
        .add_option(number)
        .add_option(search.in_area(request::Column::Area))
        .add_option(search.of_kind(request::Column::Asked))
        .add_option(state);
    let keys = vec![
        Key::number(place(), |row: &Request| place_of_request(row.id, row.due, row.closed_at.is_some())),
        Key::number(col(request::Column::Id), |row| row.id.0),
    ];
    Listing::read::<request::Entity>(List::Requests, scope, wanted, keys)
}
