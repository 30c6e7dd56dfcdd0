//! `/desk/disputed/{brand}/unmask`: name and number of one person, for a purpose, on record.

use super::bureau;
use crate::{
    components::Pair,
    frame::Link,
    pages::{
        desk::unmask::{Look, form, shown},
        shared::FormPage,
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

fn back(brand: BrandId) -> Link {
    Link::new("返回待核人员", format!("/desk/disputed/{brand}"))
}

async fn unmask_form(caller: &Caller, brand: BrandId) -> Result<FormPage, Fail> {
    let who = chosen(caller)?;
    rosters::brand_name(&caller.app, bureau(caller)?, brand).await?;
    let look = Look {
        title: TITLE.into(),
        back: back(brand),
        shows: "一个人的姓名和证件号码".into(),
        example: "电话核实用工情况",
    };
    Ok(form(caller, &format!("/desk/disputed/{brand}/unmask?who={who}"), look).await)
}

async fn unmask(caller: &Caller, brand: BrandId, sent: &Submitted) -> Result<Response, Fail> {
    let (actor, who, purpose) = (bureau(caller)?, chosen(caller)?, sent.text("purpose"));
    let named = rosters::unmask_person(&caller.app, actor, brand, &who, purpose).await?;
    let rows = named.into_iter().map(|(name, number)| Pair::new(name, number)).collect();
    Ok(shown(caller, TITLE.into(), rows, purpose, back(brand)).await)
}
