//! `/desk/applications/{application}/{act}`: the page of an act and what its button does. Deciding acts go through the hands of the
//! office; records are made at once.

mod decide;
mod effects;
mod fields;
mod papers;
mod records;

pub(super) use decide::told;
pub(super) use effects::effect;
pub(super) use papers::meeting;

use super::{OFFICIALS, in_words, official};
use crate::{
    components::{Pair, Summary},
    page,
    pages::{
        desk::act::{self, ActOn},
        shared::FormPage,
    },
    shell::{Answer, Caller, Fail, Routes, Submitted},
};
use app::{facts, offers};
use axum::extract::Path;
use domain::{
    access::{Actor, Denied, Role},
    application::{Application, Facts, Payment, Refusal, State},
    ids::ApplicationId,
    level::Level,
    policy::Policy,
};
use std::sync::Arc;

pub(super) fn routes() -> Routes {
    const PATH: &str = "/desk/applications/{application}/{act}";
    Routes::new().get(PATH, OFFICIALS, show).post(PATH, OFFICIALS.with_files(), send)
}

/// An act about to be done: who, on what, under which policy.
struct Asked<'a> {
    caller: &'a Caller,
    actor: &'a Actor,
    application: Application,
    facts: Facts,
    policy: Arc<Policy>,
    verb: &'static str,
    label: String,
    /// How many shortfalls the page of a return has room for.
    shortfalls: usize,
}

