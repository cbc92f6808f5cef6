//! Guessing, at every door.

use std::{pin::pin, sync::Arc, time::Duration};

use axum::http::{StatusCode, header::RETRY_AFTER};
use futures_util::FutureExt as _;
use sea_orm::{EntityTrait, PaginatorTrait};
use tokio::sync::Barrier;

use crate::{
    accounts::unlock::unlock,
    base::failure::{Error, Refusal},
    database::entities::{audit, guess_limit as guess_limit_rows, outbox},
    security::{
        audit::Actor,
        guess_limit::{self, Subject},
    },
    tests::support::{
        Answer, Browser, PASSWORD, TestApp, on_every_database, password_fields, token_of,
    },
};

const WRONG: &str = "Wrong password 1";
const QUARTER_OF_AN_HOUR: u32 = 900;

/// From a browser and an address that nobody has seen before.
async fn guess(app: &TestApp, username: &str, password: &str) -> Answer {
    let fields = [("username", username), ("password", password)];
    app.browser().post_as_script("sign_in", &fields).await
}

fn seconds_to_wait(answer: &Answer) -> Option<u32> {
    let is_limited = answer.status == StatusCode::TOO_MANY_REQUESTS;
    is_limited.then(|| answer.headers[RETRY_AFTER].to_str().unwrap().parse().unwrap())
}

#[tokio::test]
async fn each_wrong_password_has_to_wait_longer() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(1)).await;
        for _ in 0..5 {
            assert_eq!(guess(&app, "ada", WRONG).await.status, StatusCode::UNAUTHORIZED);
        }
        let mut pauses = Vec::new();
        for _ in 0..10 {
            // The right one has to wait, too.
            let pause = seconds_to_wait(&guess(&app, "ADA", PASSWORD).await).unwrap();
            pauses.push(pause);
            app.advance(Duration::from_secs(pause.into()));
            assert_eq!(guess(&app, "ada", WRONG).await.status, StatusCode::UNAUTHORIZED);
        }
        // Refused guesses count, so that each pause is four times the one before, not twice.
        assert_eq!(pauses, [5, 20, 80, 320, 900, 900, 900, 900, 900, 900]);

        app.advance(Duration::from_secs(QUARTER_OF_AN_HOUR.into()));
        assert_eq!(guess(&app, "ada", PASSWORD).await.status, StatusCode::OK);
        for _ in 0..5 {
            assert_eq!(guess(&app, "ada", WRONG).await.status, StatusCode::UNAUTHORIZED);
        }
    })
    .await;
}

#[tokio::test]
async fn names_that_nobody_has_are_limited_alike() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(3);
    app.join("ada", &serial_number).await;
    app.register("grace", &serial_number).await.expect_redirect("/registered");
    let mut answers = Vec::new();
    for username in ["ada", "grace", "nobody", &"x".repeat(5_000)] {
        let mut seen = Vec::new();
        for _ in 0..8 {
            let answer = guess(&app, username, WRONG).await;
            seen.push((answer.status, seconds_to_wait(&answer), answer.body));
        }
        answers.push(seen);
    }
    assert!(answers.iter().all(|seen| *seen == answers[0]), "{answers:?}");
    assert_eq!(answers[0][7].1, Some(5));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn a_hundred_parallel_wrong_passwords_are_all_counted() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(1)).await;
        let barrier = Arc::new(Barrier::new(100));
        let guesses: Vec<_> = (0..100)
            .map(|_| {
                let (mut browser, barrier) = (app.browser(), Arc::clone(&barrier));
                tokio::spawn(async move {
                    barrier.wait().await;
                    let fields = [("username", "ada"), ("password", WRONG)];
                    browser.post_as_script("sign_in", &fields).await.status
                })
            })
            .collect();
        let mut judged = 0;
        for guess in guesses {
            match guess.await.unwrap() {
                StatusCode::UNAUTHORIZED => judged += 1,
                StatusCode::TOO_MANY_REQUESTS => {}
                other => panic!("{other}"),
            }
        }
        // Those that were free, and at most two a core that began before the last was counted.
        let cores = std::thread::available_parallelism().unwrap().get();
        assert!((5..5 + 2 * cores).contains(&judged), "{judged}");
        let pause = seconds_to_wait(&guess(&app, "ada", WRONG).await).unwrap();
        app.advance(Duration::from_secs(pause.into()));
        assert_eq!(guess(&app, "ada", WRONG).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(seconds_to_wait(&guess(&app, "ada", WRONG).await), Some(QUARTER_OF_AN_HOUR));
    })
    .await;
}

