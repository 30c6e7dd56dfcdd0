//! `/unit/applications/{id}/withdraw`: takes the application back, asked once, any time before the notice (5.1.a).

use super::{back, filled_application, frame, handed_in, href, keys_in, name};
use crate::{
    components::Field,
    frame::Link,
    pages::shared::{Effect, FormPage},
    shell::{Caller, Done, Fail, Routes, Submitted, Who},
};
use domain::application::{Application, State};
use domain::stream::Stream;

/// Whether the caller may still take the application back: a county only the draft that it keyed in.
pub(super) fn possible(caller: &Caller, application: &Application) -> bool {
    if keys_in(caller, application) {
        return application.state() == State::Drafting;
    }
    !application.state().ended() && !matches!(application.state(), State::OnNotice | State::Recognised)
}

/// Taking an application back.
pub(super) fn routes() -> Routes {
    const PATH: &str = "/unit/applications/{application}/withdraw";
    Routes::new().form(PATH, Who::FILLING, withdraw_form, withdraw)
}

async fn withdraw_form(caller: &Caller, id: i64) -> Result<FormPage, Fail> {
    let (application, _) = filled_application(caller, id).await?;
    let application = &application;
    if !possible(caller, application) {
        return Err(Fail::Elsewhere(href(application)));
    }
    let frame = frame(caller, application, format!("撤回申报：{}", name(application))).await?;
    let reason = Field::long("reason", "撤回的原因", 3);
    let reason = if keys_in(caller, application) {
        reason.hint("写明单位为何撤回，或录入有何差错。")
    } else {
        reason.optional()
    };
    let mut form = FormPage::new(frame, &format!("{}/withdraw", href(application)), "确认撤回", vec![reason]);
    let carried = if application.submitted_at.is_some() {
        "再次申报时，提交过的内容会带过去，附件须重新上传；能否再报取决于批次是否受理。"
    } else {
        "没有提交过的内容不会带到下一次申报；能否再报取决于批次是否受理。"
    };
    form.effect = Some(Effect {
        touches: name(application),
        follows: vec!["本次申报就此结束，不再审核。".into(), carried.into()],
        clause: "5.1.a".into(),
    });
    form.back = Some(back(application));
    form.links = vec![Link::new("不撤回", href(application))];
    form.seen = Some(caller.seen(application.seq));
    Ok(form)
}

async fn withdraw(caller: &Caller, id: i64, sent: &Submitted) -> Result<Done, Fail> {
    let (application, _) = filled_application(caller, id).await?;
    let (actor, reason) = (caller.actor()?, sent.text("reason"));
    app::applications::withdraw(&caller.app, actor, application.id, sent.seen()?, reason).await?;
    Ok(Done::to(handed_in(caller, &application)).saying("申报已撤回。"))
}
