//! `/desk/disputed`: people who wait for a bureau's verdict (待核), brand by brand, and the verdict (核定, 4.4).

use super::in_words::{self, People};
use crate::{
    components::{
        Cell, Choice, Field, FieldKind, FieldSet, Moment, Pager, Pair, Summary, Tab, Table, Tabs, Tag, Timeline, Tone,
        count,
    },
    frame::Link,
    page,
    pages::{
        desk::disputed::{DisputedPage, Person, Record},
        shared::{FormPage, ListPage, ReceiptPage},
    },
    shell::{Answer, Caller, Fail, Routes, Submitted, Who},
};
use app::{
    Error,
    comparisons::Said,
    rosters::{self, Chosen, Disputed, DisputedQuery, Docket, Keeps, Reason, SideView, Verdict, Whom},
};
use axum::extract::Path;
use domain::{
    access::{Actor, Role},
    brand::BrandEvent,
    comparison::Source,
    ids::BrandId,
    level::Level,
};

pub(super) fn routes() -> Routes {
    const BRAND: &str = "/desk/disputed/{brand}";
    const UNMASK: &str = "/desk/disputed/{brand}/unmask";
    Routes::new()
        .get("/desk/disputed", Who::BUREAUS, brands)
        .get(BRAND, Who::BUREAUS, show)
        .post(BRAND, Who::BUREAUS, decide)
        .get(UNMASK, Who::BUREAUS, ask)
        .repeatable(UNMASK, Who::BUREAUS, unmask)
}

/// Stands in the address for people already decided on.
const DECIDED: &str = "decided";

fn bureau(caller: &Caller) -> Result<&Actor, Fail> {
    caller.one_of(&[Role::County, Role::City])
}

