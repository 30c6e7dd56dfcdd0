//! `/desk/intake`: brands recognised on paper enter by form or workbook, by two people (存量导入).

use super::{in_words, of_city};
use crate::{
    components::{Act, ActTone, Cell, Choice, Field, FieldKind, FieldSet, Pair, Summary, Table, Tag, Tone, count},
    frame::Link,
    pages::shared::{Effect, FormPage, ListAsked, ListAt, ListPage, list_at},
    shell::{Answer, Caller, Done, Fail, Routes, Submitted, Who},
};
use app::{
    Error,
    exports::Format,
    intake::{self, Entered, Existing, Partner, Waiting},
};
use axum::{http::header, response::IntoResponse};
use domain::{access::Role, calendar::chinese_date, ids::IntakeId, intake::IntakeState, namesake::Namesake};
use std::fs::File;

const HERE: ListAt = list_at!("/desk/intake", "存量品牌");

pub(super) fn routes() -> Routes {
    const READERS: Who = Who::Only(&[Role::City, Role::Auditor]);
    Routes::new()
        .list(HERE, READERS, list, take_out)
        .get("/desk/intake/template.xlsx", Who::CITY, template)
        .form("/desk/intake/new", Who::CITY.with_files(), enter_form, enter)
        .form("/desk/intake/upload", Who::CITY.with_files(), upload_form, upload)
        .form("/desk/intake/{id}", Who::CITY, confirm_form, confirm)
}

async fn take_out(caller: &Caller, asked: &ListAsked, format: Format) -> Result<File, Fail> {
    Ok(intake::export(&caller.app, of_city(caller)?, &asked.search(), format).await?)
}

async fn list(caller: &Caller, asked: &ListAsked) -> Result<ListPage, Fail> {
    let actor = of_city(caller)?;
    let found = intake::list(&caller.app, actor, &asked.search(), asked.at().as_ref()).await?;
    let entries = &found.page.rows;
    let people = in_words::People::of(&caller.app, actor, entries.iter().map(|entry| entry.by)).await?;
    let rows = entries.iter().map(|entry| {
        let tone = match entry.state {
            IntakeState::Confirmed => Tone::Good,
            IntakeState::Refused => Tone::Bad,
            IntakeState::Waiting => Tone::Unsure,
        };
        let tag = Tag::new(tone, entry.state.label());
        let page = entry.decidable_by(actor).is_ok().then(|| format!("/desk/intake/{}", entry.id));
        let act = page.clone().map(|href| Act { label: "复核".into(), href, tone: ActTone::Plain });
        let to = entry.cultivation.map(|cultivation| format!("/desk/cultivations/{cultivation}")).or(page);
        let name = entry.existing.name.clone();
        vec![
            match to {
                Some(to) => Cell::Name(Link::new(name, to)),
                None => name.into(),
            },
            Cell::Noted(entry.existing.unit_name.clone(), entry.reason.clone()),
            in_words::area(&caller.app, &entry.existing.area).into(),
            entry.existing.document.clone().into(),
            people.name(entry.by).into(),
            Cell::Tag(tag),
            Cell::Acts(act.into_iter().collect()),
        ]
    });
    let heads = ["品牌", "牵头单位", "属地", "认定文件", "录入人", "状态", "办理"];
    let table = Table::new(&heads, rows.collect(), "本系统启用前已认定的品牌，录入或批量导入后显示在这里。");
    let frame = super::frame(caller, "存量导入").await;
    let mut page = ListPage::new(frame, "一人录入、另一人复核后才生效；不详的内容留空，以后各环节照常办理。", table);
    if actor.role == Role::City {
        let act = |label: &str, href: &str, tone| Act { label: label.into(), href: href.into(), tone };
        page.acts = vec![
            act("录入一个品牌", "/desk/intake/new", ActTone::Primary),
            act("批量导入", "/desk/intake/upload", ActTone::Plain),
        ];
    }
    let mut filters = asked.filters(&caller.app, actor, "品牌或牵头单位");
    filters.push(asked.states("状态", IntakeState::ALL.iter().map(|state| (state.code(), state.label()))));
    Ok(asked.shown(HERE, &found, "个品牌", filters, page))
}

async fn template(caller: Caller) -> Answer {
    const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    of_city(&caller)?;
    let book = intake::template(&caller.app)?;
    let name = "attachment; filename=\"intake.xlsx\"";
    Ok(([(header::CONTENT_TYPE, XLSX), (header::CONTENT_DISPOSITION, name)], book).into_response())
}

