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

/// Bytes of pages kept at most: whoever asks for ever other pages has them drawn each time.
const MOST: usize = 16 * 1024 * 1024;

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
        if pages.as_of != Some(as_of) {
            *pages = Pages { as_of: Some(as_of), ..Pages::default() };
        }
        if pages.bytes + page.body.len() <= MOST {
            pages.bytes += page.body.len();
            pages.by_address.insert(address, page);
        }
    }
}

/// Answers with the page kept, or keeps the one that is drawn. Whoever sends a cookie may be signed in or have a sentence
/// to be shown, and is answered by the page itself.
pub(super) async fn answer(request: Request, next: Next) -> Response {
    let known = (request.extensions().get::<Kept>().cloned(), request.extensions().get::<Caller>().cloned());
    let (Some(kept), Some(caller)) = known else { return next.run(request).await };
    if request.method() != Method::GET || request.headers().contains_key(header::COOKIE) || caller.who.is_some() {
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
