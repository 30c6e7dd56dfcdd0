//! `/desk/notices/{id}/text`: the approved text of a notice, to be copied to the bureau's website (5.3.c).

use super::{READERS, is_read_by};
use crate::{
    frame::{Frame, Link},
    page,
    pages::{desk::frame, shared::NoticeMarkup},
    shell::{Answer, At, Caller, Fail, Routes, Who},
};
use app::{notices, sentences};
use askama::Template;
use domain::{ids::NoticeId, notice::ApprovedText};

/// The text of a notice.
pub(super) fn routes() -> Routes {
    Routes::new().get("/desk/notices/{id}/text", Who::Only(&READERS), show)
}

/// The text of a notice, to be copied.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/notice_text.html")]
pub(crate) struct NoticeTextPage {
    pub(crate) frame: Frame,
    /// The notice.
    pub(crate) back: Link,
    /// When it was approved.
    pub(crate) approved: String,
    /// In plain lines.
    pub(crate) plain: String,
    /// In HTML, as source.
    pub(crate) html: String,
    /// SM3 over the plain lines.
    pub(crate) digest: String,
}

async fn show(caller: Caller, At(id): At<i64>) -> Answer {
    let actor = caller.one_of(&READERS)?;
    let notice = notices::of(&caller.app, NoticeId(id)).await?;
    if !is_read_by(actor.role, &notice) {
        return Err(Fail::NotFound);
    }
    let ApprovedText { text, digest, at, .. } = notice.text.ok_or(Fail::NotFound)?;
    Ok(page::ok(&NoticeTextPage {
        frame: frame(&caller, "公示文本").await,
        back: Link::new(notice.title, format!("/desk/notices/{id}")),
        approved: format!("{}核定。", sentences::full_moment(at)),
        plain: text.plain(),
        html: NoticeMarkup(text).source(),
        digest,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        frame::Room,
        pages::samples::{Samples, frame, long},
    };

    impl Samples for NoticeTextPage {
        const NAME: &str = "desk-notice-text";
        fn samples() -> Vec<(&'static str, Self)> {
            let of = |shown: NoticeMarkup| Self {
                frame: frame(Room::Desk, "公示文本", "/desk/notices"),
                back: Link::new("2025年第二批拟认定名单公示", "/desk/notices/3"),
                approved: "2025年9月15日 09:00 核定。".into(),
                plain: shown.0.plain(),
                digest: shown.0.digest(),
                html: shown.source(),
            };
            let mut huge = NoticeMarkup::sample();
            huge.0.opening = long("现予公示");
            huge.0.listed = huge.0.listed.iter().cycle().take(60).cloned().collect();
            vec![("full", of(NoticeMarkup::sample())), ("long", of(huge))]
        }
    }
}
