//! How much of an untrusted file is read before we stop.

use std::{fmt, sync::Arc};

use crate::{Isolation, ReadError};

/// Bounds on one workbook. [`Limits::default`] fits a roster of a million people.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes that all parts of a zip container may declare together (default 1 GiB).
    /// No part may inflate to more than it declares.
    pub inflated_bytes: u64,
    /// How many times larger than the file the parts may be (default 200); containers
    /// declaring less than [`Limits::ratio_floor`] are never refused for it.
    pub ratio: u64,
    /// Bytes below which the ratio is not looked at (default 8 MiB).
    pub ratio_floor: u64,
    /// Bytes of a file that has to be read whole: `.xls`, `.et`, `.ods` (default 64 MiB).
    pub whole_bytes: u64,
    /// Rows with content in one sheet (default 1,048,576).
    pub rows: u32,
    /// Rightmost column with content (default 256).
    pub columns: u32,
    /// Cells with content in one sheet (default 100 million).
    pub cells: u64,
    /// Characters in one cell, in UTF-16 units as Excel counts (default 32,767).
    pub text_chars: usize,
    /// Bytes of the shared-string table in memory (default 256 MiB).
    pub strings_bytes: usize,
    /// Merged areas kept (default 10,000; more are not reported).
    pub merged: usize,
    /// Asked about every 64 KiB whether to go on.
    pub cancel: Cancel,
    /// Where formats are read whose reader these limits cannot bound (default: nowhere).
    pub isolation: Isolation,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            inflated_bytes: 1 << 30,
            ratio: 200,
            ratio_floor: 8 << 20,
            whole_bytes: 64 << 20,
            rows: 1_048_576,
            columns: 256,
            cells: 100_000_000,
            text_chars: 32_767,
            strings_bytes: 256 << 20,
            merged: 10_000,
            cancel: Cancel::default(),
            isolation: Isolation::default(),
        }
    }
}

impl Limits {
    /// Whether a piece of text of so many bytes may stand in one cell. Cheap for short text.
    pub(crate) fn text_fits(&self, text: &[u8]) -> bool {
        // One UTF-16 unit takes one to three bytes of UTF-8.
        text.len() <= self.text_chars
            || (text.len() <= self.text_chars.saturating_mul(3)
                && String::from_utf8_lossy(text).encode_utf16().count() <= self.text_chars)
    }

    /// Bytes of one tag or run of text that are held at once: a full cell whose every
    /// character is written as an entity.
    pub(crate) fn token_bytes(&self) -> usize {
        self.text_chars.saturating_mul(10).max(64 << 10)
    }
}

/// A question asked now and then: should the reading stop, for instance because its time is up?
#[derive(Clone, Default)]
pub struct Cancel(Option<Arc<dyn Fn() -> bool + Send + Sync>>);

impl Cancel {
    /// Stops the reading with [`ReadError::Cancelled`] once `stop` answers true.
    pub fn when(stop: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(stop)))
    }

    pub(crate) fn check(&self) -> Result<(), ReadError> {
        match &self.0 {
            Some(stop) if stop() => Err(ReadError::Cancelled),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Cancel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Cancel(asked)" } else { "Cancel(never)" })
    }
}
