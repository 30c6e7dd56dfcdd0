//! What is kept of a matter beside its stream: the act it proposes and what was said, sealed.

use super::reading::about;
use crate::{Result, Transaction, seals};
use domain::{
    act::AnyAct,
    matter::{Matter, MatterState, Subject},
    refusal::Refusal,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use storage::entities::{matter_act, matter_opinion, matter_summary};

/// That no other matter on the same thing passes through the office.
///
/// # Errors
/// One does.
pub async fn no_open_matter(conn: &impl ConnectionTrait, subject: Subject) -> Result<()> {
    let open = matter_summary::Entity::find()
        .filter(about(subject))
        .filter(matter_summary::Column::State.eq(MatterState::Open.code()))
        .one(conn)
        .await?;
    match open {
        None => Ok(()),
        Some(_) => Err(Refusal::Plain("本办件已有一件事项正在审批，请等它办结，或由拟办人撤回。").into()),
    }
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
    keep_act(tx, matter, act, title).await?;
    keep_opinion(tx, matter, opinion).await
}

async fn keep_act(tx: &Transaction, matter: &Matter, act: &AnyAct, title: String) -> Result<()> {
    let id = matter.id.0;
    let row = matter_act::ActiveModel {
        matter: Set(id),
        title: Set(title),
        act_sealed: Set(tx.seal(seals::MATTER_ACT.row(id), &serde_json::to_string(act)?)),
    };
    matter_act::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Keeps what was said with the matter's last step.
pub(super) async fn keep_opinion(tx: &Transaction, matter: &Matter, opinion: &str) -> Result<()> {
    let (id, seq) = (matter.id.0, matter.seq);
    let opinion = tx.seal(seals::MATTER_OPINION.key(&format!("{id}/{seq}")), opinion);
    let row = matter_opinion::ActiveModel { matter: Set(id), seq: Set(i64::from(seq)), opinion_sealed: Set(opinion) };
    matter_opinion::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}
