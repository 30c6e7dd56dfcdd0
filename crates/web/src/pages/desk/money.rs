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
    acts::{self, Offer},
    exports::Format,
    payments::{self, Funded},
};
use domain::{
    act::ActKind,
    cultivation::{Disbursement, DisbursementState, Payment},
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
    let things = found.page.rows.iter().map(|of| &of.cultivation);
    let offers = acts::in_list(&caller.app, actor, things, &NEXT, caller.steps()).await?;
    let offered = |of: &Funded| offers.get(&of.cultivation.id.0).map_or(&[][..], Vec::as_slice);
    let rows = found.page.rows.iter().flat_map(|of| rows(of, offered(of))).collect();
    let page = lists::disbursements(super::frame(caller, "补助资金").await, rows);
    let mut filters = asked.filters(&caller.app, actor, "品牌");
    filters.push(asked.states("资金", [("open", "未付清"), ("paid", "已付清")]));
    Ok(asked.shown(HERE, &found, "个品牌", filters, page))
}

/// The payments of a cultivation, a row each.
fn rows(Funded { cultivation, unit }: &Funded, offers: &[Offer]) -> Vec<Vec<Cell>> {
    let row = |(payment, disbursement): (&Payment, &Disbursement)| {
        let state = &disbursement.state;
        vec![
            Cell::Name(Link::new(cultivation.title.clone(), act::page_of(StreamKind::Cultivation, cultivation.id.0))),
            unit.clone().into(),
            payment.label().into(),
            Cell::Figure(disbursement.amount.to_string()),
            Cell::Tag(tag(state)),
            match state {
                DisbursementState::Paid { on, .. } => domain::calendar::chinese_date(*on).into(),
                _ => String::new().into(),
            },
            Cell::Clause(state.clause(*payment).into()),
            Cell::Acts(offers.iter().filter(|offer| offer.part == payment.code()).map(step).collect()),
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

/// The next steps of a payment.
const NEXT: [ActKind; 3] = [ActKind::ApproveDisbursement, ActKind::ApprovePayment, ActKind::RecordPayment];

/// The next step of a payment, which is the reader's.
fn step(offer: &Offer) -> Act {
    let href = act::href(offer.act, offer.id, offer.part);
    Act { label: offer.act.label().into(), href, tone: ActTone::Plain }
}
