//! Whose turn an application is, and by when.

use super::{Application, Leg, Return, Stage, stage::refused_under};
use crate::{
    stream::Stream,
    turn::{Party, Turn, When},
};

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

    /// By when. On notice: as the first of its open objections is due (5.3.g), else not before the notice is over (5.3.e).
    #[must_use]
    pub fn when(&self) -> When {
        let notice_ends = match self.stage {
            Stage::OnNotice { last_day, .. } if self.open_objections() == 0 => Some(last_day),
            Stage::Drafting
            | Stage::Submitted
            | Stage::Returned(_)
            | Stage::Declined { .. }
            | Stage::Reviewed
            | Stage::Recommended
            | Stage::NotSelected { .. }
            | Stage::InReview
            | Stage::OnNotice { .. }
            | Stage::Recognised { .. }
            | Stage::Withdrawn => None,
        };
        When::of(self.due, notice_ends, Some(self.state()))
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
            _ => Turn::of(Party::City, "核定公示文本并发布", "5.3.c"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        application::{ApplicationEvent, Resume},
        event::Recorded,
        ids::{ApplicationId, BrandId, NoticeId, ObjectionId, RoundId, UnitId},
        level::Level,
        objection::ObjectionOutcome,
        stream::fold,
    };
    use chrono::{DateTime, NaiveDate};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    /// An application of which, after its draft, these things happened.
    fn after(events: &[ApplicationEvent]) -> Application {
        let drafted = ApplicationEvent::Drafted {
            brand: BrandId(1),
            round: RoundId(1),
            area: "350582".into(),
            units: vec![UnitId(1)],
            policy: String::new(),
            title: "晋江鞋服制版师".into(),
            on_behalf: false,
        };
        let recorded: Vec<_> = std::iter::once(&drafted)
            .chain(events)
            .zip(1..)
            .map(|(event, seq)| Recorded { seq, at: DateTime::UNIX_EPOCH, by: None, role: None, event: event.clone() })
            .collect();
        fold(ApplicationId(1), &recorded).expect("it folds")
    }

    fn lodged(objection: i64, acknowledge: Option<&str>, answer: Option<&str>) -> ApplicationEvent {
        let (acknowledge_due, answer_due) = (acknowledge.map(day), answer.map(day));
        ApplicationEvent::ObjectionLodged { objection: ObjectionId(objection), acknowledge_due, answer_due }
    }

    fn dismissed(objection: i64) -> ApplicationEvent {
        let (objection, reason) = (ObjectionId(objection), String::new());
        ApplicationEvent::ObjectionDecided { objection, outcome: ObjectionOutcome::Dismissed, reason }
    }

    #[test]
    fn a_brand_on_notice_is_due_by_the_first_of_its_open_objections_and_else_by_no_day() {
        let on_notice = ApplicationEvent::PlacedOnNotice { notice: NoticeId(1), last_day: day("2025-04-10") };
        let acknowledged = |objection| ApplicationEvent::ObjectionAcknowledged { objection: ObjectionId(objection) };
        let told = [
            (on_notice.clone(), When::Earliest(day("2025-04-10"))),
            (lodged(1, Some("2025-04-08"), Some("2025-04-24")), When::Due(day("2025-04-08"))),
            (acknowledged(1), When::Due(day("2025-04-24"))),
            (lodged(2, Some("2025-04-11"), Some("2025-04-28")), When::Due(day("2025-04-11"))),
            (acknowledged(2), When::Due(day("2025-04-24"))),
            (dismissed(1), When::Due(day("2025-04-28"))),
            (dismissed(2), When::Earliest(day("2025-04-10"))),
            (lodged(3, Some("2025-04-11"), None), When::Due(day("2025-04-11"))),
            (acknowledged(3), When::Waiting),
            (ApplicationEvent::TakenOffNotice { notice: NoticeId(1) }, When::Waiting),
            (lodged(4, Some("2025-04-11"), Some("2025-04-29")), When::Waiting),
            (on_notice, When::Due(day("2025-04-11"))),
        ];
        let events: Vec<_> = told.iter().map(|(event, _)| event.clone()).collect();
        for (nth, (event, when)) in told.iter().enumerate() {
            let application = after(&events[..=nth]);
            assert_eq!(application.when(), *when, "{event:?}");
            let due = if let When::Due(day) = when { Some(*day) } else { None };
            assert_eq!(application.due, due, "{event:?}: what nobody is late with has no deadline");
        }
    }

    #[test]
    fn a_clock_stands_still_while_a_unit_corrects_and_no_day_outlives_the_attempt() {
        let (by, resume) = (Level::County, Resume::Submitted);
        let returned = ApplicationEvent::Returned { by, shortfalls: Vec::new(), resume, matter: None };
        assert_eq!(after(&[returned]).when(), When::Paused);

        let declined =
            ApplicationEvent::Declined { by: Level::City, reasons: Vec::new(), review_channel: String::new() };
        let events = [
            ApplicationEvent::PlacedOnNotice { notice: NoticeId(1), last_day: day("2025-04-10") },
            lodged(1, Some("2025-04-08"), Some("2025-04-24")),
            declined,
            ApplicationEvent::ObjectionAcknowledged { objection: ObjectionId(1) },
        ];
        let application = after(&events);
        assert_eq!((application.when(), application.open_objections()), (When::Waiting, 1));
    }
}
