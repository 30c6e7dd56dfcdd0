//! Signing in and the administrators' pages through a browser's eyes: cookies and all.

use crate::{
    city::{City, city},
    testing::{Answered, Browser, came_back},
};
use app::{
    accounts::{self, NewAccount},
    listing::Search,
};
use axum::http::{StatusCode, header};
use chrono::Duration;
use domain::access::Role;

const PASSWORD: &str = "清源山下看紫帽山秋色";

async fn city_with_admin(login: &str) -> City {
    let city = city().await;
    admin(&city, login).await;
    city
}

async fn admin(city: &City, login: &str) {
    let new = NewAccount {
        login: login.into(),
        name: "郑海燕".into(),
        role: Role::Admin,
        office: None,
        section: String::new(),
        post: String::new(),
        steps: vec![],
        stands_in_for: None,
    };
    let link = accounts::open_from_server(&city.app, new).await.unwrap();
    accounts::set_password_by_link(&city.app, &link.token, PASSWORD).await.unwrap();
}

async fn signed_in(city: &City, login: &str) -> Browser {
    let mut browser = Browser::new(&city.app, None);
    let answer = browser.post("/sign-in", &[("account", login), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
    browser
}

fn set_cookie(answer: &Answered) -> String {
    answer.headers.get(header::SET_COOKIE).map_or_else(String::new, |set| set.to_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_session_begins_by_signing_in_and_ends_by_signing_out() {
    let city = city_with_admin("root1").await;
    let mut browser = Browser::new(&city.app, None);
    let away = browser.get("/admin/offices").await;
    assert_eq!(away.to(), "/sign-in?next=/admin/offices");
    let wrong = browser.post("/sign-in", &[("account", "root1"), ("password", "不是这个密码吧不是")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.words().contains("账号或密码不对") && wrong.body.contains("value=\"root1\""), "{}", wrong.words());
    assert!(!wrong.body.contains("不是这个密码") && set_cookie(&wrong).is_empty());

    let right = browser.post(away.to(), &[("account", "root1"), ("password", PASSWORD)]).await;
    assert_eq!((right.status, right.to()), (StatusCode::SEE_OTHER, "/admin/offices"));
    let cookie = set_cookie(&right);
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && !cookie.contains("Secure"), "{cookie}");
    assert!(browser.get("/admin/offices").await.words().contains("晋江市人力资源和社会保障局"));
    assert_eq!(browser.get("/unit").await.status, StatusCode::NOT_FOUND, "another room does not exist");
    assert_eq!(browser.get("/sign-in").await.to(), "/admin");

    let stolen = browser.cookie.clone();
    assert_eq!(browser.post("/sign-out", &[]).await.to(), "/");
    browser.cookie = stolen;
    assert_eq!(browser.get("/admin").await.to(), "/sign-in?next=/admin", "the token is dead, not only forgotten");
}

#[tokio::test]
async fn over_tls_the_cookie_is_for_this_host_alone() {
    let city = city_with_admin("root1").await;
    let mut browser = Browser::new(&city.app, Some("https://brands.example.gov.cn"));
    let answer = browser.post("/sign-in", &[("account", "root1"), ("password", PASSWORD)]).await;
    let cookie = set_cookie(&answer);
    assert!(
        cookie.starts_with("__Host-zihao=") && cookie.contains("; Secure") && cookie.contains("Path=/"),
        "{cookie}"
    );
    assert!(!cookie.contains("Domain"), "{cookie}");
}

#[tokio::test]
async fn a_planted_session_opens_nothing() {
    let city = city_with_admin("root1").await;
    let mut thief = Browser::new(&city.app, None);
    thief.cookie = Some("zihao=AAAAAAAAAAAAAAAAAAAAAA".into());
    let mut victim = Browser::new(&city.app, None);
    victim.cookie.clone_from(&thief.cookie);
    victim.post("/sign-in", &[("account", "root1"), ("password", PASSWORD)]).await;
    assert_ne!(victim.cookie, thief.cookie);
    assert_eq!(thief.get("/admin").await.to(), "/sign-in?next=/admin");
    let foreign = victim.post_from("cross-site", "/sign-out", &[]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN, "a page elsewhere cannot act for the person");
}

#[tokio::test]
async fn half_an_hour_idle_is_enough() {
    let city = city_with_admin("root1").await;
    let mut browser = signed_in(&city, "root1").await;
    let pass = |time| assert!(city.app.clock().set(city.app.now() + time));
    pass(Duration::minutes(29));
    assert_eq!(browser.get("/admin").await.status, StatusCode::OK);
    pass(Duration::minutes(30));
    assert_eq!(browser.get("/admin").await.to(), "/sign-in?next=/admin");
}

#[tokio::test]
async fn an_administrator_opens_an_account_and_another_confirms_it() {
    let city = city_with_admin("root1").await;
    admin(&city, "root2").await;
    let (mut first, mut second) = (signed_in(&city, "root1").await, signed_in(&city, "root2").await);
    let form = first.get("/admin/accounts/new").await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(!form.body.contains("stands_in_for"), "nobody of another office is offered");
    let fields = [
        ("name", "陈志明"),
        ("login", "chen"),
        ("role", "city"),
        ("office", "3"),
        ("section", "就业科"),
        ("post", "经办"),
        ("steps", "draft"),
        ("steps", "check"),
    ];
    let nameless: Vec<_> = fields.iter().copied().filter(|(name, _)| *name != "name").collect();
    let refused = first.post("/admin/accounts/new", &nameless).await;
    assert!(refused.words().contains("没有填写姓名") && refused.body.contains("value=\"chen\""), "{}", refused.words());
    let bare = [("login", "a"), ("section", "就业科"), ("steps", "draft"), ("post", "经办")];
    let bare = first.post("/admin/accounts/new", &bare).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    came_back(&bare.body, &["name", "login", "role", "office"], &["就业科", "value=\"a\"", "value=\"draft\" checked"]);
    let elsewhere = [("login", "a"), ("role", "auditor"), ("office", "3"), ("steps", "draft"), ("name", "陈志明")];
    let elsewhere = first.post("/admin/accounts/new", &elsewhere).await;
    came_back(&elsewhere.body, &["login", "office", "steps"], &["陈志明", "value=\"auditor\" checked"]);
    let receipt = first.post("/admin/accounts/new", &fields).await;
    let link = receipt.words().split_whitespace().find(|word| word.contains("/password/")).expect("a link").to_owned();
    assert!(link.starts_with("http://127.0.0.1:8080/password/"), "{link}");
    let path = link.trim_start_matches("http://127.0.0.1:8080").to_owned();

    let mut chen = Browser::new(&city.app, None);
    assert!(chen.get(&path).await.words().contains("账号 chen"));
    let differing = chen.post(&path, &[("password", PASSWORD), ("password_again", "别的密码别的密码呀")]).await;
    assert!(differing.words().contains("两次输入的密码不一致"), "{}", differing.words());
    let set = chen.post(&path, &[("password", PASSWORD), ("password_again", PASSWORD)]).await;
    assert_eq!(set.to(), "/sign-in");
    assert!(chen.get("/sign-in").await.words().contains("经第二人确认后即可登录"));
    assert!(chen.get(&path).await.words().contains("已经用过"));

    let id =
        accounts::list(&city.app, &actor_of(&city, "root1").await, &Search::default(), None).await.unwrap().page.rows
            [0]
        .id;
    let confirm = format!("/admin/accounts/{id}/confirm");
    assert_eq!(first.get(&confirm).await.status, StatusCode::NOT_FOUND, "who opened it is not offered the act");
    assert_eq!(first.post(&confirm, &[("seen", "1")]).await.status, StatusCode::CONFLICT);
    assert_eq!(second.post(&confirm, &[]).await.status, StatusCode::BAD_REQUEST, "from a page that says nothing");
    let page = second.get(&confirm).await;
    assert!(page.words().contains("拟办、审核"));
    assert_eq!(second.post(&confirm, &[("seen", &seen_on(&page))]).await.to(), "/admin");
    assert!(second.get("/admin").await.words().contains("已确认。"));
    let entered = chen.post("/sign-in", &[("account", "chen"), ("password", PASSWORD)]).await;
    assert_eq!(entered.to(), "/desk");

    second.post(&format!("/admin/accounts/{id}/disable"), &[]).await;
    assert!(chen.get("/password").await.to().starts_with("/sign-in"), "out at once");
}

/// The mark of the account that a page shows, as its form carries it.
fn seen_on(page: &Answered) -> String {
    let after = page.body.split_once("name=\"seen\" value=\"").expect("a mark").1;
    after.split('"').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn who_confirms_an_account_answers_for_what_the_page_said() {
    let city = city_with_admin("root1").await;
    admin(&city, "root2").await;
    let (mut first, mut second) = (signed_in(&city, "root1").await, signed_in(&city, "root2").await);
    let fields = [("name", "陈志明"), ("login", "chen"), ("role", "city"), ("office", "3"), ("steps", "draft")];
    assert_eq!(first.post("/admin/accounts/new", &fields).await.status, StatusCode::OK);
    let roll = accounts::list(&city.app, &actor_of(&city, "root1").await, &Search::default(), None).await.unwrap();
    let id = roll.page.rows[0].id;
    let (confirm, post) = (format!("/admin/accounts/{id}/confirm"), format!("/admin/accounts/{id}/post"));

    let form = first.get(&post).await;
    assert!(form.words().contains("立即退出登录，须由另一名系统管理员或市级审批人确认"), "{}", form.words());
    let (shown, old) = (second.get(&confirm).await, seen_on(&form));
    assert!(shown.words().contains("开通账号 郑某（系统管理"), "{}", shown.words());
    let more = [("seen", old.as_str()), ("steps", "draft"), ("steps", "approve")];
    assert_eq!(first.post(&post, &more).await.to(), "/admin");
    let stale = second.post(&confirm, &[("seen", &seen_on(&shown))]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let words = stale.words();
    assert!(words.contains("账号已被他人改动") && words.contains("现在的办理环节：拟办、审批"), "{words}");
    assert!(!words.contains("办件"), "an account is none: {words}");
    assert!(first.get("/admin").await.words().contains("待第二人确认"), "it still waits");
    let less = [("seen", old.as_str()), ("steps", "draft")];
    assert_eq!(first.post(&post, &less).await.status, StatusCode::CONFLICT, "nor is it changed from an old page");

    // Another administrator takes the first place, and what the first may have in hand goes.
    let form = seen_on(&second.get(&post).await);
    let other = [("seen", form.as_str()), ("steps", "check")];
    assert_eq!(second.post(&post, &other).await.to(), "/admin");
    assert!(second.get("/admin").await.words().contains("一次性链接或者未经确认的密码已作废"));
    let page = first.get(&confirm).await;
    let words = page.words();
    assert!(words.contains("办理环节 审核") && words.contains("办理环节拟办、审批，AB角无"), "{words}");
    assert_eq!(first.post(&confirm, &[("seen", &seen_on(&page))]).await.to(), "/admin");
}

#[tokio::test]
async fn a_form_under_way_is_not_done_once_its_session_has_ended_or_its_account_was_closed() {
    let city = city_with_admin("root1").await;
    admin(&city, "root2").await;
    let (form, bureau) = ("/admin/offices/new", "安溪县人力资源和社会保障局");
    let fields = [("role", "county"), ("area", "350524"), ("name", bureau)];
    let mut browser = signed_in(&city, "root1").await;
    let mut elsewhere = Browser::new(&city.app, None);
    elsewhere.cookie.clone_from(&browser.cookie);
    let signs_out = async move {
        elsewhere.post("/sign-out", &[]).await;
    };
    let late = browser.post_slowly(form, &fields, signs_out).await;
    assert_eq!(late.status, StatusCode::UNAUTHORIZED, "{}", late.words());
    assert!(late.words().contains("重新登录") && late.words().contains(bureau), "{}", late.words());

    let mut browser = signed_in(&city, "root1").await;
    let (first, second) = (actor_of(&city, "root1").await, actor_of(&city, "root2").await);
    let app = city.app.clone();
    let closes = async move {
        let second = second.administrator().expect("an administrator");
        accounts::disable(&app, &second, first.account).await.expect("closed");
    };
    let late = browser.post_slowly(form, &fields, closes).await;
    assert_eq!(late.status, StatusCode::UNAUTHORIZED, "{}", late.words());
    let mut other = signed_in(&city, "root2").await;
    assert!(!other.get("/admin/offices").await.words().contains(bureau), "nothing was done");
}

async fn actor_of(city: &City, login: &str) -> domain::access::Actor {
    let id = accounts::sign_in(&city.app, login, PASSWORD).await.unwrap();
    accounts::signed_in(&city.app, id).await.unwrap().unwrap().actor
}

#[tokio::test]
async fn a_unit_registers_and_finds_its_pages() {
    let city = city().await;
    let mut browser = Browser::new(&city.app, None);
    let form = browser.get("/register").await.words();
    assert!(form.contains("行业协会") && form.contains("晋江市") && !form.contains("金门县"), "{form}");
    let mut fields = vec![
        ("name", "晋江市鞋服行业协会"),
        ("credit_code", "51350582MJB0000000"),
        ("kind", "trade_association"),
        ("area", "350582"),
        ("address", "晋江市世纪大道 1 号"),
        ("contact_name", "许海燕"),
        ("contact_phone", "138 0013 8000"),
        ("password", PASSWORD),
        ("password_again", PASSWORD),
    ];
    let empty = browser.post("/register", &[("contact_phone", "138"), ("password_again", "x")]).await;
    for wrong in ["name", "credit_code", "kind", "area", "contact_name", "contact_phone", "password", "password_again"]
    {
        assert!(empty.body.contains(&format!("id=\"{wrong}-error\"")), "{wrong}: {}", empty.words());
    }
    let refused = browser.post("/register", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("id=\"credit_code-error\"") && refused.body.contains("许海燕"),
        "{}",
        refused.words()
    );
    let code = "0123456789ABCDEFGHJKLMNPQRTUWXY"
        .chars()
        .map(|last| format!("51350582MJB000000{last}"))
        .find(|code| domain::credit_code::CreditCode::parse(code).is_ok())
        .expect("one check character fits");
    fields[1].1 = &code;
    let taken = browser.post("/register", &fields).await;
    assert_eq!(taken.to(), "/unit", "{}", taken.words());
    assert_eq!(browser.get("/sign-in").await.to(), "/unit", "signed in at once");
    let changed =
        [("old_password", PASSWORD), ("password", "洛阳桥建于宋皇祐五年"), ("password_again", "洛阳桥建于宋皇祐五年")];
    let before = browser.cookie.clone();
    assert_eq!(browser.post("/password", &changed).await.to(), "/unit");
    assert_ne!(browser.cookie, before);
    let again = Browser::new(&city.app, None).post("/register", &fields).await;
    assert!(again.words().contains("该信用代码已注册"), "{}", again.words());
}

#[tokio::test]
async fn policy_files_and_the_record_have_their_pages() {
    let city = city_with_admin("root1").await;
    let mut browser = signed_in(&city, "root1").await;
    let page = browser.get("/admin/policy").await.words();
    assert!(page.contains("泉人社规〔2024〕4号") && page.contains("2026"), "{page}");
    assert_eq!(browser.get("/admin/policy?version=0").await.status, StatusCode::NOT_FOUND);
    for form in ["/admin/policy/load", "/admin/calendar/load", "/admin/offices/new", "/admin/offices/from-policy"] {
        assert_eq!(browser.get(form).await.status, StatusCode::OK, "{form}");
    }
    assert!(browser.post("/admin/policy/load", &[]).await.words().contains("请选择文件"));
    assert_eq!(browser.post("/admin/offices/from-policy", &[]).await.to(), "/admin/offices");
    assert!(browser.get("/admin/offices").await.words().contains("已建立 11 个机构"));
    let auditors = [("name", "泉州市审计局"), ("role", "auditor"), ("area", "")];
    assert_eq!(browser.post("/admin/offices/new", &auditors).await.to(), "/admin/offices");
    assert!(browser.get("/admin/offices").await.words().contains("不参加审批"), "it has no steps");
    let unasked = browser.get("/admin/audit").await.words();
    assert!(unasked.contains("现在核验") && unasked.contains("尚未核验。"), "{unasked}");
    assert!(!unasked.contains("没有断点"), "{unasked}");
    let verified = browser.post("/admin/audit", &[]).await.words();
    assert!(verified.contains("0 条记录逐条相接") && verified.contains("没有断点。"), "{verified}");
}
