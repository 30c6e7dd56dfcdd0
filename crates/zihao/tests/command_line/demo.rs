use super::Installation;
use domain::identity::{DocumentKind, DocumentNumber};
use sea_orm::ConnectionTrait;
use std::{collections::BTreeSet, path::Path};

/// One city for the whole test: it takes a while to make.
#[test]
fn a_demo_city_is_whole_proves_its_record_and_moves_forward_only() {
    let installation = Installation::new();
    let data = installation.path("demo");
    std::fs::create_dir(installation.path("temporary")).unwrap();
    let mut demo = installation.command(&data);
    demo.env("TMPDIR", installation.path("temporary")).args(["demo", "--data", data.to_str().unwrap()]);
    super::Ran(demo.output().expect("the program runs")).well();
    let again = installation.run(&["demo", "--data", data.to_str().unwrap()]);
    assert_eq!(again.code(), 1, "a city is never overwritten");

    // The folder carries everything it needs, wherever it is copied to.
    let moved = installation.path("moved");
    std::fs::rename(&data, &moved).unwrap();
    let report = installation.run_on(&moved, &["audit", "verify", "--json"]).well().json();
    assert_eq!(report["faults"].as_array().unwrap().len(), 0, "{report}");
    assert!(report["events"].as_i64() > Some(300));

    // Its counters are those that its rosters give; one changed behind the program's back is found, and mended.
    let recount = ["roster", "recount", "--format", "json"];
    let counted = installation.run_on(&moved, &recount).well().json();
    assert_eq!(counted["differences"].as_array().map(Vec::len), Some(0), "{counted}");
    assert!(counted["figures"].as_u64() > Some(100), "{counted}");
    alter(&moved);
    let ran = installation.run_on(&moved, &recount);
    assert_eq!((ran.code(), ran.json()["differences"].as_array().map(Vec::len)), (1, Some(1)));
    assert!(installation.run_on(&moved, &["roster", "recount", "--mend"]).well().said().contains("1 项不符，已改正"));
    assert!(installation.run_on(&moved, &["roster", "recount"]).well().said().ends_with("全部一致。\n"));

    another_city_gets_fingerprints_alone(&installation, &moved);
    nothing_stands_in_plain(&installation);
    its_key_is_replaced(&installation, &moved);

    let sign_ins = installation.run_on(&moved, &["demo", "sign-ins", "--json"]).well().json();
    let roles: BTreeSet<_> = sign_ins.as_array().unwrap().iter().map(|one| one["role"].as_str().unwrap()).collect();
    assert_eq!(roles, BTreeSet::from(["admin", "auditor", "city", "county", "finance", "unit"]));

    let ran = installation.run_on(&moved, &["demo", "advance", "5wd"]).well();
    assert_eq!(ran.said(), "演示时间：2025年9月22日 09:00\n");
    let back = installation.run_on(&moved, &["demo", "advance", "2025-09-16"]);
    assert!(back.complained().contains("只能前进"), "{}", back.complained());

    let added =
        installation.run_on(&moved, &["user", "add", "--role", "admin", "--login", "operator", "--name", "林一"]);
    assert!(added.well().said().starts_with("http://127.0.0.1:8080/password/"));
    let taken =
        installation.run_on(&moved, &["user", "add", "--role", "admin", "--login", "operator", "--name", "林二"]);
    assert_eq!(taken.code(), 1);
}

/// Database, files, what it wrote to the folder of temporary files: no number of a person or telephone stands in plain.
/// Every browser story looks the same way through the folder of its own city, its log and what was left behind.
fn nothing_stands_in_plain(installation: &Installation) {
    let today = chrono::NaiveDate::from_ymd_opt(2025, 9, 15).unwrap();
    let (mut folders, mut files) = (vec![installation.path("")], 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            files += 1;
            let bytes = std::fs::read(&path).unwrap();
            for number in bytes.windows(18).filter(|window| window[..17].iter().all(u8::is_ascii_digit)) {
                let number = String::from_utf8_lossy(number);
                let person = DocumentNumber::parse(DocumentKind::ResidentId, &number, today);
                assert!(person.is_err(), "{number} stands in {}", path.display());
            }
            // Other digits and letters around it make eleven digits a digest or a moment.
            for word in bytes.split(|byte| !byte.is_ascii_alphanumeric()).filter(|word| word.len() == 11) {
                let mobile = matches!(word, [b'1', b'3'..=b'9', ..]) && word.iter().all(u8::is_ascii_digit);
                assert!(!mobile, "{} stands in {}", String::from_utf8_lossy(word), path.display());
            }
        }
    }
    assert!(files > 100, "{files} files were looked through");
}

