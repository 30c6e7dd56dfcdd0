//! So many more units, brands, applications and cultivations for measuring, with leads and people's requests: through the
//! same record as all else, so that every page opens over them and the chain verifies.

use super::people;
use crate::failure::Done;
use app::{
    App, Transaction,
    objections::{self, NewLead},
    rights::{self, NewRequest},
    units::{self, NewUnit, UnitDetails},
};
use chrono::{Days, Months, NaiveDate};
use domain::{
    access::Actor,
    application::{Application, ApplicationEvent, Figures, Pinned},
    brand::{Brand, BrandEvent},
    cultivation::{Cultivation, CultivationEvent, Origin, Payment},
    identity::DocumentKind,
    ids::{AccountId, AreaCode, RoundId, UnitId},
    money::Fen,
    rights::{IdentityCheck, RequestKind},
    unit::{Unit, UnitEvent},
};

/// Rows in one transaction.
const AT_ONCE: u64 = 1_000;

/// Adds `rows` of each kind; every third brand has its title, every fourth waits for its county, the rest are reviewed by the city.
pub(super) async fn add(app: &App, city: &Actor, rows: u64, round: RoundId) -> Done<()> {
    let areas: Vec<String> = {
        let policies = app.policies();
        policies.current().1.participating_areas().map(|area| area.code.clone()).collect()
    };
    for from in (0..rows).step_by(usize::try_from(AT_ONCE)?) {
        let mut tx = app.begin(None).await?;
        for n in from..(from + AT_ONCE).min(rows) {
            let area = &areas[usize::try_from(n)? % areas.len()];
            one(&mut tx, n, area, round).await?;
        }
        tx.commit().await?;
    }
    taken_in(app, city, rows / 4).await
}

/// Leads, and requests of people, taken in by the city.
async fn taken_in(app: &App, city: &Actor, rows: u64) -> Done<()> {
    let officer = city.rights_officer()?;
    for n in 0..rows {
        let text = "招生时承诺的工作没有兑现。".to_owned();
        let lead = NewLead { about: format!("第{n}号劳务工匠"), text, contact: String::new(), files: Vec::new() };
        objections::inform(app, lead).await?;
        let person = people::person(1_000_000 + n);
        let request = NewRequest {
            asked: Some(RequestKind::Access),
            name: person.name,
            document_kind: Some(DocumentKind::ResidentId),
            number: person.id_number,
            contact: person.mobile,
            check: Some(IdentityCheck::Original),
            words: "想知道登记了什么。".into(),
        };
        rights::register(app, &officer, &request).await?;
    }
    Ok(())
}

async fn one(tx: &mut Transaction, n: u64, area: &str, round: RoundId) -> Done<()> {
    let new = NewUnit {
        credit_code: people::credit_code("51", 40_000_000 + n),
        name: format!("第{n}家劳务行业协会"),
        kind: "trade_association".into(),
        area: area.into(),
        details: UnitDetails {
            address: String::new(),
            contact_name: people::name(n),
            contact_phone: "13800138000".into(),
        },
    };
    let id = units::enter(tx, new).await?;
    if !n.is_multiple_of(5) {
        let mut unit = tx.load::<Unit>(id).await?;
        tx.append(&mut unit, UnitEvent::Confirmed { reason: String::new() }).await?;
    }
    let name = format!("第{n}号劳务工匠");
    let registered = BrandEvent::Registered { name: name.clone(), area: area.into(), units: vec![id], imported: false };
    let mut brand = tx.begin::<Brand>(registered).await?;
    if n.is_multiple_of(3) {
        titled(tx, &mut brand, id, n).await?;
    } else {
        applied(tx, &brand, id, round, n.is_multiple_of(4)).await?;
    }
    Ok(())
}

/// Titled on paper, its first payment open.
async fn titled(tx: &mut Transaction, brand: &mut Brand, unit: UnitId, n: u64) -> Done<()> {
    let announced_on = day(n);
    let policies = tx.app().policies();
    let given = CultivationEvent::TitleGiven {
        origin: Origin::Paper { entered_by: AccountId(1), first_subsidy_paid: None },
        brand: brand.id,
        area: brand.area.clone(),
        units: vec![unit],
        policy: policies.current().0.to_owned(),
        title: brand.name.clone(),
        document: "泉人社文〔2024〕96号".into(),
        announced_on,
        plaque: None,
        cycle_ends: announced_on + Months::new(24),
        assessable_from: announced_on + Months::new(12),
    };
    let mut cultivation = tx.begin::<Cultivation>(given).await?;
    let opened = CultivationEvent::DisbursementOpened {
        payment: Payment::First,
        amount: Fen::from_yuan(150_000).unwrap_or_default(),
        payer: "市财政".into(),
        fund: "就业补助资金".into(),
    };
    tx.append(&mut cultivation, opened).await?;
    let title = BrandEvent::TitleGiven {
        cultivation: cultivation.id,
        document: "泉人社文〔2024〕96号".into(),
        on: announced_on,
        plaque: None,
    };
    Ok(tx.append(brand, title).await?)
}

/// Handed in, and with the city where it was not to wait for its county.
async fn applied(tx: &mut Transaction, brand: &Brand, unit: UnitId, round: RoundId, waits: bool) -> Done<()> {
    let policies = tx.app().policies();
    let drafted = ApplicationEvent::Drafted {
        brand: brand.id,
        round,
        area: AreaCode(brand.area.0.clone()),
        units: vec![unit],
        policy: policies.current().0.to_owned(),
        title: brand.name.clone(),
        on_behalf: false,
    };
    let mut application = tx.begin::<Application>(drafted).await?;
    let due = Some(tx.today() + Days::new(brand.id.0.unsigned_abs() % 60));
    let figures = Figures { employed: 5_100, trained: 1_100, ..Figures::default() };
    let pinned = Pinned { submission: 1, digest: "0".repeat(64), rosters: Vec::new() };
    let submitted = ApplicationEvent::Submitted { title: brand.name.clone(), units: vec![unit], pinned, figures, due };
    tx.append(&mut application, submitted).await?;
    if !waits {
        tx.append(&mut application, ApplicationEvent::AcceptedForReview { due }).await?;
    }
    Ok(())
}

/// A day of 2024.
fn day(n: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 1, 1).unwrap_or_default() + Days::new(n % 366)
}
