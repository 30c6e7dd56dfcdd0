//! Brands of a notice that is over are recognised (5.3.e): title, plaque, library, and the cultivation begins (6.1.a).

use super::{
    Act, ActKind, Also, Answer, ApplicationStanding, Desk, Effect, Field, Form, Given, Known, Now, Outcome, Ready,
    Spec, Want, Weight,
    decide_proposed_list::{BRAND_TWICE, listable},
    each_once,
    form::{self, Choice},
};
use crate::{
    application::{Application, ApplicationEvent, State},
    brand::BrandEvent,
    calendar::chinese_day,
    cultivation::{Cultivation, CultivationEvent, Origin, Payment},
    days::Days,
    document_numbering::OfficialNumber,
    ids::ApplicationId,
    namesake::each_another,
    notice::{Notice, NoticeEvent, NoticeState, Period},
    refusal::Refusal,
    stream::{Stream, StreamKind},
    turn::Party,
};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// Who is recognised, by which document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recognise {
    /// The applications recognised.
    pub applications: Vec<ApplicationId>,
    /// The document's number, given by the bureau's office system.
    pub document: String,
    /// The date of the announcement: the cycle's first day.
    pub announced_on: NaiveDate,
    /// Asked for once the policy has expired (8.2).
    #[serde(default)]
    pub legal_basis: Option<String>,
}

/// That a document's number is written as the office writes it.
fn numbered(document: &str) -> Result<(), Refusal> {
    match OfficialNumber::parse(document.trim()) {
        Ok(_) => Ok(()),
        Err(_) => Err(Refusal::DocumentNumber(document.to_owned())),
    }
}

impl Act for Recognise {
    const SPEC: Spec<NoticeState> = Spec {
        weight: Weight::Legal,
        desks: &[Desk { party: Party::City, states: &[NoticeState::Published] }],
        fields: &[
            Field::new("applications", "认定的品牌", Answer::TickIds(StreamKind::Application), "请至少选择一个品牌。"),
            Field::new("document", "认定文件字号", Answer::Line, "请填写认定文件字号。")
                .hint("由办公系统给出，如 泉人社文〔2025〕12号。"),
            Field::new("announced_on", "公布日期", Answer::Date, "请填写公布日期。"),
            Field::optional("legal_basis", "法律依据", Answer::Long(2))
                .hint("实施方案试行期已届满，须写明继续认定的法律依据（8.2）。"),
        ],
        effect: Some(Effect {
            touches: "所选品牌和培育单位",
            follows: &[
                "授予称号和牌匾，进入市级资源库，两年培育期自公布之日起算。",
                "自动开办第一次培育补助，等单位确认收款账户。",
            ],
            clauses: "5.3.e 5.3.f 6.1.a 6.1.b",
        }),
        ..Spec::decision(ActKind::Recognise, "认定授牌", "5.3.e")
    };
    type On = Notice;
    type Part = ();
    type Found = Period;

    fn ready(now: &Now<'_, Self>) -> Result<Period, Refusal> {
        let Some(period) = &now.on.period else { return Err(now.wrong_state()) };
        let period = counted(now, period)?;
        if waiting(now).next().is_none() {
            return Err(Refusal::NothingWaits("这份公示上没有等待认定的品牌。"));
        }
        if now.today() < period.earliest_decision {
            return Err(Refusal::NoticeNotOver { last_day: period.last_day });
        }
        // Nothing to recognise today is said here, not after everything was typed.
        let about = |(of, known): &(Application, ApplicationStanding)| {
            recognisable(of, known).err().map(|refusal| refusal.about(of.id, &of.title))
        };
        let mut hindered: Vec<Refusal> = waiting(now).filter_map(about).collect();
        if hindered.len() < waiting(now).count() {
            return Ok(period);
        }
        match hindered.pop() {
            Some(Refusal::About { refusal, .. }) if hindered.is_empty() => Err(*refusal),
            last => Err(Refusal::Several(hindered.into_iter().chain(last).collect())),
        }
    }

