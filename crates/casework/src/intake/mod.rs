//! Brands recognised on paper before this system (存量导入): entered by one person of the city, confirmed by a second;
//! what nobody knows stays unknown, and every later verb works on them.

mod known;
mod reading;
mod sheet;

use known::Known;
pub use reading::announced_days;
use reading::{Read, of_series, settled, typed};
pub use sheet::{Entered, HEADS, MOST, propose_sheet, template};

use crate::{
    App, Error, Result, Transaction,
    attachments::{self, OFFICE_PAPER, Subject, Upload},
    consequences, library,
    units::{self, UnitDetails},
};
use domain::{
    access::Actor,
    act::plaques,
    brand::{Brand, BrandEvent, MOST_PARTNERS},
    brand_name::normal_form,
    credit_code::CreditCode,
    cultivation::{CultivationEvent, Origin},
    ids::{AccountId, AreaCode, CultivationId, IntakeId, UnitId},
    intake::IntakeState,
    length,
    matter::StepRefused,
    namesake::Namesake,
    unit::UnitEvent,
};
use kernel::{
    exports::{Format, Sheet},
    names,
};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use std::fs::File;
use storage::{
    brands,
    intakes::{self, Decision, Entry, NewEntry},
    listing::{At, Found, Search},
    listings, series,
};

/// A partner unit of a joint brand (3.4.b).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// Its name.
    pub name: String,
    /// Its credit code.
    pub credit_code: String,
    /// Code of its kind (3.4.a).
    pub kind: String,
}

impl Partner {
    /// Its credit code as it is registered; none where what was typed is none.
    fn code(&self) -> Option<CreditCode> {
        CreditCode::parse(&self.credit_code).ok().map(|read| read.value)
    }
}

/// Partner units as people write them: one a line or between semicolons, each name, credit code and kind between commas. Of
/// more than a brand can have, one too many is kept.
#[must_use]
pub fn partners_of(app: &App, text: &str) -> Vec<Partner> {
    let policies = app.policies();
    let kinds = &policies.current().1.units.kinds;
    let partner = |line: &str| {
        let mut parts = line.split(['，', ',', '\t']).map(|part| part.trim().to_owned());
        let mut next = || parts.next().unwrap_or_default();
        let (name, credit_code, kind) = (next(), next().to_uppercase(), next());
        let known = kinds.iter().find(|known| known.label == kind).map(|known| known.code.clone());
        Partner { name, credit_code, kind: known.unwrap_or(kind) }
    };
    text.split(['\n', '；', ';'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(partner)
        .take(MOST_PARTNERS + 1)
        .collect()
}

/// A brand as its papers tell it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Existing {
    /// 品牌名称
    pub name: String,
    /// Code of the area.
    pub area: String,
    /// The lead unit's name.
    pub unit_name: String,
    /// Its credit code.
    pub credit_code: String,
    /// Code of its kind (3.4.a).
    pub unit_kind: String,
    /// Partner units of a joint brand.
    #[serde(default)]
    pub partners: Vec<Partner>,
    /// The announcing document's number.
    pub document: String,
    /// When it was announced, `2024-12-20`.
    pub announced_on: String,
    /// The plaque's number; empty where unknown.
    pub plaque: String,
    /// The first subsidy in yuan, as paid; empty where none was.
    pub paid_yuan: String,
    /// When it was paid; empty where none was.
    pub paid_on: String,
}

impl Existing {
    /// The lead unit, as one of several.
    fn lead(&self) -> Partner {
        let (name, credit_code) = (self.unit_name.clone(), self.credit_code.clone());
        Partner { name, credit_code, kind: self.unit_kind.clone() }
    }

    /// Every unit it names, the lead first, each with the field that names it: no more than a brand can have.
    fn named(&self) -> impl Iterator<Item = (&'static str, Partner)> {
        let partners = self.partners.iter().take(MOST_PARTNERS).map(|of| ("partners", of.clone()));
        std::iter::once(("unit_name", self.lead())).chain(partners)
    }

    /// The form in which its name is told apart.
    fn form(&self) -> String {
        normal_form(&self.name)
    }

    /// Which brand it speaks of: of one area there is one of a name.
    fn brand(&self) -> (String, String) {
        (self.area.clone(), self.form())
    }

    /// The area it belongs to.
    fn area(&self) -> AreaCode {
        AreaCode(self.area.clone())
    }
}

/// An entry with its number, as pages list it.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Its number.
    pub id: IntakeId,
    /// What was entered.
    pub existing: Existing,
    /// Where it stands.
    pub state: IntakeState,
    /// Why it was refused.
    pub reason: String,
    /// Who entered it.
    pub by: AccountId,
    /// The cultivation it became.
    pub cultivation: Option<CultivationId>,
}

