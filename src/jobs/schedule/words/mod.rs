//! A schedule as a sentence: "Monday to Friday at 08:30".
//!
//! Promise: what it says is what croner does. It is composed from the values of each field, so that
//! two expressions of the same meaning have the same words.
//!
//! A time of day follows its days ("Every day at 02:00"); an interval stands before them ("Every
//! 15 minutes, Monday to Friday"). Months come last. As in every cron, a day of the month and a
//! weekday together mean both: "On the 13th of every month as well as every Friday".

mod days;
mod times;

use croner::CronPattern;

use super::Schedule;
use crate::base::language::Language;
use times::Times;

impl Schedule {
    pub(crate) fn in_words(&self, language: Language) -> String {
        let t = language.text();
        let pattern = &self.cron.pattern;
        let days = Days { language, pattern };
        let (days, months) = match days.only_date() {
            Some(date) => (Some(date), None),
            None => (days.days(), days.months()),
        };
        let sentence = match times::times(language, pattern) {
            Times::At(times) => {
                let days = t.words_days_at(days.unwrap_or_else(|| t.words_every_day()), times);
                [Some(days), None, months]
            }
            Times::Interval(interval) => [Some(interval), days, months],
        };
        capitalized(&sentence.into_iter().flatten().collect::<Vec<_>>().join(", "))
    }
}

/// The days of a schedule, to be said in one language.
struct Days<'a> {
    language: Language,
    pattern: &'a CronPattern,
}

/// Values in order; three and more in a row are said as a range.
#[derive(Debug, Clone, Copy)]
enum Part {
    One(i8),
    Range(i8, i8),
}

fn parts(values: &[i8]) -> Vec<Part> {
    values
        .chunk_by(|one, next| one + 1 == *next)
        .flat_map(|row| match row {
            [first, _, .., last] => vec![Part::Range(*first, *last)],
            _ => row.iter().copied().map(Part::One).collect(),
        })
        .collect()
}

/// The values of a field; the largest is 59.
fn values(field: &croner::CronComponent) -> Vec<i8> {
    field.values().into_iter().filter_map(|value| i8::try_from(value).ok()).collect()
}

fn capitalized(sentence: &str) -> String {
    let mut characters = sentence.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).collect()
}

#[cfg(test)]
mod tests;
