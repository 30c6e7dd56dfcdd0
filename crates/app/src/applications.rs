//! Applications as the unit works on them: begin, type, hand in, correct, take back (5.1, 7.2.b).

use crate::{App, Error, FieldError, Result, Verb, attachments, facts, rosters, seals};
use domain::{
    access::{Actor, Role, UnitMember},
    brand::BrandEvent,
    case::{Case, CaseEvent, Filing, Pinned, State},
    ids::{AreaCode, BrandId, CaseId, RoundId, UnitId},
    level::Level,
    policy::{Field, FieldKind, Policy, Repeat, RequiredWhen},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::OnConflict,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use storage::entities::{brand_summary, case_summary, draft_section, submission, unit};

/// Answers of one section, by field id. Lists are arrays of objects; everything else is text.
pub type SectionAnswers = BTreeMap<String, Value>;

/// All answers of a draft or submission, by section key: `brand`, `unit/12`, `figures/2024`, `narrative`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answers(pub BTreeMap<String, SectionAnswers>);

impl Answers {
    /// The text of a field; empty where nothing was typed.
    #[must_use]
    pub fn text(&self, section: &str, field: &str) -> &str {
        self.0.get(section).and_then(|answers| answers.get(field)).and_then(Value::as_str).unwrap_or_default()
    }

    /// The entries of a list field.
    #[must_use]
    pub fn list(&self, section: &str, field: &str) -> &[Value] {
        self.0.get(section).and_then(|answers| answers.get(field)).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// Whether a yes-no field says yes.
    #[must_use]
    pub fn yes(&self, section: &str, field: &str) -> bool {
        matches!(self.text(section, field), "yes" | "true" | "是")
    }
}

/// How far a section is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// 未开始
    Untouched,
    /// 填写中
    Filling,
    /// 已完成
    Done,
    /// 需修改
    ToCorrect,
}

/// A section as the task list shows it.
#[derive(Clone, Debug)]
pub struct SectionState {
    /// `brand`, `unit/12`, `figures/2024`, `narrative`.
    pub key: String,
    /// Its heading.
    pub label: String,
    /// How far it is.
    pub progress: Progress,
    /// Whether it may be typed into now.
    pub open: bool,
    /// When it was last touched, in milliseconds, and by which account.
    pub touched: Option<(i64, i64)>,
    /// What is still missing or wrong.
    pub missing: Vec<FieldError>,
}

/// Begins an application for a new brand, or for one of the unit's own; an attempt not yet ended is offered instead of a
/// second one (5.1.a).
///
/// # Errors
/// No round accepts applications today; the unit is not confirmed; the brand's cycle runs.
pub async fn start_application(
    app: &App,
    actor: &Actor,
    round: RoundId,
    brand: Option<BrandId>,
    provisional_name: &str,
) -> Result<CaseId> {
    let (_, unit) = actor.any_unit_member()?;
    let mut verb = app.begin(Some(actor)).await?;
    let case = start_for_unit(&mut verb, unit, round, brand, provisional_name, false).await?;
    verb.commit().await?;
    Ok(case)
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
) -> Result<CaseId> {
    let mut verb = app.begin(Some(actor)).await?;
    let row = unit::Entity::find_by_id(unit_id.0).one(verb.conn()).await?.ok_or(Error::NotFound)?;
    actor.county_reviewer(&AreaCode(row.area))?;
    let case = start_for_unit(&mut verb, unit_id, round, brand, provisional_name, true).await?;
    verb.commit().await?;
    Ok(case)
}

async fn start_for_unit(
    verb: &mut Verb,
    unit: UnitId,
    round: RoundId,
    brand: Option<BrandId>,
    provisional_name: &str,
    on_behalf: bool,
) -> Result<CaseId> {
    let row = unit::Entity::find_by_id(unit.0).one(verb.conn()).await?.ok_or(Error::NotFound)?;
    if row.state != "confirmed" {
        return Err(Error::field(
            "unit",
            "单位还未经所在县（市、区）确认，确认后方可申报。请留意通知或联系当地人社部门。",
        ));
    }
    let round = verb.round(round).await?;
    if !round.accepts_on(verb.today()) {
        return Err(domain::case::Refusal::OutsideWindow { opens: round.opens, closes: round.closes }.into());
    }
    let brand = match brand {
        None => {
            let name = provisional_name.trim().to_owned();
            let area = AreaCode(row.area.clone());
            let registered = BrandEvent::Registered { name, area, units: vec![unit], imported: false };
            verb.begin_brand(registered).await?
        }
        Some(id) => {
            let brand = verb.brand(id).await?;
            if !brand.units.contains(&unit) {
                return Err(Error::NotFound);
            }
            brand
        }
    };
    if let Some(running) = running_case(verb.conn(), brand.id).await? {
        return if running.state == State::Recognised.code() {
            Err(Error::field("brand", "该品牌正在培育期内，不能再次申报。"))
        } else {
            Ok(CaseId(running.id))
        };
    }
    let before = last_submission(verb, brand.id).await?;
    let drafted = CaseEvent::Drafted {
        brand: brand.id,
        round: round.id,
        area: brand.area.clone(),
        units: brand.units.clone(),
        policy: round.policy.clone(),
        title: brand.name.clone(),
        on_behalf,
    };
    let case = verb.begin_case(drafted).await?;
    // A new attempt begins with the last answers: nothing is asked twice.
    for (key, answers) in before.0 {
        write_section(verb, case.id, &key, &answers, "filling").await?;
    }
    Ok(case.id)
}

async fn running_case(conn: &impl ConnectionTrait, brand: BrandId) -> Result<Option<case_summary::Model>> {
    let ended: Vec<_> = State::ALL.into_iter().filter(|state| state.ended()).map(State::code).collect();
    Ok(case_summary::Entity::find()
        .filter(case_summary::Column::Brand.eq(brand.0))
        .filter(case_summary::Column::State.is_not_in(ended))
        .one(conn)
        .await?)
}

/// The case of a brand that the actor's county keys in (代录): while it runs, its rosters are the county's to file.
///
/// # Errors
/// No such brand, or another area's; nothing of it is keyed in.
pub async fn keyed_in(conn: &impl ConnectionTrait, actor: &Actor, id: BrandId) -> Result<Case> {
    let brand = storage::summaries::brand(conn, id).await?.ok_or(Error::NotFound)?;
    let running = match running_case(conn, id).await? {
        Some(row) => storage::summaries::case(conn, CaseId(row.id)).await?,
        None => None,
    };
    actor.county_reviewer(running.as_ref().map_or(&brand.area, |case| &case.area))?;
    Ok(running.filter(|case| case.on_behalf).ok_or(domain::access::Denied::NotYours("培育单位"))?)
}

async fn last_submission(verb: &Verb, brand: BrandId) -> Result<Answers> {
    let cases = case_summary::Entity::find()
        .filter(case_summary::Column::Brand.eq(brand.0))
        .order_by_desc(case_summary::Column::Id)
        .all(verb.conn())
        .await?;
    for case in cases {
        if let Some(answers) = submitted(verb.app(), verb.conn(), CaseId(case.id)).await? {
            return Ok(answers);
        }
    }
    Ok(Answers::default())
}

/// Keeps what was typed into a section, complete or not: a draft is never blocked (7.2.b). Returns what is still missing
/// or wrong, field by field.
///
/// # Errors
/// The section is closed now, or belongs to another unit of a joint brand.
pub async fn save_section(
    app: &App,
    actor: &Actor,
    case: CaseId,
    key: &str,
    answers: &SectionAnswers,
) -> Result<Vec<FieldError>> {
    let mut verb = app.begin(Some(actor)).await?;
    let case = verb.case(case).await?;
    may_change(actor, &case, Some(key_of_section(key)))?;
    let policy = verb.policy(&case.policy)?;
    let section = section_of(&policy, key).ok_or(Error::NotFound)?;
    if key_of_section(key) == "unit" && !case.units.iter().any(|unit| key == format!("unit/{unit}")) {
        return Err(Error::NotFound);
    }
    let kept = keep_known(&section.fields, answers);
    let present = attachments::slots(verb.conn(), case.id).await?;
    let missing = missing_in(&section.fields, key, &kept, &present, &policy);
    write_section(&mut verb, case.id, key, &kept, if missing.is_empty() { "done" } else { "filling" }).await?;
    verb.commit().await?;
    Ok(missing)
}

/// Whether the actor may change a part of a case now: a form section, or none for files that are no form field.
/// Partners of a joint brand read the case and file only their own rosters; a county types only into what it keyed in.
pub(crate) fn may_change(actor: &Actor, case: &Case, section: Option<&str>) -> Result<()> {
    if actor.county_reviewer(&case.area).is_ok() {
        if !case.on_behalf {
            return Err(domain::access::Denied::NotYours("培育单位").into());
        }
    } else {
        case.units.iter().find_map(|unit| actor.unit_member(*unit).ok()).ok_or(domain::access::Denied::Hidden)?;
        if actor.unit != Some(case.lead_unit()) {
            return Err(domain::access::Denied::NotYours("牵头单位").into());
        }
    }
    let open = section.map_or_else(|| case.open_for_unit(), |section| case.section_open(section));
    if open { Ok(()) } else { Err(domain::case::Refusal::WrongState { now: case.state() }.into()) }
}

/// Hands the application in (5.1.a): answers, files and rosters are frozen.
///
/// # Errors
/// Materials incomplete, each named with its clause; outside the window; somebody acted since the page was drawn.
pub async fn submit(app: &App, actor: &Actor, case: CaseId, seen: u32) -> Result<()> {
    let mut verb = app.begin(Some(actor)).await?;
    let mut case = verb.case(case).await?;
    let unit = filer(actor, &case)?;
    crate::cases::check_seen(&verb, &case, seen).await?;
    let round = verb.round(case.round.ok_or(Error::NotFound)?).await?;
    let policy = verb.policy(&case.policy)?;
    let (filing, facts) = prepare(&mut verb, &case, policy.review.county_days.value).await?;
    let event = case.submit(&unit, &facts, round.window(), filing)?;
    file(&mut verb, &mut case, event).await?;
    verb.commit().await
}

/// Hands in the corrected sections (5.2.a).
///
/// # Errors
/// As [`submit`]; not in the unit's hands.
pub async fn resubmit(app: &App, actor: &Actor, case: CaseId, seen: u32) -> Result<()> {
    let mut verb = app.begin(Some(actor)).await?;
    let mut case = verb.case(case).await?;
    let unit = filer(actor, &case)?;
    crate::cases::check_seen(&verb, &case, seen).await?;
    let policy = verb.policy(&case.policy)?;
    let (filing, facts) = prepare(&mut verb, &case, policy.review.county_days.value).await?;
    let event = case.resubmit(&unit, &facts, filing)?;
    file(&mut verb, &mut case, event).await?;
    verb.commit().await
}

/// The lead unit files; a county files what it keyed in for the unit.
fn filer(actor: &Actor, case: &Case) -> Result<UnitMember> {
    if case.on_behalf && actor.county_reviewer(&case.area).is_ok() {
        let for_unit = Actor { role: Role::Unit, unit: Some(case.lead_unit()), ..actor.clone() };
        return Ok(for_unit.unit_member(case.lead_unit())?);
    }
    Ok(actor.unit_member(case.lead_unit())?)
}

async fn prepare(verb: &mut Verb, case: &Case, days: u32) -> Result<(Filing, domain::case::Facts)> {
    let answers = draft(verb.app(), verb.conn(), case.id).await?;
    let facts = facts::of_draft(verb, case, &answers, Level::County).await?;
    let rosters = rosters::pin(verb.conn(), case.brand, rosters::years(verb.today())).await?;
    let no = submission::Entity::find().filter(submission::Column::CaseId.eq(case.id.0)).all(verb.conn()).await?.len();
    let pinned = Pinned {
        submission: u32::try_from(no).unwrap_or(u32::MAX - 1) + 1,
        digest: content_digest(verb.app(), verb.conn(), case, &answers).await?,
        rosters,
    };
    let title = answers.text("brand", "brand_name").trim().to_owned();
    Ok((Filing { title, units: case.units.clone(), pinned, due: verb.due_in(days) }, facts))
}

async fn file(verb: &mut Verb, case: &mut Case, event: CaseEvent) -> Result<()> {
    let (CaseEvent::Submitted { title, pinned, .. } | CaseEvent::Resubmitted { title, pinned, .. }) = &event else {
        return Err(Error::Internal("filing made another event".into()));
    };
    let answers = serde_json::to_string(&draft(verb.app(), verb.conn(), case.id).await?)?;
    let key = format!("{}/{}", case.id, pinned.submission);
    let row = submission::ActiveModel {
        case_id: Set(case.id.0),
        no: Set(i64::from(pinned.submission)),
        answers_sealed: Set(verb.seal(seals::SUBMISSION_ANSWERS.key(&key), &answers)),
        digest: Set(pinned.digest.clone()),
        at: Set(verb.now().timestamp_millis()),
    };
    submission::Entity::insert(row).exec_without_returning(verb.conn()).await?;
    let mut brand = verb.brand(case.brand).await?;
    if brand.name != *title {
        verb.append_brand(&mut brand, BrandEvent::Named { name: title.clone() }).await?;
    }
    rosters::freeze(verb, case.brand, &pinned.rosters).await?;
    verb.append_case(case, event).await
}

/// Takes the application back, any time before the notice (5.1.a). A county gives up only a draft that it keyed in, and
/// says why.
///
/// # Errors
/// The notice is out, or the attempt has ended; a county gives no reason.
pub async fn withdraw(app: &App, actor: &Actor, case: CaseId, seen: u32, reason: &str) -> Result<()> {
    let mut verb = app.begin(Some(actor)).await?;
    let mut case = verb.case(case).await?;
    let unit =
        if case.state() == State::Drafting { filer(actor, &case)? } else { actor.unit_member(case.lead_unit())? };
    crate::cases::check_seen(&verb, &case, seen).await?;
    if actor.role == Role::County && reason.trim().is_empty() {
        return Err(Error::field("reason", "代单位撤回，请写明原因，如单位书面申请撤回。"));
    }
    let event = case.withdraw(&unit, reason.trim().to_owned())?;
    verb.append_case(&mut case, event).await?;
    crate::acts::ended(&mut verb, &case, None).await?;
    verb.commit().await
}

/// Names the partner units of a joint brand while its application is a draft (3.4.b); the lead unit stays first.
///
/// # Errors
/// A credit code that no confirmed unit has; not a draft; not the lead unit.
pub async fn set_partners(app: &App, actor: &Actor, case: CaseId, credit_codes: &[String]) -> Result<()> {
    let mut verb = app.begin(Some(actor)).await?;
    let case = verb.case(case).await?;
    may_change(actor, &case, Some("unit"))?;
    let mut units = vec![case.lead_unit()];
    for code in credit_codes {
        let row = unit::Entity::find().filter(unit::Column::CreditCode.eq(code.trim())).one(verb.conn()).await?;
        let row = row.filter(|row| row.state == "confirmed").ok_or_else(|| {
            Error::field("credit_codes", format!("没有已确认的单位使用信用代码 {}。请先由该单位注册。", code.trim()))
        })?;
        if !units.contains(&UnitId(row.id)) {
            units.push(UnitId(row.id));
        }
    }
    let mut brand = verb.brand(case.brand).await?;
    verb.append_brand(&mut brand, BrandEvent::UnitsSet { units: units.clone() }).await?;
    let mut case = case;
    verb.append_case(&mut case, CaseEvent::UnitsNamed { units }).await?;
    verb.commit().await
}

/// What a draft holds now.
///
/// # Errors
/// The database is away, or a section does not open.
pub async fn draft(app: &App, conn: &impl ConnectionTrait, case: CaseId) -> Result<Answers> {
    let rows = draft_section::Entity::find().filter(draft_section::Column::CaseId.eq(case.0)).all(conn).await?;
    let mut answers = Answers::default();
    for row in rows {
        let context = seals::DRAFT_ANSWERS.key(&format!("{}/{}", row.case_id, row.section));
        let section = serde_json::from_str(&app.open_text(context, &row.answers_sealed)?)?;
        answers.0.insert(row.section, section);
    }
    Ok(answers)
}

/// The answers filed last; none before the first filing.
///
/// # Errors
/// The database is away, or the submission does not open.
pub async fn submitted(app: &App, conn: &impl ConnectionTrait, case: CaseId) -> Result<Option<Answers>> {
    let row = submission::Entity::find()
        .filter(submission::Column::CaseId.eq(case.0))
        .order_by_desc(submission::Column::No)
        .one(conn)
        .await?;
    row.map(|row| open_submission(app, &row)).transpose()
}

/// The answers of one earlier filing, to stand beside the new ones.
///
/// # Errors
/// There is no such filing.
pub async fn submitted_as(app: &App, conn: &impl ConnectionTrait, case: CaseId, no: u32) -> Result<Answers> {
    let row = submission::Entity::find_by_id((case.0, i64::from(no))).one(conn).await?.ok_or(Error::NotFound)?;
    open_submission(app, &row)
}

fn open_submission(app: &App, row: &submission::Model) -> Result<Answers> {
    let context = seals::SUBMISSION_ANSWERS.key(&format!("{}/{}", row.case_id, row.no));
    Ok(serde_json::from_str(&app.open_text(context, &row.answers_sealed)?)?)
}

/// The keyed digest of answers and files: its head is the content code printed on the recommendation form (4.1). The
/// scan of the signed form itself is left out, for it carries the code.
///
/// # Errors
/// The database is away.
pub async fn content_digest(app: &App, conn: &impl ConnectionTrait, case: &Case, answers: &Answers) -> Result<String> {
    let files: BTreeSet<String> = attachments::of_case(conn, case.id)
        .await?
        .into_iter()
        .filter(|file| !file.slot.starts_with("signed_form"))
        .map(|file| format!("{}={}", file.slot, file.digest))
        .collect();
    let content = serde_json::to_vec(&(case.id, answers, files))?;
    Ok(app.vault().mac("submission", &content).to_string())
}

/// The task list of a case: every section, how far it is, what is missing.
///
/// # Errors
/// The database is away.
pub async fn sections(app: &App, conn: &impl ConnectionTrait, case: &Case) -> Result<Vec<SectionState>> {
    let policy = app.policy(&case.policy)?;
    let rows = draft_section::Entity::find().filter(draft_section::Column::CaseId.eq(case.id.0)).all(conn).await?;
    let answers = draft(app, conn, case.id).await?;
    let present = attachments::slots(conn, case.id).await?;
    let empty = SectionAnswers::new();
    let mut states = Vec::new();
    for (key, label) in section_keys(&policy, case, app.today()) {
        let Some(section) = section_of(&policy, &key) else { continue };
        let typed = answers.0.get(&key);
        let missing = missing_in(&section.fields, &key, typed.unwrap_or(&empty), &present, &policy);
        let row = rows.iter().find(|row| row.section == key);
        let open = case.section_open(key_of_section(&key));
        let progress = match (typed, missing.is_empty(), case.state()) {
            (_, _, State::Returned) if open => Progress::ToCorrect,
            (None, ..) => Progress::Untouched,
            (Some(_), true, _) => Progress::Done,
            (Some(_), false, _) => Progress::Filling,
        };
        let touched = row.map(|row| (row.changed_at, row.changed_by));
        states.push(SectionState { key, label, progress, open, touched, missing });
    }
    Ok(states)
}

/// Every section key of a case with its heading, in the order of the form.
#[must_use]
pub fn section_keys(policy: &Policy, case: &Case, today: chrono::NaiveDate) -> Vec<(String, String)> {
    let mut keys = Vec::new();
    for section in &policy.form.sections {
        match section.repeat {
            Repeat::Once => keys.push((section.code.clone(), section.label.clone())),
            Repeat::PerUnit => keys.extend(case.units.iter().enumerate().map(|(index, unit)| {
                let label = match (case.units.len(), index) {
                    (1, _) => section.label.clone(),
                    (_, 0) => format!("{}（牵头）", section.label),
                    (_, n) => format!("{}（共同培育 {n}）", section.label),
                };
                (format!("{}/{unit}", section.code), label)
            })),
            Repeat::PerRosterYear => {
                let years = rosters::years(case.submitted_at.map_or(today, domain::calendar::shanghai_date));
                keys.extend(
                    years.map(|year| (format!("{}/{year}", section.code), format!("{}（{year}年）", section.label))),
                );
            }
        }
    }
    keys
}

/// The section of the form behind a key.
#[must_use]
pub fn section_of<'a>(policy: &'a Policy, key: &str) -> Option<&'a domain::policy::Section> {
    policy.form.sections.iter().find(|section| section.code == key_of_section(key))
}

