//! What a form reads becomes the act: field by field, whole, and with every error at once.

use chrono::{DateTime, Utc};
use domain::{
    act::{ActKind, Answer, Field, Form, fields_of, form::Sent},
    for_act,
};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Acts whose own page asks more than a form can: their input is not read by [`Form`].
const OWN_PAGES: [ActKind; 1] = [ActKind::ReleaseRoster];

fn asked() -> impl Iterator<Item = ActKind> {
    ActKind::ALL.iter().copied().filter(|kind| !OWN_PAGES.contains(kind))
}

/// What a person typed, ticked and attached.
#[derive(Debug, Default)]
struct Typed {
    texts: BTreeMap<String, Vec<String>>,
    files: BTreeSet<String>,
}

impl Typed {
    fn put(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.texts.entry(name.into()).or_default().push(text.into());
    }
}

impl Sent for Typed {
    fn text(&self, name: &str) -> &str {
        self.texts.get(name).and_then(|texts| texts.first()).map_or("", String::as_str)
    }

    fn all(&self, name: &str) -> Vec<&str> {
        self.texts.get(name).into_iter().flatten().map(String::as_str).collect()
    }

    fn has_file(&self, name: &str) -> bool {
        self.files.contains(name)
    }
}

/// The choices that an act would fill in.
fn choices(field: &Field) -> &'static [&'static str] {
    match (field.answer, field.name) {
        (Answer::Code, "paper") => &["correction_notice"],
        (Answer::Code, "to") => &["350583", "350581"],
        (Answer::Code, "clause") => &["3.6.a", "3.1"],
        (Answer::Code, name) => panic!("what are the codes of {name}?"),
        (Answer::Id(_), _) => &["4", "7"],
        (Answer::TickCodes, _) => &["3.5.b2", "5.2.b"],
        (Answer::TickIds(_), _) => &["12", "15"],
        (Answer::Scores, _) => &["regional_character", "demonstration"],
        (Answer::Figures, _) => &["350582", "350583"],
        (Answer::Rows(..), _) => &["narrative", "roster"],
        _ => &[],
    }
}

fn form(kind: ActKind) -> Form {
    let mut form = Form::of(fields_of(kind));
    for field in fields_of(kind) {
        let known = choices(field);
        if !known.is_empty() {
            form.choices(field.name, known.iter().map(|value| ((*value).to_owned(), format!("选项 {value}"))));
        }
    }
    form
}

/// Answers a field as a person would.
fn answer(typed: &mut Typed, field: &Field) {
    let (name, known) = (field.name, choices(field));
    match field.answer {
        Answer::Line | Answer::Long(_) => typed.put(name, "  查阅记录属实。 "),
        Answer::Clause => typed.put(name, "4.2"),
        Answer::Number(_) => typed.put(name, "1,200"),
        Answer::Points => typed.put(name, "86.5"),
        Answer::Date => typed.put(name, "2025-03-05"),
        Answer::Moment => {
            typed.put(format!("{name}_on"), "2025-03-05");
            typed.put(format!("{name}_at"), "09:30");
        }
        Answer::YesNo(..) => typed.put(name, "no"),
        Answer::Codes(codes) => typed.put(name, codes[0].0),
        Answer::Code | Answer::Id(_) => typed.put(name, known[0]),
        Answer::TickCodes | Answer::TickIds(_) => known.iter().for_each(|value| typed.put(name, *value)),
        Answer::Scores => known.iter().for_each(|head| typed.put(format!("{name}_{head}"), "17.25")),
        Answer::Figures => typed.put(format!("{name}_{}", known[0]), "3"),
        Answer::Rows(columns, ..) => {
            // The second row is left empty and passed over.
            for (n, section) in [(1, known[0]), (3, known[1])] {
                for column in columns {
                    let text = match column.answer {
                        Answer::Code => section,
                        Answer::Clause => "4.2",
                        _ => "简介缺社会贡献数据",
                    };
                    typed.put(format!("{}_{n}", column.name), text);
                }
            }
        }
        Answer::File(_) => {
            typed.files.insert(name.to_owned());
        }
    }
}

fn answers<'a>(fields: impl IntoIterator<Item = &'a Field>) -> Typed {
    let mut typed = Typed::default();
    fields.into_iter().for_each(|field| answer(&mut typed, field));
    typed
}

/// What was read, with numbers for the files that came with it.
fn read(form: &Form, typed: &Typed) -> Map<String, Value> {
    let mut read = form.read(typed).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    for (name, _) in form.files().filter(|(name, _)| typed.has_file(name)) {
        read.insert(name.to_owned(), json!(31));
    }
    read
}

/// The act that was read, written out again.
fn through(kind: ActKind, read: &Map<String, Value>) -> Value {
    let read = Value::Object(read.clone());
    for_act!(kind, A => {
        let act: A = serde_json::from_value(read.clone()).unwrap_or_else(|error| panic!("{}: {error}: {read}", kind.code()));
        serde_json::to_value(act).expect("an act is JSON")
    })
}

