//! What an act asks, without HTML: pages draw it, the API makes its schema of it, and what is sent is read by it, all
//! errors at once, into the act's own value.

use super::{Act, ApplicationStanding, ShownAccount};
use crate::{
    cultivation::{Cultivation, Payment},
    ids::UnitId,
    stream::StreamKind,
    thousands::thousands,
};
use chrono::{NaiveDate, NaiveDateTime, TimeZone};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The kind of answer a field takes, and how it is written into the act.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    /// One line of text.
    Line,
    /// Several lines of text.
    Long(u8),
    /// A clause of the scheme, by its number.
    Clause,
    /// A whole number in a unit.
    Number(&'static str),
    /// A score with two decimals, kept in hundredths.
    Points,
    /// A calendar date.
    Date,
    /// A moment in Beijing time: a date and a time of day.
    Moment,
    /// Yes or no, in words.
    YesNo(&'static str, &'static str),
    /// One of a closed list of codes, all shown.
    Codes(&'static [(&'static str, &'static str)]),
    /// One of the codes that the act fills in.
    Code,
    /// One of the numbered things of a kind that the act fills in.
    Id(StreamKind),
    /// Any of the codes that the act fills in.
    TickCodes,
    /// Any of the numbered things of a kind that the act fills in.
    TickIds(StreamKind),
    /// A score for each head that the act fills in, kept in hundredths.
    Scores,
    /// A whole number, or nothing, for each line that the act fills in.
    Figures,
    /// Rows of fields: empty ones are passed over. How many are shown at first, and how many there may be.
    Rows(&'static [Field], usize, usize),
    /// A file, kept in a slot of the policy file.
    File(&'static str),
}

/// One question of an act.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name in the act, in forms and in JSON.
    pub name: &'static str,
    /// The question in few words.
    pub label: &'static str,
    /// Help; empty for none.
    pub hint: &'static str,
    /// What kind of answer.
    pub answer: Answer,
    /// What is said where it is missing or cannot be read; empty for an optional field.
    pub asks: &'static str,
}

impl Field {
    /// A field that must be answered.
    #[must_use]
    pub const fn new(name: &'static str, label: &'static str, answer: Answer, asks: &'static str) -> Field {
        Field { name, label, hint: "", answer, asks }
    }

    /// A field that may stay empty.
    #[must_use]
    pub const fn optional(name: &'static str, label: &'static str, answer: Answer) -> Field {
        Field { name, label, hint: "", answer, asks: "" }
    }

    /// The reason for an act.
    #[must_use]
    pub const fn reason() -> Field {
        Field::new("reason", "理由", Answer::Long(3), "请写明理由。")
    }

    /// With help.
    #[must_use]
    pub const fn hint(self, hint: &'static str) -> Field {
        Field { hint, ..self }
    }
}

/// A choice of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// A line under it; empty for none.
    pub hint: String,
    /// Whether it is chosen at first.
    pub chosen: bool,
}

/// A field as it is asked now.
#[derive(Clone, Debug)]
pub struct Question {
    /// The field.
    pub field: Field,
    /// Its help now.
    pub hint: String,
    /// Its first value.
    pub value: String,
    /// Its choices.
    pub choices: Vec<Choice>,
}

/// A figure that helps to decide, shown beside the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// What it is.
    pub label: String,
    /// What it says.
    pub value: String,
    /// A note under it; empty for none.
    pub note: String,
}

