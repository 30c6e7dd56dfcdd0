//! What waits beside applications and matters: payments, people in doubt, lists to be deleted, requests, brands from paper.

use super::{
    super::{Filter, Reader, Source, Standing, Tab},
    Columns, Rows, col, narrowed, of_applications, or_empty, passing, same, taken, with_units, worded,
};
use crate::{
    entities::{
        application_summary as application, brand_summary as brand, comparison, cultivation_summary as cultivation,
        intake, objection, rights_request as request, roster_docket as docket, unit,
    },
    listing::{Among, Listed, Place, by_area},
    lists::{none_of, one_of},
    summaries,
};
use domain::{
    access::{Role, Scope},
    application::State,
    intake::IntakeState,
    rights::RequestKind,
    stream::StreamKind,
    turn::Party,
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{CaseStatement, Expr, ExprTrait, Func, JoinType, Query, SelectStatement},
};

/// Whether what stands so, and belongs to no round, is among what the filter asks for.
fn may_stand(filter: &Filter, standing: Standing) -> bool {
    filter.state.is_none_or(|wanted| wanted == standing) && filter.round.is_none()
}

/// Cultivations whose money waits for somebody, a suspended payment among them: it waits for the city (6.1.b, 6.1.g).
pub(super) fn money(reader: &Reader, tab: Tab, filter: &Filter) -> Vec<Rows> {
    if filter.state.is_some_and(|wanted| wanted != Standing::InCycle) {
        return Vec::new();
    }
    let own = reader.party().filter(|party| reader.drafts() || *party == Party::Finance);
    let passing = |is: bool| {
        let passing = passing(StreamKind::Cultivation);
        let id = col(cultivation::Column::Id);
        if is { id.in_subquery(passing) } else { id.not_in_subquery(passing) }
    };
    let select = |wanted: Condition| funded(reader, filter, Among::All, wanted);
    let turn_of = |party: Party| Condition::all().add(cultivation::Column::Party.eq(party.code()));
    match (tab, own) {
        (Tab::Mine, Some(own)) => vec![select(turn_of(own).add(passing(false)))],
        (Tab::Mine, None) | (Tab::Soon, _) => Vec::new(),
        // Each party's stand in an order of their own.
        (Tab::Others, own) => {
            let parties = Party::ALL.iter().copied().filter(|party| *party != Party::Nobody);
            let of = |party: Party| {
                let untaken = col(cultivation::Column::Id).not_in_subquery(taken(reader, StreamKind::Cultivation));
                if Some(party) != own {
                    return select(turn_of(party).add(untaken));
                }
                let of_party = Among::Few.col(cultivation::Column::Party).eq(party.code());
                funded(reader, filter, Among::Few, Condition::all().add(of_party).add(passing(true)).add(untaken))
            };
            parties.map(of).collect()
        }
        (Tab::All, _) => vec![select(Condition::all())],
    }
}

fn funded(reader: &Reader, filter: &Filter, among: Among, wanted: Condition) -> Rows {
    let cultivations = Rows::of(cultivation::Entity, || Columns {
        title: col(cultivation::Column::Title),
        unit: or_empty(col(unit::Column::Name)),
        area: col(cultivation::Column::Area),
        act: col(cultivation::Column::Act),
        party: col(cultivation::Column::Party),
        clause: col(cultivation::Column::Clause),
        brand: col(cultivation::Column::Brand),
        ..Columns::of(Source::Money, col(cultivation::Column::Id))
    });
    let lead_unit = |rows: &mut SelectStatement| {
        rows.join(JoinType::LeftJoin, unit::Entity, same(unit::Column::Id, cultivation::Column::LeadUnit));
    };
    let mut source = with_units(cultivations, filter, lead_unit);
    let select = &mut source.which;
    let area = || among.col(cultivation::Column::Area);
    select.cond_where(by_area(&reader.actor.scope(), area())).cond_where(wanted);
    if let Some(wanted) = &filter.area {
        select.and_where(area().eq(wanted.as_str()));
    }
    if let Some(round) = filter.round {
        let applied = Query::select()
            .expr(col(application::Column::Id))
            .from(application::Entity)
            .and_where(application::Column::Round.eq(round.0))
            .take();
        select.and_where(col(cultivation::Column::Application).in_subquery(applied));
    }
    let words = [col(cultivation::Column::Title), col(unit::Column::Name)];
    select.cond_where(Condition::all().add_option(worded(filter, words)));
    source
}

