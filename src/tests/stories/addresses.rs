//! Usernames that are addresses, and the two spellings of an address.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{
    database::entities::{account, one_time_token},
    tests::support::{Answer, PASSWORD, TestApp, on_every_database, token_of},
};

async fn register(app: &TestApp, serial_number: &str, username: &str, email: &str) -> Answer {
    let mut browser = app.browser();
    browser.get("/register").await;
    let fields = [
        ("email", email),
        ("username", username),
        ("first_name", "Bob"),
        ("last_name", "Babbage"),
        ("serial_number", serial_number),
    ];
    browser.submit("register", &fields).await
}

/// Registers under this address and activates; a blank username is the address.
async fn join(app: &TestApp, serial_number: &str, username: &str, email: &str) {
    register(app, serial_number, username, email).await;
    let name = if username.is_empty() { email } else { username };
    let link = app.link_for(name).await.unwrap();
    app.browser().activate(&link).await.expect_redirect("/password-set");
}

async fn is_let_in(app: &TestApp, username: &str) -> bool {
    let answer = app.browser().sign_in(username, PASSWORD).await;
    !answer.location().unwrap().starts_with("/login")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_username_that_is_the_address_changes_with_it() {
    on_every_database(async |app: TestApp| {
        let serial_number = app.serial_number(9);
        app.join("ada", &serial_number).await;
        join(&app, &serial_number, "", "bob@old.example").await;
        join(&app, &serial_number, "taken@new.example", "taken@new.example").await;
        let mut bob = app.signed_in("bob@old.example").await;
        bob.get("/account").await.expect_page("It is your username, too");
        for taken in ["taken@new.example", "t\u{430}ken@new.example"] {
            let page = bob.submit("change_email", &[("email", taken)]).await;
            assert!(page.error_of("email").unwrap().contains("changes with it"), "{taken}");
        }
        bob.submit("change_email", &[("email", "bob@new.example")]).await;
        let link = app.link_for("bob@old.example").await.unwrap();
        let mut mailbox = app.browser();
        mailbox.open(&link).await.expect_page("The address is the username, too");
        let token = [("token", token_of(&link))];
        mailbox.submit("confirm_email", &token).await.expect_page("is confirmed");
        assert!(is_let_in(&app, "bob@new.example").await);
        assert!(!is_let_in(&app, "bob@old.example").await);
        // Whoever has the old address now finds it free, and gets nothing of the account.
        app.browser().post("forgot_password", &[("username", "bob@old.example")]).await;
        let links = app.links_sent().await;
        join(&app, &serial_number, "", "bob@old.example").await;
        assert_eq!(app.links_sent().await, links + 1);

        // The same where an administrator changes it; other usernames stay.
        let mut ada = app.signed_in("ada").await;
        for (from, to) in [("bob@new.example", "robert@new.example"), ("ada", "ada")] {
            let accounts = app.accounts().await;
            let account = accounts.iter().find(|account| account.username == from).unwrap();
            let path = format!("/settings/users/{}", account.id);
            let seen = ada.get(&path).await.value_of("seen").unwrap().to_owned();
            let fields = [
                ("id", account.id.as_str()),
                ("seen", &seen),
                ("email", "robert@new.example"),
                ("username", from),
                ("first_name", "Bob"),
                ("last_name", "Babbage"),
                ("role", account.role.name()),
                ("language", "en"),
            ];
            ada.submit("save_user", &fields).await.expect_page("Saved.");
            assert!(is_let_in(&app, to).await, "{to}");
        }
    })
    .await;
}

/// Somebody has taken the new address for a username since it was asked for.
#[tokio::test]
async fn an_address_that_was_taken_meanwhile_is_not_confirmed() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(9);
    app.join("ada", &serial_number).await;
    join(&app, &serial_number, "", "bob@old.example").await;
    let mut bob = app.signed_in("bob@old.example").await;
    bob.get("/account").await;
    bob.submit("change_email", &[("email", "bob@new.example")]).await;
    let link = app.link_for("bob@old.example").await.unwrap();
    register(&app, &serial_number, "", "bob@new.example").await;
    let mut mailbox = app.browser();
    mailbox.open(&link).await;
    let page = mailbox.submit("confirm_email", &[("token", token_of(&link))]).await;
    page.expect_page("changes with it");
    assert!(is_let_in(&app, "bob@old.example").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn both_spellings_of_a_domain_are_one_mailbox() {
    on_every_database(async |mut app: TestApp| {
        let serial_number = app.serial_number(9);
        app.join("ada", &serial_number).await;
        join(&app, &serial_number, "bob", "bob@bücher.example").await;
        join(&app, &serial_number, "robert", "bob@xn--bcher-kva.example").await;
        // The own address in its other spelling is no other person's.
        join(&app, &serial_number, "eve@xn--bcher-kva.example", "Eve@Bücher.example").await;

        // As an earlier version has kept them, with a link on its way.
        app.browser().post("forgot_password", &[("username", "bob")]).await;
        let reset = app.link_for("bob").await.unwrap();
        let tx = app.state.database.begin().await.unwrap();
        let former = "bob@bücher.example";
        account::Entity::update_many()
            .col_expr(account::Column::EmailKey, Expr::value(former))
            .filter(account::Column::Username.eq("bob"))
            .exec(&*tx)
            .await
            .unwrap();
        one_time_token::Entity::update_many()
            .col_expr(one_time_token::Column::SentTo, Expr::value(former))
            .exec(&*tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let undone = "DELETE FROM seaql_migrations WHERE version = 'm0013_email_keys'";
        let undone = app.state.database.read().execute_unprepared(undone).await.unwrap();
        assert_eq!(undone.rows_affected(), 1);
        app.restart().await;

        // Two accounts, and one mailbox that hears of both.
        let accounts = app.accounts().await;
        let keys: Vec<_> = accounts.iter().map(|account| account.email_key.as_str()).collect();
        assert_eq!(keys.iter().filter(|key| **key == "bob@xn--bcher-kva.example").count(), 2);
        app.browser().open(&reset).await.expect_page("Set a new password");
        for typed in ["BOB@BÜCHER.example", "bob@xn--bcher-kva.example"] {
            app.browser().post("forgot_password", &[("username", typed)]).await;
            assert!(app.link_for("bob").await.unwrap().starts_with("/reset-password/"), "{typed}");
        }
        assert!(is_let_in(&app, "bob").await && is_let_in(&app, "robert").await);
    })
    .await;
}
