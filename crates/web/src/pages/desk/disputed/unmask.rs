//! `/desk/disputed/{brand}/unmask`: name and number of one person, for a purpose, on record.

use super::bureau;
use crate::{
    components::{Field, Pair, Summary},
    frame::Link,
    page,
    pages::{
        desk::frame,
        shared::{FormPage, ReceiptPage},
    },
    shell::{Caller, Fail, Routes, Submitted, Who},
};
use app::rosters::{self, Chosen};
use axum::response::Response;
use domain::ids::BrandId;

const TITLE: &str = "查看待核人员的姓名和证件号码";

/// Name and number in full.
pub(super) fn routes() -> Routes {
    Routes::new().asked("/desk/disputed/{brand}/unmask", Who::BUREAUS, unmask_form, unmask)
}

fn chosen(caller: &Caller) -> Result<Chosen, Fail> {
    Submitted::asked(caller).text("who").parse().map_err(|_| Fail::NotFound)
}

async fn unmask_form(caller: &Caller, brand: BrandId) -> Result<FormPage, Fail> {
    let who = chosen(caller)?;
    rosters::brand_name(&caller.app, bureau(caller)?, brand).await?;
    let fields = vec![Field::text("purpose", "用途").hint("如“电话核实用工情况”。查看人、时间和用途会记录在案。")];
    let action = format!("/desk/disputed/{brand}/unmask?who={who}");
    Ok(FormPage {
        back: Some(Link::new("返回待核人员", format!("/desk/disputed/{brand}"))),
        intro: vec!["将显示一个人的姓名和证件号码。离开页面后不再显示。".into()],
        ..FormPage::new(frame(caller, TITLE).await, &action, "查看", fields)
    })
}

async fn unmask(caller: &Caller, brand: BrandId, sent: &Submitted) -> Result<Response, Fail> {
    let (actor, who, purpose) = (bureau(caller)?, chosen(caller)?, sent.text("purpose"));
    let named = rosters::unmask_person(&caller.app, actor, brand, &who, purpose).await?;
    let mut rows: Vec<_> = named.into_iter().map(|(name, number)| Pair::new(name, number)).collect();
    rows.push(Pair::new("用途", purpose));
    Ok(page::ok(&ReceiptPage {
        frame: frame(caller, TITLE).await,
        number: String::new(),
        lines: vec!["本次查看已记录。".into()],
        rows: Summary { rows },
        links: vec![Link::new("返回待核人员", format!("/desk/disputed/{brand}"))],
    }))
}
