//! Many from a file.

use std::time::Duration;

use axum::http::StatusCode;

use super::{account, app_serial, list::listed, with_ada};
use crate::{
    base::language::Language,
    database::entities::account::{Role, Status},
    tests::support::{PASSWORD, TestApp, on_every_database},
};

#[tokio::test]
async fn a_file_is_shown_before_anybody_is_added_and_goes_in_as_a_whole() {
    on_every_database(async |app: TestApp| {
        let mut ada = with_ada(&app, 4).await;
        let head = "email,first_name,last_name,username,role,language,email_notifications\n";
        let bad = format!("{head}a@b.example,A,B,grace\nnonsense,A,B,mary\nc@d.example,C,D,ADA\n");
        let page = ada.upload(&bad, &[]).await;
        page.expect_page("2 lines cannot be taken");
        page.expect_page("not an email address");
        page.expect_page("is taken");
        assert!(!page.body.contains("name=\"confirmed\""));
        // Insisting does not help.
        ada.upload(&bad, &[("confirmed", "on")]).await.expect_page("2 lines cannot be taken");
        assert_eq!(app.accounts().await.len(), 1);

        let good = format!("{head}a@b.example,A,B,grace,,fr,on\nc@d.example,=C,D,\"x, y\"\n");
        let page = ada.upload(&good, &[]).await;
        page.expect_page("Add 2 users");
        assert_eq!(app.accounts().await.len(), 1);
        let page = ada.upload(&good, &[("confirmed", "on")]).await;
        page.expect_page("2 users were added");
        page.expect_page("2 of 2 users");
        let grace = account(&app, "grace").await.unwrap();
        assert_eq!((grace.status, grace.language, grace.email_notifications), (Status::Pending, Language::French, true));
        assert_eq!(app.links_sent().await, 3);
        let link = app.link_for("x, y").await.unwrap();
        app.browser().activate(&link).await.expect_redirect("/password-set");
        assert_eq!(listed(&ada.get("/settings/users?search=y").await), ["x, y"]);

        // Three more than there are seats for, of which two are left.
        let many = format!("{head}a@b.example,A,B,u1\na@b.example,A,B,u2\na@b.example,A,B,u3\n");
        ada.upload(&many, &[]).await.expect_page("needs 3 free seats, and your license has 2");
        ada.upload(&many, &[("confirmed", "on")]).await.expect_page("needs 3 free seats");
        assert_eq!(app.accounts().await.len(), 3);

        // What goes out comes in again.
        let file = ada.get("/settings/users/export?search=y").await;
        assert_eq!(
            file.body,
            "\u{FEFF}username,email,first_name,last_name,role,language,email_notifications,status,created,\
             last_sign_in\r\n\"x, y\",\"c@d.example\",\"'=C\",\"D\",\"user\",\"en\",\"off\",\"active\",\
             \"2026-06-01T00:00:00Z\",\"\"\r\n"
        );
        let page = ada.upload(&file.body.replace("x, y", "z"), &[]).await;
        page.expect_page("Add one user");
        page.expect_page("=C D");

        // Also what looks like the sign that is put in front, and what Excel in French makes a cell of its own.
        let cells = "\"'''-dash\",\"x\"\";'=1+2;\"\"y\"";
        let odd = format!("email,first_name,last_name,username\no@d.example,{cells},odd\n");
        ada.upload(&odd, &[("confirmed", "on")]).await.expect_page("One user was added");
        let odd = account(&app, "odd").await.unwrap();
        assert_eq!((&*odd.first_name, &*odd.last_name), ("''-dash", "x\";=1+2;\"y"));
        let file = ada.get("/settings/users/export?search=odd").await.body;
        assert!(file.contains(cells), "{file}");
    })
    .await;
}

#[tokio::test]
async fn a_file_with_administrators_is_worth_the_password() {
    let app = TestApp::new().await;
    let mut ada = with_ada(&app, 4).await;
    let file = "email,first_name,last_name,role\na@b.example,A,B,administrator\n";
    app.advance(Duration::from_mins(11));
    let page = ada.upload(file, &[("confirmed", "on")]).await;
    assert!(page.error_of("import-password").unwrap().contains("once more"));
    assert_eq!(app.accounts().await.len(), 1);
    let page = ada.upload(file, &[("confirmed", "on"), ("password", "Wrong password 1")]).await;
    assert!(page.error_of("import-password").is_some());
    ada.upload(file, &[("confirmed", "on"), ("password", PASSWORD)])
        .await
        .expect_page("One user was added");
    assert_eq!(account(&app, "a@b.example").await.unwrap().role, Role::Administrator);
}

#[tokio::test]
async fn what_is_no_file_of_users_gets_an_answer() {
    let app = TestApp::new().await;
    let mut ada = with_ada(&app, 4).await;
    for (file, words) in [
        ("", "choose a file"),
        ("\n", "nobody in this file"),
        ("email;first_name\n", "“last_name” is missing"),
        ("a,b\n\"unclosed", "“email” is missing"),
    ] {
        ada.upload(file, &[]).await.expect_page(words);
    }
    let latin1 = b"email,first_name,last_name\na@b.example,H\xe9l\xe8ne,B\n";
    ada.upload_bytes(latin1, &[]).await.expect_page("CSV UTF-8");
    let large = vec![b'x'; 5 * 1024 * 1024];
    ada.upload_bytes(&large, &[]).await.expect_page("larger than 4 MB");

    app.join("grace", &app_serial(&app).await).await;
    let good = "email,first_name,last_name\na@b.example,A,B\n";
    let refused = app.signed_in("grace").await.upload(good, &[("confirmed", "on")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let refused = app.browser().upload(good, &[("confirmed", "on")]).await;
    assert!(refused.location().unwrap().starts_with("/login"));
    assert_eq!(app.accounts().await.len(), 2);
}
