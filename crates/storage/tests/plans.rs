//! Every list goes along an index: neither database reads a table through from end to end, whatever a list is narrowed to
//! and sorted by, and no page sorts more rows than it shows.

mod support;

use chrono::NaiveDate;
use domain::{
    access::{Actor, Role, Scope},
    ids::{AccountId, AreaCode, RoundId},
    policy::Step,
};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, Statement, TransactionTrait, sea_query::SelectStatement,
};
use storage::{
    listing::{Listing, Search, Sort},
    listings::{self, List},
    work::{self, Filter, Reader, Standing, Tab},
};
use support::database;

/// A list as somebody asks for it.
struct Asked {
    list: List,
    how: String,
    /// Whether words are looked for: those stand in no index.
    worded: bool,
    /// Whether nothing but words narrows it: then a table in the order of its own key is read to the page's end and no
    /// further.
    whole: bool,
    /// How many of its sources begin with what passes through the reader's office.
    passing: usize,
    statements: [SelectStatement; 4],
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 20).expect("a day")
}

/// What a list is narrowed to and sorted by, one at a time.
fn searches(states: &[&str], kinds: &[&str], sorts: &[&str]) -> Vec<Search> {
    let mut searches = vec![Search::default(), Search { text: "晋江".into(), ..Search::default() }];
    searches.extend(states.iter().map(|state| Search { state: (*state).into(), ..Search::default() }));
    searches.extend(kinds.iter().map(|kind| Search { kind: (*kind).into(), ..Search::default() }));
    for column in sorts {
        let sort = |falling| Some(Sort { column: (*column).into(), falling });
        searches.extend([false, true].map(|falling| Search { sort: sort(falling), ..Search::default() }));
    }
    searches
}

/// As [`searches`], and one area of a list that has a column for it.
fn searches_by_area(states: &[&str], kinds: &[&str], sorts: &[&str]) -> Vec<Search> {
    let mut searches = searches(states, kinds, sorts);
    searches.push(Search { area: Some(AreaCode::from("350582")), ..Search::default() });
    searches
}

struct Registry(Vec<Asked>);

impl Registry {
    fn each<T: Send + Sync>(
        &mut self,
        scopes: &[Scope],
        searches: &[Search],
        of: impl Fn(&Scope, &Search) -> Listing<T>,
    ) {
        for scope in scopes {
            for search in searches {
                let listing = of(scope, search);
                self.0.push(Asked {
                    list: listing.list(),
                    how: format!("{scope:?}, {search:?}"),
                    worded: !search.text.is_empty(),
                    whole: (*scope == Scope::City || listing.list() == List::Rounds)
                        && Search { sort: None, text: String::new(), ..search.clone() } == Search::default(),
                    passing: 0,
                    statements: listing.statements(),
                });
            }
        }
    }

