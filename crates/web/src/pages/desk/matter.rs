//! `/desk/matters/{id}`: an act that waits in its chain. 同意, 退回经办, 转办, AB角代办, 撤回.

use super::{OFFICIALS, act, application, in_words, official, panel};
use crate::{
    components::{Chain, Choice, Due, ErrorSummary, Field, FieldKind, FieldSet, Findings, Pair, Seen, Summary},
    frame::{Frame, Link},
    page,
    pages::shared::{Effect, refill},
    shell::{Answer, Caller, Done, Fail, FormView, Routes, Submitted},
};
use app::{
    FieldError,
    acts::{self, Outcome, Told},
    attachments::DeskFile,
    matters::{self, MatterView, SeenMatter},
    people,
};
use askama::Template;
use axum::Extension;
use domain::{
    access::Actor,
    act::ActKind,
    days::Days,
    ids::{AccountId, ApplicationId, FileId, MatterId, ObjectionId},
    matter::MatterState,
    stream::StreamKind,
};
use std::collections::BTreeSet;

pub(super) fn routes() -> Routes {
    const PATH: &str = "/desk/matters/{matter}";
    Routes::new().get(PATH, OFFICIALS, show).form_of_page(PATH, OFFICIALS.with_files(), again, answer)
}

/// A matter, and what the reader may answer.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/matter.html")]
pub(crate) struct MatterPage {
    pub(crate) frame: Frame,
    /// The application it is about.
    pub(crate) back: Link,
    /// What is proposed: the act's own inputs, as written by the first hand.
    pub(crate) proposal: Summary,
    /// For an act with legal effect, on the last step.
    pub(crate) effect: Option<Effect>,
    /// Findings to look at again; empty where the act has none.
    pub(crate) findings: Findings,
    /// The steps.
    pub(crate) chain: Chain,
    /// Until when.
    pub(crate) due: Due,
    /// What stops the act if it were performed now; the guards are judged again then.
    pub(crate) blocked: Vec<String>,
    /// Where the answer is sent.
    pub(crate) action: String,
    /// Why it is not the reader's turn; empty when it is.
    pub(crate) not_mine: String,
    /// Errors of no single field.
    pub(crate) wrong: Vec<FieldError>,
    /// 同意 on a middle step, the verb itself on the last.
    pub(crate) agree: String,
    /// Opinion, and what the step asks for besides (meeting, countersigners).
    pub(crate) sets: Vec<FieldSet>,
    /// People to transfer it to, as one select; none when it cannot be transferred.
    pub(crate) transfer_to: Option<Field>,
    /// The reader may take it back: who drafted it, or a colleague in the place of one who left.
    pub(crate) may_drop: bool,
    /// The reader acts for an absent colleague (AB角); empty otherwise.
    pub(crate) standing_in: String,
    /// Sequence number and key.
    pub(crate) seen: Seen,
    /// The seq of what it is about.
    pub(crate) subject_seen: u32,
}

impl MatterPage {
    fn errors(&self) -> ErrorSummary {
        let transfer = FieldSet { fields: self.transfer_to.iter().cloned().collect(), ..FieldSet::default() };
        let sets: Vec<_> = self.sets.iter().cloned().chain([transfer]).collect();
        ErrorSummary::of_sets(&sets).and("#answer", &self.wrong)
    }
}

impl FormView for MatterPage {
    fn refused(mut self, typed: &Submitted, errors: Vec<FieldError>) -> Self {
        let fields = self.sets.iter_mut().flat_map(|set| &mut set.fields).chain(&mut self.transfer_to);
        self.wrong = refill(fields, typed, errors);
        self
    }

    fn sets(&self) -> &[FieldSet] {
        &self.sets
    }
}

async fn show(caller: Caller, Extension(view): Extension<MatterView>) -> Answer {
    Ok(page::ok(&drawn(&caller, view).await?))
}

