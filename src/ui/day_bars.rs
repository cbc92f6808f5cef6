//! A small chart of the last days, drawn by the server: a bar a day, what went wrong on top of it in
//! another colour and hatched. The same numbers stand in a table for those who do not see it.

use leptos::prelude::*;

use crate::{
    base::days::{DAYS, Day},
    site::request::language,
};

/// In units of the drawing.
const HEIGHT: i64 = 48;
const STEP: i64 = 10;
const BAR: i64 = 8;

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