/// `unit` of `unit/12`: what a shortfall names.
#[must_use]
pub fn key_of_section(key: &str) -> &str {
    key.split('/').next().unwrap_or(key)
}

async fn write_section(verb: &mut Verb, case: CaseId, key: &str, answers: &SectionAnswers, state: &str) -> Result<()> {
    let context = seals::DRAFT_ANSWERS.key(&format!("{case}/{key}"));
    let row = draft_section::ActiveModel {
        case_id: Set(case.0),
        section: Set(key.to_owned()),
        answers_sealed: Set(verb.seal(context, &serde_json::to_string(answers)?)),
        state: Set(state.to_owned()),
        changed_at: Set(verb.now().timestamp_millis()),
        changed_by: Set(verb.actor()?.account.0),
    };
    let columns = [
        draft_section::Column::AnswersSealed,
        draft_section::Column::State,
        draft_section::Column::ChangedAt,
        draft_section::Column::ChangedBy,
    ];
    draft_section::Entity::insert(row)
        .on_conflict(
            OnConflict::columns([draft_section::Column::CaseId, draft_section::Column::Section])
                .update_columns(columns)
                .to_owned(),
        )
        .exec_without_returning(verb.conn())
        .await?;
    Ok(())
}

/// Only fields of the form are kept: a forged field is dropped at the door.
fn keep_known(fields: &[Field], answers: &SectionAnswers) -> SectionAnswers {
    let known = fields.iter().filter(|field| field.kind != FieldKind::File);
    known.filter_map(|field| answers.get(&field.id).map(|value| (field.id.clone(), value.clone()))).collect()
}