#[tokio::test]
async fn a_guess_that_had_to_wait_meets_the_pause_that_began_meanwhile() {
    let app = TestApp::new().await;
    let subjects = [Subject::Proof("a session")];
    let database = &app.state.database;
    let under_way = guess_limit::admit(database, &app.clock, &subjects).await.unwrap();
    let mut admitted = 0;
    for _ in 0..17 {
        let guess = guess_limit::admit_counted(database, &app.clock, &subjects).await;
        admitted += usize::from(guess.is_ok());
    }
    assert_eq!(admitted, 5);
    // The pause is over: who comes now waits for the database only.
    app.advance(Duration::from_secs(5));

    // The one that is under way turns out wrong, and the pause is now at its full length.
    let tx = database.begin().await.unwrap();
    let mut waiting = pin!(guess_limit::admit_counted(database, &app.clock, &subjects));
    assert!(waiting.as_mut().now_or_never().is_none());
    app.advance(Duration::from_secs(1));
    under_way.was_wrong(&*tx, app.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    let refused = waiting.await.unwrap_err();
    let seconds = QUARTER_OF_AN_HOUR;
    assert!(
        matches!(refused, Error::Refused(Refusal::TooManyTries { seconds: s }) if s == seconds)
    );
}

#[tokio::test]
async fn strangers_cannot_lock_the_owner_out() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut own = app.signed_in("ada").await;
    own.post("sign_out", &[]).await;
    for _ in 0..20 {
        guess(&app, "ada", WRONG).await;
    }
    assert!(seconds_to_wait(&guess(&app, "ada", PASSWORD).await).is_some());
    own.sign_in("ada", PASSWORD).await.expect_redirect("/");

    // A cookie of somebody else's browser, or one that was made up, is none.
    for device in ["made-up", ""] {
        let mut browser = app.browser();
        browser.cookies.insert("device".to_owned(), device.to_owned());
        let location = browser.sign_in("ada", PASSWORD).await.location().unwrap();
        assert!(location.starts_with("/login?"), "{location}");
    }

    // Nor does one become known that somebody has put there.
    own.cookies.insert("device".to_owned(), "planted".to_owned());
    own.post("sign_out", &[]).await;
    app.advance(Duration::from_mins(15));
    own.sign_in("ada", PASSWORD).await.expect_redirect("/");
    assert_ne!(own.cookies["device"], "planted");
    for _ in 0..6 {
        guess(&app, "ada", WRONG).await;
    }

    // In a browser that is new, the mailbox is the way in.
    let mut new = app.browser();
    new.post("forgot_password", &[("username", "ada")]).await;
    let link = app.link_for("ada").await.unwrap();
    let fields = password_fields(token_of(&link), "Another 43 engine");
    new.post("reset_password", &fields).await.expect_redirect("/password-set");
    for _ in 0..6 {
        guess(&app, "ada", WRONG).await;
    }
    new.sign_in("ada", "Another 43 engine").await.expect_redirect("/");
    // And the browsers that knew the old password are strangers again.
    let location = own.sign_in("ada", "Another 43 engine").await.location().unwrap();
    assert!(location.starts_with("/login?"), "{location}");
}

