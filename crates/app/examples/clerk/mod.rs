//! A place of work with a unit that files rosters, and the clerk who does so for it: both the first of their kind.

use app::{
    App, Chance, Clock, accounts,
    units::{NewUnit, UnitDetails},
};
use chrono::{DateTime, TimeZone, Utc};
use domain::{
    access::{Actor, Role},
    brand::{Brand, BrandEvent},
    ids::{AccountId, BrandId, UnitId},
};
use std::{error::Error, path::Path, sync::Arc};
use storage::Db;
use vault::{KeyRing, Vault};

/// What comes of a step; what went wrong is told as it is.
pub(crate) type Done<T> = Result<T, Box<dyn Error>>;

/// The unit.
pub(crate) const UNIT: UnitId = UnitId(1);

/// Its clerk.
pub(crate) fn clerk() -> Actor {
    Actor { account: AccountId(1), role: Role::Unit, office: None, area: None, unit: Some(UNIT) }
}

/// Opens a database on 2026-03-01, with its schema and a key that is always the same.
pub(crate) async fn open(folder: &Path, db: Db, chance: Chance) -> Done<App> {
    storage::migrations::migrate(&db).await?;
    let vault = Arc::new(Vault::new(&KeyRing::generate(&mut *Chance::seeded(1).get(), DateTime::UNIX_EPOCH)));
    let now = Utc.with_ymd_and_hms(2026, 3, 1, 1, 0, 0).single().ok_or("a moment")?;
    Ok(App::open(db, vault, folder, Clock::fixed(now), chance).await?)
}

/// The unit, and its clerk's account.
pub(crate) async fn register(app: &App) -> Done<()> {
    let details =
        UnitDetails { contact_name: "林某某".into(), contact_phone: "13800138000".into(), ..Default::default() };
    let unit = NewUnit {
        credit_code: "51350524500000015C".into(),
        name: "晋江市示例行业协会".into(),
        kind: "trade_association".into(),
        area: "350582".into(),
        details,
    };
    accounts::register_unit(app, unit, "clerk", "qingyuan-shan-zimao").await?;
    Ok(())
}

/// A brand of the unit.
pub(crate) async fn begin_brand(app: &App) -> Done<BrandId> {
    let mut tx = app.begin(None).await?;
    let registered =
        BrandEvent::Registered {
            name: "示例工匠".into(), area: "350582".into(), units: vec![UNIT], imported: false
        };
    let brand = tx.begin::<Brand>(registered).await?.id;
    tx.commit().await?;
    Ok(brand)
}
