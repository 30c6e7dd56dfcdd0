//! Beginning an application, by the unit or by its county for it, and naming the partners of a joint brand.

use crate::{
    App, Error, Result, Transaction,
    answers::{self, Answers},
    sections::write_section,
    visibility::{check_seen, may_change},
};
use domain::{
    access::Actor,
    application::{Application, ApplicationEvent, State},
    brand::{Brand, BrandEvent, MOST_PARTNERS},
    brand_name::normal_form,
    ids::{ApplicationId, BrandId, RoundId, UnitId},
    length,
    namesake::Namesake,
    refusal::Refusal,
    round::Round,
    stream::Stream,
    unit::{Unit, UnitState},
};
use storage::{applications, brands, cultivations, submissions, units};

/// Where the name of a new brand is typed, by the unit and by its county alike.
const NAMED: &str = "name";

/// Begins an application for a new brand, or for one of the unit's own; an attempt not yet ended is offered instead of a
/// second one (5.1.a).
///
/// # Errors
/// No round accepts applications today; the unit is not confirmed; the brand's cycle runs, it was refused in this round, or
/// another stands under its name.
pub async fn start_application(
    app: &App,
    actor: &Actor,
    round: RoundId,
    brand: Option<BrandId>,
    provisional_name: &str,
) -> Result<ApplicationId> {
    let (_, unit) = actor.any_unit_member()?;
    let mut tx = app.begin(Some(actor)).await?;
    let application = start_for_unit(&mut tx, unit, round, brand, provisional_name, false).await?;
    tx.commit().await?;
    Ok(application)
}

/// A county keys in a paper application for a unit of its area (代录, 7.2.b).
///
/// # Errors
/// As [`start_application`]; the unit is of another area.
pub async fn start_on_behalf(
    app: &App,
    actor: &Actor,
    unit_id: UnitId,
    round: RoundId,
    brand: Option<BrandId>,
    provisional_name: &str,
) -> Result<ApplicationId> {
    let mut tx = app.begin(Some(actor)).await?;
    let unit = units::get(tx.conn(), unit_id).await?.ok_or(Error::NotFound)?;
    actor.county_reviewer(&unit.area)?;
    let application = start_for_unit(&mut tx, unit_id, round, brand, provisional_name, true).await?;
    tx.commit().await?;
    Ok(application)
}

async fn start_for_unit(
    tx: &mut Transaction,
    unit: UnitId,
    round: RoundId,
    brand: Option<BrandId>,
    provisional_name: &str,
    on_behalf: bool,
) -> Result<ApplicationId> {
    Error::within(length::NAME, NAMED, "品牌名称", provisional_name)?;
    let applicant = units::get(tx.conn(), unit).await?.ok_or(Error::NotFound)?;
    if applicant.state != UnitState::Confirmed {
        return Err(Error::field(
            "unit",
            "单位还未经所在县（市、区）确认，确认后方可申报。请留意通知或联系当地人社部门。",
        ));
    }
    let round = tx.load::<Round>(round).await?;
    if !round.accepts_on(tx.today()) {
        return Err(Refusal::OutsideWindow { opens: round.opens, closes: round.closes }.into());
    }
    let name = provisional_name.trim();
    let (known, at) = match brand {
        None => {
            if let Some(draft) = drafted_already(tx, unit, name, round.id, on_behalf).await? {
                return Ok(draft);
            }
            (own_of_name(tx, &applicant, name).await?, NAMED)
        }
        Some(id) => (Some(id), "brand"),
    };
    let brand = match known {
        None => {
            let (name, area) = (name.to_owned(), applicant.area.clone());
            let registered = BrandEvent::Registered { name, area, units: vec![unit], imported: false };
            tx.begin::<Brand>(registered).await?
        }
        Some(id) => {
            let brand = tx.load::<Brand>(id).await?;
            // Partners file their own rosters, the lead unit its application (3.4.b).
            if brand.units.first() != Some(&unit) {
                return Err(Error::NotFound);
            }
            if on_behalf {
                tx.actor()?.county_reviewer(&brand.area)?;
            }
            if cultivations::is_in_cycle(tx.conn(), brand.id).await? {
                return Err(Error::field(at, "该品牌正在培育期内，不能再次申报。"));
            }
            if let Some(running) = applications::running_of(tx.conn(), brand.id).await? {
                return Ok(running.id);
            }
            if applications::was_declined(tx.conn(), brand.id, round.id).await? {
                return Err(Error::field("round", DECLINED));
            }
            brand
        }
    };
    draft(tx, &brand, &round, on_behalf).await
}

/// A refusal ends the attempts of its round (5.2.a, 5.3.b, 5.3.g).
const DECLINED: &str = "该品牌在本批次已决定不予通过，本批次的申报到此结束。下一批次可以重新申报。";

/// A draft for a brand that may have one.
async fn draft(tx: &mut Transaction, brand: &Brand, round: &Round, on_behalf: bool) -> Result<ApplicationId> {
    let before = submissions::newest_of_brand(tx.conn(), brand.id).await?;
    let before = before.map_or_else(|| Ok(Answers::default()), |filed| answers::filed(tx.app(), &filed))?;
    let drafted = ApplicationEvent::Drafted {
        brand: brand.id,
        round: round.id,
        area: brand.area.clone(),
        units: brand.units.clone(),
        policy: round.policy.clone(),
        title: brand.name.clone(),
        on_behalf,
    };
    let application = tx.begin::<Application>(drafted).await?;
    // A new attempt begins with the last answers: nothing is asked twice.
    for (key, answers) in before.0 {
        write_section(tx, application.id, (&key, 1), &answers, false).await?;
    }
    Ok(application.id)
}

