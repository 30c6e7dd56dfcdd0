//! Counters kept as they change, and the bureaus' verdicts on disputed people.

use super::schema::{create, index, key, table};
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer as int, blob, boolean, string},
};

/// Counters and verdicts.
#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let docket = table("roster_docket", [key(int("brand")), int("county"), int("city")]);
        let by_brand = index("roster_tally_brand", "roster_tally", &["brand"]);
        create(manager, vec![tally(), docket, verdict(), ground()], vec![by_brand]).await
    }
}

fn tally() -> TableCreateStatement {
    let mut tally = table(
        "roster_tally",
        [
            ColumnDef::new("versions").text().not_null().take(),
            string("measure"),
            int("brand"),
            int("people"),
            int("poverty_alleviated"),
            int("disputed"),
            int("excluded"),
            int("unverified_poverty_alleviated"),
            int("confirmed"),
            int("refuted"),
            int("unknown"),
        ],
    );
    tally.primary_key(Index::create().col("versions").col("measure")).take()
}

fn verdict() -> TableCreateStatement {
    let mut verdict = table(
        "roster_verdict",
        [int("brand"), string("ledger"), int("year"), blob("person"), boolean("counts"), int("seq")],
    );
    verdict.primary_key(Index::create().col("brand").col("ledger").col("year").col("person")).take()
}

fn ground() -> TableCreateStatement {
    let mut ground = table(
        "roster_verdict_ground",
        [int("brand"), string("ledger"), int("year"), blob("person"), string("kind"), int("mark")],
    );
    let mut whole = Index::create();
    for column in ["brand", "ledger", "year", "person", "kind", "mark"] {
        whole.col(column);
    }
    ground.primary_key(&mut whole).take()
}
