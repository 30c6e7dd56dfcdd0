//! Matters that wait for the reader: whatever they are about, with the brand, unit and area of that.

use super::{Columns, Filter, Reader, Rows, Source, col, or_empty, or_never, same, worded};
use crate::{
    entities::{
        application_summary as application, brand_summary as brand, cultivation_summary as cultivation, matter_act,
        matter_summary as matter, notice_summary as notice, objection, unit,
    },
    listing::Place,
    lists::one_of,
    work::Standing,
};
use domain::{
    access::Role,
    level::Level,
    matter::{MatterState, Step},
    stream::StreamKind,
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{CaseStatement, Expr, ExprTrait, Func, JoinType, Query, SelectStatement},
};

/// Matters that wait for the reader: those whose next step the reader may take, and own ones that were sent back. The same
/// rule as `Matter::may_step`, over the summaries; a test holds the two together.
pub(super) fn waits_for(reader: &Reader) -> Condition {
    Condition::any().add_option(at_my_step(reader)).add(sent_back(reader))
}

/// The reader's own matters that were sent back.
pub(super) fn sent_back(reader: &Reader) -> Condition {
    Condition::all()
        .add(matter::Column::State.eq(MatterState::SentBack.code()))
        .add(matter::Column::Drafter.eq(reader.actor.account.0))
}

/// Matters whose next step the reader may take; none for whoever has no desk.
pub(super) fn at_my_step(reader: &Reader) -> Option<Condition> {
    let desk = at_desk(reader)?;
    let me = reader.actor.account.0;
    let is_next = |steps: &[Step]| one_of(matter::Column::NextStep, steps.iter().map(|step| step.code()));
    let untouched_by = |account: i64| {
        let untouched = |column: matter::Column| col(column).not_like(format!("%,{account},%"));
        Condition::all().add(untouched(matter::Column::TakenBy)).add(untouched(matter::Column::TakenFor))
    };
    let nobody_holds = matter::Column::Holder.is_null();
    let mut may = Condition::any()
        .add(Condition::all().add(matter::Column::Holder.eq(me)).add(is_next(&reader.steps)))
        .add(Condition::all().add(nobody_holds.clone()).add(is_next(&reader.steps)));
    if let Some((colleague, steps)) = &reader.deputy {
        let held = Condition::any().add(nobody_holds).add(matter::Column::Holder.eq(colleague.0));
        may = may.add(Condition::all().add(held).add(is_next(steps)).add(untouched_by(colleague.0)));
    }
    let open = desk.add(matter::Column::State.eq(MatterState::Open.code()));
    Some(open.add(untouched_by(me)).add(may))
}

/// Matters that are decided where the reader sits.
fn at_desk(reader: &Reader) -> Option<Condition> {
    let level = |level: Level| Condition::all().add(matter::Column::Level.eq(level.code()));
    match (reader.actor.role, &reader.actor.area) {
        (Role::County, Some(area)) => Some(level(Level::County).add(matter::Column::Area.eq(area.as_str()))),
        (Role::City, _) => Some(level(Level::City)),
        (Role::Finance, _) => Some(level(Level::Finance)),
        _ => None,
    }
}

/// Matters that wait for the reader, each with the date of what it is about; none in a state that matters do not have.
pub(super) fn matters(filter: &Filter, waits: Condition) -> Option<Rows> {
    let in_state = match filter.state {
        None => None,
        Some(Standing::State(state)) => Some(application::Column::State.eq(state.code())),
        Some(Standing::Passing) => Some(application::Column::Id.is_null()),
        Some(Standing::InCycle | Standing::InHand | Standing::Overdue | Standing::Entered) => return None,
    };
    let mut source = Rows::of(matter::Entity, columns);
    source.which.cond_where(waits);
    if *filter == Filter::default() {
        source.naming = Some(with_subjects);
        return Some(source);
    }
    with_subjects(&mut source.which);
    let words = [col(application::Column::Title), col(matter_act::Column::Title), col(unit::Column::Name)];
    let narrowed = Condition::all()
        .add_option(in_state)
        .add_option(filter.area.as_ref().map(|area| touches_area(area.as_str())))
        .add_option(filter.round.map(|round| of_round(round.0)))
        .add_option(worded(filter, words));
    source.which.cond_where(narrowed);
    Some(source)
}