/// Applications in hand whose disputed people wait for the reader's verdict (4.4).
pub(super) fn disputed(reader: &Reader, filter: &Filter) -> Option<Rows> {
    if !of_applications(filter) {
        return None;
    }
    let people = match reader.actor.role {
        Role::County => docket::Column::County,
        Role::City => docket::Column::City,
        Role::Unit | Role::Expert | Role::Finance | Role::Auditor | Role::Admin => return None,
    };
    let over = State::ALL.iter().copied().filter(|state| state.ended());
    let idle = over.chain([State::Drafting, State::Recognised]).map(State::code);
    let mut source = Rows::of(docket::Entity, move || Columns {
        title: col(application::Column::Title),
        unit: or_empty(col(unit::Column::Name)),
        area: col(application::Column::Area),
        state: col(application::Column::State),
        clause: Expr::val("4.4"),
        brand: col(application::Column::Brand),
        figure: col(people),
        // Sorted, not gone along: few brands wait of all that applied.
        ..Columns::of(Source::Disputed, col(application::Column::Id).add(0))
    });
    let select = &mut source.which;
    // From the few dockets of the scope to their applications: as a sum their brand is not looked up from all applications.
    let of_docket = col(application::Column::Brand).eq(col(docket::Column::Brand).add(0));
    select
        .join(JoinType::InnerJoin, application::Entity, of_docket)
        .join(JoinType::LeftJoin, unit::Entity, same(unit::Column::Id, application::Column::LeadUnit))
        .cond_where(docket::Entity::within(&reader.actor.scope()))
        .and_where(col(people).gt(0))
        .and_where(none_of(application::Column::State, idle))
        .cond_where(application::Entity::within(&reader.actor.scope()))
        .cond_where(narrowed(filter, Among::All));
    Some(source)
}

/// Lists that left and whose deletion the recipient has not stated in time.
pub(super) fn overdue(reader: &Reader, filter: &Filter) -> Option<Rows> {
    if !reader.is_bureau() || !may_stand(filter, Standing::Overdue) {
        return None;
    }
    let mut source = Rows::of(comparison::Entity, || Columns {
        place: Place::Column(col(comparison::Column::DeleteBy)),
        title: col(brand::Column::Name),
        area: col(brand::Column::Area),
        act: Expr::val("催告删除比对名单"),
        clause: Expr::val("4.4"),
        due: col(comparison::Column::DeleteBy),
        brand: col(comparison::Column::Brand),
        note: col(comparison::Column::Body),
        ..Columns::of(Source::Comparison, col(comparison::Column::Id))
    });
    let select = &mut source.which;
    select
        .join(JoinType::InnerJoin, brand::Entity, same(brand::Column::Id, comparison::Column::Brand))
        .and_where(comparison::Column::DeletedOn.is_null())
        .and_where(comparison::Column::DeleteBy.lt(summaries::day(reader.today)))
        .cond_where(brand::Entity::within(&reader.actor.scope()));
    if let Some(area) = &filter.area {
        select.and_where(brand::Column::Area.eq(area.as_str()));
    }
    select.cond_where(Condition::all().add_option(worded(filter, [col(brand::Column::Name)])));
    Some(source)
}

/// People's requests about their data that the reader's own desk has to answer (PIPL 50).
pub(super) fn requests(reader: &Reader, tab: Tab, filter: &Filter) -> Option<Rows> {
    if !matches!(tab, Tab::Mine | Tab::Soon) || !may_stand(filter, Standing::InHand) {
        return None;
    }
    let here = match (reader.actor.role, &reader.actor.area) {
        (Role::County, Some(area)) => request::Column::Area.eq(area.as_str()),
        (Role::City, _) => request::Column::Area.is_null(),
        _ => return None,
    };
    let mut source = Rows::of(request::Entity, || Columns {
        place: Place::Column(col(request::Column::DueOrder)),
        area: or_empty(col(request::Column::Area)),
        act: Expr::val("答复请求人"),
        clause: Expr::val("4.4"),
        due: or_empty(col(request::Column::Due)),
        note: col(request::Column::Asked),
        ..Columns::of(Source::Request, col(request::Column::Id))
    });
    let select = &mut source.which;
    select.and_where(here).and_where(request::Column::ClosedAt.is_null());
    if tab == Tab::Soon {
        select.and_where(request::Column::DueOrder.lte(summaries::day(reader.near)));
    }
    if let Some(area) = &filter.area {
        select.and_where(request::Column::Area.eq(area.as_str()));
    }
    select.cond_where(request_words(filter.text.trim()));
    Some(source)
}

