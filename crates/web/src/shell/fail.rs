//! What went wrong, and the page that says so. A handler returns [`Fail`]; the page is drawn by [`draw`], which knows
//! who asked and what they typed.

use super::{Caller, Turn, Typed, Web, once::Repeated, way_back};
use crate::{
    frame::{Frame, Link},
    page::{self, MessagePage, StalePage},
};
use app::{Error, FieldError};
use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use domain::access::Denied;
use std::{sync::Arc, time::Duration};

/// What a handler answers.
pub(crate) type Answer = Result<Response, Fail>;

/// Why a handler has no page of its own to show.
#[derive(Debug)]
pub(crate) enum Fail {
    /// A verb said no, or the machine did.
    App(Error),
    /// There is no such page, or it is not to be known.
    NotFound,
    /// One has to sign in first.
    SignIn,
    /// There is nothing to do here now: the page that says so is elsewhere.
    Elsewhere(String),
    /// An act that may not be done now, with the reason.
    Blocked(String),
    /// Somebody kept words meanwhile that these would have overwritten: what to look at.
    Overtaken(Vec<FieldError>),
    /// The form is asked for once more, in another order or with more room: nothing is wrong.
    Again,
    /// The form could not be read.
    Unreadable,
    /// More words came than any form has.
    TooLong,
    /// Files came where none are taken.
    NoFiles,
    /// The form came without its one-time key: from no page of ours, or from one too old.
    Keyless,
    /// The form was sent before, and is done.
    Repeated(Box<Repeated>),
    /// Too many came from one address: how long until the next is taken.
    TooMany(Duration),
}

impl<E: Into<Error>> From<E> for Fail {
    fn from(error: E) -> Self {
        match error.into() {
            Error::NotFound | Error::Denied(Denied::Hidden) => Fail::NotFound,
            Error::SignedOut => Fail::SignIn,
            other => Fail::App(other),
        }
    }
}

impl Fail {
    /// What to say on the form that was sent, each sentence at its field or at no field's; none where the failure is no form's
    /// to say.
    pub(crate) fn sentences(&self) -> Option<Vec<FieldError>> {
        match self {
            Fail::App(Error::Invalid(errors)) | Fail::Overtaken(errors) => Some(errors.clone()),
            Fail::Again => Some(Vec::new()),
            Fail::App(error @ (Error::Refused(_) | Error::Step(_) | Error::Calendar(_))) => {
                Some(vec![FieldError::of_none(error.to_string())])
            }
            _ => None,
        }
    }
}

/// The failure on its way from handler to [`draw`].
#[derive(Clone)]
struct Carried(Arc<Fail>);

impl IntoResponse for Fail {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(Carried(Arc::new(self)));
        response
    }
}

/// Draws the page of whatever went wrong, framed for whoever asked.
pub(crate) async fn draw(State(web): State<Web>, request: Request, next: Next) -> Response {
    let typed = Typed::default();
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(typed.clone());
    let caller = <Caller as FromRequestParts<Web>>::from_request_parts(&mut parts, &web).await;
    let turn = parts.extensions.get::<Arc<Turn>>().cloned();
    let caller = match (&turn, caller) {
        (Some(turn), Ok(caller)) => {
            let caller = turn.of(caller);
            parts.extensions.insert(caller.clone());
            Ok(caller)
        }
        (_, caller) => caller,
    };
    let id = parts.headers.get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or("-").to_owned();
    let response = next.run(Request::from_parts(parts, body)).await;
    let carried = response.extensions().get::<Carried>().cloned();
    let mut response = match (carried, &caller) {
        (None, Ok(caller)) if response.status() == StatusCode::METHOD_NOT_ALLOWED => no_such_method(caller, &response),
        (None, _) => response,
        (Some(Carried(fail)), Ok(caller)) => drawn(&fail, caller, &typed, &id),
        (Some(_), Err(_)) => (StatusCode::SERVICE_UNAVAILABLE, "数据库暂时无法连接，请稍后再试。").into_response(),
    };
    if let Ok(caller) = &caller {
        caller.settle_flash(&web.config, &mut response);
    }
    match (turn, caller) {
        (Some(turn), Ok(caller)) => turn.settle(&caller, &typed, response).await,
        _ => response,
    }
}

