//! Removes what is over.

use super::{Diary, Trouble};
use crate::{
    accounts::{devices, second_factor, sessions},
    database::retry,
    jobs::{log::Line, runs::retention, store, webhook::deliveries},
    mail::outbox,
    security::{audit, guess_limit, one_time_token},
    settings::mail::test,
    web::{failure::Error, state::AppState},
};

pub(super) async fn tidy(diary: &Diary) -> Result<(), Trouble> {
    let state = &diary.state;
    retry(|| tidy_up(state)).await?;
    diary.write(Line::TidiedUp).await?;
    let mut count = remove_all(state, None).await?;
    for job in store::list(&state.database.read()).await? {
        count += remove_all(state, Some(&job.id)).await?;
    }
    Ok(diary.write(Line::RunsRemoved { count }).await?)
}

/// Sessions, links, counts, known browsers, old mails, old posts and old audit rows.
pub(crate) async fn tidy_up(state: &AppState) -> Result<(), Error> {
    let now = state.clock.now();
    let tx = state.database.begin().await?;
    sessions::tidy(state, &*tx).await?;
    one_time_token::tidy(&*tx, now).await?;
    guess_limit::tidy(&*tx, now).await?;
    devices::tidy(&*tx, now).await?;
    second_factor::service::tidy(&*tx, now).await?;
    outbox::tidy(&*tx, now).await?;
    deliveries::tidy(&*tx, now).await?;
    test::tidy(&*tx, now).await?;
    audit::tidy(&*tx, now).await?;
    tx.commit().await
}

/// What is too old, or what one job has too many of. Some at a time: whoever reports a run does not wait
/// for all.
async fn remove_all(state: &AppState, job: Option<&str>) -> Result<u64, Error> {
    let mut count = 0;
    loop {
        let removed = retry(async || {
            let (tx, now) = (state.database.begin().await?, state.clock.now());
            let removed = match job {
                Some(job) => retention::remove_surplus(&*tx, job).await?,
                None => retention::remove_old(&*tx, now).await?,
            };
            tx.commit().await?;
            Ok(removed)
        });
        match removed.await? {
            0 => return Ok(count),
            removed => count += removed,
        }
    }
}
