//! What was typed into an act, in the words of its form: for whoever decides after.

use super::{Answer, Form, Question};
use crate::act::Act;
use serde_json::Value;

impl Form {
    /// What was typed into an act, in the words of its form: for whoever decides after.
    #[must_use]
    pub fn told<A: Act>(&self, act: &A) -> Vec<(String, String)> {
        let Ok(Value::Object(values)) = serde_json::to_value(act) else { return Vec::new() };
        let told = |question: &Question| {
            let said = question.say(values.get(question.field.name)?);
            (!said.is_empty()).then(|| (question.field.label.to_owned(), said))
        };
        self.questions.iter().filter_map(told).collect()
    }

    /// The words of a choice that a field names by its code; the code itself where it is none.
    #[must_use]
    pub fn words_of(&self, name: &str, code: &str) -> String {
        let asked = self.questions.iter().filter(|question| question.field.name == name);
        let known = asked.flat_map(|question| &question.choices).find(|choice| choice.value == code);
        known.map_or_else(|| code.to_owned(), |choice| choice.label.clone())
    }
}

impl Question {
    fn say(&self, value: &Value) -> String {
        let label = |code: &str| {
            let known = self.choices.iter().find(|choice| choice.value == code);
            known.map_or_else(|| code.to_owned(), |choice| choice.label.clone())
        };
        match (self.field.answer, value) {
            (Answer::YesNo(yes, no), Value::Bool(said)) => if *said { yes } else { no }.to_owned(),
            (Answer::Number(unit), Value::Number(number)) => format!("{number} {unit}"),
            (Answer::Points, Value::Number(points)) => {
                format!("{} 分", said_points(points.as_i64().unwrap_or_default()))
            }
            (Answer::Date, Value::String(day)) => {
                day.parse().map_or_else(|_| day.clone(), crate::calendar::chinese_date)
            }
            (Answer::Moment, Value::String(at)) => said_moment(at),
            (Answer::Codes(_) | Answer::Code, Value::String(code)) => label(code),
            (Answer::Id(_), Value::Number(id)) => label(&id.to_string()),
            (Answer::TickCodes | Answer::TickIds(_), Value::Array(ticked)) => ticked
                .iter()
                .map(|one| one.as_str().map_or_else(|| label(&one.to_string()), label))
                .collect::<Vec<_>>()
                .join("、"),
            (Answer::File(_), Value::Number(_)) => "已上传".to_owned(),
            (_, Value::String(text)) => text.clone(),
            _ => String::new(),
        }
    }
}

/// 8650 as `86.5`.
#[must_use]
pub fn said_points(points: i64) -> String {
    match points % 100 {
        0 => (points / 100).to_string(),
        rest => format!("{}.{rest:02}", points / 100).trim_end_matches('0').to_owned(),
    }
}

fn said_moment(at: &str) -> String {
    at.parse().map_or_else(|_| at.to_owned(), crate::calendar::chinese_moment)
}

#[cfg(test)]
mod tests {
    use super::said_points;

    #[test]
    fn points_are_said_without_zeros() {
        assert_eq!([8650, 10_000, 725].map(said_points), ["86.5", "100", "7.25"]);
    }
}
