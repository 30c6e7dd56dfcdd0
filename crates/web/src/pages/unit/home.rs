//! `/unit`: one sentence on where things stand and what to do next; each brand with its tasks.

use super::{member, standing, start};
use crate::{
    components::{Act, ActTone},
    frame::{Link, Room},
    page::{self, MessagePage},
    pages::unit::view::home::UnitHome,
    shell::{Answer, Caller, Fail},
};
use axum::response::{IntoResponse, Redirect};
use domain::{application::State, calendar::chinese_date, ids::UnitId, stream::Stream, unit::UnitState};

/// `GET /unit`
pub(super) async fn page(caller: Caller) -> Answer {
    let (_, unit) = member(&caller)?;
    let unconfirmed = unconfirmed(&caller, unit).await?;
    let accepting = app::rounds::accepting(&caller.app).await?;
    let may_start = unconfirmed.is_empty() && !accepting.is_empty();
    let own = start::Own::of(&caller, unit).await?;
    let rounds = accepting.iter().map(|round| round.id).collect();
    let mut standings = Vec::new();
    // Once recognised, the brand's two years speak for it.
    for application in own.applications.iter().filter(|application| application.state() != State::Recognised) {
        let policy = caller.app.policy(&application.policy)?;
        let round = accepting.iter().find(|round| round.id == application.round);
        let mut standing = standing::of(&caller, application, &policy, round).await?;
        if may_start && let Some(anew) = own.anew(application, &rounds) {
            standing.brand.acts.insert(0, anew);
        }
        standings.push(standing);
    }
    standings.extend(own.cultivations.iter().map(|of| standing::of_cultivation(&caller, of)));
    // What asks for an act stands first; of equals, the newest.
    standings.reverse();
    standings.sort_by_key(|standing| std::cmp::Reverse(standing.weight));
    let (sentence, next) = match standings.first() {
        Some(first) => (format!("“{}”{}", first.brand.name, first.brand.turn), first.next.clone()),
        None => {
            let start = Act { label: "开始申报".into(), href: "/unit/start".into(), tone: ActTone::Primary };
            let sentence = if !unconfirmed.is_empty() {
                "还没有品牌。"
            } else if accepting.is_empty() {
                "还没有品牌，现在也没有受理申报的批次。"
            } else {
                "还没有品牌。从填写品牌名称开始，随时可以保存。"
            };
            (sentence.to_owned(), may_start.then_some(start))
        }
    };
    let may_start_another = may_start && !standings.is_empty();
    let rounds = accepting
        .iter()
        .map(|round| format!("{}：{}至{}受理。", round.title, chinese_date(round.opens), chinese_date(round.closes)));
    Ok(page::ok(&UnitHome {
        sentence,
        care: standings.first().is_some_and(|first| first.weight >= 4),
        next,
        rounds: rounds.collect(),
        start_href: if may_start_another { "/unit/start".into() } else { String::new() },
        unconfirmed,
        brands: standings.into_iter().map(|standing| standing.brand).collect(),
        frame: caller.frame_with_flash(Room::Unit, "我的品牌").await,
    }))
}

/// What a unit that its county has not confirmed is told; empty once confirmed.
pub(super) async fn unconfirmed(caller: &Caller, unit: UnitId) -> Result<String, Fail> {
    if caller.who.as_ref().is_some_and(|who| who.unit_confirmed) {
        return Ok(String::new());
    }
    let row = app::units::get(caller.app.db().reader(), unit).await?;
    let policies = caller.app.policies();
    let county = policies.current().1.area(row.area.as_str()).map_or("县级", |area| area.name.as_str());
    Ok(match row.state {
        UnitState::Confirmed => String::new(),
        UnitState::Refused => {
            format!("{county}人社局没有确认本单位：{}。请联系当地人社局更正。", app::sentences::bare(&row.reason))
        }
        UnitState::Waiting => format!("{county}人社局还在确认本单位，确认后即可申报。"),
    })
}

/// `GET /unit/register`: whether the unit is confirmed.
pub(super) async fn registration(caller: Caller) -> Answer {
    let (_, unit) = member(&caller)?;
    let line = unconfirmed(&caller, unit).await?;
    if line.is_empty() {
        return Ok(Redirect::to("/unit").into_response());
    }
    let frame = caller.frame_with_flash(Room::Unit, "单位确认").await;
    let lines = vec![line, "确认结果会显示在这里，请稍后再来查看。".into()];
    let links = vec![Link::new("我的品牌", "/unit")];
    Ok(page::ok(&MessagePage { frame, lines, number: String::new(), links }))
}
