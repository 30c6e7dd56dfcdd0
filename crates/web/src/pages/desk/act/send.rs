//! What was sent becomes the act: read whole, its files kept, then proposed or put on record.

use super::{
    about,
    fields::{self, OPINION},
};
use crate::{
    pages::desk::{in_words, official},
    shell::{Caller, Done, Fail, Submitted},
};
use app::{
    Error, Together,
    acts::{self, Outcome, Sending},
    attachments::DeskFile,
};
use domain::{
    access::Actor,
    act::{ActKind, AnyAct, form::Sent},
    days::Days,
    ids::{ApplicationId, CultivationId, FileId, NoticeId, OfficeId},
    notice::Meeting,
    stream::StreamKind,
};
use std::collections::BTreeMap;

impl Sent for Submitted {
    fn text(&self, name: &str) -> &str {
        self.text(name)
    }

    fn all(&self, name: &str) -> Vec<&str> {
        self.all(name)
    }

    fn has_file(&self, name: &str) -> bool {
        self.file(name).is_some()
    }
}

/// Reads and sends an act; says where to go and what was done.
pub(super) async fn send(caller: &Caller, kind: ActKind, id: i64, part: &str, sent: &Submitted) -> Result<Done, Fail> {
    if sent.text("then") == "more" {
        return Err(Fail::Again);
    }
    let (app, actor) = (&caller.app, official(caller)?);
    let asked = acts::ask(app, actor, caller.steps(), (kind, id, part)).await?;
    if let Some(reason) = &asked.blocked {
        sent.told_by(&fields::of(&asked).0);
        return Err(Fail::Blocked(reason.clone()));
    }
    let seen = sent.seen()?;
    let office = DeskFile::Office(actor.office.unwrap_or(OfficeId(0)));
    let (read, meeting) = (acts::read(&asked, sent), met(caller, sent, asked.meets())).together()?;
    let files = files(caller, actor, &asked.form, desk_file(kind, id, office), sent).await?;
    let act = asked.act(id, part, read, files)?;
    let meeting = minuted(caller, meeting, sent).await?;
    let outcome = propose(caller, act, seen, meeting, sent).await?;
    let moved = kind == ActKind::Transfer && matches!(outcome, Outcome::Performed(_));
    let to = match outcome {
        _ if moved => "/desk".to_owned(),
        Outcome::Waiting(matter) if kind.stream() != StreamKind::Application => format!("/desk/matters/{matter}"),
        _ => about::after(&asked, id),
    };
    Ok(Done::to(to).saying(said(&asked.label, asked.done, outcome)))
}

/// What is said after an act was sent, or a step taken.
pub(in crate::pages::desk) fn said(label: &str, done: &str, outcome: Outcome) -> String {
    match outcome {
        Outcome::Waiting(_) => format!("“{label}”已提交，等下一环节办理。"),
        Outcome::Performed(_) => format!("“{label}”已办理。"),
        Outcome::Recorded => done.to_owned(),
    }
}

/// Sends an act, judged against what was seen of what it is done to, with the opinion typed beside it and the meeting that
/// decided. What was kept for it so far stays, though another act of the same form be refused.
pub(in crate::pages::desk) async fn propose(
    caller: &Caller,
    act: AnyAct,
    seen: u32,
    meeting: Option<Meeting>,
    sent: &Submitted,
) -> Result<Outcome, Fail> {
    let sending = Sending { seen: Some(seen), opinion: sent.text(OPINION), meeting };
    let outcome = acts::send(&caller.app, official(caller)?, act, sending).await?;
    sent.papers_stand();
    Ok(outcome)
}

/// The meeting that decides where a chain ends at once, on one of the days it asks for; none where it asks for none,
/// whatever was sent. Its scan is still to be kept: see [`minuted`].
///
/// # Errors
/// A sentence at each of its fields.
pub(in crate::pages::desk) fn met(
    caller: &Caller,
    sent: &Submitted,
    asked: Option<&Days>,
) -> Result<Option<Meeting>, Error> {
    if asked.is_some() { meeting_typed(caller, sent, asked) } else { Ok(None) }
}

