//! What an act is about, beside its form.

use super::{back as back_to, home_of};
use crate::{
    components::Pair,
    frame::Link,
    pages::desk::{in_words, objections, units},
    shell::{Caller, Fail},
};
use app::acts::Asked;
use domain::{
    ids::{ApplicationId, ObjectionId, UnitId},
    stream::StreamKind,
};

/// The rows beside the form: what it is done to, then the figures of the act.
pub(super) async fn rows(caller: &Caller, asked: &Asked, id: i64) -> Result<Vec<Pair>, Fail> {
    let stream = asked.act.stream();
    let mut rows = match stream {
        StreamKind::Application => application(caller, asked, ApplicationId(id)).await?,
        StreamKind::Objection => {
            let rows = objections::about(caller, ObjectionId(id)).await?;
            // A lead comes from outside any notice.
            rows.into_iter().filter(|row| !row.value.is_empty()).collect()
        }
        StreamKind::Unit => units::about(caller, UnitId(id)).await?,
        StreamKind::Brand
        | StreamKind::Round
        | StreamKind::Notice
        | StreamKind::Cultivation
        | StreamKind::Matter
        | StreamKind::RightsRequest
        | StreamKind::Installation => {
            vec![Pair::new(stream.label(), &asked.title), Pair::new("当前状态", asked.state)]
        }
    };
    rows.extend(asked.form.beside.iter().map(in_words::beside));
    Ok(rows)
}

async fn application(caller: &Caller, asked: &Asked, id: ApplicationId) -> Result<Vec<Pair>, Fail> {
    let app = &caller.app;
    let application = app::applications::visible(app, caller.actor()?, id).await?;
    let units = app::people::unit_names(app, [application.lead_unit().0]).await?;
    let mut rows = vec![
        Pair::new("品牌", &application.title),
        Pair::new("牵头单位", units.into_values().next().unwrap_or_default()),
        Pair::new("当前状态", asked.state),
    ];
    let due = in_words::when(app, application.when());
    if !due.left.is_empty() {
        rows.push(Pair { note: due.day, ..Pair::new("期限", due.left) });
    }
    Ok(rows)
}

/// Where the page came from.
pub(super) fn back(asked: &Asked, id: i64) -> Link {
    back_to(asked.act.stream(), id)
}

/// The page of what an act was done to.
pub(super) fn after(asked: &Asked, id: i64) -> String {
    home_of(asked.act.stream(), id)
}
