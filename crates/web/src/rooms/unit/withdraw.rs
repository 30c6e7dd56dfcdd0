//! `/unit/cases/{id}/withdraw`: takes the application back, asked once, any time before the notice (5.1.a).

use super::{back, filled_case, frame, handed_in, href, keys_in, name};
use crate::{
    components::Field,
    frame::Link,
    page,
    pages::shared::{Effect, FormPage},
    shell::{Answer, Caller, Fail, Submitted},
};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::case::{Case, State};

/// Whether the caller may still take the application back: a county only the draft that it keyed in.
pub(super) fn possible(caller: &Caller, case: &Case) -> bool {
    if keys_in(caller, case) {
        return case.state() == State::Drafting;
    }
    !case.state().ended() && !matches!(case.state(), State::OnNotice | State::Recognised)
}

async fn form(caller: &Caller, case: &Case) -> Result<FormPage, Fail> {
    let frame = frame(caller, case, format!("撤回申报：{}", name(case))).await?;
    let reason = Field::long("reason", "撤回的原因", 3);
    let reason = if keys_in(caller, case) {
        reason.hint("写明单位为何撤回，或录入有何差错。")
    } else {
        reason.optional()
    };
    let mut form = FormPage::new(frame, &format!("{}/withdraw", href(case)), "确认撤回", vec![reason]);
    form.effect = Some(Effect {
        touches: name(case),
        follows: vec![
            "本次申报就此结束，不再审核。".into(),
            "已填的内容保留，再次申报时会带过去；能否再报取决于批次是否受理。".into(),
        ],
        clause: "5.1.a".into(),
    });
    form.back = Some(back(case));
    form.links = vec![Link::new("不撤回", href(case))];
    form.seen = Some(caller.seen(case.seq));
    Ok(form)
}

/// `GET /unit/cases/{id}/withdraw`
pub(super) async fn page(caller: Caller, Path(id): Path<i64>) -> Answer {
    let (case, _) = filled_case(&caller, id).await?;
    if !possible(&caller, &case) {
        return Ok(Redirect::to(&href(&case)).into_response());
    }
    Ok(page::ok(&form(&caller, &case).await?))
}

/// `POST /unit/cases/{id}/withdraw`
pub(super) async fn send(caller: Caller, Path(id): Path<i64>, sent: Submitted) -> Answer {
    let (case, _) = filled_case(&caller, id).await?;
    let withdrawn = sent
        .once(&caller, async {
            let (actor, reason) = (caller.actor()?, sent.text("reason"));
            app::applications::withdraw(&caller.app, actor, case.id, sent.seen()?, reason).await?;
            caller.flash("申报已撤回。").await;
            Ok(handed_in(&caller, &case))
        })
        .await;
    match withdrawn {
        Err(fail) => fail.on_form(form(&caller, &case).await?, &sent),
        done => done,
    }
}
