//! What the doctor finds, and that looking changes nothing.

use std::{fs, os::unix::fs::PermissionsExt};

use sea_orm::ConnectionTrait;

use crate::{
    backup::{self, KeyInBackup},
    base::{failure::Error, language::Language},
    cli::open_installation,
    configuration::server_settings::ServerField,
    database::{
        Pool,
        filling::Filling,
        kept::StoredConnection,
        schema::{OlderSchema, count_missing_steps, steps},
        settings::Engine,
    },
    doctor::{
        Check::{self, Backup, DataDirectory, Database, License, Mail, Outbox, ServerUrl, Setup},
        CheckResult::{self, Ok, Problem, Warning},
        examine,
    },
    tests::support::{TestApp, fresh_database},
    web::config::Config,
};

async fn findings(config: &Config) -> Vec<(Check, CheckResult)> {
    let words = |error| format!("{error:?}");
    let found = examine(config.clone(), Language::English, words).await;
    found.iter().map(|finding| (finding.check, finding.verdict)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_says_what_is_in_order_and_what_is_not() {
    let mut app = TestApp::new().await;
    let fresh = findings(&app.state.config).await;
    assert!(fresh.contains(&(Setup, Problem)) && fresh.contains(&(License, Problem)));

    app.join("ada", &app.serial_number(2)).await;
    app.advance_to_now();
    backup::make(&app.state, KeyInBackup::Included, &|_, _| ()).await.unwrap();
    app.reconfigure(|config| {
        config.server.form.set(ServerField::ServerUrl, "https://sync.example.com");
    })
    .await;
    let open = |bits| fs::Permissions::from_mode(bits);
    fs::set_permissions(app.data_directory(), open(0o700)).unwrap();
    let there = findings(&app.state.config).await;
    assert_eq!(
        there,
        [
            (DataDirectory, Ok),
            (Database, Ok),
            (Check::Key, Ok),
            (Setup, Ok),
            (License, Ok),
            // Links are printed.
            (Mail, Warning),
            (Outbox, Ok),
            (ServerUrl, Ok),
            (Backup, Ok),
        ]
    );

    fs::set_permissions(app.data_directory(), open(0o755)).unwrap();
    let key = app.data_directory().join("secret-key");
    fs::set_permissions(&key, open(0o644)).unwrap();
    fs::remove_dir_all(app.data_directory().join("backups")).unwrap();
    let there = findings(&app.state.config).await;
    for found in [(DataDirectory, Warning), (Check::Key, Warning), (Backup, Warning)] {
        assert!(there.contains(&found), "{found:?} in {there:?}");
    }
    fs::write(&key, "nonsense").unwrap();
    assert_eq!(findings(&app.state.config).await.last(), Some(&(Check::Key, Problem)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_changes_nothing() {
    for engine in Engine::ALL {
        let app = TestApp::new().await;
        let nowhere = app.empty_machine(fresh_database(engine));
        let (directory, config) = &nowhere;
        // Nothing is made where there is nothing.
        fs::remove_dir(directory.path()).unwrap();
        let there = findings(config).await;
        assert_eq!(there, [(DataDirectory, Problem), (Database, Problem)], "{engine:?}");
        assert!(!directory.path().exists());
        fs::create_dir(directory.path()).unwrap();

        // A schema that is behind stays behind: that is for the server to do.
        let settings =
            config.connection.settings(&StoredConnection::default(), &config.vault()).unwrap();
        let filling = Filling::begin(&settings, directory.path(), 4).await.unwrap();
        filling.finish().await.unwrap();
        assert!(findings(config).await.ends_with(&[(Database, Warning)]), "{engine:?}");
        let refused = open_installation(config.clone()).await.err().unwrap();
        assert!(
            matches!(refused, Error::Fault(source) if source.is::<OlderSchema>()),
            "{engine:?}"
        );
        let pool = Pool::open(&settings, directory.path()).await.unwrap();
        let missing = count_missing_steps(&pool.connection).await.unwrap();
        assert_eq!(missing, steps().len() - 4);

        // Nor is the data directory told what the database knows.
        let app = TestApp::new().await;
        app.join("ada", &app.serial_number(1)).await;
        let marker = app.data_directory().join("set-up");
        fs::remove_file(&marker).unwrap();
        findings(&app.state.config).await;
        assert!(!marker.exists());

        let mark = "CREATE TABLE datasync_move (id VARCHAR(36))";
        pool.connection.execute_unprepared(mark).await.unwrap();
        assert!(findings(config).await.ends_with(&[(Database, Problem)]), "half of a move");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_finds_files_that_the_server_may_not_use() {
    let app = TestApp::new().await;
    let file = app.data_directory().join("connection.json");
    fs::write(&file, "{}").unwrap();
    // Only root can give files away; elsewhere there is nothing to find.
    if std::os::unix::fs::chown(&file, Some(4711), None).is_ok() {
        let there = findings(&app.state.config).await;
        assert_eq!(there.first(), Some(&(DataDirectory, Problem)));
    }
}
