//! Offices: where accounts sit and chains of approval run. Their names come from the policy file or are entered.

use crate::{App, Error, Result, Together, Transaction, access_log};
use domain::{
    access::{Actor, Administrator, Role},
    ids::{AreaCode, OfficeId},
    length,
    policy::Policy,
};
use std::collections::HashSet;
use storage::{
    accounts,
    offices::{self, Office},
};

/// The roles whose people sit in offices.
pub const KINDS: [Role; 5] = [Role::County, Role::City, Role::Finance, Role::Auditor, Role::Expert];

/// An office to be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOffice {
    /// As what its people act.
    pub role: Role,
    /// The area of a county's bureau; none for every other office.
    pub area: Option<AreaCode>,
    /// Full name.
    pub name: String,
}

/// An office as lists show it.
#[derive(Clone, Debug)]
pub struct OfficeView {
    /// Number.
    pub id: OfficeId,
    /// As what its people act.
    pub role: Role,
    /// Its area's code.
    pub area: Option<AreaCode>,
    /// Full name.
    pub name: String,
    /// Accounts in use.
    pub accounts: usize,
    /// The steps somebody in use takes there.
    pub steps: Vec<domain::policy::Step>,
}

/// Every office, in the order of entry.
///
/// # Errors
/// The database is away.
pub async fn list(app: &App) -> Result<Vec<OfficeView>> {
    let conn = app.db().reader();
    let posts = accounts::posts_in_use(conn).await?;
    let view = |office: Office| {
        let here: Vec<_> = posts.iter().filter(|(sits, _)| *sits == Some(office.id)).collect();
        let mut steps: Vec<_> = here.iter().flat_map(|(_, steps)| steps.iter().copied()).collect();
        steps.sort_unstable();
        steps.dedup();
        OfficeView {
            id: office.id,
            role: office.role,
            area: office.area,
            name: office.name,
            accounts: here.len(),
            steps,
        }
    };
    Ok(offices::all(conn).await?.into_iter().map(view).collect())
}

/// Whether an office may be called so.
///
/// # Errors
/// Fewer than four characters, or more than any has.
pub fn check_name(name: &str) -> Result<()> {
    if length::is_short(name) {
        return Err(Error::field("name", "请填写机构全称。"));
    }
    Error::within(length::TITLE, "name", "机构全称", name)
}

/// County bureaus have an area of the policy file, others have none.
fn check_area(app: &App, new: &NewOffice) -> Result<()> {
    let policies = app.policies();
    let known = new.area.as_ref().is_some_and(|area| policies.current().1.area(&area.0).is_some());
    if known == (new.role == Role::County) && (known || new.area.is_none()) {
        return Ok(());
    }
    Err(Error::field("area", "县级人社机构须选择属地，其他机构不选。"))
}

/// Enters an office.
///
/// # Errors
/// A field that cannot be taken; the name is known.
pub async fn create(app: &App, admin: &Administrator, new: NewOffice) -> Result<OfficeId> {
    let role = if KINDS.contains(&new.role) { Ok(()) } else { Err(Error::field("role", "请选择机构性质。")) };
    (check_name(&new.name), role, check_area(app, &new)).together()?;
    let tx = app.begin(Some(admin.actor())).await?;
    let name = new.name.trim();
    if offices::is_known(tx.conn(), name).await? {
        return Err(Error::field("name", "已有同名机构，请核对。"));
    }
    let id = insert(&tx, &NewOffice { name: name.to_owned(), ..new }).await?;
    tx.commit().await?;
    Ok(id)
}

/// Enters the bureaus that the policy file names and that are not here yet; returns how many.
///
/// # Errors
/// The database is away.
pub async fn enter_from_policy(app: &App, by: Option<&Actor>) -> Result<usize> {
    let tx = app.begin(by).await?;
    let known: HashSet<String> = offices::all(tx.conn()).await?.into_iter().map(|office| office.name).collect();
    let policies = app.policies();
    let missing: Vec<_> =
        named(policies.current().1).into_iter().filter(|office| !known.contains(&office.name)).collect();
    for office in &missing {
        insert(&tx, office).await?;
    }
    tx.commit().await?;
    Ok(missing.len())
}

fn named(policy: &Policy) -> Vec<NewOffice> {
    let city = &policy.city;
    let counties = policy.participating_areas().filter_map(|area| {
        let name = area.hr_bureau.clone()?;
        Some(NewOffice { role: Role::County, area: Some(AreaCode(area.code.clone())), name })
    });
    [(Role::City, &city.hr_bureau), (Role::Finance, &city.finance_bureau)]
        .into_iter()
        .map(|(role, name)| NewOffice { role, area: None, name: name.clone() })
        .chain(counties)
        .collect()
}

async fn insert(tx: &Transaction, new: &NewOffice) -> Result<OfficeId> {
    let id = offices::insert(tx.conn(), new.role, new.area.as_ref(), &new.name).await?;
    let by = tx.actor().ok().map(|actor| actor.account);
    let subject = format!("office/{id}");
    let record = access_log::Record { kind: "enter_office", subject: &subject, result: "ok", detail: new.role.code() };
    access_log::record_in(tx, by, record).await?;
    Ok(id)
}
