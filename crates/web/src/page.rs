//! From a template to an HTTP answer: headers, and the pages for what went wrong.

use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

use crate::frame::{Frame, Link};

/// Nothing runs or loads but our own files; no inline script or style; no framing; forms go home.
pub(crate) const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Headers of every answer. A handler that set one itself (a file's own policy, say) is not overruled.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
];

/// Middleware that puts [`HEADERS`] on every answer.
pub(crate) async fn secure(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// 200 with this page.
pub(crate) fn ok(page: &impl Template) -> Response {
    with(StatusCode::OK, page)
}

/// Any status with this page. A template only fails on an error of `Display`, which ours have none.
pub(crate) fn with(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be drawn");
            (StatusCode::INTERNAL_SERVER_ERROR, "页面无法显示，请稍后再试。").into_response()
        }
    }
}

/// A page that says what is the matter and what to do next.
#[derive(Template)]
#[template(path = "shared/message.html")]
pub(crate) struct MessagePage {
    pub(crate) frame: Frame,
    /// What is the matter and what to do, a sentence each.
    pub(crate) lines: Vec<String>,
    /// A number to quote on the telephone; empty for none.
    pub(crate) number: String,
    /// Where to go from here.
    pub(crate) links: Vec<Link>,
}

/// 404, also for what the reader may not know to exist.
pub(crate) fn not_found(frame: Frame) -> Response {
    let links = vec![Link::new("回到首页", frame.room.home())];
    let lines =
        vec!["地址可能有误，或者内容已经移走。".into(), "如果它属于别的单位或别的属地，您的账号看不到它。".into()];
    let frame = Frame { title: "找不到这一页".into(), ..frame };
    with(StatusCode::NOT_FOUND, &MessagePage { frame, lines, number: String::new(), links })
}

/// 500 with the number of the request in the log.
pub(crate) fn server_error(frame: Frame, number: impl Into<String>) -> Response {
    let links = vec![Link::new("回到首页", frame.room.home())];
    let lines =
        vec!["系统出了问题，刚才的操作没有完成。".into(), "请稍后再试；仍不行时，把下面的编号告诉管理员。".into()];
    let frame = Frame { title: "系统出错".into(), ..frame };
    with(StatusCode::INTERNAL_SERVER_ERROR, &MessagePage { frame, lines, number: number.into(), links })
}

/// What was sent was not taken: the application moved on, the session ended, too many came. Says why and what changed, and keeps
/// what was typed.
#[derive(Template)]
#[template(path = "shared/stale.html")]
pub(crate) struct StalePage {
    pub(crate) frame: Frame,
    /// Why it was not taken and what to do, a sentence each.
    pub(crate) lines: Vec<String>,
    /// What happened since, as sentences.
    pub(crate) changes: Vec<String>,
    /// Label and text of what was typed.
    pub(crate) typed: Vec<(String, String)>,
    /// The page to look at anew.
    pub(crate) back: Link,
}

/// 409 with this page.
pub(crate) fn stale(page: &StalePage) -> Response {
    with(StatusCode::CONFLICT, page)
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::to_bytes, middleware::from_fn, routing::get};
    use tower::ServiceExt;

    use super::*;
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame};

    impl Samples for MessagePage {
        const NAME: &str = "shared-message";
        fn samples() -> Vec<(&'static str, Self)> {
            let frame = frame(Room::Desk, "系统出错", "/desk");
            let links = vec![Link::new("回到首页", "/desk")];
            vec![(
                "full",
                Self {
                    frame,
                    lines: vec!["系统出了问题，刚才的操作没有完成。".into()],
                    number: "7F3K-20A9".into(),
                    links,
                },
            )]
        }
    }

    impl Samples for StalePage {
        const NAME: &str = "shared-stale";
        fn samples() -> Vec<(&'static str, Self)> {
            let frame = frame(Room::Desk, "内容已有变化", "/desk");
            let changes = vec!["10月9日 15:20 陈某某（审核）退回经办：缺推荐表盖章页。".into()];
            let typed = vec![("退回原因".into(), "推荐表第 2 页缺公章。\n花名册 37 行需修改。".into())];
            let back = Link::new("查看现状", "/desk/applications/12");
            let lines = vec!["您打开这一页之后，又有人办理或改动了它，所以刚才的提交没有生效。".into()];
            vec![("full", Self { frame, lines, changes, typed, back })]
        }
    }

    #[tokio::test]
    async fn every_answer_carries_the_headers_unless_it_set_its_own() {
        let own = || async { ([(header::CACHE_CONTROL, "public")], "文件") };
        let app = Router::new().route("/", get(own)).layer(from_fn(secure));
        let answer = app.oneshot(Request::get("/").body(axum::body::Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "public");
        assert_eq!(answer.headers()[header::CONTENT_SECURITY_POLICY], CONTENT_SECURITY_POLICY);
        assert!(!CONTENT_SECURITY_POLICY.contains("unsafe"));
    }

    #[tokio::test]
    async fn a_stale_page_keeps_what_was_typed() {
        let (_, page) = StalePage::samples().remove(0);
        let answer = stale(&page);
        assert_eq!(answer.status(), StatusCode::CONFLICT);
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        assert!(String::from_utf8(body.to_vec()).unwrap().contains("花名册 37 行需修改。"));
    }

    #[tokio::test]
    async fn an_error_page_shows_the_number_to_quote() {
        let answer = server_error(frame(Room::Unit, "", "/unit"), "7F3K-20A9");
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        assert!(String::from_utf8(body.to_vec()).unwrap().contains("7F3K-20A9"));
        assert_eq!(not_found(frame(Room::Unit, "", "/unit")).status(), StatusCode::NOT_FOUND);
    }
}
