//! Nobody's mail waits behind a flood to somebody else.

use std::time::{Duration, Instant};

use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};

use crate::{
    base::random,
    database::{
        entities::{
            account,
            outbox::{self, Message},
        },
        queue,
    },
    mail::outbox::{self as promises, Recipient},
    tests::support::{TestApp, on_every_database},
};

/// Enough to fill what a worker chooses from many times over.
const FLOOD: usize = 300;

/// An account like Ada's with another username and this address.
async fn add(app: &TestApp, username: &str, email: &str) -> String {
    let ada = app.accounts().await.into_iter().find(|account| account.username == "ada").unwrap();
    let id = random::row_id();
    let account = account::ActiveModel {
        id: Set(id.clone()),
        username: Set(username.to_owned()),
        username_key: Set(username.to_owned()),
        email: Set(email.to_owned()),
        email_key: Set(email.to_owned()),
        ..ada.into_active_model().reset_all()
    };
    let db = &app.state.database.read();
    account::Entity::insert(account).exec_without_returning(db).await.unwrap();
    id
}

async fn promise(app: &TestApp, message: Message, recipient: Recipient<'_>) {
    let now = app.clock.now();
    let promised =
        app.state.database.write(async |tx| promises::promise(&*tx, message, recipient, now).await);
    promised.await.unwrap();
}

/// Everything that waits, in the order in which it goes out.
async fn order(app: &TestApp) -> Vec<outbox::Model> {
    let (database, now) = (&app.state.database, app.clock.now());
    let mut order = Vec::new();
    while let Some(row) = queue::take_due::<outbox::Entity>(database, now, 0).await.unwrap() {
        order.push(row);
    }
    order
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_to_one_mailbox_holds_up_nobody_elses_mail() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(2)).await;
        app.advance(Duration::from_hours(2));
        let grace = add(&app, "grace", "grace@example.com").await;
        // Many accounts, and one mailbox.
        let accounts: Vec<String> = {
            let mut accounts = Vec::new();
            for number in 0..10 {
                accounts.push(add(&app, &format!("x{number}"), "victim@example.com").await);
            }
            accounts
        };
        for number in 0..FLOOD {
            let id = &accounts[number % accounts.len()];
            promise(&app, Message::Activation, Recipient::Account(id)).await;
        }
        app.advance(Duration::from_secs(5));
        promise(&app, Message::Activation, Recipient::Account(&grace)).await;
        let order = order(&app).await;
        assert_eq!(order.len(), FLOOD + 1);
        let place = order.iter().position(|row| row.account_id.as_ref() == Some(&grace)).unwrap();
        assert!(place <= 1, "behind {place} others");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_to_many_holds_up_nobody_elses_mail() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(2)).await;
        app.advance(Duration::from_hours(2));
        let grace = add(&app, "grace", "grace@example.com").await;
        let mut many = Vec::new();
        for number in 0..100 {
            let name = format!("x{number}");
            many.push(add(&app, &name, &format!("{name}@example.com")).await);
        }
        let now = app.clock.now();
        let promised = app.state.database.write(async |tx| {
            promises::promise_activations(&*tx, many.iter().map(String::as_str), now).await
        });
        promised.await.unwrap();
        app.advance(Duration::from_secs(5));
        promise(&app, Message::PasswordChanged, Recipient::Account(&grace)).await;
        let order = order(&app).await;
        assert_eq!(order[0].account_id.as_ref(), Some(&grace));
    })
    .await;
}

/// How long promises and claims take beside many rows, for people to read:
/// `cargo test … promises_and_claims_beside -- --ignored --nocapture`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn promises_and_claims_beside_6_000_waiting_rows() {
    on_every_database(async |app: TestApp| {
        app.join("ada", &app.serial_number(2)).await;
        let ada = app.accounts().await.remove(0).id;
        let ids: Vec<&str> = std::iter::repeat_n(ada.as_str(), 500).collect();
        for _ in 0..12 {
            let now = app.clock.now();
            let promised = app.state.database.write(async |tx| {
                promises::promise_activations(&*tx, ids.iter().copied(), now).await
            });
            promised.await.unwrap();
        }
        let began = Instant::now();
        for _ in 0..100 {
            promise(&app, Message::Activation, Recipient::Account(&ada)).await;
        }
        let promised = began.elapsed() / 100;
        let began = Instant::now();
        let (database, now) = (&app.state.database, app.clock.now());
        for _ in 0..100 {
            queue::take_due::<outbox::Entity>(database, now, 0).await.unwrap().unwrap();
        }
        let engine = app.state.database.settings().engine();
        println!("{engine:?}: promised in {promised:?}, taken in {:?}", began.elapsed() / 100);
    })
    .await;
}
