//! What a form sent: fields, and files already stored under seal.

use super::{
    Caller, Does, Fail, Turn, Web,
    multipart::{self, MOST_FIELDS, MOST_WORDS, is_multipart},
};
use crate::components::FieldSet;
use app::{
    App, Error,
    attachments::{self, DeskFile, Upload},
};
use axum::{
    Form, RequestExt,
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, FromRequestParts, Multipart, Request},
};
use domain::{access::Actor, ids::FileId, parsing};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// What was typed into the request's form: the pages for what went wrong give it back.
#[derive(Clone, Default)]
pub(crate) struct Typed(Arc<Mutex<Vec<(String, String)>>>);

impl Typed {
    fn keep(&self, fields: &[(String, String)]) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = fields.to_vec();
    }

    /// Keeps the words of a form that is not let in; files are let go, and so is what is longer than any form.
    pub(crate) async fn keep_refused(request: Request, with_files: bool) {
        let typed = request.extensions().get::<Typed>().cloned().unwrap_or_default();
        let fields = if !is_multipart(&request) {
            let body = words(request.into_body()).await.unwrap_or_default();
            serde_html_form::from_bytes(&body).unwrap_or_default()
        } else if with_files {
            match request.extract::<Multipart, _>().await {
                Ok(sent) => multipart::words(sent).await,
                Err(_) => Vec::new(),
            }
        } else {
            Vec::new()
        };
        typed.keep(&fields);
    }

    /// Everything typed, passwords left out.
    pub(crate) fn get(&self) -> Vec<(String, String)> {
        let fields = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        fields.iter().filter(|(name, _)| !name.contains("password")).cloned().collect()
    }
}

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Typed(***)")
    }
}

/// A form as it was sent. `Debug` tells the names of its fields: among what was typed are passwords and contacts.
#[derive(Default)]
pub(crate) struct Submitted {
    pub(crate) fields: Vec<(String, String)>,
    files: Vec<(String, Upload)>,
    /// Papers kept for an act that is not done yet.
    papers: Mutex<Vec<FileId>>,
    /// What the page for what went wrong gives back.
    typed: Typed,
}

impl std::fmt::Debug for Submitted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.fields.iter().map(|(name, _)| name.as_str()).collect();
        write!(f, "Submitted({})", names.join(", "))
    }
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
        let (fields, files) = if !is_multipart(&request) {
            (form(request).await?, Vec::new())
        } else {
            let sent: Multipart = request.extract().await.map_err(|_| Fail::Unreadable)?;
            multipart::read(&caller, sent).await?
        };
        let fields = readable(fields);
        typed.keep(&fields);
        if fields.iter().any(|(_, text)| text.len() > LONGEST_TEXT && text.chars().count() > LONGEST_TEXT) {
            return Err(Fail::TooLong);
        }
        let submitted = Submitted { fields, files, papers: Mutex::default(), typed };
        let turn = turn.ok_or_else(|| Error::Internal("a form outside a POST".into()))?;
        turn.comes(web, &caller, does, &submitted).await?;
        Ok(submitted)
    }
}

/// What was typed, as people read it; a password as it is.
fn readable(fields: Vec<(String, String)>) -> Vec<(String, String)> {
    let text = |(name, text): (String, String)| {
        let text = if name.contains("password") { text } else { parsing::readable(&text) };
        (name, text)
    };
    fields.into_iter().map(text).collect()
}

/// A form without files.
async fn form(request: Request) -> Result<Vec<(String, String)>, Fail> {
    let (parts, body) = request.into_parts();
    let body = words(body).await?;
    let Form(fields) = Request::from_parts(parts, Body::from(body)).extract().await.map_err(|_| Fail::Unreadable)?;
    Ok(fields)
}

/// Characters of one text: an introduction has five thousand (4.2). What is longer would fill lists and workbooks.
const LONGEST_TEXT: usize = 30_000;

/// The words of a form as they came: no more bytes and fields than any form has.
async fn words(body: Body) -> Result<Bytes, Fail> {
    let body = to_bytes(body, MOST_WORDS).await.map_err(|_| Fail::TooLong)?;
    let fields = body.split(|byte| *byte == b'&').take(MOST_FIELDS + 1).count();
    if fields > MOST_FIELDS { Err(Fail::TooLong) } else { Ok(body) }
}

