use std::collections::HashMap;

use proptest::prelude::*;

use super::*;
use crate::jobs::schedule::tests::expressions;

/// An expression, in English, in French; `~` is a space that does not break.
const SENTENCES: &[(&str, &str, &str)] = &[
    ("* * * * *", "Every minute", "Toutes les minutes"),
    ("*/15 * * * *", "Every 15 minutes", "Toutes les 15 minutes"),
    ("0,30 * * * *", "Every 30 minutes", "Toutes les 30 minutes"),
    ("0 * * * *", "Every hour", "Toutes les heures"),
    ("@hourly", "Every hour", "Toutes les heures"),
    ("30 * * * *", "Every hour at minute 30", "Toutes les heures à la minute 30"),
    (
        "5-59/15 * * * *",
        "At minutes 5, 20, 35 and 50 of every hour",
        "Aux minutes 5, 20, 35 et 50 de chaque heure",
    ),
    ("0 2 * * *", "Every day at 02:00", "Tous les jours à 02:00"),
    ("@daily", "Every day at 00:00", "Tous les jours à 00:00"),
    ("0 9,17 * * *", "Every day at 09:00 and 17:00", "Tous les jours à 09:00 et 17:00"),
    ("0 */6 * * *", "Every 6 hours from 00:00", "Toutes les 6 heures à partir de 00:00"),
    (
        "30 1-23/8 * * 1-5",
        "Every 8 hours from 01:30, Monday to Friday",
        "Toutes les 8 heures à partir de 01:30, du lundi au vendredi",
    ),
    ("0 */5 * * *", "Every 5 hours from 00:00 to 20:00", "Toutes les 5 heures de 00:00 à 20:00"),
    (
        "0 8-18 * * 1-5",
        "Every hour from 08:00 to 18:00, Monday to Friday",
        "Toutes les heures de 08:00 à 18:00, du lundi au vendredi",
    ),
    (
        "*/15 8-18 * * 1-5",
        "Every 15 minutes from 08:00 to 18:45, Monday to Friday",
        "Toutes les 15 minutes de 08:00 à 18:45, du lundi au vendredi",
    ),
    ("* 2 * * *", "Every minute from 02:00 to 02:59", "Toutes les minutes de 02:00 à 02:59"),
    ("5-20 8 * * *", "Every minute from 08:05 to 08:20", "Toutes les minutes de 08:05 à 08:20"),
    ("0,30 9 * * *", "Every day at 09:00 and 09:30", "Tous les jours à 09:00 et 09:30"),
    ("* 1,9 * * *", "Every minute of the hours 1 and 9", "Toutes les minutes des heures 1 et 9"),
    (
        "*/10 1,9 * * *",
        "Every 10 minutes of the hours 1 and 9",
        "Toutes les 10 minutes des heures 1 et 9",
    ),
    (
        "10 22-23,0-5 * * *",
        "At minute 10 past hours 0 to 5, 22 and 23",
        "À la minute 10 des heures 0 à 5, 22 et 23",
    ),
    (
        "1,2,4,8,16,32,33 8 * * *",
        "At minutes 1, 2, 4, 8, 16, 32 and 33 past 08:00",
        "Aux minutes 1, 2, 4, 8, 16, 32 et 33 après 08:00",
    ),
    ("30 8 * * 1-5", "Monday to Friday at 08:30", "Du lundi au vendredi à 08:30"),
    ("0 8 * * 1", "Every Monday at 08:00", "Tous les lundis à 08:00"),
    (
        "0 8 * * mon,WED,Fri",
        "Monday, Wednesday and Friday at 08:00",
        "Le lundi, le mercredi et le vendredi à 08:00",
    ),
    (
        "0 8 * * 1-3,6",
        "Monday to Wednesday and Saturday at 08:00",
        "Du lundi au mercredi et le samedi à 08:00",
    ),
    ("0 0 * * 0,6", "Saturday and Sunday at 00:00", "Le samedi et le dimanche à 00:00"),
    ("0 0 * * 0-6", "Every day at 00:00", "Tous les jours à 00:00"),
    ("@weekly", "Every Sunday at 00:00", "Tous les dimanches à 00:00"),
    (
        "0 9 * * 1#1",
        "On the first Monday of every month at 09:00",
        "Le premier lundi de chaque mois à 09:00",
    ),
    (
        "0 9 * * friL",
        "On the last Friday of every month at 09:00",
        "Le dernier vendredi de chaque mois à 09:00",
    ),
    (
        "0 9 * * 1#5",
        "On the fifth Monday of every month that has one at 09:00",
        "Le cinquième lundi de chaque mois qui en compte un à 09:00",
    ),
    (
        "0 9 * * 2#2,4#4,5L",
        "On the second Tuesday, the fourth Thursday and the last Friday of every month at 09:00",
        "Le deuxième mardi, le quatrième jeudi et le dernier vendredi de chaque mois à 09:00",
    ),
    (
        "0 9 * * 1,5#3",
        "Every Monday as well as on the third Friday of every month at 09:00",
        "Tous les lundis ainsi que le troisième vendredi de chaque mois à 09:00",
    ),
    ("0 0 1 * *", "On the 1st of every month at 00:00", "Le 1er de chaque mois à 00:00"),
    (
        "0 0 1,15 * *",
        "On the 1st and the 15th of every month at 00:00",
        "Le 1er et le 15 de chaque mois à 00:00",
    ),
    (
        "0 0 1-7,22 * *",
        "On the 1st to the 7th and the 22nd of every month at 00:00",
        "Du 1er au 7 et le 22 de chaque mois à 00:00",
    ),
    (
        "0 0 31 * *",
        "On the 31st of every month that has one at 00:00",
        "Le 31 de chaque mois qui en compte un à 00:00",
    ),
    (
        "15 10 L * *",
        "On the last day of every month at 10:15",
        "Le dernier jour de chaque mois à 10:15",
    ),
    (
        "0 0 15,l * *",
        "On the 15th and the last day of every month at 00:00",
        "Le 15 et le dernier jour de chaque mois à 00:00",
    ),
    ("0 0 1 1 *", "Every 1~January at 00:00", "Chaque 1er~janvier à 00:00"),
    ("@yearly", "Every 1~January at 00:00", "Chaque 1er~janvier à 00:00"),
    ("0 0 29 2 *", "Every 29~February at 00:00", "Chaque 29~février à 00:00"),
    (
        "0 0 1 1,7 *",
        "On the 1st of the month at 00:00, in January and July",
        "Le 1er du mois à 00:00, en janvier et en juillet",
    ),
    (
        "0 0 13 * 5",
        "On the 13th of every month as well as every Friday at 00:00",
        "Le 13 de chaque mois ainsi que tous les vendredis à 00:00",
    ),
    (
        "0 0 1 1 1",
        "On the 1st of the month as well as every Monday at 00:00, in January",
        "Le 1er du mois ainsi que tous les lundis à 00:00, en janvier",
    ),
    ("0 0 1-31 * 1", "Every day at 00:00", "Tous les jours à 00:00"),
    (
        "0 0 L * 1L",
        "On the last day of every month as well as on the last Monday of every month at 00:00",
        "Le dernier jour de chaque mois ainsi que le dernier lundi de chaque mois à 00:00",
    ),
    (
        "0 2 * 4-9 *",
        "Every day at 02:00, from April to September",
        "Tous les jours à 02:00, d’avril à septembre",
    ),
    (
        "0 2 * jan,MAR-Jun *",
        "Every day at 02:00, in January and from March to June",
        "Tous les jours à 02:00, en janvier et de mars à juin",
    ),
    (
        "5,20,40 8-18 * 3,6 1-5",
        "At minutes 5, 20 and 40 past hours 8 to 18, Monday to Friday, in March and June",
        "Aux minutes 5, 20 et 40 des heures 8 à 18, du lundi au vendredi, en mars et en juin",
    ),
];