/// A moment has more than one spelling.
fn spelled_alike(fields: &[Field], mut act: Value) -> Value {
    for field in fields.iter().filter(|field| matches!(field.answer, Answer::Moment)) {
        let at: DateTime<Utc> = act[field.name].as_str().expect("a moment").parse().expect("a moment");
        act[field.name] = json!(at);
    }
    act
}

#[test]
fn a_full_form_reads_into_its_act_field_by_field() {
    for kind in asked() {
        let (fields, form) = (fields_of(kind), form(kind));
        let read = read(&form, &answers(fields));
        let act = through(kind, &read);
        assert_eq!(spelled_alike(fields, act), spelled_alike(fields, Value::Object(read)), "{}", kind.code());
    }
}

#[test]
fn an_act_with_a_page_of_its_own_is_not_read_by_a_form() {
    for kind in OWN_PAGES {
        assert!(fields_of(kind).is_empty(), "{} asks: take it off the list", kind.code());
    }
}

#[test]
fn what_may_stay_empty_stays_empty() {
    for kind in asked() {
        let (fields, form) = (fields_of(kind), form(kind));
        let read = read(&form, &answers(fields.iter().filter(|field| !field.asks.is_empty())));
        through(kind, &read);
        for field in fields.iter().filter(|field| field.asks.is_empty()) {
            assert!(matches!(&read[field.name], Value::Null) || read[field.name] == "", "{}", field.name);
        }
    }
}

#[test]
fn what_is_not_asked_now_needs_no_answer() {
    for (kind, name) in [(ActKind::DecideProposedList, "corrects"), (ActKind::Recognise, "legal_basis")] {
        let mut form = form(kind);
        form.leave_out(name);
        let act = through(kind, &read(&form, &answers(fields_of(kind))));
        assert_eq!(act[name], Value::Null);
    }
}

/// The inputs at which a required field is missed when nothing is sent.
fn missed(field: &Field) -> Vec<String> {
    let name = field.name;
    match field.answer {
        _ if field.asks.is_empty() => Vec::new(),
        // A figure may be blank: it says that none is set.
        Answer::Figures => Vec::new(),
        Answer::Scores => choices(field).iter().map(|head| format!("{name}_{head}")).collect(),
        Answer::Moment => vec![format!("{name}_on"), format!("{name}_at")],
        Answer::Rows(columns, ..) => vec![format!("{}_1", columns[0].name)],
        _ => vec![name.to_owned()],
    }
}

#[test]
fn an_empty_sending_is_told_everything_that_is_missing_in_order() {
    let mut asking = 0;
    for kind in asked() {
        let fields = fields_of(kind);
        let expected: Vec<_> = fields
            .iter()
            .flat_map(|field| missed(field).into_iter().map(|input| (input, field.asks.to_owned())))
            .collect();
        let told = form(kind).read(&Typed::default()).err().unwrap_or_default();
        assert_eq!(told, expected, "{}", kind.code());
        asking += usize::from(!told.is_empty());
    }
    assert!(asking > 20, "{asking}");
}

#[test]
fn what_cannot_be_read_is_told_at_its_field() {
    let wrong = |kind: ActKind, name: &str, text: &str| {
        let mut typed = answers(fields_of(kind));
        typed.texts.insert(name.to_owned(), vec![text.to_owned()]);
        let told = form(kind).read(&typed).expect_err("wrong");
        assert_eq!(told.iter().map(|(field, _)| field.as_str()).collect::<Vec<_>>(), [name], "{}", kind.code());
        assert!(told[0].1.ends_with('。'), "{told:?}");
    };
    wrong(ActKind::Recommend, "rank", "第一");
    wrong(ActKind::Evaluate, "score_demonstration", "100.5");
    wrong(ActKind::RecordDocumentReview, "score", "九十");
    wrong(ActKind::RecordDocumentReview, "passed", "maybe");
    wrong(ActKind::CheckUnit, "checked_on", "2025-02-30");
    wrong(ActKind::CheckUnit, "unit", "5");
    wrong(ActKind::Transfer, "to", "350100");
    wrong(ActKind::DecideObjection, "outcome", "upheld");
    wrong(ActKind::PublishNotice, "published_at", "25:00");
    wrong(ActKind::SetQuotas, "quota_350583", "两个");
    wrong(ActKind::Recognise, "applications", "all");
    wrong(ActKind::ReturnForCorrection, "what_3", "");
    wrong(ActKind::ReturnForCorrection, "clause_1", "9.9");
    wrong(ActKind::ReturnForCorrection, "section_1", "nowhere");
}

#[test]
fn no_field_has_a_name_that_forms_keep_for_themselves() {
    let kept = ["seen", "subject_seen", "key", "next", "then", "drawn", "remove"];
    for kind in ActKind::ALL {
        for field in fields_of(*kind) {
            assert!(!kept.contains(&field.name) && !field.name.starts_with("seen_"), "{}: {}", kind.code(), field.name);
        }
    }
}
