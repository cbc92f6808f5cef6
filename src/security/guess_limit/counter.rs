//! One row of counted guesses: how many are remembered, and how long the pause after them is.

use std::time::Duration;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use super::subject::{Allowance, Kind, Subject};
use crate::{
    base::{clock::Timestamp, failure::Error},
    database::entities::guess_limit,
};

/// The first pause; it doubles with each further guess.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
/// Long enough to make guessing hopeless, short enough that whoever mistypes a lot waits it out.
pub(crate) const LONGEST_PAUSE: Duration = Duration::from_mins(15);
/// Counts beyond this many over the free ones change nothing: the longest pause is reached.
const MOST_COUNTED: i32 = 12;

#[derive(Debug)]
pub(super) struct Counter {
    pub(super) key: String,
    pub(super) allowance: Allowance,
    pub(super) kind: Kind,
    /// There was a row.
    pub(super) is_known: bool,
    /// Counted already, before it was judged.
    pub(super) is_counted: bool,
}

impl Counter {
    pub(super) fn of(subject: Subject<'_>) -> Self {
        Self {
            key: subject.key(),
            allowance: subject.allowance(),
            kind: subject.kind(),
            is_known: false,
            is_counted: false,
        }
    }

    pub(super) fn row_in<'a>(
        &self,
        rows: &'a [guess_limit::Model],
    ) -> Option<&'a guess_limit::Model> {
        rows.iter().find(|row| row.subject == self.key)
    }

    /// The guesses that are not forgotten yet, and since when the next one is being forgotten. Those that
    /// seem to be of a time to come are forgotten from now on.
    pub(super) fn remembered(&self, row: &guess_limit::Model, now: Timestamp) -> (i32, Timestamp) {
        let period = self.allowance.forgotten_after;
        let counted_at = Ord::min(row.counted_at, now);
        let periods = counted_at.until(now).as_millis() / period.as_millis();
        let forgotten = u32::try_from(periods).unwrap_or(u32::MAX);
        match row.guesses.saturating_sub(i32::try_from(forgotten).unwrap_or(i32::MAX)) {
            guesses if guesses > 0 => (guesses, counted_at + period.saturating_mul(forgotten)),
            _ => (0, now),
        }
    }

    /// The end of the pause after so many guesses.
    fn pause_until(&self, guesses: i32, now: Timestamp) -> Timestamp {
        let Ok(doublings) = u32::try_from(guesses - self.allowance.free) else { return now };
        now + FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(doublings)).min(LONGEST_PAUSE)
    }

    /// Counts one more; the answer is whether a pause began with it that was none before.
    pub(super) async fn count(
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

    /// Another one changes nothing.
    pub(super) fn is_full(&self, row: &guess_limit::Model) -> bool {
        row.guesses >= self.allowance.free + MOST_COUNTED
    }

    /// One that was made during a pause: the pause stays as long as it is.
    pub(super) async fn count_refused(&self, tx: &impl ConnectionTrait) -> Result<(), Error> {
        guess_limit::Entity::update_many()
            .col_expr(guess_limit::Column::Guesses, Expr::col(guess_limit::Column::Guesses).add(1))
            .filter(guess_limit::Column::Subject.eq(&self.key))
            .filter(guess_limit::Column::Guesses.lt(self.allowance.free + MOST_COUNTED))
            .exec(tx)
            .await?;
        Ok(())
    }
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
}
