//! `/desk/samples`: people of filed rosters drawn at random and called (抽查, 4.4); what they say, row by row, and what it
//! means for the whole roster.

use super::{
    in_words,
    signs::{READING, bureau, in_full, named, purpose, reader},
};
use crate::{
    components::{Cell, Choice, ErrorSummary, Field, FieldKind, Pager, Pair, Summary, Table, Tag, Tone, count},
    frame::Link,
    page,
    pages::{
        desk::sample::{CallRow, SamplePage},
        shared::FormPage,
    },
    shell::{Answer, Caller, Fail, Routes, Submitted, Who},
};
use app::{
    Error,
    rosters::{self, Called, NewSample, SampleView},
    sentences,
};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect},
};
use domain::{
    access::Role,
    brand::Brand,
    ids::{BrandId, SampleId},
    roster::Ledger,
    sampling::{CallResult, Estimate, METHOD, Plan, Tally},
};

pub(super) fn routes() -> Routes {
    const DRAW: &str = "/desk/signs/{brand}/sample";
    const SAMPLE: &str = "/desk/samples/{sample}";
    const UNMASK: &str = "/desk/samples/{sample}/unmask";
    const CONCLUDE: &str = "/desk/samples/{sample}/conclude";
    Routes::new()
        .get(DRAW, Who::BUREAUS, plan)
        .post(DRAW, Who::BUREAUS, draw)
        .get(SAMPLE, READING, show)
        .save(SAMPLE, Who::BUREAUS, enter)
        .get(UNMASK, Who::BUREAUS, ask)
        .repeatable(UNMASK, Who::BUREAUS, unmask)
        .get(CONCLUDE, Who::BUREAUS, confirm)
        .post(CONCLUDE, Who::BUREAUS, conclude)
}

/// A ledger and year's samples as the brand's page lists them.
pub(super) fn listed(samples: &[SampleView]) -> Table {
    let rows = samples.iter().map(|sample| {
        let of = format!("{} 人中抽 {} 人", count(&sample.plan.population), count(&sample.size));
        vec![
            Cell::Link(Link::new(of, format!("/desk/samples/{}", sample.id))),
            sentences::moment(sample.drawn_at).into(),
            Cell::Tag(state(sample)),
            estimate(sample).into_iter().next().unwrap_or_default().into(),
        ]
    });
    Table::new(&["名单", "抽取", "状态", "推算"], rows.collect(), "抽取后显示在这里。")
}

fn state(sample: &SampleView) -> Tag {
    if sample.concluded_at.is_some() {
        return Tag::new(Tone::Good, "已办结");
    }
    let done = sample.size - sample.tally.pending;
    Tag::new(Tone::Active, format!("回访中 {done}/{}", sample.size))
}

/// What the calls say, a sentence each.
fn estimate(sample: &SampleView) -> Vec<String> {
    let (tally, plan) = (&sample.tally, &sample.plan);
    let mut said = Vec::new();
    let span = |estimate: &Estimate| {
        format!(
            "约 {} 人（{} 至 {} 人）",
            count(&estimate.likely),
            count(&estimate.people.0),
            count(&estimate.people.1)
        )
    };
    match tally.by_reached(plan) {
        Some(reached) => said.push(format!(
            "已联系到 {} 人，{} 人不属实。据此推算，全册 {} 人中{}不属实，置信度 {}%。",
            count(&reached.calls),
            count(&reached.untrue),
            count(&plan.population),
            span(&reached),
            plan.confidence
        )),
        None if tally.unreached > 0 => said.push("还没有联系到人，不能推算。".into()),
        None => return said,
    }
    if let (1.., Some(darker)) = (tally.unreached, tally.with_unreached(plan)) {
        said.push(format!(
            "{} 人无法联系，占已回访的 {}%，不当作属实；如果都不属实，则{}。",
            count(&tally.unreached),
            tally.unreached * 100 / (tally.reached() + tally.unreached),
            span(&darker)
        ));
    }
    if tally.pending > 0 {
        said.push(format!("还有 {} 人没有结果，推算会随之变化。", count(&tally.pending)));
    }
    said
}

/// What the address says is to be drawn from.
fn scope(caller: &Caller) -> Result<(Ledger, i64), Fail> {
    let asked = Submitted::asked(caller);
    let (ledger, year) = asked.text("of").split_once('.').ok_or(Fail::NotFound)?;
    Ok((Ledger::parse(ledger).ok_or(Fail::NotFound)?, year.parse().map_err(|_| Fail::NotFound)?))
}

