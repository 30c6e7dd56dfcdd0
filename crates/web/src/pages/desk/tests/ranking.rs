//! Many brands are recommended by one click, each judged for itself.

use super::client::{Installation, installation, told};
use crate::{
    city::{self, on},
    testing::came_back,
};
use axum::http::StatusCode;
use domain::{
    access::Role,
    act::{LeaveUnselected, Recommend, SetQuotas},
    application::State,
    ids::ApplicationId,
    stream::Stream,
};
use sea_orm::{EntityTrait, PaginatorTrait};
use storage::entities::file;

const PAGE: &str = "/desk/recommend";

impl Installation {
    /// Three brands of one round in the county's pool.
    async fn pool(&self) -> [ApplicationId; 3] {
        let first = self.submitted().await;
        let round = self.city.application(first).await.round;
        let brands = [("晋江市制伞行业协会", "晋江伞业技工", 10_000), ("晋江市制茶行业协会", "晋江制茶师", 20_000)];
        let mut pool = [first; 3];
        for (place, (unit, brand, from)) in pool[1..].iter_mut().zip(brands) {
            let unit = self.city.unit(unit, "350582").await;
            *place = self.city.submitted(&unit, round, brand, from).await.id;
        }
        for id in pool {
            self.city.reviewed(&self.officials, id).await;
        }
        pool
    }

    /// From now on a county's head recommends alone, once a meeting has decided.
    async fn a_meeting_decides(&self) {
        let two = "act = \"recommend\", level = \"county\", steps = [\"draft\", \"approve\"],";
        let one = "act = \"recommend\", level = \"county\", steps = [\"approve\"], collective = true,";
        let policy = domain::builtin::POLICY.1.replace(two, one);
        assert!(policy.contains(one), "the chain of a recommendation");
        let admin = self.city.official(Role::Admin, city::CITY, None, "").await;
        self.city.go_to("2025-03-03 09:30");
        let loaded = app::load_policy(&self.city.app, &admin.administrator().unwrap(), "meeting.toml", &policy).await;
        loaded.expect("loaded");
    }

    async fn state(&self, id: ApplicationId) -> State {
        self.city.application(id).await.state()
    }

    async fn papers(&self) -> u64 {
        file::Entity::find().count(self.city.app.db().reader()).await.unwrap()
    }
}

fn ranked(pool: [ApplicationId; 3]) -> [String; 3] {
    pool.map(|id| format!("rank_{id}"))
}

#[tokio::test]
async fn a_brand_that_somebody_acted_on_since_is_named_and_the_others_go_on() {
    let installation = installation().await;
    let (officials, city) = (&installation.officials, &installation.city);
    let [first, second, third] = installation.pool().await;
    let ranks = ranked([first, second, third]);
    let old = city.application(first).await.seq.to_string();
    city.check_units(&officials.county, first).await;
    let (seen, brand) = (format!("seen_{first}"), city.application(first).await.title);
    let typed = [
        (ranks[0].as_str(), "1"),
        (ranks[1].as_str(), "2"),
        ("recommendation", "择优推荐"),
        (seen.as_str(), old.as_str()),
    ];
    let back = installation.refused(&officials.county, PAGE, &typed).await;
    let (text, error) = (told(&back.body), |rank: &str| format!("id=\"{rank}-error\""));
    assert!(back.body.contains(&error(&ranks[0])) && !back.body.contains(&error(&ranks[1])), "{text}");
    let told_others = format!("{brand}：本页打开之后，办件已有新的办理");
    assert!(text.contains(&told_others) && text.contains("核查"), "named, with what happened: {text}");
    assert!(text.contains("其余 1 个品牌的推荐已提交") && text.contains("有 1 处需要修改"), "{text}");
    let now = format!("name=\"{seen}\" value=\"{}\"", city.application(first).await.seq);
    assert!(back.body.contains(&now), "what comes back is seen as it stands: {}", back.body);

    let left = on(third, LeaveUnselected { reason: "名额所限".into() });
    city.record(&officials.county, left).await.expect("left out");
    let gone = [(ranks[2].as_str(), "1"), ("recommendation", "择优推荐")];
    let gone = installation.refused(&officials.county, PAGE, &gone).await;
    let text = told(&gone.body);
    assert!(text.contains("晋江制茶师：办件现为“未入选"), "named, though it left the pool: {text}");
}

