//! What the program does by itself: checkpoints of the record, and clearing away what is over.

use crate::{failure::Done, installation, output, settings::Settings};
use app::{App, attachments, rosters, sessions};
use std::{process::ExitCode, time::Duration};
use tokio::{
    signal::unix::{SignalKind, signal},
    time::{MissedTickBehavior, interval},
};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

pub(crate) async fn run(settings: &Settings) -> Done {
    output::log();
    let app = installation::open(settings).await?;
    tokio::select! {
        never = forever(&app) => match never {},
        () = asked_to_stop() => {}
    }
    app.db().clone().close().await?;
    Ok(ExitCode::SUCCESS)
}

/// Works at once and then by the minute, the hour and the day. What fails is logged and tried again next time.
pub(crate) async fn forever(app: &App) -> std::convert::Infallible {
    let (mut minutely, mut hourly, mut daily) = (interval(MINUTE), interval(HOUR), interval(DAY));
    minutely.set_missed_tick_behavior(MissedTickBehavior::Skip);
    hourly.set_missed_tick_behavior(MissedTickBehavior::Skip);
    daily.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            _ = minutely.tick() => if let Err(error) = rosters::search_pending_signs(app).await {
                tracing::error!(%error, "filed rosters were not searched for signs");
            },
            _ = hourly.tick() => if let Err(error) = installation::checkpoint(app).await {
                tracing::error!(%error, "no checkpoint was taken");
            },
            _ = daily.tick() => if let Err(error) = clean(app).await {
                tracing::error!(%error, "what is left over was not cleared away");
            },
        }
    }
}

/// Clears away what is over: stored files that no row names, uploads nobody committed, sessions that ended.
async fn clean(app: &App) -> app::Result<()> {
    let files = attachments::sweep(app).await?;
    let uploads = rosters::sweep_imports(app).await?;
    let sessions = sessions::sweep(app).await?;
    tracing::info!(files = files.files, bytes = files.bytes, uploads, sessions, "cleared away");
    Ok(())
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
