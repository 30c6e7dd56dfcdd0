//! Units register themselves, once and under a name of their own.

use crate::{PASSWORD, city::city, said};
use app::{
    accounts,
    units::{NewUnit, UnitDetails},
};
use sea_orm::EntityTrait;
use storage::entities::{account, unit};

pub(crate) fn association(credit_code: &str, mobile: &str) -> NewUnit {
    NewUnit {
        credit_code: credit_code.into(),
        name: "晋江市鞋服行业协会".into(),
        kind: "trade_association".into(),
        area: "350582".into(),
        details: UnitDetails {
            address: "晋江市世纪大道 1 号".into(),
            contact_name: "许海燕".into(),
            contact_phone: mobile.into(),
        },
    }
}

#[tokio::test]
async fn a_unit_registers_itself_or_not_at_all() {
    let installation = city().await;
    let app = &installation.app;
    let (code, mobile) = (valid_code(), "13800138000");
    let wrong = format!("{}{}", &code[..17], if code.ends_with('0') { '1' } else { '0' });
    assert!(
        said(accounts::register_unit(app, association(&wrong, mobile), mobile, PASSWORD).await).contains("credit_code")
    );
    assert!(
        said(accounts::register_unit(app, association(&code, mobile), mobile, "1234567890").await).contains("太常见")
    );
    let left = unit::Entity::find().all(app.db().reader()).await.unwrap().len();
    assert_eq!(left, 0, "a refused registration leaves no unit");

    let id = accounts::register_unit(app, association(&code, mobile), mobile, PASSWORD).await.unwrap();
    let own = accounts::signed_in(app, id).await.unwrap().unwrap();
    assert_eq!((own.unit_name.as_str(), own.unit_confirmed), ("晋江市鞋服行业协会", false));
    assert_eq!(accounts::sign_in(app, "+86 138-0013-8000", PASSWORD).await.unwrap(), id);

    let twice = accounts::register_unit(app, association(&code, "13900139000"), "13900139000", PASSWORD).await;
    assert!(said(twice).contains("该信用代码已注册"));
    let row = account::Entity::find_by_id(id.0).one(app.db().reader()).await.unwrap().unwrap();
    assert!(!format!("{row:?}").contains(mobile), "the number is nowhere in clear");
}

#[tokio::test]
async fn a_name_in_use_registers_no_second_unit() {
    let installation = city().await;
    installation.admin("13800138000").await;
    let answer =
        accounts::register_unit(&installation.app, association(&valid_code(), "13800138000"), "13800138000", PASSWORD);
    assert!(said(answer.await).contains("已被使用"));
    assert!(unit::Entity::find().one(installation.app.db().reader()).await.unwrap().is_none());
}

/// A made-up code of an association in 晋江 with the check character that fits.
pub(crate) fn valid_code() -> String {
    "0123456789ABCDEFGHJKLMNPQRTUWXY"
        .chars()
        .map(|last| format!("51350582MJB000000{last}"))
        .find(|code| domain::credit_code::CreditCode::parse(code).is_ok())
        .expect("one character fits")
}
