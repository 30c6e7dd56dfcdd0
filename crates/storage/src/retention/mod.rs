//! What is kept, since when, and its deletion: rows alone. When which kind is over, the policy file says.

mod kept;
mod papers;
mod routine;
mod runs;
mod uploads;

pub use kept::{Ends, Kept, KeptVersion, over, versions};
pub use papers::{
    Title, delete_intake, delete_lead, delete_papers_of_application, delete_papers_of_cultivation, delete_request,
    ended_titles,
};
pub use routine::{Routine, delete_before, over_before};
pub use runs::{Run, begin, finish, get, note, unfinished};
pub use uploads::{
    FiledVersion, delete_some_of_version, delete_unfiled, delete_with_last_version, filed_version, mark_deleted,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{migrations::migrate, testing::TestDatabase};
    use chrono::NaiveDate;
    use domain::event::Moment;
    use sea_orm::{ConnectionTrait, DbBackend, QueryTrait, Statement, TransactionTrait};

    /// What is still kept is not read: neither database reads a table from end to end to say what is over.
    #[tokio::test]
    async fn what_is_over_is_found_along_an_index() {
        let database = TestDatabase::empty().await;
        let db = database.connect().await;
        migrate(&db).await.expect("a schema");
        let at = Moment::UNIX_EPOCH;
        let ends =
            Ends { uploads: at, check_results: at, drafts: at, declined: at, intakes: at, leads: at, requests: at };
        let routine = routine::older_of(&[(Routine::AccessLog, at), (Routine::Sessions, at)]);
        let asked = [
            kept::what_is_over(ends),
            kept::kept_versions(at).into_query(),
            papers::titles_ended_by(NaiveDate::MIN).into_query(),
            routine.expect("two kinds"),
        ];
        let tx = db.reader().begin().await.expect("a transaction");
        let backend = tx.get_database_backend();
        let (word, column) = match backend {
            DbBackend::Postgres => ("EXPLAIN", "QUERY PLAN"),
            _ => ("EXPLAIN QUERY PLAN", "detail"),
        };
        if backend == DbBackend::Postgres {
            tx.execute_unprepared("SET LOCAL enable_seqscan = off").await.expect("a setting");
        }
        for statement in asked {
            let built = backend.build(&statement);
            let values = built.values.unwrap_or_else(|| sea_orm::Values(Vec::new()));
            let explain = Statement::from_sql_and_values(backend, format!("{word} {}", built.sql), values);
            let lines = tx.query_all_raw(explain).await.expect("a plan");
            let lines: Vec<String> = lines.iter().map(|line| line.try_get("", column).expect("a line")).collect();
            let reads = |line: &String| line.contains("Seq Scan") || line.starts_with("SCAN ") && !line.contains('(');
            assert!(!lines.iter().any(reads), "{}", lines.join("\n"));
        }
    }
}
