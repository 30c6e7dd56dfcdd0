//! What units bring: rosters, drafts with everything in them, files.

use super::{City, brand_answers, figures, narrative, unit_answers};
use app::{
    applications,
    attachments::{self, Upload},
};
use domain::{
    access::Actor,
    application::Application,
    ids::{ApplicationId, BrandId, RoundId},
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::Value;
use storage::entities::{roster, roster_person, roster_version};

impl City {
    /// Publishes rosters of a brand: `employed` people at work and `trained` who passed, in both filed years, counted
    /// from person number `from`.
    pub(crate) async fn rosters(&self, brand: BrandId, unit: &Actor, from: u64, employed: u64, trained: u64) {
        for (ledger, year, people) in [
            ("employment", 2024, employed),
            ("employment", 2025, employed),
            ("training", 2024, trained),
            ("training", 2025, trained / 10),
        ] {
            self.roster(brand, unit, ledger, year, from..from + people).await;
        }
    }

    pub(crate) async fn roster(
        &self,
        brand: BrandId,
        unit: &Actor,
        ledger: &str,
        year: i64,
        people: std::ops::Range<u64>,
    ) {
        let conn = self.app.db().reader();
        let (roster_id, version) = (self.id(), self.id());
        let number = i64::try_from(people.end - people.start).unwrap();
        let row = roster::ActiveModel {
            id: Set(roster_id),
            brand: Set(brand.0),
            unit: Set(unit.unit.unwrap().0),
            ledger: Set(ledger.into()),
            year: Set(year),
        };
        roster::Entity::insert(row).exec_without_returning(conn).await.unwrap();
        let row = roster_version::ActiveModel {
            id: Set(version),
            roster: Set(roster_id),
            no: Set(1),
            import: Set(0),
            digest: Set(format!("{version:064}")),
            state: Set("published".into()),
            rows: Set(number),
            accepted: Set(number),
            rejected: Set(0),
            people: Set(number),
            waiting: Set(0),
            committed_at: Set(Some(0)),
            committed_by: Set(None),
        };
        roster_version::Entity::insert(row).exec_without_returning(conn).await.unwrap();
        let people: Vec<u64> = people.collect();
        for chunk in people.chunks(1000) {
            let rows = chunk.iter().map(|person| roster_person::ActiveModel {
                version: Set(version),
                person: Set(person.to_be_bytes().repeat(2)),
                category: Set(if ledger == "training" { "manufacturing".into() } else { String::new() }),
                name_mark: Set(0),
                row_mark: Set(0),
                passed: Set(ledger == "training"),
                poverty_alleviated: Set(person % 50 == 0),
                start_up: Set(false),
                waiting: Set(false),
                blocks: Set(String::new()),
            });
            roster_person::Entity::insert_many(rows).exec_without_returning(conn).await.unwrap();
        }
        app::rosters::mend(&self.app).await.expect("counted");
    }

    /// A draft with everything in it but the rosters.
    pub(crate) async fn draft(&self, unit: &Actor, round: RoundId, name: &str) -> Application {
        let id = self.start(unit, round, name).await;
        self.fill(unit, id, name).await;
        self.application(id).await
    }

    pub(crate) async fn start(&self, unit: &Actor, round: RoundId, name: &str) -> ApplicationId {
        let start = async |app, by| applications::start_application(&app, &by, round, None, name).await;
        self.verb("start_application", unit, start).await.expect("a draft begins")
    }

    pub(crate) async fn fill(&self, unit: &Actor, id: ApplicationId, name: &str) {
        self.fill_as(unit, id, brand_answers(name)).await;
    }

    /// As [`City::fill`], for a heritage brand.
    pub(crate) async fn fill_heritage(&self, unit: &Actor, id: ApplicationId, name: &str) {
        let mut brand = brand_answers(name);
        brand["is_intangible_heritage"] = "yes".into();
        brand["heritage_listing"] = "国家级，第一批".into();
        self.fill_as(unit, id, brand).await;
    }

    async fn fill_as(&self, unit: &Actor, id: ApplicationId, brand: Value) {
        let own = unit.unit.unwrap();
        let sections: [(String, Value); 5] = [
            ("brand".into(), brand),
            (format!("unit/{own}"), unit_answers()),
            ("figures/2024".into(), figures()),
            ("figures/2025".into(), figures()),
            ("narrative".into(), narrative()),
        ];
        for (slot, kind) in [
            (format!("internal_rules/{own}"), "pdf"),
            (format!("financial_rules/{own}"), "pdf"),
            ("development_plan".into(), "pdf"),
            ("construction_scheme".into(), "pdf"),
        ] {
            self.attach(unit, id, &slot, kind).await;
        }
        for (key, answers) in sections {
            let answers: applications::SectionAnswers = answers.as_object().unwrap().clone().into_iter().collect();
            let save = async |app, by| applications::save_section(&app, &by, id, &key, &answers).await;
            let missing = self.verb("save_section", unit, save).await.expect("saved");
            assert_eq!(missing, [], "{key} is whole");
        }
    }

    pub(crate) async fn sign(&self, unit: &Actor, id: ApplicationId) {
        self.attach(unit, id, "signed_form", "pdf").await;
    }

    async fn attach(&self, unit: &Actor, id: ApplicationId, slot: &str, kind: &str) {
        let add = async |app, by| {
            let file = self.upload(kind).await;
            attachments::add_to_application(&app, &by, id, slot, &file).await
        };
        self.verb("add_to_application", unit, add).await.expect("a file is kept");
    }

    /// How many files lie in the data folder's store, those that have no place yet among them.
    pub(crate) fn stored_files(&self) -> usize {
        fn below(folder: &std::path::Path) -> usize {
            let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
            let paths = entries.map(|entry| entry.expect("an entry").path());
            paths.map(|path| if path.is_dir() { below(&path) } else { 1 }).sum()
        }
        below(&self.folder.path().join("files"))
    }

    pub(crate) async fn upload(&self, kind: &str) -> Upload {
        let head: &[u8] = if kind == "png" { b"\x89PNG\r\n\x1a\n" } else { b"%PDF-1.7\n" };
        let body = [head, &self.id().to_be_bytes()].concat();
        let pieces = futures::stream::iter([Ok::<_, std::io::Error>(body)]);
        attachments::receive(&self.app, 1 << 20, "文件.pdf", pieces).await.expect("an upload is stored")
    }

    /// A draft handed in, with enough people behind it.
    pub(crate) async fn submitted(&self, unit: &Actor, round: RoundId, name: &str, from: u64) -> Application {
        let application = self.draft(unit, round, name).await;
        self.rosters(application.brand, unit, from, 5_100, 1_100).await;
        self.sign(unit, application.id).await;
        self.submit(unit, application.id).await;
        self.application(application.id).await
    }

    pub(crate) async fn submit(&self, unit: &Actor, id: ApplicationId) {
        let seen = self.application(id).await.seq;
        let submit = async |app, by| applications::submit(&app, &by, id, seen).await;
        self.verb("submit", unit, submit).await.expect("submitted");
    }
}
