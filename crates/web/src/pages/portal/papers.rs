//! Standing papers: the policy with every setting (8.3), what becomes of personal data, and the word to robots.

use super::open;
use crate::{
    components::{Pair, Summary, Tab, Tabs},
    frame::{Link, Room},
    pages::{
        admin::view::policy::{Chapter, PolicyPage, Setting},
        portal::view::privacy::{PrivacyPage, WorkerNotice},
    },
    shell::{Answer, Caller},
};
use axum::{http::header, response::IntoResponse};
use domain::{calendar::chinese_date, clauses, policy::Policy};

/// The chapters of the programme by the first character of their clauses.
const CHAPTERS: [(&str, &str); 10] = [
    ("0", "通知正文"),
    ("1", "一、目标任务"),
    ("2", "二、建设培育内容"),
    ("3", "三、建设培育标准"),
    ("4", "四、申报材料"),
    ("5", "五、认定程序"),
    ("6", "六、政策扶持与考核管理"),
    ("7", "七、工作要求"),
    ("8", "附则"),
    ("A", "附件"),
];

pub(super) async fn policy(caller: Caller) -> Answer {
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

/// Every clause with the settings that carry it out; the form's own fields are left to the form.
pub(crate) fn chapters(policy: &Policy) -> Vec<Chapter> {
    let of_clause = |id: &str| -> Vec<Setting> {
        let set = policy.settings().filter(|setting| setting.clause == id && !setting.key.starts_with("form.section"));
        let settings: Vec<Setting> = set
            .map(|setting| Setting {
                clause: id.to_owned(),
                label: setting.label.clone(),
                value: setting.value.clone(),
                local: setting.local_setting,
                note: setting.note.clone().unwrap_or_default(),
                dates: String::new(),
            })
            .collect();
        if settings.is_empty() {
            let label = clauses::heading(id).to_owned();
            return vec![Setting { clause: id.to_owned(), label, ..Setting::default() }];
        }
        settings
    };
    CHAPTERS
        .iter()
        .map(|(first, heading)| Chapter {
            heading: (*heading).to_owned(),
            settings: clauses::all()
                .filter(|clause| clause.id.starts_with(first))
                .flat_map(|clause| of_clause(&clause.id))
                .collect(),
        })
        .collect()
}

pub(super) async fn privacy(caller: Caller) -> Answer {
    let policies = caller.app.policies();
    open(&caller, &PrivacyPage::new(caller.frame(Room::Portal, "个人信息处理告知"), policies.current().1))
}

pub(super) async fn for_workers(caller: Caller) -> Answer {
    let policies = caller.app.policies();
    open(&caller, &WorkerNotice::new(caller.frame(Room::Portal, "劳动者个人信息告知书"), policies.current().1))
}

pub(super) async fn robots() -> impl IntoResponse {
    const ROBOTS: &str = "User-agent: *\nDisallow: /unit\nDisallow: /desk\nDisallow: /admin\nDisallow: /sign-in\n\
                          Disallow: /register\nDisallow: /objections\nDisallow: /notices/*/objections\nDisallow: /leads\n";
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=86400")], ROBOTS)
}
