//! Looks at personal data in full, the newest first (S-9).

use super::List;
use crate::{
    access::Written,
    entities::access_record,
    listing::{Key, Listing, Search, col},
};
use chrono::{Duration, NaiveDate};
use domain::{access::Scope, calendar::shanghai_offset};
use sea_orm::{ColumnTrait, Condition};

/// Records of a kind, by account and by day.
#[must_use]
pub fn listing(scope: &Scope, kind: &str, search: &Search) -> Listing<Written> {
    use access_record::Column;
    let on = search.on.map(|day| {
        let from = midnight(day);
        let to = from + Duration::days(1).num_milliseconds();
        Condition::all().add(Column::At.gte(from)).add(Column::At.lt(to))
    });
    let wanted = Condition::all()
        .add(Column::Kind.eq(kind))
        .add_option(search.by.map(|by| Column::Account.eq(by.0)))
        .add_option(on);
    let keys = vec![
        Key::number(col(Column::At), |row: &Written| row.at.timestamp_millis()).falling(),
        Key::number(col(Column::Id), |row: &Written| row.id).falling(),
    ];
    Listing::of::<access_record::Entity>(List::Looks, scope, wanted, keys)
}

/// When a day begins here.
fn midnight(day: NaiveDate) -> i64 {
    let local = day.and_hms_opt(0, 0, 0).and_then(|at| at.and_local_timezone(shanghai_offset()).single());
    local.map_or(0, |at| at.timestamp_millis())
}
