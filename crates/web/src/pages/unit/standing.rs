//! Where an application stands, as its unit is told: whose turn it is, until when, what can be done.

use super::{fills, href, leads, name};
use crate::{
    components::{Act, ActTone, Tag, Task, TaskState, Tasks},
    pages::{shared::unit_due, unit::view::home::UnitBrand},
    shell::{Caller, Fail},
};
use app::{
    Place,
    applications::{Progress, SectionState},
    rounds, sentences,
};
use chrono::NaiveDate;
use domain::{
    application::{Application, Leg, Objected, Return, Stage, State},
    calendar::chinese_date,
    cultivation::Cultivation,
    ids::{AccountId, AreaCode},
    objection::ObjectionOutcome,
    policy::Policy,
    stream::Stream,
};
use std::collections::{BTreeSet, HashMap};

/// The county's bureau, as people call it.
pub(super) fn bureau(policy: &Policy, application: &Application) -> String {
    let area = policy.area(application.area.as_str()).map_or("县级", |area| area.name.as_str());
    format!("{area}人社局")
}

/// The county's bureau by its full name, as the record has it.
pub(super) fn hr_bureau(policy: &Policy, area: &AreaCode) -> String {
    let known = policy.area(area.as_str()).and_then(|area| area.hr_bureau.clone());
    known.unwrap_or_else(|| "县级人社部门".into())
}

/// An application with what its unit may do about it.
pub(super) struct Standing {
    pub(super) brand: UnitBrand,
    /// How pressing it is: the highest speaks on the first page.
    pub(super) weight: u8,
    /// The one act expected next.
    pub(super) next: Option<Act>,
}

/// Everything the first page and the application's own page say about an application.
///
/// `round` is its round where the caller knows it already.
pub(super) async fn of(
    caller: &Caller,
    application: &Application,
    policy: &Policy,
    round: Option<&rounds::Known>,
) -> Result<Standing, Fail> {
    let app = &caller.app;
    let (round, closes) = match round {
        Some(round) => (round.title.clone(), round.closes),
        None => rounds::get(app, application.round).await.map(|round| (round.title, round.closes))?,
    };
    let editing = application.open_for_unit() && fills(caller, application);
    let (sections, lacks) = if application.open_for_unit() {
        let content = app::applications::draft_content(&Place::now(app, app.db().reader()), application).await?;
        let lacks = if editing { app::readiness::judged(app, application, &content)?.lacks } else { Vec::new() };
        (content.sections, lacks)
    } else {
        Default::default()
    };
    let missing = editing.then_some(u32::try_from(lacks.len()).unwrap_or(u32::MAX));
    let day = match &application.stage {
        Stage::Drafting => Some(closes),
        Stage::Returned(ret) => ret.due,
        _ => None,
    };
    let tasks =
        if application.open_for_unit() { tasks(caller, application, &sections, &lacks).await? } else { Vec::new() };
    let brand = UnitBrand {
        name: name(application),
        href: href(application),
        turn: turn(policy, application, missing, app.today()),
        state: Tag::state(application.state().code(), application.state().label()),
        round,
        missing: missing.filter(|_| application.state() == State::Drafting),
        due: day.map(|day| unit_due(app, day)).unwrap_or_default(),
        tasks,
        acts: acts(caller, application),
    };
    let next = next(caller, application, &sections, missing);
    Ok(Standing { weight: weight(caller, application), next, brand })
}

fn weight(caller: &Caller, application: &Application) -> u8 {
    match &application.stage {
        Stage::Returned(Return { leg: Leg::AtUnit, .. }) if leads(caller, application) => 5,
        Stage::Drafting => 3,
        stage if stage.state().ended() => 1,
        _ => 2,
    }
}

