//! The first run is stolen by nobody: not by being faster, not by guessing, not by odd addresses, not
//! after a mishap with the database.

use axum::http::{Method, Request, StatusCode};
use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, EntityTrait};

use crate::{
    base::{data_directory::InUse, failure::Error, language::Language},
    cli::{CommandError, open_installation},
    database::{
        entities::account::{self, Role, Status},
        kept::StoredConnection,
        settings::Engine,
    },
    tests::support::{TestApp, fresh_database, on_every_database},
    web::config::Config,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_twenty_first_registrations_at_once_one_remains() {
    on_every_database(async |app| {
        let serial_number = app.serial_number(30);
        let names: Vec<_> = (0..20).map(|n| format!("first{n}")).collect();
        join_all(names.iter().map(|name| app.register(name, &serial_number))).await;
        let accounts = app.accounts().await;
        let [account] = &accounts[..] else { panic!("{} accounts", accounts.len()) };
        assert_eq!((account.role, account.status), (Role::Administrator, Status::Pending));
        let link = app.link_for(&account.username).await.unwrap();
        app.browser().activate(&link).await.expect_redirect("/password-set");
        // With the code that was right a moment ago, one is a user.
        app.register("late", &serial_number).await.expect_redirect("/registered");
        let roles: Vec<_> = app.accounts().await.into_iter().map(|a| a.role).collect();
        assert_eq!(roles.iter().filter(|role| **role == Role::Administrator).count(), 1);
    })
    .await;
}

#[tokio::test]
async fn guessing_the_code_is_limited() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(1);
    let mut eve = app.browser();
    let mut refused = 0;
    for n in 0..40 {
        let code = format!("AAAA-BBBB-{n:04}");
        let fields = [
            ("setup_code", code.as_str()),
            ("email", "eve@example.com"),
            ("first_name", "Eve"),
            ("last_name", "Evil"),
            ("serial_number", &serial_number),
        ];
        let answer = eve.post_as_script("register", &fields).await;
        refused += i32::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(refused >= 10, "{refused} of 40 were told to wait");
    // Whoever knows it, elsewhere, does not wait.
    app.register("ada", &serial_number).await.expect_redirect("/registered");
}

const SPELLINGS: [&str; 14] = [
    "/register/",
    "//register",
    "/./register",
    "/register;x",
    "/%72egister",
    "/register%2f",
    "/REGISTER",
    "/x/../register",
    "/register/x",
    "/setup",
    "/setup/",
    "/first-run",
    "/registered/",
    "/reached/",
];

#[tokio::test]
async fn no_spelling_of_an_address_opens_the_setup_again() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(3);
    let code = app.setup_code();
    app.join("ada", &serial_number).await;
    for path in SPELLINGS {
        for method in [Method::GET, Method::HEAD, Method::PUT, Method::DELETE, Method::PATCH] {
            let request = Request::builder().method(&method).uri(path);
            let Ok(request) = request.header("accept", "text/html").body("".into()) else {
                continue;
            };
            let answer = app.browser().send(request).await;
            let is_closed = answer.status == StatusCode::NOT_FOUND
                || answer.status == StatusCode::METHOD_NOT_ALLOWED
                || answer.location().is_some_and(|to| to.starts_with("/login"));
            assert!(is_closed, "{method} {path}: {}", answer.status);
            assert!(!answer.body.contains("setup_code"), "{method} {path}");
        }
    }
    // The form of the first run, posted once more, makes a user.
    let mut eve = app.browser();
    eve.get("/register").await;
    let fields = [
        ("setup_code", code.as_str()),
        ("email", "eve@example.com"),
        ("username", "eve"),
        ("first_name", "Eve"),
        ("last_name", "Evil"),
        ("serial_number", &serial_number),
        ("role", "administrator"),
    ];
    eve.post("register", &fields).await.expect_redirect("/registered");
    let eve = app.accounts().await.into_iter().find(|a| a.username == "eve").unwrap();
    assert_eq!(eve.role, Role::User);
}

