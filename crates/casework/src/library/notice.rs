//! A published notice (5.3.c, 5.3.d), by the text that was approved.

use crate::{App, Error, Result, names};
use domain::{
    application::Application,
    ids::{NoticeId, UnitId},
    notice::{Notice, Period},
    notice_text::{ListedBrand, NoticeText},
};
use sea_orm::ConnectionTrait;
use storage::summaries;

/// A published notice.
#[derive(Clone, Debug)]
pub struct PublicNotice {
    /// The notice.
    pub notice: Notice,
    /// Its period.
    pub period: Period,
    /// Its text: as it was approved, or what the record says where it was published before texts were approved.
    pub text: NoticeText,
    /// Most working days an objection waits for its answer (5.3.g).
    pub answer_days: u32,
}

impl PublicNotice {
    /// The brands that left it since it was published (5.3.g).
    pub fn removed(&self) -> impl Iterator<Item = &str> {
        let removed = self.text.listed.iter().filter(|listed| self.notice.removed.contains(&listed.application));
        removed.map(|listed| listed.brand.as_str())
    }
}

/// A published notice.
///
/// # Errors
/// There is no such notice, or it is not published yet.
pub async fn notice(app: &App, id: NoticeId) -> Result<PublicNotice> {
    let conn = app.db().reader();
    let notice = summaries::load::<Notice>(conn, id).await?.ok_or(Error::NotFound)?;
    let period = notice.period.clone().ok_or(Error::NotFound)?;
    let answer_days = app.policy(&notice.policy)?.notice.answer_days.value;
    let text = match &notice.text {
        Some(approved) => approved.text.clone(),
        None => drawn(app, conn, &notice).await?,
    };
    Ok(PublicNotice { notice, period, text, answer_days })
}

/// The text of a notice that nobody approved.
async fn drawn(app: &App, conn: &impl ConnectionTrait, notice: &Notice) -> Result<NoticeText> {
    let policy = app.policy(&notice.policy)?;
    let mut applications = summaries::load_some::<Application>(conn, notice.applications.iter().copied()).await?;
    let units: Vec<UnitId> = applications.values().flat_map(|application| application.units.clone()).collect();
    let names = names::units_of(conn, &units).await?;
    let mut listed = Vec::with_capacity(notice.applications.len());
    for id in &notice.applications {
        let application = applications.remove(id).ok_or(Error::NotFound)?;
        listed.push(ListedBrand {
            application: *id,
            units: application.units.iter().filter_map(|unit| names.get(unit).cloned()).collect(),
            area: policy.area_name(application.area.as_str()).to_owned(),
            brand: application.title,
        });
    }
    Ok(NoticeText::proposed(&policy, &notice.title, None, listed))
}
