//! Matters as pages and work lists show them.

use super::approvers::{Hands, as_deputy, at_desk, at_desk_to_read, hands_of};
use crate::{App, Error, Result, seals, sentences};
use domain::{
    access::Actor,
    act::AnyAct,
    ids::{AccountId, MatterId},
    matter::{Matter, Step, Subject},
    notice::Notice,
    stream::StreamKind,
};
use sea_orm::ConnectionTrait;
use storage::{
    matters::{self, Proposed},
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
    /// Whether the actor may take it back.
    pub may_drop: bool,
}

/// Reads a matter for its page.
///
/// # Errors
/// There is none the actor may see.
pub async fn view(app: &App, actor: &Actor, id: MatterId) -> Result<MatterView> {
    views(app, actor, [id]).await?.pop().ok_or(Error::NotFound)
}

/// Reads some matters, the oldest first, in as many statements as one; those the actor may not see are left out.
async fn views(app: &App, actor: &Actor, ids: impl IntoIterator<Item = MatterId>) -> Result<Vec<MatterView>> {
    let conn = app.db().reader();
    let mut found = summaries::load_some::<Matter>(conn, ids).await?;
    found.retain(|_, matter| at_desk_to_read(actor, matter.level, matter.area.as_ref(), matter.subject.stream).is_ok());
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<MatterId> = found.keys().copied().collect();
    let (mut acts, mut said) = (matters::proposed_by(conn, &ids).await?, matters::opinions(conn, &ids).await?);
    // Only what is under way can be stepped on or taken back, whoever asks.
    let under_way = found.values().filter(|matter| matter.is_under_way());
    let drafters: Vec<AccountId> = under_way.filter_map(Matter::drafter).collect();
    let hands = if drafters.is_empty() { Hands::default() } else { hands_of(conn, actor, drafters).await? };
    let view = |(id, matter): (MatterId, Matter)| {
        let (title, act) = opened(app, id, acts.remove(&id).ok_or(Error::NotFound)?)?;
        let opinion = |(seq, sealed): (u32, Vec<u8>)| {
            let key = format!("{id}/{seq}");
            Ok((seq, app.open_text(seals::MATTER_OPINION.key(&key), &sealed)?))
        };
        let opinions = said.remove(&id).unwrap_or_default().into_iter().map(opinion).collect::<Result<_>>()?;
        let may_step = match at_desk(actor, matter.level, matter.area.as_ref()) {
            Err(denied) => Err(denied.to_string()),
            Ok(()) => {
                let may = matter.may_step(actor.account, &hands.own, as_deputy(&hands.deputy));
                may.map_err(|refused| refused.to_string())
            }
        };
        let may_drop = hands.may_drop(actor, &matter).is_ok();
        Ok(MatterView { matter, act, title, opinions, may_step, may_drop })
    };
    found.into_iter().map(view).collect()
}

fn opened(app: &App, id: MatterId, proposed: Proposed) -> Result<(String, AnyAct)> {
    let act = serde_json::from_str(&app.open_text(seals::MATTER_ACT.row(id.0), &proposed.act_sealed)?)?;
    Ok((proposed.title, act))
}

/// What a matter is about, in a few words, and the act it proposes.
///
/// # Errors
/// There is none, or it does not open.
pub async fn proposed(app: &App, conn: &impl ConnectionTrait, id: MatterId) -> Result<(String, AnyAct)> {
    let mut proposed = matters::proposed_by(conn, &[id]).await?;
    opened(app, id, proposed.remove(&id).ok_or(Error::NotFound)?)
}

/// Matters on one thing as the actor may see them, the oldest first.
///
/// # Errors
/// The database is away, or what a matter proposes does not open.
pub async fn on_subject(app: &App, actor: &Actor, subject: Subject) -> Result<Vec<MatterView>> {
    let standing = matters::on(app.db().reader(), subject).await?;
    views(app, actor, standing.into_iter().map(|matter| matter.id)).await
}

/// What was decided about a notice, the oldest first: its list, its publication, the recognition of what stands on it.
/// Empty for whom the city's matters are not there to read.
///
/// # Errors
/// The database is away.
pub async fn on_notice(app: &App, actor: &Actor, notice: &Notice) -> Result<Vec<MatterView>> {
    let on = Subject { stream: StreamKind::Notice, id: notice.id.0 };
    let performed = matters::performed_on(app.db().reader(), on).await?;
    views(app, actor, notice.matter.into_iter().chain(performed)).await
}

/// A matter's steps so far, as its page and the application page show them: step, who, when.
#[must_use]
pub fn steps_taken(matter: &Matter) -> Vec<(String, AccountId, String)> {
    matter.taken.iter().map(|taken| (taken.step.label().to_owned(), taken.by, sentences::moment(taken.at))).collect()
}