    /// A list as its readers ask for it. Whoever adds one says here how.
    fn add(&mut self, list: List) {
        const CITY: &[Scope] = &[Scope::City];
        let bureaus = [Scope::City, Scope::Area(AreaCode::from("350582"))];
        match list {
            List::Accounts => {
                let searches = searches(&["waiting", "active"], &["county"], &listings::accounts::SORTS);
                self.each(CITY, &searches, |scope, search| listings::accounts::listing(scope, search, Some("abc")));
                self.each(CITY, &[Search { on: Some(today()), ..Search::default() }], |scope, _| {
                    listings::accounts::one(scope, AccountId(1))
                });
            }
            List::Comparisons => {
                let searches =
                    searches_by_area(&["kept", "overdue"], &["social_insurance"], &listings::comparisons::SORTS);
                self.each(&bureaus, &searches, |scope, search| listings::comparisons::listing(scope, search, today()));
            }
            List::Dockets => {
                self.each(&bureaus, &searches_by_area(&["county", "city"], &[], &[]), listings::dockets::listing);
            }
            List::Signs => {
                self.each(&bureaus, &searches_by_area(&["calling"], &[], &[]), listings::signs::listing);
            }
            List::Intake => {
                self.each(CITY, &searches_by_area(&["waiting", "confirmed"], &[], &[]), listings::intake::listing);
            }
            List::Looks => {
                let mut searches = searches(&[], &[], &[]);
                searches.push(Search { by: Some(AccountId(7)), ..Search::default() });
                searches.push(Search { by: Some(AccountId(7)), on: Some(today()), ..Search::default() });
                self.each(CITY, &searches, |scope, search| listings::looks::listing(scope, "unmask", search));
            }
            List::Money => {
                self.each(&bureaus, &searches_by_area(&["open", "paid"], &[], &[]), listings::money::listing);
            }
            List::Notices => {
                let scopes = [Scope::City, Scope::Area(AreaCode::from("350582")), Scope::Nothing];
                let searches = searches(&["unpublished", "running", "over"], &[], &[]);
                self.each(&scopes, &searches, |scope, search| listings::notices::listing(scope, search, today()));
            }
            List::Objections => {
                let searches = searches(&["lodged", "answered"], &["lead", "objection"], &[]);
                self.each(CITY, &searches, listings::objections::listing);
            }
            List::Pool => self.each(&bureaus[1..], &searches(&[], &[], &[]), listings::pool::listing),
            List::Requests => {
                let searches = searches_by_area(&["open", "closed"], &["correction"], &[]);
                self.each(&bureaus, &searches, listings::requests::listing);
            }
            List::Retention => self.each(CITY, &searches(&[], &[], &[]), listings::retention::listing),
            List::Rounds => {
                let searches = searches(&["open", "closed"], &[], &listings::rounds::SORTS);
                self.each(&bureaus, &searches, listings::rounds::listing);
            }
            List::Units => {
                let searches = searches_by_area(&["waiting", "confirmed"], &[], &listings::units::SORTS);
                self.each(&bureaus, &searches, listings::units::listing);
            }
            List::Work => self.work(),
        }
    }

    fn work(&mut self) {
        let desks = [
            (Role::County, Some("350582"), vec![Step::Draft]),
            (Role::City, None, vec![Step::Draft]),
            (Role::City, None, vec![Step::Check, Step::Approve]),
            (Role::Finance, None, vec![Step::Draft]),
            (Role::Auditor, None, vec![]),
        ];
        for (role, area, steps) in desks {
            let actor = Actor { account: AccountId(7), role, office: None, area: area.map(AreaCode::from), unit: None };
            let reader = Reader { actor, steps, deputy: None, today: today(), near: today() };
            let filters = [
                Filter::default(),
                Filter { area: Some(AreaCode::from("350582")), ..Filter::default() },
                Filter { round: Some(RoundId(1)), ..Filter::default() },
                Filter { state: Some(Standing::Passing), ..Filter::default() },
                Filter { state: Some(Standing::InCycle), ..Filter::default() },
            ];
            for (tab, filter) in Tab::ALL.into_iter().flat_map(|tab| filters.iter().map(move |filter| (tab, filter))) {
                let Some(listing) = work::listing(&reader, tab, filter) else { continue };
                let narrowed = if *filter == Filter::default() { String::new() } else { format!(" {filter:?}") };
                let how = format!("{role:?} {area:?} {tab:?}{narrowed}");
                let statements = listing.statements();
                let whole = tab == Tab::All && reader.actor.area.is_none();
                let passing = if tab == Tab::Others { passing(&reader, filter) } else { 0 };
                self.0.push(Asked { list: listing.list(), how, worded: false, whole, passing, statements });
            }
        }
    }
}

/// Applications and money that wait for others because a matter about them passes through this desk's office. A round names
/// its few cultivations as well as they are named by their matters.
fn passing(reader: &Reader, filter: &Filter) -> usize {
    let drafts = reader.steps.contains(&Step::Draft);
    let applications = drafts && reader.actor.role != Role::Finance && filter.state.is_none();
    let money = drafts && filter.state.is_none_or(|state| state == Standing::InCycle) && filter.round.is_none();
    usize::from(applications) + usize::from(money)
}

/// The plan of a statement, a line a step.
async fn plan(conn: &impl ConnectionTrait, select: &SelectStatement) -> Vec<String> {
    let backend = conn.get_database_backend();
    let asked = backend.build(select);
    let (word, column) = match backend {
        DbBackend::Postgres => ("EXPLAIN", "QUERY PLAN"),
        _ => ("EXPLAIN QUERY PLAN", "detail"),
    };
    let values = asked.values.unwrap_or_else(|| sea_orm::Values(Vec::new()));
    let explain = Statement::from_sql_and_values(backend, format!("{word} {}", asked.sql), values);
    let rows = conn.query_all_raw(explain).await.expect("a plan");
    rows.iter().map(|row| row.try_get("", column).expect("a line")).collect()
}

