//! What pages are drawn from now, and what is kept until that changes.

use crate::{App, AsOf, Result};

/// What pages are drawn from now. Takes over what other programs have changed, at most once a second.
///
/// # Errors
/// The database is away.
pub async fn as_of(app: &App) -> Result<AsOf> {
    let changes = app.changes();
    let position = match changes.known() {
        Some(position) => position,
        None => {
            let begun = changes.begin();
            app.refresh_rules().await?;
            let position = storage::log::position(app.db().reader()).await?;
            changes.end(begun, position);
            position
        }
    };
    Ok(AsOf { position, edition: app.rules().edition, today: app.today() })
}

/// What is the same for everybody and dear to read, read once until something changes. One value of a type is kept: who
/// keeps something makes a type for it.
///
/// # Errors
/// The database is away.
pub async fn while_unchanged<T>(app: &App, read: impl Future<Output = Result<T>>) -> Result<T>
where
    T: Clone + Send + Sync + 'static,
{
    // Asked before it is read: what is committed between the two is read anew the next time.
    let as_of = as_of(app).await?;
    if let Some(kept) = app.changes().kept(as_of) {
        return Ok(kept);
    }
    let value = read.await?;
    app.changes().keep(as_of, T::clone(&value));
    Ok(value)
}
