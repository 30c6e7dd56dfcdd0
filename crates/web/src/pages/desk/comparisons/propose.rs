//! `/desk/comparisons/new?brand=…`: a list is proposed; it leaves once the last hand agrees.

use super::{bureau, named};
use crate::{
    components::{Choice, Field, FieldKind, FieldSet},
    frame::Link,
    pages::{
        desk::{act, frame, in_words},
        shared::FormPage,
    },
    shell::{Caller, Done, Fail, Routes, Submitted, Who},
};
use app::{
    Error, FieldError, Together,
    acts::{self, Asked, Outcome},
    comparisons,
};
use chrono::Days;
use domain::{
    act::{ActKind, Addressed, FiledRoster, ReleaseRoster},
    comparison::{Ground, Proposed, Release, ReleasedField, Source},
    ids::{BrandId, RosterVersionId},
};

/// Proposing a list.
pub(super) fn routes() -> Routes {
    // With files: where the chain ends at once, the minutes of the meeting that decides.
    Routes::new().form("/desk/comparisons/new", (Who::BUREAUS, Who::BUREAUS.with_files()), propose_form, propose)
}

/// The brand that the address names.
fn brand(caller: &Caller) -> Result<BrandId, Fail> {
    Submitted::asked(caller).text("brand").parse().map(BrandId).map_err(|_| Fail::NotFound)
}

/// What is asked of a list of its people, where one may be proposed now.
async fn asked(caller: &Caller, BrandId(brand): BrandId) -> Result<Asked, Fail> {
    let actor = bureau(caller)?;
    let asked = acts::ask(&caller.app, actor, caller.steps(), (ActKind::ReleaseRoster, brand, "")).await?;
    match asked.blocked {
        Some(reason) => Err(Fail::Blocked(reason)),
        None => Ok(asked),
    }
}

async fn propose_form(caller: &Caller, (): ()) -> Result<FormPage, Fail> {
    let brand = brand(caller)?;
    let asked = asked(caller, brand).await?;
    let name = named(&asked.title);
    let filed = comparisons::filed(&caller.app, bureau(caller)?, brand).await?;
    let mut sets = vec![what(&filed), to_whom(caller)];
    sets.extend(act::closing(asked.chain.as_ref()));
    let frame = frame(caller, format!("{}：{name}", asked.label)).await;
    let action = format!("/desk/comparisons/new?brand={brand}");
    Ok(FormPage {
        back: Some(Link::new("数据比对", "/desk/comparisons")),
        effect: asked.effect.map(|of| act::effect(of, &name, asked.clause)),
        sets,
        seen: Some(caller.seen(asked.seen)),
        ..FormPage::new(frame, &action, &act::button(&asked), Vec::new())
    })
}

fn set(legend: &str, fields: Vec<Field>) -> FieldSet {
    FieldSet { legend: legend.into(), hint: String::new(), fields }
}

/// Which people, held against what.
fn what(filed: &[FiledRoster]) -> FieldSet {
    let rosters = filed.iter().map(|one| {
        let label = format!("{}花名册 {}年（第 {} 版）", one.ledger, one.year, one.no);
        Choice::new(one.version.to_string(), label)
    });
    let sources = Source::BY_LIST.map(|source| Choice {
        hint: match source {
            Source::BusinessRegister => "只提供用工单位和创业主体的信用代码，不提供人员信息。",
            _ => "提供姓名和证件号码。",
        }
        .into(),
        ..Choice::new(source.code(), source.label())
    });
    let more = Source::BY_LIST.iter().flat_map(|source| source.may_have());
    let mut fields: Vec<ReleasedField> = more.copied().collect();
    fields.sort_unstable();
    fields.dedup();
    let fields = fields.into_iter().map(|field| Choice::new(field.code(), field.label()));
    let versions = Field::new("versions", "花名册", FieldKind::Checks(rosters.collect()));
    let more = Field::new("fields", "另外提供", FieldKind::Checks(fields.collect()));
    set(
        "比对什么",
        vec![
            versions.hint("培训花名册只提供考核合格的人员。"),
            Field::new("source", "与谁比对", FieldKind::Radios(sources.to_vec())),
            more.hint("确有必要才勾选，提供得越少越好。").optional(),
        ],
    )
}

