//! Whose turn an application is.

use super::{Application, Leg, Return, Stage, stage::refused_under};
use crate::turn::{Party, Turn};

impl Application {
    /// Whose turn it is, and to do what.
    #[must_use]
    pub fn turn(&self) -> Turn {
        match &self.stage {
            Stage::Drafting if self.on_behalf => Turn::of(Party::County, "代录并提交申报", "7.2.b"),
            Stage::Drafting => Turn::of(Party::Unit, "填写并提交申报", "5.1.a"),
            Stage::Submitted => Turn::of(Party::County, "初审", "5.2.a"),
            Stage::Returned(returned) => self.turn_of_correction(returned),
            Stage::Reviewed => Turn::of(Party::County, "择优推荐", "5.2.d"),
            Stage::Recommended => Turn::of(Party::City, "接收评审", "5.3.a"),
            Stage::InReview => self.turn_in_review(),
            Stage::OnNotice { .. } if self.open_objections() > 0 => Turn::of(Party::City, "处理异议", "5.3.g"),
            Stage::OnNotice { .. } => Turn::of(Party::City, "公示期满后认定", "5.3.e"),
            Stage::Recognised { .. } => Turn::of(Party::Nobody, "已认定", "5.3.e"),
            Stage::Declined { by, reasons } => Turn::of(Party::Nobody, "已办结", refused_under(*by, reasons)),
            Stage::NotSelected { reviewed: true } => Turn::of(Party::Nobody, "已办结", "5.3.b"),
            Stage::NotSelected { reviewed: false } => Turn::of(Party::Nobody, "已办结", "5.2.d"),
            Stage::Withdrawn => Turn::of(Party::Nobody, "已办结", "5.1.a"),
        }
    }

    fn turn_of_correction(&self, returned: &Return) -> Turn {
        match returned.leg {
            Leg::AtUnit if self.on_behalf => Turn::of(Party::County, "代录补正并重新提交", "5.2.a"),
            Leg::AtUnit => Turn::of(Party::Unit, "补正后重新提交", "5.2.a"),
            Leg::DownAtCounty => Turn::of(Party::County, "转达市级补正意见", "5.2.a"),
            Leg::UpAtCounty => Turn::of(Party::County, "核对补正并报市级", "5.2.a"),
        }
    }

    fn turn_in_review(&self) -> Turn {
        match (&self.document_review, &self.site_visit, self.proposed) {
            (None, ..) => Turn::of(Party::City, "资料评审", "5.3.a"),
            (_, None, _) => Turn::of(Party::City, "实地核查", "5.3.a"),
            (.., None) => Turn::of(Party::City, "确定拟认定名单", "5.3.b"),
            _ => Turn::of(Party::City, "发布公示", "5.3.c"),
        }
    }
}
