//! `roster_bench FILE training|employment|combined YEAR [check|import|calamine]`: CPU, wall and memory of one reading.
//!
//! `check` reads and checks without a database, `import` also seals, stores and publishes on SQLite in a fresh folder and
//! then counts, `calamine` is the bare streaming read of another reader. `make bench-rosters` runs all three.

use app::{App, Chance, Clock, attachments, rosters};
use calamine::{DataRef, Reader};
use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use domain::{
    access::{Actor, Role},
    brand::BrandEvent,
    ids::{AccountId, UnitId},
    roster::SheetKind,
};
use std::{error::Error, io::Read, path::Path, sync::Arc, time::Instant};
use storage::Db;
use vault::{KeyRing, Vault};

type Done<T> = Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Done<()> {
    let args: Vec<String> = std::env::args().collect();
    let [_, file, kind, year, what] = args.as_slice() else {
        return Err("usage: roster_bench FILE training|employment|combined YEAR check|import|calamine".into());
    };
    let (file, kind) = (Path::new(file), SheetKind::parse(kind).ok_or("no such kind")?);
    let (year, today) = (year.parse()?, NaiveDate::from_ymd_opt(2026, 3, 1).ok_or("a date")?);
    match what.as_str() {
        "check" => {
            let meter = Meter::start();
            let report = rosters::check_file(file, kind, year, today)?;
            meter.tell("check", &format!("{} rows, {} people", report.rows, report.people));
        }
        "import" => import(file, kind, year).await?,
        "calamine" => {
            let meter = Meter::start();
            meter.tell("calamine", &format!("{} cells", calamine(file)?));
        }
        _ => return Err("check, import or calamine".into()),
    }
    Ok(())
}

async fn import(file: &Path, kind: SheetKind, year: i32) -> Done<()> {
    let folder = tempfile::tempdir()?;
    let db = Db::open_folder(folder.path()).await?;
    storage::migrations::migrate(&db).await?;
    let vault = Arc::new(Vault::new(&KeyRing::generate(&mut *Chance::seeded(1).get(), DateTime::UNIX_EPOCH)));
    let now = Utc.with_ymd_and_hms(2026, 3, 1, 1, 0, 0).single().ok_or("a moment")?;
    let app = App::open(db, vault, folder.path(), Clock::fixed(now), Chance::seeded(2)).await?;
    let unit = UnitId(1);
    let actor = Actor { account: AccountId(1), role: Role::Unit, office: None, area: None, unit: Some(unit) };
    let mut verb = app.begin(None).await?;
    let named =
        BrandEvent::Registered {
            name: "示例工匠".into(), area: "350582".into(), units: vec![unit], imported: false
        };
    let brand = verb.begin_brand(named).await?.id;
    verb.commit().await?;

    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let meter = Meter::start();
    let upload = attachments::receive(&app, 1 << 30, &name, pieces(file)?).await?;
    meter.tell("upload", &format!("{} bytes sealed", upload.size));
    let meter = Meter::start();
    let import = rosters::begin_import(&app, &actor, brand, unit, kind, year, &upload).await?;
    let view = rosters::wait_for_check(&app, &actor, import).await?;
    meter.tell("import", &format!("{} rows, {} people, {:?}", view.rows, view.people, view.state));
    let meter = Meter::start();
    let versions = rosters::commit_import(&app, &actor, import).await?;
    meter.tell("commit", &format!("{} versions", versions.len()));
    let meter = Meter::start();
    let counts = rosters::counts(app.db().reader(), brand, &versions, None, year).await?;
    meter.tell("count", &format!("{} trained, {} employed", counts.trained.verified, counts.employed.verified));
    let size = std::fs::metadata(folder.path().join("zihao.sqlite"))?.len();
    say(&format!("database  {} MB", size >> 20));
    Ok(())
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
