//! `/desk/disputed`: people who wait for a bureau's verdict (待核), brand by brand, with the rows behind it, and the verdict
//! (核定, 4.4).

mod decide;
mod unmask;

use super::in_words::{self, People};
use crate::{
    components::{
        Cell, Choice, ErrorSummary, Field, FieldKind, FieldSet, Markup, Moment, Pager, Tab, Table, Tabs, Tag, Timeline,
        Tone, count,
    },
    frame::{Frame, Link},
    pages::shared::{ListAsked, ListAt, ListPage, Place, list_at, past, refill},
    shell::{Caller, Fail, FormView, Routes, Submitted, Who},
};
use app::{
    FieldError,
    comparisons::Said,
    exports::Format,
    rosters::{self, Disputed, DisputedQuery, Reason, SideView},
};
use askama::Template;
use domain::{
    access::{Actor, Role},
    brand::BrandEvent,
    comparison::Source,
    ids::BrandId,
    level::Level,
};
use std::fs::File;

const HERE: ListAt = list_at!("/desk/disputed", "待核人员");

/// Brands with people who wait, and one of them.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .list(HERE, Who::BUREAUS, list, take_out)
        .form("/desk/disputed/{brand}", Who::BUREAUS, decide_form, decide::decide)
        .merge(unmask::routes())
}

/// One row of a roster about a person; name and number masked.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    /// `晋江鞋服工匠 · 就业花名册 2025年 第 1 版 第 27 行`.
    pub(crate) place: String,
    /// `林*东 350527********001X`; empty where the reader may not see it.
    pub(crate) person: String,
    /// What it says of training or work.
    pub(crate) says: String,
}

/// A person who waits for a verdict.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    /// Value sent.
    pub(crate) value: String,
    /// Ticked before.
    pub(crate) chosen: bool,
    /// `林*东 350527********001X`.
    pub(crate) name: String,
    /// 就业 2025年
    pub(crate) ledger: String,
    /// Why.
    pub(crate) reasons: Vec<Tag>,
    /// The rows on every side.
    pub(crate) records: Vec<Record>,
    /// Who decides, where it is not the reader; empty where it is.
    pub(crate) elsewhere: String,
    /// The page that shows the whole number for a purpose.
    pub(crate) unmask_href: String,
}

/// The list and its form.
#[derive(Clone, Debug, Template)]
#[template(path = "desk/disputed.html")]
pub(crate) struct DisputedPage {
    pub(crate) frame: Frame,
    /// All brands.
    pub(crate) back: Link,
    /// How many wait for whom, as sentences.
    pub(crate) lede: String,
    /// Reasons to filter by.
    pub(crate) reasons: Tabs,
    /// What was wrong with the verdict sent, and is no field's.
    pub(crate) errors: Vec<FieldError>,
    /// People of this page.
    pub(crate) people: Vec<Person>,
    /// Pages.
    pub(crate) pager: Pager,
    /// Whom, with whom they stay, why; none where the reader decides on nobody here.
    pub(crate) sets: Vec<FieldSet>,
    /// Where it is sent.
    pub(crate) action: String,
    /// Verdicts given before, newest first.
    pub(crate) decided: Timeline,
}

/// The box that chooses a person.
#[derive(Template)]
#[template(path = "desk/disputed_choice.html")]
struct Choose<'a> {
    person: &'a Person,
}

/// The person, with the way to the whole number.
#[derive(Template)]
#[template(path = "desk/disputed_person.html")]
struct Named<'a> {
    person: &'a Person,
}

/// Tags, and the rows behind them.
#[derive(Template)]
#[template(path = "desk/disputed_records.html")]
struct Records<'a> {
    person: &'a Person,
}

/// Why a person waits.
#[derive(Template)]
#[template(source = "{% for reason in person.reasons %}{{ reason }} {% endfor %}", ext = "html")]
struct Reasons<'a> {
    person: &'a Person,
}

impl Person {
    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Part(Markup::of(&Choose { person: self })),
            Cell::Part(Markup::of(&Named { person: self })),
            self.ledger.as_str().into(),
            Cell::Part(Markup::of(&Reasons { person: self })),
            Cell::Part(Markup::of(&Records { person: self })),
        ]
    }
}

impl DisputedPage {
    fn table(&self) -> Table {
        let empty = "证件待确认、同号不同名、与其他品牌同报，或比对不一致的人员显示在这里。";
        let rows = self.people.iter().map(Person::cells).collect();
        Table::new(&["核定", "人员", "台账", "原因", "花名册上的记录"], rows, empty).class("disputed")
    }

