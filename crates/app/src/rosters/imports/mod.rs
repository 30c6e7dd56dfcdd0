//! An upload from its arrival to its publication: check, look, commit or discard (4.4, annex 2).

mod intake;
mod publication;
mod views;

pub use intake::{begin_import, resume_checks};
pub use publication::{commit_import, discard_import, sweep_imports};
pub(super) use views::visible;
pub use views::{ImportView, VersionView, import_status, imports, wait_for_check};

use crate::{Error, Result, Transaction, applications};
use domain::{
    access::{Actor, Role},
    brand::Brand,
    ids::UnitId,
};

/// How far an upload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportState {
    /// 正在核对
    Checking,
    /// 已核对，待提交
    Checked,
    /// 未能导入
    Failed,
    /// 已提交
    Committed,
    /// 已放弃
    Discarded,
}

impl ImportState {
    /// The code kept in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            ImportState::Checking => "checking",
            ImportState::Checked => "checked",
            ImportState::Failed => "failed",
            ImportState::Committed => "committed",
            ImportState::Discarded => "discarded",
        }
    }

    fn parse(code: &str) -> Result<ImportState> {
        use ImportState::{Checked, Checking, Committed, Discarded, Failed};
        let known = [Checking, Checked, Failed, Committed, Discarded].into_iter().find(|state| state.code() == code);
        known.ok_or_else(|| Error::Internal(format!("an import in state {code}")))
    }
}

/// The subject of an upload's original.
pub(crate) fn subject(import: i64) -> String {
    format!("roster_import/{import}")
}

/// A unit files its own rosters; its county those of an application it keys in.
async fn may_file(tx: &Transaction, actor: &Actor, brand: &Brand, unit: UnitId) -> Result<()> {
    if actor.role == Role::County {
        applications::keyed_in(tx.conn(), actor, brand.id).await?;
    } else {
        actor.unit_member(unit)?;
    }
    if brand.units.contains(&unit) { Ok(()) } else { Err(Error::NotFound) }
}