/// A meeting that was typed, its scan kept among the papers of the office.
pub(in crate::pages::desk) async fn minuted(
    caller: &Caller,
    meeting: Option<Meeting>,
    sent: &Submitted,
) -> Result<Option<Meeting>, Fail> {
    let actor = official(caller)?;
    with_minutes(caller, actor, meeting, sent, DeskFile::Office(actor.office.unwrap_or(OfficeId(0)))).await
}

/// Where the files of an act are kept.
fn desk_file(kind: ActKind, id: i64, office: DeskFile) -> DeskFile {
    match kind.stream() {
        StreamKind::Application => DeskFile::Review(ApplicationId(id)),
        StreamKind::Cultivation => DeskFile::Cultivation(CultivationId(id)),
        StreamKind::Notice => DeskFile::Notice(NoticeId(id)),
        StreamKind::Unit
        | StreamKind::Brand
        | StreamKind::Round
        | StreamKind::Objection
        | StreamKind::Matter
        | StreamKind::RightsRequest
        | StreamKind::Installation => office,
    }
}

async fn files(
    caller: &Caller,
    actor: &Actor,
    form: &domain::act::Form,
    to: DeskFile,
    sent: &Submitted,
) -> Result<BTreeMap<&'static str, FileId>, Fail> {
    let mut files = BTreeMap::new();
    for (field, slot) in form.files() {
        if let Some(kept) = sent.keep_paper(caller, actor, field, to, slot).await? {
            files.insert(field, kept);
        }
    }
    Ok(files)
}

/// The meeting typed into a form (集体研究): date, number of its minutes, scan. None where nothing was typed and none is
/// `asked`, on one of these days.
///
/// # Errors
/// Half of it typed, or nothing of what is asked.
pub(in crate::pages::desk) async fn meeting(
    caller: &Caller,
    sent: &Submitted,
    to: DeskFile,
    asked: Option<&Days>,
) -> Result<Option<Meeting>, Fail> {
    let typed = meeting_typed(caller, sent, asked)?;
    with_minutes(caller, official(caller)?, typed, sent, to).await
}

/// As [`meeting`], with its scan still to be kept.
fn meeting_typed(caller: &Caller, sent: &Submitted, asked: Option<&Days>) -> Result<Option<Meeting>, Error> {
    let (on, minutes) = (sent.text("met_on"), sent.text("minutes_number"));
    if asked.is_none() && on.is_empty() && minutes.is_empty() && sent.file("minutes").is_none() {
        return Ok(None);
    }
    let on = match in_words::parse_day(on) {
        None => Err("请填写会议日期，不晚于今天。".to_owned()),
        Some(day) => match asked {
            Some(days) => days.wrong(day, "会议日期").map_or(Ok(day), Err),
            None if day > caller.app.today() => Err("会议日期不能晚于今天，请核对。".to_owned()),
            None => Ok(day),
        },
    };
    let on = on.map_err(|sentence| Error::field("met_on", sentence));
    let number = match minutes {
        "" => Err(Error::field("minutes_number", "请填写会议纪要编号。")),
        number => Ok(number.to_owned()),
    };
    let scan = sent.file("minutes").map(|_| ()).ok_or_else(|| Error::field("minutes", "请上传会议纪要扫描件。"));
    let (on, minutes, ()) = (on, number, scan).together()?;
    Ok(Some(Meeting { on, minutes, scan: None }))
}

async fn with_minutes(
    caller: &Caller,
    actor: &Actor,
    meeting: Option<Meeting>,
    sent: &Submitted,
    to: DeskFile,
) -> Result<Option<Meeting>, Fail> {
    let Some(meeting) = meeting else { return Ok(None) };
    let scan = sent.keep_paper(caller, actor, "minutes", to, "meeting_minutes").await?;
    Ok(Some(Meeting { scan, ..meeting }))
}
