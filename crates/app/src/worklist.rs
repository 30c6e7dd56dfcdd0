//! The work list: what is mine, what waits for others, what is due soon. Reads summaries only, never beyond the actor's
//! scope, by keyset pages.

mod items;
mod queries;

use crate::{
    App, Result,
    matters::{self, WaitingMatter},
    rosters,
};
use chrono::{Days, NaiveDate};
use domain::{
    access::{Actor, Role},
    application::State,
    ids::{ApplicationId, AreaCode, BrandId, ComparisonId, CultivationId, MatterId, RightsRequestId, RoundId},
    policy::Step,
    stream::StreamKind,
    turn::Party,
};
use items::{application_items, disputed_items, matter_items, money_items, overdue_items, request_items};
use queries::{NEVER, keyset, narrowed, open_on, ordered, scoped};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, Order, PaginatorTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use storage::{entities::application_summary, lists, summaries};

/// Rows of one page.
const PAGE: u64 = 50;
/// Working days within which a deadline is near.
const NEAR: u32 = 5;
/// Which part of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// 待我办
    #[default]
    Mine,
    /// 待他人办
    Others,
    /// 临近期限
    Soon,
    /// 全部
    All,
}

impl Tab {
    /// In the order shown.
    pub const ALL: [Tab; 4] = [Tab::Mine, Tab::Others, Tab::Soon, Tab::All];

    /// The code in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Tab::Mine => "mine",
            Tab::Others => "others",
            Tab::Soon => "soon",
            Tab::All => "all",
        }
    }

    /// The words on it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Tab::Mine => "待我办",
            Tab::Others => "待他人办",
            Tab::Soon => "临近期限",
            Tab::All => "全部",
        }
    }

    /// The tab of a code; the first where it is none.
    #[must_use]
    pub fn parse(code: &str) -> Tab {
        Tab::ALL.into_iter().find(|tab| tab.code() == code).unwrap_or_default()
    }
}

/// What the reader narrowed the list to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// One area.
    pub area: Option<AreaCode>,
    /// One state.
    pub state: Option<State>,
    /// One round.
    pub round: Option<RoundId>,
    /// Part of a brand's or unit's name.
    pub text: String,
}

/// Where a page begins: after or before a row, by deadline and number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    due: String,
    id: i64,
    back: bool,
}

impl Cursor {
    /// Reads `2025-10-14.12`; nonsense begins at the beginning.
    #[must_use]
    pub fn parse(text: &str, back: bool) -> Option<Cursor> {
        let (due, id) = text.split_once('.')?;
        Some(Cursor { due: due.to_owned(), id: id.parse().ok()?, back })
    }
}

/// One row.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// The application; none for matters about several.
    pub application: Option<ApplicationId>,
    /// The cultivation whose money waits.
    pub cultivation: Option<CultivationId>,
    /// The matter that waits for the reader.
    pub matter: Option<MatterId>,
    /// The brand whose disputed people wait for the reader's verdict (待核).
    pub disputed: Option<BrandId>,
    /// The comparison whose list the recipient should have deleted by now.
    pub comparison: Option<ComparisonId>,
    /// The person's request that waits for an answer (个人信息权利请求).
    pub request: Option<RightsRequestId>,
    /// Brand, or what the matter is about.
    pub title: String,
    /// Lead unit.
    pub unit: String,
    /// County or functional area.
    pub area: Option<AreaCode>,
    /// State of the application.
    pub state: Option<State>,
    /// The act asked for.
    pub act: String,
    /// Who is to act, by the code of [`Party`].
    pub party: String,
    /// Under which clause.
    pub clause: String,
    /// Until when.
    pub due: Option<NaiveDate>,
    /// The brand.
    pub brand: Option<BrandId>,
    /// Signs of padding in what it has filed, for those who may know of them.
    pub signs: u64,
}

/// One page of the list.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Nearest deadline first.
    pub items: Vec<Item>,
    /// Where the page before ends; none on the first.
    pub before: Option<String>,
    /// Where the next page begins; none on the last.
    pub after: Option<String>,
    /// How many in all.
    pub total: u64,
}