impl Waiting {
    /// That the actor may decide it: the offer and the click ask the same.
    ///
    /// # Errors
    /// Not the city's; the one who entered it; decided already.
    pub fn decidable_by(&self, actor: &Actor) -> Result<()> {
        actor.city_reviewer()?;
        match self.state {
            IntakeState::Waiting if self.by == actor.account => Err(StepRefused::TwoSteps.into()),
            IntakeState::Waiting => Ok(()),
            IntakeState::Confirmed | IntakeState::Refused => Err(StepRefused::Closed.into()),
        }
    }
}

/// Enters one brand with scans of its papers, waiting for the second person.
///
/// # Errors
/// Not the city's; a field missing or malformed, each with its sentence; the brand waits, has its title already or is on the
/// way to it.
pub async fn propose(app: &App, actor: &Actor, existing: &Existing, scans: &[Upload]) -> Result<IntakeId> {
    actor.city_reviewer()?;
    for scan in scans {
        attachments::fits(app.policies().current().1, OFFICE_PAPER, scan).map_err(|error| error.at("scans"))?;
    }
    if typed(app, existing).is_err() {
        // Everything wrong is told at once, and nobody waits for it.
        enterable(app, app.db().reader(), existing).await?;
    }
    let mut tx = app.begin(Some(actor)).await?;
    enterable(app, tx.conn(), existing).await?;
    let id = enter(&mut tx, existing).await?;
    for scan in scans {
        attachments::keep(&mut tx, Subject::Intake(id), OFFICE_PAPER, scan).await?;
    }
    tx.commit().await?;
    Ok(id)
}

/// That neither what was typed nor the record says anything against an entry.
async fn enterable(app: &App, conn: &impl ConnectionTrait, existing: &Existing) -> Result<()> {
    let known = Known::of(app, conn, &[existing]).await?;
    let mut wrong = known.wrong(app, existing);
    wrong.extend(known.waits(existing));
    settled(typed(app, existing), wrong).map(drop)
}

/// Enters one that can be.
async fn enter(tx: &mut Transaction, existing: &Existing) -> Result<IntakeId> {
    let (name, area) = (existing.name.trim(), &existing.area());
    let id = tx.next_id::<IntakeId>().await?;
    let body = serde_json::to_string(existing)?;
    let (unit, by, at) = (existing.unit_name.trim(), tx.actor()?.account, tx.now());
    intakes::insert(tx.conn(), NewEntry { id, name, area, unit, body, by, at }).await?;
    Ok(id)
}

/// The second person confirms: brand, title and cultivation stand in the record, as imported (5.3.f).
///
/// # Errors
/// The one who entered it; decided already; what was entered no longer holds.
pub async fn confirm(app: &App, actor: &Actor, id: IntakeId) -> Result<CultivationId> {
    actor.city_reviewer()?;
    let mut tx = app.begin(Some(actor)).await?;
    let waiting = undecided(&tx, actor, id).await?;
    let existing = &waiting.existing;
    let known = Known::of(app, tx.conn(), &[existing]).await?.wrong(app, existing);
    let Read { announced_on, paid } = settled(typed(app, existing), known)?;
    let mut units = vec![unit_of(&mut tx, existing, &existing.lead()).await?];
    for partner in &existing.partners {
        units.push(unit_of(&mut tx, existing, partner).await?);
    }
    let area = existing.area();
    let policies = app.policies();
    let (policy, rules) = policies.in_force_on(announced_on).unwrap_or_else(|| policies.current());
    let name = existing.name.trim().to_owned();
    let registered =
        BrandEvent::Registered { name: name.clone(), area: area.clone(), units: units.clone(), imported: true };
    let mut brand = tx.begin::<Brand>(registered).await?;
    let plaque = Some(library::as_printed(app, &existing.plaque)).filter(|plaque| !plaque.is_empty());
    if let Some(plaque) = &plaque {
        step_over(&tx, plaque).await?;
    }
    let cycle = rules.cycle_from(announced_on);
    let given = CultivationEvent::TitleGiven {
        // The event's own actor confirmed; the other person is the one who entered it.
        origin: Origin::Paper { entered_by: waiting.by, first_subsidy_paid: paid },
        brand: brand.id,
        area,
        units,
        policy: policy.to_owned(),
        title: name,
        document: existing.document.clone(),
        announced_on,
        plaque: plaque.clone(),
        cycle_ends: cycle.ends,
        assessable_from: cycle.assessable_from,
    };
    let cultivation = consequences::begin_cultivation(&mut tx, vec![given]).await?;
    let document = existing.document.clone();
    let title = BrandEvent::TitleGiven { cultivation: cultivation.id, document, on: announced_on, plaque };
    consequences::append(&mut tx, &mut brand, title, None).await?;
    intakes::decide(tx.conn(), id, actor.account, Decision::Confirmed(cultivation.id)).await?;
    tx.commit().await?;
    Ok(cultivation.id)
}

