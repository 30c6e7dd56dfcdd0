//! Lists of a desk where there are more rows than a statement takes values.

mod city;

use app::{listing::Search, people, rosters};
use city::city;
use sea_orm::{ActiveModelBehavior, ActiveValue::Set, ConnectionTrait, EntityTrait, IntoActiveModel};
use storage::entities::{brand_summary, roster_docket, roster_sign_docket, unit};

const MANY: i64 = 33_000;

fn brand(id: i64) -> brand_summary::ActiveModel {
    brand_summary::ActiveModel {
        id: Set(id),
        seq: Set(1),
        name: Set(format!("第{id}个品牌")),
        name_form: Set(format!("第{id}个品牌")),
        area: Set("350582".into()),
        lead_unit: Set(id),
        in_pool_since: Set(None),
        titled_on: Set(None),
        document: Set(None),
        plaque: Set(None),
        cultivation: Set(None),
    }
}

fn signed(brand: i64) -> roster_sign_docket::ActiveModel {
    roster_sign_docket::ActiveModel {
        brand: Set(brand),
        area: Set("350582".into()),
        signs: Set(1),
        open_samples: Set(0),
    }
}

fn unit(id: i64) -> unit::ActiveModel {
    unit::ActiveModel {
        id: Set(id),
        seq: Set(1),
        credit_code: Set(city::credit_code(id)),
        name: Set(format!("第{id}家培育单位")),
        kind: Set("trade_association".into()),
        area: Set("350582".into()),
        details_sealed: Set(Vec::new()),
        state: Set("confirmed".into()),
        reason: Set(String::new()),
        created_at: Set(0),
    }
}

async fn fill<A: ActiveModelBehavior + Send>(conn: &impl ConnectionTrait, row: fn(i64) -> A)
where
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    for from in (1..=MANY).step_by(1_000) {
        let rows = (from..(from + 1_000).min(MANY + 1)).map(row);
        <A::Entity as EntityTrait>::insert_many(rows).exec_without_returning(conn).await.unwrap();
    }
}

#[tokio::test]
async fn none_is_lost_and_none_refused() {
    let city = city().await;
    let (app, conn) = (&city.app, city.app.db().reader());
    fill(conn, brand).await;
    fill(conn, signed).await;
    fill(conn, unit).await;
    fill(conn, |brand| roster_docket::ActiveModel {
        brand: Set(brand),
        area: Set("350582".into()),
        county: Set(0),
        city: Set(1),
        people: Set(1),
    })
    .await;
    let officials = city.officials().await;
    let all = usize::try_from(MANY).unwrap();
    let signed = rosters::signed_brands(app, &officials.city, &Search::default(), None).await.unwrap();
    assert_eq!((signed.total.to_string().as_str(), signed.page.rows.len()), ("1,000+", 50));
    let waiting = rosters::dockets(app, &officials.city, &Search::default(), None).await.unwrap();
    assert_eq!((waiting.total.to_string().as_str(), waiting.page.rows.len()), ("1,000+", 50));
    assert_eq!(people::unit_names(app, 1..=MANY).await.unwrap().len(), all);
}
