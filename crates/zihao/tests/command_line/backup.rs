use super::{Installation, Ran};
use sea_orm::ConnectionTrait;
use std::{fs, path::Path};

#[test]
fn a_backup_becomes_a_data_folder_again_and_passes_its_audit() {
    let installation = Installation::new();
    installation.run(&["migrate"]).well();
    let file = installation.path("backup.tar");
    installation.run(&["backup", file.to_str().unwrap()]).well();
    let again = installation.run(&["backup", file.to_str().unwrap()]);
    assert_eq!(again.code(), 1, "a backup is never overwritten");

    let bytes = fs::read(&file).unwrap();
    let keys = fs::read_to_string(installation.path("data/keys.toml")).unwrap();
    let key = keys.lines().find_map(|line| line.strip_prefix("fingerprint_key = ")).unwrap().trim_matches('"');
    assert!(!bytes.windows(key.len()).any(|window| window == key.as_bytes()), "no key is in a backup");

    let restored = installation.path("restored");
    fs::create_dir(&restored).unwrap();
    fs::copy(installation.path("data/keys.toml"), restored.join("keys.toml")).unwrap();
    installation.run_on(&restored, &["restore", file.to_str().unwrap()]).well();
    let report = installation.run_on(&restored, &["audit", "verify", "--json"]).well().json();
    assert_eq!(report["faults"].as_array().unwrap().len(), 0);
    assert_eq!(report["checkpoints"], 1);

    let full = installation.run_on(&restored, &["restore", file.to_str().unwrap()]);
    assert_eq!(full.code(), 1);
    assert!(full.complained().contains("不是空目录"), "{}", full.complained());
}

#[test]
fn other_keys_open_neither_backup_nor_data() {
    let installation = Installation::new();
    installation.run(&["migrate"]).well();
    let file = installation.path("backup.tar");
    installation.run(&["backup", file.to_str().unwrap()]).well();
    let other = installation.path("other");
    installation.run_on(&other, &["migrate"]).well();
    fs::copy(other.join("keys.toml"), installation.path("data/keys.toml")).unwrap();

    let ran = installation.run(&["audit", "verify"]);
    assert!(ran.complained().contains("密钥文件不是这个数据库的"), "{}", ran.complained());
    let empty = installation.path("empty");
    fs::create_dir(&empty).unwrap();
    fs::copy(other.join("keys.toml"), empty.join("keys.toml")).unwrap();
    let ran = installation.run_on(&empty, &["restore", file.to_str().unwrap()]);
    assert!(ran.complained().contains("密钥文件不是这份备份的"), "{}", ran.complained());
    assert_eq!(fs::read_dir(&empty).unwrap().count(), 1, "nothing is left behind");
}

#[test]
fn an_older_backup_asks_for_the_key_file_of_its_day() {
    let installation = Installation::new();
    installation.run(&["migrate"]).well();
    installation.run(&["user", "add", "--role", "admin", "--login", "operator", "--name", "林一"]).well();
    let (file, keys) = (installation.path("backup.tar"), installation.path("data/keys.toml"));
    let (file, old) = (file.to_str().unwrap(), installation.path("old.toml"));
    installation.run(&["backup", file]).well();
    fs::copy(&keys, &old).unwrap();
    installation.run(&["vault", "rotate"]).well();
    installation.run(&["vault", "retire", "1", "--yes"]).well();

    let run = |folder: &str, keys: &Path, words: &[&str]| {
        let mut command = installation.command(&installation.path(folder));
        Ran(command.env("ZIHAO_KEYS", keys).args(words).output().expect("the program runs"))
    };
    let refused = run("restored", &keys, &["restore", file]);
    assert_eq!(refused.code(), 1);
    assert!(refused.complained().contains("密钥文件中没有第 1 代密钥"), "{}", refused.complained());
    assert!(refused.complained().contains("不必再恢复一次"), "{}", refused.complained());
    let served = run("restored", &keys, &["serve"]);
    assert!(served.complained().contains("密钥文件中没有第 1 代密钥"), "{}", served.complained());
    run("restored", &old, &["audit", "verify"]).well();
    run("again", &old, &["restore", file]).well();
    run("again", &old, &["vault", "check"]).well();
}

#[test]
fn a_folder_without_a_house_is_said_so() {
    let ran = Installation::new().run(&["audit", "verify"]);
    assert_eq!(ran.code(), 1);
    assert!(ran.complained().contains("zihao migrate"), "{}", ran.complained());
}

#[tokio::test]
async fn postgres_is_dumped_and_filled_again() {
    let Ok(server) = std::env::var("ZIHAO_TEST_DATABASE_URL") else { return };
    let (base, _) = server.rsplit_once('/').unwrap();
    let db = storage::Db::connect(&server).await.unwrap();
    let installation = Installation::new();
    let [first, second] = ["first", "second"].map(|which| format!("zihao_backup_{which}_{}", std::process::id()));
    for name in [&first, &second] {
        db.reader().execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    }
    let run = |folder: &str, database: &str, words: &[&str]| {
        let mut command = installation.command(&installation.path(folder));
        command.env("ZIHAO_DATABASE_URL", format!("{base}/{database}")).args(words);
        Ran(command.output().expect("the program runs"))
    };
    let file = installation.path("backup.tar");
    let file = file.to_str().unwrap();
    run("data", &first, &["migrate"]).well();
    run("data", &first, &["user", "add", "--role", "admin", "--login", "operator", "--name", "林一"]).well();
    run("data", &first, &["backup", file]).well();

    let restored = installation.path("restored");
    fs::create_dir(&restored).unwrap();
    fs::copy(installation.path("data/keys.toml"), restored.join("keys.toml")).unwrap();
    let onto_sqlite = installation.run_on(&restored, &["restore", file]);
    assert!(onto_sqlite.complained().contains("PostgreSQL 的备份"), "{}", onto_sqlite.complained());
    run("restored", &second, &["restore", file]).well();
    run("restored", &second, &["user", "reset", "operator"]).well();
}
