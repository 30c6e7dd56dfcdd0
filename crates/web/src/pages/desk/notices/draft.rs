//! `/desk/notices/new`: the city prepares the list to put on notice (5.3.b, 5.3.c). Says for each application what is still
//! missing.

use crate::{
    components::{Choice, ErrorLine, ErrorSummary, Field, FieldKind, FieldSet, Seen},
    frame::{Frame, Link},
    pages::{
        desk::{act, frame, in_words, of_city},
        shared::{Effect, refill},
    },
    shell::{Caller, Done, Fail, FormView, Routes, Submitted, Who},
};
use app::{App, FieldError, Together, acts, matters, people, rounds};
use askama::Template;
use domain::{
    act::{ActKind, listable},
    calendar::chinese_day,
    ids::RoundId,
    matter::Subject,
    stream::StreamKind,
};
use std::collections::BTreeMap;

/// Preparing a list.
pub(super) fn routes() -> Routes {
    const PATH: &str = "/desk/notices/new";
    Routes::new().form(PATH, (Who::CITY, Who::CITY.with_files()), draft, decide)
}

/// An application that may stand on the list.
#[derive(Clone, Debug)]
pub(crate) struct Proposed {
    /// Id sent.
    pub(crate) id: String,
    /// Brand.
    pub(crate) brand: String,
    /// Its application.
    pub(crate) href: String,
    /// Units.
    pub(crate) units: String,
    /// County or functional area.
    pub(crate) area: String,
    /// Where its county ranked it.
    pub(crate) score: String,
    /// On the list.
    pub(crate) chosen: bool,
    /// What is missing, e.g. 实地核查; empty when it may be listed.
    pub(crate) missing: Vec<String>,
}

/// Preparing a notice.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/notice_draft.html")]
pub(crate) struct NoticeDraftPage {
    pub(crate) frame: Frame,
    /// Candidates.
    pub(crate) applications: Vec<Proposed>,
    /// Meeting; then address, time and screenshot of the city's website.
    pub(crate) sets: Vec<FieldSet>,
    /// Whom it touches and what follows.
    pub(crate) effect: Effect,
    /// `若今天发布，公示到 10月10日 星期五（5 个工作日）。`
    pub(crate) period: String,
    /// What is wrong with the brands chosen; empty for nothing.
    pub(crate) choice: String,
    /// Errors of no single field.
    pub(crate) wrong: Vec<FieldError>,
    /// Why no list can be sent now; empty where one can.
    pub(crate) blocked: String,
    /// The matter that it waits for.
    pub(crate) under_way: Option<Link>,
    /// Whether it comes back with what was typed.
    pub(crate) refused: bool,
    /// The verb on the button; empty where there is nothing to send now.
    pub(crate) button: String,
    /// Where it is sent.
    pub(crate) action: String,
    /// Sequence number and key.
    pub(crate) seen: Seen,
}

impl NoticeDraftPage {
    fn errors(&self) -> ErrorSummary {
        let choice = (!self.choice.is_empty()).then(|| ErrorLine::new("#applications", &self.choice));
        let lines = choice.into_iter().chain(ErrorSummary::of_sets(&self.sets).lines).collect();
        ErrorSummary { lines }.and("#list", &self.wrong)
    }

    /// Whether it asks for a file: the minutes of a meeting.
    fn has_file(&self) -> bool {
        self.sets.iter().any(FieldSet::has_file)
    }
}

impl FormView for NoticeDraftPage {
    fn refused(mut self, typed: &Submitted, errors: Vec<FieldError>) -> Self {
        let chosen = typed.all("applications");
        for application in &mut self.applications {
            application.chosen = chosen.contains(&application.id.as_str());
        }
        let (own, others) = errors.into_iter().partition::<Vec<_>, _>(|error| error.field == "applications");
        self.refused = true;
        self.choice = own.into_iter().map(|error| error.message).collect();
        self.wrong = refill(self.sets.iter_mut().flat_map(|set| &mut set.fields), typed, others);
        self
    }

    fn sets(&self) -> &[FieldSet] {
        &self.sets
    }
}

