//! An administrator takes the installation to another database, and nothing is lost on the way.

use sea_orm::EntityTrait;
use serde_json::Value;

use crate::{
    database::{
        copy::{self, Sum},
        entities::account,
        form::ConnectionField,
        kept::StoredConnection,
        report::Table,
        settings::Engine,
    },
    tests::support::{
        PASSWORD, TestApp, administrator, attempt, connection_fields, fresh_database, move_to,
        pairs, with,
    },
};

const MOVED: &str = "DataSync works with this database now.";

/// What stands in the database in use, but for the audit, which goes on.
async fn sums(app: &TestApp) -> Vec<(Table, Sum)> {
    let sums = copy::sums(&app.state.database.read()).await.unwrap();
    sums.into_iter().filter(|(table, _)| *table != Table::Audit).collect()
}

fn outcome<'a>(steps: &'a [Value], stage: &str) -> &'a Value {
    let step = steps.iter().find(|step| step["stage"] == stage);
    &step.unwrap_or_else(|| panic!("no {stage} in {steps:?}"))["outcome"]
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_moves_from_engine_to_engine_and_back() {
    let mut app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    app.join("grace", &app.serial_number(2)).await;
    app.register("pending", &app.serial_number(1)).await;
    for engine in [Engine::PostgreSql, Engine::MySql] {
        let before = sums(&app).await;
        let fields = connection_fields(&fresh_database(engine));
        move_to(&mut ada, &fields).await.expect_page(MOVED);
        assert_eq!(sums(&app).await, before, "{engine:?}");
        ada.open("/settings").await.expect_page("Connected to");
    }
    // The file that it came from is there still, and is left alone.
    let fields = connection_fields(&fresh_database(Engine::Embedded));
    move_to(&mut ada, &fields).await.expect_page("There is DataSync data already.");
    let before = sums(&app).await;
    let beside = with(fields, &[("existing", "beside")]);
    move_to(&mut ada, &beside).await.expect_page(MOVED);
    assert_eq!(sums(&app).await, before);
    ada.open("/settings").await.expect_page("datasync-2.db");

    app.restart().await;
    assert_eq!(sums(&app).await, before);
    assert!(app.state.database.is_embedded());
    app.browser().sign_in("ada", PASSWORD).await.expect_redirect("/");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_says_what_there_is_and_keeps_nothing() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    for (engine, name) in [(Engine::PostgreSql, "PostgreSQL "), (Engine::MySql, "MariaDB ")] {
        let target = fresh_database(engine);
        let steps = attempt(&mut ada, &connection_fields(&target)).await;
        let server = outcome(&steps, "sign_in")["Ok"]["signed_in"]["server"].as_str().unwrap();
        assert!(server.starts_with(name), "{server}");
        assert_eq!(outcome(&steps, "database")["Ok"], "database_will_be_created");
        assert_eq!(outcome(&steps, "contents")["Ok"], "empty");
        assert!(outcome(&steps, "encryption")["Ok"]["encrypted"]["version"].is_string());
        // It was not made.
        let steps = attempt(&mut ada, &connection_fields(&target)).await;
        assert_eq!(outcome(&steps, "database")["Ok"], "database_will_be_created");
        let without = with(connection_fields(&target), &[("create_database", "")]);
        let steps = attempt(&mut ada, &without).await;
        assert_eq!(outcome(&steps, "database")["Err"], "database_missing");
    }
    assert_eq!(StoredConnection::read(app.data_directory()).unwrap(), StoredConnection::default());
    assert!(app.state.database.is_embedded());
}

