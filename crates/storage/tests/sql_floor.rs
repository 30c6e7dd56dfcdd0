//! `docs/sql-floor.md` lists every form of SQL in use that not every kernel derived from PostgreSQL, and not every
//! SQLite, has to know. A form used where it is not listed, or listed where it is not used, fails here.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Which of both databases is sent a form.
const BOTH: &str = "both";
const SQLITE: &str = "SQLite";
const POSTGRES: &str = "PostgreSQL";

/// A form of SQL, who is sent it and since when that database has it.
struct Form {
    name: &'static str,
    sent_to: &'static str,
    since: &'static str,
    /// By what it is known in the text of a statement.
    words: &'static [&'static str],
    /// By what it is known in code: names of the query builder.
    builder: &'static [&'static str],
}

macro_rules! forms {
    ($($name:literal, $sent_to:ident, $since:literal, [$($word:literal),*] [$($builder:literal),*];)+) => {
        &[$(Form { name: $name, sent_to: $sent_to, since: $since, words: &[$($word),*], builder: &[$($builder),*] }),+]
    };
}

/// What is looked for, used or not.
const FORMS: &[Form] = forms! {
    "`INSERT … ON CONFLICT`", BOTH, "SQLite 3.24, PostgreSQL 9.5", ["ON CONFLICT"] ["OnConflict::"];
    "`UPDATE … RETURNING` of one row", BOTH, "SQLite 3.35, PostgreSQL 8.2",
        ["RETURNING"] ["Entity::update(", ".returning(", "_with_returning("];
    "`BEGIN IMMEDIATE`", SQLITE, "3.0", ["IMMEDIATE"] ["::Immediate"];
    "`SAVEPOINT`", BOTH, "SQLite 3.6.8, PostgreSQL 8.0", ["SAVEPOINT"] ["tx.begin()"];
    "`PRAGMA`", SQLITE, "3.8.8 (`wal_checkpoint(TRUNCATE)`)", ["PRAGMA "] [".pragma("];
    "`VACUUM INTO`", SQLITE, "3.27", ["VACUUM"] [];
    "`WITHOUT ROWID`", SQLITE, "3.8.2", ["WITHOUT ROWID"] [];
    "`json_each` over one value", SQLITE, "3.9; built in since 3.38", ["json_each("] [];
    "`unnest` of a text cast to an array", POSTGRES, "8.4", ["unnest(", "[])"] [];
    "`COPY … FROM STDIN (FORMAT binary)`", POSTGRES, "9.0", ["COPY "] ["copy_in_raw"];
    "`pg_advisory_xact_lock`", POSTGRES, "9.1", ["pg_advisory"] [];
    "bytes written out (`x'…'`, `'\\x…'::bytea`)", BOTH, "SQLite 3.0, PostgreSQL 9.0", ["x'{", "::bytea"] [];
    "`substr` of bytes", BOTH, "SQLite 3.0, PostgreSQL 8.0", ["substr"] [];
    "common table expression (`WITH`)", BOTH, "SQLite 3.8.3, PostgreSQL 8.4", ["WITH "] [".with_cte(", "CommonTable"];
    "`MATERIALIZED`", BOTH, "SQLite 3.35, PostgreSQL 12", ["MATERIALIZED"] [".materialized("];
    "window function (`OVER`)", BOTH, "SQLite 3.25, PostgreSQL 8.4", [" OVER ", " OVER("] ["WindowStatement"];
    "aggregate with `FILTER`", BOTH, "SQLite 3.30, PostgreSQL 9.4", ["FILTER ("] [];
    "generated column", BOTH, "SQLite 3.31, PostgreSQL 12", ["GENERATED "] [".generated("];
    "`NULLS FIRST`, `NULLS LAST`", BOTH, "SQLite 3.30, PostgreSQL 8.3", ["NULLS "] ["NullOrdering"];
    "`IS DISTINCT FROM`", BOTH, "SQLite 3.39, PostgreSQL 8.0", ["IS DISTINCT", "IS NOT DISTINCT"] [];
    "`DISTINCT ON`", POSTGRES, "7.1", ["DISTINCT ON"] [".distinct_on("];
    "`RIGHT JOIN`, `FULL JOIN`", BOTH, "SQLite 3.39", ["RIGHT JOIN", "FULL JOIN"] ["RightJoin", "FullOuterJoin"];
    "`LATERAL`", POSTGRES, "9.3", ["LATERAL"] ["_lateral("];
    "`MERGE`", POSTGRES, "15", ["MERGE INTO"] [];
    "row lock (`FOR UPDATE`, `SKIP LOCKED`)", POSTGRES, "9.5", ["FOR UPDATE", "SKIP LOCKED"] ["LockType", ".lock_exclusive(", ".lock_shared("];
    "`ILIKE`, `SIMILAR TO`", POSTGRES, "7.1", ["ILIKE", "SIMILAR TO"] [".ilike("];
    "arrays", POSTGRES, "9.5", ["ARRAY["] ["PgFunc::", ".eq_any(", ".ne_all("];
    "`COLLATE`", POSTGRES, "9.1", ["COLLATE"] [".collate("];
    "JSON operators and columns", BOTH, "SQLite 3.38, PostgreSQL 9.4", ["jsonb", "->>"] [".json_binary("];
    "full-text search", BOTH, "SQLite FTS5, PostgreSQL 8.3", ["tsvector", " MATCH ", "fts5"] [];
    "strings joined by an aggregate", BOTH, "SQLite 3.5, PostgreSQL 9.0", ["string_agg", "group_concat"] [];
};

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The source files of a crate, without tests.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") && !name.ends_with("tests") && name != "testing" {
            found.push(path);
        }
    }
}

