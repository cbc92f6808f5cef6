//! Copies through `PgBouncer`, whose transactions go to any of its connections.

use std::sync::Arc;

use super::{
    tests::{behind, database, request},
    *,
};
use crate::{
    copy::{Action, Copy},
    place_url::CopyPlace,
};

const POOLER: &str = "DATASYNC_TEST_PGBOUNCER_TRANSACTION";

async fn copied(from: &CopyPlace, to: &CopyPlace) -> u64 {
    let copy =
        Copy { from: Arc::new(from.clone()), to: Arc::new(to.clone()), request: request(from, to) };
    let looked = copy.look().await.unwrap_or_else(|problem| panic!("{problem:?}"));
    let outcomes = looked.run(Action::Load, tokio::sync::watch::channel(false).1).await;
    outcomes[0].as_ref().unwrap().result.as_ref().unwrap().destination_rows
}

#[tokio::test]
async fn a_pooled_source_is_copied_and_its_connections_stay_as_they_were() {
    let directory = tempfile::tempdir().unwrap();
    let to = format!("sqlite:{}", directory.path().join("copy.db").display());
    let to = CopyPlace::parse(&to).unwrap();
    let direct = database(Engine::PostgreSql).await;
    let mut made = direct.destination().await.unwrap();
    for statement in [
        "CREATE TABLE t (id int PRIMARY KEY, during tstzrange)",
        "INSERT INTO t VALUES (1, '[2024-01-02 03:04:05+00,)'), (2, NULL)",
    ] {
        made.execute(statement.to_owned()).await.unwrap();
    }
    // Whatever its owner has set for everybody: text is read as ours.
    let name = made.query("SELECT current_database()".to_owned()).await.unwrap();
    let name = name[0][0].clone().unwrap();
    for setting in ["datestyle = 'German'", "TimeZone = 'Asia/Tokyo'"] {
        made.execute(format!("ALTER DATABASE {name} SET {setting}")).await.unwrap();
    }
    let pooled = behind(&direct, POOLER);
    let Place::Server(server) = pooled.place.clone() else { panic!() };
    // Others take turns at the pooler's connections.
    let mut others = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let mut other = Session::open(&server, Some(&server.database)).await.unwrap();
        others.spawn(async move {
            loop {
                other.run("SELECT pg_sleep(0.001)").await.unwrap();
            }
        });
    }
    assert_eq!(copied(&pooled, &to).await, 2);
    others.shutdown().await;
    let mut there = to.destination().await.unwrap();
    let during = there.query("SELECT during FROM t WHERE id = 1".to_owned()).await.unwrap();
    assert_eq!(during[0][0].as_deref(), Some("[\"2024-01-02 03:04:05+00\",)"));

    let mut others = Vec::new();
    for _ in 0..3 {
        let mut other = Session::open(&server, Some(&server.database)).await.unwrap();
        other.run("BEGIN").await.unwrap();
        for (show, set) in [("SHOW row_security", "on"), ("SHOW lock_timeout", "0")] {
            assert_eq!(other.texts(show).await.unwrap(), [set], "{show}");
        }
        others.push(other);
    }
}

#[tokio::test]
async fn a_destination_behind_a_pooler_of_transactions_is_refused() {
    let direct = database(Engine::PostgreSql).await;
    let refused = behind(&direct, POOLER).destination().await.map(|_| ());
    let problem = refused.unwrap_err().downcast::<ReachProblem>().unwrap();
    assert_eq!(*problem, ReachProblem::PooledTransactions);
    // One of sessions is like the server itself.
    behind(&direct, "DATASYNC_TEST_PGBOUNCER_SESSION").destination().await.unwrap();
}
