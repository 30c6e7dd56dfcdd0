//! What waits for somebody: applications, matters, money, people to decide on, lists to be deleted, people's requests,
//! brands from paper. Each is a source of the same rows; one statement merges them, for the page, the counts and the export.

#![deny(clippy::wildcard_enum_match_arm)]

mod sources;
mod statements;

pub use statements::Statements;

use crate::{
    Error,
    listing::{At, Count, Key, Listing, Page, counted},
    listings::List,
};
use chrono::NaiveDate;
use domain::{
    access::{Actor, Role},
    application::State,
    ids::{AccountId, AreaCode, RoundId},
    policy::Step,
    turn::Party,
};
use sea_orm::{
    ConnectionTrait, FromQueryResult,
    sea_query::{Alias, Expr, Query, SelectStatement},
};

/// Which part of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
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

/// How a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// By the state of the application.
    State(State),
    /// It passes through the office.
    Passing,
    /// The cycle runs.
    InCycle,
    /// It is worked on.
    InHand,
    /// Over, and not done.
    Overdue,
    /// One person has entered it.
    Entered,
}

impl Standing {
    /// All of them, the states of applications first.
    pub fn all() -> impl Iterator<Item = Standing> {
        let beside = [Standing::Passing, Standing::InCycle, Standing::InHand, Standing::Overdue, Standing::Entered];
        State::ALL.iter().copied().map(Standing::State).chain(beside)
    }

    /// The code in addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Standing::State(state) => state.code(),
            Standing::Passing => "passing",
            Standing::InCycle => "in_cycle",
            Standing::InHand => "in_hand",
            Standing::Overdue => "overdue",
            Standing::Entered => "entered",
        }
    }

    /// The words people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Standing::State(state) => state.label(),
            Standing::Passing => "审批中",
            Standing::InCycle => "培育期内",
            Standing::InHand => "办理中",
            Standing::Overdue => "超期未删除",
            Standing::Entered => "待复核",
        }
    }

    /// What a code means, if anything.
    #[must_use]
    pub fn parse(code: &str) -> Option<Standing> {
        Standing::all().find(|standing| standing.code() == code)
    }
}

/// What the reader narrowed the list to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// One area.
    pub area: Option<AreaCode>,
    /// Those that stand so.
    pub state: Option<Standing>,
    /// One round.
    pub round: Option<RoundId>,
    /// Part of a brand's or unit's name.
    pub text: String,
}

/// The reader, as far as the list is cut by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// Who.
    pub actor: Actor,
    /// The steps of chains the reader's post takes.
    pub steps: Vec<Step>,
    /// The colleague the reader stands in for, with that colleague's steps (AB角).
    pub deputy: Option<(AccountId, Vec<Step>)>,
    /// The day.
    pub today: NaiveDate,
    /// The last day that is near.
    pub near: NaiveDate,
}

impl Reader {
    /// Whose turns are this reader's.
    fn party(&self) -> Option<Party> {
        match self.actor.role {
            Role::County => Some(Party::County),
            Role::City => Some(Party::City),
            Role::Finance => Some(Party::Finance),
            Role::Unit | Role::Expert | Role::Auditor | Role::Admin => None,
        }
    }

    fn drafts(&self) -> bool {
        self.steps.contains(&Step::Draft)
    }

    fn is_bureau(&self) -> bool {
        matches!(self.actor.role, Role::County | Role::City)
    }
}

/// Where a row comes from: among rows of one day, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// A list that left and that its recipient should have deleted; the row's number is the comparison's.
    Comparison,
    /// A person's request; its number is the request's.
    Request,
    /// A matter; its number is the matter's, `note` its next step or `sent_back`, `act` the code of what it proposes.
    Matter,
    /// An application; its number is the application's.
    Application,
    /// A brand from paper that waits for a second person; its number is the entry's.
    Intake,
    /// A cultivation whose money waits; its number is the cultivation's.
    Money,
    /// People of a brand who wait for a verdict, `figure` of them; its number is the application's.
    Disputed,
    /// A lead, or an objection to a brand that no notice holds: it stops nothing, and is owed its answer all the same. Its
    /// number is its own, `note` its receipt, `state` its own.
    Objection,
}

