//! The work list: what is mine, what waits for others, what is due soon. `storage::work` merges its sources; here their rows
//! are told in words. Reads summaries only, never beyond the actor's scope, by keyset pages.

use crate::{
    App, Result,
    comparisons::recipient_of,
    exports::{Format, Sheet},
    matters, rosters,
};
use chrono::{Days, NaiveDate};
use domain::{
    access::{Actor, Role},
    act::ActKind,
    application::State,
    ids::{
        ApplicationId, AreaCode, BrandId, ComparisonId, CultivationId, IntakeId, MatterId, ObjectionId, RightsRequestId,
    },
    matter::{MatterState, Step},
    objection::ObjectionState,
    rights::RequestKind,
    turn::Party,
};
use storage::{
    listing::{At, Count, NEVER},
    summaries,
    work::{self, Reader, Row, Source},
};

pub use domain::turn::When;
pub use storage::work::{Filter, Standing, Tab};

/// Working days within which a deadline is near.
const NEAR: u32 = 5;

/// What a row leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// An application whose turn it is.
    Application(ApplicationId),
    /// A cultivation whose money waits.
    Cultivation(CultivationId),
    /// A matter that waits for the reader.
    Matter(MatterId),
    /// A brand whose disputed people wait for the reader's verdict (待核).
    Disputed(BrandId),
    /// A comparison whose list the recipient should have deleted by now.
    Comparison(ComparisonId),
    /// A person's request that waits for an answer (个人信息权利请求).
    Request(RightsRequestId),
    /// A brand from paper that waits for a second person (存量导入).
    Intake(IntakeId),
    /// A lead, or an objection to a brand that no notice holds, that waits for its answer.
    Objection(ObjectionId),
}

/// One row.
#[derive(Clone, Debug)]
pub struct Item {
    /// What it leads to.
    pub subject: Subject,
    /// Brand, or what it is about.
    pub title: String,
    /// Lead unit, or recipient.
    pub unit: String,
    /// County or functional area.
    pub area: Option<AreaCode>,
    /// How it stands.
    pub standing: Standing,
    /// The act asked for.
    pub act: String,
    /// Who is to act.
    pub party: Option<Party>,
    /// Under which clause.
    pub clause: String,
    /// By when.
    pub when: When,
    /// The brand.
    pub brand: Option<BrandId>,
    /// Signs of padding in what it has filed, for those who may know of them.
    pub signs: u64,
}

impl Item {
    /// What is asked; where the tab is not the reader's own turn, of whom.
    #[must_use]
    pub fn asked(&self, tab: Tab) -> String {
        let who = match self.party {
            Some(Party::Unit) => "单位",
            Some(party @ (Party::County | Party::City | Party::Finance)) => party.label(),
            Some(Party::Nobody) | None => "",
        };
        match (tab, who) {
            (Tab::Mine, _) | (_, "") => self.act.clone(),
            (_, who) => format!("{who}：{}", self.act),
        }
    }
}

/// The head over what is asked.
#[must_use]
pub fn act_head(tab: Tab) -> &'static str {
    if tab == Tab::Mine { "要我办" } else { "等谁办" }
}

/// One page of the list.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Nearest day first, what has none last.
    pub items: Vec<Item>,
    /// Where the page before ends; none on the first.
    pub before: Option<String>,
    /// Where the next page begins; none on the last.
    pub after: Option<String>,
    /// How many stand under each tab as the list is narrowed, in the order of [`Tab::ALL`].
    pub counts: [Count; 4],
}

impl Page {
    /// How many the tab has, as it is narrowed.
    #[must_use]
    pub fn total(&self, tab: Tab) -> Count {
        self.counts.get(tab as usize).copied().unwrap_or_default()
    }
}

/// One page of one tab.
///
/// # Errors
/// The database is away, or a row makes no sense.
pub async fn list(app: &App, actor: &Actor, tab: Tab, filter: &Filter, at: Option<&At>) -> Result<Page> {
    let conn = app.db().reader();
    let reader = reader(app, actor).await?;
    let statements = app.work_statements();
    let counts = work::counts(conn, statements, &reader, filter).await?;
    let page = work::page(conn, statements, (&reader, tab, filter), at).await?;
    let mut items = page.rows.into_iter().map(item).collect::<Result<Vec<_>>>()?;
    note_signs(app, actor, &mut items).await?;
    Ok(Page { items, before: page.before, after: page.after, counts })
}

async fn reader(app: &App, actor: &Actor) -> Result<Reader> {
    let (steps, deputy) = matters::approvers_of(app.db().reader(), actor).await?;
    let today = app.today();
    let near = app.calendar().working_days_end(today, NEAR);
    let near = near.unwrap_or_else(|_| today.checked_add_days(Days::new(7)).unwrap_or(today));
    Ok(Reader { actor: actor.clone(), steps, deputy, today, near })
}