/// What of a section is still missing or wrong. Nothing here blocks saving.
fn missing_in(
    fields: &[Field],
    key: &str,
    answers: &SectionAnswers,
    present: &BTreeSet<String>,
    policy: &Policy,
) -> Vec<FieldError> {
    fields.iter().flat_map(|field| crate::form::check(field, key, answers, present, policy)).collect()
}

/// Whether a field has to be filled, given the other answers of its section.
pub(crate) fn is_required(field: &Field, answers: &SectionAnswers) -> bool {
    let text = |id: &str| answers.get(id).and_then(Value::as_str).unwrap_or_default();
    field.required
        || match field.required_when {
            Some(RequiredWhen::Heritage) => matches!(text("is_intangible_heritage"), "yes" | "true"),
            Some(RequiredWhen::Entrusted) => matches!(text("training_mode"), "entrusted" | "both"),
            // The name is judged with every unit's name at hand, and money is asked about when there is some.
            Some(RequiredWhen::NameUnmet | RequiredWhen::Subsidy) | None => false,
        }
}

/// Brands of a unit, for "apply again" and rosters.
///
/// # Errors
/// The database is away.
pub async fn brands_of_unit(conn: &impl ConnectionTrait, unit: UnitId) -> Result<Vec<brand_summary::Model>> {
    use storage::entities::brand_unit;
    let ids: Vec<i64> = brand_unit::Entity::find()
        .filter(brand_unit::Column::Unit.eq(unit.0))
        .all(conn)
        .await?
        .into_iter()
        .map(|row| row.brand)
        .collect();
    Ok(brand_summary::Entity::find()
        .filter(brand_summary::Column::Id.is_in(ids))
        .order_by_asc(brand_summary::Column::Id)
        .all(conn)
        .await?)
}

/// The cases of a brand, the oldest first.
///
/// # Errors
/// The database is away.
pub async fn cases_of_brand(conn: &impl ConnectionTrait, brand: BrandId) -> Result<Vec<Case>> {
    let rows = case_summary::Entity::find()
        .filter(case_summary::Column::Brand.eq(brand.0))
        .order_by_asc(case_summary::Column::Id)
        .all(conn)
        .await?;
    let mut cases = Vec::with_capacity(rows.len());
    for row in rows {
        cases.extend(storage::summaries::case(conn, CaseId(row.id)).await?);
    }
    Ok(cases)
}
