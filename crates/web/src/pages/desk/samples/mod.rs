//! `/desk/samples/{sample}`: people of filed rosters drawn at random and called (抽查, 4.4); what they say, row by row, and
//! what it means for the whole roster.

mod conclude;
mod draw;
mod told;
mod unmask;

pub(super) use told::listed;

use super::signs::{READING, bureau, named, reader};
use crate::{
    components::{Cell, Choice, ErrorLine, ErrorSummary, Markup, Pager, Summary, Table, Tag, Tone, count},
    frame::{Frame, Link},
    shell::{Caller, Done, Fail, FormView, Routes, Submitted, Who},
};
use app::{
    FieldError,
    rosters::{self, Called},
};
use askama::Template;
use domain::{access::Role, ids::SampleId, sampling::CallResult};
use told::{estimate, method, saved, script, state, title};

/// The call list, and what comes before and after it.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .merge(draw::routes())
        .keeping("/desk/samples/{sample}", (READING, Who::BUREAUS), enter_form, enter)
        .merge(unmask::routes())
        .merge(conclude::routes())
}

/// A person of the list; name and numbers masked.
#[derive(Clone, Debug)]
pub(crate) struct CallRow {
    /// Place in the order of calling.
    pub(crate) no: i64,
    /// `林*东 138****0001`; says so where the row cannot be read any more.
    pub(crate) person: String,
    /// The document's number, masked, and where the row stands.
    pub(crate) small: String,
    /// What the row says.
    pub(crate) says: String,
    /// 属实, 不属实, 无法联系.
    pub(crate) results: Vec<Choice>,
    /// The result in words, for those who only read; none before the call.
    pub(crate) result: Option<Tag>,
    /// What was noted.
    pub(crate) note: String,
    /// What is wrong with what was typed; empty for nothing.
    pub(crate) error: String,
}

/// The call list.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/sample.html")]
pub(crate) struct SamplePage {
    pub(crate) frame: Frame,
    /// The brand's signs.
    pub(crate) back: Link,
    /// What was wrong with what was sent.
    pub(crate) errors: ErrorSummary,
    /// How far it is.
    pub(crate) state: Tag,
    /// Plan, seed, figures.
    pub(crate) plan: Summary,
    /// What the calls say so far, a sentence each.
    pub(crate) estimate: Vec<String>,
    /// What to say on the telephone, a sentence each.
    pub(crate) script: Vec<String>,
    /// People of this page.
    pub(crate) rows: Vec<CallRow>,
    /// Pages.
    pub(crate) pager: Pager,
    /// Whether results may be entered.
    pub(crate) open: bool,
    /// Where they are sent.
    pub(crate) action: String,
    /// The page that shows the numbers of this page for a purpose; empty for those who may not.
    pub(crate) unmask_href: String,
    /// The page that concludes; empty while results are missing.
    pub(crate) conclude_href: String,
}

/// The results to choose from for one person.
#[derive(Template)]
#[template(path = "desk/sample_result.html")]
struct Results<'a> {
    row: &'a CallRow,
}

/// The note on one person.
#[derive(Template)]
#[template(path = "desk/sample_note.html")]
struct Note<'a> {
    row: &'a CallRow,
}

impl CallRow {
    fn cells(&self, open: bool) -> Vec<Cell> {
        let (result, note) = if open {
            (Cell::Part(Markup::of(&Results { row: self })), Cell::Part(Markup::of(&Note { row: self })))
        } else {
            (self.result.clone().map_or_else(|| "".into(), Cell::Tag), self.note.as_str().into())
        };
        let person = Cell::Noted(self.person.clone(), self.small.clone());
        vec![Cell::Figure(self.no.to_string()), person, self.says.as_str().into(), result, note]
    }

    /// The row as it was sent, with what is wrong.
    fn refused(mut self, sent: &Submitted, errors: &[FieldError]) -> Self {
        let result = CallResult::parse(sent.text(&format!("result-{}", self.no)));
        for choice in &mut self.results {
            choice.chosen = result.is_some_and(|result| result.code() == choice.value);
        }
        let name = format!("note-{}", self.no);
        sent.text(&name).clone_into(&mut self.note);
        let error = errors.iter().find(|error| error.field == name);
        self.error = error.map_or_else(String::new, |error| error.message.clone());
        self
    }
}

impl SamplePage {
    fn table(&self) -> Table {
        let rows = self.rows.iter().map(|row| row.cells(self.open)).collect();
        Table::new(&["次序#", "人员", "花名册上的记录", "结果", "备注"], rows, "没有要回访的人员。").class("calls")
    }
}

impl FormView for SamplePage {
    fn refused(self, sent: &Submitted, errors: Vec<FieldError>) -> Self {
        let rows = self.rows.into_iter().map(|row| row.refused(sent, &errors)).collect();
        let at = |field: &str| format!("#{}", if field.is_empty() { "form" } else { field });
        let lines = errors.iter().map(|error| ErrorLine::of(at(&error.field), error)).collect();
        Self { rows, errors: ErrorSummary { lines }, ..self }
    }
}

/// Whose call begins the page, by the address.
fn from(caller: &Caller) -> i64 {
    Submitted::asked(caller).text("from").parse().unwrap_or(1).max(1)
}

fn here(id: SampleId) -> String {
    format!("/desk/samples/{id}")
}