    fn summary(&self) -> ErrorSummary {
        ErrorSummary::of_sets(&self.sets).and("#people", &self.errors)
    }
}

impl FormView for DisputedPage {
    fn refused(mut self, sent: &Submitted, errors: Vec<FieldError>) -> Self {
        let ticked = sent.all("people");
        for person in &mut self.people {
            person.chosen = ticked.contains(&person.value.as_str());
        }
        self.errors = refill(self.sets.iter_mut().flat_map(|set| &mut set.fields), sent, errors);
        self
    }
}

/// Stands in the address for people already decided on.
const DECIDED: &str = "decided";

fn bureau(caller: &Caller) -> Result<&Actor, Fail> {
    caller.one_of(&[Role::County, Role::City])
}

async fn take_out(caller: &Caller, asked: &ListAsked, format: Format) -> Result<File, Fail> {
    Ok(rosters::export_dockets(&caller.app, bureau(caller)?, &asked.search(), format).await?)
}

async fn list(caller: &Caller, asked: &ListAsked) -> Result<ListPage, Fail> {
    let actor = bureau(caller)?;
    let figure = |people: u64| Cell::Figure(count(&people).to_string());
    let found = rosters::dockets(&caller.app, actor, &asked.search(), asked.at().as_ref()).await?;
    let rows = found.page.rows.iter().map(|docket| {
        vec![
            Cell::Name(Link::new(named(&docket.name), format!("/desk/disputed/{}", docket.brand))),
            in_words::area(&caller.app, docket.area.as_str()).into(),
            figure(docket.county),
            figure(docket.city),
        ]
    });
    let heads = ["品牌", "属地", "待县级核定#", "待市级核定#"];
    let table = Table::new(&heads, rows.collect(), "已提交的花名册中有待核人员时，品牌显示在这里。");
    let lede = "品牌都在同一县（市、区）的由县级核定，跨县（市、区）的由市级核定。核定前不计入人数。";
    let page = ListPage::new(super::frame(caller, "待核人员").await, lede, table);
    let mut filters = asked.filters(&caller.app, actor, "品牌");
    filters.push(asked.states("由谁核定", [("county", "县级"), ("city", "市级")]));
    Ok(asked.shown(HERE, &found, "个品牌", filters, page))
}

fn named(brand: &str) -> String {
    if brand.is_empty() { "（未命名）".into() } else { brand.to_owned() }
}

/// What the list is narrowed to, by its address.
fn asked(caller: &Caller) -> DisputedQuery {
    let asked = Submitted::asked(caller);
    let after = asked.text("after").split_once('.');
    DisputedQuery {
        reason: Reason::parse(asked.text("reason")),
        decided: asked.text("reason") == DECIDED,
        after: after.and_then(|(version, person)| Some((version.parse().ok()?, person.parse().ok()?))),
    }
}

/// The people and the form, for those who decide.
async fn decide_form(caller: &Caller, id: BrandId) -> Result<DisputedPage, Fail> {
    let actor = bureau(caller)?;
    let app = &caller.app;
    let query = asked(caller);
    let page = rosters::disputed(app, actor, id, &query).await?;
    let brand = rosters::brand_name(app, actor, id).await?;
    let docket = rosters::docket(app, id).await?;
    let level = if actor.role == Role::City { Level::City } else { Level::County };
    let here = format!("/desk/disputed/{id}");
    let people: Vec<Person> = page.people.iter().map(|person| shown(person, level, &here)).collect();
    let mine = if query.decided { 0 } else { rosters::decidable(app, actor, id, query.reason).await? };
    let rivals = rosters::rivals(app, actor, &page.people).await?;
    let reason = if query.decided { DECIDED } else { query.reason.map_or("", Reason::code) };
    let offered = mine > 0 || query.decided && people.iter().any(|person| person.elsewhere.is_empty());
    Ok(DisputedPage {
        frame: super::frame(caller, format!("待核人员：{}", named(&brand))).await,
        back: Link::new("待核人员", "/desk/disputed"),
        lede: lede(docket.county, docket.city),
        reasons: reasons(&query, &here),
        errors: Vec::new(),
        people,
        pager: Pager {
            next: page
                .next
                .map_or_else(String::new, |(version, person)| format!("?reason={reason}&after={version}.{person}")),
            ..Pager::default()
        },
        sets: if offered { vec![form(mine, &query, &rivals)] } else { Vec::new() },
        action: caller.uri.path_and_query().map_or_else(|| here.clone(), |at| at.as_str().to_owned()),
        decided: decided(caller, actor, id).await?,
    })
}

