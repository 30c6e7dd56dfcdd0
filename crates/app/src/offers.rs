//! What an official may do with an application now, and what blocks the rest: asked of the very rules that will judge the click.

use crate::{App, Result, acts, applications, matters};
use domain::{
    access::{Actor, CityReviewer, CountyReviewer, FinanceOfficer},
    application::{
        Application, ApplicationEvent, DisbursementState, Facts, Leg, Payment, Quota, Reason, Recommendation, Refusal,
        Return, Shortfall, SiteVisit, Stage, State,
    },
    finding::Outcome,
    ids::{FileId, NoticeId},
    level::Level,
    policy::{Policy, Step},
};

/// How much an act weighs on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// One of several.
    #[default]
    Plain,
    /// What is expected next.
    Expected,
    /// With legal effect for the unit.
    Legal,
}

/// An act on an application as somebody's desk has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The last part of its page's address.
    pub verb: &'static str,
    /// The words on its button.
    pub label: String,
    /// Under which clause.
    pub clause: &'static str,
    /// Its weight.
    pub weight: Weight,
    /// Why it may not be done now.
    pub blocked: Option<String>,
}

/// At whose scale an application is judged where it stands: the county's until it passed there, then the city's.
#[must_use]
pub fn level_of(application: &Application) -> Level {
    match &application.stage {
        Stage::Drafting | Stage::Submitted => Level::County,
        Stage::Returned(returned) => returned.by,
        _ => Level::City,
    }
}

/// The acts of the actor's desk on an application. `facts` are those of [`level_of`] the application.
///
/// # Errors
/// The database is away.
pub async fn on_application(app: &App, actor: &Actor, application: &Application, facts: &Facts) -> Result<Vec<Offer>> {
    let conn = app.db().reader();
    let policy = app.policy(&application.policy)?;
    let answers = applications::submitted(app, conn, application.id).await?.unwrap_or_default();
    let quota = match application.round {
        Some(id) if application.state() == State::Reviewed => {
            let round = crate::rounds::get(app, id).await?;
            Some((acts::quota_of(app, conn, &round, application).await?, round.recommend_by))
        }
        _ => None,
    };
    let mut desk = Desk {
        application,
        facts,
        policy: &policy,
        heritage: answers.yes("brand", "is_intangible_heritage"),
        quota,
        steps: matters::steps_of(app, actor).await?,
        busy: matters::no_open_matter(conn, application.id).await.err().map(|error| error.to_string()),
        offers: Vec::new(),
    };
    if let Ok(county) = actor.county_reviewer(&application.area) {
        desk.county(&county);
    }
    if let Ok(city) = actor.city_reviewer() {
        desk.city(&city);
    }
    if let Ok(finance) = actor.finance_officer() {
        desk.finance(&finance);
    }
    Ok(desk.offers)
}

struct Desk<'a> {
    application: &'a Application,
    facts: &'a Facts,
    policy: &'a Policy,
    heritage: bool,
    quota: Option<(Quota, chrono::NaiveDate)>,
    steps: Vec<Step>,
    busy: Option<String>,
    offers: Vec<Offer>,
}

type Judged = std::result::Result<ApplicationEvent, Refusal>;