async fn form(caller: &Caller, id: i64) -> Result<FormPage, Fail> {
    let (ledger, year) = scope(caller)?;
    let (of, sheets) = rosters::signs_of(&caller.app, bureau(caller)?, BrandId(id)).await?;
    let sheet = sheets.into_iter().find(|sheet| (sheet.ledger, sheet.year) == (ledger, year) && sheet.filed);
    let people = sheet.ok_or(Fail::NotFound)?.people;
    let policies = caller.app.policies();
    let defaults = &policies.current().1.sampling;
    let confidences = Plan::CONFIDENCES.map(|percent| Choice::new(percent.to_string(), format!("{percent}%")));
    let whole = |rule: &domain::policy::Rule<u32>| rule.value.to_string();
    let fields = vec![
        Field::new("confidence", "置信度", FieldKind::Select(confidences.to_vec())).value(whole(&defaults.confidence)),
        Field::number("margin", "允许误差", "个百分点").value(whole(&defaults.margin)),
        Field::number("expected", "预计不属实的占比", "%")
            .hint("心中无数填 50，样本最大；越小样本越少。")
            .value(whole(&defaults.expected)),
    ];
    let title = format!("抽查：{} {} {year}年", named(&of.name), ledger.label());
    let action = format!("/desk/signs/{id}/sample?of={}.{year}", ledger.code());
    Ok(FormPage {
        back: Some(Link::new("返回疑点与抽查", format!("/desk/signs/{id}"))),
        intro: vec!["由系统随机抽取，种子记录在案，任何人可以照样重抽。办结前不能另抽。".into()],
        about: sizes(people),
        seen: Some(caller.seen(0)),
        ..FormPage::new(super::frame(caller, title).await, &action, "抽取名单", fields)
    })
}

/// How many are called at some margins, at 95 percent.
fn sizes(people: u64) -> Summary {
    let size = |margin: u32| {
        let plan = Plan::new(people, 95, margin, 50).ok()?;
        Some(Pair::new(format!("误差 {margin} 个百分点"), format!("抽 {} 人", count(&plan.size()))))
    };
    let mut rows = vec![Pair::new("全册", format!("{} 人", count(&people)))];
    rows.extend([3, 5, 10].into_iter().filter_map(size).map(|pair| Pair { note: "置信度 95%".into(), ..pair }));
    Summary { rows }
}

async fn plan(caller: Caller, Path(id): Path<i64>) -> Answer {
    Ok(page::ok(&form(&caller, id).await?))
}

async fn draw(caller: Caller, Path(id): Path<i64>, typed: Submitted) -> Answer {
    let form = form(&caller, id).await?;
    let answered = typed
        .once(&caller, async {
            let (ledger, year) = scope(&caller)?;
            let new = NewSample {
                ledger,
                year,
                confidence: typed.parse("confidence", "请选择置信度。")?,
                margin: typed.parse("margin", "请填 1 至 20 的整数。")?,
                expected: typed.parse("expected", "请填 1 至 50 的整数。")?,
            };
            let sample = rosters::draw_sample(&caller.app, bureau(&caller)?, BrandId(id), &new).await?;
            caller.flash("名单已抽取。").await;
            Ok(format!("/desk/samples/{sample}"))
        })
        .await;
    answered.or_else(|fail| fail.on_form(form, &typed))
}

/// Whose call begins the page, by the address.
fn from(caller: &Caller) -> i64 {
    Submitted::asked(caller).text("from").parse().unwrap_or(1).max(1)
}

async fn show(caller: Caller, Path(id): Path<i64>) -> Answer {
    Ok(page::ok(&drawn(&caller, SampleId(id), None).await?))
}