fn lede(county: u64, city: u64) -> String {
    if county + city == 0 {
        return "没有待核人员。".into();
    }
    let part = |people: u64, who: &str| (people > 0).then(|| format!("待{who}核定 {} 人", count(&people)));
    let parts: Vec<_> = [part(county, "县级"), part(city, "市级")].into_iter().flatten().collect();
    format!("{}。核定前不计入人数。", parts.join("，"))
}

fn reasons(query: &DisputedQuery, here: &str) -> Tabs {
    let tab = |reason: Option<&str>, label: &str| Tab {
        link: Link {
            current: reason == query.reason.map(Reason::code).or(query.decided.then_some(DECIDED)),
            ..Link::new(label, reason.map_or_else(|| here.to_owned(), |reason| format!("{here}?reason={reason}")))
        },
        count: None,
    };
    let each = Reason::ALL.iter().copied().map(|reason| tab(Some(reason.code()), reason.label()));
    let each = each.chain([tab(Some(DECIDED), "已核定")]);
    Tabs { label: "原因".into(), tabs: std::iter::once(tab(None, "全部原因")).chain(each).collect() }
}

fn shown(person: &Disputed, level: Level, here: &str) -> Person {
    let value = person.chosen.to_string();
    let first = person.sides.iter().flat_map(|side| &side.rows).next();
    let decided = person.verdict.map(|counts| match counts {
        true => Tag::new(Tone::Good, "已核定：计入"),
        false => Tag::new(Tone::Bad, "已核定：不计入"),
    });
    Person {
        chosen: false,
        name: first.map_or_else(|| "（记录不可见）".into(), |row| format!("{} {}", row.name, row.number)),
        ledger: format!("{} {}年", person.chosen.ledger.label(), person.chosen.year),
        reasons: person.reasons.iter().map(|reason| Tag::new(Tone::Unsure, reason.label())).chain(decided).collect(),
        records: person.sides.iter().flat_map(records).chain(person.said.iter().map(said)).collect(),
        elsewhere: if person.level == level { String::new() } else { format!("由{}核定", person.level.label()) },
        unmask_href: format!("{here}/unmask?who={value}"),
        value,
    }
}

/// What outside records say.
fn said(said: &Said) -> Record {
    let place = match said.source {
        Source::OtherCity => "同时列入其他城市的花名册".to_owned(),
        source => format!("{source}比对：{}", said.mark),
    };
    let says = format!("{}，{}", said.by, domain::calendar::chinese_date(said.on));
    Record { place, person: String::new(), says }
}

fn records(side: &SideView) -> Vec<Record> {
    let Some((_, brand)) = &side.brand else {
        let place = "另一县（市、区）的品牌，由市级核定".to_owned();
        return vec![Record { place, person: String::new(), says: String::new() }];
    };
    let of = format!("{} · {} {}年 第 {} 版", named(brand), side.ledger.label(), side.year, side.no);
    let record = |row: &rosters::Sighting| Record {
        place: format!("{of} 第 {} 行", row.row),
        person: format!("{} {}", row.name, row.number),
        says: row.says.clone(),
    };
    side.rows.iter().map(record).collect()
}

fn form(mine: u64, query: &DisputedQuery, rivals: &[(BrandId, String)]) -> FieldSet {
    let of = query.reason.map_or_else(|| "待我核定".to_owned(), |reason| format!("“{}”", reason.label()));
    let mut whom = vec![Choice::new("chosen", "勾选的人员")];
    if mine > 0 {
        whom.push(Choice {
            hint: "不限于本页。".into(),
            ..Choice::new(format!("all-{mine}"), format!("{of}的全部 {} 人", count(&mine)))
        });
    }
    let mut keeps = vec![Choice {
        hint: "与其他品牌同报的，其他品牌不再计入。".into(),
        ..Choice::new("here", "计入本品牌")
    }];
    keeps.extend(rivals.iter().map(|(id, name)| Choice {
        hint: "本品牌不计入。".into(),
        ..Choice::new(id.to_string(), format!("计入“{}”", named(name)))
    }));
    keeps.push(Choice { hint: "同报的各品牌都不计入。".into(), ..Choice::new("nobody", "不计入") });
    let reason =
        Field::long("reason", "依据", 3).hint("如“核对劳动合同和工资发放记录”。写入办理记录，请勿写个人信息。");
    FieldSet {
        fields: vec![
            Field::new("whom", "核定谁", FieldKind::Radios(whom)).value("chosen"),
            Field::new("keeps", "计入哪个品牌", FieldKind::Radios(keeps)),
            reason,
        ],
        ..FieldSet::default()
    }
}

