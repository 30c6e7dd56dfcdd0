//! The made-up city as it works: its people, and what they do many times, each through the verb the pages call.

use super::{
    brands::{Brand, Fate},
    opening::{Opening, PASSWORD, SignIn, actor},
    papers, people, rosters,
};
use crate::failure::{Done, Failure};
use app::{
    App,
    accounts::{self, offices},
    acts::{self, Outcome, Sending},
    applications, attachments,
    attachments::Upload,
    demo::morning,
    matters, rosters as filed,
    units::{NewUnit, UnitDetails},
};
use chrono::{NaiveDate, TimeDelta};
use domain::{
    access::{Actor, Role},
    act::{Act, Addressed, AnyAct, CheckUnit, ConfirmUnit, Evaluate, JudgeClause, VerifyOriginal},
    application::Application,
    ids::{ApplicationId, MatterId, RoundId, StreamId},
    notice::Meeting,
    policy::Step,
    roster::{Ledger, SheetKind},
    stream::Stream,
};
use std::collections::BTreeMap;
use storage::summaries;

/// Those who draft and those who approve.
#[derive(Clone, Debug)]
pub(super) struct Hands {
    pub(super) drafter: Actor,
    pub(super) approver: Actor,
}

/// The city under way.
pub(super) struct Stage {
    pub(super) app: App,
    pub(super) counties: BTreeMap<String, Hands>,
    pub(super) city: Hands,
    /// Reviews documents and visits sites, and so never touches money.
    pub(super) reviewer: Actor,
    /// Proposes payments.
    pub(super) money: Actor,
    pub(super) finance: Hands,
    pub(super) cashier: Actor,
    pub(super) sign_ins: Vec<SignIn>,
}

/// A unit with its account and its application.
#[derive(Clone, Debug)]
pub(super) struct Applicant {
    pub(super) brand: &'static Brand,
    pub(super) actor: Actor,
    pub(super) application: ApplicationId,
}

impl Stage {
    /// The offices and accounts of the city.
    pub(super) async fn open(app: App) -> Done<Stage> {
        offices::enter_from_policy(&app, None).await?;
        let mut opening = Opening::begin(app.clone()).await?;
        let city = |office: &offices::OfficeView| office.role == Role::City;
        let drafter = opening.official(city, "city1", "就业促进科", "科员", &[Step::Draft]).await?;
        let reviewer = opening.official(city, "city2", "职业能力建设科", "科员", &[Step::Draft]).await?;
        let approver = opening.official(city, "city3", "局领导", "副局长", &[Step::Check, Step::Approve]).await?;
        let money = opening.official(city, "city4", "规划财务科", "科员", &[Step::Draft]).await?;
        opening.official(city, "city5", "就业促进科", "科长", &[Step::Check, Step::Approve]).await?;
        let finance = |office: &offices::OfficeView| office.role == Role::Finance;
        let finance_drafter = opening.official(finance, "finance1", "社会保障科", "科员", &[Step::Draft]).await?;
        let finance_head = opening.official(finance, "finance2", "社会保障科", "科长", &[Step::Approve]).await?;
        let cashier = opening.official(finance, "finance3", "国库支付中心", "出纳", &[]).await?;
        opening.official(|office| office.role == Role::Auditor, "auditor1", "社会保障审计科", "科员", &[]).await?;
        let counties = opening.counties().await?;
        Ok(Stage {
            app,
            counties,
            city: Hands { drafter, approver },
            reviewer,
            money,
            finance: Hands { drafter: finance_drafter, approver: finance_head },
            cashier,
            sign_ins: opening.sign_ins,
        })
    }

    /// Moves the clock to some minutes after nine on a day; never back.
    pub(super) fn on(&self, date: &str, minutes: i64) {
        let day: NaiveDate = date.parse().expect("a date of the story");
        let to = morning(day) + TimeDelta::minutes(minutes);
        assert!(to >= self.app.now(), "the story goes forward: {date}");
        self.app.clock().set(to);
    }

    /// Lets some minutes pass, as work takes time.
    fn pass(&self, minutes: i64) {
        self.app.clock().set(self.app.now() + TimeDelta::minutes(minutes));
    }

    /// A stream as it stands.
    pub(super) async fn now<S: Stream>(&self, id: S::Id) -> Done<S> {
        let stream = summaries::load::<S>(self.app.db().reader(), id).await?;
        stream.ok_or_else(|| Failure::new(format!("{} {id} is not there", S::KIND)))
    }

    /// The county's people of an area.
    pub(super) fn county(&self, area: &str) -> Hands {
        self.counties[area].clone()
    }

