//! Guessing, at every door.

mod addresses;

use std::{pin::pin, sync::Arc, time::Duration};

use axum::http::{StatusCode, header::RETRY_AFTER};
use futures_util::FutureExt as _;
use tokio::sync::Barrier;

use crate::{
    accounts::unlock::unlock,
    base::failure::{Error, Refusal},
    security::{
        audit::Actor,
        guess_limit::{self, Subject},
    },
    tests::support::{Answer, PASSWORD, TestApp, on_every_database, password_fields, token_of},
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
