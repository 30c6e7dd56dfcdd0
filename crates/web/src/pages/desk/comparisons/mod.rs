//! `/desk/comparisons`: filed people held against outside records (比对): what left, to whom, until when, what came back.

mod answers;
mod archive;
mod deletion;
mod propose;
use super::in_words::{self, People};
use crate::{
    components::{Act, ActTone, Cell, Moment, Pair, Summary, Table, Tag, Timeline, Tone, count},
    frame::{Frame, Link},
    page,
    pages::shared::{ListAsked, ListAt, ListPage, Place, list_at, past},
    shell::{Answer, At, Caller, Fail, Routes, Who},
};
use app::{
    comparisons::{self, AnswerState, AnswerView, Comparison, Listed},
    exports::Format,
    listing::Count,
    sentences,
};
use askama::Template;
use domain::{
    access::{Actor, Role},
    calendar::chinese_date,
    comparison::{Release, Source},
    ids::ComparisonId,
};
use std::fs::File;

/// The bureaus, and the auditor who reads what left.
const READERS: Who = Who::Only(&[Role::County, Role::City, Role::Auditor]);

const HERE: ListAt = list_at!("/desk/comparisons", "数据比对");

pub(super) fn routes() -> Routes {
    Routes::new()
        .list(HERE, READERS, list, take_out)
        .merge(propose::routes())
        .get("/desk/comparisons/{comparison}", READERS, show)
        .merge(archive::routes())
        .merge(deletion::routes())
        .merge(answers::routes())
}

/// One comparison.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/comparison.html")]
pub(crate) struct ComparisonPage {
    pub(crate) frame: Frame,
    /// All comparisons.
    pub(crate) back: Link,
    /// With the recipient, deleted, or overdue.
    pub(crate) state: Tag,
    /// What was approved.
    pub(crate) summary: Summary,
    /// What may be done; none for those who read only.
    pub(crate) acts: Vec<Act>,
    /// Answers that came in.
    pub(crate) answers: Table,
    /// Each packing of the list.
    pub(crate) downloads: Table,
    /// Its events on the brand's record, newest first.
    pub(crate) timeline: Timeline,
}

fn bureau(caller: &Caller) -> Result<&Actor, Fail> {
    caller.one_of(&[Role::County, Role::City])
}

fn reader(caller: &Caller) -> Result<&Actor, Fail> {
    caller.one_of(&[Role::County, Role::City, Role::Auditor])
}

fn named(brand: &str) -> String {
    if brand.is_empty() { "（未命名）".into() } else { brand.to_owned() }
}

/// A comparison that the caller may act on.
async fn held(caller: &Caller, id: ComparisonId) -> Result<(&Actor, Comparison), Fail> {
    let actor = bureau(caller)?;
    Ok((actor, comparisons::get(&caller.app, actor, id).await?))
}

fn here(id: ComparisonId) -> String {
    format!("/desk/comparisons/{id}")
}

fn back(of: &Comparison) -> Link {
    Link::new(format!("{}比对：{}", of.release.source, named(&of.name)), here(of.id))
}

async fn take_out(caller: &Caller, asked: &ListAsked, format: Format) -> Result<File, Fail> {
    Ok(comparisons::export(&caller.app, reader(caller)?, &asked.search(), format).await?)
}

/// `GET /desk/comparisons`
async fn list(caller: &Caller, asked: &ListAsked) -> Result<ListPage, Fail> {
    let (app, actor) = (&caller.app, reader(caller)?);
    let found = comparisons::list(app, actor, &asked.search(), asked.at().as_ref()).await?;
    let rows = found.page.rows.iter().map(|Listed { comparison: of, answers }| {
        vec![
            Cell::Name(Link::new(named(&of.name), here(of.id))),
            in_words::area(app, of.area.as_str()).into(),
            Cell::Noted(of.release.source.label().into(), of.release.recipient.clone()),
            Cell::Figure(count(&of.people).to_string()),
            sentences::moment(of.released_at).into(),
            if *answers == Count::default() { "等待答复".into() } else { format!("{answers} 份").into() },
            match of.deleted_on {
                Some(on) => Cell::Noted("已删除".into(), chinese_date(on)),
                None => Cell::Due(in_words::due(app, Some(of.release.delete_by))),
            },
        ]
    });
    let heads = ["品牌", "属地", "与谁比对", "人数^people#", "提供", "已登记答复", "对方删除期限^deadline"];
    let empty = "名单经审批后才能提供。审批通过的比对显示在这里；从办件的花名册一节发起。";
    let lede = "花名册与社会保险、实名、市场主体登记等记录比对：名单加密提供，答复按表登记，期满催告删除。";
    let page = ListPage::new(super::frame(caller, "数据比对").await, lede, Table::new(&heads, rows.collect(), empty));
    let mut filters = asked.filters(app, actor, "品牌");
    filters.push(asked.kinds("与谁比对", Source::ALL.iter().map(|source| (source.code(), source.label()))));
    filters.push(asked.states("名单", [("kept", "对方未删除"), ("overdue", "超期未删除")]));
    Ok(asked.shown(HERE, &found, "次比对", filters, page))
}