#[test]
fn a_schedule_reads_as_a_person_would_write_it() {
    for (expression, english, french) in SENTENCES {
        let schedule = Schedule::parse(expression).unwrap();
        let words = |language| schedule.in_words(language).replace('\u{a0}', "~");
        assert_eq!(words(Language::English), *english, "{expression}");
        assert_eq!(words(Language::French), *french, "{expression}");
    }
}

proptest! {
    #[test]
    fn every_schedule_has_words_in_its_language(expression in expressions()) {
        let Ok(schedule) = Schedule::parse(&expression) else { return Ok(()) };
        let (english, french) =
            (schedule.in_words(Language::English), schedule.in_words(Language::French));
        prop_assert!(english.starts_with(|first: char| first.is_ascii_uppercase()), "{english}");
        prop_assert!(french.starts_with(char::is_uppercase), "{french}");
        for words in [&english, &french] {
            prop_assert!(!words.contains("  ") && !words.contains(['{', '}']), "{words}");
        }
        let is_english = |word: &str| {
            ["every", "of", "and", "at", "on", "the", "to", "past", "from", "in"].contains(&word)
        };
        let mut words = french.split([' ', '\u{a0}', ',']).map(str::to_lowercase);
        prop_assert!(!words.any(|word| is_english(&word)), "{french}");
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Otherwise one of the two sentences were wrong.
    #[test]
    fn the_same_words_mean_the_same_schedule(many in prop::collection::vec(expressions(), 60)) {
        let mut said = HashMap::new();
        for schedule in many.iter().filter_map(|expression| Schedule::parse(expression).ok()) {
            let mut at = jiff::civil::date(2026, 1, 1).at(0, 0, 0, 0);
            let mut runs = Vec::new();
            for _ in 0..20 {
                at = schedule.first_after(at).unwrap();
                runs.push(at);
            }
            for language in Language::ALL {
                let words = schedule.in_words(language);
                let same = said.entry(words).or_insert_with(|| (schedule.text.clone(), runs.clone()));
                prop_assert_eq!(&same.1, &runs, "{} and {}", same.0, schedule.text);
            }
        }
    }
}
