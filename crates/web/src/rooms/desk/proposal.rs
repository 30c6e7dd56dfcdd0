//! What a matter proposes, in the words its page shows.

use super::{comparisons, in_words};
use crate::components::{Pair, Summary};
use app::{App, Result, attachments, sentences};
use domain::{
    access::Actor,
    act::Act,
    application::{Application, Reason, Shortfall},
    calendar::chinese_date,
    ids::ApplicationId,
};

/// The act's own inputs, as written by the first hand.
pub(super) async fn summary(app: &App, reader: &Actor, act: &Act, opinion: &str) -> Result<Summary> {
    let mut rows = vec![Pair::new("事项", act.label())];
    rows.extend(own(app, reader, act).await?);
    let listed = act.applications();
    if listed.len() > 1 || matches!(act, Act::DecideProposedList { .. } | Act::Recognise { .. }) {
        rows.push(Pair::new(format!("品牌（{} 个）", listed.len()), titles(app, &listed).await?));
    }
    if !opinion.is_empty() {
        rows.push(Pair::new("拟办意见", opinion));
    }
    Ok(Summary { rows })
}

async fn own(app: &App, reader: &Actor, act: &Act) -> Result<Vec<Pair>> {
    let reason = |text: &str| Pair::new("理由", text);
    Ok(match act {
        Act::ConfirmUnit { unit, accepted, reason: why, .. } => {
            let name = app::units::get(app.db().reader(), *unit).await?.name;
            vec![Pair::new("单位", name), Pair::new("意见", if *accepted { "确认" } else { "不予确认" }), reason(why)]
        }
        Act::ReturnForCorrection { shortfalls, .. } => shortfalls.iter().enumerate().map(shortfall).collect(),
        Act::Decline { reasons, .. } => reasons.iter().map(declined).collect(),
        Act::Transfer { to, reason: why, .. } => {
            vec![Pair::new("转往", in_words::area(app, to.as_str())), reason(why)]
        }
        Act::RelaxCounty { lowered_to, reason: why, .. } | Act::RelaxCity { lowered_to, reason: why, .. } => {
            vec![Pair::new("降低到", format!("{lowered_to} 人")), reason(why)]
        }
        Act::AcceptNameException { accepted, reason: why, .. } => {
            vec![Pair::new("意见", if *accepted { "同意例外" } else { "不同意例外" }), reason(why)]
        }
        Act::Recommend { rank, opinion, .. } => {
            vec![Pair::new("推荐顺序", format!("第 {rank} 位")), Pair::new("推荐意见", opinion)]
        }
        Act::ApproveOverQuota { document, reason: why, .. } => vec![Pair::new("文件字号", document), reason(why)],
        Act::DecideProposedList { title, corrects, .. } => {
            let mut rows = vec![Pair::new("公示标题", title)];
            if let Some(corrected) = corrects {
                rows.push(Pair::new("更正", app::notices::get(app, *corrected).await?.0.title));
            }
            rows
        }
        Act::PublishNotice { evidence, notice } => {
            let (notice, _) = app::notices::get(app, *notice).await?;
            let mut screenshot = Pair::new("网页截图", "已上传");
            if attachments::may_open(app, reader, "notice_screenshot").is_ok() {
                screenshot = screenshot.link("下载", format!("/files/{}", evidence.screenshot));
            }
            vec![
                Pair::new("公示", notice.title),
                Pair::new("网址", &evidence.url),
                Pair::new("发布时间", sentences::full_moment(evidence.at)),
                screenshot,
            ]
        }
        Act::DecideObjection { outcome, reason: why, .. } => {
            vec![Pair::new("处理结论", format!("异议{}", sentences::outcome_words(*outcome))), reason(why)]
        }
        Act::Recognise { document, announced_on, legal_basis, .. } => {
            let mut rows = vec![Pair::new("认定文件", document), Pair::new("公布日期", chinese_date(*announced_on))];
            rows.extend(legal_basis.as_ref().map(|basis| Pair::new("法律依据（8.2）", basis)));
            rows
        }
        Act::CloseRound { round, reason: why } => {
            vec![Pair::new("批次", app::rounds::get(app, *round).await?.title), reason(why)]
        }
        Act::ApproveDisbursement { application, payment } | Act::ApprovePayment { application, payment } => {
            money(app, *application, *payment).await?
        }
        Act::ReleaseRoster { brand, release, .. } => {
            let rosters = release.versions.len();
            let mut rows = comparisons::content(release);
            rows.push(Pair::new("花名册", format!("{rosters} 份（品牌 {brand} 已提交的版本）")));
            rows
        }
        Act::AdmitToPool { .. } | Act::AcceptForReview { .. } => Vec::new(),
    })
}

/// What outside records say of the people a decision counts; nothing where nobody was compared.
pub(super) async fn compared(app: &App, application: &Application) -> Result<Option<Pair>> {
    let lines = app::dossier::compared(app, application).await?;
    Ok((!lines.is_empty()).then(|| Pair::new("外部记录比对", lines.join("\n"))))
}

fn shortfall((index, shortfall): (usize, &Shortfall)) -> Pair {
    let note = format!("条款 {}", shortfall.clause);
    Pair { note, ..Pair::new(format!("缺项 {}", index + 1), &shortfall.what) }
}

fn declined(reason: &Reason) -> Pair {
    Pair::new(format!("理由（{}）", reason.clause), &reason.text)
}

async fn money(app: &App, id: ApplicationId, payment: domain::application::Payment) -> Result<Vec<Pair>> {
    let mut rows = vec![Pair::new("补助", sentences::payment_words(payment))];
    let history = app::applications::history(app, id).await?;
    let opened = history.iter().find_map(|event| match &event.event {
        domain::application::ApplicationEvent::DisbursementOpened { payment: of, amount, payer, fund }
            if *of == payment =>
        {
            Some((amount, payer, fund))
        }
        _ => None,
    });
    if let Some((amount, payer, fund)) = opened {
        rows.push(Pair { note: amount.uppercase(), ..Pair::new("金额", amount.to_string()) });
        rows.push(Pair { note: payer.clone(), ..Pair::new("列支渠道", fund) });
    }
    if let Some(account) = app::payments::account_of(app, app.db().reader(), id, payment).await? {
        rows.push(Pair { note: account.bank.clone(), ..Pair::new("收款账户", &account.holder) });
        rows.push(Pair::new("账号", account.masked_number()));
    }
    Ok(rows)
}

async fn titles(app: &App, ids: &[ApplicationId]) -> Result<String> {
    let applications = app::notices::applications(app, ids).await?;
    Ok(applications.iter().map(|application| application.title.clone()).collect::<Vec<_>>().join("、"))
}
