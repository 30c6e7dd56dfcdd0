//! Papers that come with an act: minutes of a meeting, scans, proofs.

use crate::{
    rooms::desk::in_words,
    shell::{Caller, Fail, Submitted},
};
use app::{Error, attachments::DeskFile};
use domain::{access::Actor, ids::FileId, notice::Meeting};

/// The meeting typed into a form (集体研究): date, number of its minutes, scan. None where nothing was typed.
///
/// # Errors
/// Half of it typed.
pub(crate) async fn meeting(
    caller: &Caller,
    actor: &Actor,
    typed: &Submitted,
    to: DeskFile,
) -> Result<Option<Meeting>, Fail> {
    let (on, minutes) = (typed.text("met_on"), typed.text("minutes_number"));
    if on.is_empty() && minutes.is_empty() && typed.file("minutes").is_none() {
        return Ok(None);
    }
    let on = in_words::parse_day(on)
        .filter(|day| *day <= caller.app.today())
        .ok_or_else(|| Error::field("met_on", "请填写会议日期，不晚于今天。"))?;
    if minutes.is_empty() {
        return Err(Error::field("minutes_number", "请填写会议纪要编号。").into());
    }
    let minutes = minutes.to_owned();
    let scan = kept(caller, actor, typed, "minutes", to, "meeting_minutes").await?;
    let scan = scan.ok_or_else(|| Error::field("minutes", "请上传会议纪要扫描件。"))?;
    Ok(Some(Meeting { on, minutes, scan: Some(scan) }))
}

/// A scan typed into a form, kept where it belongs.
///
/// # Errors
/// Of another type or size than the policy file allows: a sentence at the field.
pub(crate) async fn decision_scan(
    caller: &Caller,
    actor: &Actor,
    typed: &Submitted,
    field: &str,
    to: DeskFile,
) -> Result<Option<FileId>, Fail> {
    kept(caller, actor, typed, field, to, "decision_scan").await
}

async fn kept(
    caller: &Caller,
    actor: &Actor,
    typed: &Submitted,
    field: &str,
    to: DeskFile,
    slot: &str,
) -> Result<Option<FileId>, Fail> {
    Ok(typed.keep_paper(caller, actor, field, to, slot).await?)
}