    fn fill(ready: &Ready<'_, Self>, form: &mut Form) {
        let choice = |(application, standing): &(Application, ApplicationStanding)| {
            let hindrance = recognisable(application, standing).err();
            Choice {
                value: application.id.to_string(),
                label: application.title.clone(),
                chosen: hindrance.is_none(),
                hint: hindrance.map(|refusal| refusal.to_string()).unwrap_or_default(),
            }
        };
        form.ticks("applications", waiting(ready).map(choice).collect());
        form.judge("document", "document", |sent| numbered(sent.text("document")).map_err(|no| no.to_string()));
        form.days("announced_on", days(ready));
        let ends = ready.policy.trial_ends_on();
        if ready.today() <= ends {
            form.leave_out("legal_basis");
        }
        form.judge("legal_basis", "legal_basis", move |sent| match form::day(sent, "announced_on") {
            Some(on) if on > ends && sent.text("legal_basis").trim().is_empty() => {
                Err(Refusal::PolicyExpired(ends).to_string())
            }
            _ => Ok(()),
        });
    }

    fn show(known: &Known<'_, Self>, form: &mut Form) {
        if let Some(Period { published_on, last_day, recorded_on, late_reason, .. }) = &known.on.period {
            let days = format!("{}发布，最后一日{}", chinese_day(*published_on), chinese_day(*last_day));
            form.beside("公示期", days, "发布当日不算。");
            if let Some(reason) = late_reason {
                form.beside("迟登", format!("{}才登记", chinese_day(*recorded_on)), format!("理由：{reason}"));
            }
        }
    }

    fn met(ready: &Ready<'_, Self>, act: Option<&Self>) -> Option<Days> {
        // Nothing was to be decided before the notice was over, nor after it was announced.
        Some(match act {
            Some(act) => days(ready).not_after(act.announced_on, "公布日期，填错的请退回经办修改"),
            None => days(ready),
        })
    }

    fn wants(&self, _: &Now<'_, Self>) -> Vec<Want> {
        vec![Want::Stream(StreamKind::Cultivation), Want::Series(plaques(self.announced_on.year()))]
    }

    fn decide(self, ready: Ready<'_, Self>, given: &mut Given) -> Result<Outcome<NoticeEvent>, Refusal> {
        self.fits(&ready)?;
        if let Some((meeting, days)) = ready.meeting.zip(Self::met(&ready, Some(&self))) {
            days.hold(meeting.on, "met_on", "会议日期")?;
        }
        let (mut also, mut titled) = (Vec::new(), Vec::new());
        for id in &self.applications {
            let of = waiting(&ready).find(|(application, _)| application.id == *id);
            let gone = || Refusal::field("applications", "所选品牌不在这份公示名单上，请核对。");
            let (application, standing) = of.ok_or_else(gone)?;
            recognisable(application, standing).map_err(|refusal| refusal.about(*id, &application.title))?;
            also.extend(self.title_given(&ready, application, standing, given)?);
            titled.push(application);
        }
        each_another(titled)?;
        Ok(Outcome { events: vec![NoticeEvent::Recognised { applications: self.applications }], also, kept: None })
    }
}

impl Recognise {
    /// What was typed, held against the rules (5.3.e, 8.2).
    fn fits(&self, ready: &Ready<'_, Self>) -> Result<(), Refusal> {
        if self.applications.is_empty() {
            return Err(Refusal::field("applications", "请至少选择一个品牌。"));
        }
        each_once(&self.applications, "applications", BRAND_TWICE)?;
        numbered(&self.document)?;
        days(ready).hold(self.announced_on, "announced_on", "公布日期")?;
        let ends = ready.policy.trial_ends_on();
        if self.announced_on > ends && self.legal_basis().is_none() {
            return Err(Refusal::field("legal_basis", Refusal::PolicyExpired(ends).to_string()));
        }
        Ok(())
    }

    fn legal_basis(&self) -> Option<String> {
        self.legal_basis.as_deref().map(str::trim).filter(|basis| !basis.is_empty()).map(str::to_owned)
    }