/// To whom, on what ground, until when.
fn to_whom(caller: &Caller) -> FieldSet {
    let grounds = Ground::ALL.iter().map(|ground| Choice::new(ground.code(), ground.label()));
    let days = caller.app.policies().current().1.comparing.keep_days.value;
    let until = caller.app.today().checked_add_days(Days::new(30.min(days.into())));
    set(
        "提供给谁",
        vec![
            Field::text("recipient", "接收单位").hint("填写全称，如“泉州市社会保险中心”。"),
            Field::long("purpose", "用途", 2).hint("如“核对2025年度参保缴费情况”。请勿写个人信息。"),
            Field::new("ground", "依据", FieldKind::Radios(grounds.collect())),
            Field::text("assessment", "个人信息保护影响评估").hint("编号或名称（个人信息保护法第五十五条）。"),
            Field::new("delete_by", "对方删除期限", FieldKind::Date)
                .hint(format!("最长 {days} 天（本市设定）。到期未声明删除的，工作台会提示催告。"))
                .value(until.map(|day| day.to_string()).unwrap_or_default()),
        ],
    )
}

async fn propose(caller: &Caller, (): (), sent: &Submitted) -> Result<Done, Fail> {
    let brand = brand(caller)?;
    let asked = match asked(caller, brand).await {
        Err(blocked @ Fail::Blocked(_)) => {
            let filed = comparisons::filed(&caller.app, bureau(caller)?, brand).await?;
            sent.told_by(&[what(&filed), to_whom(caller)]);
            return Err(blocked);
        }
        asked => asked?,
    };
    let seen = sent.seen()?;
    let (release, meeting) = (read(caller, sent), act::met(caller, sent, asked.meets())).together()?;
    let meeting = act::minuted(caller, meeting, sent).await?;
    let act = Addressed { on: brand.0, part: (), body: ReleaseRoster { release } };
    let outcome = act::propose(caller, act.into(), seen, meeting, sent).await?;
    let to = match outcome {
        Outcome::Waiting(matter) | Outcome::Performed(matter) => format!("/desk/matters/{matter}"),
        Outcome::Recorded => "/desk/comparisons".into(),
    };
    Ok(Done::to(to).saying(act::said(&asked.label, asked.done, outcome)))
}

fn read(caller: &Caller, sent: &Submitted) -> Result<Release, Error> {
    let source = Source::parse(sent.text("source"));
    let more = sent.all("fields").into_iter().filter_map(ReleasedField::parse);
    let mut fields: Vec<_> = source.iter().flat_map(|source| source.needs()).copied().chain(more).collect();
    fields.sort_unstable();
    fields.dedup();
    let versions = sent.all("versions").into_iter().filter_map(|text| text.parse().ok().map(RosterVersionId));
    let versions: Vec<_> = versions.collect();
    let typed = Proposed {
        source,
        recipient: sent.text("recipient"),
        purpose: sent.text("purpose"),
        ground: Ground::parse(sent.text("ground")),
        assessment: sent.text("assessment"),
        fields: &fields,
        versions: &versions,
        delete_by: in_words::parse_day(sent.text("delete_by")),
    };
    let wrong = typed.wrong(caller.app.today(), caller.app.policies().current().1.comparing.keep_days.value);
    let wrong: Vec<_> = wrong.into_iter().map(|(field, message)| FieldError::new(field, message)).collect();
    let (Some(source), Some(ground), Some(delete_by)) = (typed.source, typed.ground, typed.delete_by) else {
        return Err(Error::Invalid(wrong));
    };
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let [recipient, purpose, assessment] = [typed.recipient, typed.purpose, typed.assessment].map(str::to_owned);
    Ok(Release { source, recipient, purpose, ground, assessment, fields, versions, delete_by })
}