/// What the first page says of a brand in its two years after the title.
pub(super) fn of_cultivation(caller: &Caller, cultivation: &Cultivation) -> Standing {
    let leads = super::member(caller).is_ok_and(|(_, unit)| unit == cultivation.lead_unit());
    let waits = leads && cultivation.waiting_for_account().is_some();
    let state = cultivation.state();
    let turn = format!(
        "{}认定（{}），培育期至{}。",
        chinese_date(cultivation.announced_on),
        cultivation.document,
        chinese_date(cultivation.cycle_ends)
    );
    let mut acts = vec![act("花名册", format!("/unit/rosters/{}", cultivation.brand))];
    if let Some(application) = cultivation.application {
        acts.insert(0, act("申报", format!("/unit/applications/{application}")));
    }
    let confirm = Act { label: "确认收款账户".into(), href: "/unit/money".into(), tone: ActTone::Primary };
    let brand = UnitBrand {
        name: cultivation.title.clone(),
        href: cultivation.application.map_or_else(
            || format!("/brands/{}", cultivation.brand),
            |application| format!("/unit/applications/{application}"),
        ),
        turn,
        state: Tag::state(state.code(), state.label()),
        round: String::new(),
        missing: None,
        due: Default::default(),
        tasks: Vec::new(),
        acts,
    };
    Standing { brand, weight: if waits { 4 } else { 2 }, next: waits.then_some(confirm) }
}

/// Whose turn it is and for what.
fn turn(policy: &Policy, application: &Application, missing: Option<u32>, today: NaiveDate) -> String {
    let county = bureau(policy, application);
    match &application.stage {
        Stage::Drafting => match missing {
            Some(0) => "全部填好，可以提交。".into(),
            Some(n) => format!("还差 {n} 项就可以提交。"),
            None => "牵头单位正在填写。".into(),
        },
        Stage::Submitted => format!("已提交，等待{county}初审。"),
        Stage::Returned(ret) => match ret.leg {
            Leg::DownAtCounty => format!("市级退回补正，{county}转达后即可修改。"),
            Leg::UpAtCounty => format!("补正已提交，等待{county}核对后报市级。"),
            Leg::AtUnit => format!("退回补正，请修改指出的 {} 处后重新提交。", ret.shortfalls.len()),
        },
        Stage::Declined { by, reasons } => {
            let channel = sentences::bare(&policy.identity.review_channel.value);
            format!("{}不予通过：{}。{channel}。", by.label(), sentences::reasons(reasons))
        }
        Stage::Reviewed => "初审通过，已进入县级培育库，等待推荐上报。".into(),
        Stage::Recommended => format!("已推荐上报，等待{}受理。", policy.city.hr_bureau),
        Stage::NotSelected { .. } => "本批次未入选，留在县级培育库，下一批次可以再次申报。".into(),
        Stage::InReview if left_notice(application) => "已退出公示，等待更正后重新公示。".into(),
        Stage::InReview => format!("{}正在评审资料、实地核查。", policy.city.hr_bureau),
        Stage::OnNotice { last_day, .. } if today <= *last_day => {
            format!("正在公示，公示最后一日{}。", chinese_date(*last_day))
        }
        Stage::OnNotice { .. } if application.open_objections() > 0 => "公示期满，异议答复后再认定。".into(),
        Stage::OnNotice { .. } => "公示期满，等待认定。".into(),
        Stage::Recognised { cycle_ends, .. } => format!("已认定，培育期至{}。", chinese_date(*cycle_ends)),
        Stage::Withdrawn if application.submitted_at.is_some() => {
            "已撤回。可以重新申报，提交过的内容会带过去，附件须重新上传。".into()
        }
        Stage::Withdrawn => "已撤回，没有提交过。可以重新申报。".into(),
    }
}

/// Whether an objection took it off its notice, to be corrected and published anew (5.3.g).
fn left_notice(application: &Application) -> bool {
    let upheld = |of: &Objected| matches!(of, Objected::Answered(ObjectionOutcome::UpheldCorrect));
    application.objections.values().any(upheld)
}

fn act(label: &str, href: String) -> Act {
    Act { label: label.to_owned(), href, tone: ActTone::Plain }
}

fn next(caller: &Caller, application: &Application, sections: &[SectionState], missing: Option<u32>) -> Option<Act> {
    let at = href(application);
    let primary = |label: String, href: String| Some(Act { label, href, tone: ActTone::Primary });
    if !fills(caller, application) {
        return None;
    }
    match &application.stage {
        Stage::Drafting if missing == Some(0) => primary("检查并提交".into(), format!("{at}/check")),
        Stage::Drafting => match sections.iter().find(|section| !section.missing.is_empty()) {
            Some(section) => primary(format!("继续填写：{}", section.label), section_href(application, &section.key)),
            None => primary("查看还差什么".into(), format!("{at}/check")),
        },
        Stage::Returned(Return { leg: Leg::AtUnit, .. }) => primary("查看并补正".into(), format!("{at}/corrections")),
        _ => None,
    }
}