impl Submitted {
    /// What was asked in the address: filters, a number, a receipt. An address that cannot be read asks for nothing.
    pub(crate) fn asked(caller: &Caller) -> Submitted {
        let query = caller.uri.query().unwrap_or_default();
        Submitted { fields: readable(serde_html_form::from_str(query).unwrap_or_default()), ..Submitted::default() }
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

    /// Keeps the file sent in a field as a paper of the desk, for the act that this form asks for; none where none was
    /// sent. What becomes of it, [`Submitted::settle`] is told.
    ///
    /// # Errors
    /// Of another type or size than the policy file allows; not the actor's desk.
    pub(crate) async fn keep_paper(
        &self,
        caller: &Caller,
        actor: &Actor,
        field: &str,
        to: DeskFile,
        slot: &str,
    ) -> Result<Option<FileId>, Error> {
        let Some(upload) = self.file(field) else { return Ok(None) };
        let kept = attachments::add_at_desk(&caller.app, actor, to, slot, upload).await;
        let kept = kept.map_err(|error| error.at(field))?;
        self.papers.lock().unwrap_or_else(PoisonError::into_inner).push(kept);
        Ok(Some(kept))
    }

    /// An act was done that may name the papers kept so far: they stay, whatever becomes of the rest of the form.
    pub(crate) fn papers_stand(&self) {
        self.papers.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The act that papers were kept for was done, or refused: then they are taken back. Where nobody knows, because the
    /// machine failed, they stay.
    pub(crate) async fn settle(&self, caller: &Caller, refusal: Option<&Fail>) {
        let papers = std::mem::take(&mut *self.papers.lock().unwrap_or_else(PoisonError::into_inner));
        let refused = refusal.is_some_and(|fail| !matches!(fail, Fail::App(error) if error.is_ours()));
        if papers.is_empty() || !refused {
            return;
        }
        if let Err(error) = attachments::take_back(&caller.app, &papers).await {
            tracing::error!(%error, "papers of a refused act were not taken back");
        }
    }

    /// The seq of the application the form was drawn from.
    pub(crate) fn seen(&self) -> Result<u32, Fail> {
        self.seq("seen")
    }

    /// A seq that the form carries beside.
    pub(crate) fn seq(&self, name: &str) -> Result<u32, Fail> {
        self.text(name).parse().map_err(|_| Fail::Unreadable)
    }

    /// Every seq that the form carries, by the name of its field.
    pub(super) fn seqs(&self) -> BTreeMap<String, u32> {
        let carried = self.fields.iter().filter(|(name, _)| matches!(name.as_str(), "seen" | "subject_seen"));
        carried.filter_map(|(name, seq)| Some((name.clone(), seq.trim().parse().ok()?))).collect()
    }

    /// For `FormPage::fill`.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// From now on what was typed is given back in the words of the form that it was typed into.
    pub(crate) fn told_by(&self, sets: &[FieldSet]) {
        let mut told: Vec<(&str, String, String)> = Vec::new();
        for (name, value) in self.pairs().filter(|(name, _)| !name.contains("password")) {
            let field = sets.iter().flat_map(|set| &set.fields).find(|field| field.name == name);
            let (label, words) = field.map_or((name, value), |field| (field.label.as_str(), field.said(value)));
            match told.iter_mut().find(|(known, ..)| *known == name) {
                // Boxes ticked in one field are one answer.
                Some((.., text)) => *text = format!("{text}、{words}"),
                None if label.is_empty() => {}
                None => told.push((name, label.to_owned(), words.to_owned())),
            }
        }
        self.typed.keep(&told.into_iter().map(|(_, label, text)| (label, text)).collect::<Vec<_>>());
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_learns_nothing_that_was_typed() {
        let typed = Typed::default();
        let fields = vec![("account".to_owned(), "linx".to_owned()), ("password".to_owned(), "qingyuan".to_owned())];
        typed.keep(&fields);
        let sent = Submitted { fields, typed, ..Submitted::default() };
        assert_eq!(format!("{sent:?} {:?}", sent.typed), "Submitted(account, password) Typed(***)");
    }
}
