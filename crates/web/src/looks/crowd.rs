//! More of everything that pages show in lists: a story of one row a list hides a statement that is sent for each.

use crate::{
    access_matrix::things::{comparison, existing, published, rights, waiting_account},
    testing::Story,
};
use app::{intake, objections, retention, units};
use domain::{
    access::Actor,
    ids::{ApplicationId, NoticeId},
};

/// Brands of the county's pool, each with another whose people wait for a verdict.
const BRANDS: [(&str, &str); 3] =
    [("晋江伞业技工", "晋江食品加工工"), ("晋江制茶师", "晋江木偶雕刻师"), ("晋江制伞工匠", "晋江伞业技师")];

/// Brands on one notice.
const LISTED: [&str; 2] = ["晋江陶瓷技工", "晋江水暖安装工"];

/// Two rows or more in every list, two brands on a notice: which.
pub(super) async fn gathered(story: &Story) -> NoticeId {
    another(story, 0).await;
    another(story, 1).await;
    notice(story).await
}

/// One more of everything.
pub(super) async fn another(story: &Story, nth: usize) {
    let (city, officials) = (&story.city, &story.officials);
    let (place, (pooled, doubted)) = (u8::try_from(nth).expect("few"), BRANDS[nth]);
    let unit = city.unit(&format!("晋江市第{nth}行业协会"), "350582").await;
    city.waiting_unit(&format!("晋江市第{nth}同业公会"), "350582").await;
    let from = 30_000 + 10_000 * u64::from(place);
    let in_pool = city.submitted(&unit, story.round, pooled, from).await.id;
    city.reviewed(officials, in_pool).await;
    let draft = city.start(&unit, story.round, doubted).await;
    published(story, &unit, city.application(draft).await.brand).await;

    comparison(story, city.application(story.application).await.brand).await;
    city.round(&officials.city).await;
    objection(story).await;
    rights(story).await;
    waiting_account(story, &format!("newcomer{nth}")).await;
    let paid = existing(story, &format!("德化瓷业第{nth}工匠"), 80 + i64::from(place), "2025-01-10").await;
    intake::confirm(&city.app, &officials.city_head, paid).await.expect("taken in");
    looked_at(story, &unit).await;
    retention::delete(&city.app, "值班员").await.expect("nothing is over");
}

async fn objection(story: &Story) {
    let new = objections::NewObjection {
        notice: story.notice,
        application: story.application,
        text: "花名册中有人并未在该单位就业。".into(),
        contact: "张某，13800000001".into(),
        files: vec![],
    };
    objections::lodge(&story.city.app, new).await.expect("an objection");
}

/// The county looks up whom to call.
async fn looked_at(story: &Story, unit: &Actor) {
    let id = unit.unit.expect("a unit's account");
    let looked = units::unmask_contact(&story.city.app, &story.officials.county, id, "电话核实申报事项").await;
    looked.expect("the county looks");
}

async fn notice(story: &Story) -> NoticeId {
    let (city, officials) = (&story.city, &story.officials);
    let unit = city.unit("晋江市石材行业协会", "350582").await;
    let mut listed: Vec<ApplicationId> = Vec::new();
    for (rank, (name, from)) in (3..).zip(LISTED.into_iter().zip([60_000, 70_000])) {
        let id = city.submitted(&unit, story.round, name, from).await.id;
        city.reviewed(officials, id).await;
        city.recommended(officials, id, rank).await;
        city.in_review(officials, id).await;
        listed.push(id);
    }
    city.on_notice(officials, &listed).await
}
