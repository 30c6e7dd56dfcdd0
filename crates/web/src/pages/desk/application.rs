//! `/desk/applications/{id}`: everything about one application, and beside it whose turn it is and what may be done.

use super::{
    OFFICIALS, act,
    in_words::{self, People},
    notices, official, panel, record,
};
use crate::{
    components::{
        Act, ActPanel, ActTone, Cell, Emblem, Files, FindingRow, Findings, Outcome, Pair, Summary, Table, Tag, Timeline,
    },
    frame::{Frame, Link},
    page,
    shell::{Answer, Caller, Fail, Routes},
};
use app::{
    App,
    acts::{self, Offer},
    applications::{Content, Opened},
    attachments, dossier, rosters,
};
use askama::Template;
use axum::Extension;
use domain::{
    access::{Actor, Role},
    act::ActKind,
    application::{Application, Stage, State},
    brand::Brand,
    finding::{Finding, Outcome as Stands},
    ids::{RoundId, UnitId},
    matter::Subject,
    stream::{Stream, StreamKind},
};
use std::collections::BTreeMap;

pub(super) fn routes() -> Routes {
    Routes::new().get("/desk/applications/{application}", OFFICIALS, show)
}

/// An application.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/application.html")]
pub(crate) struct ApplicationPage {
    pub(crate) frame: Frame,
    /// Mark.
    pub(crate) emblem: Emblem,
    /// Brand.
    pub(crate) brand: String,
    /// Unit, area, round.
    pub(crate) line: String,
    /// State.
    pub(crate) state: Tag,
    /// What to watch: an open objection, an expiring policy; empty for nothing.
    pub(crate) warnings: Vec<String>,
    /// 概况
    pub(crate) overview: Summary,
    /// 条件与证据
    pub(crate) findings: Findings,
    /// 材料
    pub(crate) materials: Files,
    /// What was answered, section by section; personal fields masked.
    pub(crate) answers: Vec<(String, Summary)>,
    /// 推荐表 and other papers to check, with codes and stamps.
    pub(crate) papers: Summary,
    /// 花名册: ledger, year, version, rows, people verified, people disputed.
    pub(crate) rosters: Table,
    /// The way to the people who wait for a verdict; none where nobody does.
    pub(crate) disputed: Option<Link>,
    /// What outside records say of the people filed, and the way to ask them.
    pub(crate) compared: Vec<String>,
    /// Comparisons of the brand, and a new one; for those who may look.
    pub(crate) comparisons: Vec<Link>,
    /// The way to signs of padding and samples; none for those who may not see them, and before filing.
    pub(crate) signs: Option<Link>,
    /// 评审: evaluation, document review, site visit, scores.
    pub(crate) reviews: Table,
    /// 公示: notice, days, objections.
    pub(crate) notices: Table,
    /// The cultivation it led to, once recognised.
    pub(crate) cultivation: Option<Link>,
    /// 全程记录
    pub(crate) timeline: Timeline,
    /// The panel at the side.
    pub(crate) panel: ActPanel,
}

