//! Sources whose user may not read everything: what is missing is named before the first row moves.

use std::sync::Arc;

use super::{
    tests::{database, request},
    *,
};
use crate::{
    copy::{Action, Copy},
    place_url::CopyPlace,
    secret::Secret,
    validate::Obstacle,
};

const PASSWORD: &str = "a-reader-of-tests";

/// The same place for a user of its own, whose name is `$user` in the statements that its owner runs.
async fn read_by_another(place: &CopyPlace, statements: &[&str]) -> CopyPlace {
    let mut reader = place.clone();
    let Place::Server(server) = &mut reader.place else { panic!() };
    server.username = format!("{}_reader", server.database);
    server.password = Some(Secret::new(PASSWORD));
    let mut made = place.destination().await.unwrap();
    for statement in statements {
        let statement = statement.replace("$user", &server.username);
        made.execute(statement.replace("$database", &server.database)).await.unwrap();
    }
    reader
}

/// What stands in the way of each table, and whether it was copied.
async fn obstacles(from: &CopyPlace) -> Vec<(String, Vec<Obstacle>, bool)> {
    let directory = tempfile::tempdir().unwrap();
    let to = CopyPlace::parse(&format!("sqlite:{}/copy.db", directory.path().display())).unwrap();
    let request = request(from, &to);
    let copy = Copy { from: Arc::new(from.clone()), to: Arc::new(to), request };
    let looked = copy.look().await.unwrap_or_else(|problem| panic!("{problem:?}"));
    let tables = Arc::clone(&looked.tables);
    let outcomes = looked.run(Action::Load, tokio::sync::watch::channel(false).1).await;
    let told = tables.iter().zip(&outcomes).map(|(table, outcome)| {
        let is_copied = outcome.as_ref().is_some_and(|outcome| outcome.result.is_ok());
        (table.listed.name.name.clone(), table.report.obstacles.clone(), is_copied)
    });
    told.collect()
}

fn expected() -> Vec<(String, Vec<Obstacle>, bool)> {
    let denied = || vec![Obstacle::NotReadable];
    vec![
        ("closed".to_owned(), denied(), false),
        ("each_column".to_owned(), vec![], true),
        ("partly".to_owned(), denied(), false),
        ("readable".to_owned(), vec![], true),
    ]
}

#[tokio::test]
async fn what_a_user_of_postgresql_may_not_read_is_named_before_anything_is_copied() {
    let place = database(Engine::PostgreSql).await;
    let reader = read_by_another(
        &place,
        &[
            "CREATE ROLE $user LOGIN PASSWORD 'a-reader-of-tests'",
            "CREATE TABLE readable (id int PRIMARY KEY)",
            "CREATE TABLE closed (id int PRIMARY KEY)",
            "CREATE TABLE partly (id int PRIMARY KEY, secret text)",
            "CREATE TABLE each_column (id int PRIMARY KEY, gone int, open text)",
            "ALTER TABLE each_column DROP COLUMN gone",
            "CREATE TABLE filtered (id int PRIMARY KEY)",
            "INSERT INTO filtered VALUES (1), (2)",
            "ALTER TABLE filtered ENABLE ROW LEVEL SECURITY",
            "CREATE POLICY one ON filtered USING (id = 1)",
            "GRANT SELECT ON readable, filtered TO $user",
            "GRANT SELECT (id) ON partly TO $user",
            "GRANT SELECT (id, open) ON each_column TO $user",
        ],
    )
    .await;
    let mut told = expected();
    told.insert(2, ("filtered".to_owned(), vec![Obstacle::RowsHidden], false));
    assert_eq!(obstacles(&reader).await, told);
}

#[tokio::test]
async fn what_a_user_of_mysql_may_not_read_is_named_before_anything_is_copied() {
    let place = database(Engine::MySql).await;
    let reader = read_by_another(
        &place,
        &[
            "CREATE USER $user IDENTIFIED BY 'a-reader-of-tests'",
            "CREATE TABLE readable (id int PRIMARY KEY)",
            "CREATE TABLE closed (id int PRIMARY KEY)",
            "CREATE TABLE partly (id int PRIMARY KEY, secret text)",
            "CREATE TABLE each_column (id int PRIMARY KEY, open text)",
            "GRANT SELECT ON $database.readable TO $user",
            "GRANT INSERT ON $database.closed TO $user",
            "GRANT SELECT (id) ON $database.partly TO $user",
            "GRANT SELECT (id, open) ON $database.each_column TO $user",
        ],
    )
    .await;
    assert_eq!(obstacles(&reader).await, expected());
}

#[tokio::test]
async fn what_is_wrong_with_a_table_of_mysql_is_not_taken_for_a_missing_right() {
    let place = database(Engine::MySql).await;
    let mut made = place.destination().await.unwrap();
    for statement in [
        "CREATE TABLE t (id int PRIMARY KEY)",
        "CREATE TABLE part (id int) ENGINE = MyISAM",
        "CREATE TABLE wrong (id int) ENGINE = MERGE UNION = (part)",
        "DROP TABLE part",
    ] {
        made.execute(statement.to_owned()).await.unwrap();
    }
    // Also outside of a transaction.
    let listed = made.tables(None).await.unwrap();
    assert!(listed.iter().all(|table| table.access == crate::table::Access::Full), "{listed:?}");
    assert_eq!(listed.len(), 2);
}