async fn drawn(caller: &Caller, view: MatterView) -> Result<MatterPage, Fail> {
    let actor = official(caller)?;
    let (app, id, mine) = (&caller.app, view.matter.id, view.may_step.is_ok());
    // Before anything is read of it: what comes later is told as new.
    let subject_seen = match mine {
        true => caller.seq("subject_seen", matters::subject_seq(app.db().reader(), view.matter.subject).await?),
        false => 0,
    };
    let last = view.matter.at_last_step();
    let opinion = view.opinions.first().map_or("", |(_, text)| text.as_str());
    let about = view.title.split_once('：').map_or(view.title.as_str(), |(_, about)| about);
    let told = acts::tell(app, actor, &view.act, view.matter.is_under_way()).await?;
    let people = in_words::People::of(app, actor, panel::approvers(std::slice::from_ref(&view))).await?;
    let mut proposal = proposal(caller, actor, &view, &told, opinion).await?;
    if let Some(meeting) = &view.matter.meeting {
        let on = domain::calendar::chinese_date(meeting.on);
        let row = Pair { note: meeting.minutes.clone(), ..Pair::new("集体研究", on) };
        let minutes = in_words::papers(app, actor, meeting.scan).await?.pop();
        proposal.rows.push(match minutes {
            Some(minutes) => row.link("会议纪要", minutes.href),
            None => row,
        });
    }
    let due = match view.matter.subject.stream {
        StreamKind::Application => {
            let id = ApplicationId(view.matter.subject.id);
            match app::applications::visible(app, actor, id).await {
                Ok(application) => in_words::when(app, application.when()),
                Err(_) => Due::default(),
            }
        }
        _ => Due::default(),
    };
    let page = act::page_of(view.matter.subject.stream, view.matter.subject.id);
    let desk = view.matter.level.party();
    let clause = view.act.kind().clause(desk);
    let blocked = if mine { acts::hindrance_of(app, actor, &view).await? } else { None };
    Ok(MatterPage {
        frame: super::frame(caller, view.title.clone()).await,
        back: back(&view),
        proposal,
        effect: if mine && last { told.effect.map(|of| act::effect(of, about, clause)) } else { None },
        findings: application::findings(&told.findings, &page),
        chain: panel::chain(&view, &people),
        due,
        blocked: blocked.into_iter().collect(),
        action: format!("/desk/matters/{id}"),
        not_mine: not_mine(&view, actor),
        wrong: Vec::new(),
        agree: if last { view.act.label().to_owned() } else { "同意".into() },
        sets: sets(asks_meeting(caller, &view, told.met).await?.as_ref()),
        transfer_to: transfer_to(caller, actor, &view).await?,
        may_drop: view.may_drop,
        standing_in: standing_in(caller, &view).await?,
        seen: caller.seen(view.matter.seq),
        subject_seen,
    })
}

fn not_mine(view: &MatterView, actor: &Actor) -> String {
    let state = match view.matter.state {
        MatterState::Performed => "这件事项已经办结。",
        MatterState::Dropped => "这件事项已经撤回。",
        MatterState::SentBack if view.matter.drafter() == Some(actor.account) => {
            "已退回您修改：请回到办件重新拟办，或撤回这件事项。"
        }
        MatterState::SentBack if view.may_drop => "已退回经办，拟办人的账号现在不在用：可以重新拟办，或撤回这件事项。",
        MatterState::SentBack => "已退回经办，等拟办人修改。",
        MatterState::Open => return view.may_step.as_ref().err().cloned().unwrap_or_default(),
    };
    state.to_owned()
}

fn sets(meeting: Option<&Days>) -> Vec<FieldSet> {
    let opinion = Field::long("opinion", "意见", 3).optional().hint("退回经办时请写明原因。");
    let mut sets = vec![FieldSet { fields: vec![opinion], ..FieldSet::default() }];
    sets.extend(meeting.map(act::meeting_fields));
    sets
}

/// The days on which a meeting can have decided, where the step that comes next decides and no meeting is on record yet
/// (集体研究): since there was anything to decide on, and as the act itself asks, `met`.
async fn asks_meeting(caller: &Caller, view: &MatterView, met: Option<Days>) -> Result<Option<Days>, Fail> {
    let matter = &view.matter;
    if !matter.collective || !matter.at_last_step() || matter.meeting.is_some() {
        return Ok(None);
    }
    let app = &caller.app;
    let recorded = matters::meeting_days(app.db().reader(), matter.subject, app.today()).await?;
    Ok(Some(recorded.narrowed_by(met)))
}

