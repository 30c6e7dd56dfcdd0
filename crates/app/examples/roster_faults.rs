//! `roster_faults FIRST.xlsx SECOND.xlsx [KILLS]`: imports one roster after the other and is killed at random, again and
//! again; after each kill a fresh look says whether anything was lost or half-stored. `make faults` runs it.
//!
//! The killed process says on its standard output which versions were filed before it is told so; what it said must stand.

mod clerk;

use app::{App, Chance, attachments, rosters};
use clerk::{Done, UNIT, clerk};
use domain::{
    ids::{BrandId, ImportId, RosterVersionId},
    roster::SheetKind,
};
use rand::RngExt;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};
use storage::{
    Db,
    entities::{roster_block, roster_import, roster_person, roster_version},
};

const YEAR: i32 = 2025;
/// The longest a process lives, in milliseconds: long enough to file a version now and then.
const LONGEST: u64 = 4_000;

#[tokio::main]
async fn main() -> Done<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["import", folder, first, second] => import(Path::new(folder), [Path::new(first), Path::new(second)]).await,
        [first, second, rest @ ..] => {
            let kills = rest.first().map_or(Ok(200), |kills| kills.parse())?;
            survive([first, second], kills).await
        }
        _ => Err("usage: roster_faults FIRST.xlsx SECOND.xlsx [KILLS]".into()),
    }
}

/// Files one roster after the other until it is killed.
async fn import(folder: &Path, files: [&Path; 2]) -> Done<()> {
    let app = open(folder).await?;
    rosters::resume_checks(&app).await?;
    loop {
        let newest =
            roster_import::Entity::find().order_by_desc(roster_import::Column::Id).one(app.db().reader()).await?;
        let import = match newest {
            Some(import) if ["checking", "checked"].contains(&import.state.as_str()) => ImportId(import.id),
            // The file that is filed already is refused: then it is the other one's turn.
            _ => match begin(&app, files[0]).await {
                Ok(import) => import,
                Err(_) => begin(&app, files[1]).await?,
            },
        };
        // A check that was cut short twice is given up.
        if rosters::wait_for_check(&app, &clerk(), import).await?.failure.is_some() {
            continue;
        }
        for version in rosters::commit_import(&app, &clerk(), import).await? {
            say(&version.to_string());
        }
    }
}

async fn begin(app: &App, file: &Path) -> Done<ImportId> {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let bytes = std::fs::read(file)?;
    let pieces: Vec<std::io::Result<Vec<u8>>> = bytes.chunks(64 << 10).map(|piece| Ok(piece.to_vec())).collect();
    let upload = attachments::receive(app, 1 << 30, &name, futures::stream::iter(pieces)).await?;
    Ok(rosters::begin_import(app, &clerk(), BrandId(1), UNIT, SheetKind::Training, YEAR, &upload).await?)
}

/// Kills the importing process again and again, and looks after each kill.
async fn survive(files: [&str; 2], kills: u32) -> Done<()> {
    let folder = tempfile::tempdir()?;
    let app = open(folder.path()).await?;
    clerk::register(&app).await?;
    clerk::begin_brand(&app).await?;
    let chance = Chance::seeded(u64::from(kills));
    let (mut filed, mut unfinished) = (0, 0);
    for kill in 1..=kills {
        let lived = Duration::from_millis(chance.get().random_range(20..LONGEST));
        let said = live_and_die(folder.path(), files, lived)?;
        let look = look(&app, &said, &truths(files)?).await.map_err(|fault| format!("after kill {kill}: {fault}"))?;
        filed += said.len();
        unfinished += usize::from(look.unfinished);
        if kill % 20 == 0 {
            let faults = storage::audit::verify(app.db(), app.vault(), &storage::audit::checkpoint_file(folder.path()))
                .await?
                .faults;
            let recount = rosters::recount(&app).await?;
            if !faults.is_empty() || !recount.differences.is_empty() {
                return Err(format!("after kill {kill}: {faults:?} in the record, {recount:?}").into());
            }
            say(&format!(
                "{kill} kills: {filed} versions filed, {unfinished} checks cut short, nothing lost, nothing half-stored"
            ));
        }
    }
    Ok(())
}

