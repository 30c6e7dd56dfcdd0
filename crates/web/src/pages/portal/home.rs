//! `/`: what the programme is, what is going on, the newest brands.

use super::{
    library::{BrandCard, card},
    notices::{self, NoticeRow},
    open,
};
use crate::pages::shared::near;
use crate::{
    components::count,
    frame::{Frame, Room},
    shell::{Answer, Caller, Fail, Routes},
};
use app::library;
use askama::Template;
use domain::{calendar::chinese_date, policy::Policy};

/// Brands that the home page shows.
const CARDS: u64 = 6;

/// The home page.
pub(super) fn routes() -> Routes {
    Routes::new().public("/", show).nav(Room::Portal, "/", "首页")
}

async fn show(caller: Caller) -> Answer {
    let app = &caller.app;
    let policies = app.policies();
    let policy = policies.current().1;
    let figures = library::figures(app).await?;
    let newest = library::newest(app, CARDS).await?;
    let row = |label: &str, figure: u64, unit: &str| {
        (figure > 0).then(|| (label.to_owned(), format!("{} {unit}", count(&figure))))
    };
    let figures = [
        row("认定品牌", figures.brands, "个"),
        row("各品牌带动就业创业合计", figures.employed, "人"),
        row("各品牌认定前一年培训合计", figures.trained, "人"),
    ];
    let city = &policy.city.name;
    open(
        &caller,
        &HomePage {
            frame: caller.frame_with_flash(Room::Portal, format!("{city}特色劳务品牌")).await,
            lede: format!("一方手艺，一块招牌。在这里查找{city}认定的劳务品牌，查看公示，核验牌匾，测一测能否申报。"),
            figures: figures.into_iter().flatten().collect(),
            round: round(&caller).await?,
            steps: steps(policy),
            brands: newest.iter().map(|found| card(policy, found)).collect(),
            notices: notices::running(app).await?,
        },
    )
}

/// How a brand is recognised, in four steps (chapter 5).
fn steps(policy: &Policy) -> Vec<String> {
    vec![
        "自测是否符合条件，不用登录；培育单位凭统一社会信用代码注册。".into(),
        "填写推荐表，上传制度、规划和宣传材料，报送培训和就业花名册，打印盖章后提交。".into(),
        "单位所在县（市、区）人社部门初审，符合条件的入县级培育库，择优推荐。".into(),
        format!(
            "{}资料评审、实地核查，公示不少于 {} {}，无异议的认定授牌。",
            policy.city.hr_bureau,
            policy.notice.working_days.value,
            policy.notice.working_days.unit.as_deref().unwrap_or("个工作日")
        ),
    ]
}

/// The rounds open today; else the one that opens next.
async fn round(caller: &Caller) -> Result<String, Fail> {
    let today = caller.app.today();
    let rounds = app::rounds::accepting_or_coming(&caller.app).await?;
    let accepting = rounds.iter().filter(|round| round.opens <= today);
    let says: String =
        accepting.map(|round| format!("{}正在受理，{}截止。", round.title, near(today, round.closes))).collect();
    if !says.is_empty() {
        return Ok(says);
    }
    Ok(rounds
        .first()
        .map_or_else(String::new, |round| format!("{}将于{}开始受理。", round.title, chinese_date(round.opens))))
}

/// The front door.
#[derive(Clone, Debug, Template)]
#[template(path = "portal/home.html")]
pub(crate) struct HomePage {
    pub(crate) frame: Frame,
    /// One sentence on the programme.
    pub(crate) lede: String,
    /// Label and figure, e.g. 在册品牌 and 14.
    pub(crate) figures: Vec<(String, String)>,
    /// The open round as a sentence; empty when none is open.
    pub(crate) round: String,
    /// How to apply, a step a line.
    pub(crate) steps: Vec<String>,
    /// A few brands.
    pub(crate) brands: Vec<BrandCard>,
    /// Notices running now.
    pub(crate) notices: Vec<NoticeRow>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for HomePage {
        const NAME: &str = "portal-home";
        fn samples() -> Vec<(&'static str, Self)> {
            let empty = Self {
                frame: frame(Room::Portal, "泉州市特色劳务品牌", "/"),
                lede: "一方手艺，一块招牌。这里能找到泉州的劳务品牌，学技能，找工作。".into(),
                figures: vec![],
                round: String::new(),
                steps: vec!["自测条件，注册单位。".into(), "县级初审推荐，市级评审认定。".into()],
                brands: vec![],
                notices: vec![],
            };
            let full = Self {
                figures: vec![
                    ("在册品牌".into(), "14".into()),
                    ("带动就业创业".into(), "86,420 人".into()),
                    ("上一年度培训".into(), "21,307 人".into()),
                ],
                round: "2025年第二批申报正在进行，10月31日 星期五截止。".into(),
                brands: BrandCard::samples(),
                notices: NoticeRow::samples(),
                ..empty.clone()
            };
            let huge =
                Self { lede: long("一方手艺一块招牌"), round: long("申报正在进行"), ..full.clone() };
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
