//! One sentence on what was done, for the next page: the browser itself carries it, under seal, so that showing it writes
//! nothing and nobody else can put words on a page.

use crate::App;
use domain::ids::AccountId;
use vault::{Context, Field};

const SENTENCE: Field = Field::new("cookie", "sentence");
/// A cookie holds 4,096 bytes, two for each of ours; no sentence comes near.
const LONGEST: usize = 1500;

/// The sentence as the browser carries it for its reader; none where it is too long for a cookie.
#[must_use]
pub fn seal(app: &App, reader: Option<AccountId>, sentence: &str) -> Option<String> {
    let sealed = app.vault().seal_text(place(reader), sentence, &mut *app.chance().get());
    (sealed.len() <= LONGEST).then(|| hex::encode(sealed))
}

/// The sentence that a browser brings: what was left for this reader, or for anybody before they signed in.
#[must_use]
pub fn open(app: &App, reader: Option<AccountId>, carried: &str) -> Option<String> {
    let sealed = hex::decode(carried).ok()?;
    let opened = |reader| app.vault().open_text(place(reader), &sealed).ok().map(|sentence| sentence.to_string());
    opened(reader).or_else(|| opened(None))
}

fn place(reader: Option<AccountId>) -> Context {
    SENTENCE.row(reader.map_or(0, |account| account.0))
}