/// `GET /desk/comparisons/{comparison}`
async fn show(caller: Caller, At(id): At<i64>) -> Answer {
    let actor = reader(&caller)?;
    let app = &caller.app;
    let of = comparisons::get(app, actor, ComparisonId(id)).await?;
    let downloads = comparisons::downloads(app, actor, of.id).await?;
    let answers = comparisons::answers(app, actor, of.id).await?;
    let history = comparisons::history(app, actor, of.id).await?;
    let told = history
        .iter()
        .filter_map(|event| Some((Place::of(event), (event, sentences::comparison_event(&event.event)?))));
    let past = past(&caller, told);
    let approvers = downloads.iter().map(|one| one.by).chain(answers.iter().filter_map(|one| one.by));
    let people = People::of(app, actor, approvers.chain(past.shown.iter().filter_map(|(event, _)| event.by))).await?;
    let packed = downloads.iter().map(|one| {
        let entries = Cell::Figure(count(&one.entries).to_string());
        vec![
            format!("第 {} 次", one.no).into(),
            entries,
            people.who(Some(one.by)).into(),
            sentences::moment(one.at).into(),
        ]
    });
    Ok(page::ok(&ComparisonPage {
        frame: super::frame(&caller, format!("{}比对：{}", of.release.source, named(&of.name))).await,
        back: Link::new("数据比对", "/desk/comparisons"),
        state: state(&caller, &of),
        summary: Summary { rows: about(&caller, &of).await? },
        acts: acts(&caller, actor, &of),
        answers: answered(actor, of.id, &answers, &people),
        downloads: Table::new(
            &["生成", "条数#", "经手人", "时间"],
            packed.collect(),
            "名单还没有下载过。每次生成压缩包都有新的密码，并记录在这里。",
        ),
        timeline: past.drawn(|(event, what)| Moment {
            when: sentences::moment(event.at),
            who: people.who(event.by),
            what,
            clause: "4.4".into(),
            ..Moment::default()
        }),
    }))
}

fn state(caller: &Caller, of: &Comparison) -> Tag {
    match of.deleted_on {
        _ if of.release.source == Source::OtherCity => Tag::new(Tone::Good, "已比对"),
        Some(_) => Tag::new(Tone::Good, "对方已删除"),
        None if of.is_overdue(caller.app.today()) => Tag::new(Tone::Bad, "超期未删除"),
        None => Tag::new(Tone::Active, "已提供"),
    }
}

fn acts(caller: &Caller, actor: &Actor, of: &Comparison) -> Vec<Act> {
    if actor.role == Role::Auditor || of.release.source == Source::OtherCity {
        return Vec::new();
    }
    let at = here(of.id);
    let act = |label: &str, href: &str, tone| Act { label: label.into(), href: format!("{at}/{href}"), tone };
    let mut acts = vec![act("录入答复", "answers", ActTone::Primary)];
    if of.deleted_on.is_none() {
        if !of.is_overdue(caller.app.today()) {
            acts.push(act("下载名单", "archive", ActTone::Plain));
        }
        acts.push(act("登记对方删除", "deletion", ActTone::Plain));
    }
    acts
}

async fn about(caller: &Caller, of: &Comparison) -> Result<Vec<Pair>, Fail> {
    let mut rows =
        vec![Pair::new("品牌", named(&of.name)), Pair::new("属地", in_words::area(&caller.app, of.area.as_str()))];
    rows.extend(content(&of.release));
    rows.push(Pair::new("涉及人数", format!("{} 人", count(&of.people))));
    rows.push(Pair::new("提供时间", sentences::full_moment(of.released_at)));
    if let Some(matter) = of.matter {
        let last = rows.pop().unwrap_or_default();
        rows.push(last.link("查看审批", format!("/desk/matters/{matter}")));
    }
    if let Some(on) = of.deleted_on.filter(|_| of.release.source != Source::OtherCity) {
        rows.push(Pair::new("对方删除", chinese_date(on)));
    }
    Ok(rows)
}

