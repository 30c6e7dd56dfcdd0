//! `zihao read-workbook`: what the service starts to read a workbook whose reader could take all memory.

use crate::failure::{Done, Failure};
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// 工作表序号，从 0 起；不填则只列出工作表
    sheet: Option<usize>,
}

pub(crate) fn run(arguments: &Arguments) -> Done {
    spreadsheets::serve_reader(arguments.sheet).map_err(|error| Failure::new(error.to_string()))?;
    Ok(ExitCode::SUCCESS)
}