async fn transfer_to(caller: &Caller, actor: &Actor, view: &MatterView) -> Result<Option<Field>, Fail> {
    let Ok((step, _)) = view.may_step else { return Ok(None) };
    let colleagues = people::colleagues(&caller.app, actor, step).await?;
    let free = colleagues.into_iter().filter(|(id, _)| !view.matter.touched_by(*id));
    let choices: Vec<_> = free.map(|(id, person)| Choice::new(id.to_string(), person.name)).collect();
    Ok((!choices.is_empty()).then(|| Field::new("colleague", "转给同事", FieldKind::Select(choices)).optional()))
}

async fn standing_in(caller: &Caller, view: &MatterView) -> Result<String, Fail> {
    let Ok((step, Some(colleague))) = view.may_step else { return Ok(String::new()) };
    let people = in_words::People::of(&caller.app, caller.actor()?, [colleague]).await?;
    Ok(format!("您正在代 {} 办理{}。", people.name(colleague), step.label()))
}

async fn again(caller: &Caller, id: i64) -> Result<MatterPage, Fail> {
    drawn(caller, matters::view(&caller.app, official(caller)?, MatterId(id)).await?).await
}

async fn answer(caller: &Caller, id: i64, typed: &Submitted) -> Result<Done, Fail> {
    let (app, actor, id) = (&caller.app, official(caller)?, MatterId(id));
    let here = Done::to(format!("/desk/matters/{id}"));
    let view = matters::view(app, actor, id).await?;
    let may = view.may_step.is_ok() || view.may_drop;
    let seen = SeenMatter {
        id,
        seq: if may { Some(typed.seen()?) } else { None },
        // The form of a step shows what it is about; that of dropping a draft does not.
        subject: if view.may_step.is_ok() { Some(typed.seq("subject_seen")?) } else { None },
    };
    seen.is_still(&view.matter)?;
    match typed.text("answer") {
        "back" => {
            matters::send_back(app, actor, seen, typed.text("opinion")).await?;
            Ok(here.saying("已退回经办。"))
        }
        "transfer_to" => {
            let colleague: i64 = typed.parse("colleague", "请选择转给谁。")?;
            matters::transfer(app, actor, seen, AccountId(colleague)).await?;
            Ok(here.saying("已转办。"))
        }
        "drop" => {
            matters::drop(app, actor, seen).await?;
            Ok(here.saying("已撤回，可以重新拟办。"))
        }
        "agree" => {
            // Judged before the minutes are kept: whoever may not take the step leaves no paper behind.
            if let Err(reason) = &view.may_step {
                return Err(Fail::Blocked(reason.clone()));
            }
            let asks = view.matter.collective;
            let met =
                if asks { acts::tell(app, actor, &view.act, view.matter.is_under_way()).await?.met } else { None };
            let asked = asks_meeting(caller, &view, met).await?;
            let meeting = act::meeting(caller, typed, DeskFile::Matter(id), asked.as_ref()).await?;
            let outcome = matters::agree(app, actor, seen, typed.text("opinion"), meeting).await?;
            Ok(Done::to(after(&view, outcome)).saying(act::said(view.act.label(), "", outcome)))
        }
        _ => Err(Fail::Unreadable),
    }
}

/// Where to go after the step.
fn after(view: &MatterView, outcome: Outcome) -> String {
    let subject = view.matter.subject;
    match (view.act.kind(), outcome) {
        (ActKind::Transfer, Outcome::Performed(_)) => "/desk".into(),
        (ActKind::ReleaseRoster, Outcome::Performed(_)) => "/desk/comparisons".into(),
        _ => match subject.stream {
            StreamKind::Application | StreamKind::Cultivation => act::page_of(subject.stream, subject.id),
            _ => format!("/desk/matters/{}", view.matter.id),
        },
    }
}

/// The page of what it is done to.
fn back(view: &MatterView) -> Link {
    let subject = view.matter.subject;
    let about = view.title.split_once('：').map_or(view.title.as_str(), |(_, about)| about);
    match subject.stream {
        StreamKind::Application | StreamKind::Cultivation | StreamKind::Notice => {
            Link::new(about, act::page_of(subject.stream, subject.id))
        }
        _ => Link::new("返回办件", "/desk"),
    }
}

