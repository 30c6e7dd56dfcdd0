//! Cultivating units: register with the credit code, confirmed by their county (3.4.a, 5.1.b).

use crate::{
    App, Error, FieldError, Result, Transaction,
    access_log::{self, Look},
    dossier, seals,
};
use domain::{
    access::{Actor, Scope},
    calendar::shanghai_date,
    credit_code::CreditCode,
    ids::{AreaCode, UnitId},
    length,
    mobile::Phone,
    unit::{Unit, UnitEvent},
};
use kernel::exports::{Format, Sheet};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fs::File};
use storage::{
    listing::{At, Found, Search},
    listings, summaries, units,
};

/// A unit as it registers.
#[derive(Clone, Debug)]
pub struct NewUnit {
    /// 统一社会信用代码
    pub credit_code: String,
    /// 单位名称
    pub name: String,
    /// Code of its kind (3.4.a).
    pub kind: String,
    /// The county of its registered address (5.1.b).
    pub area: AreaCode,
    /// Sealed details.
    pub details: UnitDetails,
}

/// Personal details of a unit's people. Sealed at rest.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitDetails {
    /// 注册地址
    pub address: String,
    /// 联系人
    pub contact_name: String,
    /// 联系电话
    pub contact_phone: String,
}

impl UnitDetails {
    /// As pages show them: whom to call, masked.
    #[must_use]
    pub fn masked(self) -> UnitDetails {
        let (name, phone) = (dossier::mask(&self.contact_name), dossier::mask(&self.contact_phone));
        UnitDetails { contact_name: name, contact_phone: phone, ..self }
    }
}

impl std::fmt::Debug for UnitDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("UnitDetails(***)")
    }
}

/// Enters a unit, waiting for its county's confirmation. The account that registers it is opened by
/// [`crate::accounts`] in the same transaction.
///
/// # Errors
/// A malformed or known credit code; a field empty.
pub async fn enter(tx: &mut Transaction, new: NewUnit) -> Result<UnitId> {
    let code = checked(tx.app(), &new)?;
    if units::by_credit_code(tx.conn(), code.as_str()).await?.is_some() {
        return Err(Error::field("credit_code", "该信用代码已注册。请直接登录，或联系所在县（市、区）人社部门。"));
    }
    let registered = UnitEvent::Registered {
        credit_code: code.as_str().to_owned(),
        name: new.name.trim().to_owned(),
        unit_kind: new.kind,
        area: new.area,
        from_paper: false,
    };
    register(tx, registered, &new.details).await
}

/// Begins a unit's stream and writes its row with what is sealed.
pub(crate) async fn register(tx: &mut Transaction, registered: UnitEvent, details: &UnitDetails) -> Result<UnitId> {
    let unit = tx.begin::<Unit>(registered).await?;
    let sealed = tx.seal(seals::UNIT_DETAILS.row(unit.id.0), &serde_json::to_string(details)?);
    units::insert(tx.conn(), &unit, sealed).await?;
    Ok(unit.id)
}

/// Whether a unit can be entered as typed: everything that is wrong with it.
///
/// # Errors
/// A malformed credit code; a field empty; a kind or area that the policy does not know.
pub fn check(app: &App, new: &NewUnit) -> Result<()> {
    checked(app, new).map(|_| ())
}

