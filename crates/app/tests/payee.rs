//! Whom a subsidy is paid to: the lead unit by its name, or another with a reason and a paper that each approver sees (6.1.b).

mod city;

use app::{
    Error, acts,
    payments::{self, PROOF, TypedAccount},
};
use city::{City, city, on_payment};
use domain::{
    act::{ActKind, ApproveDisbursement},
    cultivation::{Cultivation, Payment},
    policy::Step,
};

const UNIT: &str = "晋江市鞋业行业协会";

fn account(holder: &str) -> TypedAccount<'static> {
    let (holder, bank, number) = (holder.into(), "某银行晋江支行".into(), "6222 0212 3456 7890".into());
    TypedAccount { holder, bank, number, ..TypedAccount::default() }
}

async fn confirm(city: &City, of: &Cultivation, typed: TypedAccount<'_>) -> app::Result<()> {
    let unit = city.member(of.lead_unit()).await;
    payments::confirm_account(&city.app, &unit, of.id, of.seq, Payment::First, typed).await
}

fn wrong_fields(refused: app::Result<()>) -> Vec<String> {
    match refused {
        Err(Error::Invalid(errors)) => errors.into_iter().map(|error| error.field).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn another_than_the_lead_unit_is_paid_by_a_reason_and_a_proof_that_each_approver_sees() {
    let city = city().await;
    let officials = city.officials().await;
    let round = city.round(&officials.city).await;
    let unit = city.unit(UNIT, "350582").await;
    let id = city.submitted(&unit, round, "晋江鞋服制版师", 0).await.id;
    city.reviewed(&officials, id).await;
    city.recommended(&officials, id, 1).await;
    city.in_review(&officials, id).await;
    let notice = city.on_notice(&officials, &[id]).await;
    city.go_to("2025-03-11 09:00");
    city.decide(&officials.city, &officials.city_head, city.recognise(notice, &[id])).await.expect("recognised");
    let of = city.cultivation(id).await;

    assert_eq!(wrong_fields(confirm(&city, &of, account("别的公司")).await), ["reason", PROOF]);
    let upload = city.upload("pdf").await;
    let unsaid = TypedAccount { reason: "代".into(), proof: Some(&upload), ..account("别的公司") };
    assert_eq!(wrong_fields(confirm(&city, &of, unsaid).await), ["reason"]);
    let unproven = TypedAccount { reason: "账户由母会代管".into(), ..account("别的公司") };
    assert_eq!(wrong_fields(confirm(&city, &of, unproven).await), [PROOF]);
    let given =
        TypedAccount { reason: "账户由母会代管".into(), proof: Some(&upload), ..account("别的公司") };
    confirm(&city, &of, given).await.expect("with a reason and a proof");

    let about = (ActKind::ApproveDisbursement, of.id.0, Payment::First.code());
    let asked = acts::ask(&city.app, &officials.city, Step::ALL, about).await.expect("asked");
    let told: Vec<_> = asked.form.beside.iter().map(|of| (of.label.as_str(), of.value.as_str(), of.proof)).collect();
    assert!(told.contains(&("牵头单位", UNIT, None)), "{told:?}");
    let (_, reason, proof) = *told.iter().find(|of| of.2.is_some()).expect("the proof stands beside");
    assert_eq!(reason, "账户由母会代管");
    for reader in [&officials.city_head, &officials.finance, &officials.finance_head] {
        app::attachments::for_download(&city.app, reader, proof.expect("a file")).await.expect("each hand reads it");
    }
    let approve = on_payment(&city.cultivation(id).await, Payment::First, ApproveDisbursement {});
    city.decide(&officials.city, &officials.city_head, approve).await.expect("approved");
}
