//! The first run is the operator's, and it happens once.

use sea_orm::{ConnectionTrait, EntityTrait};

use crate::{
    database::entities::account::{self, Role},
    tests::support::TestApp,
};

#[tokio::test]
async fn a_wrong_setup_code_registers_nobody() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(1);
    for code in ["", "AAAA-BBBB-CCCC", "' OR 1=1"] {
        let mut browser = app.browser();
        browser.get("/register").await;
        let page = browser
            .submit(
                "register",
                &[
                    ("setup_code", code),
                    ("email", "eve@example.com"),
                    ("first_name", "Eve"),
                    ("last_name", "Evil"),
                    ("serial_number", &serial_number),
                ],
            )
            .await;
        assert!(page.error_of("setup_code").is_some(), "{page:?}");
        assert_eq!(page.value_of("email"), Some("eve@example.com"));
    }
    assert!(app.accounts().await.is_empty());
    assert_eq!(app.links_sent().await, 0);
}

#[tokio::test]
async fn the_code_is_taken_in_any_case_and_grouping() {
    let app = TestApp::new().await;
    let code = app.setup_code().to_lowercase().replace('-', " ");
    assert!(app.state.installation.check_code(&code).is_ok());
}

#[tokio::test]
async fn registering_again_replaces_the_pending_administrator() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(1);
    app.register("mistyped", &serial_number).await.expect_redirect("/registered");
    let old_link = app.link_for("mistyped").await.unwrap();
    app.register("ada", &serial_number).await.expect_redirect("/registered");
    let [account] = &app.accounts().await[..] else { panic!("one account") };
    assert_eq!((account.username.as_str(), account.role), ("ada", Role::Administrator));
    app.browser().open(&old_link).await.expect_page("does not work any more");
    let link = app.link_for("ada").await.unwrap();
    app.browser().activate(&link).await.expect_redirect("/password-set");
}

#[tokio::test]
async fn once_set_up_the_first_run_never_opens_again() {
    let mut app = TestApp::new().await;
    let serial_number = app.serial_number(3);
    app.join("ada", &serial_number).await;
    assert!(!app.data_directory().join("setup-code").exists());

    // Without its accounts, with an empty database, and after a restart.
    account::Entity::delete_many().exec(&app.state.database.read()).await.unwrap();
    app.restart().await;
    assert!(app.state.installation.is_set_up());
    app.state
        .database
        .read()
        .execute_unprepared("UPDATE installation SET set_up_at = NULL")
        .await
        .unwrap();
    app.restart().await;
    assert!(app.state.installation.is_set_up());
    app.register("eve", &serial_number).await.expect_redirect("/registered");
    assert_eq!(app.accounts().await[0].role, Role::User);

    // Without the marker the database knows.
    std::fs::remove_file(app.data_directory().join("set-up")).unwrap();
    app.restart().await;
    assert!(app.state.installation.is_set_up());
    assert!(app.data_directory().join("set-up").exists());
}

#[tokio::test]
async fn a_restart_before_the_end_keeps_the_code_and_the_link() {
    let mut app = TestApp::new().await;
    let code = app.setup_code();
    app.register("ada", &app.serial_number(1)).await.expect_redirect("/registered");
    app.restart().await;
    assert_eq!(app.setup_code(), code);
    let link = app.link_for("ada").await.unwrap();
    app.restart().await;
    app.browser().activate(&link).await.expect_redirect("/password-set");
}

#[tokio::test]
async fn the_code_can_be_turned_off() {
    let app = TestApp::embedded_with(|config| config.require_setup_code = false).await;
    let page = app.browser().open("/register").await;
    assert!(!page.body.contains("setup_code"));
    app.register("ada", &app.serial_number(1)).await.expect_redirect("/registered");
}
