//! `/desk/rights/{id}/report`: what is held about a person, laid open to them alone.

use super::{form, here, officer};
use crate::{
    components::{Cell, Pair, Summary, Table},
    frame::{Frame, Link},
    page,
    pages::{desk::frame, shared::FormPage},
    shell::{Caller, Fail, Routes, Submitted, Who},
};
use app::{
    rights::{self, Held},
    sentences,
};
use askama::Template;
use axum::response::Response;
use domain::ids::RightsRequestId;

/// The report, once it is opened on record.
pub(super) fn routes() -> Routes {
    Routes::new().form("/desk/rights/{id}/report", Who::BUREAUS, report_form, report)
}

/// One row of one roster.
#[derive(Clone, Debug)]
pub(crate) struct HeldRoster {
    /// Brand, year and ledger.
    pub(crate) heading: String,
    /// Unit, version and row.
    pub(crate) place: String,
    /// The fields as stored, and what was decided with them.
    pub(crate) fields: Summary,
}

/// Everything held about a person, to be printed.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/rights_report.html")]
pub(crate) struct ReportPage {
    pub(crate) frame: Frame,
    pub(crate) back: Link,
    /// Who, which document, when.
    pub(crate) about: Summary,
    /// Whether the city holds more, of other counties.
    pub(crate) elsewhere: bool,
    /// The rows.
    pub(crate) rosters: Vec<HeldRoster>,
    /// Who looked, when and why.
    pub(crate) looks: Table,
}

async fn report_form(caller: &Caller, id: RightsRequestId) -> Result<FormPage, Fail> {
    let mut form = form(caller, id, "出具查阅报告", "report", "打开报告", Vec::new()).await?;
    form.intro = vec![
        "将打开本县（市、区）或全市花名册中请求人的全部记录，只供本人查阅。打开的人、时间和请求号会记录在案。".into(),
    ];
    Ok(form)
}

async fn report(caller: &Caller, id: RightsRequestId, sent: &Submitted) -> Result<Response, Fail> {
    let held = rights::report(&caller.app, &officer(caller)?, id, sent.seen()?).await?;
    let at = sentences::full_moment(caller.app.now());
    Ok(page::ok(&report_page(frame(caller, "个人信息查阅报告").await, id, &at, held)))
}

fn report_page(frame: Frame, id: RightsRequestId, at: &str, held: Held) -> ReportPage {
    let rosters = held.rows.into_iter().map(|row| {
        let mut rows: Vec<Pair> = row.fields.into_iter().map(|(label, value)| Pair::new(label, value)).collect();
        if row.row.is_none() {
            rows.push(Pair::new("内容", "只存有证件号码的密码标识，没有可以打开的行。"));
        }
        if !row.decisions.is_empty() {
            rows.push(Pair::new("用于何处", row.decisions.join("\n")));
        }
        let place = row.row.map_or_else(String::new, |row| format!("，第 {row} 行"));
        HeldRoster {
            heading: format!("{} {} 年{}花名册", row.brand_name, row.year, row.ledger),
            place: format!("{}填报，第 {} 版{place}", row.unit_name, row.no),
            fields: Summary { rows },
        }
    });
    let looks = held.looks.into_iter().map(|look| -> Vec<Cell> {
        vec![sentences::full_moment(look.at).into(), look.who.into(), look.what.into(), look.purpose.into()]
    });
    ReportPage {
        frame,
        back: Link::new("返回请求", here(id)),
        about: Summary {
            rows: vec![
                Pair::new("请求人", held.name),
                Pair::new("证件", held.document),
                Pair::new("出具", format!("{at}，第 {id} 号请求")),
            ],
        },
        elsewhere: held.elsewhere,
        rosters: rosters.collect(),
        looks: Table::new(&["时间", "查看人", "内容", "用途"], looks.collect(), "没有人查看过完整信息。"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        frame::Room,
        pages::samples::{Samples, frame, long},
    };

    impl Samples for ReportPage {
        const NAME: &str = "desk-rights-report";
        fn samples() -> Vec<(&'static str, Self)> {
            let looks = |rows| Table::new(&["时间", "查看人", "内容", "用途"], rows, "没有人查看过完整信息。");
            let empty = Self {
                frame: frame(Room::Desk, "个人信息查阅报告", "/desk/rights"),
                back: Link::new("返回请求", "/desk/rights/1"),
                about: Summary { rows: vec![Pair::new("请求人", "林示例")] },
                elsewhere: false,
                rosters: vec![],
                looks: looks(vec![]),
            };
            let roster = HeldRoster {
                heading: "晋江鞋服工匠 2025 年培训花名册".into(),
                place: "晋江市鞋服行业协会填报，第 2 版，第 14 行".into(),
                fields: Summary {
                    rows: vec![Pair::new("姓名", "林示例"), Pair::new("手机号码", "13800000000")]
                },
            };
            let full = Self {
                elsewhere: true,
                rosters: vec![roster.clone(); 2],
                looks: looks(vec![vec![
                    "9月27日".into(),
                    "晋江市人社局 李".into(),
                    "待核人员".into(),
                    "电话核实".into(),
                ]]),
                ..empty.clone()
            };
            let huge = Self { rosters: vec![HeldRoster { heading: long("花名册"), ..roster }], ..full.clone() };
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
