//! Servers as people set them up: the connection test does what the work does, and says first what would
//! fail later.

use std::{net::TcpListener, time::Duration};

use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde_json::{Value, json};
use tracing::instrument::WithSubscriber;

use crate::{
    base::{failure::Checked, language::Language},
    cli::CommandError,
    database::{
        ConnectionSettings, Database, Pool, configured::ConfiguredConnection, copy,
        entities::api_token::Scope, form::ConnectionField, schema, settings::Engine,
    },
    tests::support::{
        Log, Proxy, TestApp, administrator, attempt, connection_fields, fresh_database,
        fresh_database_on, move_to, with,
    },
};

const MOVED: &str = "DataSync works with this database now.";

fn problem(steps: &[Value]) -> &Value {
    &steps.last().unwrap()["outcome"]["Err"]
}

fn finding(steps: &[Value]) -> &Value {
    &steps.last().unwrap()["outcome"]["Ok"]
}

fn settings_of(configured: &ConfiguredConnection) -> ConnectionSettings {
    let settings = configured.form.parse(&configured.limits(), &mut Checked::default());
    settings.unwrap().with_password(configured.password.clone())
}

/// What a start says that fails, and what it writes into the log.
async fn failed_start(configured: &ConfiguredConnection) -> (String, String) {
    let (log, data) = (Log::default(), tempfile::tempdir().unwrap());
    let settings = settings_of(configured);
    let opening = Database::open(&settings, data.path(), None);
    let opened = Box::pin(opening).with_subscriber(log.subscriber()).await;
    let Err(error) = opened else { panic!("it started") };
    (CommandError::of(Language::English.text(), error).0, log.text())
}

