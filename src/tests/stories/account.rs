//! What people look after themselves: `/account`.

use std::time::Duration;

use sea_orm::EntityTrait;

use crate::{
    database::entities::outbox::{self, Message},
    tests::support::{Browser, PASSWORD, TestApp, password_fields, token_of},
};

const NEW_PASSWORD: &str = "Another 43 engine";
const LATER: Duration = Duration::from_mins(10);

async fn ada() -> (TestApp, Browser) {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut browser = app.signed_in("ada").await;
    browser.get("/account").await.expect_page("ada@example.com");
    (app, browser)
}

/// Whom the messages of a kind are for.
async fn promised(app: &TestApp, message: Message) -> Vec<Option<String>> {
    let rows = outbox::Entity::find().all(&app.state.database.read()).await.unwrap();
    rows.into_iter().filter(|row| row.message == message).map(|row| row.address).collect()
}

#[tokio::test]
async fn names_language_and_notifications_are_changed() {
    let (app, mut ada) = ada().await;
    let fields = [
        ("first_name", " Augusta "),
        ("last_name", "King"),
        ("language", "fr"),
        ("email_notifications", "on"),
    ];
    ada.submit("save_profile", &fields).await.expect_page("Enregistré.");
    let account = &app.accounts().await[0];
    assert_eq!((account.first_name.as_str(), account.last_name.as_str()), ("Augusta", "King"));
    assert!(account.email_notifications);
    // A box that is not ticked is not posted.
    ada.submit("save_profile", &fields[..3]).await.expect_page("Augusta");
    assert!(!app.accounts().await[0].email_notifications);

    let refused =
        ada.submit("save_profile", &[("first_name", ""), ("last_name", "x"), ("language", "fr")]);
    let refused = refused.await;
    assert!(refused.error_of("first_name").is_some());
    assert_eq!(refused.value_of("last_name"), Some("x"));
    ada.get("/account").await;
    let odd = ada.post("save_profile", &[("language", "xx")]).await;
    assert_eq!(odd.status, 400);
}

/// Macs and some keyboards send `é` as two characters, others as one.
#[tokio::test]
async fn a_password_is_the_same_however_its_accents_are_sent() {
    let (composed, decomposed) = ("Pàsswörd-1énorme", "Pa\u{300}sswo\u{308}rd-1e\u{301}norme");
    let (app, mut ada) = ada().await;
    let change =
        [("password", PASSWORD), ("new_password", composed), ("confirm_new_password", decomposed)];
    ada.submit("change_password", &change).await.expect_page("Your password is changed");
    for typed in [composed, decomposed] {
        let answer = app.browser().sign_in("ada", typed).await;
        assert!(!answer.location().unwrap().starts_with("/login"), "{typed}: {answer:?}");
    }
    let wrong = app.browser().sign_in("ada", "Passworde-1enorme").await;
    assert!(wrong.location().unwrap().starts_with("/login"));
}

#[tokio::test]
async fn a_new_password_ends_every_other_session() {
    let (app, mut ada) = ada().await;
    let mut elsewhere = app.signed_in("ada").await;
    let before = ada.cookies["session"].clone();
    let fields = [("new_password", NEW_PASSWORD), ("confirm_new_password", NEW_PASSWORD)];
    ada.submit("change_password", &fields).await.expect_page("Your password is changed");
    elsewhere.get("/account").await.expect_redirect("/login?next=%2Faccount");
    let mut thief = app.browser();
    thief.cookies.insert("session".to_owned(), before);
    thief.get("/account").await.expect_redirect("/login?next=%2Faccount");
    app.browser().sign_in("ada", NEW_PASSWORD).await.expect_redirect("/");
    assert_eq!(promised(&app, Message::PasswordChanged).await.len(), 1);
    let location = app.browser().sign_in("ada", PASSWORD).await.location().unwrap();
    assert!(location.starts_with("/login?"), "{location}");
}

#[tokio::test]
async fn a_reset_link_dies_with_the_password() {
    let (app, mut ada) = ada().await;
    app.browser().post("forgot_password", &[("username", "ada")]).await;
    let link = app.link_for("ada").await.unwrap();
    ada.post("change_password", &password_fields("", NEW_PASSWORD)[1..]).await;
    app.browser().open(&link).await.expect_page("does not work any more");
}

#[tokio::test]
async fn after_ten_minutes_the_password_is_asked_for_again() {
    let (app, mut ada) = ada().await;
    let new = [("new_password", NEW_PASSWORD), ("confirm_new_password", NEW_PASSWORD)];
    let with = |password: &'static str| [new[0], new[1], ("password", password)];
    assert!(!ada.get("/account").await.body.contains("more than 10 minutes ago"));
    app.advance(LATER);
    ada.get("/account").await.expect_page("more than 10 minutes ago");
    let refused = ada.submit("change_password", &new).await;
    assert!(refused.error_of("change-password-password").unwrap().contains("once more"));
    let refused = ada.submit("change_password", &with("Wrong password 1")).await;
    assert!(refused.error_of("change-password-password").unwrap().contains("not your password"));
    app.browser().sign_in("ada", PASSWORD).await.expect_redirect("/");

    ada.submit("change_password", &with(PASSWORD)).await.expect_page("Your password is changed");
    // The proof counts for ten minutes.
    ada.submit("change_email", &[("email", "ada@new.example")])
        .await
        .expect_page("on its way to the new address");
    app.advance(LATER);
    let refused = ada.submit("change_email", &[("email", "ada@other.example")]).await;
    assert!(refused.error_of("change-email-password").is_some());
    assert_eq!(refused.value_of("email"), Some("ada@other.example"));
    // Guessing on in an open browser comes to an end, and the session stays usable.
    for _ in 0..6 {
        let fields = [("email", "ada@other.example"), ("password", "Wrong password 1")];
        ada.post("change_email", &fields).await;
    }
    let fields = [("email", "ada@other.example"), ("password", NEW_PASSWORD)];
    ada.get("/account").await;
    ada.submit("change_email", &fields).await.expect_page("too many tries");
    app.advance(Duration::from_mins(15));
    ada.submit("change_email", &fields).await.expect_page("on its way to the new address");
}

