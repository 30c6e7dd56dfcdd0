//! The installation as a browser sees it, for tests: requests in process, on behalf of anybody.

use crate::{
    city::{City, Officials, city},
    pages,
    shell::{Caller, Config, Flash, Line, Routes, SESSION_ACCOUNT, router},
};
use app::{App, accounts::SignedIn};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, HeaderName, Method, Request, StatusCode, header},
};
use domain::{
    access::Actor,
    ids::{ApplicationId, NoticeId, RoundId},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicU64, Ordering},
};
use tower::ServiceExt;

pub(crate) struct Installation {
    app: App,
    router: Router,
}

/// The fields of a form with the one-time key that every page puts in, where a test gives none of its own.
pub(crate) fn keyed<'a>(fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, String)> {
    static NTH: AtomicU64 = AtomicU64::new(0);
    let own = fields.iter().any(|(name, _)| *name == "key");
    let key = (!own).then(|| ("key", format!("fresh-{}", NTH.fetch_add(1, Ordering::Relaxed))));
    fields.iter().map(|(name, value)| (*name, (*value).to_owned())).chain(key).collect()
}

/// An answer, read to its end.
pub(crate) struct Answered {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answered {
    /// Where a redirect leads.
    pub(crate) fn to(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default()
    }

    /// The words of the page, without tags, each run of white space as one blank.
    pub(crate) fn words(&self) -> String {
        let mut words = String::new();
        for piece in self.body.split('<') {
            words.push_str(piece.split_once('>').map_or(piece, |(_, text)| text));
            words.push(' ');
        }
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// That a form came back with an error at each of these fields, in the order of the page and at no other, with each in its
/// head once and to be told from the others, and with everything that was typed.
#[track_caller]
pub(crate) fn came_back(body: &str, wrong: &[&str], kept: &[&str]) {
    let after = |text: &str| text.split('"').next().unwrap_or_default().to_owned();
    let at: Vec<_> = body.split("<p class=\"error\" id=\"").skip(1).map(after).collect();
    let expected: Vec<_> = wrong.iter().map(|name| format!("{name}-error")).collect();
    assert_eq!(at, expected, "{body}");
    let head = body.split_once("<div class=\"errors\"").expect("errors at the head").1;
    let head = head.split_once("</div>").expect("its end").0;
    let lines: Vec<_> = head.split("<li>").skip(1).collect();
    assert_eq!(lines.len(), wrong.len(), "{head}");
    let said: BTreeSet<_> = lines.iter().map(|line| line.split_once('>').map(|(_, text)| text)).collect();
    assert_eq!(said.len(), wrong.len(), "two say the same: {head}");
    for typed in kept {
        assert!(body.contains(typed), "{typed} was typed: {body}");
    }
}

/// A form of a page that is sent by POST.
pub(crate) struct SentForm {
    /// Where to.
    pub(crate) action: String,
    /// Its one-time key; empty for none.
    pub(crate) key: String,
    /// Whether files go with it.
    pub(crate) files: bool,
}

impl Answered {
    /// The forms of the page that are sent by POST.
    pub(crate) fn forms(&self) -> Vec<SentForm> {
        let value = |text: &str, before: &str| {
            let after = text.split_once(before).map_or("", |(_, after)| after);
            after.split('"').next().unwrap_or_default().to_owned()
        };
        let forms = self.body.split("<form ").skip(1).filter_map(|form| form.split_once("</form>"));
        let posts = forms.filter(|(form, _)| form.contains("method=\"post\""));
        posts
            .map(|(form, _)| SentForm {
                action: value(form, "action=\""),
                key: value(form, "name=\"key\" value=\""),
                files: form.split('>').next().is_some_and(|tag| tag.contains("multipart/form-data")),
            })
            .collect()
    }
}

/// The line of the register that takes a form sent to `address`; a word goes before a name, as in the router.
pub(crate) fn taken_by<'a>(lines: &'a [Line], address: &str) -> Option<&'a Line> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let fits = |line: &&Line| {
        let (mut names, mut segments) = (line.path.split('/'), path.split('/'));
        loop {
            match (names.next(), segments.next()) {
                (None, None) => return true,
                (Some(name), Some(_)) if name.starts_with("{*") => return true,
                (Some(name), Some(segment)) if name == segment || name.starts_with('{') => {}
                _ => return false,
            }
        }
    };
    let taking = lines.iter().filter(|line| line.method == Method::POST).filter(fits);
    taking.min_by_key(|line| line.path.matches('{').count())
}

