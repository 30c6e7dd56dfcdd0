//! Deciding acts: what was typed becomes an act, which is proposed and passes through the hands of the office.

use super::{Asked, papers};
use crate::shell::{Fail, Submitted};
use app::{Error, FieldError, attachments::DeskFile, matters};
use domain::{
    act::Act,
    application::{Reason, Shortfall},
    clauses,
    ids::OfficeId,
    level::Level,
    policy::Chain,
};

/// Whether a verb decides, and so runs a chain; the others record.
pub(super) fn is_decision(verb: &str) -> bool {
    name(verb, Level::City).is_some()
}

/// The name of a verb's chain in the policy file.
fn name(verb: &str, level: Level) -> Option<&'static str> {
    Some(match verb {
        "return" => "return_for_correction",
        "decline" => "decline",
        "transfer" => "transfer",
        "relax" if level == Level::County => "relax_county",
        "relax" => "relax_city",
        "name-exception" => "accept_name_exception",
        "admit" => "admit_to_pool",
        "recommend" => "recommend",
        "over-quota" => "approve_over_quota",
        "accept" => "accept_for_review",
        "approve-disbursement" | "approve-disbursement-second" => "approve_disbursement",
        "approve-payment" | "approve-payment-second" => "approve_payment",
        _ => return None,
    })
}

/// The chain a verb runs at the actor's desk.
pub(super) fn chain<'a>(asked: &'a Asked<'_>) -> Option<&'a Chain> {
    let name = name(asked.verb, asked.level())?;
    asked.policy.chain(name, asked.level()).or_else(|| asked.policy.chain(name, Level::City))
}

/// Proposes the act; returns where to go.
pub(super) async fn send(asked: &Asked<'_>, typed: &Submitted) -> Result<String, Fail> {
    let (app, actor) = (&asked.caller.app, asked.actor);
    let seen = typed.seen()?;
    let act = act(asked, typed)?;
    let office = DeskFile::Office(actor.office.unwrap_or(OfficeId(0)));
    let meeting = papers::meeting(asked.caller, actor, typed, office).await?;
    let outcome = matters::propose_with_meeting(app, actor, &act, Some(seen), typed.text("opinion"), meeting).await?;
    let moved = matches!((&act, outcome), (Act::Transfer { .. }, matters::Outcome::Performed(_)));
    asked.caller.flash(told(&act, outcome)).await;
    Ok(if moved { "/desk".into() } else { asked.href() })
}

/// What is said after a proposal or a step.
pub(crate) fn told(act: &Act, outcome: matters::Outcome) -> String {
    match outcome {
        matters::Outcome::Waiting(_) => format!("“{}”已提交，等下一环节办理。", act.label()),
        matters::Outcome::Performed(_) => format!("“{}”已办理。", act.label()),
    }
}

fn act(asked: &Asked<'_>, typed: &Submitted) -> Result<Act, Error> {
    let application = asked.application.id;
    let level = asked.level();
    let text = |name: &str| typed.text(name).to_owned();
    Ok(match asked.verb {
        "return" => Act::ReturnForCorrection { application, level, shortfalls: shortfalls(typed)? },
        "decline" => Act::Decline { application, level, reasons: reasons(typed)? },
        "transfer" => Act::Transfer {
            application,
            to: required(typed, "to", "请选择转往的县（市、区）。")?.into(),
            reason: text("reason"),
        },
        "relax" => {
            let lowered_to = typed.parse("lowered_to", "请填写降低后的人数，如 1200。")?;
            let reason = text("reason");
            if level == Level::County {
                Act::RelaxCounty { application, lowered_to, reason }
            } else {
                Act::RelaxCity { application, lowered_to, reason }
            }
        }
        "name-exception" => Act::AcceptNameException {
            application,
            level,
            accepted: chosen(typed, "accepted", "请选择是否同意。")?,
            reason: text("reason"),
        },
        "admit" => Act::AdmitToPool { application },
        "recommend" => {
            let rank = typed.parse("rank", "请填写推荐顺序，如 1。")?;
            Act::Recommend {
                application,
                rank,
                opinion: required(typed, "recommendation", "请填写推荐意见。")?.to_owned(),
            }
        }
        "over-quota" => Act::ApproveOverQuota { application, document: text("document"), reason: text("reason") },
        "accept" => Act::AcceptForReview { application },
        "approve-disbursement" | "approve-disbursement-second" => {
            Act::ApproveDisbursement { application, payment: asked.payment() }
        }
        "approve-payment" | "approve-payment-second" => Act::ApprovePayment { application, payment: asked.payment() },
        verb => return Err(Error::Internal(format!("{verb} is no decision"))),
    })
}

/// A field that must be there.
pub(super) fn required<'a>(typed: &'a Submitted, field: &str, sentence: &str) -> Result<&'a str, Error> {
    Some(typed.text(field)).filter(|text| !text.is_empty()).ok_or_else(|| Error::field(field, sentence))
}

/// A yes or no that must be chosen.
pub(super) fn chosen(typed: &Submitted, field: &str, sentence: &str) -> Result<bool, Error> {
    required(typed, field, sentence).map(|answer| answer == "yes")
}

/// Rows of shortfalls; empty ones are passed over, half-filled ones are not.
fn shortfalls(typed: &Submitted) -> Result<Vec<Shortfall>, Error> {
    let (mut list, mut errors) = (Vec::new(), Vec::new());
    for n in 1..=super::fields::shortfalls_typed(typed) {
        let [section, clause, what] = ["section", "clause", "text"].map(|part| typed.text(&format!("{part}_{n}")));
        if section.is_empty() && what.is_empty() {
            continue;
        }
        let mut need = |part: &str, wrong: bool, message: &str| {
            if wrong {
                errors.push(FieldError { field: format!("{part}_{n}"), message: message.to_owned() });
            }
        };
        need("section", section.is_empty(), "请选择要重新打开的部分。");
        need("clause", !clauses::is_known(clause), "请填写方案的条款号，如 4.1。");
        need("text", what.is_empty(), "请写明缺什么、怎么补。");
        list.push(Shortfall { section: section.into(), clause: clause.into(), what: what.into() });
    }
    if list.is_empty() && errors.is_empty() {
        errors.push(FieldError {
            field: "section_1".into(), message: "请至少列出一项需补正的内容。".into()
        });
    }
    if errors.is_empty() { Ok(list) } else { Err(Error::Invalid(errors)) }
}

fn reasons(typed: &Submitted) -> Result<Vec<Reason>, Error> {
    let text = required(typed, "reasons", "请写明不予通过的理由。")?;
    let ticked = typed.all("clauses");
    if ticked.is_empty() {
        return Err(Error::field("clauses", "请至少选择一条涉及的条款。"));
    }
    Ok(ticked.into_iter().map(|clause| Reason { clause: clause.into(), text: text.into() }).collect())
}
