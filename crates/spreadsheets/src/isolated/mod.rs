//! Formats whose reader must hold a sheet whole are read by a child process under limits of memory and time: a hostile file
//! ends the child, not the service. The parent streams the file in and rows out; nothing touches the disk.

mod child;
mod parent;
mod wire;

use std::path::PathBuf;

pub use child::serve;
pub(crate) use parent::Isolated;

/// Where `.xls`, `.et` and `.ods` are read: see [`crate::Format::needs_isolation`].
#[derive(Clone, Debug, Default)]
pub enum Isolation {
    /// Nowhere: such files are refused.
    #[default]
    Refused,
    /// In a child process.
    Child(Helper),
    /// In this very process: for the child itself, and for tests on files of our own.
    Here,
}

/// The program that reads for us: one that calls [`serve`]. The number of the sheet (from 0) comes as its last argument; it
/// is left out when only the names of the sheets are wanted.
#[derive(Clone, Debug)]
pub struct Helper {
    /// The program.
    pub program: PathBuf,
    /// What stands before the sheet's number.
    pub arguments: Vec<&'static str>,
}