/// A table read through from end to end, or rows sorted that an index holds in order.
fn wrong(asked: &Asked, page: bool, line: &str) -> bool {
    let scans = line.contains("Seq Scan") || line.starts_with("SCAN ") && !line.contains("USING");
    // Subqueries have names of their own.
    let table = !["SCAN counted", "SCAN source", "SCAN together", "SCAN CONSTANT ROW", "SCAN (subquery"]
        .iter()
        .any(|own| line.starts_with(own));
    let sorts = line.contains("USE TEMP B-TREE FOR ORDER BY") || line.contains("Sort  (");
    (scans && table && !asked.whole) || (page && sorts && asked.list != List::Work)
}

/// Whether a source of a page of work is sorted that is not few: matters, gone through for the day of what they are about,
/// brands whose people wait, what a round recognised. What the sources brought is few.
fn sorts_a_source(lines: &[String]) -> bool {
    let (mut few, mut merges) = (false, false);
    lines.iter().any(|line| {
        few &= !line.starts_with("CO-ROUTINE");
        few |= FEW.iter().any(|of| line.contains(of));
        let sorts = line.contains("USE TEMP B-TREE FOR ORDER BY") && !merges && !few;
        merges = line.starts_with("SCAN source") || line.starts_with("SCAN together");
        sorts
    })
}

const FEW: [&str; 3] =
    ["matter_summary USING INDEX matter_", "roster_docket", "cultivation_summary USING INDEX cultivation_application"];

async fn faults(conn: &impl ConnectionTrait, asked: &Asked) -> Vec<String> {
    let mut faults = Vec::new();
    for (nth, statement) in asked.statements.iter().enumerate() {
        let page = nth < 3;
        if !page && asked.worded {
            continue;
        }
        let lines = plan(conn, statement).await;
        let sorts = page && asked.list == List::Work && !asked.worded && sorts_a_source(&lines);
        if sorts || lines.iter().any(|line| wrong(asked, page, line)) {
            faults.push(format!("{:?} {nth} {}\n    {}", asked.list, asked.how, lines.join("\n    ")));
        }
    }
    faults
}

async fn all(conn: &DatabaseConnection) -> Vec<String> {
    let mut registry = Registry(Vec::new());
    List::ALL.into_iter().for_each(|list| registry.add(list));
    let tx = conn.begin().await.expect("a transaction");
    if tx.get_database_backend() == DbBackend::Postgres {
        // What is left of them then cannot be done otherwise.
        for way in ["enable_seqscan", "enable_sort", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin"] {
            tx.execute_unprepared(&format!("SET LOCAL {way} = off")).await.expect("a setting");
        }
    }
    let mut found = Vec::new();
    for asked in &registry.0 {
        found.extend(faults(&tx, asked).await);
    }
    assert!(List::ALL.iter().all(|list| registry.0.iter().any(|asked| asked.list == *list)), "every list is asked");
    found
}

#[tokio::test]
async fn every_list_goes_along_an_index() {
    let (db, _folder) = database().await;
    let found = all(db.reader()).await;
    assert!(found.is_empty(), "{} plans:\n{}", found.len(), found.join("\n"));
}

/// Of thousands of turns of a desk few pass through its office: they are looked up by their matters, whoever looks and
/// whatever the list is narrowed to.
#[tokio::test]
async fn what_passes_through_an_office_is_found_by_its_matters() {
    let (db, _folder) = database().await;
    let conn = db.reader();
    if conn.get_database_backend() != DbBackend::Sqlite {
        return;
    }
    let mut registry = Registry(Vec::new());
    registry.work();
    let passing: Vec<_> = registry.0.iter().filter(|asked| asked.passing > 0).collect();
    assert!(passing.iter().any(|asked| asked.how.starts_with("County")), "a county's drafters");
    for (asked, nth) in passing.iter().flat_map(|asked| [(asked, 0), (asked, 3)]) {
        let lines = plan(conn, &asked.statements[nth]).await;
        let found = lines.iter().filter(|line| line.contains("_summary USING INTEGER PRIMARY KEY")).count();
        assert!(found >= asked.passing, "{found} of {}, {}: {}", asked.passing, asked.how, lines.join("\n"));
    }
}
