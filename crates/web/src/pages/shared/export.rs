//! A list as the file that was made of it: sent from the disk, piece by piece.

use crate::pages::unit::{attachment, body_of, media_type};
use app::{App, exports::Format};
use axum::response::Response;

/// Sends a list as a file of this name, with the day behind it.
pub(crate) fn export(app: &App, name: &str, format: Format, file: std::fs::File) -> Response {
    let (end, kind) = match format {
        Format::Xlsx => ("xlsx", media_type("xlsx")),
        Format::Csv => ("csv", "text/csv; charset=utf-8"),
    };
    attachment(&format!("{name}-{}.{end}", app.today()), kind, body_of(file))
}
