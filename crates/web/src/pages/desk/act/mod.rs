//! The page of any act: what it is about, what it asks, whom it touches, one button. Drawn from the act's own description;
//! an act that needs more has a page file of its own, and sends through here.

mod about;
mod fields;
mod send;

pub(crate) use fields::{effect, meeting_fields};
pub(super) use send::{meeting, met, minuted, propose, said};

use super::OFFICIALS;
use crate::{
    components::{self, ActTone, FieldSet, Summary},
    frame::Link,
    pages::shared::FormPage,
    shell::{Caller, Done, Fail, Parties, Routes, Submitted},
};
use app::acts::{self, Asked, ChainAhead, Gather, Offer};
use domain::{
    act::{Act, ActKind, Procedure},
    for_act,
    stream::{Stream, StreamKind},
};
use std::{any::TypeId, collections::BTreeMap};

/// One form for every act at its own address; those with a page of their own are left to it.
pub(super) fn routes() -> Routes {
    let generic = ActKind::ALL.iter().filter(|kind| !stands_apart(**kind));
    generic.fold(Routes::new(), |routes, kind| for_act!(*kind, A => register::<A>(routes)))
}

fn register<A: Act<On: Gather>>(routes: Routes) -> Routes {
    let path = format!("{}/{{{}}}/{}", area(A::On::KIND), name(A::On::KIND), A::SPEC.kind.code());
    if TypeId::of::<A::Part>() == TypeId::of::<()>() {
        routes.form(path.leak(), senders::<A>(), draw::<A>, send_whole::<A>)
    } else {
        routes.form(format!("{path}/{{part}}").leak(), senders::<A>(), draw_part::<A>, send_part::<A>)
    }
}

/// Who sends an act, and whether with files: its own, or the minutes of a meeting that decides.
fn senders<A: Act>() -> Parties {
    let own = A::SPEC.fields.iter().any(|field| field.answer.slot().is_some());
    if own || A::SPEC.how == Procedure::Chain { OFFICIALS.with_files().into() } else { OFFICIALS.into() }
}

/// Where things of a kind stand at the desk.
fn area(stream: StreamKind) -> &'static str {
    match stream {
        StreamKind::Unit => "/desk/units",
        StreamKind::Brand => "/desk/brands",
        StreamKind::Round => "/desk/rounds",
        StreamKind::Application => "/desk/applications",
        StreamKind::Notice => "/desk/notices",
        StreamKind::Objection => "/desk/objections",
        StreamKind::Cultivation => "/desk/cultivations",
        StreamKind::Matter => "/desk/matters",
        StreamKind::RightsRequest => "/desk/rights",
        StreamKind::Installation => "/desk",
    }
}

/// How addresses name a thing of a kind.
fn name(stream: StreamKind) -> &'static str {
    match stream {
        StreamKind::Unit
        | StreamKind::Round
        | StreamKind::Notice
        | StreamKind::Objection
        | StreamKind::RightsRequest
        | StreamKind::Installation => "id",
        StreamKind::Brand => "brand",
        StreamKind::Application => "application",
        StreamKind::Cultivation => "cultivation",
        StreamKind::Matter => "matter",
    }
}

/// The address of a thing at the desk.
pub(super) fn page_of(stream: StreamKind, id: i64) -> String {
    format!("{}/{id}", area(stream))
}

/// The page that an act has for itself, and what its address asks for the number of what it is done to by.
fn own_page(kind: ActKind) -> Option<(&'static str, &'static str)> {
    match kind {
        ActKind::DecideProposedList => Some(("/desk/notices/new", "round")),
        ActKind::ReleaseRoster => Some(("/desk/comparisons/new", "brand")),
        _ => None,
    }
}

/// Whether an act has a page for itself, and is linked by hand where it is needed.
fn stands_apart(kind: ActKind) -> bool {
    own_page(kind).is_some()
}

/// What the reader may do now about the things of a list, by their numbers: any act on them that does not stand apart.
pub(super) async fn in_list<S: Gather>(
    caller: &Caller,
    things: impl IntoIterator<Item = &S>,
) -> Result<BTreeMap<i64, Vec<Offer>>, Fail> {
    Ok(acts::in_list(&caller.app, caller.actor()?, things, stands_apart, caller.steps()).await?)
}

/// As [`in_list`], of things that the list does not read whole.
pub(super) async fn in_list_of<S: Gather>(caller: &Caller, ids: Vec<S::Id>) -> Result<BTreeMap<i64, Vec<Offer>>, Fail> {
    Ok(acts::in_list_of::<S>(&caller.app, caller.actor()?, ids, stands_apart, caller.steps()).await?)
}

/// The acts of the reader's desk on what a page shows beside its own thing, with what blocks them.
pub(super) async fn at<S: Gather>(caller: &Caller, id: S::Id) -> Result<Vec<Offer>, Fail> {
    Ok(acts::at::<S>(&caller.app, caller.actor()?, id, stands_apart, caller.steps()).await?)
}

/// The button of an act in a list.
pub(super) fn listed(offer: &Offer) -> components::Act {
    components::Act { label: offer.label.clone(), href: href(offer.act, offer.id, offer.part), tone: ActTone::Plain }
}

/// The address of an act on a thing.
pub(super) fn href(kind: ActKind, id: i64, part: &str) -> String {
    if let Some((page, name)) = own_page(kind) {
        return format!("{page}?{name}={id}");
    }
    let part = if part.is_empty() { String::new() } else { format!("/{part}") };
    format!("{}/{id}/{}{part}", area(kind.stream()), kind.code())
}

