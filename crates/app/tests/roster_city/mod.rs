//! An installation with units and brands for stories about rosters, and rosters of made-up people to file.

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
use spreadsheets::{Export, ExportColumn, Limits, Workbook};
use std::{
    fs::File,
    ops::{ControlFlow, Deref, Range},
    path::Path,
    process::Command,
};
use storage::entities::{roster_block, roster_import, roster_person, roster_problem};

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
        Installation { city, units }
    }

    /// The account of the nth unit, from 1.
    pub(crate) fn unit(&self, nth: usize) -> Actor {
        self.units[nth - 1].clone()
    }

    pub(crate) fn county(&self, area: &str) -> Actor {
        let area = Some(AreaCode::from(area));
        Actor { account: AccountId(9_001), role: Role::County, office: None, area, unit: None }
    }

    pub(crate) fn city_officer(&self) -> Actor {
        Actor { account: AccountId(9_002), role: Role::City, office: None, area: None, unit: None }
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
        rosters::counts(conn, versions, Some("manufacturing"), year).await.expect("counts")
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

/// A roster to file: labels and rows of text.
#[derive(Clone)]
pub(crate) struct Sheet {
    labels: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

const PERSON: [&str; 5] = ["序号", "姓名", "证件号码", "手机号码", "人员类别"];
const TRAINING: [&str; 7] = ["培训类别", "培训工种", "培训机构", "开始日期", "结束日期", "学时", "是否合格"];
const EMPLOYMENT: [&str; 6] = ["就业形式", "就业地", "是否本品牌组织输出", "岗位/工种", "入职日期", "是否签订劳动合同"];

impl Sheet {
    fn new(people: Range<u32>, parts: &[(&[&'static str], Vec<String>)]) -> Sheet {
        let labels = PERSON.into_iter().chain(parts.iter().flat_map(|(labels, _)| labels.iter().copied())).collect();
        let row = |n: u32| {
            let name = ["林晓", "陈文", "黄海"][n as usize % 3].to_owned()
                + &"东南西北".chars().nth(n as usize % 4).unwrap().to_string();
            let mobile = format!("138{n:08}");
            let person = [n.to_string(), name, number(n), mobile, "农村转移就业劳动者".to_owned()];
            person.into_iter().chain(parts.iter().flat_map(|(_, cells)| cells.clone())).collect()
        };
        Sheet { labels, rows: people.map(row).collect() }
    }

    pub(crate) fn training(people: Range<u32>) -> Sheet {
        Sheet::training_in(2025, people)
    }

    pub(crate) fn training_in(year: i32, people: Range<u32>) -> Sheet {
        Sheet::new(people, &[(&TRAINING, trained(year))])
    }

    pub(crate) fn employment(people: Range<u32>) -> Sheet {
        Sheet::employment_in(2025, people)
    }

    pub(crate) fn employment_in(year: i32, people: Range<u32>) -> Sheet {
        Sheet::new(people, &[(&EMPLOYMENT, employed(year))])
    }

    pub(crate) fn combined(people: Range<u32>) -> Sheet {
        Sheet::new(people, &[(&TRAINING, trained(2025)), (&EMPLOYMENT, employed(2025))])
    }

    fn with(mut self, label: &str, cell: &str, row: Vec<String>) -> Sheet {
        self.rows.push(row);
        let last = self.rows.len() - 1;
        self.set(last, label, cell);
        self
    }

    fn set(&mut self, row: usize, label: &str, cell: &str) {
        let at = self.labels.iter().position(|known| *known == label).expect("a label");
        self.rows[row][at] = cell.to_owned();
    }

    /// One more row that says the same as the last.
    pub(crate) fn repeat_last(self) -> Sheet {
        let last = self.rows.last().expect("a row").clone();
        self.with("序号", "99", last)
    }

    /// One more row of the last person, under another name.
    pub(crate) fn another_name_for_last(self, name: &str) -> Sheet {
        let last = self.rows.last().expect("a row").clone();
        self.with("姓名", name, last)
    }

    /// One more person, whose number ends in a wrong digit.
    pub(crate) fn wrong_check_digit(self) -> Sheet {
        let mut wrong = number(900);
        wrong.replace_range(17.., if wrong.ends_with('1') { "2" } else { "1" });
        let row = self.rows[0].clone();
        self.with("证件号码", &wrong, row)
    }

    /// One more person, with a passport.
    pub(crate) fn passport(mut self) -> Sheet {
        let row = self.rows[0].clone();
        self = self.with("证件号码", "E12345678", row);
        if !self.labels.contains(&"证件类型") {
            self.labels.push("证件类型");
            self.rows.iter_mut().for_each(|row| row.push(String::new()));
        }
        let last = self.rows.len() - 1;
        self.set(last, "证件类型", "护照");
        self
    }

    pub(crate) fn mobile_of_first(self, mobile: &str) -> Sheet {
        self.mobile_of(0, mobile)
    }

    pub(crate) fn mobile_of(mut self, row: usize, mobile: &str) -> Sheet {
        self.set(row, "手机号码", mobile);
        self
    }

    /// Everybody employed by this employer.
    pub(crate) fn employed_at(mut self, employer: &str) -> Sheet {
        self.labels.push("用工单位");
        self.rows.iter_mut().for_each(|row| row.push(employer.to_owned()));
        (0..self.rows.len()).for_each(|row| self.set(row, "就业形式", "单位就业"));
        self
    }

    pub(crate) fn name_of_first(mut self, name: &str) -> Sheet {
        self.set(0, "姓名", name);
        self
    }

    /// The first rows work for a unit of this credit code.
    pub(crate) fn employer_of_first(mut self, rows: usize, name: &str, code: &str) -> Sheet {
        for label in ["用工单位", "用工单位信用代码"] {
            if !self.labels.contains(&label) {
                self.labels.push(label);
                self.rows.iter_mut().for_each(|row| row.push(String::new()));
            }
        }
        for row in 0..rows {
            for (label, cell) in [("就业形式", "单位就业"), ("用工单位", name), ("用工单位信用代码", code)]
            {
                self.set(row, label, cell);
            }
        }
        self
    }

    pub(crate) fn workbook(&self) -> Vec<u8> {
        workbook(
            std::iter::once(self.labels.iter().map(|label| (*label).to_owned()).collect()).chain(self.rows.clone()),
        )
    }
}

fn words<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.into_iter().map(str::to_owned).collect()
}

fn trained(year: i32) -> Vec<String> {
    let (from, to) = (format!("{year}-01-05"), format!("{year}/1/20"));
    words(["制造类", "鞋样设计师", "晋江市某职业培训学校", &from, &to, "80", "是"])
}

fn employed(year: i32) -> Vec<String> {
    words(["灵活就业", "350582 晋江市", "否", "缝纫工", &format!("{year}年2月1日"), "否"])
}

/// A workbook of text cells; the first row holds the labels.
pub(crate) fn workbook(mut rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let labels: Vec<ExportColumn> =
        rows.next().expect("labels").into_iter().map(|label| ExportColumn { label, width: 10.0 }).collect();
    let mut export = Export::new("培训人员", &labels, None).expect("a workbook");
    rows.for_each(|row| export.row(row).expect("a row"));
    let mut bytes = Vec::new();
    export.finish(&mut bytes).expect("a workbook");
    bytes
}

/// The cells of a workbook's first sheet.
pub(crate) fn texts(file: File) -> Vec<Vec<String>> {
    let mut workbook = Workbook::from_reader(file, Limits::default()).expect("a workbook");
    let mut rows = Vec::new();
    workbook
        .for_each_row(0, |row| {
            let mut cells = Vec::new();
            for cell in row.cells() {
                cells.resize(cell.column as usize - 1, String::new());
                cells.push(cell.value.text().into_owned());
            }
            rows.push(cells);
            ControlFlow::<()>::Continue(())
        })
        .expect("rows");
    rows
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
