//! Brands that hold a title on paper, entered by one and confirmed by another.

use crate::{
    city::{
        city_tried, credit_code, existing,
        trial::{Trial, Tried},
    },
    story::finished,
};
use app::{App, Error, attachments, intake};
use domain::access::Actor;

pub(crate) async fn paper(how: Trial) -> Vec<Tried> {
    let city = city_tried(how).await;
    let officials = city.officials().await;
    for (nth, name) in [(1, "安溪铁观音制茶师"), (2, "安溪藤铁工艺师")] {
        let paper = existing(nth, name, "");
        let propose = async |app: App, by: Actor| intake::propose(&app, &by, &paper, &[]).await;
        let id = city.verb("propose", &officials.city, propose).await.expect("entered");
        if nth == 1 {
            let confirm = async |app: App, by: Actor| intake::confirm(&app, &by, id).await;
            city.verb("confirm", &officials.city_head, confirm).await.expect("confirmed");
        } else {
            let refuse = async |app: App, by: Actor| intake::refuse(&app, &by, id, "文号不符").await;
            city.verb("refuse", &officials.city_head, refuse).await.expect("refused");
        }
    }
    let row = format!(
        "安溪竹藤编织工,安溪县,安溪县竹藤行业协会,{},行业协会,泉人社文〔2024〕8号,2024-12-20,,,,\n",
        credit_code(70)
    );
    let file = format!("{}\n{row}", intake::HEADS.join(","));
    let propose = async |app: App, by: Actor| {
        let pieces = futures::stream::iter([Ok::<_, std::io::Error>(file.clone().into_bytes())]);
        let upload = attachments::receive(&app, 1 << 20, "存量品牌.csv", pieces).await?;
        let entered = intake::propose_sheet(&app, &by, &upload).await?;
        entered.map_err(|rows| Error::Internal(format!("{rows:?}")))
    };
    let entered = city.verb("propose_sheet", &officials.city, propose).await.expect("read");
    assert_eq!((entered.brands, entered.namesakes), (1, 0));
    finished(&city).await
}
