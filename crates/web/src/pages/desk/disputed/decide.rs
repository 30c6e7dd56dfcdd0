//! The verdict: on whom, with which brand they stay, on what ground.

use super::{asked, bureau};
use crate::shell::{Caller, Done, Fail, Submitted};
use app::{
    Error, Together,
    rosters::{self, Chosen, Keeps, Verdict, Whom},
};
use domain::ids::BrandId;

/// Decides on the people chosen.
pub(super) async fn decide(caller: &Caller, brand: BrandId, sent: &Submitted) -> Result<Done, Fail> {
    let verdict = read(caller, sent)?;
    let people = rosters::decide_people(&caller.app, bureau(caller)?, brand, &verdict).await?;
    Ok(Done::to(format!("/desk/disputed/{brand}")).saying(format!("已核定 {people} 人。")))
}

fn read(caller: &Caller, sent: &Submitted) -> Result<Verdict, Error> {
    let reason = sent.text("reason");
    let ground = rosters::check_ground(reason);
    let (whom, keeps, ()) = (whom(caller, sent), keeps(sent), ground).together()?;
    Ok(Verdict { whom, keeps, reason: reason.to_owned() })
}

fn whom(caller: &Caller, sent: &Submitted) -> Result<Whom, Error> {
    let Some(people) = sent.text("whom").strip_prefix("all-") else {
        let chosen = sent.all("people").into_iter().map(str::parse).collect::<Result<Vec<Chosen>, _>>()?;
        return rosters::check_chosen(&chosen).map(|()| Whom::Chosen(chosen));
    };
    let people = people.parse().map_err(|_| Error::field("whom", "请重新选择核定谁。"))?;
    Ok(Whom::All { reason: asked(caller).reason, people })
}

fn keeps(sent: &Submitted) -> Result<Keeps, Error> {
    Ok(match sent.text("keeps") {
        "here" => Keeps::Here,
        "nobody" => Keeps::Nobody,
        _ => Keeps::Other(BrandId(sent.parse("keeps", "请选择计入哪个品牌，或不计入。")?)),
    })
}
