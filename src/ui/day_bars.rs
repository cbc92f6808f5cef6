//! A small chart of the last days, drawn by the server: a bar a day, what went wrong on top of it in
//! another colour and hatched. The same numbers stand in a table for those who do not see it.

use std::time::Duration;

use jiff::{ToSpan, civil::Date, tz::TimeZone};
use leptos::prelude::*;
use sea_orm::{ConnectionTrait, DbBackend, sea_query::Expr};

use crate::{security::clock::Timestamp, web::request::language};

/// How many days a chart shows.
const DAYS: i64 = 30;
/// Every zone begins its days at a quarter of an hour.
const QUARTER_SECS: i64 = 900;

/// In units of the drawing.
const HEIGHT: i64 = 48;
const STEP: i64 = 10;
const BAR: i64 = 8;

/// One day of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Day {
    pub(crate) date: Date,
    pub(crate) good: i64,
    pub(crate) bad: i64,
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

#[component]
pub(crate) fn DayBars(
    /// Tells it apart from other charts on the page.
    id: &'static str,
    /// What is counted.
    title: String,
    good: String,
    bad: String,
    /// The last of them is today.
    days: Vec<Day>,
) -> impl IntoView {
    let (language, t) = language();
    let most = days.iter().map(|day| day.good + day.bad).max().unwrap_or_default().max(1);
    // Something is never nothing.
    let height = |count: i64| (count * HEIGHT / most).max(i64::from(count > 0) * 2);
    let bars = days
        .iter()
        .zip(0_i64..)
        .map(|(day, place)| {
            let (x, good, bad) = (place * STEP + 1, height(day.good), height(day.bad));
            view! {
                {(good > 0)
                    .then(|| {
                        view! {
                            <rect class="good" x=x y=HEIGHT - good width=BAR height=good></rect>
                        }
                    })}
                {(bad > 0)
                    .then(|| {
                        let y = HEIGHT - good - bad;
                        view! {
                            <rect class="bad" x=x y=y width=BAR height=bad></rect>
                            <rect x=x y=y width=BAR height=bad fill=format!("url(#{id}-hatch)")></rect>
                        }
                    })}
            }
        })
        .collect_view();
    let rows = days
        .iter()
        .filter(|day| day.good + day.bad > 0)
        .map(|day| {
            view! {
                <tr>
                    <th scope="row">{language.date(day.date)}</th>
                    <td>{language.number(day.good)}</td>
                    <td>{language.number(day.bad)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <svg
            class="day-bars"
            viewBox=format!("0 0 {} {}", DAYS * STEP, HEIGHT + 1)
            aria-hidden="true"
        >
            <pattern id=format!("{id}-hatch") width="4" height="4" patternUnits="userSpaceOnUse">
                <path d="M0 4 4 0" class="hatch"></path>
            </pattern>
            {bars}
            <path class="base" d=format!("M0 {0}.5h{1}", HEIGHT, DAYS * STEP)></path>
        </svg>
        // A table is never narrower than what is in it.
        <div class="visually-hidden">
            <table>
                <caption>{title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t.chart_day()}</th>
                        <th scope="col">{good}</th>
                        <th scope="col">{bad}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