#[tokio::test]
async fn unlocking_opens_every_door_of_the_account() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut own = app.signed_in("ada").await;
    app.advance(Duration::from_mins(10));
    let change = |password: &'static str| [("email", "ada@new.example"), ("password", password)];
    for _ in 0..6 {
        guess(&app, "ada", WRONG).await;
        own.post_as_script("change_email", &change(WRONG)).await;
    }
    let mut elsewhere = app.browser();
    elsewhere.cookies.insert("device".to_owned(), own.cookies["device"].clone());
    for _ in 0..6 {
        elsewhere.sign_in("ada", WRONG).await;
    }
    let right = [("username", "ada"), ("password", PASSWORD)];
    assert!(seconds_to_wait(&elsewhere.post_as_script("sign_in", &right).await).is_some());
    assert!(
        seconds_to_wait(&own.post_as_script("change_email", &change(PASSWORD)).await).is_some()
    );

    unlock(&app.state, Actor::Command, &app.accounts().await[0]).await.unwrap();
    let changed = own.post_as_script("change_email", &change(PASSWORD)).await;
    assert_eq!(changed.status, StatusCode::OK);
    assert_eq!(elsewhere.post_as_script("sign_in", &right).await.status, StatusCode::OK);
    for _ in 0..5 {
        assert_eq!(guess(&app, "ada", WRONG).await.status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn a_known_browser_may_not_guess_on_either() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut own = app.signed_in("ada").await;
    for _ in 0..5 {
        own.sign_in("ada", WRONG).await;
    }
    let fields = [("username", "ada"), ("password", PASSWORD)];
    let answer = own.post_as_script("sign_in", &fields).await;
    assert_eq!(seconds_to_wait(&answer), Some(5));
    // Elsewhere nobody has guessed.
    assert_eq!(guess(&app, "ada", PASSWORD).await.status, StatusCode::OK);
}

#[tokio::test]
async fn somebody_else_in_the_same_browser_does_not_clear_the_way() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(2);
    app.join("ada", &serial_number).await;
    app.join("grace", &serial_number).await;
    let mut shared = app.signed_in("ada").await;
    shared.sign_in("grace", PASSWORD).await.expect_redirect("/");
    for _ in 0..5 {
        shared.sign_in("ada", WRONG).await;
        shared.sign_in("grace", PASSWORD).await.expect_redirect("/");
    }
    let fields = [("username", "ada"), ("password", PASSWORD)];
    let answer = shared.post_as_script("sign_in", &fields).await;
    assert_eq!(seconds_to_wait(&answer), Some(5));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn a_crowd_gets_no_more_than_is_free() {
    on_every_database(async |app: TestApp| {
        let serial_number = app.serial_number(1);
        app.join("ada", &serial_number).await;
        let before = app.links_sent().await;
        let crowd = async |function: &'static str,
                           fields: &'static [(&'static str, &'static str)]| {
            let address = app.browser().address;
            let barrier = Arc::new(Barrier::new(50));
            let posts: Vec<_> = (0..50)
                .map(|_| {
                    let (mut browser, barrier) = (app.browser(), Arc::clone(&barrier));
                    if function == "confirm_email" {
                        browser.address = address;
                    }
                    tokio::spawn(async move {
                        barrier.wait().await;
                        browser.post_as_script(function, fields).await.status
                    })
                })
                .collect();
            let mut statuses = Vec::new();
            for post in posts {
                statuses.push(post.await.unwrap());
            }
            statuses
        };
        let asked = crowd("forgot_password", &[("username", "ada")]).await;
        assert!(asked.iter().all(|status| *status == StatusCode::OK), "{asked:?}");
        assert_eq!(app.links_sent().await, before + 3);

        let links = crowd("confirm_email", &[("token", "no-such-token")]).await;
        let judged = links.iter().filter(|status| **status == StatusCode::GONE).count();
        assert_eq!(judged, 30, "{links:?}");
    })
    .await;
}

