//! Work that a worker has to itself for a while, on every engine. Which table it stands in makes no
//! difference; here it is the outbox.

use std::time::Duration;

use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::{
    base::names::UsernameKey,
    database::{
        Database,
        entities::outbox::{ActiveModel, Entity, Message, Model, State},
        queue::{self, LeasedQueue},
    },
    mail::outbox::{self, Recipient},
    tests::support::{TestApp, on_every_database},
};

/// Adds a row that is due.
async fn promise(app: &TestApp) {
    let ada = UsernameKey::of("ada");
    let promised = app.state.database.write(async |tx| {
        let (to, now) = (Recipient::Username(&ada), app.clock.now());
        outbox::promise(&*tx, Message::PasswordForgotten, to, now).await
    });
    promised.await.unwrap();
}

async fn the_one(database: &Database) -> Model {
    let mut rows = Entity::find().all(&database.read()).await.unwrap();
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

#[tokio::test]
async fn a_worker_whose_lease_ran_out_changes_nothing() {
    on_every_database(async |app: TestApp| {
        let database = &app.state.database;
        promise(&app).await;
        let take = async || queue::take_due::<Entity>(database, app.clock.now(), 0).await.unwrap();
        let hold = async |row: &Model| {
            let held = database.write(async |tx| queue::hold::<Entity>(&*tx, row).await);
            held.await.unwrap()
        };
        let slow = take().await.unwrap();
        assert_eq!(slow.tries, 1);
        assert_eq!(take().await, None);
        assert!(hold(&slow).await);
        let until = app.clock.now() + Entity::LEASE;
        let next_due =
            async || queue::next_due::<Entity>(&database.read(), app.clock.now()).await.unwrap();
        assert_eq!(next_due().await, Some(until));

        app.advance(Entity::LEASE);
        let quick = take().await.unwrap();
        assert_eq!((&quick.id, quick.tries), (&slow.id, 2));
        let taken = the_one(database).await;
        let now = app.clock.now();
        let noted = || ActiveModel { address: Set(Some("late".to_owned())), ..Default::default() };
        queue::postpone::<Entity>(database, &slow, now, noted()).await.unwrap();
        queue::finish::<Entity>(database, &slow, State::Sent, noted(), now).await.unwrap();
        assert!(!hold(&slow).await);
        assert_eq!(the_one(database).await, taken);

        // The other one can still put it off, and has to wait for it then.
        assert!(hold(&quick).await);
        let due_at = now + Duration::from_mins(1);
        let noted = ActiveModel { pauses: Set(1), ..Default::default() };
        queue::postpone::<Entity>(database, &quick, due_at, noted).await.unwrap();
        let waits = Model { due_at, pauses: 1, leased_until: None, ..taken };
        assert_eq!(the_one(database).await, waits);
        assert_eq!((take().await, next_due().await), (None, Some(due_at)));
        app.advance(Duration::from_mins(1));
        assert_eq!(take().await.unwrap().tries, 3);
    })
    .await;
}

#[tokio::test]
async fn a_lease_ends_with_its_server_and_a_row_with_its_time() {
    on_every_database(async |app: TestApp| {
        let database = &app.state.database;
        promise(&app).await;
        let take = async || queue::take_due::<Entity>(database, app.clock.now(), 0).await.unwrap();
        assert_eq!(take().await.unwrap().tries, 1);
        queue::end_leases::<Entity>(database).await.unwrap();
        let again = take().await.unwrap();
        assert_eq!(again.tries, 2);

        let now = app.clock.now();
        let nothing = ActiveModel::default();
        queue::finish::<Entity>(database, &again, State::Sent, nothing, now).await.unwrap();
        let sent = the_one(database).await;
        assert_eq!((sent.state, sent.done_at, sent.leased_until), (State::Sent, Some(now), None));
        assert_eq!(take().await, None);
        let hour = Duration::from_hours(1);
        let tidy = async |kept_for: &[(State, Duration)], now| {
            let tidied =
                database.write(async |tx| queue::tidy::<Entity>(&*tx, kept_for, now).await);
            tidied.await.unwrap();
        };
        tidy(&[(State::Sent, hour)], now + hour).await;
        tidy(&[(State::Failed, hour)], now + hour * 2).await;
        assert_eq!(the_one(database).await, sent);
        tidy(&[(State::Sent, hour)], now + hour * 2).await;
        assert_eq!(Entity::find().all(&database.read()).await.unwrap(), []);
    })
    .await;
}
