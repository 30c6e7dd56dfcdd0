//! `/unit/money`: the subsidies of the unit's brands. The unit asks for nothing; it confirms where the money goes (6.1.b).

use super::member;
use crate::{
    components::{Chain, ChainStep, Field, FieldKind, StepState},
    frame::{Link, Room},
    page,
    pages::{
        shared::FormPage,
        unit::view::money::{MoneyPage, Payment as PaymentView},
    },
    shell::{Answer, Caller, Done, Fail, Routes, Submitted, Who},
};
use app::{
    payments::{self, BankAccount, PROOF, TypedAccount},
    people,
    sentences::bare,
};
use domain::{
    access::Denied,
    calendar::chinese_date,
    cultivation::{Cultivation, Disbursement, DisbursementState, Payment},
    ids::CultivationId,
    policy::{City, Policy},
    refusal::Refusal,
};
use std::sync::Arc;

/// The steps of a payment, in order.
const STEPS: [&str; 4] = ["单位确认账户", "市级审批", "财政审核", "拨付"];

/// The money, and confirming where it goes.
pub(super) fn routes() -> Routes {
    Routes::new().get("/unit/money", Who::UNIT, list).nav(Room::Unit, "/unit/money", "补助资金").form(
        "/unit/money/{cultivation}/{payment}",
        (Who::UNIT, Who::UNIT.with_files()),
        confirm_form,
        confirm,
    )
}

async fn list(caller: Caller) -> Answer {
    let (_, unit) = member(&caller)?;
    let (app, mut views) = (&caller.app, Vec::new());
    let cultivations = app::cultivations::of_unit(app, unit).await?;
    let led = cultivations.iter().filter(|cultivation| leads(&caller, cultivation));
    let led: Vec<CultivationId> = led.map(|cultivation| cultivation.id).collect();
    let mut accounts = payments::accounts_of(app, app.db().reader(), &led).await?;
    for cultivation in &cultivations {
        for (payment, disbursement) in cultivation.disbursements.iter().rev() {
            let account = accounts.remove(&(cultivation.id, *payment));
            views.push(view(&caller, cultivation, *payment, disbursement, account.as_ref())?);
        }
    }
    views.reverse();
    Ok(page::ok(&MoneyPage { frame: caller.frame_with_flash(Room::Unit, "补助资金").await, payments: views }))
}

fn view(
    caller: &Caller,
    cultivation: &Cultivation,
    payment: Payment,
    paid: &Disbursement,
    account: Option<&BankAccount>,
) -> Result<PaymentView, Fail> {
    let lead = leads(caller, cultivation);
    let waits = paid.state.waits_for_account();
    let code = payment.code();
    let policy = caller.app.policy(&cultivation.policy)?;
    Ok(PaymentView {
        label: format!("{}：{payment}", cultivation.title),
        amount: format!("{}", paid.amount),
        sentence: sentence(&policy.city, &paid.state, lead),
        clause: paid.state.clause(payment).into(),
        chain: chain(&paid.state),
        account: account
            .map(|account| format!("{}，{}，{}", account.holder, account.bank, account.masked_number()))
            .unwrap_or_default(),
        confirm_href: if waits && lead { format!("/unit/money/{}/{code}", cultivation.id) } else { String::new() },
    })
}

fn sentence(city: &City, state: &DisbursementState, lead: bool) -> String {
    let (bureau, finance) = (&city.hr_bureau, &city.finance_bureau);
    match state {
        DisbursementState::Opened if !lead => "补助由牵头单位领取，等待牵头单位确认账户。".into(),
        DisbursementState::Opened => format!("请确认收款账户，确认后由{bureau}审批。"),
        DisbursementState::AccountConfirmed => format!("账户已确认，等待{bureau}审批。"),
        DisbursementState::CityApproved => format!("{bureau}已审批，等待{finance}审核。"),
        DisbursementState::FinanceApproved => format!("{finance}已审核，等待拨付。"),
        DisbursementState::Paid { on, .. } => format!("{}已拨付。", chinese_date(*on)),
        DisbursementState::Returned { reason } => format!("银行退票：{}。请核对后重新确认账户。", bare(reason)),
        DisbursementState::Suspended { reason, .. } => format!("暂缓拨付：{}。", bare(reason)),
    }
}

