//! The days and months of a schedule in words.

use jiff::civil::Weekday;

use super::{Days, Part, parts, values};
use crate::jobs::schedule::grammar::{self, Occurrence};

impl Days<'_> {
    /// A single day of a single month.
    pub(super) fn only_date(&self) -> Option<String> {
        let (days, months) = (self.days_of_month(), values(&self.pattern.months));
        match (days.as_slice(), months.as_slice()) {
            ([day], [month]) if self.pattern.is_dow_wildcard() && !self.has_last_day() => {
                let date = self.language.day_and_month(*month, *day);
                Some(self.language.text().words_every_date(date))
            }
            _ => None,
        }
    }

    /// Nothing if it is every day.
    pub(super) fn days(&self) -> Option<String> {
        let (days, weekdays) = (self.days_of_month(), self.weekdays());
        if days.len() == 31 || weekdays.len() == 7 {
            return None;
        }
        let clauses = [self.in_the_month(&days), self.in_the_week(&weekdays), self.placed()];
        clauses
            .into_iter()
            .flatten()
            .reduce(|days, others| self.language.text().words_days_and_also(days, others))
    }

    /// Nothing if it is all of them.
    pub(super) fn months(&self) -> Option<String> {
        let t = self.language.text();
        if self.is_every_month() {
            return None;
        }
        let mut follows_one = false;
        let mut months = Vec::new();
        for part in parts(&values(&self.pattern.months)) {
            months.push(match part {
                Part::One(month) if follows_one => {
                    t.words_further_month(self.language.month(month))
                }
                Part::One(month) => t.words_month(self.language.month(month)),
                Part::Range(first, last) => {
                    let (first, last) = (self.language.month(first), self.language.month(last));
                    if first.starts_with(['a', 'o']) {
                        t.words_months_from_vowel(first, last)
                    } else {
                        t.words_months(first, last)
                    }
                }
            });
            follows_one = matches!(part, Part::One(_));
        }
        Some(self.language.list(&months))
    }

    fn in_the_month(&self, days: &[i8]) -> Option<String> {
        let t = self.language.text();
        let mut said = parts(days)
            .into_iter()
            .map(|part| match part {
                Part::One(day) => t.words_day(self.language.day_of_month(day)),
                Part::Range(first, last) => t.words_days(
                    self.language.day_of_month(first),
                    self.language.day_of_month(last),
                ),
            })
            .collect::<Vec<_>>();
        if self.has_last_day() {
            said.push(t.words_last_day());
        }
        let some_months_lack_it = !self.has_last_day() && matches!(days, [29..=31]);
        self.of_the_month(&said, some_months_lack_it)
    }

    fn in_the_week(&self, weekdays: &[i8]) -> Option<String> {
        let t = self.language.text();
        if let [day] = weekdays {
            return Some(t.words_every_weekday(self.weekday(*day)));
        }
        let said = parts(weekdays)
            .into_iter()
            .map(|part| match part {
                Part::One(day) => t.words_weekday(self.weekday(day)),
                Part::Range(first, last) => {
                    t.words_weekdays(self.weekday(first), self.weekday(last))
                }
            })
            .collect::<Vec<_>>();
        (!said.is_empty()).then(|| self.language.list(&said))
    }

    /// The weekdays that come once a month.
    fn placed(&self) -> Option<String> {
        let t = self.language.text();
        let mut placed = grammar::placed_weekdays(self.field(4));
        placed.sort_unstable();
        placed.dedup();
        let said = placed
            .iter()
            .map(|(place, day)| {
                let day = self.weekday(*day);
                match place {
                    Occurrence::Nth(1) => t.words_first_weekday(day),
                    Occurrence::Nth(2) => t.words_second_weekday(day),
                    Occurrence::Nth(3) => t.words_third_weekday(day),
                    Occurrence::Nth(4) => t.words_fourth_weekday(day),
                    Occurrence::Nth(_) => t.words_fifth_weekday(day),
                    Occurrence::Last => t.words_last_weekday(day),
                }
            })
            .collect::<Vec<_>>();
        self.of_the_month(&said, matches!(placed.as_slice(), [(Occurrence::Nth(5), _)]))
    }

    fn of_the_month(&self, days: &[String], some_months_lack_it: bool) -> Option<String> {
        let t = self.language.text();
        let said = self.language.list(days);
        match days {
            [] => None,
            _ if !self.is_every_month() => Some(t.words_days_of_the_month(said)),
            [_] if some_months_lack_it => Some(t.words_day_of_months_with_it(said)),
            _ => Some(t.words_days_of_every_month(said)),
        }
    }

    /// Empty if the field is `*`: then it does not count.
    fn days_of_month(&self) -> Vec<i8> {
        if self.pattern.is_dom_wildcard() { Vec::new() } else { values(&self.pattern.days) }
    }

    /// From Monday, 1, to Sunday, 7; empty if the field is `*`.
    fn weekdays(&self) -> Vec<i8> {
        if self.pattern.is_dow_wildcard() {
            return Vec::new();
        }
        let mut weekdays = values(&self.pattern.days_of_week);
        for day in &mut weekdays {
            if *day == 0 {
                *day = 7;
            }
        }
        weekdays.sort_unstable();
        weekdays
    }

    fn weekday(&self, day: i8) -> String {
        self.language.weekday(Weekday::from_sunday_zero_offset(day % 7).unwrap_or(Weekday::Sunday))
    }

    fn is_every_month(&self) -> bool {
        self.pattern.months.values().len() == 12
    }

    fn has_last_day(&self) -> bool {
        grammar::has_last_day(self.field(2))
    }

    /// croner keeps the five fields, with names as numbers.
    fn field(&self, place: usize) -> &str {
        self.pattern.as_str().split(' ').nth(place).unwrap_or_default()
    }
}
