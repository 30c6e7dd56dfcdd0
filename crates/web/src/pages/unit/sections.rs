//! `/unit/applications/{id}/sections/{key}`: one section of the application, drawn from the policy's form. Saving never asks
//! for completeness; handing in does.

use super::{
    back, fields,
    fields::Sheet,
    fills, frame, href,
    overtaken::{Drawn, Overtaken},
    own_application, reading, standing,
};
use crate::{
    components::{Moment, Summary, Tab, Tabs, Timeline},
    frame::Link,
    page,
    pages::{
        shared::FormPage,
        unit::view::{answers::AnswersPage, section::SectionPage},
    },
    shell::{Answer, Asked, At, Caller, Done, Fail, FormView, Routes, Submitted, Who},
};
use app::{
    App, Error, FieldError,
    applications::{self, Saved, SectionAnswers, SectionState},
    attachments::FileView,
};
use domain::{
    application::{Application, Stage, State},
    ids::FileId,
    policy::{FieldKind, Policy, Section, code_of},
    stream::Stream,
};
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

/// `?check` shows what is still missing, too.
#[derive(Debug, Deserialize)]
pub(super) struct SectionQuery {
    check: Option<String>,
}

/// The sections of an application, and keeping what is typed into one.
pub(super) fn routes() -> Routes {
    const PATH: &str = "/unit/applications/{application}/sections/{*key}";
    Routes::new().get(PATH, Who::FILLING, page).keeping_of_page(PATH, Who::FILLING.with_files(), drawn, save)
}

/// What the form of a section is drawn from, should it come back.
#[derive(Clone, Debug)]
pub(crate) struct Redrawn {
    app: App,
    open: Open,
}

impl FormView for SectionPage {
    fn refused(self, sent: &Submitted, errors: Vec<FieldError>) -> Self {
        match self.from.clone() {
            Some(from) => from.again(self, sent, errors),
            None => self,
        }
    }
}

impl Redrawn {
    /// The form with what was typed, and with what somebody else saved meanwhile beside it.
    fn again(&self, page: SectionPage, sent: &Submitted, errors: Vec<FieldError>) -> SectionPage {
        let Open { policy, key, answers: saved, files, .. } = &self.open;
        let Some(section) = applications::section_of(policy, key) else { return page };
        let typed = fields::typed(section, sent);
        let other = Overtaken::of(&self.app, section, &Drawn::brought(sent.text("drawn")), &typed, saved);
        let offered = other.as_ref().map_or_else(|| typed.clone(), |other| other.answers(&typed));
        let mut form = page.form;
        form.sets = Sheet { policy, section, key, answers: &offered, files }.sets();
        for error in errors {
            form = form.wrong(&fields::target(section, &error.field), error.message);
        }
        if let Some(other) = &other {
            form = other.told(form, policy, section);
        }
        // What is offered is drawn from what is saved, not from what is typed: only that tells who changes what next.
        SectionPage { form, ..page }
    }
}

/// A section of an application with all that its page shows.
#[derive(Clone, Debug)]
struct Open {
    application: Application,
    policy: Arc<Policy>,
    key: String,
    states: Vec<SectionState>,
    answers: SectionAnswers,
    files: Vec<FileView>,
}

impl Open {
    async fn load(caller: &Caller, id: i64, key: String) -> Result<Open, Fail> {
        let (application, policy) = own_application(caller, id).await?;
        let place = app::Place::now(&caller.app, caller.app.db().reader());
        let mut content = applications::draft_content(&place, &application).await?;
        let states = content.sections;
        if !states.iter().any(|state| state.key == key) {
            return Err(Fail::NotFound);
        }
        let answers = match content.answers.0.remove(&key) {
            Some(answers) => answers,
            None => known_already(caller, &application, &key).await?,
        };
        let files = app::attachments::views(&caller.app, &content.files)?;
        Ok(Open { application, policy, key, states, answers, files })
    }

    fn state(&self) -> Result<&SectionState, Fail> {
        self.states.iter().find(|state| state.key == self.key).ok_or(Fail::NotFound)
    }

    fn section(&self) -> Result<&Section, Fail> {
        applications::section_of(&self.policy, &self.key).ok_or(Fail::NotFound)
    }