    /// Registers a unit.
    pub(super) async fn register(&mut self, brand: &'static Brand) -> Done<Actor> {
        let n = 10_000_000 + brand.first;
        let details = UnitDetails {
            address: brand.address.to_owned(),
            contact_name: people::name(n.wrapping_mul(7_919)),
            contact_phone: people::person(1_000_000 + n).mobile,
        };
        let unit = NewUnit {
            credit_code: people::credit_code(code_kind(brand.kind), n),
            name: brand.unit.to_owned(),
            kind: brand.kind.to_owned(),
            area: brand.area.into(),
            details,
        };
        let account = accounts::register_unit(&self.app, unit, brand.login, PASSWORD).await?;
        self.pass(11);
        self.sign_ins.push(SignIn {
            role: Role::Unit.code().to_owned(),
            user: brand.login.to_owned(),
            password: PASSWORD.to_owned(),
            who: format!("{}（{}）", brand.unit, brand.name),
        });
        actor(&self.app, account).await
    }

    /// The county confirms a unit.
    pub(super) async fn confirm(&self, brand: &Brand, unit: &Actor) -> Done<()> {
        let unit = unit.unit.ok_or_else(|| Failure::new("no unit"))?;
        let confirm = ConfirmUnit { accepted: true, reason: "证照齐全，注册地址属实".to_owned() };
        self.propose(&self.county(brand.area).approver, act(unit, confirm), "同意").await?;
        self.pass(6);
        Ok(())
    }

    /// Begins an application.
    pub(super) async fn begin(&self, round: RoundId, brand: &'static Brand, actor: Actor) -> Done<Applicant> {
        let application = applications::start_application(&self.app, &actor, round, None, brand.name).await?;
        self.pass(17);
        Ok(Applicant { brand, actor, application })
    }

    /// Types and uploads everything, files the rosters, has the form signed, and hands in.
    pub(super) async fn submit(&self, applicant: &Applicant) -> Done<()> {
        let Applicant { brand, actor, application } = applicant;
        let unit = actor.unit.ok_or_else(|| Failure::new("no unit"))?;
        for (slot, title) in [
            (format!("internal_rules/{unit}"), "内部管理制度"),
            (format!("financial_rules/{unit}"), "财务管理制度"),
            ("development_plan".to_owned(), "发展规划"),
            ("construction_scheme".to_owned(), "建设方案"),
        ] {
            let upload = self.paper(title, &[brand.unit, "本件为演示材料"]).await?;
            attachments::add_to_application(&self.app, actor, *application, &slot, &upload).await?;
        }
        let code = people::credit_code(code_kind(brand.kind), 10_000_000 + brand.first);
        let contact = people::name((10_000_000 + brand.first).wrapping_mul(7_919));
        for (key, answers) in papers::answers(brand, unit, &code, &contact) {
            let missing = applications::save_section(&self.app, actor, *application, &key, &answers).await?;
            if let Some(missing) = missing.first() {
                return Err(Failure::new(format!("{} {key} {}: {}", brand.name, missing.field, missing.message)));
            }
            self.pass(8);
        }
        for year in [2024, 2025] {
            for ledger in [Ledger::Employment, Ledger::Training] {
                self.roster(applicant, ledger, year).await?;
            }
        }
        self.sign_and_hand_in(applicant).await
    }

    /// Uploads a roster, waits for its check, and files it.
    async fn roster(&self, applicant: &Applicant, ledger: Ledger, year: i32) -> Done<()> {
        let Applicant { brand, actor, application } = applicant;
        let (kind, name) = match ledger {
            Ledger::Employment => (SheetKind::Employment, "就业"),
            Ledger::Training => (SheetKind::Training, "培训"),
        };
        let policies = self.app.policies();
        let category = policies.current().1.category(brand.category).map_or("", |category| category.label.as_str());
        let slips = if brand.fate == Fate::Returned && year == 2024 { 6 } else { 0 };
        let file = rosters::file(brand, category, ledger, year, slips);
        let upload = self.upload(&format!("{year}年{name}花名册.csv"), file).await?;
        let unit = actor.unit.ok_or_else(|| Failure::new("no unit"))?;
        let brand_id = self.now::<Application>(*application).await?.brand;
        let import = filed::begin_import(&self.app, actor, brand_id, unit, kind, year, &upload).await?;
        filed::wait_for_check(&self.app, actor, import).await?;
        self.pass(5);
        filed::commit_import(&self.app, actor, import).await?;
        self.pass(3);
        Ok(())
    }

    async fn sign_and_hand_in(&self, applicant: &Applicant) -> Done<()> {
        let Applicant { brand, actor, application } = applicant;
        let form = self.paper("特色劳务品牌推荐表", &[brand.name, brand.unit, "（盖章）"]).await?;
        attachments::add_to_application(&self.app, actor, *application, attachments::SIGNED_FORM, &form).await?;
        self.pass(21);
        let seq = self.now::<Application>(*application).await?.seq;
        applications::submit(&self.app, actor, *application, seq).await?;
        self.pass(9);
        Ok(())
    }

    /// A scan.
    pub(super) async fn paper(&self, title: &str, lines: &[&str]) -> Done<Upload> {
        let pdf = papers::pdf(&[&[title], lines].concat());
        self.upload(&format!("{title}.pdf"), pdf).await
    }

