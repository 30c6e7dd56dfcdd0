//! The counties' quota guidelines in a round are set, changed or cleared (annex 4).

use super::{Act, ActKind, Answer, Desk, Field, Form, Given, Now, Outcome, Ready, Spec, form, written};
use crate::{
    ids::AreaCode,
    refusal::Refusal,
    round::{Round, RoundEvent, RoundState},
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// A figure for each county, or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetQuotas {
    /// County and figure; none where it is not set.
    pub quota: Vec<(AreaCode, Option<u32>)>,
    /// The document that hands the quotas down.
    pub document: String,
    /// A note.
    pub note: String,
}

/// No scheme hands down more for one area in a year.
const MOST: u32 = 999;

/// That an area can be given a guideline: of three figures at most, and not below what it has recommended (annex 4).
fn fits(area: &AreaCode, quota: u32, used: u32) -> Result<(), Refusal> {
    if quota > MOST {
        let sentence = format!("名额指导数最多填 {MOST}，请核对。");
        return Err(Refusal::Fields(vec![(input(area), sentence)]));
    }
    if quota < used {
        return Err(Refusal::QuotaBelowUsed { area: area.clone(), used });
    }
    Ok(())
}

/// The input of an area.
fn input(area: &AreaCode) -> String {
    format!("quota_{}", area.as_str())
}

impl Act for SetQuotas {
    const SPEC: Spec<RoundState> = Spec {
        desks: &[Desk { party: Party::City, states: &[RoundState::Open] }],
        fields: &[
            Field::new("quota", "推荐名额指导数", Answer::Figures, "请填整数，或留空表示未设定。").hint(
                "不填则按方案附件当年的名额，方案没有的推荐时只提示；填 0 表示每个都要市级书面同意。不能少于已推荐数。",
            ),
            Field::new("document", "下达名额的文件字号", Answer::Line, "请填写下达名额的文件字号。"),
            Field::optional("note", "说明", Answer::Line),
        ],
        ..Spec::record(ActKind::SetQuotas, "设定名额", "A.4", "名额已保存。")
    };
    type On = Round;
    type Part = ();
    type Found = ();

    fn ready(_: &Now<'_, Self>) -> Result<(), Refusal> {
        Ok(())
    }

    fn fill(ready: &Ready<'_, Self>, form: &mut Form) {
        let areas: Vec<_> = ready.policy.participating_areas().collect();
        for area in areas.iter().map(|area| AreaCode::from(area.code.as_str())) {
            if let Some(quota) = ready.on.quotas.get(&area) {
                form.first(input(&area), quota.to_string());
            }
            let used = ready.standing.used.get(&area).copied().unwrap_or(0);
            let input = input(&area);
            form.judge("quota", input.clone(), move |sent| match form::whole(sent.text(&input)) {
                Some(quota) => fits(&area, quota, used).map_err(|refusal| refusal.to_string()),
                None => Ok(()),
            });
        }
        form.choices("quota", areas.into_iter().map(|area| (area.code.clone(), area.name.clone())));
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<RoundEvent>, Refusal> {
        let document = written(&self.document, "document", "请填写下达名额的文件字号。")?;
        let mut events = Vec::new();
        for (area, quota) in self.quota {
            if ready.on.quotas.get(&area).copied() == quota {
                continue;
            }
            if !ready.policy.participating_areas().any(|known| known.code == area.as_str()) {
                return Err(Refusal::Plain("请只为参加本项工作的县（市、区）设定名额。"));
            }
            if let Some(quota) = quota {
                fits(&area, quota, ready.standing.used.get(&area).copied().unwrap_or(0))?;
            }
            events.push(RoundEvent::QuotaSet { area, quota, document: document.clone(), note: self.note.clone() });
        }
        if events.is_empty() {
            return Err(Refusal::Plain("名额没有变化，不必保存。"));
        }
        Ok(Outcome { events, also: Vec::new(), kept: None })
    }
}