impl Installation {
    pub(crate) fn new(app: &App) -> Installation {
        let config = Config { public_url: Some("https://brands.example.gov.cn".into()), ..Config::default() };
        Installation { app: app.clone(), router: router(app.clone(), config) }
    }

    pub(crate) fn routes() -> Routes {
        pages::routes()
    }

    /// A page, by somebody or nobody.
    pub(crate) async fn get(&self, who: Option<&Actor>, path: &str) -> Answered {
        self.send(who, Method::GET, path, Body::empty(), "").await
    }

    /// A page, or a form drawn from an old page with nothing but an opinion in it.
    pub(crate) async fn ask(&self, who: Option<&Actor>, method: &Method, path: &str) -> Answered {
        match *method {
            Method::GET => self.get(who, path).await,
            _ => self.post(who, path, &[("seen", "1"), ("answer", "back"), ("opinion", "请补充")]).await,
        }
    }

    /// What no page sends: another method, with nothing in it.
    pub(crate) async fn by_method(&self, who: Option<&Actor>, method: Method, path: &str) -> Answered {
        self.send(who, method, path, Body::empty(), "").await
    }

    /// A form, as a browser without script sends it.
    pub(crate) async fn post(&self, who: Option<&Actor>, path: &str, fields: &[(&str, &str)]) -> Answered {
        self.form(who, path, &keyed(fields), None).await
    }

    /// A form with a file.
    pub(crate) async fn upload(
        &self,
        who: Option<&Actor>,
        path: &str,
        fields: &[(&str, &str)],
        file: (&str, &str, &[u8]),
    ) -> Answered {
        self.form(who, path, &keyed(fields), Some(file)).await
    }

