//! Rounds, notices, matters and objections as lists show them.

use super::{Summary, count, day, day_or_never, overwrite, update};
use crate::{
    Error,
    entities::{matter_summary, notice_summary, objection, round_summary},
};
use domain::{ids::AccountId, matter::Matter, notice::Notice, objection::Objection, round::Round};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

impl Summary for Round {
    type Entity = round_summary::Entity;

    fn agrees(&self, row: &round_summary::Model) -> bool {
        *row == round_row(self)
    }

    async fn write<C: ConnectionTrait>(&self, conn: &C) -> Result<(), Error> {
        overwrite(conn, self.id.0, round_row(self)).await
    }
}

/// The summary of a round.
fn round_row(round: &Round) -> round_summary::Model {
    round_summary::Model {
        id: round.id.0,
        seq: i64::from(round.seq),
        title: round.title.clone(),
        year: i64::from(round.year),
        policy: round.policy.clone(),
        opens: day(round.opens),
        closes: day(round.closes),
        recommend_by: day(round.recommend_by),
        closed: round.closed,
    }
}

impl Summary for Notice {
    type Entity = notice_summary::Entity;

    fn agrees(&self, row: &notice_summary::Model) -> bool {
        *row == notice_row(self)
    }

    async fn write<C: ConnectionTrait>(&self, conn: &C) -> Result<(), Error> {
        overwrite(conn, self.id.0, notice_row(self)).await
    }
}

/// The summary of a notice.
fn notice_row(notice: &Notice) -> notice_summary::Model {
    let period = notice.period.as_ref();
    notice_summary::Model {
        id: notice.id.0,
        seq: i64::from(notice.seq),
        round: notice.round.0,
        title: notice.title.clone(),
        published_on: period.map(|period| day(period.published_on)),
        last_day: period.map(|period| day(period.last_day)),
        url: period.map(|period| period.evidence.url.clone()),
        corrects: notice.corrects.map(|corrected| corrected.0),
        brands: count(notice.standing().count() as u64),
        place: day_or_never(period.map(|period| period.last_day)),
    }
}

impl Summary for Matter {
    type Entity = matter_summary::Entity;

    fn agrees(&self, row: &matter_summary::Model) -> bool {
        *row == matter_row(self)
    }

    async fn write<C: ConnectionTrait>(&self, conn: &C) -> Result<(), Error> {
        overwrite(conn, self.id.0, matter_row(self)).await
    }
}

/// The summary of a matter.
fn matter_row(matter: &Matter) -> matter_summary::Model {
    let last = matter.taken.last();
    matter_summary::Model {
        id: matter.id.0,
        seq: i64::from(matter.seq),
        act: matter.act.code().to_owned(),
        level: matter.level.code().to_owned(),
        area: matter.area.as_ref().map(|area| area.0.clone()),
        subject: matter.subject.stream.code().to_owned(),
        subject_id: matter.subject.id,
        state: matter.state.code().to_owned(),
        next_step: matter.next_step().map(|step| step.code().to_owned()),
        holder: matter.holder.map(|account| account.0),
        drafter: matter.drafter().map_or(0, |account| account.0),
        taken_by: listed(matter.taken.iter().map(|taken| taken.by)),
        taken_for: listed(matter.taken.iter().filter_map(|taken| taken.on_behalf_of)),
        since: last.map_or(0, |taken| taken.at.timestamp_millis()),
    }
}

/// Accounts between commas, so that one can be looked for.
fn listed(accounts: impl Iterator<Item = AccountId>) -> String {
    accounts.fold(String::from(","), |all, account| format!("{all}{account},"))
}

impl Summary for Objection {
    type Entity = objection::Entity;

    fn agrees(&self, row: &objection::Model) -> bool {
        row.seq == i64::from(self.seq)
            && row.notice == self.notice.map(|notice| notice.0)
            && row.application_id == self.application.map(|application| application.0)
            && (row.signed, row.late) == (self.signed, self.late)
            && row.state == self.state.code()
            && row.lodged_at == self.lodged_at.timestamp_millis()
            && row.answer_due == self.answer_due.map(day)
            && row.due == self.due().map(day)
            && row.due_order == day_or_never(self.due())
            && row.acknowledged_at == self.acknowledged_at.map(|at| at.timestamp_millis())
            && row.answered_at == self.answered_at.map(|at| at.timestamp_millis())
    }

    /// What is about an application keeps its row; of a lead nothing is kept.
    fn may_be_gone(&self) -> bool {
        self.application.is_none() && self.answered_at.is_some()
    }

    async fn write<C: ConnectionTrait>(&self, conn: &C) -> Result<(), Error> {
        let columns = objection::ActiveModel {
            seq: Set(i64::from(self.seq)),
            state: Set(self.state.code().to_owned()),
            acknowledged_at: Set(self.acknowledged_at.map(|at| at.timestamp_millis())),
            due: Set(self.due().map(day)),
            due_order: Set(day_or_never(self.due())),
            answered_at: Set(self.answered_at.map(|at| at.timestamp_millis())),
            ..Default::default()
        };
        update(conn, objection::Entity::update_many().filter(objection::Column::Id.eq(self.id.0)), columns).await
    }
}
