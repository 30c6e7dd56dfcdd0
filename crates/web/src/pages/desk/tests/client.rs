//! A browser without a screen: gets pages, fills forms in as they were drawn.

use crate::city::{self, City, Officials};
use crate::{
    shell::{Caller, Config, Flash, router},
    testing::keyed,
};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Method, Request, StatusCode, header},
};
use domain::access::{Actor, Role};
use tower::ServiceExt;

/// What came back.
pub(super) struct Seen {
    pub(super) status: StatusCode,
    /// Where one is sent; empty where nowhere.
    pub(super) to: String,
    pub(super) body: String,
}

impl Seen {
    /// What its form carries under a name.
    pub(super) fn carried(&self, name: &str) -> String {
        between(&self.body, &format!("name=\"{name}\" value=\""), "\"").expect("a form that carries it")
    }
}

/// The city with its doors open.
pub(super) struct Installation {
    pub(super) city: City,
    pub(super) officials: Officials,
    router: Router,
}

pub(super) async fn installation() -> Installation {
    let city = city::city().await;
    let officials = city.officials().await;
    let router = router(city.app.clone(), Config::default());
    Installation { city, officials, router }
}

impl Installation {
    /// An auditor's account.
    pub(super) async fn auditor(&self) -> Actor {
        self.city.official(Role::Auditor, city::CITY, None, "").await
    }

    pub(super) async fn get(&self, who: &Actor, path: &str) -> Seen {
        self.ask(who, Method::GET, path, "application/x-www-form-urlencoded", Vec::new()).await
    }

    pub(super) async fn post(&self, who: &Actor, path: &str, fields: &[(&str, &str)]) -> Seen {
        let body = serde_html_form::to_string(keyed(fields)).unwrap();
        self.ask(who, Method::POST, path, "application/x-www-form-urlencoded", body.into_bytes()).await
    }

    /// Opens the form at `path` and sends it with `fields` and `files` (field names of PDF scans), seen and key as drawn.
    pub(super) async fn fill(&self, who: &Actor, path: &str, fields: &[(&str, &str)], files: &[&str]) -> Seen {
        let form = self.get(who, path).await;
        assert_eq!(form.status, StatusCode::OK, "{path}: {}", told(&form.body));
        let action = between(&form.body, "method=\"post\" action=\"/desk", "\"")
            .map_or(path.to_owned(), |to| format!("/desk{to}"));
        let mut typed: Vec<(&str, &str)> = Vec::new();
        for drawn in form.body.split("<input type=\"hidden\" name=\"").skip(1) {
            let Some((name, value)) = drawn.split_once("\" value=\"") else { continue };
            let carried = matches!(name, "seen" | "subject_seen" | "key") || name.starts_with("seen_");
            if carried && fields.iter().chain(&typed).all(|(own, _)| *own != name) {
                typed.push((name, value.split('"').next().unwrap_or_default()));
            }
        }
        typed.extend(fields);
        if !form.body.contains("multipart/form-data") {
            assert_eq!(files, [""; 0], "{path} takes no files");
            return self.post(who, &action, &typed).await;
        }
        let mut body = Vec::new();
        for (name, value) in typed {
            body.extend(format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
        }
        for name in files {
            let head =
                format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{name}.pdf\"\r\n\r\n");
            body.extend(
                head.bytes().chain(b"%PDF-1.7\n".iter().copied()).chain(name.bytes()).chain(b"\r\n".iter().copied()),
            );
        }
        body.extend(b"--b--\r\n");
        self.ask(who, Method::POST, &action, "multipart/form-data; boundary=b", body).await
    }

    /// Sends one file of this content.
    pub(super) async fn upload(&self, who: &Actor, path: &str, field: &str, name: &str, content: &str) -> Seen {
        self.upload_with(who, path, &[], (field, name, content)).await
    }

    /// Sends fields and one file: its field, its name, its content.
    pub(super) async fn upload_with(
        &self,
        who: &Actor,
        path: &str,
        fields: &[(&str, &str)],
        (field, name, content): (&str, &str, &str),
    ) -> Seen {
        let mut body = String::new();
        for (name, value) in keyed(fields) {
            body += &format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        }
        let head = format!("content-disposition: form-data; name=\"{field}\"; filename=\"{name}\"");
        body += &format!("--b\r\n{head}\r\n\r\n{content}\r\n--b--\r\n");
        self.ask(who, Method::POST, path, "multipart/form-data; boundary=b", body.into_bytes()).await
    }

    async fn ask(&self, who: &Actor, method: Method, path: &str, kind: &str, body: Vec<u8>) -> Seen {
        let caller = Caller {
            app: self.city.app.clone(),
            who: app::accounts::signed_in(&self.city.app, who.account).await.unwrap(),
            session: None,
            flash: Flash::default(),
            origin: "http://127.0.0.1:8080".into(),
            method: method.clone(),
            uri: path.parse().unwrap(),
            carried: std::collections::BTreeMap::new(),
        };
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body))
            .unwrap();
        request.extensions_mut().insert(caller);
        let response = self.router.clone().oneshot(request).await.unwrap();
        let to = response.headers().get(header::LOCATION).map_or("", |to| to.to_str().unwrap()).to_owned();
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let body = String::from_utf8_lossy(&body).into_owned();
        save(path, who, &body);
        Seen { status, to, body }
    }
}

/// With `ZIHAO_LOOKS=folder` every page asked for is kept there, to be looked at.
fn save(path: &str, who: &Actor, body: &str) {
    let Some(folder) = std::env::var_os("ZIHAO_LOOKS").map(std::path::PathBuf::from) else { return };
    if body.starts_with("<!doctype") {
        std::fs::create_dir_all(&folder).unwrap();
        let name = path.replace(['/', '?', '&', '='], "-");
        let html = body.replace(&crate::assets::url(""), "./");
        std::fs::write(folder.join(format!("real{name}-{}.html", who.role.code())), html).unwrap();
        crate::assets::write_to(&folder);
    }
}

/// What a page says, without its markup.
pub(super) fn told(html: &str) -> String {
    let main = html.split("<main").nth(1).unwrap_or(html);
    main.split('<')
        .filter_map(|part| part.split_once('>'))
        .map(|(_, text)| text.trim())
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn between(html: &str, start: &str, end: &str) -> Option<String> {
    Some(html.split_once(start)?.1.split_once(end)?.0.to_owned())
}
