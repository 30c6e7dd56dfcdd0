//! What commands print. Somebody who closes the pipe early has read enough.

use serde::Serialize;
use std::{
    fmt::Display,
    io::{Write, stderr, stdout},
};
use tracing_subscriber::EnvFilter;

/// One line for the person or the program that asked.
pub(crate) fn say(line: impl Display) {
    let _ = writeln!(stdout(), "{line}");
}

/// A value as JSON.
pub(crate) fn json(value: &impl Serialize) {
    let mut out = stdout().lock();
    let _ = serde_json::to_writer_pretty(&mut out, value).map_err(std::io::Error::from).and_then(|()| writeln!(out));
}

/// One line on what is wrong.
pub(crate) fn complain(line: impl Display) {
    let _ = writeln!(stderr(), "{line}");
}

/// Starts the program's log: JSON lines on the standard error, from `info` up unless `RUST_LOG` says otherwise.
pub(crate) fn log() {
    let level = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(level).with_writer(stderr);
    // A log that runs already serves as well.
    let _ = log.try_init();
}
