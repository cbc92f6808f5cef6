//! The database panel in the hands of somebody who wants the password of the database, or to look
//! around in the network.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use serde_json::Value;

use crate::{
    database::settings::Engine,
    tests::support::{
        CLOSE, Fields, HANG, Hostile, TestApp, administrator, attempt, connection_fields,
        fresh_database, fresh_database_on, move_to, pairs, with,
    },
};

fn problem(steps: &[Value]) -> &Value {
    &steps.last().unwrap()["outcome"]["Err"]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_to_fail_has_its_own_words_in_time() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    let silent = Hostile::smtp(&[("", HANG)]).await;
    let closing = Hostile::smtp(&[("", CLOSE)]).await;
    for engine in [Engine::PostgreSql, Engine::MySql] {
        let name = if engine == Engine::PostgreSql { "POSTGRES" } else { "MARIADB" };
        let good = connection_fields(&fresh_database(engine));
        let on = |server: &str| {
            connection_fields(&fresh_database_on(engine, &format!("{name}_{server}")))
        };
        let localhost = fresh_database(engine).form.server.replace("127.0.0.1", "localhost");
        let other = if engine == Engine::PostgreSql { Engine::MySql } else { Engine::PostgreSql };
        let other_server = fresh_database(other).form.server;
        let silent = format!("127.0.0.1:{}", silent.port);
        let closing = format!("127.0.0.1:{}", closing.port);
        let cases: Vec<(&str, Fields<'_>)> = vec![
            ("name_unknown", with(good.clone(), &[("server", "no-such-host.invalid")])),
            ("connection_refused", with(good.clone(), &[("server", "127.0.0.1:1")])),
            ("timed_out", with(good.clone(), &[("server", &silent), ("timeout", "2")])),
            ("not_this_engine", with(good.clone(), &[("server", &closing), ("timeout", "2")])),
            ("wrong_credentials", with(good.clone(), &[("password", "wrong")])),
            ("wrong_credentials", with(good.clone(), &[("username", "nobody")])),
            ("database_missing", with(good.clone(), &[("create_database", "")])),
            ("encryption_unavailable", with(on("PLAIN"), &[("encrypt", "on")])),
            ("encryption_unavailable", with(on("PLAIN"), &[("trust_server_certificate", "on")])),
            ("certificate_expired", with(on("EXPIRED"), &[("encrypt", "on")])),
            ("certificate_wrong_name", with(on("WRONG_NAME"), &[("encrypt", "on")])),
        ];
        for (expected, fields) in cases {
            let began = Instant::now();
            let steps = attempt(&mut ada, &fields).await;
            let found = problem(&steps);
            let is_it = found == expected || found.get(expected).is_some();
            assert!(is_it, "{engine:?}: {expected} and not {steps:?} with {fields:?}");
            let timeout = fields.iter().find(|(name, _)| *name == "timeout").unwrap();
            let limit = Duration::from_secs(timeout.1.parse::<u64>().unwrap() + 1);
            assert!(began.elapsed() < limit, "{expected}: {:?}", began.elapsed());
        }
        // The other server answers, in another protocol, or waits to be spoken to.
        let foreign = with(good.clone(), &[("server", &other_server), ("timeout", "2")]);
        let steps = attempt(&mut ada, &foreign).await;
        assert!(
            problem(&steps) == "not_this_engine" || problem(&steps).get("timed_out").is_some(),
            "{steps:?}"
        );
        // Both names of the good certificate do, and any certificate where that is asked for.
        for fields in [
            with(good.clone(), &[("encrypt", "on")]),
            with(good.clone(), &[("encrypt", "on"), ("server", &localhost)]),
            with(on("EXPIRED"), &[("trust_server_certificate", "on")]),
            with(on("WRONG_NAME"), &[("encrypt", "on"), ("trust_server_certificate", "on")]),
            on("PLAIN"),
        ] {
            let steps = attempt(&mut ada, &fields).await;
            assert_eq!(steps.last().unwrap()["outcome"]["Ok"], "empty", "{steps:?}");
        }
    }
    let unknown = with(
        connection_fields(&fresh_database_on(Engine::PostgreSql, "POSTGRES_SELF_SIGNED")),
        &[("encrypt", "on")],
    );
    assert_eq!(problem(&attempt(&mut ada, &unknown).await), "certificate_unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_went_wrong_shows_no_secret_and_no_statement() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    let password = "Database 1 secret";
    let target = fresh_database(Engine::PostgreSql);
    let fields = with(connection_fields(&target), &[("password", password), ("version", "0")]);
    for language in ["en", "fr"] {
        ada.accept_language = language;
        for function in ["test_connection", "save_connection"] {
            ada.get("/settings").await;
            let page = ada.submit(function, &pairs(&fields)).await;
            assert_eq!(page.status, StatusCode::OK);
            for forbidden in [password, "SELECT", "postgres://", "sqlx", "password authentication"]
            {
                assert!(!page.body.contains(forbidden), "{forbidden} in {}", page.body);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_password_goes_nowhere_else() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    let target = fresh_database(Engine::PostgreSql);
    let fields = connection_fields(&target);
    move_to(&mut ada, &fields).await.expect_page("DataSync works with this database now.");
    let kept = std::fs::read_to_string(app.data_directory().join("connection.json")).unwrap();
    assert!(!kept.contains(target.password.as_ref().unwrap().reveal()));

    // The same place: nothing has to be typed.
    let blank = with(fields.clone(), &[("password", "")]);
    let steps = attempt(&mut ada, &blank).await;
    assert!(steps.last().unwrap()["outcome"]["Ok"]["our_data"]["in_use"] == true, "{steps:?}");

    let hostile = Hostile::smtp(&[("", HANG)]).await;
    let elsewhere = format!("127.0.0.1:{}", hostile.port);
    let renamed = target.form.server.replace("127.0.0.1", "localhost");
    for (field, value) in [
        ("server", elsewhere.as_str()),
        ("server", renamed.as_str()),
        ("username", "postgres"),
        ("encrypt", "on"),
        ("trust_server_certificate", "on"),
        ("engine", "mysql"),
    ] {
        let trick = with(blank.clone(), &[(field, value), ("version", "1")]);
        for function in ["test_connection", "save_connection"] {
            let answer = ada.post_as_script(function, &pairs(&trick)).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{function} {field}");
            assert!(answer.body.contains("secret_of_another_destination"), "{}", answer.body);
        }
    }
    assert_eq!(hostile.heard(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_environment_fixes_stays_and_its_password_with_it() {
    use crate::base::{field::Field, origin::Origin};
    let hostile = Hostile::smtp(&[("", HANG)]).await;
    let target = fresh_database(Engine::PostgreSql);
    let variable = |name: &str| Origin::Variable(format!("DATASYNC__CONNECTION__{name}"));
    let mut fixed = target.clone();
    fixed.origins.note(Field::Password, variable("PASSWORD"));
    fixed.origins.note(Field::Timeout, variable("TIMEOUT"));
    let app = TestApp::on(fixed).await;
    let mut ada = administrator(&app).await;
    let page = ada.open("/settings").await;
    page.expect_page("DATASYNC__CONNECTION__TIMEOUT");
    let elsewhere = format!("127.0.0.1:{}", hostile.port);
    let typed = with(
        connection_fields(&target),
        &[("server", &elsewhere), ("password", ""), ("timeout", "2")],
    );
    let answer = ada.post_as_script("test_connection", &pairs(&typed)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
    assert_eq!(hostile.heard(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_migrate_is_told_so() {
    use sea_orm::ConnectionTrait;
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    for engine in [Engine::PostgreSql, Engine::MySql] {
        let target = fresh_database(engine);
        let owner = TestApp::on(target.clone()).await;
        let db = owner.state.database.read();
        let database = &target.form.database;
        let reader = format!("r{}", &database[5..20]);
        let grants = if engine == Engine::PostgreSql {
            vec![
                format!("CREATE ROLE {reader} LOGIN PASSWORD 'reads-only'"),
                format!("ALTER ROLE {reader} SET default_transaction_read_only = on"),
            ]
        } else {
            vec![
                format!("CREATE USER '{reader}'@'%' IDENTIFIED BY 'reads-only'"),
                format!("GRANT SELECT ON `{database}`.* TO '{reader}'@'%'"),
            ]
        };
        for grant in grants {
            db.execute_unprepared(&grant).await.unwrap();
        }
        let fields = with(
            connection_fields(&target),
            &[("username", &reader), ("password", "reads-only"), ("create_database", "")],
        );
        let steps = attempt(&mut ada, &fields).await;
        let expected = if engine == Engine::PostgreSql { "read_only" } else { "may_not_migrate" };
        assert_eq!(problem(&steps), expected, "{steps:?}");
        let missing = with(fields, &[("database", "not_there_yet"), ("create_database", "on")]);
        let steps = attempt(&mut ada, &missing).await;
        let expected = if engine == Engine::PostgreSql {
            "may_not_create_database"
        } else {
            "database_refused"
        };
        assert_eq!(problem(&steps), expected, "{steps:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_somebody_else_is_left_alone() {
    use sea_orm::ConnectionTrait;
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    for engine in [Engine::PostgreSql, Engine::MySql] {
        let target = fresh_database(engine);
        let owner = TestApp::on(target.clone()).await;
        let db = owner.state.database.read();
        db.execute_unprepared("DELETE FROM seaql_migrations").await.unwrap();
        let steps = attempt(&mut ada, &connection_fields(&target)).await;
        assert_eq!(problem(&steps), "foreign_tables");
        let insert = "INSERT INTO seaql_migrations (version, applied_at) VALUES \
                      ('m0001_accounts', 0), ('m9999_future', 0)";
        db.execute_unprepared(insert).await.unwrap();
        let steps = attempt(&mut ada, &connection_fields(&target)).await;
        assert_eq!(problem(&steps), "newer_schema");
        let using = with(connection_fields(&target), &[("existing", "use")]);
        move_to(&mut ada, &using).await.expect_page("written by a newer version of DataSync");
        assert!(app.state.database.is_embedded());
    }
}