/// Starts the importing process, kills it after a while, and gives back what it said it had filed.
fn live_and_die(folder: &Path, files: [&str; 2], lived: Duration) -> Done<Vec<RosterVersionId>> {
    let program = std::env::current_exe()?;
    let mut child = Command::new(program).arg("import").arg(folder).args(files).stdout(Stdio::piped()).spawn()?;
    std::thread::sleep(lived);
    child.kill()?;
    let output = child.wait_with_output()?;
    if output.status.code().is_some() {
        return Err("the importing process ended by itself".into());
    }
    // The last line may be cut off where the process was killed.
    let text = String::from_utf8(output.stdout)?;
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    Ok(whole.lines().map(|line| line.parse().map(RosterVersionId)).collect::<Result<_, _>>()?)
}

/// What the folder holds after a kill.
struct Look {
    /// Whether a check was under way.
    unfinished: bool,
}

/// Whatever is published is whole, what was said to be filed is published, what is staged belongs to an upload that goes on,
/// and of one that was given up nothing is stored.
async fn look(app: &App, said: &[RosterVersionId], truths: &[Truth]) -> Done<Look> {
    let conn = app.db().reader();
    let versions = roster_version::Entity::find().all(conn).await?;
    for version in &versions {
        let import =
            roster_import::Entity::find_by_id(version.import).one(conn).await?.ok_or("a version of no upload")?;
        match (version.state.as_str(), import.state.as_str()) {
            ("published", "committed") => whole(app, version, truths).await?,
            ("staged", "checking" | "checked") => {}
            ("staged", "failed") if held(app, version.id).await? == (0, 0) => {}
            states => return Err(format!("version {} in states {states:?}", version.id).into()),
        }
    }
    for filed in said {
        if !versions.iter().any(|version| version.id == filed.0 && version.state == "published") {
            return Err(format!("version {filed} was said to be filed and is not").into());
        }
    }
    let checking = roster_import::Entity::find().filter(roster_import::Column::State.eq("checking"));
    Ok(Look { unfinished: checking.one(conn).await?.is_some() })
}

/// A published version has every row and every person of its file.
async fn whole(app: &App, version: &roster_version::Model, truths: &[Truth]) -> Done<()> {
    let conn = app.db().reader();
    let people =
        roster_person::Entity::find().filter(roster_person::Column::Version.eq(version.id)).count(conn).await?;
    let blocks = roster_block::Entity::find().filter(roster_block::Column::Version.eq(version.id)).all(conn).await?;
    let rows: i64 = blocks.iter().map(|block| block.count).sum();
    let counted = (version.rows, version.accepted, version.people);
    let truth = truths.iter().find(|truth| (truth.rows, truth.accepted, truth.people) == counted);
    let truth = truth.ok_or_else(|| format!("version {} counts {counted:?}, as no file does", version.id))?;
    if rows != truth.accepted || people < u64::try_from(truth.people)? {
        return Err(format!("version {} holds {rows} rows and {people} people of {truth:?}", version.id).into());
    }
    Ok(())
}

/// Rows and people stored under a version.
async fn held(app: &App, version: i64) -> Done<(i64, u64)> {
    let conn = app.db().reader();
    let people = roster_person::Entity::find().filter(roster_person::Column::Version.eq(version)).count(conn).await?;
    let blocks = roster_block::Entity::find().filter(roster_block::Column::Version.eq(version)).all(conn).await?;
    Ok((blocks.iter().map(|block| block.count).sum(), people))
}

/// What a file holds, by the truth its maker wrote beside it.
#[derive(Debug)]
struct Truth {
    rows: i64,
    accepted: i64,
    people: i64,
}

fn truths(files: [&str; 2]) -> Done<Vec<Truth>> {
    let truth = |file: &str| -> Done<Truth> {
        let text = std::fs::read_to_string(PathBuf::from(format!("{file}.truth.json")))?;
        let sheet = &serde_json::from_str::<serde_json::Value>(&text)?["sheets"][0];
        let figure = |name: &str| sheet[name].as_i64().ok_or_else(|| format!("no {name}"));
        let rows = figure("rows")?;
        Ok(Truth { rows, accepted: rows - figure("rows_in_error")?, people: figure("people")? })
    };
    files.into_iter().map(truth).collect()
}

async fn open(folder: &Path) -> Done<App> {
    clerk::open(folder, Db::open_folder(folder).await?, Chance::system()).await
}

#[expect(clippy::print_stdout, reason = "what it says is what it is for")]
fn say(line: &str) {
    println!("{line}");
}