/// Requests are found by what they are called: their number, what is asked, or that they are requests at all.
fn request_words(text: &str) -> Condition {
    if "个人信息权利请求".contains(text) {
        return Condition::all();
    }
    let asked = RequestKind::ALL.iter().copied().filter(|asked| asked.label().contains(text)).map(RequestKind::code);
    let number = text.parse::<i64>().ok().map(|number| request::Column::Id.eq(number));
    Condition::any().add(one_of(request::Column::Asked, asked)).add_option(number)
}

/// Leads, and objections to brands that no notice holds any more, until they are answered (5.3.g, 6.2.a): the city's, but for
/// those that pass through its office. What is objected to a brand on notice is that brand's own row.
pub(super) fn objections(reader: &Reader, tab: Tab, filter: &Filter) -> Option<Rows> {
    let city = reader.actor.role == Role::City && reader.actor.scope() == Scope::City;
    let shown = matches!(tab, Tab::Mine | Tab::Soon) && may_stand(filter, Standing::InHand);
    if !city || !reader.drafts() || !shown {
        return None;
    }
    let mut source = Rows::of(objection::Entity, || Columns {
        place: Place::Column(col(objection::Column::DueOrder)),
        title: or_empty(col(application::Column::Title)),
        area: or_empty(col(application::Column::Area)),
        state: col(objection::Column::State),
        clause: Expr::val("5.3.g"),
        due: or_empty(col(objection::Column::Due)),
        brand: Func::coalesce([col(application::Column::Brand), Expr::val(0_i64)]).into(),
        figure: CaseStatement::new().case(col(objection::Column::Late), 1_i64).finally(0_i64).into(),
        note: col(objection::Column::Receipt),
        ..Columns::of(Source::Objection, col(objection::Column::Id))
    });
    let off_notice = Condition::any()
        .add(objection::Column::Late.eq(true))
        .add(application::Column::State.ne(State::OnNotice.code()));
    let select = &mut source.which;
    select
        .join(JoinType::LeftJoin, application::Entity, same(application::Column::Id, objection::Column::ApplicationId))
        .and_where(objection::Column::AnsweredAt.is_null())
        .and_where(col(objection::Column::Id).not_in_subquery(passing(StreamKind::Objection)))
        .cond_where(off_notice);
    if tab == Tab::Soon {
        select.and_where(objection::Column::DueOrder.lte(summaries::day(reader.near)));
    }
    if let Some(area) = &filter.area {
        select.and_where(application::Column::Area.eq(area.as_str()));
    }
    let words = [col(application::Column::Title), col(objection::Column::Receipt)];
    select.cond_where(Condition::all().add_option(worded(filter, words)));
    Some(source)
}

/// Brands from paper that wait for a second person of the city: mine, where another one entered it (5.3.f).
pub(super) fn entries(reader: &Reader, tab: Tab, filter: &Filter) -> Option<Rows> {
    let me = reader.actor.account.0;
    let wanted = match tab {
        Tab::Mine => intake::Column::ProposedBy.ne(me),
        Tab::Others => intake::Column::ProposedBy.eq(me),
        Tab::Soon | Tab::All => return None,
    };
    if reader.actor.role != Role::City || reader.actor.scope() != Scope::City || !may_stand(filter, Standing::Entered) {
        return None;
    }
    let mut source = Rows::of(intake::Entity, || Columns {
        title: col(intake::Column::Name),
        unit: col(intake::Column::UnitName),
        area: col(intake::Column::Area),
        act: Expr::val("复核存量品牌"),
        party: Expr::val(Party::City.code()),
        clause: Expr::val("5.3.f"),
        ..Columns::of(Source::Intake, col(intake::Column::Id))
    });
    let select = &mut source.which;
    select.and_where(wanted).and_where(intake::Column::State.eq(IntakeState::Waiting.code()));
    if let Some(area) = &filter.area {
        select.and_where(intake::Column::Area.eq(area.as_str()));
    }
    select.cond_where(
        Condition::all().add_option(worded(filter, [col(intake::Column::Name), col(intake::Column::UnitName)])),
    );
    Some(source)
}