fn columns() -> Columns {
    let due = || Func::coalesce([col(objection::Column::Due), col(application::Column::Due)]);
    let sent_back = matter::Column::State.eq(MatterState::SentBack.code());
    let note = CaseStatement::new()
        .case(sent_back, Expr::val(MatterState::SentBack.code()))
        .finally(or_empty(col(matter::Column::NextStep)));
    // A list or a payment is called what it proposes.
    let title = CaseStatement::new()
        .case(about(StreamKind::Application), col(application::Column::Title))
        .finally(col(matter_act::Column::Title));
    Columns {
        place: Place::Column(or_never(due().into())),
        title: or_empty(title.into()),
        unit: or_empty(col(unit::Column::Name)),
        area: or_empty(area()),
        state: or_empty(col(application::Column::State)),
        act: col(matter::Column::Act),
        party: col(matter::Column::Level),
        due: or_empty(due().into()),
        brand: Func::coalesce([
            col(application::Column::Brand),
            col(cultivation::Column::Brand),
            col(brand::Column::Id),
            Expr::val(0_i64),
        ])
        .into(),
        note: note.into(),
        ..Columns::of(Source::Matter, col(matter::Column::Id))
    }
}

fn about(stream: StreamKind) -> Expr {
    matter::Column::Subject.eq(stream.code())
}

/// The number of what a matter is about, where that is of this kind.
fn number_of(stream: StreamKind) -> Expr {
    CaseStatement::new().case(about(stream), col(matter::Column::SubjectId)).into()
}

/// What matters are about, each found by its number: an objection is about an application.
fn with_subjects(rows: &mut SelectStatement) {
    let objected = col(objection::Column::ApplicationId);
    let applied = CaseStatement::new()
        .case(about(StreamKind::Application), col(matter::Column::SubjectId))
        .case(about(StreamKind::Objection), objected);
    let unit_id = Func::coalesce([
        col(application::Column::LeadUnit),
        col(cultivation::Column::LeadUnit),
        col(brand::Column::LeadUnit),
        number_of(StreamKind::Unit),
    ]);
    let is = |id: Expr, number: Expr| id.eq(number);
    rows.join(JoinType::LeftJoin, matter_act::Entity, same(matter_act::Column::Matter, matter::Column::Id))
        .join(JoinType::LeftJoin, objection::Entity, is(col(objection::Column::Id), number_of(StreamKind::Objection)))
        .join(JoinType::LeftJoin, application::Entity, is(col(application::Column::Id), applied.into()))
        .join(
            JoinType::LeftJoin,
            cultivation::Entity,
            is(col(cultivation::Column::Id), number_of(StreamKind::Cultivation)),
        )
        .join(JoinType::LeftJoin, brand::Entity, is(col(brand::Column::Id), number_of(StreamKind::Brand)))
        .join(JoinType::LeftJoin, unit::Entity, is(col(unit::Column::Id), unit_id.into()));
}

fn area() -> Expr {
    Func::coalesce([
        col(application::Column::Area),
        col(cultivation::Column::Area),
        col(brand::Column::Area),
        col(matter::Column::Area),
    ])
    .into()
}

/// What stands in an area, and lists on which one of its applications stands: a notice's, a round's.
fn touches_area(wanted: &str) -> Condition {
    let there = |of: application::Column| {
        Query::select()
            .expr(col(of))
            .from(application::Entity)
            .and_where(application::Column::Area.eq(wanted))
            .and_where(col(of).is_not_null())
            .take()
    };
    let listed =
        |stream, of| Condition::all().add(about(stream)).add(col(matter::Column::SubjectId).in_subquery(there(of)));
    Condition::any()
        .add(area().eq(wanted))
        .add(listed(StreamKind::Notice, application::Column::Notice))
        .add(listed(StreamKind::Round, application::Column::Round))
}

/// What belongs to a round: its applications and what became of them, its notices, itself.
fn of_round(round: i64) -> Condition {
    let applications = Query::select()
        .expr(col(application::Column::Id))
        .from(application::Entity)
        .and_where(application::Column::Round.eq(round))
        .take();
    // Looked up by its number: notices stand in no order of rounds.
    let a_notice = Query::select()
        .expr(Expr::val(1))
        .from(notice::Entity)
        .and_where(same(notice::Column::Id, matter::Column::SubjectId))
        .and_where(notice::Column::Round.eq(round))
        .take();
    Condition::any()
        .add(application::Column::Round.eq(round))
        .add(col(cultivation::Column::Application).in_subquery(applications))
        .add(Condition::all().add(about(StreamKind::Notice)).add(Expr::exists(a_notice)))
        .add(number_of(StreamKind::Round).eq(round))
}