#[tokio::test]
async fn an_address_is_limited_whatever_it_guesses_at() {
    let mut app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut attacker = app.browser();
    attacker.address = "2001:db8:1:2::1".parse().unwrap();
    let status = async |browser: &mut Browser, function: &str, fields: &[(&str, &str)]| {
        browser.post_as_script(function, fields).await.status
    };
    for number in 0..10 {
        let username = format!("nobody{number}");
        let sign_in = [("username", username.as_str()), ("password", WRONG)];
        assert_eq!(status(&mut attacker, "sign_in", &sign_in).await, StatusCode::UNAUTHORIZED);
        for function in ["activate", "reset_password"] {
            let fields = password_fields("no-such-token", PASSWORD);
            assert_eq!(status(&mut attacker, function, &fields).await, StatusCode::GONE);
        }
    }
    app.restart().await;
    // The same house, another door, after a restart.
    let mut neighbour = app.browser();
    neighbour.address = "2001:db8:1:2:ffff::1".parse().unwrap();
    let fields = [("token", "no-such-token")];
    let answer = neighbour.post_as_script("confirm_email", &fields).await;
    assert_eq!(seconds_to_wait(&answer), Some(5));
    let right = [("username", "ada"), ("password", PASSWORD)];
    assert_eq!(status(&mut neighbour, "sign_in", &right).await, StatusCode::TOO_MANY_REQUESTS);

    let mut other_house = app.browser();
    other_house.address = "2001:db8:1:3::1".parse().unwrap();
    assert_eq!(status(&mut other_house, "sign_in", &right).await, StatusCode::OK);
    // Somebody who gets in does not clear the way for guesses at others.
    app.advance(Duration::from_secs(5));
    assert_eq!(status(&mut neighbour, "sign_in", &right).await, StatusCode::OK);
    let wrong = [("username", "grace"), ("password", WRONG)];
    assert_eq!(status(&mut neighbour, "sign_in", &wrong).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(&mut neighbour, "sign_in", &wrong).await, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn an_address_that_waits_writes_nothing() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(1)).await;
        let mut attacker = app.browser();
        for number in 0..30 {
            attacker.sign_in(&format!("nobody{number}"), WRONG).await;
        }
        let rows = async || {
            let db = &app.state.database.read();
            let mut limits = guess_limit_rows::Entity::find().all(db).await.unwrap();
            limits.sort_by(|a, b| a.subject.cmp(&b.subject));
            let mails = outbox::Entity::find().count(db).await.unwrap();
            (limits, audit::Entity::find().count(db).await.unwrap(), mails)
        };
        let before = rows().await;
        for number in 0..20 {
            let username = format!("other{number}");
            let fields = [("username", username.as_str()), ("password", WRONG)];
            let answer = attacker.post_as_script("sign_in", &fields).await;
            assert_eq!(seconds_to_wait(&answer), Some(5));
            // Another door that counts addresses.
            let answer = attacker.post_as_script("register", &[("serial_number", "X")]).await;
            assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        }
        assert_eq!(rows().await, before);

        // Mails are counted for the address apart.
        for number in 0..32 {
            attacker.post("forgot_password", &[("username", &format!("name{number}"))]).await;
        }
        let before = rows().await;
        for number in 0..20 {
            let username = format!("further{number}");
            let fields = [("username", username.as_str())];
            let answer = attacker.post_as_script("forgot_password", &fields).await;
            assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        }
        assert_eq!(rows().await, before);
        // A name that waits is counted on, for whatever address asks, without a row for that.
        for _ in 0..5 {
            guess(&app, "ada", WRONG).await;
        }
        let before = rows().await.0.len();
        for _ in 0..20 {
            assert!(seconds_to_wait(&guess(&app, "ada", WRONG).await).is_some());
        }
        assert_eq!(rows().await.0.len(), before);
    })
    .await;
}

