//! The roll of accounts: those that wait for a second person first, then in the order of opening.

use super::List;
use crate::{
    accounts::Account,
    entities::{account, office, unit},
    listing::{Key, Listing, Search, col, or_empty, same},
};
use domain::{access::Scope, ids::AccountId};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, FromQueryResult, QueryResult, QueryTrait,
    sea_query::{Alias, Condition, Expr, ExprTrait, JoinType},
};

/// What the roll sorts by: the last sign-in.
pub const SORTS: [&str; 1] = ["seen"];

/// An account in the roll.
#[derive(Clone)]
pub struct Row {
    /// The account.
    pub account: Account,
    /// Its office or unit.
    pub place: String,
    /// The name of the colleague it stands in for, sealed to that account.
    pub colleague_sealed: Option<Vec<u8>>,
}

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, DbErr> {
        Ok(Row {
            account: Account::from_query_result(row, prefix)?,
            place: row.try_get(prefix, "place_name")?,
            colleague_sealed: row.try_get(prefix, "colleague_sealed")?,
        })
    }
}

/// Accounts by section, post, office or unit, by the keyed fingerprint of a sign-in name (`login`), by state and by role
/// (`kind`).
#[must_use]
pub fn listing(scope: &Scope, search: &Search, login: Option<&str>) -> Listing<Row> {
    let worded = search.worded([
        col(account::Column::Section),
        col(account::Column::Post),
        or_empty(col(office::Column::Name)),
        or_empty(col(unit::Column::Name)),
    ]);
    let named = login.filter(|_| !search.text.trim().is_empty()).map(|login| account::Column::Login.eq(login));
    let wanted = Condition::all()
        .add(Condition::any().add(worded).add_option(named))
        .add_option(search.in_state(account::Column::State))
        .add_option(search.of_kind(account::Column::Role));
    of(scope, wanted, search.ordered(own(), &[(SORTS[0], by_seen)]))
}

/// One account of the roll.
#[must_use]
pub fn one(scope: &Scope, id: AccountId) -> Listing<Row> {
    of(scope, Condition::all().add(account::Column::Id.eq(id.0)), own())
}

fn of(scope: &Scope, wanted: Condition, keys: Vec<Key<Row>>) -> Listing<Row> {
    let colleague = Alias::new("colleague");
    let mut rows = account::Entity::find().into_query();
    rows.expr_as(
        or_empty(Expr::from(sea_orm::sea_query::Func::coalesce([col(office::Column::Name), col(unit::Column::Name)]))),
        "place_name",
    )
    .expr_as(Expr::col((colleague.clone(), account::Column::NameSealed)), "colleague_sealed")
    .join(JoinType::LeftJoin, office::Entity, same(office::Column::Id, account::Column::Office))
    .join(JoinType::LeftJoin, unit::Entity, same(unit::Column::Id, account::Column::Unit))
    .join_as(
        JoinType::LeftJoin,
        account::Entity,
        colleague.clone(),
        Expr::col((colleague, account::Column::Id)).equals(account::Column::StandsInFor.as_column_ref()),
    )
    .cond_where(wanted);
    Listing::joined::<account::Entity>(List::Accounts, scope, rows, keys)
}

fn id() -> Key<Row> {
    Key::number(col(account::Column::Id), |row: &Row| row.account.id.0)
}

fn own() -> Vec<Key<Row>> {
    let place = Key::number(col(account::Column::Place), |row: &Row| row.account.place());
    vec![place, id()]
}

fn by_seen() -> Vec<Key<Row>> {
    vec![Key::number(col(account::Column::LastSeenAt), |row: &Row| row.account.seen()), id()]
}
