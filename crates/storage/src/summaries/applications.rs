//! Applications and cultivations as lists show them.

use super::{Summary, count, day, day_or_never, overwrite};
use crate::{
    Error,
    entities::{application_summary, cultivation_summary},
};
use domain::{
    application::{Application, Evaluation, Stage},
    cultivation::Cultivation,
    stream::Stream,
};
use sea_orm::ConnectionTrait;

impl Summary for Application {
    type Entity = application_summary::Entity;

    fn agrees(&self, row: &application_summary::Model) -> bool {
        *row == application_row(self)
    }

    async fn write<C: ConnectionTrait>(&self, conn: &C) -> Result<(), Error> {
        overwrite(conn, self.id.0, application_row(self)).await
    }
}

/// The summary of an application.
fn application_row(application: &Application) -> application_summary::Model {
    let turn = application.turn();
    application_summary::Model {
        id: application.id.0,
        seq: i64::from(application.seq),
        brand: application.brand.0,
        round: application.round.0,
        title: application.title.clone(),
        area: application.area.0.clone(),
        lead_unit: application.lead_unit().0,
        state: application.state().code().to_owned(),
        party: turn.party.code().to_owned(),
        act: turn.act.to_owned(),
        clause: turn.clause.to_owned(),
        due: application.due.map(day),
        due_order: day_or_never(application.when().day()),
        since: application.since.timestamp_millis(),
        submitted_at: application.submitted_at.map(|at| at.timestamp_millis()),
        rank: application.recommendation.as_ref().map(|(rank, _)| i64::from(*rank)),
        employed: count(application.figures.employed),
        poverty_alleviated: count(application.figures.poverty_alleviated),
        trained: count(application.figures.trained),
        points: application.evaluation.as_ref().map_or(0, Evaluation::points),
        open_objections: count(application.open_objections() as u64),
        notice: match application.stage {
            Stage::OnNotice { notice, .. } => Some(notice.0),
            Stage::Drafting
            | Stage::Submitted
            | Stage::Returned(_)
            | Stage::Declined { .. }
            | Stage::Reviewed
            | Stage::Recommended
            | Stage::NotSelected { .. }
            | Stage::InReview
            | Stage::Recognised { .. }
            | Stage::Withdrawn => application.proposed.map(|notice| notice.0),
        },
    }
}

impl Summary for Cultivation {
    type Entity = cultivation_summary::Entity;

    fn agrees(&self, row: &cultivation_summary::Model) -> bool {
        *row == cultivation_row(self)
    }

    async fn write<C: ConnectionTrait>(&self, conn: &C) -> Result<(), Error> {
        overwrite(conn, self.id.0, cultivation_row(self)).await
    }
}

/// The summary of a cultivation.
fn cultivation_row(cultivation: &Cultivation) -> cultivation_summary::Model {
    let turn = cultivation.turn();
    let fen = |paid: bool| {
        cultivation.disbursements.values().filter(|of| of.state.is_paid() == paid).map(|of| of.amount.0).sum()
    };
    cultivation_summary::Model {
        id: cultivation.id.0,
        seq: i64::from(cultivation.seq),
        brand: cultivation.brand.0,
        application: cultivation.application.map(|application| application.0),
        title: cultivation.title.clone(),
        area: cultivation.area.0.clone(),
        lead_unit: cultivation.lead_unit().0,
        state: cultivation.state().code().to_owned(),
        party: turn.party.code().to_owned(),
        act: turn.act.to_owned(),
        clause: turn.clause.to_owned(),
        since: cultivation.since.timestamp_millis(),
        document: cultivation.document.clone(),
        announced_on: day(cultivation.announced_on),
        cycle_ends: day(cultivation.cycle_ends),
        plaque: cultivation.plaque.clone(),
        paid_fen: fen(true),
        open_fen: fen(false),
    }
}
