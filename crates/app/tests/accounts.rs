//! Accounts, sessions and registration as the people concerned meet them.

mod city;
mod registered;

use app::{App, Error, accounts, listing::Search, sessions};
use chrono::Duration;
use city::{CITY, City, JINJIANG, city};
use domain::{
    access::{Actor, Administrator, Denied, Role},
    ids::{AccountId, OfficeId},
    policy::Step,
};
use registered::{association, valid_code};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use storage::entities::{access_record, session};

const PASSWORD: &str = "清源山下看紫帽山秋色";

fn person(login: &str, role: Role, office: i64) -> accounts::NewAccount {
    accounts::NewAccount {
        login: login.into(),
        name: "林秀英".into(),
        role,
        office: Some(OfficeId(office)),
        section: "就业科".into(),
        post: "经办".into(),
        steps: vec![Step::Draft],
        stands_in_for: None,
    }
}

impl City {
    fn pass(&self, time: Duration) {
        assert!(self.app.clock().set(self.app.now() + time));
    }

    /// An administrator as the server itself opens them, with a password.
    async fn admin(&self, login: &str) -> Administrator {
        let new = accounts::NewAccount { office: None, steps: vec![], ..person(login, Role::Admin, 0) };
        let link = accounts::open_from_server(&self.app, new).await.unwrap();
        let id = accounts::set_password_by_link(&self.app, &link.token, PASSWORD).await.unwrap();
        self.actor(id).await.administrator().unwrap()
    }

    /// A county official of 晋江 with a password.
    async fn county(&self, admin: &Administrator, login: &str) -> AccountId {
        let link = accounts::new_account(&self.app, admin, person(login, Role::County, JINJIANG)).await.unwrap();
        accounts::set_password_by_link(&self.app, &link.token, PASSWORD).await.unwrap()
    }

    async fn actor(&self, id: AccountId) -> Actor {
        accounts::signed_in(&self.app, id).await.unwrap().expect("in use").actor
    }
}

fn said<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    match answer.expect_err("this must be refused") {
        Error::Invalid(fields) => fields.iter().map(|f| format!("{}：{}", f.field, f.message)).collect(),
        other => other.to_string(),
    }
}

#[tokio::test]
async fn five_failures_lock_for_a_quarter_of_an_hour() {
    let installation = city().await;
    let app = &installation.app;
    let id = installation.admin("root1").await.actor().account;
    let unknown = said(accounts::sign_in(app, "nobody", PASSWORD).await);
    for _ in 0..5 {
        assert_eq!(said(accounts::sign_in(app, "root1", "不是这个密码吧不是").await), unknown);
    }
    assert_eq!(said(accounts::sign_in(app, "root1", PASSWORD).await), unknown, "locked, and nothing says so");
    installation.pass(Duration::minutes(15));
    assert_eq!(accounts::sign_in(app, "ROOT1 ", PASSWORD).await.unwrap(), id);

    let rows = access_record::Entity::find().filter(access_record::Column::Kind.eq("sign_in"));
    let results: Vec<_> = rows.all(app.db().reader()).await.unwrap().into_iter().map(|row| row.result).collect();
    let wrong = vec!["wrong_password"; 5];
    assert_eq!(results, [vec!["unknown"], wrong, vec!["locked"], vec!["ok"]].concat());
}

#[tokio::test]
async fn a_crowd_at_once_gets_no_more_tries_than_five() {
    let installation = city().await;
    installation.admin("root1").await;
    let tries = (0..12).map(|_| accounts::sign_in(&installation.app, "root1", "不是这个密码吧不是"));
    futures::future::join_all(tries).await;
    let rows = access_record::Entity::find().filter(access_record::Column::Result.eq("wrong_password"));
    assert_eq!(rows.all(installation.app.db().reader()).await.unwrap().len(), 5);
}

#[tokio::test]
async fn a_good_sign_in_forgets_earlier_failures() {
    let installation = city().await;
    installation.admin("root1").await;
    for _ in 0..3 {
        for _ in 0..4 {
            assert!(
                said(accounts::sign_in(&installation.app, "root1", "不是这个密码吧不是").await)
                    .contains("账号或密码不对")
            );
        }
        assert!(accounts::sign_in(&installation.app, "root1", PASSWORD).await.is_ok());
    }
}

