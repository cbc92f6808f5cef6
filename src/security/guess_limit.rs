//! How often somebody may guess: at a password, a code, a link, a serial number.
//!
//! 1. [`admit`] is asked before anything is looked up, for the address and for what is guessed at
//!    (a username, whether anybody has it or not). The answer is the same for both.
//! 2. A few wrong guesses are free. After those, each has to wait for twice as long as the one
//!    before, at most a quarter of an hour, and only one gets through then, however many come at
//!    once: it is counted before it is judged.
//! 3. [`Guess::was_wrong`] counts, [`Guess::was_right`] forgets. Guesses that are refused count, too.
//!    Passwords are judged two a core at once, so that a crowd gets at most so many more than are
//!    free; where nothing orders the crowd, [`admit_counted`] counts from the first.
//! 4. The counts stand in the database: neither a restart nor a second server resets them.

use std::{net::IpAddr, time::Duration};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use super::{clock::Timestamp, secret::Secret};
use crate::{
    accounts::names::UsernameKey,
    database::{entities::guess_limit, retry},
    error::FieldError,
    web::{
        failure::{Error, Refusal},
        form::Field,
        state::AppState,
    },
};

/// The first pause; it doubles with each further guess.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
/// Long enough to make guessing hopeless, short enough that whoever mistypes a lot waits it out.
const LONGEST_PAUSE: Duration = Duration::from_mins(15);
/// Counts beyond this many over the free ones change nothing: the longest pause is reached.
const MOST_COUNTED: i32 = 12;
/// Nobody remembers a count for longer.
const KEPT_FOR: Duration = Duration::from_hours(24);

