//! The sources, each as one `SELECT` of the same columns, cut to the reader's scope, tab and filter.

mod beside;
mod matters;

use super::{Filter, Reader, Source, Tab};
use crate::{
    entities::{application_summary as application, matter_summary as matter, objection, unit},
    listing::{self, Among, NEVER, Place, by_area, col, or_empty, same},
    lists::contains,
    summaries,
    work::Standing,
};
use domain::{access::Role, application::State, matter::MatterState, stream::StreamKind, turn::Party};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait,
    sea_query::{Expr, ExprTrait, Func, JoinType, Query, SelectStatement, UnionType},
};

/// The sources of a tab, those that the reader's desk has.
pub(super) fn of(reader: &Reader, tab: Tab, filter: &Filter) -> Vec<Rows> {
    let one = |found: Option<Rows>| found.into_iter();
    let mut sources = applications(reader, tab, filter);
    sources.extend(beside::money(reader, tab, filter));
    sources.extend(one(beside::requests(reader, tab, filter)));
    sources.extend(one(beside::entries(reader, tab, filter)));
    sources.extend(one(beside::objections(reader, tab, filter)));
    if tab == Tab::Mine {
        sources.extend(matters::at_my_step(reader).and_then(|waits| matters::matters(filter, waits)));
        sources.extend(matters::matters(filter, matters::sent_back(reader)));
        sources.extend(one(beside::disputed(reader, filter)));
        sources.extend(one(beside::overdue(reader, filter)));
    }
    sources
}

/// One source: which rows it has, and what each of them says. That is put together only where rows are shown: the counts
/// of all tabs are asked with every page, and what no one reads is most of the work.
pub(super) struct Rows {
    which: SelectStatement,
    /// Joins what the columns name and no condition asks for.
    naming: Option<fn(&mut SelectStatement)>,
    says: Box<dyn FnOnce() -> Columns>,
}

impl Rows {
    fn of(from: impl EntityTrait, says: impl FnOnce() -> Columns + 'static) -> Rows {
        Rows { which: Query::select().from(from).take(), naming: None, says: Box::new(says) }
    }

    /// The rows alone, to be counted.
    pub(super) fn which(self) -> SelectStatement {
        self.which
    }

    /// The rows with what they say.
    pub(super) fn shown(mut self) -> listing::Source {
        let columns = (self.says)();
        let source = Expr::val(columns.source as i64);
        let named = [
            (source.clone(), "source"),
            (columns.place.expr(), "place"),
            (columns.id.clone(), "id"),
            (columns.title, "title"),
            (columns.unit, "unit"),
            (columns.area, "area"),
            (columns.state, "state"),
            (columns.act, "act"),
            (columns.party, "party"),
            (columns.clause, "clause"),
            (columns.due, "due"),
            (columns.brand, "brand"),
            (columns.figure, "figure"),
            (columns.note, "note"),
        ];
        for (expr, name) in named {
            self.which.expr_as(expr, name);
        }
        let places = vec![columns.place, Place::Always(source), Place::Column(columns.id)];
        listing::Source { rows: self.which, naming: self.naming, places }
    }
}

/// What a row says; what a source does not know is left as it is.
struct Columns {
    source: Source,
    place: Place,
    id: Expr,
    title: Expr,
    unit: Expr,
    area: Expr,
    state: Expr,
    act: Expr,
    party: Expr,
    clause: Expr,
    due: Expr,
    brand: Expr,
    figure: Expr,
    note: Expr,
}

impl Columns {
    fn of(source: Source, id: Expr) -> Columns {
        let none = || Expr::val("");
        Columns {
            source,
            place: Place::Always(Expr::val(NEVER)),
            id,
            title: none(),
            unit: none(),
            area: none(),
            state: none(),
            act: none(),
            party: none(),
            clause: none(),
            due: none(),
            brand: Expr::val(0_i64),
            figure: Expr::val(0_i64),
            note: none(),
        }
    }
}

fn or_never(expr: Expr) -> Expr {
    Func::coalesce([expr, Expr::val(NEVER)]).into()
}

/// Things of a stream that a matter passes through the office for.
fn passing(stream: StreamKind) -> SelectStatement {
    Query::select()
        .expr(col(matter::Column::SubjectId))
        .from(matter::Entity)
        .and_where(col(matter::Column::Subject).eq(stream.code()))
        .and_where(col(matter::Column::State).eq(MatterState::Open.code()))
        .take()
}

/// Applications whose next act passes through the office already: a matter is about them, about the notice they stand on, or
/// about the one objection that waits; a lead stops nothing. Which brands a proposed list names stands sealed in its matter:
/// those stay as they are.
fn applications_passing() -> SelectStatement {
    let of_notice = Query::select()
        .expr(col(application::Column::Id))
        .from(application::Entity)
        .and_where(col(application::Column::Notice).in_subquery(passing(StreamKind::Notice)))
        .and_where(application::Column::State.eq(State::OnNotice.code()))
        .take();
    let objected = Query::select()
        .expr(col(objection::Column::ApplicationId))
        .from(objection::Entity)
        .and_where(col(objection::Column::Id).in_subquery(passing(StreamKind::Objection)))
        .take();
    let another_waits = Query::select()
        .expr(Expr::val(1))
        .from(objection::Entity)
        .and_where(col(objection::Column::ApplicationId).equals(application::Column::Id.as_column_ref()))
        .and_where(objection::Column::AnsweredAt.is_null())
        .and_where(objection::Column::Late.eq(false))
        .and_where(col(objection::Column::Id).not_in_subquery(passing(StreamKind::Objection)))
        .take();
    let of_objection = Query::select()
        .expr(col(application::Column::Id))
        .from(application::Entity)
        .and_where(col(application::Column::Id).in_subquery(objected))
        .and_where(application::Column::State.eq(State::OnNotice.code()))
        .and_where(Expr::exists(another_waits).not())
        .take();
    let mut all = passing(StreamKind::Application);
    all.union(UnionType::All, of_notice).union(UnionType::All, of_objection).take()
}