#[tokio::test]
async fn a_link_works_once_and_for_three_days() {
    let installation = city().await;
    let app = &installation.app;
    let admin = installation.admin("root1").await;
    let link = accounts::new_account(app, &admin, person("lin", Role::County, JINJIANG)).await.unwrap();
    assert!(said(accounts::set_password_by_link(app, &link.token, "短").await).contains("至少 10 个字符"));
    assert_eq!(accounts::holder_of_link(app, &link.token).await.unwrap().name, "林秀英");
    accounts::set_password_by_link(app, &link.token, PASSWORD).await.unwrap();
    let over = said(accounts::set_password_by_link(app, &link.token, PASSWORD).await);
    assert!(over.contains("已经用过"), "{over}");

    let link = accounts::new_account(app, &admin, person("wang", Role::County, JINJIANG)).await.unwrap();
    installation.pass(Duration::hours(72));
    assert_eq!(said(accounts::set_password_by_link(app, &link.token, PASSWORD).await), over);
    let again = accounts::reset_link(app, &admin, link.account).await.unwrap();
    let newest = accounts::reset_link(app, &admin, link.account).await.unwrap();
    assert_eq!(said(accounts::holder_of_link(app, &again.token).await), over, "a newer link replaces it");
    accounts::disable(app, &admin, link.account).await.unwrap();
    assert_eq!(said(accounts::holder_of_link(app, &newest.token).await), over, "the account is closed");
    assert!(!format!("{newest:?}").contains(&newest.token));
}

#[tokio::test]
async fn the_city_bureau_needs_a_second_person() {
    let installation = city().await;
    let app = &installation.app;
    let (first, second) = (installation.admin("root1").await, installation.admin("root2").await);
    let link = accounts::new_account(app, &first, person("chen", Role::City, CITY)).await.unwrap();
    let id = accounts::set_password_by_link(app, &link.token, PASSWORD).await.unwrap();
    assert!(said(accounts::sign_in(app, "chen", PASSWORD).await).contains("等待第二人确认"));
    assert!(accounts::signed_in(app, id).await.unwrap().is_none());
    assert!(said(accounts::confirm_account(app, first.actor(), id).await).contains("须由另一人确认"));
    let county = installation.county(&first, "lin").await;
    let by_county = accounts::confirm_account(app, &installation.actor(county).await, id).await;
    assert!(matches!(by_county, Err(Error::Denied(Denied::NotYours(_)))), "{by_county:?}");

    accounts::confirm_account(app, second.actor(), id).await.unwrap();
    assert_eq!(accounts::sign_in(app, "chen", PASSWORD).await.unwrap(), id);
    assert!(said(accounts::confirm_account(app, second.actor(), id).await).contains("不在等待确认"));

    // Whoever makes the link anew could use it: the second person is asked for again, and cannot be the same one.
    let link = accounts::reset_link(app, &second, id).await.unwrap();
    accounts::set_password_by_link(app, &link.token, PASSWORD).await.unwrap();
    assert!(said(accounts::sign_in(app, "chen", PASSWORD).await).contains("等待第二人确认"));
    assert!(said(accounts::confirm_account(app, second.actor(), id).await).contains("须由另一人确认"));
    accounts::confirm_account(app, first.actor(), id).await.unwrap();

    // Other steps are other powers.
    let post = accounts::Post { steps: vec![Step::Approve], ..Default::default() };
    accounts::change_post(app, &first, id, post).await.unwrap();
    assert!(accounts::signed_in(app, id).await.unwrap().is_none());
    accounts::confirm_account(app, second.actor(), id).await.unwrap();

    // A city approver may be the second person for others.
    let chen = installation.actor(id).await;
    let other = accounts::new_account(app, &first, person("wu", Role::City, CITY)).await.unwrap();
    accounts::confirm_account(app, &chen, other.account).await.unwrap();

    // Whoever gives a waiting account other steps is its first person from then on: the other has no link any more.
    let link = accounts::new_account(app, &first, person("zhou", Role::City, CITY)).await.unwrap();
    let (waits, post) = (link.account, accounts::Post { steps: vec![Step::Approve], ..Default::default() });
    assert!(accounts::change_post(app, &second, waits, post.clone()).await.unwrap());
    assert!(said(accounts::holder_of_link(app, &link.token).await).contains("链接无效"));
    assert!(said(accounts::confirm_account(app, second.actor(), waits).await).contains("须由另一人确认"));
    accounts::confirm_account(app, first.actor(), waits).await.unwrap();
    accounts::disable(app, &first, waits).await.unwrap();
    assert!(said(accounts::change_post(app, &first, waits, post).await).contains("请先启用"));
}

