//! Decisions about more or less than one application: proposed from a page of their own, through the same hands.

use super::acts::told;
use crate::{
    components::{Field, FieldSet},
    pages::{desk::act, shared::FormPage},
    shell::{Answer, Caller, Fail, Submitted},
};
use app::{attachments::DeskFile, matters};
use domain::{access::Actor, act::Act, ids::OfficeId};

/// 拟办意见, and the meeting where a one-step chain ends at once.
pub(super) fn closing(caller: &Caller, act: &str) -> Vec<FieldSet> {
    let policies = caller.app.policies();
    let mut chains = policies.current().1.chains().iter().filter(|chain| chain.act == act);
    let alone = chains.any(|chain| chain.collective && chain.steps.len() == 1);
    let opinion = Field::long("opinion", "拟办意见", 3).optional().hint("供下一环节参考，不写进文书。");
    let mut sets = vec![FieldSet { fields: vec![opinion], ..FieldSet::default() }];
    if alone {
        sets.push(act::meeting());
    }
    sets
}

/// Proposes what was typed, once; the form comes back with what is wrong.
pub(super) async fn send<F>(caller: &Caller, typed: &Submitted, to: &str, act: F, form: FormPage) -> Answer
where
    F: AsyncFnOnce() -> Result<Act, Fail>,
{
    let answer = typed
        .once(caller, async {
            let act = act().await?;
            let outcome = propose(caller, caller.actor()?, typed, &act).await?;
            caller.flash(told(&act, outcome)).await;
            Ok(match outcome {
                matters::Outcome::Waiting(id) => format!("/desk/matters/{id}"),
                matters::Outcome::Performed(_) => to.to_owned(),
            })
        })
        .await;
    match answer {
        Ok(response) => Ok(response),
        Err(fail) => fail.on_form(form, typed),
    }
}

/// Proposes an act with the opinion and meeting typed beside it.
pub(super) async fn propose(
    caller: &Caller,
    actor: &Actor,
    typed: &Submitted,
    act: &Act,
) -> Result<matters::Outcome, Fail> {
    let office = DeskFile::Office(actor.office.unwrap_or(OfficeId(0)));
    let meeting = super::acts::meeting(caller, actor, typed, office).await?;
    let outcome = matters::propose_with_meeting(&caller.app, actor, act, None, typed.text("opinion"), meeting).await;
    let outcome = outcome.map_err(Fail::from);
    typed.settle(caller, &outcome).await;
    outcome
}