#[tokio::test(flavor = "multi_thread")]
async fn setup_stays_closed_whatever_becomes_of_the_database() {
    let mut app = TestApp::new().await;
    let serial_number = app.serial_number(9);
    let file = app.data_directory().join("datasync.db");
    let backup = app.data_directory().join("before.db");
    let copy = format!("VACUUM INTO '{}'", backup.display());
    app.state.database.read().execute_unprepared(&copy).await.unwrap();
    app.join("ada", &serial_number).await;

    let stays_closed = async |app: &TestApp, mishap: &str| {
        assert!(app.state.installation.is_set_up(), "{mishap}");
        let page = app.browser().open("/").await;
        page.expect_page("Log in");
        let name = format!("eve {mishap}");
        app.register(&name.replace(' ', "-"), &serial_number).await;
        let roles: Vec<_> = app.accounts().await.into_iter().map(|a| a.role).collect();
        assert!(!roles.contains(&Role::Administrator), "{mishap}: {roles:?}");
    };

    account::Entity::delete_many().exec(&app.state.database.read()).await.unwrap();
    stays_closed(&app, "accounts deleted while it runs").await;
    app.restart().await;
    stays_closed(&app, "accounts deleted").await;

    std::fs::remove_file(&file).unwrap();
    app.restart().await;
    stays_closed(&app, "file removed").await;

    std::fs::copy(&backup, &file).unwrap();
    app.restart().await;
    stays_closed(&app, "old backup restored").await;

    app.reconfigure(|config| config.connection = fresh_database(Engine::PostgreSql)).await;
    stays_closed(&app, "empty database").await;
}

#[tokio::test]
async fn whoever_comes_first_does_not_take_the_place_of_whom_the_configuration_names() {
    let mut app = TestApp::embedded_with(|config| config.require_setup_code = false).await;
    let serial_number = app.serial_number(2);
    app.reconfigure(|config| {
        let variables = [
            ("SERIALNUMBER", serial_number.as_str()),
            ("ADMINISTRATOR__EMAIL", "ada@example.com"),
            ("ADMINISTRATOR__USERNAME", "ada"),
            ("ADMINISTRATOR__FIRSTNAME", "Ada"),
            ("ADMINISTRATOR__LASTNAME", "Lovelace"),
        ];
        let variables =
            variables.map(|(name, value)| (format!("DATASYNC__SETUP__{name}"), value.to_owned()));
        config.administrator = Config::parse(None, variables.into_iter()).unwrap().administrator;
    })
    .await;
    app.register_headless().await.unwrap();
    let fields = [
        ("email", "eve@example.com"),
        ("username", "eve"),
        ("first_name", "Eve"),
        ("last_name", "Evil"),
        ("serial_number", &serial_number),
    ];
    let mut eve = app.browser();
    eve.get("/register").await;
    assert!(eve.submit("register", &fields).await.error_of("setup_code").is_some());
    let names: Vec<_> = app.accounts().await.into_iter().map(|a| a.username).collect();
    assert_eq!(names, ["ada"]);
}

#[tokio::test]
async fn an_embedded_database_takes_one_server() {
    let mut app = TestApp::new().await;
    let Err(Error::Fault(fault)) = app.open_again().await else { panic!("a second one runs") };
    assert!(fault.is::<InUse>(), "{fault}");
    let shown = CommandError::of(Language::English.text(), Error::Fault(fault)).0;
    assert!(shown.contains("already uses this data directory"), "{shown}");
    // Commands work beside it, and another server does when it has gone.
    assert!(open_installation((*app.state.config).clone()).await.is_ok());
    app.restart().await;

    let shared = TestApp::on(fresh_database(Engine::PostgreSql)).await;
    assert!(shared.open_again().await.is_ok());
}

#[tokio::test]
async fn a_connection_file_that_is_none_does_not_count_as_nothing_chosen() {
    let app = TestApp::new().await;
    let file = app.data_directory().join("connection.json");
    for text in ["[]", "[0]", "null", "", "\"\"", "{", "{} {}"] {
        std::fs::write(&file, text).unwrap();
        assert!(StoredConnection::read(app.data_directory()).is_err(), "{text:?}");
    }
    std::fs::remove_file(&file).unwrap();
    assert!(StoredConnection::read(app.data_directory()).is_ok());
}
