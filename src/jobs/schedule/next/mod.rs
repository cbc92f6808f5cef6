//! The next run: croner turns the pages of the calendar, the change of the clock is decided here.
//!
//! croner itself counts only a schedule with a single time of day as one of fixed times: it would
//! run `30 2,14 * * *` twice in the autumn and not at all at 02:30 in the spring.
//!
//! - A schedule of every hour (`*/15 * * * *`, `0 * * * *`) runs whenever the clock shows one of its
//!   minutes, and so goes on evenly through both changes.
//! - Any other names its hours, and each time of day that it names runs once: one that comes twice at
//!   the first, one that is left out at the end of the gap. Several that fall into the same gap are
//!   one run there.

use jiff::{
    ToSpan, Zoned,
    civil::DateTime,
    tz::{AmbiguousOffset, TimeZone},
};

use super::{Schedule, Zone};
use crate::base::clock::Timestamp;

impl Schedule {
    /// The first run later than `at`; nothing only near the end of all calendars.
    pub(crate) fn next_after(&self, at: Timestamp, zone: &Zone) -> Option<Timestamp> {
        let now = at.in_zone(zone.time_zone().clone());
        let next = if self.runs_every_hour() {
            self.next_shown_by_the_clock(now)
        } else {
            self.next_named_time(&now)
        };
        next.map(|next| Timestamp::from_unix_millis(next.as_millisecond()))
    }

    /// The next `count` runs, each later than the one before it.
    pub(crate) fn next(&self, at: Timestamp, zone: &Zone, count: usize) -> Vec<Timestamp> {
        std::iter::successors(self.next_after(at, zone), |at| self.next_after(*at, zone))
            .take(count)
            .collect()
    }

    fn runs_every_hour(&self) -> bool {
        self.cron.pattern.hours.values().len() == 24
    }

    /// Between two changes of the clock a local time is one instant, so each stretch between them
    /// is searched by itself.
    fn next_shown_by_the_clock(&self, now: Zoned) -> Option<jiff::Timestamp> {
        let mut found = self.first_after(now.datetime())?;
        let mut stretch = now;
        loop {
            let change = stretch.time_zone().following(stretch.timestamp()).next();
            let change = change.map(|change| change.timestamp());
            let instant = stretch.offset().to_timestamp(found).ok()?;
            match change {
                Some(change) if change <= instant => {
                    stretch = change.to_zoned(stretch.time_zone().clone());
                    found = self.first_from(stretch.datetime())?;
                }
                _ => return Some(instant),
            }
        }
    }

    /// Local times in order are instants in order, so the first later than `now` is the one.
    fn next_named_time(&self, now: &Zoned) -> Option<jiff::Timestamp> {
        let mut named = self.first_after(now.datetime())?;
        loop {
            let instant = instant_of(named, now.time_zone())?;
            if instant > now.timestamp() {
                return Some(instant);
            }
            // The second time that the clock shows this: it ran at the first.
            named = self.first_after(named)?;
        }
    }

    /// The first local time of the schedule at `local`, which is a whole second, or later.
    fn first_from(&self, local: DateTime) -> Option<DateTime> {
        self.cron.find_next_occurrence(&local, true).ok()
    }

    pub(super) fn first_after(&self, local: DateTime) -> Option<DateTime> {
        let whole = local.with().subsec_nanosecond(0).build().ok()?;
        self.first_from(whole.checked_add(1.second()).ok()?)
    }
}

/// When the clock shows `local` for the first time; the end of the gap if it never does.
fn instant_of(local: DateTime, zone: &TimeZone) -> Option<jiff::Timestamp> {
    match zone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(local).ok(),
        AmbiguousOffset::Fold { before, .. } => before.to_timestamp(local).ok(),
        AmbiguousOffset::Gap { after, .. } => {
            // Counted with the offset that is not yet in force, an instant before the change.
            let before_the_change = after.to_timestamp(local).ok()?;
            zone.following(before_the_change)
                .find(|change| change.offset() == after)
                .map(|change| change.timestamp())
        }
    }
}

#[cfg(test)]
mod tests;
