//! Requests as a browser sends them, inside the process. With `ZIHAO_LOOKS=folder` every page seen is written there.

use crate::{
    shell::{Caller, Config, Flash, router},
    testing::keyed,
};
use app::accounts::SignedIn;
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use domain::access::Actor;
use serde_json::Value;
use tower::ServiceExt;

/// Somebody at a browser.
pub(super) struct Browser {
    router: Router,
    app: app::App,
    who: SignedIn,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Answer {
    pub(super) fn text(&self) -> String {
        String::from_utf8(self.body.to_vec()).expect("a page is UTF-8")
    }

    /// Where it leads.
    pub(super) fn location(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text());
        self.headers[header::LOCATION].to_str().unwrap()
    }

    pub(super) fn shows(&self, words: &str) -> bool {
        self.text().contains(words)
    }

    /// The value of a hidden field.
    pub(super) fn hidden(&self, name: &str) -> String {
        let text = self.text();
        let (_, rest) = text.split_once(&format!("name=\"{name}\" value=\"")).expect("the page has this field");
        rest.split('"').next().unwrap_or_default().to_owned()
    }
}

impl Browser {
    pub(super) async fn of(app: &app::App, actor: &Actor) -> Browser {
        let who = app::accounts::signed_in(app, actor.account).await.unwrap().expect("the account is in use");
        Browser { router: router(app.clone(), Config::default()), app: app.clone(), who }
    }

    pub(super) async fn get(&self, at: &str) -> Answer {
        self.send(Method::GET, at, None, Body::empty()).await
    }

    /// A page that must be there.
    pub(super) async fn page(&self, at: &str) -> Answer {
        let answer = self.get(at).await;
        assert_eq!(answer.status, StatusCode::OK, "{at}: {}", answer.text());
        answer
    }

    pub(super) async fn post(&self, at: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<_> =
            keyed(fields).iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let kind = "application/x-www-form-urlencoded";
        self.send(Method::POST, at, Some(kind.into()), Body::from(pairs.join("&"))).await
    }

    /// With files: field, name, content.
    pub(super) async fn upload(&self, at: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Answer {
        let mut body = Vec::new();
        let mut part = |head: String, content: &[u8]| {
            body.extend(format!("--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n").bytes());
            body.extend(content);
            body.extend(b"\r\n");
        };
        for (name, value) in keyed(fields) {
            part(format!("name=\"{name}\""), value.as_bytes());
        }
        for (name, file, content) in files {
            part(format!("name=\"{name}\"; filename=\"{file}\""), content);
        }
        body.extend(b"--edge--\r\n");
        self.send(Method::POST, at, Some("multipart/form-data; boundary=edge".into()), Body::from(body)).await
    }

    async fn send(&self, method: Method, at: &str, kind: Option<String>, body: Body) -> Answer {
        let mut request = Request::builder().method(method.clone()).uri(at);
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let mut request = request.body(body).unwrap();
        let uri = request.uri().clone();
        let caller = Caller {
            app: self.app.clone(),
            who: Some(self.who.clone()),
            session: None,
            flash: Flash::default(),
            origin: "http://127.0.0.1:8080".into(),
            method,
            uri,
            carried: std::collections::BTreeMap::new(),
        };
        request.extensions_mut().insert(caller);
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let answer =
            Answer { status: parts.status, headers: parts.headers, body: to_bytes(body, usize::MAX).await.unwrap() };
        look(at, &answer);
        answer
    }
}

fn look(at: &str, answer: &Answer) {
    let html = answer.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let Some(folder) = std::env::var_os("ZIHAO_LOOKS").filter(|_| html) else { return };
    let folder = std::path::PathBuf::from(folder);
    std::fs::create_dir_all(&folder).unwrap();
    crate::assets::write_to(&folder);
    let name = format!("route{}-{}", at.replace(['/', '?', '#'], "_"), answer.status.as_u16());
    std::fs::write(folder.join(format!("{name}.html")), answer.text().replace(&crate::assets::url(""), "./")).unwrap();
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Answers as the fields of a form: entries of lists by their place.
pub(super) fn fields(answers: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut fields = Vec::new();
    for (name, value) in answers.as_object().expect("a section is an object") {
        match value {
            Value::Array(entries) => {
                for (place, entry) in entries.iter().enumerate() {
                    for (column, value) in entry.as_object().expect("an entry is an object") {
                        fields.push((format!("{name}.{place}.{column}"), text(value)));
                    }
                }
            }
            value => fields.push((name.clone(), text(value))),
        }
    }
    fields
}
