//! Every list of the programme: what its rows are, what it may be narrowed to and sorted by. Each begins with its reader's
//! scope and goes along an index; a test asks both databases for the plan of each.

pub mod accounts;
pub mod comparisons;
pub mod dockets;
pub mod intake;
pub mod looks;
pub mod money;
pub mod notices;
pub mod objections;
pub mod pool;
pub mod requests;
pub mod retention;
pub mod rounds;
pub mod signs;
pub mod units;

use crate::{
    entities::brand_summary,
    listing::{Search, col, same},
};
use sea_orm::{
    ColumnTrait, DbErr, QueryResult, TryGetable,
    sea_query::{JoinType, SelectStatement},
};

/// The lists. Whoever adds one is asked for its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// The roll of accounts.
    Accounts,
    /// Lists that left to be compared with outside records.
    Comparisons,
    /// Brands with people who wait for a verdict.
    Dockets,
    /// Brands from paper.
    Intake,
    /// Looks at personal data in full.
    Looks,
    /// Cultivations with money on them.
    Money,
    /// Public notices.
    Notices,
    /// Objections and leads.
    Objections,
    /// A county's pool, before it recommends.
    Pool,
    /// People's requests about their data.
    Requests,
    /// Deletions in time.
    Retention,
    /// Rounds.
    Rounds,
    /// Brands with signs of padding, or samples under way.
    Signs,
    /// Units.
    Units,
    /// What waits for somebody.
    Work,
}

impl List {
    /// All of them.
    pub const ALL: [List; 15] = [
        List::Accounts,
        List::Comparisons,
        List::Dockets,
        List::Intake,
        List::Looks,
        List::Money,
        List::Notices,
        List::Objections,
        List::Pool,
        List::Requests,
        List::Retention,
        List::Rounds,
        List::Signs,
        List::Units,
        List::Work,
    ];

    /// What the access log calls it where it was taken out.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            List::Accounts => "accounts",
            List::Comparisons => "comparisons",
            List::Dockets => "dockets",
            List::Intake => "intake",
            List::Looks => "looks",
            List::Money => "money",
            List::Notices => "notices",
            List::Objections => "objections",
            List::Pool => "pool",
            List::Requests => "requests",
            List::Retention => "retention",
            List::Rounds => "rounds",
            List::Signs => "signs",
            List::Units => "units",
            List::Work => "work",
        }
    }
}

/// Rows with the names of their brands, `name`, which stand in a column; narrowed to what is looked for in the name.
fn with_brands<C: ColumnTrait>(rows: &mut SelectStatement, column: C, search: &Search) {
    use brand_summary::{Column, Entity};
    rows.expr_as(col(Column::Name), "name")
        .join(JoinType::InnerJoin, Entity, same(Column::Id, column))
        .cond_where(search.worded([col(Column::Name)]));
}

/// A column that may be empty, as the program thinks of it; what makes no sense there is an error.
fn read_any<T: TryGetable, U>(
    row: &QueryResult,
    column: &str,
    as_what: impl FnOnce(T) -> Option<U>,
) -> Result<Option<U>, DbErr> {
    let value: Option<T> = row.try_get("", column)?;
    let read = |value| as_what(value).ok_or_else(|| DbErr::Custom(format!("{column} makes no sense")));
    value.map(read).transpose()
}
