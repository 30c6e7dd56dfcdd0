//! `roster_bench FILE training|employment|combined YEAR inflate|calamine|check|import|postgres|disputed=RIVAL`: one way
//! through a roster.
//!
//! `inflate` unpacks the workbook's entries, `calamine` is the bare streaming read of another reader, `check` reads and
//! checks without a database, `import` also seals, stores and publishes on SQLite in a fresh folder and then counts;
//! `postgres` does so in an empty database at `ZIHAO_TEST_DATABASE_URL`. `make bench-rosters` runs them all, each in a
//! process of its own. `disputed` files the roster RIVAL for a second brand too, has both claimed as a submission does, and
//! times the desk's page of the people whom both claim.

mod clerk;

use app::{App, Chance, attachments, rosters};
use calamine::{DataRef, Reader};
use chrono::NaiveDate;
use clerk::Done;
use domain::{
    access::{Actor, Role},
    comparison::Unconfirmed,
    ids::{AccountId, BrandId},
    roster::SheetKind,
};
use std::{io::Read, path::Path, time::Instant};
use storage::Db;

#[tokio::main]
async fn main() -> Done<()> {
    let args: Vec<String> = std::env::args().collect();
    let [_, file, kind, year, what] = args.as_slice() else {
        return Err(
            "usage: roster_bench FILE training|employment|combined YEAR inflate|calamine|check|import|postgres|disputed=RIVAL"
                .into(),
        );
    };
    let (file, kind) = (Path::new(file), SheetKind::parse(kind).ok_or("no such kind")?);
    let (year, today) = (year.parse()?, NaiveDate::from_ymd_opt(2026, 3, 1).ok_or("a date")?);
    match what.as_str() {
        "check" => {
            let meter = Meter::start();
            let report = rosters::check_file(file, spreadsheets::Limits::default(), kind, year, today)?;
            meter.tell("check", &format!("{} rows, {} people", report.rows, report.people));
        }
        "import" => {
            let folder = tempfile::tempdir()?;
            let db = Db::open_folder(folder.path()).await?;
            import(&begin(folder.path(), db).await?, file, kind, year).await?;
            let size = std::fs::metadata(folder.path().join("zihao.sqlite"))?.len();
            say(&format!("database  {} MB", size >> 20));
        }
        "postgres" => {
            let folder = tempfile::tempdir()?;
            let db = Db::connect(&std::env::var("ZIHAO_TEST_DATABASE_URL")?).await?;
            import(&begin(folder.path(), db).await?, file, kind, year).await?;
        }
        "inflate" => {
            let meter = Meter::start();
            meter.tell("inflate", &format!("{} MB", inflate(file)? >> 20));
        }
        "calamine" => {
            let meter = Meter::start();
            meter.tell("calamine", &format!("{} cells", calamine(file)?));
        }
        _ => match what.strip_prefix("disputed=") {
            Some(rival) => disputed(file, Path::new(rival), kind, year).await?,
            None => return Err("inflate, calamine, check, import, postgres or disputed=RIVAL".into()),
        },
    }
    Ok(())
}

/// A database with the unit that files.
async fn begin(folder: &Path, db: Db) -> Done<App> {
    let app = clerk::open(folder, db, Chance::seeded(2)).await?;
    clerk::register(&app).await?;
    Ok(app)
}

async fn import(app: &App, file: &Path, kind: SheetKind, year: i32) -> Done<BrandId> {
    let (actor, brand) = (clerk::clerk(), clerk::begin_brand(app).await?);
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let meter = Meter::start();
    let upload = attachments::receive(app, 1 << 30, &name, pieces(file)?).await?;
    meter.tell("upload", &format!("{} bytes sealed", upload.size));
    let meter = Meter::start();
    let import = rosters::begin_import(app, &actor, brand, clerk::UNIT, kind, year, &upload).await?;
    let view = rosters::wait_for_check(app, &actor, import).await?;
    meter.tell("import", &format!("{} rows, {} people, {:?}", view.rows, view.people, view.state));
    let meter = Meter::start();
    let versions = rosters::commit_import(app, &actor, import).await?;
    meter.tell("commit", &format!("{} versions", versions.len()));
    let meter = Meter::start();
    let counts = rosters::filed(app.db().reader(), &versions, year).await?.counts(None, year);
    meter.tell("count", &format!("{} trained, {} employed", counts.trained.verified, counts.employed.verified));
    Ok(brand)
}