/// What an act asks now.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// The questions, in order.
    pub questions: Vec<Question>,
    /// Figures beside them.
    pub beside: Vec<Beside>,
    /// First values of rows, by the name of the input.
    pub firsts: Vec<(String, String)>,
}

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
    /// What an act asks, before it fills in choices.
    #[must_use]
    pub fn of(fields: &[Field]) -> Form {
        let question = |field: &Field| Question {
            field: *field,
            hint: field.hint.to_owned(),
            value: String::new(),
            choices: match field.answer {
                Answer::Codes(codes) => codes.iter().map(|(code, label)| choice(code, label)).collect(),
                Answer::YesNo(yes, no) => vec![choice("yes", yes), choice("no", no)],
                _ => Vec::new(),
            },
        };
        Form { questions: fields.iter().map(question).collect(), beside: Vec::new(), firsts: Vec::new() }
    }

    fn question(&mut self, name: &str) -> &mut Question {
        let known = self.questions.iter_mut().find(|question| question.field.name == name);
        known.expect("an act fills in its own fields")
    }

    /// Fills in the choices of a field.
    pub fn choices(&mut self, name: &str, choices: impl IntoIterator<Item = (String, String)>) {
        self.question(name).choices = choices
            .into_iter()
            .map(|(value, label)| Choice { value, label, hint: String::new(), chosen: false })
            .collect();
    }

    /// Fills in choices with hints and first ticks.
    pub fn ticks(&mut self, name: &str, choices: Vec<Choice>) {
        self.question(name).choices = choices;
    }

    /// Sets the first value of a field.
    pub fn value(&mut self, name: &str, value: impl Into<String>) {
        self.question(name).value = value.into();
    }

    /// Sets the first value of one input of a row.
    pub fn first(&mut self, input: String, value: impl Into<String>) {
        self.firsts.push((input, value.into()));
    }

    /// Sets the help of a field.
    pub fn hint(&mut self, name: &str, hint: impl Into<String>) {
        self.question(name).hint = hint.into();
    }

    /// Leaves a field out, where it is not asked now.
    pub fn leave_out(&mut self, name: &str) {
        self.questions.retain(|question| question.field.name != name);
    }

    /// Puts a figure beside the form.
    pub fn beside(&mut self, label: &str, value: impl Into<String>, note: impl Into<String>) {
        self.beside.push(Beside { label: label.to_owned(), value: value.into(), note: note.into() });
    }

    /// The files it takes: field name and slot.
    pub fn files(&self) -> impl Iterator<Item = (&'static str, &'static str)> + '_ {
        self.questions.iter().filter_map(|question| match question.field.answer {
            Answer::File(slot) => Some((question.field.name, slot)),
            _ => None,
        })
    }

    /// Reads what was sent into the act's JSON; files are put in by whoever stores them.
    ///
    /// # Errors
    /// Every error at once, in the order of the form.
    pub fn read(&self, sent: &dyn Sent) -> Result<Map<String, Value>, Wrong> {
        let (mut read, mut wrong) = (Map::new(), Vec::new());
        for question in &self.questions {
            match question.read(sent) {
                Ok(value) => {
                    read.insert(question.field.name.to_owned(), value);
                }
                Err(errors) => wrong.extend(errors),
            }
        }
        if wrong.is_empty() { Ok(read) } else { Err(wrong) }
    }

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
}

fn choice(value: &str, label: &str) -> Choice {
    Choice { value: value.to_owned(), label: label.to_owned(), hint: String::new(), chosen: false }
}

impl Question {
    fn read(&self, sent: &dyn Sent) -> Result<Value, Wrong> {
        match self.field.answer {
            Answer::Rows(columns, _, most) => self.read_rows(columns, most, sent),
            Answer::Scores => self.read_scores(sent),
            Answer::Figures => self.read_figures(sent),
            Answer::TickCodes => self.read_ticks(sent, |code| Some(json!(code))),
            Answer::TickIds(_) => self.read_ticks(sent, |id| id.parse::<i64>().ok().map(Value::from)),
            Answer::File(_) if sent.has_file(self.field.name) => Ok(Value::Null),
            Answer::File(_) => self.missing(),
            Answer::Moment => {
                let name = self.field.name;
                let text = format!("{} {}", sent.text(&format!("{name}_on")), sent.text(&format!("{name}_at")));
                moment(&text).map(Value::from).ok_or_else(|| vec![(format!("{name}_at"), self.field.asks.to_owned())])
            }
            _ => match sent.text(self.field.name) {
                "" => self.missing(),
                text => self.value_of(text).ok_or_else(|| self.wrong()),
            },
        }
    }

    fn missing(&self) -> Result<Value, Wrong> {
        if self.field.asks.is_empty() {
            return Ok(match self.field.answer {
                Answer::Line | Answer::Long(_) => json!(""),
                _ => Value::Null,
            });
        }
        Err(self.wrong())
    }

    fn wrong(&self) -> Wrong {
        let asks = match self.field.asks {
            "" => "请核对后重新填写，或留空。",
            asks => asks,
        };
        vec![(self.field.name.to_owned(), asks.to_owned())]
    }

    fn value_of(&self, text: &str) -> Option<Value> {
        Some(match self.field.answer {
            Answer::Number(_) => json!(text.replace([',', '，'], "").parse::<u32>().ok()?),
            Answer::Points => json!(hundredths(text)?),
            Answer::Date => json!(NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?),
            Answer::YesNo(..) => json!(match text {
                "yes" => true,
                "no" => false,
                _ => return None,
            }),
            Answer::Codes(_) | Answer::Code => json!(self.known(text)?),
            Answer::Clause => json!(crate::clauses::is_known(text).then_some(text)?),
            Answer::Id(_) => json!(self.known(text)?.parse::<i64>().ok()?),
            _ => json!(text.trim()),
        })
    }

