//! `/unit/applications/{id}`: one application: where it stands, its tasks and files, what happened so far.

use super::{fields, fills, frame, keys_in, name, policy_of, standing};
use crate::{
    components::{Files, Moment, Timeline, Tone},
    frame::Link,
    page,
    pages::{
        shared::{Place, past},
        unit::view::application::UnitCase,
    },
    shell::{Answer, Caller, Fail},
};
use app::{applications::Opened, attachments, people::Named, sentences::Audience};
use axum::Extension;
use domain::{
    access::{Actor, Role},
    application::{Application, ApplicationEvent},
    event::{Event, Recorded},
    ids::{AccountId, AreaCode},
    policy::{Policy, code_of},
};
use std::collections::HashMap;

/// `GET /unit/applications/{id}`
pub(super) async fn page(caller: Caller, Extension(opened): Extension<Opened>) -> Answer {
    let Opened { application, history } = opened;
    let policy = policy_of(&caller, &application)?;
    let standing::Standing { mut brand, next, .. } = standing::of(&caller, &application, &policy, None).await?;
    brand.href = String::new();
    if let Some(next) = next {
        brand.acts.retain(|act| act.href != next.href);
        brand.acts.insert(0, next);
    }
    let mut files = Vec::new();
    if fills(&caller, &application) {
        let all = attachments::list(&caller.app, caller.app.db().reader(), application.id).await?;
        let handed_in = |slot: &str| attachments::is_signed_form(slot) || policy.field(code_of(slot)).is_some();
        files = all.iter().filter(|file| handed_in(&file.slot)).map(fields::file_item).collect();
    }
    Ok(page::ok(&UnitCase {
        frame: frame(&caller, &application, name(&application)).await?,
        back: if keys_in(&caller, &application) {
            Link::new("办件", "/desk")
        } else {
            Link::new("我的品牌", "/unit")
        },
        brand,
        files: Files { files },
        timeline: timeline(&caller, &application, &history, &policy).await?,
    }))
}

/// What happened, the newest first, as far as the unit is told.
async fn timeline(
    caller: &Caller,
    application: &Application,
    history: &[Recorded<ApplicationEvent>],
    policy: &Policy,
) -> Result<Timeline, Fail> {
    let told = history.iter().filter_map(|event| {
        let what = app::sentences::of_application(&event.event, Audience::Unit)?;
        Some((Place::of(event), (event, what)))
    });
    let past = past(caller, told);
    let own = past.shown.iter().filter(|(event, _)| event.role == Some(Role::Unit)).filter_map(|(event, _)| event.by);
    let names = app::people::names_of(&caller.app, &own.collect::<Vec<_>>()).await?;
    let reader = caller.actor()?;
    Ok(past.drawn(|(event, what)| Moment {
        when: app::sentences::full_moment(event.at),
        who: who(reader, area_then(application, history, event), policy, &names, event),
        what: format!("{}。", app::sentences::bare(&what)),
        clause: event.event.clause().to_owned(),
        tone: tone(&event.event),
        ..Moment::default()
    }))
}

/// The area it was of when something was done: whoever passed it on did that before it was the other's (5.1.b).
fn area_then<'a>(
    application: &'a Application,
    history: &'a [Recorded<ApplicationEvent>],
    event: &Recorded<ApplicationEvent>,
) -> &'a AreaCode {
    let mut areas = history.iter().rev().filter(|past| past.seq < event.seq).filter_map(|past| match &past.event {
        ApplicationEvent::Drafted { area, .. } | ApplicationEvent::Transferred { to: area, .. } => Some(area),
        _ => None,
    });
    areas.next().unwrap_or(&application.area)
}

/// The unit's own people by name, officials by their bureau.
fn who(
    reader: &Actor,
    area: &AreaCode,
    policy: &Policy,
    names: &HashMap<AccountId, Named>,
    event: &Recorded<ApplicationEvent>,
) -> String {
    match (event.role, event.by) {
        (Some(Role::Unit), Some(account)) => {
            names.get(&account).map_or_else(|| "本单位".into(), |named| named.name_to(reader))
        }
        (Some(Role::County), _) => standing::hr_bureau(policy, area),
        (Some(Role::City), _) => policy.city.hr_bureau.clone(),
        (Some(Role::Finance), _) => policy.city.finance_bureau.clone(),
        (Some(role), _) => role.label().to_owned(),
        (None, _) => String::new(),
    }
}

fn tone(event: &ApplicationEvent) -> Tone {
    match event {
        ApplicationEvent::Returned { .. } => Tone::Unsure,
        ApplicationEvent::Declined { .. } => Tone::Bad,
        ApplicationEvent::Admitted { .. } | ApplicationEvent::Recognised { .. } => Tone::Good,
        _ => Tone::Active,
    }
}
