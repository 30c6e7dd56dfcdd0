//! The built program, as an operator or a script runs it.

mod backup;
mod calendar;
mod demo;
mod formats;
mod policy;
mod roster;
mod serve;

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};
use tempfile::TempDir;

/// A data folder of its own, and the program run on it.
struct Installation {
    folder: TempDir,
}

impl Installation {
    fn new() -> Installation {
        Installation { folder: TempDir::new().expect("a folder for the test") }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command on the folder `data`.
    fn run(&self, words: &[&str]) -> Ran {
        self.run_on(&self.path("data"), words)
    }

    fn run_on(&self, data: &Path, words: &[&str]) -> Ran {
        Ran(self.command(data).args(words).output().expect("the program runs"))
    }

    /// The program with only the settings a test gives it.
    fn command(&self, data: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zihao"));
        for setting in
            ["LISTEN", "DATABASE_URL", "KEYS", "PUBLIC_URL", "TRUSTED_PROXY", "FORMS_PER_HOUR", "QUESTIONS_PER_MINUTE"]
        {
            command.env_remove(format!("ZIHAO_{setting}"));
        }
        command.env("ZIHAO_DATA", data);
        command
    }
}

/// What a command did.
#[derive(Debug)]
struct Ran(Output);

impl Ran {
    fn code(&self) -> i32 {
        self.0.status.code().expect("the program ended by itself")
    }

    fn said(&self) -> &str {
        std::str::from_utf8(&self.0.stdout).expect("text")
    }

    fn complained(&self) -> &str {
        std::str::from_utf8(&self.0.stderr).expect("text")
    }

    #[track_caller]
    fn well(self) -> Ran {
        assert_eq!(self.code(), 0, "{}{}", self.said(), self.complained());
        self
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_str(self.said()).expect("JSON")
    }
}
