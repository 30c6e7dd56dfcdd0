//! A section of the policy's form as fields on a page, and what was typed back into answers.

use crate::{
    components::{Choice, Field, FieldKind as Kind, FieldSet, FileItem, Kept},
    pages::shared::{day_words, size},
    shell::Submitted,
};
use app::{
    applications::SectionAnswers,
    attachments::{self, FileView},
    form::{entry_field, options},
};
use domain::policy::{Field as Asked, FieldKind, Policy, Section, code_of};
use serde_json::{Map, Value};

/// More entries than this are not taken from one form.
const MOST_ENTRIES: usize = 200;
/// Options up to this many are all shown at once.
const FEW: usize = 6;

/// A section with what is known of it.
pub(super) struct Sheet<'a> {
    pub(super) policy: &'a Policy,
    pub(super) section: &'a Section,
    pub(super) key: &'a str,
    pub(super) answers: &'a SectionAnswers,
    pub(super) files: &'a [FileView],
}

impl Sheet<'_> {
    /// The fields in order; every entry of a list is a set of its own, with one blank set after the last.
    pub(super) fn sets(&self) -> Vec<FieldSet> {
        let mut sets = vec![FieldSet::default()];
        for asked in &self.section.fields {
            if asked.kind == FieldKind::List {
                sets.extend(self.entries(asked));
                sets.push(FieldSet::default());
            } else if let Some(set) = sets.last_mut() {
                let value = self.answers.get(&asked.id).and_then(Value::as_str).unwrap_or_default();
                set.fields.push(self.field(asked, asked.id.clone(), value));
            }
        }
        sets.retain(|set| !set.fields.is_empty());
        sets
    }

    fn entries(&self, list: &Asked) -> Vec<FieldSet> {
        let known = self.answers.get(&list.id).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let blank = Value::Null;
        known
            .iter()
            .chain([&blank])
            .enumerate()
            .map(|(place, entry)| FieldSet {
                legend: format!("{} 第 {} 条", list.label, place + 1),
                hint: match (place == known.len(), list.required) {
                    (false, _) => String::new(),
                    (true, true) if place == 0 => format!("至少填写一条{}。", with_clause(list)),
                    (true, _) => "没有就留空。".into(),
                },
                fields: list
                    .columns
                    .iter()
                    .map(|column| {
                        let value = entry.get(&column.id).and_then(Value::as_str).unwrap_or_default();
                        self.field(column, entry_field(&list.id, place, &column.id), value)
                    })
                    .collect(),
            })
            .collect()
    }

    fn field(&self, asked: &Asked, name: String, value: &str) -> Field {
        let line = |input, width| Kind::Line { input, autocomplete: "", width, suffix: "" };
        let kind = match asked.kind {
            FieldKind::Text if asked.id == "contact_mobile" => line("tel", 20),
            FieldKind::Text | FieldKind::List => line("text", 0),
            FieldKind::Int => line("text", 12),
            FieldKind::Month => line("month", 12),
            FieldKind::Date => Kind::Date,
            FieldKind::Long if asked.id == "brand_introduction" => {
                Kind::Long { rows: 24, at_least: self.policy.materials.introduction_at_least.value }
            }
            FieldKind::Long => Kind::Long { rows: 5, at_least: 0 },
            FieldKind::Bool => Kind::Radios(vec![Choice::new("yes", "是"), Choice::new("no", "否")]),
            FieldKind::Code => {
                let choices: Vec<_> = options(asked, self.policy).into_iter().map(|(v, l)| Choice::new(v, l)).collect();
                if choices.len() <= FEW { Kind::Radios(choices) } else { Kind::Select(choices) }
            }
            FieldKind::File => self.uploads(asked),
        };
        let mut field = Field::new(name, asked.label.clone(), kind).hint(self.hint(asked));
        field.optional = !asked.required && asked.required_when.is_none();
        field.value(value)
    }

    fn hint(&self, asked: &Asked) -> String {
        let mut hint = asked.hint.clone().unwrap_or_default();
        if let Some(rules) = (asked.kind == FieldKind::File).then(|| self.policy.upload(&asked.id)).flatten() {
            let types: Vec<_> = rules.types.iter().map(|kind| kind.code()).collect();
            let limit = format!("{}，不超过 {} MB", types.join("、"), rules.max_bytes >> 20);
            hint = if hint.is_empty() { limit } else { format!("{hint}；{limit}") };
        }
        match with_clause(asked) {
            clause if hint.is_empty() && !clause.is_empty() => format!("依据 {}", asked.clause),
            clause => format!("{hint}{clause}"),
        }
    }

    fn uploads(&self, asked: &Asked) -> Kind {
        let slot = attachments::slot_name(self.key, &asked.id);
        let types = self.policy.upload(&asked.id).map_or(&[][..], |rules| rules.types.as_slice());
        let accept: Vec<_> = types.iter().map(|kind| format!(".{}", kind.code())).collect();
        let kept = self.files.iter().filter(|file| file.slot == slot);
        Kind::Uploads {
            accept: accept.join(","),
            kept: kept.map(|file| Kept { file: file_item(file), id: file.id.0 }).collect(),
        }
    }
}

/// The clause a field comes from; annexes are ours and need none.
fn with_clause(asked: &Asked) -> String {
    if asked.clause.starts_with("A.") { String::new() } else { format!("（{}）", asked.clause) }
}

/// A file as lists show it.
pub(super) fn file_item(file: &FileView) -> FileItem {
    let note =
        format!("{} · {} · {}上传", file.media_type.to_uppercase(), size(file.size), day_words(file.uploaded_at));
    FileItem { name: file.name.clone(), href: format!("/files/{}", file.id), note }
}

/// What was typed, as answers: blank entries of lists are dropped.
pub(super) fn typed(section: &Section, sent: &Submitted) -> SectionAnswers {
    let mut answers = SectionAnswers::new();
    for asked in &section.fields {
        match asked.kind {
            FieldKind::File => {}
            FieldKind::List => drop(answers.insert(asked.id.clone(), Value::Array(entries(asked, sent)))),
            _ => drop(answers.insert(asked.id.clone(), Value::String(clean(sent.text(&asked.id))))),
        }
    }
    answers
}

fn entries(list: &Asked, sent: &Submitted) -> Vec<Value> {
    let entry = |place: usize| -> Map<String, Value> {
        let value = |column: &Asked| clean(sent.text(&entry_field(&list.id, place, &column.id)));
        list.columns.iter().map(|column| (column.id.clone(), Value::String(value(column)))).collect()
    };
    let filled = |entry: &Map<String, Value>| entry.values().any(|value| value.as_str() != Some(""));
    (0..MOST_ENTRIES).map(entry).filter(filled).map(Value::Object).collect()
}

/// Browsers send lines with CR LF; answers keep LF, so that the same words have the same digest.
fn clean(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// The box an error of the form leads to: a list's own error stands at its first entry.
pub(super) fn target(section: &Section, field: &str) -> String {
    let field = code_of(field);
    let list = section.fields.iter().find(|asked| asked.id == field && asked.kind == FieldKind::List);
    match list.and_then(|list| list.columns.first()) {
        Some(column) => entry_field(field, 0, &column.id),
        None => field.to_owned(),
    }
}

/// Whether an error is about something typed rather than something still to come.
pub(super) fn was_typed(field: &str, answers: &SectionAnswers) -> bool {
    field.contains('.') || answers.get(field).and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty())
}
