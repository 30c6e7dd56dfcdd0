//! How long the recipient holds a list: its statement that the list was deleted.

use super::reading::held;
use crate::{App, Error, FieldError, Result};
use chrono::NaiveDate;
use domain::{access::Actor, brand::BrandEvent, calendar::shanghai_date, ids::ComparisonId, length, refusal::Refusal};
use storage::rosters::comparisons;

/// Records the recipient's statement that it deleted the list; from then on the list is not given out again.
///
/// # Errors
/// Not a bureau of the brand; recorded before; no statement; a day before the release or in the future.
pub async fn state_deleted(app: &App, actor: &Actor, id: ComparisonId, on: NaiveDate, statement: &str) -> Result<()> {
    let mut tx = app.begin(Some(actor)).await?;
    let (of, mut brand) = held(tx.conn(), actor, id).await?;
    if of.deleted_on.is_some() {
        return Err(Refusal::Plain("接收单位的删除声明已经登记过了。").into());
    }
    let mut errors = Vec::new();
    let mut wrong = |field: &str, message: &str| errors.push(FieldError::new(field, message));
    if on < shanghai_date(of.released_at) || on > tx.today() {
        wrong("on", "删除日期应在提供名单之后，不晚于今天。");
    }
    let statement = statement.trim();
    if statement.is_empty() {
        wrong("statement", "请填写删除声明的文号或来函情况，如“社保函〔2025〕7号”。");
    }
    if let Some(sentence) = length::beyond(length::LINE, "删除声明", statement) {
        wrong("statement", &sentence);
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    comparisons::set_deleted(tx.conn(), id, on).await?;
    let event = BrandEvent::ReleaseDeleted { comparison: id, on, statement: statement.to_owned() };
    tx.append(&mut brand, event).await?;
    tx.commit().await
}
