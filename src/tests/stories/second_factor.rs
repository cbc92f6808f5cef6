//! A second factor: setting it up, signing in with it, losing it.

use std::time::Duration;

use sea_orm::EntityTrait;

use crate::{
    accounts::second_factor::{codes::code_at, service},
    database::entities::outbox::{self, Message},
    setup::key,
    tests::support::{
        Answer, Browser, PASSWORD, TestApp, on_every_database, password_fields, token_of,
    },
};

const STEP: Duration = Duration::from_secs(30);

struct Factor {
    secret: String,
    recovery_codes: Vec<String>,
}

/// What the page shows.
fn read(page: &Answer) -> Factor {
    let mut codes = page.body.split("<code class=\"code\">").skip(1);
    let mut next = || codes.next().map(|rest| rest.split('<').next().unwrap().to_owned());
    let secret = next().unwrap();
    Factor { secret, recovery_codes: std::iter::from_fn(next).collect() }
}

async fn set_up(app: &TestApp, browser: &mut Browser) -> Factor {
    browser.get("/account/two-factor").await.expect_page("Set it up");
    let page = browser.submit("begin_two_factor", &[]).await;
    page.expect_page("class=\"qr-code\"");
    let factor = read(&page);
    assert_eq!(factor.recovery_codes.len(), 10);
    let code = code_at(&factor.secret, app.clock.now());
    browser
        .submit("enable_two_factor", &[("code", &code)])
        .await
        .expect_page("authentication is on");
    factor
}

async fn to_the_question(app: &TestApp) -> Browser {
    let mut browser = app.browser();
    browser.sign_in("ada", PASSWORD).await.expect_redirect("/login/code");
    browser.get("/").await.expect_redirect("/login");
    browser.get("/login/code").await.expect_page("One more step");
    browser
}

#[tokio::test]
async fn signing_in_asks_for_a_code_that_works_once() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(1)).await;
        let mut ada = app.signed_in("ada").await;
        let factor = set_up(&app, &mut ada).await;

        let now = || code_at(&factor.secret, app.clock.now());
        let mut browser = to_the_question(&app).await;
        // The code that switched it on is used.
        let refused = browser.submit("enter_code", &[("code", &now())]).await;
        assert!(refused.error_of("code").unwrap().contains("used already"));
        app.advance(STEP);
        let code = now();
        browser.post("enter_code", &[("code", &code)]).await.expect_redirect("/");
        browser.get("/account").await.expect_page("ada@example.com");
        let mut again = to_the_question(&app).await;
        let refused = again.submit("enter_code", &[("code", &code)]).await;
        assert!(refused.error_of("code").is_some(), "replayed");

        // A recovery code, as somebody types it from paper, once.
        let recovery = factor.recovery_codes[3].to_lowercase().replace('-', " ");
        again.post("enter_code", &[("code", &recovery)]).await.expect_redirect("/");
        let mut third = to_the_question(&app).await;
        let refused = third.submit("enter_code", &[("code", &recovery)]).await;
        assert!(refused.error_of("code").is_some());
        third.get("/login/code").await;
        ada.get("/account/two-factor").await.expect_page("9 recovery codes are left");
    })
    .await;
}

