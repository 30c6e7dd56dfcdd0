//! The record of an application in sentences: reviews, and everything that happened.

use super::{
    in_words::{self, Papers, People},
    notices::is_read_by,
};
use crate::{
    components::{Cell, Moment, Table, Tag, Timeline, Tone},
    frame::Link,
    pages::shared::{Place, past},
    shell::{Caller, Fail},
};
use app::{
    App, attachments,
    matters::MatterView,
    sentences::{self, Audience},
};
use domain::{
    access::Actor,
    application::{Application, ApplicationEvent, Objected},
    calendar::chinese_date,
    cultivation::CultivationEvent,
    event::{Event, Recorded},
    ids::{FileId, NoticeId, ObjectionId},
    matter::{Turned, TurnedHow},
};
use std::collections::BTreeSet;

type History = [Recorded<ApplicationEvent>];

/// Evaluations, checks, judgements, reviews and visits, the newest first.
pub(super) fn reviews(application: &Application, history: &History, people: &People) -> Table {
    let rows = history.iter().rev().filter_map(|event| {
        let (what, outcome) = review(application, &event.event)?;
        Some(vec![
            what.into(),
            outcome,
            people.who(event.by).into(),
            sentences::moment(event.at).into(),
            Cell::Clause(event.event.clause().into()),
        ])
    });
    let heads = ["环节", "结果", "经办", "时间", "条款"];
    Table::new(&heads, rows.collect(), "综合评价、资料评审和实地核查的记录显示在这里。")
}

fn review(application: &Application, event: &ApplicationEvent) -> Option<(&'static str, Cell)> {
    let told = || Cell::Text(sentences::of_application(event, Audience::Office).unwrap_or_default());
    let passed = |passed: bool| {
        Cell::Tag(if passed { Tag::new(Tone::Good, "通过") } else { Tag::new(Tone::Bad, "不通过") })
    };
    Some(match event {
        ApplicationEvent::Evaluated { scores, opinion } => {
            let points = sentences::hundredths(scores.iter().map(|(_, points)| points).sum());
            ("综合评价", Cell::Noted(format!("{points} 分"), opinion.clone()))
        }
        ApplicationEvent::UnitChecked { .. } => ("核查单位", told()),
        ApplicationEvent::Judged { .. } => ("判明条件", told()),
        ApplicationEvent::OriginalVerified { content_code, .. }
            if application.original_verified.as_ref() == Some(content_code) =>
        {
            ("核验原件", told())
        }
        ApplicationEvent::OriginalVerified { .. } => ("核验原件", Cell::Text("材料已变更，须重新核验".into())),
        ApplicationEvent::DocumentReviewed { passed: ok, .. } => ("资料评审", passed(*ok)),
        ApplicationEvent::SiteVisited { passed: ok, .. } => ("实地核查", passed(*ok)),
        ApplicationEvent::Relaxed { .. } => ("降低人数标准", told()),
        ApplicationEvent::NameExceptionDecided { .. } => ("名称例外", told()),
        _ => return None,
    })
}

/// The notices it stands or stood on, the latest first: their days, and the objections to it on each.
pub(super) async fn notices(
    app: &App,
    actor: &Actor,
    application: &Application,
    history: &History,
) -> Result<Table, Fail> {
    let stood = stood_on(history);
    let notices: Vec<NoticeId> = stood.iter().map(|(id, _)| *id).collect();
    let known = app::notices::these(app, notices).await?;
    let row = |(id, objections): &(NoticeId, Vec<ObjectionId>)| {
        let notice = known.get(id)?;
        let period = match &notice.period {
            Some(period) if notice.removed.contains(&application.id) => {
                Cell::Noted("已退出".into(), format!("最后一日{}", chinese_date(period.last_day)))
            }
            Some(period) if app.today() > period.last_day => format!("{}已结束", chinese_date(period.last_day)).into(),
            Some(period) => Cell::Due(in_words::due(app, Some(period.last_day))),
            None => "尚未发布".into(),
        };
        let answered = |id: &&ObjectionId| matches!(application.objections.get(*id), Some(Objected::Answered(_)));
        Some(vec![
            if is_read_by(actor.role, notice) {
                Cell::Name(Link::new(notice.title.clone(), format!("/desk/notices/{}", notice.id)))
            } else {
                notice.title.clone().into()
            },
            period,
            match objections.len() {
                0 => "0 件".into(),
                all => format!("{all} 件，已答复 {} 件", objections.iter().filter(answered).count()).into(),
            },
        ])
    };
    let rows = stood.iter().rev().filter_map(row).collect();
    Ok(Table::new(&["公示", "公示期", "异议"], rows, "列入公示后，期限和异议显示在这里。"))
}

