//! Brands of one name. A brand stands once: of one area, and of one lead unit, there is one of a name, and it is given its
//! title and its first subsidy once (5.3.e, 6.1.b). The scheme does not say that no other may have a name built of place, trade
//! and craft (3.2.b): whoever judges a name is told of those that came before.

use crate::{
    application::{Application, State},
    brand_name::normal_form,
    event::Moment,
    finding::{Finding, Outcome},
    ids::{ApplicationId, AreaCode, BrandId, UnitId},
    refusal::Refusal,
    stream::Stream,
};

/// A brand by its name, and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namesake {
    /// Its number.
    pub brand: BrandId,
    /// Its name.
    pub name: String,
    /// Its area.
    pub area: AreaCode,
    /// Its lead unit.
    pub lead: UnitId,
    /// The title it bears.
    pub title: Option<Borne>,
    /// Its attempt that was handed in and has not ended, and when it was first.
    pub filed: Option<(Moment, ApplicationId)>,
}

/// A title as papers tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Borne {
    /// The announcing document.
    pub document: String,
    /// The plaque's number; empty where unknown.
    pub plaque: String,
}

impl Namesake {
    /// Whether it is the brand of this area or lead unit: of each there is one of a name.
    #[must_use]
    pub fn is_of(&self, area: &AreaCode, lead: UnitId) -> bool {
        self.area == *area || self.lead == lead
    }

    /// Whether it came before an application: it bears its title, or was handed in earlier. Nobody holds up another by filing
    /// after it.
    fn precedes(&self, application: &Application) -> bool {
        let earlier = |filed: (Moment, ApplicationId)| {
            application.submitted_at.is_none_or(|submitted_at| filed < (submitted_at, application.id))
        };
        self.title.is_some() || self.filed.is_some_and(earlier)
    }
}

/// The finding of a name (3.2.b) beside the other brands that bear it and came before: a person judges whether both may
/// stand, as long as that can be judged. Areas are told by name.
#[must_use]
pub fn beside(
    mut finding: Finding,
    application: &Application,
    namesakes: &[Namesake],
    area_name: impl Fn(&AreaCode) -> String,
) -> Finding {
    let before = namesakes.iter().filter(|namesake| namesake.precedes(application));
    let told = before.map(|namesake| {
        let stands = match &namesake.title {
            Some(borne) => format!("已有称号，{}", borne.document),
            None => "正在申报".to_owned(),
        };
        format!("“{}”（{}，{stands}）", namesake.name, area_name(&namesake.area))
    });
    let told = told.collect::<Vec<_>>().join("、");
    if told.is_empty() {
        return finding;
    }
    finding.measured = format!("{}；另有同名品牌：{told}", finding.measured);
    // Behind the notice nobody accepts a name any more: it is told, and was judged before.
    if !matches!(application.state(), State::OnNotice | State::Recognised) {
        finding.outcome = finding.outcome.min(Outcome::Unknown);
        let judge = "请审核人员判断同名品牌能否并存，必要时请单位更改名称";
        finding.settle = Some(finding.settle.map_or_else(|| judge.to_owned(), |settle| format!("{settle}；{judge}")));
    }
    finding
}

/// That no other brand of the name, of the same area or lead unit, bears a title: a brand is recognised once (6.1.b).
///
/// # Errors
/// One does.
pub fn recognised_once(application: &Application, namesakes: &[Namesake]) -> Result<(), Refusal> {
    let of_it = |namesake: &&Namesake| namesake.is_of(&application.area, application.lead_unit());
    match namesakes.iter().filter(of_it).find_map(|namesake| Some((namesake, namesake.title.as_ref()?))) {
        Some((Namesake { name, .. }, Borne { document, .. })) => {
            Err(Refusal::NameTitled { name: name.clone(), document: document.clone() })
        }
        None => Ok(()),
    }
}

