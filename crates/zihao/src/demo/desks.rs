//! What the bureaus of the made-up city do with applications, step by step.

use super::{
    brands::Fate,
    stage::{Applicant, Hands, Stage, act},
};
use crate::failure::{Done, Failure};
use app::{
    acts,
    attachments::{self, Subject},
    payments::{self, TypedAccount},
};
use domain::{
    act::{
        AcceptForReview, ActKind, Addressed, AdmitToPool, ApproveDisbursement, ApproveNoticeText, ApprovePayment,
        DecideProposedList, PublishNotice, Recognise, Recommend, RecordDocumentReview, RecordPayment, RecordService,
        RecordSiteVisit, Relax, ReturnForCorrection,
    },
    application::{Application, Shortfall, Stage as At},
    cultivation::{Cultivation, Payment},
    ids::{ApplicationId, CultivationId, NoticeId},
    policy::Step,
    service::{Paper, ServiceMethod},
};
use std::collections::BTreeMap;

/// Lowers the number for a small heritage brand where its county may, and admits to the pool.
pub(super) async fn admit(stage: &Stage, applicant: &Applicant) -> Done<()> {
    let (brand, application) = (applicant.brand, applicant.application);
    let county = stage.county(brand.area);
    if brand.heritage.is_some() && brand.employed <= 2_000 {
        let reason = "国家级非物质文化遗产项目，从业者少而精，符合降低人数标准的条件".to_owned();
        let relax = Relax { lowered_to: 800, reason };
        stage.decide(&county, act(application, relax), "拟按非遗类降低人数标准").await?;
    }
    stage.decide(&county, act(application, AdmitToPool {}), "材料齐全，符合入库条件，拟审核入库").await
}

/// Recommends each in its county's order; the city lowers the number for a small heritage brand.
pub(super) async fn recommend(stage: &Stage, applicants: &[&Applicant]) -> Done<()> {
    let mut ranks = BTreeMap::<_, u32>::new();
    for applicant in applicants {
        let (brand, application) = (applicant.brand, applicant.application);
        let county = stage.county(brand.area);
        if brand.heritage.is_some() && brand.employed <= 5_000 {
            let reason = "国家级非物质文化遗产项目，同意按非遗类认定".to_owned();
            let relax = Relax { lowered_to: 1_000, reason };
            stage.decide(&stage.city, act(application, relax), "拟同意降低人数标准").await?;
        }
        stage.check_unit(&county.drafter, application).await?;
        let rank = ranks.entry(brand.area).or_default();
        *rank += 1;
        let recommend = Recommend { rank: *rank, opinion: "综合评价居前，择优推荐。".to_owned() };
        stage.decide(&county, act(application, recommend), "拟推荐上报").await?;
    }
    Ok(())
}

/// Accepted, documents reviewed, sites visited on these days in turn.
pub(super) async fn review(stage: &Stage, applicants: &[&Applicant], days: &[&str]) -> Done<()> {
    for applicant in applicants {
        accept_and_read(stage, applicant).await?;
    }
    for (applicant, day) in applicants.iter().zip(days) {
        stage.on(day, 0);
        let visit = RecordSiteVisit {
            on: stage.app.today(),
            officers: 2,
            passed: true,
            opinion: "实地查看培训场地和台账，随机访谈十名从业者，与申报一致。".to_owned(),
            record: None,
            photo: None,
        };
        stage.record(&stage.reviewer, act(applicant.application, visit)).await?;
    }
    Ok(())
}

/// Accepts a recommended brand and reads its documents.
pub(super) async fn accept_and_read(stage: &Stage, applicant: &Applicant) -> Done<()> {
    let application = applicant.application;
    stage.decide(&stage.city, act(application, AcceptForReview {}), "推荐材料齐全，拟受理").await?;
    let opinion = "五项材料齐全，数据与花名册一致。".to_owned();
    let review = RecordDocumentReview { passed: true, score: Some(9_050), opinion };
    stage.record(&stage.reviewer, act(application, review)).await
}