/// The notices that it was listed for, in order, each with the objections to it that came in there.
fn stood_on(history: &History) -> Vec<(NoticeId, Vec<ObjectionId>)> {
    let mut stood: Vec<(NoticeId, Vec<ObjectionId>)> = Vec::new();
    for event in history {
        if let ApplicationEvent::Proposed { notice, .. } = &event.event {
            stood.push((*notice, Vec::new()));
        } else if let ApplicationEvent::ObjectionLodged { objection, .. } = &event.event
            && let Some((_, objections)) = stood.last_mut()
        {
            objections.push(*objection);
        }
    }
    stood
}

/// What a record tells: an event of the stream, a step of a matter on it, or where one left its way.
enum Told<'a, E> {
    Event(&'a Recorded<E>),
    Step(&'a MatterView, usize),
    Turn(&'a MatterView, &'a Turned),
}

/// What happened to an application, the newest first, with the steps of its matters.
pub(super) async fn timeline(
    caller: &Caller,
    actor: &Actor,
    application: &Application,
    history: &History,
    matters: &[MatterView],
    people: &People,
) -> Result<Timeline, Fail> {
    let events = history.iter().map(|event| (Place::of(event), Told::Event(event)));
    let past = past(caller, events.chain(steps(matters)));
    let known = attachments::known_with(actor, application.id, matters);
    let papers = Papers::of(&caller.app, actor, files(&past.shown), &known).await?;
    Ok(past.drawn(|told| match told {
        Told::Event(event) => Moment { papers: papers.items(event.event.files()), ..moment(event, people) },
        Told::Step(view, nth) => step(view, nth, people, &papers),
        Told::Turn(view, turned) => turn(view, turned, people),
    }))
}

/// What happened in a cultivation, the newest first, with the steps of its matters.
pub(super) async fn of_cultivation(
    caller: &Caller,
    actor: &Actor,
    history: &[Recorded<CultivationEvent>],
    matters: &[MatterView],
    people: &People,
) -> Result<Timeline, Fail> {
    let told = |event: &&Recorded<CultivationEvent>| what_of_cultivation(&event.event).is_some();
    let events = history.iter().filter(told).map(|event| (Place::of(event), Told::Event(event)));
    let past = past(caller, events.chain(steps(matters)));
    let papers = Papers::of(&caller.app, actor, files(&past.shown), &BTreeSet::new()).await?;
    Ok(past.drawn(|told| match told {
        Told::Event(event) => Moment {
            when: sentences::moment(event.at),
            who: people.who(event.by),
            what: format!("{}。", what_of_cultivation(&event.event).unwrap_or_default()),
            clause: event.event.clause().to_owned(),
            papers: papers.items(event.event.files()),
            tone: if matches!(event.event, CultivationEvent::TitleGiven { .. }) { Tone::Good } else { Tone::Plain },
            ..Moment::default()
        },
        Told::Step(view, nth) => step(view, nth, people, &papers),
        Told::Turn(view, turned) => turn(view, turned, people),
    }))
}

/// The papers of what is shown: kept with events, and minutes of meetings.
fn files<E: Event>(shown: &[Told<'_, E>]) -> Vec<FileId> {
    let of = |told: &Told<'_, E>| match told {
        Told::Event(event) => event.event.files(),
        Told::Step(view, nth) => minutes(view, *nth).into_iter().collect(),
        Told::Turn(..) => Vec::new(),
    };
    shown.iter().flat_map(of).collect()
}

fn what_of_cultivation(event: &CultivationEvent) -> Option<String> {
    sentences::of_cultivation(event, Audience::Office).map(|what| sentences::bare(&what).to_owned())
}

/// The steps that decisions passed through, and where one left its way.
fn steps<E: 'static>(matters: &[MatterView]) -> impl Iterator<Item = (Place, Told<'_, E>)> {
    matters.iter().flat_map(|view| {
        let (id, steps) = (view.matter.id.0, view.matter.taken.len());
        let taken = view.matter.taken.iter().enumerate();
        let taken = taken.map(move |(nth, taken)| (Place::of_step(taken.at, id, nth), Told::Step(view, nth)));
        let turned = view.matter.turned.iter().enumerate();
        taken.chain(
            turned.map(move |(nth, turned)| (Place::of_step(turned.at, id, steps + nth), Told::Turn(view, turned))),
        )
    })
}