/// Things of a stream on which a matter waits for the reader: shown as that matter.
fn taken(reader: &Reader, stream: StreamKind) -> SelectStatement {
    Query::select()
        .expr(col(matter::Column::SubjectId))
        .from(matter::Entity)
        .and_where(col(matter::Column::Subject).eq(stream.code()))
        .cond_where(matters::waits_for(reader))
        .take()
}

/// Applications by the tab and filter; several where each party's stand in an order of their own.
fn applications(reader: &Reader, tab: Tab, filter: &Filter) -> Vec<Rows> {
    // Finance has no part in applications.
    if reader.actor.role == Role::Finance || !of_applications(filter) {
        return Vec::new();
    }
    let select_among = |among: Among, wanted: Condition| {
        let mut source = application_rows(filter);
        let scope = by_area(&reader.actor.scope(), among.col(application::Column::Area));
        source.which.cond_where(scope).cond_where(narrowed(filter, among)).cond_where(wanted);
        source
    };
    let select = |wanted| select_among(Among::All, wanted);
    // One that ended is nobody's turn and due on no day.
    let begun = || Condition::all().add(application::Column::State.ne(State::Drafting.code()));
    let turn_of = |party: Party| begun().add(application::Column::Party.eq(party.code()));
    let parties = Party::ALL.iter().copied().filter(|party| *party != Party::Nobody);
    let mine = my_turn(reader);
    match tab {
        Tab::Mine => mine.map(select).into_iter().collect(),
        Tab::Others => parties
            .map(|party| {
                let untaken = col(application::Column::Id).not_in_subquery(taken(reader, StreamKind::Application));
                if Some(party) != reader.party() || !reader.drafts() {
                    return select(turn_of(party).add(untaken));
                }
                // What passes through the office is not this desk's turn.
                let passing = col(application::Column::Id).in_subquery(applications_passing());
                let of_party = Among::Few.col(application::Column::Party).eq(party.code());
                select_among(Among::Few, begun().add(of_party).add(passing).add(untaken))
            })
            .collect(),
        // A draft is due on no day, and neither is what may be done once a notice is over.
        Tab::Soon => {
            let near = application::Column::DueOrder.lte(summaries::day(reader.near));
            vec![select(Condition::all().add(near).add(application::Column::Due.is_not_null()))]
        }
        Tab::All => vec![select(Condition::all())],
    }
}

/// Applications whose turn is this desk's and on which nothing is under way.
fn my_turn(reader: &Reader) -> Option<Condition> {
    let party = reader.party().filter(|_| reader.drafts())?;
    let free = col(application::Column::Id).not_in_subquery(applications_passing());
    Some(Condition::all().add(application::Column::Party.eq(party.code())).add(free))
}

fn application_rows(filter: &Filter) -> Rows {
    let lead_unit = |rows: &mut SelectStatement| {
        rows.join(JoinType::LeftJoin, unit::Entity, same(unit::Column::Id, application::Column::LeadUnit));
    };
    with_units(Rows::of(application::Entity, application_columns), filter, lead_unit)
}

fn application_columns() -> Columns {
    Columns {
        place: Place::Column(col(application::Column::DueOrder)),
        title: col(application::Column::Title),
        unit: or_empty(col(unit::Column::Name)),
        area: col(application::Column::Area),
        state: col(application::Column::State),
        act: col(application::Column::Act),
        party: col(application::Column::Party),
        clause: col(application::Column::Clause),
        due: or_empty(col(application::Column::Due)),
        brand: col(application::Column::Brand),
        ..Columns::of(Source::Application, col(application::Column::Id))
    }
}

/// Rows with the names of their units: joined to every row where words are looked for among them, else to those shown.
fn with_units(mut source: Rows, filter: &Filter, join: fn(&mut SelectStatement)) -> Rows {
    if filter.text.trim().is_empty() {
        source.naming = Some(join);
    } else {
        join(&mut source.which);
    }
    source
}

/// Whether applications can stand as the filter says.
fn of_applications(filter: &Filter) -> bool {
    matches!(filter.state, None | Some(Standing::State(_)))
}

/// The filter, over applications with their lead units.
fn narrowed(filter: &Filter, among: Among) -> Condition {
    let mut all = Condition::all();
    if let Some(area) = &filter.area {
        all = all.add(among.col(application::Column::Area).eq(area.as_str()));
    }
    if let Some(Standing::State(state)) = filter.state {
        all = all.add(among.col(application::Column::State).eq(state.code()));
    }
    if let Some(round) = filter.round {
        all = all.add(among.col(application::Column::Round).eq(round.0));
    }
    all.add_option(worded(filter, [col(application::Column::Title), col(unit::Column::Name)]))
}

fn worded<const N: usize>(filter: &Filter, columns: [Expr; N]) -> Option<Condition> {
    let text = filter.text.trim();
    (!text.is_empty())
        .then(|| columns.into_iter().fold(Condition::any(), |any, column| any.add(contains(column, text))))
}