/// The list, for those who call and those who read.
async fn enter_form(caller: &Caller, id: SampleId) -> Result<SamplePage, Fail> {
    let actor = reader(caller)?;
    let (brand, sample) = rosters::sample(&caller.app, actor, id).await?;
    let from = from(caller);
    let list = rosters::called_rows(&caller.app, &sample, from).await?;
    let open = sample.concluded_at.is_none() && actor.role != Role::Auditor;
    let (here, at) = (here(id), |no: i64| format!("{}?from={no}", here(id)));
    Ok(SamplePage {
        frame: super::frame(caller, title(&brand, &sample)).await,
        back: Link::new("返回疑点与抽查", format!("/desk/signs/{}", brand.id)),
        errors: ErrorSummary::default(),
        state: state(&sample),
        plan: method(&sample),
        estimate: estimate(&sample),
        script: script(caller, &brand, sample.ledger),
        rows: list.people.iter().map(row).collect(),
        pager: Pager {
            prev: list.before.map_or_else(String::new, at),
            next: list.next.map_or_else(String::new, at),
            total: format!("共 {} 人", count(&sample.size)),
            ..Pager::default()
        },
        open,
        action: at(from),
        unmask_href: if open { format!("{here}/unmask?from={from}") } else { String::new() },
        conclude_href: if sample.tally.pending == 0 { format!("{here}/conclude") } else { String::new() },
    })
}

fn row(called: &Called) -> CallRow {
    let choice = |of: &CallResult| Choice { chosen: called.result == Some(*of), ..Choice::new(of.code(), of.label()) };
    let tag = called.result.map(|result| match result {
        CallResult::Confirmed => Tag::new(Tone::Good, result.label()),
        CallResult::Refuted => Tag::new(Tone::Bad, result.label()),
        CallResult::Unreached => Tag::new(Tone::Unsure, result.label()),
    });
    let of = called.row.as_ref();
    CallRow {
        no: called.no,
        person: of.map_or_else(|| "（记录不可见）".into(), |row| format!("{} {}", row.name, row.mobile)),
        small: of.map_or_else(String::new, |row| format!("{} · {}", row.number, row.place)),
        says: of.map_or_else(String::new, |row| row.says.clone()),
        results: CallResult::ALL.iter().map(choice).collect(),
        result: tag,
        note: called.note.clone(),
        error: String::new(),
    }
}

/// Keeps the results of a page.
async fn enter(caller: &Caller, id: SampleId, sent: &Submitted) -> Result<Done, Fail> {
    let actor = bureau(caller)?;
    rosters::enter_results(&caller.app, actor, id, &results(sent)).await?;
    let (_, sample) = rosters::sample(&caller.app, actor, id).await?;
    Ok(Done::to(format!("{}?from={}", here(id), from(caller))).saying(saved(&sample.tally)))
}

/// What was entered: rows with a result or a note.
fn results(sent: &Submitted) -> Vec<(i64, Option<CallResult>, String)> {
    let row = |(name, note): (&str, &str)| {
        let no: i64 = name.strip_prefix("note-")?.parse().ok()?;
        let result = CallResult::parse(sent.text(&format!("result-{no}")));
        (result.is_some() || !note.trim().is_empty()).then(|| (no, result, note.trim().to_owned()))
    };
    sent.pairs().filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        components::Pair,
        frame::Room,
        pages::samples::{Samples, frame, long},
    };

    impl Samples for SamplePage {
        const NAME: &str = "desk-sample";
        fn samples() -> Vec<(&'static str, Self)> {
            let results = || ["属实", "不属实", "无法联系"].map(|label| Choice::new(label, label)).to_vec();
            let row = |no: i64, note: &str, error: &str| CallRow {
                no,
                person: "林*东 138****0001".into(),
                small: "350527********001X · 第 1 版 第 27 行".into(),
                says: "2025-003，缝纫工，2025-03-03，2025-03-17".into(),
                results: results(),
                result: None,
                note: note.into(),
                error: error.into(),
            };
            let full = Self {
                frame: frame(Room::Desk, "抽查：晋江鞋服工匠 培训 2025年", "/desk/samples/1"),
                back: Link::new("返回疑点与抽查", "/desk/signs/1"),
                errors: ErrorSummary { lines: vec![ErrorLine::new("#note-2", "第 2 位：请写明情况。")] },
                state: Tag::new(Tone::Active, "回访中"),
                plan: Summary { rows: vec![Pair::new("抽取", "540 人中抽 82 人")] },
                estimate: vec!["已联系到 60 人，12 人不属实。".into()],
                script: vec!["您好，这里是晋江市人社局。".into()],
                rows: vec![row(1, "", ""), row(2, "", "请写明情况。")],
                pager: Pager { next: "?from=21".into(), ..Pager::default() },
                open: true,
                action: "/desk/samples/1".into(),
                unmask_href: "/desk/samples/1/unmask?from=1".into(),
                conclude_href: "/desk/samples/1/conclude".into(),
            };
            let mut read = row(1, "本人称未参加。", "");
            read.result = Some(Tag::new(Tone::Bad, "不属实"));
            let over = Self {
                errors: ErrorSummary::default(),
                state: Tag::new(Tone::Good, "已办结"),
                rows: vec![read],
                open: false,
                unmask_href: String::new(),
                conclude_href: String::new(),
                ..full.clone()
            };
            let huge = Self { rows: vec![row(2, &long("情况"), &long("错"))], ..full.clone() };
            vec![("full", full), ("over", over), ("long", huge)]
        }
    }
}