/// How far a payment is along its steps.
fn chain(state: &DisbursementState) -> Chain {
    fn done(state: &DisbursementState) -> usize {
        match state {
            DisbursementState::Opened | DisbursementState::Returned { .. } => 0,
            DisbursementState::AccountConfirmed => 1,
            DisbursementState::CityApproved => 2,
            DisbursementState::FinanceApproved => 3,
            DisbursementState::Paid { .. } => STEPS.len(),
            DisbursementState::Suspended { before, .. } => done(before),
        }
    }
    let done = done(state);
    let step = |(place, label): (usize, &&str)| ChainStep {
        label: (*label).to_owned(),
        state: match place.cmp(&done) {
            std::cmp::Ordering::Less => StepState::Done,
            std::cmp::Ordering::Equal => StepState::Now,
            std::cmp::Ordering::Greater => StepState::Later,
        },
        ..ChainStep::default()
    };
    Chain { steps: STEPS.iter().enumerate().map(step).collect(), ..Chain::default() }
}

/// The cultivation and payment of an address, for the lead unit.
async fn waiting(caller: &Caller, id: CultivationId, code: &str) -> Result<(Cultivation, Arc<Policy>, Payment), Fail> {
    let (actor, _) = member(caller)?;
    let cultivation = app::cultivations::visible(&caller.app, actor, id).await?;
    if !leads(caller, &cultivation) {
        return Err(Denied::NotYours("牵头单位").into());
    }
    let policy = caller.app.policy(&cultivation.policy)?;
    let payment = Payment::parse(code).filter(|payment| cultivation.disbursements.contains_key(payment));
    Ok((cultivation, policy, payment.ok_or(Fail::NotFound)?))
}

/// Whether the caller's unit leads the brand.
fn leads(caller: &Caller, cultivation: &Cultivation) -> bool {
    member(caller).is_ok_and(|(_, unit)| unit == cultivation.lead_unit())
}

async fn confirm_form(caller: &Caller, (id, code): (CultivationId, String)) -> Result<FormPage, Fail> {
    let (cultivation, policy, payment) = waiting(caller, id, &code).await?;
    let state = cultivation.payment_state(payment)?;
    if !state.waits_for_account() {
        return Err(Refusal::PaymentState(state.label()).into());
    }
    let lead = people::unit_names(&caller.app, [cultivation.lead_unit().0]).await?.into_values().next();
    let lead = lead.unwrap_or_default();
    let proof = FieldKind::File { accept: ".pdf,.jpg,.png".into(), kept: Vec::new() };
    let fields = vec![
        Field::text("holder", "开户名").hint(format!("补助付给牵头单位：{lead}。")),
        Field::text("bank", "开户行").hint("写到支行。"),
        Field::text("number", "账号").hint("加密保存，页面只显示首尾各四位。"),
        Field::long("reason", "开户名不同的理由", 2)
            .optional()
            .hint("开户名不是牵头单位的才填，每一位审批人都会看到。"),
        Field::new(PROOF, "开户名不同的证明", proof).optional().hint("如付款委托书、更名文件。"),
    ];
    let frame = caller.frame(Room::Unit, "确认收款账户");
    let action = format!("/unit/money/{}/{}", cultivation.id, payment.code());
    let mut form = FormPage::new(frame, &action, "确认账户", fields);
    form.intro = vec![format!("{}：{payment}。确认后由{}审批（6.1.b）。", cultivation.title, policy.city.hr_bureau)];
    form.back = Some(Link::new("补助资金", "/unit/money"));
    form.seen = Some(caller.seen(cultivation.seq));
    Ok(form)
}

async fn confirm(caller: &Caller, (id, code): (CultivationId, String), sent: &Submitted) -> Result<Done, Fail> {
    let (cultivation, _, payment) = waiting(caller, id, &code).await?;
    let text = |field: &str| sent.text(field).to_owned();
    let account = TypedAccount {
        holder: text("holder"),
        bank: text("bank"),
        number: text("number"),
        reason: text("reason"),
        proof: sent.file(PROOF),
    };
    let (app, actor) = (&caller.app, caller.actor()?);
    payments::confirm_account(app, actor, cultivation.id, sent.seen()?, payment, account).await?;
    Ok(Done::to("/unit/money").saying("收款账户已确认。"))
}