#[tokio::test]
async fn ranks_go_on_from_those_given_as_far_as_there_are_places() {
    let installation = installation().await;
    let (officials, city) = (&installation.officials, &installation.city);
    let [first, second, third] = installation.pool().await;
    let round = city.application(first).await.round;
    let quota = vec![("350582".into(), Some(2))];
    let quotas = SetQuotas { quota, document: "泉人社函〔2025〕1号".into(), note: String::new() };
    city.record(&officials.city, on(round, quotas)).await.expect("set");
    city.recommended(officials, first, 1).await;
    let page = installation.get(&officials.county, PAGE).await.body;
    let proposed = |page: &str, rank: &str| page.matches(&format!("value=\"{rank}\" inputmode")).count();
    assert_eq!((proposed(&page, "1"), proposed(&page, "2"), proposed(&page, "")), (0, 1, 1), "{}", told(&page));
    let ranks = ranked([first, second, third]);
    let taken = [(ranks[1].as_str(), "1"), (ranks[2].as_str(), "2")];
    let taken = installation.refused(&officials.county, PAGE, &taken).await;
    came_back(&taken.body, &[&ranks[1], "recommendation"], &["value=\"1\""]);

    let recommend = on(second, Recommend { rank: 2, opinion: "择优推荐".into() });
    city.send(&officials.county, &recommend).await.expect("proposed");
    let page = installation.get(&officials.county, PAGE).await.body;
    assert!(told(&page).contains("另有 1 件推荐正在审批。"), "{}", told(&page));
    assert_eq!((proposed(&page, "2"), proposed(&page, "3")), (0, 0), "no place is left: {}", told(&page));
}

#[tokio::test]
async fn an_old_page_without_what_was_seen_recommends_nothing() {
    let installation = installation().await;
    let id = installation.submitted().await;
    installation.city.reviewed(&installation.officials, id).await;
    let rank = format!("rank_{id}");
    let typed = [(rank.as_str(), "1"), ("recommendation", "择优推荐")];
    let sent = installation.post(&installation.officials.county, PAGE, &typed).await;
    assert_eq!(sent.status, StatusCode::BAD_REQUEST);
    let page = installation.get(&installation.officials.county, PAGE).await.body;
    assert!(page.contains("提交推荐名单"), "nothing is under way: {}", told(&page));
}

#[tokio::test]
async fn a_ranking_takes_files_only_where_a_meeting_decides() {
    let installation = installation().await;
    let id = installation.submitted().await;
    installation.city.reviewed(&installation.officials, id).await;
    let page = installation.get(&installation.officials.county, PAGE).await.body;
    assert!(page.contains("drafting_opinion") && !page.contains("multipart/form-data"), "{}", told(&page));
}

#[tokio::test]
async fn a_meeting_decides_on_several_brands_and_its_minutes_are_kept_once_and_stay() {
    let installation = installation().await;
    installation.a_meeting_decides().await;
    let head = &installation.officials.county_head;
    let pool = installation.pool().await;
    let ranks = ranked(pool);
    let bare = [(ranks[0].as_str(), "1"), ("recommendation", "择优推荐")];
    let bare = installation.refused(head, PAGE, &bare).await;
    came_back(&bare.body, &["met_on", "minutes_number", "minutes"], &["择优推荐"]);
    assert!(!bare.body.contains("drafting_opinion"), "nobody comes next");

    let old = format!("seen_{}", pool[2]);
    let met = [("recommendation", "择优推荐"), ("met_on", "2025-03-03"), ("minutes_number", "〔2025〕3号")];
    let three = [(ranks[0].as_str(), "1"), (ranks[1].as_str(), "2"), (ranks[2].as_str(), "3"), (old.as_str(), "0")];
    let three: Vec<_> = three.into_iter().chain(met).collect();
    let before = installation.papers().await;
    let back = installation.fill(head, PAGE, &three, &["minutes"]).await;
    let text = told(&back.body);
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
    assert!(text.contains("其余 2 个品牌的推荐已办理，不必再提交"), "{text}");
    let states = [State::Recommended, State::Recommended, State::Reviewed];
    for (id, state) in pool.into_iter().zip(states) {
        assert_eq!(installation.state(id).await, state, "{text}");
    }
    assert_eq!(installation.papers().await, before + 1, "kept once, for those that were decided");

    let last: Vec<_> = three.iter().copied().filter(|(name, _)| *name == ranks[2]).chain(met).collect();
    let stale: Vec<_> = last.iter().copied().chain([(old.as_str(), "0")]).collect();
    let refused = installation.fill(head, PAGE, &stale, &["minutes"]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(installation.papers().await, before + 1, "nothing was decided by these minutes");
    let done = installation.fill(head, PAGE, &last, &["minutes"]).await;
    assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, "/desk"), "{}", told(&done.body));
    assert_eq!(installation.state(pool[2]).await, State::Recommended);
}
