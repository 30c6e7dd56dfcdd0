//! What is kept of a matter beside its stream: the act it proposes and what was said, sealed.

use crate::{Error, Result, Transaction, seals};
use domain::{
    act::{ActKind, AnyAct},
    ids::MatterId,
    length,
    matter::{Matter, Subject},
    refusal::Refusal,
    stream::StreamKind,
};
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;
use storage::matters::{self, Passing, Proposed};

/// That no other matter on the same thing passes through the office.
///
/// # Errors
/// One does.
pub async fn no_open_matter(conn: &impl ConnectionTrait, subject: Subject) -> Result<()> {
    match open_matters(conn, subject.stream, &[subject.id]).await?.remove(&subject.id) {
        None => Ok(()),
        Some(refusal) => Err(refusal.into()),
    }
}

/// Those of some things of a kind on which a matter passes through the office, each with why another has to wait.
///
/// # Errors
/// The database is away.
pub async fn open_matters(conn: &impl ConnectionTrait, of: StreamKind, ids: &[i64]) -> Result<BTreeMap<i64, Refusal>> {
    let sentence = |passing: Passing| {
        if passing.act == ActKind::DecideProposedList {
            "本批次已有一份拟认定名单在审批，请等它办结，或由拟办人撤回。"
        } else if passing.on.stream == StreamKind::Notice && of == StreamKind::Application {
            "这个品牌所在的公示已有一件事项正在审批，请等它办结，或由拟办人撤回。"
        } else {
            "本办件已有一件事项正在审批，请等它办结，或由拟办人撤回。"
        }
    };
    let passing = matters::passing(conn, of, ids).await?;
    Ok(passing.into_iter().map(|(id, passing)| (id, Refusal::Plain(sentence(passing)))).collect())
}

/// The matter on a thing that passes through the office, for which others have to wait; none where none does.
///
/// # Errors
/// The database is away.
pub async fn passing(conn: &impl ConnectionTrait, subject: Subject) -> Result<Option<MatterId>> {
    let passing = matters::passing(conn, subject.stream, &[subject.id]).await?;
    Ok(passing.get(&subject.id).map(|passing| passing.id))
}

/// Keeps what a matter proposes, what it is about in a few words, and what its proposer said.
///
/// # Errors
/// The database is away.
pub async fn keep_proposal(
    tx: &Transaction,
    matter: &Matter,
    act: &AnyAct,
    title: String,
    opinion: &str,
) -> Result<()> {
    let act_sealed = tx.seal(seals::MATTER_ACT.row(matter.id.0), &serde_json::to_string(act)?);
    matters::keep_proposed(tx.conn(), matter.id, Proposed { title, act_sealed }).await?;
    keep_opinion(tx, matter, opinion).await
}

/// Keeps what was said with the matter's last step.
///
/// # Errors
/// More than anybody reads; the database is away.
pub(super) async fn keep_opinion(tx: &Transaction, matter: &Matter, opinion: &str) -> Result<()> {
    Error::within(length::PASSAGE, "opinion", "意见", opinion)?;
    let (id, seq) = (matter.id, matter.seq);
    let sealed = tx.seal(seals::MATTER_OPINION.key(&format!("{id}/{seq}")), opinion);
    Ok(matters::keep_opinion(tx.conn(), id, seq, sealed).await?)
}
