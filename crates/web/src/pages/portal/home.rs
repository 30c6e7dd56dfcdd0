//! `/`: what the programme is, what is going on, the newest brands.

use super::{brands::card, notices, open};
use crate::{
    components::count,
    frame::Room,
    pages::portal::view::home::HomePage,
    shell::{Answer, Caller},
};
use app::library;
use chrono::NaiveDate;
use domain::{
    calendar::{chinese_date, chinese_day},
    policy::Policy,
};

pub(super) async fn show(caller: Caller) -> Answer {
    let app = &caller.app;
    let policies = app.policies();
    let policy = policies.current().1;
    let figures = library::figures(app).await?;
    let newest = library::search(app, &library::Query { limit: 6, ..library::Query::default() }).await?;
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
            brands: newest.cards.iter().map(|found| card(policy, found)).collect(),
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
async fn round(caller: &Caller) -> Result<String, crate::shell::Fail> {
    let date = |text: &str| text.parse::<NaiveDate>().ok();
    let accepting = app::rounds::accepting(&caller.app).await?;
    if !accepting.is_empty() {
        let says = accepting
            .iter()
            .filter_map(|round| Some(format!("{}正在受理，{}截止。", round.title, chinese_day(date(&round.closes)?))));
        return Ok(says.collect());
    }
    let today = caller.app.today();
    let rounds = app::rounds::list(&caller.app).await?;
    let coming =
        rounds.iter().filter_map(|round| Some((date(&round.opens)?, round))).filter(|(opens, _)| *opens > today);
    let next = coming.min_by_key(|(opens, _)| *opens);
    Ok(next.map_or_else(String::new, |(opens, round)| format!("{}将于{}开始受理。", round.title, chinese_date(opens))))
}