/// What guesses are counted for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Subject<'a> {
    /// Where they come from. A household or data centre has a whole /64 of IPv6.
    Address(IpAddr),
    /// The username they are made at, from browsers that nobody has signed in from.
    Username(&'a UsernameKey),
    /// A browser that the account of this username has signed in from, by the hash of its token:
    /// counted for itself, so that no stranger's guesses keep the owner out.
    Device(&'a str, &'a UsernameKey),
    /// The password of somebody who is signed in, by the hash of the session's token.
    Proof(&'a str),
    /// The second factor of whoever knew the password, by the id of the account.
    SecondFactor(&'a str),
    /// Mails that were asked for from an address.
    MailsFrom(IpAddr),
    /// Mails that were asked for under a name or an address, or by an account.
    MailsFor(&'a str),
}

/// How many guesses are free, and how long until one of them is forgotten.
#[derive(Debug, Clone, Copy)]
struct Allowance {
    free: i32,
    forgotten_after: Duration,
}

impl Subject<'_> {
    fn key(self) -> String {
        let text = match self {
            Self::Address(address) => format!("address {}", network(address)),
            Self::Username(key) => format!("username {}", key.as_str()),
            Self::Device(token_hash, key) => format!("device {token_hash} {}", key.as_str()),
            Self::Proof(token_hash) => format!("proof {token_hash}"),
            Self::SecondFactor(account_id) => format!("second factor {account_id}"),
            Self::MailsFrom(address) => format!("mails from {}", network(address)),
            Self::MailsFor(name) => format!("mails for {name}"),
        };
        Secret::new(text).sha256()
    }

    const fn allowance(self) -> Allowance {
        match self {
            // Whole offices share an address.
            Self::Address(_) | Self::MailsFrom(_) => {
                Allowance { free: 30, forgotten_after: Duration::from_mins(1) }
            }
            Self::MailsFor(_) => Allowance { free: 3, forgotten_after: Duration::from_mins(15) },
            Self::Username(_) | Self::Device(..) | Self::Proof(_) | Self::SecondFactor(_) => {
                Allowance { free: 5, forgotten_after: Duration::from_mins(15) }
            }
        }
    }

    /// Whoever guesses right has shown to be the owner of the account, not of the address.
    const fn is_forgiven(self) -> bool {
        !matches!(self, Self::Address(_) | Self::MailsFrom(_) | Self::MailsFor(_))
    }
}

/// The part of an address that one person has at will.
fn network(address: IpAddr) -> IpNet {
    match address.to_canonical() {
        IpAddr::V4(address) => Ipv4Net::from(address).into(),
        IpAddr::V6(address) => {
            Ipv6Net::new(address, 64).map_or_else(|_| address.into(), |net| net.trunc()).into()
        }
    }
}

/// A guess that may be made. It is told what became of it.
#[derive(Debug)]
pub(crate) struct Guess {
    counters: Vec<Counter>,
    /// A pause began when it was counted.
    began_pause: bool,
}

#[derive(Debug)]
struct Counter {
    key: String,
    allowance: Allowance,
    is_forgiven: bool,
    /// There was a row.
    is_known: bool,
    /// Counted already, before it was judged.
    is_counted: bool,
}

impl Counter {
    fn of(subject: Subject<'_>) -> Self {
        Self {
            key: subject.key(),
            allowance: subject.allowance(),
            is_forgiven: subject.is_forgiven(),
            is_known: false,
            is_counted: false,
        }
    }

    fn row_in<'a>(&self, rows: &'a [guess_limit::Model]) -> Option<&'a guess_limit::Model> {
        rows.iter().find(|row| row.subject == self.key)
    }

    /// The guesses that are not forgotten yet, and since when the next one is being forgotten.
    fn remembered(&self, row: &guess_limit::Model, now: Timestamp) -> (i32, Timestamp) {
        let period = self.allowance.forgotten_after;
        let periods = row.counted_at.until(now).as_millis() / period.as_millis();
        let forgotten = u32::try_from(periods).unwrap_or(u32::MAX);
        match row.guesses.saturating_sub(i32::try_from(forgotten).unwrap_or(i32::MAX)) {
            guesses if guesses > 0 => (guesses, row.counted_at + period.saturating_mul(forgotten)),
            _ => (0, now),
        }
    }

    /// The end of the pause after so many guesses.
    fn pause_until(&self, guesses: i32, now: Timestamp) -> Timestamp {
        let Ok(doublings) = u32::try_from(guesses - self.allowance.free) else { return now };
        now + FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(doublings)).min(LONGEST_PAUSE)
    }

    /// Counts one more; the answer is whether a pause began with it that was none before.
    async fn count(
        &self,
        tx: &impl ConnectionTrait,
        rows: &[guess_limit::Model],
        now: Timestamp,
    ) -> Result<bool, Error> {
        let (guesses, since) = self.row_in(rows).map_or((0, now), |row| self.remembered(row, now));
        let guesses = Ord::min(guesses + 1, self.allowance.free + MOST_COUNTED);
        guess_limit::Entity::update_many()
            .col_expr(guess_limit::Column::Guesses, Expr::value(guesses))
            .col_expr(guess_limit::Column::CountedAt, Expr::value(since))
            .col_expr(
                guess_limit::Column::BlockedUntil,
                Expr::value(self.pause_until(guesses, now)),
            )
            .filter(guess_limit::Column::Subject.eq(&self.key))
            .exec(tx)
            .await?;
        Ok(guesses == self.allowance.free)
    }
}

