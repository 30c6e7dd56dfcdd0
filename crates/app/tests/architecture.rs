//! The crates use each other as `docs/ARCHITECTURE.md` draws them, and the top modules of a crate stand in a row: none uses
//! another that, over whatever corners and by whatever name, uses it.

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

/// The word that a text begins with.
fn ident(text: &str) -> String {
    text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// What stands between the commas of a list, up to the brace that ends it.
fn items(list: &str) -> Vec<String> {
    let (mut depth, mut items) = (0_u32, vec![String::new()]);
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            _ => {}
        }
        if c == ',' && depth == 0 {
            items.push(String::new());
        } else if let Some(item) = items.last_mut() {
            item.push(c);
        }
    }
    items.retain(|item| !item.trim().is_empty());
    items
}

/// The names a crate's file names after `crate::`, in a list or alone.
fn named(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(list) => found.extend(items(list).iter().map(|item| ident(item))),
            None => found.extend([ident(rest)]),
        }
    }
    found
}

/// Every path of an import: `a::{b, c::d as e}` is `a::b` and `a::c::d as e`.
fn paths(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((head, list)) = tree.split_once('{') else { return vec![tree.to_owned()] };
    items(list).iter().flat_map(|item| paths(item)).map(|path| format!("{head}{path}")).collect()
}

/// A declaration without who may use it.
fn bare(line: &str) -> &str {
    line.strip_prefix("pub(crate) ").or_else(|| line.strip_prefix("pub ")).unwrap_or(line)
}

/// The code of a crate's root in its parts.
#[derive(Default)]
struct Parts {
    /// Modules written out there, without a file, by name.
    modules: BTreeMap<String, String>,
    /// Its imports, each on one line.
    imports: Vec<String>,
    /// All else.
    rest: String,
}

fn parts(code: &str) -> Parts {
    let mut parts = Parts::default();
    let (mut module, mut import) = (None::<String>, String::new());
    for line in code.lines().map(str::trim_end) {
        module = module.or_else(|| bare(line).strip_prefix("mod ")?.strip_suffix(" {").map(str::to_owned));
        if let Some(name) = &module {
            parts.modules.entry(name.clone()).or_default().push_str(line);
            module = module.filter(|_| line != "}");
        } else if !import.is_empty() || bare(line).starts_with("use ") {
            import.push_str(line);
            if line.ends_with(';') {
                parts.imports.push(std::mem::take(&mut import));
            }
        } else {
            parts.rest.push_str(line);
            parts.rest.push('\n');
        }
    }
    parts
}

/// What a crate's root hands on, and what is done in it.
struct Root {
    /// Every name it has, with the top module the thing is of; `lib` for what stands in the root itself.
    names: BTreeMap<String, String>,
    /// What the root itself uses, and each module written out there.
    uses: Uses,
}

fn root_of(code: &str, files: &BTreeSet<String>) -> Root {
    const ITEMS: [&str; 8] = ["async fn ", "fn ", "const ", "static ", "struct ", "enum ", "trait ", "type "];
    let Parts { modules, imports, rest } = parts(code);
    let is_top = |name: &String| files.contains(name) || modules.contains_key(name);
    let (mut names, mut own) = (BTreeMap::new(), named(&rest));
    // What paths begin with: a word behind which `::` stands, and before which it does not.
    let words = rest.split("::").filter_map(|part| part.rsplit_once(|c: char| !c.is_alphanumeric() && c != '_'));
    own.extend(words.map(|(_, word)| word.to_owned()));
    for import in &imports {
        for path in paths(bare(import).trim_start_matches("use ").trim_end_matches(';')) {
            let of = ident(path.strip_prefix("crate::").unwrap_or(&path));
            if is_top(&of) {
                let name = path.rsplit([':', ' ']).next().unwrap_or_default();
                assert_ne!(name, "*", "nobody can tell whose names these are: {import}");
                names.insert(name.to_owned(), of.clone());
                // A name handed on is no use of it; one that the root takes for itself is.
                own.extend(import.starts_with("use ").then_some(of));
            }
        }
    }
    own.retain(is_top);
    let items = rest.lines().filter_map(|line| ITEMS.iter().find_map(|item| bare(line).strip_prefix(item)));
    names.extend(items.map(|item| (ident(item), "lib".to_owned())));
    let written = modules.iter().map(|(name, code)| (name.clone(), named(&code.replace("super::", "crate::"))));
    let uses = written.chain([("lib".to_owned(), own)]).collect();
    Root { names, uses }
}

/// Which top modules of a crate use which, also by a name that its root hands on.
fn modules(name: &str) -> Uses {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name).join("src");
    let mut files: BTreeMap<String, Vec<(usize, PathBuf)>> = BTreeMap::new();
    for path in sources(name) {
        let inside = path.strip_prefix(&source).expect("inside");
        let parts: Vec<String> =
            inside.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
        // From a file `depth` modules deep, so many steps up lead to the root.
        let depth = parts.len() - usize::from(path.ends_with("mod.rs"));
        files.entry(parts[0].replace(".rs", "")).or_default().push((depth, path));
    }
    files.remove("lib");
    let tops: BTreeSet<String> = files.keys().cloned().collect();
    let Root { names, mut uses } = root_of(&code(&source.join("lib.rs")), &tops);
    for (top, files) in files {
        let steps_up = |(depth, path): &(usize, PathBuf)| code(path).replace(&"super::".repeat(*depth), "crate::");
        uses.entry(top).or_default().extend(files.iter().flat_map(|file| named(&steps_up(file))));
    }
    let tops: BTreeSet<String> = uses.keys().cloned().collect();
    for (top, used) in &mut uses {
        let real = used.iter().filter_map(|name| if tops.contains(name) { Some(name) } else { names.get(name) });
        *used = real.filter(|other| *other != top).cloned().collect();
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
fn a_name_at_the_root_is_of_the_module_it_comes_from() {
    let root = [
        "mod acts;",
        "pub mod matters {",
        "    pub use crate::acts::agree;",
        "    pub use casework::matters::*;",
        "}",
        "pub use kernel::{App, Place};",
        "pub(crate) use rows::{",
        "    Row,",
        "    reading::each as each_row,",
        "};",
        "pub fn pinned() -> Pinned {",
        "    storage::rows::all().map(count::pinned)",
        "}",
    ];
    let files: BTreeSet<String> = ["acts", "count", "rows"].map(str::to_owned).into();
    let Root { names, uses } = root_of(&root.join("\n"), &files);
    let names: Vec<(&str, &str)> = names.iter().map(|(name, of)| (name.as_str(), of.as_str())).collect();
    assert_eq!(names, [("Row", "rows"), ("each_row", "rows"), ("pinned", "lib")]);
    let used = |of: &str| uses[of].iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!((used("lib"), used("matters")), (vec!["count"], vec!["acts"]));
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