    /// A form with these fields and nothing else: without a key where they name none.
    pub(crate) async fn form(
        &self,
        who: Option<&Actor>,
        path: &str,
        fields: &[(&str, String)],
        file: Option<(&str, &str, &[u8])>,
    ) -> Answered {
        let Some((field, name, content)) = file else {
            let body = serde_html_form::to_string(fields).expect("fields are text");
            return self.send(who, Method::POST, path, Body::from(body), "application/x-www-form-urlencoded").await;
        };
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(
                format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        let head = format!("--edge\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n");
        body.extend(head.bytes().chain(content.iter().copied()).chain(b"\r\n--edge--\r\n".iter().copied()));
        self.send(who, Method::POST, path, Body::from(body), "multipart/form-data; boundary=edge").await
    }

    async fn send(&self, who: Option<&Actor>, method: Method, path: &str, body: Body, kind: &str) -> Answered {
        let mut request = Request::builder().method(method.clone()).uri(path).header(header::CONTENT_TYPE, kind);
        // Whoever is nobody comes in at the door, and may begin a session there.
        if let Some(actor) = who {
            let signed_in = app::accounts::signed_in(&self.app, actor.account).await.expect("the database answers");
            request = request.extension(self.caller(signed_in, method, path));
        }
        let request = request.body(body).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("routers do not fail");
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        Answered { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
    }

    fn caller(&self, who: Option<SignedIn>, method: Method, path: &str) -> Caller {
        let uri = path.parse().expect("an address");
        Caller {
            app: self.app.clone(),
            who,
            session: None,
            flash: Flash::default(),
            origin: "https://brands.example.gov.cn".into(),
            method,
            uri,
            carried: BTreeMap::new(),
        }
    }
}

/// A brand on notice since 2 April 2025, two working days before the Qingming holiday.
pub(crate) struct Story {
    pub(crate) city: City,
    pub(crate) officials: Officials,
    pub(crate) installation: Installation,
    pub(crate) unit: Actor,
    pub(crate) round: RoundId,
    pub(crate) application: ApplicationId,
    pub(crate) notice: NoticeId,
}

impl Story {
    pub(crate) async fn on_notice() -> Story {
        let city = city().await;
        let officials = city.officials().await;
        let round = city.round(&officials.city).await;
        let unit = city.unit("晋江市鞋业行业协会", "350582").await;
        let application = city.submitted(&unit, round, "晋江鞋服制版师", 0).await.id;
        city.reviewed(&officials, application).await;
        city.recommended(&officials, application, 1).await;
        city.in_review(&officials, application).await;
        city.go_to("2025-04-02 10:00");
        let notice = city.on_notice(&officials, &[application]).await;
        let installation = Installation::new(&city.app);
        Story { city, officials, installation, unit, round, application, notice }
    }
}

/// Somebody at a browser: signs in at the door and carries a cookie, as people do.
pub(crate) struct Browser {
    router: Router,
    /// The session.
    pub(crate) cookie: Option<String>,
    /// The sentence left for the next page.
    pub(crate) said: Option<String>,
}

impl Browser {
    pub(crate) fn new(app: &App, public_url: Option<&str>) -> Browser {
        let config = Config { public_url: public_url.map(str::to_owned), ..Config::default() };
        Browser { router: router(app.clone(), config), cookie: None, said: None }
    }

    /// Somebody whose session has begun.
    pub(crate) async fn signed_in(app: &App, who: &Actor) -> Browser {
        let token = tower_sessions::session::Id::default().to_string();
        let body = format!("{{\"{SESSION_ACCOUNT}\":{}}}", who.account);
        let begun = app::sessions::create(app, &token, Some(who.account), &body).await;
        assert!(begun.expect("the database answers"), "a fresh token");
        Browser { cookie: Some(format!("zihao={token}")), ..Browser::new(app, None) }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answered {
        self.send(Method::GET, path, Body::empty(), "same-origin", None).await
    }

    /// As [`Browser::get`], with a header of the browser's own.
    pub(crate) async fn get_with(&mut self, path: &str, header: (HeaderName, &str)) -> Answered {
        self.send(Method::GET, path, Body::empty(), "same-origin", Some(header)).await
    }

    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answered {
        self.post_from("same-origin", path, fields).await
    }

    /// As [`Browser::post`], where something happens elsewhere between the head of the request and its body.
    pub(crate) async fn post_slowly(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        meanwhile: impl Future<Output = ()> + Send + 'static,
    ) -> Answered {
        let body = serde_html_form::to_string(keyed(fields)).expect("fields are text");
        let body = futures::stream::once(async move {
            meanwhile.await;
            Ok::<_, std::io::Error>(body)
        });
        self.send(Method::POST, path, Body::from_stream(body), "same-origin", None).await
    }

    /// As [`Browser::post`], from a page of `site`: what the browser says in `Sec-Fetch-Site`.
    pub(crate) async fn post_from(&mut self, site: &str, path: &str, fields: &[(&str, &str)]) -> Answered {
        let body = serde_html_form::to_string(keyed(fields)).expect("fields are text");
        self.send(Method::POST, path, Body::from(body), site, None).await
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        body: Body,
        site: &str,
        own: Option<(HeaderName, &str)>,
    ) -> Answered {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "127.0.0.1:8080")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", site);
        for cookie in [&self.cookie, &self.said].into_iter().flatten() {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some((name, value)) = own {
            request = request.header(name, value);
        }
        let request = request.body(body).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("routers do not fail");
        let (status, headers) = (response.status(), response.headers().clone());
        for set in headers.get_all(header::SET_COOKIE).into_iter().filter_map(|set| set.to_str().ok()) {
            let pair = set.split(';').next().unwrap_or_default();
            let place = if pair.contains("zihao-said=") { &mut self.said } else { &mut self.cookie };
            *place = (!pair.ends_with('=')).then(|| pair.to_owned());
        }
        let body = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        Answered { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
    }
}
