//! The list of brands to be published is decided (5.3.b): both reviews passed, conditions at city scale met.

use super::{
    Act, ActKind, Also, Answer, ApplicationStanding, Desk, Effect, Field, Form, Given, Known, Now, Outcome, Ready,
    Spec, Want, Weight, each_once, form::Choice, written,
};
use crate::{
    application::{Application, ApplicationEvent, ReviewRecord},
    calendar::chinese_date,
    days::Days,
    ids::{ApplicationId, NoticeId},
    namesake::{each_another, recognised_once},
    notice::{Notice, NoticeEvent},
    refusal::Refusal,
    round::{Round, RoundEvent, RoundState},
    stream::StreamKind,
    turn::Party,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A list to be published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideProposedList {
    /// The notice's title.
    pub title: String,
    /// The applications on it.
    pub applications: Vec<ApplicationId>,
    /// The notice it corrects.
    pub corrects: Option<NoticeId>,
}

/// Whoever stood twice would be given two titles and paid twice (5.3.e).
pub(super) const BRAND_TWICE: &str = "同一品牌列了两次，请只保留一次。";

/// What keeps an application off a list; nothing where it may be listed.
///
/// # Errors
/// A review missing or failed; a condition unmet or unknown; the brand has its title already.
pub fn listable(application: &Application, standing: &ApplicationStanding) -> Result<(), Refusal> {
    for (record, name) in [(&application.document_review, "资料评审"), (&application.site_visit, "实地核查")] {
        match record {
            None => return Err(Refusal::ReviewMissing(name)),
            Some(record) if !record.passed => return Err(Refusal::ReviewFailed(name)),
            Some(_) => {}
        }
    }
    recognised_once(application, &standing.namesakes)?;
    standing.passed().map(drop)
}

impl Act for DecideProposedList {
    const SPEC: Spec<RoundState> = Spec {
        weight: Weight::Legal,
        desks: &[Desk { party: Party::City, states: &[RoundState::Open, RoundState::Closed] }],
        fields: &[
            Field::new(
                "applications",
                "列入名单的品牌",
                Answer::TickIds(StreamKind::Application),
                "请至少选择一个拟认定品牌。",
            ),
            Field::new("title", "公示标题", Answer::Line, "请填写公示标题。")
                .hint("如 2025年第二批拟认定劳务品牌名单公示。"),
            Field::optional("corrects", "更正哪一期公示", Answer::Id(StreamKind::Notice))
                .hint("异议成立、更正后重新公示的品牌，选它退出的那一期（5.3.g）。"),
        ],
        effect: Some(Effect {
            touches: "名单上的品牌和培育单位",
            follows: &["名单上的品牌进入公示，未列入的继续评审。", "名单确定后，由市局官网发布。"],
            clauses: "5.3.b 5.3.c",
        }),
        ..Spec::decision(ActKind::DecideProposedList, "确定拟认定名单", "5.3.b")
    };
    type On = Round;
    type Part = ();
    type Found = ();

    fn ready(now: &Now<'_, Self>) -> Result<(), Refusal> {
        if now.standing.candidates.is_empty() {
            return Err(Refusal::Plain("本批次没有在市级评审、等待列入名单的品牌。"));
        }
        // Nothing to list today is said here, not after everything was typed.
        let hindered = now.standing.candidates.iter().map(|(of, known)| listable(of, known).err());
        match hindered.collect::<Option<Vec<_>>>().unwrap_or_default().into_iter().next() {
            Some(refusal) if now.standing.candidates.len() == 1 => Err(refusal),
            Some(_) => Err(Refusal::Plain("等待列入名单的品牌都还缺材料或记录，请先逐个补齐。")),
            None => Ok(()),
        }
    }

    fn show(known: &Known<'_, Self>, form: &mut Form) {
        for (application, _) in &known.standing.candidates {
            form.beside(&application.title, looked_at(application), "");
        }
    }

    fn fill(ready: &Ready<'_, Self>, form: &mut Form) {
        let candidate = |(application, standing): &(Application, ApplicationStanding)| {
            let missing = listable(application, standing).err();
            Choice {
                value: application.id.to_string(),
                label: application.title.clone(),
                chosen: missing.is_none(),
                hint: missing.map(|refusal| refusal.to_string()).unwrap_or_default(),
            }
        };
        form.ticks("applications", ready.standing.candidates.iter().map(candidate).collect());
        let correctable = &ready.standing.correctable;
        form.choices("corrects", correctable.iter().map(|notice| (notice.id.to_string(), notice.title.clone())));
        if let Some(only) = preset(&ready.standing.candidates, correctable) {
            form.value("corrects", only.to_string());
        }
        if correctable.is_empty() {
            form.leave_out("corrects");
        }
        let notices = correctable.clone();
        form.judge("corrects", "corrects", move |sent| {
            let id = |text: &str| text.parse().ok();
            let ticked: Vec<_> = sent.all("applications").into_iter().filter_map(id).map(ApplicationId).collect();
            corrected(&ticked, id(sent.text("corrects")).map(NoticeId), &notices)
        });
    }

    fn met(ready: &Ready<'_, Self>, act: Option<&Self>) -> Option<Days> {
        let listed = |of: &Application| act.is_none_or(|act| act.applications.contains(&of.id));
        let candidates =
            ready.standing.candidates.iter().filter(|(of, known)| listed(of) && listable(of, known).is_ok());
        let last = |(of, _): &(Application, ApplicationStanding)| {
            [&of.document_review, &of.site_visit].into_iter().flatten().map(|record| record.on).max()
        };
        let reviewed = candidates.filter_map(last);
        // Nothing was to be decided on before all that is listed was looked at (5.3.a); before anything is ticked it may
        // be the brand that was looked at first.
        let since = if act.is_some() { reviewed.max() } else { reviewed.min() };
        since.map(|on| Days::since(on, "最后一次评审或核查之日", ready.today()))
    }

    fn wants(&self, _: &Now<'_, Self>) -> Vec<Want> {
        vec![Want::Stream(StreamKind::Notice)]
    }

    fn decide(self, ready: Ready<'_, Self>, given: &mut Given) -> Result<Outcome<RoundEvent>, Refusal> {
        let title = written(&self.title, "title", "请填写公示标题。")?;
        if self.applications.is_empty() {
            return Err(Refusal::field("applications", "请至少选择一个拟认定品牌。"));
        }
        each_once(&self.applications, "applications", BRAND_TWICE)?;
        corrected(&self.applications, self.corrects, &ready.standing.correctable)
            .map_err(|sentence| Refusal::field("corrects", sentence))?;
        let notice = given.next_stream::<Notice>();
        let (mut also, mut listed) = (Vec::new(), Vec::new());
        for id in &self.applications {
            let candidate = ready.standing.candidates.iter().find(|(application, _)| application.id == *id);
            let gone = || Refusal::field("applications", "名单上有品牌已不在市级评审，请刷新后重新选择。");
            let (application, standing) = candidate.ok_or_else(gone)?;
            listable(application, standing).map_err(|refusal| refusal.about(*id, &application.title))?;
            also.push(Also::Application(*id, ApplicationEvent::Proposed { notice, figures: standing.figures }));
            listed.push(application);
        }
        each_another(listed)?;
        if let Some((meeting, days)) = ready.meeting.zip(Self::met(&ready, Some(&self))) {
            days.hold(meeting.on, "met_on", "会议日期")?;
        }
        also.push(Also::BeginNotice(NoticeEvent::Proposed {
            round: ready.on.id,
            policy: ready.on.policy.clone(),
            title,
            applications: self.applications,
            meeting: ready.meeting.cloned(),
            corrects: self.corrects,
            matter: ready.matter,
        }));
        Ok(Outcome { events: vec![RoundEvent::ListProposed { notice }], also, kept: None })
    }
}

/// Where its county ranked a brand, and what the city's reviews found (5.2.d, 5.3.a).
fn looked_at(application: &Application) -> String {
    let rank = application.recommendation.as_ref().map(|(rank, _)| format!("县级推荐第 {rank} 位"));
    let found = |(record, name): (&Option<ReviewRecord>, &str)| match record {
        None => format!("{name}未登记"),
        Some(ReviewRecord { passed, on, .. }) => {
            format!("{name}{}（{}）", if *passed { "通过" } else { "不通过" }, chinese_date(*on))
        }
    };
    let records = [(&application.document_review, "资料评审"), (&application.site_visit, "实地核查")];
    rank.into_iter().chain(records.map(found)).collect::<Vec<_>>().join("；")
}

/// The notice that a brand left last to be corrected.
fn last_left(application: ApplicationId, correctable: &[Notice]) -> Option<&Notice> {
    correctable.iter().filter(|notice| notice.removed.contains(&application)).max_by_key(|notice| notice.id)
}

/// The notice to correct where there is one alone and every brand that can be listed left it.
fn preset(candidates: &[(Application, ApplicationStanding)], correctable: &[Notice]) -> Option<NoticeId> {
    let [only] = correctable else { return None };
    let mut listed = candidates.iter().filter(|(of, standing)| listable(of, standing).is_ok()).peekable();
    listed.peek()?;
    listed.all(|(of, _)| only.removed.contains(&of.id)).then_some(only.id)
}

/// A list with a brand that left a notice says that it corrects that notice, and corrects no other (5.3.g).
fn corrected(applications: &[ApplicationId], corrects: Option<NoticeId>, correctable: &[Notice]) -> Result<(), String> {
    // Each notice once, however many of them left it.
    let left = applications.iter().filter_map(|application| last_left(*application, correctable));
    let left: BTreeMap<NoticeId, &Notice> = left.map(|notice| (notice.id, notice)).collect();
    if left.len() > 1 {
        let titles: Vec<_> = left.values().map(|notice| format!("“{}”", notice.title)).collect();
        return Err(format!("所选品牌分别退出了{}，请分开列入名单，各自更正原来的一期。", titles.join("、")));
    }
    match (left.into_values().next(), corrects) {
        (None, None) => Ok(()),
        (Some(notice), Some(corrects)) if notice.id == corrects => Ok(()),
        (Some(notice), _) => {
            Err(format!("所选品牌有因异议成立退出“{}”的，重新公示须更正这一期，请选择它。", notice.title))
        }
        (None, Some(_)) => Err("所选品牌都没有从这期公示退出。请核对更正哪一期公示，或选“不是更正公示”。".to_owned()),
    }
}