async fn show(caller: Caller, Extension(opened): Extension<Opened>) -> Answer {
    let actor = official(&caller)?;
    let app = &caller.app;
    let Opened { application, history } = opened;
    let (content, known) = acts::read_whole(app, &application).await?;
    let mut offers = acts::on(app, actor, &application, &known, caller.steps()).await?;
    offers.extend(acts::elsewhere(app, actor, &application, &known, caller.steps()).await?);
    offers.extend(act::at::<Brand>(&caller, application.brand).await?);
    let on = Subject { stream: StreamKind::Application, id: application.id.0 };
    let matters = app::matters::on_subject(app, actor, on).await?;
    let people = history.iter().filter_map(|event| event.by).chain(panel::approvers(&matters));
    let people = People::of(app, actor, people).await?;
    let standing = panel::Standing {
        turn: application.turn(),
        area: application.area.as_str(),
        due: in_words::when(app, application.when()),
        matter: panel::under_way(&matters),
        people: &people,
        offers: &offers,
        links: links(actor, &application).into_iter().chain(list_under_way(app, &offers).await?).collect(),
    };
    let lead = known.units.get(&application.lead_unit()).cloned().unwrap_or_default();
    let state = application.state();
    let reader_sees_answers = actor.role != Role::Finance && attachments::knows_papers(actor, &application);
    Ok(page::ok(&ApplicationPage {
        frame: super::frame(&caller, format!("{} 办件", application.title)).await,
        emblem: Emblem::of(&application.title),
        brand: if application.title.is_empty() { "（未命名）".into() } else { application.title.clone() },
        line: [lead, in_words::area(app, application.area.as_str()), round_title(app, &application).await?].join(" · "),
        state: Tag::state(state.code(), state.label()),
        warnings: warnings(app, &application, content.lost),
        overview: overview(app, &application, &known.units),
        findings: findings(&known.findings, ""),
        materials: if reader_sees_answers { materials(app, actor, &application, &content)? } else { Files::default() },
        answers: if reader_sees_answers { answers(app, actor, &application, &content)? } else { Vec::new() },
        papers: papers(&application),
        rosters: filed(app, &content).await?,
        disputed: disputed(app, actor, &application).await?,
        compared: known.compared.clone(),
        comparisons: comparisons(app, actor, &application).await?,
        signs: signs(app, actor, &application).await?,
        reviews: record::reviews(&application, &history, &people),
        notices: record::notices(app, actor, &application, &history).await?,
        cultivation: cultivation(&application),
        timeline: record::timeline(&caller, actor, &application, &history, &matters, &people).await?,
        panel: panel::panel(&caller, standing),
    }))
}

async fn round_title(app: &App, application: &Application) -> Result<String, Fail> {
    Ok(app::rounds::get(app, application.round).await?.title)
}

fn warnings(app: &App, application: &Application, lost: bool) -> Vec<String> {
    let mut lines = Vec::new();
    if lost {
        lines.push(
            "申报材料或花名册已按保存期限删除，下面的核对结果只反映现存材料；当时的人数和决定见办理记录。".into(),
        );
    }
    if let Ok(policy) = app.policy(&application.policy) {
        let ends = policy.trial_ends_on();
        let running = application.state() != State::Recognised && !application.state().ended();
        if running && app.today() > ends {
            let ends = domain::calendar::chinese_date(ends);
            lines.push(format!("实施方案试行期已于{ends}届满，认定须写明法律依据（8.2）。"));
        }
    }
    match application.open_objections() {
        0 => {}
        open => lines.push(format!("有 {open} 件异议未答复，答复前不能认定（5.3.g）。")),
    }
    lines
}

fn overview(app: &App, application: &Application, units: &BTreeMap<UnitId, String>) -> Summary {
    let name = |unit: &UnitId| units.get(unit).cloned().unwrap_or_default();
    let mut rows = vec![Pair::new("牵头单位", name(&application.lead_unit()))];
    if application.units.len() > 1 {
        rows.push(Pair::new("共同培育单位", application.units[1..].iter().map(name).collect::<Vec<_>>().join("、")));
    }
    rows.push(Pair::new("属地", in_words::area(app, application.area.as_str())));
    if let Some(at) = application.submitted_at {
        let note = if application.corrections > 0 {
            format!("已退回补正 {} 次", application.corrections)
        } else {
            String::new()
        };
        rows.push(Pair { note, ..Pair::new("提交时间", app::sentences::full_moment(at)) });
    }
    if application.figures.employed > 0 {
        let figures = &application.figures;
        let count = |n: u64| crate::components::count(&n).to_string();
        let note = format!(
            "其中脱贫劳动力 {} 人，待核 {} 人",
            count(figures.poverty_alleviated),
            count(figures.employed_disputed)
        );
        rows.push(Pair { note, ..Pair::new("带动就业创业", format!("{} 人", count(figures.employed))) });
        rows.push(Pair::new("培训合格", format!("{} 人", count(figures.trained))));
    }
    if let Some((rank, opinion)) = &application.recommendation {
        rows.push(Pair { note: opinion.clone(), ..Pair::new("县级推荐", format!("第 {rank} 位")) });
    }
    Summary { rows }
}