/// The reader's place in the office: what the tabs are cut by.
struct Desk {
    party: Option<Party>,
    drafts: bool,
    matters: Vec<WaitingMatter>,
    near: NaiveDate,
}

impl Desk {
    async fn of(app: &App, actor: &Actor) -> Result<Desk> {
        let party = match actor.role {
            Role::County => Some(Party::County),
            Role::City => Some(Party::City),
            Role::Finance => Some(Party::Finance),
            _ => None,
        };
        let today = app.today();
        let near = app.calendar().working_days_end(today, NEAR);
        Ok(Desk {
            party,
            drafts: matters::steps_of(app, actor).await?.contains(&Step::Draft),
            matters: matters::waiting_for(app, actor).await?,
            near: near.unwrap_or_else(|_| today.checked_add_days(Days::new(7)).unwrap_or(today)),
        })
    }

    /// Applications of matters that wait for the reader: shown as those matters.
    fn taken(&self, stream: StreamKind) -> Vec<i64> {
        let rows = self.matters.iter().map(|waiting| &waiting.row);
        rows.filter(|row| row.subject == stream.code()).map(|row| row.subject_id).collect()
    }

    /// Applications whose turn is this desk's and on which nothing is under way.
    fn my_turn(&self) -> Condition {
        let (Some(party), true) = (self.party, self.drafts) else { return Condition::all().add(Expr::val(1).eq(0)) };
        Condition::all()
            .add(application_summary::Column::Party.eq(party.code()))
            .add(application_summary::Column::Id.not_in_subquery(open_on(StreamKind::Application)))
    }

    fn tab(&self, conn: &impl ConnectionTrait, tab: Tab) -> Condition {
        let ended = State::ALL.iter().copied().filter(|state| state.ended() || *state == State::Drafting);
        let running = lists::none_of(application_summary::Column::State, ended.map(State::code));
        match tab {
            Tab::Mine => self.my_turn(),
            Tab::Others => Condition::all()
                .add(running)
                .add(application_summary::Column::Party.ne(Party::Nobody.code()))
                .add(self.my_turn().not())
                .add(lists::not_among(conn, application_summary::Column::Id, self.taken(StreamKind::Application))),
            Tab::Soon => {
                Condition::all().add(running).add(application_summary::Column::Due.lte(summaries::day(self.near)))
            }
            Tab::All => Condition::all(),
        }
    }
}

