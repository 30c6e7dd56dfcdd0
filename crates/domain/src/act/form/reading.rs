//! What a person sent, read by a form into the act's JSON: all errors at once.

use super::{Answer, Field, Form, Question, day};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use serde_json::{Map, Value, json};
use unicode_normalization::UnicodeNormalization;

/// What a person sent: text by field name, in the order of the form.
pub trait Sent {
    /// The text of a field; empty where nothing was typed.
    fn text(&self, name: &str) -> &str;

    /// Every value of a field.
    fn all(&self, name: &str) -> Vec<&str>;

    /// Whether a file came with it.
    fn has_file(&self, name: &str) -> bool;
}

/// What is wrong with what was sent: field and sentence.
pub type Wrong = Vec<(String, String)>;

impl Form {
    /// Reads what was sent into the act's JSON; files are put in by whoever stores them.
    ///
    /// # Errors
    /// Every error at once, in the order of the form.
    pub fn read(&self, sent: &dyn Sent) -> Result<Map<String, Value>, Wrong> {
        let (mut read, mut wrong) = (Map::new(), Vec::new());
        for question in &self.questions {
            match question.judged(sent) {
                Ok(value) => {
                    read.insert(question.field.name.to_owned(), value);
                }
                Err(errors) => wrong.extend(errors),
            }
        }
        if wrong.is_empty() { Ok(read) } else { Err(wrong) }
    }
}

impl Question {
    /// What was sent, read and held against what the act knows of each input.
    fn judged(&self, sent: &dyn Sent) -> Result<Value, Wrong> {
        let (read, mut wrong) = match self.read(sent) {
            Ok(value) => (value, Vec::new()),
            Err(wrong) => (Value::Null, wrong),
        };
        for judge in &self.judges {
            let told = wrong.iter().any(|(input, _)| input == judge.input());
            if let (false, Err(sentence)) = (told, judge.judge(sent)) {
                wrong.push((judge.input().to_owned(), sentence));
            }
        }
        if wrong.is_empty() { Ok(read) } else { Err(wrong) }
    }

    /// The one place that knows how each kind of answer is read.
    fn read(&self, sent: &dyn Sent) -> Result<Value, Wrong> {
        match self.field.answer {
            Answer::Line | Answer::Long(_) => self.read_one(sent, |text| Some(json!(text.trim()))),
            Answer::Clause => self.read_one(sent, |text| crate::clauses::is_known(text).then(|| json!(text))),
            Answer::Number(_) => self.read_one(sent, |text| whole(text).map(Value::from)),
            Answer::Points => self.read_one(sent, |text| hundredths(text).map(Value::from)),
            Answer::Date => self.read_one(sent, |text| Some(json!(NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?))),
            Answer::Moment => self.read_moment(sent),
            Answer::YesNo(..) => self.read_one(sent, |text| Some(json!(self.known(text)? == "yes"))),
            Answer::Codes(_) | Answer::Code => self.read_one(sent, |text| self.known(text).map(Value::from)),
            Answer::Id(_) => self.read_one(sent, |text| self.known(text)?.parse::<i64>().ok().map(Value::from)),
            Answer::TickCodes => self.read_ticks(sent, |code| Some(json!(code))),
            Answer::TickIds(_) => self.read_ticks(sent, |id| id.parse::<i64>().ok().map(Value::from)),
            Answer::Scores => self.read_scores(sent),
            Answer::Figures => self.read_figures(sent),
            Answer::Rows(columns, _, most) => self.read_rows(columns, most, sent),
            Answer::File(_) if sent.has_file(self.field.name) => Ok(Value::Null),
            Answer::File(_) => self.missing(),
        }
    }

    /// One text, as one value.
    fn read_one(&self, sent: &dyn Sent, value: impl Fn(&str) -> Option<Value>) -> Result<Value, Wrong> {
        match sent.text(self.field.name) {
            "" => self.missing(),
            text => value(text).ok_or_else(|| self.wrong()),
        }
    }

    /// A date and a time of day, each with its own error.
    fn read_moment(&self, sent: &dyn Sent) -> Result<Value, Wrong> {
        let [on, at] = moment_inputs(self.field.name);
        if let Some(at) = moment(sent, &on, &at) {
            return Ok(json!(at.to_rfc3339()));
        }
        let (day, time) = (day(sent, &on).is_some(), NaiveTime::parse_from_str(sent.text(&at), "%H:%M").is_ok());
        // Read alone and not together, it is the time that is told.
        let wrong = [(on, day), (at, time && !day)].into_iter().filter(|(_, read)| !read);
        Err(wrong.map(|(input, _)| (input, self.field.asks.to_owned())).collect())
    }

    fn missing(&self) -> Result<Value, Wrong> {
        match self.field.asks {
            "" if matches!(self.field.answer, Answer::Line | Answer::Long(_)) => Ok(json!("")),
            "" => Ok(Value::Null),
            _ => Err(self.wrong()),
        }
    }

    fn wrong(&self) -> Wrong {
        let asks = match (self.field.asks, self.field.answer) {
            ("", Answer::Points) => "请填 0 至 100 的分数，最多两位小数，如 86.5；或留空。",
            ("", Answer::Number(_)) => "请填整数，或留空。",
            ("", Answer::Date) => "请选择日期，或留空。",
            ("", Answer::Clause) => "请填实施方案的条款号，如 3.3.a；或留空。",
            ("", _) => "请核对后重新填写，或留空。",
            (asks, _) => asks,
        };
        vec![(self.field.name.to_owned(), asks.to_owned())]
    }

