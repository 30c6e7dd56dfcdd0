//! Forms sent twice: the second waits for the first and is answered like it, on whatever page and at whatever moment.
//!
//! A form is done to its end even where the browser has hung up, as browsers do on a second click. What claims its key,
//! and so what holds across programs over one database, is the transaction: see `app::once`.

use super::{Caller, Fail, Submitted, Typed, Web, fail, way_back};
use crate::{
    frame::{Frame, Link},
    page::{self, StalePage},
};
use app::once::{self, Earlier, Sending};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};
use tokio::{
    sync::{Mutex as Queue, OwnedMutexGuard},
    task::AbortHandle,
};
use tracing::Instrument;

/// How often what a form does may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Does {
    /// Once: a second sending is answered like the first, and one with other words is told that the first was taken.
    Once,
    /// It keeps what was typed: the same words once, other words from the same page as something new.
    Keeps,
    /// As often as it comes: a second one would double nothing.
    Anew,
}

/// The longest key a form may carry: ours are 64 characters.
const LONGEST_KEY: usize = 128;
/// The largest page kept for a twin that waits.
const LARGEST_PAGE: usize = 4 << 20;

/// An answer as it went to the first sending.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

type Flight = Queue<Option<Given>>;

/// The forms that are being done now, by key: who comes with the same waits.
#[derive(Debug, Default)]
pub(crate) struct Flights(Mutex<HashMap<String, Weak<Flight>>>);

impl Flights {
    async fn turn(&self, key: &str) -> OwnedMutexGuard<Option<Given>> {
        let flight = {
            let mut flights = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            flights.retain(|_, flight| flight.strong_count() > 0);
            let known = flights.get(key).and_then(Weak::upgrade);
            known.unwrap_or_else(|| {
                let new = Arc::new(Flight::default());
                flights.insert(key.to_owned(), Arc::downgrade(&new));
                new
            })
        };
        flight.lock_owned().await
    }
}

/// A form's turn among those of the same key.
#[derive(Debug, Default)]
pub(crate) struct Turn {
    sending: Arc<Sending>,
    guard: Mutex<Option<OwnedMutexGuard<Option<Given>>>>,
}

/// Ends a request whose sender has gone before the form was read; one that was read is done to its end.
struct Running(AbortHandle, Arc<Turn>);

impl Drop for Running {
    fn drop(&mut self) {
        if self.1.sending.key().is_none() {
            self.0.abort();
        }
    }
}