impl<'a> Asked<'a> {
    /// The act of an address, as far as the actor's desk has it.
    async fn of(caller: &'a Caller, id: i64, verb: &str) -> Result<Asked<'a>, Fail> {
        let actor = official(caller)?;
        let app = &caller.app;
        let application = app::applications::visible(app, actor, ApplicationId(id)).await?;
        let (verb, desk) = known(verb).ok_or(Fail::NotFound)?;
        if !desk.contains(&actor.role) {
            let whose = match desk[0] {
                Role::County => "县级人社部门",
                Role::City => "市级人社部门",
                _ => "财政部门",
            };
            return Err(Denied::NotYours(whose).into());
        }
        let facts = facts::findings(app, &application, offers::level_of(&application)).await?;
        let policy = app.policy(&application.policy)?;
        Ok(Asked {
            caller,
            actor,
            application,
            facts,
            policy,
            verb,
            label: String::new(),
            shortfalls: fields::SHORTFALLS,
        })
    }

    /// The words on the button, where the act may be done now; why not, where it may not.
    async fn offered(mut self) -> Result<Self, Fail> {
        let offers = offers::on_application(&self.caller.app, self.actor, &self.application, &self.facts).await?;
        let offer = offers.into_iter().find(|offer| offer.verb == self.verb);
        match offer {
            None => Err(Refusal::WrongState { now: self.application.state() }.into()),
            Some(offers::Offer { blocked: Some(reason), .. }) => Err(Fail::Blocked(reason)),
            Some(offer) => {
                self.label = offer.label;
                Ok(self)
            }
        }
    }

    fn level(&self) -> Level {
        match self.actor.role {
            Role::County => Level::County,
            Role::Finance => Level::Finance,
            _ => Level::City,
        }
    }

    fn payment(&self) -> Payment {
        if self.verb.ends_with("-second") { Payment::Second } else { Payment::First }
    }

    fn href(&self) -> String {
        format!("/desk/applications/{}", self.application.id)
    }

    async fn form(&self) -> Result<FormPage, Fail> {
        let label = if self.label.is_empty() { "提交" } else { self.label.as_str() };
        let title = format!("{label}：{}", self.application.title);
        let on = ActOn {
            application_href: self.href(),
            about: self.about().await?,
            seen: self.caller.seen(self.application.seq),
            effect: effect(self.verb, &self.application.title),
        };
        let frame = super::frame(self.caller, title).await;
        let sets = fields::of(self).await?;
        let button = if decide::is_decision(self.verb) && self.effect_waits() { "提交审批" } else { label };
        let more = ("then".to_owned(), "more".to_owned(), "再加一项".to_owned());
        let second = (self.verb == "return").then_some(more);
        Ok(FormPage { intro: fields::intro(self), second, ..act::form(frame, on, self.verb, button, sets) })
    }

    /// Whether another hand follows in the chain.
    fn effect_waits(&self) -> bool {
        decide::chain(self).is_some_and(|chain| chain.steps.len() > 1)
    }

    async fn about(&self) -> Result<Summary, Fail> {
        let units = app::people::unit_names(&self.caller.app, [self.application.lead_unit().0]).await?;
        let mut rows = vec![
            Pair::new("品牌", &self.application.title),
            Pair::new("牵头单位", units.into_values().next().unwrap_or_default()),
            Pair::new("当前状态", self.application.state().label()),
        ];
        let due = in_words::due(&self.caller.app, self.application.due);
        if !due.left.is_empty() && self.application.state() != State::Recognised {
            rows.push(Pair { note: due.day, ..Pair::new("期限", due.left) });
        }
        rows.extend(fields::beside(self).await?);
        Ok(Summary { rows })
    }
}

/// Verbs of addresses and the desks that have them.
fn known(verb: &str) -> Option<(&'static str, &'static [Role])> {
    const COUNTY: &[Role] = &[Role::County];
    const CITY: &[Role] = &[Role::City];
    const FINANCE: &[Role] = &[Role::Finance];
    const BOTH: &[Role] = &[Role::County, Role::City];
    const VERBS: [(&str, &[Role]); 28] = [
        ("return", BOTH),
        ("decline", BOTH),
        ("transfer", COUNTY),
        ("relax", BOTH),
        ("name-exception", BOTH),
        ("evaluate", COUNTY),
        ("check-unit", BOTH),
        ("judge", BOTH),
        ("verify-original", COUNTY),
        ("admit", COUNTY),
        ("recommend", COUNTY),
        ("over-quota", CITY),
        ("accept", CITY),
        ("document-review", CITY),
        ("site-visit", CITY),
        ("pass-on", COUNTY),
        ("service", BOTH),
        ("leave-unselected", BOTH),
        ("approve-disbursement", CITY),
        ("approve-disbursement-second", CITY),
        ("suspend", CITY),
        ("suspend-second", CITY),
        ("approve-payment", FINANCE),
        ("approve-payment-second", FINANCE),
        ("record-payment", FINANCE),
        ("record-payment-second", FINANCE),
        ("record-return", FINANCE),
        ("record-return-second", FINANCE),
    ];
    VERBS.into_iter().find(|(known, _)| *known == verb)
}

async fn show(caller: Caller, Path((id, verb)): Path<(i64, String)>) -> Answer {
    let asked = Asked::of(&caller, id, &verb).await?.offered().await?;
    Ok(page::ok(&asked.form().await?))
}

async fn send(caller: Caller, Path((id, verb)): Path<(i64, String)>, typed: Submitted) -> Answer {
    if verb == "return" && typed.text("then") == "more" {
        let mut asked = Asked::of(&caller, id, &verb).await?.offered().await?;
        asked.shortfalls = fields::shortfalls_typed(&typed) + 1;
        return Ok(page::ok(&asked.form().await?.fill(typed.pairs())));
    }
    let answer = typed
        .once(&caller, async {
            let asked = Asked::of(&caller, id, &verb).await?;
            if decide::is_decision(asked.verb) {
                decide::send(&asked, &typed).await
            } else {
                records::send(&asked, &typed).await
            }
        })
        .await;
    match answer {
        Ok(response) => Ok(response),
        // The form comes back with what is wrong and all that was typed.
        Err(fail) => {
            let Ok(asked) = Asked::of(&caller, id, &verb).await else { return Err(fail) };
            let Ok(mut asked) = asked.offered().await else { return Err(fail) };
            asked.shortfalls = fields::shortfalls_typed(&typed).max(asked.shortfalls);
            fail.on_form(asked.form().await?, &typed)
        }
    }
}
