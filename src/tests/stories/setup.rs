//! The first hour: a guide that goes on where it was left, what stays to be done, and a server that is
//! set up by its configuration alone.

use crate::{
    accounts::{
        by_command,
        new_account::{NewAccount, TypedPerson},
        register::service,
    },
    base::{
        email_address::EmailAddress,
        failure::{Checked, Error},
        language::Language,
        names::{PersonName, Username},
    },
    database::entities::account::{Role, Status},
    licenses::{claim, serial_number::SerialNumber},
    security::audit::Actor,
    setup::headless::ConfiguredAdministrator,
    tests::support::{Answer, Browser, TestApp, on_every_database},
    web::config::Config,
};

/// The step that is in sight.
fn step(page: &Answer) -> Option<&str> {
    page.body.split_once("panels guided at-")?.1.split('"').next()
}

async fn at(browser: &mut Browser, step: &str) -> Answer {
    browser.submit("go_to_step", &[("step", step)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guide_goes_on_where_it_was_left() {
    on_every_database(async |mut app| {
        app.join("ada", &app.serial_number(2)).await;
        let mut ada = app.browser();
        ada.sign_in("ada", crate::tests::support::PASSWORD).await.expect_redirect("/settings");
        let page = ada.get("/settings").await;
        assert_eq!(step(&page), Some("connection"));
        // The panels of later, each of them there.
        for panel in ["connection", "mail", "server", "users", "registration", "license"] {
            assert!(page.body.contains(&format!("id=\"{panel}\"")), "{panel}");
        }
        assert_eq!(step(&at(&mut ada, "server").await), Some("server"));
        // Elsewhere, after a restart, and after coming back.
        app.restart().await;
        let mut elsewhere = app.signed_in("ada").await;
        assert_eq!(step(&elsewhere.get("/settings").await), Some("server"));
        elsewhere.get("/").await.expect_page("Continue the setup");
        let end = at(&mut elsewhere, "done").await;
        assert_eq!(step(&end), Some("done"));
        end.expect_page("Set a mail server");
        elsewhere.post("finish_setup", &[]).await.expect_redirect("/");
        let settings = elsewhere.get("/settings").await;
        assert_eq!(step(&settings), None);
        // Finished is finished.
        at(&mut elsewhere, "mail").await;
        assert_eq!(step(&elsewhere.get("/settings").await), None);
    })
    .await;
}

#[tokio::test]
async fn no_step_is_there_that_is_none() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut ada = app.signed_in("ada").await;
    for step in ["", "nonsense", "Mail", "' OR 1=1"] {
        let answer = ada.post("go_to_step", &[("step", step)]).await;
        assert_eq!(answer.status, axum::http::StatusCode::BAD_REQUEST, "{step}");
        let answer = ada.post("dismiss_task", &[("task", step)]).await;
        assert_eq!(answer.status, axum::http::StatusCode::BAD_REQUEST, "{step}");
    }
}

#[tokio::test]
async fn what_was_skipped_stays_to_be_done_until_it_is_done_or_dismissed() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(2);
    app.join("ada", &serial_number).await;
    let mut ada = app.signed_in("ada").await;
    ada.post("finish_setup", &[]).await;
    let home = ada.get("/").await;
    home.expect_page("Set a mail server");
    home.expect_page("Add your colleagues");
    ada.post("dismiss_task", &[("task", "mail")]).await.expect_redirect("/");
    app.join("grace", &serial_number).await;
    let home = ada.get("/").await;
    home.expect_page("Set the Server URL");
    assert!(!home.body.contains("Set a mail server"), "dismissed");
    assert!(!home.body.contains("Add your colleagues"), "done");
    // It concerns nobody else.
    let home = app.signed_in("grace").await.get("/").await;
    assert!(!home.body.contains("Set the Server URL"));
}

#[tokio::test]
async fn a_test_of_everything_sends_a_mail_only_when_it_is_asked_for() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut ada = app.signed_in("ada").await;
    ada.post("test_setup", &[]).await.expect_redirect("/settings/test");
    let page = ada.get("/settings/test").await;
    page.expect_page("Test of everything");
    page.expect_page("Links begin with http://127.0.0.1:3000");
    assert_eq!(app.links_sent().await, 1, "the activation alone");
}

fn with_administrator(config: &mut Config, username: &str, serial_number: &str) {
    config.administrator = Some(ConfiguredAdministrator {
        account: NewAccount {
            username: Username::parse(username).unwrap(),
            email: EmailAddress::parse("ada@example.com").unwrap(),
            first_name: PersonName::parse("Ada").unwrap(),
            last_name: PersonName::parse("Lovelace").unwrap(),
            language: Language::French,
            email_notifications: false,
        },
        serial_number: SerialNumber::parse(serial_number).unwrap(),
    });
}

