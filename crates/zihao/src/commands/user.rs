//! `zihao user`: accounts opened at the server itself, the first administrator's above all.

use crate::{
    failure::{Done, Failure},
    installation,
    output::say,
    settings::Settings,
};
use app::{
    App, Error,
    accounts::{self, Invitation, NewAccount, offices},
    sentences,
};
use clap::{Args, Subcommand};
use domain::{access::Role, ids::OfficeId, policy::Step};
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 开通账号，给出一次性链接
    Add(Add),
    /// 重新给出一次性链接，原密码作废
    Reset {
        /// 登录账号
        login: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// 角色：county、city、expert、finance、auditor、admin
    #[arg(long, value_parser = role)]
    role: Role,
    /// 登录账号
    #[arg(long)]
    login: String,
    /// 姓名
    #[arg(long)]
    name: String,
    /// 机构全称；系统管理员不填
    #[arg(long)]
    office: Option<String>,
    /// 科室
    #[arg(long, default_value = "")]
    section: String,
    /// 岗位
    #[arg(long, default_value = "")]
    post: String,
    /// 办理环节：draft、check、approve，多个用逗号分开
    #[arg(long, value_delimiter = ',', value_parser = step)]
    steps: Vec<Step>,
}

pub(crate) async fn run(settings: &Settings, command: &Command) -> Done {
    let app = installation::open(settings).await?;
    let invitation = match command {
        Command::Add(add) => open(&app, add).await,
        Command::Reset { login } => accounts::reset_from_server(&app, login).await,
    };
    let invitation = invitation.map_err(|error| match error {
        Error::NotFound => Failure::new("没有这个账号。请核对登录账号。"),
        other => other.into(),
    })?;
    tell(settings, &invitation);
    Ok(ExitCode::SUCCESS)
}

async fn open(app: &App, add: &Add) -> Result<Invitation, Error> {
    offices::enter_from_policy(app, None).await?;
    let new = NewAccount {
        login: add.login.clone(),
        name: add.name.clone(),
        role: add.role,
        office: office(app, add.office.as_deref()).await?,
        section: add.section.clone(),
        post: add.post.clone(),
        steps: add.steps.clone(),
        stands_in_for: None,
    };
    accounts::open_from_server(app, new).await
}

async fn office(app: &App, name: Option<&str>) -> Result<Option<OfficeId>, Error> {
    let Some(name) = name else { return Ok(None) };
    let offices = offices::list(app).await?;
    match offices.iter().find(|office| office.name == name.trim()) {
        Some(office) => Ok(Some(office.id)),
        None => {
            let known: Vec<_> = offices.iter().map(|office| office.name.as_str()).collect();
            Err(Error::field("office", format!("没有机构“{name}”。现有机构：{}。", known.join("、"))))
        }
    }
}

fn tell(settings: &Settings, invitation: &Invitation) {
    let origin = settings.public_url.clone().unwrap_or_else(|| format!("http://{}", settings.listen));
    say(format!("{}/password/{}", origin.trim_end_matches('/'), invitation.token));
    let until = sentences::full_moment(invitation.expires_at);
    say(format!("请把链接当面交给本人，用它设置密码。链接只能用一次，{until}前有效。"));
}

fn role(code: &str) -> Result<Role, String> {
    Role::parse(code).ok_or_else(|| "应为 county、city、expert、finance、auditor 或 admin".to_owned())
}

fn step(code: &str) -> Result<Step, String> {
    let steps = [Step::Draft, Step::Check, Step::Approve];
    steps.into_iter().find(|step| step.code() == code).ok_or_else(|| "应为 draft、check 或 approve".to_owned())
}
