//! `docs/glossary.md`: the words of the programme, each with its one English identifier. It is made of `docs/terms.csv`, of
//! the closed lists as they are coded, of the acts and of the clauses; `ZIHAO_WRITE_GLOSSARY=1` writes it anew.

use domain::{act::ActKind, clauses, turn::Party};
use serde::Deserialize;
use std::{
    collections::BTreeSet,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

const HEAD: &str = "# Glossary\n\nOne English identifier for each term of the programme. Made of the code and of \
                    [terms.csv](terms.csv) by a test (`crates/domain/tests/glossary.rs`): change those, then run \
                    `ZIHAO_WRITE_GLOSSARY=1 cargo nextest run -p domain --test glossary`.\n";

/// A term that people of the programme use.
#[derive(Debug, Deserialize)]
struct Term {
    zh: String,
    identifier: String,
    definition: String,
    clause: String,
}

/// A closed list of the code (`coded!`).
#[derive(Debug, Default, PartialEq, Eq)]
struct List {
    /// Where it stands, as code names it.
    path: String,
    /// What it is.
    about: String,
    /// Variant, code and label.
    values: Vec<(String, String, String)>,
}

fn domain() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn terms() -> Vec<Term> {
    let path = domain().join("../../docs/terms.csv");
    let mut rows = csv::ReaderBuilder::new().comment(Some(b'#')).from_path(path).expect("the terms");
    rows.deserialize().map(|row| row.expect("a term")).collect()
}

/// The file's closed lists. Every line of a list is a comment or a value; anything else fails.
fn lists_of(module: &str, text: &str) -> Vec<List> {
    let (mut lists, mut lines) = (Vec::new(), text.lines());
    while lines.by_ref().any(|line| line == "coded! {") {
        let mut list = List::default();
        for line in lines.by_ref().map(str::trim) {
            if let Some(about) = line.strip_prefix("///") {
                list.about.push_str(about);
            } else if let Some(name) = line.strip_suffix(" {") {
                list.path = format!("{module}{name}");
                break;
            }
        }
        for line in lines.by_ref().map(str::trim).take_while(|line| *line != "}") {
            if !line.starts_with("//") {
                list.values.push(value(line).unwrap_or_else(|| panic!("{}: {line}", list.path)));
            }
        }
        lists.push(list);
    }
    lists
}

/// `Variant = "code" "label",`
fn value(line: &str) -> Option<(String, String, String)> {
    let (variant, words) = line.strip_suffix(',').unwrap_or(line).split_once(" = \"")?;
    let (code, label) = words.strip_suffix('"')?.split_once("\" \"")?;
    Some((variant.into(), code.into(), label.into()))
}

/// Every closed list, by the path of its file.
fn lists() -> Vec<List> {
    let root = domain().join("src");
    let (mut folders, mut files) = (vec![root.clone()], BTreeSet::<PathBuf>::new());
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                files.extend(Some(path));
            };
        }
    }
    let mut lists = Vec::new();
    for path in files {
        let name = path.strip_prefix(&root).expect("inside").with_extension("");
        let parts = name.iter().map(|part| part.to_string_lossy()).filter(|part| part != "mod" && part != "lib");
        let module: String = parts.map(|part| format!("{part}::")).collect();
        lists.extend(lists_of(&module, &fs::read_to_string(&path).expect("a source file")));
    }
    lists
}

fn table(text: &mut String, heads: &str, rows: impl Iterator<Item = [String; 4]>) {
    let columns = heads.matches('|').count() - 1;
    writeln!(text, "{heads}\n|{}", " --- |".repeat(columns)).expect("a string takes it");
    for row in rows {
        let cells = row.iter().take(columns).map(|cell| cell.replace('|', "\\|")).collect::<Vec<_>>();
        writeln!(text, "| {} |", cells.join(" | ")).expect("a string takes it");
    }
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn glossary() -> String {
    let mut text = format!("{HEAD}\n## Terms\n\n");
    let rows = terms().into_iter().map(|term| [term.zh, code(&term.identifier), term.definition, term.clause]);
    table(&mut text, "| Term | Identifier | Meaning | Clause |", rows);
    text.push_str("\n## Acts\n\nWhat an official does; who may, and when: `crates/domain/tests/acts-table.txt`.\n\n");
    let rows = ActKind::ALL.iter().map(|act| {
        [
            act.label().to_owned(),
            code(act.code()),
            act.stream().label().to_owned(),
            act.clause(Party::Nobody).to_owned(),
        ]
    });
    table(&mut text, "| Act | Code | Done to | Clause |", rows);
    text.push_str("\n## Closed lists\n");
    for list in lists() {
        write!(text, "\n### `{}`\n\n{}\n\n", list.path, list.about.trim()).expect("a string takes it");
        let rows =
            list.values.into_iter().map(|(variant, of, label)| [label, code(&of), code(&variant), String::new()]);
        table(&mut text, "| Label | Code | Variant |", rows);
    }
    text.push_str("\n## Clauses\n\n");
    let rows = clauses::all().map(|of| [of.id.clone(), of.heading.clone(), of.obligation.clone(), String::new()]);
    table(&mut text, "| Clause | Where | What it asks |", rows);
    text
}

#[test]
fn the_glossary_says_what_the_code_says() {
    let path = domain().join("../../docs/glossary.md");
    if std::env::var_os("ZIHAO_WRITE_GLOSSARY").is_some_and(|set| set == "1") {
        fs::write(&path, glossary()).expect("the glossary is written");
    }
    let committed = fs::read_to_string(&path).expect("the glossary is committed");
    assert_eq!(glossary(), committed, "run the test with ZIHAO_WRITE_GLOSSARY=1 and read what changed");
}

#[test]
fn a_term_has_one_identifier_and_an_identifier_one_term() {
    let terms = terms();
    let zh: BTreeSet<_> = terms.iter().map(|term| term.zh.as_str()).collect();
    let identifiers: BTreeSet<_> = terms.iter().map(|term| term.identifier.as_str()).collect();
    assert_eq!((zh.len(), identifiers.len()), (terms.len(), terms.len()));
    for term in &terms {
        assert!(clauses::is_known(&term.clause), "{}: no clause {}", term.zh, term.clause);
    }
}

#[test]
fn lists_are_read_as_they_are_coded() {
    let text =
        "coded! {\n    /// What a thing is,\n    /// at length.\n    Kind {\n        One = \"one\" \"一\",\n    }\n}\n";
    let kind = List {
        path: "things::Kind".into(),
        about: " What a thing is, at length.".into(),
        values: vec![("One".into(), "one".into(), "一".into())],
    };
    assert_eq!(lists_of("things::", text), [kind]);
    let state = lists().into_iter().find(|list| list.path == "application::stage::State").expect("a list");
    let coded = domain::application::State::ALL.iter().map(|state| (state.code(), state.label()));
    let read = state.values.iter().map(|(_, code, label)| (code.as_str(), label.as_str()));
    assert!(read.eq(coded), "{:?}", state.values);
}
