//! The sentence that one page leaves for the next: it comes in a cookie and goes as soon as a page has shown it.

use super::Config;
use app::App;
use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use domain::ids::AccountId;
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};
use tower_sessions::cookie::{Cookie, SameSite, time::Duration};

/// A sentence that no page has shown for so long says nothing any more.
const LASTS: Duration = Duration::minutes(5);

/// The sentence that came with a request, and the one it leaves.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flash(Arc<Sentences>);

#[derive(Debug, Default)]
struct Sentences {
    carried: Option<String>,
    shown: AtomicBool,
    left: Mutex<Option<String>>,
}

impl Flash {
    pub(super) fn of(headers: &HeaderMap, config: &Config) -> Flash {
        let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|cookies| cookies.to_str().ok());
        let mut cookies = cookies.flat_map(Cookie::split_parse).flatten();
        let carried = cookies.find(|cookie| cookie.name() == name(config)).map(|cookie| cookie.value().to_owned());
        Flash(Arc::new(Sentences { carried, ..Sentences::default() }))
    }

    /// The sentence that came, to be shown now.
    pub(super) fn show(&self, app: &App, reader: Option<AccountId>) -> Option<String> {
        let carried = self.0.carried.as_ref()?;
        self.0.shown.store(true, Ordering::Relaxed);
        app::flash::open(app, reader, carried)
    }

    pub(super) fn leave(&self, sentence: String) {
        *self.0.left.lock().unwrap_or_else(PoisonError::into_inner) = Some(sentence);
    }

    /// Sends the sentence left with the answer; forgets one that was shown.
    pub(super) fn settle(&self, app: &App, reader: Option<AccountId>, config: &Config, response: &mut Response) {
        let left = self.0.left.lock().unwrap_or_else(PoisonError::into_inner).take();
        let cookie = match left.and_then(|sentence| app::flash::seal(app, reader, &sentence)) {
            Some(sealed) => Cookie::build((name(config), sealed)).max_age(LASTS),
            None if self.0.shown.load(Ordering::Relaxed) => Cookie::build((name(config), "")).max_age(Duration::ZERO),
            None => return,
        };
        let cookie = cookie.path("/").http_only(true).secure(config.is_https()).same_site(SameSite::Lax).build();
        if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
}

fn name(config: &Config) -> &'static str {
    if config.is_https() { "__Host-zihao-said" } else { "zihao-said" }
}