/// What stands in string literals, and the code around them, of a file without comments and inline tests.
#[derive(Default)]
struct Split {
    literals: String,
    code: String,
}

fn split(text: &str) -> Split {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let mut out = Split::default();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let after = if let Some(comment) = rest.strip_prefix("//") {
            comment.find('\n').map_or("", |end| &comment[end..])
        } else if let Some(raw) = rest.strip_prefix("r#\"") {
            let end = raw.find("\"#").expect("a raw string ends");
            out.literals.push_str(&raw[..end]);
            out.literals.push('\n');
            &raw[end + 2..]
        } else if let Some(literal) = rest.strip_prefix('"') {
            let end = end_of(literal);
            out.literals.push_str(&literal[..end]);
            out.literals.push('\n');
            &literal[end + 1..]
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\") {
            let end = rest[2..].find('\'').expect("a character ends");
            &rest[end + 3..]
        } else {
            out.code.push(next);
            &rest[next.len_utf8()..]
        };
        rest = after;
    }
    out
}

/// Where a string literal ends, behind its opening quote.
fn end_of(literal: &str) -> usize {
    let mut escaped = false;
    for (at, c) in literal.char_indices() {
        match c {
            '"' if !escaped => return at,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    panic!("a string ends")
}

/// Each form in use, with the crates that use it.
fn used() -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut used: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    for entry in fs::read_dir(crates()).unwrap() {
        let folder = entry.unwrap().path();
        let mut files = Vec::new();
        sources(&folder.join("src"), &mut files);
        for file in files {
            let Split { literals, code } = split(&fs::read_to_string(&file).unwrap());
            for form in FORMS {
                let said = form.words.iter().any(|word| literals.contains(word));
                if said || form.builder.iter().any(|name| code.contains(name)) {
                    let name = folder.file_name().unwrap().to_string_lossy();
                    used.entry(form.name).or_default().insert(format!("`{name}`"));
                }
            }
        }
    }
    used
}

/// The table that belongs into the page.
fn table() -> String {
    let used = used();
    let mut table = "| form | sent to | since | written in |\n|---|---|---|---|\n".to_owned();
    for form in FORMS {
        if let Some(crates) = used.get(form.name) {
            let crates = crates.iter().cloned().collect::<Vec<_>>().join(", ");
            table += &format!("| {} | {} | {} | {crates} |\n", form.name, form.sent_to, form.since);
        }
    }
    table
}

#[test]
fn the_page_lists_what_is_used_and_nothing_else() {
    let page = fs::read_to_string(crates().join("../docs/sql-floor.md")).unwrap();
    let table = table();
    assert!(page.contains(&table), "docs/sql-floor.md is not true any more; its table is:\n\n{table}");
}

#[test]
fn literals_and_code_are_told_apart() {
    let text =
        "let a = \"SELECT \\\"x\\\" OVER\"; // MERGE INTO\nlet q = '\"'; b.on(OnConflict::new(), r#\"COPY \"it\"\"#);";
    let Split { literals, code } = split(text);
    assert!(literals.contains("OVER") && literals.contains("COPY \"it\"") && !literals.contains("MERGE"));
    assert!(code.contains("OnConflict::") && !code.contains("OVER"));
}
