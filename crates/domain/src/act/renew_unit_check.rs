//! A unit's standing is looked up again while money may flow: out of date, it blocks each step of a payment (3.4.d, 3.4.e).

use super::{
    Act, ActKind, Desk, Form, Given, Now, Outcome, Ready, Spec,
    check_unit::{ASKS, days, fill, newest},
};
use crate::{
    cultivation::{Cultivation, CultivationEvent, CultivationState},
    days::Days,
    ids::{FileId, UnitId},
    refusal::Refusal,
    turn::Party,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What another look at outside records found about a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenewUnitCheck {
    /// The unit.
    pub unit: UnitId,
    /// No breach of law or discipline found (3.4.d).
    pub no_violation: bool,
    /// Not on the courts' list of dishonest judgment debtors (3.4.e).
    pub not_debtor: bool,
    /// When it was looked up.
    pub checked_on: NaiveDate,
    /// A scan or screenshot of it.
    pub evidence: Option<FileId>,
}

impl Act for RenewUnitCheck {
    const SPEC: Spec<CultivationState> = Spec {
        desks: &[
            Desk { party: Party::County, states: &[CultivationState::InCycle] },
            Desk { party: Party::City, states: &[CultivationState::InCycle] },
        ],
        fields: ASKS,
        intro: "每次拨付前，查询结果都须在有效期内；查到记录的，请办理暂缓拨付。",
        ..Spec::record(ActKind::RenewUnitCheck, "重新核查单位", "3.4.e", "单位核查已登记。")
    };
    type On = Cultivation;
    type Part = ();
    /// The days on which a look is still worth recording.
    type Found = Days;

    fn ready(now: &Now<'_, Self>) -> Result<Days, Refusal> {
        Ok(days(now))
    }

    fn fill(ready: &Ready<'_, Self>, form: &mut Form) {
        let last = ready.on.units.iter().filter_map(|unit| Some((*unit, last(ready.on, *unit)?))).collect();
        fill(form, ready.found().clone(), &ready.standing.units, last);
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<CultivationEvent>, Refusal> {
        let RenewUnitCheck { unit, no_violation, not_debtor, checked_on, evidence } = self;
        if !ready.on.units.contains(&unit) {
            return Err(Refusal::field("unit", "请选择本品牌的培育单位。"));
        }
        ready.found().hold(checked_on, "checked_on", "查询日期")?;
        newest(last(ready.on, unit), checked_on).map_err(|sentence| Refusal::field("checked_on", sentence))?;
        Ok(Outcome::one(CultivationEvent::UnitChecked { unit, no_violation, not_debtor, checked_on, evidence }))
    }
}

/// When a unit was looked up last.
fn last(of: &Cultivation, unit: UnitId) -> Option<NaiveDate> {
    of.unit_checks.get(&unit)?.iter().map(|check| check.checked_on).max()
}
