//! `/desk/money`: every disbursement, in whatever state (6.1.b to 6.1.g).

use super::{OFFICIALS, act, official};
use crate::{
    components::{Act, Cell, Tag, Tone},
    frame::Link,
    pages::{
        desk::lists,
        shared::{ListAsked, ListAt, ListPage, list_at},
    },
    shell::{Caller, Fail, Routes},
};
use app::{
    acts::Offer,
    exports::Format,
    payments::{self, Funded},
};
use domain::{
    act::Weight,
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
    let offers = act::in_list(caller, things).await?;
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
        let next = offers.iter().filter(|offer| offer.part == payment.code() && offer.weight == Weight::Expected);
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
            Cell::Acts(next.map(step).collect()),
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

/// The next step of a payment, which is the reader's; what else may be done stands on the page of its cultivation.
fn step(offer: &Offer) -> Act {
    Act { label: offer.act.label().into(), ..act::listed(offer) }
}
