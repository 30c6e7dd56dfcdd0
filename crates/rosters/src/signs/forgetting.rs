//! What goes with the rosters it speaks of: signs, samples, and what was noted of a person called.

use crate::Result;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, Query},
};
use storage::{
    entities::{roster_sample, roster_sample_person, roster_sign, roster_sign_search},
    rosters::LedgerYear,
};

macro_rules! forget {
    ($conn:expr, $of:expr; $($table:ident),+) => {$(
        $table::Entity::delete_many()
            .filter($table::Column::Brand.eq($of.brand.0))
            .filter($table::Column::Ledger.eq($of.ledger.code()))
            .filter($table::Column::Year.eq($of.year))
            .exec($conn)
            .await?;
    )+};
}

/// Forgets the signs found in a ledger and year of a brand; where rosters are left, the next search finds them anew.
///
/// # Errors
/// The database is away.
pub async fn forget_signs(conn: &impl ConnectionTrait, of: LedgerYear) -> Result<()> {
    forget!(conn, of; roster_sign, roster_sign_search);
    Ok(())
}

/// Forgets the samples of a ledger and year of a brand. What they came to stands in the brand's record, without people.
///
/// # Errors
/// The database is away.
pub async fn forget_samples(conn: &impl ConnectionTrait, of: LedgerYear) -> Result<()> {
    let samples = Query::select()
        .column(roster_sample::Column::Id)
        .from(roster_sample::Entity)
        .and_where(roster_sample::Column::Brand.eq(of.brand.0))
        .and_where(roster_sample::Column::Ledger.eq(of.ledger.code()))
        .and_where(roster_sample::Column::Year.eq(of.year))
        .take();
    let people = roster_sample_person::Entity::delete_many();
    people.filter(roster_sample_person::Column::Sample.in_subquery(samples)).exec(conn).await?;
    forget!(conn, of; roster_sample);
    Ok(())
}

/// Forgets what was noted when the person of a row (its sheet and row number) was called; that they were drawn, and the
/// result, stays.
pub(crate) async fn forget_note(conn: &impl ConnectionTrait, version: i64, (sheet, row): (u16, u32)) -> Result<()> {
    roster_sample_person::Entity::update_many()
        .col_expr(roster_sample_person::Column::NoteSealed, Expr::value(Vec::<u8>::new()))
        .filter(roster_sample_person::Column::Version.eq(version))
        .filter(roster_sample_person::Column::Sheet.eq(i64::from(sheet)))
        .filter(roster_sample_person::Column::Row.eq(i64::from(row)))
        .exec(conn)
        .await?;
    Ok(())
}
