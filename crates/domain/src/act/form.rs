//! What an act asks, without HTML: pages draw it, the API makes its schema of it, and what is sent is read by it, all
//! errors at once, into the act's own value.

mod judging;
mod reading;
mod telling;

pub(super) use judging::beyond;
pub use judging::{Judge, day};
pub use reading::{Sent, Wrong, hundredths, moment, moment_inputs, whole};
pub use telling::said_points;

use super::{ApplicationStanding, CultivationStanding};
use crate::{
    application::Application,
    cultivation::{Cultivation, Payment},
    days::Days,
    ids::{FileId, UnitId},
    policy::Policy,
    stream::StreamKind,
    thousands::thousands,
};
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

impl Answer {
    /// The choices that it brings along; the act fills in all others.
    fn choices(self) -> Vec<Choice> {
        if let Answer::Codes(codes) = self {
            codes.iter().map(|(code, label)| choice(code, label)).collect()
        } else if let Answer::YesNo(yes, no) = self {
            vec![choice("yes", yes), choice("no", no)]
        } else {
            Vec::new()
        }
    }

    /// The slot of the policy file that its file is kept in; none where it takes no file.
    #[must_use]
    pub fn slot(self) -> Option<&'static str> {
        if let Answer::File(slot) = self { Some(slot) } else { None }
    }
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

    /// One whose words the unit reads as they were typed.
    #[must_use]
    pub const fn read_by_unit(self) -> Field {
        self.hint("单位会看到这句话。")
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
    /// What judges its inputs, each where nothing else is wrong there.
    pub judges: Vec<Judge>,
    /// The days a date may be; none where any may.
    pub days: Option<Days>,
    /// Whether another answer decides if it may stay empty: its help says which, and it is not marked as one that may.
    pub depends: bool,
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
    /// The paper that proves it.
    pub proof: Option<FileId>,
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

impl Form {
    /// What an act asks, before it fills in choices.
    #[must_use]
    pub fn of(fields: &[Field]) -> Form {
        let question = |field: &Field| Question {
            field: *field,
            hint: field.hint.to_owned(),
            value: String::new(),
            judges: Vec::new(),
            days: None,
            depends: false,
            choices: field.answer.choices(),
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

    /// Holds a date, or the date of a moment, against the days it may be, which are its help where it has none; the last of
    /// them is its first value.
    pub fn days(&mut self, name: &str, days: Days) {
        let question = self.question(name);
        question.value = days.latest().to_string();
        if question.hint.is_empty() {
            question.hint = days.told();
        }
        question.days = Some(days.clone());
        let (input, what) = if matches!(question.field.answer, Answer::Moment) {
            (moment_inputs(name)[0].clone(), question.field.label.replace("时间", "日期"))
        } else {
            (name.to_owned(), question.field.label.to_owned())
        };
        let judged = input.clone();
        self.judge(name, input, move |sent| {
            day(sent, &judged).and_then(|day| days.wrong(day, &what)).map_or(Ok(()), Err)
        });
    }

    /// Sets the first value of one input of a row.
    pub fn first(&mut self, input: String, value: impl Into<String>) {
        self.firsts.push((input, value.into()));
    }

    /// Sets the help of a field.
    pub fn hint(&mut self, name: &str, hint: impl Into<String>) {
        self.question(name).hint = hint.into();
    }

    /// Says of a field that another answer decides whether it may stay empty.
    pub fn depends(&mut self, name: &str) {
        self.question(name).depends = true;
    }

    /// Leaves a field out, where it is not asked now.
    pub fn leave_out(&mut self, name: &str) {
        self.questions.retain(|question| question.field.name != name);
    }

    /// Puts a figure beside the form.
    pub fn beside(&mut self, label: &str, value: impl Into<String>, note: impl Into<String>) {
        let (label, value, note) = (label.to_owned(), value.into(), note.into());
        self.beside.push(Beside { label, value, note, proof: None });
    }

    /// Puts a figure beside the form with the paper that proves it.
    pub fn proven(&mut self, label: &str, value: &str, note: &str, proof: FileId) {
        self.beside(label, value, note);
        if let Some(last) = self.beside.last_mut() {
            last.proof = Some(proof);
        }
    }

    /// The files it takes: field name and slot.
    pub fn files(&self) -> impl Iterator<Item = (&'static str, &'static str)> + '_ {
        self.questions.iter().filter_map(|question| Some((question.field.name, question.field.answer.slot()?)))
    }
}

fn choice(value: &str, label: &str) -> Choice {
    Choice { value: value.to_owned(), label: label.to_owned(), hint: String::new(), chosen: false }
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

/// The points of the county's evaluation, head by head, and its opinion (5.2.b).
pub(super) fn evaluation(form: &mut Form, policy: &Policy, application: &Application) {
    let Some(evaluation) = &application.evaluation else { return };
    let head = |(code, points): &(String, i64)| {
        let head = policy.review.evaluation_heads.iter().find(|head| head.code == *code);
        format!("{} {} 分", head.map_or(code.as_str(), |head| head.label.as_str()), said_points(*points))
    };
    let heads: Vec<_> = evaluation.scores.iter().map(head).collect();
    form.beside("综合评价", format!("{} 分", said_points(evaluation.points())), heads.join("，"));
    form.beside("综合评价意见", evaluation.opinion.as_str(), "");
}

/// The choice of one unit of several; the only one is chosen.
pub(super) fn units(form: &mut Form, name: &str, units: &BTreeMap<UnitId, String>) {
    form.choices(name, units.iter().map(|(id, unit)| (id.to_string(), unit.clone())));
    if let (1, Some((id, _))) = (units.len(), units.first_key_value()) {
        form.value(name, id.to_string());
    }
}

/// A payment beside a form: how much, from where, to which account.
pub(super) fn payment(form: &mut Form, cultivation: &Cultivation, payment: Payment, standing: &CultivationStanding) {
    if let Some(of) = cultivation.disbursements.get(&payment) {
        form.beside("补助", payment.label(), "");
        form.beside("金额", of.amount.to_string(), of.amount.uppercase());
        if let (Some(fund), Some(payer)) = (&of.fund, &of.payer) {
            form.beside("列支渠道", fund.as_str(), payer.as_str());
        }
    }
    if let Some(account) = standing.accounts.get(&payment) {
        if let Some(lead) = standing.units.get(&cultivation.lead_unit()) {
            form.beside("牵头单位", lead.as_str(), "");
        }
        form.beside("收款账户", account.holder.as_str(), account.bank.as_str());
        form.beside("账号", account.masked_number.as_str(), "");
        if let Some((reason, proof)) = &account.other_holder {
            form.proven("开户名不是牵头单位", reason, "同意前请核对证明。", *proof);
        }
    }
}