/// The list; with what was typed and what is wrong with it, where it could not be taken.
async fn drawn(
    caller: &Caller,
    id: SampleId,
    typed: Option<(&Submitted, Vec<app::FieldError>)>,
) -> Result<SamplePage, Fail> {
    let actor = reader(caller)?;
    let (brand, sample) = rosters::sample(&caller.app, actor, id).await?;
    let from = from(caller);
    let list = rosters::called_rows(&caller.app, &sample, from).await?;
    let here = format!("/desk/samples/{id}");
    let open = sample.concluded_at.is_none() && actor.role != Role::Auditor;
    let (typed, wrong) = typed.map_or((None, Vec::new()), |(typed, wrong)| (Some(typed), wrong));
    let at = |no: i64| format!("{here}?from={no}");
    Ok(SamplePage {
        frame: super::frame(caller, title(&brand, &sample)).await,
        back: Link::new("返回疑点与抽查", format!("/desk/signs/{}", brand.id)),
        errors: ErrorSummary {
            lines: wrong
                .iter()
                .map(|error| {
                    let field = if error.field.is_empty() { "form" } else { &error.field };
                    (format!("#{field}"), error.message.clone())
                })
                .collect(),
        },
        state: state(&sample),
        plan: method(&sample),
        estimate: estimate(&sample),
        script: script(caller, &brand, sample.ledger),
        rows: list.people.iter().map(|called| row(called, typed, &wrong)).collect(),
        pager: Pager {
            prev: list.before.map_or_else(String::new, at),
            next: list.next.map_or_else(String::new, at),
            total: format!("共 {} 人", count(&sample.size)),
        },
        open,
        action: at(from),
        unmask_href: if open { format!("{here}/unmask?from={from}") } else { String::new() },
        conclude_href: if sample.tally.pending == 0 { format!("{here}/conclude") } else { String::new() },
        seen: caller.seen(0),
    })
}

fn title(brand: &Brand, sample: &SampleView) -> String {
    format!("抽查：{} {} {}年", named(&brand.name), sample.ledger.label(), sample.year)
}

fn method(sample: &SampleView) -> Summary {
    let plan = &sample.plan;
    let drawn = format!("{} 人中抽 {} 人", count(&plan.population), count(&sample.size));
    let how = "按花名册次序每人编号，计算 SM3(种子:号码)，取最小的若干个。";
    Summary {
        rows: vec![
            Pair { note: sentences::full_moment(sample.drawn_at), ..Pair::new("抽取", drawn) },
            Pair::new("置信度", format!("{}%", plan.confidence)),
            Pair::new("允许误差", format!("{} 个百分点", plan.margin)),
            Pair::new("预计不属实", format!("{}%", plan.expected)),
            Pair { note: format!("{how}（{METHOD}）"), ..Pair::new("种子", &sample.seed) },
        ],
    }
}

fn script(caller: &Caller, brand: &Brand, ledger: Ledger) -> Vec<String> {
    let area = in_words::area(&caller.app, brand.area.as_str());
    let asks = match ledger {
        Ledger::Training => "请问您参加过花名册上这个班的培训吗？什么时候、在哪里、学什么？",
        Ledger::Employment => "请问您在花名册上这家单位工作吗？从什么时候开始、做什么岗位？",
    };
    vec![
        format!("您好，这里是{area}人社局，就“{}”的花名册向您核实，只占用一两分钟。", named(&brand.name)),
        "先请对方报姓名，不要先报证件号码。".into(),
        asks.into(),
        "与记录一致选“属实”；本人否认选“不属实”并写明情况；换时间打两次仍不通选“无法联系”。".into(),
    ]
}

fn row(called: &Called, typed: Option<&Submitted>, wrong: &[app::FieldError]) -> CallRow {
    let no = called.no;
    let (result, note) = match typed {
        Some(typed) => {
            (CallResult::parse(typed.text(&format!("result-{no}"))), typed.text(&format!("note-{no}")).to_owned())
        }
        None => (called.result, called.note.clone()),
    };
    let choice = |of: &CallResult| Choice { chosen: result == Some(*of), ..Choice::new(of.code(), of.label()) };
    let tag = called.result.map(|result| match result {
        CallResult::Confirmed => Tag::new(Tone::Good, result.label()),
        CallResult::Refuted => Tag::new(Tone::Bad, result.label()),
        CallResult::Unreached => Tag::new(Tone::Unsure, result.label()),
    });
    let error = wrong.iter().find(|error| error.field == format!("note-{no}"));
    let of = called.row.as_ref();
    CallRow {
        no,
        person: of.map_or_else(|| "（记录不可见）".into(), |row| format!("{} {}", row.name, row.mobile)),
        small: of.map_or_else(String::new, |row| format!("{} · {}", row.number, row.place)),
        says: of.map_or_else(String::new, |row| row.says.clone()),
        results: CallResult::ALL.iter().map(choice).collect(),
        result: tag,
        note,
        error: error.map_or_else(String::new, |error| error.message.clone()),
    }
}

