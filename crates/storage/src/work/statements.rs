//! What a desk that narrows nothing asks, as the database takes it: built once and kept. To build the statements of a dozen
//! sources was a fifth of the page.

use super::{Reader, Tab};
use domain::ids::AccountId;
use sea_orm::{DbBackend, Statement, sea_query::SelectStatement};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// How many are kept, of some fifteen kilobytes each: beyond, all are forgotten.
const MOST: usize = 150;

/// Who asked each, and as what.
type Kept = HashMap<(AccountId, Option<Tab>), (Reader, Statement)>;

/// Statements by who asks: a tab's first page, or the counts of all. Whoever asks as another than the last time, with other
/// steps or on another day, asks another.
#[derive(Debug, Default)]
pub struct Statements(Mutex<Kept>);

impl Statements {
    pub(super) fn of(
        &self,
        backend: DbBackend,
        reader: &Reader,
        tab: Option<Tab>,
        build: impl FnOnce() -> Option<SelectStatement>,
    ) -> Option<Statement> {
        let desk = (reader.actor.account, tab);
        if let Some((known, statement)) = self.kept().get(&desk)
            && known == reader
        {
            return Some(statement.clone());
        }
        let statement = backend.build(&build()?);
        let mut kept = self.kept();
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(desk, (reader.clone(), statement.clone()));
        Some(statement)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use domain::{
        access::{Actor, Role},
        policy::Step,
    };
    use sea_orm::sea_query::{Expr, Query};
    use std::cell::Cell;

    #[test]
    fn who_asks_as_before_asks_what_was_built_and_nobody_asks_for_another() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 20).expect("a day");
        let actor =
            |account| Actor { account: AccountId(account), role: Role::City, office: None, area: None, unit: None };
        let reader = |account, steps: &[Step], today| Reader {
            actor: actor(account),
            steps: steps.to_vec(),
            deputy: None,
            today,
            near: today,
        };
        let (statements, built) = (Statements::default(), Cell::new(0_i64));
        let asked = |reader: &Reader, tab| {
            let build = || {
                built.set(built.get() + 1);
                Some(Query::select().expr(Expr::val(built.get())).take())
            };
            statements.of(DbBackend::Sqlite, reader, tab, build).expect("built").to_string()
        };
        let first = asked(&reader(7, &[Step::Draft], day), Some(Tab::Mine));
        assert_eq!(asked(&reader(7, &[Step::Draft], day), Some(Tab::Mine)), first);
        let tomorrow = day.succ_opt().expect("a day");
        let others = [
            (reader(8, &[Step::Draft], day), Some(Tab::Mine)),
            (reader(7, &[Step::Draft], day), Some(Tab::All)),
            (reader(7, &[Step::Draft], day), None),
            (reader(7, &[Step::Check], day), Some(Tab::Mine)),
            (reader(7, &[Step::Check], tomorrow), Some(Tab::Mine)),
        ];
        for (reader, tab) in &others {
            assert_ne!(asked(reader, *tab), first, "{reader:?}, {tab:?}");
        }
        assert_eq!(usize::try_from(built.get()), Ok(1 + others.len()));
        for account in 0..2_000 {
            asked(&reader(account, &[], day), None);
            assert!(statements.kept().len() <= MOST);
        }
    }
}
