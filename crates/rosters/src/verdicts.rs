//! Verdicts on disputed people (核定, 4.4): the county decides inside its area, the city across areas. A verdict is
//! remembered for the person, the brand, the ledger and the year; only a name or a brand that it did not know asks again.

use super::{
    Reason,
    disputed::{Chosen, seen},
    visibility::reviewer,
};
use crate::{App, Error, Result, Transaction};
use domain::{
    access::Actor,
    brand::{Brand, BrandEvent},
    ids::BrandId,
    length,
    level::Level,
    roster::Ledger,
};
use std::collections::{BTreeMap, BTreeSet};
use storage::rosters::{
    LedgerYear, claims,
    doubts::{self, Asked, Question, questions},
    verdicts::{self, Verdict as Line},
};
use vault::Fingerprint;

/// With which brand the people stay. At most one may count them in one ledger and year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// With the brand whose list it is; no other that claims them counts them.
    Here,
    /// With another brand that claims them.
    Other(BrandId),
    /// With none.
    Nobody,
}

/// Whom a verdict is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// These.
    Chosen(Vec<Chosen>),
    /// Everyone whom the actor decides on, for one reason or for any; `people` is how many the page said they are.
    All {
        /// For this reason.
        reason: Option<Reason>,
        /// How many.
        people: u64,
    },
}

/// A verdict on many people at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whom it is about.
    pub whom: Whom,
    /// With whom they stay.
    pub keeps: Keeps,
    /// Why, for the record.
    pub reason: String,
}

/// People of one ledger and year with what is asked about them.
type Scopes = BTreeMap<(Ledger, i64), BTreeMap<Fingerprint, Question>>;

/// Decides on disputed people of a brand: they count here, with another brand, or with none. One event on the stream of
/// every brand that claims them; the figures frozen at earlier decisions stay.
///
/// # Errors
/// Not the actor's to decide; nobody chosen; no reason; the list has changed since it was seen.
pub async fn decide_people(app: &App, actor: &Actor, brand: BrandId, verdict: &Verdict) -> Result<u64> {
    let mut tx = app.begin(Some(actor)).await?;
    let of = tx.load::<domain::brand::Brand>(brand).await?;
    reviewer(actor, &of)?;
    check_ground(&verdict.reason)?;
    let reason = verdict.reason.trim();
    let scopes = match &verdict.whom {
        Whom::Chosen(people) => chosen(&tx, &of, people).await?,
        Whom::All { reason, people } => all(&tx, actor, &of, *reason, *people).await?,
    };
    let questions = || scopes.values().flat_map(BTreeMap::values);
    let by_city = actor.city_reviewer().is_ok();
    let decides = if by_city { Level::City } else { Level::County };
    let others = questions().filter(|question| question.level(&of.area) != decides).count();
    if others > 0 {
        let whose = if by_city {
            "品牌都在同一县（市、区），由县级核定"
        } else {
            "涉及其他县（市、区）的品牌，由市级核定"
        };
        return Err(Error::field("people", format!("所选人员中有 {others} 人{whose}，请取消勾选后再提交。")));
    }
    if let Keeps::Other(other) = verdict.keeps {
        let strangers = questions().filter(|question| !question.own().rivals.contains(&other)).count();
        if strangers > 0 {
            let sentence = format!("所选人员中有 {strangers} 人不是这个品牌同报的，请分开核定。");
            return Err(Error::field("keeps", sentence));
        }
    }
    let people = questions().count() as u64;
    record(&mut tx, brand, &scopes, verdict.keeps, reason).await?;
    crate::retally(&tx, brand).await?;
    tx.commit().await?;
    Ok(people)
}

/// Whether a verdict says on what ground it is given.
///
/// # Errors
/// Nothing is said, or more than anybody reads.
pub fn check_ground(reason: &str) -> Result<()> {
    if reason.trim().is_empty() {
        return Err(Error::field("reason", "请写明核定的依据，如“核对劳动合同和工资发放记录”。"));
    }
    Error::within(length::PASSAGE, "reason", "依据", reason)
}

/// Whether anybody was chosen.
///
/// # Errors
/// Nobody was.
pub fn check_chosen(people: &[Chosen]) -> Result<()> {
    if people.is_empty() { Err(Error::field("people", "请勾选要核定的人员。")) } else { Ok(()) }
}

