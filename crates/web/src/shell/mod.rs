//! What every request passes through: state, who is asking, what was sent, what went wrong, and the router.

mod caller;
mod fail;
mod flash;
mod form;
mod kept;
mod multipart;
pub(crate) mod nav;
mod once;
mod pace;
mod routes;
mod submitted;
mod way_back;

pub(crate) use caller::{Caller, SESSION_ACCOUNT};
pub(crate) use fail::{Answer, Fail, encoded};
pub(crate) use flash::Flash;
pub(crate) use form::{Asked, At, Done, FormView, Parties, asked};
pub(crate) use once::{Does, Turn};
pub use pace::Limits;
pub(crate) use pace::{Pace, RateClass};
#[cfg(test)]
pub(crate) use routes::Line;
pub(crate) use routes::{Access, Routes, Who};
pub(crate) use submitted::{Submitted, Typed};

use self::{kept::Kept, once::Flights};
use crate::{assets, page, pages, session};
use app::App;
use axum::{
    Extension, Router,
    extract::{DefaultBodyLimit, Request, State},
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state, map_request},
    response::IntoResponse,
    routing::get,
};
use std::{future::Future, net::SocketAddr, sync::Arc, time::Duration};
use tokio::net::TcpListener;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    csrf::CsrfLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    timeout::TimeoutLayer,
    trace::TraceLayer,
};

/// How the installation is reached.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The address people type, e.g. `https://brands.example.gov.cn`; its scheme decides whether cookies are Secure.
    pub public_url: Option<String>,
    /// Whether a proxy stands before the installation whose word on where people come from (the last of `X-Forwarded-For`) is
    /// believed.
    pub trusted_proxy: bool,
    /// What one address may do where everybody may come.
    pub limits: Limits,
}

impl Config {
    /// Whether people come over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// What handlers share.
#[derive(Clone, Debug)]
pub(crate) struct Web {
    pub(crate) app: App,
    pub(crate) config: Arc<Config>,
    flights: Arc<Flights>,
}

impl Web {
    fn new(app: App, config: Config) -> Web {
        Web { app, config: Arc::new(config), flights: Arc::default() }
    }
}

/// Handlers whose forms are done once and whose failures are drawn as pages.
fn answered(handlers: Router<Web>, web: &Web) -> Router<Web> {
    handlers.layer(from_fn_with_state(web.clone(), fail::draw)).layer(from_fn(once::to_its_end))
}

/// The largest form a signed-in person may send: a roster of a million rows.
const MOST_BYTES: usize = 220 * 1024 * 1024;

/// The whole installation behind its routes.
pub(crate) fn router(app: App, config: Config) -> Router {
    let pace = Arc::new(Pace::new(&app, &config));
    let web = Web::new(app, config);
    let handlers = Router::new().merge(pages::routes().into_router()).fallback(|| async { Fail::NotFound });
    // What browsers and machines ask for: nobody is looked up, and a refusal is a sentence without the frame of a page.
    let bare: Router<Web> = Router::new()
        .route("/static/{hash}/{name}", get(assets::serve))
        .route("/favicon.ico", get(assets::favicon))
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .method_not_allowed_fallback(|| async { (StatusCode::METHOD_NOT_ALLOWED, fail::OTHER_METHOD) });
    answered(handlers, &web)
        .layer(session::layer(&web))
        .layer(Extension(pace))
        .layer(Extension(Kept::default()))
        .layer(CsrfLayer::new())
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .merge(bare)
        .with_state(web)
        .layer(from_fn(page::secure))
        .layer(CatchPanicLayer::new())
        .layer(CompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, Duration::from_secs(120)))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(map_request(unnumbered))
}

/// A request's number is ours, for it stands in the log: one that came along would be a stranger's words there.
async fn unnumbered(mut request: Request) -> Request {
    request.headers_mut().remove("x-request-id");
    request
}

/// Addresses are logged without their query, which may carry what people typed, and one-time links without their token.
fn span(request: &Request) -> tracing::Span {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
    let path = request.uri().path();
    let path = if path.starts_with("/password/") { "/password/…" } else { path };
    tracing::info_span!("request", id, method = %request.method(), path)
}

/// Alive is not ready: the database must answer.
async fn ready(State(web): State<Web>) -> impl IntoResponse {
    match app::rounds::accepting(&web.app).await {
        Ok(_) => (StatusCode::OK, "ready"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "database"),
    }
}

/// Serves the installation until `shutdown`, then lets running requests finish.
///
/// # Errors
/// The listener fails.
pub async fn serve(
    app: App,
    listener: TcpListener,
    config: Config,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let keeping = tokio::spawn(keep_sessions(app.clone()));
    let service = router(app.clone(), config).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(shutdown).await;
    keeping.abort();
    keep_moved_sessions(&app).await;
    served
}

/// Sessions that are looked at live on; their new ends are written here, so that no look at a page writes.
async fn keep_sessions(app: App) {
    loop {
        tokio::time::sleep(Duration::from_secs(60)).await;
        keep_moved_sessions(&app).await;
    }
}

async fn keep_moved_sessions(app: &App) {
    if let Err(error) = app::sessions::keep_moved(app).await {
        tracing::error!(%error, "the ends of sessions were not moved");
    }
}
