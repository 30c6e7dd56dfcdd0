//! What the public says of a brand on notice.

use crate::{
    city::{
        on,
        trial::{Trial, Tried},
    },
    story::{NAME, Story, finished, story},
};
use app::{
    App,
    objections::{self, NewLead, NewObjection},
};
use domain::{
    act::{AcknowledgeObjection, AnswerLead, DecideObjection, InvestigateObjection},
    ids::ObjectionId,
    objection::ObjectionOutcome,
};

pub(crate) async fn objected(how: Trial) -> Vec<Tried> {
    let story = story(how).await;
    let Story { city, officials, round, unit } = &story;
    let id = city.submitted(unit, *round, NAME, 0).await.id;
    let notice = story.on_notice(id, 1).await;
    let lodged = async || -> ObjectionId {
        let lodge = async |app: App, _| {
            let new = NewObjection {
                notice,
                application: id,
                text: "花名册中有多人从未参加过培训，请核查。".into(),
                contact: String::new(),
                files: vec![],
            };
            objections::lodge(&app, new).await
        };
        let receipt = city.verb("lodge", unit, lodge).await.expect("lodged");
        objections::by_receipt(&city.app, &receipt).await.unwrap().lodged.id
    };
    let lead = async |app: App, _| {
        let text = "花名册中有人没有参加培训。".to_owned();
        objections::inform(&app, NewLead { about: NAME.into(), text, contact: String::new(), files: vec![] }).await
    };
    city.verb("inform", unit, lead).await.expect("told");
    let objection = lodged().await;
    story.recorded(&officials.city, on(objection, AcknowledgeObjection {})).await;
    let found = || InvestigateObjection { findings: "查阅了培训台账和签到表。".into() };
    story.recorded(&officials.city, on(objection, found())).await;
    let dismiss = DecideObjection { outcome: ObjectionOutcome::Dismissed, reason: "经核查情况不实".into() };
    story.bureau(on(objection, dismiss)).await;
    city.go_to("2025-03-12 09:00");
    let late = lodged().await;
    story.recorded(&officials.city, on(late, AcknowledgeObjection {})).await;
    story.recorded(&officials.city, on(late, found())).await;
    story.recorded(&officials.city, on(late, AnswerLead { answer: "已转入日常监管核查。".into() })).await;
    finished(&story.city).await
}
