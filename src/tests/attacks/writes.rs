//! Transactions that fail or get in each other's way, on every engine.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use tokio::sync::Barrier;

use crate::{
    base::{
        clock::Timestamp,
        database_error,
        failure::{Error, Refusal},
    },
    database::{
        Database, WriteTransaction,
        entities::guess_limit::{ActiveModel, Column, Entity},
    },
    tests::support::{TestApp, on_every_database},
};

async fn insert(tx: &impl ConnectionTrait, subject: &str) -> Result<(), Error> {
    let at = Timestamp::from_unix_secs(0);
    let row = ActiveModel {
        subject: Set(subject.to_owned()),
        guesses: Set(0),
        counted_at: Set(at),
        blocked_until: Set(at),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

async fn count(tx: &impl ConnectionTrait, subject: &str) -> Result<(), Error> {
    Entity::update_many()
        .col_expr(Column::Guesses, Expr::col(Column::Guesses).add(1))
        .filter(Column::Subject.eq(subject))
        .exec(tx)
        .await?;
    Ok(())
}

async fn counts(database: &Database) -> Vec<(String, i32)> {
    let rows = Entity::find().all(&database.read()).await.unwrap();
    let mut counts: Vec<_> = rows.into_iter().map(|row| (row.subject, row.guesses)).collect();
    counts.sort();
    counts
}

fn counted(pairs: &[(&str, i32)]) -> Vec<(String, i32)> {
    pairs.iter().map(|(subject, count)| ((*subject).to_owned(), *count)).collect()
}

#[tokio::test]
async fn a_write_happens_whole_or_not_at_all() {
    on_every_database(async |app: TestApp| {
        let database = &app.state.database;
        let answer = database
            .write(async |tx| {
                insert(&*tx, "a").await?;
                count(&*tx, "a").await?;
                Ok("done")
            })
            .await;
        assert_eq!(answer.unwrap(), "done");
        assert_eq!(counts(database).await, counted(&[("a", 1)]));

        let tries = AtomicU32::new(0);
        let refused = database
            .write(async |tx| {
                tries.fetch_add(1, Ordering::SeqCst);
                count(&*tx, "a").await?;
                Err::<(), _>(Refusal::Malformed.into())
            })
            .await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Malformed))), "{refused:?}");
        assert_eq!(tries.load(Ordering::SeqCst), 1);
        assert_eq!(counts(database).await, counted(&[("a", 1)]));
    })
    .await;
}

#[tokio::test]
async fn a_write_of_which_something_is_kept_does_not_happen() {
    on_every_database(async |app: TestApp| {
        let database = &app.state.database;
        let kept = database
            .write(async |tx| {
                insert(&*tx, "a").await?;
                Ok::<WriteTransaction, Error>(tx)
            })
            .await;
        assert!(matches!(kept, Err(Error::Fault(_))));
        drop(kept);
        assert_eq!(counts(database).await, []);
        // And nobody waits for it.
        database.write(async |tx| insert(&*tx, "a").await).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_write_that_conflicts_runs_again_and_nothing_stays_of_the_first_try() {
    on_every_database(async |app: TestApp| {
        let database = &app.state.database;
        database.write(async |tx| insert(&*tx, "a").await).await.unwrap();
        let tries = AtomicU32::new(0);
        database
            .write(async |tx| {
                count(&*tx, "a").await?;
                if tries.fetch_add(1, Ordering::SeqCst) < 2 {
                    // As if somebody had added the row a moment before.
                    insert(&*tx, "a").await?;
                }
                Ok(())
            })
            .await
            .unwrap();
        assert_eq!(tries.load(Ordering::SeqCst), 3);
        assert_eq!(counts(database).await, counted(&[("a", 1)]));

        // Not for ever.
        let tries = AtomicU32::new(0);
        let given_up = database
            .write(async |tx| {
                tries.fetch_add(1, Ordering::SeqCst);
                insert(&*tx, "a").await
            })
            .await;
        let error = given_up.unwrap_err();
        assert!(error.database().is_some_and(database_error::is_conflict), "{error:?}");
        assert_eq!(tries.load(Ordering::SeqCst), 10);
        assert_eq!(counts(database).await, counted(&[("a", 1)]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_writes_that_wait_for_each_other_both_happen() {
    on_every_database(async |app: TestApp| {
        let database = &app.state.database;
        if database.is_embedded() {
            // It has one writer: the second does not begin before the first has ended.
            return;
        }
        for subject in ["a", "b"] {
            database.write(async |tx| insert(&*tx, subject).await).await.unwrap();
        }
        let (both_hold_one, tries) = (Arc::new(Barrier::new(2)), Arc::new(AtomicU32::new(0)));
        let writers = [("a", "b"), ("b", "a")].map(|(first, second)| {
            let database = database.clone();
            let (both_hold_one, tries) = (Arc::clone(&both_hold_one), Arc::clone(&tries));
            tokio::spawn(async move {
                let write = database.write(async |tx| {
                    count(&*tx, first).await?;
                    if tries.fetch_add(1, Ordering::SeqCst) < 2 {
                        both_hold_one.wait().await;
                    }
                    count(&*tx, second).await
                });
                write.await
            })
        });
        for writer in writers {
            let written = tokio::time::timeout(Duration::from_mins(1), writer).await;
            written.unwrap().unwrap().unwrap();
        }
        assert_eq!(counts(database).await, counted(&[("a", 2), ("b", 2)]));
        assert!(tries.load(Ordering::SeqCst) > 2);
    })
    .await;
}