    fn tabs(&self) -> Tabs {
        let tab = |state: &SectionState| {
            let link = Link::new(state.label.clone(), standing::section_href(&self.application, &state.key));
            Tab { link: Link { current: state.key == self.key, ..link }, count: None }
        };
        Tabs { label: "申报各部分".into(), tabs: self.states.iter().map(tab).collect() }
    }

    /// The page of the form.
    async fn form(&self, caller: &Caller) -> Result<SectionPage, Fail> {
        let (state, section) = (self.state()?, self.section()?);
        let title = format!("{}：{}", state.label, super::name(&self.application));
        let sheet = Sheet { policy: &self.policy, section, key: &self.key, answers: &self.answers, files: &self.files };
        let action = standing::section_href(&self.application, &self.key);
        let frame = frame(caller, &self.application, title).await?;
        let mut form = FormPage::new(frame.clone(), &action, "保存并继续", vec![]);
        form.sets = sheet.sets();
        // The section's own counter stands where an application's seq stands elsewhere.
        // What others saved since stands beside the fields of a form that comes back: it is seen.
        form.seen = Some(caller.seen_now(state.seq));
        let drawn = Drawn::of(&caller.app, section, &self.answers).carried();
        let mut ways = vec![("application".to_owned(), "保存，回到目录".to_owned())];
        if section.fields.iter().any(|asked| asked.kind == FieldKind::List) {
            ways.insert(0, ("rows".into(), "保存并增加空行".into()));
        }
        let mut history = Timeline::default();
        if state.touched.is_some() {
            let what = format!("{} 最后保存", standing::savers(caller, [state]).await?.of(state));
            history.moments.push(Moment { what, ..Moment::default() });
        }
        let asked = match &self.application.stage {
            Stage::Returned(ret) => {
                let code = code_of(&self.key);
                let named = ret.shortfalls.iter().filter(|shortfall| shortfall.section == code);
                named.map(|shortfall| format!("{}（{}）", shortfall.what, shortfall.clause)).collect()
            }
            _ => Vec::new(),
        };
        Ok(SectionPage {
            frame,
            back: back(&self.application),
            sections: self.tabs(),
            form,
            drawn,
            ways,
            asked,
            history,
            from: Some(Redrawn { app: caller.app.clone(), open: self.clone() }),
        })
    }

    async fn to_read(&self, caller: &Caller) -> Answer {
        let state = self.state()?;
        let show = super::show(caller, &self.application);
        let rows = reading::pairs(&self.policy, self.section()?, &self.key, &self.answers, &self.files, show);
        let shut = match self.application.state() {
            _ if !fills(caller, &self.application) => "推荐表由牵头单位填写，这里只供查看。",
            State::Returned => "这一部分不在补正范围内，不能修改。",
            _ => "申报已经提交，退回补正前不能修改。",
        };
        Ok(page::ok(&AnswersPage {
            frame: frame(caller, &self.application, state.label.clone()).await?,
            back: back(&self.application),
            sections: self.tabs(),
            shut: shut.into(),
            rows: Summary { rows },
        }))
    }
}

/// What the installation knows already is not asked twice: the brand's name and county, the unit's registration.
async fn known_already(caller: &Caller, application: &Application, key: &str) -> Result<SectionAnswers, Fail> {
    let mut known = SectionAnswers::new();
    let mut put = |field: &str, value: &str| {
        if !value.is_empty() {
            known.insert(field.to_owned(), Value::String(value.to_owned()));
        }
    };
    if key == "brand" {
        put("brand_name", &application.title);
        put("division_code", application.area.as_str());
    }
    let Some(unit) = application.units.iter().find(|unit| key == format!("unit/{unit}")) else { return Ok(known) };
    let row = app::units::get(caller.app.db().reader(), *unit).await?;
    put("unit_name", &row.name);
    put("uscc", &row.credit_code);
    put("unit_kind", &row.kind);
    put("is_lead", if *unit == application.lead_unit() { "yes" } else { "no" });
    if let Ok(details) = app::units::details(&caller.app, caller.actor()?, *unit).await {
        put("registered_address", &details.address);
        put("contact_name", &details.contact_name);
        put("contact_mobile", &details.contact_phone);
    }
    Ok(known)
}