#[tokio::test]
async fn a_password_that_nobody_confirmed_does_not_outlive_its_first_person() {
    let installation = city().await;
    let app = &installation.app;
    let (first, second) = (installation.admin("root1").await, installation.admin("root2").await);
    let id = accounts::new_account(app, &first, person("chen", Role::City, CITY)).await.unwrap().account;
    for confirmed in [false, true] {
        let link = accounts::reset_link(app, &first, id).await.unwrap();
        accounts::set_password_by_link(app, &link.token, PASSWORD).await.unwrap();
        if confirmed {
            accounts::confirm_account(app, second.actor(), id).await.unwrap();
        }
        accounts::disable(app, &second, id).await.unwrap();
        assert_eq!(accounts::enable(app, &second, id).await.unwrap(), !confirmed);
        accounts::confirm_account(app, first.actor(), id).await.unwrap();
        assert_eq!(accounts::sign_in(app, "chen", PASSWORD).await.is_ok(), confirmed);
    }
}

#[tokio::test]
async fn administrators_come_from_the_server_only() {
    let installation = city().await;
    let (admin, other) = (installation.admin("root1").await, installation.admin("root2").await);
    let new = person("root3", Role::Admin, CITY);
    assert!(said(accounts::new_account(&installation.app, &admin, new).await).contains("zihao user add"));
    let id = other.actor().account;
    let anew = accounts::reset_link(&installation.app, &admin, id).await.map(|link| link.account);
    assert!(said(anew).contains("系统管理员的链接只能由运维人员在服务器上重新生成"));
    let link = accounts::reset_from_server(&installation.app, "root2").await.unwrap();
    assert!(accounts::signed_in(&installation.app, id).await.unwrap().is_none());
    accounts::set_password_by_link(&installation.app, &link.token, PASSWORD).await.unwrap();
    assert!(accounts::signed_in(&installation.app, id).await.unwrap().is_some());
    assert!(said(accounts::disable(&installation.app, &admin, admin.actor().account).await).contains("不能停用自己"));
}

#[tokio::test]
async fn what_cannot_be_an_account_is_told_field_by_field() {
    let installation = city().await;
    let app = &installation.app;
    let admin = installation.admin("root1").await;
    let mut new = person("林", Role::County, CITY);
    new.name = "林1".into();
    let told = said(accounts::new_account(app, &admin, new).await);
    assert!(["login：", "name：", "office："].into_iter().all(|field| told.contains(field)), "{told}");
    let taken = person("ROOT1", Role::County, JINJIANG);
    assert!(said(accounts::new_account(app, &admin, taken).await).contains("已被使用"));
    let elsewhere = accounts::NewAccount { stands_in_for: Some(AccountId(1)), ..person("lin", Role::County, JINJIANG) };
    assert!(said(accounts::new_account(app, &admin, elsewhere).await).contains("同一机构"));
    let expert = person("lin", Role::Auditor, JINJIANG);
    assert!(said(accounts::new_account(app, &admin, expert).await).contains("steps："));
}

