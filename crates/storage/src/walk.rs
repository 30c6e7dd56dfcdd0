//! A whole table read in the order of a key, a page a statement: what is too long to hold, and is looked at once.
//!
//! SQLite's rows come out of a thread of their own through a queue. Where one statement sends more than the queue holds,
//! or is read faster than it is made, each row costs two switches of thread, which is more than reading it. A page is no
//! longer than the queue, and while it is looked at the next one is already being made.

use crate::Error;
use futures::{StreamExt, stream::BoxStream};
use sea_orm::{DbErr, FromQueryResult, QueryResult, StreamTrait, sea_query::SelectStatement};
use std::collections::VecDeque;

/// Rows of a page, and of the queue that a connection to SQLite has.
pub(crate) const PAGE: usize = 500;

/// Where a walk through rows `T` ordered by a key `K` stands; `Q` selects what comes after a key.
pub(crate) struct Walk<'c, C, T, K, Q> {
    conn: &'c C,
    page: Q,
    key: fn(&T) -> K,
    here: VecDeque<T>,
    ahead: Option<Ahead<'c>>,
}

/// A page that was asked for, and its first row.
struct Ahead<'c> {
    first: QueryResult,
    rest: BoxStream<'c, Result<QueryResult, DbErr>>,
}

impl<'c, C, T, K, Q> Walk<'c, C, T, K, Q>
where
    C: StreamTrait,
    T: FromQueryResult,
    Q: Fn(Option<K>) -> SelectStatement,
{
    /// Asks for the first page. `page` selects the rows behind a key in its order, all of them where there is no key;
    /// `key` tells a row's.
    ///
    /// # Errors
    /// The database is away.
    pub(crate) async fn begin(conn: &'c C, page: Q, key: fn(&T) -> K) -> Result<Self, Error> {
        let mut walk = Walk { conn, page, key, here: VecDeque::new(), ahead: None };
        walk.ask(None).await?;
        Ok(walk)
    }

    /// The next row; none at the end.
    ///
    /// # Errors
    /// The database is away.
    pub(crate) async fn next(&mut self) -> Result<Option<T>, Error> {
        if self.here.is_empty()
            && let Some(Ahead { first, mut rest }) = self.ahead.take()
        {
            self.here.push_back(T::from_query_result(&first, "")?);
            while let Some(row) = rest.next().await {
                self.here.push_back(T::from_query_result(&row?, "")?);
            }
            // The connection is free for the next page before that is asked for.
            drop(rest);
            if self.here.len() == PAGE {
                self.ask(self.here.back().map(self.key)).await?;
            }
        }
        Ok(self.here.pop_front())
    }

    async fn ask(&mut self, after: Option<K>) -> Result<(), Error> {
        let mut select = (self.page)(after);
        select.limit(PAGE as u64);
        let mut rest = self.conn.stream(&select).await?.boxed();
        self.ahead = rest.next().await.transpose()?.map(|first| Ahead { first, rest });
        Ok(())
    }
}