impl Desk<'_> {
    /// A record anybody at the desk makes.
    fn record(&mut self, verb: &'static str, label: &str, clause: &'static str, judged: Judged) {
        self.offer(verb, label, clause, Weight::Plain, judged.map(drop), None);
    }

    /// A deciding act: it needs the first step of its chain, and no other matter on the application.
    fn decision(&mut self, act: (&'static str, &str, &str), clause: &'static str, weight: Weight, judged: Judged) {
        let (verb, name, label) = act;
        let level = level_of_desk(verb, self.application);
        let chain = self.policy.chain(name, level).or_else(|| self.policy.chain(name, Level::City));
        let first = chain.and_then(|chain| chain.steps.first().copied());
        let hindrance = match first {
            Some(step) if !self.steps.contains(&step) => {
                Some(domain::matter::StepRefused::NotYourStep(step).to_string())
            }
            _ => self.busy.clone(),
        };
        self.offer(verb, label, clause, weight, judged.map(drop), hindrance);
    }

    fn offer(
        &mut self,
        verb: &'static str,
        label: &str,
        clause: &'static str,
        weight: Weight,
        judged: std::result::Result<(), Refusal>,
        hindrance: Option<String>,
    ) {
        let blocked = match judged {
            // What belongs to another state is not spoken of.
            Err(Refusal::WrongState { .. } | Refusal::NotHeritage(_)) => return,
            Err(refusal) => Some(refusal.to_string()),
            Ok(()) => hindrance,
        };
        self.offers.push(Offer { verb, label: label.to_owned(), clause, weight, blocked });
    }

    fn county(&mut self, county: &CountyReviewer) {
        let (application, facts, policy) = (self.application, self.facts, self.policy);
        let most = policy.review.correction_rounds.value;
        if application.on_behalf && application.open_for_unit() {
            let label = if application.state() == State::Drafting { "继续代录" } else { "代录补正" };
            self.offer("key-in", label, "7.2.b", Weight::Expected, Ok(()), None);
        }
        self.record("pass-on", pass_on_label(application), "5.2.a", application.pass_on(county, None));
        let heads: Vec<_> = policy.review.evaluation_heads.iter().map(|head| (head.code.clone(), 0)).collect();
        self.record("evaluate", "综合评价", "5.2.b", application.evaluate(county, heads.clone(), &heads, words()));
        if application.state() == State::Submitted {
            self.records();
            if application.original_verified.is_none() {
                let verified = ApplicationEvent::OriginalVerified { content_code: words(), scan: FileId(0) };
                self.record("verify-original", "核验原件", "4.1", Ok(verified));
            }
        }
        let admitted = application.admit_to_pool(county, facts, true);
        self.decision(("admit", "admit_to_pool", "审核入库"), "5.2.c", Weight::Expected, admitted);
        let returned = application.return_for_correction(county, vec![shortfall()], most, None);
        self.decision(("return", "return_for_correction", "退回补正"), "5.2.a", Weight::Plain, returned);
        let to = domain::ids::AreaCode::from("");
        let transferred = application.transfer(county, to, words());
        self.decision(("transfer", "transfer", "转办"), "5.1.b", Weight::Plain, transferred);
        let relaxed = application.relax_at_county(county, self.heritage, 2, 1, words());
        self.decision(("relax", "relax_county", "降低人数标准"), "3.3.d", Weight::Plain, relaxed);
        self.name_exception(Level::County);
        if let Some((quota, deadline)) = self.quota {
            let recommendation = Recommendation { rank: 1, opinion: words(), due: None };
            let recommended = application.recommend(county, facts, quota, deadline, recommendation);
            self.decision(("recommend", "recommend", "推荐上报"), "5.2.d", Weight::Expected, recommended);
            self.record(
                "leave-unselected",
                "未入选（留库培育）",
                "5.2.d",
                application.not_selected(Level::County, words()),
            );
        }
        let declined = application.decline_at_county(county, vec![reason()], words());
        self.decision(("decline", "decline", "初审不通过"), "5.2.a", Weight::Legal, declined);
        self.service();
    }

    fn city(&mut self, city: &CityReviewer) {
        let (application, facts, policy) = (self.application, self.facts, self.policy);
        let most = policy.review.correction_rounds.value;
        let accepted = application.accept_for_review(city, None);
        self.decision(("accept", "accept_for_review", "接收评审"), "5.3.a", Weight::Expected, accepted);
        let reviewed = application.record_document_review(city, true, None, words());
        self.record("document-review", "登记资料评审", "5.3.a", reviewed);
        let least = policy.review.site_visit_officers.value;
        let visit = SiteVisit { on: facts.today, officers: least, passed: true, opinion: words(), files: Vec::new() };
        self.record(
            "site-visit",
            "登记实地核查",
            "5.3.a",
            application.record_site_visit(city, visit, least, facts.today),
        );
        if matches!(application.state(), State::Recommended | State::InReview | State::OnNotice) {
            self.records();
        }
        let listed = application.propose(city, facts, NoticeId(0));
        self.decision(("list", "decide_proposed_list", "列入拟认定名单"), "5.3.b", Weight::Expected, listed);
        self.on_notice();
        let returned = application.return_from_city(city, vec![shortfall()], most, None);
        self.decision(("return", "return_for_correction", "退回补正"), "5.2.a", Weight::Plain, returned);
        let relaxed = application.relax_at_city(city, self.heritage, 2, 1, words());
        self.decision(("relax", "relax_city", "降低人数标准"), "3.3.d", Weight::Plain, relaxed);
        self.name_exception(Level::City);
        let over = application.approve_over_quota(city, words(), words());
        if self.quota.is_some_and(|(quota, _)| quota.exceeded()) && application.over_quota.is_none() {
            self.decision(("over-quota", "approve_over_quota", "同意超名额推荐"), "A.4", Weight::Expected, over);
        }
        if matches!(application.state(), State::Recommended | State::InReview) {
            self.record(
                "leave-unselected",
                "未入选（留库培育）",
                "5.2.d",
                application.not_selected(Level::City, words()),
            );
        }
        for payment in application.disbursements.keys() {
            let (verb, stop) = payment_verbs(*payment, "approve-disbursement", "suspend");
            let approved = application.approve_disbursement(city, *payment, Vec::new());
            self.payment(verb, ("approve_disbursement", "审批拨付"), *payment, approved);
            let suspended = matches!(application.disbursements[payment].state, DisbursementState::Suspended { .. });
            let label = if suspended { "恢复拨付" } else { "暂缓拨付" };
            let judged = application.suspend(city, *payment, !suspended, words());
            if !matches!(judged, Err(Refusal::PaymentState(_))) {
                self.record(stop, label, "6.1.g", judged);
            }
        }
        let declined = application.decline_at_city(city, vec![reason()], words());
        self.decision(("decline", "decline", "评审未通过"), "5.3.b", Weight::Legal, declined);
        self.service();
    }

    fn finance(&mut self, finance: &FinanceOfficer) {
        let (application, today) = (self.application, self.facts.today);
        for payment in application.disbursements.keys().copied() {
            let (approve, pay) = payment_verbs(payment, "approve-payment", "record-payment");
            let approved = application.approve_payment(finance, payment, Vec::new());
            self.payment(approve, ("approve_payment", "审核拨付"), payment, approved);
            let paid = application.record_payment(finance, payment, words(), today, today);
            if !matches!(paid, Err(Refusal::PaymentState(_))) {
                self.record(pay, "登记付款", "6.1.f", paid);
            }
            let sent_back = application.record_return(finance, payment, words());
            if !matches!(sent_back, Err(Refusal::PaymentState(_))) {
                let (verb, _) = payment_verbs(payment, "record-return", "suspend");
                self.record(verb, "登记退票", "6.1.f", sent_back);
            }
        }
    }

    fn payment(&mut self, verb: &'static str, act: (&str, &str), payment: Payment, judged: Judged) {
        let state = &self.application.disbursements[&payment].state;
        // Only the payment's own next step is spoken of.
        let next = match verb {
            "approve-disbursement" | "approve-disbursement-second" => DisbursementState::AccountConfirmed,
            _ => DisbursementState::CityApproved,
        };
        if *state == next {
            self.decision((verb, act.0, act.1), "6.1.b", Weight::Expected, judged);
        }
    }

    /// Looks at outside records, and judgements of what a rule cannot decide.
    fn records(&mut self) {
        let checked = ApplicationEvent::UnitsNamed { units: Vec::new() };
        self.record("check-unit", "核查单位", "3.4.d", Ok(checked.clone()));
        if self.facts.findings.iter().any(|finding| finding.outcome == Outcome::Unknown) {
            self.record("judge", "判明条件", "7.2.a", Ok(checked));
        }
    }

    fn name_exception(&mut self, level: Level) {
        let outside = self.facts.findings.iter().any(|finding| {
            finding.clause.starts_with("3.2") && finding.outcome != Outcome::Met && finding.exception.is_none()
        });
        if outside && level_of(self.application) == level {
            let decided = self.application.decide_name_exception(true, words());
            let act = ("name-exception", "accept_name_exception", "认定名称例外");
            self.decision(act, "3.2.b", Weight::Plain, decided);
        }
    }

    /// What the notice allows: the objections first, then recognition once it is over.
    fn on_notice(&mut self) {
        let Stage::OnNotice { last_day, .. } = self.application.stage else { return };
        let open = self.application.open_objections();
        if open > 0 {
            self.offer("objections", "处理异议", "5.3.g", Weight::Expected, Ok(()), None);
        }
        let judged = match open {
            _ if self.facts.today <= last_day => Err(Refusal::NoticeNotOver { last_day }),
            0 => Ok(()),
            open => Err(Refusal::ObjectionOpen(open)),
        };
        self.offer("recognise", "认定授牌", "5.3.e", Weight::Legal, judged, self.busy.clone());
    }

    /// Papers that wait to be handed over.
    fn service(&mut self) {
        let waits = match &self.application.stage {
            Stage::Returned(Return { leg: Leg::AtUnit, due: None, .. }) => true,
            Stage::Declined { .. } | Stage::Recognised => self.application.served.is_empty(),
            _ => false,
        };
        if waits {
            self.offer("service", "登记送达", "7.2.a", Weight::Expected, Ok(()), None);
        }
    }
}