/// A row in words.
fn item(row: Row) -> Result<Item> {
    let (due, place) = (day(&row.due)?, day(&row.place)?);
    let (subject, state) = (subject(&row)?, State::parse(&row.state));
    // A matter on what the unit corrects waits for the office.
    let turn_of = state.filter(|_| matches!(subject, Subject::Application(_)));
    let mut item = Item {
        subject,
        area: Some(row.area.as_str()).filter(|area| !area.is_empty()).map(Into::into),
        standing: state.map_or(Standing::Passing, Standing::State),
        party: Party::parse(&row.party),
        when: When::of(due, place, turn_of),
        brand: Some(BrandId(row.brand)).filter(|brand| brand.0 > 0),
        signs: 0,
        title: row.title,
        unit: row.unit,
        act: row.act,
        clause: row.clause,
    };
    match item.subject {
        Subject::Application(_) => {}
        Subject::Matter(_) => (item.act, item.clause) = asked_of_matter(&row.note, &item.act, &row.party)?,
        Subject::Disputed(_) => item.act = format!("核定待核人员 {} 人", row.figure),
        Subject::Comparison(_) => (item.unit, item.standing) = (recipient_of(&row.note)?, Standing::Overdue),
        Subject::Request(id) => {
            let asked = RequestKind::parse(&row.note).map_or("", RequestKind::label);
            item.title = format!("第 {id} 号个人信息权利请求（{asked}）");
            item.standing = Standing::InHand;
        }
        Subject::Objection(_) => {
            let next = ObjectionState::parse(&row.state).and_then(|state| state.next_act(row.figure != 0));
            item.act = next.map_or("", ActKind::label).to_owned();
            item.unit.clone_from(&row.note);
            if item.title.is_empty() {
                item.title = "举报线索".into();
            }
            item.standing = Standing::InHand;
        }
        Subject::Cultivation(_) => item.standing = Standing::InCycle,
        Subject::Intake(_) => item.standing = Standing::Entered,
    }
    Ok(item)
}

fn subject(row: &Row) -> Result<Subject> {
    let source = row.source().ok_or_else(|| crate::Error::Internal("a row of no source".into()))?;
    Ok(match source {
        Source::Comparison => Subject::Comparison(ComparisonId(row.id)),
        Source::Request => Subject::Request(RightsRequestId(row.id)),
        Source::Objection => Subject::Objection(ObjectionId(row.id)),
        Source::Matter => Subject::Matter(MatterId(row.id)),
        Source::Application => Subject::Application(ApplicationId(row.id)),
        Source::Intake => Subject::Intake(IntakeId(row.id)),
        Source::Money => Subject::Cultivation(CultivationId(row.id)),
        Source::Disputed => Subject::Disputed(BrandId(row.brand)),
    })
}

/// What a matter asks: its next step, and what it proposes under which clause.
fn asked_of_matter(step: &str, act: &str, desk: &str) -> Result<(String, String)> {
    let step = if step == MatterState::SentBack.code() {
        "修改后重新提交"
    } else {
        Step::parse(step).map_or("", Step::label)
    };
    let act = ActKind::parse(act).ok_or_else(|| crate::Error::Internal(format!("{act} is no act")))?;
    let desk = Party::parse(desk).ok_or_else(|| crate::Error::Internal(format!("{desk} is no desk")))?;
    Ok((format!("{step}（{}）", act.label()), act.clause(desk).to_owned()))
}

fn day(text: &str) -> Result<Option<NaiveDate>> {
    match text {
        "" | NEVER => Ok(None),
        text => date(text).map(Some).ok_or_else(|| crate::Error::Internal(format!("{text} is no day"))),
    }
}

/// Notes how many signs of padding stand in the rosters of each brand, for the bureaus and the auditor.
async fn note_signs(app: &App, actor: &Actor, items: &mut [Item]) -> Result<()> {
    if actor.role == Role::Finance {
        return Ok(());
    }
    let signs = rosters::signs_of_brands(app.db().reader(), items.iter().filter_map(|item| item.brand)).await?;
    for item in items {
        item.signs = item.brand.and_then(|brand| signs.get(&brand)).copied().unwrap_or(0);
    }
    Ok(())
}

/// Every row of a tab as it is narrowed, for 导出本表; recorded.
///
/// # Errors
/// The database is away, or the file cannot be written.
pub async fn export(app: &App, actor: &Actor, tab: Tab, filter: &Filter, format: Format) -> Result<std::fs::File> {
    let heads = ["品牌", "牵头单位", "属地", "状态", act_head(tab), "期限", "条款"];
    let reader = reader(app, actor).await?;
    let (listing, subject) = (work::listing(&reader, tab, filter), format!("worklist/{}", tab.code()));
    let mut sheet = Sheet::part_of(app, listing, subject, (tab.label(), heads), format)?;
    while let Some(rows) = sheet.next(app).await? {
        for row in rows {
            sheet.row(cells(app, tab, item(row)?))?;
        }
    }
    sheet.end(app, actor).await
}

fn cells(app: &App, tab: Tab, item: Item) -> [String; 7] {
    let policies = app.policies();
    let policy = policies.current().1;
    let area = item.area.as_ref().map_or_else(String::new, |code| policy.area_name(code.as_str()).to_owned());
    let until = match item.when {
        When::Due(day) => summaries::day(day),
        When::Earliest(day) => format!("{} 后", summaries::day(day)),
        When::Paused => "暂停计时".to_owned(),
        When::Waiting => String::new(),
    };
    let asked = item.asked(tab);
    [item.title, item.unit, area, item.standing.label().to_owned(), asked, until, item.clause]
}

fn date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}