#[tokio::test]
async fn setup_codes_and_serial_numbers_are_guessed_at_in_vain() {
    let app = TestApp::new().await;
    let mut attacker = app.browser();
    let serial_number = app.serial_number(1);
    let fields = |code: &str| {
        [
            ("setup_code", code.to_owned()),
            ("email", "eve@example.com".to_owned()),
            ("first_name", "Eve".to_owned()),
            ("last_name", "Mallory".to_owned()),
            ("serial_number", serial_number.clone()),
        ]
    };
    let register = async |browser: &mut Browser, code: &str| {
        let fields = fields(code);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.post_as_script("register", &fields).await
    };
    for _ in 0..30 {
        let answer = register(&mut attacker, "AAAA-BBBB-CCCC").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let code = app.setup_code();
    assert_eq!(seconds_to_wait(&register(&mut attacker, &code).await), Some(5));
    assert_eq!(register(&mut app.browser(), &code).await.status, StatusCode::OK);
}

#[tokio::test]
async fn mails_that_strangers_ask_for_are_few_and_void_nothing() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let before = app.links_sent().await;
    let ask = async |browser: &mut Browser, username: &str| {
        let answer = browser.post("forgot_password", &[("username", username)]).await;
        (answer.status, answer.location(), answer.body)
    };
    let known = ask(&mut app.browser(), "ada").await;
    let mut last = app.link_for("ada").await;
    for _ in 0..20 {
        assert_eq!(ask(&mut app.browser(), "ada").await, known);
        assert_eq!(ask(&mut app.browser(), "nobody").await, known);
        last = app.link_for("ada").await;
    }
    assert_eq!(app.links_sent().await, before + 3);
    app.browser().open(&last.unwrap()).await.expect_page("Set a new password");

    // From one address, for many names.
    let mut attacker = app.browser();
    for number in 0..30 {
        assert_eq!(ask(&mut attacker, &format!("nobody{number}")).await, known);
    }
    let fields = [("username", "ada")];
    let answer = attacker.post_as_script("forgot_password", &fields).await;
    assert_eq!(seconds_to_wait(&answer), Some(5));
    attacker.get("/forgot-password").await;
    attacker.submit("forgot_password", &fields).await.expect_page("too many tries");
}

#[tokio::test]
async fn registering_asks_the_limits_on_mails_and_guesses() {
    on_every_database(async |app: TestApp| {
        let serial_number = app.serial_number(3);
        app.join("ada", &serial_number).await;
        let register = async |browser: &mut Browser, username: &str, email: &str| {
            let fields = [
                ("email", email),
                ("username", username),
                ("first_name", "Eve"),
                ("last_name", "Mallory"),
                ("serial_number", &serial_number),
            ];
            browser.post_as_script("register", &fields).await
        };
        // A stranger's mailbox, from everywhere.
        let (accounts, links) = (app.accounts().await.len(), app.links_sent().await);
        for number in 0..3 {
            let answer =
                register(&mut app.browser(), &format!("a{number}"), "stranger@example.com").await;
            assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        }
        for number in 0..10 {
            let answer =
                register(&mut app.browser(), &format!("b{number}"), "Stranger@Example.com").await;
            assert!(seconds_to_wait(&answer).is_some(), "{answer:?}");
        }
        assert_eq!(app.accounts().await.len(), accounts + 3);
        assert_eq!(app.links_sent().await, links + 3);
        // It does not keep that person's own mails back.
        app.browser().post("forgot_password", &[("username", "a0")]).await;
        assert_eq!(app.links_sent().await, links + 4);

        // Whether names are taken, asked from one address.
        let mut eve = app.browser();
        for number in 0..30 {
            let answer = register(&mut eve, "ada", &format!("eve{number}@example.com")).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{answer:?}");
        }
        for username in ["ada", "nobody"] {
            let answer = register(&mut eve, username, "eve@example.com").await;
            assert!(seconds_to_wait(&answer).is_some(), "{answer:?}");
        }
        // Others register meanwhile, and later Eve does.
        app.register("grace", &serial_number).await.expect_redirect("/registered");
        app.advance(Duration::from_mins(1));
        let answer = register(&mut eve, "eve", "eve@example.com").await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    })
    .await;
}