/// What is proposed: the act, what was typed, its files, the figures as they stand, the first opinion.
async fn proposal(
    caller: &Caller,
    actor: &Actor,
    view: &MatterView,
    told: &Told,
    opinion: &str,
) -> Result<Summary, Fail> {
    let mut rows = vec![Pair::new("事项", view.act.label())];
    // A file has a row of its own below, with its link.
    let typed = told.rows.iter().filter(|(label, _)| told.files.iter().all(|(file, _)| file != label));
    rows.extend(typed.map(|(label, words)| Pair::new(label.as_str(), words)));
    let files: Vec<FileId> = told.files.iter().map(|(_, file)| *file).collect();
    let papers = in_words::Papers::of(&caller.app, actor, files, &BTreeSet::new()).await?;
    for (label, file) in &told.files {
        let opened = papers.items([*file]).pop();
        let row = Pair::new(label.as_str(), "已上传");
        rows.push(match opened {
            Some(link) => row.link("下载", link.href),
            None => row,
        });
    }
    rows.extend(told.beside.iter().map(in_words::beside));
    if let (StreamKind::Objection, Ok(_)) = (view.matter.subject.stream, super::of_city(caller)) {
        // Whoever decides reads what was objected, and what was found.
        rows.extend(super::objections::about(caller, ObjectionId(view.matter.subject.id)).await?);
    }
    if !opinion.is_empty() {
        rows.push(Pair::new("拟办意见", opinion));
    }
    Ok(Summary { rows })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{Choice, DueTone, FieldKind, Pair};
    use crate::frame::Room;
    use crate::pages::desk::act;
    use crate::pages::samples::{Samples, days, frame, long};

    impl Samples for MatterPage {
        const NAME: &str = "desk-matter";
        fn samples() -> Vec<(&'static str, Self)> {
            let people = vec![Choice::new("7", "吴志明（就业科 B 角）"), Choice::new("9", "郑海燕（副科长）")];
            let opinion = Field::long("opinion", "意见", 3).optional();
            let full = Self {
                frame: frame(Room::Desk, "审核入库：晋江鞋服工匠", "/desk"),
                back: Link::new("晋江鞋服工匠", "/desk/applications/1"),
                proposal: Summary {
                    rows: vec![Pair::new("拟办意见", "材料齐全，建议入库。"), Pair::new("综合评价", "86.5 分")],
                },
                effect: None,
                findings: Findings::samples(),
                chain: Chain::sample(),
                due: Due {
                    tone: DueTone::Soon, left: "还剩 2 个工作日".into(), day: "9月29日 星期一".into()
                },
                blocked: vec![],
                action: "/desk/matters/8".into(),
                not_mine: String::new(),
                wrong: vec![],
                agree: "同意".into(),
                sets: vec![FieldSet { fields: vec![opinion], ..FieldSet::default() }],
                transfer_to: Some(Field::new("to", "转给", FieldKind::Select(people))),
                may_drop: false,
                standing_in: String::new(),
                seen: Seen { seq: 3, key: "k".into() },
                subject_seen: 7,
            };
            let last = Self {
                effect: Some(Effect {
                    touches: "晋江市鞋服行业协会".into(),
                    follows: vec!["品牌进入县级培育库。".into()],
                    clause: "5.2.c".into(),
                }),
                agree: "审核入库".into(),
                standing_in: "您正在代陈建国（A 角，请假至 9月30日）办理。".into(),
                blocked: vec!["培训人数待判断（3.5.b2）。".into()],
                sets: vec![act::meeting_fields(&days())],
                ..full.clone()
            };
            let waiting = Self {
                action: "/desk/matters/8".into(),
                may_drop: true,
                not_mine: "这一步由审批人办理。".into(),
                findings: Findings::default(),
                ..full.clone()
            };
            let mut huge = full.clone();
            huge.proposal.rows[0].value = long("建议入库");
            vec![("full", full), ("last", last), ("waiting", waiting), ("long", huge)]
        }
    }
}
