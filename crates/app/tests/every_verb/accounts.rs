//! Accounts from the invitation to the closing, offices, units that register themselves.

use crate::{
    city::{
        CITY, City, city_tried, credit_code,
        trial::{Trial, Tried},
    },
    story::finished,
};
use app::{
    App, Loader,
    accounts::{
        self, NewAccount, Post,
        offices::{self, NewOffice},
    },
    units::{NewUnit, UnitDetails},
};
use domain::{
    access::{Actor, Administrator, Role},
    ids::{AccountId, OfficeId},
    policy::Step,
};

/// A calendar year not built in.
const YEAR: &str = "year = 2027\nofficial = true\nnotice_url = \"https://www.gov.cn/\"\nworking_days_in_year = 260\n\
    off_days = [2027-01-01]\nmakeup_workdays = []\n\
    [[period]]\nname = \"元旦\"\nstart = 2027-01-01\nend = 2027-01-01\ndays = 1\nmakeup = []\n";
const PASSWORD: &str = "清源山下看紫帽山秋色";

fn person(login: &str, role: Role, office: Option<i64>) -> NewAccount {
    let steps = if role == Role::Admin { vec![] } else { vec![Step::Draft] };
    NewAccount {
        login: login.into(),
        name: "林秀英".into(),
        role,
        office: office.map(OfficeId),
        section: "就业科".into(),
        post: "经办".into(),
        steps,
        stands_in_for: None,
    }
}

fn admin(by: &Actor) -> Administrator {
    by.administrator().expect("an administrator")
}

pub(crate) async fn accounts(how: Trial) -> Vec<Tried> {
    let city = city_tried(how).await;
    let nobody = city.official(Role::Admin, CITY, None, "").await;
    let open = async |app: App, _| accounts::open_from_server(&app, person("root1", Role::Admin, None)).await;
    let link = city.verb("open_from_server", &nobody, open).await.expect("opened");
    let root = with_password(&city, &link.token).await;
    let second = city.official(Role::Admin, CITY, None, "").await;

    let new = async |app: App, by: Actor| {
        accounts::new_account(&app, &admin(&by), person("chen", Role::City, Some(CITY))).await
    };
    let id = city.verb("new_account", &root, new).await.expect("invited").account;
    let reset = async |app: App, by: Actor| accounts::reset_link(&app, &admin(&by), id).await;
    city.verb("reset_link", &root, reset).await.expect("invited again");
    let link = accounts::reset_link(&city.app, &admin(&root), id).await.expect("the newest link");
    let confirm = async |app: App, by: Actor| accounts::confirm_account(&app, &by, id).await;
    city.verb("opening::confirm_account", &second, confirm).await.expect("confirmed");
    let chen = with_password(&city, &link.token).await;
    let change = async |app: App, _| accounts::change_password(&app, &chen, PASSWORD, "洛阳桥建于宋皇祐五年").await;
    city.verb("change_password", &chen, change).await.expect("changed");
    let post = async |app: App, by: Actor| {
        let post = Post { steps: vec![Step::Approve], ..Default::default() };
        accounts::change_post(&app, &admin(&by), id, post).await
    };
    city.verb("change_post", &root, post).await.expect("changed");
    let disable = async |app: App, by: Actor| accounts::disable(&app, &admin(&by), id).await;
    city.verb("disable", &root, disable).await.expect("closed");
    let enable = async |app: App, by: Actor| accounts::enable(&app, &admin(&by), id).await;
    city.verb("enable", &root, enable).await.expect("open");
    let reset = async |app: App, _| accounts::reset_from_server(&app, "root1").await;
    city.verb("reset_from_server", &root, reset).await.expect("reset");

    let office = async |app: App, by: Actor| {
        let new =
            NewOffice {
                role: Role::County, area: Some("350526".into()), name: "德化县人力资源和社会保障局".into()
            };
        offices::create(&app, &admin(&by), new).await
    };
    city.verb("create", &second, office).await.expect("created");
    let offices = async |app: App, by: Actor| offices::enter_from_policy(&app, Some(&by)).await;
    city.verb("enter_from_policy", &second, offices).await.expect("entered");
    let policy = domain::builtin::POLICY.1.replace("2026-04-28", "2028-04-28");
    let load = async |app: App, by: Actor| app::load_policy(&app, &admin(&by), "renewal.toml", &policy).await;
    city.verb_and_after("load_policy", &second, load).await.expect("loaded");
    let load =
        async |app: App, by: Actor| app::load_calendar_year(&app, Loader::Admin(&admin(&by)), "2027.toml", YEAR).await;
    city.verb_and_after("load_calendar_year", &second, load).await.expect("loaded");
    let register = async |app: App, _| {
        let new = NewUnit {
            credit_code: credit_code(900),
            name: "晋江市石雕行业协会".into(),
            kind: "trade_association".into(),
            area: "350582".into(),
            details: UnitDetails {
                address: "晋江市某路9号".into(),
                contact_name: "林某某".into(),
                contact_phone: "13800138000".into(),
            },
        };
        accounts::register_unit(&app, new, "shidiao", PASSWORD).await
    };
    city.verb("register_unit", &nobody, register).await.expect("registered");
    finished(&city).await
}

async fn with_password(city: &City, token: &str) -> Actor {
    let nobody = Actor { account: AccountId(0), role: Role::Admin, office: None, area: None, unit: None };
    let set = async |app: App, _| accounts::set_password_by_link(&app, token, PASSWORD).await;
    let id = city.verb("set_password_by_link", &nobody, set).await.expect("set");
    let account = accounts::signed_in(&city.app, id).await.expect("asked").map(|account| account.actor);
    account.expect("in use")
}
