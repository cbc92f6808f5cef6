//! The minutes and hours of a schedule in words.

use croner::CronPattern;

use super::{Part, parts, values};
use crate::{base::language::Language, i18n::clock_time};

/// More times of day than this are not said one by one.
const MOST_TIMES: usize = 6;

pub(super) enum Times {
    /// Times of day, to follow "every day at".
    At(String),
    /// A clause of its own.
    Interval(String),
}

pub(super) fn times(language: Language, pattern: &CronPattern) -> Times {
    let (minutes, hours) = (values(&pattern.minutes), values(&pattern.hours));
    let said = match (minutes.as_slice(), hours.len()) {
        (_, 24) => Some(every_hour(language, &minutes)),
        ([minute], _) => some_hours(language, *minute, &hours),
        _ => some_hours_often(language, &minutes, &hours),
    };
    if let Some(interval) = said {
        return Times::Interval(interval);
    }
    let times = hours
        .iter()
        .flat_map(|hour| minutes.iter().map(|minute| clock_time(*hour, *minute)))
        .collect::<Vec<_>>();
    Times::At(language.list(&times))
}

fn every_hour(language: Language, minutes: &[i8]) -> String {
    let t = language.text();
    match (interval_minutes(minutes), minutes) {
        (Some(1), _) => t.words_every_minute(),
        (Some(count), _) => t.words_every_minutes(count.to_string()),
        (None, [0]) => t.words_every_hour(),
        (None, [minute]) => t.words_every_hour_at(minute.to_string()),
        (None, _) => t.words_minutes_of_every_hour(numbers(language, minutes)),
    }
}

/// One run in each of some hours; nothing if the times of day say it best.
fn some_hours(language: Language, minute: i8, hours: &[i8]) -> Option<String> {
    let t = language.text();
    let (first, last) = (hours.first()?, hours.last()?);
    let (first, last) = (clock_time(*first, minute), clock_time(*last, minute));
    match (step(hours), i8::try_from(hours.len()).ok()?) {
        (Some(1), 3..) => Some(t.words_every_hour_between(first, last)),
        // Midnight does not interrupt these.
        (Some(step), count @ 3..) if step * count == 24 => {
            Some(t.words_every_hours_from(step.to_string(), first))
        }
        (Some(step), 5..) => Some(t.words_every_hours_between(step.to_string(), first, last)),
        _ if hours.len() <= MOST_TIMES => None,
        _ => Some(t.words_minute_of_hours(minute.to_string(), numbers(language, hours))),
    }
}

/// Several runs in each of some hours; nothing if the times of day say it best.
fn some_hours_often(language: Language, minutes: &[i8], hours: &[i8]) -> Option<String> {
    let t = language.text();
    let interval = interval_minutes(minutes);
    let is_one_row = hours.len() == 1 || step(hours) == Some(1);
    let are_few = minutes.len() * hours.len() <= MOST_TIMES;
    let first = clock_time(*hours.first()?, *minutes.first()?);
    let last = clock_time(*hours.last()?, *minutes.last()?);
    let is_one_stretch = hours.len() == 1 && step(minutes) == Some(1) && minutes.len() > 2;
    if is_one_stretch || (is_one_row && interval == Some(1)) {
        return Some(t.words_every_minute_between(first, last));
    }
    match (interval, hours) {
        (Some(count), _) if is_one_row && minutes.len() * hours.len() > 3 => {
            Some(t.words_every_minutes_between(count.to_string(), first, last))
        }
        _ if are_few => None,
        (Some(1), _) => Some(t.words_every_minute_of_hours(numbers(language, hours))),
        (Some(count), _) => {
            Some(t.words_every_minutes_of_hours(count.to_string(), numbers(language, hours)))
        }
        (None, [hour]) => {
            Some(t.words_minutes_after(numbers(language, minutes), clock_time(*hour, 0)))
        }
        (None, _) => {
            Some(t.words_minutes_of_hours(numbers(language, minutes), numbers(language, hours)))
        }
    }
}

/// How many minutes lie between two runs, if that is so throughout and across the hour.
fn interval_minutes(minutes: &[i8]) -> Option<i8> {
    let step = step(minutes)?;
    let count = i8::try_from(minutes.len()).ok()?;
    (minutes.first() == Some(&0) && step.checked_mul(count) == Some(60)).then_some(step)
}

/// The distance of two values and more, if it is the same throughout.
fn step(values: &[i8]) -> Option<i8> {
    let [first, second, ..] = values else { return None };
    let step = second - first;
    values.is_sorted_by(|one, next| next - one == step).then_some(step)
}

fn numbers(language: Language, values: &[i8]) -> String {
    let said = parts(values)
        .into_iter()
        .map(|part| match part {
            Part::One(number) => number.to_string(),
            Part::Range(first, last) => {
                language.text().words_numbers(first.to_string(), last.to_string())
            }
        })
        .collect::<Vec<_>>();
    language.list(&said)
}
