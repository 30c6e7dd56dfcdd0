//! The sealed blocks of a version, read a batch at a time and opened off the runtime.

use crate::{App, Error, Result};
use domain::ids::RosterVersionId;
use std::sync::Arc;
use storage::rosters::blocks::{self, Block};
use vault::Vault;

/// Blocks in memory at a time.
const BATCH: u64 = 64;

/// Goes through a version's blocks in their order: `take` opens one and adds to what was found so far.
///
/// # Errors
/// The database is away; what `take` returns.
pub(crate) async fn fold<T: Send + 'static>(
    app: &App,
    version: RosterVersionId,
    mut found: T,
    take: impl Fn(&Vault, &Block, &mut T) -> Result<()> + Send + Sync + 'static,
) -> Result<T> {
    let (take, mut after) = (Arc::new(take), 0);
    loop {
        let blocks = blocks::after(app.db().reader(), version, after, BATCH).await?;
        let Some(last) = blocks.last() else { return Ok(found) };
        after = last.no;
        let (vault, take) = (app.vault().clone(), take.clone());
        let taking = tokio::task::spawn_blocking(move || -> Result<T> {
            for block in &blocks {
                take(&vault, block, &mut found)?;
            }
            Ok(found)
        });
        found = taking.await.map_err(|error| Error::Internal(error.to_string()))??;
    }
}
