//! `/desk/money`: every disbursement, in whatever state (6.1.b to 6.1.g).

use super::{OFFICIALS, act, official};
use crate::{
    components::{Act, ActTone, Cell, Tag, Tone},
    frame::Link,
    pages::{
        desk::lists,
        shared::{ListAsked, ListAt, ListPage, list_at},
    },
    shell::{Caller, Fail, Routes},
};
use app::{
    exports::Format,
    payments::{self, Funded},
};
use domain::{
    access::Role,
    act::ActKind,
    cultivation::{Cultivation, Disbursement, DisbursementState, Payment},
    stream::StreamKind,
};
use std::fs::File;

const HERE: ListAt = list_at!("/desk/money", "补助资金");

pub(super) fn routes() -> Routes {
    Routes::new().list(HERE, OFFICIALS, list, take_out)
}

async fn take_out(caller: &Caller, asked: &ListAsked, format: Format) -> Result<File, Fail> {
    Ok(payments::export(&caller.app, official(caller)?, &asked.search(), format).await?)
}

async fn list(caller: &Caller, asked: &ListAsked) -> Result<ListPage, Fail> {
    let actor = official(caller)?;
    let found = payments::list(&caller.app, actor, &asked.search(), asked.at().as_ref()).await?;
    let rows = found.page.rows.iter().flat_map(|of| rows(actor.role, of)).collect();
    let page = lists::disbursements(super::frame(caller, "补助资金").await, rows);
    let mut filters = asked.filters(&caller.app, actor, "品牌");
    filters.push(asked.states("资金", [("open", "未付清"), ("paid", "已付清")]));
    Ok(asked.shown(HERE, &found, "个品牌", filters, page))
}

/// The payments of a cultivation, a row each.
fn rows(role: Role, Funded { cultivation, unit }: &Funded) -> Vec<Vec<Cell>> {
    let row = |(payment, disbursement): (&Payment, &Disbursement)| {
        let state = &disbursement.state;
        vec![
            Cell::Name(Link::new(cultivation.title.clone(), act::page_of(StreamKind::Cultivation, cultivation.id.0))),
            unit.clone().into(),
            payment.label().into(),
            Cell::Figure(disbursement.amount.to_string()),
            Cell::Tag(tag(state)),
            match state {
                DisbursementState::Paid { on, .. } => format!("{}付款", domain::calendar::chinese_date(*on)).into(),
                _ => String::new().into(),
            },
            Cell::Clause("6.1.b".into()),
            Cell::Acts(acts(role, cultivation, *payment, state)),
        ]
    };
    cultivation.disbursements.iter().map(row).collect()
}

fn tag(state: &DisbursementState) -> Tag {
    let tone = match state {
        DisbursementState::Paid { .. } => Tone::Good,
        DisbursementState::Returned { .. } | DisbursementState::Suspended { .. } => Tone::Bad,
        _ => Tone::Active,
    };
    Tag::new(tone, state.label())
}

/// The next step of a payment, for the desk that takes it.
fn acts(role: Role, cultivation: &Cultivation, payment: Payment, state: &DisbursementState) -> Vec<Act> {
    let (label, kind) = match (role, state) {
        (Role::City, DisbursementState::AccountConfirmed) => ("审批", ActKind::ApproveDisbursement),
        (Role::Finance, DisbursementState::CityApproved) => ("审核", ActKind::ApprovePayment),
        (Role::Finance, DisbursementState::FinanceApproved) => ("登记付款", ActKind::RecordPayment),
        _ => return Vec::new(),
    };
    let href = act::href(kind, cultivation.id.0, payment.code());
    vec![Act { label: label.into(), href, tone: ActTone::Plain }]
}