/// The scan of the minutes of the meeting that decided: it stands with the last step.
fn minutes(view: &MatterView, nth: usize) -> Option<FileId> {
    let last = nth + 1 == view.matter.taken.len();
    view.matter.meeting.as_ref().filter(|_| last)?.scan
}

fn step(view: &MatterView, nth: usize, people: &People, papers: &Papers) -> Moment {
    let Some(taken) = view.matter.taken.get(nth) else { return Moment::default() };
    Moment {
        when: sentences::moment(taken.at),
        who: people.who(Some(taken.by)),
        what: format!("{}：{}。", taken.step.label(), view.act.label()),
        clause: "7.2.a".into(),
        papers: papers.items(minutes(view, nth)),
        ..Moment::default()
    }
}

/// Where a decision left its way through the office.
fn turn(view: &MatterView, turned: &Turned, people: &People) -> Moment {
    let act = view.act.label();
    Moment {
        when: sentences::moment(turned.at),
        who: people.who(turned.by),
        what: match turned.how {
            TurnedHow::SentBack => format!("退回经办：{act}。"),
            TurnedHow::Dropped => format!("撤回拟办：{act}。"),
            TurnedHow::Overtaken => format!("另有办理，原拟办事项终止：{act}。"),
        },
        clause: "7.2.a".into(),
        tone: Tone::Unsure,
        ..Moment::default()
    }
}

fn moment(event: &Recorded<ApplicationEvent>, people: &People) -> Moment {
    let (what, details) = match &event.event {
        ApplicationEvent::Returned { by, shortfalls, .. } => {
            let details = shortfalls.iter().map(|shortfall| format!("{}（{}）", shortfall.what, shortfall.clause));
            (format!("{}退回补正", by.label()), details.collect())
        }
        event => (sentences::of_application(event, Audience::Office).unwrap_or_default(), Vec::new()),
    };
    let tone = match &event.event {
        ApplicationEvent::Returned { .. } | ApplicationEvent::ObjectionLodged { .. } => Tone::Unsure,
        ApplicationEvent::Declined { .. } => Tone::Bad,
        ApplicationEvent::Admitted { .. } | ApplicationEvent::Recognised { .. } => Tone::Good,
        ApplicationEvent::Recommended { .. }
        | ApplicationEvent::AcceptedForReview { .. }
        | ApplicationEvent::PlacedOnNotice { .. } => Tone::Active,
        _ => Tone::Plain,
    };
    Moment {
        when: sentences::moment(event.at),
        who: people.who(event.by),
        what: format!("{}。", sentences::bare(&what)),
        clause: event.event.clause().to_owned(),
        details,
        tone,
        ..Moment::default()
    }
}