#[tokio::test]
async fn the_question_for_a_code_stands_for_ten_minutes_and_one_sign_in() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let factor = set_up(&app, &mut app.signed_in("ada").await).await;
    let code = || code_at(&factor.secret, app.clock.now());
    let mut late = to_the_question(&app).await;
    app.advance(Duration::from_mins(10));
    let page = late.submit("enter_code", &[("code", &code())]).await;
    page.expect_page("That took too long");

    let mut browser = to_the_question(&app).await;
    let token = browser.cookies["second-factor"].clone();
    browser.post("enter_code", &[("code", &code())]).await.expect_redirect("/");
    assert!(!browser.cookies.contains_key("second-factor"));
    app.advance(STEP);
    let mut thief = app.browser();
    thief.cookies.insert("second-factor".to_owned(), token);
    let page = thief.submit("enter_code", &[("code", &code())]).await;
    page.expect_page("That took too long");
    // Without any password there is no question.
    let page = app.browser().submit("enter_code", &[("code", &code())]).await;
    page.expect_page("That took too long");

    // A new password voids it.
    let mut open = to_the_question(&app).await;
    let mut ada = browser;
    let fields = [("password", PASSWORD), ("new_password", "Another 43 engine")];
    let fields = [fields[0], fields[1], ("confirm_new_password", "Another 43 engine")];
    ada.post("change_password", &fields).await.expect_redirect("/account?saved=password");
    let page = open.submit("enter_code", &[("code", &code())]).await;
    page.expect_page("That took too long");
}

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

/// The mails of this kind that are due, as often as they are promised.
async fn due(app: &TestApp, message: Message) -> usize {
    let rows = outbox::Entity::find().all(&app.state.database.read()).await.unwrap();
    let now = app.clock.now();
    rows.iter().filter(|row| row.message == message && row.due_at <= now).count()
}

#[tokio::test]
async fn the_owner_hears_of_a_sign_in_from_a_new_browser() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(1)).await;
        let mut own = app.signed_in("ada").await;
        own.post("sign_out", &[]).await;
        own.sign_in("ada", PASSWORD).await.expect_redirect("/");
        app.browser().sign_in("ada", "Wrong password 1").await;
        assert_eq!(due(&app, Message::NewBrowser).await, 0);

        let mut elsewhere = app.browser();
        elsewhere.sign_in("ada", PASSWORD).await.expect_redirect("/");
        elsewhere.sign_in("ada", PASSWORD).await.expect_redirect("/");
        assert_eq!(due(&app, Message::NewBrowser).await, 1);
        // Nobody fills the mailbox.
        for _ in 0..10 {
            app.browser().sign_in("ada", PASSWORD).await.expect_redirect("/");
        }
        assert_eq!(due(&app, Message::NewBrowser).await, 3);
    })
    .await;
}

#[tokio::test]
async fn the_owner_hears_of_a_sign_in_that_stops_at_the_code() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(1)).await;
        let mut own = app.signed_in("ada").await;
        let factor = set_up(&app, &mut own).await;
        let code = || code_at(&factor.secret, app.clock.now());

        // Whoever enters a code within the ten minutes alarms nobody.
        app.advance(STEP);
        own.sign_in("ada", PASSWORD).await.expect_redirect("/login/code");
        own.post("enter_code", &[("code", &code())]).await.expect_redirect("/");
        app.advance(Duration::from_mins(11));
        assert_eq!(due(&app, Message::CodeMissing).await, 0);

        // Whoever enters none does; what the owner does meanwhile takes nothing back.
        to_the_question(&app).await;
        own.sign_in("ada", PASSWORD).await.expect_redirect("/login/code");
        own.post("enter_code", &[("code", &code())]).await.expect_redirect("/");
        assert_eq!(due(&app, Message::CodeMissing).await, 0);
        app.advance(Duration::from_mins(10));
        assert_eq!(due(&app, Message::CodeMissing).await, 1);

        // Wrong codes do so at once, and a right one afterwards does not take it back.
        app.advance(Duration::from_hours(1));
        let mut guesser = to_the_question(&app).await;
        for _ in 0..5 {
            guesser.post("enter_code", &[("code", "000000")]).await;
        }
        assert_eq!(due(&app, Message::CodeMissing).await, 2);
        app.advance(Duration::from_secs(30));
        guesser.post("enter_code", &[("code", &code())]).await.expect_redirect("/");
        assert_eq!(due(&app, Message::CodeMissing).await, 2);
        assert_eq!(due(&app, Message::NewBrowser).await, 1);
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

