//! What happened on each of the last days, for charts.

use std::time::Duration;

use jiff::{ToSpan, civil::Date, tz::TimeZone};
use sea_orm::{ConnectionTrait, DbBackend, sea_query::Expr};

use super::clock::Timestamp;

/// How many days a chart shows.
pub(crate) const DAYS: i64 = 30;
/// Every zone begins its days at a quarter of an hour.
const QUARTER_SECS: i64 = 900;

/// One day of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Day {
    pub(crate) date: Date,
    pub(crate) good: i64,
    pub(crate) bad: i64,
}

/// The good and the bad of all these days.
pub(crate) fn totals(days: &[Day]) -> (i64, i64) {
    days.iter().fold((0, 0), |(good, bad), day| (good + day.good, bad + day.bad))
}

/// The number of the quarter of an hour of an instant in a column: what the rows for [`days`] are
/// counted by.
pub(crate) fn quarter(db: &impl ConnectionTrait, column: &'static str) -> Expr {
    let divide = match db.get_database_backend() {
        DbBackend::MySql => "DIV",
        _ => "/",
    };
    Expr::cust(format!("{column} {divide} {}", QUARTER_SECS * 1_000))
}

/// Before that, nothing is on the chart.
pub(crate) fn since(now: Timestamp) -> Timestamp {
    now - Duration::from_hours(24 * 31)
}

/// The days of a chart, in the zone of the server, the last of them today: from counts by quarter of
/// an hour, each of something good or bad.
pub(crate) fn days(counts: impl Iterator<Item = (i64, bool, i64)>, now: Timestamp) -> Vec<Day> {
    let today = now.in_zone(TimeZone::system()).date();
    let mut days: Vec<_> = (0..DAYS)
        .rev()
        .filter_map(|ago| today.checked_sub(ago.days()).ok())
        .map(|date| Day { date, good: 0, bad: 0 })
        .collect();
    for (quarter, is_good, count) in counts {
        let at = Timestamp::from_unix_secs(quarter * QUARTER_SECS);
        let date = at.in_zone(TimeZone::system()).date();
        let Some(day) = days.iter_mut().find(|day| day.date == date) else { continue };
        if is_good {
            day.good += count;
        } else {
            day.bad += count;
        }
    }
    days
}
