//! `zihao serve`: the pages, and what the program does by itself.

use super::work;
use crate::{
    demo,
    failure::{Done, Failure, io_words},
    installation,
    output::{self, say},
    settings::Settings,
};
use app::rosters;
use clap::Args;
use std::process::ExitCode;
use tokio::net::TcpListener;
use web::Config;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// 不做后台工作，由另一个 zihao work 来做
    #[arg(long)]
    no_work: bool,
}

pub(crate) async fn run(settings: &Settings, arguments: &Arguments) -> Done {
    output::log();
    let app = installation::open_or_found(settings).await?;
    installation::checkpoint(&app).await?;
    // Checks of rosters that the last stop interrupted.
    rosters::resume_checks(&app).await?;
    let listener = TcpListener::bind(settings.listen).await.map_err(|error| {
        Failure::new(format!("无法监听 {}（ZIHAO_LISTEN）：{}。", settings.listen, io_words(&error)))
    })?;
    let worker = (!arguments.no_work).then(|| {
        let app = app.clone();
        tokio::spawn(async move { work::forever(&app).await })
    });
    if let Some(sign_ins) = demo::sign_ins(settings)? {
        demo::tell(&sign_ins);
    }
    say(format!("字号已启动：http://{}", listener.local_addr()?));
    let config = Config {
        public_url: settings.public_url.clone(),
        trusted_proxy: settings.trusted_proxy,
        limits: settings.limits,
    };
    web::serve(app.clone(), listener, config, work::asked_to_stop()).await?;
    if let Some(worker) = worker {
        worker.abort();
    }
    installation::checkpoint(&app).await?;
    app.db().clone().close().await?;
    Ok(ExitCode::SUCCESS)
}
