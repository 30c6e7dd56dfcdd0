//! A policy version on a page: every setting with its clause; what the policy leaves open is marked 本市设定 (8.3).

use crate::{
    components::{Summary, Tabs},
    frame::Frame,
};
use askama::Template;
use domain::{clauses, policy::Policy};

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

/// One setting, or one clause with the settings that carry it out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Setting {
    /// Clause id; also the anchor, so given once a page.
    pub(crate) clause: String,
    /// What is set, or what the clause asks in our words.
    pub(crate) label: String,
    /// The value as people say it; empty for a clause without one.
    pub(crate) value: String,
    /// The policy left it open and the city chose.
    pub(crate) local: bool,
    /// Why this value; empty where the policy says it.
    pub(crate) note: String,
    /// From when to when it holds; empty for as long as the policy.
    pub(crate) dates: String,
}

/// Settings under one chapter.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chapter {
    /// Heading.
    pub(crate) heading: String,
    /// In the order of the policy.
    pub(crate) settings: Vec<Setting>,
}

impl Chapter {
    fn is_dated(&self) -> bool {
        self.settings.iter().any(|setting| !setting.dates.is_empty())
    }
}

/// A policy version.
#[derive(Clone, Debug, Template)]
#[template(path = "shared/policy.html")]
pub(crate) struct PolicyPage {
    pub(crate) frame: Frame,
    /// Versions loaded; one is current.
    pub(crate) versions: Tabs,
    /// Number, issuers, dates, SM3.
    pub(crate) about: Summary,
    /// That it ends or has ended; empty otherwise.
    pub(crate) warning: String,
    /// Chapters.
    pub(crate) chapters: Vec<Chapter>,
}

impl PolicyPage {
    /// An anchor stands at the first row of its clause only.
    fn anchor(&self, chapter: &usize, row: &usize, clause: &str) -> bool {
        let before = self.chapters[..*chapter].iter().flat_map(|c| &c.settings);
        !clause.is_empty() && before.chain(&self.chapters[*chapter].settings[..*row]).all(|s| s.clause != clause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{Pair, Tab};
    use crate::frame::{Link, Room};
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for PolicyPage {
        const NAME: &str = "shared-policy";
        fn samples() -> Vec<(&'static str, Self)> {
            let tab =
                Tab { link: Link { current: true, ..Link::new("泉人社规〔2024〕4号", "/policy") }, count: None };
            let empty = Self {
                frame: frame(Room::Admin, "政策参数：泉人社规〔2024〕4号", "/admin/policy"),
                versions: Tabs { label: "政策版本".into(), tabs: vec![tab] },
                about: Summary {
                    rows: vec![
                        Pair::new("施行", "2024年4月28日 至 2026年4月28日"),
                        Pair::new("文件摘要（SM3）", "66c7f0f462eeedd9"),
                    ],
                },
                warning: String::new(),
                chapters: vec![],
            };
            let set = |clause: &str, label: &str, value: &str, local| Setting {
                clause: clause.into(),
                label: label.into(),
                value: value.into(),
                local,
                note: if local { "政策未写".into() } else { String::new() },
                dates: String::new(),
            };
            let full = Self {
                warning: "试行期已届满，不能开启新批次；请载入续期文件（8.2）。".into(),
                chapters: vec![
                    Chapter {
                        heading: "三、标准".into(),
                        settings: vec![
                            set("3.3.b", "市级带动就业创业人数", "超过 5,000 人", false),
                            set("3.3.b", "人数统计窗口", "两个年度并集", true),
                            set("3.5.b2", "制造类上一年度培训人数", "不少于 1,000 人", false),
                        ],
                    },
                    Chapter {
                        heading: "五、程序".into(),
                        settings: vec![
                            set("5.3.d", "公示期", "不少于 5 个工作日", false),
                            set("5.3.g", "异议答复", "10 个工作日", true),
                        ],
                    },
                ],
                ..empty.clone()
            };
            let huge = Self {
                chapters: vec![Chapter {
                    heading: long("标准"),
                    settings: vec![set("3.1", &long("人数"), &long("人"), true); 40],
                }],
                ..full.clone()
            };
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
