//! A published notice (5.3.c, 5.3.d), as the paper says it.

use crate::{App, Error, Result, names};
use domain::{
    application::Application,
    ids::{ApplicationId, AreaCode, NoticeId, UnitId},
    notice::{Notice, Period},
};
use storage::summaries;

/// A published notice.
#[derive(Clone, Debug)]
pub struct PublicNotice {
    /// The notice.
    pub notice: Notice,
    /// Its period.
    pub period: Period,
    /// The brands on it.
    pub listed: Vec<Listed>,
    /// Most working days an objection waits for its answer (5.3.g).
    pub answer_days: u32,
}

/// A brand on a notice.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its application.
    pub application: ApplicationId,
    /// Its name.
    pub brand: String,
    /// Its units, the lead unit first.
    pub units: Vec<String>,
    /// Its area.
    pub area: AreaCode,
    /// Taken off again after an objection (5.3.g).
    pub removed: bool,
}

/// A published notice.
///
/// # Errors
/// There is no such notice, or it is not published yet.
pub async fn notice(app: &App, id: NoticeId) -> Result<PublicNotice> {
    let conn = app.db().reader();
    let notice = summaries::load::<Notice>(conn, id).await?.ok_or(Error::NotFound)?;
    let period = notice.period.clone().ok_or(Error::NotFound)?;
    let mut applications = summaries::load_some::<Application>(conn, notice.applications.iter().copied()).await?;
    let units: Vec<UnitId> = applications.values().flat_map(|application| application.units.clone()).collect();
    let names = names::units_of(conn, &units).await?;
    let mut listed = Vec::with_capacity(notice.applications.len());
    let answer_days = app.policy(&notice.policy)?.notice.answer_days.value;
    for id in &notice.applications {
        let application = applications.remove(id).ok_or(Error::NotFound)?;
        listed.push(Listed {
            application: *id,
            units: application.units.iter().filter_map(|unit| names.get(unit).cloned()).collect(),
            brand: application.title,
            area: application.area,
            removed: notice.removed.contains(id),
        });
    }
    Ok(PublicNotice { notice, period, listed, answer_days })
}