/// Every sealed column but those of an objection's later steps holds something in the city, so each is sealed anew.
fn its_key_is_replaced(installation: &Installation, data: &Path) {
    let status = || installation.run_on(data, &["vault", "rotate", "--status", "--json"]).well().json();
    let under = |status: &serde_json::Value, generation: &str| -> Vec<String> {
        let places = status["places"].as_array().unwrap().iter();
        places.filter(|place| place[1][generation].as_u64() > Some(0)).map(|place| place[0].to_string()).collect()
    };
    let before = status();
    assert!(under(&before, "1").len() > 13, "{before}");
    let kept = installation.run_on(data, &["vault", "check"]).well();
    assert!(installation.run_on(data, &["vault", "rotate"]).well().said().contains("旧密钥已停用"));
    let after = status();
    assert_eq!((under(&after, "2"), under(&after, "1")), (under(&before, "1"), Vec::new()));
    assert_eq!(installation.run_on(data, &["vault", "check"]).well().said(), kept.said());

    assert!(installation.run_on(data, &["vault", "retire", "1"]).well().said().contains("--yes"));
    installation.run_on(data, &["vault", "retire", "1", "--yes"]).well();
    assert_eq!(status()["keys"].as_array().map(Vec::len), Some(1));
    assert_eq!(installation.run_on(data, &["vault", "check"]).well().said(), kept.said());
    let record = installation.run_on(data, &["audit", "verify", "--json"]).well().json();
    assert_eq!(record["faults"].as_array().map(Vec::len), Some(0), "{record}");
}

/// What is handed to another city opens with the passphrase of both alone, and no file is overwritten.
fn another_city_gets_fingerprints_alone(installation: &Installation, data: &Path) {
    let (passphrase, other, file) =
        (installation.path("passphrase"), installation.path("other"), installation.path("tokens.txt"));
    std::fs::write(&passphrase, "海丝-2026-约定的口令-9Q7X\n").unwrap();
    std::fs::write(&other, "另外一个口令-2026-000000\n").unwrap();
    let (file, passphrase) = (file.to_str().unwrap(), passphrase.to_str().unwrap());
    let of = ["roster", "compare", "export", "--ledger", "employment", "--year", "2025"];
    let export = [&of[..], &["--passphrase-file", passphrase, file]].concat();
    installation.run_on(data, &export).well();
    assert!(std::fs::read_to_string(file).unwrap().lines().count() > 100);
    assert!(installation.run_on(data, &export).complained().contains("未作改动"));
    let import = |passphrase| {
        let words = ["roster", "compare", "import", "--from", "厦门市", "--passphrase-file", passphrase, file];
        installation.run_on(data, &words)
    };
    assert!(import(other.to_str().unwrap()).complained().contains("口令与对方使用的不一致"));
}

/// One person more than there are.
#[tokio::main(flavor = "current_thread")]
async fn alter(data: &Path) {
    let db = storage::Db::open_folder(data).await.expect("the city's database");
    let more = "UPDATE roster_tally SET people = people + 1 WHERE versions = (SELECT MIN(versions) FROM roster_tally) \
                AND measure IN ('employed', 'passed')";
    db.reader().execute_unprepared(more).await.expect("altered");
    db.close().await.expect("closed");
}

#[test]
fn other_folders_have_no_clock_to_move() {
    let installation = Installation::new();
    installation.run(&["migrate"]).well();
    let ran = installation.run(&["demo", "advance", "1d"]);
    assert!(ran.complained().contains("不是演示目录"), "{}", ran.complained());
}

#[test]
fn the_folder_of_the_environment_is_obeyed() {
    let installation = Installation::new();
    std::fs::create_dir(installation.path("data")).unwrap();
    let ran = installation.run(&["demo"]);
    assert!(ran.complained().contains("/data 已存在，未作改动"), "{}", ran.complained());
}

#[tokio::test]
async fn the_database_of_the_environment_is_obeyed_and_never_overwritten() {
    let Ok(server) = std::env::var("ZIHAO_TEST_DATABASE_URL") else { return };
    let (base, _) = server.rsplit_once('/').unwrap();
    let name = format!("zihao_demo_{}", std::process::id());
    let db = storage::Db::connect(&server).await.unwrap();
    db.reader().execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    let installation = Installation::new();
    let run = |folder: &str, words: &[&str]| {
        let mut command = installation.command(&installation.path(folder));
        command.env("ZIHAO_DATABASE_URL", format!("{base}/{name}")).args(words);
        super::Ran(command.output().expect("the program runs"))
    };
    run("demo", &["demo"]).well();
    assert!(!installation.path("demo/zihao.sqlite").exists());
    let report = run("demo", &["audit", "verify", "--json"]).well().json();
    assert!(report["events"].as_i64() > Some(300), "{report}");
    let again = run("other", &["demo"]);
    assert!(again.complained().contains("已有内容，未作改动"), "{}", again.complained());
    assert!(!installation.path("other").exists());
}
