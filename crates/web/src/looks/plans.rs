//! What a page asks is found along an index, whichever statement asks it.

use super::Watched;
use std::collections::BTreeSet;
use storage::plans::astray;

#[tokio::test]
async fn whatever_a_page_asks_goes_along_an_index() {
    let mut watched = Watched::crowded().await;
    let db = watched.story.city.app.db().clone();
    if db.is_postgres() {
        return;
    }
    let pages = watched.pages();
    watched.said();
    for (_, browser) in &mut watched.browsers {
        for (_, path) in &pages {
            browser.get(path).await;
        }
    }
    let said: BTreeSet<String> = watched.said().into_iter().filter(|sql| sql.starts_with("SELECT")).collect();
    assert!(said.len() > 150, "{} statements", said.len());
    let found = astray(&db, &said).await;
    assert!(found.is_empty(), "{} of {}:\n{}", found.len(), said.len(), found.join("\n"));
}
