//! What an act asks, as fields of a page.

use crate::{
    components::{Choice, Field, FieldKind, FieldSet},
    pages::shared::{Effect, RowPattern},
};
use app::acts::Asked;
use domain::{
    act::{self, Answer, Form, form::Question},
    days::Days,
};

const SCANS: &str = ".pdf,.jpg,.png";

/// The fields, and the pattern of rows where the act asks for a list.
pub(super) fn of(asked: &Asked) -> (Vec<FieldSet>, Option<RowPattern>) {
    let (mut sets, mut pattern) = (Vec::new(), None);
    let mut plain = FieldSet::default();
    for question in &asked.form.questions {
        match question.field.answer {
            Answer::Rows(columns, first, most) => {
                let rows = RowPattern { set: row(question, columns), most };
                let wanted = rows_filled(&asked.form, columns[0].name).max(first);
                sets.extend((1..=wanted).map(|n| filled(rows.row(n), &asked.form)));
                pattern = Some(rows);
            }
            Answer::Scores | Answer::Figures => sets.push(filled(each(question), &asked.form)),
            Answer::Moment => plain.fields.extend(moment(question)),
            // One input: `input` knows which.
            _ => plain.fields.extend(one(question)),
        }
    }
    if !plain.fields.is_empty() {
        sets.push(plain);
    }
    (sets, pattern)
}

fn one(question: &Question) -> Option<Field> {
    let line = FieldKind::Line { input: "text", autocomplete: "", width: 0, suffix: "" };
    let field = input(&question.field, question, line)?.hint(question.hint.as_str());
    let field = if question.value.is_empty() { field } else { field.value(question.value.as_str()) };
    let field = question.days.iter().fold(field, Field::between);
    let optional = question.field.asks.is_empty() && !question.depends;
    Some(if optional { field.optional() } else { field })
}

/// The one input of a field of a question, its lines of text drawn as `line`; none for answers of several inputs.
fn input(of: &act::Field, question: &Question, line: FieldKind) -> Option<Field> {
    let (name, label) = (of.name, of.label);
    Some(match of.answer {
        Answer::Line | Answer::Clause => Field::new(name, label, line),
        Answer::Long(rows) => Field::long(name, label, rows),
        Answer::Number(unit) => Field::number(name, label, unit),
        Answer::Points => Field::number(name, label, "分"),
        Answer::Date => Field::new(name, label, FieldKind::Date),
        Answer::YesNo(..) | Answer::Codes(_) => Field::new(name, label, FieldKind::Radios(choices(question))),
        Answer::Code | Answer::Id(_) => Field::new(name, label, FieldKind::Select(choices(question))),
        Answer::TickCodes | Answer::TickIds(_) => Field::new(name, label, FieldKind::Checks(choices(question))),
        Answer::File(_) => Field::new(name, label, FieldKind::File { accept: SCANS.into(), kept: Vec::new() }),
        Answer::Moment | Answer::Scores | Answer::Figures | Answer::Rows(..) => return None,
    })
}

fn choices(question: &Question) -> Vec<Choice> {
    let choice = |of: &act::form::Choice| Choice {
        hint: of.hint.clone(),
        chosen: of.chosen,
        ..Choice::new(of.value.as_str(), of.label.as_str())
    };
    question.choices.iter().map(choice).collect()
}

/// A moment (发布时间) as a date and a time of day (发布日期, 发布时刻).
fn moment(question: &Question) -> [Field; 2] {
    let (name, of) = (question.field.name, question.field.label.trim_end_matches("时间"));
    let on = Field::new(format!("{name}_on"), format!("{of}日期"), FieldKind::Date).value(question.value.as_str());
    [
        question.days.iter().fold(on, Field::between),
        Field::text(format!("{name}_at"), format!("{of}时刻")).hint(question.hint.as_str()),
    ]
}

/// A number for each line that the act filled in.
fn each(question: &Question) -> FieldSet {
    let unit = if matches!(question.field.answer, Answer::Scores) { "分" } else { "个" };
    let line = |of: &act::form::Choice| {
        let field = Field::number(format!("{}_{}", question.field.name, of.value), of.label.as_str(), unit);
        let field = field.hint(of.hint.as_str());
        if matches!(question.field.answer, Answer::Figures) { field.optional() } else { field }
    };
    FieldSet {
        legend: question.field.label.to_owned(),
        hint: question.hint.clone(),
        fields: question.choices.iter().map(line).collect(),
    }
}

/// One row of a list, its names without their number.
fn row(question: &Question, columns: &[act::Field]) -> FieldSet {
    let line = FieldKind::Line { input: "text", autocomplete: "", width: 8, suffix: "" };
    let column = |of: &act::Field| input(of, question, line.clone());
    FieldSet {
        legend: question.field.label.to_owned(),
        hint: String::new(),
        fields: columns.iter().filter_map(column).collect(),
    }
}

fn rows_filled(form: &Form, column: &str) -> usize {
    let numbers = form.firsts.iter().filter_map(|(name, _)| name.strip_prefix(column)?.strip_prefix('_')?.parse().ok());
    numbers.max().unwrap_or(0)
}

fn filled(mut set: FieldSet, form: &Form) -> FieldSet {
    for field in &mut set.fields {
        if let Some((_, value)) = form.firsts.iter().find(|(name, _)| *name == field.name) {
            *field = field.clone().value(value.as_str());
        }
    }
    set
}

/// What an act with legal effect says before it asks once.
pub(crate) fn effect(of: act::Effect, title: &str, clause: &str) -> Effect {
    Effect {
        touches: of.touching(title),
        follows: of.follows.iter().map(|line| (*line).to_owned()).collect(),
        clause: of.clauses.replace("{}", clause),
    }
}

/// The name of what is said to whoever comes next: no act has a field of this name.
pub(super) const OPINION: &str = "drafting_opinion";

/// What is said to whoever comes next.
pub(super) fn opinion() -> Field {
    Field::long(OPINION, "拟办意见", 3).optional().hint("供下一环节参考，不写进文书。")
}

/// A collective decision (集体研究): date, on one of these days, minutes number, scan.
pub(crate) fn meeting_fields(days: &Days) -> FieldSet {
    let scan = FieldKind::File { accept: ".pdf,.jpg".into(), kept: vec![] };
    FieldSet {
        legend: "集体研究".into(),
        hint: String::new(),
        fields: vec![
            Field::new("met_on", "会议日期", FieldKind::Date).between(days),
            Field::text("minutes_number", "纪要编号"),
            Field::new("minutes", "纪要扫描件", scan),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::act::{ActKind, fields_of};

    #[test]
    fn no_act_has_a_field_that_its_page_adds() {
        let meeting = meeting_fields(&crate::pages::samples::days()).fields.into_iter().map(|field| field.name);
        let added: Vec<String> = ["seen", "key", "then"].map(str::to_owned).into_iter().chain(meeting).collect();
        for kind in ActKind::ALL {
            for field in fields_of(*kind) {
                assert!(
                    field.name != OPINION
                        && !field.name.starts_with("seen_")
                        && !added.iter().any(|name| name == field.name),
                    "{} {}",
                    kind.code(),
                    field.name
                );
            }
        }
    }
}
