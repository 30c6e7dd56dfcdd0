//! A place to read at: in a verb under way, at its moment, or in a reading for a page, now.

use crate::{App, Transaction};
use chrono::NaiveDate;
use domain::{calendar::shanghai_date, event::Moment};
use sea_orm::DatabaseTransaction;

/// Where something is read, and as of when.
#[derive(Debug)]
pub struct Place<'a, C> {
    /// The installation.
    pub app: &'a App,
    /// The connection or transaction.
    pub conn: &'a C,
    /// The moment it is read as of.
    pub at: Moment,
}

impl<'a> Place<'a, DatabaseTransaction> {
    /// In a verb under way, at its moment.
    #[must_use]
    pub fn of(tx: &'a Transaction) -> Place<'a, DatabaseTransaction> {
        Place { app: tx.app(), conn: tx.conn(), at: tx.now() }
    }
}

impl<'a, C> Place<'a, C> {
    /// In a reading, now.
    #[must_use]
    pub fn now(app: &'a App, conn: &'a C) -> Place<'a, C> {
        Place { app, conn, at: app.now() }
    }

    /// The date in Asia/Shanghai.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        shanghai_date(self.at)
    }
}
