//! `/unit/cases/{id}/withdraw`: takes the application back, asked once, any time before the notice (5.1.a).

use super::{back, href, led_case, name};
use crate::{
    components::Field,
    frame::{Link, Room},
    page,
    pages::shared::{Effect, FormPage},
    shell::{Answer, Caller, Submitted},
};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::case::{Case, State};

/// Whether the application may still be taken back.
pub(super) fn possible(case: &Case) -> bool {
    !case.state().ended() && !matches!(case.state(), State::OnNotice | State::Recognised)
}

fn form(caller: &Caller, case: &Case) -> FormPage {
    let frame = caller.frame(Room::Unit, format!("撤回申报：{}", name(case)));
    let reason = Field::long("reason", "撤回的原因", 3).optional();
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
    form
}

/// `GET /unit/cases/{id}/withdraw`
pub(super) async fn page(caller: Caller, Path(id): Path<i64>) -> Answer {
    let (case, _) = led_case(&caller, id).await?;
    if possible(&case) { Ok(page::ok(&form(&caller, &case))) } else { Ok(Redirect::to(&href(&case)).into_response()) }
}

/// `POST /unit/cases/{id}/withdraw`
pub(super) async fn send(caller: Caller, Path(id): Path<i64>, sent: Submitted) -> Answer {
    let (case, _) = led_case(&caller, id).await?;
    let withdrawn = sent
        .once(&caller, async {
            let (actor, reason) = (caller.actor()?, sent.text("reason"));
            app::applications::withdraw(&caller.app, actor, case.id, sent.seen()?, reason).await?;
            caller.flash("申报已撤回。").await;
            Ok(href(&case))
        })
        .await;
    match withdrawn {
        Err(fail) => fail.on_form(form(&caller, &case), &sent),
        done => done,
    }
}
