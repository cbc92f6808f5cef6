//! What an administrator does with the users.

mod adding;
mod changing;
mod import;
mod list;
mod registration;

use sea_orm::EntityTrait;

use crate::{
    accounts::{new_account::NewAccount, store},
    base::{
        email_address::EmailAddress,
        language::Language,
        names::{PersonName, Username},
    },
    database::entities::{
        account::{self, Role, Status},
        license,
    },
    tests::support::{Browser, TestApp},
};

/// An installation with one administrator.
async fn with_ada(app: &TestApp, seats: u32) -> Browser {
    app.join("ada", &app.serial_number(seats)).await;
    app.signed_in("ada").await
}

async fn account(app: &TestApp, username: &str) -> Option<account::Model> {
    app.accounts().await.into_iter().find(|account| account.username == username)
}

async fn id_of(app: &TestApp, username: &str) -> String {
    account(app, username).await.unwrap().id
}

async fn status_of(app: &TestApp, username: &str) -> Option<Status> {
    account(app, username).await.map(|account| account.status)
}

async fn seats_taken(app: &TestApp) -> i64 {
    let db = app.state.database.read();
    let licenses = license::Entity::find().all(&db).await.unwrap();
    licenses.iter().map(|license| license.seats_taken).sum()
}

/// That of the license in use.
async fn app_serial(app: &TestApp) -> String {
    let db = app.state.database.read();
    let license = license::Entity::find().one(&db).await.unwrap();
    license.unwrap().serial_number
}

/// Puts people into the database, past the forms.
async fn fill(app: &TestApp, people: &[(&str, &str, &str, &str)]) {
    let license_id = app.accounts().await[0].license_id.clone();
    let tx = app.state.database.begin().await.unwrap();
    for (username, first_name, last_name, email) in people {
        let new = NewAccount {
            username: Username::parse(username).unwrap(),
            email: EmailAddress::parse(email).unwrap(),
            first_name: PersonName::parse(first_name).unwrap(),
            last_name: PersonName::parse(last_name).unwrap(),
            language: Language::English,
            email_notifications: false,
        };
        let added = new.begin(Role::User, Status::Pending, &license_id, app.clock.now());
        store::add(&*tx, &added).await.unwrap();
    }
    tx.commit().await.unwrap();
}
