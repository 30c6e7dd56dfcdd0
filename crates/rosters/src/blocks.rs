//! The sealed blocks of a version, read a batch at a time and opened off the runtime.

use crate::{App, Error, Result};
use domain::ids::RosterVersionId;
use std::sync::Arc;
use storage::rosters::blocks::{self, Block};
use vault::Vault;

/// Blocks in memory at a time.
const BATCH: usize = 64;

/// Goes through a version's blocks in their order: `take` opens one and adds to what was found so far.
///
/// # Errors
/// The database is away; what `take` returns.
pub(crate) async fn fold<T: Send + 'static>(
    app: &App,
    version: RosterVersionId,
    mut found: T,
    take: impl Take<T>,
) -> Result<T> {
    let (take, mut after) = (Arc::new(take), 0);
    loop {
        let blocks = blocks::after(app.db().reader(), version, after, BATCH as u64).await?;
        let Some(last) = blocks.last() else { return Ok(found) };
        after = last.no;
        found = opened(app, blocks, found, take.clone()).await?;
    }
}

/// As [`fold`], through some of a version's blocks by their numbers.
///
/// # Errors
/// As [`fold`].
pub(crate) async fn fold_these<T: Send + 'static>(
    app: &App,
    version: RosterVersionId,
    numbers: Vec<i64>,
    mut found: T,
    take: impl Take<T>,
) -> Result<T> {
    let take = Arc::new(take);
    for some in numbers.chunks(BATCH) {
        let blocks = blocks::these(app.db().reader(), version, some).await?;
        found = opened(app, blocks, found, take.clone()).await?;
    }
    Ok(found)
}

/// Opens a block and adds to what was found.
pub(crate) trait Take<T>: Fn(&Vault, &Block, &mut T) -> Result<()> + Send + Sync + 'static {}

impl<T, F: Fn(&Vault, &Block, &mut T) -> Result<()> + Send + Sync + 'static> Take<T> for F {}

async fn opened<T: Send + 'static>(app: &App, blocks: Vec<Block>, mut found: T, take: Arc<impl Take<T>>) -> Result<T> {
    let vault = app.vault().clone();
    let taking = tokio::task::spawn_blocking(move || -> Result<T> {
        for block in &blocks {
            take(&vault, block, &mut found)?;
        }
        Ok(found)
    });
    taking.await.map_err(|error| Error::Internal(error.to_string()))?
}