async fn draw<A: Act<On: Gather>>(caller: &Caller, id: i64) -> Result<FormPage, Fail> {
    drawn(caller, A::SPEC.kind, id, "").await
}

async fn draw_part<A: Act<On: Gather>>(caller: &Caller, (id, part): (i64, String)) -> Result<FormPage, Fail> {
    drawn(caller, A::SPEC.kind, id, &part).await
}

async fn send_whole<A: Act<On: Gather>>(caller: &Caller, id: i64, sent: &Submitted) -> Result<Done, Fail> {
    send::send(caller, A::SPEC.kind, id, "", sent).await
}

async fn send_part<A: Act<On: Gather>>(
    caller: &Caller,
    (id, part): (i64, String),
    sent: &Submitted,
) -> Result<Done, Fail> {
    send::send(caller, A::SPEC.kind, id, &part, sent).await
}

async fn drawn(caller: &Caller, kind: ActKind, id: i64, part: &str) -> Result<FormPage, Fail> {
    let actor = super::official(caller)?;
    let asked = acts::ask(&caller.app, actor, caller.steps(), (kind, id, part)).await?;
    if let Some(reason) = &asked.blocked {
        return Err(Fail::Blocked(reason.clone()));
    }
    let title = format!("{}：{}", asked.label, asked.title);
    let frame = super::frame(caller, title).await;
    let button = button(&asked);
    let (sets, rows) = fields::of(&asked);
    let mut page = FormPage { rows, ..FormPage::new(frame, &href(kind, id, part), &button, Vec::new()) };
    page.sets = sets;
    page.sets.extend(closing(asked.chain.as_ref()));
    page.intro = Some(asked.intro).filter(|line| !line.is_empty()).map(str::to_owned).into_iter().collect();
    page.effect = asked.effect.map(|of| effect(of, &asked.title, asked.clause));
    page.about = Summary { rows: about::rows(caller, &asked, id).await? };
    page.back = Some(about::back(&asked, id));
    page.seen = Some(caller.seen(asked.seen));
    if page.rows.is_some() {
        page.second = Some(("then".to_owned(), "more".to_owned(), "再加一项".to_owned()));
    }
    Ok(page)
}

/// The words on the button that sends an act.
pub(super) fn button(asked: &Asked) -> String {
    match &asked.chain {
        Some(chain) if chain.waits => "提交审批".to_owned(),
        // The decision may be a yes or a no: the button takes no side.
        Some(_) => "提交".to_owned(),
        None => asked.label.clone(),
    }
}

/// What an act that runs a chain asks besides: the opinion for whoever comes next, and the meeting where none does.
pub(super) fn closing(chain: Option<&ChainAhead>) -> Vec<FieldSet> {
    let Some(chain) = chain else { return Vec::new() };
    let mut sets = Vec::new();
    sets.extend(chain.meeting.iter().map(meeting_fields));
    if chain.waits {
        sets.push(FieldSet { fields: vec![fields::opinion()], ..FieldSet::default() });
    }
    sets
}

/// Where a thing is looked after, and the acts on it are offered: its own page, or its list where it has none.
fn home_of(stream: StreamKind, id: i64) -> String {
    match stream {
        StreamKind::Objection | StreamKind::Round | StreamKind::Unit | StreamKind::Installation => {
            area(stream).to_owned()
        }
        StreamKind::Brand
        | StreamKind::Application
        | StreamKind::Notice
        | StreamKind::Cultivation
        | StreamKind::Matter
        | StreamKind::RightsRequest => page_of(stream, id),
    }
}

/// The way back to a thing.
fn back(stream: StreamKind, id: i64) -> Link {
    let label = match stream {
        StreamKind::Application => "返回办件",
        StreamKind::Cultivation => "返回培育",
        StreamKind::Notice => "返回公示",
        StreamKind::Objection => "返回异议和线索",
        StreamKind::Round => "返回申报批次",
        StreamKind::Unit => "返回单位",
        StreamKind::Brand => "返回品牌",
        StreamKind::Matter | StreamKind::RightsRequest | StreamKind::Installation => "返回",
    };
    Link::new(label, home_of(stream, id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Method;

    /// Whether the page or list where a thing is looked after asks for the acts on it, and draws their buttons.
    fn draws_acts(stream: StreamKind) -> bool {
        match stream {
            StreamKind::Unit
            | StreamKind::Brand
            | StreamKind::Round
            | StreamKind::Application
            | StreamKind::Notice
            | StreamKind::Objection
            | StreamKind::Cultivation => true,
            StreamKind::Matter | StreamKind::RightsRequest | StreamKind::Installation => false,
        }
    }

    #[test]
    fn every_act_is_offered_on_a_page_that_exists() {
        let routes = crate::pages::routes();
        let exists = |path: &str| routes.lines().iter().any(|line| line.method == Method::GET && line.path == path);
        for kind in ActKind::ALL {
            let (code, stream) = (kind.code(), kind.stream());
            let home = home_of(stream, 7).replace("/7", &format!("/{{{}}}", name(stream)));
            assert!(exists(&home), "{code} leads back to {home}, which is no page");
            match own_page(*kind) {
                Some((page, _)) => assert!(exists(page), "{code} stands apart at {page}, which is no page"),
                None => assert!(draws_acts(stream), "{code} is offered nowhere: {home} draws no acts"),
            }
        }
    }
}