#[tokio::test]
async fn a_closed_account_is_out_at_once() {
    let installation = city().await;
    let app = &installation.app;
    let admin = installation.admin("root1").await;
    let id = installation.county(&admin, "lin").await;
    assert!(sessions::create(app, "token", Some(id), "{}").await.unwrap());
    assert!(sessions::create(app, "other", Some(admin.actor().account), "{}").await.unwrap());
    accounts::disable(app, &admin, id).await.unwrap();
    assert!(accounts::signed_in(app, id).await.unwrap().is_none());
    assert_eq!(sessions::load(app, "token").await.unwrap(), None);
    assert!(sessions::load(app, "other").await.unwrap().is_some());
    sessions::save(app, "token", Some(id), "{}").await.unwrap();
    assert_eq!(sessions::load(app, "token").await.unwrap(), None, "a request under way does not bring it back");
    assert!(said(accounts::sign_in(app, "lin", PASSWORD).await).contains("已停用"));
    accounts::enable(app, &admin, id).await.unwrap();
    assert_eq!(accounts::sign_in(app, "lin", PASSWORD).await.unwrap(), id);
}

/// When the only session ends as the database has it.
async fn end_of(app: &App) -> i64 {
    session::Entity::find().one(app.db().reader()).await.unwrap().expect("a session").expires_at
}

#[tokio::test]
async fn sessions_end_idle_in_all_and_with_the_password() {
    let installation = city().await;
    let app = &installation.app;
    let id = installation.admin("root1").await.actor().account;
    assert!(sessions::create(app, "idle", Some(id), "{}").await.unwrap());
    assert!(!sessions::create(app, "idle", Some(id), "{}").await.unwrap(), "a token is begun once");
    let begun = end_of(app).await;
    installation.pass(Duration::minutes(29));
    assert!(sessions::load(app, "idle").await.unwrap().is_some());
    installation.pass(Duration::minutes(29));
    assert!(sessions::load(app, "idle").await.unwrap().is_some(), "looking moved the end");
    assert_eq!(end_of(app).await, begun, "and wrote nothing");
    assert_eq!(sessions::keep_moved(app).await.unwrap(), 1);
    assert_eq!(end_of(app).await, (app.now() + Duration::minutes(30)).timestamp_millis());
    assert!(sessions::load(app, "idle").await.unwrap().is_some());
    assert_eq!(sessions::keep_moved(app).await.unwrap(), 0, "not every look moves it");
    installation.pass(Duration::minutes(30));
    assert_eq!(sessions::load(app, "idle").await.unwrap(), None);

    sessions::create(app, "busy", Some(id), "{}").await.unwrap();
    let mut alive = 0;
    while sessions::load(app, "busy").await.unwrap().is_some() {
        installation.pass(Duration::minutes(20));
        alive += 20;
    }
    assert_eq!(alive, 12 * 60);

    sessions::create(app, "swept", Some(id), "{}").await.unwrap();
    installation.pass(Duration::hours(1));
    assert_eq!(sessions::sweep(app).await.unwrap(), 3, "with the two that are over");

    sessions::create(app, "old", Some(id), "{}").await.unwrap();
    let actor = installation.actor(id).await;
    let guessed = accounts::change_password(app, &actor, "不是这个密码吧不是", "洛阳桥建于宋皇祐五年").await;
    assert!(said(guessed).contains("密码不对"));
    accounts::change_password(app, &actor, PASSWORD, "洛阳桥建于宋皇祐五年").await.unwrap();
    assert_eq!(sessions::load(app, "old").await.unwrap(), None);
    assert!(said(accounts::sign_in(app, "root1", PASSWORD).await).contains("账号或密码不对"));
}

#[tokio::test]
async fn an_old_password_changes_nothing_once_another_change_or_a_reset_came_first() {
    let installation = city().await;
    let app = &installation.app;
    let admin = installation.admin("root1").await;
    let id = installation.county(&admin, "lin").await;
    let actor = installation.actor(id).await;
    let (bridge, pagodas) = ("洛阳桥建于宋皇祐五年", "开元寺有东西两座石塔");
    let change = |to| accounts::change_password(app, &actor, PASSWORD, to);
    let (kept, late) = match futures::join!(change(bridge), change(pagodas)) {
        (Ok(()), late) => (bridge, late),
        (late, Ok(())) => (pagodas, late),
        both => panic!("{both:?}"),
    };
    assert!(said(late).contains("在别处修改过"), "two changes from one password");
    assert_eq!(accounts::sign_in(app, "lin", kept).await.unwrap(), id);

    let change = accounts::change_password(app, &actor, kept, "清净寺建于北宋大中祥符年间");
    let (late, reset) = futures::join!(change, accounts::reset_link(app, &admin, id));
    reset.expect("a link");
    assert!(said(late).contains("请重新登录"), "a change does not undo a reset");
    assert!(said(accounts::sign_in(app, "lin", "清净寺建于北宋大中祥符年间").await).contains("账号或密码不对"));
}

