//! What happened in the made-up city until the morning of 15 September 2025.

use super::{
    brands::{BRANDS, Brand, Fate},
    desks::{accept_and_read, admit, money, notice, recognise, recommend, return_for_correction, review},
    from_paper,
    stage::{Applicant, Stage, act},
};
use crate::failure::Done;
use app::{
    applications,
    objections::{self, NewObjection},
    rounds::{self, NewRound},
};
use domain::{
    act::{AcceptForReview, AdmitToPool, CloseRound, Decline, SetQuotas},
    application::{Application, Window},
    ids::RoundId,
};

/// Plays the whole story.
pub(super) async fn play(stage: &mut Stage) -> Done<()> {
    stage.on("2025-01-13", 0);
    from_paper::enter(stage).await?;
    first_round(stage).await?;
    let applicants = second_round_opens(stage).await?;
    counties_review(stage, &applicants).await?;
    city_reviews(stage, &applicants).await?;
    last_week(stage, &applicants).await
}

/// The applicants of these fates.
fn of<'a>(applicants: &'a [Applicant], fates: &[Fate]) -> Vec<&'a Applicant> {
    applicants.iter().filter(|applicant| fates.contains(&applicant.brand.fate)).collect()
}

/// 2025年第一批: from the call in February to the titles in July.
async fn first_round(stage: &mut Stage) -> Done<()> {
    stage.on("2025-02-10", 0);
    let round = open(stage, "2025年第一批", ("2025-02-10", "2025-04-30"), "2025-05-30").await?;
    stage.on("2025-02-17", 10);
    let applicants = register_and_begin(stage, round, Brand::in_first_round).await?;
    for (applicant, day) in applicants.iter().zip(["2025-03-11", "2025-03-18", "2025-03-25"]) {
        stage.on(day, 0);
        stage.submit(applicant).await?;
    }
    stage.on("2025-04-14", 0);
    for applicant in &applicants {
        stage.look_into(applicant).await?;
        admit(stage, applicant).await?;
    }
    let winners = of(&applicants, &[Fate::Paid, Fate::AwaitingPayment]);
    stage.on("2025-04-28", 0);
    recommend(stage, &winners).await?;
    stage.on("2025-05-12", 0);
    review(stage, &winners, &["2025-05-20", "2025-05-27"]).await?;
    stage.on("2025-06-09", 0);
    let notice = notice(stage, &winners, "泉州市2025年第一批特色劳务品牌拟认定名单公示", "2025-06-11").await?;
    stage.on("2025-06-20", 0);
    recognise(stage, &winners, notice).await?;
    money(stage, &winners).await?;
    stage.on("2025-07-10", 0);
    let close =
        CloseRound { reason: "第一批推荐已截止，未推荐的品牌留县级库继续培育".to_owned() };
    stage.decide(&stage.city, act(round, close), "拟关闭批次").await
}

/// 2025年第二批: the call in July, units at work over the summer.
async fn second_round_opens(stage: &mut Stage) -> Done<Vec<Applicant>> {
    stage.on("2025-07-14", 0);
    let round = open(stage, "2025年第二批", ("2025-07-14", "2025-10-31"), "2025-11-28").await?;
    let quota = [("350582", 2), ("350581", 2), ("350583", 2), ("350526", 1)];
    let quota = quota.into_iter().map(|(area, quota)| (area.into(), Some(quota))).collect();
    let quotas = SetQuotas { quota, document: "泉人社函〔2025〕66号".to_owned(), note: String::new() };
    stage.record(&stage.city.drafter, act(round, quotas)).await?;
    stage.on("2025-07-16", 0);
    let mut applicants = register_and_begin(stage, round, is_early).await?;
    let days = [
        "2025-07-22",
        "2025-07-23",
        "2025-07-24",
        "2025-07-25",
        "2025-07-28",
        "2025-07-29",
        "2025-07-30",
        "2025-07-31",
        "2025-08-01",
        "2025-08-04",
        "2025-08-05",
        "2025-08-06",
    ];
    let writers = applicants.iter().filter(|applicant| applicant.brand.fate != Fate::Drafting);
    for (applicant, day) in writers.zip(days) {
        stage.on(day, 0);
        stage.submit(applicant).await?;
    }
    stage.on("2025-08-07", 0);
    let late = register_and_begin(stage, round, is_late).await?;
    applicants.extend(late);
    Ok(applicants)
}

/// Those who begin as soon as the round opens.
fn is_early(brand: &Brand) -> bool {
    !brand.in_first_round() && !is_late(brand) && brand.fate != Fate::Registered
}

/// Those who hand in when the counties have begun to review.
fn is_late(brand: &Brand) -> bool {
    matches!(brand.fate, Fate::Submitted | Fate::AdmissionProposed)
}

async fn open(stage: &Stage, title: &str, window: (&str, &str), recommend_by: &str) -> Done<RoundId> {
    let day = |text: &str| text.parse().expect("a date of the story");
    let new = NewRound {
        title: title.to_owned(),
        year: 2025,
        window: Window { opens: day(window.0), closes: day(window.1) },
        recommend_by: day(recommend_by),
    };
    Ok(rounds::open_round(&stage.app, &stage.city.drafter, new).await?)
}