fn drawn(fail: &Fail, caller: &Caller, typed: &Typed, id: &str) -> Response {
    let frame = |title: &str| caller.frame(caller.home(), title);
    match fail {
        Fail::NotFound | Fail::Again => page::not_found(frame("")),
        Fail::SignIn if caller.method == Method::GET => {
            let next = caller.uri.path_and_query().map_or("/", |at| at.as_str());
            Redirect::to(&format!("/sign-in?next={}", encoded(next))).into_response()
        }
        Fail::SignIn => expired(caller, typed),
        Fail::Elsewhere(to) => Redirect::to(to).into_response(),
        Fail::TooLong => message(
            StatusCode::PAYLOAD_TOO_LARGE,
            frame("提交的文字太长"),
            "提交的文字超出上限，没有保存。请返回上一页删减后重新提交；篇幅大的材料请作为附件上传。",
        ),
        Fail::NoFiles => message(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            frame("这里不收文件"),
            "这个表单不收文件，提交的内容没有保存。请返回上一页，从页面上的表单重新提交。",
        ),
        Fail::Unreadable => message(
            StatusCode::BAD_REQUEST,
            frame("表单无法读取"),
            "表单没有完整送达。请返回上一页重新提交；上传文件时请检查网络。",
        ),
        Fail::Blocked(reason) => {
            refused(StatusCode::CONFLICT, frame("现在不能办理"), vec![reason.clone()], caller, typed)
        }
        Fail::Overtaken(errors) => {
            let lines = errors.iter().map(|error| error.message.clone()).collect();
            refused(StatusCode::CONFLICT, frame("办件已有变化"), lines, caller, typed)
        }
        Fail::Keyless => keyless(caller, typed),
        Fail::Repeated(repeated) => repeated.answer(caller, typed),
        Fail::TooMany(wait) => too_many(*wait, caller, typed),
        Fail::App(error) => of_verb(error, caller, typed, id),
    }
}

/// Said where an address is asked by a method that it does not take.
pub(super) const OTHER_METHOD: &str = "这个地址不接受这种请求，什么都没有办理。请从页面上的链接或按钮重新进入。";

/// 405: the address is there and takes other methods, which the router names in `Allow`.
fn no_such_method(caller: &Caller, bare: &Response) -> Response {
    let frame = caller.frame(caller.home(), "不接受这种请求");
    let mut page = message(StatusCode::METHOD_NOT_ALLOWED, frame, OTHER_METHOD);
    if let Some(allow) = bare.headers().get(header::ALLOW) {
        page.headers_mut().insert(header::ALLOW, allow.clone());
    }
    page
}

/// 429: when to come again, with everything typed (RFC 6585).
fn too_many(wait: Duration, caller: &Caller, typed: &Typed) -> Response {
    let seconds = wait.as_millis().div_ceil(1000).max(1);
    let wait = if seconds < 60 { format!("{seconds} 秒") } else { format!("{} 分钟", seconds.div_ceil(60)) };
    let lines = vec![format!("同一网络地址短时间内来得太多，这一次没有受理。请在 {wait}后再试。")];
    let again = Link::new("回到刚才的页面", caller.uri.path_and_query().map_or("/", |at| at.as_str()));
    let frame = caller.frame(caller.home(), "请稍后再试");
    let page = StalePage { frame, lines, changes: Vec::new(), typed: words(typed), back: again };
    let mut response = page::with(StatusCode::TOO_MANY_REQUESTS, &page);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_str(&seconds.to_string()).expect("digits"));
    response
}

/// 400: nothing of the form was done, and nothing typed is lost.
fn keyless(caller: &Caller, typed: &Typed) -> Response {
    let line = "这份表单缺少页面自带的一次性编号，没有受理。请重新打开页面填写；刚才填写的内容在下面，可以复制。";
    let again = Link::new("重新打开页面", way_back::of(caller));
    let frame = caller.frame(caller.home(), "请重新打开页面");
    let page = StalePage { frame, lines: vec![line.into()], changes: Vec::new(), typed: words(typed), back: again };
    page::with(StatusCode::BAD_REQUEST, &page)
}

/// What was typed, without what the form itself carries.
pub(super) fn words(typed: &Typed) -> Vec<(String, String)> {
    typed.get().into_iter().filter(|(name, value)| !is_machinery(name, value) && !value.trim().is_empty()).collect()
}