/// The unit's own brand of this name, which is applied for again in place of a second one; none where the name is new. One
/// unit has one brand of a name, and so has an area once it is recognised.
async fn own_of_name(tx: &Transaction, applicant: &Unit, name: &str) -> Result<Option<BrandId>> {
    let namesakes = brands::of_name(tx.conn(), name).await?;
    let own = |namesake: &&Namesake| namesake.lead == applicant.id;
    if namesakes.iter().filter(own).any(|namesake| namesake.filed.is_some()) {
        return Err(Error::field(NAMED, "同一单位的同名品牌正在申报，不必另建一份。请打开那份申报办理。"));
    }
    // What bears the title goes before what was only begun.
    let known = namesakes.iter().filter(own).max_by_key(|namesake| (namesake.title.is_some(), namesake.brand));
    if let Some(known) = known {
        return Ok(Some(known.brand));
    }
    let titled = |namesake: &Namesake| namesake.title.is_some() && namesake.area == applicant.area;
    if namesakes.iter().any(titled) {
        let sentence =
            "本属地已有同名品牌，且已有称号，不能另行申报。请核对名称；由多家单位共同培育的，由牵头单位申报。";
        return Err(Error::field(NAMED, sentence));
    }
    Ok(None)
}

/// That a name handed in makes no second brand of one that stands: of the unit's own, or of one recognised in the area.
///
/// # Errors
/// It does; the unit is told which brand to go on with.
pub(super) async fn stands_alone(tx: &Transaction, application: &Application, name: &str) -> Result<()> {
    let namesakes = brands::of_name(tx.conn(), name).await?;
    for namesake in namesakes.into_iter().filter(|namesake| namesake.brand != application.brand) {
        let (own, titled) = (namesake.lead == application.lead_unit(), namesake.title.is_some());
        let refused = if own && titled {
            "同一单位的同名品牌已有称号，不能作为另一个品牌申报。请撤回本件，培育期满后选择原品牌重新申报；另有其名的，请更改品牌名称。"
        } else if own && namesake.filed.is_some() {
            "同一单位的同名品牌正在申报，不能作为另一个品牌再报。请撤回本件，或更改品牌名称。"
        } else if own && applications::was_declined(tx.conn(), namesake.brand, application.round).await? {
            DECLINED
        } else if titled && namesake.area == application.area {
            "本属地已有同名品牌，且已有称号。请更改品牌名称。"
        } else {
            continue;
        };
        return Err(Refusal::Plain(refused).into());
    }
    Ok(())
}

/// The unit's draft of this name, which is gone on with instead of a second one. Asked under the lock: of two that begin at
/// once the later one finds the earlier's.
async fn drafted_already(
    tx: &Transaction,
    unit: UnitId,
    name: &str,
    round: RoundId,
    on_behalf: bool,
) -> Result<Option<ApplicationId>> {
    let form = normal_form(name);
    let same = |application: &Application| {
        application.state() == State::Drafting
            && application.lead_unit() == unit
            && normal_form(&application.title) == form
    };
    let Some(draft) = applications::of_unit(tx.conn(), unit).await?.into_iter().find(same) else { return Ok(None) };
    if on_behalf && !draft.on_behalf {
        return Err(Error::field(NAMED, "这家单位自己已有同名草稿，请由单位填写提交，或先由单位撤回。"));
    }
    if draft.round != round {
        return Err(Error::field(
            NAMED,
            "这个品牌名称在另一批次还有一份没有提交的草稿。请先打开那份草稿，提交或者撤回，再为这一批次申报。",
        ));
    }
    Ok(Some(draft.id))
}

/// Names the partner units of a joint brand (3.4.b) while its application is a draft, or was returned with its section
/// `unit` open; the lead unit stays first.
///
/// # Errors
/// A credit code that no confirmed unit has; the section is not open; not the lead unit; somebody acted since it was seen.
pub async fn set_partners(
    app: &App,
    actor: &Actor,
    application: ApplicationId,
    seen: u32,
    credit_codes: &[String],
) -> Result<()> {
    if credit_codes.len() > MOST_PARTNERS {
        return Err(Error::field("credit_codes", format!("共同培育单位最多填 {MOST_PARTNERS} 家，请核对。")));
    }
    let mut tx = app.begin(Some(actor)).await?;
    let application = tx.load::<Application>(application).await?;
    may_change(actor, &application, Some("unit"))?;
    check_seen(&tx, &application, seen).await?;
    let mut named = vec![application.lead_unit()];
    let codes = credit_codes.iter().map(|code| code.trim().to_owned()).collect();
    let units = units::by_credit_codes(tx.conn(), codes).await?;
    for code in credit_codes {
        let known = units.get(code.trim()).filter(|unit| unit.state == UnitState::Confirmed).ok_or_else(|| {
            let code: String = code.trim().chars().take(18).collect();
            Error::field("credit_codes", format!("没有已确认的单位使用信用代码 {code}。请先由该单位注册。"))
        })?;
        if !named.contains(&known.id) {
            named.push(known.id);
        }
    }
    if named == application.units {
        return tx.commit().await;
    }
    let mut brand = tx.load::<Brand>(application.brand).await?;
    tx.append(&mut brand, BrandEvent::UnitsSet { units: named.clone() }).await?;
    let mut application = application;
    tx.append(&mut application, ApplicationEvent::UnitsNamed { units: named }).await?;
    tx.commit().await
}