fn checked(app: &App, new: &NewUnit) -> Result<CreditCode> {
    let policies = app.policies();
    let policy = policies.current().1;
    let mut errors = Vec::new();
    let mut wrong = |field: &str, message: String| errors.push(FieldError::new(field, message));
    let code = CreditCode::parse(&new.credit_code).map(|parsed| parsed.value);
    if let Err(error) = &code {
        wrong("credit_code", error.to_string());
    }
    if length::is_short(&new.name) {
        wrong("name", "请填写营业执照或登记证上的单位全称。".into());
    }
    if let Some(sentence) = length::beyond(length::TITLE, "单位全称", &new.name) {
        wrong("name", sentence);
    }
    if !policy.units.kinds.iter().any(|kind| kind.code == new.kind) {
        wrong("kind", "请选择单位类型。".into());
    }
    if !policy.participating_areas().any(|area| area.code == new.area.0) {
        wrong("area", "请选择注册地址所在的县（市、区）。".into());
    }
    if new.details.contact_name.trim().is_empty() {
        wrong("contact_name", "请填写联系人。".into());
    }
    if let Some(sentence) = length::beyond(length::NAME, "联系人姓名", &new.details.contact_name) {
        wrong("contact_name", sentence);
    }
    if let Some(sentence) = length::beyond(length::LINE, "注册地址", &new.details.address) {
        wrong("address", sentence);
    }
    if let Err(error) = Phone::parse(&new.details.contact_phone) {
        wrong("contact_phone", error.to_string());
    }
    match code {
        Ok(code) if errors.is_empty() => Ok(code),
        _ => Err(Error::Invalid(errors)),
    }
}

/// A page of the units the actor may see.
///
/// # Errors
/// The database is away.
pub async fn list(app: &App, actor: &Actor, search: &Search, at: Option<&At>) -> Result<Found<Unit>> {
    Ok(listings::units::listing(&actor.scope(), search).find(app.db().reader(), at).await?)
}

/// Every unit the actor may see, as a file; recorded.
///
/// # Errors
/// The database is away, or the file cannot be written.
pub async fn export(app: &App, actor: &Actor, search: &Search, format: Format) -> Result<File> {
    let heads = ["单位", "统一社会信用代码", "类型", "属地", "注册时间", "状态", "说明"];
    let mut sheet = Sheet::of(app, listings::units::listing(&actor.scope(), search), "培育单位", heads, format)?;
    let policies = app.policies();
    let policy = policies.current().1;
    while let Some(rows) = sheet.next(app).await? {
        for row in rows {
            let kind = policy.units.kinds.iter().find(|kind| kind.code == row.kind).map(|kind| kind.label.clone());
            let area = policy.area_name(row.area.as_str()).to_owned();
            sheet.row([
                row.name,
                row.credit_code,
                kind.unwrap_or(row.kind),
                area,
                summaries::day(shanghai_date(row.registered_at)),
                row.state.label().to_owned(),
                row.reason,
            ])?;
        }
    }
    sheet.end(app, actor).await
}

/// A unit by its number, without its sealed details.
///
/// # Errors
/// There is no such unit.
pub async fn get(conn: &impl ConnectionTrait, id: UnitId) -> Result<Unit> {
    units::get(conn, id).await?.ok_or(Error::NotFound)
}

/// Some units by their numbers, without their sealed details; numbers without a unit are left out.
///
/// # Errors
/// The database is away.
pub async fn some(conn: &impl ConnectionTrait, ids: &[UnitId]) -> Result<BTreeMap<UnitId, Unit>> {
    Ok(units::some(conn, ids).await?)
}

/// A unit's sealed details, for its own people and its county.
///
/// # Errors
/// Not the actor's to see.
pub async fn details(app: &App, actor: &Actor, id: UnitId) -> Result<UnitDetails> {
    let (unit, sealed) = units::with_details(app.db().reader(), id).await?.ok_or(Error::NotFound)?;
    actor.may_see(&unit.area, &[id])?;
    if matches!(actor.scope(), Scope::City) && actor.city_reviewer().is_err() {
        return Err(domain::access::Denied::Hidden.into());
    }
    Ok(serde_json::from_str(&app.open_text(seals::UNIT_DETAILS.row(id.0), &sealed)?)?)
}

/// Whom to call at a unit, in full, for a stated purpose; the look is on record.
///
/// # Errors
/// Not a bureau's that may see the unit; no purpose.
pub async fn unmask_contact(app: &App, actor: &Actor, id: UnitId, purpose: &str) -> Result<UnitDetails> {
    let unit = get(app.db().reader(), id).await?;
    if actor.city_reviewer().is_err() {
        actor.county_reviewer(&unit.area)?;
    }
    let look = Look { at: &format!("unit/{id}"), part: "contact", people: &[] };
    access_log::look(app, actor, look, purpose).await?;
    details(app, actor, id).await
}
