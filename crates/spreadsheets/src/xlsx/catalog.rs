//! What a workbook says about itself: sheets, their parts, its calendar.

use std::collections::HashMap;

use super::{
    decode,
    package::Package,
    scanner::{Scanner, Token},
};
use crate::{Limits, ReadError, Sheet};

/// The parts worth reading.
#[derive(Debug, Default)]
pub(crate) struct Catalog {
    pub(crate) sheets: Vec<Sheet>,
    /// The part of each sheet.
    pub(crate) parts: Vec<String>,
    pub(crate) strings: Option<String>,
    pub(crate) styles: Option<String>,
    pub(crate) epoch_1904: bool,
}

struct Relation {
    kind: String,
    target: String,
}

/// Where the workbook part stands, by the root relations, else where it always stands.
pub(crate) fn workbook_part(package: &mut Package, limits: &Limits) -> Result<String, ReadError> {
    let main = relations(package, "", limits)?.into_values().find(|relation| relation.kind == "officeDocument");
    Ok(main.map(|main| main.target).filter(|part| package.contains(part)).unwrap_or_else(|| "xl/workbook.xml".into()))
}

impl Catalog {
    pub(crate) fn read(package: &mut Package, limits: &Limits) -> Result<Self, ReadError> {
        let workbook = workbook_part(package, limits)?;
        let relations = relations(package, &workbook, limits)?;
        let target = |kind: &str| relations.values().find(|r| r.kind == kind).map(|r| r.target.clone());
        let mut catalog = Self { strings: target("sharedStrings"), styles: target("styles"), ..Self::default() };
        let part = package.part(&workbook)?.ok_or(ReadError::NoSheet)?;
        let mut scanner = Scanner::new(part, limits)?;
        loop {
            match scanner.next()? {
                Token::Start(tag) if tag.name == b"workbookPr" => {
                    catalog.epoch_1904 = matches!(tag.attr(b"date1904"), Some(b"1" | b"true"));
                }
                Token::Start(tag) if tag.name == b"sheet" => {
                    let relation = tag.prefixed_attr(b"id").and_then(|id| relations.get(&decode::attribute(id)));
                    // Chart and dialog sheets have no rows.
                    if let Some(relation) = relation.filter(|relation| relation.kind == "worksheet") {
                        catalog.sheets.push(Sheet {
                            name: tag.attr(b"name").map(decode::attribute).unwrap_or_default(),
                            hidden: matches!(tag.attr(b"state"), Some(b"hidden" | b"veryHidden")),
                        });
                        catalog.parts.push(relation.target.clone());
                    }
                }
                Token::Eof => break,
                _ => {}
            }
        }
        if catalog.sheets.is_empty() { Err(ReadError::NoSheet) } else { Ok(catalog) }
    }
}

/// The relations of a part by id; the last word of the type is the same in the strict and
/// the transitional standard.
fn relations(package: &mut Package, of: &str, limits: &Limits) -> Result<HashMap<String, Relation>, ReadError> {
    let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
    let path = resolve(folder, &format!("_rels/{file}.rels"));
    let mut all = HashMap::new();
    let Some(part) = package.part(&path)? else {
        return Ok(all);
    };
    let mut scanner = Scanner::new(part, limits)?;
    loop {
        match scanner.next()? {
            Token::Start(tag) if tag.name == b"Relationship" => {
                let attr = |name: &[u8]| tag.attr(name).map(decode::attribute).unwrap_or_default();
                let kind = attr(b"Type").rsplit('/').next().unwrap_or_default().to_owned();
                all.insert(attr(b"Id"), Relation { kind, target: resolve(folder, &attr(b"Target")) });
            }
            Token::Eof => return Ok(all),
            _ => {}
        }
    }
}

/// A target as a path from the root of the container.
fn resolve(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = Vec::new();
    let base = if target.starts_with('/') { "" } else { folder };
    for step in base.split('/').chain(target.split(['/', '\\'])) {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_resolve() {
        assert_eq!(resolve("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl", "/xl/styles.xml"), "xl/styles.xml");
        assert_eq!(resolve("xl", "../a\\b.xml"), "a/b.xml");
        assert_eq!(resolve("", "../../x"), "x");
    }
}
