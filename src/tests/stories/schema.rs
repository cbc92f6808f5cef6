//! The schema goes forward only.

use std::os::unix::fs::MetadataExt;

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::{
    base::failure::Error,
    database::{
        Database, copy,
        schema::{self, NewerSchema},
    },
    tests::support::{TestApp, on_every_database},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_newer_version_is_left_alone() {
    on_every_database(async |app: TestApp| {
        let reopen =
            async || Database::open(&app.connection(), app.data_directory(), None).await.err();
        assert!(reopen().await.is_none(), "opening twice is nothing special");
        app.state
            .database
            .read()
            .execute_unprepared(
                "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_future', 0)",
            )
            .await
            .unwrap();
        let Some(Error::Fault(fault)) = reopen().await else { panic!("it was opened") };
        assert!(fault.is::<NewerSchema>(), "{fault}");
    })
    .await;
}

/// Without them, whoever opens and closes the file beside the server removes its log, and with it what
/// the server writes next.
#[tokio::test(flavor = "multi_thread")]
async fn the_server_keeps_its_locks_on_the_embedded_database() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let files = ["datasync.db", "datasync.db-shm"].map(|name| {
        let inode = std::fs::metadata(app.data_directory().join(name)).unwrap().ino();
        format!(":{inode} ")
    });
    let locks = std::fs::read_to_string("/proc/locks").unwrap();
    let process = format!(" {} ", std::process::id());
    let is_ours = |line: &str| line.contains(&process) && files.iter().any(|f| line.contains(f));
    assert!(locks.lines().any(is_ours), "{locks}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_table_is_forgotten_when_data_moves() {
    let app = TestApp::new().await;
    let db = app.state.database.read();
    let query = "SELECT name FROM sqlite_master WHERE type = 'table' \
                 AND name NOT LIKE 'sqlite_%' AND name <> 'seaql_migrations'";
    let rows = db.query_all_raw(Statement::from_string(DbBackend::Sqlite, query)).await.unwrap();
    let mut there: Vec<String> = rows.iter().map(|row| row.try_get("", "name").unwrap()).collect();
    let mut known = schema::tables();
    there.sort_unstable();
    known.sort_unstable();
    assert_eq!(there, known);
    // All but the one that says which database this is.
    assert_eq!(copy::sums(&db).await.unwrap().len(), known.len() - 1);
}