async fn register_and_begin(stage: &mut Stage, round: RoundId, which: impl Fn(&Brand) -> bool) -> Done<Vec<Applicant>> {
    let mut applicants = Vec::new();
    for brand in BRANDS.iter().filter(|brand| which(brand)) {
        let actor = stage.register(brand).await?;
        stage.confirm(brand, &actor).await?;
        let applicant = stage.begin(round, brand, actor).await?;
        let begun = super::papers::begun(brand);
        applications::save_section(&stage.app, &applicant.actor, applicant.application, "brand", &begun).await?;
        applicants.push(applicant);
    }
    Ok(applicants)
}

/// August: the counties look into what came in.
async fn counties_review(stage: &Stage, applicants: &[Applicant]) -> Done<()> {
    stage.on("2025-08-08", 0);
    for applicant in of(applicants, &[Fate::Declined]) {
        let decline = Decline {
            clauses: ["3.3.a", "3.5.b2"].map(str::to_owned).to_vec(),
            reasons: "带动就业创业人数不足 2000 人，上一年度培训人数不足 1000 人".to_owned(),
        };
        let county = stage.county(applicant.brand.area);
        stage.decide(&county, act(applicant.application, decline), "人数未达标准，拟不予通过").await?;
    }
    for applicant in of(applicants, &[Fate::Withdrawn]) {
        let seq = stage.now::<Application>(applicant.application).await?.seq;
        let reason = "与行业协会联合后重新申报";
        applications::withdraw(&stage.app, &applicant.actor, applicant.application, seq, reason).await?;
    }
    stage.on("2025-08-12", 0);
    for applicant in of(applicants, &PASSED) {
        stage.look_into(applicant).await?;
        admit(stage, applicant).await?;
    }
    stage.on("2025-08-19", 0);
    recommend(stage, &of(applicants, &RECOMMENDED)).await
}

const RECOMMENDED: [Fate; 5] =
    [Fate::OnNotice, Fate::ObjectedTo, Fate::InReview, Fate::AcceptanceProposed, Fate::Recommended];
const PASSED: [Fate; 6] =
    [Fate::OnNotice, Fate::ObjectedTo, Fate::InReview, Fate::AcceptanceProposed, Fate::Recommended, Fate::Reviewed];

/// Late August to the notice of 10 September.
async fn city_reviews(stage: &Stage, applicants: &[Applicant]) -> Done<()> {
    let listed = of(applicants, &[Fate::OnNotice, Fate::ObjectedTo]);
    stage.on("2025-08-22", 0);
    review(stage, &listed, &["2025-08-26", "2025-08-27", "2025-08-28"]).await?;
    for applicant in of(applicants, &[Fate::InReview]) {
        accept_and_read(stage, applicant).await?;
    }
    stage.on("2025-09-05", 0);
    for applicant in of(applicants, &[Fate::Returned]) {
        return_for_correction(stage, applicant).await?;
    }
    stage.on("2025-09-08", 0);
    let title = "泉州市2025年第二批特色劳务品牌拟认定名单公示";
    let notice = notice(stage, &listed, title, "2025-09-10").await?;
    stage.on("2025-09-11", 300);
    for applicant in of(applicants, &[Fate::ObjectedTo]) {
        let new = NewObjection {
            notice,
            application: applicant.application,
            text: "该品牌花名册中有部分人员 2024 年并未参加培训，请核查培训签到和考核记录。".to_owned(),
            contact: "王先生，13900005271".to_owned(),
            files: Vec::new(),
        };
        objections::lodge(&stage.app, new).await?;
    }
    Ok(())
}

/// What came in late, and what lies on the desks on Monday morning.
async fn last_week(stage: &mut Stage, applicants: &[Applicant]) -> Done<()> {
    for (applicant, day) in of(applicants, &[Fate::Submitted, Fate::AdmissionProposed]).iter().zip([
        "2025-09-11",
        "2025-09-12",
        "2025-09-12",
    ]) {
        if stage.app.today() < day.parse().expect("a date of the story") {
            stage.on(day, 0);
        }
        stage.submit(applicant).await?;
    }
    for applicant in of(applicants, &[Fate::AdmissionProposed]) {
        stage.look_into(applicant).await?;
        let drafter = stage.county(applicant.brand.area).drafter;
        let admit = act(applicant.application, AdmitToPool {});
        stage.propose(&drafter, admit, "符合入库条件，拟审核入库").await?;
    }
    for brand in BRANDS.iter().filter(|brand| brand.fate == Fate::Registered) {
        stage.register(brand).await?;
    }
    for applicant in of(applicants, &[Fate::AcceptanceProposed]) {
        let accept = act(applicant.application, AcceptForReview {});
        stage.propose(&stage.city.drafter, accept, "推荐材料齐全，拟受理").await?;
    }
    Ok(())
}
