//! The tables. Moments are milliseconds since 1970 in UTC, dates are `2025-09-15`, money is fen; `*_sealed` columns hold
//! personal data under the vault's key, bound to their table, column and row.

#![cfg_attr(feature = "tables", expect(missing_docs, reason = "columns carry the names of the glossary"))]
#![cfg_attr(not(feature = "tables"), expect(unreachable_pub, reason = "tests of other crates look at rows"))]

macro_rules! table {
    ($(#[doc = $doc:literal])* $module:ident $table:tt { $($(#[$attr:meta])* $column:ident: $type:ty),+ $(,)? }) => {
        $(#[doc = $doc])*
        pub mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model {
                $($(#[$attr])* pub $column: $type,)+
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

mod applications;
mod brands;
mod comparisons;
mod decisions;
mod installation;
mod people;
mod rosters;
mod signs;

pub use applications::{
    application_summary, bank_account, cultivation_summary, draft_section, file, round_summary, service_receipt,
    submission,
};
pub use brands::{brand_profile, brand_summary, brand_unit, intake};
pub use comparisons::{comparison, comparison_answer, comparison_download, comparison_mark};
pub use decisions::{matter_act, matter_opinion, matter_summary, notice_summary, objection};
pub use installation::{
    access_record, calendar_year, event, installation_summary, key_rotation, once, policy_version, retention_run,
    series, setting,
};
pub use people::{account, office, one_time_link, rights_request, rights_task, session, unit};
pub use rosters::{
    roster, roster_block, roster_claim, roster_docket, roster_import, roster_match, roster_person, roster_problem,
    roster_tally, roster_verdict, roster_verdict_ground, roster_version,
};
pub use signs::{roster_sample, roster_sample_person, roster_sign, roster_sign_docket, roster_sign_search};
