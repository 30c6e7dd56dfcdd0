//! A list's addresses: its page, and the same list, as it is narrowed and sorted, as a workbook and as CSV.

use super::{ListAsked, ListAt, export};
use crate::{
    page,
    shell::{Answer, Asked, Caller, Fail, Routes, Who},
};
use app::exports::Format;
use askama::Template;
use std::{fs::File, future::Future};

/// `async fn draw(caller: &Caller, asked: &ListAsked) -> Result<V, Fail>`.
pub(crate) trait DrawList<'a, V>: Fn(&'a Caller, &'a ListAsked) -> Self::Drawn {
    /// The page.
    type Drawn: Future<Output = Result<V, Fail>> + Send;
}

impl<'a, V, F, D> DrawList<'a, V> for F
where
    F: Fn(&'a Caller, &'a ListAsked) -> D,
    D: Future<Output = Result<V, Fail>> + Send,
{
    type Drawn = D;
}

/// `async fn take_out(caller: &Caller, asked: &ListAsked, format: Format) -> Result<File, Fail>`.
pub(crate) trait TakeOut<'a>: Fn(&'a Caller, &'a ListAsked, Format) -> Self::Taken {
    /// The file, once it is written and on record.
    type Taken: Future<Output = Result<File, Fail>> + Send;
}

impl<'a, F, T> TakeOut<'a> for F
where
    F: Fn(&'a Caller, &'a ListAsked, Format) -> T,
    T: Future<Output = Result<File, Fail>> + Send,
{
    type Taken = T;
}

impl Routes {
    /// A list's page and its files, for the same people.
    pub(crate) fn list<V, D, T>(self, at: ListAt, who: Who, draw: D, take_out: T) -> Self
    where
        V: Template,
        D: for<'a> DrawList<'a, V> + Clone + Send + Sync + 'static,
        T: for<'a> TakeOut<'a> + Clone + Send + Sync + 'static,
    {
        let csv = take_out.clone();
        let routes = self.get(at.page, who, async move |caller: Caller, Asked(asked): Asked<ListAsked>| {
            Answer::Ok(page::ok(&draw(&caller, &asked).await?))
        });
        let routes = routes.get(at.xlsx, who, async move |caller: Caller, Asked(asked): Asked<ListAsked>| {
            let file = take_out(&caller, &asked, Format::Xlsx).await?;
            Answer::Ok(export(&caller.app, at.name, Format::Xlsx, file))
        });
        routes.get(at.csv, who, async move |caller: Caller, Asked(asked): Asked<ListAsked>| {
            let file = csv(&caller, &asked, Format::Csv).await?;
            Answer::Ok(export(&caller.app, at.name, Format::Csv, file))
        })
    }
}