/// `POST /desk/samples/{sample}`: the results of a page.
async fn enter(caller: Caller, Path(id): Path<i64>, typed: Submitted) -> Answer {
    let id = SampleId(id);
    let entered = results(&typed);
    let saved = rosters::enter_results(&caller.app, bureau(&caller)?, id, &entered).await;
    match saved {
        Err(Error::Invalid(errors)) => Ok(page::invalid(&drawn(&caller, id, Some((&typed, errors))).await?)),
        Err(error) => Err(error.into()),
        Ok(_) => {
            let (_, sample) = rosters::sample(&caller.app, bureau(&caller)?, id).await?;
            caller.flash(saved_words(&sample.tally)).await;
            Ok(Redirect::to(&format!("/desk/samples/{id}?from={}", from(&caller))).into_response())
        }
    }
}

fn saved_words(tally: &Tally) -> String {
    match tally.pending {
        0 => "已保存，全部有了结果，可以办结。".into(),
        left => format!("已保存，还有 {} 人没有结果。", count(&left)),
    }
}

/// What was entered: rows with a result or a note.
fn results(typed: &Submitted) -> Vec<(i64, Option<CallResult>, String)> {
    let row = |(name, note): (&str, &str)| {
        let no: i64 = name.strip_prefix("note-")?.parse().ok()?;
        let result = CallResult::parse(typed.text(&format!("result-{no}")));
        (result.is_some() || !note.trim().is_empty()).then(|| (no, result, note.trim().to_owned()))
    };
    typed.pairs().filter_map(row).collect()
}

async fn look(caller: &Caller, id: SampleId) -> Result<FormPage, Fail> {
    let (brand, sample) = rosters::sample(&caller.app, bureau(caller)?, id).await?;
    let from = from(caller);
    Ok(FormPage {
        back: Some(Link::new("返回回访名单", format!("/desk/samples/{id}?from={from}"))),
        intro: vec!["将显示本页人员的姓名、手机号码和证件号码。离开页面后不再显示。".into()],
        ..FormPage::new(
            super::frame(caller, format!("查看回访电话：{} {}", named(&brand.name), sample.ledger.label())).await,
            &format!("/desk/samples/{id}/unmask?from={from}"),
            "查看",
            vec![purpose("电话回访抽查人员").value("电话回访抽查人员")],
        )
    })
}

async fn ask(caller: Caller, Path(id): Path<i64>) -> Answer {
    Ok(page::ok(&look(&caller, SampleId(id)).await?))
}

async fn unmask(caller: Caller, Path(id): Path<i64>, typed: Submitted) -> Answer {
    let id = SampleId(id);
    let form = look(&caller, id).await?;
    let from = from(&caller);
    let shown = rosters::unmask_called(&caller.app, bureau(&caller)?, id, from, typed.text("purpose")).await;
    match shown.map_err(Fail::from) {
        Err(fail) => fail.on_form(form, &typed),
        Ok(rows) => {
            let back = Link::new("回访名单", format!("/desk/samples/{id}?from={from}"));
            Ok(page::ok(&in_full(&caller, form.frame.title, "次序", rows, back).await))
        }
    }
}

async fn ending(caller: &Caller, id: SampleId) -> Result<FormPage, Fail> {
    let (brand, sample) = rosters::sample(&caller.app, bureau(caller)?, id).await?;
    let mut intro = estimate(&sample);
    intro.push("办结后结果不能再改，人数和推算写入办理记录。".into());
    let action = format!("/desk/samples/{id}/conclude");
    Ok(FormPage {
        back: Some(Link::new("返回回访名单", format!("/desk/samples/{id}"))),
        intro,
        seen: Some(caller.seen(0)),
        ..FormPage::new(
            super::frame(caller, format!("办结{}", title(&brand, &sample))).await,
            &action,
            "办结抽查",
            Vec::new(),
        )
    })
}

async fn confirm(caller: Caller, Path(id): Path<i64>) -> Answer {
    Ok(page::ok(&ending(&caller, SampleId(id)).await?))
}

async fn conclude(caller: Caller, Path(id): Path<i64>, typed: Submitted) -> Answer {
    let form = ending(&caller, SampleId(id)).await?;
    let answered = typed
        .once(&caller, async {
            let brand = rosters::conclude_sample(&caller.app, bureau(&caller)?, SampleId(id)).await?;
            caller.flash("抽查已办结。").await;
            Ok(format!("/desk/signs/{brand}"))
        })
        .await;
    answered.or_else(|fail| fail.on_form(form, &typed))
}
