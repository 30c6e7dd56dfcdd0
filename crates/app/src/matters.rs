//! Matters: proposed acts on their way through the hands of an office (拟办 → 审核 → 审批 → 集体研究).
//!
//! The verbs themselves know nothing of chains: the last step performs the act in its own transaction, and its guards
//! are judged again then.

use crate::{App, Error, Result, Verb, acts, cases, seals, sentences};
use domain::{
    access::{Actor, Role},
    act::Act,
    ids::{AccountId, AreaCode, CaseId, MatterId},
    level::Level,
    matter::{Matter, MatterEvent, MatterState, Step},
    notice::Meeting,
    policy::{Chain, Policy},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::sync::Arc;
use storage::{
    entities::{account, matter_act, matter_opinion, matter_summary},
    log, summaries,
};

/// What became of a proposal or a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It waits for the next hand.
    Waiting(MatterId),
    /// The act was performed.
    Performed(MatterId),
}

/// Proposes an act: the proposer takes the first step. In an office whose chain has one step, the act is done at once.
///
/// # Errors
/// Not the proposer's to propose; somebody acted since the page was drawn; the act could not be performed as things
/// stand; another matter on the same case is open.
pub async fn propose(app: &App, actor: &Actor, act: &Act, seen: Option<u32>, opinion: &str) -> Result<Outcome> {
    let mut verb = app.begin(Some(actor)).await?;
    let outcome = propose_in(&mut verb, act, seen, opinion, None).await?;
    verb.commit().await?;
    Ok(outcome)
}

/// As [`propose`], with the meeting that decided (集体研究): for offices whose chain ends at once.
///
/// # Errors
/// As [`propose`].
pub async fn propose_with_meeting(
    app: &App,
    actor: &Actor,
    act: &Act,
    seen: Option<u32>,
    opinion: &str,
    meeting: Option<Meeting>,
) -> Result<Outcome> {
    let mut verb = app.begin(Some(actor)).await?;
    let outcome = propose_in(&mut verb, act, seen, opinion, meeting).await?;
    verb.commit().await?;
    Ok(outcome)
}

async fn propose_in(
    verb: &mut Verb,
    act: &Act,
    seen: Option<u32>,
    opinion: &str,
    meeting: Option<Meeting>,
) -> Result<Outcome> {
    let actor = verb.actor()?.clone();
    let area = area_of(verb, act).await?;
    at_desk(&actor, act.level(), area.as_ref())?;
    let chain = chain_of(verb, act).await?;
    let own = own_steps(verb, &actor).await?;
    let first = *chain.steps.first().ok_or_else(|| Error::Internal("a chain without steps".into()))?;
    if !own.contains(&first) {
        return Err(domain::matter::StepRefused::NotYourStep(first).into());
    }
    for id in act.cases() {
        let case = verb.case(id).await?;
        if let (Some(seen), 1) = (seen, act.cases().len()) {
            cases::check_seen(verb, &case, seen).await?;
        }
        no_open_matter(verb.conn(), id).await?;
        // What was sent back is drafted anew, not twice.
        drop_stale(verb, id, None).await?;
    }
    // A proposal that a rule would refuse today is refused at the desk where it can be mended.
    acts::rehearse(verb, act, &actor).await?;
    let id = verb.start(proposed(verb, act, area, seen, &chain)?).await?;
    keep_texts(verb, id, 1, Some(act), opinion).await?;
    let mut matter = reload(verb, MatterId(id)).await?;
    if chain.steps.len() > 1 {
        return Ok(Outcome::Waiting(matter.id));
    }
    if chain.collective && meeting.is_none() {
        return Err(domain::matter::StepRefused::NoMeeting.into());
    }
    matter.meeting = meeting;
    finish(verb, &mut matter, act).await?;
    Ok(Outcome::Performed(matter.id))
}

fn proposed(verb: &Verb, act: &Act, area: Option<AreaCode>, seen: Option<u32>, chain: &Chain) -> Result<MatterEvent> {
    let body = serde_json::to_vec(act)?;
    Ok(MatterEvent::Proposed {
        act: act.name().to_owned(),
        level: act.level(),
        area,
        case: act.cases().first().copied().filter(|_| act.cases().len() == 1),
        seen,
        steps: chain.steps.clone(),
        collective: chain.collective,
        act_digest: verb.vault().mac("act", &body).to_string(),
        on_behalf_of: None,
    })
}