#[tokio::test(flavor = "multi_thread")]
async fn data_that_is_there_is_used_only_if_somebody_says_so() {
    for engine in [Engine::PostgreSql, Engine::MySql] {
        let target = fresh_database(engine);
        let other = TestApp::with(target.clone(), |_| ()).await;
        other.join("grace", &other.serial_number(1)).await;

        let app = TestApp::new().await;
        let mut ada = administrator(&app).await;
        let fields = connection_fields(&target);
        let steps = attempt(&mut ada, &fields).await;
        assert_eq!(outcome(&steps, "contents")["Ok"]["our_data"]["accounts"], 1);
        let page = move_to(&mut ada, &fields).await;
        page.expect_page("There is DataSync data already.");
        assert!(app.state.database.is_embedded());
        assert_eq!(app.accounts().await[0].username, "ada");

        // Its secrets are sealed under its own key.
        let using = with(fields, &[("existing", "use")]);
        let page = move_to(&mut ada, &using).await;
        page.expect_page("The secrets in that database were sealed with another key.");
        assert!(app.state.database.is_embedded());

        let key = std::fs::read_to_string(other.data_directory().join("secret-key")).unwrap();
        let mine = std::fs::read_to_string(app.data_directory().join("secret-key")).unwrap();
        std::fs::write(app.data_directory().join("secret-key"), mine + &key).unwrap();
        move_to(&mut ada, &using).await.expect_page(MOVED);
        assert_eq!(app.accounts().await[0].username, "grace");
        ada.get("/settings").await.expect_redirect("/login?next=%2Fsettings");
        app.browser().sign_in("grace", PASSWORD).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_limits_need_no_move() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    let target = fresh_database(Engine::PostgreSql);
    let fields = connection_fields(&target);
    move_to(&mut ada, &fields).await.expect_page(MOVED);
    let renamed = target.form.get(ConnectionField::Server).replace("127.0.0.1", "localhost");
    let other = [("max_pool_size", "7"), ("server", renamed.as_str())];
    let page = move_to(&mut ada, &with(fields, &other)).await;
    page.expect_page("it is the same database");
    page.expect_page(MOVED);
    let page = ada.open("/settings").await;
    assert_eq!(page.value_of("max_pool_size"), Some("7"));
    // The first one is the one to go back to.
    let kept = StoredConnection::read(app.data_directory()).unwrap();
    assert_eq!(kept.active.unwrap().form.get(ConnectionField::Server), renamed);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_wrong_stands_beside_its_field() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    let fields = connection_fields(&fresh_database(Engine::PostgreSql));
    for (field, wrong, words) in [
        (
            "max_pool_size",
            "0",
            "from 1 to 100, the value of MaxNumberOfJobsRunningInParallel in appsettings.json",
        ),
        ("max_pool_size", "many", "from 1 to 100"),
        ("max_pool_size", "101", "101 is above MaxNumberOfJobsRunningInParallel, which is 100"),
        ("timeout", "0", "a whole number from 1 to 600"),
        ("timeout", "601", "a whole number from 1 to 600"),
        ("server", "https://db", "not the name of a server"),
        ("server", "db?sslmode=disable", "not the name of a server"),
        ("database", "", "required"),
        ("username", "", "required"),
    ] {
        for function in ["save_connection", "test_connection"] {
            let typed = with(fields.clone(), &[(field, wrong), ("version", "0")]);
            ada.get("/settings").await;
            let page = ada.submit(function, &pairs(&typed)).await;
            let error = page.error_of(field).unwrap_or_default();
            assert!(
                error.contains(words) || words == "required" && !error.is_empty(),
                "{function} {field}={wrong}: {error}"
            );
            assert_eq!(page.value_of(field), Some(wrong).filter(|w| !w.is_empty()).or(Some("")));
            assert_eq!(
                page.value_of("retype"),
                Some("password"),
                "the password has to be typed again"
            );
        }
    }
    assert!(app.state.database.is_embedded());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_save_at_once_the_second_is_told() {
    let app = TestApp::new().await;
    let mut ada = administrator(&app).await;
    let target = fresh_database(Engine::PostgreSql);
    move_to(&mut ada, &connection_fields(&target)).await.expect_page(MOVED);
    let stale = with(connection_fields(&fresh_database(Engine::MySql)), &[("version", "0")]);
    ada.get("/settings").await;
    let page = ada.submit("save_connection", &pairs(&stale)).await;
    page.expect_page("Somebody else saved these settings in the meantime.");
    let answer = ada.post_as_script("save_connection", &pairs(&stale)).await;
    assert_eq!(answer.status, axum::http::StatusCode::CONFLICT);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_that_was_broken_off_is_begun_anew() {
    use crate::database::{Pool, schema};
    for engine in [Engine::PostgreSql, Engine::MySql] {
        let mut app = TestApp::new().await;
        let mut ada = administrator(&app).await;
        let target = fresh_database(engine);
        // What a move leaves that is killed after it has made the tables.
        let other = TestApp::with(target.clone(), |_| ()).await;
        other.join("grace", &other.serial_number(1)).await;
        let pool = Pool::open(&other.connection(), other.data_directory()).await.unwrap();
        let half = "CREATE TABLE datasync_move (id VARCHAR(36))";
        sea_orm::ConnectionTrait::execute_unprepared(&pool.connection, half).await.unwrap();
        let contents = schema::look(&pool.connection).await.unwrap();
        assert!(matches!(contents, schema::Contents::HalfMoved(_)));

        let before = sums(&app).await;
        let fields = connection_fields(&target);
        move_to(&mut ada, &fields).await.expect_page(MOVED);
        assert_eq!(sums(&app).await, before);
        app.restart().await;
        assert_eq!(sums(&app).await, before);
        assert_eq!(account::Entity::find().all(&app.state.database.read()).await.unwrap().len(), 1);
    }
}
