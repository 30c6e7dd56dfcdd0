//! The requests of a desk: open ones first, by their legal deadline; then the closed, newest first. None is left out.

use super::{RequestView, views};
use crate::{App, Result};
use domain::{
    access::RightsOfficer,
    calendar::{chinese_date, chinese_moment},
};
use kernel::exports::{Format, Sheet};
use std::fs::File;
use storage::{
    listing::{At, Count, Found, Search},
    listings::requests,
};

/// A page of the requests of a desk: a county's own, all for the city.
///
/// # Errors
/// The database is away, or a row does not open.
pub async fn list(app: &App, officer: &RightsOfficer, search: &Search, at: Option<&At>) -> Result<Found<RequestView>> {
    let listing = requests::listing(&officer.actor().scope(), search);
    let mut found = listing.find(app.db().reader(), at).await?;
    let rows = std::mem::take(&mut found.page.rows);
    let views = views(app, rows).await?;
    Ok(found.with(views))
}

/// How many requests of a desk are open.
///
/// # Errors
/// The database is away.
pub async fn open_count(app: &App, officer: &RightsOfficer) -> Result<Count> {
    let open = Search { state: "open".into(), ..Search::default() };
    Ok(requests::listing(&officer.actor().scope(), &open).count(app.db().reader()).await?)
}

/// The requests of a desk as they are narrowed, as a file, masked as on the page; recorded.
///
/// # Errors
/// The database is away, or the file cannot be written.
pub async fn export(app: &App, officer: &RightsOfficer, search: &Search, format: Format) -> Result<File> {
    let heads = ["编号", "事项", "请求人", "证件", "登记时间", "状态", "答复期限"];
    let mut sheet =
        Sheet::of(app, requests::listing(&officer.actor().scope(), search), "个人信息权利请求", heads, format)?;
    while let Some(rows) = sheet.next(app).await? {
        for request in views(app, rows).await? {
            sheet.row([
                request.id.to_string(),
                request.asked.label().to_owned(),
                request.name.clone(),
                request.document.clone(),
                chinese_moment(request.at),
                request.standing().to_owned(),
                request.due.map_or_else(String::new, chinese_date),
            ])?;
        }
    }
    sheet.end(app, officer.actor()).await
}