/// The round whose list is prepared: the one that is named, or the newest that has candidates.
async fn round_of_list(caller: &Caller) -> Result<Option<RoundId>, Fail> {
    of_city(caller)?;
    match Submitted::asked(caller).text("round").parse() {
        Ok(round) => Ok(Some(RoundId(round))),
        Err(_) => Ok(rounds::awaiting_list(&caller.app).await?),
    }
}

/// The page that prepares a round's list; without brands where no round has any.
async fn drafted(caller: &Caller, round: Option<RoundId>) -> Result<NoticeDraftPage, Fail> {
    let Some(round) = round else { return nothing_waits(caller).await };
    let actor = of_city(caller)?;
    let app = &caller.app;
    let asked = acts::ask(app, actor, caller.steps(), (ActKind::DecideProposedList, round.0, "")).await?;
    let round = rounds::get(app, round).await?;
    let known = acts::standing(app, &round).await?;
    let lead = known.candidates.iter().map(|(application, _)| application.lead_unit().0);
    let units = people::unit_names(app, lead).await?;
    let applications = known.candidates.into_iter().map(|(application, known)| {
        let missing = listable(&application, &known).err().map(|refusal| refusal.to_string());
        Proposed {
            id: application.id.to_string(),
            href: format!("/desk/applications/{}", application.id),
            units: units.get(&application.lead_unit()).cloned().unwrap_or_default(),
            area: in_words::area(app, application.area.as_str()),
            score: application.recommendation.as_ref().map_or_else(String::new, |(rank, _)| format!("第 {rank} 位")),
            chosen: missing.is_none(),
            missing: missing.into_iter().collect(),
            brand: application.title,
        }
    });
    Ok(NoticeDraftPage {
        frame: frame(caller, format!("{}：{}", asked.label, asked.title)).await,
        applications: applications.collect(),
        sets: sets(&asked),
        choice: String::new(),
        wrong: Vec::new(),
        blocked: asked.blocked.clone().unwrap_or_default(),
        under_way: if asked.blocked.is_some() { under_way(app, round.id).await? } else { None },
        refused: false,
        effect: asked.effect.map(|of| act::effect(of, &asked.title, asked.clause)).unwrap_or_default(),
        period: period(app, app.policy(&round.policy)?.notice.working_days.value),
        button: if asked.blocked.is_none() { "提交拟认定名单".into() } else { String::new() },
        action: format!("/desk/notices/new?round={}", round.id),
        seen: caller.seen(asked.seen),
    })
}

/// The list of a round that passes through the office: another waits for it.
pub(in crate::pages::desk) async fn under_way(app: &App, round: RoundId) -> Result<Option<Link>, Fail> {
    let on = Subject { stream: StreamKind::Round, id: round.0 };
    let matter = matters::passing(app.db().reader(), on).await?;
    Ok(matter.map(|id| Link::new("查看正在审批的事项", format!("/desk/matters/{id}"))))
}

/// Until when a list published today would stand.
fn period(app: &App, days: u32) -> String {
    app.calendar().working_days_end(app.today(), days).map_or_else(
        |error| error.to_string(),
        |last| format!("若今天发布，公示到 {}（{days} 个工作日，发布当日不算）。", chinese_day(last)),
    )
}

/// The page while no brand waits for a list.
async fn nothing_waits(caller: &Caller) -> Result<NoticeDraftPage, Fail> {
    Ok(NoticeDraftPage {
        frame: frame(caller, ActKind::DecideProposedList.label()).await,
        applications: Vec::new(),
        sets: Vec::new(),
        choice: String::new(),
        wrong: Vec::new(),
        blocked: String::new(),
        under_way: None,
        refused: false,
        effect: Effect::default(),
        period: String::new(),
        button: String::new(),
        action: "/desk/notices/new".into(),
        seen: caller.seen(0),
    })
}

const NONE_WAITS: &str = "现在没有等待列入名单的品牌。资料评审和实地核查都登记后，品牌会出现在这里。";