    async fn upload(&self, name: &str, bytes: Vec<u8>) -> Done<Upload> {
        let most = bytes.len() as u64;
        let pieces = futures::stream::iter([Ok::<_, std::io::Error>(bytes)]);
        Ok(attachments::receive(&self.app, most, name, pieces).await?)
    }

    /// What a county records before it decides: evaluation, checks, judgements, the original.
    pub(super) async fn look_into(&self, applicant: &Applicant) -> Done<()> {
        let application = applicant.application;
        let county = self.county(applicant.brand.area).drafter;
        let points =
            |head: usize| 1_650 + i64::try_from((applicant.brand.first as usize / 7 + head * 37) % 300).unwrap_or(0);
        let heads = ["regional_character", "demonstration", "employment", "training", "benefit"];
        let scores = heads.iter().enumerate().map(|(at, head)| ((*head).to_owned(), points(at))).collect();
        let opinion = "地域特色鲜明，培训和就业台账规范，带动作用明显。".to_owned();
        let evaluate = Evaluate { scores, opinion };
        self.record(&county, act(application, evaluate)).await?;
        self.pass(35);
        self.check_unit(&county, application).await?;
        for (clause, reason) in [
            ("3.1", "走访用工单位和村居，口碑良好"),
            ("3.6.a", "查阅三份输转协议，在有效期内"),
            ("3.6.b", "抽查二十人的派遣记录，与花名册一致"),
            ("3.6.c", "查阅维权台账，答复及时"),
        ] {
            let judge = JudgeClause { clause: clause.to_owned(), met: true, reason: reason.to_owned() };
            self.record(&county, act(application, judge)).await?;
            self.pass(12);
        }
        let files = attachments::of_application(self.app.db().reader(), application).await?;
        if let Some(form) = files.iter().find(|file| attachments::is_signed_form(&file.slot))
            && let Some(content_code) = self.now::<Application>(application).await?.content_code()
        {
            let verify = VerifyOriginal { content_code, scan: form.id };
            self.record(&county, act(application, verify)).await?;
        }
        self.pass(9);
        Ok(())
    }

    /// Looks the unit up anew: violations and the courts' list.
    pub(super) async fn check_unit(&self, by: &Actor, id: ApplicationId) -> Done<()> {
        for unit in self.now::<Application>(id).await?.units {
            let checked_on = self.app.today();
            let check = CheckUnit { unit, no_violation: true, not_debtor: true, checked_on, evidence: None };
            self.record(by, act(id, check)).await?;
            self.pass(7);
        }
        Ok(())
    }

    /// A record, judged against what stands now.
    pub(super) async fn record<A: Act>(&self, by: &Actor, act: Addressed<A>) -> Done<()>
    where
        AnyAct: From<Addressed<A>>,
    {
        let sending = Sending { seen: Some(self.now::<A::On>(act.id()).await?.seq()), ..Sending::default() };
        acts::send(&self.app, by, act, sending).await?;
        Ok(())
    }

    /// An act through both hands of an office; the meeting is entered where one must decide.
    pub(super) async fn decide<A: Act>(&self, approvers: &Hands, act: Addressed<A>, opinion: &str) -> Done<()>
    where
        AnyAct: From<Addressed<A>>,
    {
        if let Some(matter) = self.propose(&approvers.drafter, act, opinion).await? {
            self.pass(90);
            let meeting =
                Meeting {
                    on: self.app.today(), minutes: format!("局党组会议纪要〔2025〕{}号", matter.0), scan: None
                };
            matters::agree(&self.app, &approvers.approver, matter, "同意。", Some(meeting)).await?;
            self.pass(15);
        }
        Ok(())
    }

    /// An act proposed, which then waits; none where it was performed at once.
    pub(super) async fn propose<A: Act>(
        &self,
        drafter: &Actor,
        act: Addressed<A>,
        opinion: &str,
    ) -> Done<Option<MatterId>>
    where
        AnyAct: From<Addressed<A>>,
    {
        let seen = Some(self.now::<A::On>(act.id()).await?.seq());
        match acts::send(&self.app, drafter, act, Sending { seen, opinion, meeting: None }).await? {
            Outcome::Waiting(matter) => Ok(Some(matter)),
            Outcome::Performed(_) | Outcome::Recorded => Ok(None),
        }
    }
}

/// An act with what it is done to.
pub(super) fn act<A: Act<Part = ()>>(on: <A::On as Stream>::Id, body: A) -> Addressed<A> {
    Addressed { on: on.number(), part: (), body }
}

/// Credit codes begin with 91 for firms, 51 for associations, 12 for schools.
fn code_kind(kind: &str) -> &'static str {
    match kind {
        "enterprise" => "91",
        "cooperative" => "93",
        "vocational_training_institution" => "52",
        _ => "51",
    }
}
