//! Nobody passes for somebody else by letters that look like those of another alphabet.

use std::sync::Arc;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{
    base::{failure::Failure, language::Language, secret::Secret},
    database::entities::account::{self, Status},
    licenses,
    security::sessions,
    settings::users::import::{
        file::{self, GoodLine},
        service::begin_import,
    },
    site::request::Visitor,
    tests::support::{
        Answer, Browser, PASSWORD, TestApp, on_every_database, password_fields, token_of,
    },
};

/// `ada` with two Cyrillic letters.
const LIKE_ADA: &str = "аdа";

async fn register(app: &TestApp, username: &str, email: &str) -> Answer {
    let mut browser = app.browser();
    browser.get("/register").await;
    let fields = [
        ("email", email),
        ("username", username),
        ("first_name", "Eve"),
        ("last_name", "Mallory"),
        ("serial_number", &app.serial_number(9)),
    ];
    browser.submit("register", &fields).await
}

async fn save(ada: &mut Browser, id: &str, username: &str, first_name: &str) -> Answer {
    let page = ada.get(&format!("/settings/users/{id}")).await;
    let seen = page.value_of("seen").unwrap().to_owned();
    let fields = [
        ("id", id),
        ("seen", &seen),
        ("email", "eve@example.com"),
        ("username", username),
        ("first_name", first_name),
        ("last_name", "Mallory"),
        ("role", "user"),
        ("language", "en"),
    ];
    ada.submit("save_user", &fields).await
}

