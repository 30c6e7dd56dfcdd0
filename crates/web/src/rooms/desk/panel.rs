//! The panel beside an application: whose turn, until when, the hands it passes through, what I may do and what blocks the rest.

use super::in_words::{self, People};
use crate::{
    components::{Act, ActPanel, ActTone, Blocked, Chain, ChainStep, StepState},
    shell::{Caller, Fail},
};
use app::{
    matters::MatterView,
    offers::{Offer, Weight},
    sentences,
};
use domain::{
    access::Actor,
    application::{Application, Party, Stage},
    ids::{AccountId, MatterId},
    matter::MatterState,
    policy::Step,
};

/// The matter under way on an application, if the reader may see it.
pub(super) async fn open_matter(
    caller: &Caller,
    actor: &Actor,
    application: &Application,
) -> Result<Option<MatterView>, Fail> {
    let rows = app::matters::on_application(&caller.app, application.id).await?;
    let open = rows.iter().rev().find(|(row, _)| row.state == "open" || row.state == "sent_back");
    let Some((row, _)) = open else { return Ok(None) };
    Ok(app::matters::view(&caller.app, actor, MatterId(row.id)).await.ok())
}

/// The panel of an application for the reader.
pub(super) async fn panel(
    caller: &Caller,
    application: &Application,
    matter: Option<&MatterView>,
    offers: &[Offer],
) -> Result<ActPanel, Fail> {
    let app = &caller.app;
    let chain = match matter {
        Some(view) => chain(caller, view).await?,
        None => Chain::default(),
    };
    let turn = application.turn();
    let who = match turn.party {
        Party::Unit => "培育单位".to_owned(),
        Party::County => format!("{}人社部门", in_words::area(app, application.area.as_str())),
        Party::City => "市级人社部门".to_owned(),
        Party::Finance => "财政部门".to_owned(),
        Party::Nobody => String::new(),
    };
    let sentence = match (who.is_empty(), matter) {
        (true, _) => format!("{}。", turn.act),
        (false, Some(view)) if view.matter.state == MatterState::Open => {
            let step = view.matter.next_step().map_or("", Step::label);
            format!("等{who}{step}：{}。", view.title.split('：').next().unwrap_or_default())
        }
        (false, _) => format!("等{who}{}。", turn.act),
    };
    let due = match (&application.stage, application.due) {
        (Stage::Returned(_), None) => in_words::paused(),
        (Stage::Recognised, until) => in_words::support_ends(until),
        (_, until) => in_words::due(app, until),
    };
    let free = offers.iter().filter(|offer| offer.blocked.is_none());
    let mut expected = free.clone().any(|offer| offer.weight == Weight::Expected);
    let acts = free.map(|offer| act(application, offer, &mut expected)).collect();
    let blocked = offers.iter().filter_map(|offer| {
        let reason = offer.blocked.clone()?;
        Some(Blocked { label: offer.label.clone(), reason, clause: offer.clause.into() })
    });
    Ok(ActPanel { turn: sentence, due, chain, acts, blocked: blocked.collect() })
}

/// At most one act is the expected one.
fn act(application: &Application, offer: &Offer, expected: &mut bool) -> Act {
    let tone = match offer.weight {
        Weight::Expected if std::mem::take(expected) => ActTone::Primary,
        Weight::Legal => ActTone::Legal,
        _ => ActTone::Plain,
    };
    let href = match offer.verb {
        "objections" => "/desk/objections".to_owned(),
        "key-in" => format!("/unit/applications/{}", application.id),
        "list" => "/desk/notices/new".to_owned(),
        "recognise" => match application.stage {
            Stage::OnNotice { notice, .. } => format!("/desk/notices/{notice}/recognise"),
            _ => "/desk/notices".to_owned(),
        },
        verb => format!("/desk/applications/{}/{verb}", application.id),
    };
    Act { label: offer.label.clone(), href, tone }
}

/// The chain of a matter: each step with who took it, when, and what they said.
pub(super) async fn chain(caller: &Caller, view: &MatterView) -> Result<Chain, Fail> {
    let matter = &view.matter;
    let approvers: Vec<AccountId> = matter
        .taken
        .iter()
        .flat_map(|taken| std::iter::once(taken.by).chain(taken.on_behalf_of))
        .chain(matter.holder)
        .collect();
    let people = People::of(&caller.app, caller.actor()?, approvers).await?;
    let opinion = |index: usize| view.opinions.get(index).map_or_else(String::new, |(_, text)| text.clone());
    let mut steps: Vec<ChainStep> = Vec::new();
    for (index, step) in matter.steps.iter().enumerate() {
        let label = step.label().to_owned();
        steps.push(match matter.taken.get(index) {
            Some(taken) => ChainStep {
                label,
                who: match taken.on_behalf_of {
                    Some(colleague) => format!("{} 代 {}", people.name(taken.by), people.name(colleague)),
                    None => people.name(taken.by),
                },
                when: sentences::moment(taken.at),
                opinion: opinion(index),
                state: StepState::Done,
            },
            None if index == matter.taken.len() && matter.state == MatterState::Open => ChainStep {
                label,
                who: matter.holder.map_or_else(String::new, |holder| people.name(holder)),
                state: StepState::Now,
                ..ChainStep::default()
            },
            None if index == matter.taken.len() && matter.state == MatterState::SentBack => {
                ChainStep { label, opinion: opinion(index), state: StepState::Back, ..ChainStep::default() }
            }
            None => ChainStep { label, ..ChainStep::default() },
        });
    }
    let act = view.title.split('：').next().unwrap_or_default().to_owned();
    Ok(Chain { act, href: format!("/desk/matters/{}", matter.id), steps })
}
