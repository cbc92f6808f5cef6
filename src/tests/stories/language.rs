//! English and French, chosen in one place.

use crate::tests::support::{PASSWORD, TestApp};

#[tokio::test]
async fn the_browser_asks_the_cookie_decides_the_account_wins() {
    let app = TestApp::new().await;
    let serial_number = app.serial_number(1);
    app.join("ada", &serial_number).await;

    let mut browser = app.browser();
    browser.accept_language = "fr-CA, en;q=0.5";
    browser.open("/login").await.expect_page("<html lang=\"fr\"");
    browser.submit("set_language", &[("language", "en")]).await;
    browser.open("/login").await.expect_page("<html lang=\"en\"");

    // Signed in, the choice belongs to the account and shows in every browser.
    browser.sign_in("ada", PASSWORD).await;
    browser.submit("set_language", &[("language", "fr")]).await;
    let mut elsewhere = app.signed_in("ada").await;
    elsewhere.open("/").await.expect_page("Bonjour Ada");
}

#[tokio::test]
async fn refusals_are_french_on_a_french_page() {
    let app = TestApp::new().await;
    app.join("ada", &app.serial_number(1)).await;
    let mut browser = app.browser();
    browser.accept_language = "fr";
    browser.get("/login").await;
    browser
        .submit("sign_in", &[("username", "ada"), ("password", "wrong")])
        .await
        .expect_page("Le nom d’utilisateur ou le mot de passe est incorrect.");
    browser.get("/register").await;
    let page = browser.submit("register", &[("email", "ada"), ("serial_number", "abc")]).await;
    assert_eq!(page.error_of("first_name"), Some("Veuillez remplir ce champ."));
    assert!(page.error_of("serial_number").unwrap().contains("faute de frappe"));
    let nowhere = browser.get("/nowhere").await;
    assert_eq!(nowhere.status, 404);
    assert!(nowhere.body.contains("Il n’y a rien ici"));
}

#[tokio::test]
async fn a_language_there_is_not_is_refused() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    let answer = browser.post("set_language", &[("language", "tlh")]).await;
    assert_eq!(answer.status, 400);
    assert!(!browser.cookies.contains_key("language"));
}
