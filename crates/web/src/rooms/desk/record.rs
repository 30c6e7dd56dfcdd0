//! The record of an application in sentences: reviews, and everything that happened.

use super::in_words::{self, People};
use crate::{
    components::{Cell, Moment, Table, Tag, Timeline, Tone},
    shell::{Caller, Fail},
};
use app::sentences;
use domain::{
    access::Actor,
    application::{Application, ApplicationEvent},
    event::{Event, Recorded},
    ids::{FileId, MatterId},
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
    let told = || Cell::Text(sentences::what_happened(event));
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

/// Everything that happened, the steps of matters among it, the newest first.
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
    for (row, _) in app::matters::on_application(&caller.app, application.id).await? {
        let Ok(view) = app::matters::view(&caller.app, actor, MatterId(row.id)).await else { continue };
        let approvers = People::of(&caller.app, actor, view.matter.approvers()).await?;
        let act = view.title.split('：').next().unwrap_or_default();
        let minutes = view.matter.meeting.as_ref().and_then(|meeting| meeting.scan);
        let minutes = in_words::papers(&caller.app, actor, minutes).await?;
        for (index, taken) in view.matter.taken.iter().enumerate() {
            let last = index + 1 == view.matter.taken.len();
            let moment = Moment {
                when: sentences::moment(taken.at),
                who: approvers.who(Some(taken.by)),
                what: format!("{}：{act}。", taken.step.label()),
                clause: "7.2.a".into(),
                papers: if last { minutes.clone() } else { Vec::new() },
                ..Moment::default()
            };
            moments.push((taken.at, moment));
        }
    }
    moments.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    Ok(Timeline { moments: moments.into_iter().map(|(_, moment)| moment).collect() })
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
        event => (sentences::what_happened(event), Vec::new()),
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
