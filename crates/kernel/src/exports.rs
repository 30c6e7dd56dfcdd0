//! Lists as files: what a page shows of a list, all of it, as a workbook or as CSV. Rows go to a nameless file in the data
//! folder a batch at a time, so that memory does not grow with the list; that it was taken out stands in the access log
//! (S-10).

use crate::{
    App, Error, Result,
    access_log::{self, Record},
};
use domain::access::Actor;
use spreadsheets::{CsvExport, Export, ExportColumn};
use std::{
    fs::File,
    io::{BufWriter, Seek},
};
use storage::listing::Listing;

/// What kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A workbook.
    Xlsx,
    /// Text that Excel and WPS open as Chinese.
    Csv,
}

/// Rows read at once.
const BATCH: usize = 500;

/// A list on its way into a file, a batch at a time.
pub struct Sheet<T, const N: usize> {
    rest: Option<Listing<T>>,
    last: Option<T>,
    subject: String,
    out: Out,
    written: usize,
}

enum Out {
    Xlsx(Box<Export>, File),
    Csv(Box<CsvExport<BufWriter<File>>>, File),
}

impl<T: Clone + Send + Sync, const N: usize> Sheet<T, N> {
    /// Begins the file of a list with its heads. In the access log the list stands under its own code.
    ///
    /// # Errors
    /// The file cannot be made.
    pub fn of(app: &App, listing: Listing<T>, name: &str, heads: [&str; N], format: Format) -> Result<Self> {
        let subject = listing.list().code().to_owned();
        Sheet::part_of(app, Some(listing), subject, (name, heads), format)
    }

    /// As [`Sheet::of`], of a part of a list, by the words that the access log has for it; a file of heads alone where there
    /// is nothing of it for the reader.
    ///
    /// # Errors
    /// As [`Sheet::of`].
    pub fn part_of(
        app: &App,
        listing: Option<Listing<T>>,
        subject: String,
        (name, heads): (&str, [&str; N]),
        format: Format,
    ) -> Result<Self> {
        let file = tempfile::tempfile_in(app.folder())?;
        let out = match format {
            Format::Xlsx => {
                let columns = heads.map(|head| ExportColumn { label: head.to_owned(), width: 20.0 });
                Out::Xlsx(Box::new(Export::new(name, &columns, Some(app.folder()))?), file)
            }
            Format::Csv => {
                let out = BufWriter::new(file.try_clone()?);
                Out::Csv(Box::new(CsvExport::new(out, heads)?), file)
            }
        };
        Ok(Sheet { rest: listing, last: None, subject, out, written: 0 })
    }

    /// The next rows of the list; none behind the last.
    ///
    /// # Errors
    /// The database is away.
    pub async fn next(&mut self, app: &App) -> Result<Option<Vec<T>>> {
        let Some(listing) = &self.rest else { return Ok(None) };
        let rows = listing.behind(app.db().reader(), self.last.as_ref(), BATCH).await?;
        self.last = rows.last().cloned();
        if rows.len() < BATCH {
            self.rest = None;
        }
        Ok((!rows.is_empty()).then_some(rows))
    }

    /// Adds a row.
    ///
    /// # Errors
    /// The file cannot be written, or a workbook is full.
    pub fn row(&mut self, cells: [String; N]) -> Result<()> {
        self.written += 1;
        match &mut self.out {
            Out::Xlsx(export, _) => export.row(cells.map(cut))?,
            Out::Csv(export, _) => export.row(cells)?,
        }
        Ok(())
    }

    /// Finishes the file and goes back to its beginning; that it was taken out stands in the access log.
    ///
    /// # Errors
    /// The file cannot be written, or the database is away.
    pub async fn end(self, app: &App, actor: &Actor) -> Result<File> {
        let (out, subject, detail) = (self.out, self.subject, format!("{} rows", self.written));
        let finished = tokio::task::spawn_blocking(|| out.end()).await;
        let file = finished.map_err(|error| Error::Internal(error.to_string()))??;
        access_log::record(
            app,
            Some(actor),
            Record { kind: "export", subject: &subject, result: "ok", detail: &detail },
        )
        .await?;
        Ok(file)
    }
}

/// Characters of a cell: a workbook takes 32,767, and one long text must not keep a whole list from leaving.
const LONGEST_CELL: usize = 32_000;

fn cut(cell: String) -> String {
    match cell.char_indices().nth(LONGEST_CELL) {
        Some((end, _)) => format!("{}……（其余见系统）", &cell[..end]),
        None => cell,
    }
}

impl Out {
    fn end(self) -> Result<File> {
        let mut file = match self {
            Out::Xlsx(export, mut file) => {
                export.finish(&mut file)?;
                file
            }
            Out::Csv(export, file) => {
                export.finish()?;
                file
            }
        };
        file.rewind()?;
        Ok(file)
    }
}