/// Takes the next step: agrees. The last one performs the act.
///
/// # Errors
/// Not the actor's step; the act can no longer be performed: then nothing happens and the matter stays open.
pub async fn agree(app: &App, actor: &Actor, id: MatterId, opinion: &str, meeting: Option<Meeting>) -> Result<Outcome> {
    let mut verb = app.begin(Some(actor)).await?;
    let mut matter = open_matter(&verb, actor, id).await?;
    let (step, on_behalf_of) = may_step(&verb, actor, &matter).await?;
    let last = matter.at_last_step();
    if last && matter.collective && meeting.is_none() && matter.meeting.is_none() {
        return Err(domain::matter::StepRefused::NoMeeting.into());
    }
    let opinion_digest = verb.vault().mac("opinion", opinion.as_bytes()).to_string();
    let stepped = MatterEvent::Stepped { step, opinion_digest, on_behalf_of, meeting };
    verb.continue_stream(id.0, matter.seq, stepped).await?;
    keep_texts(&verb, id.0, matter.seq + 1, None, opinion).await?;
    matter = reload(&verb, id).await?;
    let outcome = if last {
        let act = act_of(&verb, id).await?;
        finish(&mut verb, &mut matter, &act).await?;
        Outcome::Performed(id)
    } else {
        Outcome::Waiting(id)
    };
    verb.commit().await?;
    Ok(outcome)
}

async fn finish(verb: &mut Verb, matter: &mut Matter, act: &Act) -> Result<()> {
    acts::perform(verb, act, matter).await?;
    verb.continue_stream(matter.id.0, matter.seq, MatterEvent::Performed).await?;
    *matter = reload(verb, matter.id).await?;
    Ok(())
}

/// Sends a matter back to the one who drafted it (退回经办), with the reason.
///
/// # Errors
/// Not the actor's step; no reason.
pub async fn send_back(app: &App, actor: &Actor, id: MatterId, opinion: &str) -> Result<()> {
    if opinion.trim().is_empty() {
        return Err(Error::field("opinion", "请写明退回经办的原因。"));
    }
    let mut verb = app.begin(Some(actor)).await?;
    let matter = open_matter(&verb, actor, id).await?;
    may_step(&verb, actor, &matter).await?;
    let opinion_digest = verb.vault().mac("opinion", opinion.as_bytes()).to_string();
    verb.continue_stream(id.0, matter.seq, MatterEvent::SentBack { opinion_digest }).await?;
    keep_texts(&verb, id.0, matter.seq + 1, None, opinion).await?;
    reload(&verb, id).await?;
    verb.commit().await
}

/// Hands a matter to one colleague of the same office (转办).
///
/// # Errors
/// The actor cannot take the step; the colleague sits elsewhere or has taken a step.
pub async fn hand_to(app: &App, actor: &Actor, id: MatterId, colleague: AccountId) -> Result<()> {
    let mut verb = app.begin(Some(actor)).await?;
    let matter = open_matter(&verb, actor, id).await?;
    may_step(&verb, actor, &matter).await?;
    let row = account::Entity::find_by_id(colleague.0).one(verb.conn()).await?.ok_or(Error::NotFound)?;
    let step = matter.next_step().ok_or(domain::matter::StepRefused::Closed)?;
    if row.office != actor.office.map(|office| office.0) || !steps(&row).contains(&step) {
        return Err(Error::field("colleague", "只能转给本单位能办理这一环节的同事。"));
    }
    if matter.taken.iter().any(|taken| taken.by == colleague) {
        return Err(domain::matter::StepRefused::TwoSteps.into());
    }
    verb.continue_stream(id.0, matter.seq, MatterEvent::HandedTo { account: colleague }).await?;
    reload(&verb, id).await?;
    verb.commit().await
}