/// Verdicts given before, newest first.
async fn decided(caller: &Caller, actor: &Actor, id: BrandId) -> Result<Timeline, Fail> {
    let events = rosters::verdicts(&caller.app, actor, id).await?;
    let told = events.iter().filter_map(|event| {
        let BrandEvent::PeopleDecided { counted, excluded, reason, .. } = &event.event else { return None };
        let what = format!("核定 {} 人：计入 {counted} 人，不计入 {excluded} 人。", counted + excluded);
        Some((Place::of(event), (event, what, reason)))
    });
    let past = past(caller, told);
    let people = People::of(&caller.app, actor, past.shown.iter().filter_map(|(event, ..)| event.by)).await?;
    Ok(past.drawn(|(event, what, reason)| Moment {
        when: app::sentences::moment(event.at),
        who: people.who(event.by),
        what,
        clause: "4.4".into(),
        details: vec![reason.clone()],
        ..Moment::default()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        frame::Room,
        pages::samples::{Samples, frame, long},
    };

    impl Samples for DisputedPage {
        const NAME: &str = "desk-disputed";
        fn samples() -> Vec<(&'static str, Self)> {
            let empty = Self {
                frame: frame(Room::Desk, "待核人员：晋江鞋服工匠", "/desk/disputed/1"),
                back: Link::new("待核人员", "/desk/disputed"),
                lede: "没有待核人员。".into(),
                reasons: Tabs::default(),
                errors: vec![],
                people: vec![],
                pager: Pager::default(),
                sets: vec![],
                action: "/desk/disputed/1".into(),
                decided: Timeline::default(),
            };
            let record = |place: &str| Record {
                place: place.into(),
                person: "林*东 350527********001X".into(),
                says: "缝纫工，晋江市某鞋业有限公司，2025-02-01".into(),
            };
            let person = |elsewhere: &str| Person {
                value: "employment.2025.00112233445566778899aabbccddeeff.001122334455".into(),
                chosen: elsewhere.is_empty(),
                name: "林*东 350527********001X".into(),
                ledger: "就业 2025年".into(),
                reasons: vec![Tag::new(Tone::Unsure, "两个品牌同报")],
                records: vec![record("晋江鞋服工匠 第 1 版 第 27 行"), record("晋江制伞工匠 第 2 版 第 9 行")],
                elsewhere: elsewhere.into(),
                unmask_href: "/desk/disputed/1/unmask".into(),
            };
            let whom = Choice { chosen: true, ..Choice::new("chosen", "勾选的人员") };
            let radios = |name: &str, label: &str, choices| Field::new(name, label, FieldKind::Radios(choices));
            let full = Self {
                lede: "待本县核定 12 人，待市级核定 3 人。".into(),
                reasons: Tabs {
                    label: "原因".into(),
                    tabs: vec![Tab { link: Link { current: true, ..Link::new("全部原因", "?") }, count: None }],
                },
                errors: vec![FieldError::of_none("请勾选要核定的人员。".into())],
                people: vec![person(""), person("由市级核定")],
                pager: Pager { next: "?after=1".into(), ..Pager::default() },
                sets: vec![FieldSet {
                    fields: vec![
                        radios("whom", "核定谁", vec![whom]),
                        radios("keeps", "计入哪个品牌", vec![Choice::new("here", "计入本品牌")]),
                        Field::long("reason", "依据", 3),
                    ],
                    ..FieldSet::default()
                }],
                decided: Timeline {
                    moments: vec![Moment {
                        when: "9月24日 09:40".into(),
                        what: "核定 4 人：计入 4 人，不计入 0 人。".into(),
                        clause: "4.4".into(),
                        ..Moment::default()
                    }],
                    ..Timeline::default()
                },
                ..empty.clone()
            };
            let mut huge = full.clone();
            huge.people[0].records = vec![record(&long("晋江鞋服工匠")); 6];
            vec![("empty", empty), ("full", full), ("long", huge)]
        }
    }
}
