//! What a form sent: fields, and files already stored under seal.

use super::{Answer, Caller, Does, Fail, Turn, Web};
use app::{App, Error, attachments::Upload};
use axum::{
    Form, RequestExt,
    extract::{FromRequest, FromRequestParts, Multipart, Request},
    http::header,
    response::{IntoResponse, Redirect},
};
use futures::TryStreamExt;
use std::{
    future::Future,
    sync::{Arc, Mutex, PoisonError},
};

/// Files of people who are not signed in stay small.
const PUBLIC_BYTES: u64 = 20 * 1024 * 1024;
const SIGNED_IN_BYTES: u64 = 210 * 1024 * 1024;

/// What was typed into the request's form: the pages for what went wrong give it back.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typed(Arc<Mutex<Vec<(String, String)>>>);

impl Typed {
    fn keep(&self, fields: &[(String, String)]) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = fields.to_vec();
    }

    /// Keeps the words of a form that is not let in; files are let go, and so is what is longer than any form.
    pub(crate) async fn keep_refused(request: Request) {
        let typed = request.extensions().get::<Typed>().cloned().unwrap_or_default();
        let fields = if is_multipart(&request) {
            match request.extract::<Multipart, _>().await {
                Ok(multipart) => words(multipart).await,
                Err(_) => Vec::new(),
            }
        } else {
            let body = axum::body::to_bytes(request.into_body(), MOST_WORDS).await.unwrap_or_default();
            serde_html_form::from_bytes(&body).unwrap_or_default()
        };
        typed.keep(&fields);
    }

    /// Everything typed, passwords left out.
    pub(crate) fn get(&self) -> Vec<(String, String)> {
        let fields = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        fields.iter().filter(|(name, _)| !name.contains("password")).cloned().collect()
    }
}

/// The most bytes of words kept of a form that is not let in.
const MOST_WORDS: usize = 1 << 20;

async fn words(mut multipart: Multipart) -> Vec<(String, String)> {
    let (mut fields, mut length) = (Vec::new(), 0);
    while let Ok(Some(mut field)) = multipart.next_field().await {
        let (name, is_file) = (field.name().unwrap_or_default().to_owned(), field.file_name().is_some());
        let mut bytes = Vec::new();
        while let Ok(Some(chunk)) = field.chunk().await {
            if !is_file && length + chunk.len() <= MOST_WORDS {
                length += chunk.len();
                bytes.extend_from_slice(&chunk);
            }
        }
        if !is_file {
            fields.push((name, String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    fields
}

fn is_multipart(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.starts_with("multipart/form-data")
}

/// A form as it was sent.
#[derive(Debug, Default)]
pub(crate) struct Submitted {
    pub(crate) fields: Vec<(String, String)>,
    files: Vec<(String, Upload)>,
}

impl FromRequest<Web> for Submitted {
    type Rejection = Fail;

    async fn from_request(mut request: Request, web: &Web) -> Result<Self, Fail> {
        let typed = request.extensions().get::<Typed>().cloned().unwrap_or_default();
        let turn = request.extensions().get::<Arc<Turn>>().cloned();
        let does = request.extensions().get::<Does>().copied().unwrap_or(Does::Once);
        let caller: Caller = {
            let (mut parts, body) = request.into_parts();
            let caller = <Caller as FromRequestParts<Web>>::from_request_parts(&mut parts, web).await?;
            request = Request::from_parts(parts, body);
            caller
        };
        let submitted = if is_multipart(&request) {
            let multipart: Multipart = request.extract().await.map_err(|_| Fail::Unreadable)?;
            read(&caller, multipart).await?
        } else {
            let Form(fields): Form<Vec<(String, String)>> = request.extract().await.map_err(|_| Fail::Unreadable)?;
            Submitted { fields, files: Vec::new() }
        };
        typed.keep(&submitted.fields);
        let turn = turn.ok_or_else(|| Error::Internal("a form outside a POST".into()))?;
        turn.comes(web, &caller, does, &submitted).await?;
        Ok(submitted)
    }
}

async fn read(caller: &Caller, mut multipart: Multipart) -> Result<Submitted, Fail> {
    let limit = if caller.who.is_some() { SIGNED_IN_BYTES } else { PUBLIC_BYTES };
    let mut submitted = Submitted::default();
    while let Some(mut field) = multipart.next_field().await.map_err(|_| Fail::Unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(str::to_owned) {
            None => submitted.fields.push((name, field.text().await.map_err(|_| Fail::Unreadable)?)),
            // A file field left empty comes with an empty name.
            Some(file) if file.is_empty() => while field.chunk().await.is_ok_and(|chunk| chunk.is_some()) {},
            Some(file) => {
                let upload = app::attachments::receive(&caller.app, limit, &file, field.into_stream()).await?;
                submitted.files.push((name, upload));
            }
        }
    }
    Ok(submitted)
}

impl Submitted {
    /// What was asked in the address: filters, a number, a receipt. An address that cannot be read asks for nothing.
    pub(crate) fn asked(caller: &Caller) -> Submitted {
        let query = caller.uri.query().unwrap_or_default();
        Submitted { fields: serde_html_form::from_str(query).unwrap_or_default(), files: Vec::new() }
    }

    /// The text of a field, trimmed; empty where it was not sent.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
    }

    /// Every value of a field sent several times, such as ticked boxes.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.fields.iter().filter(|(field, _)| field == name).map(|(_, value)| value.trim()).collect()
    }

    /// Whether a box was ticked or `yes` chosen.
    pub(crate) fn yes(&self, name: &str) -> bool {
        matches!(self.text(name), "yes" | "on" | "true" | "1")
    }

    /// A field as a number, a date, an id…
    ///
    /// # Errors
    /// A sentence at the field.
    pub(crate) fn parse<T: std::str::FromStr>(&self, name: &str, sentence: &str) -> Result<T, Error> {
        self.text(name).parse().map_err(|_| Error::field(name, sentence))
    }

    /// The file sent in a field.
    pub(crate) fn file(&self, name: &str) -> Option<&Upload> {
        self.files.iter().find(|(field, _)| field == name).map(|(_, upload)| upload)
    }

    /// Every file sent in a field.
    pub(crate) fn files(&self, name: &str) -> Vec<Upload> {
        self.files.iter().filter(|(field, _)| field == name).map(|(_, upload)| upload.clone()).collect()
    }

    /// The seq of the application the form was drawn from.
    pub(crate) fn seen(&self) -> Result<u32, Fail> {
        self.text("seen").parse().map_err(|_| Fail::Unreadable)
    }

    /// For `FormPage::fill`.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// A mark of everything typed and every file sent, but for the key: the same page sent twice gives the same.
    pub(super) fn mark(&self, app: &App) -> i64 {
        let typed = self.fields.iter().filter(|(name, _)| name != "key");
        let files = self.files.iter().map(|(field, upload)| (field, upload.digest.to_string()));
        let mut content = Vec::new();
        let mut take_in = |part: &str| {
            content.extend((part.len() as u64).to_le_bytes());
            content.extend(part.as_bytes());
        };
        typed.for_each(|(name, value)| [name, value].into_iter().for_each(|part| take_in(part)));
        files.for_each(|(field, digest)| [field, &digest].into_iter().for_each(|part| take_in(part)));
        app::once::mark(app, &content)
    }

    /// Does the work of a form; `work` returns where to go.
    pub(crate) async fn once<F>(&self, _caller: &Caller, work: F) -> Answer
    where
        F: Future<Output = Result<String, Fail>>,
    {
        Ok(Redirect::to(&work.await?).into_response())
    }
}
