//! Matters as pages and work lists show them.

use super::approvers::{approvers_of, as_deputy, at_desk, at_desk_to_read};
use crate::{App, Error, Result, seals, sentences};
use domain::{
    access::Actor,
    act::{ActKind, AnyAct},
    ids::{AccountId, MatterId},
    matter::{Matter, MatterState, Step, Subject},
    notice::Notice,
    stream::StreamKind,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use storage::{
    entities::{matter_act, matter_opinion, matter_summary},
    summaries,
};

/// A matter as its page shows it.
#[derive(Clone, Debug)]
pub struct MatterView {
    /// Its steps so far.
    pub matter: Matter,
    /// What it proposes.
    pub act: AnyAct,
    /// What it is about, in a few words.
    pub title: String,
    /// What was said, by seq.
    pub opinions: Vec<(u32, String)>,
    /// Whether the actor may take the next step, or why not.
    pub may_step: std::result::Result<(Step, Option<AccountId>), String>,
}

/// Reads a matter for its page.
///
/// # Errors
/// There is none the actor may see.
pub async fn view(app: &App, actor: &Actor, id: MatterId) -> Result<MatterView> {
    let conn = app.db().reader();
    let matter = summaries::load::<Matter>(conn, id).await?.ok_or(Error::NotFound)?;
    at_desk_to_read(actor, matter.level, matter.area.as_ref())?;
    let (title, act) = proposed(app, conn, id).await?;
    let rows = matter_opinion::Entity::find()
        .filter(matter_opinion::Column::Matter.eq(id.0))
        .order_by_asc(matter_opinion::Column::Seq)
        .all(conn)
        .await?;
    let opinions = rows
        .into_iter()
        .map(|row| {
            let key = format!("{}/{}", row.matter, row.seq);
            let text = app.open_text(seals::MATTER_OPINION.key(&key), &row.opinion_sealed)?;
            Ok((u32::try_from(row.seq).unwrap_or(0), text))
        })
        .collect::<Result<_>>()?;
    let may_step = match at_desk(actor, matter.level, matter.area.as_ref()) {
        Err(denied) => Err(denied.to_string()),
        Ok(()) => {
            let (own, deputy) = approvers_of(conn, actor).await?;
            matter.may_step(actor.account, &own, as_deputy(&deputy)).map_err(|refused| refused.to_string())
        }
    };
    Ok(MatterView { matter, act, title, opinions, may_step })
}

/// What a matter is about, in a few words, and the act it proposes.
///
/// # Errors
/// There is none, or it does not open.
pub async fn proposed(app: &App, conn: &impl ConnectionTrait, id: MatterId) -> Result<(String, AnyAct)> {
    let row = matter_act::Entity::find_by_id(id.0).one(conn).await?.ok_or(Error::NotFound)?;
    let act = serde_json::from_str(&app.open_text(seals::MATTER_ACT.row(id.0), &row.act_sealed)?)?;
    Ok((row.title, act))
}

/// Matters on one thing.
pub(super) fn about(subject: Subject) -> Condition {
    Condition::all()
        .add(matter_summary::Column::Subject.eq(subject.stream.code()))
        .add(matter_summary::Column::SubjectId.eq(subject.id))
}

/// Matters on one thing, the oldest first.
///
/// # Errors
/// The database is away.
pub async fn on_subject(app: &App, subject: Subject) -> Result<Vec<matter_summary::Model>> {
    Ok(matter_summary::Entity::find()
        .filter(about(subject))
        .order_by_asc(matter_summary::Column::Id)
        .all(app.db().reader())
        .await?)
}

/// What was decided about a notice, the oldest first: its list, its publication, the recognition of what stands on it.
/// Empty for whom the city's matters are not there to read.
///
/// # Errors
/// The database is away.
pub async fn on_notice(app: &App, actor: &Actor, notice: &Notice) -> Result<Vec<MatterView>> {
    let its_list = about(Subject { stream: StreamKind::Round, id: notice.round.0 })
        .add(matter_summary::Column::Act.eq(ActKind::DecideProposedList.code()));
    let rows = matter_summary::Entity::find()
        .filter(Condition::any().add(its_list).add(about(Subject { stream: StreamKind::Notice, id: notice.id.0 })))
        .filter(matter_summary::Column::State.eq(MatterState::Performed.code()))
        .order_by_asc(matter_summary::Column::Id)
        .all(app.db().reader())
        .await?;
    let mut views = Vec::new();
    for row in rows {
        match view(app, actor, MatterId(row.id)).await {
            Ok(view) if is_about(&view.act, notice) => views.push(view),
            Ok(_) | Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(views)
}

/// A round may have decided several lists: a notice's own has its title and brands.
fn is_about(act: &AnyAct, notice: &Notice) -> bool {
    let AnyAct::DecideProposedList(list) = act else { return true };
    list.body.title.trim() == notice.title && list.body.applications == notice.applications
}

/// A matter's steps so far, as its page and the application page show them: step, who, when.
#[must_use]
pub fn steps_taken(matter: &Matter) -> Vec<(String, AccountId, String)> {
    matter.taken.iter().map(|taken| (taken.step.label().to_owned(), taken.by, sentences::moment(taken.at))).collect()
}
