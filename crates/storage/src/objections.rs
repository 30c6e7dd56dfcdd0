//! Objections and leads as their rows keep them: what the stream tells, and the words beside it, sealed.

use crate::{Error, entities::objection, stored, summaries};
use chrono::NaiveDate;
use domain::{
    event::Moment,
    ids::{ApplicationId, NoticeId, ObjectionId},
    objection::{Objection, ObjectionState},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

/// Words about an objection, each sealed to it.
#[derive(Clone, Debug)]
pub struct Words {
    /// What was written.
    pub text: Vec<u8>,
    /// Name and contact; of an anonymous one nothing, sealed.
    pub contact: Vec<u8>,
    /// What the investigation found.
    pub investigation: Option<Vec<u8>>,
    /// The answer.
    pub answer: Option<Vec<u8>>,
}

/// An objection or a lead.
#[derive(Clone, Debug)]
pub struct Lodged {
    /// Its number.
    pub id: ObjectionId,
    /// The notice it is about; none for a lead about something else.
    pub notice: Option<NoticeId>,
    /// The application on it.
    pub application: Option<ApplicationId>,
    /// With what its answer is read.
    pub receipt: String,
    /// Whether somebody signed it.
    pub signed: bool,
    /// Whether it is a lead, which stops nothing.
    pub late: bool,
    /// Where it stands.
    pub state: ObjectionState,
    /// When it came in.
    pub lodged_at: Moment,
    /// When it was acknowledged.
    pub acknowledged_at: Option<Moment>,
    /// By when it is to be answered; none where the calendar is not announced.
    pub answer_due: Option<NaiveDate>,
    /// By when its next step is to be taken.
    pub due: Option<NaiveDate>,
    /// When it was answered.
    pub answered_at: Option<Moment>,
    /// What was written, found and answered.
    pub words: Words,
}

impl TryFrom<objection::Model> for Lodged {
    type Error = Error;

    fn try_from(row: objection::Model) -> Result<Lodged, Error> {
        let senseless = |what: &str| Error::Inconsistent(format!("objection {} is {what}", row.id));
        let moment = |millis| stored::moment(millis).ok_or_else(|| senseless("of no time"));
        let day =
            |day: Option<&str>| day.map(|day| stored::date(day).ok_or_else(|| senseless("due on no day"))).transpose();
        Ok(Lodged {
            id: ObjectionId(row.id),
            notice: row.notice.map(NoticeId),
            application: row.application_id.map(ApplicationId),
            signed: row.signed,
            late: row.late,
            state: ObjectionState::parse(&row.state).ok_or_else(|| senseless(&row.state))?,
            lodged_at: moment(row.lodged_at)?,
            acknowledged_at: row.acknowledged_at.map(moment).transpose()?,
            answer_due: day(row.answer_due.as_deref())?,
            due: day(row.due.as_deref())?,
            answered_at: row.answered_at.map(moment).transpose()?,
            receipt: row.receipt,
            words: Words {
                text: row.text_sealed,
                contact: row.contact_sealed,
                investigation: row.investigation_sealed,
                answer: row.answer_sealed,
            },
        })
    }
}

/// An objection by its number.
///
/// # Errors
/// The database is away.
pub async fn get(conn: &impl ConnectionTrait, id: ObjectionId) -> Result<Option<Lodged>, Error> {
    objection::Entity::find_by_id(id.0).one(conn).await?.map(Lodged::try_from).transpose()
}

/// An objection by its receipt.
///
/// # Errors
/// The database is away.
pub async fn by_receipt(conn: &impl ConnectionTrait, receipt: &str) -> Result<Option<Lodged>, Error> {
    let of = objection::Entity::find().filter(objection::Column::Receipt.eq(receipt));
    of.one(conn).await?.map(Lodged::try_from).transpose()
}

/// The objections to an application, the oldest first.
///
/// # Errors
/// The database is away.
pub async fn on_application(conn: &impl ConnectionTrait, application: ApplicationId) -> Result<Vec<Lodged>, Error> {
    let on = objection::Entity::find()
        .filter(objection::Column::ApplicationId.eq(application.0))
        .order_by_asc(objection::Column::Id);
    on.all(conn).await?.into_iter().map(Lodged::try_from).collect()
}

/// Writes the row of an objection that begins, with its words.
///
/// # Errors
/// The database is away.
pub async fn insert(
    conn: &impl ConnectionTrait,
    objection: &Objection,
    receipt: &str,
    words: Words,
) -> Result<(), Error> {
    let row = objection::ActiveModel {
        id: Set(objection.id.0),
        seq: Set(i64::from(objection.seq)),
        notice: Set(objection.notice.map(|notice| notice.0)),
        application_id: Set(objection.application.map(|application| application.0)),
        receipt: Set(receipt.to_owned()),
        signed: Set(objection.signed),
        late: Set(objection.late),
        text_sealed: Set(words.text),
        contact_sealed: Set(words.contact),
        state: Set(objection.state.code().to_owned()),
        lodged_at: Set(objection.lodged_at.timestamp_millis()),
        acknowledged_at: Set(None),
        answer_due: Set(objection.answer_due.map(summaries::day)),
        due: Set(objection.due().map(summaries::day)),
        due_order: Set(summaries::day_or_never(objection.due())),
        investigation_sealed: Set(words.investigation),
        answered_at: Set(None),
        answer_sealed: Set(words.answer),
    };
    objection::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// Puts other words in place of those that stand beside an objection.
///
/// # Errors
/// The database is away.
pub async fn replace_words(conn: &impl ConnectionTrait, id: ObjectionId, words: Words) -> Result<(), Error> {
    let columns = objection::ActiveModel {
        text_sealed: Set(words.text),
        contact_sealed: Set(words.contact),
        investigation_sealed: Set(words.investigation),
        answer_sealed: Set(words.answer),
        ..Default::default()
    };
    set(conn, id, columns).await
}

/// Keeps what an investigation found.
///
/// # Errors
/// The database is away.
pub async fn set_investigation(conn: &impl ConnectionTrait, id: ObjectionId, sealed: Vec<u8>) -> Result<(), Error> {
    set(conn, id, objection::ActiveModel { investigation_sealed: Set(Some(sealed)), ..Default::default() }).await
}

/// Keeps what the objector was answered.
///
/// # Errors
/// The database is away.
pub async fn set_answer(conn: &impl ConnectionTrait, id: ObjectionId, sealed: Vec<u8>) -> Result<(), Error> {
    set(conn, id, objection::ActiveModel { answer_sealed: Set(Some(sealed)), ..Default::default() }).await
}

async fn set(conn: &impl ConnectionTrait, id: ObjectionId, columns: objection::ActiveModel) -> Result<(), Error> {
    objection::Entity::update_many().set(columns).filter(objection::Column::Id.eq(id.0)).exec(conn).await?;
    Ok(())
}