/// One exhaustive match from what a verb says to HTTP.
fn of_verb(error: &Error, caller: &Caller, typed: &Typed, id: &str) -> Response {
    let frame = |title: &str| caller.frame(caller.home(), title);
    match error {
        Error::NotFound | Error::Denied(Denied::Hidden) => page::not_found(frame("")),
        Error::Denied(denied @ (Denied::PersonalData | Denied::NoPaymentPaper)) => {
            message(StatusCode::FORBIDDEN, frame("文件不开放"), &denied.to_string())
        }
        Error::Denied(_) => message(StatusCode::FORBIDDEN, frame("不由您办理"), &error.to_string()),
        Error::Stale { since } => page::stale(&StalePage {
            frame: frame("内容已有变化"),
            lines: vec!["您打开这一页之后，又有人办理或改动了它，所以刚才的提交没有生效。".into()],
            changes: since.clone(),
            typed: words(typed),
            back: Link::new("查看现状", way_back::of(caller)),
        }),
        Error::Refused(_) | Error::Step(_) | Error::Calendar(_) => {
            refused(StatusCode::CONFLICT, frame("现在不能办理"), vec![error.to_string()], caller, typed)
        }
        Error::Invalid(errors) => {
            let lines = errors.iter().map(|error| error.message.clone()).collect();
            refused(StatusCode::UNPROCESSABLE_ENTITY, frame("填写有误"), lines, caller, typed)
        }
        Error::SignedOut => expired(caller, typed),
        // Drawn where the answer of the first sending cannot be read any more.
        Error::Repeated => message(StatusCode::CONFLICT, frame("这份表单已经提交过"), &error.to_string()),
        Error::Storage(_) | Error::Sealed(_) | Error::Io(_) | Error::Internal(_) => {
            tracing::error!(error = %chain(error), "a verb failed");
            page::server_error(frame(""), &id[..id.len().min(13)])
        }
    }
}

/// The whole chain of sources, outermost first.
fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        text = format!("{text}: {inner}");
        source = inner.source();
    }
    text
}

/// The session ended while somebody typed or sent it: nothing of it is lost. Whoever was signed in is nobody now.
fn expired(caller: &Caller, typed: &Typed) -> Response {
    let caller = &Caller { who: None, ..caller.clone() };
    let frame = caller.frame(caller.home(), "登录已过期");
    let back = format!("/sign-in?next={}", encoded(&way_back::of(caller)));
    let lines = vec!["登录已过期，刚才的内容还没有保存。请先复制下面的内容，重新登录后粘贴。".into()];
    let back = Link::new("重新登录", back);
    let page = StalePage { frame, lines, changes: Vec::new(), typed: words(typed), back };
    page::with(StatusCode::UNAUTHORIZED, &page)
}

/// Whether a form sent it by itself. `answer` is a button's where it says a code, and words where somebody typed them.
fn is_machinery(name: &str, value: &str) -> bool {
    let is_code = || value.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let known = ["seen", "subject_seen", "key", "next", "then", "drawn", "remove"];
    known.contains(&name) || name.starts_with("seen_") || (name == "answer" && is_code())
}

fn message(status: StatusCode, frame: Frame, line: &str) -> Response {
    let links = vec![Link::new("返回首页", frame.room.home())];
    page::with(status, &MessagePage { frame, lines: vec![line.to_owned()], number: String::new(), links })
}

/// What no form can say any more, with everything that was typed into the one that was sent.
fn refused(status: StatusCode, frame: Frame, lines: Vec<String>, caller: &Caller, typed: &Typed) -> Response {
    let (back, typed) = (Link::new("返回", way_back::of(caller)), words(typed));
    if typed.is_empty() {
        return page::with(status, &MessagePage { frame, lines, number: String::new(), links: vec![back] });
    }
    page::with(status, &StalePage { frame, lines, changes: Vec::new(), typed, back })
}

/// Percent-encodes what an address keeps in its query.
pub(crate) fn encoded(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte);
    text.bytes().map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{city::city, testing::Installation};

    #[test]
    fn an_answer_that_was_typed_comes_back_and_a_button_does_not() {
        assert!(is_machinery("answer", "transfer_to") && is_machinery("seen_12", "3"));
        assert!(!is_machinery("answer", "已当面出示查阅报告。") && !is_machinery("opinion", "agree"));
    }

    #[tokio::test]
    async fn another_method_is_told_so_with_those_that_the_address_takes() {
        let city = city().await;
        let officials = city.officials().await;
        let installation = Installation::new(&city.app);
        for method in [Method::PUT, Method::DELETE, Method::PATCH] {
            let told = installation.by_method(None, method, "/sign-in").await;
            assert_eq!(told.status, StatusCode::METHOD_NOT_ALLOWED);
            assert!(told.words().contains("这个地址不接受这种请求"), "{}", told.words());
            let allowed = told.headers[header::ALLOW].to_str().expect("names of methods");
            assert!(allowed.contains("GET") && allowed.contains("POST"), "{allowed}");
        }
        for path in ["/brands", "/healthz", "/readyz", "/favicon.ico", "/static/0/app.css"] {
            let posted = installation.by_method(None, Method::POST, path).await;
            assert_eq!(posted.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
            assert!(posted.words().contains("这个地址不接受这种请求"), "{path}: {}", posted.words());
            assert!(posted.headers[header::ALLOW].to_str().expect("names of methods").contains("GET"), "{path}");
        }
        let hidden = installation.by_method(Some(&officials.county), Method::PUT, "/admin").await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND, "another's room does not exist for any method");
    }
}