/// Looks at a page, so that one is timed beyond the clock's tick.
const LOOKS: u32 = 50;

async fn disputed(file: &Path, rival: &Path, kind: SheetKind, year: i32) -> Done<()> {
    let folder = tempfile::tempdir()?;
    let app = begin(folder.path(), Db::open_folder(folder.path()).await?).await?;
    let brand = import(&app, file, kind, year).await?;
    let other = import(&app, rival, kind, year).await?;
    for claims in [brand, other] {
        let tx = app.begin(None).await?;
        let pinned = rosters::pin(tx.conn(), claims, year..=year).await?;
        rosters::freeze(&tx, claims, &pinned, Unconfirmed::Count).await?;
        tx.commit().await?;
    }
    let desk = Actor { account: AccountId(2), role: Role::City, office: None, area: None, unit: None };
    let (meter, begun) = (Meter::start(), Instant::now());
    let mut query = rosters::DisputedQuery::default();
    let mut people = 0;
    for _ in 0..LOOKS {
        let page = rosters::disputed(&app, &desk, brand, &query).await?;
        people += page.people.len();
        query.after = page.next;
    }
    let each = begun.elapsed() / LOOKS;
    meter.tell("disputed", &format!("{LOOKS} pages, {people} people, {} us a page", each.as_micros()));
    Ok(())
}

/// Every entry of the workbook unpacked, and nothing done with it: bytes.
fn inflate(file: &Path) -> Done<u64> {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(file)?)?;
    let mut bytes = 0;
    for at in 0..archive.len() {
        bytes += std::io::copy(&mut archive.by_index(at)?, &mut std::io::sink())?;
    }
    Ok(bytes)
}

/// The file in the pieces that a browser sends.
fn pieces(file: &Path) -> Done<impl futures::Stream<Item = std::io::Result<Vec<u8>>> + use<>> {
    let mut file = std::fs::File::open(file)?;
    Ok(futures::stream::iter(std::iter::from_fn(move || {
        let mut piece = Vec::with_capacity(64 << 10);
        match file.by_ref().take(64 << 10).read_to_end(&mut piece) {
            Ok(0) => None,
            Ok(_) => Some(Ok(piece)),
            Err(error) => Some(Err(error)),
        }
    })))
}

/// Every cell by calamine's streaming reader, and nothing done with it.
fn calamine(file: &Path) -> Done<u64> {
    let mut workbook: calamine::Xlsx<_> = calamine::open_workbook(file)?;
    let name = workbook.sheet_names().first().cloned().ok_or("no sheet")?;
    let mut reader = workbook.worksheet_cells_reader(&name)?;
    let mut cells = 0;
    while let Some(cell) = reader.next_cell()? {
        cells += u64::from(!matches!(cell.get_value(), DataRef::Empty));
    }
    Ok(cells)
}

/// Wall time, and the CPU time and peak memory of this process as Linux tells them.
struct Meter {
    begun: Instant,
    ticks: u64,
}

impl Meter {
    fn start() -> Meter {
        Meter { begun: Instant::now(), ticks: ticks() }
    }

    fn tell(&self, what: &str, result: &str) {
        // A tick is a hundredth of a second on every Linux we run on.
        let cpu = ticks().saturating_sub(self.ticks) * 10;
        let wall = self.begun.elapsed().as_millis();
        say(&format!("{what:9} CPU {cpu:6} ms  wall {wall:6} ms  peak {:4} MB  {result}", peak_megabytes()));
    }
}

fn ticks() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    after.filter_map(|field| field.parse::<u64>().ok()).sum()
}

fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|words| words.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) >> 10
}

#[expect(clippy::print_stdout, reason = "the figures are what it is for")]
fn say(line: &str) {
    println!("{line}");
}