async fn enter_form(caller: &Caller, (): ()) -> Result<FormPage, Fail> {
    of_city(caller)?;
    let policies = caller.app.policies();
    let policy = policies.current().1;
    let areas = policy.participating_areas().map(|area| Choice::new(&area.code, &area.name)).collect();
    let kinds = policy.units.kinds.iter().map(|kind| Choice::new(&kind.code, &kind.label)).collect();
    let set = |legend: &str, fields| FieldSet { legend: legend.into(), hint: String::new(), fields };
    let days = intake::announced_days(&caller.app);
    let date = |name: &str, label: &str| Field::new(name, label, FieldKind::Date);
    let scans = FieldKind::Uploads { accept: ".pdf,.jpg,.png".into(), kept: Vec::new() };
    let sets = vec![
        set("品牌", vec![Field::text("name", "品牌名称"), Field::new("area", "属地", FieldKind::Select(areas))]),
        set(
            "牵头单位",
            vec![
                Field::text("unit_name", "单位名称"),
                Field::text("credit_code", "统一社会信用代码"),
                Field::new("unit_kind", "单位类型", FieldKind::Select(kinds)),
            ],
        ),
        FieldSet {
            legend: "联合培育单位".into(),
            hint: "多家单位共同培育的填写；没有就留空（3.4.b）。".into(),
            fields: vec![
                Field::long("partners", "联合培育单位", 3)
                    .hint("一行一家：单位全称，统一社会信用代码，单位类型，用逗号隔开。")
                    .optional(),
            ],
        },
        set(
            "认定",
            vec![
                Field::text("document", "认定文件字号").hint("如 泉人社文〔2024〕12号。"),
                date("announced_on", "公布日期").hint("两年培育期自这一天起算。").between(&days),
                Field::text("plaque", "牌匾编号").optional().hint("不详可留空。"),
                Field::new("scans", "认定文件、拨付凭证等扫描件", scans)
                    .hint("PDF、JPG 或 PNG，可选多个；加密保存，复核的人逐份核对。")
                    .optional(),
            ],
        ),
        set(
            "第一次培育补助",
            vec![
                Field::number("paid_yuan", "已拨金额", "元").optional().hint("未拨付的，金额和日期都留空。"),
                date("paid_on", "拨付日期").between(&days).hint("不早于公布日期，不晚于今天。").optional(),
            ],
        ),
    ];
    let frame = super::frame(caller, "录入存量品牌").await;
    Ok(FormPage {
        back: Some(Link::new("返回存量导入", "/desk/intake")),
        sets,
        ..FormPage::new(frame, "/desk/intake/new", "提交复核", Vec::new())
    })
}

async fn enter(caller: &Caller, (): (), sent: &Submitted) -> Result<Done, Fail> {
    let text = |name: &str| sent.text(name).to_owned();
    let existing = Existing {
        name: text("name"),
        area: text("area"),
        unit_name: text("unit_name"),
        credit_code: text("credit_code"),
        unit_kind: text("unit_kind"),
        partners: intake::partners_of(&caller.app, sent.text("partners")),
        document: text("document"),
        announced_on: text("announced_on"),
        plaque: text("plaque"),
        paid_yuan: text("paid_yuan"),
        paid_on: text("paid_on"),
    };
    intake::propose(&caller.app, of_city(caller)?, &existing, &sent.files("scans")).await?;
    Ok(Done::to("/desk/intake").saying("已录入，等另一人复核。"))
}

async fn upload_form(caller: &Caller, (): ()) -> Result<FormPage, Fail> {
    of_city(caller)?;
    let file = FieldKind::File { accept: app::rosters::ENDINGS.into(), kept: Vec::new() };
    let frame = super::frame(caller, "批量导入存量品牌").await;
    Ok(FormPage {
        back: Some(Link::new("返回存量导入", "/desk/intake")),
        intro: vec![format!(
            "每行一个品牌，一个表最多 {} 个。整表无误才会录入；有误的逐行列出，改好后重新上传。",
            count(&intake::MOST)
        )],
        links: vec![Link::new("下载模板", "/desk/intake/template.xlsx")],
        ..FormPage::new(frame, "/desk/intake/upload", "上传", vec![Field::new("sheet", "存量品牌表", file)])
    })
}

async fn upload(caller: &Caller, (): (), sent: &Submitted) -> Result<Done, Fail> {
    let sheet = sent.file("sheet").ok_or_else(|| Error::field("sheet", "请选择要上传的表格。"))?;
    let Entered { brands, namesakes } = intake::propose_sheet(&caller.app, of_city(caller)?, sheet).await??;
    let mut said = format!("已录入 {brands} 个品牌，等另一人复核。");
    if namesakes > 0 {
        said += &format!("其中 {namesakes} 个与其他县（市、区）已认定的品牌同名，复核时请核对是否重复导入。");
    }
    Ok(Done::to("/desk/intake").saying(said))
}

