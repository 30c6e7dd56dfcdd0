//! The crates use each other as `docs/ARCHITECTURE.md` draws them, and the modules of `app` stand in a row: none uses
//! another that, over whatever corners, uses it.

mod sources;

use sources::sources;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

type Uses = BTreeMap<String, BTreeSet<String>>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The names of the crates.
fn crates() -> BTreeSet<String> {
    let entries = fs::read_dir(root().join("crates")).expect("the crates' folder");
    entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
}

/// What each crate depends on by its manifest, among the crates of the workspace; tests may use more.
fn built() -> Uses {
    let manifest = |name: &str| read(&root().join("crates").join(name).join("Cargo.toml")).parse::<toml::Table>();
    let names = crates();
    let uses = |name: &String| {
        let table = manifest(name).expect("a manifest");
        let all = table.get("dependencies").and_then(toml::Value::as_table).expect("dependencies").keys();
        all.filter(|used| names.contains(*used)).cloned().collect()
    };
    names.iter().map(|name| (name.clone(), uses(name))).collect()
}

/// What the drawing says: `crates/NAME … → a, b`, over several lines where one is too short.
fn drawn() -> Uses {
    let text = read(&root().join("docs/ARCHITECTURE.md"));
    let drawing = text.lines().skip_while(|line| !line.starts_with("    crates/"));
    let drawing = drawing.take_while(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n");
    let crates = drawing.split("    crates/").skip(1).map(|about| {
        let name = about.split_whitespace().next().expect("a name");
        let used = about.split_once('→').expect("what it uses").1;
        let used = used.split_once("\n    e2e").map_or(used, |(used, _)| used);
        let used = used.split(',').map(|name| name.trim().to_owned());
        (name.to_owned(), used.filter(|used| used != "nothing of ours").collect())
    });
    crates.collect()
}

#[test]
fn the_crates_use_each_other_as_drawn() {
    let (built, drawn) = (built(), drawn());
    for (name, used) in &built {
        assert_eq!(drawn.get(name), Some(used), "{name}: left as docs/ARCHITECTURE.md draws it, right as it is built");
    }
    assert_eq!(drawn.len(), built.len(), "a crate is drawn that is not there");
}

/// A source file without comments and without its inline tests.
fn code(path: &Path) -> String {
    let text = read(path);
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The top modules a crate's file names after `crate::`, in a list or alone.
fn named(code: &str) -> BTreeSet<String> {
    let ident = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        let Some(list) = rest.strip_prefix('{') else {
            found.insert(ident(rest));
            continue;
        };
        let (mut depth, mut item) = (0_u32, String::new());
        for c in list.chars() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    found.insert(ident(item.trim()));
                    item.clear();
                }
                c => item.push(c),
            }
        }
        found.insert(ident(item.trim()));
    }
    found
}

/// Which top modules of a crate use which.
fn modules(name: &str) -> Uses {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name).join("src");
    let mut uses = Uses::new();
    for path in sources(name) {
        let inside = path.strip_prefix(&source).expect("inside");
        let parts: Vec<String> =
            inside.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
        // From a file `depth` modules deep, so many steps up lead to the root.
        let depth = parts.len() - usize::from(path.ends_with("mod.rs"));
        let code = code(&path).replace(&"super::".repeat(depth), "crate::");
        uses.entry(parts[0].replace(".rs", "")).or_default().extend(named(&code));
    }
    let tops: BTreeSet<String> = uses.keys().cloned().collect();
    for (top, used) in &mut uses {
        used.retain(|other| other != top && tops.contains(other));
    }
    uses
}

/// The modules that stand in a ring: what is left when, again and again, whatever uses nothing more is taken away, and
/// whatever is used by nothing more.
fn ring(mut uses: Uses) -> Uses {
    loop {
        let used: BTreeSet<String> = uses.values().flatten().cloned().collect();
        let before = uses.len();
        uses.retain(|top, uses| !uses.is_empty() && used.contains(top));
        let left: BTreeSet<String> = uses.keys().cloned().collect();
        for used in uses.values_mut() {
            used.retain(|other| left.contains(other));
        }
        if uses.len() == before {
            return uses;
        }
    }
}

#[test]
fn a_ring_is_found() {
    let uses = |of: &[(&str, &[&str])]| -> Uses {
        of.iter().map(|(top, used)| ((*top).to_owned(), used.iter().map(|&used| used.to_owned()).collect())).collect()
    };
    let row = uses(&[("a", &["b", "c"]), ("b", &["c"]), ("c", &[])]);
    assert_eq!(ring(row), Uses::new());
    let round = uses(&[("a", &["b"]), ("b", &["c"]), ("c", &["b", "d"]), ("d", &[])]);
    assert_eq!(ring(round), uses(&[("b", &["c"]), ("c", &["b"])]));
    let list = named("use crate::{App, acts::{self, Place}, facts};\nlet x = crate::money::sum();");
    assert_eq!(list.iter().map(String::as_str).collect::<Vec<_>>(), ["App", "acts", "facts", "money"]);
}

#[test]
fn modules_stand_in_a_row() {
    for name in ["kernel", "rosters", "people", "casework", "app"] {
        assert_eq!(ring(modules(name)), Uses::new(), "in a ring, in crates/{name}");
    }
}

#[test]
fn tables_are_named_by_storage_alone() {
    for name in crates().iter().filter(|name| *name != "storage") {
        let naming = |path: &PathBuf| code(path).split("storage::").skip(1).any(names_entities);
        assert_eq!(sources(name).into_iter().find(naming), None);
    }
}

/// Whether what follows `storage::` is, or lists, the entities.
fn names_entities(rest: &str) -> bool {
    let list = rest.split(';').next().unwrap_or_default();
    list.starts_with("entities") || list.starts_with('{') && list.contains("entities")
}
