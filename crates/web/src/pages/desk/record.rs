//! The record of an application in sentences: reviews, and everything that happened.

use super::in_words::{Papers, People};
use crate::{
    components::{Cell, Moment, Table, Tag, Timeline, Tone},
    shell::{Caller, Fail},
};
use app::{
    attachments,
    matters::MatterView,
    sentences::{self, Audience},
};
use domain::{
    access::Actor,
    application::{Application, ApplicationEvent},
    cultivation::CultivationEvent,
    event::{Event, Moment as At, Recorded},
    ids::FileId,
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

/// Everything that happened to an application, the newest first, with the steps of its matters.
pub(super) async fn timeline(
    caller: &Caller,
    actor: &Actor,
    application: &Application,
    history: &History,
    matters: &[MatterView],
    people: &People,
) -> Result<Timeline, Fail> {
    let known = attachments::known_with(actor, application.id, matters);
    let ids = history.iter().flat_map(|event| papers_of(&event.event)).chain(minutes(matters));
    let papers = Papers::of(&caller.app, actor, ids, &known).await?;
    let told = history.iter().map(|event| {
        let papers = papers.items(papers_of(&event.event));
        (event.at, Moment { papers, ..moment(event, people) })
    });
    Ok(newest_first(told.chain(steps(matters, people, &papers)).collect()))
}

/// Everything that happened in a cultivation, the newest first, with the steps of its matters.
pub(super) async fn of_cultivation(
    caller: &Caller,
    actor: &Actor,
    history: &[Recorded<CultivationEvent>],
    matters: &[MatterView],
    people: &People,
) -> Result<Timeline, Fail> {
    let ids = history.iter().filter_map(|event| proof(&event.event)).chain(minutes(matters));
    let papers = Papers::of(&caller.app, actor, ids, &BTreeSet::new()).await?;
    let mut moments: Vec<_> = steps(matters, people, &papers).collect();
    for event in history {
        let Some(what) = sentences::of_cultivation(&event.event, Audience::Office) else { continue };
        let moment = Moment {
            when: sentences::moment(event.at),
            who: people.who(event.by),
            what: format!("{}。", sentences::bare(&what)),
            clause: event.event.clause().to_owned(),
            papers: papers.items(proof(&event.event)),
            tone: if matches!(event.event, CultivationEvent::TitleGiven { .. }) { Tone::Good } else { Tone::Plain },
            ..Moment::default()
        };
        moments.push((event.at, moment));
    }
    Ok(newest_first(moments))
}

/// The proof of service kept with an event.
fn proof(event: &CultivationEvent) -> Option<FileId> {
    match event {
        CultivationEvent::Served { proof, .. } => *proof,
        CultivationEvent::TitleGiven { .. }
        | CultivationEvent::DisbursementOpened { .. }
        | CultivationEvent::DisbursementMoved { .. } => None,
    }
}

fn newest_first(mut moments: Vec<(At, Moment)>) -> Timeline {
    moments.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    Timeline { moments: moments.into_iter().map(|(_, moment)| moment).collect() }
}

/// The scans of the minutes of meetings that decided.
fn minutes(matters: &[MatterView]) -> impl Iterator<Item = FileId> {
    matters.iter().filter_map(|view| view.matter.meeting.as_ref()?.scan)
}

/// The steps that decisions passed through, minutes with the last; and where one left its way.
fn steps<'a>(
    matters: &'a [MatterView],
    people: &'a People,
    papers: &'a Papers,
) -> impl Iterator<Item = (At, Moment)> + 'a {
    matters.iter().flat_map(move |view| {
        let minutes = papers.items(view.matter.meeting.as_ref().and_then(|meeting| meeting.scan));
        let taken = view.matter.taken.iter().enumerate().map(move |(index, taken)| {
            let last = index + 1 == view.matter.taken.len();
            let moment = Moment {
                when: sentences::moment(taken.at),
                who: people.who(Some(taken.by)),
                what: format!("{}：{}。", taken.step.label(), view.act.label()),
                clause: "7.2.a".into(),
                papers: if last { minutes.clone() } else { Vec::new() },
                ..Moment::default()
            };
            (taken.at, moment)
        });
        taken.chain(view.matter.turned.iter().map(move |turned| (turned.at, turn(view, turned, people))))
    })
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

/// The papers an official kept with an event: proofs of a check, of a visit, of service.
fn papers_of(event: &ApplicationEvent) -> Vec<FileId> {
    match event {
        ApplicationEvent::UnitChecked { evidence: scan, .. } | ApplicationEvent::Served { proof: scan, .. } => {
            scan.iter().copied().collect()
        }
        ApplicationEvent::OriginalVerified { scan, .. } => vec![*scan],
        ApplicationEvent::SiteVisited { files, .. } => files.clone(),
        _ => Vec::new(),
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