/// Our own series goes on behind a number that a plaque of before carries: none is given twice (5.3.e).
async fn step_over(tx: &Transaction, plaque: &str) -> Result<()> {
    let Some((year, Some(nth))) = of_series(tx.app(), plaque) else { return Ok(()) };
    let name = plaques(year);
    if series::last(tx.conn(), &name).await? < nth {
        series::set_last(tx.conn(), &name, nth).await?;
    }
    Ok(())
}

/// The second person refuses, with the reason.
///
/// # Errors
/// The one who entered it; decided already; no reason.
pub async fn refuse(app: &App, actor: &Actor, id: IntakeId, reason: &str) -> Result<()> {
    actor.city_reviewer()?;
    if reason.trim().is_empty() {
        return Err(Error::field("reason", "请写明不予导入的原因。"));
    }
    Error::within(length::PASSAGE, "reason", "原因", reason)?;
    let tx = app.begin(Some(actor)).await?;
    undecided(&tx, actor, id).await?;
    intakes::decide(tx.conn(), id, actor.account, Decision::Refused(reason.trim())).await?;
    tx.commit().await
}

async fn undecided(tx: &Transaction, actor: &Actor, id: IntakeId) -> Result<Waiting> {
    let waiting = opened(intakes::get(tx.conn(), id).await?.ok_or(Error::NotFound)?)?;
    waiting.decidable_by(actor)?;
    Ok(waiting)
}

/// The unit of this credit code; entered as confirmed where the system does not know it yet.
async fn unit_of(tx: &mut Transaction, existing: &Existing, of: &Partner) -> Result<UnitId> {
    let credit_code = of.code().map_or_else(|| of.credit_code.clone(), |code| code.as_str().to_owned());
    if let Some(known) = storage::units::by_credit_code(tx.conn(), &credit_code).await? {
        return Ok(known.id);
    }
    let registered = UnitEvent::Registered {
        credit_code,
        name: of.name.trim().to_owned(),
        unit_kind: of.kind.clone(),
        area: existing.area(),
        from_paper: true,
    };
    units::register(tx, registered, &UnitDetails::default()).await
}

fn opened(entry: Entry) -> Result<Waiting> {
    let Entry { id, body, state, reason, by, cultivation } = entry;
    Ok(Waiting { id, existing: serde_json::from_str(&body)?, state, reason, by, cultivation })
}

/// A page of what was entered, the newest first.
///
/// # Errors
/// The database is away.
pub async fn list(app: &App, actor: &Actor, search: &Search, at: Option<&At>) -> Result<Found<Waiting>> {
    let mut found = listings::intake::listing(&actor.scope(), search).find(app.db().reader(), at).await?;
    let rows = std::mem::take(&mut found.page.rows);
    let entries = rows.into_iter().map(opened).collect::<Result<_>>()?;
    Ok(found.with(entries))
}

/// What was entered as it is narrowed, as a file; recorded.
///
/// # Errors
/// The database is away, or the file cannot be written.
pub async fn export(app: &App, actor: &Actor, search: &Search, format: Format) -> Result<File> {
    let heads =
        ["品牌", "牵头单位", "统一社会信用代码", "属地", "认定文件", "公布日期", "录入人", "状态", "不予导入的原因"];
    let mut sheet = Sheet::of(app, listings::intake::listing(&actor.scope(), search), "存量品牌", heads, format)?;
    let policies = app.policies();
    let policy = policies.current().1;
    while let Some(rows) = sheet.next(app).await? {
        let people = names::named(app, actor, rows.iter().map(|row| row.by).collect::<Vec<_>>()).await?;
        for row in rows {
            let Waiting { existing, state, reason, by, .. } = opened(row)?;
            let area = policy.area_name(&existing.area).to_owned();
            sheet.row([
                existing.name,
                existing.unit_name,
                existing.credit_code,
                area,
                existing.document,
                existing.announced_on,
                people.get(&by).map(|person| person.name.clone()).unwrap_or_default(),
                state.label().to_owned(),
                reason,
            ])?;
        }
    }
    sheet.end(app, actor).await
}

/// One entry.
///
/// # Errors
/// There is none of this number.
pub async fn get(app: &App, id: IntakeId) -> Result<Waiting> {
    opened(intakes::get(app.db().reader(), id).await?.ok_or(Error::NotFound)?)
}

/// The brands of the same name that have their title in other areas: whoever confirms is told of them.
///
/// # Errors
/// The database is away.
pub async fn namesakes(app: &App, existing: &Existing) -> Result<Vec<Namesake>> {
    let same = brands::of_name(app.db().reader(), &existing.name).await?.into_iter();
    Ok(same.filter(|brand| brand.title.is_some() && brand.area != existing.area()).collect())
}