/// Findings as the table shows them; evidence leads to the sections of the application's page at `page`, empty on itself.
pub(super) fn findings(findings: &[Finding], page: &str) -> Findings {
    Findings { rows: findings.iter().map(|finding| row(finding, page)).collect() }
}

fn row(finding: &Finding, page: &str) -> FindingRow {
    let evidence = finding.evidence.iter().map(|evidence| {
        Link::new(format!("{}：{}", evidence.source, evidence.says), format!("{page}{}", anchor(&finding.clause)))
    });
    FindingRow {
        clause: finding.clause.clone(),
        required: finding.required.clone(),
        measured: finding.measured.clone(),
        evidence: evidence.collect(),
        outcome: match finding.outcome {
            Stands::Met => Outcome::Met,
            Stands::Unmet => Outcome::Unmet,
            Stands::Unknown => Outcome::Unknown,
        },
        settle: finding.settle.clone().unwrap_or_default(),
        exception: finding.exception.as_ref().map_or_else(String::new, |exception| {
            let word = if exception.accepted { "已同意例外" } else { "未同意例外" };
            format!("{word}：{}", exception.reason)
        }),
    }
}

/// The section of the page a clause's evidence stands in.
fn anchor(clause: &str) -> &'static str {
    match clause.get(..3) {
        Some("3.3" | "3.5" | "4.4") => "#rosters",
        Some("3.4" | "3.1" | "3.6") => "#reviews",
        _ => "#materials",
    }
}

/// What was handed in; a stamped form over contents that were corrected since is void (4.1).
fn materials(app: &App, actor: &Actor, application: &Application, content: &Content) -> Result<Files, Fail> {
    let views = attachments::views(app, &content.files)?;
    let mut files = in_words::files(app, actor, &views);
    let Some(pinned) = application.pinned.as_ref().filter(|_| !application.open_for_unit()) else { return Ok(files) };
    let valid = attachments::signed_over(&pinned.digest);
    for (view, item) in views.iter().zip(&mut files.files) {
        if attachments::is_signed_form(&view.slot) && view.slot != valid {
            item.note.push_str(" · 已作废（补正前）");
        }
    }
    Ok(files)
}

fn answers(
    app: &App,
    actor: &Actor,
    application: &Application,
    content: &Content,
) -> Result<Vec<(String, Summary)>, Fail> {
    if application.pinned.is_none() {
        return Ok(Vec::new());
    }
    let policy = app.policy(&application.policy)?;
    let reviewer = actor.city_reviewer().is_ok() || actor.county_reviewer(&application.area).is_ok();
    let sections = dossier::shown(&policy, application, &content.answers, app.today());
    let summary = |section: dossier::ShownSection| {
        let rows = section.rows.into_iter().map(|(id, label, text, masked)| {
            let pair = Pair::new(label, text);
            if masked && reviewer {
                pair.link("查看", format!("/desk/applications/{}/unmask?field={}:{id}", application.id, section.key))
            } else {
                pair
            }
        });
        (section.label, Summary { rows: rows.collect() })
    };
    Ok(sections.into_iter().map(summary).collect())
}

fn papers(application: &Application) -> Summary {
    let Some(code) = application.content_code() else { return Summary::default() };
    let note = match &application.original_verified {
        Some(verified) if *verified == code => "原件已核验",
        _ => "原件尚未核验",
    };
    Summary { rows: vec![Pair { note: note.into(), ..Pair::new("推荐表内容码", code) }] }
}

