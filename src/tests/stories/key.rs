//! The key that secrets are sealed with.

use std::fs;

use crate::{
    base::{clock::Clock, failure::Error, vault::KeyProblem},
    database::{configured::ConfiguredConnection, settings::Engine},
    mail::mailer::Transport,
    setup::key,
    tests::support::{TestApp, fresh_database},
    web::state::{AppState, OpenedBy},
};

const KEY_FILE: &str = "secret-key";

async fn with_secret() -> TestApp {
    with_secret_on(fresh_database(Engine::Embedded)).await
}

/// An installation that keeps a secret of its mail server, and Ada, who administers it.
pub(super) async fn with_secret_on(connection: ConfiguredConnection) -> TestApp {
    let app = TestApp::on(connection).await;
    app.join("ada", &app.serial_number(1)).await;
    let mut browser = app.signed_in("ada").await;
    let page = browser.open("/settings").await;
    let fields = [
        ("smtp_server", "smtp.example.com"),
        ("port", "587"),
        ("sender_address", "sync@example.com"),
        ("connection_mode", "credentials"),
        ("smtp_username", "mailer"),
        ("smtp_password", "Correct horse 1"),
        ("use_tls", "on"),
        ("version", page.version_in("save_mail")),
    ];
    browser.submit("save_mail", &fields).await.expect_page("Saved.");
    app
}

pub(super) async fn secret(app: &TestApp) -> Option<String> {
    let Ok(Transport::Server(server)) = app.state.mailer.transport().await else {
        panic!("a mail server is configured")
    };
    server.secret.as_ref().map(|secret| secret.reveal().to_owned())
}

async fn problem_at_start(app: &TestApp) -> KeyProblem {
    app.stop();
    let config = (*app.state.config).clone();
    let address = config.address;
    match AppState::open(config, address, Clock::System, OpenedBy::Server).await {
        Err(Error::Fault(source)) => source.downcast_ref::<KeyProblem>().unwrap().clone(),
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("it started"),
    }
}

#[tokio::test]
async fn a_missing_or_wrong_key_refuses_to_start_and_changes_nothing() {
    let mut app = with_secret().await;
    let path = app.data_directory().join(KEY_FILE);
    let key = fs::read_to_string(&path).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);

    fs::remove_file(&path).unwrap();
    assert!(matches!(problem_at_start(&app).await, KeyProblem::Missing(_)));
    assert!(!path.exists(), "no new key takes its place");

    let foreign = TestApp::new().await;
    fs::copy(foreign.data_directory().join(KEY_FILE), &path).unwrap();
    assert!(matches!(problem_at_start(&app).await, KeyProblem::Wrong(_)));

    fs::write(&path, "nonsense\n").unwrap();
    assert!(matches!(problem_at_start(&app).await, KeyProblem::Unreadable(..)));

    fs::write(&path, key).unwrap();
    app.restart().await;
    assert_eq!(secret(&app).await.as_deref(), Some("Correct horse 1"));
}

#[tokio::test]
async fn a_rotated_key_opens_what_there_was_and_the_old_one_nothing_new() {
    let mut app = with_secret().await;
    let path = app.data_directory().join(KEY_FILE);
    let old = fs::read_to_string(&path).unwrap();
    assert_eq!(key::rotate(&app.state).await.unwrap(), 1);
    let ring = fs::read_to_string(&path).unwrap();
    assert!(ring.ends_with(&old), "the former key, for servers that are sealing now");
    assert!(!ring.starts_with(&old));
    app.restart().await;
    assert_eq!(secret(&app).await.as_deref(), Some("Correct horse 1"));

    // Several at once lose neither the secret nor each other's keys.
    let rotations: Vec<_> = (0..4)
        .map(|_| {
            let state = app.state.clone();
            tokio::spawn(async move { key::rotate(&state).await.is_ok() })
        })
        .collect();
    for rotation in rotations {
        assert!(rotation.await.unwrap());
    }
    let ring = fs::read_to_string(&path).unwrap();
    assert_eq!(ring.lines().count(), 3);
    assert!(!ring.contains(old.trim()), "some rotations later it is gone");
    fs::write(&path, old).unwrap();
    assert!(matches!(problem_at_start(&app).await, KeyProblem::Wrong(_)));
    fs::write(&path, ring).unwrap();
    app.restart().await;
    assert_eq!(secret(&app).await.as_deref(), Some("Correct horse 1"));
}

#[tokio::test]
async fn a_configured_key_is_as_good_as_a_file() {
    let app = TestApp::embedded_with(|config| {
        config.secret_keys = vec![crate::base::vault::Key::new()];
    })
    .await;
    assert!(!app.data_directory().join(KEY_FILE).exists());
    app.stop();
    let mut config = (*app.state.config).clone();
    config.secret_keys = Vec::new();
    let address = config.address;
    let opened = AppState::open(config, address, Clock::System, OpenedBy::Server).await;
    let Err(Error::Fault(source)) = opened else { panic!("it started without its key") };
    assert!(matches!(source.downcast_ref(), Some(KeyProblem::Missing(_))));
}
