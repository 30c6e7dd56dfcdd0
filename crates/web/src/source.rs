//! What holds of the crate's own text: how its pages are written, found by name, read on one screen.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Every file under a folder of the crate with this ending, by its path from there.
fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let (mut left, mut found): (Vec<PathBuf>, Vec<_>) = (vec![root.clone()], Vec::new());
    while let Some(at) = left.pop() {
        for entry in fs::read_dir(&at).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                left.push(entry);
            } else if entry.extension().is_some_and(|of| of == ending) {
                let name = entry.strip_prefix(&root).expect("under it").to_string_lossy().into_owned();
                found.push((name, fs::read_to_string(&entry).expect("text")));
            }
        }
    }
    assert!(!found.is_empty(), "{folder}");
    found
}

#[test]
fn forms_come_back_by_the_scaffold() {
    for (name, text) in files("src", "rs") {
        let by_hand = ["page::with(", "on_form("].iter().any(|call| text.contains(call));
        let scaffold = name.starts_with("shell/") || name == "source.rs";
        assert!(scaffold || !by_hand, "{name}: a form comes back by Routes::form and its like (shell/form.rs)");
    }
}

#[test]
fn a_line_of_a_template_or_style_sheet_is_read_on_one_screen() {
    for (folder, ending) in [("templates", "html"), ("static/css", "css")] {
        for (name, text) in files(folder, ending) {
            for (line, text) in text.lines().enumerate() {
                let length = text.chars().count();
                assert!(length <= 160, "{folder}/{name}:{}: {length} characters", line + 1);
            }
        }
    }
}
