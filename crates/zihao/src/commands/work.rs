//! What the program does by itself: checkpoints of the record, stored files that nobody names.

use crate::{failure::Done, house, output, settings::Settings};
use app::{App, attachments};
use std::{process::ExitCode, time::Duration};
use tokio::{
    signal::unix::{SignalKind, signal},
    time::{MissedTickBehavior, interval},
};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

pub(crate) async fn run(settings: &Settings) -> Done {
    output::log();
    let app = house::open(settings).await?;
    tokio::select! {
        never = forever(&app) => match never {},
        () = asked_to_stop() => {}
    }
    app.db().clone().close().await?;
    Ok(ExitCode::SUCCESS)
}

/// Works at once and then by the hour and the day. What fails is logged and tried again next time.
pub(crate) async fn forever(app: &App) -> std::convert::Infallible {
    let (mut hourly, mut daily) = (interval(HOUR), interval(DAY));
    hourly.set_missed_tick_behavior(MissedTickBehavior::Skip);
    daily.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            _ = hourly.tick() => if let Err(error) = house::checkpoint(app).await {
                tracing::error!(%error, "no checkpoint was taken");
            },
            _ = daily.tick() => match attachments::sweep(app).await {
                Ok(swept) if swept.files > 0 => tracing::info!(files = swept.files, bytes = swept.bytes, "swept"),
                Ok(_) => {}
                Err(error) => tracing::error!(%error, "stored files were not swept"),
            },
        }
    }
}

/// Ends when an operator or the system asks the program to.
pub(crate) async fn asked_to_stop() {
    let mut terminate = signal(SignalKind::terminate()).expect("the runtime takes signals");
    tokio::select! {
        _ = terminate.recv() => {}
        // An error means that there is no keyboard to interrupt from.
        Ok(()) = tokio::signal::ctrl_c() => {}
    }
}
