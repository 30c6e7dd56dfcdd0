//! What of each table a scope lets through.

use super::{NEVER, col};
use crate::entities;
use domain::access::Scope;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait,
    sea_query::{Expr, ExprTrait},
};

/// A table whose rows are listed.
pub trait Listed: EntityTrait {
    /// What of it a scope lets through; nothing of it where the scope has no share in it.
    fn within(scope: &Scope) -> Condition;
}

/// What a scope lets through of rows that belong to an area, which `column` holds.
pub(crate) fn by_area(scope: &Scope, column: Expr) -> Condition {
    match scope {
        Scope::City => Condition::all(),
        Scope::Area(area) => Condition::all().add(column.eq(area.as_str())),
        Scope::Unit(_) | Scope::Nothing => nothing(),
    }
}

macro_rules! listed_by_area {
    ($($table:ident),+) => {$(
        impl Listed for entities::$table::Entity {
            fn within(scope: &Scope) -> Condition {
                by_area(scope, col(entities::$table::Column::Area))
            }
        }
    )+};
}

listed_by_area!(
    application_summary,
    brand_summary,
    comparison,
    cultivation_summary,
    rights_request,
    roster_docket,
    roster_sign_docket
);

impl Listed for entities::unit::Entity {
    fn within(scope: &Scope) -> Condition {
        let column = entities::unit::Column::Area;
        match scope {
            Scope::City => Condition::all(),
            Scope::Area(area) => Condition::all().add(column.eq(area.as_str())),
            Scope::Unit(own) => Condition::all().add(entities::unit::Column::Id.eq(own.0)),
            Scope::Nothing => nothing(),
        }
    }
}

/// Bureaus know every round; nobody else has a list of them.
impl Listed for entities::round_summary::Entity {
    fn within(scope: &Scope) -> Condition {
        match scope {
            Scope::City | Scope::Area(_) => Condition::all(),
            Scope::Unit(_) | Scope::Nothing => nothing(),
        }
    }
}

/// The city sees notices before they are published; what is published is everybody's (5.3.d).
impl Listed for entities::notice_summary::Entity {
    fn within(scope: &Scope) -> Condition {
        match scope {
            Scope::City => Condition::all(),
            Scope::Area(_) | Scope::Unit(_) | Scope::Nothing => {
                Condition::all().add(col(entities::notice_summary::Column::Place).lt(NEVER))
            }
        }
    }
}

macro_rules! of_the_city {
    ($($table:ident),+) => {$(
        impl Listed for entities::$table::Entity {
            fn within(scope: &Scope) -> Condition {
                if *scope == Scope::City { Condition::all() } else { nothing() }
            }
        }
    )+};
}

of_the_city!(access_record, account, intake, objection, retention_run);

/// A condition that no row meets.
#[must_use]
pub fn nothing() -> Condition {
    Condition::all().add(Expr::val(1).eq(0))
}