/// One page of one tab.
///
/// # Errors
/// The database is away.
pub async fn list(app: &App, actor: &Actor, tab: Tab, filter: &Filter, cursor: Option<&Cursor>) -> Result<Page> {
    let desk = Desk::of(app, actor).await?;
    let Some(query) = scoped(actor) else { return Ok(Page::default()) };
    let query = narrowed(query, filter).filter(desk.tab(app.db().reader(), tab));
    let conn = app.db().reader();
    let mut total = query.clone().count(conn).await?;
    let mut rows = keyset(query, cursor).all(conn).await?;
    let more = rows.len() as u64 > PAGE;
    rows.truncate(PAGE as usize);
    let back = cursor.is_some_and(|cursor| cursor.back);
    if back {
        rows.reverse();
    }
    let place = |row: &application_summary::Model| format!("{}.{}", row.due.as_deref().unwrap_or(NEVER), row.id);
    let before = rows.first().map(place).filter(|_| if back { more } else { cursor.is_some() });
    let after = rows.last().map(place).filter(|_| back || more);
    let mut items = Vec::new();
    if tab == Tab::Mine {
        let waiting = matter_items(app, &desk, filter).await?;
        total += waiting.len() as u64;
        if cursor.is_none() {
            items = waiting;
        }
    }
    let requests = request_items(app, actor, &desk, tab, filter).await?;
    total += requests.len() as u64;
    if cursor.is_none() {
        items.splice(0..0, requests);
    }
    items.extend(application_items(app, rows).await?);
    let money = money_items(app, actor, &desk, tab, filter).await?;
    total += money.len() as u64;
    if after.is_none() {
        items.extend(money);
    }
    if tab == Tab::Mine {
        // Verdicts have no deadline: they stand last.
        let disputed = disputed_items(app, actor, filter).await?;
        let overdue = overdue_items(app, actor, filter).await?;
        total += (disputed.len() + overdue.len()) as u64;
        if after.is_none() {
            items.extend(disputed);
        }
        if cursor.is_none() {
            items.splice(0..0, overdue);
        }
    }
    note_signs(app, actor, &mut items).await?;
    Ok(Page { items, before, after, total })
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

/// How many stand under each tab, in the order of [`Tab::ALL`].
///
/// # Errors
/// The database is away.
pub async fn counts(app: &App, actor: &Actor) -> Result<[u64; 4]> {
    let desk = Desk::of(app, actor).await?;
    let mut counts = [0; 4];
    for (count, tab) in counts.iter_mut().zip(Tab::ALL) {
        let Some(query) = scoped(actor) else { break };
        *count = query.filter(desk.tab(app.db().reader(), tab)).count(app.db().reader()).await?;
        *count += request_items(app, actor, &desk, tab, &Filter::default()).await?.len() as u64;
    }
    for (count, tab) in counts.iter_mut().zip(Tab::ALL) {
        *count += money_items(app, actor, &desk, tab, &Filter::default()).await?.len() as u64;
    }
    counts[0] += desk.matters.len() as u64;
    counts[0] += disputed_items(app, actor, &Filter::default()).await?.len() as u64;
    counts[0] += overdue_items(app, actor, &Filter::default()).await?.len() as u64;
    Ok(counts)
}

/// Every row of a tab as a workbook's cells, for 导出本表.
///
/// # Errors
/// The database is away, or the workbook cannot be written.
pub async fn export(app: &App, actor: &Actor, tab: Tab, filter: &Filter) -> Result<Vec<u8>> {
    let desk = Desk::of(app, actor).await?;
    let mut items = Vec::new();
    if tab == Tab::Mine {
        items = overdue_items(app, actor, filter).await?;
        items.extend(matter_items(app, &desk, filter).await?);
        items.extend(disputed_items(app, actor, filter).await?);
    }
    items.extend(request_items(app, actor, &desk, tab, filter).await?);
    if let Some(query) = scoped(actor) {
        let query = narrowed(query, filter).filter(desk.tab(app.db().reader(), tab));
        items.extend(application_items(app, ordered(query, Order::Asc).all(app.db().reader()).await?).await?);
    }
    items.extend(money_items(app, actor, &desk, tab, filter).await?);
    let policies = app.policies();
    let policy = policies.current().1;
    let rows = items.into_iter().map(|item| {
        let area = item.area.and_then(|area| policy.area(area.as_str()).map(|area| area.name.clone()));
        let due = item.due.map_or_else(String::new, summaries::day);
        let state = item.state.map_or_else(String::new, |state| state.label().to_owned());
        [item.title, item.unit, area.unwrap_or_default(), state, item.act, due, item.clause]
    });
    sheet(app, tab.label(), &["品牌", "单位", "属地", "状态", "待办", "期限", "条款"], rows)
}

fn sheet<const N: usize>(
    app: &App,
    name: &str,
    heads: &[&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> Result<Vec<u8>> {
    let columns: Vec<_> =
        heads.iter().map(|head| spreadsheets::ExportColumn { label: (*head).to_owned(), width: 20.0 }).collect();
    let failed = |error: spreadsheets::WriteError| crate::Error::Internal(error.to_string());
    let mut export = spreadsheets::Export::new(name, &columns, Some(app.folder())).map_err(failed)?;
    for row in rows {
        export.row(row).map_err(failed)?;
    }
    let mut out = std::io::Cursor::new(Vec::new());
    export.finish(&mut out).map_err(failed)?;
    Ok(out.into_inner())
}

pub(crate) fn date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}