/// `GET /desk/disputed`: brands with people who wait.
async fn brands(caller: Caller) -> Answer {
    let actor = bureau(&caller)?;
    let figure = |people: u64| Cell::Figure(count(&people).to_string());
    let rows = rosters::dockets(&caller.app, actor).await?.into_iter().map(|docket| {
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
    Ok(page::ok(&ListPage::new(super::frame(&caller, "待核人员").await, lede, table)))
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

async fn show(caller: Caller, Path(id): Path<i64>) -> Answer {
    Ok(page::ok(&drawn(&caller, BrandId(id), &Submitted::default(), Vec::new()).await?))
}

async fn drawn(caller: &Caller, id: BrandId, typed: &Submitted, errors: Vec<String>) -> Result<DisputedPage, Fail> {
    let actor = bureau(caller)?;
    let app = &caller.app;
    let query = asked(caller);
    let page = rosters::disputed(app, actor, id, &query).await?;
    let brand = rosters::brand_name(app, actor, id).await?;
    let docket = rosters::dockets(app, actor).await?.into_iter().find(|docket| docket.brand == id);
    let level = if actor.role == Role::City { Level::City } else { Level::County };
    let here = format!("/desk/disputed/{id}");
    let ticked = typed.all("people");
    let people: Vec<Person> = page.people.iter().map(|person| shown(person, level, &here, &ticked)).collect();
    let mine = if query.decided { 0 } else { rosters::decidable(app, actor, id, query.reason).await? };
    let rivals = rosters::rivals(app, actor, &page.people).await?;
    let reason = if query.decided { DECIDED } else { query.reason.map_or("", Reason::code) };
    let offered = mine > 0 || query.decided && people.iter().any(|person| person.elsewhere.is_empty());
    Ok(DisputedPage {
        frame: super::frame(caller, format!("待核人员：{}", named(&brand))).await,
        back: Link::new("待核人员", "/desk/disputed"),
        lede: lede(docket.as_ref()),
        reasons: reasons(&query, &here),
        errors,
        people,
        pager: Pager {
            prev: String::new(),
            next: page
                .next
                .map_or_else(String::new, |(version, person)| format!("?reason={reason}&after={version}.{person}")),
            total: String::new(),
        },
        sets: if offered { vec![form(mine, &query, &rivals, typed)] } else { Vec::new() },
        action: caller.uri.path_and_query().map_or_else(|| here.clone(), |at| at.as_str().to_owned()),
        seen: caller.seen(0),
        decided: decided(caller, actor, id).await?,
    })
}

fn lede(docket: Option<&Docket>) -> String {
    let Some(docket) = docket else { return "没有待核人员。".into() };
    let part = |people: u64, who: &str| (people > 0).then(|| format!("待{who}核定 {} 人", count(&people)));
    let parts: Vec<_> = [part(docket.county, "县级"), part(docket.city, "市级")].into_iter().flatten().collect();
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
    let each = Reason::ALL.into_iter().map(|reason| tab(Some(reason.code()), reason.label()));
    let each = each.chain([tab(Some(DECIDED), "已核定")]);
    Tabs { label: "原因".into(), tabs: std::iter::once(tab(None, "全部原因")).chain(each).collect() }
}

fn shown(person: &Disputed, level: Level, here: &str, ticked: &[&str]) -> Person {
    let value = person.chosen.to_string();
    let first = person.sides.iter().flat_map(|side| &side.rows).next();
    let decided = person.verdict.map(|counts| match counts {
        true => Tag::new(Tone::Good, "已核定：计入"),
        false => Tag::new(Tone::Bad, "已核定：不计入"),
    });
    Person {
        chosen: ticked.contains(&value.as_str()),
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

fn form(mine: u64, query: &DisputedQuery, rivals: &[(BrandId, String)], typed: &Submitted) -> FieldSet {
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
    let chosen = |field: Field, otherwise: &str| {
        let value = typed.text(&field.name).to_owned();
        field.value(if value.is_empty() { otherwise.to_owned() } else { value })
    };
    let reason =
        Field::long("reason", "依据", 3).hint("如“核对劳动合同和工资发放记录”。写入办理记录，请勿写个人信息。");
    FieldSet {
        fields: vec![
            chosen(Field::new("whom", "核定谁", FieldKind::Radios(whom)), "chosen"),
            chosen(Field::new("keeps", "计入哪个品牌", FieldKind::Radios(keeps)), ""),
            chosen(reason, ""),
        ],
        ..FieldSet::default()
    }
}

/// Verdicts given before, newest first.
async fn decided(caller: &Caller, actor: &Actor, id: BrandId) -> Result<Timeline, Fail> {
    let mut events = rosters::verdicts(&caller.app, actor, id).await?;
    events.reverse();
    let people = People::of(&caller.app, actor, events.iter().filter_map(|event| event.by)).await?;
    let moments = events.iter().filter_map(|event| {
        let BrandEvent::PeopleDecided { counted, excluded, reason, .. } = &event.event else { return None };
        Some(Moment {
            when: app::sentences::moment(event.at),
            who: people.who(event.by),
            what: format!("核定 {} 人：计入 {counted} 人，不计入 {excluded} 人。", counted + excluded),
            clause: "4.4".into(),
            details: vec![reason.clone()],
            tone: Tone::Plain,
            ..Moment::default()
        })
    });
    Ok(Timeline { moments: moments.collect() })
}

/// `POST /desk/disputed/{brand}`: the verdict.
async fn decide(caller: Caller, Path(id): Path<i64>, typed: Submitted) -> Answer {
    let brand = BrandId(id);
    let answered = typed
        .once(&caller, async {
            let verdict = read(&caller, &typed)?;
            let people = rosters::decide_people(&caller.app, bureau(&caller)?, brand, &verdict).await?;
            caller.flash(format!("已核定 {people} 人。")).await;
            Ok(format!("/desk/disputed/{brand}"))
        })
        .await;
    match answered {
        Err(Fail::App(Error::Invalid(errors))) => {
            let said = errors.into_iter().map(|error| error.message).collect();
            Ok(page::invalid(&drawn(&caller, brand, &typed, said).await?))
        }
        answered => answered,
    }
}

fn read(caller: &Caller, typed: &Submitted) -> Result<Verdict, Fail> {
    let whom = match typed.text("whom").strip_prefix("all-") {
        Some(people) => Whom::All {
            reason: asked(caller).reason,
            people: people.parse().map_err(|_| Error::field("whom", "请重新选择核定谁。"))?,
        },
        None => Whom::Chosen(typed.all("people").into_iter().map(str::parse).collect::<Result<Vec<Chosen>, _>>()?),
    };
    let keeps = match typed.text("keeps") {
        "here" => Keeps::Here,
        "nobody" => Keeps::Nobody,
        _ => Keeps::Other(BrandId(typed.parse("keeps", "请选择计入哪个品牌，或不计入。")?)),
    };
    Ok(Verdict { whom, keeps, reason: typed.text("reason").to_owned() })
}

async fn look(caller: &Caller, id: i64) -> Result<(FormPage, Chosen), Fail> {
    let who = Submitted::asked(caller).text("who").to_owned();
    let chosen: Chosen = who.parse().map_err(|_| Fail::NotFound)?;
    rosters::brand_name(&caller.app, bureau(caller)?, BrandId(id)).await?;
    let frame = super::frame(caller, "查看待核人员的姓名和证件号码").await;
    let fields = vec![Field::text("purpose", "用途").hint("如“电话核实用工情况”。查看人、时间和用途会记录在案。")];
    let page = FormPage {
        back: Some(Link::new("返回待核人员", format!("/desk/disputed/{id}"))),
        intro: vec!["将显示一个人的姓名和证件号码。离开页面后不再显示。".into()],
        ..FormPage::new(frame, &format!("/desk/disputed/{id}/unmask?who={who}"), "查看", fields)
    };
    Ok((page, chosen))
}

async fn ask(caller: Caller, Path(id): Path<i64>) -> Answer {
    Ok(page::ok(&look(&caller, id).await?.0))
}

async fn unmask(caller: Caller, Path(id): Path<i64>, typed: Submitted) -> Answer {
    let actor = bureau(&caller)?;
    let (form, who) = look(&caller, id).await?;
    let shown = rosters::unmask_person(&caller.app, actor, BrandId(id), &who, typed.text("purpose")).await;
    match shown.map_err(Fail::from) {
        Err(fail) => fail.on_form(form, &typed),
        Ok(named) => {
            let mut rows: Vec<_> = named.into_iter().map(|(name, number)| Pair::new(name, number)).collect();
            rows.push(Pair::new("用途", typed.text("purpose")));
            Ok(page::ok(&ReceiptPage {
                frame: super::frame(&caller, form.frame.title).await,
                number: String::new(),
                lines: vec!["本次查看已记录。".into()],
                rows: Summary { rows },
                links: vec![Link::new("返回待核人员", format!("/desk/disputed/{id}"))],
            }))
        }
    }
}
