//! `zihao policy`: the rules laid open, and the naming rule asked.

use crate::{
    failure::Done,
    installation,
    output::{json, say},
    settings::Settings,
};
use clap::Subcommand;
use domain::{
    brand_name::Scope,
    builtin,
    policy::{Policy, Setting},
};
use std::{process::ExitCode, sync::Arc};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 列出现行政策的全部规则、条款号和本市设定
    Show {
        /// 以 JSON 输出
        #[arg(long)]
        json: bool,
    },
    /// 按 3.2 核对品牌名称，以 JSON 输出
    Name {
        /// 品牌名称
        name: String,
        /// 培育单位全称；联合品牌可写多次
        #[arg(long = "unit", value_name = "单位")]
        units: Vec<String>,
        /// 地域不限于本市
        #[arg(long)]
        nationwide: bool,
    },
}

pub(crate) async fn run(settings: &Settings, command: &Command) -> Done {
    match command {
        Command::Show { json: as_json } => {
            let policy = current(settings).await?;
            let rules: Vec<&Setting> = policy.settings().collect();
            if *as_json {
                json(&rules);
            } else {
                show(&policy, &rules);
            }
        }
        Command::Name { name, units, nationwide } => {
            let units: Vec<&str> = units.iter().map(|unit| unit.trim()).filter(|unit| !unit.is_empty()).collect();
            let scope = if *nationwide { Scope::Nationwide } else { Scope::City };
            json(&builtin::naming_rule().check(name, &units, scope));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The newest version of the data folder where there is one, else the one the program carries.
async fn current(settings: &Settings) -> Done<Arc<Policy>> {
    if installation::exists(settings) {
        Ok(installation::open(settings).await?.policies().current().1.clone())
    } else {
        Ok(Arc::new(builtin::policy()))
    }
}

fn show(policy: &Policy, rules: &[&Setting]) {
    say(format!("{}（{}）", policy.identity.title, policy.identity.number));
    for rule in rules {
        let origin = if rule.local_setting { "本市设定" } else { "" };
        say(format!("{}\t{}\t{}\t{}\t{origin}", rule.clause, rule.key, rule.label, rule.value));
    }
}
