//! The inputs of each act.

use super::{Asked, decide};
use crate::rooms::desk::proposal;
use crate::{
    components::{Choice, Field, FieldKind, FieldSet, Pair},
    pages::desk::act,
    shell::{Fail, Submitted},
};
use app::{payments, people};
use domain::{
    application::{Application, Leg, Return, Stage},
    clauses,
    finding::Outcome,
    level::Level,
};

/// Shortfalls the page of a return has room for at first, and at most.
pub(super) const SHORTFALLS: usize = 2;
const MOST_SHORTFALLS: usize = 40;
const SCANS: &str = ".pdf,.jpg,.png";

/// The fields of an act's page.
pub(super) async fn of(asked: &Asked<'_>) -> Result<Vec<FieldSet>, Fail> {
    let mut sets = match asked.verb {
        "return" => shortfalls(asked),
        verb => vec![set(own(asked, verb).await?)],
    };
    if let Some(chain) = decide::chain(asked) {
        if chain.collective && chain.steps.len() == 1 {
            sets.push(act::meeting());
        }
        let opinion = Field::long("opinion", "拟办意见", 3).optional().hint("供下一环节参考，不写进文书。");
        sets.push(set(vec![opinion]));
    }
    Ok(sets)
}

/// Sentences before the fields.
pub(super) fn intro(asked: &Asked<'_>) -> Vec<String> {
    let line = match asked.verb {
        "return" => "一次列全需补正的内容。只有列出的部分重新打开，单位原来的填写保留。",
        "transfer" => "转给实际负责的县（市、区），原提交日期不变。",
        "pass-on" => "核对后转达，处理期限随之转到下一方。",
        "service" => "送达之日的次日起计算期限；没有送达，不算逾期。",
        "leave-unselected" => "未入选不是不予通过：品牌留在县级培育库，下一批次可以再推荐。",
        "check-unit" => "按查询结果如实登记，推荐前和每次拨付前须重新查询。",
        "accept" => "接收后开始计算市级评审期限。",
        _ => return Vec::new(),
    };
    vec![line.to_owned()]
}

/// What helps to decide, beside the form.
pub(super) async fn beside(asked: &Asked<'_>) -> Result<Vec<Pair>, Fail> {
    let (application, app) = (&asked.application, &asked.caller.app);
    let mut rows = Vec::new();
    if asked.verb.starts_with("approve-") || asked.verb.starts_with("record-") {
        if let Some(disbursement) = application.disbursements.get(&asked.payment()) {
            let note = disbursement.amount.uppercase();
            rows.push(Pair { note, ..Pair::new("金额", disbursement.amount.to_string()) });
        }
        if let Some(account) = payments::account_of(app, app.db().reader(), application.id, asked.payment()).await? {
            rows.push(Pair::new("开户名", &account.holder));
            rows.push(Pair { note: account.bank.clone(), ..Pair::new("收款账号", account.masked_number()) });
        }
    }
    if asked.verb == "verify-original" {
        rows.push(Pair::new("系统内容码", application.content_code().unwrap_or_default()));
    }
    if matches!(asked.verb, "admit" | "recommend") {
        let counted = &asked.facts.figures;
        rows.push(Pair::new("带动就业创业（核验）", format!("{} 人", crate::components::count(&counted.employed))));
        rows.push(Pair::new("培训合格（核验）", format!("{} 人", crate::components::count(&counted.trained))));
        rows.extend(proposal::compared(app, application).await?);
    }
    Ok(rows)
}

async fn own(asked: &Asked<'_>, verb: &str) -> Result<Vec<Field>, Fail> {
    let date =
        |name: &str, label: &str| Field::new(name, label, FieldKind::Date).value(asked.caller.app.today().to_string());
    Ok(match verb {
        "decline" => vec![act::clauses(&open_clauses(asked)), act::reasons()],
        "transfer" => vec![Field::new("to", "转往", FieldKind::Select(areas(asked))), reason()],
        "relax" => vec![Field::number("lowered_to", "降低到", "人").hint(threshold(asked)), reason()],
        "name-exception" => vec![yes_no("accepted", "是否同意例外", "同意", "不同意"), reason()],
        "evaluate" => {
            let heads: Vec<_> = asked
                .policy
                .review
                .evaluation_heads
                .iter()
                .map(|head| (format!("score_{}", head.code), head.label.clone(), head.points))
                .collect();
            let mut fields = act::scores(&heads).fields;
            fields.push(Field::long("opinion", "综合评价意见", 4));
            fields
        }
        "check-unit" => vec![
            Field::new("unit", "单位", FieldKind::Select(units(asked).await?)),
            yes_no("no_violation", "违法违纪行为（3.4.d）", "未发现", "有"),
            yes_no("not_debtor", "失信被执行人（3.4.e）", "不是", "是"),
            date("checked_on", "查询日期"),
            scan("evidence", "查询截图或证明").optional(),
        ],
        "judge" => vec![
            Field::new("clause", "条款", FieldKind::Select(unknown(asked))),
            yes_no("met", "判断", "符合", "不符合"),
            reason().hint("写明依据的材料和核实情况。"),
        ],
        "verify-original" => vec![
            Field::text("content_code", "纸质推荐表上的内容码").hint("16 位，如 7F3K-20A9-66C7-F0F4。"),
            scan("scan", "已盖章推荐表扫描件"),
        ],
        "recommend" => vec![
            Field::number("rank", "推荐顺序", "位").hint("同等条件下，带动脱贫劳动力多的在前（3.3.c）。"),
            Field::long("recommendation", "推荐意见", 4),
        ],
        "over-quota" => vec![Field::text("document", "同意的文件字号"), reason()],
        "document-review" => vec![
            yes_no("passed", "评审结论", "通过", "不通过"),
            Field::number("score", "评审得分", "分").optional(),
            Field::long("opinion", "评审意见", 5),
        ],
        "site-visit" => vec![
            date("on", "核查日期"),
            Field::number("officers", "核查人数", "人")
                .hint(format!("不少于 {} 人。", asked.policy.review.site_visit_officers.value)),
            yes_no("passed", "核查结论", "通过", "不通过"),
            Field::long("opinion", "核查情况", 5),
            scan("record", "签字的核查记录").optional(),
            scan("photo", "现场照片").optional(),
        ],
        "service" => service(asked, date("on", "送达日期")),
        "record-payment" | "record-payment-second" => {
            vec![Field::text("voucher", "付款凭证号"), date("on", "付款日期")]
        }
        "leave-unselected" | "record-return" | "record-return-second" | "suspend" | "suspend-second" => vec![reason()],
        _ => Vec::new(),
    })
}

