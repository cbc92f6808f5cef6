//! Codes of the second factor are guessed at, by whoever knows the password, too.

use std::time::Duration;

use super::second_factor::{STEP, set_up, to_the_question};
use crate::{
    accounts::second_factor::codes::code_at,
    tests::support::{Browser, PASSWORD, TestApp, on_every_database, password_fields, token_of},
};

#[tokio::test]
async fn codes_are_guessed_at_in_vain() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let factor = set_up(&app, &mut app.signed_in("ada").await).await;
    let mut attacker = to_the_question(&app).await;
    for guess in ["000000", "111111", "222222", "AAAA-AAAA-AAAA-AAAA", "x"] {
        let refused = attacker.submit("enter_code", &[("code", guess)]).await;
        assert!(refused.error_of("code").is_some(), "{guess}");
        attacker.get("/login/code").await;
    }
    app.advance(Duration::from_secs(4));
    let code = code_at(&factor.secret, app.clock.now());
    let answer = attacker.post_as_script("enter_code", &[("code", &code)]).await;
    assert_eq!(answer.status, 429, "the right one has to wait, too");
}

/// How many of these wrong codes, each after the right password, are judged.
async fn judged_codes(browser: &mut Browser, password: &str, tries: usize) -> usize {
    let mut judged = 0;
    for _ in 0..tries {
        let fields = [("username", "ada"), ("password", password)];
        assert_eq!(browser.post_as_script("sign_in", &fields).await.status, 200);
        let answer = browser.post_as_script("enter_code", &[("code", "000000")]).await;
        judged += usize::from(answer.status == 422);
    }
    judged
}

#[tokio::test]
async fn neither_a_right_password_nor_a_reset_forgets_wrong_codes() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(1)).await;
        let mut own = app.signed_in("ada").await;
        let factor = set_up(&app, &mut own).await;
        own.post("sign_out", &[]).await;
        // In a browser that the account knows, and in one that it does not know.
        assert_eq!(judged_codes(&mut own, PASSWORD, 12).await, 5);
        assert_eq!(judged_codes(&mut app.browser(), PASSWORD, 12).await, 5);

        // Each reset makes another browser known.
        let mut judged = 0;
        let mut last = app.browser();
        for number in 0..8 {
            let mut browser = app.browser();
            browser.post("forgot_password", &[("username", "ada")]).await;
            let link = app.link_for("ada").await.unwrap();
            let password = format!("Another {number}3 engine");
            let fields = password_fields(token_of(&link), &password);
            browser.post("reset_password", &fields).await.expect_redirect("/password-set");
            judged += judged_codes(&mut browser, &password, 8).await;
            app.advance(Duration::from_mins(15));
            last = browser;
        }
        // Twenty in all known browsers together, and those that time forgave.
        assert!((20..=30).contains(&judged), "{judged}");

        // The right code gets in, and is what forgets.
        app.advance(Duration::from_hours(1));
        let code = code_at(&factor.secret, app.clock.now());
        last.sign_in("ada", "Another 73 engine").await.expect_redirect("/login/code");
        last.post("enter_code", &[("code", &code)]).await.expect_redirect("/");
        assert_eq!(judged_codes(&mut last, "Another 73 engine", 12).await, 5);
    })
    .await;
}

#[tokio::test]
async fn another_account_in_the_same_browser_does_not_forget_wrong_guesses() {
    on_every_database(async |app: TestApp| {
        let serial_number = app.serial_number(2);
        app.join("ada", &serial_number).await;
        app.join("eve", &serial_number).await;
        let mut shared = app.signed_in("ada").await;
        set_up(&app, &mut shared).await;
        let mut judged = 0;
        for round in 0..4 {
            judged += judged_codes(&mut shared, PASSWORD, 3).await;
            // A new browser for eve, by a new password: the browser gets another token.
            let before = shared.cookies["device"].clone();
            let (old, new) =
                (format!("Eve has {round}0 keys"), format!("Eve has {}0 keys", round + 1));
            let old = if round == 0 { PASSWORD } else { &old };
            let mut elsewhere = app.browser();
            elsewhere.sign_in("eve", old).await.expect_redirect("/");
            let fields =
                [("password", old), ("new_password", &new), ("confirm_new_password", &new)];
            let changed = elsewhere.post("change_password", &fields).await;
            changed.expect_redirect("/account?saved=password");
            shared.sign_in("eve", &new).await.expect_redirect("/");
            assert_ne!(shared.cookies["device"], before);
        }
        assert_eq!(judged, 5);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn a_crowd_of_codes_gets_five_tries() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(1)).await;
        set_up(&app, &mut app.signed_in("ada").await).await;
        let question = to_the_question(&app).await;
        let guesses: Vec<_> = (0..50)
            .map(|_| {
                let mut browser = app.browser();
                browser.cookies = question.cookies.clone();
                tokio::spawn(async move {
                    browser.post_as_script("enter_code", &[("code", "000000")]).await.status
                })
            })
            .collect();
        let mut judged = 0;
        for guess in guesses {
            judged += usize::from(guess.await.unwrap() == 422);
        }
        assert_eq!(judged, 5);
    })
    .await;
}

#[tokio::test]
async fn who_knows_the_password_cannot_lock_the_owner_out() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut own = app.signed_in("ada").await;
    let factor = set_up(&app, &mut own).await;
    own.post("sign_out", &[]).await;
    let mut attacker = to_the_question(&app).await;
    for _ in 0..8 {
        attacker.post("enter_code", &[("code", "000000")]).await;
    }
    app.advance(STEP);
    let code = code_at(&factor.secret, app.clock.now());
    own.sign_in("ada", PASSWORD).await.expect_redirect("/login/code");
    own.post("enter_code", &[("code", &code)]).await.expect_redirect("/");
}