/// Title and correction, then the opinion, or the meeting where the chain ends at once.
fn sets(asked: &acts::Asked) -> Vec<FieldSet> {
    let mut fields = Vec::new();
    for question in asked.form.questions.iter().filter(|question| question.field.name != "applications") {
        let field = match question.field.name {
            "corrects" => {
                let mut choices = vec![Choice::new("", "不是更正公示")];
                choices.extend(question.choices.iter().map(|of| Choice::new(of.value.as_str(), of.label.as_str())));
                let asked = Field::new("corrects", question.field.label, FieldKind::Select(choices));
                if question.value.is_empty() { asked } else { asked.value(question.value.as_str()) }
            }
            name => Field::text(name, question.field.label),
        };
        fields.push(field.hint(question.hint.as_str()));
    }
    let mut sets = vec![FieldSet { fields, ..FieldSet::default() }];
    sets.extend(act::closing(asked.chain.as_ref()));
    sets
}

async fn draft(caller: &Caller, (): ()) -> Result<NoticeDraftPage, Fail> {
    let round = round_of_list(caller).await?;
    drafted(caller, round).await
}

async fn decide(caller: &Caller, (): (), typed: &Submitted) -> Result<Done, Fail> {
    let actor = of_city(caller)?;
    let Some(RoundId(round)) = round_of_list(caller).await? else {
        return Err(Fail::Blocked(NONE_WAITS.into()));
    };
    let asked = acts::ask(&caller.app, actor, caller.steps(), (ActKind::DecideProposedList, round, "")).await?;
    let seen = typed.seen()?;
    let (read, meeting) = (acts::read(&asked, typed), act::met(caller, typed, asked.meets())).together()?;
    let act = asked.act(round, "", read, BTreeMap::new())?;
    let meeting = act::minuted(caller, meeting, typed).await?;
    let outcome = act::propose(caller, act, seen, meeting, typed).await?;
    Ok(Done::to("/desk/notices").saying(act::said(&asked.label, asked.done, outcome)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{Field, FieldKind};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, days, frame, long};

    impl Samples for NoticeDraftPage {
        const NAME: &str = "desk-notice-draft";
        fn samples() -> Vec<(&'static str, Self)> {
            let row = |id: &str, brand: &str, missing: &[&str]| Proposed {
                id: id.into(),
                brand: brand.into(),
                href: "/desk/applications/1".into(),
                units: "晋江市鞋服行业协会".into(),
                area: "晋江市".into(),
                score: "88.2".into(),
                chosen: missing.is_empty(),
                missing: missing.iter().map(|m| (*m).to_owned()).collect(),
            };
            let website = FieldSet {
                legend: "网站发布".into(),
                hint: "填好后公示期才开始计算；发布当天不算。".into(),
                fields: vec![
                    Field::text("url", "市人社局网站网址"),
                    Field::text("published_at", "发布时间").hint("例如 2025-09-26 09:00"),
                    Field::new(
                        "screenshot",
                        "网页截图",
                        FieldKind::File { accept: ".png,.jpg,.pdf".into(), kept: vec![] },
                    ),
                ],
            };
            let empty = Self {
                frame: frame(Room::Desk, "确定拟认定名单：2025年第二批", "/desk/notices"),
                applications: vec![],
                sets: vec![act::meeting_fields(&days()), website],
                effect: Effect {
                    touches: "名单上的品牌和培育单位".into(),
                    follows: vec![
                        "公示不少于 5 个工作日，期满无异议才能认定。".into(),
                        "公示期内收到异议的品牌单独暂停，其他照常。".into(),
                    ],
                    clause: "5.3.c 5.3.d".into(),
                },
                period: "若今天发布，公示到 10月10日 星期五（5 个工作日）。".into(),
                choice: String::new(),
                wrong: vec![],
                blocked: String::new(),
                under_way: None,
                refused: false,
                button: "提交审批".into(),
                action: "/desk/notices".into(),
                seen: Seen { seq: 30, key: "k".into() },
            };
            let full = Self {
                applications: vec![
                    row("1", "晋江鞋服工匠", &[]),
                    row("2", "永春制香师", &[]),
                    row("3", "南安水暖工", &["实地核查（5.3.a）", "回避事项未处理（7.2.a）"]),
                ],
                ..empty.clone()
            };
            let huge = Self {
                applications: (0..40).map(|i| row(&format!("c{i}"), &long("晋江"), &["实地核查"])).collect(),
                ..full.clone()
            };
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
