//! A house for tests: on SQLite, or on the PostgreSQL of `ZIHAO_TEST_DATABASE_URL`, with a clock that stands still.

use app::{App, Chance, Clock, accounts};
use chrono::{DateTime, Duration, Utc};
use domain::{
    access::{Actor, Administrator, Role},
    ids::{AccountId, OfficeId},
    policy::Step,
};
use rand::{SeedableRng, rngs::StdRng};
use sea_orm::ConnectionTrait;
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};
use storage::Db;
use tempfile::TempDir;
use vault::{KeyRing, Vault};

pub(crate) const PASSWORD: &str = "清源山下看紫帽山色";

pub(crate) struct House {
    pub(crate) app: App,
    _folder: TempDir,
}

impl House {
    pub(crate) async fn open() -> House {
        let folder = tempfile::tempdir().unwrap();
        let db = match std::env::var("ZIHAO_TEST_DATABASE_URL") {
            Ok(server) => own_database(&server).await,
            Err(_) => Db::open_folder(folder.path()).await.unwrap(),
        };
        storage::migrations::migrate(&db).await.unwrap();
        let start: DateTime<Utc> = "2025-09-15T01:00:00Z".parse().unwrap();
        let ring = KeyRing::generate(&mut StdRng::seed_from_u64(1), start);
        let vault = Arc::new(Vault::new(&ring));
        let app = App::open(db, vault, folder.path(), Clock::fixed(start), Chance::seeded(1)).await.unwrap();
        accounts::offices::enter_from_policy(&app, None).await.unwrap();
        House { app, _folder: folder }
    }

    pub(crate) fn pass(&self, time: Duration) {
        assert!(self.app.clock().set(self.app.now() + time));
    }

    pub(crate) async fn office(&self, role: Role, area: Option<&str>) -> OfficeId {
        let all = accounts::offices::list(&self.app).await.unwrap();
        all.into_iter().find(|o| o.role == role && o.area.as_ref().map(|a| a.as_str()) == area).expect("entered").id
    }

    /// An administrator as the server itself opens them, with a password.
    pub(crate) async fn admin(&self, login: &str) -> Administrator {
        let new = accounts::NewAccount { office: None, steps: vec![], ..person(login, Role::Admin, OfficeId(0)) };
        let link = accounts::open_from_server(&self.app, new).await.unwrap();
        let id = accounts::set_password_by_link(&self.app, &link.token, PASSWORD).await.unwrap();
        self.actor(id).await.administrator().unwrap()
    }

    /// A county official of 晋江 with a password.
    pub(crate) async fn county(&self, admin: &Administrator, login: &str) -> AccountId {
        let office = self.office(Role::County, Some("350582")).await;
        let link = accounts::new_account(&self.app, admin, person(login, Role::County, office)).await.unwrap();
        accounts::set_password_by_link(&self.app, &link.token, PASSWORD).await.unwrap()
    }

    pub(crate) async fn actor(&self, id: AccountId) -> Actor {
        accounts::signed_in(&self.app, id).await.unwrap().expect("in use").actor
    }
}

pub(crate) fn person(login: &str, role: Role, office: OfficeId) -> accounts::NewAccount {
    accounts::NewAccount {
        login: login.into(),
        name: "林秀英".into(),
        role,
        office: Some(office),
        section: "就业科".into(),
        post: "经办".into(),
        steps: vec![Step::Draft],
        stands_in_for: None,
    }
}

async fn own_database(server: &str) -> Db {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("app_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let root = Db::connect(server).await.unwrap();
    root.reader().execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    root.close().await.unwrap();
    let (base, _) = server.rsplit_once('/').expect("the address names a database");
    Db::connect(&format!("{base}/{name}")).await.unwrap()
}
