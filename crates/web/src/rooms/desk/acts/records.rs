//! Records: made at once, each one event, by the person who saw it.

use super::{
    Asked,
    decide::{chosen, required},
    papers::decision_scan,
};
use crate::{
    rooms::desk::in_words,
    shell::{Fail, Submitted},
};
use app::{
    Error,
    attachments::DeskFile,
    payments,
    reviews::{self, Service, UnitStanding},
    rounds,
};
use chrono::NaiveDate;
use domain::{
    application::{DisbursementState, Paper, ServiceMethod, SiteVisit},
    ids::FileId,
};

/// Makes the record; returns where to go.
pub(super) async fn send(asked: &Asked<'_>, typed: &Submitted) -> Result<String, Fail> {
    let (app, actor, id) = (&asked.caller.app, asked.actor, asked.application.id);
    let seen = typed.seen()?;
    let text = |name: &str| typed.text(name).to_owned();
    let done = match asked.verb {
        "evaluate" => {
            reviews::evaluate(app, actor, id, seen, scores(asked, typed)?, text("opinion")).await?;
            "综合评价已登记。"
        }
        "check-unit" => {
            reviews::check_unit(app, actor, id, seen, standing(asked, typed).await?).await?;
            "单位核查已登记。"
        }
        "judge" => {
            let clause = required(typed, "clause", "请选择要判明的条款。")?;
            let met = chosen(typed, "met", "请选择是否符合。")?;
            reviews::judge(app, actor, id, seen, clause, met, typed.text("reason")).await?;
            "判断已登记。"
        }
        "verify-original" => {
            let code = required(typed, "content_code", "请填写纸质推荐表上的内容码。")?;
            let scan = scan(asked, typed, "scan").await?;
            let scan = scan.ok_or_else(|| Error::field("scan", "请上传已盖章推荐表的扫描件。"))?;
            reviews::verify_original(app, actor, id, seen, code, scan).await?;
            "原件已核验。"
        }
        "document-review" => {
            let passed = chosen(typed, "passed", "请选择评审结论。")?;
            let score = match typed.text("score") {
                "" => None,
                score => {
                    Some(hundredths(score).ok_or_else(|| Error::field("score", "请填 0 至 100 的分数，如 86.5。"))?)
                }
            };
            reviews::record_document_review(app, actor, id, seen, passed, score, text("opinion")).await?;
            "资料评审已登记。"
        }
        "site-visit" => {
            reviews::record_site_visit(app, actor, id, seen, visit(asked, typed).await?).await?;
            "实地核查已登记。"
        }
        "pass-on" => {
            reviews::pass_on(app, actor, id, seen).await?;
            "已转达。"
        }
        "service" => {
            reviews::record_service(app, actor, id, seen, service(asked, typed).await?).await?;
            "送达已登记。"
        }
        "leave-unselected" => {
            rounds::leave_unselected(app, actor, id, seen, typed.text("reason")).await?;
            "已登记为未入选，品牌留库培育。"
        }
        _ => money(asked, typed, seen).await?,
    };
    asked.caller.flash(done).await;
    Ok(asked.href())
}