    fn known<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.choices.iter().any(|choice| choice.value == text).then_some(text)
    }

    fn read_ticks(&self, sent: &dyn Sent, value: impl Fn(&str) -> Option<Value>) -> Result<Value, Wrong> {
        let ticked: Vec<_> = sent.all(self.field.name).into_iter().filter(|text| !text.is_empty()).map(value).collect();
        match ticked.into_iter().collect::<Option<Vec<_>>>() {
            Some(ticked) if ticked.is_empty() && !self.field.asks.is_empty() => Err(self.wrong()),
            Some(ticked) => Ok(Value::Array(ticked)),
            None => Err(self.wrong()),
        }
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
                text => match text.parse::<u32>() {
                    Ok(figure) => figures.push(json!([line.value, figure])),
                    Err(_) => wrong.push((name, self.field.asks.to_owned())),
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
        match column.answer {
            _ if text.is_empty() => column.asks.is_empty(),
            Answer::Code => self.known(text).is_some(),
            Answer::Clause => crate::clauses::is_known(text),
            _ => true,
        }
    }

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

/// The head-counts a decision rests on, and what outside records say of them, beside a form.
pub(super) fn figures(form: &mut Form, standing: &ApplicationStanding) {
    let counted = standing.figures;
    form.beside("带动就业创业（核验）", format!("{} 人", thousands(&counted.employed)), "");
    form.beside("培训合格（核验）", format!("{} 人", thousands(&counted.trained)), "");
    if !standing.compared.is_empty() {
        form.beside("外部记录比对", standing.compared.join("\n"), "");
    }
}

/// The choice of one unit of several; the only one is chosen.
pub(super) fn units(form: &mut Form, name: &str, units: &BTreeMap<UnitId, String>) {
    form.choices(name, units.iter().map(|(id, unit)| (id.to_string(), unit.clone())));
    if let (1, Some((id, _))) = (units.len(), units.first_key_value()) {
        form.value(name, id.to_string());
    }
}

/// A payment beside a form: how much, from where, to which account.
pub(super) fn payment(
    form: &mut Form,
    cultivation: &Cultivation,
    payment: Payment,
    accounts: &BTreeMap<Payment, ShownAccount>,
) {
    if let Some(of) = cultivation.disbursements.get(&payment) {
        form.beside("补助", payment.label(), "");
        form.beside("金额", of.amount.to_string(), of.amount.uppercase());
        if let (Some(fund), Some(payer)) = (&of.fund, &of.payer) {
            form.beside("列支渠道", fund.as_str(), payer.as_str());
        }
    }
    if let Some(account) = accounts.get(&payment) {
        form.beside("收款账户", account.holder.as_str(), account.bank.as_str());
        form.beside("账号", account.masked_number.as_str(), "");
    }
}

/// `86.5` as 8650; none where it is no score of at most 100 with two decimals.
#[must_use]
pub fn hundredths(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if part.len() > 2 || !format!("{whole}{part}").bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole: i64 = whole.parse().ok().filter(|whole| *whole <= 100)?;
    let part: i64 = if part.is_empty() { 0 } else { format!("{part:0<2}").parse().ok()? };
    Some(whole * 100 + part).filter(|points| *points <= 10_000)
}

/// 8650 as `86.5`.
#[must_use]
pub fn said_points(points: i64) -> String {
    match points % 100 {
        0 => (points / 100).to_string(),
        rest => format!("{}.{rest:02}", points / 100).trim_end_matches('0').to_owned(),
    }
}

fn moment(text: &str) -> Option<String> {
    let naive = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").ok()?;
    let at = crate::calendar::shanghai_offset().from_local_datetime(&naive).single()?;
    Some(at.to_utc().to_rfc3339())
}

fn said_moment(at: &str) -> String {
    chrono::DateTime::parse_from_rfc3339(at).map_or_else(
        |_| at.to_owned(),
        |at| at.with_timezone(&crate::calendar::shanghai_offset()).format("%Y年%-m月%-d日 %H:%M").to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::{hundredths, said_points};

    #[test]
    fn points_are_read_to_two_decimals_and_said_without_zeros() {
        assert_eq!(["86.5", "100", "0", "7.25"].map(hundredths), [Some(8650), Some(10_000), Some(0), Some(725)]);
        assert_eq!(["100.01", "-1", "8.123", "", "九"].map(hundredths), [None; 5]);
        assert_eq!([8650, 10_000, 725].map(said_points), ["86.5", "100", "7.25"]);
    }
}