/// Gives up a matter that was sent back, or that its drafter wants to take back before the next step.
///
/// # Errors
/// The actor did not draft it; it is closed.
pub async fn drop(app: &App, actor: &Actor, id: MatterId) -> Result<()> {
    let mut verb = app.begin(Some(actor)).await?;
    let matter = visible(&verb, actor, id).await?;
    let open = matches!(matter.state, MatterState::Open | MatterState::SentBack);
    if !open || matter.taken.first().map(|taken| taken.by) != Some(actor.account) {
        return Err(domain::matter::StepRefused::Closed.into());
    }
    verb.continue_stream(id.0, matter.seq, MatterEvent::Dropped { stale: false }).await?;
    reload(&verb, id).await?;
    verb.commit().await
}

/// A matter as its page shows it.
#[derive(Clone, Debug)]
pub struct MatterView {
    /// Its steps so far.
    pub matter: Matter,
    /// What it proposes.
    pub act: Act,
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
    let matter = summaries::matter(conn, id).await?.ok_or(Error::NotFound)?;
    at_desk_to_read(actor, matter.level, matter.area.as_ref())?;
    let row = matter_act::Entity::find_by_id(id.0).one(conn).await?.ok_or(Error::NotFound)?;
    let act = serde_json::from_str(&app.open_text(seals::MATTER_ACT.row(id.0), &row.act_sealed)?)?;
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
            let (own, deputy) = hands_of(conn, actor).await?;
            matter.may_step(actor.account, &own, as_deputy(&deputy)).map_err(|refused| refused.to_string())
        }
    };
    Ok(MatterView { matter, act, title: row.title, opinions, may_step })
}

/// What would stop the act if its last step were taken now; none where nothing would. Nothing happens.
///
/// # Errors
/// There is no such matter; the database is away.
pub async fn hindrance(app: &App, actor: &Actor, id: MatterId) -> Result<Option<String>> {
    let verb = app.begin(Some(actor)).await?;
    let act = act_of(&verb, id).await?;
    match acts::rehearse(&verb, &act, actor).await {
        Ok(()) => Ok(None),
        Err(error) if error.is_ours() => Err(error),
        Err(error) => Ok(Some(error.to_string())),
    }
}

/// Matters on a case, the oldest first, with their titles.
///
/// # Errors
/// The database is away.
pub async fn on_case(app: &App, case: CaseId) -> Result<Vec<(matter_summary::Model, String)>> {
    let rows = matter_summary::Entity::find()
        .filter(matter_summary::Column::CaseId.eq(case.0))
        .order_by_asc(matter_summary::Column::Id)
        .all(app.db().reader())
        .await?;
    let mut with_titles = Vec::new();
    for row in rows {
        let act = matter_act::Entity::find_by_id(row.id).one(app.db().reader()).await?;
        with_titles.push((row, act.map_or_else(String::new, |act| act.title)));
    }
    Ok(with_titles)
}

/// The steps of chains the actor's post takes.
///
/// # Errors
/// There is no such account.
pub async fn steps_of(app: &App, actor: &Actor) -> Result<Vec<Step>> {
    Ok(hands_of(app.db().reader(), actor).await?.0)
}

/// Matters that wait for the actor, each with what it is about and the step asked for: those whose next step the actor
/// may take, and those of the actor's own that were sent back.
///
/// # Errors
/// The database is away.
pub async fn waiting_for(app: &App, actor: &Actor) -> Result<Vec<(matter_summary::Model, String, String)>> {
    let conn = app.db().reader();
    let (own, deputy) = hands_of(conn, actor).await?;
    let rows = matter_summary::Entity::find()
        .filter(matter_summary::Column::State.is_in(["open", "sent_back"]))
        .order_by_asc(matter_summary::Column::Id)
        .all(conn)
        .await?;
    let mut waiting = Vec::new();
    for row in rows {
        let Some(matter) = summaries::matter(conn, MatterId(row.id)).await? else { continue };
        let mine = matter.taken.first().is_some_and(|taken| taken.by == actor.account);
        let asked = match matter.state {
            MatterState::SentBack if mine => Some("退回经办"),
            MatterState::Open if at_desk(actor, matter.level, matter.area.as_ref()).is_ok() => {
                matter.may_step(actor.account, &own, as_deputy(&deputy)).ok().map(|(step, _)| step.label())
            }
            _ => None,
        };
        if let Some(asked) = asked {
            let act = matter_act::Entity::find_by_id(row.id).one(conn).await?;
            let title = act.map_or_else(String::new, |act| act.title);
            let label = title.split('：').next().unwrap_or_default();
            waiting.push((row, title.clone(), format!("{asked}（{label}）")));
        }
    }
    Ok(waiting)
}