async fn money(asked: &Asked<'_>, typed: &Submitted, seen: u32) -> Result<&'static str, Fail> {
    let (app, actor, id, payment) = (&asked.caller.app, asked.actor, asked.application.id, asked.payment());
    let text = |name: &str| typed.text(name).to_owned();
    Ok(match asked.verb.trim_end_matches("-second") {
        "record-payment" => {
            let on = day(typed, "on", "请填写付款日期。")?;
            payments::record_payment(app, actor, id, seen, payment, text("voucher"), on).await?;
            "付款已登记。"
        }
        "record-return" => {
            payments::record_return(app, actor, id, seen, payment, text("reason")).await?;
            "退票已登记，等单位重新确认账户。"
        }
        "suspend" => {
            let stopped = asked
                .application
                .disbursements
                .get(&payment)
                .is_some_and(|disbursement| matches!(disbursement.state, DisbursementState::Suspended { .. }));
            payments::suspend(app, actor, id, seen, payment, !stopped, text("reason")).await?;
            if stopped { "已恢复拨付。" } else { "已暂缓拨付。" }
        }
        verb => return Err(Error::Internal(format!("{verb} is no record")).into()),
    })
}

/// Points by head, in hundredths.
fn scores(asked: &Asked<'_>, typed: &Submitted) -> Result<Vec<(String, i64)>, Error> {
    let heads = asked.policy.review.evaluation_heads.iter();
    heads
        .map(|head| {
            let field = format!("score_{}", head.code);
            let points = hundredths(typed.text(&field)).filter(|points| *points <= i64::from(head.points) * 100);
            let wrong = || Error::field(&field, format!("请填 0 至 {} 分。", head.points));
            Ok((head.code.clone(), points.ok_or_else(wrong)?))
        })
        .collect()
}

/// `86.5` as 8650; none where it is no score of at most 100 with two decimals.
fn hundredths(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if part.len() > 2 || !format!("{whole}{part}").bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole: i64 = whole.parse().ok().filter(|whole| *whole <= 100)?;
    let part: i64 = if part.is_empty() { 0 } else { format!("{part:0<2}").parse().ok()? };
    Some(whole * 100 + part).filter(|points| *points <= 10_000)
}

async fn standing(asked: &Asked<'_>, typed: &Submitted) -> Result<UnitStanding, Fail> {
    Ok(UnitStanding {
        unit: typed.parse("unit", "请选择核查的单位。")?,
        no_violation: chosen(typed, "no_violation", "请选择核查结果。")?,
        not_debtor: chosen(typed, "not_debtor", "请选择查询结果。")?,
        checked_on: day(typed, "checked_on", "请填写查询日期。")?,
        evidence: scan(asked, typed, "evidence").await?,
    })
}

async fn visit(asked: &Asked<'_>, typed: &Submitted) -> Result<SiteVisit, Fail> {
    let on = day(typed, "on", "请填写核查日期。")?;
    let officers = typed.parse("officers", "请填写核查人数，如 2。")?;
    let passed = chosen(typed, "passed", "请选择核查结论。")?;
    let mut files = Vec::new();
    for field in ["record", "photo"] {
        files.extend(scan(asked, typed, field).await?);
    }
    Ok(SiteVisit { on, officers, passed, opinion: typed.text("opinion").to_owned(), files })
}

async fn service(asked: &Asked<'_>, typed: &Submitted) -> Result<Service, Fail> {
    let paper = match typed.text("paper") {
        "correction" => Paper::CorrectionNotice,
        "decline" => Paper::DeclineNotice,
        "recognition" => Paper::RecognitionNotice,
        "objection" => Paper::ObjectionAnswer,
        _ => return Err(Error::field("paper", "请选择送达的文书。").into()),
    };
    let method = match typed.text("method") {
        "in_person" => ServiceMethod::InPerson,
        "post" => ServiceMethod::Post,
        "announcement" => ServiceMethod::Announcement,
        _ => return Err(Error::field("method", "请选择送达方式。").into()),
    };
    let on = day(typed, "on", "请填写送达日期。")?;
    let proof = scan(asked, typed, "proof").await?;
    Ok(Service { paper, method, on, signer: typed.text("signer").to_owned(), proof })
}

async fn scan(asked: &Asked<'_>, typed: &Submitted, field: &str) -> Result<Option<FileId>, Fail> {
    decision_scan(asked.caller, asked.actor, typed, field, DeskFile::Review(asked.application.id)).await
}

fn day(typed: &Submitted, field: &str, sentence: &str) -> Result<NaiveDate, Error> {
    in_words::parse_day(typed.text(field)).ok_or_else(|| Error::field(field, sentence))
}

#[cfg(test)]
mod tests {
    use super::hundredths;

    #[test]
    fn points_are_read_to_two_decimals() {
        assert_eq!(["86.5", "100", "0", "7.25"].map(hundredths), [Some(8650), Some(10_000), Some(0), Some(725)]);
        assert_eq!(["100.01", "-1", "8.123", "", "九"].map(hundredths), [None; 5]);
    }
}