/// A server whose configuration names its administrator. (The serial number needs the vendor of the
/// server, so it comes second.)
async fn configured(username: &str) -> TestApp {
    let mut app = TestApp::new().await;
    let serial_number = app.serial_number(2);
    app.reconfigure(|config| with_administrator(config, username, &serial_number)).await;
    app
}

#[tokio::test]
async fn the_configuration_brings_a_server_up_once() {
    let mut app = configured("ada").await;
    app.register_headless().await.unwrap();
    // Again, as after a restart.
    app.register_headless().await.unwrap();
    let [account] = &app.accounts().await[..] else { panic!("one account") };
    assert_eq!((account.role, account.status), (Role::Administrator, Status::Pending));
    assert_eq!(account.language, Language::French);

    // The address was mistyped: whoever stands there now takes the place.
    let serial_number = app.serial_number(2);
    app.reconfigure(|config| with_administrator(config, "grace", &serial_number)).await;
    app.register_headless().await.unwrap();
    let [account] = &app.accounts().await[..] else { panic!("one account") };
    assert_eq!(account.username, "grace");
    let link = app.link_for("grace").await.unwrap();
    app.browser().activate(&link).await.expect_redirect("/password-set");

    // Set up is set up, whoever stands there later.
    app.reconfigure(|config| with_administrator(config, "eve", &serial_number)).await;
    app.register_headless().await.unwrap();
    assert_eq!(app.accounts().await.len(), 1);
    // And ready: nobody is led through what the configuration says.
    let settings = app.signed_in("grace").await.get("/settings").await;
    assert_eq!(step(&settings), None);
}

/// Both have looked before either has written.
#[tokio::test]
async fn a_second_server_leaves_the_administrator_of_the_configuration_alone() {
    on_every_database(async |mut app| {
        let serial_number = app.serial_number(2);
        app.reconfigure(|config| with_administrator(config, "ada", &serial_number)).await;
        let configured = app.state.config.administrator.as_ref().unwrap();
        let ConfiguredAdministrator { account, serial_number } = configured;
        let now = app.clock.now();
        let license = claim::read(&app.state.trusted_keys, serial_number, now).unwrap();
        let register = async || {
            let registered = app.state.database.write(|tx| {
                service::add(tx, &app.state, account, &license, serial_number, Actor::Command)
            });
            registered.await.unwrap();
            app.accounts().await
        };
        let first = register().await;
        assert_eq!(first.len(), 1);
        assert_eq!(register().await, first);
        // And it is still the one that the installation waits for.
        let link = app.link_for("ada").await.unwrap();
        app.browser().activate(&link).await.expect_redirect("/password-set");
        assert!(app.state.installation.is_set_up());
    })
    .await;
}

#[tokio::test]
async fn a_serial_number_that_is_none_of_ours_is_refused_at_the_start() {
    let stranger = TestApp::new().await;
    let serial_number = stranger.serial_number(2);
    let mut app = TestApp::new().await;
    app.reconfigure(|config| with_administrator(config, "ada", &serial_number)).await;
    let refused = app.register_headless().await.unwrap_err();
    assert!(matches!(refused, Error::Form(_)), "{refused:?}");
    assert!(app.accounts().await.is_empty());
}

#[tokio::test]
async fn a_new_administrator_is_the_way_back_when_everybody_is_gone() {
    let mut app = TestApp::new().await;
    let serial_number = app.serial_number(2);
    app.join("ada", &serial_number).await;
    // As after pointing to an empty database, or restoring one from before the setup.
    std::fs::remove_file(app.data_directory().join("datasync.db")).unwrap();
    app.restart().await;
    assert!(app.accounts().await.is_empty());
    assert!(app.state.installation.is_set_up());
    app.browser().open("/register").await.expect_page("Register");

    let mut checked = Checked::default();
    let person = TypedPerson {
        email: "grace@example.com",
        username: "grace",
        first_name: "Grace",
        last_name: "Hopper",
    };
    let account = NewAccount::parse(person, Language::English, false, &mut checked).unwrap();
    let refused = by_command::create(&app.state, &account, Role::Administrator, None).await;
    assert!(matches!(refused, Err(Error::Form(_))), "there is no license to take");
    let serial_number = SerialNumber::parse(&serial_number).unwrap();
    let link = by_command::create(&app.state, &account, Role::Administrator, Some(&serial_number));
    let link = link.await.unwrap();
    let link = link.strip_prefix("http://127.0.0.1:3000").unwrap().to_owned();
    app.browser().activate(&link).await.expect_redirect("/password-set");
    let [account] = &app.accounts().await[..] else { panic!("one account") };
    assert_eq!((account.role, account.status), (Role::Administrator, Status::Active));
    app.signed_in("grace").await.get("/settings").await.expect_page("Connection");
}
