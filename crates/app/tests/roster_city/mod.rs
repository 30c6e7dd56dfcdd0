//! An installation with units and brands for stories about rosters, and rosters of made-up people to file.

pub(crate) mod release;
pub(crate) mod sheet;

use crate::city::{self, City, trial::Trial};
use app::{
    Result, attachments,
    rosters::{self, Counts, ImportView},
};
use domain::{
    access::{Actor, Role},
    application::{ApplicationEvent, PinnedRoster},
    brand::BrandEvent,
    comparison::Unconfirmed,
    ids::{AccountId, AreaCode, BrandId, ImportId, RosterVersionId, RoundId, UnitId},
    roster::SheetKind,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use std::{ops::Deref, path::Path, process::Command};
use storage::entities::{roster_block, roster_import, roster_person, roster_problem};

pub(crate) use sheet::Sheet;

/// Whoever acts for a county, whichever it is, and for the city.
const COUNTY: i64 = 9_001;
const CITY: i64 = 9_002;
/// Whoever reads for the auditors.
pub(crate) const AUDITOR: i64 = 9_003;

pub(crate) struct Installation {
    city: City,
    units: Vec<Actor>,
}

impl Deref for Installation {
    type Target = City;

    fn deref(&self) -> &City {
        &self.city
    }
}

impl Installation {
    pub(crate) async fn open() -> Installation {
        Installation::open_tried(Trial::Plain).await
    }

    /// An installation whose verbs are tried in some way.
    pub(crate) async fn open_tried(how: Trial) -> Installation {
        let city = city::city_tried(how).await;
        city.go_to("2026-03-01 09:00");
        let mut units = Vec::new();
        for name in ["晋江市鞋服行业协会", "晋江市制伞行业协会", "晋江市某职业培训学校"] {
            units.push(city.unit(name, "350582").await);
        }
        for (id, role) in [(COUNTY, Role::County), (CITY, Role::City), (AUDITOR, Role::Auditor)] {
            city.account(id, role, None, None, "").await;
        }
        Installation { city, units }
    }

    /// The account of the nth unit, from 1.
    pub(crate) fn unit(&self, nth: usize) -> Actor {
        self.units[nth - 1].clone()
    }

    pub(crate) fn county(&self, area: &str) -> Actor {
        let area = Some(AreaCode::from(area));
        Actor { account: AccountId(COUNTY), role: Role::County, office: None, area, unit: None }
    }

    pub(crate) fn city_officer(&self) -> Actor {
        Actor { account: AccountId(CITY), role: Role::City, office: None, area: None, unit: None }
    }

    fn unit_id(&self, nth: usize) -> UnitId {
        self.unit(nth).unit.expect("a unit's account")
    }

    pub(crate) async fn brand(&self, units: &[usize]) -> BrandId {
        self.brand_in("350582", units).await
    }

    pub(crate) async fn brand_in(&self, area: &str, units: &[usize]) -> BrandId {
        let mut tx = self.app.begin(None).await.expect("a verb");
        let registered = BrandEvent::Registered {
            name: "晋江鞋服工匠".into(),
            area: area.into(),
            units: units.iter().map(|nth| self.unit_id(*nth)).collect(),
            imported: false,
        };
        let brand = tx.begin::<domain::brand::Brand>(registered).await.expect("a brand");
        tx.commit().await.expect("committed");
        brand.id
    }

    /// A paper application for the brand, which the county keys in.
    pub(crate) async fn keyed_in(&self, brand: BrandId, units: &[usize]) {
        let mut tx = self.app.begin(Some(&self.county("350582"))).await.expect("a verb");
        let drafted = ApplicationEvent::Drafted {
            brand,
            round: RoundId(1),
            area: "350582".into(),
            units: units.iter().map(|nth| self.unit_id(*nth)).collect(),
            policy: self.app.policies().current().0.to_owned(),
            title: "晋江鞋服工匠".into(),
            on_behalf: true,
        };
        tx.begin::<domain::application::Application>(drafted).await.expect("an application");
        tx.commit().await.expect("committed");
    }

    pub(crate) async fn try_bytes(
        &self,
        who: &Actor,
        (brand, unit): (BrandId, usize),
        kind: SheetKind,
        year: i32,
        bytes: Vec<u8>,
    ) -> Result<ImportId> {
        let pieces = futures::stream::iter([Ok::<_, std::io::Error>(bytes)]);
        let upload = attachments::receive(&self.app, 64 << 20, "花名册.xlsx", pieces).await?;
        rosters::begin_import(&self.app, who, brand, self.unit_id(unit), kind, year, &upload).await
    }

    pub(crate) async fn upload(
        &self,
        brand: BrandId,
        unit: usize,
        kind: SheetKind,
        year: i32,
        sheet: &Sheet,
    ) -> ImportId {
        let of = (brand, unit);
        self.try_bytes(&self.unit(unit), of, kind, year, sheet.workbook()).await.expect("an upload begins")
    }

    /// Uploads, checks and commits.
    pub(crate) async fn published(
        &self,
        brand: BrandId,
        unit: usize,
        kind: SheetKind,
        year: i32,
        sheet: &Sheet,
    ) -> Vec<RosterVersionId> {
        let import = self.upload(brand, unit, kind, year, sheet).await;
        let view = self.checked(unit, import).await;
        assert_eq!(view.rejected, 0, "{view:?}");
        let versions = rosters::commit_import(&self.app, &self.unit(unit), import).await.expect("published");
        self.recounts_alike().await;
        versions
    }

    pub(crate) async fn checked(&self, unit: usize, import: ImportId) -> ImportView {
        rosters::wait_for_check(&self.app, &self.unit(unit), import).await.expect("a status")
    }

    pub(crate) async fn status(&self, unit: usize, import: ImportId) -> ImportView {
        rosters::import_status(&self.app, &self.unit(unit), import).await.expect("a status")
    }

    /// The versions that a submission today would pin.
    pub(crate) async fn pinned(&self, brand: BrandId) -> Vec<RosterVersionId> {
        let years = rosters::years(self.app.today());
        let pinned = rosters::pin(self.app.db().reader(), brand, years).await.expect("pinned");
        pinned.into_iter().map(|roster| roster.version).collect()
    }

    pub(crate) async fn counts(&self, versions: &[RosterVersionId]) -> Counts {
        self.counts_for(versions, 2025).await
    }

    pub(crate) async fn counts_for(&self, versions: &[RosterVersionId], year: i32) -> Counts {
        let conn = self.app.db().reader();
        rosters::filed(conn, versions, year).await.expect("counts").counts(Some("manufacturing"), year)
    }

    /// Claims the people of versions, as a submission does.
    pub(crate) async fn claim(&self, brand: BrandId, versions: &[RosterVersionId]) {
        self.claim_with(brand, versions, Unconfirmed::Count).await;
    }

    /// The same, under a policy that counts the unconfirmed or lets them wait.
    pub(crate) async fn claim_with(&self, brand: BrandId, versions: &[RosterVersionId], unconfirmed: Unconfirmed) {
        let pinned = |version: &RosterVersionId| PinnedRoster { version: *version, digest: String::new() };
        let tx = self.app.begin(None).await.expect("a verb");
        let pinned: Vec<_> = versions.iter().map(pinned).collect();
        rosters::freeze(&tx, brand, &pinned, unconfirmed).await.expect("claimed");
        tx.commit().await.expect("committed");
        self.recounts_alike().await;
    }

    pub(crate) async fn release(&self, brand: BrandId) {
        let tx = self.app.begin(None).await.expect("a verb");
        rosters::release(&tx, brand).await.expect("released");
        tx.commit().await.expect("committed");
        self.recounts_alike().await;
    }

    /// The counters kept are those that the rows give.
    pub(crate) async fn recounts_alike(&self) {
        let found = rosters::recount(&self.app).await.expect("a recount");
        assert_eq!(found.differences, [], "of {} figures", found.figures);
    }

    /// As a kill in the middle of a check leaves it.
    pub(crate) async fn interrupt(&self, import: ImportId) {
        roster_import::Entity::update_many()
            .col_expr(roster_import::Column::State, Expr::value("checking"))
            .filter(roster_import::Column::Id.eq(import.0))
            .exec(self.app.db().reader())
            .await
            .unwrap();
    }

    /// Rows stored for uploads: people, blocks, problems.
    pub(crate) async fn stored(&self) -> u64 {
        self.stored_but_problems().await + roster_problem::Entity::find().count(self.app.db().reader()).await.unwrap()
    }

    pub(crate) async fn stored_but_problems(&self) -> u64 {
        let conn = self.app.db().reader();
        let people = roster_person::Entity::find().count(conn).await.unwrap();
        people + roster_block::Entity::find().count(conn).await.unwrap()
    }

    /// No file of the data folder holds these digits in plain.
    pub(crate) fn assert_nowhere_in_plain(&self, digits: &str) {
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let bytes = std::fs::read(&path).expect("a file");
                let found = bytes.windows(digits.len()).any(|window| window == digits.as_bytes());
                assert!(!found, "{} holds a number in plain", path.display());
            }
        }
    }
}

/// The citizen number of made-up person n, in an area where nobody is registered.
pub(crate) fn number(n: u32) -> String {
    let born = chrono::NaiveDate::from_ymd_opt(1970, 1, 1).expect("a date") + chrono::Days::new(u64::from(n));
    let first = format!("350527{}001", born.format("%Y%m%d"));
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = first.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{first}{}", char::from(b"10X98765432"[(sum % 11) as usize]))
}

/// Every file that no one should upload, by the name it is uploaded under.
pub(crate) fn bad_workbooks() -> Vec<(String, Vec<u8>)> {
    let folder = tempfile::tempdir().expect("a folder");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e/fixtures/bad_workbooks.py");
    let made = Command::new("/usr/bin/python3").arg(script).arg(folder.path()).output().expect("python3 runs");
    assert!(made.status.success());
    let mut files: Vec<_> = std::fs::read_dir(folder.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            (path.file_name().expect("a name").to_string_lossy().into_owned(), std::fs::read(&path).expect("a file"))
        })
        .collect();
    files.sort();
    files
}