fn service(asked: &Asked<'_>, on: Field) -> Vec<Field> {
    let paper = match &asked.application.stage {
        Stage::Returned(Return { leg: Leg::AtUnit, .. }) => "correction",
        Stage::Declined { .. } => "decline",
        Stage::Recognised => "recognition",
        _ => "",
    };
    let papers = [
        ("correction", "补正通知书"),
        ("decline", "不予通过告知书"),
        ("objection", "异议处理答复"),
        ("recognition", "认定通知"),
    ];
    let methods = [("in_person", "直接送达"), ("post", "邮寄送达"), ("announcement", "公告送达")];
    vec![
        Field::new("paper", "文书", FieldKind::Select(choices(&papers))).value(paper),
        Field::new("method", "送达方式", FieldKind::Radios(choices(&methods))),
        on,
        Field::text("signer", "签收人"),
        scan("proof", "送达回证").optional(),
    ]
}

fn shortfalls(asked: &Asked<'_>) -> Vec<FieldSet> {
    let sections = asked.policy.form.sections.iter().map(|section| (section.code.clone(), section.label.clone()));
    let sections: Vec<_> = sections.chain([("roster".to_owned(), "花名册".to_owned())]).collect();
    // What the materials visibly lack is proposed; the reviewer keeps, changes or clears it.
    let unmet = asked.facts.findings.iter().filter(|f| f.clause.starts_with("4.") && f.outcome == Outcome::Unmet);
    let mut sets = act::shortfalls(&sections, asked.shortfalls.max(unmet.clone().count()));
    for (set, finding) in sets.iter_mut().zip(unmet) {
        let section = if finding.clause == "4.4" { "roster" } else { "" };
        let what = finding.settle.clone().unwrap_or_else(|| finding.required.clone());
        for (field, value) in set.fields.iter_mut().zip([section, finding.clause.as_str(), what.as_str()]) {
            *field = field.clone().value(value);
        }
    }
    sets
}

/// How many shortfalls the form that was sent had room for.
pub(super) fn shortfalls_typed(typed: &Submitted) -> usize {
    let numbers = typed.pairs().filter_map(|(name, _)| name.strip_prefix("section_")?.parse().ok());
    numbers.max().unwrap_or(0).min(MOST_SHORTFALLS - 1)
}

/// Clauses not standing, each with its heading, and the review itself.
fn open_clauses(asked: &Asked<'_>) -> Vec<(String, String)> {
    let mut list: Vec<(String, String)> = Vec::new();
    for finding in asked.facts.findings.iter().filter(|finding| !finding.passes()) {
        if list.iter().all(|(clause, _)| *clause != finding.clause) {
            list.push((finding.clause.clone(), format!("{}：{}", finding.required, finding.measured)));
        }
    }
    let review = if asked.level() == Level::County { "5.2.b" } else { "5.3.a" };
    list.push((review.into(), clauses::heading(review).to_owned()));
    list
}

/// Clauses that wait for a judgement.
fn unknown(asked: &Asked<'_>) -> Vec<Choice> {
    let open = asked.facts.findings.iter().filter(|finding| finding.outcome == Outcome::Unknown);
    let open = open.filter(|finding| app::reviews::is_judged(&finding.clause));
    open.map(|finding| Choice::new(&finding.clause, format!("{}　{}", finding.clause, finding.required))).collect()
}

fn areas(asked: &Asked<'_>) -> Vec<Choice> {
    let others = asked.policy.participating_areas().filter(|area| area.code != asked.application.area.0);
    others.map(|area| Choice::new(&area.code, &area.name)).collect()
}

async fn units(asked: &Asked<'_>) -> Result<Vec<Choice>, Fail> {
    let Application { units, .. } = &asked.application;
    let names = people::unit_names(&asked.caller.app, units.iter().map(|unit| unit.0)).await?;
    let only = names.len() == 1;
    Ok(names.into_iter().map(|(id, name)| Choice { chosen: only, ..Choice::new(id.to_string(), name) }).collect())
}

fn threshold(asked: &Asked<'_>) -> String {
    format!("低于原标准 {} 人。", asked.policy.scale_more_than(asked.level()).value)
}

fn reason() -> Field {
    Field::long("reason", "理由", 4)
}

fn scan(name: &str, label: &str) -> Field {
    Field::new(name, label, FieldKind::File { accept: SCANS.into(), kept: Vec::new() })
}

fn yes_no(name: &str, label: &str, yes: &str, no: &str) -> Field {
    Field::new(name, label, FieldKind::Radios(vec![Choice::new("yes", yes), Choice::new("no", no)]))
}

fn choices(pairs: &[(&str, &str)]) -> Vec<Choice> {
    pairs.iter().map(|(value, label)| Choice::new(*value, *label)).collect()
}

fn set(fields: Vec<Field>) -> FieldSet {
    FieldSet { fields, ..FieldSet::default() }
}
