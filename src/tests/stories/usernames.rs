//! Names are the same by what they mean, not by how they are spelled.

use std::time::Duration;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{
    database::entities::account,
    tests::support::{Answer, Browser, PASSWORD, TestApp, on_every_database},
};

async fn is_let_in(app: &TestApp, username: &str) -> bool {
    let answer = app.browser().sign_in(username, PASSWORD).await;
    !answer.location().unwrap().starts_with("/login")
}

async fn register(app: &TestApp, serial_number: &str, username: &str, email: &str) -> Answer {
    let mut browser: Browser = app.browser();
    browser.get("/register").await;
    let fields = [
        ("email", email),
        ("username", username),
        ("first_name", "Ada"),
        ("last_name", "Lovelace"),
        ("serial_number", serial_number),
    ];
    browser.submit("register", &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn case_is_told_by_whole_words_and_invisible_characters_by_nobody() {
    on_every_database(async |app: TestApp| {
        let serial_number = app.serial_number(9);
        app.join("νίκος", &serial_number).await;
        for typed in ["ΝΊΚΟΣ", "Νίκος", "νίκοσ", " νίκος\u{2060} "] {
            assert!(is_let_in(&app, typed).await, "{typed}");
        }
        for taken in ["ΝΊΚΟΣ", "νίκοσ"] {
            let page = register(&app, &serial_number, taken, "n@example.com").await;
            assert!(page.error_of("username").unwrap().contains("taken"), "{taken}");
        }
        for hidden in ['\u{3164}', '\u{115F}', '\u{34F}', '\u{FE0F}', '\u{180B}', '\u{E0061}'] {
            let username = format!("νίκος{hidden}");
            let page = register(&app, &serial_number, &username, "n@example.com").await;
            let error = page.error_of("username");
            assert!(error.is_some_and(|e| e.contains("do not belong")), "{username:?}");
        }
        assert_eq!(app.accounts().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_username_that_is_an_address_is_the_own_one() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(9);
    app.join("ada", &serial_number).await;
    let page = register(&app, &serial_number, "Boss@Example.com", "eve@example.com").await;
    assert!(page.error_of("username").unwrap().contains("not the one of this account"));
    assert_eq!(app.accounts().await.len(), 1);
    register(&app, &serial_number, "Eve@Example.com", "eve@example.com").await;
    assert_eq!(app.accounts().await.len(), 2);

    // Who has one from earlier keeps it, whatever else is changed.
    let eve = app.accounts().await.into_iter().find(|account| account.username != "ada").unwrap();
    rename(&app, "Eve@Example.com", "boss@example.com", "boss@example.com").await;
    let mut ada = app.signed_in("ada").await;
    let path = format!("/settings/users/{}", eve.id);
    let seen = ada.get(&path).await.value_of("seen").unwrap().to_owned();
    let mut fields = vec![
        ("id", eve.id.as_str()),
        ("seen", &seen),
        ("username", "boss@example.com"),
        ("email", "eve@example.com"),
        ("first_name", "Eva"),
        ("last_name", "Lovelace"),
        ("role", "user"),
        ("language", "en"),
    ];
    ada.submit("save_user", &fields).await;
    let changed = async || {
        let accounts = app.accounts().await;
        let eve = accounts.into_iter().find(|account| account.id == eve.id).unwrap();
        (eve.first_name, eve.username)
    };
    assert_eq!(changed().await, ("Eva".to_owned(), "boss@example.com".to_owned()));
    let seen = ada.get(&path).await.value_of("seen").unwrap().to_owned();
    fields[1].1 = &seen;
    fields[2].1 = "root@example.com";
    let page = ada.submit("save_user", &fields).await;
    let error = page.error_of("user-username").unwrap();
    assert!(error.contains("not the one of this account"));
    assert_eq!(changed().await.1, "boss@example.com");
}

/// Gives an account the username and key that an earlier version would have given it.
async fn rename(app: &TestApp, from: &str, to: &str, key: &str) {
    let tx = app.state.database.begin().await.unwrap();
    let renamed = account::Entity::update_many()
        .col_expr(account::Column::Username, Expr::value(to))
        .col_expr(account::Column::UsernameKey, Expr::value(key))
        .filter(account::Column::Username.eq(from))
        .exec(&*tx)
        .await
        .unwrap();
    assert_eq!(renamed.rows_affected, 1);
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_of_earlier_versions_are_found_as_before_and_by_every_case() {
    on_every_database(async |mut app: TestApp| {
        let serial_number = app.serial_number(9);
        for (number, name) in ["νίκος", "strauß", "strauss", "ada"].into_iter().enumerate() {
            let joined = format!("user{number}");
            app.join(&joined, &serial_number).await;
            rename(&app, &joined, name, name).await;
        }
        let undone = "DELETE FROM seaql_migrations WHERE version = 'm0009_username_keys'";
        let undone = app.state.database.read().execute_unprepared(undone).await.unwrap();
        assert_eq!(undone.rows_affected(), 1);
        app.restart().await;

        for typed in ["νίκος", "ΝΊΚΟΣ", "strauß", "strauss", "STRAUSS", "ada", "ADA"] {
            assert!(is_let_in(&app, typed).await, "{typed}");
        }
        // The two stay two, in every way.
        let mut mailboxes = (0..).map(|number| format!("n{number}@example.com"));
        for (typed, name) in [("strauß", "strauß"), ("strauss", "strauss"), ("ΝΊΚΟΣ", "νίκος")]
        {
            app.browser().post("forgot_password", &[("username", typed)]).await;
            let before = app.accounts().await.len();
            assert!(app.link_for(name).await.unwrap().starts_with("/reset-password/"), "{typed}");
            for again in [typed.to_owned(), typed.to_uppercase()] {
                let mailbox = mailboxes.next().unwrap();
                let page = register(&app, &serial_number, &again, &mailbox).await;
                assert!(page.error_of("username").unwrap().contains("taken"), "{again}");
            }
            assert_eq!(app.accounts().await.len(), before);
        }
        // Whoever guesses at one of them keeps its owner out of no browser that is known.
        let mut own = app.browser();
        own.sign_in("strauß", PASSWORD).await.expect_redirect("/");
        for _ in 0..6 {
            app.browser().sign_in("strauß", "Wrong password 1").await;
        }
        assert!(!is_let_in(&app, "strauß").await, "a stranger has to wait");
        own.sign_in("strauß", PASSWORD).await.expect_redirect("/");
        app.advance(Duration::from_hours(2));
        // Also when one of them is gone.
        let tx = app.state.database.begin().await.unwrap();
        let of_one = account::Column::Username.eq("strauss");
        account::Entity::delete_many().filter(of_one).exec(&*tx).await.unwrap();
        tx.commit().await.unwrap();
        let page = register(&app, &serial_number, "Strauß", "n@example.com").await;
        assert!(page.error_of("username").unwrap().contains("taken"));
        assert!(is_let_in(&app, "strauß").await);
    })
    .await;
}
