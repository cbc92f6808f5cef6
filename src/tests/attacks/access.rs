//! Who may call what: a matrix over every registered server function. A new function without an
//! entry fails here.

use std::collections::BTreeMap;

use axum::http::StatusCode;

use crate::tests::support::TestApp;

#[derive(Clone, Copy, PartialEq, Eq)]
enum For {
    Everybody,
    SignedIn,
    Administrators,
}

fn matrix() -> BTreeMap<&'static str, For> {
    BTreeMap::from([
        ("/api/activate", For::Everybody),
        ("/api/add_api_token", For::Administrators),
        ("/api/add_user", For::Administrators),
        ("/api/begin_two_factor", For::SignedIn),
        ("/api/cancel_run", For::Administrators),
        ("/api/change_email", For::SignedIn),
        ("/api/change_password", For::SignedIn),
        ("/api/change_users", For::Administrators),
        ("/api/choose_tables", For::Administrators),
        ("/api/confirm_email", For::Everybody),
        ("/api/delete_users", For::Administrators),
        ("/api/disable_two_factor", For::SignedIn),
        ("/api/discard_mail", For::Administrators),
        ("/api/dismiss_task", For::Administrators),
        ("/api/enable_two_factor", For::SignedIn),
        ("/api/end_other_sessions", For::SignedIn),
        ("/api/end_session", For::SignedIn),
        ("/api/enter_code", For::Everybody),
        ("/api/enter_serial_number", For::Administrators),
        ("/api/finish_setup", For::Administrators),
        ("/api/forgot_password", For::Everybody),
        ("/api/forgot_username", For::Everybody),
        ("/api/go_to_step", For::Administrators),
        ("/api/make_link", For::Administrators),
        ("/api/register", For::Everybody),
        ("/api/remove_job", For::Administrators),
        ("/api/remove_place", For::Administrators),
        ("/api/rename_job", For::Administrators),
        ("/api/reset_password", For::Everybody),
        ("/api/revoke_api_token", For::Administrators),
        ("/api/run_extraction", For::Administrators),
        ("/api/run_job", For::Administrators),
        ("/api/save_connection", For::Administrators),
        ("/api/save_extraction", For::Administrators),
        ("/api/save_job", For::Administrators),
        ("/api/save_mail", For::Administrators),
        ("/api/save_notices", For::Administrators),
        ("/api/save_place", For::Administrators),
        ("/api/save_profile", For::SignedIn),
        ("/api/save_registration", For::Administrators),
        ("/api/save_server", For::Administrators),
        ("/api/save_user", For::Administrators),
        ("/api/save_users", For::Administrators),
        ("/api/send_mail_again", For::Administrators),
        ("/api/set_language", For::Everybody),
        ("/api/sign_in", For::Everybody),
        ("/api/sign_out", For::Everybody),
        ("/api/take_over_tables", For::Administrators),
        ("/api/test_connection", For::Administrators),
        ("/api/test_mail", For::Administrators),
        ("/api/test_notices", For::Administrators),
        ("/api/test_place", For::Administrators),
        ("/api/test_setup", For::Administrators),
        ("/api/try_sample", For::Administrators),
    ])
}

#[tokio::test]
async fn every_server_function_refuses_whom_it_must() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(2);
    app.join("ada", &serial_number).await;
    app.join("grace", &serial_number).await;

    let mut registered: Vec<_> =
        leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path).collect();
    registered.sort_unstable();
    assert_eq!(registered, matrix().into_keys().collect::<Vec<_>>());

    for (path, allowed) in matrix() {
        if allowed == For::Everybody {
            continue;
        }
        let function = path.strip_prefix("/api/").unwrap();
        let nobody = app.browser().post(function, &[]).await;
        nobody.expect_redirect("/login");
        let user = app.signed_in("grace").await.post(function, &[]).await;
        if allowed == For::Administrators {
            assert_eq!(user.status, StatusCode::FORBIDDEN, "{path}");
        } else {
            assert_ne!(user.status, StatusCode::FORBIDDEN, "{path}");
            assert_ne!(user.location().as_deref(), Some("/login"), "{path}");
        }
        if allowed == For::Administrators {
            let administrator = app.signed_in("ada").await.post(function, &[]).await;
            let is_let_in = [StatusCode::SEE_OTHER, StatusCode::BAD_REQUEST];
            assert!(is_let_in.contains(&administrator.status), "{path}: {administrator:?}");
        }

        let mut ended = app.signed_in("ada").await;
        let cookies = ended.cookies.clone();
        ended.post("sign_out", &[]).await;
        ended.cookies = cookies;
        ended.post(function, &[]).await.expect_redirect("/login");
    }
}

#[tokio::test]
async fn no_spelling_of_an_address_gets_past_the_door() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(2);
    app.join("ada", &serial_number).await;
    app.join("grace", &serial_number).await;
    let mut user = app.signed_in("grace").await;
    for path in [
        "/activate/..\\settings",
        "/activate/%2e%2e\\settings",
        "/activate/../settings",
        "/activate/%2e%2e/settings",
        "/activate/..%2fsettings",
        "/activate/..%5csettings",
        "//settings",
        "/./settings",
        "/settings/",
        "/SETTINGS",
        "/settings;x",
        "/settings%2f",
        "/%73ettings",
    ] {
        for browser in [&mut user, &mut app.browser()] {
            let answer = browser.get(path).await;
            assert!(!answer.body.contains("ada@example.com"), "{path}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn private_pages_are_closed_to_strangers() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    for path in [
        "/account",
        "/account/two-factor",
        "/connections",
        "/connections/new",
        "/connections/x",
        "/connections/x/edit",
        "/connections/x/table?name=x",
        "/connections/x/tests/x",
        "/extractions",
        "/extractions/new",
        "/extractions/x",
        "/extractions/x?validate=now",
        "/extractions/x/edit",
        "/extractions/x/tables",
        "/jobs",
        "/jobs/backup",
        "/jobs/backup/runs/x",
        "/settings",
        "/settings/api-tokens/x",
        "/settings/api-tokens/x/revoke",
        "/settings/audit",
        "/settings/audit/export",
        "/settings/connection/x",
        "/settings/mails",
        "/settings/mail-test/x",
        "/settings/test",
        "/settings/users",
        "/settings/users/delete?id=x",
        "/settings/users/export",
        "/settings/users/import",
        "/settings/users/new",
        "/settings/users/x",
        "/settings/users/x/link",
        "/guides/microsoft-365",
        "/users",
    ] {
        let location = app.browser().get(path).await.location().unwrap();
        assert!(location.starts_with("/login?next="), "{path}: {location}");
    }
    app.browser().get("/").await.expect_redirect("/login");
}
