//! Where acts are offered: whatever may be done now about a thing is linked where the thing is looked after.

use super::client::{Installation, installation, told};
use crate::{city::on, pages::desk::act};
use app::{
    acts::{self, Gather},
    objections::{self, NewObjection},
};
use axum::http::StatusCode;
use domain::{
    access::Actor,
    act::{AcknowledgeObjection, ActKind, DecideObjection, InvestigateObjection},
    application::Application,
    cultivation::Cultivation,
    ids::{ObjectionId, RoundId},
    notice::Notice,
    objection::{Objection, ObjectionOutcome},
    round::Round,
};

impl Installation {
    /// The acts on a thing that somebody may do now, each of them linked at this address.
    async fn linked<S: Gather>(&self, who: &Actor, id: S::Id, at: &str) -> Vec<ActKind> {
        let on = self.city.stream::<S>(id).await;
        let known = acts::standing(&self.city.app, &on).await.expect("known");
        let who_asks = app::accounts::signed_in(&self.city.app, who.account).await.expect("the database answers");
        let steps = who_asks.expect("an account").steps;
        let mut offers = acts::on(&self.city.app, who, &on, &known, &steps).await.expect("offers");
        offers.retain(|offer| offer.blocked.is_none());
        let page = self.get(who, at).await.body;
        for offer in &offers {
            let href = act::href(offer.act, offer.id, offer.part);
            assert!(page.contains(&format!("href=\"{href}\"")), "{href} is not at {at}: {}", told(&page));
        }
        offers.into_iter().map(|offer| offer.act).collect()
    }
}

#[tokio::test]
async fn whatever_may_be_done_now_is_linked_where_the_thing_is_looked_after() {
    let installation = installation().await;
    let id = installation.submitted().await;
    let (city, officials) = (&installation.city, &installation.officials);
    let (by, head) = (&officials.city, &officials.city_head);
    let at = format!("/desk/applications/{id}");
    assert!(installation.linked::<Application>(&officials.county, id, &at).await.len() > 3);
    let of_round = installation.linked::<Round>(by, RoundId(1), "/desk/rounds").await;
    assert!([ActKind::SetQuotas, ActKind::ExtendRound].iter().all(|act| of_round.contains(act)), "{of_round:?}");

    city.reviewed(officials, id).await;
    city.recommended(officials, id, 1).await;
    city.in_review(officials, id).await;
    let notice = city.on_notice(officials, &[id]).await;
    let new = NewObjection {
        notice,
        application: id,
        text: "花名册中有多人从未参加过培训，请核查。".into(),
        contact: String::new(),
        files: Vec::new(),
    };
    objections::lodge(&city.app, new).await.expect("lodged");
    let (objection, list) = (ObjectionId(1), "/desk/objections");
    let lodged = installation.linked::<Objection>(head, objection, list).await;
    assert!(lodged.contains(&ActKind::AcknowledgeObjection), "by anybody: {lodged:?}");
    city.record(by, on(objection, AcknowledgeObjection {})).await.expect("acknowledged");
    city.record(by, on(objection, InvestigateObjection { findings: "已核对。".into() })).await.expect("investigated");
    assert!(installation.linked::<Objection>(by, objection, list).await.contains(&ActKind::DecideObjection));
    let approver = installation.linked::<Objection>(head, objection, list).await;
    assert!(!approver.contains(&ActKind::DecideObjection), "who approves proposes nothing: {approver:?}");
    let dismissed = DecideObjection { outcome: ObjectionOutcome::Dismissed, reason: "材料齐全".into() };
    city.decide(by, head, on(objection, dismissed)).await.expect("answered");

    city.go_to("2025-03-12 09:00");
    city.check_units(by, id).await;
    let of_notice = installation.linked::<Notice>(by, notice, &format!("/desk/notices/{notice}")).await;
    assert!(of_notice.contains(&ActKind::Recognise), "{of_notice:?}");
    city.decide(by, head, city.recognise(notice, &[id])).await.expect("recognised");
    let cultivation = city.cultivation(id).await.id;
    let at = format!("/desk/cultivations/{cultivation}");
    assert!(!installation.linked::<Cultivation>(&officials.county, cultivation, &at).await.is_empty());
}

#[tokio::test]
async fn a_brand_is_found_at_the_page_that_lays_out_its_file() {
    let installation = installation().await;
    let id = installation.submitted().await;
    let (city, officials) = (&installation.city, &installation.officials);
    let at = format!("/desk/brands/{}", city.application(id).await.brand);
    let found = installation.get(&officials.county, &at).await;
    assert_eq!((found.status, found.to), (StatusCode::SEE_OTHER, format!("/desk/applications/{id}")));
    assert_eq!(installation.get(&officials.nanan, &at).await.status, StatusCode::NOT_FOUND, "another county's");

    let on_paper = crate::city::existing(76, "永春老醋酿造工", "");
    let entry = app::intake::propose(&city.app, &officials.city, &on_paper, &[]).await.expect("an existing brand");
    app::intake::confirm(&city.app, &officials.city_head, entry).await.expect("taken in");
    let cultivation = city.stream::<Cultivation>(domain::ids::CultivationId(1)).await;
    let found = installation.get(&officials.city, &format!("/desk/brands/{}", cultivation.brand)).await;
    assert_eq!((found.status, found.to.as_str()), (StatusCode::SEE_OTHER, "/desk/cultivations/1"), "it never applied");
    assert_eq!(installation.get(&officials.city, "/desk/brands/999999").await.status, StatusCode::NOT_FOUND);
}
