//! `zihao roster compare`: fingerprints alone, between two installations.

use crate::{
    failure::{Done, Failure, io_words},
    installation,
    output::say,
    settings::Settings,
};
use app::comparisons::{self, Exchanged};
use clap::{Subcommand, ValueEnum};
use domain::roster;
use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Compare {
    /// 写出本市已提交花名册中人员的加密指纹，交给另一个城市
    Export {
        /// 台账
        #[arg(long, value_enum)]
        ledger: Ledger,
        /// 年度
        #[arg(long, value_parser = super::roster::years())]
        year: i32,
        /// 存放口令的文件；口令由双方约定，另行送达
        #[arg(long)]
        passphrase_file: PathBuf,
        /// 写到这个文件
        file: PathBuf,
    },
    /// 与另一个城市交来的指纹比对，两地都列入的人员转为待核
    Import {
        /// 对方城市，如 厦门市
        #[arg(long)]
        from: String,
        /// 存放口令的文件
        #[arg(long)]
        passphrase_file: PathBuf,
        /// 对方交来的文件
        file: PathBuf,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Ledger {
    /// 培训
    Training,
    /// 就业
    Employment,
}

pub(crate) async fn run(settings: &Settings, command: &Compare) -> Done {
    match command {
        Compare::Export { ledger, year, passphrase_file, file } => {
            let passphrase = read(passphrase_file)?;
            let app = installation::open(settings).await?;
            let ledger = match ledger {
                Ledger::Training => roster::Ledger::Training,
                Ledger::Employment => roster::Ledger::Employment,
            };
            let tokens = comparisons::export_tokens(&app, ledger, i64::from(*year), &passphrase).await?;
            let mut out = OpenOptions::new().write(true).create_new(true).open(file).map_err(|_| {
                Failure::new(format!("{} 已存在或不能写入，未作改动。请换一个文件名。", file.display()))
            })?;
            out.write_all(&tokens)?;
            say(format!("已写出 {}。口令请另行送达，不要与文件放在一起。", file.display()));
        }
        Compare::Import { from, passphrase_file, file } => {
            let (passphrase, tokens) = (read(passphrase_file)?, tokens(file)?);
            let app = installation::open(settings).await?;
            let Exchanged { theirs, ours, both, brands } =
                comparisons::import_tokens(&app, from, &passphrase, tokens).await?;
            say(format!(
                "{from} {theirs} 人，本市 {ours} 人，两地都列入 {both} 人，涉及 {brands} 个品牌，已转为待核。"
            ));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn read(passphrase: &Path) -> Result<String, Failure> {
    fs::read_to_string(passphrase)
        .map_err(|error| Failure::new(format!("口令文件 {} 读不出：{}。", passphrase.display(), io_words(&error))))
}

fn tokens(file: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(file).map_err(|error| Failure::new(format!("指纹文件 {} 读不出：{}。", file.display(), io_words(&error))))
}