#[tokio::test]
async fn a_new_address_has_to_confirm_and_the_old_one_is_told() {
    let (app, mut ada) = ada().await;
    app.browser().post("forgot_password", &[("username", "ada")]).await;
    let reset = app.link_for("ada").await.unwrap();
    ada.get("/account").await;
    for (typed, error) in
        [("", "Please fill"), ("ada", "not an email address"), ("ada@example.com", "have already")]
    {
        let refused = ada.submit("change_email", &[("email", typed)]).await;
        assert!(refused.error_of("email").unwrap().contains(error), "{typed}: {refused:?}");
    }
    ada.submit("change_email", &[("email", "ada@new.example")]).await;
    assert_eq!(promised(&app, Message::EmailChange).await, [Some("ada@new.example".to_owned())]);
    assert_eq!(app.accounts().await[0].email, "ada@example.com");

    // Whoever opens the link need not be signed in, and opening changes nothing.
    let link = app.link_for("ada").await.unwrap();
    let mut mailbox = app.browser();
    mailbox.open(&link).await.expect_page("ada@new.example");
    mailbox.open(&link).await.expect_page("ada@new.example");
    let fields = [("token", token_of(&link))];
    mailbox.submit("confirm_email", &fields).await.expect_page("Your new address is confirmed");
    assert_eq!(app.accounts().await[0].email, "ada@new.example");
    assert_eq!(
        promised(&app, Message::EmailChangedOld).await,
        [Some("ada@example.com".to_owned())]
    );
    mailbox.get(&link).await.expect_page("does not work any more");
    mailbox.open(&reset).await.expect_page("does not work any more");
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let (app, mut ada) = ada().await;
    let mut other = app.signed_in("ada").await;
    let mut third = app.signed_in("ada").await;
    let page = ada.get("/account").await;
    assert!(page.body.contains(&other.address.to_string()), "{}", page.body);
    let ids: Vec<_> = page.body.split("name=\"id\" value=\"").skip(1).collect();
    assert_eq!(ids.len(), 2, "not this one");
    let ids: Vec<_> = ids.iter().map(|rest| rest.split('"').next().unwrap()).collect();
    ada.submit("end_session", &[("id", ids[0])]).await.expect_page("Logged out elsewhere");
    let mut alive = 0;
    for browser in [&mut other, &mut third] {
        alive += usize::from(browser.get("/account").await.status == 200);
    }
    assert_eq!(alive, 1);
    ada.post("end_other_sessions", &[]).await;
    for browser in [&mut other, &mut third] {
        browser.get("/account").await.expect_redirect("/login?next=%2Faccount");
    }
    ada.get("/account").await.expect_page("ada@example.com");
}

#[tokio::test]
async fn nobody_ends_the_session_of_somebody_else() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(2);
    app.join("ada", &serial_number).await;
    app.join("grace", &serial_number).await;
    let mut ada = app.signed_in("ada").await;
    app.signed_in("ada").await;
    let page = ada.get("/account").await.body;
    let id = page.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut grace = app.signed_in("grace").await;
    grace.post("end_session", &[("id", id)]).await;
    assert!(ada.get("/account").await.body.contains(id));
}

#[tokio::test]
async fn forgotten_usernames_are_mailed_to_their_address() {
    let (app, _) = ada().await;
    let ask = async |email: &str| {
        let answer = app.browser().post("forgot_username", &[("email", email)]).await;
        (answer.status, answer.location(), answer.body)
    };
    let known = ask("ADA@example.com").await;
    assert_eq!(known.1.as_deref(), Some("/usernames-requested"));
    assert_eq!(ask("nobody@example.com").await, known);
    assert_eq!(promised(&app, Message::UsernamesForgotten).await.len(), 2);
    let mut browser = app.browser();
    browser.get("/forgot-username").await;
    let refused = browser.submit("forgot_username", &[("email", "nonsense")]).await;
    assert!(refused.error_of("email").is_some());
}

#[tokio::test]
async fn what_is_over_is_removed() {
    let (app, _) = ada().await;
    app.browser().sign_in("ada", "Wrong password 1").await;
    app.browser().post("forgot_password", &[("username", "ada")]).await;
    app.deliver().await;
    crate::jobs::kinds::clean_up::remove_expired(&app.state).await.unwrap();
    let rows = async || {
        use crate::database::entities::{
            audit, guess_limit, known_device, one_time_token, session,
        };
        let db = &app.state.database.read();
        [
            session::Entity::find().all(db).await.unwrap().len(),
            one_time_token::Entity::find().all(db).await.unwrap().len(),
            guess_limit::Entity::find().all(db).await.unwrap().len(),
            known_device::Entity::find().all(db).await.unwrap().len(),
            usize::from(!audit::Entity::find().all(db).await.unwrap().is_empty()),
        ]
    };
    assert!(rows().await.iter().all(|count| *count > 0), "{:?}", rows().await);
    app.advance(Duration::from_hours(8 * 24));
    crate::jobs::kinds::clean_up::remove_expired(&app.state).await.unwrap();
    assert_eq!(rows().await, [0, 0, 0, 1, 1]);
    app.advance(Duration::from_hours(400 * 24));
    crate::jobs::kinds::clean_up::remove_expired(&app.state).await.unwrap();
    assert_eq!(rows().await, [0, 0, 0, 0, 0]);
}
