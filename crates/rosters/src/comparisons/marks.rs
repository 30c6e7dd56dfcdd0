//! What outside records say of people, written: of one source the later day speaks, the older is kept as history.

use super::matching::{Marks, Said, Who};
use crate::{Result, Transaction};
use domain::{
    comparison::{Mark, Source},
    ids::BrandId,
    roster::Ledger,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement};
use std::collections::HashSet;
use storage::{entities::comparison_mark, summaries};
use vault::Fingerprint;

/// Rows in one statement.
const BATCH: usize = 1_000;

/// What recording an answer does.
pub(super) struct Effect {
    /// People of whom a later day has spoken already.
    pub(super) outdated: HashSet<Who>,
    newly_refuted: usize,
}

impl Effect {
    pub(super) fn newly_refuted(&self) -> i64 {
        i64::try_from(self.newly_refuted).unwrap_or(i64::MAX)
    }

    pub(super) async fn of(
        conn: &impl ConnectionTrait,
        (brand, source): (BrandId, Source),
        marks: &Marks,
    ) -> Result<Effect> {
        let now = comparison_mark::Entity::find()
            .filter(comparison_mark::Column::Brand.eq(brand.0))
            .filter(comparison_mark::Column::Source.eq(source.code()))
            .filter(comparison_mark::Column::Latest.eq(true))
            .all(conn)
            .await?;
        let mut effect = Effect { outdated: HashSet::new(), newly_refuted: 0 };
        let mut refuted_before = 0;
        for row in now {
            let (Some(ledger), Some(person)) = (Ledger::parse(&row.ledger), row.person.first_chunk()) else { continue };
            let who = ((ledger, row.year), Fingerprint::from_bytes(*person));
            let Some(said) = marks.get(&who) else { continue };
            if summaries::day(said.on) < row.said_on {
                effect.outdated.insert(who);
            } else if said.mark == Mark::Refuted && row.mark == Mark::Refuted.code() {
                refuted_before += 1;
            }
        }
        let refuted = |(who, said): &(&Who, &Said)| said.mark == Mark::Refuted && !effect.outdated.contains(*who);
        effect.newly_refuted = marks.iter().filter(refuted).count() - refuted_before;
        Ok(effect)
    }
}

/// Writes what an answer says.
pub(super) async fn write(
    tx: &Transaction,
    (brand, source): (BrandId, Source),
    answer: i64,
    marks: &Marks,
    effect: &Effect,
) -> Result<()> {
    let row = |(who, said): (&Who, &Said)| {
        let ((ledger, year), person) = who;
        comparison_mark::ActiveModel {
            brand: Set(brand.0),
            ledger: Set(ledger.code().to_owned()),
            year: Set(*year),
            person: Set(person.as_bytes().to_vec()),
            answer: Set(answer),
            source: Set(source.code().to_owned()),
            mark: Set(said.mark.code().to_owned()),
            said_on: Set(summaries::day(said.on)),
            latest: Set(!effect.outdated.contains(who)),
        }
    };
    for some in marks.iter().map(row).collect::<Vec<_>>().chunks(BATCH) {
        comparison_mark::Entity::insert_many(some.to_vec()).exec_without_returning(tx.conn()).await?;
    }
    yield_to(tx, brand, source.code(), answer).await
}

/// What the source said before of the same people is history now.
async fn yield_to(tx: &Transaction, brand: BrandId, source: &str, answer: i64) -> Result<()> {
    let sql = format!(
        "UPDATE comparison_mark SET latest = FALSE WHERE brand = {brand} AND source = '{source}' \
         AND answer <> {answer} AND latest AND EXISTS (SELECT 1 FROM comparison_mark n WHERE n.answer = {answer} \
         AND n.latest AND n.brand = comparison_mark.brand AND n.ledger = comparison_mark.ledger \
         AND n.year = comparison_mark.year AND n.person = comparison_mark.person)"
    );
    let conn = tx.conn();
    conn.execute_raw(Statement::from_string(conn.get_database_backend(), sql)).await?;
    Ok(())
}
