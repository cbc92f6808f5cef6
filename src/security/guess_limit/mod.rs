//! How often somebody may guess: at a password, a code, a link, a serial number.
//!
//! 1. [`admit`] is asked before anything is looked up, for the address and for what is guessed at
//!    (a username, whether anybody has it or not). The answer is the same for both.
//! 2. A few wrong guesses are free. After those, each has to wait for twice as long as the one
//!    before, at most a quarter of an hour, and only one gets through then, however many come at
//!    once: it is counted before it is judged.
//! 3. [`Guess::was_wrong`] counts, [`Guess::was_right`] forgets. Guesses that are refused count, too,
//!    but not at an address: whoever waits there could fill the disk with what they guess at.
//!    Passwords are judged two a core at once, so that a crowd gets at most so many more than are
//!    free; where nothing orders the crowd, [`admit_counted`] counts from the first.
//! 4. The counts stand in the database: neither a restart nor a second server resets them.
//!
//! What is counted and how much of it is free says [`subject`]; doors without an account, [`address`].

mod address;
mod counter;
mod subject;

use std::time::Duration;

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

pub(crate) use address::{from_address, with_link};
use counter::Counter;
pub(crate) use counter::LONGEST_PAUSE;
use subject::Kind;
pub(crate) use subject::{Subject, house_of};

use crate::{
    base::{
        clock::{Clock, Timestamp},
        failure::{Error, Refusal},
    },
    database::{
        Database, WriteTransaction,
        entities::{audit::Outcome, guess_limit},
        hold_rows,
    },
    security::audit::Event,
};

/// Nobody remembers a count for longer.
const KEPT_FOR: Duration = Duration::from_hours(24);

/// A guess that may be made. It is told what became of it.
#[derive(Debug)]
pub(crate) struct Guess {
    counters: Vec<Counter>,
    /// A pause began when it was counted.
    began_pause: bool,
}