    /// One brand's title: the application ends, the cultivation begins with its first subsidy, the brand bears the title.
    ///
    /// # Errors
    /// The year's series of plaques has no number left.
    fn title_given(
        &self,
        ready: &Ready<'_, Self>,
        application: &Application,
        standing: &ApplicationStanding,
        given: &mut Given,
    ) -> Result<[Also; 3], Refusal> {
        let (policy, on) = (ready.policy, self.announced_on);
        let document = self.document.trim().to_owned();
        let cycle = policy.cycle_from(on);
        let cultivation = given.next_stream::<Cultivation>();
        let number = given.next_in(&plaques(on.year()))?;
        if number > LAST_PLAQUE {
            return Err(Refusal::Plain("公布日期所在年的牌匾编号已编到 9999，不能再往下编。请联系运维人员核对编号。"));
        }
        let plaque = format!("{} {}-{number:04}", policy.city.series.value, on.year());
        let recognised = ApplicationEvent::Recognised {
            cultivation,
            document: document.clone(),
            announced_on: on,
            cycle_ends: cycle.ends,
            figures: standing.figures,
            legal_basis: self.legal_basis(),
        };
        let title = CultivationEvent::TitleGiven {
            origin: Origin::Application {
                application: application.id,
                reviewers: application.reviewers.iter().copied().collect(),
                checks: application.unit_checks.iter().map(|(unit, check)| (*unit, *check)).collect(),
            },
            brand: application.brand,
            area: application.area.clone(),
            units: application.units.clone(),
            policy: application.policy.clone(),
            title: application.title.clone(),
            document: document.clone(),
            announced_on: on,
            plaque: Some(plaque.clone()),
            cycle_ends: cycle.ends,
            assessable_from: cycle.assessable_from,
        };
        let opened = CultivationEvent::DisbursementOpened {
            payment: Payment::First,
            amount: policy.subsidies.first_subsidy.value,
            payer: policy.subsidies.payer.value.clone(),
            fund: policy.subsidies.fund.value.clone(),
        };
        let borne = BrandEvent::TitleGiven { cultivation, document, on, plaque: Some(plaque) };
        Ok([
            Also::Application(application.id, recognised),
            Also::BeginCultivation(vec![title, opened]),
            Also::Brand(application.brand, borne),
        ])
    }
}

/// The period looked at again: it runs from the publication, and never from before the list was decided, whatever was put
/// on record (5.3.b, 5.3.d).
///
/// # Errors
/// A year of the period is not announced.
fn counted(now: &Now<'_, Recognise>, period: &Period) -> Result<Period, Refusal> {
    let (decided_on, days) = (now.on.decided_on, period.working_days);
    if period.published_on >= decided_on {
        return Ok(period.clone());
    }
    let last_day = now.calendar.working_days_end(decided_on, days)?;
    let earliest_decision = now.calendar.earliest_decision(decided_on, days)?;
    Ok(Period { last_day, earliest_decision, ..period.clone() })
}

/// The days on which it can be decided and announced: after the notice (5.3.d), and not to come.
fn days(ready: &Ready<'_, Recognise>) -> Days {
    Days::since(ready.found().earliest_decision, "公示期满次一工作日", ready.today())
}

/// What keeps a brand on notice from being recognised.
///
/// # Errors
/// An objection open; what let it onto the list no longer holds: a review, a condition, that its brand has no title.
fn recognisable(application: &Application, standing: &ApplicationStanding) -> Result<(), Refusal> {
    match application.open_objections() {
        0 => listable(application, standing),
        open => Err(Refusal::ObjectionOpen(open)),
    }
}

/// The applications that stand on the notice and wait.
fn waiting<'a>(now: &Now<'a, Recognise>) -> impl Iterator<Item = &'a (Application, ApplicationStanding)> {
    now.standing.whole().applications.iter().filter(|(application, _)| application.state() == State::OnNotice)
}

/// The last number of a year's plaques: they are printed in four figures.
const LAST_PLAQUE: i64 = 9_999;

/// The series of plaques of a year, without gap.
#[must_use]
pub fn plaques(year: i32) -> String {
    format!("plaque/{year}")
}
