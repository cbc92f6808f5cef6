//! The one source of time, so that tests can make it jump.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use jiff::{civil::Date, tz::TimeZone};
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

/// By which clocks of several servers may differ. What was made longer than this in the future was made
/// while a clock was ahead, and would live on for as long as it was.
pub(crate) const CLOCK_TOLERANCE: Duration = Duration::from_mins(5);

/// An instant in milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, DeriveValueType, Serialize, Deserialize,
)]
#[serde(transparent)]
pub(crate) struct Timestamp(i64);

impl Timestamp {
    /// Seconds since 1970-01-01T00:00:00Z, as tokens and certificates count.
    pub(crate) fn from_unix_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1000))
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub(crate) fn from_unix_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// The same as a number; instants before 1970 are 0.
    pub(crate) fn unix_millis(self) -> u64 {
        u64::try_from(self.0).unwrap_or(0)
    }

    /// How long it is until `later`; nothing if that is over.
    pub(crate) fn until(self, later: Self) -> Duration {
        Duration::from_millis(u64::try_from(later.0.saturating_sub(self.0)).unwrap_or(0))
    }

    /// For libraries that write dates themselves.
    pub(crate) fn system_time(self) -> std::time::SystemTime {
        std::time::UNIX_EPOCH + Duration::from_millis(self.unix_millis())
    }

    /// The date of this instant in UTC.
    pub(crate) fn date(self) -> Date {
        self.in_zone(TimeZone::UTC).date()
    }

    pub(crate) fn in_zone(self, zone: TimeZone) -> jiff::Zoned {
        // Certificates without an end carry a year that calendars do not have.
        let nearest = if self.0 < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(nearest).to_zoned(zone)
    }

    /// Midnight (UTC) at the beginning of a day.
    #[cfg(test)]
    pub(crate) fn start_of(date: Date) -> Self {
        Self(i64::from(crate::base::clock::day_number(date)) * 86_400_000)
    }
}

/// In UTC, as programs read it: `2026-06-01T12:00:00Z`.
impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.in_zone(TimeZone::UTC).timestamp().fmt(f)
    }
}

impl std::ops::Add<Duration> for Timestamp {
    type Output = Self;
    fn add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(millis(duration)))
    }
}

impl std::ops::Sub<Duration> for Timestamp {
    type Output = Self;
    fn sub(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(millis(duration)))
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// Tells the time; clones share it.
#[derive(Debug, Clone)]
pub(crate) enum Clock {
    System,
    /// Stands still until a test moves it.
    #[cfg_attr(not(test), expect(dead_code, reason = "the seam for tests"))]
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "this is the home of the system clock")]
    pub(crate) fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp(
                std::time::SystemTime::now()
                    .duration_since(std::time::UNIX_EPOCH)
                    .map_or(0, millis),
            ),
            Self::Fixed(at) => Timestamp(at.load(Ordering::SeqCst)),
        }
    }

    #[cfg(test)]
    pub(crate) fn fixed(at: Timestamp) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.0)))
    }

    #[cfg(test)]
    pub(crate) fn set_back(&self, duration: Duration) {
        if let Self::Fixed(at) = self {
            at.fetch_sub(millis(duration), Ordering::SeqCst);
        }
    }

    #[cfg(test)]
    pub(crate) fn advance(&self, duration: Duration) {
        if let Self::Fixed(at) = self {
            at.fetch_add(millis(duration), Ordering::SeqCst);
        }
    }
}

/// Days since 1 January 1970.
pub(crate) fn day_number(date: Date) -> i32 {
    EPOCH.until(date).map_or(0, |span| span.get_days())
}

pub(crate) fn date_of(day_number: i32) -> Option<Date> {
    EPOCH.checked_add(jiff::Span::new().try_days(day_number).ok()?).ok()
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);