impl Source {
    const ALL: [Source; 8] = [
        Source::Comparison,
        Source::Request,
        Source::Matter,
        Source::Application,
        Source::Intake,
        Source::Money,
        Source::Disputed,
        Source::Objection,
    ];
}

/// A row of the list, as its source has it. What a source does not know is empty or zero.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Row {
    source: i64,
    /// The day it stands under; [`crate::listing::NEVER`] for none.
    pub place: String,
    /// Its number, by [`Source`].
    pub id: i64,
    /// Brand, or what it is about.
    pub title: String,
    /// Lead unit, or recipient.
    pub unit: String,
    /// Code of the area.
    pub area: String,
    /// State of the application.
    pub state: String,
    /// What is asked.
    pub act: String,
    /// Code of the party that is waited for.
    pub party: String,
    /// Under which clause.
    pub clause: String,
    /// The day it is due; empty where nobody is late with it, whatever day it stands under.
    pub due: String,
    /// The brand.
    pub brand: i64,
    /// A figure, by [`Source`].
    pub figure: i64,
    /// What else the source says, by [`Source`].
    pub note: String,
}

impl Row {
    /// Where it comes from; none where no source is of that number.
    #[must_use]
    pub fn source(&self) -> Option<Source> {
        Source::ALL.into_iter().find(|source| *source as i64 == self.source)
    }
}

/// A tab as one list; none where the reader has nothing to see.
#[must_use]
pub fn listing(reader: &Reader, tab: Tab, filter: &Filter) -> Option<Listing<Row>> {
    let sources: Vec<_> = sources::of(reader, tab, filter).into_iter().map(sources::Rows::shown).collect();
    (!sources.is_empty()).then(|| Listing::merged(List::Work, sources, order()))
}

/// The nearest day first.
fn order() -> Vec<Key<Row>> {
    let column = |name: &'static str| Expr::col(Alias::new(name));
    vec![
        Key::text(column("place"), |row: &Row| row.place.as_str()),
        Key::number(column("source"), |row| row.source),
        Key::number(column("id"), |row| row.id),
    ]
}

/// A page of a tab; empty where the reader has nothing to see.
///
/// # Errors
/// The database is away.
pub async fn page(
    conn: &impl ConnectionTrait,
    statements: &Statements,
    (reader, tab, filter): (&Reader, Tab, &Filter),
    at: Option<&At>,
) -> Result<Page<Row>, Error> {
    if at.is_some() || *filter != Filter::default() {
        return match listing(reader, tab, filter) {
            Some(listing) => listing.page(conn, at).await,
            None => Ok(Page::default()),
        };
    }
    let build = || listing(reader, tab, filter).map(|listing| listing.first());
    match statements.of(conn.get_database_backend(), reader, Some(tab), build) {
        Some(first) => Listing::merged(List::Work, Vec::new(), order()).first_page(&conn.query_all_raw(first).await?),
        None => Ok(Page::default()),
    }
}

/// How many stand under each tab as the list is narrowed, in the order of [`Tab::ALL`]: one statement.
///
/// # Errors
/// The database is away.
pub async fn counts(
    conn: &impl ConnectionTrait,
    statements: &Statements,
    reader: &Reader,
    filter: &Filter,
) -> Result<[Count; 4], Error> {
    let backend = conn.get_database_backend();
    let statement = match *filter == Filter::default() {
        true => statements.of(backend, reader, None, || Some(counting(reader, filter))),
        false => Some(backend.build(&counting(reader, filter))),
    };
    let Some(statement) = statement else { return Ok(Default::default()) };
    let Some(row) = conn.query_one_raw(statement).await? else { return Ok(Default::default()) };
    let count = |nth: usize| Ok::<_, Error>(Count::of(row.try_get_by_index(nth)?));
    Ok([count(0)?, count(1)?, count(2)?, count(3)?])
}

fn counting(reader: &Reader, filter: &Filter) -> SelectStatement {
    let mut select = Query::select();
    for (nth, tab) in Tab::ALL.into_iter().enumerate() {
        let rows = sources::of(reader, tab, filter).into_iter().map(sources::Rows::which);
        select.expr_as(counted(rows), Alias::new(format!("n{nth}")));
    }
    select
}