    fn known<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.choices.iter().any(|choice| choice.value == text).then_some(text)
    }

    fn read_ticks(&self, sent: &dyn Sent, value: impl Fn(&str) -> Option<Value>) -> Result<Value, Wrong> {
        let mut ticked = Vec::new();
        for text in sent.all(self.field.name).into_iter().filter(|text| !text.is_empty()) {
            match value(text) {
                // Ticked twice is ticked.
                Some(value) if ticked.contains(&value) => {}
                Some(value) => ticked.push(value),
                None => return Err(self.wrong()),
            }
        }
        if ticked.is_empty() && !self.field.asks.is_empty() { Err(self.wrong()) } else { Ok(Value::Array(ticked)) }
    }

    fn read_scores(&self, sent: &dyn Sent) -> Result<Value, Wrong> {
        let (mut scores, mut wrong) = (Vec::new(), Vec::new());
        for head in &self.choices {
            let name = format!("{}_{}", self.field.name, head.value);
            match hundredths(sent.text(&name)) {
                Some(points) => scores.push(json!([head.value, points])),
                None => wrong.push((name, self.field.asks.to_owned())),
            }
        }
        if wrong.is_empty() { Ok(Value::Array(scores)) } else { Err(wrong) }
    }

    fn read_figures(&self, sent: &dyn Sent) -> Result<Value, Wrong> {
        let (mut figures, mut wrong) = (Vec::new(), Vec::new());
        for line in &self.choices {
            let name = format!("{}_{}", self.field.name, line.value);
            match sent.text(&name).trim() {
                "" => figures.push(json!([line.value, null])),
                text => match whole(text) {
                    Some(figure) => figures.push(json!([line.value, figure])),
                    None => wrong.push((name, self.field.asks.to_owned())),
                },
            }
        }
        if wrong.is_empty() { Ok(Value::Array(figures)) } else { Err(wrong) }
    }

    fn read_rows(&self, columns: &[Field], most: usize, sent: &dyn Sent) -> Result<Value, Wrong> {
        let (mut rows, mut wrong) = (Vec::new(), Vec::new());
        for n in 1..=most {
            let texts: Vec<&str> = columns.iter().map(|column| sent.text(&format!("{}_{n}", column.name))).collect();
            if texts.iter().all(|text| text.is_empty()) {
                continue;
            }
            let mut row = Map::new();
            for (column, text) in columns.iter().zip(texts) {
                if !self.fits(column, text) {
                    wrong.push((format!("{}_{n}", column.name), column.asks.to_owned()));
                }
                row.insert(column.name.to_owned(), json!(text));
            }
            rows.push(Value::Object(row));
        }
        if rows.is_empty() {
            wrong.push((format!("{}_1", columns[0].name), self.field.asks.to_owned()));
        }
        if wrong.is_empty() { Ok(Value::Array(rows)) } else { Err(wrong) }
    }

    /// Whether the text of one cell answers its column.
    fn fits(&self, column: &Field, text: &str) -> bool {
        match (text, column.answer) {
            ("", _) => column.asks.is_empty(),
            (_, Answer::Code) => self.known(text).is_some(),
            (_, Answer::Clause) => crate::clauses::is_known(text),
            _ => true,
        }
    }
}

/// `86.5` as 8650; none where it is no score of at most 100 with two decimals.
#[must_use]
pub fn hundredths(text: &str) -> Option<i64> {
    let text: String = text.nfkc().collect();
    let text = text.trim();
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if part.len() > 2 || !format!("{whole}{part}").bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole: i64 = whole.parse().ok().filter(|whole| *whole <= 100)?;
    let part: i64 = if part.is_empty() { 0 } else { format!("{part:0<2}").parse().ok()? };
    Some(whole * 100 + part).filter(|points| *points <= 10_000)
}

/// A whole number as people write it, `5,200` or `５２００`.
#[must_use]
pub fn whole(text: &str) -> Option<u32> {
    text.nfkc().filter(|c| *c != ',').collect::<String>().trim().parse().ok()
}

/// The inputs of a moment: its date and its time of day.
#[must_use]
pub fn moment_inputs(name: &str) -> [String; 2] {
    [format!("{name}_on"), format!("{name}_at")]
}

/// The moment typed into a date and a time of day, in Beijing time.
pub fn moment(sent: &dyn Sent, on: &str, at: &str) -> Option<DateTime<Utc>> {
    let text = format!("{} {}", sent.text(on), sent.text(at));
    let naive = NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M").ok()?;
    Some(crate::calendar::shanghai_offset().from_local_datetime(&naive).single()?.to_utc())
}

#[cfg(test)]
mod tests {
    use super::hundredths;

    #[test]
    fn points_are_read_to_two_decimals() {
        assert_eq!(["86.5", "100", "0", "7.25"].map(hundredths), [Some(8650), Some(10_000), Some(0), Some(725)]);
        assert_eq!(["100.01", "-1", "8.123", "", "九"].map(hundredths), [None; 5]);
    }
}