/// A connection to the server itself, with all rights.
async fn owner(engine: Engine) -> (TestApp, DatabaseConnection) {
    let app = TestApp::on(fresh_database(engine)).await;
    let db = app.state.database.read();
    (app, db)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_cannot_hold_every_name_is_refused_by_the_name_of_its_encoding() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    let (_owner, db) = owner(Engine::PostgreSql).await;
    for encoding in ["LATIN1", "SQL_ASCII"] {
        let target = fresh_database(Engine::PostgreSql);
        let name = target.form.get(ConnectionField::Database);
        let like = "LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0";
        let create = format!("CREATE DATABASE {name} ENCODING '{encoding}' {like}");
        db.execute_unprepared(&create).await.unwrap();
        let fields = connection_fields(&target);
        let steps = attempt(&mut ada, &fields).await;
        assert_eq!(problem(&steps), &json!({"wrong_encoding": {"encoding": encoding}}));
        move_to(&mut ada, &fields).await.expect_page(&format!("keeps text as {encoding}"));
        assert!(app.state.database.is_embedded());
        let (said, _) = failed_start(&target).await;
        assert!(said.contains(&format!("keeps text as {encoding}")), "{said}");

        // Data that is there already stays within reach, and can be moved away.
        let (settings, data) = (settings_of(&target), app.data_directory());
        let pool = Pool::open(&settings, data).await.unwrap();
        schema::bring_up_to_date(&pool.connection, &settings, data).await.unwrap();
        Database::open(&settings, data, None).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_on_mariadb_are_found_out_however_they_were_granted() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    let (_owner, db) = owner(Engine::MySql).await;
    let on = |pattern: &str| format!("ALL ON `{pattern}`.*");
    for (number, with_all_rights) in [true, true, true, false, false].into_iter().enumerate() {
        let target = fresh_database(Engine::MySql);
        let database = target.form.get(ConnectionField::Database);
        let user = format!("u{}", &database[5..20]);
        let right = match number {
            0 => on(&database.replace('_', "\\_")),
            1 => on(&format!("{}%", database[..12].replace('_', "\\_"))),
            2 => on(database),
            // Databases, and nothing in them; everything, but in other databases.
            3 => "CREATE ON *.*".to_owned(),
            _ => on(&database.replace("test_", "tests\\_")),
        };
        let create = format!("CREATE USER '{user}'@'%' IDENTIFIED BY 'some-rights'");
        db.execute_unprepared(&create).await.unwrap();
        db.execute_unprepared(&format!("GRANT {right} TO '{user}'@'%'")).await.unwrap();
        let fields =
            with(connection_fields(&target), &[("username", &*user), ("password", "some-rights")]);
        let steps = attempt(&mut ada, &fields).await;
        if with_all_rights {
            assert_eq!(finding(&steps), "empty", "{right}: {steps:?}");
        } else {
            let expected = if number == 3 { "may_not_migrate" } else { "database_refused" };
            assert_eq!(problem(&steps), expected, "{right}: {steps:?}");
        }
        let there =
            format!("SELECT 1 FROM information_schema.schemata WHERE schema_name = '{database}'");
        let there = db.query_all_raw(schema::sql(&db, &there)).await.unwrap();
        assert!(there.is_empty(), "a test makes nothing");
        if number == 0 {
            let other = TestApp::new().await;
            let mut bea = administrator(&other).await;
            move_to(&mut bea, &fields).await.expect_page(MOVED);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mariadb_server_with_odd_settings_works_as_any_other() {
    let mut app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    let token = app.api_token(Scope::Report, None).await;
    // More than one statement may hold there.
    for number in 0..40 {
        let log = format!("{number} {}", "é".repeat(25_000));
        let report = json!({ "key": number.to_string(), "state": "failed", "log": log });
        assert!(app.report(&token, "orders", report).await.status.is_success());
    }
    let target = fresh_database_on(Engine::MySql, "MARIADB_ODD");
    let fields = connection_fields(&target);
    let steps = attempt(&mut ada, &fields).await;
    assert_eq!(finding(&steps), "empty", "{steps:?}");
    let before = copy::sums(&app.state.database.read()).await.unwrap();
    move_to(&mut ada, &fields).await.expect_page(MOVED);
    let after = copy::sums(&app.state.database.read()).await.unwrap();
    let of = |sums: &[(_, copy::Sum)], wanted| {
        sums.iter().find(|(table, _)| *table == wanted).unwrap().1
    };
    let lines = crate::database::report::Table::RunLines;
    assert!(of(&before, lines).rows >= 40);
    assert_eq!(of(&after, lines), of(&before, lines));
    app.join("łukasz", &app.serial_number(2)).await;
    app.restart().await;
    assert_eq!(app.accounts().await.len(), 2);
    let steps = attempt(&mut ada, &fields).await;
    assert_eq!(finding(&steps)["our_data"]["in_use"], true, "{steps:?}");

    // Where not even one of our rows may fit, the test says so.
    let db = app.state.database.read();
    db.execute_unprepared("SET GLOBAL max_allowed_packet = 524288").await.unwrap();
    let steps = attempt(&mut ada, &fields).await;
    db.execute_unprepared("SET GLOBAL max_allowed_packet = 1048576").await.unwrap();
    assert_eq!(problem(&steps), &json!({"small_packets": {"kib": 512}}), "{steps:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_waits_for_its_database_once_and_says_what_the_test_says() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    for engine in [Engine::PostgreSql, Engine::MySql] {
        let mut target = fresh_database(engine);
        target.form.set(ConnectionField::Timeout, "2");
        let server = target.form.get(ConnectionField::Server).to_owned();
        // Somebody's a moment ago, and nobody's now.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        target.form.set(ConnectionField::Server, format!("127.0.0.1:{port}"));

        let began = std::time::Instant::now();
        let (said, log) = failed_start(&target).await;
        assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
        let words = "The server does not take connections at this port.";
        assert!(said.contains(words), "{said}");
        let waits = format!("waiting for the database at 127.0.0.1:{port}, for at most 2 s");
        assert_eq!(log.matches(&waits).count(), 1, "{log}");
        assert_eq!(log.lines().count(), 1, "{log}");
        let steps = attempt(&mut ada, &connection_fields(&target)).await;
        assert_eq!(problem(&steps), "connection_refused");

        // Whatever else the test says, a start says at once.
        for (field, value, words) in [
            ("password", "wrong", "does not accept this username and password"),
            ("create_database", "", "There is no database with this name."),
        ] {
            let mut other = target.clone();
            other.form.set(ConnectionField::Server, server.clone());
            match field {
                "password" => other.password = Some(crate::base::secret::Secret::new(value)),
                _ => other.form.set(ConnectionField::CreateDatabase, value),
            }
            let (said, _) = failed_start(&other).await;
            assert!(said.contains(words), "{said}");
        }

        // The server comes up while somebody waits.
        target.form.set(ConnectionField::Timeout, "20");
        let (settings, log) = (settings_of(&target), Log::default());
        let data = tempfile::tempdir().unwrap();
        let opening = Box::pin(Database::open(&settings, data.path(), None));
        let opening = opening.with_subscriber(log.subscriber());
        let coming_up = async {
            while !log.text().contains("waiting for the database") {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Proxy::at(port, &server, Duration::ZERO).await
        };
        let (opened, _proxy) = tokio::join!(opening, coming_up);
        opened.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pooler_that_shares_connections_is_named_and_another_works() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    let (_owner, db) = owner(Engine::PostgreSql).await;
    for mode in ["TRANSACTION", "SESSION"] {
        let mut target = fresh_database_on(Engine::PostgreSql, &format!("PGBOUNCER_{mode}"));
        let name = target.form.get(ConnectionField::Database);
        db.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE template0")).await.unwrap();
        // As many as the pooler has.
        target.form.set(ConnectionField::MaxPoolSize, "15");
        let fields = connection_fields(&target);
        let steps = attempt(&mut ada, &fields).await;
        if mode == "TRANSACTION" {
            assert_eq!(problem(&steps), "pooled_transactions", "{steps:?}");
            move_to(&mut ada, &fields).await.expect_page("pool_mode = transaction");
            assert!(app.state.database.is_embedded());
            let (said, _) = failed_start(&target).await;
            assert!(said.contains("PgBouncer"), "{said}");
        } else {
            assert_eq!(finding(&steps), "empty", "{steps:?}");
            move_to(&mut ada, &fields).await.expect_page(MOVED);
            app.join("grace", &app.serial_number(2)).await;
            assert!(!app.state.database.is_embedded());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_cannot_be_sent_is_named_and_not_logged() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    let (owner, db) = owner(Engine::PostgreSql).await;
    let target = fresh_database(Engine::PostgreSql);
    let role = format!("e{}", &target.form.get(ConnectionField::Database)[5..20]);
    let create = format!("CREATE ROLE {role} LOGIN PASSWORD 'emoji🔐Pw1'");
    db.execute_unprepared(&create).await.unwrap();
    let mut fields = with(connection_fields(&target), &[("username", &*role)]);
    fields = with(fields, &[("password", "emoji🔐Pw1")]);
    let steps = attempt(&mut ada, &fields).await;
    assert_eq!(problem(&steps), "password_unusable", "{steps:?}");
    let mut target = owner.state.connection.as_ref().clone();
    target.password = Some(crate::base::secret::Secret::new("emoji🔐Pw1"));
    let (said, log) = failed_start(&target).await;
    assert!(said.contains("such as an emoji"), "{said}");
    assert!(!log.contains('🔐') && !log.contains("1f510"), "{log}");
}