async fn filed(app: &App, content: &Content) -> Result<Table, Fail> {
    let figure = |n: u64| Cell::Figure(crate::components::count(&n).to_string());
    let rows = dossier::rosters(app, content).await?.into_iter().map(|line| {
        let faults: Vec<_> = line.left_out.iter().map(|(column, many)| format!("{column} {many} 处")).collect();
        let faults = (!faults.is_empty()).then(|| format!("有误：{}", faults.join("、")));
        let excluded = line.people.excluded;
        let excluded = (excluded > 0).then(|| format!("核定不计入 {} 人", crate::components::count(&excluded)));
        let why = faults.into_iter().chain(excluded).collect::<Vec<_>>().join("；");
        vec![
            line.ledger.label().into(),
            format!("{}年", line.year).into(),
            format!("第 {} 版", line.no).into(),
            figure(line.rows),
            figure(line.people.verified),
            figure(line.people.disputed),
            Cell::Noted(format!("{} 行", crate::components::count(&line.rejected)), why),
        ]
    });
    let heads = ["台账", "年度", "版本", "行数#", "核验人数#", "待核#", "未计入"];
    Ok(Table::new(&heads, rows.collect(), "单位提交花名册版本后显示在这里。"))
}

/// The way to the people who wait for a verdict, for the bureaus that may look.
async fn disputed(app: &App, actor: &Actor, application: &Application) -> Result<Option<Link>, Fail> {
    let reviewer = actor.city_reviewer().is_ok() || actor.county_reviewer(&application.area).is_ok();
    let waiting = rosters::undecided(app.db().reader(), application.brand).await?;
    let label = format!("待核人员 {} 人：查看原因和记录，逐人或批量核定", crate::components::count(&waiting));
    Ok((reviewer && waiting > 0).then(|| Link::new(label, format!("/desk/disputed/{}", application.brand))))
}

/// The comparisons of the brand, and a new one for its bureaus.
async fn comparisons(app: &App, actor: &Actor, application: &Application) -> Result<Vec<Link>, Fail> {
    let link = |of: app::comparisons::Comparison| {
        let on = domain::calendar::chinese_date(domain::calendar::shanghai_date(of.released_at));
        Link::new(format!("{}（{on}）", of.release.source), format!("/desk/comparisons/{}", of.id))
    };
    let mut links: Vec<_> =
        app::comparisons::of_brand(app, actor, application.brand).await?.into_iter().map(link).collect();
    let reviewer = actor.city_reviewer().is_ok() || actor.county_reviewer(&application.area).is_ok();
    let filed = application.pinned.as_ref().is_some_and(|pinned| !pinned.rosters.is_empty());
    if reviewer && filed && !application.state().ended() {
        links.push(Link::new("提供名单比对", format!("/desk/comparisons/new?brand={}", application.brand)));
    }
    Ok(links)
}

/// The way to signs of padding and samples, for the bureaus and the auditor, once rosters are filed.
async fn signs(app: &App, actor: &Actor, application: &Application) -> Result<Option<Link>, Fail> {
    if actor.role == Role::Finance || application.pinned.is_none() {
        return Ok(None);
    }
    let found = rosters::signs_of_brands(app.db().reader(), [application.brand]).await?.remove(&application.brand);
    let label = found.map_or_else(
        || "疑点和抽查".to_owned(),
        |signs| format!("疑点 {} 项：查看疑点和抽查", crate::components::count(&signs)),
    );
    Ok(Some(Link::new(label, format!("/desk/signs/{}", application.brand))))
}

/// The cultivation it led to.
fn cultivation(application: &Application) -> Option<Link> {
    match application.stage {
        Stage::Recognised { cultivation, .. } => {
            Some(Link::new("培育和补助", act::page_of(StreamKind::Cultivation, cultivation.0)))
        }
        _ => None,
    }
}

/// The list of its round that another list waits for.
async fn list_under_way(app: &App, offers: &[Offer]) -> Result<Option<Act>, Fail> {
    let waits = offers.iter().find(|offer| offer.act == ActKind::DecideProposedList && offer.blocked.is_some());
    let Some(offer) = waits else { return Ok(None) };
    let matter = notices::under_way(app, RoundId(offer.id)).await?;
    Ok(matter.map(|Link { label, href, .. }| Act { label, href, tone: ActTone::Plain }))
}