/// That several applications recognised together are of as many brands.
///
/// # Errors
/// Two are of one name and of one area or lead unit.
pub fn each_another<'a>(applications: impl IntoIterator<Item = &'a Application>) -> Result<(), Refusal> {
    let mut before: Vec<(String, &Application)> = Vec::new();
    for application in applications {
        let name = normal_form(&application.title);
        let twice = before.iter().any(|(known, other)| {
            *known == name && (other.area == application.area || other.lead_unit() == application.lead_unit())
        });
        if twice {
            let sentence = format!("所选品牌中有两个同属一地或同一单位的“{}”，不能都认定。", application.title);
            return Err(Refusal::field("applications", sentence));
        }
        before.push((name, application));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        application::ApplicationEvent,
        event::Recorded,
        ids::{NoticeId, RoundId},
    };
    use chrono::{DateTime, TimeDelta};

    fn drafted(id: i64, area: &str, lead: i64) -> Application {
        let drafted = ApplicationEvent::Drafted {
            brand: BrandId(id),
            round: RoundId(1),
            area: area.into(),
            units: vec![UnitId(lead)],
            policy: String::new(),
            title: "泉港海蛎养殖工".into(),
            on_behalf: false,
        };
        let at = DateTime::UNIX_EPOCH;
        let first = Recorded { seq: 1, at, by: None, role: None, event: drafted };
        let drafted = Application::begin(ApplicationId(id), &first).expect("a first event");
        Application { submitted_at: Some(at), ..drafted }
    }

    fn namesake(area: &str, lead: i64, titled: bool, filed: Option<i64>) -> Namesake {
        Namesake {
            brand: BrandId(9),
            name: "泉港海蛎 养殖工".into(),
            area: area.into(),
            lead: UnitId(lead),
            title: titled.then(|| Borne {
                document: "泉人社文〔2024〕96号".into(), plaque: "泉字号 2024-0001".into()
            }),
            filed: filed.map(|seconds| (DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds), ApplicationId(8))),
        }
    }

    #[test]
    fn a_brand_of_the_same_area_or_unit_is_recognised_once() {
        let application = drafted(1, "350505", 1);
        for (of, once) in [
            (namesake("350505", 2, true, None), false),
            (namesake("350582", 1, true, None), false),
            (namesake("350582", 2, true, None), true),
            (namesake("350505", 1, false, Some(-1)), true),
        ] {
            let refused = recognised_once(&application, std::slice::from_ref(&of));
            assert_eq!(refused.is_ok(), once, "{of:?}: {refused:?}");
        }
        let again = |area, lead| each_another([&application, &drafted(2, area, lead)]);
        assert!(again("350505", 2).is_err() && again("350582", 1).is_err() && again("350582", 2).is_ok());
    }

    #[test]
    fn a_name_that_another_bore_before_is_judged_by_a_person_until_the_notice() {
        let found = |application: &Application, of: Namesake| {
            let finding = Finding::new("3.2.b", "名称规则", "泉港（地域）", Outcome::Met);
            beside(finding, application, &[of], |area| area.as_str().to_owned())
        };
        let application = drafted(1, "350505", 1);
        for (of, outcome, told) in [
            (namesake("350582", 2, true, None), Outcome::Unknown, "350582，已有称号"),
            (namesake("350582", 2, false, Some(-1)), Outcome::Unknown, "350582，正在申报"),
            (namesake("350582", 2, false, Some(1)), Outcome::Met, "泉港（地域）"),
            (namesake("350582", 2, false, None), Outcome::Met, "泉港（地域）"),
        ] {
            let found = found(&application, of);
            assert!(found.outcome == outcome && found.measured.contains(told), "{found:?}");
        }
        let mut listed = application;
        let last_day = chrono::NaiveDate::MAX;
        let placed = ApplicationEvent::PlacedOnNotice { notice: NoticeId(1), last_day };
        listed.apply(&Recorded { seq: 2, at: DateTime::UNIX_EPOCH, by: None, role: None, event: placed });
        let told = found(&listed, namesake("350582", 2, true, None));
        assert!(told.outcome == Outcome::Met && told.measured.contains("已有称号"), "{told:?}");
    }
}