/// Two verbs' addresses for one of the payments.
fn payment_verbs(payment: Payment, one: &'static str, other: &'static str) -> (&'static str, &'static str) {
    let of = |verb: &'static str| match (payment, verb) {
        (Payment::First, verb) => verb,
        (Payment::Second, "approve-disbursement") => "approve-disbursement-second",
        (Payment::Second, "approve-payment") => "approve-payment-second",
        (Payment::Second, "record-payment") => "record-payment-second",
        (Payment::Second, "record-return") => "record-return-second",
        (Payment::Second, _) => "suspend-second",
    };
    (of(one), of(other))
}

fn level_of_desk(verb: &str, application: &Application) -> Level {
    match (verb, &application.stage) {
        ("approve-payment" | "approve-payment-second", _) => Level::Finance,
        (_, Stage::Submitted) | ("recommend" | "transfer", _) => Level::County,
        _ => Level::City,
    }
}

fn pass_on_label(application: &Application) -> &'static str {
    match &application.stage {
        Stage::Returned(Return { leg: Leg::UpAtCounty, .. }) => "核对补正并报市级",
        _ => "转达市级补正意见",
    }
}

/// Stands for what the act's own page asks for.
fn words() -> String {
    "—".to_owned()
}

fn shortfall() -> Shortfall {
    Shortfall { section: words(), clause: words(), what: words() }
}

fn reason() -> Reason {
    Reason { clause: words(), text: words() }
}