/// Lets what a form does come to its end, and its answer be kept, when the browser has stopped waiting.
pub(crate) async fn to_its_end(mut request: Request, next: Next) -> Response {
    if request.method() != Method::POST {
        return next.run(request).await;
    }
    let turn = Arc::new(Turn::default());
    request.extensions_mut().insert(turn.clone());
    let work = tokio::spawn(async move { next.run(request).await }.instrument(tracing::Span::current()));
    let _running = Running(work.abort_handle(), turn);
    match work.await.map_err(tokio::task::JoinError::try_into_panic) {
        Ok(response) => response,
        Err(Ok(panic)) => std::panic::resume_unwind(panic),
        Err(Err(_)) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

impl Turn {
    /// The caller whose verbs claim the form's key, and end with the session that it came by.
    pub(crate) fn of(&self, caller: Caller) -> Caller {
        if let Some(id) = caller.session.as_ref().and_then(tower_sessions::Session::id) {
            self.sending.comes_by(app::sessions::digest(&caller.app, &id.to_string()));
        }
        Caller { app: caller.app.sent_by(self.sending.clone()), ..caller }
    }

    /// The form was read: waits for those of the same key, and goes no further where one of them was done.
    pub(crate) async fn comes(&self, web: &Web, caller: &Caller, does: Does, form: &Submitted) -> Result<(), Fail> {
        let key = match (does, form.text("key")) {
            (Does::Anew, _) => return Ok(()),
            (_, key) if key.is_empty() || key.len() > LONGEST_KEY => return Err(Fail::Keyless),
            (Does::Once, key) => key.to_owned(),
            (Does::Keeps, key) => format!("{key}\n{:x}", form.mark(&caller.app)),
        };
        let who = caller.who.as_ref().map(|who| who.actor.account);
        self.sending.read(&caller.app, who, caller.uri.path(), &key, form.mark(&caller.app));
        let Some(key) = self.sending.key() else { return Ok(()) };
        let guard = web.flights.turn(key).await;
        let Some(earlier) = once::earlier(&caller.app, &self.sending).await? else {
            *self.guard.lock().unwrap_or_else(PoisonError::into_inner) = Some(guard);
            return Ok(());
        };
        let given = guard.clone().filter(|_| earlier.same);
        Err(Fail::Repeated(Box::new(match given {
            Some(given) => Repeated::Now(given),
            None => Repeated::Before(earlier),
        })))
    }

    /// The form has its answer: keeps it for those that come with the same key, lets the key go where the work was refused,
    /// and answers like a twin that another program was faster with.
    pub(crate) async fn settle(&self, caller: &Caller, typed: &Typed, response: Response) -> Response {
        let guard = self.guard.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(mut guard) = guard else { return response };
        let (app, sending, status) = (&caller.app, &self.sending, response.status());
        let refused = status.is_client_error() || status.is_server_error();
        let settled = match (sending.is_claimed(), refused) {
            (true, false) => once::answered(app, sending, location(&response)).await,
            (true, true) if status.is_client_error() => once::release(app, sending).await,
            (false, true) => match once::earlier(app, sending).await {
                Ok(Some(earlier)) => return Repeated::Before(earlier).answer(caller, typed),
                outcome => outcome.map(|_| ()),
            },
            _ => Ok(()),
        };
        if let Err(error) = settled {
            tracing::warn!(%error, "what a form came to could not be kept for a second sending");
        }
        let twins_wait = Arc::strong_count(OwnedMutexGuard::mutex(&guard)) > 1;
        if !(sending.is_claimed() && !refused && twins_wait) {
            return response;
        }
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, LARGEST_PAGE).await.unwrap_or_default();
        *guard = Some(Given { status: parts.status, headers: parts.headers.clone(), body: body.clone() });
        Response::from_parts(parts, Body::from(body))
    }
}

fn location(response: &Response) -> &str {
    response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default()
}

/// What a form that was sent again is answered.
#[derive(Debug)]
pub(crate) enum Repeated {
    /// The first was under way: the same answer.
    Now(Given),
    /// The first was done before.
    Before(Earlier),
}

impl Repeated {
    /// The same way as the first; where there is none to be known, or other words were typed, a page that says so.
    pub(crate) fn answer(&self, caller: &Caller, typed: &Typed) -> Response {
        let earlier = match self {
            Repeated::Now(given) => {
                let headers = given.headers.clone();
                return (given.status, headers, given.body.clone()).into_response();
            }
            Repeated::Before(earlier) => earlier,
        };
        match earlier.answer.as_deref().filter(|to| !to.is_empty()) {
            Some(to) if earlier.same => Redirect::to(to).into_response(),
            to => page::stale(&done_already(caller, typed, to, earlier.same)),
        }
    }
}

/// Says that the form was done, with what was typed this time and the way to what came of it.
fn done_already(caller: &Caller, typed: &Typed, to: Option<&str>, same: bool) -> StalePage {
    let line = if same {
        "这份表单已经提交过，不会重复办理。只显示一次的内容（如密码、链接）没有看到的，请打开原来的页面重新办理。"
    } else {
        "这份表单已经提交过一次，这次的内容没有保存。要改动或另外提交，请重新打开页面填写。"
    };
    let back = to.map_or_else(|| way_back::of(caller), str::to_owned);
    StalePage {
        frame: Frame { ..caller.frame(caller.home(), "这份表单已经提交过") },
        lines: vec![line.into()],
        changes: Vec::new(),
        typed: if same { Vec::new() } else { fail::words(typed) },
        back: Link::new("查看现状", back),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::{Answer, Config, Routes, Who, answered};
    use app::{App, Error};
    use axum::{Router, http::Request};
    use std::sync::atomic::{AtomicU32, Ordering};
    use tokio::sync::Notify;
    use tower::ServiceExt;

    static DONE: AtomicU32 = AtomicU32::new(0);
    static DONE_SLOWLY: AtomicU32 = AtomicU32::new(0);
    static SHOWN: AtomicU32 = AtomicU32::new(0);
    static SHOWING: Notify = Notify::const_new();
    static SHOW: Notify = Notify::const_new();
    static BEGUN: Notify = Notify::const_new();
    static GO_ON: Notify = Notify::const_new();

    /// Claims the key and is still at work when the browser hangs up.
    async fn slow(caller: Caller, _: Submitted) -> Answer {
        caller.app.begin(None).await?.commit().await?;
        BEGUN.notify_one();
        GO_ON.notified().await;
        let n = DONE_SLOWLY.fetch_add(1, Ordering::Relaxed);
        Ok(Redirect::to(&format!("/done/{n}")).into_response())
    }

    /// Makes something shown on a page this once.
    async fn shown(caller: Caller, _: Submitted) -> Answer {
        caller.app.begin(None).await?.commit().await?;
        SHOWING.notify_one();
        SHOW.notified().await;
        Ok(format!("密码 {}", SHOWN.fetch_add(1, Ordering::Relaxed)).into_response())
    }

    /// Does one thing, and is refused the next where it is asked for.
    async fn in_two(caller: Caller, sent: Submitted) -> Answer {
        caller.app.begin(None).await?.commit().await?;
        match sent.text("next") {
            "refused" => Err(Error::field("next", "请改正。").into()),
            _ => Ok(Redirect::to(&format!("/done/{}", DONE.fetch_add(1, Ordering::Relaxed))).into_response()),
        }
    }

    fn router(app: &App) -> Router {
        let web = Web::new(app.clone(), Config::default());
        let routes = Routes::new()
            .sent(Does::Once, "/slow", Who::Everyone, slow)
            .sent(Does::Once, "/shown", Who::Everyone, shown)
            .sent(Does::Once, "/two", Who::Everyone, in_two)
            .sent(Does::Keeps, "/kept", Who::Everyone, in_two);
        answered(Router::new().merge(routes.into_router()), &web).with_state(web)
    }

    async fn post(router: &Router, path: &str, body: &str) -> (StatusCode, String) {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = request.body(Body::from(body.to_owned())).expect("a request");
        let response = router.clone().oneshot(request).await.expect("routers do not fail");
        (response.status(), location(&response).to_owned())
    }

    #[tokio::test]
    async fn a_form_is_done_to_its_end_though_the_browser_hangs_up_and_the_second_click_is_answered() {
        let city = crate::city::city().await;
        let router = router(&city.app);
        let first = tokio::spawn({
            let router = router.clone();
            async move { post(&router, "/slow", "key=k").await }
        });
        BEGUN.notified().await;
        first.abort();
        assert!(first.await.is_err(), "nobody waits for the first answer any more");
        let second = tokio::spawn({
            let router = router.clone();
            async move { post(&router, "/slow", "key=k").await }
        });
        GO_ON.notify_one();
        let (status, to) = second.await.expect("no panic");
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/done/0"));
        assert_eq!(post(&router, "/slow", "key=k").await.1, "/done/0", "and later");
        assert_eq!(DONE_SLOWLY.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn a_twin_that_waits_is_shown_the_page_shown_once_and_a_later_one_is_told() {
        let city = crate::city::city().await;
        let router = router(&city.app);
        let page = |router: Router| async move {
            let request = Request::post("/shown").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            let response = router.oneshot(request.body(Body::from("key=k")).expect("a request")).await;
            let response = response.expect("routers do not fail");
            let status = response.status();
            let body = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
            (status, String::from_utf8_lossy(&body).into_owned())
        };
        let first = tokio::spawn(page(router.clone()));
        SHOWING.notified().await;
        let mut twin = Box::pin(page(router.clone()));
        // Until it stands in the queue behind the first.
        let waits = tokio::time::timeout(std::time::Duration::from_millis(300), &mut twin).await;
        assert!(waits.is_err(), "it waits");
        SHOW.notify_one();
        assert_eq!(first.await.expect("no panic"), (StatusCode::OK, "密码 0".to_owned()));
        assert_eq!(twin.await, (StatusCode::OK, "密码 0".to_owned()));
        let (status, later) = page(router).await;
        assert!(status == StatusCode::CONFLICT && later.contains("不会重复办理"), "{later}");
        assert_eq!(SHOWN.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn what_is_refused_half_way_may_be_mended_and_sent_again() {
        let city = crate::city::city().await;
        let router = router(&city.app);
        assert_eq!(post(&router, "/two", "key=k&next=refused").await.0, StatusCode::UNPROCESSABLE_ENTITY);
        let (status, first) = post(&router, "/two", "key=k&next=mended").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(post(&router, "/two", "key=k&next=mended").await, (StatusCode::SEE_OTHER, first));
        let (status, to) = post(&router, "/two", "key=k&next=other").await;
        assert_eq!((status, to.as_str()), (StatusCode::CONFLICT, ""), "other words are not taken for the first ones");
    }

    #[tokio::test]
    async fn what_keeps_words_keeps_other_words_from_the_same_page() {
        let city = crate::city::city().await;
        let router = router(&city.app);
        let (_, first) = post(&router, "/kept", "key=k&next=one").await;
        let (_, same) = post(&router, "/kept", "key=k&next=one").await;
        let (_, other) = post(&router, "/kept", "key=k&next=two").await;
        assert_eq!(first, same);
        assert!(!other.is_empty() && other != first, "{other}");
    }

    #[tokio::test]
    async fn a_form_without_a_key_or_with_an_endless_one_is_refused() {
        let city = crate::city::city().await;
        let router = router(&city.app);
        let endless = format!("key={}", "k".repeat(LONGEST_KEY + 1));
        for body in ["next=one", "key=&next=one", &endless] {
            assert_eq!(post(&router, "/two", body).await.0, StatusCode::BAD_REQUEST, "{body}");
        }
    }
}
