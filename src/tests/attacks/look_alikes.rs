//! Nobody passes for somebody else by letters that look like those of another alphabet.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{
    database::entities::account,
    tests::support::{Answer, Browser, TestApp, on_every_database},
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
