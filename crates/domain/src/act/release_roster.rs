//! A list of filed people leaves for comparison with outside records: what it may hold, to whom, until when (4.4; PIPL 6,
//! 21, 23, 55). Only the last step of the office makes the release.

use super::{Act, ActKind, Desk, Effect, Form, Given, Now, Outcome, Ready, Spec, Want, Weight, each_once};
use crate::{
    brand::{Brand, BrandEvent, BrandState},
    calendar::chinese_date,
    comparison::{Proposed, Release},
    ids::{ComparisonId, RosterVersionId},
    refusal::Refusal,
    turn::Party,
};
use serde::{Deserialize, Serialize};

/// People on one list: a sheet has little more than a million rows.
const MOST: u64 = 1_000_000;

/// What its rosters are called where it is told.
pub const ROSTERS: &str = "花名册";

/// The series of comparisons.
const COMPARISONS: &str = "comparison";

/// What is to leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReleaseRoster {
    /// Its content, recipient and term.
    pub release: Release,
}

impl Act for ReleaseRoster {
    const SPEC: Spec<BrandState> = Spec {
        weight: Weight::Legal,
        desks: &[
            Desk { party: Party::County, states: BrandState::ALL },
            Desk { party: Party::City, states: BrandState::ALL },
        ],
        effect: Some(Effect {
            touches: "{}",
            follows: &[
                "审批通过后，名单加密提供给接收单位，生成和下载逐次记录。",
                "对方在约定的日期前删除，逾期由工作台提示催告。",
                "答复为不一致的人员转为待核，由人社部门核定。",
            ],
            clauses: "4.4",
        }),
        ..Spec::decision(ActKind::ReleaseRoster, "提供名单比对", "4.4")
    };
    type On = Brand;
    type Part = ();
    type Found = ();

    fn ready(now: &Now<'_, Self>) -> Result<(), Refusal> {
        if now.standing.filed.is_empty() {
            return Err(Refusal::Plain("本品牌还没有提交过花名册，不能提供名单比对。"));
        }
        Ok(())
    }

    fn wants(&self, _: &Now<'_, Self>) -> Vec<Want> {
        vec![Want::Series(COMPARISONS.to_owned()), Want::PeopleListed(self.release.versions.clone())]
    }

    fn detail(&self) -> &'static str {
        self.release.source.label()
    }

    fn summary(&self, _: &Form) -> Vec<(String, String)> {
        let Release { source, recipient, purpose, ground, assessment, fields, versions, delete_by } = &self.release;
        let fields: Vec<_> = fields.iter().map(|field| field.label()).collect();
        let rows = [
            ("与谁比对", source.label().to_owned()),
            ("接收单位", recipient.clone()),
            ("用途", purpose.clone()),
            ("依据", ground.label().to_owned()),
            ("影响评估", assessment.clone()),
            ("提供的内容", fields.join("、")),
            (ROSTERS, format!("{} 份", versions.len())),
            ("对方删除期限", chinese_date(*delete_by)),
        ];
        rows.map(|(label, words)| (label.to_owned(), words)).to_vec()
    }

    fn decide(self, ready: Ready<'_, Self>, given: &mut Given) -> Result<Outcome<BrandEvent>, Refusal> {
        let wrong = Proposed::of(&self.release).wrong(ready.today(), ready.policy.comparing.keep_days.value);
        if !wrong.is_empty() {
            return Err(Refusal::Fields(wrong));
        }
        each_once(&self.release.versions, "versions", "同一份花名册选了两次，请只保留一次。")?;
        let filed = |version: &RosterVersionId| ready.standing.filed.iter().any(|roster| roster.version == *version);
        if !self.release.versions.iter().all(filed) {
            let sentence = "所选花名册已不是申报的版本，请按现在的版本重新拟办。";
            return Err(Refusal::field("versions", sentence));
        }
        let people = given.people_listed(&self.release.versions);
        if people > MOST {
            let sentence = "名单超过 1,000,000 人，一张表放不下，请按台账和年度分几次提供。";
            return Err(Refusal::field("versions", sentence));
        }
        let comparison = ComparisonId(given.next_in(COMPARISONS)?);
        let release = self.release;
        Ok(Outcome::one(BrandEvent::RosterReleased { comparison, release, people, matter: ready.matter }))
    }
}
