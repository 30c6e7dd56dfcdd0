//! Reading what a browser sent piece by piece, within limits: words into memory, files sealed on disk.

use super::{Caller, Fail};
use app::attachments::Upload;
use axum::{
    extract::{Multipart, Request, multipart::Field},
    http::header,
};
use domain::parsing;
use futures::TryStreamExt;

/// The most bytes of words in a form: they are held in memory.
pub(super) const MOST_WORDS: usize = 2 << 20;
/// The most fields of a form: however short, each costs memory of its own.
pub(super) const MOST_FIELDS: usize = 5_000;
/// All files of a form together: those of people who are not signed in stay small.
const PUBLIC_BYTES: u64 = 20 << 20;
const SIGNED_IN_BYTES: u64 = 210 << 20;

/// The words of a form and its files, each by its field.
pub(super) type Parts = (Vec<(String, String)>, Vec<(String, Upload)>);

/// Whether a form was sent that may hold files.
pub(super) fn is_multipart(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.get(..MULTIPART.len()).is_some_and(|kind| kind.eq_ignore_ascii_case(MULTIPART))
}

const MULTIPART: &str = "multipart/form-data";

/// Reads a form; its files are taken in and have no place yet, so that they go with the form where it is refused.
pub(super) async fn read(caller: &Caller, mut multipart: Multipart) -> Result<Parts, Fail> {
    let mut left = if caller.who.is_some() { SIGNED_IN_BYTES } else { PUBLIC_BYTES };
    let (mut words, mut allowance, mut files) = (Vec::new(), Allowance::default(), Vec::new());
    while let Some(field) = multipart.next_field().await.map_err(|_| Fail::Unreadable)? {
        let name = allowance.name(&field)?;
        match field.file_name().map(str::to_owned) {
            None => words.push((name, allowance.text(field).await?)),
            // A file field left empty comes with an empty name.
            Some(file) if file.is_empty() => pass_over(field).await?,
            Some(file) => {
                let upload =
                    app::attachments::receive(&caller.app, left, &parsing::readable(&file), field.into_stream()).await;
                let upload = upload.map_err(|error| error.at(&name))?;
                left -= upload.size;
                files.push((name, upload));
            }
        }
    }
    Ok((words, files))
}

/// The words of a form that is not let in: its files are let go, and so is what is longer than any form.
pub(super) async fn words(mut multipart: Multipart) -> Vec<(String, String)> {
    let (mut words, mut allowance) = (Vec::new(), Allowance::default());
    while let Ok(Some(field)) = multipart.next_field().await {
        let Ok(name) = allowance.name(&field) else { break };
        let read = if field.file_name().is_some() {
            pass_over(field).await.map(|()| None)
        } else {
            allowance.text(field).await.map(Some)
        };
        match read {
            Ok(Some(text)) => words.push((name, text)),
            Ok(None) => {}
            Err(_) => break,
        }
    }
    words
}

/// What of a form may still come: fields, and bytes of their names and words.
struct Allowance {
    fields: usize,
    bytes: usize,
}

impl Default for Allowance {
    fn default() -> Self {
        Allowance { fields: MOST_FIELDS, bytes: MOST_WORDS }
    }
}

impl Allowance {
    fn take(&mut self, bytes: usize) -> Result<(), Fail> {
        self.bytes = self.bytes.checked_sub(bytes).ok_or(Fail::TooLong)?;
        Ok(())
    }

    fn name(&mut self, field: &Field<'_>) -> Result<String, Fail> {
        let name = field.name().unwrap_or_default();
        self.fields = self.fields.checked_sub(1).ok_or(Fail::TooLong)?;
        self.take(name.len())?;
        Ok(name.to_owned())
    }

    async fn text(&mut self, mut field: Field<'_>) -> Result<String, Fail> {
        let mut bytes = Vec::new();
        while let Some(piece) = field.chunk().await.map_err(|_| Fail::Unreadable)? {
            self.take(piece.len())?;
            bytes.extend_from_slice(&piece);
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

async fn pass_over(mut field: Field<'_>) -> Result<(), Fail> {
    while field.chunk().await.map_err(|_| Fail::Unreadable)?.is_some() {}
    Ok(())
}