fn acts(caller: &Caller, application: &Application) -> Vec<Act> {
    let at = href(application);
    let mut acts = Vec::new();
    let fills = fills(caller, application);
    if fills && application.state() == State::Drafting {
        acts.push(act("检查并提交", format!("{at}/check")));
        acts.push(act("共同培育单位", format!("{at}/partners")));
    }
    if fills && matches!(&application.stage, Stage::Returned(Return { leg: Leg::AtUnit, .. })) {
        acts.push(act("查看并补正", format!("{at}/corrections")));
    }
    acts.push(act("推荐表", format!("{at}/form")));
    acts.push(act("花名册", format!("/unit/rosters/{}", application.brand)));
    if fills && super::withdraw::possible(caller, application) {
        acts.push(act("撤回", format!("{at}/withdraw")));
    }
    acts
}

/// The page of a section.
pub(super) fn section_href(application: &Application, key: &str) -> String {
    format!("{}/sections/{key}", href(application))
}

async fn tasks(
    caller: &Caller,
    application: &Application,
    sections: &[SectionState],
    lacks: &[app::readiness::Lack],
) -> Result<Vec<Tasks>, Fail> {
    use app::readiness::Place;
    let savers = savers(caller, sections).await?;
    let mut form = Vec::new();
    for section in sections {
        let state = match section.progress {
            _ if !section.open => TaskState::Shut,
            Progress::Untouched => TaskState::Untouched,
            Progress::Filling => TaskState::Begun,
            Progress::Done => TaskState::Done,
            Progress::ToCorrect => TaskState::Mend,
        };
        let mut note = savers.of(section);
        if state == TaskState::Begun {
            note = format!("{note}，还缺 {} 项", section.missing.len());
        }
        form.push(Task { label: section.label.clone(), href: section_href(application, &section.key), state, note });
    }
    // What was returned stays to be corrected until it is handed in again, as with the sections above.
    let asked =
        matches!(&application.stage, Stage::Returned(back) if back.shortfalls.iter().any(|s| s.section == "roster"));
    let lack = |place: &Place| lacks.iter().find(|lack| lack.place == *place);
    let paper = |label: &str, href: String, place: Place| {
        let lack = lack(&place);
        let state = if lack.is_some() { TaskState::Untouched } else { TaskState::Done };
        Task { label: label.to_owned(), href, state, note: lack.map(|lack| lack.what.clone()).unwrap_or_default() }
    };
    let mut papers = vec![
        paper("花名册（附件2）", format!("/unit/rosters/{}", application.brand), Place::Rosters),
        paper("盖章推荐表扫描件", format!("{}/form", href(application)), Place::SignedForm),
    ];
    if asked {
        papers[0].state = TaskState::Mend;
    }
    if !fills(caller, application) {
        papers.truncate(1);
        papers[0].state = TaskState::Untouched;
        papers[0].note = "只填报本单位的花名册。".into();
    }
    let list = |heading: &str, tasks| Tasks { heading: heading.to_owned(), tasks };
    Ok(vec![list("推荐表（附件1）", form), list("材料", papers)])
}

/// Who saved sections.
pub(super) struct Savers(HashMap<AccountId, String>);

impl Savers {
    /// Who touched a section last and when; empty where nobody has.
    pub(super) fn of(&self, section: &SectionState) -> String {
        let Some((at, by)) = section.touched else { return String::new() };
        let who = self.0.get(&by).map_or("原填报人", String::as_str);
        format!("{who} {}", sentences::moment(at))
    }
}

/// Those who saved sections, by name.
pub(super) async fn savers(caller: &Caller, sections: impl IntoIterator<Item = &SectionState>) -> Result<Savers, Fail> {
    let ids: BTreeSet<AccountId> = sections.into_iter().filter_map(|section| Some(section.touched?.1)).collect();
    let names = app::people::names_of(&caller.app, &ids.into_iter().collect::<Vec<_>>()).await?;
    let reader = caller.actor()?;
    Ok(Savers(names.into_iter().map(|(id, named)| (id, named.name_to(reader))).collect()))
}