async fn confirm_form(caller: &Caller, id: IntakeId) -> Result<FormPage, Fail> {
    let actor = of_city(caller)?;
    let entry = intake::get(&caller.app, id).await?;
    if let Err(refused) = entry.decidable_by(actor) {
        return Err(Fail::Blocked(refused.in_words()));
    }
    let frame = super::frame(caller, format!("复核存量品牌：{}", entry.existing.name)).await;
    let reason = Field::long("reason", "不予导入的原因", 2).optional().hint("确认导入时不填。");
    Ok(FormPage {
        back: Some(Link::new("返回存量导入", "/desk/intake")),
        effect: Some(Effect {
            touches: format!("{}（{}）", entry.existing.unit_name, entry.existing.name),
            follows: vec![
                "品牌进入市级资源库，称号、培育期和已拨补助按录入内容记入全程记录。".into(),
                "请对照认定文件和拨付凭证逐项核对，导入后不能修改。".into(),
            ],
            clause: "5.3.f 6.1.a".into(),
        }),
        about: about(caller, &entry).await?,
        second: Some(("answer".into(), "refuse".into(), "不予导入".into())),
        ..FormPage::new(frame, &format!("/desk/intake/{id}"), "确认导入", vec![reason])
    })
}

/// A day as it was typed, in words where it is one.
fn day_as_typed(text: &str) -> String {
    text.trim().parse().map_or_else(|_| text.to_owned(), chinese_date)
}

/// A sum as it was typed, in groups of three where it is whole yuan.
fn in_groups(text: &str) -> String {
    text.trim().parse::<i64>().map_or_else(|_| text.to_owned(), |yuan| count(&yuan).to_string())
}

fn kind_of(caller: &Caller, code: &str) -> String {
    let policies = caller.app.policies();
    let kinds = &policies.current().1.units.kinds;
    kinds.iter().find(|kind| kind.code == code).map_or_else(String::new, |kind| kind.label.clone())
}

async fn about(caller: &Caller, entry: &Waiting) -> Result<Summary, Fail> {
    let people = in_words::People::of(&caller.app, of_city(caller)?, [entry.by]).await?;
    let existing = &entry.existing;
    let unknown = |text: &str| if text.is_empty() { "不详".to_owned() } else { text.to_owned() };
    let paid = if existing.paid_yuan.is_empty() {
        "未拨付".to_owned()
    } else {
        format!("{} 元，{}", in_groups(&existing.paid_yuan), day_as_typed(&existing.paid_on))
    };
    let mut rows = vec![
        Pair::new("品牌名称", &existing.name),
        Pair::new("属地", in_words::area(&caller.app, &existing.area)),
        Pair { note: existing.credit_code.clone(), ..Pair::new("牵头单位", &existing.unit_name) },
        Pair::new("单位类型", kind_of(caller, &existing.unit_kind)),
    ];
    let namesake = |of: &Namesake| {
        let area = in_words::area(&caller.app, of.area.as_str());
        let papers = of.title.iter().flat_map(|borne| [borne.document.clone(), borne.plaque.clone()]);
        let facts = std::iter::once(area).chain(papers).filter(|fact| !fact.is_empty());
        Pair {
            note: "该品牌名称已有认定。请核对是否重复导入；确是另一个品牌的，再确认导入。".into(),
            ..Pair::new("同名品牌", facts.collect::<Vec<_>>().join("，"))
        }
    };
    rows.extend(intake::namesakes(&caller.app, existing).await?.iter().map(namesake));
    let partner = |of: &Partner| Pair { note: of.credit_code.clone(), ..Pair::new("联合培育单位", &of.name) };
    rows.extend(existing.partners.iter().map(partner));
    rows.extend([
        Pair { note: day_as_typed(&existing.announced_on), ..Pair::new("认定文件", &existing.document) },
        Pair::new("牌匾编号", unknown(&existing.plaque)),
        Pair::new("第一次补助", paid),
        Pair::new("录入人", people.name(entry.by)),
    ]);
    for scan in app::attachments::of_intake(&caller.app, entry.id).await? {
        rows.push(Pair::new("扫描件", &scan.name).link("下载", format!("/files/{}", scan.id)));
    }
    Ok(Summary { rows })
}

async fn confirm(caller: &Caller, id: IntakeId, sent: &Submitted) -> Result<Done, Fail> {
    let actor = of_city(caller)?;
    match sent.text("answer") {
        "refuse" => {
            intake::refuse(&caller.app, actor, id, sent.text("reason")).await?;
            Ok(Done::to("/desk/intake").saying("已登记为不予导入。"))
        }
        "" => {
            let cultivation = intake::confirm(&caller.app, actor, id).await?;
            Ok(Done::to(format!("/desk/cultivations/{cultivation}")).saying("已导入。"))
        }
        _ => Err(Fail::Unreadable),
    }
}