/// The chain an act runs, under the policy of its case or the one in force.
pub(crate) async fn chain_of(verb: &Verb, act: &Act) -> Result<Chain> {
    let policy: Arc<Policy> = match act.cases().first() {
        Some(case) => verb.policy(&verb.case(*case).await?.policy)?,
        None => verb.app().policies().current().1.clone(),
    };
    // A county may accept an exception under the chain of the city where the file names none of its own.
    policy
        .chain(act.name(), act.level())
        .or_else(|| policy.chain(act.name(), Level::City))
        .cloned()
        .ok_or_else(|| Error::Internal(format!("no chain for {}", act.name())))
}

async fn area_of(verb: &Verb, act: &Act) -> Result<Option<AreaCode>> {
    match (act, act.level()) {
        (Act::ConfirmUnit { area, .. }, _) => Ok(Some(area.clone())),
        (_, Level::County) => match act.cases().first() {
            Some(case) => Ok(Some(verb.case(*case).await?.area)),
            None => Ok(None),
        },
        _ => Ok(None),
    }
}

/// Whether the actor sits where an act of this level is decided.
pub(crate) fn at_desk(actor: &Actor, level: Level, area: Option<&AreaCode>) -> Result<()> {
    match (level, area) {
        (Level::County, Some(area)) => drop_proof(actor.county_reviewer(area)),
        (Level::County, None) => Err(Error::NotFound),
        (Level::City, _) => drop_proof(actor.city_reviewer()),
        (Level::Finance, _) => drop_proof(actor.finance_officer()),
    }
}

fn at_desk_to_read(actor: &Actor, level: Level, area: Option<&AreaCode>) -> Result<()> {
    match (actor.role, level, area) {
        (Role::City | Role::Auditor, ..) => Ok(()),
        (Role::Finance, Level::Finance | Level::City, _) => Ok(()),
        _ => at_desk(actor, level, area).map_err(|_| Error::NotFound),
    }
}

fn drop_proof<P>(proof: std::result::Result<P, domain::access::Denied>) -> Result<()> {
    proof.map(|_| ()).map_err(Into::into)
}

pub(crate) async fn no_open_matter(conn: &impl sea_orm::ConnectionTrait, case: CaseId) -> Result<()> {
    let open = matter_summary::Entity::find()
        .filter(matter_summary::Column::CaseId.eq(case.0))
        .filter(matter_summary::Column::State.eq("open"))
        .one(conn)
        .await?;
    match open {
        None => Ok(()),
        Some(_) => Err(domain::case::Refusal::Plain("本办件已有一件事项正在审批，请等它办结，或由拟办人撤回。").into()),
    }
}

async fn open_matter(verb: &Verb, actor: &Actor, id: MatterId) -> Result<Matter> {
    let matter = visible(verb, actor, id).await?;
    at_desk(actor, matter.level, matter.area.as_ref())?;
    Ok(matter)
}

async fn visible(verb: &Verb, actor: &Actor, id: MatterId) -> Result<Matter> {
    let matter = summaries::matter(verb.conn(), id).await?.ok_or(Error::NotFound)?;
    at_desk_to_read(actor, matter.level, matter.area.as_ref())?;
    Ok(matter)
}

async fn may_step(verb: &Verb, actor: &Actor, matter: &Matter) -> Result<(Step, Option<AccountId>)> {
    let (own, deputy) = hands_of(verb.conn(), actor).await?;
    Ok(matter.may_step(actor.account, &own, as_deputy(&deputy))?)
}

type Deputy = Option<(AccountId, Vec<Step>)>;

fn as_deputy(deputy: &Deputy) -> Option<(AccountId, &[Step])> {
    deputy.as_ref().map(|(account, steps)| (*account, steps.as_slice()))
}