/// What leaves, to whom, on what ground: the same words in the approval and afterwards.
pub(super) fn content(release: &Release) -> Vec<Pair> {
    if release.source == Source::OtherCity {
        return vec![
            Pair::new("与谁比对", format!("{}（{}）", release.source, release.recipient)),
            Pair::new("提供的内容", "没有提供名单，双方只比对加密指纹"),
        ];
    }
    let fields: Vec<_> = release.fields.iter().map(|field| field.label()).collect();
    vec![
        Pair::new("与谁比对", release.source.label()),
        Pair::new("接收单位", &release.recipient),
        Pair::new("用途", &release.purpose),
        Pair::new("依据", release.ground.label()),
        Pair::new("影响评估", &release.assessment),
        Pair::new("提供的内容", fields.join("、")),
        Pair::new("对方删除期限", chinese_date(release.delete_by)),
    ]
}

fn answered(actor: &Actor, id: ComparisonId, answers: &[AnswerView], people: &People) -> Table {
    let rows = answers.iter().map(|answer| {
        let figure = |n: u64| Cell::Figure(count(&n).to_string());
        let (tag, act) = match answer.state {
            AnswerState::Recorded => (Tag::new(Tone::Good, "已登记"), None),
            AnswerState::Checked => (Tag::new(Tone::Unsure, "待登记"), Some("查看并登记")),
        };
        let act = act.filter(|_| actor.role != Role::Auditor).map(|label| Act {
            label: label.into(),
            href: format!("{}/answers/{}", here(id), answer.id),
            tone: ActTone::Plain,
        });
        let by = Cell::Noted(people.who(answer.by), sentences::moment(answer.at));
        let mut row = vec![chinese_date(answer.on).into()];
        row.extend([answer.confirmed, answer.refuted, answer.unknown].map(figure));
        row.extend([by, Cell::Tag(tag), Cell::Acts(act.into_iter().collect())]);
        row
    });
    let heads = ["答复日期", "一致#", "不一致#", "未查到#", "录入", "状态", "办理"];
    Table::new(&heads, rows.collect(), "接收单位交回填好的名单后，从“录入答复”上传。")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::{ActTone, Cell, Moment, Pair, Tone};
    use crate::frame::Room;
    use crate::pages::samples::{Samples, frame, long};

    impl Samples for ComparisonPage {
        const NAME: &str = "desk-comparison";
        fn samples() -> Vec<(&'static str, Self)> {
            let heads = ["答复日期", "一致#", "不一致#", "未查到#", "录入", "状态", "办理"];
            let empty = Self {
                frame: frame(Room::Desk, "社会保险比对：晋江鞋服工匠", "/desk/comparisons/1"),
                back: Link::new("数据比对", "/desk/comparisons"),
                state: Tag::new(Tone::Active, "已提供"),
                summary: Summary { rows: vec![Pair::new("接收单位", "泉州市社会保险中心")] },
                acts: vec![],
                answers: Table::new(&heads, vec![], "接收单位交回填好的名单后，从“录入答复”上传。"),
                downloads: Table::new(&["生成", "条数#", "经手人", "时间"], vec![], "名单还没有下载过。"),
                timeline: Timeline::default(),
            };
            let act = |label: &str, tone| Act { label: label.into(), href: "/desk/comparisons/1/answers".into(), tone };
            let row = vec![
                "2025年10月20日".into(),
                Cell::Figure("5,900".into()),
                Cell::Figure("20".into()),
                Cell::Figure("11".into()),
                Cell::Noted("晋江市人社局 林秀英".into(), "10月20日 09:40".into()),
                Cell::Tag(Tag::new(Tone::Unsure, "待登记")),
                Cell::Acts(vec![act("查看并登记", ActTone::Plain)]),
            ];
            let full = Self {
                acts: vec![act("录入答复", ActTone::Primary), act("下载名单", ActTone::Plain)],
                answers: Table::new(&heads, vec![row], ""),
                timeline: Timeline {
                    moments: vec![Moment { what: "提供名单".into(), clause: "4.4".into(), ..Moment::default() }],
                    ..Timeline::default()
                },
                ..empty.clone()
            };
            let mut huge = full.clone();
            huge.summary.rows = vec![Pair::new("用途", long("核对参保情况"))];
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
