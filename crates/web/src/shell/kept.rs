//! Public pages are drawn once for everybody not signed in and kept until something changes: the log grows, rules are
//! loaded, a new day begins.

use super::{Caller, Fail};
use app::AsOf;
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex, PoisonError},
};

/// Bytes of pages kept at most, with their addresses and headers; what would be more begins anew, so that whoever asks for
/// ever other pages keeps none from being kept.
const MOST: usize = 16 * 1024 * 1024;
/// About what a page takes beside its body and address.
const BESIDE: usize = 1024;

/// A page as it was drawn.
#[derive(Clone, Debug)]
struct Page {
    headers: HeaderMap,
    body: Bytes,
}

#[derive(Debug, Default)]
struct Pages {
    as_of: Option<AsOf>,
    bytes: usize,
    by_address: HashMap<String, Page>,
}

/// The pages kept.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept(Arc<Mutex<Pages>>);

impl Kept {
    fn get(&self, as_of: AsOf, address: &str) -> Option<Page> {
        let pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.by_address.get(address).filter(|_| pages.as_of == Some(as_of)).cloned()
    }

    fn put(&self, as_of: AsOf, address: String, page: Page) {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = BESIDE + address.len() + page.body.len();
        if pages.as_of != Some(as_of) || pages.bytes + bytes > MOST {
            *pages = Pages { as_of: Some(as_of), ..Pages::default() };
        }
        pages.bytes += bytes;
        pages.by_address.insert(address, page);
    }
}

/// Answers with the page kept, or keeps the one that is drawn. Whoever sends a cookie may be signed in or have a sentence
/// to be shown, and is answered by the page itself.
pub(super) async fn answer(request: Request, next: Next) -> Response {
    let known = (request.extensions().get::<Kept>().cloned(), request.extensions().get::<Caller>().cloned());
    let (Some(kept), Some(caller)) = known else { return next.run(request).await };
    // What an address asks for has no end: only pages that ask for nothing are kept.
    let plain = request.method() == Method::GET && request.uri().query().is_none();
    if !plain || request.headers().contains_key(header::COOKIE) || caller.who.is_some() {
        return next.run(request).await;
    }
    let as_of = match app::as_of(&caller.app).await {
        Ok(as_of) => as_of,
        Err(error) => return Fail::from(error).into_response(),
    };
    let address = format!("{}{}", caller.origin, caller.uri);
    let asked = request.headers().get(header::IF_NONE_MATCH).cloned();
    if let Some(page) = kept.get(as_of, &address) {
        return sent(page, asked.as_ref());
    }
    let drawn = next.run(request).await;
    if drawn.status() != StatusCode::OK {
        return drawn;
    }
    let (parts, body) = drawn.into_parts();
    let Ok(body) = to_bytes(body, MOST).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let mut headers = parts.headers;
    headers.insert(header::ETAG, tag(&body));
    let page = Page { headers, body };
    kept.put(as_of, address, page.clone());
    sent(page, asked.as_ref())
}

/// Tells pages apart, for whoever has one; weak, because an answer may be compressed on its way.
fn tag(body: &Bytes) -> HeaderValue {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    HeaderValue::from_str(&format!("W/\"{:016x}\"", hasher.finish())).expect("hexadecimal digits")
}

/// The page, or that one of those the reader has is still right.
fn sent(page: Page, asked: Option<&HeaderValue>) -> Response {
    let tag = page.headers.get(header::ETAG).and_then(|tag| tag.to_str().ok());
    let has = asked.and_then(|asked| asked.to_str().ok()).unwrap_or_default();
    let same = has.split(',').any(|has| Some(has.trim()) == tag);
    let (status, body) =
        if same { (StatusCode::NOT_MODIFIED, Body::empty()) } else { (StatusCode::OK, page.body.into()) };
    let mut response = (status, body).into_response();
    *response.headers_mut() = page.headers;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ever_other_addresses_take_no_more_and_push_nothing_out_for_good() {
        let today = chrono::NaiveDate::from_ymd_opt(2026, 3, 20).expect("a day");
        let as_of = AsOf { position: 1, edition: 1, today };
        let kept = Kept::default();
        let page = || Page { headers: HeaderMap::new(), body: Bytes::from(vec![b' '; 60_000]) };
        for host in 0..2_000 {
            kept.put(as_of, format!("http://{host}.{}/privacy", "x".repeat(4_000)), page());
            assert!(kept.0.lock().expect("nobody panicked").bytes <= MOST);
        }
        kept.put(as_of, "http://city/".to_owned(), page());
        assert!(kept.get(as_of, "http://city/").is_some());
    }
}