/// Lets a guess through, or says how long to wait. Writes nothing as long as guesses are free: for
/// what is judged by a few at once.
pub(crate) async fn admit(
    database: &Database,
    clock: &Clock,
    subjects: &[Subject<'_>],
) -> Result<Guess, Error> {
    let (mut guess, now) = (Guess::at(subjects), clock.now());
    let rows = guess.find(&database.read()).await?;
    let mut is_free = true;
    for counter in &mut guess.counters {
        let Some(row) = counter.row_in(&rows) else { continue };
        counter.is_known = true;
        is_free &= !is_blocked(row, now);
        is_free &= counter.remembered(row, now).0 < counter.allowance.free;
    }
    if is_free {
        return Ok(guess);
    }
    refuse_by(database, &guess, &rows, now).await?;
    count_first(database, clock, guess, Counted::BeyondFree).await
}

/// The same, counted from the first: for what many may judge at once.
pub(crate) async fn admit_counted(
    database: &Database,
    clock: &Clock,
    subjects: &[Subject<'_>],
) -> Result<Guess, Error> {
    refuse_in_pause(database, clock, subjects).await?;
    count_first(database, clock, Guess::at(subjects), Counted::All).await
}

/// Only refuses, while a pause lasts: for a look before one has to wait for one's turn to be judged.
/// A refused guess makes no row, and nothing is written for an address that waits.
pub(crate) async fn refuse_in_pause(
    database: &Database,
    clock: &Clock,
    subjects: &[Subject<'_>],
) -> Result<(), Error> {
    let guess = Guess::at(subjects);
    let rows = guess.find(&database.read()).await?;
    refuse_by(database, &guess, &rows, clock.now()).await
}

/// The same by rows that have been read.
async fn refuse_by(
    database: &Database,
    guess: &Guess,
    rows: &[guess_limit::Model],
    now: Timestamp,
) -> Result<(), Error> {
    let waiting: Vec<_> = guess
        .counters
        .iter()
        .filter_map(|counter| Some((counter, counter.row_in(rows)?)))
        .filter(|(_, row)| is_blocked(row, now))
        .collect();
    let Some(until) = waiting.iter().map(|(_, row)| row.blocked_until).max() else {
        return Ok(());
    };
    let counted: Vec<_> = waiting.iter().filter(|(counter, row)| !counter.is_full(row)).collect();
    if !counted.is_empty() && !waiting.iter().any(|(counter, _)| counter.kind == Kind::Address) {
        database
            .write(async |tx| {
                for (counter, _) in &counted {
                    counter.count_refused(&*tx).await?;
                }
                Ok(())
            })
            .await?;
    }
    Err(too_many(now, until).into())
}

/// Whether guesses at each of these have to wait.
pub(crate) async fn blocked(
    db: &impl ConnectionTrait,
    subjects: &[Subject<'_>],
    now: Timestamp,
) -> Result<Vec<bool>, Error> {
    let guess = Guess::at(subjects);
    let rows = guess.find(db).await?;
    let is_blocked =
        |counter: &Counter| counter.row_in(&rows).is_some_and(|row| is_blocked(row, now));
    // Those of the subjects come first.
    Ok(guess.counters.iter().take(subjects.len()).map(is_blocked).collect())
}

/// A pause from a time when the clock was ahead is none.
fn is_blocked(row: &guess_limit::Model, now: Timestamp) -> bool {
    row.blocked_until > now && row.blocked_until <= now + LONGEST_PAUSE
}

/// Which guesses are counted before they are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counted {
    All,
    BeyondFree,
}

/// Counts a guess before it is made. Refuses it where a pause has begun meanwhile, and counts that,
/// too, without making the pause longer.
async fn count_first(
    database: &Database,
    clock: &Clock,
    mut guess: Guess,
    counted: Counted,
) -> Result<Guess, Error> {
    match database.write(|tx| take_place(tx, clock, &guess, counted)).await {
        Ok((keys, began_pause)) => {
            for counter in &mut guess.counters {
                counter.is_counted = keys.contains(&counter.key);
            }
            Ok(Guess { began_pause, ..guess })
        }
        Err(refusal @ Error::Refused(Refusal::TooManyTries { .. })) => {
            let rows = guess.find(&database.read()).await?;
            refuse_by(database, &guess, &rows, clock.now()).await?;
            Err(refusal)
        }
        Err(error) => Err(error),
    }
}

/// The keys of what was counted and whether a pause began with it. A refusal leaves no rows behind.
async fn take_place(
    tx: WriteTransaction,
    clock: &Clock,
    guess: &Guess,
    counted: Counted,
) -> Result<(Vec<String>, bool), Error> {
    let rows = guess.hold(&*tx, clock.now()).await?;
    // Not the time before the rows were held: a pause that began meanwhile at its full length would
    // seem to come from a clock that was ahead.
    let now = clock.now();
    let blocked = rows.iter().filter(|row| is_blocked(row, now));
    if let Some(until) = blocked.map(|row| row.blocked_until).max() {
        return Err(too_many(now, until).into());
    }
    let (mut keys, mut began_pause) = (Vec::new(), false);
    for counter in &guess.counters {
        let guesses = counter.row_in(&rows).map_or(0, |row| counter.remembered(row, now).0);
        let is_counted = match counted {
            Counted::All => true,
            Counted::BeyondFree => guesses >= counter.allowance.free,
        };
        if is_counted {
            began_pause |= counter.count(&*tx, &rows, now).await?;
            keys.push(counter.key.clone());
        }
    }
    Ok((keys, began_pause))
}

/// In whole seconds, rounded up: whoever comes back then gets in.
fn too_many(now: Timestamp, until: Timestamp) -> Refusal {
    let seconds = now.until(until).as_millis().div_ceil(1_000);
    Refusal::TooManyTries { seconds: u32::try_from(seconds).unwrap_or(u32::MAX) }
}

impl Guess {
    /// Whether it was counted before it was judged.
    fn is_counted(&self) -> bool {
        self.counters.iter().any(|counter| counter.is_counted)
    }

    fn at(subjects: &[Subject<'_>]) -> Self {
        let wider = subjects.iter().filter_map(|subject| subject.wider());
        let counters = subjects.iter().copied().chain(wider).map(Counter::of).collect();
        Self { counters, began_pause: false }
    }

    async fn find(&self, db: &impl ConnectionTrait) -> Result<Vec<guess_limit::Model>, Error> {
        let keys = self.counters.iter().map(|counter| counter.key.as_str());
        let rows = guess_limit::Entity::find().filter(guess_limit::Column::Subject.is_in(keys));
        Ok(rows.all(db).await?)
    }

    /// Holds the rows until the end of the transaction and returns them as they stand then. They are
    /// made first where they are missing: MariaDB would lock the gaps, in the way of everybody.
    async fn hold(
        &self,
        tx: &impl ConnectionTrait,
        now: Timestamp,
    ) -> Result<Vec<guess_limit::Model>, Error> {
        let rows = self.counters.iter().map(|counter| guess_limit::ActiveModel {
            subject: Set(counter.key.clone()),
            guesses: Set(0),
            counted_at: Set(now),
            blocked_until: Set(now),
        });
        guess_limit::Entity::insert_many(rows)
            .on_conflict_do_nothing_on([guess_limit::Column::Subject])
            .exec_without_returning(tx)
            .await?;
        let keys = self.counters.iter().map(|counter| counter.key.as_str());
        let rows = guess_limit::Column::Subject.is_in(keys);
        hold_rows::<guess_limit::Entity>(tx, guess_limit::Column::Guesses, rows).await?;
        self.find(tx).await
    }

    /// Counts it, in the transaction of what else is noted of it; call it before anything there is
    /// read. Whether a pause began with it.
    pub(crate) async fn was_wrong(
        &self,
        tx: &impl ConnectionTrait,
        now: Timestamp,
    ) -> Result<bool, Error> {
        if self.counters.iter().all(|counter| counter.is_counted) {
            return Ok(self.began_pause);
        }
        let rows = self.hold(tx, now).await?;
        let mut began_pause = self.began_pause;
        for counter in self.counters.iter().filter(|counter| !counter.is_counted) {
            began_pause |= counter.count(tx, &rows, now).await?;
        }
        Ok(began_pause)
    }

    /// Counts it, and records what was guessed at. Whether a pause began with it.
    pub(crate) async fn record_wrong(
        &self,
        tx: &impl ConnectionTrait,
        event: Event<'_>,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let began_pause = self.was_wrong(tx, now).await?;
        event.with_outcome(Outcome::of_wrong_guess(began_pause)).record(tx, now).await?;
        Ok(began_pause)
    }

    /// Forgets the guesses before it. At an address it takes back only itself: whoever has an account
    /// of their own could clear the way for guesses at others.
    pub(crate) async fn was_right(&self, tx: &impl ConnectionTrait) -> Result<(), Error> {
        for counter in &self.counters {
            let this = guess_limit::Column::Subject.eq(&counter.key);
            if counter.kind == Kind::Account && (counter.is_known || counter.is_counted) {
                guess_limit::Entity::delete_many().filter(this).exec(tx).await?;
            } else if counter.is_counted {
                guess_limit::Entity::update_many()
                    .col_expr(
                        guess_limit::Column::Guesses,
                        Expr::col(guess_limit::Column::Guesses).sub(1),
                    )
                    .col_expr(guess_limit::Column::BlockedUntil, Expr::value(0_i64))
                    .filter(this)
                    .exec(tx)
                    .await?;
            }
        }
        Ok(())
    }
}

/// Goes on counting under other subjects, each of which is new.
pub(crate) async fn carry_over(
    tx: &impl ConnectionTrait,
    from_to: &[(Subject<'_>, Subject<'_>)],
) -> Result<(), Error> {
    for (from, to) in from_to {
        guess_limit::Entity::update_many()
            .col_expr(guess_limit::Column::Subject, Expr::value(to.key()))
            .filter(guess_limit::Column::Subject.eq(from.key()))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Forgets everything about these subjects.
pub(crate) async fn forget(
    tx: &impl ConnectionTrait,
    subjects: &[Subject<'_>],
) -> Result<(), Error> {
    let keys = subjects.iter().map(|subject| subject.key());
    guess_limit::Entity::delete_many()
        .filter(guess_limit::Column::Subject.is_in(keys))
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes counts that nobody remembers any more.
pub(crate) async fn tidy(tx: &impl ConnectionTrait, now: Timestamp) -> Result<(), Error> {
    guess_limit::Entity::delete_many()
        .filter(guess_limit::Column::CountedAt.lt(now - KEPT_FOR))
        .exec(tx)
        .await?;
    Ok(())
}
