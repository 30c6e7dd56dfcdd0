//! An act's code is spelled once, by the name of its file in the list of acts. No other text of the program spells one:
//! addresses, chains, matters and events take it from the kind.

use domain::act::ActKind;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Texts that hold the word of an act and mean something else.
const NO_ACT: &[&str] = &[
    // The page that ranks the pool, with its address and template.
    "/desk/recommend",
    "desk/recommend.html",
];

/// The string literals of a file, and the modules that it declares for tests alone.
#[derive(Debug, Default)]
struct Texts {
    literals: Vec<String>,
    tests: Vec<String>,
}

impl Texts {
    fn read(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token {
                TokenTree::Punct(mark) if mark.as_char() == '#' && is_for_tests(tokens.get(at)) => {
                    at = self.skip(&tokens, at + 1);
                }
                // A doc comment comes as `[doc = "…"]`.
                TokenTree::Group(group) if group.to_string().starts_with("[doc ") => {}
                TokenTree::Group(group) => self.read(group.stream()),
                TokenTree::Literal(literal) => self.literals.extend(Some(literal.to_string())),
                TokenTree::Ident(_) | TokenTree::Punct(_) => {}
            }
        }
    }

    /// Past an item that is compiled for tests alone.
    fn skip(&mut self, tokens: &[TokenTree], mut at: usize) -> usize {
        let mut name = String::new();
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => break,
                TokenTree::Punct(mark) if mark.as_char() == ';' => {
                    self.tests.push(name);
                    break;
                }
                TokenTree::Ident(ident) => name = ident.to_string(),
                TokenTree::Group(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
        at
    }
}

fn is_for_tests(attribute: Option<&TokenTree>) -> bool {
    matches!(attribute, Some(TokenTree::Group(group)) if group.to_string().replace(' ', "") == "[cfg(test)]")
}

/// The acts whose code stands in a text as a word of its own.
fn spelled(text: &str) -> impl Iterator<Item = ActKind> {
    let words: BTreeSet<_> = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
    ActKind::ALL.iter().copied().filter(move |act| words.contains(act.code()))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_text_spells_an_acts_code() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut paths = Vec::new();
    for entry in fs::read_dir(&crates).expect("the crates") {
        sources(&entry.expect("a crate").path().join("src"), &mut paths);
    }
    assert!(paths.len() > 400, "{} files", paths.len());
    let (mut read, mut tests) = (Vec::new(), Vec::new());
    for path in paths {
        let mut texts = Texts::default();
        let source = fs::read_to_string(&path).expect("a source file");
        texts.read(source.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display())));
        let root = ["lib", "main", "mod"].iter().any(|name| path.file_stem().is_some_and(|stem| stem == *name));
        let home = if root { path.parent().expect("a folder").to_owned() } else { path.with_extension("") };
        tests.extend(texts.tests.iter().map(|name| home.join(name)));
        read.push((path, texts.literals));
    }
    let for_tests = |path: &Path| tests.iter().any(|module| path.with_extension("").starts_with(module));
    for (path, literals) in read.iter().filter(|(path, _)| !for_tests(path)) {
        for literal in literals.iter().filter(|literal| !NO_ACT.contains(&literal.trim_matches('"'))) {
            let spelled: Vec<_> = spelled(literal).collect();
            assert_eq!(spelled, [], "{} spells it: {literal}", path.display());
        }
    }
}

#[test]
fn an_acts_code_is_found_in_any_text_but_those_of_tests() {
    let source = r##"
        /// Not yet: transfer.
        const AT: &str = "/desk/applications/{}/admit_to_pool"; // "decline" in a comment is none
        #[cfg(test)]
        mod tests { const IN: &str = "transfer"; }
        #[cfg(test)] mod others;
        fn told() -> String { format!(r#"re_decline {} "recognise""#, 'x') }
    "##;
    let mut texts = Texts::default();
    texts.read(source.parse().expect("Rust"));
    let spelled: Vec<_> = texts.literals.iter().flat_map(|text| spelled(text)).collect();
    assert_eq!(spelled, [ActKind::AdmitToPool, ActKind::Recognise]);
    assert_eq!(texts.tests, ["others"]);
}