#[tokio::test]
async fn setting_it_up_needs_the_password_and_a_first_code() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut ada = app.signed_in("ada").await;
    let factor = read(&ada.submit("begin_two_factor", &[]).await);
    let refused = ada.submit("enable_two_factor", &[("code", "000000")]).await;
    assert!(refused.error_of("code").is_some());
    // Not on yet: signing in asks for nothing.
    app.browser().sign_in("ada", PASSWORD).await.expect_redirect("/");

    // At an open browser, ten minutes later, the secret is not to be seen.
    app.advance(Duration::from_mins(10));
    let page = ada.get("/account/two-factor").await;
    page.expect_page("Set it up");
    assert!(!page.body.contains(&factor.secret));
    let refused = ada.submit("begin_two_factor", &[]).await;
    assert!(refused.error_of("begin-password").is_some());
    let page = ada.submit("begin_two_factor", &[("password", PASSWORD)]).await;
    let newer = read(&page);
    assert_ne!(newer.secret, factor.secret);
    let old = code_at(&factor.secret, app.clock.now());
    let refused = ada.submit("enable_two_factor", &[("code", &old)]).await;
    assert!(refused.error_of("code").is_some());
    let new = code_at(&newer.secret, app.clock.now());
    ada.submit("enable_two_factor", &[("code", &new)]).await.expect_page("authentication is on");
    // From now on nothing shows it again.
    let page = ada.get("/account/two-factor").await;
    assert!(!page.body.contains(&newer.secret) && !page.body.contains(&newer.recovery_codes[0]));
}

#[tokio::test]
async fn it_is_switched_off_by_its_owner_or_on_the_server() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut ada = app.signed_in("ada").await;
    let factor = set_up(&app, &mut ada).await;
    app.advance(Duration::from_mins(10));
    ada.get("/account/two-factor").await.expect_page("It is on");
    let refused = ada.submit("disable_two_factor", &[("password", "Wrong password 1")]).await;
    assert!(refused.error_of("disable-password").is_some());
    ada.submit("disable_two_factor", &[("password", PASSWORD)])
        .await
        .expect_page("authentication is off");
    app.browser().sign_in("ada", PASSWORD).await.expect_redirect("/");

    let new = set_up(&app, &mut ada).await;
    assert_ne!(new.secret, factor.secret);
    let account = &app.accounts().await[0];
    assert!(service::switch_off(&app.state, None, account).await.unwrap());
    assert!(!service::switch_off(&app.state, None, account).await.unwrap());
    app.browser().sign_in("ada", PASSWORD).await.expect_redirect("/");
}

#[tokio::test]
async fn it_survives_a_new_key() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let factor = set_up(&app, &mut app.signed_in("ada").await).await;
    assert_eq!(key::rotate(&app.state).await.unwrap(), 1);
    // Not under one of the former keys.
    for _ in 0..3 {
        key::rotate(&app.state).await.unwrap();
    }
    app.advance(STEP);
    let mut browser = to_the_question(&app).await;
    let code = code_at(&factor.secret, app.clock.now());
    browser.post("enter_code", &[("code", &code)]).await.expect_redirect("/");
}

#[tokio::test]
async fn an_installation_can_ask_administrators_for_it() {
    let app = TestApp::embedded_with(|config| {
        config.two_factor_for_administrators = true;
    })
    .await;
    let serial_number = app.serial_number(2);
    app.join("ada", &serial_number).await;
    app.join("grace", &serial_number).await;
    let mut ada = app.signed_in("ada").await;
    for path in ["/", "/settings", "/account", "/settings/audit/export"] {
        ada.get(path).await.expect_redirect("/account/two-factor");
    }
    ada.get("/account/two-factor").await;
    ada.post("save_mail", &[]).await.expect_redirect("/account/two-factor");
    assert_eq!(ada.post_as_script("save_mail", &[]).await.status, 403);
    set_up(&app, &mut ada).await;
    ada.get("/settings").await.expect_page("Settings");
    app.signed_in("grace").await.get("/").await.expect_page("grace");
}