/// As an earlier version would have taken it.
async fn rename(app: &TestApp, id: &str, username: &str) {
    let tx = app.state.database.begin().await.unwrap();
    account::Entity::update_many()
        .col_expr(account::Column::Username, Expr::value(username))
        .col_expr(account::Column::UsernameKey, Expr::value(username))
        .col_expr(account::Column::UsernameSkeleton, Expr::value(""))
        .filter(account::Column::Id.eq(id))
        .exec(&*tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_username_that_looks_like_another_is_refused_and_those_from_earlier_are_told_of() {
    on_every_database(async |mut app: TestApp| {
        app.join("ada", &app.serial_number(9)).await;
        let mut ada = app.signed_in("ada").await;
        for username in [LIKE_ADA, "АDА", "adа"] {
            let page = register(&app, username, "a@example.com").await;
            assert!(page.error_of("username").unwrap().contains("looks like"), "{username}");
        }
        let file = format!(
            "email,first_name,last_name,username\na@b.example,A,B,{LIKE_ADA}\n\
             a@b.example,A,B,grace\na@b.example,A,B,gr\u{430}ce\n"
        );
        let page = ada.upload(&file, &[]).await;
        page.expect_page("2 lines cannot be taken");
        page.expect_page("looks like");
        assert_eq!(app.accounts().await.len(), 1);

        // The same name in other letters of its own is another case, and is taken.
        let page = register(&app, "ADA", "b@example.com").await;
        assert!(page.error_of("username").unwrap().contains("taken"));

        register(&app, "eve", "eve@example.com").await;
        let accounts = app.accounts().await;
        let eve = accounts.iter().find(|account| account.username == "eve").unwrap().id.clone();
        let name = async || {
            let accounts = app.accounts().await;
            let eve = accounts.into_iter().find(|account| account.id == eve).unwrap();
            (eve.username, eve.first_name)
        };
        let page = save(&mut ada, &eve, LIKE_ADA, "Eve").await;
        assert!(page.error_of("user-username").unwrap().contains("looks like"));
        assert_eq!(name().await.0, "eve");
        assert!(!ada.get("/settings/users").await.body.contains("looks like"));

        // One of an earlier version stays, and administrators see it.
        rename(&app, &eve, LIKE_ADA).await;
        let undone = "DELETE FROM seaql_migrations WHERE version = 'm0012_username_skeletons'";
        let undone = app.state.database.read().execute_unprepared(undone).await.unwrap();
        assert_eq!(undone.rows_affected(), 1);
        app.restart().await;
        let mut ada = app.signed_in("ada").await;
        let list = ada.get("/settings/users").await;
        assert_eq!(list.body.matches("looks like another").count(), 2);
        let page = ada.get(&format!("/settings/users/{eve}")).await;
        page.expect_page("This username looks like that of somebody else");
        page.expect_page("Ada Lovelace, ada@example.com");
        save(&mut ada, &eve, LIKE_ADA, "Eva").await.expect_page("Saved.");
        save(&mut ada, &eve, "eve", "Eva").await.expect_page("Saved.");
        let page = save(&mut ada, &eve, LIKE_ADA, "Eva").await;
        assert!(page.error_of("user-username").unwrap().contains("looks like"));
        assert!(!ada.get("/settings/users").await.body.contains("looks like"));
    })
    .await;
}

/// Whoever has proven nothing keeps nobody from a name; the first to prove their address keeps the others.
#[tokio::test(flavor = "multi_thread")]
async fn a_pending_account_keeps_nobody_from_a_name_that_only_looks_like_its_own() {
    on_every_database(async |app: TestApp| {
        app.join("root", &app.serial_number(9)).await;
        let mut root = app.signed_in("root").await;
        let page = register(&app, LIKE_ADA, "eve@example.com").await;
        assert_eq!(page.error_of("username"), None);
        let eve = app.link_for(LIKE_ADA).await.unwrap();
        let page = register(&app, LIKE_ADA, "eva@example.com").await;
        assert!(page.error_of("username").unwrap().contains("taken"), "the very same one");

        let page = register(&app, "ada", "ada@example.com").await;
        assert_eq!(page.error_of("username"), None);
        let file = "email,first_name,last_name,username\na@b.example,A,B,adа\n";
        root.upload(file, &[("confirmed", "on")]).await.expect_page("One user was added");
        let list = root.get("/settings/users").await;
        assert_eq!(list.body.matches("looks like another").count(), 3);

        let ada = app.link_for("ada").await.unwrap();
        app.browser().activate(&ada).await.expect_redirect("/password-set");
        let mut browser = app.browser();
        browser.get(&eve).await;
        let passwords = password_fields(token_of(&eve), PASSWORD);
        let page = browser.submit("activate", &passwords).await;
        page.expect_page("a username that looks the same as yours");
        let accounts = app.accounts().await;
        let of_eve = accounts.iter().find(|account| account.username == LIKE_ADA).unwrap();
        assert_eq!(of_eve.status, Status::Pending);
        let license = licenses::store::find(&app.state.database.read(), &of_eve.license_id).await;
        assert_eq!(license.unwrap().unwrap().seats_taken, 0);

        // With another username, the same link works.
        save(&mut root, &of_eve.id, "eve", "Eve").await.expect_page("Saved.");
        app.browser().activate(&eve).await.expect_redirect("/password-set");
        let page = register(&app, LIKE_ADA, "eva@example.com").await;
        assert!(page.error_of("username").unwrap().contains("looks like"));
    })
    .await;
}

/// What a file says is looked at before it is confirmed, and others register meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn an_import_adds_nobody_whose_name_was_taken_since_it_was_looked_at() {
    on_every_database(async |app: TestApp| {
        app.join("root", &app.serial_number(9)).await;
        let root = visitor(&app, "root").await;
        let file = format!(
            "email,first_name,last_name,username\na@b.example,A,B,grace\na@b.example,A,B,{LIKE_ADA}\n"
        );
        let looked_at = async || {
            let lines = file::read(&file, Language::English).unwrap();
            lines.without_taken(&app.state.database.read()).await.unwrap().good
        };
        let import = async |lines: Vec<GoodLine>| {
            let root = Arc::new(root.clone());
            let mut told = begin_import(app.state.context().clone(), root, lines);
            let progress = told.wait_for(|progress| progress.outcome.is_some()).await.unwrap();
            progress.outcome.clone().unwrap()
        };
        let lines = looked_at().await;
        assert_eq!(lines.len(), 2);
        app.join("ada", &app.serial_number(9)).await;
        assert!(matches!(import(lines).await, Err(Failure::Form(_))));
        assert_eq!(app.accounts().await.len(), 2);

        // Two at the same time are one after the other.
        let one = || file::read("email,first_name,last_name\na@b.example,A,B\nb@b.example,A,B\n", Language::English).unwrap().good;
        let outcomes = tokio::join!(import(one()), import(one()));
        let added = [outcomes.0.is_ok(), outcomes.1.is_ok()];
        assert!(added == [true, false] || added == [false, true], "{added:?}");
        assert_eq!(app.accounts().await.len(), 4);
    })
    .await;
}

/// A request of somebody who is signed in.
async fn visitor(app: &TestApp, username: &str) -> Visitor {
    let browser = app.signed_in(username).await;
    let token = Secret::new(browser.cookies["session"].as_str());
    let (limits, now) = (app.state.server().session_limits, app.clock.now());
    let session = sessions::find(&app.state.database, limits, &token, now).await.unwrap();
    Visitor { session, ..Visitor::default() }
}
