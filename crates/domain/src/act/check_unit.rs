//! A unit's standing is looked up: violations and the courts' list of dishonest judgment debtors (3.4.d, 3.4.e).

use super::{Act, ActKind, Answer, Desk, Field, Form, Given, Now, Outcome, Ready, Spec, form};
use crate::{
    application::{Application, ApplicationEvent, State},
    calendar::chinese_date,
    days::Days,
    ids::{FileId, UnitId},
    refusal::Refusal,
    stream::StreamKind,
    turn::Party,
};
use chrono::{Days as Span, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a look at outside records found about a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckUnit {
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

/// What a look at a unit asks.
pub(super) const ASKS: &[Field] = &[
    Field::new("unit", "单位", Answer::Id(StreamKind::Unit), "请选择核查的单位。"),
    Field::new("no_violation", "违法违纪行为（3.4.d）", Answer::YesNo("未发现", "有"), "请选择核查结果。"),
    Field::new("not_debtor", "失信被执行人（3.4.e）", Answer::YesNo("不是", "是"), "请选择查询结果。"),
    Field::new("checked_on", "查询日期", Answer::Date, "请填写查询日期。"),
    Field::optional("evidence", "查询截图或证明", Answer::File("decision_scan")),
];

impl Act for CheckUnit {
    const SPEC: Spec<State> = Spec {
        desks: &[
            Desk { party: Party::County, states: &[State::Submitted, State::Reviewed] },
            Desk { party: Party::City, states: &[State::Recommended, State::InReview, State::OnNotice] },
        ],
        fields: ASKS,
        intro: "按查询结果如实登记。推荐、评审和认定时，超过有效期的查询结果不算，须重新查询。",
        ..Spec::record(ActKind::CheckUnit, "核查单位", "3.4.d", "单位核查已登记。")
    };
    type On = Application;
    type Part = ();
    /// The days on which a look is still worth recording.
    type Found = Days;

    fn ready(now: &Now<'_, Self>) -> Result<Days, Refusal> {
        Ok(days(now))
    }

    fn fill(ready: &Ready<'_, Self>, form: &mut Form) {
        let last = ready.on.unit_checks.iter().map(|(unit, check)| (*unit, check.checked_on)).collect();
        fill(form, ready.found().clone(), &ready.standing.units, last);
    }

    fn decide(self, ready: Ready<'_, Self>, _: &mut Given) -> Result<Outcome<ApplicationEvent>, Refusal> {
        let CheckUnit { unit, no_violation, not_debtor, checked_on, evidence } = self;
        if !ready.on.units.contains(&unit) {
            return Err(Refusal::field("unit", "请选择本品牌的培育单位。"));
        }
        ready.found().hold(checked_on, "checked_on", "查询日期")?;
        let last = ready.on.unit_checks.get(&unit).map(|check| check.checked_on);
        newest(last, checked_on).map_err(|sentence| Refusal::field("checked_on", sentence))?;
        Ok(Outcome::one(ApplicationEvent::UnitChecked { unit, no_violation, not_debtor, checked_on, evidence }))
    }
}

/// The days on which a look is still worth recording (3.4.e).
pub(super) fn days<A: Act>(now: &Now<'_, A>) -> Days {
    let (today, valid) = (now.today(), now.policy.units.debtor_check_days.value);
    let earliest = today.checked_sub_days(Span::new(valid.into())).unwrap_or(today);
    Days::since(earliest, format!("查询结果 {valid} 天内有效"), today)
}

/// Fills in the form of a look: its days, the units, and when each was looked up last.
pub(super) fn fill(form: &mut Form, days: Days, units: &BTreeMap<UnitId, String>, last: BTreeMap<UnitId, NaiveDate>) {
    form.days("checked_on", days);
    form::units(form, "unit", units);
    form.judge("checked_on", "checked_on", move |sent| {
        let unit = form::whole(sent.text("unit")).map(|id| UnitId(id.into()));
        match unit.zip(form::day(sent, "checked_on")) {
            Some((unit, on)) => newest(last.get(&unit).copied(), on),
            None => Ok(()),
        }
    });
}

/// That no newer look at the unit is on record: an older one would take its place.
pub(super) fn newest(last: Option<NaiveDate>, on: NaiveDate) -> Result<(), String> {
    match last {
        Some(newer) if newer > on => {
            Err(format!("该单位{}已有更新的查询记录，不能再登记更早的。", chinese_date(newer)))
        }
        _ => Ok(()),
    }
}
