//! `/files/{id}`: a file of an application, opened as it is sent, recorded, never shown inside a page.

use crate::shell::{Answer, At, Caller};
use axum::{
    body::Body,
    http::header,
    response::{IntoResponse, Response},
};
use domain::ids::FileId;
use tokio::io::AsyncReadExt;

/// `GET /files/{id}`
pub(super) async fn download(caller: Caller, At(id): At<i64>) -> Answer {
    let (row, name) = app::attachments::for_download(&caller.app, caller.actor()?, FileId(id)).await?;
    let content = app::attachments::contents(&caller.app, &row).await?;
    let mut response = attachment(&name, media_type(&row.media_type), Body::from_stream(content));
    response.headers_mut().insert(header::CONTENT_LENGTH, row.size.into());
    Ok(response)
}

/// An answer that a browser saves under `name` (RFC 6266, the name as RFC 5987 has it) and does not open as a page.
pub(crate) fn attachment(name: &str, media_type: &'static str, body: Body) -> Response {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let encoded = |byte: u8| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    let plain: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
    let disposition =
        format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", name.bytes().map(encoded).collect::<String>());
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'".to_owned()),
    ];
    (headers, body).into_response()
}

/// A file from the disk, piece by piece.
pub(crate) fn body_of(file: std::fs::File) -> Body {
    const PIECE: usize = 256 * 1024;
    let pieces = futures::stream::try_unfold(tokio::fs::File::from_std(file), |mut file| async move {
        let mut piece = Vec::with_capacity(PIECE);
        (&mut file).take(PIECE as u64).read_to_end(&mut piece).await?;
        Ok::<_, std::io::Error>((!piece.is_empty()).then_some((piece, file)))
    });
    Body::from_stream(pieces)
}

pub(crate) fn media_type(code: &str) -> &'static str {
    match code {
        "pdf" => "application/pdf",
        "jpg" => "image/jpeg",
        "png" => "image/png",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        let answer = attachment("规划\"\r\nX: 1.pdf", "application/pdf", Body::empty());
        assert_eq!(
            answer.headers()[header::CONTENT_DISPOSITION],
            "attachment; filename=\"X1.pdf\"; filename*=UTF-8''%E8%A7%84%E5%88%92%22%0D%0AX%3A%201.pdf"
        );
    }
}
