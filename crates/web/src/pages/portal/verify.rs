//! `/verify`: is this plaque ours? Reached by its QR code, or by typing the number.

use super::{brands::proof, open};
use crate::{
    components::{Pair, Summary, Tag, Tone},
    frame::Room,
    pages::portal::view::verify::VerifyPage,
    shell::{Answer, Caller, Submitted},
};
use axum::extract::Path;

pub(super) async fn ask(caller: Caller) -> Answer {
    let number = Submitted::asked(&caller).text("number").to_owned();
    answer(&caller, &number).await
}

pub(super) async fn by_address(caller: Caller, Path(number): Path<String>) -> Answer {
    answer(&caller, &number).await
}

async fn answer(caller: &Caller, number: &str) -> Answer {
    let page = VerifyPage::ask(caller.frame(Room::Portal, "核验牌匾"));
    if number.trim().is_empty() {
        return open(caller, &page);
    }
    let page = VerifyPage { number: page.number.value(number.trim()), ..page };
    let Some(facts) = app::library::by_plaque(&caller.app, number).await? else {
        return open(
            caller,
            &VerifyPage {
                outcome: Some(Tag::new(Tone::Bad, "查无此号")),
                sentence: "没有颁发过这个编号的牌匾。请对照牌匾重新输入；仍查不到的，可以提交线索。".into(),
                ..page
            },
        );
    };
    let policies = caller.app.policies();
    let mut rows = vec![
        Pair::new("品牌", &facts.brand.name).link("查看品牌", format!("/brands/{}", facts.brand.id)),
        Pair::new("培育单位", facts.units.join("、")),
    ];
    rows.extend(proof(&facts).rows);
    open(
        caller,
        &VerifyPage {
            outcome: Some(Tag::new(Tone::Good, "有记录")),
            sentence: format!("这块牌匾由{}授予下列品牌。", policies.current().1.city.hr_bureau),
            rows: Summary { rows },
            ..page
        },
    )
}
