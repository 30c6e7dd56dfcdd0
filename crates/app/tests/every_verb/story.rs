//! What the stories share.

use crate::city::{
    City, Officials, city_tried,
    trial::{Trial, Tried},
};
use app::applications;
use domain::{
    access::Actor,
    act::AnyAct,
    ids::{ApplicationId, NoticeId, RoundId},
};

pub(crate) const UNIT: &str = "晋江市鞋业行业协会";
pub(crate) const NAME: &str = "晋江鞋服制版师";

/// A city, its officials, an open round and a unit.
pub(crate) struct Story {
    pub(crate) city: City,
    pub(crate) officials: Officials,
    pub(crate) round: RoundId,
    pub(crate) unit: Actor,
}

pub(crate) async fn story(how: Trial) -> Story {
    let city = city_tried(how).await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit(UNIT, "350582").await;
    Story { city, officials, round, unit }
}

impl Story {
    pub(crate) async fn county(&self, act: impl Into<AnyAct>) {
        self.city.decide(&self.officials.county, &self.officials.county_head, act).await.expect("the county decides");
    }

    pub(crate) async fn bureau(&self, act: impl Into<AnyAct>) {
        self.city.decide(&self.officials.city, &self.officials.city_head, act).await.expect("the city decides");
    }

    pub(crate) async fn recorded(&self, by: &Actor, act: impl Into<AnyAct>) {
        self.city.record(by, act).await.expect("recorded");
    }

    pub(crate) async fn corrected(&self, id: ApplicationId) {
        let answers = applications::draft(&self.city.app, self.city.app.db().reader(), id).await.unwrap();
        let mut narrative = answers.0["narrative"].clone();
        narrative.insert("placement_services".into(), "设维权专员，三日内答复".into());
        let save = async |app, by| applications::save_section(&app, &by, id, "narrative", &narrative).await;
        self.city.verb("save_section", &self.unit, save).await.expect("the named section is open");
        self.city.sign(&self.unit, id).await;
        let seen = self.city.application(id).await.seq;
        let resubmit = async |app, by| applications::resubmit(&app, &by, id, seen).await;
        self.city.verb("resubmit", &self.unit, resubmit).await.expect("handed in again");
    }

    pub(crate) async fn on_notice(&self, id: ApplicationId, rank: u32) -> NoticeId {
        self.city.reviewed(&self.officials, id).await;
        self.city.recommended(&self.officials, id, rank).await;
        self.city.in_review(&self.officials, id).await;
        self.city.on_notice(&self.officials, &[id]).await
    }
}

/// What was tried, once the record of it was proven.
pub(crate) async fn finished(city: &City) -> Vec<Tried> {
    let City { app, folder, .. } = city;
    let file = storage::audit::checkpoint_file(folder.path());
    storage::audit::checkpoint(app.db(), app.vault(), &file, app.now()).await.unwrap();
    let report = storage::audit::verify(app.db(), app.vault(), &file).await.unwrap();
    assert_eq!(report.faults, [""; 0]);
    city.tried()
}