/// `GET /unit/applications/{id}/sections/{key}`: what is wrong of what was typed stands at its field, and with `?check` what
/// is still missing.
async fn page(caller: Caller, At((id, key)): At<(i64, String)>, Asked(asked): Asked<SectionQuery>) -> Answer {
    let open = Open::load(&caller, id, key).await?;
    let (state, section) = (open.state()?, open.section()?);
    if !state.open || !fills(&caller, &open.application) {
        return open.to_read(&caller).await;
    }
    let mut page = open.form(&caller).await?;
    for error in &state.missing {
        let typed = fields::was_typed(&error.field, &open.answers);
        // What the installation filled in is there to be saved, not to be asked for.
        let told = if typed { state.touched.is_some() } else { asked.check.is_some() };
        if told {
            page.form = page.form.wrong(&fields::target(section, &error.field), error.message.clone());
        }
    }
    Ok(page::ok(&page))
}

/// The form as it comes back, shut or not: nothing typed is lost.
async fn drawn(caller: &Caller, (id, key): (i64, String)) -> Result<SectionPage, Fail> {
    let open = Open::load(caller, id, key).await?;
    if fills(caller, &open.application) { open.form(caller).await } else { Err(Fail::NotFound) }
}

/// `POST /unit/applications/{id}/sections/{key}`: keeps what was typed and uploaded, whatever is still missing.
async fn save(caller: &Caller, (id, key): (i64, String), sent: &Submitted) -> Result<Done, Fail> {
    let mut open = Open::load(caller, id, key).await?;
    let actor = caller.actor()?;
    let (app, application) = (&caller.app, open.application.id);
    let typed = fields::typed(open.section()?, sent);
    let mut seen = sent.seen()?;
    let mut errors = loop {
        match applications::save_section_seen(app, actor, application, &open.key, &typed, seen).await? {
            Saved::Kept(errors) => break errors,
            Saved::Overtaken => {
                open = Open::load(caller, id, open.key).await?;
                overtaken(caller, &open, &typed, sent).await?;
                seen = open.state()?.seq;
            }
        }
    };
    open.answers = typed;
    errors.retain(|error| fields::was_typed(&error.field, &open.answers));
    errors.extend(uploads(caller, &open, sent).await?);
    if let Ok(file) = sent.text("remove").parse() {
        app::attachments::remove_from_application(app, actor, application, FileId(file)).await?;
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors).into());
    }
    if sent.text("then") == "rows" || !sent.text("remove").is_empty() {
        return Ok(Done::to(standing::section_href(&open.application, &open.key)));
    }
    let to = if sent.text("then") == "application" { href(&open.application) } else { after(&open) };
    Ok(Done::to(to).saying("已保存。"))
}

/// Keeps every uploaded file that fits its slot; the others are named with the reason.
async fn uploads(caller: &Caller, open: &Open, sent: &Submitted) -> Result<Vec<FieldError>, Fail> {
    let mut errors = Vec::new();
    let files = open.section()?.fields.iter().filter(|asked| asked.kind == FieldKind::File);
    for (asked, upload) in files.flat_map(|asked| sent.files(&asked.id).into_iter().map(move |upload| (asked, upload)))
    {
        let slot = app::attachments::slot_name(&open.key, &asked.id);
        match app::attachments::add_to_application(&caller.app, caller.actor()?, open.application.id, &slot, &upload)
            .await
        {
            Ok(_) => {}
            Err(Error::Invalid(wrong)) => errors.extend(wrong),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(errors)
}

/// Whoever typed on an older page is told who saved meanwhile, unless nothing of it would be lost. Files that came with it
/// are kept: they stand beside those of the others.
async fn overtaken(caller: &Caller, open: &Open, typed: &SectionAnswers, sent: &Submitted) -> Result<(), Fail> {
    let drawn = Drawn::brought(sent.text("drawn"));
    if Overtaken::of(&caller.app, open.section()?, &drawn, typed, &open.answers).is_none() {
        return Ok(());
    }
    let mut errors = uploads(caller, open, sent).await?;
    let state = open.state()?;
    errors.push(FieldError::of_none(Overtaken::sentence(&standing::savers(caller, [state]).await?.of(state))));
    Err(Fail::Overtaken(errors))
}

/// The next section that is open, or the check of all answers; of a correction, its list.
fn after(open: &Open) -> String {
    if open.application.state() == State::Returned {
        return format!("{}/corrections", href(&open.application));
    }
    let mut later = open.states.iter().skip_while(|state| state.key != open.key).skip(1);
    match later.find(|state| state.open) {
        Some(next) => standing::section_href(&open.application, &next.key),
        None => format!("{}/check", href(&open.application)),
    }
}