/// The questions about the people chosen, each as it was seen.
async fn chosen(tx: &Transaction, of: &Brand, people: &[Chosen]) -> Result<Scopes> {
    check_chosen(people)?;
    let mut asked: BTreeMap<(Ledger, i64), BTreeMap<Fingerprint, &str>> = BTreeMap::new();
    for one in people {
        asked.entry((one.ledger, one.year)).or_default().insert(one.person, &one.seen);
    }
    let mut scopes = Scopes::new();
    for ((ledger, year), people) in asked {
        let prints: Vec<_> = people.keys().copied().collect();
        let found = questions(tx.conn(), LedgerYear { brand: of.id, ledger, year }, &prints).await?;
        let same = |(person, known): (&Fingerprint, &&str)| {
            found.get(person).is_some_and(|question| seen(tx.app(), question) == **known)
        };
        let changed = people.iter().filter(|line| !same(*line)).count();
        if changed > 0 {
            let sentence = format!("所选人员中有 {changed} 人的情况已有变化，请重新查看名单后再核定。");
            return Err(Error::field("people", sentence));
        }
        scopes.insert((ledger, year), found);
    }
    Ok(scopes)
}

/// The questions about everyone the actor decides on.
async fn all(tx: &Transaction, actor: &Actor, of: &Brand, reason: Option<Reason>, said: u64) -> Result<Scopes> {
    let mut scopes = Scopes::new();
    for ((ledger, year), people) in waiting(tx.conn(), actor, of, reason).await? {
        let people: Vec<_> = people.into_iter().collect();
        let asked = LedgerYear { brand: of.id, ledger, year };
        scopes.insert((ledger, year), questions(tx.conn(), asked, &people).await?);
    }
    let found: usize = scopes.values().map(BTreeMap::len).sum();
    if found as u64 != said || found == 0 {
        let sentence = format!("名单已有变化，现在是 {found} 人，请重新查看后再核定。");
        return Err(Error::field("people", sentence));
    }
    Ok(scopes)
}

/// Everyone of a brand's claims whom the actor decides on, by ledger and year.
pub(super) async fn waiting(
    conn: &impl sea_orm::ConnectionTrait,
    actor: &Actor,
    of: &Brand,
    reason: Option<Reason>,
) -> Result<BTreeMap<(Ledger, i64), BTreeSet<Fingerprint>>> {
    let level = if actor.city_reviewer().is_ok() { Level::City } else { Level::County };
    let mut waiting: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for claim in claims::of_brand(conn, of.id).await? {
        let asked = Asked { area: &of.area, reason, level: Some(level), after: None, decided: false };
        let people = doubts::open_in(conn, claim.version, &asked, None).await?;
        waiting.entry((claim.of.ledger, claim.of.year)).or_default().extend(people);
    }
    Ok(waiting)
}

/// How many people of a brand the actor may decide on at once, for one reason or for any.
///
/// # Errors
/// No such brand, or not the actor's to decide on.
pub async fn decidable(app: &App, actor: &Actor, brand: BrandId, reason: Option<Reason>) -> Result<u64> {
    let conn = app.db().reader();
    let of = storage::summaries::load::<domain::brand::Brand>(conn, brand).await?.ok_or(Error::NotFound)?;
    reviewer(actor, &of)?;
    Ok(waiting(conn, actor, &of, reason).await?.values().map(BTreeSet::len).sum::<usize>() as u64)
}

async fn record(tx: &mut Transaction, asked: BrandId, scopes: &Scopes, keeps: Keeps, reason: &str) -> Result<()> {
    let keeper = match keeps {
        Keeps::Here => Some(asked),
        Keeps::Other(other) => Some(other),
        Keeps::Nobody => None,
    };
    let mut by_brand: BTreeMap<BrandId, (Vec<Line<'_>>, BTreeSet<BrandId>)> = BTreeMap::new();
    for (scope, questions) in scopes {
        for (person, question) in questions {
            for (brand, side) in &question.sides {
                let (lines, others) = by_brand.entry(*brand).or_default();
                lines.push(Line { of: *scope, person: *person, counts: keeper == Some(*brand), known: side });
                others.extend(question.sides.keys().filter(|other| *other != brand));
            }
        }
    }
    for (id, (lines, others)) in by_brand {
        let mut brand = tx.load::<Brand>(id).await?;
        let counted = lines.iter().filter(|line| line.counts).count() as u64;
        let event = BrandEvent::PeopleDecided {
            counted,
            excluded: lines.len() as u64 - counted,
            others: others.into_iter().collect(),
            reason: reason.to_owned(),
            digest: digest(tx, &lines),
        };
        tx.append(&mut brand, event).await?;
        verdicts::remember(tx.conn(), id, brand.seq, &lines).await?;
    }
    Ok(())
}

fn digest(tx: &Transaction, lines: &[Line<'_>]) -> String {
    let list: String = lines
        .iter()
        .map(|line| format!("{}/{}/{}/{};", line.of.0.code(), line.of.1, line.person, line.counts))
        .collect();
    tx.vault().mac("verdict", list.as_bytes()).to_string()
}