/// Pages that go on with the application beside its acts.
fn links(actor: &Actor, application: &Application) -> Vec<Act> {
    let mut links = Vec::new();
    let primary = |label: &str, href: String| Act { label: label.into(), href, tone: ActTone::Primary };
    if application.on_behalf && application.open_for_unit() && actor.county_reviewer(&application.area).is_ok() {
        let label = if application.state() == State::Drafting { "继续代录" } else { "代录补正" };
        links.push(primary(label, format!("/unit/applications/{}", application.id)));
    }
    if application.open_objections() > 0 && actor.city_reviewer().is_ok() {
        links.push(primary("处理异议", "/desk/objections".into()));
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{
        Act, ActTone, Blocked, Cell, Chain, ChainStep, Due, DueTone, FileItem, Moment, Pair, StepState, Tone,
    };
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Chain {
        /// A chain of three with the second step waiting.
        pub(crate) fn sample() -> Self {
            let step = |label: &str, who: &str, when: &str, opinion: &str, state| ChainStep {
                label: label.into(),
                who: who.into(),
                when: when.into(),
                opinion: opinion.into(),
                state,
            };
            Self {
                act: "审核入库".into(),
                href: "/desk/matters/8".into(),
                steps: vec![
                    step("拟办", "林秀英", "9月24日 09:40", "材料齐全，建议入库。", StepState::Done),
                    step("审核", "陈建国", "", "", StepState::Now),
                    step("审批", "", "", "", StepState::Later),
                ],
            }
        }
    }

    impl Timeline {
        /// A return for correction, a submission, a start.
        pub(crate) fn sample() -> Self {
            let m = |when: &str, who: &str, what: &str, clause: &str, tone| Moment {
                when: when.into(),
                who: who.into(),
                what: what.into(),
                clause: clause.into(),
                details: vec![],
                papers: vec![],
                tone,
            };
            let mut moments = vec![
                m("9月24日 09:40", "晋江市人社局 林秀英（经办）", "拟办审核入库。", "5.2.c", Tone::Active),
                m("9月22日 16:30", "晋江市鞋服行业协会 苏文", "重新提交，改动 2 处。", "5.1.a", Tone::Plain),
                m("9月15日 15:20", "晋江市人社局 林秀英（经办）", "退回补正。", "5.2.a", Tone::Unsure),
                m(
                    "9月12日 10:02",
                    "晋江市鞋服行业协会 苏文",
                    "提交申报，花名册 4 份，计 5,931 人。",
                    "5.1.a",
                    Tone::Plain,
                ),
            ];
            moments[2].details = vec!["缺公章 2 处".into(), "花名册 37 行需修改".into()];
            Self { moments, ..Self::default() }
        }
    }

    impl Samples for ApplicationPage {
        const NAME: &str = "desk-application";
        fn samples() -> Vec<(&'static str, Self)> {
            let table = |heads: &[&str], rows, when_empty| Table::new(heads, rows, when_empty);
            let name = "晋江鞋服工匠";
            let rosters = ["台账", "年度", "版本", "行数#", "核验人数#", "待核#"];
            let reviews = ["环节", "结果", "经办", "日期"];
            let empty = Self {
                frame: frame(Room::Desk, "晋江鞋服工匠 办件", "/desk"),
                emblem: Emblem::of(name),
                brand: name.into(),
                line: "晋江市鞋服行业协会 · 晋江市 · 2025年第二批".into(),
                state: Tag::state("drafting", "起草"),
                warnings: vec![],
                overview: Summary::default(),
                findings: Findings::default(),
                materials: Files::default(),
                answers: vec![],
                papers: Summary::default(),
                rosters: table(&rosters, vec![], "单位提交花名册版本后显示在这里。"),
                disputed: None,
                compared: vec![],
                comparisons: vec![],
                signs: None,
                reviews: table(&reviews, vec![], "综合评价、资料评审和实地核查的记录显示在这里。"),
                notices: table(&["公示", "期限", "异议"], vec![], "列入公示后，期限和异议显示在这里。"),
                cultivation: None,
                timeline: Timeline::default(),
                panel: ActPanel { turn: "等单位提交。".into(), ..ActPanel::default() },
            };
            let act = |label: &str, tone| Act { label: label.into(), href: "/desk/applications/1/act".into(), tone };
            let blocked = |label: &str, reason: &str, clause: &str| Blocked {
                label: label.into(),
                reason: reason.into(),
                clause: clause.into(),
            };
            let full = Self {
                state: Tag::state("submitted", "待初审"),
                warnings: vec!["试行期已于 2026年4月28日届满，认定须另有依据（8.2）。".into()],
                overview: Summary {
                    rows: vec![
                        Pair::new("牵头单位", "晋江市鞋服行业协会（行业协会）"),
                        Pair::new("产业", "纺织服装、服饰业（18）"),
                        Pair::new("培训类别", "制造类"),
                        Pair::new("提交", "2025年9月12日，第 2 次提交 9月22日"),
                        Pair {
                            note: "点开查看一个字段须写明用途，并留下记录。".into(),
                            ..Pair::new("联系人", "苏*　138****0000")
                        }
                        .link("查看", "/desk/applications/1/unmask"),
                    ],
                },
                findings: Findings::samples(),
                materials: Files {
                    files: ["推荐表盖章页.pdf", "品牌建设及成果简介.docx", "财务管理制度.pdf"]
                        .map(|n| FileItem { name: n.into(), href: "/f/1".into(), note: "1.2 MB · 9月12日".into() })
                        .into(),
                },
                answers: vec![(
                    "品牌成效（2025年）".into(),
                    Summary { rows: vec![Pair::new("带动就业创业人数", "5931")] },
                )],
                papers: Summary {
                    rows: vec![Pair::new("推荐表内容编码", "7F3K-20A9-66C7-F0F4 与盖章件一致")]
                },
                rosters: table(
                    &rosters,
                    vec![
                        vec![
                            "就业".into(),
                            "2025年".into(),
                            "第 2 版".into(),
                            Cell::Figure("6,000".into()),
                            Cell::Figure("5,931".into()),
                            Cell::Figure("12".into()),
                        ],
                        vec![
                            "培训".into(),
                            "2024年".into(),
                            "第 1 版".into(),
                            Cell::Figure("1,402".into()),
                            Cell::Figure("932".into()),
                            Cell::Figure("0".into()),
                        ],
                    ],
                    "",
                ),
                disputed: Some(Link::new("待核人员 12 人：查看原因和记录，逐人或批量核定", "/desk/disputed/1")),
                compared: vec!["就业：一致 5,900 人，不一致 20 人，未查到 11 人，未比对 0 人。".into()],
                comparisons: vec![Link::new("提供名单比对", "/desk/comparisons/new?brand=1")],
                signs: Some(Link::new("疑点 9 项：查看疑点和抽查", "/desk/signs/1")),
                timeline: Timeline::sample(),
                panel: ActPanel {
                    turn: "等晋江市人社局 陈建国（审核）。".into(),
                    due: Due {
                        tone: DueTone::Soon, left: "还剩 2 个工作日".into(), day: "9月29日 星期一".into()
                    },
                    chain: Chain::sample(),
                    acts: vec![
                        act("退回补正", ActTone::Plain),
                        act("审核入库", ActTone::Primary),
                        act("不予通过", ActTone::Legal),
                    ],
                    blocked: vec![
                        blocked("推荐到市级", "还没有入库。", "5.2.d"),
                        blocked("认定", "公示期未满：最后一日 10月10日。", "5.3.d"),
                    ],
                },
                cultivation: Some(Link::new("培育和补助", "/desk/cultivations/1")),
                ..empty.clone()
            };
            let mut huge =
                Self { brand: long(name), line: long("协会"), warnings: vec![long("注意"); 3], ..full.clone() };
            huge.timeline.moments = vec![huge.timeline.moments[2].clone(); 80];
            huge.panel.blocked[0].reason = long("没有入库");
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