/// The steps an account may take, and those of the colleague it stands in for (AB角).
async fn hands_of(conn: &impl sea_orm::ConnectionTrait, actor: &Actor) -> Result<(Vec<Step>, Deputy)> {
    let row = account::Entity::find_by_id(actor.account.0).one(conn).await?.ok_or(Error::NotFound)?;
    let deputy = match row.stands_in_for {
        None => None,
        Some(colleague) => account::Entity::find_by_id(colleague)
            .one(conn)
            .await?
            .filter(|colleague| colleague.office == row.office)
            .map(|colleague| (AccountId(colleague.id), steps(&colleague))),
    };
    Ok((steps(&row), deputy))
}

async fn own_steps(verb: &Verb, actor: &Actor) -> Result<Vec<Step>> {
    Ok(hands_of(verb.conn(), actor).await?.0)
}

/// The steps of chains an account's post takes.
#[must_use]
pub fn steps(row: &account::Model) -> Vec<Step> {
    const ALL: [Step; 3] = [Step::Draft, Step::Check, Step::Approve];
    row.steps.split(',').filter_map(|code| ALL.into_iter().find(|step| step.code() == code.trim())).collect()
}

async fn act_of(verb: &Verb, id: MatterId) -> Result<Act> {
    let row = matter_act::Entity::find_by_id(id.0).one(verb.conn()).await?.ok_or(Error::NotFound)?;
    Ok(serde_json::from_str(&verb.app().open_text(seals::MATTER_ACT.row(id.0), &row.act_sealed)?)?)
}

async fn keep_texts(verb: &Verb, id: i64, seq: u32, act: Option<&Act>, opinion: &str) -> Result<()> {
    if let Some(act) = act {
        let row = matter_act::ActiveModel {
            matter: Set(id),
            title: Set(title_of(verb, act).await?),
            act_sealed: Set(verb.seal(seals::MATTER_ACT.row(id), &serde_json::to_string(act)?)),
        };
        matter_act::Entity::insert(row).exec_without_returning(verb.conn()).await?;
    }
    let opinion = verb.seal(seals::MATTER_OPINION.key(&format!("{id}/{seq}")), opinion);
    let row = matter_opinion::ActiveModel { matter: Set(id), seq: Set(i64::from(seq)), opinion_sealed: Set(opinion) };
    matter_opinion::Entity::insert(row).exec_without_returning(verb.conn()).await?;
    Ok(())
}

async fn title_of(verb: &Verb, act: &Act) -> Result<String> {
    let mut names = Vec::new();
    for case in act.cases() {
        names.push(verb.case(case).await?.title);
    }
    Ok(match names.len() {
        0 => act.label().to_owned(),
        1 => format!("{}：{}", act.label(), names[0]),
        n => format!("{}：{}等 {n} 个品牌", act.label(), names[0]),
    })
}

async fn reload(verb: &Verb, id: MatterId) -> Result<Matter> {
    let matter = summaries::matter(verb.conn(), id).await?.ok_or(Error::NotFound)?;
    summaries::write_matter(verb.conn(), &matter).await?;
    Ok(matter)
}

/// Drops open matters of a case that went another way, except the one that sent it there.
pub(crate) async fn drop_stale(verb: &mut Verb, case: CaseId, except: Option<MatterId>) -> Result<()> {
    let rows = matter_summary::Entity::find()
        .filter(matter_summary::Column::CaseId.eq(case.0))
        .filter(matter_summary::Column::State.is_in(["open", "sent_back"]))
        .all(verb.conn())
        .await?;
    for row in rows.into_iter().filter(|row| except != Some(MatterId(row.id))) {
        let id = MatterId(row.id);
        let events = log::stream::<MatterEvent>(verb.conn(), row.id).await?;
        let Some(matter) = Matter::fold(id, &events) else { continue };
        verb.continue_stream(row.id, matter.seq, MatterEvent::Dropped { stale: true }).await?;
        reload(verb, id).await?;
    }
    Ok(())
}

/// A matter's steps so far, as its page and the case page show them: step, who, when.
#[must_use]
pub fn steps_taken(matter: &Matter) -> Vec<(String, AccountId, String)> {
    matter.taken.iter().map(|taken| (taken.step.label().to_owned(), taken.by, sentences::moment(taken.at))).collect()
}