/// Decides the list and publishes it on a day.
pub(super) async fn notice(stage: &Stage, applicants: &[&Applicant], title: &str, day: &str) -> Done<NoticeId> {
    let applications: Vec<ApplicationId> = applicants.iter().map(|applicant| applicant.application).collect();
    for application in &applications {
        stage.check_unit(&stage.reviewer, *application).await?;
    }
    let first = *applications.first().ok_or_else(|| Failure::new("an empty list"))?;
    let round = stage.now::<Application>(first).await?.round;
    let list = DecideProposedList { title: title.to_owned(), applications, corrects: None };
    stage.decide(&stage.city, act(round, list), "经评审，拟列入认定名单").await?;
    let proposed = stage.now::<Application>(first).await?.proposed;
    let notice = proposed.ok_or_else(|| Failure::new("not on the list"))?;
    // As the form proposes it.
    let asked =
        acts::ask(&stage.app, &stage.city.drafter, Step::ALL, (ActKind::ApproveNoticeText, notice.0, "")).await?;
    let first = |name| asked.form.questions.iter().find(|question| question.field.name == name);
    let text = |name| first(name).map(|question| question.value.clone()).unwrap_or_default();
    let approve = ApproveNoticeText { opening: text("opening"), closing: text("closing") };
    stage.decide(&stage.city, act(notice, approve), "文本已校对，拟核定").await?;
    stage.on(day, 30);
    let screenshot = {
        let upload = stage.paper("公示网页截图", &[title]).await?;
        let mut tx = stage.app.begin(Some(&stage.city.drafter)).await?;
        let id = attachments::keep(&mut tx, Subject::Notice(notice), "notice_screenshot", &upload).await?;
        tx.commit().await?;
        id
    };
    let url = format!("https://rsj.quanzhou.gov.cn/zwgk/gsgg/{}/t{notice}.htm", stage.app.today().format("%Y%m"));
    let publish = PublishNotice { url, published: stage.app.now(), screenshot, late_reason: String::new() };
    stage.record(&stage.city.drafter, act(notice, publish)).await?;
    Ok(notice)
}

/// Recognises everything on a notice.
pub(super) async fn recognise(stage: &Stage, applicants: &[&Applicant], notice: NoticeId) -> Done<()> {
    let applications: Vec<ApplicationId> = applicants.iter().map(|applicant| applicant.application).collect();
    for application in &applications {
        stage.check_unit(&stage.reviewer, *application).await?;
    }
    let recognise = Recognise {
        applications,
        document: "泉人社文〔2025〕58号".to_owned(),
        announced_on: stage.app.today(),
        legal_basis: None,
    };
    stage.decide(&stage.city, act(notice, recognise), "公示无异议，拟认定授牌").await
}

/// Both units confirm their account; one subsidy is paid, the other waits for the city.
pub(super) async fn money(stage: &Stage, applicants: &[&Applicant]) -> Done<()> {
    for applicant in applicants {
        let (brand, cultivation) = (applicant.brand, cultivation_of(stage, applicant).await?);
        let account = TypedAccount {
            holder: brand.unit.to_owned(),
            bank: "泉州演示银行营业部".to_owned(),
            number: format!("9558{:015}", 527_000 + brand.first),
            ..TypedAccount::default()
        };
        let seq = stage.now::<Cultivation>(cultivation).await?.seq;
        payments::confirm_account(&stage.app, &applicant.actor, cultivation, seq, Payment::First, account).await?;
        if brand.fate == Fate::AwaitingPayment {
            continue;
        }
        let city = Hands { drafter: stage.money.clone(), approver: stage.city.approver.clone() };
        stage.decide(&city, first_of(cultivation, ApproveDisbursement {}), "拟同意拨付").await?;
        stage.decide(&stage.finance, first_of(cultivation, ApprovePayment {}), "拟同意付款").await?;
        let paid = RecordPayment { voucher: format!("2025-{:05}", 317), on: stage.app.today() };
        stage.record(&stage.cashier, first_of(cultivation, paid)).await?;
    }
    Ok(())
}

/// The cultivation that began with an applicant's title.
async fn cultivation_of(stage: &Stage, applicant: &Applicant) -> Done<CultivationId> {
    match stage.now::<Application>(applicant.application).await?.stage {
        At::Recognised { cultivation, .. } => Ok(cultivation),
        other => Err(Failure::new(format!("{} is not recognised: {other:?}", applicant.brand.name))),
    }
}

/// An act on a cultivation's first payment.
fn first_of<A>(cultivation: CultivationId, body: A) -> Addressed<A>
where
    A: domain::act::Act<On = Cultivation, Part = Payment>,
{
    Addressed { on: cultivation.0, part: Payment::First, body }
}

/// Returns an application with one list, and hands the notice over.
pub(super) async fn return_for_correction(stage: &Stage, applicant: &Applicant) -> Done<()> {
    let shortfalls = vec![
        Shortfall {
            section: "narrative".to_owned(),
            clause: "4.3".to_owned(),
            what: "建设方案未写项目进度".to_owned(),
        },
        Shortfall {
            section: "roster".to_owned(),
            clause: "4.4".to_owned(),
            what: "2024年就业花名册有证件号码错误，请更正后重新上传".to_owned(),
        },
    ];
    let county = stage.county(applicant.brand.area);
    let back = act(applicant.application, ReturnForCorrection { shortfalls });
    stage.decide(&county, back, "材料不全，拟退回补正").await?;
    let service = RecordService {
        paper: Paper::CorrectionNotice,
        method: ServiceMethod::InPerson,
        on: stage.app.today(),
        signer: "单位联系人".to_owned(),
        proof: None,
    };
    stage.record(&county.drafter, act(applicant.application, service)).await
}
