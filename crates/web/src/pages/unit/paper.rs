//! `/unit/applications/{id}/form`: the recommendation form (annex 1) on paper with its content code, and the scan that comes
//! back stamped (4.1).

use super::{back, fills, frame, href, name, own_application, reading};
use crate::{
    components::{Field, FieldKind},
    pages::unit::view::recommendation_form::{FormPart, RecommendationFormPage},
    shell::{Caller, Done, Fail, Routes, Submitted, Who},
};
use app::{
    Error, applications,
    attachments::{self, SIGNED_FORM},
};
use domain::{application::content_code, policy::Policy};

/// The paper, and its scan.
pub(super) fn routes() -> Routes {
    const PATH: &str = "/unit/applications/{application}/form";
    Routes::new().form(PATH, (Who::FILLING, Who::FILLING.with_files()), paper, upload)
}

/// `GET /unit/applications/{id}/form`
async fn paper(caller: &Caller, id: i64) -> Result<RecommendationFormPage, Fail> {
    let (application, policy) = own_application(caller, id).await?;
    let (application, policy) = (&application, &policy);
    let app = &caller.app;
    let editing = application.open_for_unit() && fills(caller, application);
    let draft = application.open_for_unit();
    let place = app::Place::now(app, app.db().reader());
    let content = if draft {
        applications::draft_content(&place, application).await?
    } else {
        applications::content(&place, application).await?
    };
    let digest = match &application.pinned {
        Some(pinned) if !draft => pinned.digest.clone(),
        _ => content.digest.clone(),
    };
    let files = attachments::views(app, &content.files)?;
    let show = super::show(caller, application);
    let blank = applications::SectionAnswers::new();
    let parts = applications::section_keys(policy, application, app.today()).into_iter().enumerate().filter_map(
        |(n, (key, label))| {
            let section = applications::section_of(policy, &key)?;
            let typed = content.answers.0.get(&key).unwrap_or(&blank);
            let rows = reading::pairs(policy, section, &key, typed, &files, show);
            Some(FormPart { heading: format!("{}、{label}", numeral(n + 1)), rows })
        },
    );
    let slot = attachments::signed_over(&digest);
    let scanned = match files.iter().rev().find(|file| file.slot == slot) {
        Some(file) => format!("已上传：{}，与现在的内容一致。", file.name),
        None if files.iter().any(|file| attachments::is_signed_form(&file.slot)) => {
            "上传过的盖章件与现在的内容不一致，请重新打印、盖章并上传。".into()
        }
        None => "还没有上传盖章件。".into(),
    };
    let lacks = if editing { app::readiness::judged(app, application, &content)?.lacks } else { Vec::new() };
    let unfilled = lacks.iter().filter(|lack| matches!(lack.place, app::readiness::Place::Field { .. })).count();
    Ok(RecommendationFormPage {
        frame: frame(caller, application, format!("推荐表：{}", name(application))).await?,
        back: back(application),
        scan: editing.then(|| scan_field(policy)),
        refused: Vec::new(),
        scanned,
        action: format!("{}/form", href(application)),
        seen: caller.seen(application.seq),
        title: policy.form.title.clone(),
        draft: if unfilled > 0 {
            format!("还差 {unfilled} 项没有填，这份仅供核对。")
        } else {
            String::new()
        },
        parts: parts.collect(),
        opinions: ["培育单位意见", "县（市、区）人社部门意见", "市级人社部门意见"].map(str::to_owned).into(),
        code: content_code(&digest),
    })
}

fn scan_field(policy: &Policy) -> Field {
    let rules = policy.upload(SIGNED_FORM);
    let types: Vec<_> = rules.map(|rules| rules.types.iter().map(|kind| kind.code()).collect()).unwrap_or_default();
    let most = rules.map_or(0, |rules| rules.max_bytes >> 20);
    let accept = types.iter().map(|code| format!(".{code}")).collect::<Vec<_>>().join(",");
    Field::new(SIGNED_FORM, "盖章推荐表扫描件", FieldKind::File { accept, kept: Vec::new() })
        .hint(format!("{}，不超过 {most} MB；扫描成一个文件", types.join("、")))
}

/// 一、二、三… up to 九十九.
fn numeral(n: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (n / 10, n % 10) {
        (0, ones) => DIGITS[ones].into(),
        (1, ones) => format!("十{}", DIGITS[ones]),
        (tens, ones) => format!("{}十{}", DIGITS[tens % 10], DIGITS[ones]),
    }
}

/// `POST /unit/applications/{id}/form`: the scan belongs to the content as it is now; a later change voids it.
async fn upload(caller: &Caller, id: i64, sent: &Submitted) -> Result<Done, Fail> {
    let (application, _) = own_application(caller, id).await?;
    let scan = sent.file(SIGNED_FORM).ok_or_else(|| Error::field(SIGNED_FORM, "请选择盖章推荐表的扫描件。"))?;
    attachments::add_signed_form(&caller.app, caller.actor()?, application.id, sent.text("code"), scan).await?;
    Ok(Done::to(format!("{}/form", href(&application))).saying("盖章件已上传。"))
}

#[cfg(test)]
mod tests {
    use super::numeral;

    #[test]
    fn parts_are_numbered_as_on_paper() {
        assert_eq!([1, 9, 10, 11, 20, 21].map(numeral), ["一", "九", "十", "十一", "二十", "二十一"]);
    }
}
