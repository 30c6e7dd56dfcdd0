//! The record of an application in sentences: reviews, and everything that happened.

use super::in_words::{self, People};
use crate::{
    components::{Cell, Moment, Table, Tag, Timeline, Tone},
    shell::{Caller, Fail},
};
use app::sentences::{self, Audience};
use domain::{
    access::Actor,
    application::{Application, ApplicationEvent},
    cultivation::CultivationEvent,
    event::{Event, Moment as At, Recorded},
    ids::FileId,
    matter::Subject,
    stream::StreamKind,
};

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
    people: &People,
) -> Result<Timeline, Fail> {
    let mut moments = Vec::new();
    for event in history {
        let papers = in_words::papers(&caller.app, actor, papers_of(&event.event)).await?;
        moments.push((event.at, Moment { papers, ..moment(event, people) }));
    }
    let on = Subject { stream: StreamKind::Application, id: application.id.0 };
    moments.extend(steps(caller, actor, on).await?);
    Ok(newest_first(moments))
}

/// Everything that happened in a cultivation, the newest first, with the steps of its matters.
pub(super) async fn of_cultivation(
    caller: &Caller,
    actor: &Actor,
    on: Subject,
    history: &[Recorded<CultivationEvent>],
    people: &People,
) -> Result<Timeline, Fail> {
    let mut moments = steps(caller, actor, on).await?;
    for event in history {
        let Some(what) = sentences::of_cultivation(&event.event, Audience::Office) else { continue };
        let proof = match &event.event {
            CultivationEvent::Served { proof, .. } => *proof,
            CultivationEvent::TitleGiven { .. }
            | CultivationEvent::DisbursementOpened { .. }
            | CultivationEvent::DisbursementMoved { .. } => None,
        };
        let moment = Moment {
            when: sentences::moment(event.at),
            who: people.who(event.by),
            what: format!("{}。", sentences::bare(&what)),
            clause: event.event.clause().to_owned(),
            papers: in_words::papers(&caller.app, actor, proof).await?,
            tone: if matches!(event.event, CultivationEvent::TitleGiven { .. }) { Tone::Good } else { Tone::Plain },
            ..Moment::default()
        };
        moments.push((event.at, moment));
    }
    Ok(newest_first(moments))
}

fn newest_first(mut moments: Vec<(At, Moment)>) -> Timeline {
    moments.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    Timeline { moments: moments.into_iter().map(|(_, moment)| moment).collect() }
}

/// The steps that decisions on something passed through, as far as the reader may see them.
async fn steps(caller: &Caller, actor: &Actor, on: Subject) -> Result<Vec<(At, Moment)>, Fail> {
    let mut moments = Vec::new();
    for row in app::matters::on_subject(&caller.app, on).await? {
        let Ok(view) = app::matters::view(&caller.app, actor, row.id).await else { continue };
        let approvers = People::of(&caller.app, actor, view.matter.approvers()).await?;
        let minutes = view.matter.meeting.as_ref().and_then(|meeting| meeting.scan);
        let minutes = in_words::papers(&caller.app, actor, minutes).await?;
        for (index, taken) in view.matter.taken.iter().enumerate() {
            let last = index + 1 == view.matter.taken.len();
            let moment = Moment {
                when: sentences::moment(taken.at),
                who: approvers.who(Some(taken.by)),
                what: format!("{}：{}。", taken.step.label(), view.act.label()),
                clause: "7.2.a".into(),
                papers: if last { minutes.clone() } else { Vec::new() },
                ..Moment::default()
            };
            moments.push((taken.at, moment));
        }
    }
    Ok(moments)
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