#[tokio::test]
async fn the_roll_masks_people_of_units_and_is_not_for_everyone() {
    let installation = city().await;
    let app = &installation.app;
    let admin = installation.admin("root1").await;
    let county = installation.county(&admin, "lin").await;
    let unit = accounts::register_unit(app, association(&valid_code(), "13800138000"), "13800138000", PASSWORD);
    let unit = unit.await.unwrap();
    let roll = accounts::list(app, admin.actor(), &Search::default(), None).await.unwrap().page.rows;
    let own = roll.iter().find(|view| view.id == unit).unwrap();
    assert_eq!((own.name.as_str(), own.login.as_str()), ("许**", "138****8000"));
    let to_county = accounts::list(app, &installation.actor(county).await, &Search::default(), None).await;
    let to_county = to_county.map(|found| found.page.rows.len());
    assert!(matches!(to_county, Err(Error::Denied(Denied::NotYours(_)))), "{to_county:?}");
    assert!(roll.iter().all(|view| !view.idle));
    installation.pass(Duration::days(91));
    accounts::sign_in(app, "lin", PASSWORD).await.unwrap();
    let idle = accounts::list(app, admin.actor(), &Search::default(), None).await.unwrap().page.rows;
    assert_eq!(idle.iter().filter(|view| view.idle).count(), 2, "all but the one who signed in");

    let names = accounts::names_of(app, &[county, unit, county]).await.unwrap();
    assert_eq!(names[&county].to(&installation.actor(county).await), "林秀英（经办）");
    assert_eq!(names[&county].to(&installation.actor(unit).await), "林某（经办）");
    assert_eq!(names[&unit].to(&installation.actor(county).await), "许某（培育单位）");
}

#[tokio::test]
async fn bureaus_come_from_the_policy_once() {
    let installation = city().await;
    let app = &installation.app;
    assert_eq!(accounts::offices::enter_from_policy(app, None).await.unwrap(), 11, "15 bureaus, 4 were here");
    assert_eq!(accounts::offices::enter_from_policy(app, None).await.unwrap(), 0);
    let admin = installation.admin("root1").await;
    installation.county(&admin, "lin").await;
    let offices = accounts::offices::list(app).await.unwrap();
    let jinjiang = offices.iter().find(|office| office.id == OfficeId(JINJIANG)).unwrap();
    assert_eq!((jinjiang.accounts, jinjiang.steps.as_slice()), (1, [Step::Draft].as_slice()));

    let audit = accounts::offices::NewOffice { role: Role::Auditor, area: None, name: "泉州市审计局".into() };
    accounts::offices::create(app, &admin, audit.clone()).await.unwrap();
    assert!(said(accounts::offices::create(app, &admin, audit.clone()).await).contains("同名"));
    let county = accounts::offices::NewOffice { role: Role::County, name: "某某县人社局".into(), ..audit };
    assert!(said(accounts::offices::create(app, &admin, county).await).contains("属地"));
}

#[tokio::test]
async fn section_post_and_office_are_no_longer_than_a_list_shows() {
    let installation = city().await;
    let (app, admin, long) = (&installation.app, installation.admin("root1").await, "科".repeat(51));
    let new = accounts::NewAccount { section: long.clone(), ..person("lin", Role::County, JINJIANG) };
    assert!(said(accounts::new_account(app, &admin, new).await).contains("section：科室请写在 50 字以内"));
    let id = installation.county(&admin, "lin").await;
    let post = accounts::Post { section: long.clone(), post: long.clone(), ..Default::default() };
    assert_eq!(said(accounts::change_post(app, &admin, id, post).await).matches("50 字以内").count(), 2);
    assert!(said(accounts::offices::check_name(&long.repeat(2))).contains("100 字以内"));
}
