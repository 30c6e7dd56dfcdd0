//! Two people in one section: what the second typed on an older page meets what the first has saved. Nothing is lost, nothing
//! is overwritten without a word: where only one of them changed a field, that one's words stand in its box; where both did,
//! the typed words stand there and the saved ones beside them.

use super::{fields, reading};
use crate::pages::shared::FormPage;
use app::{App, applications::SectionAnswers, once};
use domain::policy::{Field, FieldKind, Policy, Section};
use serde_json::Value;
use std::collections::BTreeMap;

/// Keyed marks of the answers a page was drawn with, by field: they tell what its reader changed, and nothing else.
#[derive(Debug, Default)]
pub(super) struct Drawn(BTreeMap<String, i64>);

/// A field that the other has saved otherwise than it was typed.
struct Other<'a> {
    field: &'a Field,
    /// Whether the reader changed it too.
    both: bool,
}

impl Drawn {
    /// Of these answers.
    pub(super) fn of(app: &App, section: &Section, answers: &SectionAnswers) -> Drawn {
        Drawn(asked(section).map(|field| (field.id.clone(), mark(app, answers.get(&field.id)))).collect())
    }

    /// As a form carries them.
    pub(super) fn carried(&self) -> String {
        self.0.iter().map(|(field, mark)| format!("{field}:{mark:x}")).collect::<Vec<_>>().join(",")
    }

    /// As a form brings them back; a field without a mark counts as changed by its reader.
    pub(super) fn brought(text: &str) -> Drawn {
        let pair = |pair: &str| {
            let (field, mark) = pair.split_once(':')?;
            Some((field.to_owned(), u64::from_str_radix(mark, 16).ok()?.cast_signed()))
        };
        Drawn(text.split(',').filter_map(pair).collect())
    }

    fn others<'a>(
        &self,
        app: &App,
        section: &'a Section,
        typed: &SectionAnswers,
        saved: &SectionAnswers,
    ) -> Vec<Other<'a>> {
        let other = |field: &'a Field| {
            let [now, mine] = [saved, typed].map(|answers| mark(app, answers.get(&field.id)));
            let was = self.0.get(&field.id);
            (now != mine && was != Some(&now)).then(|| Other { field, both: was != Some(&mine) })
        };
        asked(section).filter_map(other).collect()
    }
}

/// What was typed on an older page, with what was saved meanwhile.
pub(super) struct Overtaken<'a> {
    others: Vec<Other<'a>>,
    saved: &'a SectionAnswers,
}

impl<'a> Overtaken<'a> {
    /// None where the typed words hold all that was saved meanwhile: a page that was left by going back, say.
    pub(super) fn of(
        app: &App,
        section: &'a Section,
        drawn: &Drawn,
        typed: &SectionAnswers,
        saved: &'a SectionAnswers,
    ) -> Option<Overtaken<'a>> {
        let others = drawn.others(app, section, typed, saved);
        (!others.is_empty()).then_some(Overtaken { others, saved })
    }

    /// The answers to offer: the typed ones, and the saved ones where the reader had changed nothing.
    pub(super) fn answers(&self, typed: &SectionAnswers) -> SectionAnswers {
        let mut answers = typed.clone();
        for other in self.others.iter().filter(|other| !other.both) {
            match self.saved.get(&other.field.id) {
                Some(saved) => answers.insert(other.field.id.clone(), saved.clone()),
                None => answers.remove(&other.field.id),
            };
        }
        answers
    }

    /// What is said of the whole form.
    pub(super) fn sentence(who: &str) -> String {
        format!(
            "您打开这一页之后，{who} 保存了这一部分。您填写的内容还没有保存，都留在下面；请核对标出的各项，再保存。"
        )
    }

    /// The form with a sentence at each of these fields, and the saved words where both changed it.
    pub(super) fn told(&self, mut form: FormPage, policy: &Policy, section: &Section) -> FormPage {
        for Other { field, both } in &self.others {
            let place = fields::target(section, &field.id);
            if *both {
                let words = reading::answer(policy, field, self.saved.get(&field.id), reading::Show::All);
                let words = if words.is_empty() { "（已清空）".to_owned() } else { words };
                form = form.beside(&place, words).wrong(&place, format!("{}：两人都改了，请核对。", field.label));
            } else {
                form = form.wrong(&place, format!("{}：已换成刚保存的内容，请核对。", field.label));
            }
        }
        form
    }
}

fn asked(section: &Section) -> impl Iterator<Item = &Field> {
    section.fields.iter().filter(|field| field.kind != FieldKind::File)
}

/// No answer, an empty one and a list without entries are the same.
fn mark(app: &App, answer: Option<&Value>) -> i64 {
    let text = match answer {
        None => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(entries)) if entries.is_empty() => String::new(),
        Some(other) => other.to_string(),
    };
    once::mark(app, text.as_bytes())
}
