//! `/policy`: the policy in force with every setting (8.3).

use super::open;
use crate::{
    components::{Pair, Summary, Tab, Tabs},
    frame::{Link, Room},
    pages::shared::{PolicyPage, chapters},
    shell::{Answer, Caller, Routes},
};
use domain::calendar::chinese_date;

/// The policy.
pub(super) fn routes() -> Routes {
    Routes::new().public("/policy", show)
}

async fn show(caller: Caller) -> Answer {
    let policies = caller.app.policies();
    let (digest, policy) = policies.current();
    let identity = &policy.identity;
    let tab = Tab { link: Link { current: true, ..Link::new(&identity.number, "/policy") }, count: None };
    let over = caller.app.today() > policy.trial_ends_on();
    open(
        &caller,
        &PolicyPage {
            frame: caller.frame(Room::Portal, format!("政策与参数：{}", identity.number)),
            versions: Tabs { label: "政策版本".into(), tabs: vec![tab] },
            about: Summary {
                rows: vec![
                    Pair::new("文件", &identity.title),
                    Pair::new("印发机关", identity.issuers.join("、")),
                    Pair::new(
                        "施行",
                        format!(
                            "{}至{}",
                            chinese_date(identity.in_force_from.value.0),
                            chinese_date(policy.trial_ends_on())
                        ),
                    ),
                    Pair::new("解释机关", &identity.interpreter.value),
                    Pair::new("咨询", &identity.contact.value),
                    Pair::new("文件摘要（SM3）", digest),
                ],
            },
            warning: if over {
                "试行期已届满：新的批次须在续期文件载入后开启，已受理的办件继续办理（8.2）。".into()
            } else {
                String::new()
            },
            chapters: chapters(policy),
        },
    )
}
