//! What a person asks about the data held on them.

use crate::{
    city::trial::{Trial, Tried},
    roster_city::{Installation, Sheet, number},
    story::finished,
};
use app::{
    App, Result,
    rights::{self, NewRequest},
};
use domain::{
    access::{Actor, RightsOfficer},
    identity::DocumentKind,
    ids::RightsRequestId,
    rights::{IdentityCheck, RequestKind},
    roster::SheetKind,
};

pub(crate) async fn people(how: Trial) -> Vec<Tried> {
    let installation = Installation::open_tried(how).await;
    let brand = installation.brand(&[1]).await;
    installation.published(brand, 1, SheetKind::Training, 2025, &Sheet::training(0..20)).await;
    let by = &installation.officials().await.county;

    let id = registered(&installation, by, RequestKind::Access).await;
    let report = async |app: App, by: Actor| rights::report(&app, &officer(&by), id, 1).await;
    installation.verb("report", by, report).await.expect("reported");
    closed(&installation, by, id, 2, "已当面出具查阅报告").await;

    let id = registered(&installation, by, RequestKind::Correction).await;
    let roster = rights::places(&installation.app, &officer(by), id).await.expect("places")[0].roster;
    let ask =
        async |app: App, by: Actor| rights::ask_correction(&app, &officer(&by), id, 1, roster, "姓名应为陈文东").await;
    installation.verb("ask_correction", by, ask).await.expect("asked");
    installation.go_to("2026-03-02 09:00");
    installation.published(brand, 1, SheetKind::Training, 2025, &Sheet::training(0..21)).await;
    closed(&installation, by, id, 2, "单位已提交更正后的花名册").await;

    let id = registered(&installation, by, RequestKind::Deletion).await;
    let erase = async |app: App, by: Actor| rights::erase(&app, &officer(&by), id, 1).await;
    installation.verb_and_after("erase", by, erase).await.expect("erased");
    installation.recounts_alike().await;
    finished(&installation).await
}

fn officer(by: &Actor) -> RightsOfficer {
    by.rights_officer().expect("a bureau")
}

async fn registered(installation: &Installation, by: &Actor, asked: RequestKind) -> RightsRequestId {
    let new = NewRequest {
        asked: Some(asked),
        name: "陈文西".into(),
        document_kind: Some(DocumentKind::ResidentId),
        number: number(7),
        contact: "13800000007".into(),
        check: Some(IdentityCheck::Original),
        words: "查阅本人在花名册中的信息".into(),
    };
    let register = async |app: App, by: Actor| rights::register(&app, &officer(&by), &new).await;
    installation.verb("register", by, register).await.expect("registered")
}

async fn closed(installation: &Installation, by: &Actor, id: RightsRequestId, seen: u32, answer: &str) {
    let close =
        async |app: App, by: Actor| -> Result<()> { rights::close(&app, &officer(&by), id, seen, None, answer).await };
    installation.verb("close", by, close).await.expect("closed");
}