/// Lets a guess through, or says how long to wait. Writes nothing as long as guesses are free: for
/// what is judged by a few at once.
pub(crate) async fn admit(state: &AppState, subjects: &[Subject<'_>]) -> Result<Guess, Error> {
    let (mut guess, now) = (Guess::at(subjects), state.clock.now());
    let rows = guess.find(state.database.read()).await?;
    let mut is_free = true;
    for counter in &mut guess.counters {
        let Some(row) = counter.row_in(&rows) else { continue };
        counter.is_known = true;
        is_free &= !is_blocked(row, now);
        is_free &= counter.remembered(row, now).0 < counter.allowance.free;
    }
    if is_free { Ok(guess) } else { count_first(state, guess, Counted::BeyondFree).await }
}

/// The same, counted from the first: for what many may judge at once.
pub(crate) async fn admit_counted(
    state: &AppState,
    subjects: &[Subject<'_>],
) -> Result<Guess, Error> {
    count_first(state, Guess::at(subjects), Counted::All).await
}

/// Only refuses, while a pause lasts: for a look before one has to wait for one's turn to be judged.
pub(crate) async fn refuse_in_pause(
    state: &AppState,
    subjects: &[Subject<'_>],
) -> Result<(), Error> {
    let guess = Guess::at(subjects);
    let rows = guess.find(state.database.read()).await?;
    if rows.iter().any(|row| is_blocked(row, state.clock.now())) {
        count_first(state, guess, Counted::None).await?;
    }
    Ok(())
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
    None,
}

/// Counts a guess before it is made. Refuses it while a pause lasts, and counts that, too, without
/// making the pause longer.
async fn count_first(state: &AppState, mut guess: Guess, counted: Counted) -> Result<Guess, Error> {
    let now = state.clock.now();
    let outcome = retry(|| take_place(state, &guess, counted, now)).await?;
    match outcome {
        Ok((keys, began_pause)) => {
            for counter in &mut guess.counters {
                counter.is_counted = keys.contains(&counter.key);
            }
            Ok(Guess { began_pause, ..guess })
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// The keys of what was counted and whether a pause began with it, or the refusal. (Both are
/// committed: a refused guess counts.)
async fn take_place(
    state: &AppState,
    guess: &Guess,
    counted: Counted,
    now: Timestamp,
) -> Result<Result<(Vec<String>, bool), Refusal>, Error> {
    let tx = state.database.begin().await?;
    let rows = guess.hold(&*tx, now).await?;
    let blocked: Vec<_> = rows.iter().filter(|row| is_blocked(row, now)).collect();
    if let Some(until) = blocked.iter().map(|row| row.blocked_until).max() {
        for counter in &guess.counters {
            if blocked.iter().any(|row| row.subject == counter.key) {
                counter.count_refused(&*tx).await?;
            }
        }
        tx.commit().await?;
        return Ok(Err(too_many(now, until)));
    }
    let (mut keys, mut began_pause) = (Vec::new(), false);
    for counter in &guess.counters {
        let guesses = counter.row_in(&rows).map_or(0, |row| counter.remembered(row, now).0);
        let is_counted = match counted {
            Counted::All => true,
            Counted::BeyondFree => guesses >= counter.allowance.free,
            Counted::None => false,
        };
        if is_counted {
            began_pause |= counter.count(&*tx, &rows, now).await?;
            keys.push(counter.key.clone());
        }
    }
    tx.commit().await?;
    Ok(Ok((keys, began_pause)))
}

/// In whole seconds, rounded up: whoever comes back then gets in.
fn too_many(now: Timestamp, until: Timestamp) -> Refusal {
    let seconds = now.until(until).as_millis().div_ceil(1_000);
    Refusal::TooManyTries { seconds: u32::try_from(seconds).unwrap_or(u32::MAX) }
}

impl Counter {
    async fn count_refused(&self, tx: &impl ConnectionTrait) -> Result<(), Error> {
        guess_limit::Entity::update_many()
            .col_expr(guess_limit::Column::Guesses, Expr::col(guess_limit::Column::Guesses).add(1))
            .filter(guess_limit::Column::Subject.eq(&self.key))
            .filter(guess_limit::Column::Guesses.lt(self.allowance.free + MOST_COUNTED))
            .exec(tx)
            .await?;
        Ok(())
    }
}

impl Guess {
    fn at(subjects: &[Subject<'_>]) -> Self {
        let counters = subjects.iter().copied().map(Counter::of).collect();
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
        guess_limit::Entity::update_many()
            .col_expr(guess_limit::Column::Guesses, Expr::col(guess_limit::Column::Guesses))
            .filter(guess_limit::Column::Subject.is_in(keys))
            .exec(tx)
            .await?;
        self.find(tx).await
    }

    /// Counts it, in the transaction of what else is noted of it; call it before anything there is
    /// read. Whether a pause began with it.
    pub(crate) async fn was_wrong(
        &self,
        tx: &impl ConnectionTrait,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let rows = self.hold(tx, now).await?;
        let mut began_pause = self.began_pause;
        for counter in self.counters.iter().filter(|counter| !counter.is_counted) {
            began_pause |= counter.count(tx, &rows, now).await?;
        }
        Ok(began_pause)
    }

    /// Forgets the guesses before it. At an address it takes back only itself: whoever has an account
    /// of their own could clear the way for guesses at others.
    pub(crate) async fn was_right(&self, tx: &impl ConnectionTrait) -> Result<(), Error> {
        for counter in &self.counters {
            let this = guess_limit::Column::Subject.eq(&counter.key);
            if counter.is_forgiven && (counter.is_known || counter.is_counted) {
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

/// Lets an address act, unless it has guessed wrong too often: at setup codes and serial numbers,
/// which belong to nobody in particular.
pub(crate) async fn from_address<T>(
    state: &AppState,
    address: IpAddr,
    action: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let guess = admit(state, &[Subject::Address(address)]).await?;
    let outcome = action.await;
    let was_wrong = outcome.as_ref().is_err_and(is_wrong_guess);
    if was_wrong || guess.counters.iter().any(|counter| counter.is_counted) {
        retry(async || {
            let tx = state.database.begin().await?;
            if was_wrong {
                guess.was_wrong(&*tx, state.clock.now()).await?;
            } else {
                guess.was_right(&*tx).await?;
            }
            tx.commit().await
        })
        .await?;
    }
    outcome
}

/// Lets everybody use a link, and counts those that are none. Nobody guesses 256 bits: whoever has a
/// good link gets in, whatever others at the same address have tried.
pub(crate) async fn with_link<T>(
    state: &AppState,
    address: IpAddr,
    action: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let outcome = action.await;
    if outcome.as_ref().is_err_and(is_wrong_guess) {
        admit_counted(state, &[Subject::Address(address)]).await?;
    }
    outcome
}

/// Whether something was refused that only its owner could have known.
fn is_wrong_guess(error: &Error) -> bool {
    match error {
        Error::Form(errors) => {
            errors.of(Field::SetupCode) == Some(FieldError::WrongSetupCode)
                || errors.of(Field::SerialNumber) == Some(FieldError::SerialNumberUnknown)
        }
        Error::Refused(refusal) => *refusal == Refusal::LinkUnusable,
        Error::Fault(_) => false,
    }
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
        .filter(
            // The second, if the clock was ahead.
            Condition::any()
                .add(guess_limit::Column::CountedAt.lt(now - KEPT_FOR))
                .add(guess_limit::Column::CountedAt.gt(now + KEPT_FOR)),
        )
        .exec(tx)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_from_seconds_to_a_quarter_of_an_hour() {
        let counter = Counter::of(Subject::Proof("x"));
        let now = Timestamp::from_unix_secs(1_000);
        let pause = |guesses| now.until(counter.pause_until(guesses, now)).as_secs();
        let pauses: Vec<_> = (4..15).map(pause).collect();
        assert_eq!(pauses, [0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
        assert_eq!(pause(i32::MAX), 900);
    }

    #[test]
    fn a_whole_64_of_ipv6_is_one_address() {
        let key = |text: &str| Subject::Address(text.parse().unwrap()).key();
        assert_eq!(key("2001:db8::1"), key("2001:db8::ffff:1"));
        assert_ne!(key("2001:db8::1"), key("2001:db8:0:1::1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
        assert_eq!(key("192.0.2.1"), key("::ffff:192.0.2.1"));
    }
}
